"""Automation: how far a step goes by itself, by creditor and step, and who is asked otherwise.

Off, suggest, by itself below an amount, by itself unless somebody says no in time, by itself. What
`decide` answers is never changed by it in substance: a letter either goes, or waits for a person,
who can only let the very same letter go or not. A person's no stands whatever the level is.

>>> rule = StepRule("below", below_minor=500_00)
>>> rule.says(400_00).goes, rule.says(500_01).goes
(True, False)
>>> rule.says(500_01).because
'it asks for 500.01; up to 500.00 it goes by itself'
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from kvitt.domain.condition import Condition, ConditionCannotAnswer
from kvitt.domain.decide import LOOK_AGAIN_DAYS
from kvitt.domain.decision import Decision, Ended, Suggested
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

LEVELS = ("off", "suggest", "below", "veto", "automatic")
BY_ITSELF = ("below", "veto", "automatic")
"""Levels at which a letter can go without a person; a condition narrows them."""
MOST_VETO_DAYS = 60
YES_COUNTS_DAYS = 7
"""Policy: a yes counts for a week. A letter that could not leave by then is suggested again, since
the debtor's situation may be another one."""
OWNER = "creditor"
"""Who answers a suggestion."""


class AutomationUnclear(Refusal):
    """The level is not one of the levels, or lacks or has too much of what belongs to it."""


class Verdict(NamedTuple):
    """Whether a letter goes by itself, or why a person is asked."""

    goes: bool
    because: str = ""
    waits_days: int | None = None
    """It goes by itself after so many days in which somebody may say no."""


class StepRule(NamedTuple):
    """How far a step goes by itself."""

    level: str
    below_minor: int | None = None
    veto_days: int | None = None
    condition_name: str = ""
    condition: Condition | None = None
    """None with a name: the creditor has no such condition in use, so nothing goes by itself."""

    def says(
        self, asked_minor: int, values: Callable[[], Mapping[str, object]] | None = None
    ) -> Verdict:
        """Whether a letter that asks for so much goes by itself; ``values`` for the condition."""
        if self.level == "off":
            return Verdict(False, Sentence("the step is switched off"))
        if self.level == "suggest":
            return Verdict(False, Sentence("each letter of the step is asked about"))
        told = self._against(values)
        if told:
            return Verdict(False, told)
        if self.level == "below" and asked_minor > (self.below_minor or 0):
            limit = as_decimal_text(self.below_minor or 0)
            asked = as_decimal_text(asked_minor)
            return Verdict(
                False,
                Sentence(
                    "it asks for {asked}; up to {limit} it goes by itself", asked=asked, limit=limit
                ),
            )
        if self.level == "veto":
            days = self.veto_days or MOST_VETO_DAYS
            return Verdict(
                False,
                Sentence("it goes by itself unless somebody says no in {days} days", days=days),
                days,
            )
        return Verdict(True)

    def _against(self, values: Callable[[], Mapping[str, object]] | None) -> str:
        """Why the condition asks a person; empty where it holds or there is none."""
        if not self.condition_name:
            return ""
        if self.condition is None or values is None:
            return Sentence(
                "the condition {condition_name} is not in use", condition_name=self.condition_name
            )
        try:
            holds = self.condition.holds(values())
        except ConditionCannotAnswer as no:
            return Sentence(
                "the condition {condition_name} has no answer: {why}",
                condition_name=self.condition_name,
                why=no.sentence,
            )
        return (
            ""
            if holds
            else Sentence(
                "the condition {condition_name} does not hold", condition_name=self.condition_name
            )
        )


AUTOMATIC = StepRule("automatic")


class Answered(NamedTuple):
    """The living suggestion of a case, and what was said to it."""

    suggestion_id: int
    step: str
    cycle: int
    state: str
    """``open``, ``accepted`` or ``declined``."""
    with_cases: tuple[int, ...] = ()
    goes_on: date | None = None
    until_on: date | None = None
    reason: str = ""


