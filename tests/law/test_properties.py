"""What must hold of every sum and day, whatever they are: the ten properties of the law pages.

The numbers are those of section 12.1 of the Swedish page; each stands here for both countries.
"""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kvitt.domain.allocation import OpenItem, allocate
from kvitt.kernel.refusal import Refusal
from kvitt.law.allocation import ITEM_KINDS, OrderNotAllowed, allocation_order
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.deadlines import LETTER_KINDS, least_deadline, shift_due_day
from kvitt.law.fee_terms import Circumstances, EarlierFee, FeeNotAllowed
from kvitt.law.fees import FEE_KINDS, fee
from kvitt.law.interest import interest_segments, late_interest
from kvitt.law.limitation import Interruption, limitation
from tests.law.auditor.calendar import is_working_day, months_after
from tests.law.auditor.statutes_norway import letter_fee

DAY = timedelta(days=1)
SE, NO = law_book("SE"), law_book("NO")
BOOKS = pytest.mark.parametrize("country", ["SE", "NO"])
known_days = st.dates(date(2013, 1, 1), date(2026, 12, 31))
sums = st.integers(1, 100_000_000_00)
DUE = date(2025, 1, 15)


MISSED_NOTICE = EarlierFee("collection_notice", DUE + DAY, DUE + 15 * DAY, 0)
"""What an agency's fee and an own demand need before them, free of charge."""


def exact(country: str, base: int, from_: date, until: date) -> int:
    segments = interest_segments(law_book(country), base_minor=base, from_=from_, until=until)
    return sum(segment.numerator for segment in segments)


@BOOKS
@given(st.lists(known_days, min_size=3, max_size=3), sums)
def test_1_interest_of_a_run_of_days_is_that_of_its_parts(
    country: str, days: list[date], base: int
) -> None:
    first, middle, last = sorted(days)
    whole = exact(country, base, first, last)
    assert whole == exact(country, base, first, middle) + exact(country, base, middle, last)


@BOOKS
@given(known_days, st.integers(0, 2000), sums)
def test_2_interest_never_falls_with_another_day(
    country: str, due_on: date, days: int, principal: int
) -> None:
    until_on = due_on + days * DAY
    assume(until_on < date(2026, 12, 31))
    earlier, later = (
        late_interest(
            law_book(country), principal_minor=principal, due_on=due_on, until_on=day
        ).interest_minor
        for day in (until_on, until_on + DAY)
    )
    assert earlier <= later
    assert exact(country, 1, until_on, until_on + DAY) > 0


def charged(country: str, debtor: str, asks: list[tuple[str, int]], reason: str = "") -> list[int]:
    """What the gate grants for letters of these kinds so many days after the due day, in order."""
    earlier = [MISSED_NOTICE] if country == "NO" else []
    for kind, days in sorted(asks, key=lambda ask: ask[1]):
        sent_on = DUE + days * DAY
        try:
            found = fee(
                law_book(country), kind, due_on=DUE, sent_on=sent_on, debtor_kind=debtor,
                principal_minor=1_000_00, earlier=earlier,
                circumstances=Circumstances(reason=reason),
            )  # fmt: skip
        except FeeNotAllowed:
            continue
        deadline_on = sent_on + 14 * DAY
        earlier.append(
            EarlierFee(kind, sent_on, deadline_on, found.amount_minor, found.covered_minor)
        )
    return [one.amount_minor for one in earlier]


SWEDISH = st.sampled_from(["reminder", "collection_demand", "instalment_plan"])
NORWEGIAN = st.sampled_from(["reminder", "collection_notice"])
NORWEGIAN_DEMANDS = st.sampled_from(["payment_demand_own", "collection_fee"])
days_later = st.integers(1, 170)
after_notice = st.integers(16, 170)


