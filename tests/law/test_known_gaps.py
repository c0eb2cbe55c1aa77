"""What the auditor once refused, each with the least that shows it; all of it is mended.

A gap that is found and not mended yet is named in ``lives.GAPS``: random lives keep off it, and its
test here must fail as long as the name stands there.
"""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest

from kvitt.domain.charging import charges_of_step, fee_of
from kvitt.domain.decide import decide
from kvitt.domain.facts import ClaimFacts, Facts, FeeFacts, NoticeFacts
from kvitt.domain.flow import flow
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.fee_terms import NOTHING_SPECIAL, Circumstances, EarlierFee
from kvitt.law.fees import fee
from tests.law.auditor.auditor import audit
from tests.law.auditor.life import Claim
from tests.law.lives import GAPS
from tests.law.played_case import PlayedCase

DUE = date(2026, 1, 15)
TESTED: set[str] = set()


def gap(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Marks the test of a gap; it must fail as long as the gap is named in ``lives.GAPS``."""

    def mark(test: Callable[[], None]) -> Callable[[], None]:
        TESTED.add(name)
        return pytest.mark.xfail(name in GAPS, reason=name, strict=True)(test)

    return mark


def case_of(flow_name: str, *claims: Claim) -> PlayedCase:
    """A case on which nothing has happened yet, without agreements of its creditor."""
    rng = Random("every letter leaves")
    rng.random = lambda: 0.5  # type: ignore[method-assign]
    steps = flow(flow_name)
    return PlayedCase(rng, steps, claims, steps.debtor_kind)


def run(case: PlayedCase, *days: date) -> None:
    for day in days:
        case.decide(day)


def rules(case: PlayedCase) -> set[str]:
    return {objection.rule for objection in audit(case.life)}


def claim(
    number: int = 1, principal: int = 10_000_00, *, agreed: bool = True, **changed: Any
) -> ClaimFacts:
    facts = ClaimFacts(number, DUE, principal, 0, 0, DUE, 0, agreed, principal)
    return facts._replace(**changed)


def facts_of(flow_name: str, *claims: ClaimFacts, **known: Any) -> Facts:
    return Facts(1, flow_name, 1, flow(flow_name).debtor_kind, claims, **known)


def granted(facts: Facts, kind: str, on: date, special: Circumstances = NOTHING_SPECIAL) -> int:
    """What a person may charge on the case's first claim; 0 where the gate refuses."""
    law = law_book(flow(facts.flow).country)
    try:
        found = fee_of(facts, facts.claims[0], kind, on, law, circumstances=special)
    except Refusal:
        return 0
    return found.amount_minor


@gap("a case without charges is charged by hand")
def test_a_case_without_letters_bears_no_costs_of_a_legal_step() -> None:
    """A known case with nothing behind it is no question in the air (IL § 11, inkassolagen 6 §)."""
    norwegian = facts_of("no-agency-consumer", claim())
    heavy = Circumstances(is_heavy=True)
    assert granted(norwegian, "collection_fee", date(2026, 1, 20), heavy) == 0
    assert granted(norwegian, "conciliation_application", date(2026, 1, 20)) == 0
    swedish = facts_of("se-agency-consumer", claim())
    assert granted(swedish, "payment_order_application", date(2026, 1, 20)) == 0
    on_another = FeeFacts("reminder", 60_00, date(2026, 2, 2), 1, 2)
    several = facts_of("se-agency-consumer", claim(1), claim(2), fees=(on_another,))
    assert granted(several, "payment_order_application", date(2026, 3, 2)) == 0


@gap("a creditor's own case bears an agency's fee")
def test_a_creditor_who_collects_itself_charges_no_agency_fee() -> None:
    """Only a licensed agency has salær; the creditor has its own demand (inkassoloven §§ 4, 19)."""
    notice = NoticeFacts(1, "collection_notice", "collection_notice", "sent", date(2026, 2, 2),
                         date(2026, 2, 2), date(2026, 2, 16))  # fmt: skip
    facts = facts_of("no-own-consumer", claim(), notices=(notice,))
    assert granted(facts, "collection_fee", date(2026, 3, 2)) == 0


@gap("a payment on one of several claims is taken back")
def test_interest_is_not_booked_twice_when_a_payment_on_another_claim_is_taken_back() -> None:
    """``take_back`` books interest on all claims but tells the new stand of the paid one only."""
    case = case_of("se-own-consumer", Claim(1, DUE, 1_000_00), Claim(2, DUE, 500_00))
    case.pay(date(2026, 2, 2), 200_00, date(2026, 2, 2), 0)
    case.reverse_last_payment(date(2026, 2, 20))
    case.pay(date(2026, 3, 2), 3_000_00, date(2026, 3, 2), 0)
    assert rules(case) == set()


@gap("a claim that is paid bears the fee of the others")
def test_a_reminder_about_a_claim_without_agreement_is_free_when_the_other_one_is_paid() -> None:
    """Claim 1 had the agreement and owes nothing; the letter asks for claim 2 alone (LIK 2 §)."""
    facts = facts_of("se-own-consumer", claim(1, principal_open_minor=0), claim(2, agreed=False))
    made = charges_of_step(
        facts, ["reminder"], date(2026, 2, 16), law_book("SE"), with_interest=False
    )
    assert made.charges == []


@gap("a claim that is paid bears the fee of the others")
def test_a_claim_that_was_paid_in_time_bears_no_compensation() -> None:
    """One of two claims was paid before its due day; only the other one is late (LIK 4 a §)."""
    facts = facts_of("se-own-business", claim(1, principal_open_minor=0), claim(2))
    made = charges_of_step(
        facts, ["late_payment_compensation"], date(2026, 2, 16), law_book("SE"), with_interest=False
    )
    assert [charge.claim_id for charge in made.charges] == [2]


@gap("an enforcement begins without a demand")
def test_a_swedish_enforcement_needs_a_demand_or_a_reason() -> None:
    """No legal action before the time of a demand is out (inkassolagen 6 §)."""
    reminder = EarlierFee("reminder", date(2026, 2, 2), date(2026, 2, 12), 60_00)
    with pytest.raises(Refusal):
        fee(
            law_book("SE"), "enforcement_base_fee", due_on=DUE, sent_on=date(2026, 3, 2),
            debtor_kind="consumer", principal_minor=1_000_00, earlier=[reminder],
        )  # fmt: skip


@gap("the creditor's own demand is charged without a notice before it")
def test_a_norwegian_own_demand_needs_a_notice_that_was_missed() -> None:
    """The letters that went before are named, and no collection notice is (inkassoloven § 10)."""
    reminder = EarlierFee("reminder", date(2026, 2, 2), date(2026, 2, 16), 38_00)
    with pytest.raises(Refusal):
        fee(
            law_book("NO"), "payment_demand_own", due_on=DUE, sent_on=date(2026, 3, 2),
            debtor_kind="consumer", earlier=[reminder],
        )  # fmt: skip


@gap("a payment booked before the agency's fee leaves it as it was")
def test_who_paid_on_the_last_light_day_does_not_owe_the_heavy_fee() -> None:
    """The bank's file came a day late; salær goes by the day of covering (INKF § 2-2, NO-S5)."""
    case = case_of("no-agency-consumer", Claim(1, DUE, 10_000_00))
    run(case, date(2026, 1, 30), date(2026, 2, 16), date(2026, 3, 6))
    heavy_on = date(2026, 4, 18)
    run(case, heavy_on)
    assert [fee.amount_minor for fee in case.fees.values()] == [38_00, 600_00, 600_00]
    case.pay(date(2026, 4, 20), 20_000_00, date(2026, 4, 17), 0)
    assert sum(fee.amount_minor for fee in case.fees.values()) == 638_00


@gap("a case that opens again forgets the time that its letters gave")
def test_a_case_that_opens_again_keeps_the_time_that_its_letters_gave() -> None:
    """The reminder gave until the 26th; the payment that came meanwhile was taken back."""
    case = case_of("se-own-consumer", Claim(1, DUE, 1_000_00))
    run(case, date(2026, 1, 30), date(2026, 2, 16))
    deadline_on = case.time_given_until
    case.pay(date(2026, 2, 17), 2_000_00, date(2026, 2, 17), 0)
    case.reverse_last_payment(date(2026, 2, 18))
    steps = case.flow
    decision = decide(case.facts(date(2026, 2, 18)), date(2026, 2, 18), law_book("SE"), steps)
    assert deadline_on > date(2026, 2, 18)
    assert decision.notice is None


def test_every_known_gap_has_a_test() -> None:
    assert GAPS <= TESTED