class Asking(NamedTuple):
    """What the creditor has said of its steps, and of the cases of a batch."""

    rules: Mapping[str, StepRule]
    """By step; a step that is not named goes by itself."""
    answers: Mapping[int, Answered]
    """By case: the living suggestion."""

    def rule(self, step: str) -> StepRule:
        """How far the step goes by itself."""
        return self.rules.get(step, AUTOMATIC)


class Governed(NamedTuple):
    """The decision as far as the creditor lets it go."""

    decision: Decision
    how: str = ""
    """Of a letter: ``by_itself``; ``asked``, after a yes; ``after_time``, unless somebody says no;
    ``declined`` or ``off``: not today. Empty where no letter is called for."""
    because: str = ""
    """Why it does not go by itself."""


def checked_rule(
    level: str, *, below_minor: int | None = None, veto_days: int | None = None,
    condition_name: str = "",
) -> StepRule:  # fmt: skip
    """The rule, where its parts belong together. Raises AutomationUnclear."""
    if level not in LEVELS:
        raise AutomationUnclear(
            "“{level}” is no level of automation; it is one of {levels}",
            level=level,
            levels=list(LEVELS),
        )
    if (level == "below") != (below_minor is not None):
        raise AutomationUnclear("an amount belongs to the level “below”, and to that one alone")
    if (level == "veto") != (veto_days is not None):
        raise AutomationUnclear("days to say no belong to the level “veto”, and to that one alone")
    if below_minor is not None and below_minor <= 0:
        raise AutomationUnclear("the amount below which a step goes by itself is above zero")
    if veto_days is not None and not 1 <= veto_days <= MOST_VETO_DAYS:
        raise AutomationUnclear(
            "the days to say no are 1 to {most}, not {veto_days}",
            most=MOST_VETO_DAYS,
            veto_days=veto_days,
        )
    if condition_name and level not in BY_ITSELF:
        raise AutomationUnclear(
            "a condition says what goes by itself: at the level “{level}” nothing does", level=level
        )
    return StepRule(level, below_minor, veto_days, condition_name)


def governed(
    decision: Decision,
    asking: Asking,
    today: date,
    values: Callable[[], Mapping[str, object]] | None = None,
) -> Governed:
    """The decision as it is, or as a suggestion that waits for an answer."""
    answered = asking.answers.get(decision.case_id)
    notice = decision.notice
    if notice is None:
        return Governed(_without_a_letter(decision, answered))
    if answered is not None and (answered.step, answered.cycle) != (notice.step, notice.cycle):
        decision = _ending(
            decision, answered, "lapsed", Sentence("{step} has come instead", step=notice.step)
        )
        answered = None
    if answered is not None and answered.state == "declined":
        if answered.until_on is not None and today <= answered.until_on:
            return _declined(decision, answered)
        decision = _ending(decision, answered, "lapsed", Sentence("the time of the no is over"))
        answered = None
    return _asked(decision, asking.rule(notice.step), answered, today, values)


def _without_a_letter(decision: Decision, answered: Answered | None) -> Decision:
    """No letter is called for: what was suggested lapses, but a no keeps its day."""
    if answered is None or (answered.state == "declined" and decision.close is None):
        return decision
    return _ending(decision, answered, "lapsed", decision.close or decision.next_what)


def _ending(decision: Decision, answered: Answered, state: str, because: str) -> Decision:
    return decision._replace(ends=Ended(answered.suggestion_id, state, because))


