"""The course of a limitation period: each interruption in turn, and the day it leads to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kvitt.kernel.days import add_years
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawValue

_ONE_DAY_KINDS = ("demand_received", "trekk_notice", "board_complaint")
_ENDED_KINDS = ("legal_action_unserved", "legal_action_dismissed")


class AlreadyBarred(Refusal):
    """The claim was barred before what is said to interrupt the time."""


class InterruptionNotUsable(Refusal):
    """The days of an interruption do not fit its kind: the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """Something proven that lets the time run anew.

    ``on`` is the day of acknowledgement, of the debtor's receipt of a demand, of filing, of the
    decision on an attachment of wages, or of a notice or payout under it. ``ended_on`` is the day
    of the judgment or the end of the proceeding or attachment (None while it is pending), and for
    a Norwegian acknowledgement the later due day that was acknowledged.
    """

    kind: str
    on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class LimitationStep:
    """The origin or one interruption: its day, its ground, and the period that follows."""

    day: date
    kind: str
    """``origin`` or the kind of the interruption."""
    reference: str
    sentence: str
    counts_from: date | None
    """The day from which the new period counts; None where the step starts none."""
    years: int
    """The length of the period that runs after this step."""
    barred_after: date | None
    """The last day after this step; None while the claim stands still."""


