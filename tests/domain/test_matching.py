"""Whose money is it: by reference, by amounts where that decides, never by a guess."""

from datetime import date

from kvitt.domain.duplicates import Alike, Content, duplicates
from kvitt.domain.matching import (
    SAME_AMOUNT,
    SAME_NAME,
    Candidate,
    Named,
    Proposal,
    match,
    ranked,
    to_hold,
    words_of,
    zero_variants,
)


def candidate(claim_id, open_minor=100_00, *, debtor=1, closed=False, tenant=1):
    return Candidate(tenant, claim_id, claim_id, open_minor, debtor, closed)


def shares(matched):
    return [(share.claim_id, share.amount_minor) for share in matched.shares]


def test_a_reference_of_one_claim_decides_whatever_the_amount():
    assert shares(match(55_00, [Named("1", 0, (candidate(1),))])) == [(1, 55_00)]


def test_a_reference_of_a_paid_claim_is_an_overpayment_of_it():
    paid = candidate(1, 0, closed=True)
    assert shares(match(55_00, [Named("1", 0, (paid,))])) == [(1, 55_00)]


def test_an_unknown_reference_waits():
    matched = match(55_00, [Named("77", 0, ())])
    assert shares(matched) == []
    assert "77" in matched.sentence


def test_claims_of_two_debtors_with_one_reference_wait():
    both = (candidate(1), candidate(2, debtor=2))
    assert shares(match(100_00, [Named("1", 0, both)])) == []


def test_one_reference_for_all_of_a_debtors_claims_is_solved_by_the_amount():
    both = (candidate(1, 100_00), candidate(2, 250_00))
    assert shares(match(250_00, [Named("1", 0, both)])) == [(2, 250_00)]
    assert shares(match(350_00, [Named("1", 0, both)])) == [(1, 100_00), (2, 250_00)]
    assert shares(match(300_00, [Named("1", 0, both)])) == []


def test_two_claims_of_the_same_amount_and_reference_wait():
    both = (candidate(1, 100_00), candidate(2, 100_00))
    assert shares(match(100_00, [Named("1", 0, both)])) == []


def test_several_references_are_divided_where_the_amounts_add_up():
    named = [Named("1", 0, (candidate(1, 100_00),)), Named("2", 0, (candidate(2, 50_00),))]
    assert shares(match(150_00, named)) == [(1, 100_00), (2, 50_00)]
    assert shares(match(149_00, named)) == []


def test_shares_that_the_payer_states_are_followed():
    named = [Named("1", 70_00, (candidate(1),)), Named("2", 30_00, (candidate(2),))]
    assert shares(match(100_00, named)) == [(1, 70_00), (2, 30_00)]


def test_several_references_of_two_creditors_wait():
    named = [Named("1", 0, (candidate(1),)), Named("2", 0, (candidate(2, tenant=2),))]
    assert shares(match(200_00, named)) == []


def test_leading_zeros_are_tried_and_letters_never():
    assert "7" in zero_variants("0007")
    assert "0007" in zero_variants("7")
    assert zero_variants("F7") == zero_variants("000") == ()


def test_words_with_digits_may_be_invoice_numbers():
    assert words_of("Faktura F-2041, tack! kund 77") == ("F-2041", "77")


def proposal(claim_id, *reasons):
    return Proposal(1, claim_id, claim_id, f"F{claim_id}", 100_00, reasons)


def test_more_reasons_come_first_and_hold_the_case():
    best = ranked([proposal(1, SAME_AMOUNT), proposal(2, SAME_NAME, SAME_AMOUNT)])
    assert [p.claim_id for p in best] == [2, 1]
    assert [p.claim_id for p in to_hold(best)] == [2]


def test_an_equal_amount_alone_holds_only_the_one_claim_that_has_it():
    assert len(to_hold([proposal(1, SAME_AMOUNT)])) == 1
    assert to_hold([proposal(1, SAME_AMOUNT), proposal(2, SAME_AMOUNT)]) == ()


DAY = date(2026, 3, 2)
ONE = Content("9912346", "SEK", 100_00, "123", DAY)


def told(content=ONE, *, format="bgmax", times=1):
    return Alike(content, format, times, 5)


def test_the_same_payment_by_another_format_is_known():
    found = duplicates([(0, ONE)], format="camt.054", earlier=[told()])
    assert found[0].is_certain


def test_a_second_equal_payment_in_the_other_format_is_new():
    found = duplicates([(0, ONE), (1, ONE)], format="camt.054", earlier=[told()])
    assert list(found) == [0]


def test_two_equal_lines_of_one_format_are_two_payments():
    assert duplicates([(0, ONE), (1, ONE)], format="bgmax", earlier=[told()]) == {}


def test_what_the_second_format_told_earlier_counts():
    earlier = [told(), told(format="camt.054")]
    assert duplicates([(0, ONE)], format="camt.054", earlier=earlier) == {}


def test_another_day_near_by_in_another_format_is_doubtful():
    later = ONE._replace(booked_on=date(2026, 3, 4))
    found = duplicates([(0, later)], format="camt.054", earlier=[told()])
    assert not found[0].is_certain
    far = ONE._replace(booked_on=date(2026, 3, 6))
    assert duplicates([(0, far)], format="camt.054", earlier=[told()]) == {}


def test_a_payment_near_by_is_new_where_the_other_one_has_its_twin():
    later = ONE._replace(booked_on=date(2026, 3, 4))
    found = duplicates([(0, ONE), (1, later)], format="camt.054", earlier=[told()])
    assert list(found) == [0]
