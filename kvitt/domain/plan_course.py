"""The course of an instalment plan: what is left of the debts after so many instalments.

The plan is played through as the books will run. On each instalment's day the interest of each
claim through that day is booked in whole öre, what is left of an öre is carried on, and the
instalment covers the claims one by one, each in the law's order. ``plan.py`` says what may be
offered.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.plan_rules import PlanRules, most_months_for
from kvitt.kernel.because import Because
from kvitt.kernel.days import ONE_DAY, add_months, next_bank_day
from kvitt.kernel.money import divide_half_up
from kvitt.kernel.refusal import Refusal
from kvitt.law.allocation import allocation_order
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.interest import BASIS_POINTS, DENOMINATOR, Segment, interest_segments, late_rate

PlanFee = int | Callable[[int], int]
"""The plan's fee in öre, or what it is for a number of instalments (Norway: more than four)."""

REST_PER_INSTALMENT_MINOR = 2
"""A rest of so few öre for each instalment is paid with the last one and not a month later."""


class PlanNotAllowed(Refusal):
    """The plan is outside the creditor's rules; the sentence says what would be allowed."""


class PlanDebt(NamedTuple):
    """What is open and booked on one claim of the plan. Sums in whole minor units."""

    claim_id: int
    principal_minor: int
    interest_minor: int
    cost_minor: int
    interest_through_on: date
    """Interest is booked through this day, included."""
    interest_carry: int
    """Exact interest less booked interest, in 1/``interest.DENOMINATOR`` minor units."""

    @property
    def open_minor(self) -> int:
        """Everything open and booked on the claim."""
        return self.principal_minor + self.interest_minor + self.cost_minor


class Instalment(NamedTuple):
    """One part of a plan: paid in time until the end of its day."""

    number: int
    due_on: date
    amount_minor: int


class PlanOffer(NamedTuple):
    """A plan that could be agreed on. Sums in whole minor units."""

    instalments: tuple[Instalment, ...]
    debt_minor: int
    fee_minor: int
    interest_minor: int
    """The interest that runs during the plan, through ``interest_until``."""
    total_minor: int
    """Debt, fee and interest: the sum of the instalments."""
    months: int
    """The number of instalments, one a month."""
    because: tuple[Because, ...]
    interest_until: date | None = None
    """Interest is counted up to, but not including, this day; None where none runs."""

    @property
    def leaves_interest(self) -> bool:
        """Whether interest of days without a known rate is left for a final instalment."""
        last_on = self.instalments[-1].due_on
        return self.interest_until is not None and self.interest_until <= last_on


def due_days(first_on: date, months: int, country: str) -> tuple[date, ...]:
    """The same day of each month, the last one where a month lacks it, moved to a bank day."""
    return tuple(next_bank_day(country, add_months(first_on, n)) for n in range(months))


class _Claim(NamedTuple):
    """A claim while the plan is played through."""

    principal: int
    interest: int
    cost: int
    carry: int


