"""Paying: by giro with all that a bank asks for, by its code, or with a payment service."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.announce_payment import announce_payment
from kvitt.application.debtor_case import DebtorCase
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.pay_online import (
    NoSuchPayment,
    begin_online_payment,
    finish_online_payment,
)
from kvitt.application.payment_services import NoSuchService
from kvitt.documents.payment_code import QrModules
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.frame import access_of, case_of, kindly, page
from kvitt.web.design import Action, Confirmation, Fact, Notice
from kvitt.web.signin.guards import for_debtor
from kvitt.web.templatetags.kvitt_words import scheme

_MARK = "0" * 32
"""Stands in our address until the payment has its own number."""
_WORD = "1" * 32
"""Stands there for the word that the service alone is given."""


class _Away(HttpResponseRedirect):
    """Leads to the payment service: on a phone that may be its app."""

    allowed_schemes = ["http", "https", "swish"]


@require_safe
@for_debtor
@kindly
def debtor_pay(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """What is to be paid, where to and by when."""
    case = case_of(key)
    if case.asked is None:
        return redirect("debtor_case", key.number)
    return page(request, "pay.html", _shown(case), case=case)


@require_POST
@for_debtor
@kindly
def debtor_pay_start(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Begins a payment of what is asked now, and leads to the service."""
    case = case_of(key)
    if case.asked is None:
        return redirect("debtor_case", key.number)
    places = (
        reverse("debtor_pay_back", args=[key.number, _MARK]),
        reverse("swish_told", args=[_MARK, _WORD]),
    )
    back, told = (
        request.build_absolute_uri(place).replace(_MARK, "{reference}").replace(_WORD, "{word}")
        for place in places
    )
    try:
        place = begin_online_payment(
            case.creditor, key.case_id, service=request.POST.get("service", ""),
            amount_minor=case.asked.amount_minor, payment_reference=case.asked.reference,
            return_to=back, told_at=told, today=case.today, actor=access_of(request).actor,
        )  # fmt: skip
    except NoSuchService as no:
        raise Http404 from no
    return _Away(place)


@require_safe
@for_debtor
@kindly
def debtor_pay_back(request: HttpRequest, *, key: CaseKey, reference: str) -> HttpResponse:
    """Back from the service: what became of the payment."""
    case = case_of(key)
    try:
        outcome = finish_online_payment(
            case.creditor, key.case_id, reference, today=case.today, actor=access_of(request).actor
        )
    except (NoSuchPayment, NoSuchService) as no:
        raise Http404 from no
    again = Action(_("Look again"), request.path)
    to_case = Action(_("To the case"), reverse("debtor_case", args=[key.number]))
    to_pay = Action(_("Pay in another way"), reverse("debtor_pay", args=[key.number]))
    shown = {
        "paid": Confirmation(
            _("Thank you, the payment is made"), _("Case number"), key.number,
            _("What happens now"),
            (_("We send nothing while the money is on its way. When we have it, it shows here."),),
            (to_case,),
        ),
        "waiting": Notice(
            _("We are waiting for the payment service"),
            (_("Approve the payment in the app, then look again."),), level=1,
        ),
        "ended": Notice(
            _("Nothing was paid"),
            (_("The payment was not approved. You can try again or pay in another way."),), level=1,
        ),
    }[outcome]  # fmt: skip
    actions = {"paid": (), "waiting": (again,), "ended": (to_pay,)}[outcome]
    return page(request, "told.html", {"told": shown, "actions": actions}, case=case)


@require_POST
@for_debtor
@kindly
def debtor_announce(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """The debtor says that a payment by giro is on its way."""
    case = case_of(key)
    announce_payment(case.creditor, key.case_id, today=case.today, actor=access_of(request).actor)
    return redirect("debtor_case", key.number)


def _shown(case: DebtorCase) -> dict[str, Any]:
    asked, view, way = case.asked, case.view, case.way
    assert asked is not None, "the page is not shown without a sum"
    amount = money_text(asked.amount_minor, view.currency)
    reference = _("OCR number") if view.country == "SE" else _("KID")
    facts = (
        Fact(_("Amount"), amount, is_total=True),
        Fact(scheme(way.account_scheme), way.account_display),
        Fact(reference, way.reference),
        Fact(_("Receiver"), way.receiver_name),
        Fact(_("No later than"), day_text(max(asked.by, case.today))),
    )
    code = case.payment_code()
    begin = reverse("debtor_pay_start", args=[case.key.number])
    services = tuple(
        Action(
            _("Pay with %(service)s") % {"service": service.label}, begin, is_post=True,
            fields=(("service", service.name),),
        )
        for service in case.services
    )  # fmt: skip
    announced = case.held_by == "payment_announced"
    return {
        "facts": facts,
        "services": services,
        "code": drawn(code) if code else "",
        "side": code.side if code else 0,
        "announce": None
        if announced
        else Action(
            _("I have paid in my bank"), reverse("debtor_announce", args=[case.key.number]),
            "secondary", is_post=True,
        ),
    }  # fmt: skip


def drawn(code: QrModules) -> SafeString:
    """The code as one path of squares, a row at a time."""
    parts = []
    for row in range(code.side):
        line = code.grey[row * code.side : (row + 1) * code.side]
        start = None
        for column, grey in enumerate([*line, 255]):
            if grey == 0 and start is None:
                start = column
            elif grey != 0 and start is not None:
                parts.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
                start = None
    return mark_safe("".join(parts))  # numbers and signs of ours alone
