"""Taking a new law into use: the cases that it touches wake, and corrections are proposed.

Each law book is kept with the day from which it was used. When another one is installed, the two
are compared. Open cases whose charges rest on a changed value are looked at today; where a charge
comes to another amount, a person gets the proposal, also on closed cases. What stands in the books
is never rewritten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.revoke_dispatch import revoke_letters
from kvitt.domain.recompute import Recomputed, recomputed
from kvitt.domain.stored_charges import StoredCase
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import COUNTRY_NAMES, LawBook, law_book
from kvitt.law.change import LawChange, differences, from_snapshot, snapshot
from kvitt.law.fees import FEE_KINDS
from kvitt.store import law_changes
from kvitt.store.closing import wake_cases, with_unconfirmed_letters, withdraw_planned
from kvitt.store.history_of_many import close_histories, set_history_aside
from kvitt.store.law_changes import Proposal, Span, Touched
from kvitt.store.law_versions import (
    TakenVersion,
    add_version,
    countries_of,
    newest_snapshot,
    newest_versions,
    take_turn,
    was_used_before,
)
from kvitt.store.recomputing import BATCH, charged_cases_of
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

ACTOR = "kvitt"
LAW_CHANGED = Sentence("the law changed")
BEARING = ("interest", "fees", "amounts")
"""Areas of the law on which charges rest; other areas bear on what is yet to come."""
TOLD = 3
"""Changes that an event names; the others are counted."""


@dataclass(frozen=True, slots=True)
class NewLaw:
    """A law book that was taken into use, and what it meant for the cases."""

    country: str
    version: str
    changes: tuple[str, ...]
    """What differs from the book before, a sentence each with value, area and period."""
    woken: int = 0
    """Open cases that are looked at today because of it."""
    proposals: int = 0
    """Cases, closed ones among them, for which a person is asked to correct charges."""
    on_closed: int = 0
    """How many of these are closed."""

    @property
    def sentence(self) -> str:
        """What was taken and what followed, for the day's report."""
        told = f"{COUNTRY_NAMES[self.country]}: law version {self.version} is used from today"
        if not self.changes:
            return f"{told}; no value differs"
        return (
            f"{told}; {len(self.changes)} changes, {self.woken} cases looked at again, "
            f"{self.proposals} corrections proposed ({self.on_closed} on closed cases)"
        )


def take_new_law(*, today: date) -> tuple[NewLaw, ...]:
    """Takes the installed law books into use where they are not yet; again changes nothing.

    One transaction: either the version is kept and every case that it touches knows of it, or
    nothing happened. The first book of all is only kept.
    """
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        newest = newest_versions(agency_id)
    books = [law_book(country) for country in COUNTRY_NAMES]
    fresh = [book for book in books if _is_new(book, newest.get(book.country))]
    if not fresh:
        return ()
    with tenant_scope(agency_id):
        # A program that was started before the newest law still holds an older book.
        fresh = [
            book for book in fresh
            if book.country not in newest
            or not was_used_before(agency_id, book.country, book.version)
        ]  # fmt: skip
        take_turn(agency_id)
        set_history_aside(agency_id)
        newest = newest_versions(agency_id)  # another worker may have had the turn before
        taken = tuple(
            _take(agency_id, book, newest.get(book.country), today)
            for book in fresh
            if _is_new(book, newest.get(book.country))
        )
        close_histories()
    return taken


def _is_new(book: LawBook, newest: TakenVersion | None) -> bool:
    return newest is None or newest.version != book.version


def _take(agency_id: int, book: LawBook, before: TakenVersion | None, today: date) -> NewLaw:
    changes: tuple[LawChange, ...] = ()
    made = NewLaw(book.country, book.version, ())
    if before is not None:
        old = from_snapshot(newest_snapshot(agency_id, book.country))
        changes = differences(old, book)
        made = _touch_all(agency_id, old, book, changes, today)
    number, from_on = 1, today
    if before is not None:  # the day may be run again: versions follow each other all the same
        number, from_on = before.number + 1, max(today, before.from_on)
    version = TakenVersion(book.country, number, book.version, from_on)
    add_version(agency_id, version, snapshot=snapshot(book), changes=made.changes)
    return made


def _touch_all(
    agency_id: int, old: LawBook, new: LawBook, changes: Sequence[LawChange], today: date
) -> NewLaw:
    tenants = creditor_tenant_ids(agency_id) if changes else []
    woken = proposals = on_closed = 0
    for tenant_id, country in countries_of(tenants).items():
        if country != new.country:
            continue
        with tenant_scope(tenant_id):
            touch = _Touch(tenant_id, old, new, changes, today)
            touch.carry_out()
            set_history_aside(tenant_id)
        woken += touch.woken
        proposals += touch.proposals
        on_closed += touch.on_closed
    told = tuple(change.sentence for change in changes)
    return NewLaw(new.country, new.version, told, woken, proposals, on_closed)


