"""Where and when a user was last seen, for the list of sessions: once a minute."""

from collections.abc import Callable

from allauth.usersessions.internal import usersessionkit
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SEEN = "seen"
"""The session's key of the minute in which its user was last written down."""


def this_minute() -> str:
    """The minute it is, as text."""
    return timezone.now().isoformat(timespec="minutes")


def activity_middleware(
    answer_to: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Writes the session of a user down at the first page of each minute.

    At every page it cost three statements and a commit, a tenth of a page of cases.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        minute = this_minute()
        if SESSION_KEY in request.session and request.session.get(SEEN) != minute:
            request.session[SEEN] = minute
            usersessionkit.track_activity(request, user=request.user, session=request.session)
        return answer_to(request)

    return answer
