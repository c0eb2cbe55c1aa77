"""The creditor's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kvitt.application.list_cases import list_cases
from kvitt.domain.roles import SEE_CASES
from kvitt.web.business_day import business_day
from kvitt.web.pages import calmly
from kvitt.web.signin.guards import for_creditor


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_home(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The creditor's newest cases."""
    listed = list_cases(today=business_day(), creditor=tenant_id)
    return render(request, "creditor/home.html", {"listed": listed})
