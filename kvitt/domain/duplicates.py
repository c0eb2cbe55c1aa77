"""Duplicates: the same payment told twice by two formats is one payment.

Within a format the bank's identifiers decide, and two equal lines are two payments. Between formats
(BgMax and camt.054, say) identifiers differ, so lines are counted by content: the second format's
lines are known as long as the first one has told as many.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

NEAR_DAYS = 3
"""Two formats may book the same payment this many days apart."""

DIRECT_NEAR_DAYS = 10
"""Policy: a payment that a creditor told of and one in the bank's books may be the same this many
days apart. An instalment of the same sum comes a month later."""


class Content(NamedTuple):
    """What the same payment has in common in two formats."""

    account: str
    currency: str
    amount_minor: int
    reference: str
    """Empty where there is none."""
    booked_on: date


class Alike(NamedTuple):
    """Lines of earlier files with one content in one format."""

    content: Content
    format: str
    lines: int
    """How many lines the format has told, each counted once however often it was sent."""
    first_id: int


class Doubt(NamedTuple):
    """A line that is, or may be, an earlier line of another format."""

    is_certain: bool
    earlier: Alike


def duplicates(
    lines: Sequence[tuple[int, Content]], *, format: str, earlier: Iterable[Alike]
) -> dict[int, Doubt]:
    """The lines of a file, by number, that another format has told before or may have told."""
    told: dict[Content, Alike] = {}
    ours: Counter[Content] = Counter()
    near: dict[tuple[str, str, int, str], list[Alike]] = defaultdict(list)
    for alike in earlier:
        if alike.format == format:
            ours[alike.content] += alike.lines
            continue
        before = told.get(alike.content)
        if before is None or alike.lines > before.lines:
            told[alike.content] = alike
    if not told:
        return {}
    found: dict[int, Doubt] = {}
    rest: list[tuple[int, Content]] = []
    for number, content in lines:
        ours[content] += 1
        same = told.get(content)
        if same is not None and ours[content] <= same.lines:
            found[number] = Doubt(True, same)
        else:
            rest.append((number, content))
    for alike in told.values():
        near[alike.content[:4]].append(alike)
    spare = {content: alike.lines - ours[content] for content, alike in told.items()}
    for number, content in rest:
        for alike in near.get(content[:4], ()):
            apart = abs(alike.content.booked_on - content.booked_on)
            if timedelta(0) < apart <= timedelta(days=NEAR_DAYS) and spare[alike.content] > 0:
                spare[alike.content] -= 1
                found[number] = Doubt(False, alike)
                break
    return found
