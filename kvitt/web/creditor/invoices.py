"""Invoices: a file is looked at before anything is registered, and its columns can be named."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvitt.application.import_invoices import Imported, columns_of, import_invoices
from kvitt.application.in_words import in_words
from kvitt.application.list_invoices import list_invoice_files, list_invoices
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.stage_upload import (
    LARGEST_BYTES,
    UploadGone,
    drop_upload,
    stage_upload,
    staged_upload,
)
from kvitt.domain.roles import IMPORT_INVOICES, SEE_CASES
from kvitt.intake.csv_mapping import IGNORED, AmbiguousColumns, Mapping, MissingColumns
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_number
from kvitt.web.business_day import business_day
from kvitt.web.creditor.cases import whole_number
from kvitt.web.creditor.frame import at, calmly, may, page
from kvitt.web.creditor.words import FIELD_WORDS
from kvitt.web.design import Cell, Column, EmptyState, Fact, Facts, Notice, Paging, Table
from kvitt.web.signin.guards import for_creditor

UPLOAD, MAPPING = "invoice_upload", "invoice_mapping"
"""The session's keys: the word that opens the file that waits, and how its columns were named."""
ERRORS_SHOWN = 20


class UploadForm(forms.Form):
    """A file of invoices."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV, or UBL (Peppol) XML.")
    )


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_invoices(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The invoices as they were registered, and the last files."""
    creditor = at(request, tenant_id).creditor
    before = whole_number(request.GET.get("before", ""))
    listed = list_invoices(creditor, before=before)
    base = reverse("creditor_invoices")
    paging = Paging(
        base if before is not None else "", _("Newest"),
        f"{base}?before={listed.more_before}" if listed.more_before else "", _("Older invoices"),
    )  # fmt: skip
    columns = (
        Column(_("Invoice"), "key"), Column(_("Debtor"), "name"), Column(_("Amount"), "sum"),
        Column(_("Open"), "number"), Column(_("Due"), "text"), Column(_("Case"), "text"),
    )  # fmt: skip
    if_none = EmptyState(
        _("No invoice yet"), _("Send in a file: it is looked at first."), "invoice"
    )
    registered = whole_number(request.GET.get("registered", ""))
    told = _("Invoices registered: %(count)s") % {"count": number_text(registered or 0)}
    shown = {
        "table": Table(_("Invoices"), columns, tuple(map(_row, listed.invoices)), paging, if_none),
        "files": _files(creditor), "may_import": may(request, tenant_id, IMPORT_INVOICES),
        "done": None if registered is None else Notice(told, tone="good"),
    }  # fmt: skip
    return page(request, "invoices.html", shown, tenant_id=tenant_id, here="invoices")


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(IMPORT_INVOICES)
@calmly
def creditor_upload(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Takes a file in, to be looked at."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        folder = settings.HOME.uploads
        drop_upload(folder, tenant_id, request.session.pop(UPLOAD, ""))
        request.session.pop(MAPPING, None)
        try:
            token = stage_upload(folder, tenant_id, file.name, file.chunks())
        except Refusal as no:
            form.add_error("file", in_words(no))
        else:
            request.session[UPLOAD] = token
            return redirect("creditor_check")
    shown = {"form": form, "most": number_text(LARGEST_BYTES // 1024**2)}
    return page(request, "upload.html", shown, tenant_id=tenant_id, here="invoices",
                status=422 if request.method == "POST" else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(IMPORT_INVOICES)
@calmly
def creditor_check(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """What would be registered; and where the columns are not known, which is which."""
    creditor = at(request, tenant_id).creditor
    try:
        path = staged_upload(settings.HOME.uploads, tenant_id, request.session.get(UPLOAD, ""))
    except UploadGone:
        return redirect("creditor_upload")
    if request.method == "POST":
        request.session[MAPPING] = _named(request)
        return redirect("creditor_check")
    shown: dict[str, Any] = {"name": path.name, "fields": FIELD_WORDS.items()}
    status = 200
    try:
        found = import_invoices(
            creditor, path, mapping=_mapping(request), today=business_day(), dry_run=True
        )
    except (MissingColumns, AmbiguousColumns) as no:
        shown |= {"refusal": in_words(no), "columns": _columns(path, None)}
        status = 422
    except Refusal as no:
        shown |= {"refusal": in_words(no)}
        status = 422
    else:
        shown |= _looked_at(found, creditor.currency)
        shown["columns"] = _columns(path, found.mapping)
    return page(request, "check.html", shown, tenant_id=tenant_id, here="invoices", status=status)


@require_POST
@for_creditor(IMPORT_INVOICES)
@calmly
def creditor_register(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Registers what is new in the file that waits; the same file again registers nothing."""
    whose = at(request, tenant_id)
    token = request.session.get(UPLOAD, "")
    path = staged_upload(settings.HOME.uploads, tenant_id, token)
    done = import_invoices(
        whose.creditor, path, mapping=_mapping(request), today=business_day(), actor=whose.name
    )
    drop_upload(settings.HOME.uploads, tenant_id, token)
    request.session.pop(UPLOAD, None)
    request.session.pop(MAPPING, None)
    count = done.registered.invoices + done.registered.credit_notes
    return redirect(f"{reverse('creditor_invoices')}?registered={count}")


def _mapping(request: HttpRequest) -> Mapping | None:
    kept = request.session.get(MAPPING)
    return Mapping.from_json(kept) if kept else None


def _named(request: HttpRequest) -> dict[str, Any]:
    """The columns as the person named them; what has no name goes by itself."""
    names = request.POST.getlist("column")
    fields = request.POST.getlist("field")
    known = {*FIELD_WORDS, IGNORED}
    columns = {name: field for name, field in zip(names, fields, strict=False) if field in known}
    kept: dict[str, Any] = {"columns": columns}
    if request.POST.get("date_order") in ("ymd", "dmy", "mdy"):
        kept["date_order"] = request.POST["date_order"]
    return kept


def _columns(path: Any, mapping: Mapping | None) -> list[dict[str, Any]]:
    """Each column of the file with the fields that it may be; none for XML."""
    try:
        headers = columns_of(path)
    except Refusal:
        return []
    chosen = dict(mapping.columns) if mapping else {}
    return [
        {"name": header, "chosen": chosen.get(header, ""), "place": place}
        for place, header in enumerate(headers)
        if header
    ]


def _looked_at(found: Imported, currency: str) -> dict[str, Any]:
    done = found.registered
    facts = [
        Fact(_("New invoices"), number_text(done.invoices)),
        Fact(_("Credit notes"), number_text(done.credit_notes)),
        Fact(_("Known already"), number_text(done.known)),
        Fact(_("Rows that cannot be registered"), number_text(done.error_count)),
        Fact(_("Together"), money_text(done.total_minor, currency), is_total=True),
    ]
    rows = tuple(
        (
            Cell(number_text(one.line)), Cell(one.field), Cell(one.value or "–"),
            Cell(in_words(one.sentence)),
        )
        for one in done.errors[:ERRORS_SHOWN]
    )  # fmt: skip
    columns = (Column(_("Line"), "key"), Column(_("Column"), "name"), Column(_("Value"), "text"),
               Column(_("What is wrong"), "text"))  # fmt: skip
    return {
        "facts": Facts(tuple(facts), is_number=True),
        "errors": Table(_("Rows that cannot be registered"), columns, rows) if rows else None,
        "notes": [in_words(one) for one in (*found.warnings, *done.differences)[:ERRORS_SHOWN]],
        "is_new": bool(done.invoices or done.credit_notes),
    }


def _row(one: Any) -> tuple[Cell, ...]:
    number = case_number(one.tenant_id, one.case_id)
    return (
        Cell(one.invoice_number, reverse("creditor_invoice", args=[number, one.id])),
        Cell(one.debtor),
        Cell(money_text(one.principal_minor, one.currency)),
        Cell(money_text(one.open_minor, one.currency)),
        Cell(day_text(one.invoice_due_on)),
        Cell(number, reverse("creditor_case", args=[number])),
    )


def _files(creditor: Any) -> Table | None:
    """The last files that came in."""
    found = list_invoice_files(creditor)
    columns = (Column(_("File"), "name"), Column(_("Day"), "key"),
               Column(_("New"), "number"), Column(_("Faulty rows"), "number"))  # fmt: skip
    rows = tuple(
        (
            Cell(one.name), Cell(day_text(one.received_on)),
            Cell(number_text(one.report.get("invoices", 0) + one.report.get("credit_notes", 0))),
            Cell(number_text(one.report.get("error_count", 0))),
        )
        for one in found
    )  # fmt: skip
    return Table(_("Files"), columns, rows) if rows else None
