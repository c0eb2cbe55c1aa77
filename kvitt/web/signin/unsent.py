"""What somebody wrote when the visit had ended: kept until they are back, so that it is not lost.

It lies in the visitor's own session, for half an hour at most, and is shown in that browser alone.
Codes and passwords are never kept, and files are not: they are chosen anew.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

UNSENT = "unsent"
"""The session's key."""
KEPT_MINUTES = 30
"""Policy: whoever is not back by then has left."""
MOST_FIELDS, LONGEST = 12, 4_000
"""Of a form so many fields are kept, and of each so many letters."""
NEVER = ("csrf", "password", "code", "credential")
"""Fields whose names begin so are not kept."""


def keep_unsent(request: HttpRequest) -> str:
    """Keeps what was posted by whom nobody knows any more; the page on which the form stands."""
    place = _page_of_form(request)
    fields = {
        name: told[:LONGEST]
        for name, told in list(request.POST.items())[:MOST_FIELDS]
        if isinstance(told, str) and not name.startswith(NEVER) and "\0" not in told
    }
    request.session[UNSENT] = {"place": place, "fields": fields}
    request.session.set_expiry(KEPT_MINUTES * 60)
    return place


def unsent_of(request: HttpRequest) -> dict[str, Any] | None:
    """What is kept: its page as ``place`` and its ``fields``; None where nothing is."""
    kept = request.session.get(UNSENT)
    return kept if isinstance(kept, dict) else None


def unsent_here(request: HttpRequest) -> dict[str, str]:
    """What to fill the form of this very page with, where it was written before the visit ended."""
    kept = unsent_of(request)
    return dict(kept["fields"]) if kept and kept["place"] == request.path else {}


def words_of(kept: dict[str, Any] | None) -> tuple[str, ...]:
    """The sentences among what is kept: what a person would be sorry to lose."""
    return tuple(told for told in kept["fields"].values() if " " in told.strip()) if kept else ()


def forget_unsent(request: HttpRequest) -> None:
    """What was kept has been shown again, or is nobody's any more."""
    request.session.pop(UNSENT, None)


def _page_of_form(request: HttpRequest) -> str:
    """Where the form stands, as the browser says; else where it was sent."""
    told = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(told, {request.get_host()}):
        return urlsplit(told).path or request.path
    return request.path
