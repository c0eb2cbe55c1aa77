"""Every charge can be computed anew by the law of its day, and what is off by an öre is named."""

import random
from datetime import date, timedelta

import pytest

from kvitt.domain.charging import interest_charges
from kvitt.domain.facts import ClaimFacts
from kvitt.domain.recompute import LawInForce, recomputed, wrong_items
from kvitt.domain.stored_charges import (
    LawAsOf,
    Move,
    StoredCase,
    StoredClaim,
    StoredItem,
    StoredNotice,
)
from kvitt.kernel.days import ONE_DAY
from kvitt.law.book import law_book
from kvitt.law.fee_terms import EarlierFee
from kvitt.law.fees import fee
from kvitt.law.interest import DENOMINATOR
from tests.domain.other_law import with_value

SE, NO = law_book("SE"), law_book("NO")
DUE = date(2026, 2, 2)
LETTER = date(2026, 3, 5)


def interest(claim, *days, law=SE):
    """The items of interest booked on these days, as letters book them."""
    items = []
    for day in days:
        charges, stand = interest_charges(claim, day, law, "consumer")
        for charge in charges:
            items.append(
                StoredItem(
                    len(items) + 1, claim.claim_id, "interest", charge.amount_minor, day,
                    charge.from_, charge.until, charge.rate_bp, charge.base_minor, None, None,
                    False, None, charge.because.reference, charge.because.given,
                )
            )  # fmt: skip
        if stand is not None:
            claim = claim._replace(interest_through_on=stand.through_on, interest_carry=stand.carry)
    return items


def claim_of(principal_minor=1_000_00, due_on=DUE):
    return ClaimFacts(7, due_on, principal_minor, 0, 0, due_on, 0, True)


def fee_item(kind, amount_minor, on, *, item_id=1, notice_id=1, voided_on=None, **given):
    return StoredItem(
        item_id, 7, kind, amount_minor, on, None, None, None, None, notice_id, 1, True, voided_on,
        "", given,
    )  # fmt: skip


def notice(notice_id, kind, on, *, days=10, state="sent", **told):
    return StoredNotice(
        notice_id, 1, kind, 1, state, on, on, on + timedelta(days=days), None, 1_000_00,
        told.get("covered_kind"), told.get("covered_minor", 0),
    )  # fmt: skip


def case_of(*items, notices=(), moves=(), principal_minor=1_000_00, due_on=DUE, kind="consumer",
            agreed=True):  # fmt: skip
    claim = StoredClaim(7, due_on, principal_minor, agreed, tuple(moves))
    return StoredCase(1, kind, (claim,), tuple(items), tuple(notices))


def wrong(case, law=SE):
    return [one.sentence for one in wrong_items(case, LawInForce(law).on)]


def test_interest_of_one_letter_is_confirmed():
    assert wrong(case_of(*interest(claim_of(), LETTER))) == []


@pytest.mark.parametrize("law", [SE, NO], ids=["SE", "NO"])
def test_interest_of_a_hundred_letters_is_confirmed_item_by_item_to_the_oere(law):
    chance = random.Random(law.country)
    for _ in range(30):
        principal_minor = chance.randrange(1, 9_000_000)
        due_on = date(2019, 1, 1) + timedelta(days=chance.randrange(2000))
        days = sorted(due_on + timedelta(days=chance.randrange(1, 700)) for _ in range(100))
        items = interest(claim_of(principal_minor, due_on), *days, law=law)
        case = case_of(*items, principal_minor=principal_minor, due_on=due_on)
        assert wrong(case, law) == []
        spoilt = chance.choice(items) if items else None
        if spoilt is not None:
            more = spoilt._replace(amount_minor=spoilt.amount_minor + 1)
            others = [more if item is spoilt else item for item in items]
            assert len(wrong(case._replace(items=tuple(others)), law)) == 1


def test_an_oere_too_much_is_named_with_the_arithmetic_and_the_paragraph():
    (item,) = interest(claim_of(), LETTER)
    case = case_of(item._replace(amount_minor=item.amount_minor + 1))
    (found,) = wrong_items(case, LawInForce(SE).on)
    assert found.sentence == (
        "says 8.50, but 1000.00 × 10.00 % from 2026-02-03 until 2026-03-06 gives 8.49"
    )
    assert "räntelagen" in found.reference


