"""What happens to a case after it was merged into another, and what a person gives up."""

from datetime import date, timedelta

import pytest

from kvitt.application.assign_payment import assign_payment
from kvitt.application.book_payments import Incoming, book_payments
from kvitt.application.charge_case import charge_case
from kvitt.application.run_cases import run_cases
from kvitt.application.stop_case import stop_case
from kvitt.application.waive_charges import waive_charges
from kvitt.kernel.refusal import Refusal
from kvitt.law.fee_terms import FeeNotAllowed
from kvitt.store.session import execute, query_value, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.test_the_law_in_a_case import (
    DUE,
    broken_rules,
    costs,
    letters_leave,
    live_until,
    two_claims,
)

pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def norwegian():
    from kvitt.application.add_creditor import set_agency

    set_agency(name="Inkasso Eksempel AS", organisation_number="999999999")
    return office.new_creditor("NO", family="no-agency")


def merge_now(creditor):
    live_until(creditor, "friendly_reminder")


def test_reversal_of_a_payment_made_before_the_merge():
    creditor = money.creditor_of_its_own("SE")
    first, second = two_claims(creditor)
    money.bank_brings(
        money.paid(creditor, 300_00, date(2026, 2, 1), case=second),
        today=date(2026, 2, 2),
        format="camt",
    )
    ref = money.reference_of(creditor, second)
    live_until(creditor, "friendly_reminder")
    assert money.case(creditor, second).merged_into == first
    back = money.paid(creditor, 300_00, date(2026, 2, 20), reference=ref, is_reversal=True)
    got = money.bank_brings(back, today=date(2026, 2, 21), format="camt")
    assert got.reversed == 1
    assert not broken_rules(creditor)


def test_payment_assigned_to_the_number_of_a_merged_case():
    creditor = money.creditor_of_its_own("SE")
    _first, second = two_claims(creditor)
    live_until(creditor, "friendly_reminder")
    money.bank_brings(
        money.paid(creditor, 300_00, date(2026, 2, 10), reference="4711"),
        today=date(2026, 2, 11),
        format="camt",
    )
    from kvitt.store.tenants import agency_tenant_id

    agency = agency_tenant_id()
    with tenant_scope(agency):
        line = query_value(
            "select max(id) from bank_line where account = %s", (creditor.pay_to_number,)
        )
    try:
        assign_payment(
            line,
            creditor=creditor,
            case_reference=f"{creditor.tenant_id}-{second}",
            today=date(2026, 2, 12),
            actor="Mona",
        )
    except Refusal:
        pass


def test_payment_matched_to_a_case_that_is_merged_before_it_is_booked():
    creditor = money.creditor_of_its_own("SE")
    _first, second = two_claims(creditor)
    with tenant_scope(creditor.tenant_id):
        claim_id = query_value("select id from claim where case_id = %s", (second,))
    live_until(creditor, "friendly_reminder")  # the night merges between matching and booking
    with tenant_scope(creditor.tenant_id):
        book_payments(
            creditor,
            [Incoming(1, second, claim_id, 300_00, date(2026, 2, 10), "x", "test")],
            today=date(2026, 2, 11),
            actor="t",
        )


def test_an_objection_under_the_number_of_a_merged_case_stops_the_case_that_goes_on():
    creditor = office.new_creditor("SE")
    first, second = two_claims(creditor)
    day = live_until(creditor, "friendly_reminder")
    try:
        stop_case(
            creditor, second, kind="dispute", because="never ordered", today=day, actor="Mona"
        )
    except Refusal:
        return  # a refusal that names the other case would do
    before = len(office.notices(creditor, first))
    for n in range(60):
        today = day + timedelta(days=n)
        run_cases(creditor.tenant_id, today=today)
        letters_leave(creditor, on=today)
    assert len(office.notices(creditor, first)) == before