@dataclass(slots=True)
class Course:
    """Where the period stands while the interruptions are taken in order of their days."""

    book: LawBook
    origin_on: date
    period: LawValue
    known_on: date | None
    years: int = 0
    barred_after: date | None = None
    pending_kind: str = ""
    unserved_times: int = 0
    steps: list[LimitationStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The first period runs from the origin."""
        self.years = self.period.amount
        self.barred_after = add_years(self.origin_on, self.years)
        self._tell("origin", self.origin_on, self.period, counts_from=self.origin_on)

    def take(self, one: Interruption, signs: Sequence[date] = ()) -> None:
        """Takes one interruption; ``signs`` are the notices under an attachment of wages.

        Raises InterruptionNotUsable, AlreadyBarred and LawNotKnown.
        """
        _require_days(one)
        if self.barred_after is not None and one.on > self.barred_after:
            raise self._already_barred(one.kind, one.on, self.barred_after)
        if one.kind == "trekk":
            self._trekk(one, signs)
            return
        rules: Mapping[str, Callable[[Interruption], None]] = {
            "acknowledged": self._acknowledged,
            "demand_received": self._demand_received,
            "legal_action": self._legal_action,
            "legal_action_unserved": self._unserved,
            "legal_action_dismissed": self._dismissed,
            "enforcement": self._enforcement,
            "trekk_notice": self._notice,
            "board_complaint": self._board_complaint,
        }
        rules[one.kind](one)

    def _acknowledged(self, one: Interruption) -> None:
        rule = self._value("interrupted_by_acknowledgement", one.on)
        if one.ended_on is not None and self.book.country == "SE":
            raise InterruptionNotUsable(
                "“acknowledged” on {on} takes one day; {ended_on} is one too many.",
                reference=rule.reference,
                on=one.on,
                ended_on=one.ended_on,
            )
        years = self.period.amount
        if "limitation.acknowledgement_years" in self.book.series:
            reading = self._value("acknowledgement_years", one.on)
            years = self.years if reading.amount == "running_period" else years
        self._restart(one, rule, max(one.on, one.ended_on or one.on, self._first_on), years)

    @property
    def _first_on(self) -> date:
        """No period begins before the day from which the claim's own counts."""
        return self.origin_on if self.book.country == "NO" else date.min

    def _demand_received(self, one: Interruption) -> None:
        rule = self._value("interrupted_by_demand", one.on)
        self._restart(one, rule, one.on, self.period.amount)

    def _legal_action(self, one: Interruption) -> None:
        rule = self._value("interrupted_by_action", one.on)
        if one.ended_on is None:
            self._pend(one, rule)
            return
        years, words = self.period.amount, ""
        if "limitation.judgment_years" in self.book.series:
            judgment = self._value("judgment_years", one.ended_on)
            years, words = judgment.amount, f" {judgment.sentence}"
        self._restart(one, rule, one.ended_on, years, words)

    def _pend(self, one: Interruption, rule: LawValue) -> None:
        """A pending proceeding: the claim stands still until the day of its end is known."""
        if self.book.country == "NO":
            still = self._value("stands_still_while_pending", one.on)
            words, stands = f" {still.sentence}", bool(still.amount)
        else:
            words = (
                " It is pending; should the debtor never be notified of it, it counts as no "
                "interruption."
            )
            times = self._value("unserved_action_times", one.on)
            stands = self.unserved_times < times.amount
        if stands and rule.amount:
            self.barred_after, self.pending_kind = None, one.kind
        self._tell(one.kind, one.on, rule, words)

    def _unserved(self, one: Interruption) -> None:
        """Sweden: the debtor was never told; the claim gains a year after the end, once."""
        rule = self._value("unserved_action_years", one.on)
        times = self._value("unserved_action_times", one.on)
        self.unserved_times += 1
        if self.unserved_times > times.amount:
            self._tell(one.kind, one.on, times, " This is once more, and it changes nothing.")
            return
        ended_on = _ended(one)
        earliest = add_years(ended_on, rule.amount)
        if self.barred_after is not None and earliest > self.barred_after:
            self.barred_after = earliest
        self._tell(one.kind, one.on, rule, f" The procedure ended on {ended_on}.")

    def _dismissed(self, one: Interruption) -> None:
        rule = self._value("dismissed_action_counts", one.on)
        self._restart(one, rule, one.on, self.period.amount)

    def _enforcement(self, one: Interruption) -> None:
        rule = self._value("interrupted_by_enforcement", one.on)
        if one.ended_on is None:
            self._pend(one, rule)
            return
        after = self._value("enforcement_years", one.ended_on)
        self._restart(one, rule, one.ended_on, after.amount, f" {after.sentence}")

    def _trekk(self, one: Interruption, signs: Sequence[date]) -> None:
        """Norway: while wages are attached, and a year after, the claim lives on."""
        first_on = self._trekk_rule_from
        is_over = one.ended_on is not None and one.ended_on < first_on
        rule = self._value("trekk_notice_years", one.on if is_over else max(one.on, first_on))
        if one.on < first_on and self.barred_after is not None and self.barred_after < first_on:
            raise self._already_barred(one.kind, first_on, self.barred_after)
        if self.pending_kind == "enforcement":
            # The decision on the attachment ends the case in which it was asked for.
            ended = self._value("enforcement_years", one.on)
            self.barred_after, self.years = add_years(one.on, ended.amount), ended.amount
            self.pending_kind = ""
        last_on = one.on
        for sign in signs:
            if sign > add_years(last_on, rule.amount):
                raise self._already_barred("trekk_notice", sign, add_years(last_on, rule.amount))
            last_on = sign
        lapses_on = add_years(last_on, rule.amount)
        if one.ended_on is None or one.ended_on > lapses_on:
            self._lengthen(lapses_on, rule.amount)
            self._tell(one.kind, one.on, rule, f" The last of these days is {last_on}.")
            return
        end = self._value("trekk_end_years", one.ended_on)
        self._lengthen(add_years(one.ended_on, end.amount), end.amount)
        self._tell(one.kind, one.on, end, f" It ended on {one.ended_on}.")

    @property
    def _trekk_rule_from(self) -> date:
        """The first day of the rule; it holds for what was not barred by then."""
        return self.book.series["limitation.trekk_notice_years"].entries[0].applies_from

    def _notice(self, one: Interruption) -> None:
        """A payout or notice belongs to an attachment of wages, which has counted it."""
        attached = [step for step in self.steps if step.kind == "trekk"]
        rule = self._value("trekk_notice_years", max(one.on, self._trekk_rule_from))
        if not attached:
            raise InterruptionNotUsable(
                "The notice of {on} belongs to no attachment of wages: give the day of its "
                "decision as trekk.",
                reference=rule.reference,
                on=one.on,
            )
        self._tell(one.kind, one.on, rule)

    def _board_complaint(self, one: Interruption) -> None:
        rule = self._value("interrupted_by_board_complaint", one.on)
        self._restart(one, rule, one.on, self.period.amount)

    def _restart(
        self, one: Interruption, rule: LawValue, counts_from: date, years: int, words: str = ""
    ) -> None:
        """A new period from that day, where the rule counts the step at all."""
        if not rule.amount:
            self._tell(one.kind, one.on, rule, words)
            return
        self._lengthen(add_years(counts_from, years), years)
        self._tell(one.kind, one.on, rule, words, counts_from=counts_from)

    def _lengthen(self, until: date, years: int) -> None:
        """The later of two last days holds; nothing moves while the claim stands still."""
        if self.barred_after is not None and until > self.barred_after:
            self.barred_after, self.years = until, years

    def _tell(
        self,
        kind: str,
        day: date,
        rule: LawValue,
        words: str = "",
        *,
        counts_from: date | None = None,
    ) -> None:
        step = LimitationStep(
            day=day,
            kind=kind,
            reference=rule.reference,
            sentence=rule.sentence + words,
            counts_from=counts_from,
            years=self.years,
            barred_after=self.barred_after,
        )
        self.steps.append(step)

    def _value(self, key: str, on: date) -> LawValue:
        return self.book.value(f"limitation.{key}", on=on, known_on=self.known_on)

    def _already_barred(self, kind: str, on: date, barred_after: date) -> AlreadyBarred:
        return AlreadyBarred(
            "The claim was barred after {barred_after:day}: “{kind}” on {on:day} came too late "
            "and lets no new period run. Close the case, or give the earlier interruption that is "
            "missing.",
            reference=self.period.reference,
            kind=kind,
            on=on.isoformat(),
            barred_after=barred_after.isoformat(),
        )


def _ended(one: Interruption) -> date:
    if one.ended_on is None:
        raise InterruptionNotUsable(
            "“{kind}” filed on {on:day} needs the day on which the procedure ended too.",
            kind=one.kind,
            on=one.on.isoformat(),
        )
    return one.ended_on


def _require_days(one: Interruption) -> None:
    if one.kind in _ENDED_KINDS:
        _ended(one)
    if one.ended_on is None:
        return
    if one.kind in _ONE_DAY_KINDS:
        raise InterruptionNotUsable(
            "“{kind}” on {on:day} takes one day; {ended_on} is one too many.",
            kind=one.kind,
            on=one.on.isoformat(),
            ended_on=one.ended_on,
        )
    if one.ended_on < one.on:
        raise InterruptionNotUsable(
            "“{kind}” began on {on:day} and cannot have ended before, on {ended_on}.",
            kind=one.kind,
            on=one.on.isoformat(),
            ended_on=one.ended_on,
        )