class _Touch:
    """What the changes do to one creditor's cases, inside its scope."""

    def __init__(
        self,
        tenant_id: int,
        old: LawBook,
        new: LawBook,
        changes: Sequence[LawChange],
        today: date,
    ) -> None:
        self.tenant_id = tenant_id
        self.old, self.new = old, new
        self.bearing = [change for change in changes if change.area in BEARING]
        self.today = today
        self.woken = self.proposals = self.on_closed = 0

    def carry_out(self) -> None:
        """Finds the cases, proposes corrections, wakes what is open, and tells each case."""
        spans = [_span_of(change) for change in self.bearing]
        found = {one.case_id: one for one in law_changes.touched_cases(self.tenant_id, spans)}
        law_changes.lock_cases(self.tenant_id, list(found))
        differing = self._differing(list(found))
        is_open = [case_id for case_id in differing if found[case_id].is_open]
        printed = with_unconfirmed_letters(self.tenant_id, is_open)
        if printed:  # what was called back is planned again, and withdrawn with the rest
            revoke_letters(
                self.tenant_id, printed, because=LAW_CHANGED, today=self.today, actor=ACTOR
            )
        withdrawn = withdraw_planned(
            self.tenant_id, is_open, because=LAW_CHANGED, today=self.today, actor=ACTOR
        )
        if withdrawn:  # fees of letters that never leave need no correction
            for case_id in withdrawn:
                del differing[case_id]
            differing |= self._differing(withdrawn)
        self._propose(differing, found)
        self._wake_and_tell(found, {*differing, *withdrawn})

    def _differing(self, case_ids: Sequence[int]) -> dict[int, list[Recomputed]]:
        """The charges that the change gives another amount, by case."""
        found: dict[int, list[Recomputed]] = {}
        for batch in _batches(case_ids):
            for case in charged_cases_of(self.tenant_id, batch):
                differing = list(_by_the_change(case, self.old, self.new))
                if differing:
                    found[case.case_id] = differing
        return found

    def _propose(
        self, differing: Mapping[int, list[Recomputed]], found: Mapping[int, Touched]
    ) -> None:
        if not differing:
            return
        proposals = [
            _proposal(case_id, items, self.new, self.bearing)
            for case_id, items in differing.items()
        ]
        law_changes.ask_to_correct(self.tenant_id, proposals, today=self.today, actor=ACTOR)
        overcharged = [
            case_id
            for case_id, items in differing.items()
            if found[case_id].is_open and any(one.difference_minor < 0 for one in items)
        ]
        law_changes.hold_overcharged(
            self.tenant_id,
            overcharged,
            reason=Sentence("more was charged than the law that became known allows"),
            today=self.today,
            actor=ACTOR,
        )
        self.proposals = len(proposals)
        self.on_closed = sum(not found[case_id].is_open for case_id in differing)

    def _wake_and_tell(self, found: Mapping[int, Touched], changed: set[int]) -> None:
        touched = [one for one in found.values() if one.is_certain or one.case_id in changed]
        waking = {one.case_id for one in touched if one.is_open}
        waking |= set(law_changes.stopped_cases(self.tenant_id))
        wake_cases(self.tenant_id, sorted(waking), today=self.today)
        self.woken = len(waking)
        told = [one.case_id for one in touched if one.is_open or one.case_id in changed]
        if told:
            given = {"law": self.new.version, "sentence": _in_short(self.bearing)}
            law_changes.tell_cases(told, "law_changed", given, today=self.today, actor=ACTOR)


def _by_the_change(case: StoredCase, old: LawBook, new: LawBook) -> Iterator[Recomputed]:
    """The charges that the new book gives another amount than the old one did."""
    before = {one.item.item_id: one.lawful_minor for one in recomputed(case, old)}
    for one in recomputed(case, new):
        if before.get(one.item.item_id, one.item.amount_minor) != one.lawful_minor:
            yield one


def _span_of(change: LawChange) -> Span:
    """The charges that rest on the value, by the day that selects it."""
    kind, selected_by = "interest", change.selected_by
    if change.area != "interest":
        name = change.name.partition(".")[2]
        kinds = (kind for kind in FEE_KINDS[change.country] if name.startswith(kind))
        kind = max(kinds, key=len, default="")
        selected_by = "sent_on" if selected_by == "each_day" else selected_by
    until = change.until or date.max
    return Span(selected_by, kind, change.from_, until, change.kind != "new_value")


def _proposal(
    case_id: int, items: Sequence[Recomputed], new: LawBook, changes: Sequence[LawChange]
) -> Proposal:
    told = "; ".join(_told(one) for one in items)
    given = {
        "law": new.version,
        "changes": [change.sentence for change in changes],
        "proposal": [_as_json(one) for one in items],
        "difference_minor": sum(one.difference_minor for one in items),
    }
    sentence = f"the law that is known now gives other amounts than were charged: {told}. "
    return Proposal(case_id, sentence + "Nothing has been changed: decide what is corrected", given)


def _told(one: Recomputed) -> str:
    item = one.item
    period = f" for {item.from_} until {item.until}" if item.from_ else f" of {item.dated_on}"
    told = f"{item.kind.replace('_', ' ')}{period} {as_decimal_text(item.amount_minor)}"
    if one.lawful_minor is None:
        return f"{told} cannot be computed: {one.because}"
    told += f" → {as_decimal_text(one.lawful_minor)}"
    return f"{told} ({one.because})" if one.because else f"{told} [{one.reference}]"


def _as_json(one: Recomputed) -> dict[str, object]:
    item = one.item
    return {
        "item": item.item_id,
        "kind": item.kind,
        "dated_on": item.dated_on.isoformat(),
        "from": item.from_.isoformat() if item.from_ else None,
        "until": item.until.isoformat() if item.until else None,
        "stored_minor": item.amount_minor,
        "lawful_minor": one.lawful_minor,
        "difference_minor": one.difference_minor,
        "reference": one.reference,
        "because": one.because,
    }


def _in_short(changes: Sequence[LawChange]) -> str:
    told = " ".join(change.sentence for change in changes[:TOLD])
    more = len(changes) - TOLD
    return f"{told} And {more} more." if more > 0 else told


def _batches(case_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(case_ids), BATCH):
        yield case_ids[first : first + BATCH]