def _asked(
    decision: Decision,
    rule: StepRule,
    answered: Answered | None,
    today: date,
    values: Callable[[], Mapping[str, object]] | None,
) -> Governed:
    """The letter where it goes by itself or somebody said yes; otherwise what waits."""
    notice = decision.notice
    assert notice is not None
    asked_minor = notice.principal_minor + notice.interest_minor + notice.cost_minor
    verdict = rule.says(asked_minor, values)
    if answered is not None:
        why = _why_it_lapses(decision, rule, verdict, answered, today)
        if why:
            decision = _ending(decision, answered, "lapsed", why)
            answered = None
    if answered is not None and (said := _why_it_goes(verdict, answered, today)):
        return Governed(_ending(decision, answered, "carried_out", said), "by_itself")
    if verdict.goes:
        return Governed(decision, "by_itself")
    if rule.level == "off":
        what = Sentence("nothing by itself: {step} is switched off", step=notice.step)
        return Governed(_waiting(decision, today, what), "off", verdict.because)
    goes_on = answered.goes_on if answered else None
    if answered is None and verdict.waits_days:
        goes_on = today + timedelta(days=verdict.waits_days)
    waiting = _waiting(decision, today, _asks(notice.step, goes_on), goes_on)
    if answered is None:
        waiting = waiting._replace(suggests=_suggested(decision, verdict, asked_minor, goes_on))
    return Governed(waiting, "after_time" if goes_on else "asked", verdict.because)


def _suggested(
    decision: Decision, verdict: Verdict, asked_minor: int, goes_on: date | None
) -> Suggested:
    notice = decision.notice
    assert notice is not None
    cost_minor = sum(c.amount_minor for c in decision.charges if c.kind != "interest")
    return Suggested(
        notice.step, notice.cycle, verdict.because, asked_minor, cost_minor, decision.absorbs,
        goes_on,
    )  # fmt: skip


def _why_it_lapses(
    decision: Decision, rule: StepRule, verdict: Verdict, answered: Answered, today: date
) -> str:
    """Why what was suggested is not the same any more; empty where it is."""
    if rule.level == "off":
        return Sentence("the step was switched off")
    if verdict.goes:
        return ""
    if set(decision.absorbs) - set(answered.with_cases):
        return Sentence("other claims have joined the letter")
    if answered.state == "accepted":
        is_over = answered.until_on is None or today > answered.until_on
        return Sentence("the time of the yes is over") if is_over else ""
    has_changed = (answered.goes_on is None) != (verdict.waits_days is None)
    return Sentence("the level of automation has changed") if has_changed else ""


def _why_it_goes(verdict: Verdict, answered: Answered, today: date) -> str:
    """A person's yes, or nobody's no in the time for one; empty where it still waits."""
    if answered.state == "accepted":
        return Sentence("somebody said yes")
    if verdict.goes:
        return Sentence("it goes by itself now")
    is_over = answered.goes_on is not None and today >= answered.goes_on
    return Sentence("nobody said no in time") if is_over else ""


def _declined(decision: Decision, answered: Answered) -> Governed:
    assert answered.until_on is not None
    what = Sentence(
        "{step} was declined until {until_on}: {reason}",
        step=answered.step,
        until_on=answered.until_on,
        reason=answered.reason,
    )
    waits = _without_letter(decision, what, answered.until_on + ONE_DAY, "kvitt")
    return Governed(waits, "declined", what)


def _asks(step: str, goes_on: date | None) -> str:
    if goes_on is None:
        return Sentence("a person accepts or declines {step}", step=step)
    return Sentence(
        "{step} goes on {goes_on:day} unless a person declines it", step=step, goes_on=goes_on
    )


def _waiting(decision: Decision, today: date, what: str, goes_on: date | None = None) -> Decision:
    """The case waits for an answer; it is looked at again so that it is never lost."""
    owner = "kvitt" if goes_on else OWNER
    again_on = goes_on or today + timedelta(days=LOOK_AGAIN_DAYS)
    return _without_letter(decision, what, again_on, owner)


def _without_letter(decision: Decision, what: str, again_on: date, owner: str) -> Decision:
    """The same case on the same day, with nothing sent, charged or merged."""
    return Decision(
        decision.case_id, decision.stage, again_on, what, again_on, ends=decision.ends, owner=owner
    )


def held_with(decision: Decision, lead: Decision) -> list[Decision]:
    """What the cases wait for that would have gone out in the letter of another one."""
    if decision.notice is None or lead.notice is not None:
        return []
    what = Sentence(
        "goes out with another case of the debtor: {next_what}", next_what=lead.next_what
    )
    return [
        Decision(case_id, decision.stage, lead.wake_on, what, lead.next_on, owner=lead.owner)
        for case_id in decision.absorbs
    ]
