"""Suggestion: what Kvitt would do with a case today, why, why not earlier, and what would follow.

It asks the very `decide` of the night and plays it one letter on, so that what is told is what
happens. `cause_of` is the other side: why a late case gets no letter today.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kvitt.domain.decide import UNDER_WAY, decide, earliest_day, next_step, waits_of
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import Flow, Step
from kvitt.domain.preview import as_sent
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.law.fees import fee_answer


class Cost(NamedTuple):
    """What a letter puts on the claims, in whole minor units, with its statute."""

    kind: str
    amount_minor: int
    reference: str


class Earlier(NamedTuple):
    """One rule that kept the letter back until a day."""

    sentence: str
    allowed_from: date
    reference: str = ""


class Follows(NamedTuple):
    """What comes after the letter where nothing is paid."""

    deadline_on: date
    """The last day to pay by the letter."""
    step: str
    """The next letter; ``decision`` where a person decides."""
    on: date | None
    costs: tuple[Cost, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The letter of a day with its reasons. Sums in whole minor units."""

    step: str
    kind: str
    principal_minor: int
    interest_minor: int
    cost_minor: int
    why: str
    not_earlier: tuple[Earlier, ...]
    """The rules that kept it back, the one that decided first."""
    costs: tuple[Cost, ...]
    """What the letter itself adds, interest among it."""
    refused: tuple[str, ...]
    """Charges that the law does not allow that day, with their paragraphs."""
    follows: Follows | None
    """None where the law that it needs is not known yet."""

    @property
    def asked_minor(self) -> int:
        """What the letter asks for in all."""
        return self.principal_minor + self.interest_minor + self.cost_minor


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that keeps the next letter back; ``until`` is its last day, where it has one."""

    kind: str
    sentence: str
    until: date | None = None
    reference: str = ""


def proposal_of(
    facts: Facts, decision: Decision, today: date, law: LawBook, flow: Flow
) -> Proposal | None:
    """The letter that the decision calls for, explained; None where it calls for none."""
    notice = decision.notice
    if notice is None:
        return None
    step = next(one for one in flow.steps if one.name == notice.step)
    return Proposal(
        notice.step, notice.kind, notice.principal_minor, notice.interest_minor, notice.cost_minor,
        _why(facts, step), tuple(_not_earlier(facts, step, law, flow)), _costs(decision),
        decision.refused, _follows(facts, decision, today, law, flow),
    )  # fmt: skip


def _why(facts: Facts, step: Step) -> str:
    called = step.name.replace("_", " ")
    sent = [notice for notice in facts.notices if notice.state == "sent"]
    if not sent:
        return Sentence(
            "due on {due_on}, not paid, and no letter has left: the {called} is the first",
            due_on=facts.due_on,
            called=called,
        )
    last = sent[-1]
    return Sentence(
        "not paid by {deadline_on}, the last day of the {step:word} of {sent_on}: the "
        "{called} is next",
        deadline_on=last.deadline_on,
        step=last.step,
        sent_on=last.sent_on,
        called=called,
    )


_WAITED = {
    "due_day": "the flow waits {days} days after the due day {since}",
    "deadline": "the flow waits {days} days after the last day {since} of the letter before",
    "time_given": "time was given until {since}, and {days} days are waited after it",
}


def _not_earlier(facts: Facts, step: Step, law: LawBook, flow: Flow) -> Iterator[Earlier]:
    """Every wait of the flow, and the law's own first day of a fee; what was decisive first."""
    waited = [
        Earlier(_WAITED[wait.rule].format(days=wait.days, since=wait.since), wait.over_on)
        for wait in waits_of(facts, flow, step)
    ]
    found = [*waited, *_by_law(facts, step, law)]
    yield from sorted(found, key=lambda one: one.allowed_from, reverse=True)


def _by_law(facts: Facts, step: Step, law: LawBook) -> Iterator[Earlier]:
    """From which day the law allows each fee of the step, where it asks to wait at all."""
    for kind in step.charges:
        try:
            answer = fee_answer(
                law, kind, due_on=facts.due_on, sent_on=facts.due_on,
                debtor_kind=facts.debtor_kind, principal_minor=facts.principal_open_minor,
                agreed=facts.claims[0].fees_agreed,
            )  # fmt: skip
        except Refusal:
            continue
        if answer.allowed_from is not None:
            called = kind.replace("_", " ")
            sentence = Sentence(
                "the law allows the {called} from {day}",
                called=called,
                day=answer.allowed_from,
            )
            yield Earlier(sentence, answer.allowed_from, answer.reference)


def _costs(decision: Decision) -> tuple[Cost, ...]:
    summed: dict[tuple[str, str], int] = {}
    for charge in decision.charges:
        key = (charge.kind, charge.because.reference)
        summed[key] = summed.get(key, 0) + charge.amount_minor
    return tuple(Cost(kind, minor, reference) for (kind, reference), minor in summed.items())


def _follows(
    facts: Facts, decision: Decision, today: date, law: LawBook, flow: Flow
) -> Follows | None:
    """The night's own answer on the first day after the letter's time on which it can differ."""
    try:
        after, deadline_on = as_sent(facts, decision, today, law, flow)
        step = next_step(after, flow)
        on = earliest_day(after, flow, step)
        if step is None:
            told = Sentence(
                "unpaid by {deadline_on}, a person decides on the next measure from {on}",
                deadline_on=deadline_on,
                on=on,
            )
            return Follows(deadline_on, "decision", on, (), told)
        coming = decide(after, on, law, flow)
    except Refusal:
        return None
    told = Sentence(
        "unpaid by {deadline_on}, the {step:word} can follow from {on}",
        deadline_on=deadline_on,
        step=step.name,
        on=on,
    )
    return Follows(deadline_on, step.name, on, _costs(coming), told)


def cause_of(facts: Facts, today: date, law: LawBook, flow: Flow) -> tuple[Cause | None, Decision]:
    """What the flow waits for on an unheld case, with the decision; None where a letter may go.

    Raises what the law book refuses.
    """
    decision = decide(facts, today, law, flow)
    if decision.notice is not None:
        return None, decision
    return waits_for(facts, decision, today), decision


def waits_for(facts: Facts, decision: Decision, today: date) -> Cause:
    """What a decision without a letter waits for."""
    if decision.close:
        return Cause("nothing_open", Sentence("nothing is owed on it"))
    if decision.task:
        return Cause(decision.task, decision.next_what)
    last = facts.notices[-1] if facts.notices else None
    if last is not None and last.state in UNDER_WAY:
        return Cause("under_way", decision.next_what)
    until = decision.next_on
    told = (
        Sentence(
            "{next_what} on {until:day} at the earliest", next_what=decision.next_what, until=until
        )
        if until
        else ""
    )
    if today <= facts.due_on:
        return Cause(
            "not_due",
            Sentence("it is due on {due_on:day}: {told}", due_on=facts.due_on, told=told),
            until,
        )
    if last is not None and last.deadline_on is not None and today <= last.deadline_on:
        ends = last.deadline_on.isoformat()
        return Cause(
            "deadline_runs",
            Sentence(
                "the time of {step} runs until {ends}: {told}", step=last.step, ends=ends, told=told
            ),
            until,
        )
    return Cause("waits", told or decision.next_what, until)
