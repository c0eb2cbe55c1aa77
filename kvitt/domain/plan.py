"""Instalment plans: a debt in equal monthly parts, with the interest that runs meanwhile.

An offer is computed the way the books will run: on each instalment's day the interest of each claim
through that day is booked in whole öre, then the instalment covers costs, interest and principal in
the law's order. The instalments are equal, the last one takes the rest, and together they are the
debt, the fee and the interest, to the öre.

Interest is counted only for days whose rate is known. What runs after them is not in the offer,
and the offer says so: it is settled in a final instalment by the rate then in force
(``final_instalment``).
The rule in prose, with plans of 6 and 24 months by hand: ``docs/algorithms/plan.md``.

>>> from kvitt.domain.plan_rules import RECOMMENDED
>>> from kvitt.law.book import law_book
>>> debt = PlanDebt(1, 900_00, 50_00, 50_00, date(2026, 3, 2), 0)
>>> offer = offer_by_months(
...     [debt], months=3, first_on=date(2026, 3, 28), law=law_book("SE"), debtor_kind="consumer",
...     rules=RECOMMENDED, interest_agreed=False,
... )
>>> [(one.due_on.isoformat(), one.amount_minor) for one in offer.instalments]
[('2026-03-30', 33333), ('2026-04-28', 33333), ('2026-05-28', 33334)]
"""

from collections.abc import Sequence
from datetime import date

from kvitt.domain.plan_course import (
    Course,
    Instalment,
    PlanDebt,
    PlanFee,
    PlanNotAllowed,
    PlanOffer,
)
from kvitt.domain.plan_rules import PlanRules
from kvitt.kernel.days import add_months, next_bank_day
from kvitt.law.book import LawBook

__all__ = [
    "ALTERNATIVES_MONTHS",
    "Instalment",
    "PlanDebt",
    "PlanFee",
    "PlanNotAllowed",
    "PlanOffer",
    "alternatives",
    "final_instalment",
    "offer_by_amount",
    "offer_by_months",
]

ALTERNATIVES_MONTHS = (3, 6, 12, 24, 36, 60)
"""The numbers of instalments that are laid side by side, beside the longest that is allowed."""


def offer_by_months(
    debts: Sequence[PlanDebt],
    *,
    months: int,
    first_on: date,
    law: LawBook,
    debtor_kind: str,
    rules: PlanRules,
    fee_minor: PlanFee = 0,
    interest_agreed: bool,
    known_on: date | None = None,
    chosen: Sequence[str] | None = None,
) -> PlanOffer:
    """The plan of so many instalments, the first one on ``first_on``.

    Debts are covered in the order given, the oldest first; the fee is a cost of the first one with
    principal. Interest runs where the rules say so and the plan that the debtor agrees to says so
    too (``interest_agreed``). ``chosen`` is the creditor's own order of allocation. Raises
    PlanNotAllowed, and what ``allocation_order`` raises.
    """
    course = Course(debts, first_on, law, debtor_kind, rules, fee_minor, interest_agreed,
                     known_on, chosen)  # fmt: skip
    most = course.most_months
    if not 1 <= months <= most:
        raise PlanNotAllowed(
            "{months} instalments are not possible: for {debt_minor:money} the creditor accepts "
            "from 1 to {most_months} instalments"
            if most > 1
            else "{months} instalments are not possible: for {debt_minor:money} the creditor "
            "accepts from 1 to one instalment",
            debt_minor=course.debt_minor, months=months, most_months=most,
        )  # fmt: skip
    amount_minor = course.equal_part(months)
    if months > 1 and amount_minor < rules.least_instalment_minor:
        fewer = next(
            n for n in range(months, 0, -1)
            if n == 1 or course.equal_part(n) >= rules.least_instalment_minor
        )  # fmt: skip
        raise PlanNotAllowed(
            "{months} instalments would be {amount_minor:money} each, and the creditor accepts at "
            "least {least_instalment_minor:money}: choose {most_months} or fewer"
            if fewer > 1
            else "{months} instalments would be {amount_minor:money} each, and the creditor "
            "accepts at least {least_instalment_minor:money}: choose {most_months}",
            debt_minor=course.debt_minor, months=months, amount_minor=amount_minor,
            least_instalment_minor=rules.least_instalment_minor, most_months=fewer,
        )  # fmt: skip
    return course.offer(months, amount_minor)