def test_a_rate_that_is_not_the_laws_is_named():
    (item,) = interest(claim_of(), LETTER)
    assert wrong(case_of(item._replace(rate_bp=1100))) == [
        "bears 11.00 % from 2026-02-03, the law's rate is 10.00 %"
    ]


def test_without_the_rest_of_earlier_days_one_oere_is_open_and_two_are_not():
    (item,) = interest(claim_of(), LETTER)
    item = item._replace(given={"days": 31})
    assert wrong(case_of(item._replace(amount_minor=item.amount_minor + 1))) == []
    assert len(wrong(case_of(item._replace(amount_minor=item.amount_minor + 2)))) == 1


def test_a_rest_of_more_than_an_oere_is_named():
    (item,) = interest(claim_of(), LETTER)
    forged = item._replace(
        amount_minor=item.amount_minor + 2, given={"carry": 2 * DENOMINATOR, "days": 31}
    )
    assert wrong(case_of(forged)) == ["brings more than one öre forward from earlier days"]


def test_interest_on_the_due_day_is_named():
    (item,) = interest(claim_of(), LETTER)
    (said,) = wrong(case_of(item, due_on=item.from_))
    assert said == "begins on 2026-02-03, and the claim is due on 2026-02-03"


def test_interest_twice_for_the_same_days_is_named_unless_the_first_was_taken_back():
    (first,) = interest(claim_of(), LETTER)
    second = first._replace(item_id=2)
    (said,) = wrong(case_of(first, second))
    assert said == "begins on 2026-02-03, and interest stands up to 2026-03-06 already"
    assert wrong(case_of(first._replace(voided_on=LETTER), second)) == []


def test_after_a_part_payment_interest_on_the_old_principal_is_named():
    paid_on = date(2026, 3, 10)
    before, after = interest(claim_of(), paid_on, date(2026, 4, 10))
    moves = [Move(paid_on, paid_on, 400_00)]
    assert wrong(case_of(before, moves=moves)) == []
    (said,) = wrong(case_of(before, after, moves=moves))
    assert said == "is counted on 1000.00, and 600.00 of the principal was open"
    rest = interest(claim_of(600_00)._replace(interest_through_on=paid_on), date(2026, 4, 10))
    right = rest[0]._replace(item_id=2)
    carried = [one for one in wrong(case_of(before, right, moves=moves)) if "counted" in one]
    assert carried == []


def test_what_was_given_up_on_the_day_of_the_booking_may_have_come_after_it():
    paid_on, told_on = date(2026, 3, 10), date(2026, 3, 20)
    rest = claim_of(600_00)._replace(interest_through_on=paid_on)
    (item,) = interest(rest, told_on)
    paid, given_up = Move(told_on, paid_on, 400_00), Move(told_on, date.min, 50_00, True)
    assert wrong(case_of(item, moves=[given_up, paid])) == []
    (said,) = wrong(case_of(item, moves=[given_up._replace(known_on=paid_on), paid]))
    assert said == "is counted on 600.00, and 550.00 or 950.00 of the principal was open"


def test_interest_for_days_on_which_a_payment_stood_that_was_taken_back_is_named():
    paid_on, back_on = date(2026, 2, 10), date(2026, 3, 10)
    moves = [Move(paid_on, paid_on, 1_000_00), Move(back_on, back_on, -1_000_00)]
    between = claim_of()._replace(interest_through_on=date(2026, 2, 20))
    (item,) = interest(between, date(2026, 3, 20))
    (said,) = wrong(case_of(item, moves=moves))
    assert said == "is counted on 1000.00, and 0.00 of the principal was open"
    (after,) = interest(between._replace(interest_through_on=back_on), date(2026, 3, 20))
    assert wrong(case_of(after, moves=moves)) == []


def test_interest_booked_anew_for_a_late_payment_may_stand_on_the_principal_of_before():
    booked_on, told_on = date(2026, 2, 20), date(2026, 3, 12)
    (letter,) = interest(claim_of(), LETTER)
    (anew,) = interest(claim_of(), booked_on)
    anew = anew._replace(item_id=2, dated_on=told_on)
    moves = [Move(told_on, booked_on, 400_00)]
    assert wrong(case_of(letter._replace(voided_on=told_on), anew, moves=moves)) == []


def test_interest_of_a_day_without_a_known_rate_is_named():
    (item,) = interest(claim_of(), LETTER)
    late = item._replace(until=date(2090, 1, 1))
    (said,) = wrong(case_of(late))
    assert said.startswith("cannot be computed: Sweden: interest.")


