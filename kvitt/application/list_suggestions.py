"""What Kvitt would do today for a creditor: each letter with its reasons, and why not the others.

Nothing is changed. Every late case is in one of two lists: proposed, with why, why not earlier,
what it costs and what follows; or not proposed, with the rule that keeps it back.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from kvitt.application.asking import Asker
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.holds import Hold, blocked
from kvitt.domain.merging import decide_together, merge
from kvitt.domain.suggestion import Cause, Proposal, proposal_of, waits_for
from kvitt.law.book import law_book
from kvitt.store.automation import debtor_of, late_cases, open_suggestions
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.facts import due_facts, siblings_of
from kvitt.store.session import tenant_scope

PAGE = 2_000
LOOKED_THROUGH = 400
SHOWN = 500
"""Late cases that are not proposed and told one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class LateCase:
    """A late case as a person knows it."""

    case_id: int
    number: str
    debtor: str
    invoices: tuple[str, ...]
    due_on: date
    days_late: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A letter that would go today."""

    late: LateCase
    proposal: Proposal
    how: str
    """``by_itself``; ``asked``, when a person says yes; ``after_time``, if nobody says no."""
    because: str
    """Why it does not go by itself; empty where it does."""
    goes_on: date | None
    together: tuple[str, ...]
    """Other cases of the debtor that go out in the same letter, and cost no letter of their own."""


@dataclass(frozen=True, slots=True)
class NotProposed:
    """A late case without a letter today, and the rule that keeps it back."""

    late: LateCase
    cause: Cause


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What would be done today, and what not. ``counts`` has every late case by its rule."""

    creditor: str
    currency: str
    on: date
    proposed: tuple[Proposed, ...]
    not_proposed: tuple[NotProposed, ...]
    counts: dict[str, int]

    @property
    def not_proposed_count(self) -> int:
        """All late cases that are not proposed, also those that are not shown."""
        return sum(self.counts.values())


def list_suggestions(creditor: Creditor, *, today: date, shown: int = SHOWN) -> Suggestions:
    """Every letter that would go today and every late case without one, debtor by debtor."""
    proposed: list[Proposed] = []
    others: list[NotProposed] = []
    counts: Counter[str] = Counter()
    after, taken = (0, 0), PAGE
    while taken == PAGE:
        with tenant_scope(creditor.tenant_id):
            rows = late_cases(creditor.tenant_id, today=today, limit=PAGE, after=after)
            taken = len(rows)
            rows = list(_whole_debtors(rows))
            for one in _looked_at(creditor, rows, today):
                if isinstance(one, Proposed):
                    proposed.append(one)
                    continue
                counts[one.cause.kind] += 1
                if len(others) < shown:
                    others.append(one)
        after = (rows[-1].debtor_id, rows[-1].id) if rows else after
    return Suggestions(
        creditor.name, creditor.currency, today, tuple(proposed), tuple(others), dict(counts)
    )


class Asked(NamedTuple):
    """A page of what waits for the creditor's yes."""

    proposed: tuple[Proposed, ...]
    more_after: int | None
    """The next page begins after this suggestion; None where none follows."""


class Kept(NamedTuple):
    """A page of late cases without a letter today."""

    not_proposed: tuple[NotProposed, ...]
    more_after: tuple[int, int] | None
    """The next page begins after this debtor and case; None where none follows."""


def list_asked(creditor: Creditor, *, today: date, after: int = 0, most: int = 50) -> Asked:
    """The letters that wait for a yes, oldest question first; at most ``most`` questions a page.

    Each is decided anew: what has been paid or held meanwhile is left out, as it would not go.
    """
    with tenant_scope(creditor.tenant_id):
        found = open_suggestions(creditor.tenant_id, after=after, most=most + 1)
        page = found[:most]
        wanted = {one.case_id for one in page}
        debtors = sorted({one.debtor_id for one in page})
        rows = late_cases(creditor.tenant_id, today=today, limit=PAGE, debtor_ids=debtors)
        told = [
            one
            for one in _looked_at(creditor, rows, today)
            if isinstance(one, Proposed) and one.late.case_id in wanted and one.how != "by_itself"
        ]
    order = {one.case_id: place for place, one in enumerate(page)}
    told.sort(key=lambda one: order[one.late.case_id])
    return Asked(tuple(told), page[-1].id if len(found) > most else None)


