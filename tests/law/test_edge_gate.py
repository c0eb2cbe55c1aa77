"""The edges of the gate of charges: each limit of days and sums, below, on and above it.

The gate of Kvitt on one side, the auditor's own tables on the other; where only a verdict turns,
the days on both sides of the turn.
"""

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.fee_terms import Circumstances, EarlierFee
from kvitt.law.fees import fee
from tests.law.auditor import costs_norway, statutes_norway, statutes_sweden
from tests.law.auditor.calendar import months_after
from tests.law.auditor.statutes_sweden import ORDINARY_CEILINGS, ordinary_ceiling

DAY = timedelta(days=1)
DUE = date(2025, 1, 15)
NOTICE = EarlierFee("collection_notice", date(2025, 2, 3), date(2025, 2, 17), 35_00)
DEMAND = EarlierFee("payment_demand", date(2025, 2, 18), date(2025, 3, 4), 0)
SWEDISH_DEMAND = EarlierFee("collection_demand", date(2025, 2, 18), date(2025, 2, 28), 180_00)
FRIENDLY = EarlierFee("friendly_reminder", date(2025, 1, 20), date(2025, 1, 30), 0)


def granted(country: str, kind: str, sent_on: date, **asked: Any) -> int | None:
    """What the gate grants; None where it refuses."""
    special = {
        name: asked.pop(name)
        for name in ("is_heavy", "with_vat", "instalments", "reason")
        if name in asked
    }
    given = {"due_on": DUE, "debtor_kind": "consumer", "principal_minor": 1_000_00, **asked}
    try:
        found = fee(
            law_book(country), kind, sent_on=sent_on, circumstances=Circumstances(**special),
            **given,
        )  # fmt: skip
    except Refusal:
        return None
    return found.amount_minor


def days_around(*days: date) -> list[date]:
    return sorted({day + shift * DAY for day in days for shift in (-1, 0, 1)})


NEW_YEARS = days_around(*(date(year, 1, 1) for year in range(2013, 2028)))
BRACKET_LIMITS = sorted(
    {upper for table in (costs_norway.NEW_TABLE, costs_norway.OLD_TABLE)
     for upper, _ in table if upper is not None}
)  # fmt: skip


@pytest.mark.parametrize("due_on", [date(2020, 9, 30), date(2020, 10, 1)], ids=str)
@pytest.mark.parametrize("limit", BRACKET_LIMITS)
def test_the_agency_fee_on_each_side_of_a_bracket(limit: int, due_on: date) -> None:
    for principal in (limit - 1, limit, limit + 1):
        for covered_on in [day for day in NEW_YEARS if day > due_on]:
            for debtor in ("consumer", "business", "authority"):
                for heavy, vat in ((False, False), (False, True), (True, False), (True, True)):
                    own = costs_norway.salaer(
                        principal, due_on, covered_on, consumer=debtor == "consumer",
                        heavy=heavy, vat=vat,
                    )  # fmt: skip
                    asked = granted(
                        "NO", "collection_fee", covered_on, due_on=due_on, debtor_kind=debtor,
                        principal_minor=principal, is_heavy=heavy, with_vat=vat,
                    )  # fmt: skip
                    assert asked == own, (principal, covered_on, debtor, heavy, vat)


@pytest.mark.parametrize("kind", statutes_norway.OWN_LETTERS)
def test_a_norwegian_letter_fee_over_every_new_year(kind: str) -> None:
    for sent_on in NEW_YEARS:
        for due_on in (sent_on - 14 * DAY, sent_on - 40 * DAY, date(2020, 9, 30)):
            if sent_on < due_on + 14 * DAY:
                continue
            own = statutes_norway.letter_fee(kind, due_on, sent_on)
            assert granted("NO", kind, sent_on, due_on=due_on) == own, (due_on, sent_on)


@pytest.mark.parametrize("due_on", days_around(date(2020, 9, 30), date(2020, 10, 1)), ids=str)
def test_a_norwegian_letter_waits_fourteen_days(due_on: date) -> None:
    for days in (0, 1, 12, 13, 14, 15):
        sent_on = due_on + days * DAY
        for kind in statutes_norway.OWN_LETTERS:
            own = statutes_norway.letter_fee(kind, due_on, sent_on) if days >= 14 else None
            assert granted("NO", kind, sent_on, due_on=due_on) == own, (kind, days)