# Fees ---------------------------------------------------------------------------------------------


REMINDED = notice(1, "reminder", date(2026, 2, 20))
DEMANDED = notice(2, "collection_demand", date(2026, 3, 5))


def test_fees_at_the_laws_amount_are_confirmed():
    reminder = fee_item("reminder", 60_00, date(2026, 2, 20))
    demand = fee_item("collection_demand", 180_00, LETTER, item_id=2, notice_id=2)
    assert wrong(case_of(reminder, demand, notices=(REMINDED, DEMANDED))) == []


@pytest.mark.parametrize("amount_minor", [60_01, 59_99])
def test_a_fee_beside_the_laws_amount_is_named(amount_minor):
    (said,) = wrong(case_of(fee_item("reminder", amount_minor, LETTER), notices=(REMINDED,)))
    assert said == f"says {amount_minor // 100}.{amount_minor % 100:02d}, and the law gives 60.00"


def test_a_fee_that_the_creditors_terms_lower_is_confirmed_and_never_above_the_law():
    lowered = fee_item("reminder", 50_00, LETTER, lowered_to_minor=50_00)
    assert wrong(case_of(lowered, notices=(REMINDED,))) == []
    raised = fee_item("reminder", 70_00, LETTER, lowered_to_minor=70_00)
    assert len(wrong(case_of(raised, notices=(REMINDED,)))) == 1


def test_a_reminder_fee_without_agreement_is_named_with_the_reason_and_the_paragraph():
    case = case_of(fee_item("reminder", 60_00, LETTER), notices=(REMINDED,), agreed=False)
    (found,) = wrong_items(case, LawInForce(SE).on)
    assert found.sentence.startswith("says 60.00, and the law gives 0.00: A reminder may be")
    assert "1981:739" in found.reference


def test_a_second_reminder_is_named_and_one_after_a_voided_first_is_not():
    first = fee_item("reminder", 60_00, date(2026, 2, 20))
    second = fee_item("reminder", 60_00, LETTER, item_id=2, notice_id=2)
    again = notice(2, "reminder", LETTER)
    (said,) = wrong(case_of(first, second, notices=(REMINDED, again)))
    assert "has been charged for this claim" in said
    for voided_on in (LETTER - ONE_DAY, LETTER):
        gone = first._replace(voided_on=voided_on)
        assert wrong(case_of(gone, second, notices=(REMINDED, again))) == []
    later = first._replace(voided_on=LETTER + ONE_DAY)
    assert len(wrong(case_of(later, second, notices=(REMINDED, again)))) == 1


def test_a_norwegian_letter_before_the_last_ones_deadline_is_named():
    due_on, first_on = date(2026, 1, 15), date(2026, 1, 29)
    first = notice(1, "reminder", first_on, days=14)
    for days, allowed in ((14, False), (15, True)):
        day = first_on + timedelta(days=days)
        second = notice(2, "collection_notice", day, days=14)
        items = (
            fee_item("reminder", 38_00, first_on, due_on=due_on.isoformat()),
            fee_item("collection_notice", 38_00, day, item_id=2, notice_id=2,
                     due_on=due_on.isoformat()),
        )  # fmt: skip
        said = wrong(case_of(*items, notices=(first, second), due_on=due_on), NO)
        assert (said == []) is allowed, said


def test_a_letter_of_the_round_before_counts_with_the_time_that_it_gave():
    """A case that was closed and opened again: its letters begin anew, their fees count on."""
    due_on, first_on = date(2026, 1, 15), date(2026, 1, 29)
    day = first_on + timedelta(days=40)
    items = (
        fee_item("reminder", 38_00, first_on),
        fee_item("collection_notice", 38_00, day, item_id=2, notice_id=2)._replace(cycle=2),
    )
    second = notice(2, "collection_notice", day, days=14)._replace(cycle=2)
    for days, allowed in ((14, True), (13, False)):
        first = notice(1, "reminder", first_on, days=days)
        said = wrong(case_of(*items, notices=(first, second), due_on=due_on), NO)
        assert (said == []) is allowed, said


