"""Claims that leave a case for one of their own, and cases that a person joins."""

from datetime import date, timedelta

import pytest

from kvitt.application.explain_case import explain_case
from kvitt.application.merge_by_hand import MergeNotPossible, merge_by_hand
from kvitt.application.place_hold import NoOpenCase, place_hold
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.report_wrong_recipient import report_wrong_recipient
from kvitt.application.run_cases import run_cases
from kvitt.application.show_case import show_case
from kvitt.application.split_case import SplitNotPossible, split_case
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.astray import FRIENDLY_ON, addresses, holds, lived, until_step
from tests.stories.test_plans import agreed, creditor_with_plans

pytestmark = pytest.mark.usefixtures("live_db", "letters")

DUE = date(2026, 3, 2)
WHO = {"customer_number": "C7", "name": "Åsa Öberg", "email": None}


def two_in_one(creditor, *, through="reminder"):
    """Two invoices that the night merged, followed until that letter left: the case and the day."""
    first, second = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE, **WHO),
        office.invoice(creditor, 2, due_on=DUE, **WHO),
        today=DUE,
    )
    lived(creditor, since=FRIENDLY_ON, through=FRIENDLY_ON)
    assert money.case(creditor, second).merged_into == first
    return first, until_step(creditor, first, through) if through else FRIENDLY_ON


def split(creditor, case_id, number="10002", *, on):
    return split_case(
        creditor, case_id, [number], because="the second is another matter", today=on, actor="Mona"
    )


def claims_on(creditor, case_id):
    with tenant_scope(creditor.tenant_id):
        return [
            row[0]
            for row in query(
                "select invoice_number from claim where tenant_id = %s and case_id = %s order by 1",
                (creditor.tenant_id, case_id),
            )
        ]


def fee_kinds(creditor):
    return sorted(step for step, _ in office.fees(creditor))


@pytest.mark.parametrize("number", ["10001", "10002"])
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_a_claim_goes_on_alone_and_no_fee_is_charged_again(country, number):
    creditor = money.creditor_of_its_own(country)
    step = {"SE": "reminder", "NO": "collection_notice"}[country]
    case_id, day = two_in_one(creditor, through=step)
    left_on = day + timedelta(days=5)
    lived(creditor, since=day, through=left_on)
    fees_before = fee_kinds(creditor)
    assert fees_before == [step]
    deadline_on = office.notices(creditor, case_id)[-1].deadline_on
    done = split(creditor, case_id, number, on=left_on)
    assert claims_on(creditor, done.case_id) == [number]
    assert len(claims_on(creditor, case_id)) == 1
    assert done.time_given_until == deadline_on
    money.the_books_hold(creditor)
    lived(creditor, since=left_on, through=left_on + timedelta(days=60))
    anew = office.notices(creditor, done.case_id)
    assert anew[0].sent_on > deadline_on, "the time that was given runs out first"
    assert [n.step for n in anew if n.step == step] == [step]
    assert fee_kinds(creditor).count(step) == 1, "borne once, by whichever claim"
    assert money.case(creditor, done.case_id).merged_into is None, "it is kept apart"
    money.the_books_hold(creditor)


def test_a_printed_letter_about_both_is_called_back_and_its_fee_with_it():
    creditor = office.new_creditor()
    case_id, day = two_in_one(creditor)
    assert fee_kinds(creditor) == ["reminder"]
    done = split(creditor, case_id, on=day)
    assert fee_kinds(creditor) == []
    assert done.time_given_until is None
    assert [state for _, state, _ in addresses(creditor)][-1] == "withdrawn"
    assert "case_split" in money.events(creditor, case_id)
    assert "split_off" in money.events(creditor, done.case_id)
    lived(creditor, since=day, through=day)
    assert [n.principal_minor for n in office.notices(creditor, case_id)][-1] == 1000_00
    money.the_books_hold(creditor)


