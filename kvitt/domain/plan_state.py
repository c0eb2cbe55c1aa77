"""How an instalment plan stands on a day: derived from its days and the money, never stored.

Money covers the instalments in order, whatever it was paid for: what comes early or too much makes
the next one smaller. An instalment is missed when the bank's file of the next bank day has not
brought it either. Then a friendly notice goes, then the grace runs, and only then, on a day that
the notice named, does collection resume.

>>> plan = [Instalment(1, date(2026, 3, 30), 500_00), Instalment(2, date(2026, 4, 28), 500_00)]
>>> stands = progress(plan, [], today=date(2026, 3, 26), grace_days=5, country="SE")
>>> stands.state, stands.missing_minor, stands.next_check_on.isoformat()
('due_soon', 50000, '2026-04-01')
>>> progress(plan, [], today=date(2026, 4, 1), grace_days=5, country="SE").resumes_on.isoformat()
'2026-04-09'
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from kvitt.domain.plan import Instalment, PlanNotAllowed
from kvitt.domain.plan_rules import PlanRules
from kvitt.kernel.days import ONE_DAY, add_bank_days, add_months, next_bank_day
from kvitt.kernel.sentence import Sentence

KEPT = "kept"
DUE_SOON = "due_soon"
MISSED = "missed"
IN_GRACE = "in_grace"
BROKEN = "broken"
COMPLETED = "completed"

STATES = (KEPT, DUE_SOON, MISSED, IN_GRACE, BROKEN, COMPLETED)

REMIND_DAYS = 5
"""Recommended: how many days before an instalment its reminder comes, where the debtor has not
chosen."""
ARRIVES_BANK_DAYS = 1
"""Money paid on a day stands in the bank's file of the next bank day."""


class PlanProgress(NamedTuple):
    """How a plan stands, and the next day on which that can change without a payment."""

    state: str
    """One of STATES."""
    due: Instalment | None
    """The first instalment that is not wholly paid; None where all are."""
    missing_minor: int
    """What is to be paid by its day, or by now where later ones have fallen due too."""
    remind_on: date | None
    """The day of the reminder before the instalment; None once its day has passed."""
    missed_since: date | None
    """The first day on which the instalment counted as missed: the friendly notice may go."""
    resumes_on: date | None
    """The first day on which collection may go on; until its notice went, as if it went today."""
    next_check_on: date | None
    pay_by_on: date | None = None
    """The last day of the grace: with ``resumes_on`` what the friendly notice says."""


def progress(
    instalments: Sequence[Instalment],
    paid_by_day: Sequence[tuple[date, int]],
    *,
    today: date,
    grace_days: int,
    country: str,
    remind_days_before: int = REMIND_DAYS,
    moved: Sequence[tuple[int, date]] = (),
    notices: Mapping[int, date] | None = None,
) -> PlanProgress:
    """How the plan stands today, by the payments through today since it was agreed on.

    ``paid_by_day`` are (day of payment, öre), below zero where the bank took one back. ``moved``
    are (instalment, its new day). ``notices`` are the days on which the friendly notice of an
    instalment went: without its notice nothing is broken, however late it is. None reckons with
    notices sent in time, for a preview. Raises ValueError for a plan without instalments.
    """
    if not instalments:
        raise ValueError("a plan has at least one instalment")
    plan = _in_order(instalments, moved)
    owed = list(accumulate(one.amount_minor for one in plan))
    paid_minor = max(0, sum(minor for day, minor in paid_by_day if day <= today))
    place = next((n for n, minor in enumerate(owed) if minor > paid_minor), None)
    if place is None:
        return PlanProgress(COMPLETED, None, 0, None, None, None, None)
    due = plan[place]
    by_now = [minor for one, minor in zip(plan, owed, strict=True) if one.due_on <= today]
    missing_minor = max(owed[place], *by_now, 0) - paid_minor
    missed_since = _missed_since(due, owed[place], paid_by_day, today, country)
    remind_on = due.due_on - timedelta(days=remind_days_before)
    if today < missed_since:
        is_soon = today >= remind_on
        return PlanProgress(
            DUE_SOON if is_soon else KEPT,
            due,
            missing_minor,
            remind_on if today <= due.due_on else None,
            None,
            None,
            missed_since if is_soon else remind_on,
        )
    return _after_a_miss(due, missing_minor, missed_since, today, grace_days, country, notices)


