"""Addresses of the creditor's pages, under ``creditor/``. They hold numbers, never names."""

from django.urls import path

from kvitt.web.creditor.acts import ACT_VIEWS
from kvitt.web.creditor.case import (
    creditor_case,
    creditor_defer_letter,
    creditor_invoice,
    creditor_letter,
)
from kvitt.web.creditor.cases import creditor_cases, creditor_search
from kvitt.web.creditor.decision import (
    creditor_decision,
    creditor_decision_tried,
    creditor_decision_try,
)
from kvitt.web.creditor.flows import creditor_days, creditor_flow
from kvitt.web.creditor.home import creditor_home
from kvitt.web.creditor.invoices import (
    creditor_check,
    creditor_invoices,
    creditor_register,
    creditor_upload,
)
from kvitt.web.creditor.people import creditor_end_person, creditor_people
from kvitt.web.creditor.plan import creditor_agree, creditor_plan
from kvitt.web.creditor.policies import creditor_automation, creditor_policies
from kvitt.web.creditor.reports import creditor_report, creditor_report_file
from kvitt.web.creditor.settlements import (
    creditor_booked,
    creditor_settlements,
    creditor_statement,
)
from kvitt.web.creditor.shadow import creditor_live, creditor_shadow, creditor_shadow_file
from kvitt.web.creditor.start import (
    creditor_agreement,
    creditor_company,
    creditor_right,
    creditor_start,
)
from kvitt.web.creditor.suggestions import (
    creditor_accept,
    creditor_decline,
    creditor_not_proposed,
    creditor_preview,
    creditor_suggestions,
)
from kvitt.web.creditor.texts import (
    creditor_sample,
    creditor_text,
    creditor_text_propose,
    creditor_texts,
)
from kvitt.web.creditor.tickets import creditor_file, creditor_thread, creditor_tickets

CASE = "cases/<case:number>/"

urlpatterns = [
    path("", creditor_home, name="creditor_home"),
    path("start/", creditor_start, name="creditor_start"),
    path("start/right/", creditor_right, name="creditor_right"),
    path("start/company/", creditor_company, name="creditor_company"),
    path("start/agreement/", creditor_agreement, name="creditor_agreement"),
    path("start/list/", creditor_shadow, name="creditor_shadow"),
    path("start/list.csv", creditor_shadow_file, name="creditor_shadow_file"),
    path("start/live/", creditor_live, name="creditor_live"),
    path("suggestions/", creditor_suggestions, name="creditor_suggestions"),
    path("suggestions/accept/", creditor_accept, name="creditor_accept"),
    path("suggestions/others/", creditor_not_proposed, name="creditor_not_proposed"),
    path("suggestions/<case:number>/no/", creditor_decline, name="creditor_decline"),
    path("suggestions/<case:number>/letter.pdf", creditor_preview, name="creditor_preview"),
    path("cases/", creditor_cases, name="creditor_cases"),
    path("search/", creditor_search, name="creditor_search"),
    path(CASE, creditor_case, name="creditor_case"),
    path(f"{CASE}letters/<document:document_id>.pdf", creditor_letter, name="creditor_letter"),
    path(f"{CASE}invoices/<int:claim>/", creditor_invoice, name="creditor_invoice"),
    path(f"{CASE}defer/letter.pdf", creditor_defer_letter, name="creditor_defer_letter"),
    path(f"{CASE}plan/", creditor_plan, name="creditor_plan"),
    path(f"{CASE}plan/agree/", creditor_agree, name="creditor_agree"),
    *(path(f"{CASE}{name}/", view, name=f"creditor_{name}") for name, view in ACT_VIEWS.items()),
    path("invoices/", creditor_invoices, name="creditor_invoices"),
    path("invoices/upload/", creditor_upload, name="creditor_upload"),
    path("invoices/check/", creditor_check, name="creditor_check"),
    path("invoices/register/", creditor_register, name="creditor_register"),
    path("settlements/", creditor_settlements, name="creditor_settlements"),
    path("settlements/<int:number>/booked/", creditor_booked, name="creditor_booked"),
    path("settlements/<int:number>.<str:ending>", creditor_statement, name="creditor_statement"),
    path("reports/", creditor_report, name="creditor_reports"),
    path("reports/<slug:name>/", creditor_report, name="creditor_report"),
    path("reports/<slug:name>.<str:ending>", creditor_report_file, name="creditor_report_file"),
    path("policies/", creditor_policies, name="creditor_policies"),
    path("policies/automation/", creditor_automation, name="creditor_automation"),
    path("policies/flow/<slug:name>/", creditor_flow, name="creditor_flow"),
    path("policies/days/<slug:kind>/", creditor_days, name="creditor_days"),
    path("policies/decision/", creditor_decision, name="creditor_decision"),
    path("policies/decision/try/", creditor_decision_try, name="creditor_decision_try"),
    path(
        "policies/decision/<int:number>/", creditor_decision_tried, name="creditor_decision_tried"
    ),
    path("texts/", creditor_texts, name="creditor_texts"),
    path("texts/propose/", creditor_text_propose, name="creditor_text_propose"),
    path("texts/<int:version_id>/", creditor_text, name="creditor_text"),
    path("texts/<slug:kind>/<slug:language>.pdf", creditor_sample, name="creditor_sample"),
    path("people/", creditor_people, name="creditor_people"),
    path("people/end/", creditor_end_person, name="creditor_end_person"),
    path("questions/", creditor_tickets, name="creditor_tickets"),
    path("questions/<int:thread_id>/", creditor_thread, name="creditor_thread"),
    path("questions/<int:thread_id>/files/<int:file_id>/", creditor_file, name="creditor_file"),
]
