"""A new year of an enforcement costs a new base fee: on its day, once, and where that is sure."""

from datetime import date, timedelta

import pytest

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from kvitt.application.follow_base_fees import follow_base_fees
from kvitt.application.list_proceedings import show_proceeding
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.law.book import law_book
from kvitt.law.costs_sweden import next_base_fee_on
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import costs
from tests.stories.taken import NUMBER, WEEK, enforced, pays_out, record, totals

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
ONE_DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 30)
"""So long that a year later the interest of each day is known."""
FEE = ("enforcement_base_fee", 600_00)


def fees(creditor, case_id):
    return [cost for cost in costs(creditor, case_id) if cost[0] == FEE[0]]


def fee_days(creditor, case_id):
    return [item.dated_on for item in money.items(creditor, case_id, FEE[0])]


def asked(creditor, case_id):
    return [t for t in office.tasks(creditor, case_id) if t.kind == "base_fee_year"]


@pytest.mark.parametrize(
    ("since", "next_on"),
    [("2026-04-11", "2027-04-11"), ("2028-02-29", "2029-03-01"), ("2027-03-01", "2028-03-01")],
)
def test_a_year_ends_on_its_own_day(since, next_on):
    found = next_base_fee_on(law_book("SE"), since=date.fromisoformat(since))
    assert found == date.fromisoformat(next_on)


def test_while_wages_are_attached_each_year_costs_its_fee_on_its_own_day():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor)
    record(creditor, number, "wages_attached", ordered_on + WEEK, amount=500_00)
    year_on = ordered_on.replace(year=ordered_on.year + 1)
    assert follow_base_fees(creditor.tenant_id, today=year_on - ONE_DAY) == 0
    assert [follow_base_fees(creditor.tenant_id, today=year_on) for _ in range(2)] == [1, 0]
    assert fees(creditor, case_id) == [FEE, FEE]
    late_on = ordered_on.replace(year=ordered_on.year + 2) + 3 * ONE_DAY
    assert follow_base_fees(creditor.tenant_id, today=late_on) == 1
    assert fee_days(creditor, case_id) == [
        ordered_on.replace(year=ordered_on.year + years) for years in (0, 1, 2)
    ]
    money.the_books_hold(creditor)


def test_the_fees_of_two_years_are_kept_with_one_distribution():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor, due_on=LONG_AGO)
    record(creditor, number, "wages_attached", ordered_on + WEEK, amount=500_00)
    year_on = ordered_on.replace(year=ordered_on.year + 1)
    follow_base_fees(creditor.tenant_id, today=year_on)
    pays_out(creditor, 1_000_00, year_on + WEEK, text=NUMBER)
    record(creditor, number, "distributed", year_on + WEEK, amount=1_000_00, kept=1_200_00)
    cost = totals(creditor, case_id)[2]
    assert cost == 0, "920.00 of ours with the rest of the sum, 1 200.00 of the authority's own"
    money.the_books_hold(creditor)


def test_where_nothing_is_attached_a_person_finds_out_once_a_year():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor)
    year_on = ordered_on.replace(year=ordered_on.year + 1)
    nights = [year_on + n * ONE_DAY for n in range(3)]
    assert [follow_base_fees(creditor.tenant_id, today=night) for night in nights] == [1, 0, 0]
    (task,) = asked(creditor, case_id)
    assert "again for each year" in task.sentence
    assert fees(creditor, case_id) == [FEE]
    record(creditor, number, "year_without_fee", year_on, today=year_on + WEEK)
    assert not asked(creditor, case_id)
    assert follow_base_fees(creditor.tenant_id, today=year_on + WEEK) == 0
    assert follow_base_fees(creditor.tenant_id, today=year_on + 53 * WEEK) == 1
    record(creditor, number, "new_year", year_on + 52 * WEEK + ONE_DAY, today=year_on + 53 * WEEK)
    assert not asked(creditor, case_id)
    assert fees(creditor, case_id) == [FEE, FEE]


def test_less_than_a_hundred_kronor_costs_no_new_fee_and_a_person_hears_of_it():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor)
    record(creditor, number, "attached", ordered_on + WEEK, amount=500_00)
    paid_on = ordered_on + 2 * WEEK
    rest = sum(totals(creditor, case_id)) - 20_00
    report_direct_payment(creditor, case_id, amount_minor=rest, paid_on=paid_on, because="told",
                          today=paid_on, actor="Mona")  # fmt: skip
    year_on = ordered_on.replace(year=ordered_on.year + 1)
    assert follow_base_fees(creditor.tenant_id, today=year_on) == 1
    assert fees(creditor, case_id) == [FEE]
    told = [t.sentence for t in office.tasks(creditor, case_id) if t.kind == "correct_charges"]
    assert any("less than 100 kronor" in sentence for sentence in told)
    assert follow_base_fees(creditor.tenant_id, today=year_on + ONE_DAY) == 0


def test_an_enforcement_that_has_ended_costs_no_new_year():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor)
    record(creditor, number, "attached", ordered_on + WEEK, amount=500_00)
    record(creditor, number, "final_report", ordered_on + 20 * WEEK)
    year_on = ordered_on.replace(year=ordered_on.year + 1)
    assert follow_base_fees(creditor.tenant_id, today=year_on) == 0
    assert fees(creditor, case_id) == [FEE]


def test_in_norway_and_for_another_creditor_there_is_no_such_year():
    norwegian, stranger = money.creditor_of_its_own("NO"), money.creditor_of_its_own("SE")
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor)
    record(creditor, number, "attached", ordered_on + WEEK, amount=500_00)
    year_on = ordered_on.replace(year=ordered_on.year + 1)
    for other in (norwegian, stranger):
        assert follow_base_fees(other.tenant_id, today=year_on) == 0
    assert fees(creditor, case_id) == [FEE]


def test_an_enforcement_on_a_title_counts_its_years_from_its_own_application():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor, due_on=LONG_AGO)
    record(creditor, number, "final_report", ordered_on + 8 * WEEK)
    (title,) = show_proceeding(creditor, number)["titles"]
    on = ordered_on + 60 * WEEK
    again = draft_proceeding(creditor, case_id, kind="enforcement", because="he has work now",
                             today=on, by="Mona", title_id=title["id"])  # fmt: skip
    approve_proceeding(creditor, again, today=on, by="Eva")
    apply_to_authority(creditor, again, today=on, by="Mona")
    record(creditor, again, "received", on + WEEK, number="U-2")
    record(creditor, again, "attached", on + 2 * WEEK, amount=500_00)
    year_on = on.replace(year=on.year + 1)
    assert follow_base_fees(creditor.tenant_id, today=year_on - ONE_DAY) == 0
    assert follow_base_fees(creditor.tenant_id, today=year_on) == 1
    assert fee_days(creditor, case_id) == [ordered_on, on, year_on]
