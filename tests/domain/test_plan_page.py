"""The plans of docs/algorithms/plan.md: the page, the code and a computation in fractions agree."""

import re
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from kvitt.domain.plan import PlanDebt, final_instalment, offer_by_months
from kvitt.domain.plan_rules import RECOMMENDED
from kvitt.domain.plan_state import progress
from kvitt.law.book import law_book

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "plan.md"
ROW = re.compile(r"^\| (\d+) \| (\d{4}-\d\d-\d\d) \| (.+)\|$", re.M)
SPAN = re.compile(r"(\d+) × ([\d.]+) % / (\d+)")


class ByHand(NamedTuple):
    """A plan as the page states it; the rates stand here and are not looked up."""

    heading: str
    country: str
    owed: tuple[int, int, int]
    """Principal, interest and costs."""
    through_on: date
    fee_minor: int
    first_on: date
    rates: tuple[tuple[date, str], ...]


SIX = ByHand(
    "A plan of six", "SE", (6_000_00, 96_00, 240_00), date(2025, 3, 14), 170_00, date(2025, 3, 31),
    ((date(2025, 1, 1), "0.11"), (date(2025, 7, 1), "0.10")),
)  # fmt: skip
TWENTY_FOUR = ByHand(
    "A plan of twenty-four", "NO", (18_000_00, 410_00, 1_800_00), date(2024, 2, 29), 1_050_00,
    date(2024, 3, 31),
    ((date(2024, 1, 1), "0.125"), (date(2025, 7, 1), "0.1225"), (date(2026, 1, 1), "0.12")),
)  # fmt: skip
BOTH = pytest.mark.parametrize("plan", [SIX, TWENTY_FOUR], ids=lambda plan: plan.heading)


class Row(NamedTuple):
    """A row of the page's table, sums in minor units."""

    day: date
    spans: list[tuple[str, str, str]]
    interest: int
    instalment: int
    costs: int
    interest_paid: int
    principal: int
    left: int


def minor(text):
    return int(text.strip().replace(" ", "").replace(".", ""))


def rows(plan):
    section = PAGE.read_text("utf-8").split(f"## {plan.heading}")[1].split("\n## ")[0]
    found = []
    for number, day, rest in ROW.findall(section):
        spans, *sums = rest.split("|")
        assert int(number) == len(found) + 1
        found.append(Row(date.fromisoformat(day), SPAN.findall(spans), *map(minor, sums)))
    return found


def offered(plan, **told):
    debt = PlanDebt(1, *plan.owed, plan.through_on, 0)
    return offer_by_months(
        [debt], months=len(rows(plan)), first_on=plan.first_on, law=law_book(plan.country),
        debtor_kind="consumer", rules=RECOMMENDED._replace(bands=()), fee_minor=plan.fee_minor,
        interest_agreed=True, **told,
    )  # fmt: skip


@BOTH
def test_the_offer_is_the_pages_table_to_the_ore(plan):
    offer, table = offered(plan), rows(plan)
    assert len(table) == {SIX: 6, TWENTY_FOUR: 24}[plan]
    assert [(one.due_on, one.amount_minor) for one in offer.instalments] == [
        (row.day, row.instalment) for row in table
    ]
    assert offer.interest_minor == sum(row.interest for row in table)
    assert offer.total_minor == sum(row.instalment for row in table)


@BOTH
def test_each_row_of_the_page_is_right_when_it_is_computed_day_by_day_in_fractions(plan):
    principal, interest, costs = plan.owed
    costs += plan.fee_minor
    exact, booked, day = Fraction(0), 0, plan.through_on
    for row in rows(plan):
        spans = {}
        while day < row.day:
            day += timedelta(days=1)
            rate = [text for from_, text in plan.rates if from_ <= day][-1]
            year = 366 if plan.country == "NO" and day.year == 2024 else 365
            exact += principal * Fraction(rate) / year
            spans[(rate, year)] = spans.get((rate, year), 0) + 1
        assert [(int(n), Fraction(rate) / 100, int(year)) for n, rate, year in row.spans] == [
            (n, Fraction(rate), year) for (rate, year), n in spans.items()
        ]
        new = int(exact + Fraction(1, 2)) - booked
        booked, interest = booked + new, interest + new
        paid_costs = min(row.instalment, costs)
        paid_interest = min(row.instalment - paid_costs, interest)
        paid_principal = row.instalment - paid_costs - paid_interest
        costs, interest = costs - paid_costs, interest - paid_interest
        principal -= paid_principal
        assert (new, paid_costs, paid_interest, paid_principal, principal) == (
            row.interest, row.costs, row.interest_paid, row.principal, row.left,
        )  # fmt: skip
    assert (principal, interest, costs) == (0, 0, 0)


@BOTH
def test_the_sums_below_the_table_are_those_of_its_rows(plan):
    section = PAGE.read_text("utf-8").split(f"## {plan.heading}")[1].split("\n## ")[0]
    sums = re.search(r"^\| \| \| \| \*\*(.+)\*\* \| \*\*(.+)\*\* \| (.+) \| (.+) \| (.+) \| \|$",
                     section, re.M)  # fmt: skip
    table = rows(plan)
    assert [minor(text) for text in sums.groups()] == [
        sum(row.interest for row in table), sum(row.instalment for row in table),
        sum(row.costs for row in table), sum(row.interest_paid for row in table),
        sum(row.principal for row in table),
    ]  # fmt: skip


def test_the_offer_of_its_own_day_leaves_the_interest_of_unknown_rates_to_a_final_instalment():
    """The page: 23 × 917.08 + 917.16 with 750.00 of interest, and 2 302.90 a month later."""
    offer = offered(TWENTY_FOUR, known_on=date(2024, 3, 1))
    assert [one.amount_minor for one in offer.instalments] == [917_08] * 23 + [917_16]
    assert (offer.interest_minor, offer.total_minor) == (750_00, 22_010_00)
    assert offer.interest_until == date(2024, 7, 1)
    left = 228_115 + round(Fraction(228_115) * Fraction("0.12") * 29 / 365)
    final = final_instalment(offer.instalments, left, first_on=TWENTY_FOUR.first_on, country="NO")
    assert final == (25, date(2026, 3, 31), 2_302_90)


def test_the_pages_days_of_a_missed_instalment_are_those_of_the_code():
    text = PAGE.read_text("utf-8")
    one = offered(SIX).instalments[0]._replace(due_on=date(2026, 4, 28), amount_minor=500_00)
    states = {}
    for n in range(16):
        day = date(2026, 4, 22) + timedelta(days=n)
        states[day] = progress([one], [], today=day, grace_days=5, country="SE")
    told = states[date(2026, 4, 30)]
    assert (told.pay_by_on, told.resumes_on) == (date(2026, 5, 5), date(2026, 5, 7))
    for shown, day in (("22 April", date(2026, 4, 22)), ("23 April", date(2026, 4, 23)),
                       ("29 April", date(2026, 4, 29)), ("30 April", date(2026, 4, 30)),
                       ("1 to 6 May", date(2026, 5, 1)), ("7 May", date(2026, 5, 7))):  # fmt: skip
        assert f"| {shown} | {states[day].state.replace('_', ' ')} |" in text
    assert states[date(2026, 5, 6)].state == "in_grace"