@given(st.lists(st.tuples(SWEDISH, days_later), max_size=6))
def test_3_a_swedish_business_pays_at_least_450_and_at_least_its_letters(
    asks: list[tuple[str, int]],
) -> None:
    ordinary = sum(charged("SE", "business", asks, reason="called for"))
    compensation = ("late_payment_compensation", 1)
    both = sum(charged("SE", "business", [compensation, *asks], reason="called for"))
    assert both == max(450_00, ordinary)


@given(st.lists(st.tuples(st.one_of(NORWEGIAN, NORWEGIAN_DEMANDS), after_notice), max_size=6))
def test_3_a_norwegian_business_pays_the_larger_of_compensation_and_letters(
    asks: list[tuple[str, int]],
) -> None:
    letters = sum(charged("NO", "business", asks))
    both = sum(charged("NO", "business", [("late_payment_compensation", 15), *asks]))
    assert both == max(470_00, letters)


@given(st.lists(st.tuples(SWEDISH, days_later), max_size=7))
def test_4_swedish_costs_stay_below_their_cap_and_no_letter_less_makes_them_more(
    asks: list[tuple[str, int]],
) -> None:
    whole = sum(charged("SE", "consumer", asks))
    assert whole <= 60_00 + 180_00 + 170_00
    for fewer in combinations(asks, max(0, len(asks) - 1)):
        assert sum(charged("SE", "consumer", list(fewer))) <= whole


@given(st.lists(st.tuples(NORWEGIAN, days_later), max_size=7))
def test_4_norwegian_costs_stay_below_their_cap_and_no_letter_less_makes_them_more(
    asks: list[tuple[str, int]],
) -> None:
    whole = sum(charged("NO", "consumer", asks))
    each = letter_fee("reminder", DUE, DUE + 20 * DAY)
    assert each is not None and whole <= 2 * each
    for fewer in combinations(asks, max(0, len(asks) - 1)):
        assert sum(charged("NO", "consumer", list(fewer))) <= whole


items = st.lists(st.tuples(st.sampled_from(ITEM_KINDS), st.integers(0, 10_000_00)), max_size=8)


def open_items(drawn: list[tuple[str, int]]) -> list[OpenItem]:
    return [OpenItem(n, kind, minor, minor, DUE) for n, (kind, minor) in enumerate(drawn)]


@BOOKS
@given(st.integers(0, 100_000_00), items, items)
def test_5_the_parts_of_a_payment_and_its_rest_are_the_payment(
    country: str, paid: int, first: list[tuple[str, int]], second: list[tuple[str, int]]
) -> None:
    order = allocation_order(law_book(country), "consumer", on=DUE).kinds
    claims = [(1, open_items(first)), (2, open_items(second))]
    parts, left = allocate(paid, claims, order)
    assert sum(part.amount_minor for part in parts) + left == paid
    owed = sum(minor for _, minor in [*first, *second])
    assert left == max(0, paid - owed)
    assert all(part.amount_minor > 0 for part in parts)


@BOOKS
@pytest.mark.parametrize("debtor", ["consumer", "business", "authority"])
@given(paid=st.integers(0, 100_000_00), drawn=items)
def test_6_no_capital_is_paid_while_interest_is_open(
    country: str, debtor: str, paid: int, drawn: list[tuple[str, int]]
) -> None:
    order = allocation_order(law_book(country), debtor, on=DUE).kinds
    parts, _ = allocate(paid, [(1, open_items(drawn))], order)
    by_kind = {kind: sum(p.amount_minor for p in parts if p.kind == kind) for kind in ITEM_KINDS}
    interest = sum(minor for kind, minor in drawn if kind == "interest")
    assert by_kind["principal"] == 0 or by_kind["interest"] == interest


@given(st.permutations(ITEM_KINDS), known_days)
def test_6_only_norway_lets_the_creditor_put_capital_first(chosen: list[str], on: date) -> None:
    capital_first = chosen.index("principal") < chosen.index("interest")
    assert allocation_order(NO, "consumer", on=on, chosen=chosen).kinds == tuple(chosen)
    if not capital_first:
        assert allocation_order(SE, "consumer", on=on, chosen=chosen).kinds == tuple(chosen)
        return
    with pytest.raises(OrderNotAllowed):
        allocation_order(SE, "consumer", on=on, chosen=chosen)