@pytest.mark.parametrize("given_days", [13, 14, 15])
def test_a_second_norwegian_letter_needs_a_first_one_that_was_missed(given_days: int) -> None:
    first = date(2025, 2, 3)
    deadline_on = first + given_days * DAY
    earlier = [EarlierFee("reminder", first, deadline_on, 35_00)]
    for day in days_around(deadline_on):
        is_lawful = given_days >= 14 and day > deadline_on
        found = granted("NO", "collection_notice", day, earlier=earlier)
        assert (found == 35_00) is is_lawful, day


@pytest.mark.parametrize("last", [date(2025, 2, 10), date(2025, 8, 31), date(2024, 8, 29)], ids=str)
def test_a_new_round_begins_on_the_day_after_six_months(last: date) -> None:
    earlier = [
        EarlierFee("reminder", last - 40 * DAY, last - 20 * DAY, 35_00),
        EarlierFee("collection_notice", last, last + 14 * DAY, 35_00),
    ]
    end = months_after(last, 6)
    for day in days_around(end):
        asked = granted("NO", "reminder", day, due_on=date(2024, 1, 15), earlier=earlier)
        assert (asked is not None) is (day > end), day


def test_the_agency_fee_begins_on_the_day_after_the_notice_was_missed() -> None:
    assert NOTICE.deadline_on is not None
    for day in days_around(NOTICE.deadline_on):
        found = granted("NO", "collection_fee", day, earlier=[NOTICE])
        assert (found is not None) is (day > NOTICE.deadline_on), day


def test_the_agency_fee_is_heavy_from_the_twenty_ninth_day() -> None:
    assert DEMAND.deadline_on is not None
    light = EarlierFee("collection_fee", date(2025, 2, 18), DEMAND.deadline_on, 245_00)
    for days in (0, 1, 27, 28, 29, 30):
        day = DEMAND.deadline_on + days * DAY
        earlier = [NOTICE, DEMAND, light]
        found = granted("NO", "collection_fee", day, earlier=earlier, is_heavy=True)
        assert found == (245_00 if days > 28 else None), days


@pytest.mark.parametrize("instalments", [0, 1, 3, 4, 5, 6])
def test_a_norwegian_plan_costs_from_the_fifth_instalment(instalments: int) -> None:
    found = granted(
        "NO", "instalment_plan", date(2026, 3, 2), earlier=[NOTICE], instalments=instalments
    )
    assert found == (1_125_00 if instalments > 4 else None)


@pytest.mark.parametrize("kind", costs_norway.STEPS)
def test_a_norwegian_legal_step_needs_a_demand_that_is_missed_and_young(kind: str) -> None:
    assert DEMAND.deadline_on is not None
    last_on = months_after(DEMAND.sent_on, 6)
    for day in days_around(DEMAND.deadline_on, last_on):
        found = granted("NO", kind, day, earlier=[NOTICE, DEMAND])
        assert (found is not None) is (DEMAND.deadline_on < day <= last_on), day


@pytest.mark.parametrize("kind", costs_norway.STEPS)
def test_a_norwegian_court_fee_over_every_new_year(kind: str) -> None:
    days = [day for day in NEW_YEARS if date(2016, 1, 1) <= day <= date(2026, 12, 31)]
    for day in [*days, *days_around(date(2024, 7, 1))]:
        own = costs_norway.court_fee(kind, day, after_conciliation=False, vat=False)
        assert granted("NO", kind, day, due_on=date(2012, 1, 16)) == own, day


HALF_YEARS = [date(year, month, 1) for year in range(2014, 2027) for month in (1, 7)]


@pytest.mark.parametrize("start", HALF_YEARS, ids=str)
def test_the_norwegian_compensation_over_every_half_year(start: date) -> None:
    for due_on in (start - 2 * DAY, start - DAY, start):
        own = statutes_norway.compensation(due_on)
        for debtor in ("business", "authority", "consumer"):
            asked = granted(
                "NO", "late_payment_compensation", due_on + 9 * DAY, due_on=due_on,
                debtor_kind=debtor,
            )  # fmt: skip
            assert asked == (None if debtor == "consumer" else own), (due_on, debtor)


@pytest.mark.parametrize("kind", ORDINARY_CEILINGS)
def test_a_swedish_ceiling_by_the_day_of_the_measure(kind: str) -> None:
    for day in days_around(date(2004, 1, 2), date(2013, 3, 16), date(2026, 12, 30)):
        due_on = day - 20 * DAY
        assert granted("SE", kind, day, due_on=due_on) == ordinary_ceiling(kind, day), day
        assert granted("SE", kind, due_on, due_on=due_on) is None
        assert granted("SE", kind, due_on + DAY, due_on=due_on) is not None


