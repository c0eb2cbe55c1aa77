"""Requests at a steady rate, whether the server keeps up or not.

A request's time counts from the moment at which it was due, so that a server that falls behind is
not spared the waiting of those who stand in line.
"""

import http.client
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode, urlsplit

AT_ONCE = 24
TIMEOUT_SECONDS = 30
TOKEN = "b" * 32


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that is asked for, in whose session; ``kind`` groups the times."""

    kind: str
    address: str
    session: str
    sought: str = ""
    """What a search form is posted with; empty: the page is only opened."""


@dataclass
class Times:
    """What the answers took, in milliseconds."""

    all: list[float] = field(default_factory=list)
    kinds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    """Answers other than 200, and requests without an answer, by kind and reason."""
    seconds: float = 0.0

    def p(self, share: float, kind: str = "") -> float:
        """The time within which this share of the answers (of a kind) came."""
        times = sorted(self.kinds.get(kind, []) if kind else self.all)
        return times[min(len(times) - 1, int(len(times) * share))] if times else float("inf")


def steady(asked: Sequence[Asked], *, rate: int, seconds: int) -> Times:
    """Asks for the pages in turn, ``rate`` a second for so many seconds."""
    times = Times()
    began = time.perf_counter() + 0.05
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for page, due in _plan(asked, began, rate, seconds):
            wait = due - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            hands.submit(_ask, page, due, times)
    times.seconds = time.perf_counter() - began
    return times


def _plan(
    asked: Sequence[Asked], began: float, rate: int, seconds: int
) -> Iterator[tuple[Asked, float]]:
    for number, page in zip(range(rate * seconds), cycle(asked), strict=False):
        yield page, began + number / rate


def _ask(page: Asked, due: float, times: Times) -> None:
    try:
        status = _status(page)
        reason = "" if status == 200 else str(status)
    except (OSError, http.client.HTTPException) as problem:
        reason = type(problem).__name__
    if reason:
        times.wrong[f"{page.kind}: {reason}"] += 1
    took = (time.perf_counter() - due) * 1000
    times.all.append(took)
    times.kinds.setdefault(page.kind, []).append(took)


def _status(page: Asked) -> int:
    """The answer's status, all of it read. By the plain client: it shares the server's cores."""
    place = urlsplit(page.address)
    connection = http.client.HTTPConnection(str(place.netloc), timeout=TIMEOUT_SECONDS)
    headers = {
        "Cookie": f"sessionid={page.session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Accept-Encoding": "gzip",
        "Accept-Language": "sv",
    }
    body = None
    if page.sought:
        body = urlencode({"sought": page.sought})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        where = f"{place.path}?{place.query}" if place.query else place.path
        connection.request("POST" if body else "GET", where, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
