"""Settlements: what was paid out and its statements; the creditor says when they are booked."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.list_settlements import (
    NoSuchSettlement,
    acknowledge_settlement,
    list_settlements,
    show_statement,
)
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.domain.roles import SEE_STATEMENTS, WORK_CASES
from kvitt.web.business_day import business_day
from kvitt.web.creditor.cases import whole_number
from kvitt.web.creditor.frame import at, calmly, may, page
from kvitt.web.design import Action, EmptyState, Link
from kvitt.web.signin.guards import for_creditor


@require_safe
@for_creditor(SEE_STATEMENTS)
@calmly
def creditor_settlements(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The settlements, the newest first, with their statements."""
    creditor = at(request, tenant_id).creditor
    before = whole_number(request.GET.get("before", ""))
    found, more_before = list_settlements(creditor, before=before)
    books = may(request, tenant_id, WORK_CASES)
    told = _("What debtors have paid is settled with you by agreement, with a statement.")
    shown = {
        "settlements": [_shown(one, books) for one in found],
        "more": f"?before={more_before}" if more_before else "",
        "if_none": EmptyState(_("No settlement yet"), told, "money"),
    }
    return page(request, "settlements.html", shown, tenant_id=tenant_id, here="settlements")


@require_safe
@for_creditor(SEE_STATEMENTS)
@calmly
def creditor_statement(
    request: HttpRequest, number: int, ending: str, *, tenant_id: int
) -> HttpResponse:
    """The statement exactly as it was made."""
    try:
        found = show_statement(at(request, tenant_id).creditor, number, ending)
    except NoSuchSettlement as no:
        raise Http404 from no
    answer = HttpResponse(found.content, content_type=found.media_type)
    shown = "inline" if ending == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{shown}; filename="{found.name}"'
    return answer


@require_POST
@for_creditor(WORK_CASES)
@calmly
def creditor_booked(request: HttpRequest, number: int, *, tenant_id: int) -> HttpResponse:
    """Notes that the settlement is in the creditor's books."""
    whose = at(request, tenant_id)
    try:
        acknowledge_settlement(whose.creditor, number, today=business_day(), by=whose.name)
    except NoSuchSettlement as no:
        raise Http404 from no
    return redirect("creditor_settlements")


def _shown(one: Any, books: bool) -> dict[str, Any]:
    """A settlement with its ways on; booked once, by whom and when."""
    label, which = _("Mark as booked"), {"number": number_text(one.number)}
    booked = Action(
        label, reverse("creditor_booked", args=[one.number]), "secondary", is_post=True,
        spoken=f"{label}: {_('Settlement %(number)s') % which}",
    )  # fmt: skip
    acknowledged = _("Booked %(day)s by %(name)s") % {
        "day": day_text(one.acknowledged_on), "name": one.acknowledged_by or "",
    }  # fmt: skip
    return {
        "number": number_text(one.number),
        "day": day_text(one.settled_on),
        "reference": one.payment_reference,
        "to_creditor": money_text(one.to_creditor_minor, one.currency),
        "to_agency": money_text(one.to_agency_minor, one.currency),
        "collected": money_text(one.collected_minor, one.currency),
        "acknowledged": acknowledged if one.acknowledged_on else "",
        "act": booked if books and not one.acknowledged_on else None,
        "links": tuple(
            Link(
                f"{ending.upper()} {one.number}",
                reverse("creditor_statement", args=[one.number, ending]),
            )
            for ending in ("pdf", "csv")
        ),
    }
