"""A changed flow on the creditor's own history, before it is switched on."""

from datetime import date, timedelta

import pytest

from kvitt.application.add_creditor import set_agency
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.simulate_flow import simulate_flow
from kvitt.domain.facts import NO_TERMS
from kvitt.domain.flow import FLOWS, FlowNotKnown, flow, load_flow
from kvitt.domain.simulation import KnownInvoice, play
from kvitt.law.book import law_book
from kvitt.store.session import execute, query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
UNTIL = date(2026, 5, 29)


def later_reminder():
    """The creditor's own flow with the reminder five days later."""
    text = (FLOWS / "se-own-consumer.yaml").read_text("utf-8")
    before, after = text.split("after_due_days: 15", 1)
    text = f"{before}after_due_days: 25{after.replace('after_due_days: 28', 'after_due_days: 40')}"
    return load_flow(text.replace("name: se-own-consumer", "name: kinder", 1), source="kinder.yaml")


def test_the_simulation_of_the_present_flow_is_what_the_nights_did(live_db):
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    for number in range(60):
        today = DUE + timedelta(days=number)
        run_cases(creditor.tenant_id, today=today)
        with tenant_scope(creditor.tenant_id):
            execute(
                "update notice set state = 'sent', sent_on = planned_on, channel = 'email',"
                " deadline_on = planned_on + 14 where state = 'planned'"
            )
    made = simulate_flow(creditor, flow("se-own-consumer"), since=DUE, today=UNTIL)
    assert made.difference_count == 0
    sent = {n.step for n in office.notices(creditor, case_id)}
    assert set(made.totals_now.letters) == sent
    assert made.totals_now.cost_minor == 240_00


def test_what_the_norwegian_agencys_fee_grows_by_is_counted_as_the_nights_charged_it(
    live_db, letters
):
    set_agency(name="Fjellrand Inkasso AS", organisation_number="999999484",
               client_accounts={"NO": "12345678903"}, address_lines=("Bryggen 1", "5003 Bergen"),
               email="hei@fjellrand.example")  # fmt: skip
    creditor = office.new_creditor("NO", family="no-agency")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    today = DUE + timedelta(days=1)
    while today <= UNTIL:
        run_day(today=today, tenant_ids=[creditor.tenant_id])
        today = max(money.case(creditor, case_id).wake_on, today + timedelta(days=1))
    made = simulate_flow(creditor, flow("no-agency-consumer"), since=DUE, today=UNTIL)
    charged = [minor for _, minor in office.fees(creditor, case_id)]
    assert len(charged) > len(made.totals_now.letters) - 1, "the fee has grown without a letter"
    assert made.totals_now.cost_minor == sum(charged)


def test_a_changed_flow_tells_letters_fees_and_differences_case_by_case(live_db):
    creditor = money.creditor_of_its_own("SE")
    paid = money.owes(creditor, 1000_00, DUE, number="4001")
    money.owes(creditor, 700_00, DUE, number="4002", name="Per Lind")
    on = DUE + timedelta(days=20)
    money.bank_brings(money.paid(creditor, 1000_00, on, case=paid), today=on)
    made = simulate_flow(creditor, later_reminder(), since=DUE, today=UNTIL)
    assert (made.totals_now.invoices, made.totals_changed.invoices) == (2, 2)
    assert made.totals_now.letters["reminder"] == 2
    assert made.totals_changed.letters["reminder"] == 1
    assert made.totals_now.cost_minor - made.totals_changed.cost_minor == 60_00
    numbers = [one.number for one, _ in made.differences]
    assert numbers == ["4001", "4002"]


