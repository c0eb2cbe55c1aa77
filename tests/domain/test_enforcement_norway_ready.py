"""When a Norwegian case may be filed: every reason why not, and the first possible day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.enforcement.norway import ATTACHMENT, CONCILIATION, KINDS, ON_TITLE
from kvitt.domain.enforcement.norway_ready import readiness
from kvitt.domain.filing import FiledTitle
from kvitt.law.book import law_book
from tests.domain.norwegian_filing import (
    DEBTOR,
    DEMAND,
    DUE,
    FILED_ON,
    NOTICE,
    claim,
    filing,
    item,
    letter,
)

NO = law_book("NO")
TITLE = FiledTitle("forliksrådsdom", "25-1", date(2025, 6, 2))
A_DAY = timedelta(days=1)


def found(kind=ATTACHMENT, on=FILED_ON, *, born_on=None, without_demand="", **told):
    return readiness(
        kind, filing(**told), NO, on=on, born_on=born_on, without_demand=without_demand
    )


def names(answer):
    return [bar.what for bar in answer.bars]


def test_a_case_with_its_demand_and_its_notice_may_be_filed_when_both_have_passed():
    assert found().may_be_filed
    assert found().first_on == FILED_ON
    assert found(CONCILIATION, letters=(DEMAND,)).may_be_filed
    assert found(ON_TITLE, letters=(DEMAND,), title=TITLE).may_be_filed


@pytest.mark.parametrize(
    ("on", "bar", "first_on"),
    [
        ("2026-03-16", "notice_runs", "2026-03-17"),
        ("2026-03-17", None, "2026-03-17"),
        # The demand of 2 February carries a step through 2 August, a Sunday: no day is added.
        ("2026-08-02", None, "2026-08-02"),
        ("2026-08-03", "demand_too_old", None),
    ],
)
def test_the_days_of_the_notice_and_the_demand(on, bar, first_on):
    answer = found(on=date.fromisoformat(on))
    assert names(answer) == ([bar] if bar else [])
    assert (str(answer.first_on) if answer.first_on else None) == first_on


@pytest.mark.parametrize(
    ("sent_on", "deadline_on", "first_on"),
    [
        # Two weeks end on Maundy Thursday and move over Easter.
        ("2026-03-19", "2026-04-02", "2026-04-08"),
        ("2026-03-20", "2026-04-03", "2026-04-08"),
        # On a Saturday.
        ("2026-03-07", "2026-03-21", "2026-03-24"),
        # The letter itself gave longer.
        ("2026-03-02", "2026-03-30", "2026-03-31"),
    ],
)
def test_the_two_weeks_end_on_a_working_day_and_never_before_what_the_letter_gave(
    sent_on, deadline_on, first_on
):
    sent_on, deadline_on = date.fromisoformat(sent_on), date.fromisoformat(deadline_on)
    notice = letter("enforcement_notice", sent_on, deadline_on, notice_id=2)
    answer = found(on=sent_on + A_DAY, letters=(DEMAND, notice))
    assert names(answer) == ["notice_runs"]
    assert str(answer.first_on) == first_on
    assert found(on=answer.first_on, letters=(DEMAND, notice)).may_be_filed
    assert not found(on=answer.first_on - A_DAY, letters=(DEMAND, notice)).may_be_filed


@pytest.mark.parametrize(("on", "bar"), [("2027-03-17", None), ("2027-03-18", "notice_too_old")])
def test_a_notice_counts_for_a_year_after_it_could_have_been_used(on, bar):
    """From 17 March 2026, where nothing could be filed before."""
    on = date.fromisoformat(on)
    fresh = letter("payment_demand", on - 30 * A_DAY, on - 16 * A_DAY, notice_id=3)
    assert names(found(on=on, letters=(DEMAND, NOTICE, fresh))) == ([bar] if bar else [])


@pytest.mark.parametrize(("days", "bars"), [(-1, ["notice_too_early"]), (0, []), (1, [])])
def test_the_notice_is_sent_on_the_due_day_at_the_earliest(days, bars):
    sent_on = DUE + days * A_DAY
    notice = letter("enforcement_notice", sent_on, sent_on + 14 * A_DAY, notice_id=2)
    assert names(found(letters=(DEMAND, notice))) == bars


def test_of_several_claims_the_last_one_due_decides():
    later = claim(number="10500", due_on=NOTICE.sent_on + A_DAY, claim_id=2)
    answer = found(claims=(claim(), later))
    assert names(answer) == ["demand_too_early", "notice_too_early"]
    assert answer.first_on is None
    not_due = claim(number="10501", due_on=FILED_ON, claim_id=3)
    assert "not_due" in names(found(claims=(claim(), not_due)))


def test_waiting_for_the_notice_past_the_age_of_the_demand_is_no_help():
    notice = letter("enforcement_notice", date(2026, 7, 27), date(2026, 8, 10), notice_id=2)
    answer = found(on=date(2026, 7, 28), letters=(DEMAND, notice))
    assert names(answer) == ["notice_runs", "demand_too_old"]
    assert answer.first_on is None


def test_only_letters_that_have_left_count():
    answer = found(on=DEMAND.sent_on - A_DAY)
    assert names(answer) == ["no_demand", "no_notice"]
    assert answer.first_on is None
    assert names(found(letters=())) == ["no_demand", "no_notice"]


def test_a_recorded_reason_spares_the_demand_but_not_the_notice():
    answer = found(letters=(), without_demand="debtor_evades")
    assert names(answer) == ["no_notice"]
    assert names(found(letters=(NOTICE,), without_demand="we are in a hurry")) == ["no_demand"]


@pytest.mark.parametrize(
    ("kind", "title", "bars"),
    [
        (ATTACHMENT, TITLE, ["mixed_grounds"]),
        (ON_TITLE, None, ["no_title"]),
        (ON_TITLE, TITLE, []),
        (ATTACHMENT, None, []),
    ],
)
def test_the_own_notice_and_a_judgment_never_stand_in_one_petition(kind, title, bars):
    assert names(found(kind, title=title)) == bars


@pytest.mark.parametrize(
    ("amount_minor", "bars"),
    [(199_999_99, []), (200_000_00, ["above_the_boards_sum"])],
)
def test_from_two_hundred_thousand_a_person_decides_between_board_and_court(amount_minor, bars):
    claims = (claim(item(1, "principal", amount_minor)),)
    answer = found(CONCILIATION, claims=claims)
    assert names(answer) == bars
    assert (answer.first_on is None) is bool(bars)
    assert found(ATTACHMENT, claims=claims).may_be_filed


@pytest.mark.parametrize(
    ("changed", "bar"),
    [
        ({"identity_number": ""}, "debtor_number"),
        ({"identity_number": "15869010088"}, "debtor_number"),
        ({"identity_number": "999999018"}, "debtor_number"),
        ({"postcode": ""}, "debtor_address"),
        ({"address_lines": (" ",)}, "debtor_address"),
        ({"name": " "}, "debtor_name"),
    ],
)
def test_a_party_that_is_not_known_whole_is_asked_for(changed, bar):
    answer = found(debtor=DEBTOR._replace(**changed))
    assert names(answer) == [bar]
    assert answer.first_on is None


@pytest.mark.parametrize(("born_on", "is_barred"), [("2007-11-20", False), ("2007-11-21", True)])
def test_a_claim_on_a_minor_is_never_filed(born_on, is_barred):
    """The invoice is of 20 November 2025."""
    answer = found(born_on=date.fromisoformat(born_on))
    assert names(answer) == (["minor"] if is_barred else [])


def test_the_birth_day_is_read_from_the_number_where_nobody_tells_it():
    child = DEBTOR._replace(identity_number="16891450188")
    assert names(found(debtor=child)) == ["minor"]
    assert names(found(debtor=child, born_on=date(1990, 1, 1))) == []


def test_who_runs_a_business_under_a_persons_own_number_may_be_filed_against():
    assert found(debtor=DEBTOR._replace(is_person=False)).may_be_filed


def test_nothing_is_filed_where_nothing_is_owed():
    paid = (claim(item(1, "principal", 100_00, open_minor=0)),)
    assert names(found(claims=paid)) == ["nothing_owed"]


@given(
    kind=st.sampled_from([ATTACHMENT, CONCILIATION]),
    on=st.dates(date(2025, 12, 1), date(2027, 12, 31)),
    demanded=st.integers(-10, 500),
    noticed=st.integers(-10, 500),
)
def test_the_first_possible_day_is_possible_and_no_day_before_it_was(kind, on, demanded, noticed):
    def sent(name, days, notice_id):
        sent_on = DUE + days * A_DAY
        return letter(name, sent_on, sent_on + 14 * A_DAY, notice_id=notice_id)

    letters = (sent("payment_demand", demanded, 1), sent("enforcement_notice", noticed, 2))
    answer = found(kind, on, letters=letters)
    assert all(bar.sentence and bar.reference for bar in answer.bars)
    if answer.first_on is None:
        assert answer.bars
        return
    assert found(kind, answer.first_on, letters=letters).may_be_filed
    for day in range(min((answer.first_on - on).days, 40)):
        assert not found(kind, on + day * A_DAY, letters=letters).may_be_filed


def test_every_kind_is_asked_about():
    assert {ATTACHMENT, ON_TITLE, CONCILIATION} == set(KINDS)
