"""Why a case may be closed, by whom, and what becomes of what is open."""

import pytest

from kvitt.domain.closing import (
    MOOT_TASKS,
    REASONS,
    DocumentNeeded,
    NotYoursToClose,
    SmallBalanceUnclear,
    StillOpen,
    UnknownReason,
    allowed_reason,
    small_balance_of,
)


def test_a_case_closed_as_paid_owes_nothing_beyond_the_creditors_small_balance():
    assert allowed_reason("paid", open_minor=0, by="creditor").code == "paid"
    assert allowed_reason("paid", open_minor=500, by="kvitt", small_balance_minor=500).writes_off
    with pytest.raises(StillOpen, match=r"5\.01 is still open"):
        allowed_reason("paid", open_minor=501, by="kvitt", small_balance_minor=500)
    with pytest.raises(StillOpen):
        allowed_reason("paid", open_minor=1, by="handler")


def test_a_credited_case_owes_nothing_also_where_a_small_balance_is_given_up():
    with pytest.raises(StillOpen):
        allowed_reason("credited", open_minor=1, by="handler", small_balance_minor=500)


def test_nobody_closes_a_case_as_merged_by_hand():
    with pytest.raises(NotYoursToClose, match="Kvitt itself"):
        allowed_reason("merged", open_minor=0, by="handler")


@pytest.mark.parametrize("code", ["limitation", "deceased_without_assets"])
def test_what_needs_judgement_is_closed_by_a_handler_and_not_by_the_creditor(code):
    with pytest.raises(NotYoursToClose, match="by handler"):
        allowed_reason(code, open_minor=100, by="creditor", document="register extract")
    assert allowed_reason(code, open_minor=100, by="handler", document="register extract")


def test_an_estate_without_assets_is_proved_by_a_document():
    with pytest.raises(DocumentNeeded):
        allowed_reason("deceased_without_assets", open_minor=100, by="handler", document=" ")


def test_an_unknown_reason_is_told_with_those_that_are_known():
    with pytest.raises(UnknownReason, match="not_meaningful"):
        allowed_reason("tired", open_minor=0, by="handler")


def test_a_reason_that_takes_charges_back_gives_up_the_rest_too():
    for reason in REASONS.values():
        assert reason.writes_off or not reason.voids_charges, reason.code
    alive = {code for code, reason in REASONS.items() if not reason.writes_off}
    assert alive == {"not_meaningful", "merged", "credited"}


def test_money_to_pay_back_is_asked_about_also_after_the_closing():
    assert not MOOT_TASKS & {"refund_overpayment", "refund_not_owed", "send_dispute_answer"}


@pytest.mark.parametrize("told", [-1, "500", 5.0, True])
def test_a_small_balance_is_a_whole_amount_or_refused(told):
    with pytest.raises(SmallBalanceUnclear):
        small_balance_of({"small_balance_minor": told})


def test_without_a_word_in_the_agreement_no_balance_is_given_up():
    assert small_balance_of({}) == 0
    assert small_balance_of({"small_balance_minor": 500}) == 500
