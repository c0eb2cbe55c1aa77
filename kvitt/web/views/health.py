"""Whether this program lives and whether it can work, for whoever watches it."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kvitt.store.case_list import tables_answer
from kvitt.web.signin.guards import for_everyone


@require_safe
@for_everyone
def healthz(request: HttpRequest) -> HttpResponse:
    """The program answers."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@require_safe
@for_everyone
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has its tables; 503 otherwise."""
    try:
        tables_answer()
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")