class Course:
    """The course of the debts under instalments: what is left after so many of such a size.

    Interest is linear in the principal, so the days between two instalments are one weight: the
    exact interest of one öre. A plan is then played through in whole numbers alone.
    """

    def __init__(
        self, debts: Sequence[PlanDebt], first_on: date, law: LawBook, debtor_kind: str,
        rules: PlanRules, fee: PlanFee, interest_agreed: bool, known_on: date | None,
        chosen: Sequence[str] | None,
    ) -> None:  # fmt: skip
        if any(min(one.principal_minor, one.interest_minor, one.cost_minor) < 0 for one in debts):
            raise ValueError("what is open on a claim is not below zero")
        self.debt_minor = sum(debt.open_minor for debt in debts)
        if self.debt_minor == 0:
            raise PlanNotAllowed("nothing is owed: there is nothing to pay in instalments")
        self._debts, self._rules, self._fee, self._law = debts, rules, fee, law
        self._debtor_kind, self._known_on = debtor_kind, known_on
        self._interest_runs = rules.interest_runs and interest_agreed
        self.most_months = most_months_for(rules, self.debt_minor)
        self._days = due_days(first_on, self.most_months, law.country)
        self._orders = [
            allocation_order(law, debtor_kind, on=day, known_on=known_on, chosen=chosen)
            for day in self._days
        ]
        self._bearer = next((n for n, debt in enumerate(debts) if debt.principal_minor), 0)
        self._down_minor = divide_half_up(self.debt_minor * rules.down_payment_bp, BASIS_POINTS)
        self._known_until = self._interest_known_until()
        self._weights: list[tuple[int, ...]] = []
        self._fees: dict[int, int] = {}

    def equal_part(self, months: int) -> int:
        """The largest sum that, paid each month, leaves at least as much for the last one."""
        if months == 1:
            return self.rest(1, 0)
        sure_minor = self.debt_minor + self._fee_for(months)
        low = min(sure_minor // months, max(0, sure_minor - self._down_minor) // (months - 1))
        high = low + 1
        while self.rest(months, high) >= high:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            if self.rest(months, middle) >= middle:
                low = middle
            else:
                high = middle
        return low

    def is_paid_off(self, months: int, amount_minor: int) -> bool:
        """Whether the last of so many instalments of this size can take all that is left."""
        last_minor = self._first(amount_minor) if months == 1 else amount_minor
        return self.rest(months, amount_minor) <= last_minor + REST_PER_INSTALMENT_MINOR * months

    def rest(self, months: int, amount_minor: int) -> int:
        """What the last instalment must be where the others are of this size."""
        claims = self._at_the_start(months)
        for place in range(months):
            claims = self._with_interest(claims, place)
            if place < months - 1:
                paid_minor = self._first(amount_minor) if place == 0 else amount_minor
                claims = _paid(claims, paid_minor, self._orders[place].kinds)
        return sum(claim.principal + claim.interest + claim.cost for claim in claims)

    def offer(self, months: int, amount_minor: int) -> PlanOffer:
        """The whole plan of so many instalments of this size, the last one with the rest."""
        last_minor = self.rest(months, amount_minor)
        amounts = [amount_minor] * (months - 1) + [last_minor]
        if months > 1:
            amounts[0] = self._first(amount_minor)
        if min(amounts) <= 0:
            raise PlanNotAllowed(
                "{debt_minor:money} is too little for {months} instalments: choose fewer",
                debt_minor=self.debt_minor, months=months,
            )  # fmt: skip
        instalments = tuple(Instalment(n + 1, self._days[n], amounts[n]) for n in range(months))
        fee_minor, total_minor = self._fee_for(months), sum(amounts)
        return PlanOffer(
            instalments, self.debt_minor, fee_minor, total_minor - self.debt_minor - fee_minor,
            total_minor, months, tuple(self._because(instalments)), self._interest_until(months),
        )  # fmt: skip

    def _first(self, amount_minor: int) -> int:
        return max(amount_minor, self._down_minor)

    def _fee_for(self, months: int) -> int:
        if months in self._fees:
            return self._fees[months]
        fee_minor = self._fee(months) if callable(self._fee) else self._fee
        if fee_minor < 0:
            raise ValueError("a plan's fee is not below zero")
        if fee_minor and not self._rules.with_fee:
            raise PlanNotAllowed("by the creditor's rules a plan costs no fee", fee_minor=fee_minor)
        self._fees[months] = fee_minor
        return fee_minor

    def _at_the_start(self, months: int) -> list[_Claim]:
        claims = [
            _Claim(debt.principal_minor, debt.interest_minor, debt.cost_minor, debt.interest_carry)
            for debt in self._debts
        ]
        bearer = claims[self._bearer]
        claims[self._bearer] = bearer._replace(cost=bearer.cost + self._fee_for(months))
        return claims

    def _with_interest(self, claims: Sequence[_Claim], place: int) -> list[_Claim]:
        """The claims on an instalment's day: interest booked in whole öre, the rest carried."""
        if not self._interest_runs:
            return list(claims)
        grown = []
        for claim, weight in zip(claims, self._weights_of(place), strict=True):
            if not claim.principal:
                grown.append(claim)
                continue
            exact = claim.carry + claim.principal * weight
            booked = (2 * exact + DENOMINATOR) // (2 * DENOMINATOR)
            grown.append(
                _Claim(
                    claim.principal,
                    claim.interest + booked,
                    claim.cost,
                    exact - booked * DENOMINATOR,
                )
            )
        return grown

    def _weights_of(self, place: int) -> tuple[int, ...]:
        """The exact interest of one öre of each claim, from the instalment before through this one.

        Each is worked out when it is first asked for: most plans are far from the longest.
        """
        while len(self._weights) <= place:
            n = len(self._weights)
            until = min(self._days[n] + ONE_DAY, self._known_until)
            before = min(self._days[n - 1] + ONE_DAY, self._known_until) if n else date.min
            self._weights.append(tuple(self._weight(one, before, until) for one in self._debts))
        return self._weights[place]

    def _weight(self, debt: PlanDebt, before: date, until: date) -> int:
        if not debt.principal_minor:
            return 0
        from_ = max(debt.interest_through_on + ONE_DAY, before)
        return sum(segment.numerator for segment in self._segments(from_, until))

    def _segments(self, from_: date, until: date) -> tuple[Segment, ...]:
        return interest_segments(
            self._law, base_minor=1, from_=from_, until=until, known_on=self._known_on,
            debtor_kind=self._debtor_kind,
        )  # fmt: skip

    def _starts_on(self) -> date:
        """The first day whose interest is not booked, of the claims that bear any."""
        bearing = [debt.interest_through_on for debt in self._debts if debt.principal_minor]
        return min(bearing, default=self._days[-1]) + ONE_DAY

    def _interest_known_until(self) -> date:
        """The first day without a known rate, counted from the first day that is to be booked."""
        day, last_on = self._starts_on(), self._days[-1]
        while day <= last_on:
            try:
                day = late_rate(
                    self._law, on=day, known_on=self._known_on, debtor_kind=self._debtor_kind
                ).until
            except LawNotKnown:
                break
        return day

    def _interest_until(self, months: int) -> date | None:
        if not self._interest_runs or not any(debt.principal_minor for debt in self._debts):
            return None
        return min(self._days[months - 1] + ONE_DAY, self._known_until)

    def _because(self, instalments: Sequence[Instalment]) -> Iterator[Because]:
        """The order of covering, the interest with its rates, and what the offer leaves open."""
        last_on, until = instalments[-1].due_on, self._interest_until(len(instalments))
        yield Because(
            "plan.instalments", "", {
                "months": len(instalments), "first_on": instalments[0].due_on.isoformat(),
                "last_on": last_on.isoformat(), "down_payment_minor": self._down_minor,
            },
        )  # fmt: skip
        yield self._orders[0].because
        if until is None:
            why = "the creditor's rules" if not self._rules.interest_runs else "not agreed"
            yield Because("plan.interest_stops", "", {"because": why})
            return
        segments = self._segments(self._starts_on(), until)
        for segment in segments:
            yield Because("late_interest", segment.reference, {
                "from": segment.from_.isoformat(), "until": segment.until.isoformat(),
                "rate_bp": segment.rate_bp,
            })  # fmt: skip
        if until <= last_on:
            reference = segments[-1].reference if segments else ""
            yield Because("plan.interest_settled_last", reference, {
                "known_until": until.isoformat(), "last_on": last_on.isoformat(),
                "settled": "in a final instalment by the rate then in force",
            })  # fmt: skip


def _paid(claims: Sequence[_Claim], amount_minor: int, kinds: Sequence[str]) -> list[_Claim]:
    """The claims after an instalment, covered one by one and each in the order of the kinds."""
    left_minor, after = amount_minor, []
    for claim in claims:
        owed = {"principal": claim.principal, "interest": claim.interest, "cost": claim.cost}
        for kind in kinds:
            share_minor = min(left_minor, owed[kind])
            owed[kind] -= share_minor
            left_minor -= share_minor
        after.append(_Claim(owed["principal"], owed["interest"], owed["cost"], claim.carry))
    return after
