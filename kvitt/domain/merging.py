"""Merging: claims that reach the same letter on the same day become one case and one letter.

The cases of a debtor that wake today are decided one by one; those that would send the same letter
are joined to the one with the oldest claim and decided again as one. Why others are left apart is
told, so that a debtor who gets two letters can be given the reason.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kvitt.domain.decide import LOOK_AGAIN_DAYS, decide_or_ask
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import Flow
from kvitt.domain.task_clock import owner_of
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.law.fees import FeeNotAllowed, fee
from kvitt.law.merging import later_claim_rule, merging_rule

DEMANDS = ("collection_demand", "payment_demand")


class Sibling(NamedTuple):
    """An open case of a debtor who has several with the creditor."""

    case_id: int
    debtor_id: int
    flow: str
    next_on: date
    last_step: str | None
    """The last letter that left."""
    last_kind: str | None
    held_by: str | None
    is_kept_apart: bool
    """A person has decided that it goes on by itself."""


def decide_together(
    found: Sequence[Facts],
    siblings: Sequence[Sibling],
    today: date,
    law: LawBook,
    flows: Mapping[str, Flow],
) -> list[Decision]:
    """The decisions for cases of debtors who have several; those that go out as one are merged.

    ``found`` are the cases that wake today, ``siblings`` all open cases of their debtors.
    """
    decided = {
        facts.case_id: (facts, decide_or_ask(facts, today, law, flows[facts.flow]))
        for facts in found
    }
    kept_apart = {sibling.case_id for sibling in siblings if sibling.is_kept_apart}
    groups: dict[tuple[int, str, str, int], list[Facts]] = defaultdict(list)
    for facts, decision in decided.values():
        notice = decision.notice
        if notice is not None and facts.case_id not in kept_apart:
            groups[facts.debtor_id, facts.flow, notice.step, notice.cycle].append(facts)
    answers = {case_id: decision for case_id, (_, decision) in decided.items()}
    for group in groups.values():
        if len(group) > 1:
            merged = _merged(group, today, law, flows[group[0].flow])
            if merged is not None:
                for facts in group:
                    del answers[facts.case_id]
                answers[merged.case_id] = merged
    by_debtor: dict[int, list[Sibling]] = defaultdict(list)
    for sibling in siblings:
        by_debtor[sibling.debtor_id].append(sibling)
    debtor_of = {facts.case_id: facts.debtor_id for facts in found}
    return [
        _beside_others(decision, by_debtor[debtor_of[decision.case_id]], answers, today, law)
        for decision in answers.values()
    ]


def merge(group: Sequence[Facts]) -> tuple[Facts, tuple[int, ...]]:
    """One case of several, under the number of the one with the oldest claim; and the others'.

    The letters are those of the case that stays; fees go with their claims.
    """
    first, *others = sorted(group, key=lambda facts: _age(facts))
    claims = sorted(
        (claim for facts in group for claim in facts.claims),
        key=lambda claim: (claim.due_on, claim.claim_id),
    )
    charged = tuple(fee._replace(claim_id=fee.claim_id or facts.claims[0].claim_id)
                    for facts in (first, *others) for fee in facts.fees)  # fmt: skip
    given = [facts.time_given_until for facts in group if facts.time_given_until is not None]
    until = max(given, default=None)
    covered = tuple(one for facts in group for one in facts.covered_before)
    before = tuple(sorted({kind for facts in group for kind in facts.charged_before}))
    return (
        first._replace(
            claims=tuple(claims),
            fees=charged,
            time_given_until=until,
            covered_before=covered,
            charged_before=before,
        ),
        tuple(facts.case_id for facts in others),
    )


def _age(facts: Facts) -> tuple[date, int]:
    return min((claim.due_on, claim.claim_id) for claim in facts.claims)


def _merged(group: Sequence[Facts], today: date, law: LawBook, flow: Flow) -> Decision | None:
    """The one decision for all, or None where the law's rule or the case's own facts keep them."""
    one, others = merge(group)
    absorbed = [facts for facts in group if facts.case_id in others]
    decision = decide_or_ask(one, today, law, flow)
    notice = decision.notice
    if notice is None:
        return None
    rule = merging_rule(law, notice.kind, on=today)
    if not rule.merges:
        return None
    spared = [_spared(decision, facts, today, law) for facts in absorbed]
    return decision._replace(
        absorbs=others,
        merging=rule.because,
        refused=(*decision.refused, *(sentence for sentence in spared if sentence)),
    )


def _spared(decision: Decision, facts: Facts, today: date, law: LawBook) -> str:
    """That the letter's fee is charged once and not for each claim, with the fee refused."""
    charged = next((c for c in decision.charges if c.kind in FEES_OF_LETTERS), None)
    if charged is None:
        return ""
    try:
        refused = fee(
            law, charged.kind, due_on=facts.due_on, sent_on=today, debtor_kind=facts.debtor_kind,
            principal_minor=facts.principal_open_minor, agreed=facts.claims[0].fees_agreed,
        )  # fmt: skip
    except FeeNotAllowed:
        return ""
    rule = law.value("merging.letters", on=today)
    numbers = ", ".join(str(claim.claim_id) for claim in facts.claims)
    return Sentence(
        "claim {numbers} goes out in the same letter: its own {kind:word} of "
        "{amount_minor:money} is not charged [{ground}]",
        numbers=numbers,
        kind=charged.kind,
        amount_minor=refused.amount_minor,
        ground=rule.reference,
    )


