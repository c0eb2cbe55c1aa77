"""What a page asks of its visitor. Every view is behind one of these; a test looks.

Who is nobody is led to the entrance; who is somebody else gets the page that is not there: nobody
learns from an answer whether a case exists.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from kvitt.domain.roles import SENSITIVE
from kvitt.store.cases import CaseKey, case_key
from kvitt.web.signin.unsent import keep_unsent
from kvitt.web.signin.visitor import Visitor

View = Callable[..., HttpResponse]
CHOSEN = "creditor"
"""The session's key of the creditor whose pages are shown."""


def for_everyone(view: View) -> View:
    """A page without anything of anybody."""
    cast(Any, view).open_to = ("everyone", "")
    return view


def for_staff(right: str) -> Callable[[View], View]:
    """A page of the office, for whoever has the right there."""

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            visitor = visitor_on(request)
            if (led := _to_the_entrance(request, visitor)) is not None:
                return led
            if not visitor.may_in_office(right):
                raise Http404
            _prove_again(request, right)
            return view(request, *args, **named)

        cast(Any, answer).open_to = ("staff", right)
        return answer

    return guard


def for_creditor(right: str) -> Callable[[View], View]:
    """A page of one creditor, for whoever has the right there; the view gets ``tenant_id``."""

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            visitor = visitor_on(request)
            if (led := _to_the_entrance(request, visitor)) is not None:
                return led
            tenant_id = chosen_creditor(request, visitor)
            if tenant_id is None or not visitor.may_at(tenant_id, right):
                raise Http404
            _prove_again(request, right)
            return view(request, *args, tenant_id=tenant_id, **named)

        cast(Any, answer).open_to = ("creditor", right)
        return answer

    return guard


def for_debtor(view: View) -> View:
    """A page of a debtor; with a case ``number`` it must be one of the debtor's own.

    The view gets ``key``, the case, where the address names one.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        debtor = visitor_on(request).debtor
        if debtor is None:
            if request.method == "POST":
                keep_unsent(request)
            return redirect("debtor_entrance")
        if "number" in named:
            named["key"] = _own_case(named.pop("number"), debtor.cases)
        return view(request, *args, **named)

    cast(Any, answer).open_to = ("debtor", "")
    return answer


def visitor_on(request: HttpRequest) -> Visitor:
    """The visitor of the request."""
    return cast(Visitor, cast(Any, request).visitor)


def chosen_creditor(request: HttpRequest, visitor: Visitor) -> int | None:
    """The creditor that the visitor chose, or the first of the visitor's own."""
    own = visitor.creditor_ids
    chosen = request.session.get(CHOSEN)
    return chosen if chosen in own else next(iter(own), None)


def _own_case(number: str, cases: tuple[CaseKey, ...]) -> CaseKey:
    key = case_key(number)
    if key is None or key not in cases or key.number != number:
        raise Http404
    return key


def _to_the_entrance(request: HttpRequest, visitor: Visitor) -> HttpResponse | None:
    if visitor.user_id is None:
        place = keep_unsent(request) if request.method == "POST" else request.path
        return redirect(f"{reverse('account_login')}?{urlencode({'next': place})}")
    if not visitor.is_proven:
        return redirect("mfa_activate_totp")
    return None


def _prove_again(request: HttpRequest, right: str) -> None:
    if right in SENSITIVE:
        from allauth.account.decorators import reauthentication_required

        reauthentication_required(lambda asked: None)(request)