def test_what_was_paid_before_is_found_from_the_new_case():
    creditor = money.creditor_of_its_own()
    case_id, day = two_in_one(creditor, through=None)
    reference = claim_reference(creditor, "10002")
    on = day + timedelta(days=2)
    money.bank_brings(
        money.paid(creditor, 300_00, on, reference=reference), today=on, format="camt"
    )
    done = split(creditor, case_id, on=on)
    number = f"{creditor.tenant_id}-{done.case_id}"
    view = show_case(number, today=on)
    assert [p.amount_minor for p in view.payments] == [300_00]
    assert view.balance_minor == sum(money.open_minor(creditor, done.case_id))
    told = explain_case(number, today=on)
    assert [p.amount_minor for p in told.payments] == [300_00]
    money.the_books_hold(creditor)


def claim_reference(creditor, number):
    with tenant_scope(creditor.tenant_id):
        return query(
            "select payment_reference from claim where tenant_id = %s and invoice_number = %s",
            (creditor.tenant_id, number),
        )[0][0]


@pytest.mark.parametrize("pays_all", [False, True])
def test_the_bank_takes_back_a_payment_whose_claim_has_left_since(pays_all):
    creditor = money.creditor_of_its_own()
    case_id, day = two_in_one(creditor, through=None)
    reference = claim_reference(creditor, "10002")
    on = day + timedelta(days=2)
    money.bank_brings(
        money.paid(creditor, 300_00, on, reference=reference), today=on, format="camt"
    )
    done = split(creditor, case_id, on=on)
    rest = sum(money.open_minor(creditor, done.case_id))
    if pays_all:
        money.bank_brings(
            money.paid(creditor, rest, on, reference=reference), today=on, format="camt"
        )
        assert money.case(creditor, done.case_id).closed_because == "paid"
    back_on = on + timedelta(days=3)
    back = money.paid(creditor, 300_00, back_on, reference=reference, is_reversal=True)
    assert money.bank_brings(back, today=back_on, format="camt").reversed == 1
    principal, _, _ = money.open_minor(creditor, done.case_id)
    assert principal in (range(298_00, 300_00) if pays_all else (1000_00,))
    assert money.case(creditor, done.case_id).closed_on is None
    assert money.case(creditor, case_id).closed_on is None
    money.the_books_hold(creditor)


def test_what_concerns_the_debtor_holds_both_cases():
    creditor = office.new_creditor()
    case_id, day = two_in_one(creditor)
    left_on = day + timedelta(days=5)
    lived(creditor, since=day, through=left_on)
    report_wrong_recipient(creditor, case_id, because="a namesake", today=left_on, actor="Mona")
    done = split(creditor, case_id, on=left_on)
    assert done.holds == ("wrong_recipient",)
    assert "wrong_recipient" in holds(creditor, done.case_id, on=left_on)


def test_a_disputed_claim_stays_and_the_others_may_leave():
    creditor = office.new_creditor()
    case_id, day = two_in_one(creditor)
    raise_dispute(creditor, case_id, reason="quality", text="it broke", channel="phone",
                  parts={"10001": 1000_00}, today=day, actor="Mona")  # fmt: skip
    with pytest.raises(SplitNotPossible, match="objects to invoice 10001"):
        split(creditor, case_id, "10001", on=day)
    done = split(creditor, case_id, "10002", on=day)
    assert "dispute" in holds(creditor, case_id, on=day)
    assert "dispute" not in holds(creditor, done.case_id, on=day)


@pytest.mark.parametrize("about", ["dispute", "stop", "plan"])
def test_what_is_about_all_of_the_case_is_ended_first(about):
    creditor = creditor_with_plans()
    case_id, day = two_in_one(creditor)
    if about == "dispute":
        raise_dispute(creditor, case_id, reason="wrong_sum", text="no", channel="phone",
                      today=day, actor="Mona")  # fmt: skip
    elif about == "stop":
        place_hold(creditor, case_id, kind="dispute", because="no", today=day, actor="Mona")
    else:
        agreed(creditor, case_id, today=day, first_on=day + timedelta(days=20))
    before = claims_on(creditor, case_id)
    with pytest.raises(SplitNotPossible):
        split(creditor, case_id, on=day)
    assert claims_on(creditor, case_id) == before


