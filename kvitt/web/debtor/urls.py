"""Addresses of the debtor's pages, under ``my/``. They hold case numbers, nothing else."""

from django.urls import path

from kvitt.web.debtor.disagree import debtor_disagree, debtor_disagreed, debtor_paid
from kvitt.web.debtor.home import debtor_case, debtor_home, debtor_stay
from kvitt.web.debtor.later import debtor_deferred, debtor_later
from kvitt.web.debtor.letters import (
    debtor_invoice,
    debtor_letter,
    debtor_letters,
    debtor_receipt,
)
from kvitt.web.debtor.me import (
    debtor_adviser,
    debtor_adviser_end,
    debtor_contact,
    debtor_export,
    debtor_me,
)
from kvitt.web.debtor.open_pages import debtor_advice, debtor_genuine
from kvitt.web.debtor.pay import debtor_announce, debtor_pay, debtor_pay_back, debtor_pay_start
from kvitt.web.debtor.plan import debtor_calendar, debtor_move, debtor_plan
from kvitt.web.debtor.split import debtor_agree, debtor_agreed, debtor_offer, debtor_split
from kvitt.web.debtor.talk import debtor_file, debtor_talk, debtor_thread

CASE = "cases/<case:number>/"

urlpatterns = [
    path("", debtor_home, name="debtor_home"),
    path("genuine/", debtor_genuine, name="debtor_genuine"),
    path("advice/", debtor_advice, name="debtor_advice"),
    path("stay/", debtor_stay, name="debtor_stay"),
    path("data/", debtor_export, name="debtor_export"),
    path(CASE, debtor_case, name="debtor_case"),
    path(f"{CASE}pay/", debtor_pay, name="debtor_pay"),
    path(f"{CASE}pay/start/", debtor_pay_start, name="debtor_pay_start"),
    path(f"{CASE}pay/announce/", debtor_announce, name="debtor_announce"),
    path(f"{CASE}pay/<payment:reference>/", debtor_pay_back, name="debtor_pay_back"),
    path(f"{CASE}later/", debtor_later, name="debtor_later"),
    path(f"{CASE}later/done/", debtor_deferred, name="debtor_deferred"),
    path(f"{CASE}split/", debtor_split, name="debtor_split"),
    path(f"{CASE}split/offer/", debtor_offer, name="debtor_offer"),
    path(f"{CASE}split/agree/", debtor_agree, name="debtor_agree"),
    path(f"{CASE}split/done/", debtor_agreed, name="debtor_agreed"),
    path(f"{CASE}plan/", debtor_plan, name="debtor_plan"),
    path(f"{CASE}plan/days.ics", debtor_calendar, name="debtor_calendar"),
    path(f"{CASE}plan/<int:instalment>/move/", debtor_move, name="debtor_move"),
    path(f"{CASE}disagree/", debtor_disagree, name="debtor_disagree"),
    path(f"{CASE}paid/", debtor_paid, name="debtor_paid"),
    path(f"{CASE}disagree/done/", debtor_disagreed, name="debtor_disagreed"),
    path(f"{CASE}talk/", debtor_talk, name="debtor_talk"),
    path(f"{CASE}talk/<int:thread>/", debtor_thread, name="debtor_thread"),
    path(f"{CASE}talk/<int:thread>/<int:file>/", debtor_file, name="debtor_file"),
    path(f"{CASE}letters/", debtor_letters, name="debtor_letters"),
    path(f"{CASE}letters/<document:document_id>.pdf", debtor_letter, name="debtor_letter"),
    path(f"{CASE}receipt/", debtor_receipt, name="debtor_receipt"),
    path(f"{CASE}invoices/<int:claim>/", debtor_invoice, name="debtor_invoice"),
    path(f"{CASE}me/", debtor_me, name="debtor_me"),
    path(f"{CASE}me/contact/", debtor_contact, name="debtor_contact"),
    path(f"{CASE}me/adviser/", debtor_adviser, name="debtor_adviser"),
    path(f"{CASE}me/adviser/end/", debtor_adviser_end, name="debtor_adviser_end"),
]