def days_after_notice(told_on: date, *, grace_days: int, country: str) -> tuple[date, date]:
    """The last day of the grace and the first on which collection may go on, by the notice's day.

    >>> [d.isoformat() for d in days_after_notice(date(2026, 4, 1), grace_days=5, country="SE")]
    ['2026-04-07', '2026-04-09']
    """
    pay_by_on = next_bank_day(country, told_on + timedelta(days=grace_days))
    return pay_by_on, add_bank_days(country, pay_by_on, ARRIVES_BANK_DAYS) + ONE_DAY


def moved_instalment(
    instalments: Sequence[Instalment],
    number: int,
    to_on: date,
    *,
    today: date,
    rules: PlanRules,
    country: str,
    moves_made: int,
) -> Instalment:
    """The instalment on its new day, which is a bank day before the next instalment's.

    The last one may move by a month at most. ``moves_made`` is how often this instalment has been
    moved before. Raises PlanNotAllowed with the days that are possible.
    """
    plan = _in_order(instalments, ())
    place = next((n for n, one in enumerate(plan) if one.number == number), None)
    if place is None:
        raise PlanNotAllowed("the plan has no instalment {number}", number=number)
    if moves_made >= rules.moves:
        times = {0: Sentence("not be moved"), 1: Sentence("be moved once")}.get(
            rules.moves, Sentence("be moved {moves} times", moves=rules.moves)
        )
        raise PlanNotAllowed(
            "instalment {number} has been moved already ({moves_made}): by the creditor's rules "
            "it can {times}",
            number=number, moves_made=moves_made, moves=rules.moves, times=times,
        )  # fmt: skip
    one = plan[place]
    is_last = place + 1 == len(plan)
    until = add_months(one.due_on, 1) + ONE_DAY if is_last else plan[place + 1].due_on
    day = next_bank_day(country, to_on)
    if not max(today, one.due_on) < day < until:
        raise PlanNotAllowed(
            "instalment {number} can be moved to a bank day after {after} and before {until:day}; "
            "{to_on:day} is not",
            number=number, to_on=day.isoformat(), until=until.isoformat(),
            after=max(today, one.due_on),
        )  # fmt: skip
    return one._replace(due_on=day)


def _in_order(
    instalments: Sequence[Instalment], moved: Sequence[tuple[int, date]]
) -> list[Instalment]:
    new_days = dict(moved)
    placed = (one._replace(due_on=new_days.get(one.number, one.due_on)) for one in instalments)
    return sorted(placed, key=lambda one: (one.due_on, one.number))


def _missed_since(
    due: Instalment,
    owed_minor: int,
    paid_by_day: Sequence[tuple[date, int]],
    today: date,
    country: str,
) -> date:
    """The day after the bank's file that should have brought the money.

    Where the bank took a payment back, the time begins anew on that day: nobody has been told.
    """
    late_from = due.due_on
    paid_minor, was_paid = 0, False
    by_day: Counter[date] = Counter()
    for day, minor in paid_by_day:
        by_day[day] += minor
    for day in sorted(by_day):
        if day > today:
            break
        paid_minor += by_day[day]
        if was_paid and paid_minor < owed_minor:
            late_from = max(late_from, day)
        was_paid = paid_minor >= owed_minor
    return add_bank_days(country, late_from, ARRIVES_BANK_DAYS) + ONE_DAY


def _after_a_miss(
    due: Instalment,
    missing_minor: int,
    missed_since: date,
    today: date,
    grace_days: int,
    country: str,
    notices: Mapping[int, date] | None,
) -> PlanProgress:
    """Missed through the day of the friendly notice, then in grace, then broken."""
    is_told = True
    if notices is None:
        told_on = next_bank_day(country, missed_since)
    else:
        told_on = notices.get(due.number, date.min)
        if told_on < missed_since:  # none yet, or one about an earlier day of this instalment
            is_told, told_on = False, next_bank_day(country, today)
    pay_by_on, resumes_on = days_after_notice(told_on, grace_days=grace_days, country=country)
    if not is_told:
        state, next_check_on = MISSED, today + ONE_DAY
    elif today <= told_on:
        state, next_check_on = MISSED, told_on + ONE_DAY
    elif today < resumes_on:
        state, next_check_on = IN_GRACE, resumes_on
    else:
        state, next_check_on = BROKEN, None
    return PlanProgress(
        state, due, missing_minor, None, missed_since, resumes_on, next_check_on, pay_by_on
    )
