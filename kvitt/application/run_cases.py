"""The night: every case that wakes today is decided, and the decisions are carried out in sets.

One case is a batch of one: the button in the office and the night call the same `run_cases`. It can
be killed at any moment, run again, and run beside itself: a batch is one transaction that locks its
cases, and what was decided no longer wakes today.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.asking import Asker
from kvitt.domain.decide import decide_or_ask
from kvitt.domain.flow import flow
from kvitt.domain.merging import decide_together
from kvitt.kernel.batches import without_garbage_collection
from kvitt.law.book import law_book
from kvitt.store.effects import apply_decisions
from kvitt.store.facts import any_wakes, due_facts, facts_of_shared_debtors, shared_debtors
from kvitt.store.session import fresh_statistics, tenant_scope
from kvitt.store.tenants import night_is_over

BATCH = 5_000
"""Cases decided in one transaction: enough for sets to pay, few enough for short locks."""

REFRESH_AFTER_BATCH = frozenset({1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024})
"""The tables grow as the night writes: the statistics follow while they still double."""


@dataclass(frozen=True, slots=True)
class NightReport:
    """What a night did."""

    decided: int = 0
    planned: int = 0
    rows_written: int = 0
    must_merge: bool = False
    """Whether cases were passed over that have to be decided together with others."""

    def __add__(self, other: "NightReport") -> "NightReport":
        return NightReport(
            self.decided + other.decided,
            self.planned + other.planned,
            self.rows_written + other.rows_written,
        )


def run_cases(
    tenant_id: int,
    *,
    today: date,
    case_ids: Sequence[int] | None = None,
    actor: str = "night",
    batch: int = BATCH,
    on_progress: Callable[[int], None] | None = None,
) -> NightReport:
    """Decides the tenant's cases that wake today or earlier, batch by batch.

    With ``case_ids`` only these, and those of the same debtors that wake today. Debtors with
    several open cases come first: what goes to them on the same day goes in one letter. Running it
    again the same day changes nothing at all.
    """
    report = NightReport()
    if case_ids is None and _nobody_wakes(tenant_id, today):
        return report
    batches, run = 0, _run_shared_debtors
    fresh_statistics()
    while True:
        done = run(tenant_id, today, case_ids, actor, batch)
        report += done
        if on_progress is not None:
            on_progress(done.decided)
        if run is _run_shared_debtors:
            run = run if done.decided else _run_batch
        elif done.must_merge:
            run = _run_shared_debtors
        elif done.decided < batch:
            return report
        batches += bool(done.decided)
        if batches in REFRESH_AFTER_BATCH and done.decided:
            fresh_statistics()


def _nobody_wakes(tenant_id: int, today: date) -> bool:
    """Most nights of a small creditor: told by one look, and noted as over."""
    with tenant_scope(tenant_id):
        if any_wakes(tenant_id, today=today):
            return False
        night_is_over(tenant_id, "cases", on=today)
    return True


def _run_shared_debtors(
    tenant_id: int, today: date, case_ids: Sequence[int] | None, actor: str, batch: int
) -> NightReport:
    with tenant_scope(tenant_id):
        found, siblings = facts_of_shared_debtors(
            tenant_id, today=today, batch=batch, case_ids=case_ids
        )
        if not found:
            return NightReport()
        with without_garbage_collection():
            flows = {facts.flow: flow(facts.flow) for facts in found}
            law = law_book(next(iter(flows.values())).country)
            asker = Asker(tenant_id, found, today)
            decisions = asker.govern(decide_together(found, siblings, today, law, flows))
            written = apply_decisions(tenant_id, decisions, today=today, actor=actor)
    return NightReport(len(found), sum(1 for decision in decisions if decision.notice), written)


def _run_batch(
    tenant_id: int, today: date, case_ids: Sequence[int] | None, actor: str, batch: int
) -> NightReport:
    with tenant_scope(tenant_id):
        found = due_facts(tenant_id, today=today, batch=batch, case_ids=case_ids)
        is_whole_night = case_ids is None and len(found) < batch
        if not found:
            if is_whole_night:
                night_is_over(tenant_id, "cases", on=today)
            return NightReport()
        later = shared_debtors(tenant_id, {facts.debtor_id for facts in found}, today=today)
        if later:  # they woke or came after those before them were decided together
            found = [facts for facts in found if facts.debtor_id not in later]
        with without_garbage_collection():
            decisions = []
            for facts in found:
                steps = flow(facts.flow)
                decisions.append(decide_or_ask(facts, today, law_book(steps.country), steps))
            decisions = Asker(tenant_id, found, today).govern(decisions)
            written = apply_decisions(tenant_id, decisions, today=today, actor=actor)
        if is_whole_night and not later:
            night_is_over(tenant_id, "cases", on=today)
    planned = sum(1 for decision in decisions if decision.notice)
    return NightReport(len(found), planned, written, bool(later))
