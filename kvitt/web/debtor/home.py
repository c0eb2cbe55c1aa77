"""All the debtor's cases, or the only one at once; and the case itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kvitt.application.debtor_case import debtor_cases
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.case_parts import case_parts
from kvitt.web.debtor.frame import access_of, case_of, kindly, page, visit_ends_at
from kvitt.web.design import Notice
from kvitt.web.signin.guards import for_debtor


@require_safe
@for_debtor
@kindly
def debtor_home(request: HttpRequest) -> HttpResponse:
    """The debtor's cases with what is open on each; one case alone is opened at once."""
    keys = access_of(request).cases
    if len(keys) == 1:
        return redirect("debtor_case", keys[0].number)
    return page(request, "home.html", {"cases": debtor_cases(keys)})


@require_safe
@for_debtor
def debtor_stay(request: HttpRequest) -> HttpResponse:
    """Lets the visit last longer: opened beside a page on which somebody still writes."""
    told = Notice(
        _("You stay signed in until %(time)s") % {"time": visit_ends_at()},
        (_("Close this tab, and go on where you were."),), "good", level=1,
    )  # fmt: skip
    return page(request, "told.html", {"told": told})


@require_safe
@for_debtor
@kindly
def debtor_case(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """One case: the sum and its day, what it is for, what follows, what can be done."""
    case = case_of(key)
    shown = case_parts(case, get_language() or "en")
    return page(request, "case.html", shown, case=case)