FEES_OF_LETTERS = (
    "reminder",
    "collection_notice",
    "collection_demand",
    "payment_demand_own",
    "collection_fee",
)


def _beside_others(
    decision: Decision,
    siblings: Sequence[Sibling],
    answers: Mapping[int, Decision],
    today: date,
    law: LawBook,
) -> Decision:
    """A demand with the reason why the debtor's other open cases are not in it, or a question."""
    notice = decision.notice
    if notice is None or notice.kind not in DEMANDS:
        return decision
    own = {decision.case_id, *decision.absorbs}
    others = [sibling for sibling in siblings if sibling.case_id not in own]
    demanded = [other for other in others if other.last_kind in DEMANDS]
    rule = later_claim_rule(law, on=today)
    is_kept_apart = any(s.is_kept_apart for s in siblings if s.case_id == decision.case_id)
    charges_fee = any(charge.kind == "collection_fee" for charge in decision.charges)
    if demanded and rule.asks_a_person and charges_fee and not is_kept_apart:
        return _ask_whether_to_merge(decision, demanded, today, rule.because.reference)
    reasons = ((other.case_id, _why_apart(other, notice.step, answers)) for other in others)
    return decision._replace(apart=tuple((case_id, why) for case_id, why in reasons if why))


def _ask_whether_to_merge(
    decision: Decision, demanded: Sequence[Sibling], today: date, reference: str
) -> Decision:
    numbers = ", ".join(str(other.case_id) for other in demanded)
    what = Sentence(
        "a person says whether this claim may carry a fee of its own: case {numbers} of "
        "the same debtor has been demanded [{called}]",
        numbers=numbers,
        called=reference,
    )
    again_on = today + timedelta(days=LOOK_AGAIN_DAYS)
    return Decision(
        decision.case_id, decision.stage, again_on, what, again_on, task="merge_review",
        absorbs=decision.absorbs, merging=decision.merging, owner=owner_of("merge_review"),
    )  # fmt: skip


def _why_apart(other: Sibling, step: str, answers: Mapping[int, Decision]) -> str:
    """Why another open case of the debtor does not go out in this letter; empty where it is far."""
    if other.is_kept_apart:
        return Sentence("a person decided that it goes on by itself")
    if other.held_by is not None:
        return Sentence("nothing is sent on it: {held_by:word}", held_by=other.held_by)
    answer = answers.get(other.case_id)
    if answer is None:
        return Sentence(
            "it has not come so far: its next step is on {next_on:day}", next_on=other.next_on
        )
    if answer.notice is not None and answer.notice.step == step:
        return Sentence("it runs by another flow or in another round")
    return Sentence("today it comes to something else: {next_what}", next_what=answer.next_what)
