"""Which days of a flow may be changed, and how few the law leaves of each.

A limit is looked for with the law's own refusals, with the days before it as few as can be: no
number of the law stands here, and no limit hides behind another one.

>>> from kvitt.domain.flow import flow
>>> [one for one in day_limits(flow("se-own-consumer")) if one.reference][0][1:4]
('collection_demand', 'pay_within', 8)
"""

from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from kvitt.domain.flow import (
    MOST_DAYS,
    MOST_DAYS_TO_PAY,
    Flow,
    FlowDays,
    packaged_of,
    refusals_of,
    unchecked_with_days,
)

AFTER_DUE, AFTER_DEADLINE, PAY_WITHIN = "after_due", "after_deadline", "pay_within"
PLACES = (AFTER_DUE, AFTER_DEADLINE, PAY_WITHIN)
"""In the order of `FlowDays`."""


class DayLimit(NamedTuple):
    """One number of days of a flow, and between what it can be chosen."""

    at: int
    """The step's place in the flow."""
    step: str
    what: str
    """One of `PLACES`."""
    least: int
    most: int
    reference: str
    """The paragraph that forbids fewer; empty where a day is the only limit."""

    @property
    def name(self) -> str:
        """What the number is called in a form."""
        return f"{self.what}_{self.at}"


def day_limits(made: Flow) -> tuple[DayLimit, ...]:
    """Every number of days of the flow with its limits, in the order of the letters.

    The first letter follows no other, so that it has no days after a last letter's time.
    """
    return _day_limits(packaged_of(made))


@cache
def _day_limits(made: Flow) -> tuple[DayLimit, ...]:
    fewest = [[1, 1, 1] for _ in made.steps]
    found = []
    for at, step in enumerate(made.steps):
        for place, what in enumerate(PLACES):
            if at == 0 and what == AFTER_DEADLINE:
                continue
            most = MOST_DAYS_TO_PAY if what == PAY_WITHIN else MOST_DAYS
            least, reference = _least(made, fewest, at, place, most)
            found.append(DayLimit(at, step.name, what, least, most, reference))
            fewest[at][place] = least
    return tuple(found)


def _least(made: Flow, fewest: list[list[int]], at: int, place: int, most: int) -> tuple[int, str]:
    """The fewest days that leave none of the step's refusals but those that no days would end."""

    def refused(days: int) -> set[str]:
        steps = [tuple(one) for one in fewest]
        steps[at] = (*steps[at][:place], days, *steps[at][place + 1 :])
        told = FlowDays(tuple((due, deadline, pay) for due, deadline, pay in steps), 1)
        found = refusals_of(unchecked_with_days(made, told))
        return {one.reference for one in found if one.step == made.steps[at].name}

    kept = refused(most)
    least = bisect_left(range(1, most + 1), True, key=lambda days: refused(days) <= kept) + 1
    return least, min(refused(least - 1) - kept, default="") if least > 1 else ""
