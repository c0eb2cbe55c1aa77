"""Years of monitoring: no claim expires by neglect while its case is followed."""

from datetime import date

import pytest

from kvitt.application.list_limitation import list_limitation
from kvitt.application.list_monitoring import rounds_done
from kvitt.application.record_interruption import record_interruption
from kvitt.kernel.days import add_months
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.following import (
    DAY,
    STARTED,
    calm,
    kinds,
    monitored,
    night,
    unplanned,
)

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


def test_ten_years_of_monitoring_with_two_interruptions_and_no_day_on_which_it_could_expire():
    creditor, case = monitored("NO")
    interrupted = {
        date(2017, 12, 4): {"kind": "acknowledged", "on": date(2017, 12, 1)},
        date(2020, 11, 16): {"kind": "enforcement", "on": date(2020, 10, 1),
                             "ended_on": date(2020, 11, 13)},
    }  # fmt: skip
    planned = []
    for day in sorted({*interrupted, *(add_months(STARTED, 3 * n) for n in range(1, 41))}):
        if day in interrupted:
            assert "interrupt_limitation" in kinds(creditor, case)
            (claim,) = list_limitation(creditor)
            planned.append(claim.planned)
            record_interruption(creditor, case, evidence="the paper itself", today=day, by="Mona",
                                **interrupted[day])  # fmt: skip
            assert "interrupt_limitation" not in kinds(creditor, case)
        night(creditor, day)
        assert unplanned(creditor) == []
        assert "limitation_doubt" not in kinds(creditor, case)
    done = rounds_done(creditor, case)
    assert [len(one) for one in planned] == [1, 1]
    assert (len(done), done[-1]["on_day"]) == (40, add_months(STARTED, 120))
    assert sum(one["acts_planned"] for one in done) == 2
    letters = calm(creditor, case)
    assert len(letters) == 40  # four a year, as the agreement allows
    assert "decide_write_off" in kinds(creditor, case)
    assert done[-1]["act_by"] > add_months(STARTED, 120)
    money.the_books_hold(creditor)


def test_an_act_is_planned_before_the_check_would_miss_it_and_not_twice():
    creditor, case = monitored("SE")
    (claim,) = list_limitation(creditor)
    last_on = date.fromisoformat(claim.as_json()["expires_on"])
    day, planned_on = STARTED, []
    while (day := day + 20 * DAY) < last_on - 7 * DAY:
        if night(creditor, day).acts:
            planned_on.append(day)
        assert unplanned(creditor) == []
    assert len(planned_on) == 1
    assert last_on - planned_on[0] > 90 * DAY
    (asked,) = [t for t in office.tasks(creditor, case) if t.kind == "interrupt_limitation"]
    assert "proved to have received" in asked.sentence
