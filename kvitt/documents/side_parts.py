"""What letters beside the flow say besides the claim: more time, an objection, its answer, a plan.

Money is whole minor units, days are ``date``; ``interest_until`` is the first day without interest.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

SideKind = Literal[
    "deferral_confirmation",
    "dispute_received",
    "dispute_answer",
    "plan_agreement",
    "plan_reminder",
    "plan_missed",
    "settlement_offer",
    "ability_notice",
    "enforcement_notice",
]
InquiryPurpose = Literal["before_filing", "plan", "monitoring"]
"""For what a credit bureau was asked."""
ONLY_IN_NORWAY: frozenset[str] = frozenset({"enforcement_notice"})
"""Letters beside the flow that Swedish law does not know."""
DeferralInterest = Literal["none", "runs", "waived"]
ObjectionReason = Literal[
    "not_ordered",
    "not_delivered",
    "wrong_sum",
    "paid_already",
    "wrong_person",
    "quality",
    "other",
]
Outcome = Literal["upheld", "reduced", "withdrawn", "rejected", "to_court"]
TO_COURT: Outcome = "to_court"
"""After every other outcome what is left is asked for again."""
PlanWay = Literal["phone", "writing", "meeting", "portal", "together"]
"""How a plan was made with the debtor; ``together`` where nothing more is known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralTold:
    """More time (anstånd): the day that it replaces and what it costs; ``pay_by`` is the new day.

    ``interest_minor`` is what comes up from the day of the letter through the new day, where the
    rates of those days are known.
    """

    old_day_on: date
    interest: DeferralInterest
    interest_minor: int | None = None
    asked_by_debtor: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementOfferTold:
    """A settlement offer: ``amount_minor``, paid by ``pay_by``, settles what is owed.

    ``goes_on_on`` is the first day on which anything else can happen.
    """

    amount_minor: int
    goes_on_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryTold:
    """What a credit bureau was asked about the debtor, and what it said; None was not said."""

    asked_on: date
    bureau: str
    purpose: InquiryPurpose
    income_minor: int | None = None
    enforced_minor: int | None = None
    assets_minor: int | None = None
    in_debt_settlement: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementTold:
    """A notice of enforcement: ``earliest_on`` is the first day on which it can be asked for.

    ``fee_minor`` is what the officer takes for it that day; None where it is not known yet.
    """

    earliest_on: date
    fee_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionTold:
    """An objection as we understood it, and the day by which it is answered.

    ``text`` is what the debtor said, in the debtor's words; the reason ``other`` needs it.
    ``part_minor`` is how much of the claim it concerns; None for the whole.
    """

    received_on: date
    answer_by: date
    reason: ObjectionReason
    text: str = ""
    part_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTold:
    """How an objection was decided, and why; ``reasons`` is for the debtor, in its language.

    ``was_minor`` is what was owed before the decision; where the claim became less and something
    is left, the letter needs it.
    """

    objected_on: date
    outcome: Outcome
    reasons: str
    was_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One instalment of a plan: its day, its amount and the reference that is its own."""

    number: int
    due_on: date
    amount_minor: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTable:
    """A whole plan: when and how it was agreed, every instalment, its interest and its terms.

    The cost of the plan is an item of the letter (``instalment_plan``) with its ground, so that
    items and ``interest_minor`` come to what the instalments pay. ``interest_rate_bp`` is None
    where no interest runs while the plan is kept; ``interest_until`` then too.
    """

    agreed_on: date
    agreed_by: PlanWay
    rows: tuple[PlanRow, ...]
    grace_days: int
    """How many days after a missed day the plan can end at the earliest."""
    moves: int
    """How many times an instalment may be moved; 0 where each is asked for."""
    interest_minor: int = 0
    """What is still to come of the plan's interest: it is not booked yet."""
    interest_rate_bp: int | None = None
    interest_until: date | None = None
    interest_reference: str = ""
    later_rates: tuple[tuple[date, int], ...] = ()
    """Other rates that are known already, each with its first day."""
    paid_minor: int = 0
    """What has been paid of the plan before its letter; the first instalments are covered by it."""
    is_whole: bool = True
    """Whether it covers all that the debtor owes the creditor."""

    @property
    def total_minor(self) -> int:
        """What all instalments come to."""
        return sum(row.amount_minor for row in self.rows)

    @property
    def left_minor(self) -> int:
        """What the instalments still pay."""
        return self.total_minor - self.paid_minor

    @property
    def next_row(self) -> PlanRow | None:
        """The first instalment that is not wholly paid, with what is left of it, or None."""
        owed_minor = -self.paid_minor
        for row in self.rows:
            owed_minor += row.amount_minor
            if owed_minor > 0:
                return replace(row, amount_minor=min(owed_minor, row.amount_minor))
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentTold:
    """The one instalment that a plan's reminder or notice asks for.

    ``others_due_minor`` is what is missing of later instalments that have fallen due meanwhile.
    ``left_after_minor`` is what the plan still has to pay after it; None leaves it unsaid.
    ``nothing_before_on`` is the first day on which anything else can happen; of a plan_missed.
    """

    number: int
    count: int
    due_on: date
    amount_minor: int
    paid_minor: int = 0
    others_due_minor: int = 0
    left_after_minor: int | None = None
    nothing_before_on: date | None = None

    @property
    def missing_minor(self) -> int:
        """What remains of the instalment, and of others that have fallen due after it."""
        return self.amount_minor - self.paid_minor + self.others_due_minor