def test_a_waived_heavy_fee_does_not_come_back(norwegian):
    (case_id,) = office.register(
        norwegian, office.invoice(norwegian, 1, due_on=DUE, payable_minor=8450_00), today=DUE
    )
    demanded_on = live_until(norwegian, "payment_demand")
    heavy_on = demanded_on + timedelta(days=14 + 29)
    money.bank_brings(  # the light fee is paid, so it stands
        money.paid(norwegian, 700_00, heavy_on - timedelta(days=5), case=case_id),
        today=heavy_on - timedelta(days=4),
        format="camt",
    )
    run_cases(norwegian.tenant_id, today=heavy_on)
    assert [m for k, m in costs(norwegian, case_id) if k == "collection_fee"] == [600_00, 600_00]
    waive_charges(
        norwegian,
        case_id,
        because="goodwill",
        kinds=["collection_fee"],
        today=heavy_on,
        actor="Mona",
    )
    assert [m for k, m in costs(norwegian, case_id) if k == "collection_fee"] == [600_00]
    run_cases(norwegian.tenant_id, today=heavy_on)
    run_cases(norwegian.tenant_id, today=heavy_on + timedelta(days=40))
    assert [m for k, m in costs(norwegian, case_id) if k == "collection_fee"] == [600_00]


def test_a_waived_fee_of_a_planned_letter_does_not_come_back():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    live_until(creditor, "friendly_reminder")
    day = next(
        d
        for d in (date(2026, 2, 10) + timedelta(days=n) for n in range(40))
        if run_cases(creditor.tenant_id, today=d).planned
    )
    assert costs(creditor, case_id) == [("reminder", 60_00)]
    waive_charges(
        creditor, case_id, because="goodwill", kinds=["reminder"], today=day, actor="Mona"
    )
    run_cases(creditor.tenant_id, today=day)
    assert costs(creditor, case_id) == []


def test_a_dispute_beside_another_hold_stops_charges():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    today = date(2026, 3, 2)
    stop_case(
        creditor,
        case_id,
        kind="dispute",
        because="wrong sum",
        today=today,
        until_on=date(2026, 5, 1),
        actor="Mona",
    )
    stop_case(creditor, case_id, kind="sue_or_drop", because="sue me", today=today, actor="Mona")
    with pytest.raises(FeeNotAllowed, match="objection"):
        charge_case(creditor, case_id, kind="instalment_plan", today=today, actor="Mona")


def test_no_heavy_fee_for_days_that_a_payment_covered_until_the_bank_took_it_back(norwegian):
    (case_id,) = office.register(
        norwegian, office.invoice(norwegian, 1, due_on=DUE, payable_minor=8450_00), today=DUE
    )
    demanded_on = live_until(norwegian, "payment_demand")
    paid_on = demanded_on + timedelta(days=10)
    from kvitt.application.show_case import show_case

    owed = show_case(f"{norwegian.tenant_id}-{case_id}", today=paid_on, on=paid_on).to_pay_minor
    ref = money.reference_of(norwegian, case_id)
    money.bank_brings(
        money.paid(norwegian, owed, paid_on, case=case_id), today=paid_on, format="camt"
    )
    assert money.case(norwegian, case_id).closed_because == "paid"
    back_on = demanded_on + timedelta(days=100)
    money.bank_brings(
        money.paid(norwegian, owed, back_on, reference=ref, is_reversal=True),
        today=back_on,
        format="camt",
    )
    run_cases(norwegian.tenant_id, today=back_on)
    assert [m for k, m in costs(norwegian, case_id) if k == "collection_fee"] == [600_00]


@pytest.mark.parametrize("amount_minor", [0, -100])
def test_charging_nothing_or_less_is_refused_with_a_sentence(amount_minor):
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    live_until(creditor, "collection_demand")
    with pytest.raises(Refusal):
        charge_case(
            creditor,
            case_id,
            kind="instalment_plan",
            today=date(2026, 4, 20),
            amount_minor=amount_minor,
            actor="Mona",
        )


def test_charging_what_the_agreement_gives_up_is_refused_with_a_sentence():
    creditor = office.new_creditor("SE", agreement={"at_most": {"instalment_plan": 0}})
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    live_until(creditor, "collection_demand")
    with pytest.raises(Refusal):
        charge_case(
            creditor, case_id, kind="instalment_plan", today=date(2026, 4, 20), actor="Mona"
        )


