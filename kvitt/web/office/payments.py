"""The payments desk: files from the bank, payments whose claim is not known, money to pay back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.assign_payment import (
    assign_payment,
    set_aside_payment,
    take_out_own_money,
)
from kvitt.application.case_words import TASKS, word
from kvitt.application.correct_payment import correct_payment
from kvitt.application.in_words import in_words, told_word
from kvitt.application.money_and_days import amount_text, day_text, money_text, number_text
from kvitt.application.payments_desk import (
    SHOWN,
    client_money,
    list_bank_files,
    list_refunds,
    list_waiting_payments,
)
from kvitt.application.receive_payments import receive_payments
from kvitt.application.show_case import CaseNotFound, show_case
from kvitt.domain.roles import HANDLE_PAYMENTS, SEE_STATEMENTS
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_number
from kvitt.store.creditors import own_creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import (
    Action,
    Cell,
    Column,
    EmptyState,
    Link,
    Notice,
    Suggestion,
    Suggestions,
    Table,
    Tag,
)
from kvitt.web.office.fields import BecauseField, PickField
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

LARGEST_FILE = 20 * 1024 * 1024
ELSEWHERE = {
    "duplicate": gettext_noop("Told before by another file"),
    "own": gettext_noop("The agency's own money"),
}


class FileForm(forms.Form):
    """A file from the bank."""

    file = forms.FileField(
        label=gettext_lazy("File from the bank"),
        help_text=gettext_lazy("BgMax, OCR giro, camt.053 or camt.054."),
    )

    def clean_file(self) -> Any:
        """A file that can be read at once."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB: use the command."))
        return file


class CaseOfLineForm(forms.Form):
    """Whose payment it is."""

    reference = forms.CharField(
        label=gettext_lazy("Case, invoice or payment reference"), max_length=60
    )


class ElsewhereForm(forms.Form):
    """That a line is no payment."""

    what = PickField(gettext_lazy("What it is"), ELSEWHERE)
    because = BecauseField()


class TakeBackForm(forms.Form):
    """Why a payment is taken back."""

    because = BecauseField()


@require_http_methods(["GET", "POST"])
@for_staff(HANDLE_PAYMENTS)
@calmly
def payments(request: HttpRequest) -> HttpResponse:
    """What waits for a person, and the way in for a bank file."""
    form, status = FileForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _is_received(request, form):
            return redirect("payments")
    waiting = list_waiting_payments(most=SHOWN)
    shown = {
        "form": form, "refunds": _refunds(), "files": _files(),
        "waiting": Suggestions(
            _("Whose payment is it?"), tuple(_suggestion(one) for one in waiting),
            _("The case that it is probably for waits meanwhile."),
            _("Every payment has found its claim."),
        ),
    }  # fmt: skip
    return page(request, "office/payments.html", shown, here="payments", status=status)


