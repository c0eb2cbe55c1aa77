"""The evidence of a case to take away: one file with everything, and proof that it is whole."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kvitt.application.evidence_bundle import evidence_bundle
from kvitt.application.show_case import show_case
from kvitt.domain.roles import SEE_CASES
from kvitt.web.business_day import business_day
from kvitt.web.office.threads import download
from kvitt.web.pages import calmly
from kvitt.web.signin.guards import for_staff, visitor_on


@require_POST
@for_staff(SEE_CASES)
@calmly
def bundle(request: HttpRequest, number: str) -> HttpResponse:
    """The case's evidence as a ZIP file."""
    today = business_day()
    if show_case(number, today=today).number != number:
        raise Http404
    content = evidence_bundle(number, today=today, by=visitor_on(request).name)
    return download(f"{number}-{today.isoformat()}.zip", "application/zip", content)