def test_a_deadline_that_a_late_receipt_moved_does_not_make_a_charged_letter_wrong():
    due_on, first_on = date(2026, 1, 15), date(2026, 1, 29)
    day = first_on + timedelta(days=15)
    moved = notice(1, "reminder", first_on, days=30)._replace(confirmed_on=day + ONE_DAY)
    items = (
        fee_item("reminder", 38_00, first_on),
        fee_item("collection_notice", 38_00, day, item_id=2, notice_id=2),
    )
    notices = (moved, notice(2, "collection_notice", day))
    assert wrong(case_of(*items, notices=notices, due_on=due_on), NO) == []
    known = (moved._replace(confirmed_on=None), notices[1])
    assert len(wrong(case_of(*items, notices=known, due_on=due_on), NO)) == 1


def test_compensation_is_confirmed_less_the_fees_before_it():
    reminder = fee_item("reminder", 60_00, date(2026, 2, 20))
    earlier = [EarlierFee("reminder", date(2026, 2, 20), None, 60_00)]
    granted = fee(SE, "late_payment_compensation", due_on=DUE, sent_on=LETTER,
                  debtor_kind="business", earlier=earlier)  # fmt: skip
    item = fee_item("late_payment_compensation", granted.amount_minor, LETTER, item_id=2,
                    notice_id=2)  # fmt: skip
    notices = (REMINDED, DEMANDED)
    assert granted.amount_minor == 390_00
    assert wrong(case_of(reminder, item, notices=notices, kind="business")) == []
    whole = item._replace(amount_minor=450_00)
    assert len(wrong(case_of(reminder, whole, notices=notices, kind="business"))) == 1


# The law of the day, and another one --------------------------------------------------------------


def test_a_charge_is_held_against_the_book_that_was_used_on_its_day():
    other = with_value(SE, "interest.reference_rate", 300, on=DUE)
    taken_on = date(2026, 3, 20)
    law = LawInForce(other, [(date(2026, 1, 1), SE), (taken_on, other)])
    (before,) = interest(claim_of(), LETTER)
    assert list(wrong_items(case_of(before), law.on)) == []
    (after,) = interest(claim_of(), taken_on, law=other)
    assert list(wrong_items(case_of(after), law.on)) == []
    by_the_old_one = before._replace(dated_on=taken_on + ONE_DAY)
    (found,) = wrong_items(case_of(by_the_old_one), law.on)
    assert found.sentence.endswith("the law's rate is 11.00 %")


def test_before_any_book_was_kept_what_had_been_made_known_by_then_counts():
    late = with_value(SE, "interest.reference_rate", 300, on=DUE, published=date(2026, 3, 20))
    (before,) = interest(claim_of(), LETTER)
    assert wrong(case_of(before), late) == []
    (after,) = interest(claim_of(), date(2026, 3, 25))
    assert len(wrong(case_of(after), late)) == 1


def test_another_book_proposes_interest_both_ways_and_only_lower_fees():
    items = (
        *interest(claim_of(), LETTER),
        fee_item("reminder", 60_00, LETTER, item_id=2),
    )
    case = case_of(*items, notices=(REMINDED,))
    assert list(recomputed(case, SE)) == []
    for rate, difference_minor in ((300, 85), (100, -85)):
        other = with_value(SE, "interest.reference_rate", rate, on=DUE)
        (found,) = recomputed(case, other)
        assert (found.item.kind, found.difference_minor) == ("interest", difference_minor)
    dearer = with_value(SE, "fees.reminder", 70_00, on=LETTER)
    assert list(recomputed(case, dearer)) == []
    (found,) = recomputed(case, with_value(SE, "fees.reminder", 50_00, on=LETTER))
    assert (found.item.kind, found.lawful_minor, found.difference_minor) == (
        "reminder", 50_00, -10_00,
    )  # fmt: skip


def test_what_was_taken_back_needs_no_correction():
    (item,) = interest(claim_of(), LETTER)
    other = with_value(SE, "interest.reference_rate", 300, on=DUE)
    assert list(recomputed(case_of(item._replace(voided_on=LETTER)), other)) == []


def test_a_charge_of_which_the_other_book_says_nothing_is_told_without_an_amount():
    (item,) = interest(claim_of(), LETTER)
    (found,) = recomputed(case_of(item._replace(until=date(2090, 1, 1))), SE)
    assert (found.lawful_minor, found.difference_minor) == (None, 0)
    assert "is not known" in found.because


def test_the_law_of_a_day_is_the_book_as_a_whole_where_none_was_kept():
    assert LawInForce(SE).on(LETTER)[0] == LawAsOf(SE)