@BOOKS
@given(known_days)
def test_7_every_deadline_is_a_working_day_and_no_due_day_moves_back(
    country: str, day: date
) -> None:
    book = law_book(country)
    due_on = shift_due_day(book, day)
    assert due_on >= day and is_working_day(country, due_on)
    assert not any(is_working_day(country, day + n * DAY) for n in range((due_on - day).days))
    for kind in LETTER_KINDS[country]:
        deadline_on = least_deadline(book, kind, sent_on=day).day
        assert deadline_on >= day and is_working_day(country, deadline_on)


@BOOKS
@pytest.mark.parametrize("stop", ["objection", "deferral", "plan", "minor"])
@given(on=st.dates(date(2017, 1, 2), date(2026, 12, 31)), instalments=st.integers(0, 12))
def test_8_no_charge_while_an_objection_a_deferral_or_a_plan_stands(
    country: str, stop: str, on: date, instalments: int
) -> None:
    to_court = ("court_application", "court_transfer", "small_claims_application",
                "conciliation_application")  # fmt: skip
    special = Circumstances(stopped_by=stop, instalments=instalments, reason="called for")
    for kind in FEE_KINDS[country]:
        if stop == "objection" and kind in to_court:
            continue  # a disputed claim belongs in court
        with pytest.raises(Refusal):
            fee(
                law_book(country), kind, due_on=on - 60 * DAY, sent_on=on, debtor_kind="business",
                principal_minor=1_000_00, circumstances=special,
            )  # fmt: skip


@BOOKS
@given(st.dates(date(2026, 12, 31), date(2040, 1, 1)), st.dates(date(1980, 1, 1), date(2001, 1, 1)))
def test_9_a_rate_outside_the_table_is_refused(country: str, after: date, before: date) -> None:
    for from_, until in ((date(2026, 12, 1), after + 2 * DAY), (before, date(2012, 1, 1))):
        with pytest.raises(LawNotKnown):
            interest_segments(law_book(country), base_minor=1, from_=from_, until=until)


def _proofs(origin: date, gaps: list[int], kind: str) -> list[Interruption]:
    days, on = [], origin
    for gap in gaps:
        on = on + gap * DAY
        days.append(Interruption(kind, on))
    return days


@pytest.mark.parametrize("debtor", ["consumer", "business"])
@given(arose_on=st.dates(date(2013, 1, 1), date(2020, 1, 1)),
       gaps=st.lists(st.integers(1, 1000), max_size=4))  # fmt: skip
def test_10_a_swedish_claim_lives_as_long_as_its_last_proof_says(
    debtor: str, arose_on: date, gaps: list[int]
) -> None:
    years = 3 if debtor == "consumer" else 10
    proofs = _proofs(arose_on, gaps, "demand_received")
    found = limitation(SE, debtor_kind=debtor, arose_on=arose_on, interruptions=proofs)
    last = arose_on + sum(gaps) * DAY
    assert found.barred_after == months_after(last, 12 * years)
    assert found.period_years == years
    assert limitation(SE, debtor_kind=debtor, arose_on=arose_on).barred_after == months_after(
        arose_on, 12 * years
    )


@given(due_on=st.dates(date(2013, 1, 1), date(2020, 1, 1)),
       gaps=st.lists(st.integers(1, 1000), max_size=4))  # fmt: skip
def test_10_a_norwegian_claim_lives_three_years_from_its_last_acknowledgement(
    due_on: date, gaps: list[int]
) -> None:
    for debtor in ("consumer", "business"):
        proofs = _proofs(due_on, gaps, "acknowledged")
        found = limitation(
            NO, debtor_kind=debtor, arose_on=due_on - 30 * DAY, due_on=due_on, interruptions=proofs
        )
        assert found.barred_after == months_after(due_on + sum(gaps) * DAY, 36)
        assert found.period_years == 3
