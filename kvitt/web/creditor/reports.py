"""Reports: on screen, and as CSV, spreadsheet and PDF, each with the same rows."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kvitt.application.case_words import item_word
from kvitt.application.money_and_days import (
    amount_text,
    day_text,
    month_text,
    number_text,
    rate_text,
    short_money_text,
    tenths_text,
)
from kvitt.application.show_report import REPORTS, Report, Value, show_report
from kvitt.documents.report import Column as FileColumn
from kvitt.documents.report import ReportTable, render_report, report_csv, report_xlsx
from kvitt.domain.roles import SEE_STATEMENTS
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.creditor.frame import at, calmly, page
from kvitt.web.creditor.home import age_labels, step_labels
from kvitt.web.creditor.words import OUTCOME_WORDS, PLAN_STATES
from kvitt.web.design import (
    Action,
    Bar,
    Bars,
    Cell,
    Chip,
    Column,
    EmptyState,
    Filters,
    Line,
    Table,
)
from kvitt.web.design.part import Part
from kvitt.web.signin.guards import for_creditor

WRITERS = {
    "csv": (report_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        report_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pdf": (render_report, "application/pdf"),
}
FIGURES = ("number", "money", "tenths", "share")


@require_safe
@for_creditor(SEE_STATEMENTS)
@calmly
def creditor_report(request: HttpRequest, name: str = "ageing", *, tenant_id: int) -> HttpResponse:
    """One report on screen."""
    creditor = at(request, tenant_id).creditor
    if name not in REPORTS:
        raise Http404
    report = show_report(creditor, name, today=business_day())
    titles = report_titles()
    chips = tuple(
        Chip(titles[one], reverse("creditor_report", args=[one]), one == name) for one in REPORTS
    )
    exports = tuple(
        Action(ending.upper(), reverse("creditor_report_file", args=[name, ending]), "secondary",
               spoken=f"{titles[name]}, {ending.upper()}")
        for ending in WRITERS
    )  # fmt: skip
    shown = {
        "title": titles[name], "under": _under(report, creditor),
        "filters": Filters(_("Reports"), chips), "table": _on_screen(report),
        "chart": _chart(report, creditor.currency), "exports": exports,
    }  # fmt: skip
    return page(request, "report.html", shown, tenant_id=tenant_id, here="reports")


@require_safe
@for_creditor(SEE_STATEMENTS)
@calmly
def creditor_report_file(
    request: HttpRequest, name: str, ending: str, *, tenant_id: int
) -> HttpResponse:
    """One report as a file."""
    creditor = at(request, tenant_id).creditor
    if name not in REPORTS or ending not in WRITERS:
        raise Http404
    report = show_report(creditor, name, today=business_day())
    write, media_type = WRITERS[ending]
    answer = HttpResponse(write(_as_file(report, creditor)), content_type=media_type)
    file_name = f"{name}-{report.on.isoformat()}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def report_titles() -> dict[str, str]:
    """What the reports are called."""
    return {
        "ageing": _("Outstanding by age"),
        "credit_time": _("Credit time"),
        "paid_per_step": _("Paid per step"),
        "fees": _("Fees and interest"),
        "plans": _("Instalment plans"),
        "disputes": _("Objections"),
    }


def column_words() -> dict[str, str]:
    """What the columns are called."""
    steps = {f"step{place}": label for place, label in enumerate(step_labels())}
    return steps | {
        "age": _("Days after the due day"),
        "invoices": _("Invoices"),
        "total": _("Total"),
        "month": _("Month"),
        "paid_invoices": _("Paid invoices"),
        "paid_principal": _("Paid principal"),
        "credit_days": _("Days to payment"),
        "days_late": _("Days late"),
        "step": _("Paid after"),
        "share": _("Share"),
        "item": _("Kind"),
        "items": _("Number"),
        "charged": _("Charged"),
        "paid": _("Paid"),
        "taken_back": _("Taken back"),
        "open": _("Open"),
        "plan_state": _("State"),
        "plans": _("Plans"),
        "agreed": _("Agreed"),
        "outcome": _("Outcome"),
        "disputes": _("Objections"),
        "answer_days": _("Days to the answer"),
        "answered_late": _("Answered late"),
    }


def _under(report: Report, creditor: Creditor) -> str:
    money = _("Sums in %(currency)s.") % {"currency": creditor.currency}
    if report.since is None:
        period = _("On %(day)s.") % {"day": day_text(report.on)}
    else:
        period = _("%(first)s to %(last)s.") % {
            "first": day_text(report.since), "last": day_text(report.on),
        }  # fmt: skip
    return f"{period} {money}"


def _code(column: str, value: str) -> str:
    """The word of a code in a column."""
    if column == "age":
        return age_labels()[int(value.removeprefix("age"))]
    if column == "step":
        return step_labels()[int(value.removeprefix("step"))]
    if column == "item":
        return item_word(value)
    words: dict[str, Any] = OUTCOME_WORDS if column == "outcome" else PLAN_STATES
    return str(words.get(value, value))


def _shown(column: tuple[str, str], value: Value) -> str:
    name, kind = column
    if value is None:
        return "–"
    if isinstance(value, str):
        return month_text(value) if kind == "month" else _code(name, value)
    texts = {"money": amount_text, "tenths": tenths_text, "share": rate_text}
    return texts.get(kind, number_text)(value)


def _on_screen(report: Report) -> Table:
    words = column_words()
    columns = tuple(
        Column(words[name], "number" if kind in FIGURES else "name")
        for name, kind in report.columns
    )
    rows = tuple(
        tuple(
            Cell(_shown(column, value)) for column, value in zip(report.columns, row, strict=True)
        )
        for row in report.rows
    )
    if_none = EmptyState(_("Nothing in this period"), icon="chart")
    return Table(report_titles()[report.name], columns, rows, if_none=if_none)


def _chart(report: Report, currency: str) -> Part | None:
    """The picture of a report, where a picture says more."""
    if report.name == "ageing":
        bars = tuple(
            Bar(_code("age", str(row[0])), tuple(int(value or 0) for value in row[2:-1]))
            for row in report.rows
        )
        return Bars(
            _("Picture"), _("Days after the due day"), step_labels(), bars,
            text_of=lambda minor: short_money_text(minor, currency),
        )  # fmt: skip
    if report.name == "credit_time":
        points = tuple(
            (month_text(str(row[0])), int(row[3])) for row in reversed(report.rows)
            if row[3] is not None
        )  # fmt: skip
        if len(points) > 1:
            return Line(_("Picture"), _("Month"), _("Days to payment"), points,
                        text_of=tenths_text)  # fmt: skip
    return None


def _as_file(report: Report, creditor: Creditor) -> ReportTable:
    words = column_words()
    columns = tuple(
        FileColumn(words[name], kind if kind in FIGURES else "text")
        for name, kind in report.columns
    )
    rows = tuple(
        tuple(
            _shown(column, value) if isinstance(value, str) else value
            for column, value in zip(report.columns, row, strict=True)
        )
        for row in report.rows
    )
    shown = tuple(
        tuple(_shown(column, value) for column, value in zip(report.columns, row, strict=True))
        for row in report.rows
    )
    return ReportTable(
        report_titles()[report.name], _under(report, creditor), columns, rows,
        (get_language() or "en").split("-")[0], creditor.country, creditor.name, report.on, shown,
    )  # fmt: skip
