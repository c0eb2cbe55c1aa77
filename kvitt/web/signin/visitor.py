"""The visitor of a request: a user with roles, a debtor, or nobody. Read when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject

from kvitt.application.manage_people import roles_by_tenant
from kvitt.application.open_debtor_access import DebtorAccess, is_still_open
from kvitt.domain.roles import may
from kvitt.store.cases import case_key
from kvitt.store.tenants import agency_tenant_id, tenants_known_once
from kvitt.web.business_day import business_day
from kvitt.web.signin import activity
from kvitt.web.signin.unsent import UNSENT, unsent_of

DEBTOR = "debtor"
"""The session's key."""
DEBTOR_MINUTES = 30
"""A debtor's visit ends so long after the last page. Policy."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for the page."""

    user_id: int | None = None
    name: str = ""
    is_proven: bool = False
    """The user has a second factor; without one nothing is shown but the page that sets it up."""
    agency_id: int = 0
    roles: dict[int, list[str]] = field(default_factory=dict)
    debtor: DebtorAccess | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the visitor belongs to the office."""
        return self.agency_id in self.roles

    @property
    def creditor_ids(self) -> list[int]:
        """The creditors that the visitor belongs to."""
        return sorted(tenant_id for tenant_id in self.roles if tenant_id != self.agency_id)

    def may_in_office(self, right: str) -> bool:
        """Whether one of the visitor's roles in the office has the right."""
        return may(self.roles.get(self.agency_id, ()), right)

    def may_at(self, tenant_id: int, right: str) -> bool:
        """Whether the visitor has the right at that creditor, by a role there."""
        return tenant_id != self.agency_id and may(self.roles.get(tenant_id, ()), right)


def visitor_middleware(
    answer_to: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Hangs the visitor on the request; nothing is read until a page asks who it is."""

    def answer(request: HttpRequest) -> HttpResponse:
        cast(Any, request).visitor = SimpleLazyObject(lambda: visitor_of(request))
        with tenants_known_once():
            return answer_to(request)

    return answer


def visitor_of(request: HttpRequest) -> Visitor:
    """Who the session says it is, with the roles that run now."""
    from allauth.mfa.utils import is_mfa_enabled

    user = cast(Any, request.user)
    debtor = _debtor(request)
    if not user.is_authenticated:
        return Visitor(debtor=debtor)
    return Visitor(
        user_id=user.pk,
        name=user.name,
        is_proven=is_mfa_enabled(user),
        agency_id=agency_tenant_id(),
        roles=roles_by_tenant(user.pk),
        debtor=debtor,
    )


def keep_debtor(request: HttpRequest, access: DebtorAccess) -> str:
    """Begins a debtor's visit in a session of its own; the page on which it begins.

    Nothing of an earlier visit goes along, but for what was written on a case that opens again.
    """
    kept = unsent_of(request)
    request.session.flush()
    place = _own_page(kept, access)
    if kept and place:
        request.session[UNSENT] = kept
    request.session[DEBTOR] = {
        "cases": [key.number for key in access.cases],
        "reader": access.reader,
        "by": access.by,
        "number": access.number,
        "serial": access.serial,
    }
    request.session.set_expiry(DEBTOR_MINUTES * 60)
    return place or reverse("debtor_home")


def _own_page(kept: dict[str, Any] | None, access: DebtorAccess) -> str:
    """The page of what is kept, where it is of a case that the visitor opens; else nothing."""
    try:
        number = resolve(kept["place"]).kwargs.get("number", "") if kept else ""
    except Resolver404:
        return ""
    is_own = kept and number in [key.number for key in access.cases]
    return str(kept["place"]) if kept and is_own else ""


def _debtor(request: HttpRequest) -> DebtorAccess | None:
    kept = request.session.get(DEBTOR)
    if not kept:
        return None
    if kept["by"] == "code" and not is_still_open(
        kept["number"], kept["serial"], today=business_day()
    ):
        return None
    minute = activity.this_minute()
    if request.session.get(activity.SEEN) != minute:  # a written session begins its minutes anew
        request.session[activity.SEEN] = minute
    cases = tuple(key for number in kept["cases"] if (key := case_key(number)) is not None)
    return DebtorAccess(cases, kept["reader"], kept["by"], kept["number"], kept["serial"])


def network_of(request: HttpRequest) -> str:
    """Where the visitor comes from; behind a proxy that is trusted, what the proxy says."""
    if settings.KVITT_BEHIND_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if told:
            return str(told)
    return str(request.META.get("REMOTE_ADDR", ""))