def test_two_later_norwegian_claims_ask_one_question_and_go_out_as_one(norwegian):
    who = {"customer_number": "C7", "name": "Åsa Öberg", "email": "asa@example.com"}
    later = DUE + timedelta(days=30)
    office.register(
        norwegian,
        office.invoice(norwegian, 1, due_on=DUE, payable_minor=1000_00, **who),
        office.invoice(norwegian, 2, due_on=later, payable_minor=1000_00, **who),
        office.invoice(
            norwegian, 3, due_on=later + timedelta(days=1), payable_minor=1000_00, **who
        ),
        today=DUE - timedelta(days=20),
    )
    live_until(norwegian, "payment_demand")
    start = date(2026, 3, 1)
    for number in range(80):
        today = start + timedelta(days=number)
        run_cases(norwegian.tenant_id, today=today)
        letters_leave(norwegian, on=today)
    asked = [t.case_id for t in office.tasks(norwegian) if t.kind == "merge_review"]
    assert len(asked) == 1


def test_claims_that_wake_after_the_pre_pass_are_merged_too(monkeypatch):
    creditor = office.new_creditor("SE")
    first, second = two_claims(creditor)
    office.register(
        creditor, office.invoice(creditor, 3, due_on=DUE), today=DUE - timedelta(days=20)
    )
    import kvitt.application.run_cases as module

    real = module._run_shared_debtors
    day = date(2026, 2, 10)
    # both rest until an office button wakes them while the night is under way
    with tenant_scope(creditor.tenant_id):
        execute(
            "update collection_case set wake_on = %s, next_on = %s where id = any(%s)",
            (day + timedelta(days=9), day + timedelta(days=9), [first, second]),
        )

    woken = []

    def and_then_they_wake(*args):
        done = real(*args)
        if woken:
            return done
        woken.append(1)
        with tenant_scope(creditor.tenant_id):
            execute(
                "update collection_case set wake_on = %s, next_on = %s where id = any(%s)",
                (day, day, [first, second]),
            )
        return done

    monkeypatch.setattr(module, "_run_shared_debtors", and_then_they_wake)
    run_cases(creditor.tenant_id, today=day)
    assert len([n for n in office.notices(creditor) if n.case_id in (first, second)]) == 1


def test_another_tenants_case_is_not_stopped_but_refused():
    mine, other = office.new_creditor("SE"), office.new_creditor("SE")
    (case_id,) = office.register(other, office.invoice(other, 1, due_on=DUE), today=DUE)
    with pytest.raises(Refusal):
        stop_case(mine, case_id, kind="dispute", because="x", today=DUE, actor="Mona")


def test_a_deferral_past_the_28_days_is_not_followed_by_the_heavy_fee_the_next_day(norwegian):
    (case_id,) = office.register(
        norwegian, office.invoice(norwegian, 1, due_on=DUE, payable_minor=8450_00), today=DUE
    )
    demanded_on = live_until(norwegian, "payment_demand")
    until = demanded_on + timedelta(days=80)
    stop_case(
        norwegian,
        case_id,
        kind="deferral",
        because="asked for time",
        until_on=until,
        today=demanded_on + timedelta(days=5),
        actor="Mona",
    )
    for n in range(5, 83):
        run_cases(norwegian.tenant_id, today=demanded_on + timedelta(days=n))
    assert [m for k, m in costs(norwegian, case_id) if k == "collection_fee"] == [600_00]


def test_the_bank_s_delay_does_not_make_a_part_payment_pay_the_heavy_fee(norwegian):
    (case_id,) = office.register(
        norwegian, office.invoice(norwegian, 1, due_on=DUE, payable_minor=8450_00), today=DUE
    )
    demanded_on = live_until(norwegian, "payment_demand")
    paid_on = demanded_on + timedelta(days=42)
    run_cases(norwegian.tenant_id, today=paid_on + timedelta(days=1))
    assert costs(norwegian, case_id)[-1] == ("collection_fee", 600_00)
    money.bank_brings(  # principal and light fee and almost all interest
        money.paid(norwegian, 8450_00 + 600_00 + 100_00, paid_on, case=case_id),
        today=paid_on + timedelta(days=2),
        format="camt",
    )
    charged = [m for k, m in costs(norwegian, case_id) if k == "collection_fee"]
    assert charged == [600_00]