@pytest.mark.parametrize("numbers", [[], ["4711"], ["10001", "10002"], ["10002", "4711"]])
def test_claims_that_are_not_there_or_all_of_them_cannot_leave(numbers):
    creditor = office.new_creditor()
    case_id, day = two_in_one(creditor, through=None)
    with pytest.raises(SplitNotPossible):
        split_case(creditor, case_id, numbers, because="x", today=day, actor="Mona")
    assert claims_on(creditor, case_id) == ["10001", "10002"]


def apart(creditor, *, days=0):
    """Two cases of a debtor that a person keeps apart; the later one due so many days after."""
    first, second = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE, **WHO),
        office.invoice(creditor, 2, due_on=DUE + timedelta(days=days), **WHO),
        today=DUE,
    )
    from kvitt.application.keep_case_apart import keep_case_apart

    keep_case_apart(creditor, second, because="two orders", today=DUE, actor="Mona")
    return first, second


def test_cases_that_have_come_equally_far_are_joined_by_hand_and_wait_for_both():
    creditor = office.new_creditor()
    first, second = apart(creditor, days=1)
    lived(creditor, since=FRIENDLY_ON, through=FRIENDLY_ON + timedelta(days=4))
    last_on = max(n.deadline_on for n in office.notices(creditor))
    day = FRIENDLY_ON + timedelta(days=4)
    done = merge_by_hand(creditor, second, first, because="she asked", today=day, actor="Mona")
    assert (done.case_id, done.absorbed_id) == (first, second)
    assert claims_on(creditor, first) == ["10001", "10002"]
    assert "merged_by_hand" in money.events(creditor, first)
    lived(creditor, since=day, through=day + timedelta(days=20))
    reminder = office.notices(creditor, first)[-1]
    assert (reminder.step, reminder.principal_minor) == ("reminder", 2000_00)
    assert reminder.sent_on > last_on
    assert office.fees(creditor) == [("reminder", 60_00)]
    money.the_books_hold(creditor)


def test_a_claim_that_has_come_less_far_would_miss_letters_and_is_not_joined():
    creditor = office.new_creditor()
    first, second = apart(creditor, days=30)
    lived(creditor, since=FRIENDLY_ON, through=FRIENDLY_ON + timedelta(days=4))
    day = FRIENDLY_ON + timedelta(days=4)
    with pytest.raises(MergeNotPossible, match="not come equally far"):
        merge_by_hand(creditor, first, second, because="x", today=day, actor="Mona")
    with pytest.raises(MergeNotPossible, match="itself"):
        merge_by_hand(creditor, first, first, because="x", today=day, actor="Mona")
    assert claims_on(creditor, second) == ["10002"]


def test_cases_of_different_debtors_are_never_joined():
    creditor = office.new_creditor()
    first, second = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE),
        office.invoice(creditor, 2, due_on=DUE),
        today=DUE,
    )
    with pytest.raises(MergeNotPossible, match="different debtors"):
        merge_by_hand(creditor, first, second, because="x", today=DUE, actor="Mona")


def test_no_creditor_divides_or_joins_another_ones_cases():
    mine, other = office.new_creditor(), office.new_creditor()
    first, day = two_in_one(mine, through=None)
    (theirs,) = office.register(other, office.invoice(other, 3, due_on=DUE), today=DUE)
    with pytest.raises(NoOpenCase):
        split(other, first, on=day)
    with pytest.raises(NoOpenCase):
        merge_by_hand(other, theirs, first, because="x", today=day, actor="Mona")
    assert claims_on(mine, first) == ["10001", "10002"]
    run_cases(mine.tenant_id, today=day)