def list_not_proposed(
    creditor: Creditor, *, today: date, after: tuple[int, int] = (0, 0), most: int = 50
) -> Kept:
    """Late cases without a letter today, debtor by debtor, each with the rule that keeps it back.

    A page comes from at most ``LOOKED_THROUGH`` late cases, so its work is bounded.
    """
    with tenant_scope(creditor.tenant_id):
        rows = late_cases(creditor.tenant_id, today=today, limit=LOOKED_THROUGH, after=after)
        whole = list(_whole_debtors(rows, LOOKED_THROUGH))
        looked = {one.late.case_id: one for one in _looked_at(creditor, whole, today)}
    kept: list[NotProposed] = []
    for place, row in enumerate(whole):
        one = looked.get(row.id)
        if isinstance(one, NotProposed):
            kept.append(one)
        is_last_of_debtor = place + 1 < len(whole) and whole[place + 1].debtor_id != row.debtor_id
        if len(kept) >= most and is_last_of_debtor:
            return Kept(tuple(kept), (row.debtor_id, row.id))
    more = (whole[-1].debtor_id, whole[-1].id) if len(rows) == LOOKED_THROUGH else None
    return Kept(tuple(kept), more)


def suggestion_of_case(
    creditor: Creditor, case_id: int, *, today: date
) -> Proposed | NotProposed | None:
    """The same of one late case; None where nothing of it is late or the creditor has none such.

    A case that goes out in the letter of another is told as that letter.
    """
    with tenant_scope(creditor.tenant_id):
        debtor_id = debtor_of(creditor.tenant_id, case_id)
        if debtor_id is None:
            return None
        rows = late_cases(creditor.tenant_id, today=today, limit=PAGE, debtor_ids=[debtor_id])
        number = case_number(creditor.tenant_id, case_id)
        for one in _looked_at(creditor, rows, today):
            together = one.together if isinstance(one, Proposed) else ()
            if one.late.case_id == case_id or number in together:
                return one
    return None


def _whole_debtors(rows: Sequence[Any], page: int = PAGE) -> Sequence[Any]:
    """A full page without its last debtor, whose other cases stand on the next one."""
    if len(rows) < page or rows[0].debtor_id == rows[-1].debtor_id:
        return rows
    return [row for row in rows if row.debtor_id != rows[-1].debtor_id]


def _looked_at(
    creditor: Creditor, rows: Sequence[Any], today: date
) -> Iterator[Proposed | NotProposed]:
    """Decides the cases as the night would, and tells each in one of two ways."""
    if not rows:
        return
    known = {row.id: _late(creditor, row, today) for row in rows}
    found = due_facts(
        creditor.tenant_id, today=today, batch=len(rows), case_ids=list(known), asleep=True
    )
    by_case = {facts.case_id: facts for facts in found}
    siblings = siblings_of(creditor.tenant_id, {row.debtor_id for row in rows}, today=today)
    flows = {facts.flow: flow(facts.flow) for facts in found}
    decisions = decide_together(found, siblings, today, law_book(creditor.country), flows)
    asker = Asker(creditor.tenant_id, found, today)
    for decision in decisions:
        yield _told(creditor, decision, asker, by_case, known, today)


def _late(creditor: Creditor, row: Any, today: date) -> LateCase:
    return LateCase(
        row.id, case_number(creditor.tenant_id, row.id), row.debtor, tuple(row.invoices),
        row.due_on, (today - row.due_on).days, row.open_minor,
    )  # fmt: skip


def _told(
    creditor: Creditor,
    decision: Decision,
    asker: Asker,
    by_case: dict[int, Facts],
    known: dict[int, LateCase],
    today: date,
) -> Proposed | NotProposed:
    facts, late = by_case[decision.case_id], known[decision.case_id]
    if decision.notice is None:
        return NotProposed(late, _cause(creditor, facts, decision, today))
    asked = asker.governed(decision)
    if asked.how in ("declined", "off"):
        return NotProposed(late, Cause(asked.how, asked.decision.next_what, asked.decision.next_on))
    group = [by_case[case_id] for case_id in (decision.case_id, *decision.absorbs)]
    merged = merge(group)[0] if len(group) > 1 else facts
    steps = flow(facts.flow)
    proposal = proposal_of(merged, decision, today, law_book(creditor.country), steps)
    assert proposal is not None
    return Proposed(
        late, proposal, asked.how, asked.because,
        asked.decision.next_on if asked.how == "after_time" else None,
        tuple(known[case_id].number for case_id in decision.absorbs),
    )  # fmt: skip


def _cause(creditor: Creditor, facts: Facts, decision: Decision, today: date) -> Cause:
    if facts.held_by is not None:
        hold = Hold(facts.held_by, today, facts.held_until)
        stopped = blocked("flow_letter", [hold], today, country=creditor.country)
        if stopped is not None:
            return Cause(stopped.kind, stopped.sentence, stopped.until, stopped.reference)
    return waits_for(facts, decision, today)