@pytest.mark.parametrize("due_on", days_around(date(2013, 3, 16), date(2013, 3, 17)), ids=str)
def test_the_swedish_compensation_by_the_due_day(due_on: date) -> None:
    for debtor in ("business", "authority", "consumer"):
        is_owed = debtor != "consumer" and due_on >= date(2013, 3, 17)
        asked = granted(
            "SE", "late_payment_compensation", due_on + DAY, due_on=due_on, debtor_kind=debtor
        )
        assert asked == (450_00 if is_owed else None), debtor


@pytest.mark.parametrize("order", list(permutations(["compensation", "reminder", "demand"])))
def test_swedish_businesses_pay_the_larger_sum_in_whatever_order(order: tuple[str, ...]) -> None:
    kinds = {"compensation": "late_payment_compensation", "reminder": "reminder",
             "demand": "collection_demand"}  # fmt: skip
    earlier: list[EarlierFee] = []
    book = law_book("SE")
    for place, name in enumerate([*order, "plan", "demand", "demand"]):
        kind = kinds.get(name, "instalment_plan")
        day = DUE + (20 + place) * DAY
        got = fee(
            book, kind, due_on=DUE, sent_on=day, debtor_kind="business", earlier=earlier,
            circumstances=Circumstances(reason="called for" if place > 3 else ""),
        )  # fmt: skip
        earlier.append(EarlierFee(kind, day, day, got.amount_minor, got.covered_minor))
        ordinary = [one.kind for one in earlier if one.kind in ORDINARY_CEILINGS]
        whole = sum(ordinary_ceiling(kind, DUE) for kind in ordinary)
        has_compensation = len(ordinary) < len(earlier)
        larger = max(450_00, whole) if has_compensation else whole
        assert sum(one.amount_minor for one in earlier) == larger


@pytest.mark.parametrize("kind", ["payment_order_representation", "assistance_representation"])
def test_a_swedish_agent_costs_more_from_2014(kind: str) -> None:
    for day in days_around(date(2014, 1, 1)):
        own = statutes_sweden.authority_fee(kind, day, 0)
        assert granted("SE", kind, day, due_on=date(2013, 6, 3)) == own, day


def test_no_enforcement_for_less_than_a_hundred_kronor() -> None:
    for unpaid in (99_99, 100_00, 100_01):
        found = granted("SE", "enforcement_base_fee", date(2025, 4, 1), principal_minor=unpaid)
        assert found == (600_00 if unpaid >= 100_00 else None)


@pytest.mark.parametrize("year", statutes_sweden.HALF_PRICE_BASE_MINOR)
def test_a_swedish_court_fee_around_half_a_price_base_amount(year: int) -> None:
    half = statutes_sweden.HALF_PRICE_BASE_MINOR[year]
    for value in (half - 1, half, half + 1):
        day = date(year, 9, 1)
        earlier = [EarlierFee("payment_order_application", date(year, 6, 2), None, 300_00)]
        due_on = date(year, 1, 16)
        own = statutes_sweden.authority_fee("court_transfer", day, value)
        asked = granted(
            "SE", "court_transfer", day, due_on=due_on, principal_minor=value, earlier=earlier
        )
        assert asked == (None if year == 2023 else own), value


@pytest.mark.parametrize("kind", ["payment_order_application", "payment_order_representation"])
def test_a_swedish_application_needs_a_demand_that_is_missed(kind: str) -> None:
    assert SWEDISH_DEMAND.deadline_on is not None
    for day in days_around(SWEDISH_DEMAND.deadline_on):
        found = granted("SE", kind, day, earlier=[FRIENDLY, SWEDISH_DEMAND])
        assert (found is not None) is (day > SWEDISH_DEMAND.deadline_on), day


def test_the_base_fee_of_enforcement_comes_again_after_a_whole_year() -> None:
    first = EarlierFee("enforcement_base_fee", date(2025, 4, 1), None, 600_00)
    for day in days_around(date(2026, 4, 1)):
        found = granted("SE", "enforcement_base_fee", day, earlier=[SWEDISH_DEMAND, first])
        assert (found is not None) is (day >= date(2026, 4, 1)), day