def _is_received(request: HttpRequest, form: FileForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        done = receive_payments(
            file.read(), name=file.name, today=business_day(), actor=visitor_on(request).name
        )
    except Refusal as no:
        form.add_error("file", in_words(no))
        return False
    if done.already_known:
        messages.success(
            request, _("The file was received before; nothing was booked."), extra_tags="told"
        )
        return True
    told = _("Lines: %(lines)s. Booked: %(booked)s. Wait for a person: %(unmatched)s. "
             "Cases closed: %(closed)s.") % {
        "lines": number_text(done.lines), "booked": number_text(done.booked),
        "unmatched": number_text(len(done.unmatched) + len(done.quarantined)),
        "closed": number_text(done.closed_cases),
    }  # fmt: skip
    messages.success(request, told, extra_tags="told")
    return True


def _suggestion(one: dict[str, Any]) -> Suggestion:
    paid = money_text(one["amount_minor"], one["currency"])
    said = " ".join(filter(None, (one["payer"], *one["text"], one["reference"] or "")))
    first = one["proposals"][0] if one["proposals"] else None
    actions: list[Action] = []
    why = _("No claim is like it.")
    if first:
        number = case_number(first["creditor"], first["case"])
        why = _("Perhaps case %(case)s, invoice %(invoice)s, %(sum)s open: %(why)s") % {
            "case": number, "invoice": first["invoice"], "sum": amount_text(first["open_minor"]),
            "why": ", ".join(map(told_word, first["reasons"])),
        }  # fmt: skip
        actions.append(
            Action(
                _("It is %(case)s") % {"case": number},
                reverse("payment_assign", args=[one["line"]]),
                is_post=True,
                fields=(("reference", number),),
            )
        )
    other = Action(_("Another"), reverse("payment_line", args=[one["line"]]), look="secondary")
    title = f"{paid} · {day_text(one['booked_on'])} · {said}"
    return Suggestion(title, why, (*actions, other))


def _refunds() -> Table:
    columns = (
        Column(_("What"), "name"),
        Column(_("Case"), "key"),
        Column(_("Since"), "text"),
        Column(_("By"), "text"),
    )
    rows = tuple(
        (
            Cell(word(TASKS, one.kind), reverse("task", args=[one.id]), in_words(one.sentence)),
            Cell(
                case_number(one.tenant_id, one.case_id),
                reverse("case", args=[case_number(one.tenant_id, one.case_id)]),
                under=one.creditor_name,
            )
            if one.case_id
            else Cell("", under=one.creditor_name),
            Cell(day_text(one.raised_on)),
            Cell(day_text(one.due_on)),
        )
        for one in list_refunds()
    )
    none = EmptyState(_("Nothing is to be paid back."))
    return Table(_("To pay back"), columns, rows, if_none=none)


def _files() -> Table:
    columns = (
        Column(_("File"), "name"),
        Column(_("Booked"), "number"),
        Column(_("Unmatched"), "number"),
    )
    rows = tuple(
        (
            Cell(one["name"], under=f"{day_text(one['received_on'])} · {one['format']}"),
            Cell(number_text(one["report"].get("booked", 0))),
            Cell(number_text(one["report"].get("unmatched", 0))),
        )
        for one in list_bank_files()
    )
    none = EmptyState(_("No file from the bank yet."), icon="file")
    return Table(_("Files from the bank"), columns, rows, if_none=none)


def _line(line_id: int) -> dict[str, Any]:
    for one in list_waiting_payments():
        if one["line"] == line_id:
            return one
    raise Http404


@require_safe
@for_staff(HANDLE_PAYMENTS)
@calmly
def payment_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One payment that waits: its proposals, another case, or no payment at all."""
    return _line_page(request, _line(line_id), CaseOfLineForm(), ElsewhereForm())


def _line_page(
    request: HttpRequest, one: dict[str, Any], of_case: forms.Form, elsewhere: forms.Form,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    proposals = tuple(
        Suggestion(
            _("Case %(case)s, invoice %(invoice)s") % {
                "case": case_number(found["creditor"], found["case"]),
                "invoice": found["invoice"],
            },
            " · ".join((amount_text(found["open_minor"]), *map(told_word, found["reasons"]))),
            (Action(_("It is this one"), reverse("payment_assign", args=[one["line"]]),
                    look="secondary", is_post=True,
                    fields=(("reference", case_number(found["creditor"], found["case"])),)),),
            (Link(_("Open the case"),
                  reverse("case", args=[case_number(found["creditor"], found["case"])])),),
        )
        for found in one["proposals"]
    )  # fmt: skip
    shown = {
        "line": one, "paid": money_text(one["amount_minor"], one["currency"]),
        "said": " ".join((one["payer"], *one["text"])), "of_case": of_case,
        "elsewhere": elsewhere,
        "proposals": Suggestions(_("Proposals"), proposals, if_none=_("No claim is like it.")),
    }  # fmt: skip
    return page(request, "office/payment_line.html", shown, here="payments", status=status)


@require_http_methods(["POST"])
@for_staff(HANDLE_PAYMENTS)
@calmly
def payment_assign(request: HttpRequest, line_id: int) -> HttpResponse:
    """Books the payment on the case that the person names."""
    one, form = _line(line_id), CaseOfLineForm(request.POST)
    if form.is_valid():
        try:
            case = show_case(form.cleaned_data["reference"], today=business_day())
            assign_payment(
                line_id, creditor=own_creditor(case.tenant_id), case_id=case.case_id,
                today=business_day(), actor=visitor_on(request).name,
            )  # fmt: skip
        except Refusal as no:
            form.add_error("reference", in_words(no))
        else:
            told = _("The payment is booked on case %(case)s.") % {"case": case.number}
            messages.success(request, told, extra_tags="told")
            return redirect("payments")
    return _line_page(request, one, form, ElsewhereForm(), status=422)


@require_http_methods(["POST"])
@for_staff(HANDLE_PAYMENTS)
@calmly
def payment_elsewhere(request: HttpRequest, line_id: int) -> HttpResponse:
    """Says that the line is no payment of a debtor."""
    one, form = _line(line_id), ElsewhereForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        act = set_aside_payment if given["what"] == "duplicate" else take_out_own_money
        try:
            act(line_id, because=given["because"], today=business_day(),
                actor=visitor_on(request).name)  # fmt: skip
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            messages.success(request, _("The line is put aside."), extra_tags="told")
            return redirect("payments")
    return _line_page(request, one, CaseOfLineForm(), form, status=422)


@require_http_methods(["GET", "POST"])
@for_staff(HANDLE_PAYMENTS)
@calmly
def payment_reverse(request: HttpRequest, number: str, payment_id: int) -> HttpResponse:
    """Takes a payment back from a case, with the reason."""
    case = show_case(number, today=business_day())
    found = [one for one in case.payments if one.payment_id == payment_id and not one.reverses_id]
    if case.number != number or not found:
        raise Http404
    form, status = TakeBackForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                correct_payment(
                    payment_id, because=form.cleaned_data["because"], today=business_day(),
                    actor=visitor_on(request).name,
                )  # fmt: skip
            except CaseNotFound:
                raise
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                messages.success(request, _("The payment is taken back."), extra_tags="told")
                return redirect("case", number)
    shown = {"case": case, "form": form,
             "paid": money_text(found[0].amount_minor, case.currency),
             "booked_on": found[0].booked_on}  # fmt: skip
    return page(request, "office/payment_reverse.html", shown, here="payments", status=status)


@require_safe
@for_staff(SEE_STATEMENTS)
@calmly
def money(request: HttpRequest) -> HttpResponse:
    """Client money: what is held is what is owed, by creditor and day by day."""
    told = client_money(today=business_day())
    notice = (
        Notice(_("Every öre in the bank has its owner"), tone="good")
        if told.is_whole
        else Notice(_("What is held is not what is owed"), tone="hot")
    )
    shown = {
        "notice": notice, "books": _books(told.books), "days": _days(told.days),
    }  # fmt: skip
    return page(request, "office/money.html", shown, here="money")


def _books(books: tuple[Any, ...]) -> Table:
    columns = (
        Column(_("Whose books"), "name"),
        Column(_("In the bank"), "sum"),
        Column(_("At the creditor"), "number"),
        Column(_("Owed to the creditor"), "number"),
        Column(_("To the agency"), "number"),
        Column(_("To debtors"), "number"),
        Column(_("Owner unknown"), "number"),
    )
    rows = tuple(
        (
            Cell(book.creditor or _("The agency"), under=_currency(book)),
            Cell(amount_text(book.bank_minor + book.transit_minor)),
            Cell(amount_text(book.at_creditor_minor)),
            Cell(amount_text(book.creditor_minor)),
            Cell(amount_text(book.agency_minor)),
            Cell(amount_text(book.debtor_minor)),
            Cell(amount_text(book.suspense_minor)),
        )
        for book in books
    )
    none = EmptyState(_("No client money has moved yet."), icon="money")
    return Table(_("Client money by books"), columns, rows, if_none=none)


def _days(days: tuple[Any, ...]) -> Table:
    columns = (
        Column(_("End of"), "name"),
        Column(_("Whose books"), "text"),
        Column(_("Held"), "sum"),
        Column(_("Owed"), "number"),
        Column(_("Difference"), "tag"),
    )
    rows = tuple(
        (
            Cell(day_text(one.on_day)),
            Cell(one.creditor or _("The agency"), under=_currency(one)),
            Cell(amount_text(one.held_minor)),
            Cell(amount_text(one.owed_minor)),
            Cell("", tag=_difference(one.held_minor - one.owed_minor)),
        )
        for one in days
    )
    none = EmptyState(_("No client money moved in these days."), icon="money")
    return Table(_("Day by day"), columns, rows, if_none=none)


def _currency(book: Any) -> str:
    """A creditor's books have one currency; in the agency's own lies what waits in all of them."""
    return str(book.currency) or str(_("all currencies together"))


def _difference(minor: int) -> Tag:
    return Tag(amount_text(minor), "hot" if minor else "good")
