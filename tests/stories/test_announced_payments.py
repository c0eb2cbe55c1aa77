"""Stories of payments that are announced: waited for through bank days, until the bank has told."""

from datetime import date, timedelta

import pytest

from kvitt.application.announce_payment import announce_payment
from kvitt.application.assign_payment import assign_payment
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.run_day import run_day
from kvitt.store.session import query, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money
from tests.stories.small_office import notices

DUE = date(2026, 1, 30)
MONDAY = date(2026, 2, 9)
DAY = timedelta(days=1)
FORMAT = {"SE": "bgmax", "NO": "ocr"}
pytestmark = pytest.mark.usefixtures("live_db")


def owing(country="SE", **agreement):
    creditor = money.creditor_of_its_own(country, agreement=agreement)
    return creditor, money.owes(creditor, 1000_00, DUE)


def announced(creditor, case, today):
    return announce_payment(creditor, case, today=today, actor="Mona")


def days(creditor, from_, until):
    """Every day from one up to another; how many letters were planned."""
    count = (until - from_).days
    return sum(
        run_day(today=from_ + n * DAY, tenant_ids=[creditor.tenant_id]).night.planned
        for n in range(count)
    )


def holds(creditor, case):
    with tenant_scope(creditor.tenant_id):
        return query(
            "select from_on, until_on from hold where case_id = %s and kind = 'payment_announced'"
            " order by id",
            (case,),
        )


@pytest.mark.parametrize(
    ("country", "said_on", "until_on"),
    [
        ("SE", date(2026, 3, 6), date(2026, 3, 11)),  # a Friday: the weekend is passed over
        ("NO", date(2026, 3, 7), date(2026, 3, 11)),  # a Saturday
        ("SE", date(2026, 4, 1), date(2026, 4, 8)),  # before Easter: Good Friday, Easter Monday
        ("NO", date(2026, 4, 1), date(2026, 4, 9)),  # in Norway Maundy Thursday too
        ("SE", date(2026, 12, 23), date(2026, 12, 30)),  # Christmas Eve is no bank day in Sweden
        ("NO", date(2026, 5, 15), date(2026, 5, 20)),  # 17 May falls on a Sunday
        ("SE", date(2026, 6, 18), date(2026, 6, 24)),  # Midsummer Eve
    ],
)
def test_three_bank_days_are_waited_and_the_day_after_the_case_goes_on(country, said_on, until_on):
    creditor, case = owing(country)
    assert announced(creditor, case, said_on) == until_on
    assert days(creditor, said_on, until_on + DAY) == 0
    assert days(creditor, until_on + DAY, until_on + 2 * DAY) == 1


def test_as_many_bank_days_as_the_creditor_says():
    creditor, case = owing(payment_announced_bank_days=6)
    assert announced(creditor, case, date(2026, 3, 6)) == date(2026, 3, 16)


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_announced_twice_it_is_waited_for_from_the_second_time_and_ends_once(country):
    creditor, case = owing(country)
    announced(creditor, case, MONDAY)
    until_on = announced(creditor, case, MONDAY + 2 * DAY)
    assert until_on == MONDAY + 7 * DAY
    assert days(creditor, MONDAY, MONDAY + 6 * DAY) == 0
    paid_on = MONDAY + 3 * DAY
    paid = money.paid(creditor, 400_00, paid_on, case=case)
    assert money.bank_brings(paid, today=paid_on, format=FORMAT[country]).booked == 1
    assert [until for _, until in holds(creditor, case)] == [paid_on, paid_on]
    assert money.events(creditor, case).count("case_resumed") == 1
    assert days(creditor, paid_on, paid_on + DAY) == 0
    assert days(creditor, paid_on + DAY, paid_on + 2 * DAY) == 1
    money.the_books_hold(creditor)


def test_paid_in_part_the_waiting_ends_and_a_new_announcement_begins_another():
    creditor, case = owing()
    announced(creditor, case, MONDAY)
    money.bank_brings(money.paid(creditor, 400_00, MONDAY, case=case), today=MONDAY + DAY)
    again_until = announced(creditor, case, MONDAY + DAY)
    assert again_until == MONDAY + 4 * DAY
    assert days(creditor, MONDAY + DAY, again_until + DAY) == 0
    assert notices(creditor, case) == []
    assert days(creditor, again_until + DAY, again_until + 2 * DAY) == 1


def test_money_that_a_person_places_on_the_case_ends_the_waiting_too():
    creditor, case = owing()
    announced(creditor, case, MONDAY)
    money.bank_brings(money.paid(creditor, 1000_00, MONDAY), today=MONDAY)
    (line_id,) = unmatched(creditor)
    assign_payment(line_id, creditor=creditor, case_id=case, today=MONDAY + DAY, actor="Mona")
    assert money.case(creditor, case).closed_because == "paid"
    assert [until for _, until in holds(creditor, case)] == [MONDAY + DAY]


def unmatched(creditor):
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        rows = query(
            "select id from bank_line where outcome = 'unmatched' and account = %s",
            (creditor.pay_to_number,),
        )
    return [row[0] for row in rows]


def test_on_merged_cases_the_one_that_goes_on_waits_and_money_by_any_reference_ends_it():
    creditor = money.creditor_of_its_own()
    cases = [money.owes(creditor, 1000_00, DUE),
             money.owes(creditor, 500_00, DUE, number="2002")]  # fmt: skip
    days(creditor, DUE, date(2026, 2, 10))
    target, gone = sorted(cases, key=lambda each: money.case(creditor, each).merged_into or 0)
    assert money.case(creditor, gone).merged_into == target
    said_on = date(2026, 2, 20)
    with pytest.raises(NoOpenCase, match="act on that one"):
        announced(creditor, gone, said_on)
    until_on = announced(creditor, target, said_on)
    assert days(creditor, said_on, until_on) == 0
    paid = money.BankPayment(
        creditor.pay_to_number, 500_00, said_on, currency="SEK",
        reference=reference(creditor, "2002"),
    )  # fmt: skip
    assert money.bank_brings(paid, today=said_on + DAY).booked == 1
    assert [until for _, until in holds(creditor, target)] == [said_on + DAY]
    assert "case_resumed" in money.events(creditor, target)
    days(creditor, said_on + DAY, said_on + 3 * DAY)
    money.the_books_hold(creditor)


def reference(creditor, number):
    with tenant_scope(creditor.tenant_id):
        rows = query("select payment_reference from claim where invoice_number = %s", (number,))
    return rows[0][0]


def test_another_creditors_case_is_not_announced_and_its_money_ends_nothing():
    creditor, case = owing()
    other, theirs = owing()
    with pytest.raises(NoOpenCase):
        announced(other, case, MONDAY)
    until_on = announced(creditor, case, MONDAY)
    money.bank_brings(money.paid(other, 1000_00, MONDAY, case=theirs), today=MONDAY)
    assert holds(creditor, case) == [(MONDAY, until_on)]
