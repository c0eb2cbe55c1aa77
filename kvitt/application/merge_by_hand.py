"""A person lets two cases of a debtor go on as one, where the law's rule lets their letters be one.

Only cases that stand at the same step are joined: a claim that has come less far would miss the
letters between.
"""

from dataclasses import dataclass
from datetime import date

from kvitt.application.place_hold import NoOpenCase, require_open_case
from kvitt.application.take_back_drafts import at_an_authority, take_back_drafts
from kvitt.domain.decide import next_step, stage_of
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.merging import merge
from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.merging import merging_rule
from kvitt.store import splitting
from kvitt.store.closing import add_event, wake_cases, withdraw_planned
from kvitt.store.creditors import Creditor
from kvitt.store.effects import apply_decisions
from kvitt.store.facts import due_facts
from kvitt.store.holds import end_tasks, place_hold, unkeep_apart
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

NOT_MERGED = ("plan", "dispute", "settlement_offer", "came_back_late", "payment_proposed")
"""What stands on one case and would come to stand on the other's claims."""


class MergeNotPossible(Refusal):
    """The cases cannot go on as one; the sentence says why."""


@dataclass(frozen=True, slots=True)
class MergedByHand:
    """The case that goes on, and the one whose claims joined it."""

    case_id: int
    absorbed_id: int


def merge_by_hand(
    creditor: Creditor, case_id: int, other_id: int, *, because: str, today: date, actor: str
) -> MergedByHand:
    """Joins two open cases under the number of the one with the oldest claim.

    Planned letters are withdrawn; printed ones leave, since each asks for its own claims. The next
    letter waits for the time that both have given. Raises NoOpenCase and MergeNotPossible.
    """
    tenant_id = creditor.tenant_id
    if case_id == other_id:
        raise MergeNotPossible("a case is not merged with itself: name another one")
    with tenant_scope(tenant_id):
        splitting.let_nothing_merge(tenant_id)
        pair = sorted((case_id, other_id))
        for one in pair:
            require_open_case(creditor, one)
            _require_free(tenant_id, one, today)
        told = Sentence("the case is merged: {because}", because=because)
        take_back_drafts(tenant_id, pair, because=told, today=today, actor=actor)
        withdraw_planned(tenant_id, pair, because=told, today=today, actor=actor)
        found = due_facts(tenant_id, today=today, batch=2, case_ids=pair, asleep=True)
        if len(found) != len(pair):
            raise NoOpenCase("nothing is owed on one of the cases")
        rule = _require_alike(found, today)
        until = splitting.last_day_given(tenant_id, pair, today=today)
        merged, (absorbed,) = merge(found)
        steps = flow(merged.flow)
        joined = Decision(
            merged.case_id, stage_of(merged, steps, today), today, "the case is looked at again",
            today, absorbs=(absorbed,), merging=rule,
        )  # fmt: skip
        apply_decisions(tenant_id, [joined], today=today, actor=actor)
        if until is not None:
            place_hold(
                tenant_id,
                merged.case_id,
                "time_given",
                Sentence("a letter gave until {until}", until=until),
                today=today,
                until_on=until,
                placed_by=actor,
            )
        unkeep_apart(tenant_id, merged.case_id)
        end_tasks(tenant_id, merged.case_id, "merge_review", today=today, by=actor,
                  outcome=because)  # fmt: skip
        add_event(merged.case_id, "merged_by_hand", today=today, actor=actor, because=because)
        wake_cases(tenant_id, [merged.case_id], today=today)
        close_tenant_history(tenant_id)
    return MergedByHand(merged.case_id, absorbed)


def _require_free(tenant_id: int, case_id: int, today: date) -> None:
    held = splitting.standing_holds(tenant_id, case_id, today=today)
    for kind in NOT_MERGED:
        if kind in held:
            raise MergeNotPossible(
                "case {case_id} is held ({hold:word}): end that first", hold=kind, case_id=case_id
            )
    filed = at_an_authority(tenant_id, [case_id])
    if filed:
        raise MergeNotPossible(
            "{called} is with {authority}: withdraw it, or wait for its end",
            proceeding=filed[0].id,
            called=filed[0].reference,
            authority=filed[0].authority,
        )
    step = splitting.letter_under_way(tenant_id, case_id)
    if step is not None:
        raise MergeNotPossible(
            "find out first whether {step} of case {case_id} left", step=step, case_id=case_id
        )


def _require_alike(found: list[Facts], today: date) -> Because:
    """The law's rule for the letter that comes next on both. Raises MergeNotPossible."""
    first, other = found
    if first.debtor_id != other.debtor_id:
        raise MergeNotPossible("the cases have different debtors")
    taken = [[notice.step for notice in facts.notices][-1:] for facts in found]
    if first.flow != other.flow or taken[0] != taken[1]:
        steps = [(one[0].replace("_", " ") if one else "no letter") for one in taken]
        raise MergeNotPossible(
            "the cases have not come equally far ({step}, {other_step}): a claim would miss the "
            "letters between",
            step=steps[0],
            other_step=steps[1],
        )
    steps_of = flow(first.flow)
    step = next_step(first, steps_of)
    if step is None or next_step(other, steps_of) != step:
        raise MergeNotPossible("no letter follows for both: what comes next is decided for each")
    rule = merging_rule(law_book(steps_of.country), step.kind, on=today)
    if not rule.merges:
        raise MergeNotPossible(
            "{kind:word} is not sent for several claims in one",
            reference=rule.because.reference,
            kind=step.kind,
        )
    return rule.because
