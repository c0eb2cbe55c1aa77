"""What the debtor's pages share: their frame, who acts, and a refusal in words that help."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kvitt.application.debtor_case import DebtorCase, debtor_case
from kvitt.application.open_debtor_access import DebtorAccess
from kvitt.application.show_case import CaseNotFound
from kvitt.domain.messages import NotYourThread
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import CaseKey
from kvitt.web.business_day import business_day
from kvitt.web.debtor.told import told_of
from kvitt.web.design import Portal
from kvitt.web.signin.guards import visitor_on
from kvitt.web.signin.visitor import DEBTOR_MINUTES

View = Callable[..., HttpResponse]


def page(
    request: HttpRequest,
    template: str,
    shown: Mapping[str, Any],
    *,
    case: DebtorCase | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the debtor's in its frame; ``case`` names whom it is owed to, and its number."""
    debtor = visitor_on(request).debtor
    under = _("to %(creditor)s") % {"creditor": case.view.creditor} if case else ""
    home = home_of(request)
    frame = {
        "portal": Portal(_("My payment"), under, home, ()),
        "case": case,
        "visitor": debtor,
        "has_several": debtor is not None and len(debtor.cases) > 1,
        "ends_at": visit_ends_at() if debtor else "",
        **shown,
    }
    return render(request, f"debtor/{template}", frame, status=status)


def visit_ends_at() -> str:
    """The minute until which the visit lasts by itself where nothing more is pressed."""
    begun = timezone.localtime().replace(second=0, microsecond=0)
    return f"{begun + timedelta(minutes=DEBTOR_MINUTES):%H:%M}"


def home_of(request: HttpRequest) -> str:
    """Where the visitor's pages begin."""
    return reverse("debtor_home" if visitor_on(request).debtor else "debtor_entrance")


def posted(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is filled with: what was posted with its files, or nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def access_of(request: HttpRequest) -> DebtorAccess:
    """Who reads, behind the guard of the debtor's pages."""
    debtor = visitor_on(request).debtor
    if debtor is None:
        raise Http404
    return debtor


def only_the_debtor(request: HttpRequest) -> DebtorAccess:
    """Who reads, where that is the debtor; for an adviser the page is not there."""
    debtor = access_of(request)
    if debtor.reader != "debtor":
        raise Http404
    return debtor


def case_of(key: CaseKey) -> DebtorCase:
    """The case as it stands today; where it went on under another number that is not there."""
    return debtor_case(key, today=business_day())


def kindly(view: View) -> View:
    """Shows a refusal as a calm page that says what can be done; what is not there is not found."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except (CaseNotFound, NotYourThread) as no:
            raise Http404 from no
        except Refusal as no:
            return page(
                request,
                "refused.html",
                {"told": told_of(no), "return_to": home_of(request)},
                status=422,
            )

    return answer