def offer_by_amount(
    debts: Sequence[PlanDebt],
    *,
    amount_minor: int,
    first_on: date,
    law: LawBook,
    debtor_kind: str,
    rules: PlanRules,
    fee_minor: PlanFee = 0,
    interest_agreed: bool,
    known_on: date | None = None,
    chosen: Sequence[str] | None = None,
) -> PlanOffer:
    """The plan by which so much is paid each month: as few instalments as it takes.

    The last one takes the rest, and with it the few öre that would else be due a month later. The
    other arguments and refusals are those of ``offer_by_months``.
    """
    course = Course(debts, first_on, law, debtor_kind, rules, fee_minor, interest_agreed,
                     known_on, chosen)  # fmt: skip
    least_minor = min(rules.least_instalment_minor, course.debt_minor)
    if amount_minor < least_minor:
        raise PlanNotAllowed(
            "{amount_minor:money} a month is too little: the creditor accepts at least "
            "{least_instalment_minor:money}",
            debt_minor=course.debt_minor, amount_minor=amount_minor,
            least_instalment_minor=least_minor,
        )  # fmt: skip
    most = course.most_months
    months = next((n for n in range(1, most + 1) if course.is_paid_off(n, amount_minor)), None)
    if months is None:
        needed_minor = course.equal_part(most)
        raise PlanNotAllowed(
            "{amount_minor:money} a month is too little: the creditor accepts at most "
            "{most_months} instalments, which takes {needed_minor:money} a month",
            debt_minor=course.debt_minor, amount_minor=amount_minor, most_months=most,
            needed_minor=needed_minor,
        )  # fmt: skip
    return course.offer(months, amount_minor)


def alternatives(
    debts: Sequence[PlanDebt],
    *,
    first_on: date,
    law: LawBook,
    debtor_kind: str,
    rules: PlanRules,
    fee_minor: PlanFee = 0,
    interest_agreed: bool,
    known_on: date | None = None,
    chosen: Sequence[str] | None = None,
) -> tuple[PlanOffer, ...]:
    """Plans side by side within the rules, the shortest first: 3, 6, 12 … and the longest possible.

    A debt too small to be parted has the one plan of a single instalment. Raises PlanNotAllowed
    where nothing is owed, and what ``allocation_order`` raises.
    """
    course = Course(debts, first_on, law, debtor_kind, rules, fee_minor, interest_agreed,
                     known_on, chosen)  # fmt: skip
    within = [
        (n, amount_minor)
        for n in range(1, course.most_months + 1)
        if (amount_minor := course.equal_part(n)) >= rules.least_instalment_minor or n == 1
    ]
    longest = within[-1][0]
    shown = [(n, part) for n, part in within if n in ALTERNATIVES_MONTHS or n == longest]
    return tuple(course.offer(n, amount_minor) for n, amount_minor in shown)


def final_instalment(
    instalments: Sequence[Instalment], rest_minor: int, *, first_on: date, country: str
) -> Instalment | None:
    """The instalment after the last one, for what is left when all of them have been paid.

    That is interest of days whose rate was not known when the plan was made, or of late payments.
    It falls a month after the last one; None where nothing is left.
    """
    if rest_minor <= 0:
        return None
    number = max(one.number for one in instalments) + 1
    last_on = max(one.due_on for one in instalments)
    due_on = next_bank_day(country, add_months(first_on, number - 1))
    if due_on <= last_on:  # the last one was moved
        due_on = next_bank_day(country, add_months(last_on, 1))
    return Instalment(number, due_on, rest_minor)
