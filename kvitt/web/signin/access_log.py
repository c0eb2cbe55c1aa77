"""Each page of a case that somebody of the office or of a creditor is shown is noted."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from kvitt.application.privacy import note_access
from kvitt.store.cases import case_key
from kvitt.web.business_day import business_day
from kvitt.web.signin.guards import visitor_on

SHOWN = 200
PLACES = {"staff": "office", "creditor": "creditor"}


def access_log_middleware(
    answer_to: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Notes who was shown which case, after the page was made; what was refused shows nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        answered = answer_to(request)
        match: Any = request.resolver_match
        if answered.status_code == SHOWN and match is not None and "number" in match.kwargs:
            _note(request, match)
        return answered

    return answer


def _note(request: HttpRequest, match: Any) -> None:
    place = PLACES.get(getattr(match.func, "open_to", ("", ""))[0], "")
    key = case_key(str(match.kwargs["number"]))
    visitor = visitor_on(request)
    if place and key is not None and visitor.user_id is not None:
        note_access(
            key, on=business_day(), user_id=visitor.user_id, name=visitor.name or "–",
            place=place, page=match.url_name or "",
        )  # fmt: skip