def test_expected_days_fees_by_debtor_and_open_cases_are_told_for_both_flows(live_db):
    creditor = money.creditor_of_its_own("SE")
    for number in (4101, 4102):
        money.owes(creditor, 1000_00, DUE, number=str(number), name=f"Per Lind {number}",
                   customer=str(number))  # fmt: skip
    told = simulate_flow(creditor, flow("se-own-calm-consumer"), since=DUE, today=UNTIL).as_json()
    first = told["expected_days"]["first_letter"]
    assert (first["both"], first["by_days"]) == (2, {"3": 2})
    assert first["now"]["first"] == DUE + timedelta(days=5)
    reminder = told["expected_days"]["reminder"]
    assert reminder["days_moved"] == 2 * reminder["average_days"] > 0
    assert told["by_debtor"]["now"] == {
        "debtors": 2, "total_minor": 480_00, "average_minor": 240_00, "most_minor": 240_00,
    }  # fmt: skip
    assert (told["by_debtor"]["pay_more"], told["by_debtor"]["pay_less"]) == (0, 0)
    assert told["open_cases"]["now"] == told["open_cases"]["changed"] == {"friendly_reminder": 2}
    assert any("go out in one letter" in sentence for sentence in told["caveats"])
    assert told["newest"] is None


def test_who_waits_is_shown_the_newest_and_told_so(live_db):
    creditor = money.creditor_of_its_own("SE")
    for number in range(1, 4):
        money.owes(creditor, 1000_00 + number, DUE, number=str(number), name=f"Per Lind {number}",
                   customer=str(number))  # fmt: skip
    calm = flow("se-own-calm-consumer")
    part = simulate_flow(creditor, calm, since=DUE, today=UNTIL, most=2).as_json()
    assert (part["newest"], part["now"]["invoices"], part["open_cases"]["cases"]) == (2, 2, 2)
    whole = simulate_flow(creditor, calm, since=DUE, today=UNTIL, most=3).as_json()
    assert (whole["newest"], whole["now"]["invoices"]) == (None, 3)


def test_open_cases_are_told_by_their_next_letter_and_how_far_it_moves(live_db):
    creditor = money.creditor_of_its_own("SE")
    case_id = money.owes(creditor, 1000_00, DUE, number="4201")
    on = DUE + timedelta(days=6)
    run_cases(creditor.tenant_id, today=on)
    money.letter_left(creditor, case_id, on=on, deadline_on=on + timedelta(days=8))
    calm = flow("se-own-calm-consumer")
    told = simulate_flow(creditor, calm, since=DUE, today=on).as_json()["open_cases"]
    assert (told["now"], told["changed"]) == ({"reminder": 1}, {"reminder": 1})
    assert told["moved"]["days_moved"] == 12, "two days after its deadline becomes day 28"


def test_what_was_shown_is_kept_with_a_digest_of_exactly_that_change(live_db):
    creditor = money.creditor_of_its_own("SE")
    calm = flow("se-own-calm-consumer")
    one = simulate_flow(creditor, calm, since=DUE, today=UNTIL)
    assert one.digest == simulate_flow(creditor, calm, since=DUE, today=UNTIL).digest
    assert one.digest != simulate_flow(creditor, later_reminder(), since=DUE, today=UNTIL).digest
    with tenant_scope(creditor.tenant_id):
        kept = query("select change_digest from flow_simulation order by id")
    assert [row[0] for row in kept[:2]] == [one.digest] * 2


def test_a_flow_of_another_country_is_refused(live_db):
    with pytest.raises(FlowNotKnown):
        simulate_flow(office.new_creditor("SE"), flow("no-own-consumer"), since=DUE, today=UNTIL)


def test_nothing_is_played_past_the_day_on_which_the_principal_was_paid():
    invoice = KnownInvoice("1", 500_00, DUE, True, ((DUE + timedelta(days=7), 500_00),))
    played = play(invoice, flow("se-own-consumer"), law_book("SE"), until=UNTIL, terms=NO_TERMS)
    assert [letter.step for letter in played.letters] == ["friendly_reminder"]
    assert played.cost_minor == 0


def test_a_simulation_past_the_known_law_says_so():
    invoice = KnownInvoice("1", 500_00, date(2026, 12, 21), True, ())
    played = play(
        invoice, flow("se-own-consumer"), law_book("SE"), until=date(2027, 3, 1), terms=NO_TERMS
    )
    assert "not known" in played.stopped_because
