"""What the creditor's pages share: their frame, the calm page of a refusal, and one's own case."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kvitt.application.guided_start import start_of
from kvitt.application.list_cases import creditors_among
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.show_case import CaseNotFound
from kvitt.application.show_creditor import show_creditor
from kvitt.domain.messages import NotYourThread
from kvitt.domain.roles import MANAGE_PEOPLE, SEE_CASES, SEE_STATEMENTS
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_key
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import NavItem, Portal
from kvitt.web.signin.guards import visitor_on

View = Callable[..., HttpResponse]

PLACES = (
    ("overview", "creditor_home", "home", SEE_CASES),
    ("suggestions", "creditor_suggestions", "task", SEE_CASES),
    ("cases", "creditor_cases", "invoice", SEE_CASES),
    ("invoices", "creditor_invoices", "file", SEE_CASES),
    ("settlements", "creditor_settlements", "money", SEE_STATEMENTS),
    ("tickets", "creditor_tickets", "talk", SEE_CASES),
    ("reports", "creditor_reports", "chart", SEE_STATEMENTS),
    ("policies", "creditor_policies", "settings", SEE_CASES),
    ("people", "creditor_people", "people", MANAGE_PEOPLE),
)
"""The places of the portal: name, page, icon, and the right that one needs to see it."""


class At(NamedTuple):
    """Whose pages are shown, to whom, and on what day."""

    creditor: Creditor
    name: str
    """The visitor's, for the history."""


def at(request: HttpRequest, tenant_id: int) -> At:
    """The creditor of the page and the visitor's name."""
    return At(show_creditor(tenant_id), visitor_on(request).name)


def may(request: HttpRequest, tenant_id: int, right: str) -> bool:
    """Whether the visitor has the right at the creditor."""
    return visitor_on(request).may_at(tenant_id, right)


def page(
    request: HttpRequest,
    template: str,
    shown: Mapping[str, Any],
    *,
    tenant_id: int,
    here: str,
    status: int = 200,
) -> HttpResponse:
    """A page of the creditor in its frame; ``here`` names its place in the sidebar."""
    names = dict(creditors_among(visitor_on(request).creditor_ids))
    frame = {
        "today": business_day(),
        "portal": portal(request, tenant_id, names.get(tenant_id, "")).at(here),
        "creditors": tuple(names.items()) if len(names) > 1 else (),
        "creditor_id": tenant_id,
        **shown,
    }
    return render(request, f"creditor/{template}", frame, status=status)


def portal(request: HttpRequest, tenant_id: int, name: str) -> Portal:
    """The creditor's portal with the places that the visitor may see."""
    words = place_words()
    items = tuple(
        NavItem(place, words[place], reverse(to), icon)
        for place, to, icon, right in PLACES
        if may(request, tenant_id, right)
    )
    return Portal(name, _("Creditor portal"), reverse("creditor_home"), items)


def place_words() -> dict[str, str]:
    """What the places are called."""
    return {
        "overview": _("Overview"),
        "suggestions": _("Suggestions"),
        "cases": _("Cases"),
        "invoices": _("Invoices"),
        "settlements": _("Settlements"),
        "tickets": _("Questions"),
        "reports": _("Reports"),
        "policies": _("Policies"),
        "people": _("Users"),
    }


def decided(creditor: Creditor) -> HttpResponse:
    """After a policy was decided: on with the start while nothing leaves yet, or back to them."""
    return redirect("creditor_policies" if start_of(creditor).is_live else "creditor_start")


def calmly(view: View) -> View:
    """Shows a refusal as a page with its sentence; what is not there is not found."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, tenant_id: int, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, tenant_id=tenant_id, **named)
        except (CaseNotFound, NoOpenCase, NotYourThread) as no:
            raise Http404 from no
        except Refusal as no:
            back = request.path if request.method == "POST" else reverse("creditor_home")
            shown = {"refusal": no, "back": back}
            return page(request, "refusal.html", shown, tenant_id=tenant_id, here="", status=422)

    return answer


def own_case(tenant_id: int, number: str) -> int:
    """The case of that number, which must be the creditor's; anything else is not there."""
    key = case_key(number)
    if key is None or key.tenant_id != tenant_id or key.number != number:
        raise Http404
    return key.case_id
