"""Addresses of the office, under ``office/``. They hold numbers, never names."""

from django.urls import path

from kvitt.web.office import (
    code,
    enforcement,
    evidence,
    house,
    my_day,
    payments,
    plan,
    registers,
    threads,
)
from kvitt.web.office.case import letter, one_case
from kvitt.web.office.cases import all_cases, found_cases
from kvitt.web.office.on_case import act_on_case
from kvitt.web.office.tasks import all_tasks

CASE = "cases/<case:number>/"
urlpatterns = [
    path("", my_day.my_day, name="my_day"),
    path("cases/", all_cases, name="cases"),
    path("search/", found_cases, name="search"),
    path(CASE, one_case, name="case"),
    path(f"{CASE}letters/<document:document_id>.pdf", letter, name="letter"),
    path(f"{CASE}evidence.zip", evidence.bundle, name="evidence"),
    path(f"{CASE}do/<slug:name>/", act_on_case, name="act"),
    path(f"{CASE}plan/", plan.plan_what_if, name="plan_what_if"),
    path(f"{CASE}plan/agree/", plan.plan_agree, name="plan_agree"),
    path(f"{CASE}code/", code.new_debtor_code, name="new_code"),
    path(f"{CASE}draft/", enforcement.draft, name="draft"),
    path(f"{CASE}payments/<int:payment_id>/", payments.payment_reverse, name="payment_reverse"),
    path(f"{CASE}complaints/<int:complaint_id>/", registers.complaint, name="complaint"),
    path("tasks/", all_tasks, name="tasks"),
    path("tasks/<int:task_id>/", my_day.task, name="task"),
    path("tasks/<int:task_id>/mine/", my_day.task_take, name="task_take"),
    path("talks/", threads.threads, name="threads"),
    path("talks/<int:thread_id>/", threads.thread, name="thread"),
    path("talks/<int:thread_id>/mine/", threads.take, name="thread_take"),
    path("talks/<int:thread_id>/close/", threads.close, name="thread_close"),
    path("talks/<int:thread_id>/files/<int:file_id>/", threads.file, name="thread_file"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<int:line_id>/", payments.payment_line, name="payment_line"),
    path("payments/<int:line_id>/assign/", payments.payment_assign, name="payment_assign"),
    path("payments/<int:line_id>/aside/", payments.payment_elsewhere, name="payment_elsewhere"),
    path("money/", payments.money, name="money"),
    path("enforcement/", enforcement.enforcement, name="enforcement"),
    path("enforcement/propose/", enforcement.propose, name="enforcement_propose"),
    path("enforcement/<int:proceeding_id>/", enforcement.proceeding, name="proceeding"),
    path("enforcement/<int:proceeding_id>/approve/", enforcement.approve,
         name="proceeding_approve"),
    path("enforcement/<int:proceeding_id>/file/", enforcement.file, name="proceeding_file"),
    path("enforcement/<int:proceeding_id>/record/", enforcement.record,
         name="proceeding_record"),
    path("offers/<int:offer_id>/approve/", enforcement.approve_offer, name="offer_approve"),
    path("monitoring/", registers.monitoring, name="monitoring"),
    path("limitation/", registers.limitation, name="limitation"),
    path("complaints/", registers.complaints, name="complaints"),
    path("history/", registers.history, name="history"),
    path("law/", registers.law, name="law"),
    path("creditors/", house.creditors, name="creditors"),
    path("creditors/<int:tenant_id>/", house.agreement, name="agreement"),
    path("creditors/<int:tenant_id>/change/", house.change, name="agreement_change"),
    path("people/", house.people, name="people"),
    path("people/<int:tenant_id>/<int:membership_id>/end/", house.end_member, name="member_end"),
    path("house/", house.health, name="health"),
    path("house/stop/", house.stop, name="sending_stop"),
    path("house/go/", house.go, name="sending_go"),
]  # fmt: skip
