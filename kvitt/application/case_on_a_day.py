"""A case as it stood at the end of a day, replayed from its items, allocations, letters and holds.

The rows are those of the claims that lay on the case on that day (`store.explaining.case_rows`).

What is stored as open is today's answer. An earlier day's answer follows from the days on the rows:
what was booked by then, less what was allocated or taken back by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from kvitt.application.course_on_a_day import course_then
from kvitt.application.notices_on_a_day import notices_then
from kvitt.domain.facts import ClaimFacts, Facts, FeeFacts
from kvitt.domain.holds import GIVING_TIME, stops
from kvitt.law.book import LawBook
from kvitt.law.interest import DENOMINATOR, interest_segments
from kvitt.store.cases import case_number
from kvitt.store.explaining import CaseRows

ONE_DAY = timedelta(days=1)
MERGED = "case_merged"
ENDED = ("case_closed", MERGED)
REOPENED = "case_reopened"
BEGAN_ANEW = (REOPENED, "flow_begins_anew")
"""What begins a new cycle of letters."""


class Ending(NamedTuple):
    """When and why a case was closed, and the number of the case in which it went on."""

    on: date
    because: str | None
    merged_into: str | None


class ItemThen(NamedTuple):
    """A claim item and what was open of it at the end of the day."""

    row: Any
    open_minor: int
    voided_on: date | None


@dataclass(frozen=True, slots=True)
class CaseThen:
    """What was known of a case at the end of a day."""

    facts: Facts
    items: tuple[ItemThen, ...]
    """Items booked by then, those taken back by then among them."""
    holds: tuple[Any, ...]
    ending: Ending | None

    @property
    def closed_on(self) -> date | None:
        """The day on which the case was closed; None where it was open."""
        return self.ending.on if self.ending else None


def case_then(rows: CaseRows, book: LawBook, *, day: date, as_stored: bool) -> CaseThen:
    """The case at the end of ``day``; with ``as_stored`` the sums and states as they are now."""
    items = tuple(
        _item_then(row, day, as_stored) for row in rows.items if as_stored or row.dated_on <= day
    )
    holds = tuple(
        hold
        for hold in rows.holds
        if hold.from_on <= day and (hold.until_on is None or hold.until_on >= day)
    )
    held = max(
        (hold for hold in holds if stops(hold.kind, "flow_letter")),
        key=lambda hold: hold.until_on or date.max,
        default=None,
    )
    waived = [hold.waived for hold in rows.holds if hold.waived and hold.from_on <= day]
    waived_through_on = max(map(date.fromisoformat, waived), default=date.min)
    cycle = rows.case.cycle if as_stored else _cycle_then(rows, day)
    facts = Facts(
        rows.case.id,
        rows.case.flow,
        cycle,
        rows.case.debtor_kind,
        tuple(
            _claim_then(claim, items, book, as_stored, rows.case.debtor_kind, waived_through_on)
            for claim in rows.claims
        ),
        tuple(notices_then(rows, cycle, day=day, as_stored=as_stored)),
        tuple(_fees_then(items)),
        held.kind if held else None,
        held.until_on if held else None,
        rows.case.open_credit_minor if as_stored else 0,
        time_given_until=max(
            (hold.until_on for hold in rows.holds
             if hold.kind in GIVING_TIME and hold.until_on is not None and hold.until_on < day),
            default=None,
        ),
        course=course_then(rows, book, day=day, as_stored=as_stored),
    )  # fmt: skip
    return CaseThen(facts, items, holds, _ending(rows) if as_stored else _ending_then(rows, day))


def _item_then(row: Any, day: date, as_stored: bool) -> ItemThen:
    if as_stored:
        return ItemThen(row, row.open_minor, row.voided_on)
    if row.voided_on is not None and row.voided_on <= day:
        return ItemThen(row, 0, row.voided_on)
    allocated = zip(row.allocated_days, row.allocated_amounts, strict=True)
    return ItemThen(
        row, row.amount_minor - sum(amount for on, amount in allocated if on <= day), None
    )


def _claim_then(
    claim: Any,
    items: Sequence[ItemThen],
    book: LawBook,
    as_stored: bool,
    debtor_kind: str,
    waived_through_on: date,
) -> ClaimFacts:
    ours = [item for item in items if item.row.claim_id == claim.id and item.voided_on is None]
    interest = [item for item in ours if item.row.kind == "interest"]
    principal_open_minor = sum(item.open_minor for item in ours if item.row.kind == "principal")
    interest_open_minor = sum(item.open_minor for item in interest)
    if as_stored:
        through_on, carry = claim.interest_through_on, claim.interest_carry
    else:
        through_on, carry = _interest_stand(claim, interest, book, debtor_kind)
        through_on = max(through_on, waived_through_on)
    return ClaimFacts(
        claim.id,
        claim.due_on,
        principal_open_minor,
        interest_open_minor,
        sum(item.open_minor for item in ours) - principal_open_minor - interest_open_minor,
        through_on,
        carry,
        claim.fees_agreed,
        claim.principal_minor,
    )


def _interest_stand(
    claim: Any, interest: Sequence[ItemThen], book: LawBook, debtor_kind: str
) -> tuple[date, int]:
    """Through which day interest was booked, and by how much the exact one exceeds it, by items."""
    through_on, carry = claim.due_on, 0
    for item in interest:
        row = item.row
        through_on = max(through_on, row.until_on - ONE_DAY)
        segments = interest_segments(
            book,
            base_minor=row.base_minor,
            from_=row.from_on,
            until=row.until_on,
            debtor_kind=debtor_kind,
        )
        carry += sum(segment.numerator for segment in segments) - row.amount_minor * DENOMINATOR
    return through_on, carry


def _fees_then(items: Sequence[ItemThen]) -> list[FeeFacts]:
    return [
        FeeFacts(
            item.row.kind,
            item.row.amount_minor,
            item.row.dated_on,
            item.row.notice_id,
            item.row.claim_id,
        )
        for item in items
        if item.row.step is not None and item.voided_on is None
    ]


def _cycle_then(rows: CaseRows, day: date) -> int:
    """The cycle of letters in which the case was."""
    later = [one for one in rows.history if one.kind in BEGAN_ANEW and one.on_day > day]
    return int(rows.case.cycle) - len(later)


def _ending(rows: CaseRows) -> Ending | None:
    case = rows.case
    if case.closed_on is None:
        return None
    return Ending(case.closed_on, case.closed_because, _into(rows))


def _into(rows: CaseRows) -> str | None:
    case = rows.case
    return case_number(case.tenant_id, case.merged_into) if case.merged_into else None


def _ending_then(rows: CaseRows, day: date) -> Ending | None:
    ending = None
    for event in rows.history:
        if event.on_day > day:
            continue
        if event.kind == MERGED:
            ending = Ending(event.on_day, "merged", _into(rows))
        elif event.kind in ENDED:
            ending = Ending(event.on_day, event.given.get("because"), None)
        elif event.kind == REOPENED:
            ending = None
    return ending
