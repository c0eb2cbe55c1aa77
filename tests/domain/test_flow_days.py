"""Days of one's own: lawful at every limit, unlawful a day below it, and told by the name alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.facts import Terms
from kvitt.domain.flow import (
    FlowBreaksLaw,
    FlowDays,
    FlowNotKnown,
    FlowUnreadable,
    days_of,
    flow,
    flow_names,
    packaged_of,
    with_days,
)
from kvitt.domain.flow_days import PLACES, day_limits
from kvitt.domain.simulation import KnownInvoice, play
from kvitt.law.book import law_book


def changed(name, at, place, days):
    """The flow with one number of days changed; nothing stands before it but what must."""
    steps = [list(one) for one in days_of(flow(name)).steps]
    for limit in day_limits(flow(name)):
        if limit.at < at:
            steps[limit.at][PLACES.index(limit.what)] = limit.least
    steps[at][place] = days
    return with_days(flow(name), FlowDays(tuple(map(tuple, steps)), 1))


@pytest.mark.parametrize("name", flow_names())
def test_at_the_laws_limits_a_flow_is_lawful_and_a_day_below_one_of_them_it_is_refused(name):
    by_law = [one for one in day_limits(flow(name)) if one.reference]
    assert {one.what for one in by_law} <= {"after_due", "pay_within"}
    assert len(by_law) == (1 if flow(name).country == "SE" else 3)
    for limit in by_law:
        place = PLACES.index(limit.what)
        assert changed(name, limit.at, place, limit.least).steps[limit.at].kind
        with pytest.raises(FlowBreaksLaw) as refused:
            changed(name, limit.at, place, limit.least - 1)
        assert refused.value.reference == limit.reference


numbers = st.integers(1, 60)
own_days = st.builds(
    FlowDays, st.tuples(*[st.tuples(numbers, numbers, st.integers(14, 60))] * 3), numbers
)


@given(st.sampled_from(flow_names()), own_days)
def test_whoever_reads_the_name_of_a_flow_makes_the_same_flow_again(name, days):
    days = days._replace(steps=(days.steps[0], (20, *days.steps[1][1:]), days.steps[2]))
    own = with_days(flow(name), days)
    assert flow(own.name) == own and days_of(own) == days
    assert packaged_of(own) == flow(name)
    assert [step.charges for step in own.steps] == [step.charges for step in flow(name).steps]


def test_a_flow_with_its_own_days_again_is_the_packaged_one():
    calm = flow("no-agency-calm-business")
    assert with_days(flow(f"{calm.name}@9.1.14-30.5.14-60.5.14-9"), days_of(calm)) == calm


@pytest.mark.parametrize(
    "name",
    ["se-own-consumer@", "se-own-consumer@1.1.8", "se-own-consumer@01.1.8-1.1.8-1.1.8-5",
     "se-own-consumer@5.1.8-15.2.10-28.3.10-5@", "se-own-nobody@5.1.8-15.2.10-28.3.10-5",
     "se-own-consumer@5.1.8-15.2.10-28.3.10--5", "../se-own-consumer"],
)  # fmt: skip
def test_what_is_no_name_of_a_flow_is_not_known(name):
    with pytest.raises(FlowNotKnown):
        flow(name)


@pytest.mark.parametrize("told", ["5.1.8-15.2.10-5", "5.1.8-400.2.10-28.3.10-5",
                                  "5.1.8-15.2.121-28.3.10-5"])  # fmt: skip
def test_days_that_no_flow_has_are_refused(told):
    with pytest.raises(FlowUnreadable, match="1 to 365 days"):
        flow(f"se-own-consumer@{told}")


def test_a_letter_leaves_on_the_day_that_was_chosen_with_the_fee_as_ever():
    invoice = KnownInvoice("1", 1_000_00, date(2026, 1, 30), True, ())
    own = flow("se-own-consumer@6.1.8-21.2.10-40.3.12-7")
    played = play(invoice, own, law_book("SE"), until=date(2026, 6, 1), terms=Terms())
    told = [((one.on - invoice.due_on).days, one.cost_minor) for one in played.letters]
    assert told == [(6, 0), (21, 60_00), (40, 180_00)]
