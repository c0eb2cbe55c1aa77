"""Whether a proposed period fits the periods that stand, and whether its amount looks like a slip.

Days must follow each other; that is refused outright. A rate that moves by more than three points
or an amount that doubles is refused unless somebody says why it is right; what is only odd is a
warning for the person who approves.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawValue, Series
from kvitt.law.wording import amount_in_words

_MOST_MOVED_BP = 300
_MOST_TIMES = 2
_LONG_PAST = timedelta(days=366)
_ENOUGH_TO_COMPARE = 4
_FULL_STEP = 25
"""A smallest step between all amounts below this says nothing about the next one."""
_COUNTED = {
    "minor", "days", "bank_days", "weeks", "months", "years", "count", "twentieths", "hundredths",
}  # fmt: skip


class ProposalRefused(Refusal):
    """What was proposed cannot become law like this; the sentence says what would help."""


def plausible(
    series: Series, period: Mapping[str, Any], *, today: date, unusual: str
) -> tuple[str, ...]:
    """What is odd about the period, for the person who approves.

    ``unusual`` is the reason given for what looks like a slip. Raises ProposalRefused where it
    looks like one and no reason is given.
    """
    slips = list(_slips(series, period, today))
    if slips and not unusual:
        raise ProposalRefused(
            "{name} {slips}. If that is right, say why with --unusual “reason”.",
            name=series.name,
            slips="; ".join(slips),
        )
    reason = [f"Unusual ({'; '.join(slips)}). The reason given: {unusual}."] if slips else []
    return (*reason, *_oddities(series, period))


def gaps_filled(series: Series, period: Mapping[str, Any]) -> tuple[date, ...]:
    """The first days of the unconfirmed gaps that the period fills wholly.

    Raises ProposalRefused where it fills a gap only in part.
    """
    from_, until = _days(period)
    filled = []
    for gap in series.unconfirmed:
        end = until or date.max
        if gap.applies_until <= from_ or end <= gap.applies_from:
            continue
        if gap.applies_from < from_ or end < gap.applies_until:
            last = gap.applies_until - timedelta(days=1)
            raise ProposalRefused(
                "{name}: {applies_from} to {last} stand as unconfirmed in {file}. Propose the "
                "period for all of these days, or shorten the gap there by hand.",
                name=series.name,
                applies_from=gap.applies_from,
                last=last,
                file=series.file,
            )
        filled.append(gap.applies_from)
    return tuple(filled)


def _days(period: Mapping[str, Any]) -> tuple[date, date | None]:
    until = period.get("applies_until")
    return date.fromisoformat(period["applies_from"]), date.fromisoformat(until) if until else None


def must_fit(series: Series, period: Mapping[str, Any], *, today: date) -> None:
    """The days of the period follow those that stand, or are a later correction of the same days.

    Raises ProposalRefused where it would leave a hole, lie over another period, or was published
    after today.
    """
    from_, until = _days(period)
    published = period.get("published")
    if until is not None and until <= from_:
        raise ProposalRefused(
            "The period ends on {until}, not after it begins on {begins_on}.",
            until=until,
            begins_on=from_,
        )
    if published and date.fromisoformat(published) > today:
        raise ProposalRefused(
            "{published_on} lies after today: nothing can be published on it yet.",
            published_on=published,
        )
    same = [entry for entry in series.entries if entry.applies_from == from_]
    if same:
        _fits_as_correction(series, same, published)
        return
    filled = gaps_filled(series, period)
    for entry in series.as_known(None):
        end = entry.applies_until
        if entry.applies_from < from_ and end is not None and from_ < end:
            raise ProposalRefused(
                "{name} is known from {applies_from} to {end} already. A correction of it begins "
                "on the same day: --from {applies_from}.",
                name=series.name,
                applies_from=entry.applies_from,
                end=end - timedelta(days=1),
            )
    last = max(entry.applies_until or date.max for entry in series.as_known(None))
    last = max([last, *(gap.applies_until for gap in series.unconfirmed)])
    if last < from_ and not filled:
        raise ProposalRefused(
            "{name} is known until {last}; from {gap_from} to {begins_on} there would be nothing. "
            "Begin with --from {gap_from}, or propose the period between first.",
            name=series.name,
            last=last - timedelta(days=1),
            gap_from=last,
            begins_on=from_ - timedelta(days=1),
        )


def _fits_as_correction(series: Series, same: Sequence[LawValue], published: str | None) -> None:
    latest = max(entry.published for entry in same)
    if published is None or date.fromisoformat(published) <= latest:
        raise ProposalRefused(
            "{name} from {applies_from} stands in the book as known since {latest}. A correction "
            "is added beside it and needs a later --published day.",
            name=series.name,
            applies_from=same[-1].applies_from,
            latest=latest,
        )


def _slips(series: Series, period: Mapping[str, Any], today: date) -> Iterator[str]:
    """What would be a slip nine times of ten, as parts of a sentence about the value."""
    from_, until = _days(period)
    if any(entry.applies_from == from_ for entry in series.entries):
        yield f"would correct what stands from {from_}"
    prior = _prior(series, from_)
    if prior is not None:
        yield from _moved(prior, period["amount"])
        if until is None and prior.applies_until is not None:
            yield "would have no end, though the period before it has one"
    if from_ < today - _LONG_PAST:
        yield f"would begin on {from_}, more than a year ago"


def _prior(series: Series, from_: date) -> LawValue | None:
    """The value that stands on that day, or else the last one before it."""
    entries = [entry for entry in series.entries if entry.applies_from <= from_]
    return max(entries, key=lambda entry: (entry.applies_from, entry.published), default=None)


def _moved(prior: LawValue, amount: Any) -> Iterator[str]:
    old = amount_in_words(prior.unit, prior.amount, prior.country)
    new = amount_in_words(prior.unit, amount, prior.country)
    if prior.unit == "bp":
        moved = abs(amount - prior.amount)
        if moved > _MOST_MOVED_BP:
            points = amount_in_words("bp", moved, prior.country).removesuffix(" %")
            yield f"would move by {points} percentage points, from {old} to {new}"
    elif prior.unit in _COUNTED:
        if _leaps(prior.amount, amount):
            yield f"would go from {old} to {new}, more than double or less than half"
    elif prior.unit in ("table", "brackets"):
        before, after = dict(_numbers(prior.amount)), dict(_numbers(amount))
        if before.keys() != after.keys():
            yield f"would have other rows: from {old} to {new}"
        elif any(_leaps(before[key], after[key]) for key in before):
            yield f"would more than double or halve an amount: from {old} to {new}"
    elif new != old:
        yield f"would be another rule and not only another amount: from {old} to {new}"


def _leaps(old: int, new: int) -> bool:
    return new > old * _MOST_TIMES or new * _MOST_TIMES < old


def _numbers(amount: Any) -> Iterator[tuple[str, int]]:
    """The numbers of a table or of brackets, each under its row."""
    if isinstance(amount, Mapping):
        yield from ((str(key), amount[key]) for key in amount)
    else:
        for number, row in enumerate(amount):
            yield from ((f"{number} {key}", row[key]) for key in row)


def _oddities(series: Series, period: Mapping[str, Any]) -> Iterator[str]:
    from_, _ = _days(period)
    published = period.get("published")
    earlier = series.entries
    is_by_half_year = len(earlier) >= _ENOUGH_TO_COMPARE and all(
        _begins_a_half_year(entry.applies_from) for entry in earlier
    )
    if is_by_half_year and not _begins_a_half_year(from_):
        yield f"Every period so far begins on 1 January or 1 July; this one on {from_}."
    unit = earlier[-1].unit
    if unit in ("bp", "minor") and len(earlier) >= _ENOUGH_TO_COMPARE:
        step = math.gcd(*(abs(entry.amount) for entry in earlier))
        if step >= _FULL_STEP and period["amount"] % step:
            told = amount_in_words(unit, step, earlier[-1].country)
            yield f"Every amount so far is a multiple of {told}; this one is not."
    if not published:
        yield f"Without --published it counts as known from {from_} on."
    elif date.fromisoformat(published) > from_:
        yield f"Published on {published}, after it begins: cases that it touches are woken."
    prior = _prior(series, from_)
    if prior is not None and prior.notice and not period.get("notice"):
        yield f"The period before it names its notice ({prior.notice}); this one none."


def _begins_a_half_year(day: date) -> bool:
    return day.month in (1, 7) and day.day == 1
