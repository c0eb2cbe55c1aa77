"""A changed flow is tried on the creditor's own history before it is switched on.

What was shown is kept with a digest over both flows: a flow is switched on only where exactly that
change was tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.domain.facts import Facts
from kvitt.domain.flow import Flow, FlowNotKnown
from kvitt.domain.flow import flow as packaged
from kvitt.domain.flow_comparison import CAVEATS, Comparison, change_digest, stand_of
from kvitt.domain.simulation import PlayedInvoice, Tally, Totals, differs, play
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.days import ONE_DAY
from kvitt.law.book import LawBook, law_book
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.facts import facts_as_live, terms_of
from kvitt.store.flow_changes import add_simulation, open_cases_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.simulating import before_the_newest, known_invoices_of

SHOWN = 50
"""Differences that are shown invoice by invoice; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What two flows would have done to the same invoices, and would do to open cases."""

    now: str
    """The creditor's present flow for these debtors."""
    changed: str
    digest: str
    totals_now: Totals
    totals_changed: Totals
    differences: tuple[tuple[PlayedInvoice, PlayedInvoice], ...]
    difference_count: int
    expected_days: dict[str, Any]
    """By step and for the first letter: by how many days it moves, and how often."""
    by_debtor: dict[str, Any]
    """How the fees fall on debtors."""
    open_cases: dict[str, Any]
    """What comes next for open cases from tomorrow, under each flow."""
    newest: int | None = None
    """Only the newest so many invoices and cases were looked at; None: all of them."""
    caveats: tuple[str, ...] = CAVEATS

    def as_json(self) -> dict[str, Any]:
        """For scripts, and as it is kept."""
        return {
            "change": self.digest,
            "now": {"flow": self.now, **self.totals_now._asdict()},
            "changed": {"flow": self.changed, **self.totals_changed._asdict()},
            "expected_days": self.expected_days,
            "by_debtor": self.by_debtor,
            "open_cases": self.open_cases,
            "differences": [
                {"invoice": one.number, "now": _played(one), "changed": _played(other)}
                for one, other in self.differences
            ],
            "difference_count": self.difference_count,
            "newest": self.newest,
            "caveats": list(self.caveats),
        }


def simulate_flow(
    creditor: Creditor, changed: Flow, *, since: date, today: date, by: str = "command line",
    most: int | None = None,
) -> Simulated:  # fmt: skip
    """Plays the creditor's present flow and the changed one over its invoices due since a day.

    Debtors are taken to have paid when they did pay. With ``most`` only the newest so many
    invoices and cases are looked at: for who waits for the answer. Raises FlowNotKnown where the
    flow is for another country.
    """
    if changed.country != creditor.country:
        raise FlowNotKnown(
            "flow “{name}” is for {country}, the creditor in {own_country}",
            name=changed.name,
            country=changed.country,
            own_country=creditor.country,
        )
    now = packaged(creditor.flow_for(changed.debtor_kind))
    with without_garbage_collection():
        made = _Desk(creditor, now, changed, since, today, most).compare()
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        number = add_simulation(
            tenant_id, now=now.name, changed=changed.name, digest=made.digest, since=since,
            today=today, by=by, result=made.as_json(),
        )  # fmt: skip
        add_event(None, "flow_simulated", today=today, actor=by, simulation=number,
                  change=made.digest, now=now.name, changed=changed.name)  # fmt: skip
        close_tenant_history(tenant_id)
    return made


class _Desk:
    """Plays both flows over the invoices, then looks at the open cases."""

    def __init__(
        self, creditor: Creditor, now: Flow, changed: Flow, since: date, today: date,
        most: int | None,
    ) -> None:  # fmt: skip
        self.tenant_id = creditor.tenant_id
        self.now, self.changed = now, changed
        self.since, self.today = since, today
        self.law: LawBook = law_book(creditor.country)
        self.most, self.is_part = most, False
        self.comparison = Comparison()

    def compare(self) -> Simulated:
        """Both flows beside each other."""
        tallies = (Tally(), Tally())
        shown: list[tuple[PlayedInvoice, PlayedInvoice]] = []
        count = 0
        with tenant_scope(self.tenant_id):
            for one, other in self._played():
                tallies[0].add(one)
                tallies[1].add(other)
                if differs(one, other):
                    count += 1
                    if len(shown) < SHOWN:
                        shown.append((one, other))
            self._look_at_open_cases()
        return Simulated(
            self.now.name, self.changed.name, change_digest(self.now, self.changed),
            tallies[0].totals(), tallies[1].totals(), tuple(shown), count,
            self.comparison.expected_days(), self.comparison.by_debtor(),
            self.comparison.open_cases(), self.most if self.is_part else None,
        )  # fmt: skip

    def _after(self, table: str) -> int:
        """After which number the looked at begin."""
        if self.most is None:
            return 0
        after = before_the_newest(self.tenant_id, table, most=self.most)
        self.is_part = self.is_part or after > 0
        return after

    def _played(self) -> Iterator[tuple[PlayedInvoice, PlayedInvoice]]:
        terms = terms_of(self.tenant_id)
        for invoice in known_invoices_of(
            self.tenant_id, debtor_kind=self.changed.debtor_kind, since=self.since,
            until=self.today, after=self._after("claim"),
        ):  # fmt: skip
            one = play(invoice, self.now, self.law, until=self.today, terms=terms)
            other = play(invoice, self.changed, self.law, until=self.today, terms=terms)
            self.comparison.add(invoice.debtor_id, one, other)
            yield one, other

    def _look_at_open_cases(self) -> None:
        tomorrow = self.today + ONE_DAY
        for facts in self._open_cases():
            now = stand_of(facts, self.now, self.law, from_on=tomorrow)
            changed = stand_of(facts, self.changed, self.law, from_on=tomorrow)
            self.comparison.add_open(now, changed)

    def _open_cases(self) -> Iterator[Facts]:
        after = self._after("collection_case")
        for case_ids in open_cases_of(self.tenant_id, self.now.name, after=after):
            yield from facts_as_live(self.tenant_id, case_ids, today=self.today)


def _played(one: PlayedInvoice) -> dict[str, Any]:
    return {
        "letters": [
            {"step": letter.step, "on": letter.on, "cost_minor": letter.cost_minor}
            for letter in one.letters
        ],
        "cost_minor": one.cost_minor,
        "decision_on": one.decision_on,
        "stopped_because": one.stopped_because,
    }
