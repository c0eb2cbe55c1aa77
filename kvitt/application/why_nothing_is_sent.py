"""Why nothing is sent on a case: every hold, and what the flow itself waits for, one sentence each.

The same function that decides at night is asked, as if nothing held the case: so the answer is
never another than the night's.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kvitt.application.place_hold import NoOpenCase
from kvitt.domain.decide import UNDER_WAY, decide
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.holds import blocks
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.facts import due_facts
from kvitt.store.holds import holds_of, is_open_case
from kvitt.store.session import tenant_scope


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that keeps the next letter back; ``until`` is its last day, where it has one."""

    kind: str
    sentence: str
    until: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class WhyNothing:
    """The causes; none where the letter ``sends`` may leave that day."""

    case: str
    on: date
    causes: tuple[Cause, ...]
    sends: str = ""

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        told = "; ".join(
            f"{cause.sentence} [{cause.reference}]" if cause.reference else cause.sentence
            for cause in self.causes
        )
        return told or f"nothing keeps {self.sends} back"

    def as_json(self) -> dict[str, Any]:
        """For scripts: days as text."""
        causes = [
            {**asdict(cause), "until": cause.until.isoformat() if cause.until else None}
            for cause in self.causes
        ]
        return {
            "case": self.case,
            "on": self.on.isoformat(),
            "sentence": self.sentence,
            "sends": self.sends or None,
            "causes": causes,
        }


def why_nothing_is_sent(creditor: Creditor, case_id: int, *, on: date) -> WhyNothing:
    """Every cause that keeps the case's next letter back on the day; nothing is changed.

    Raises NoOpenCase where the creditor has no such case.
    """
    tenant_id = creditor.tenant_id
    number = case_number(tenant_id, case_id)
    with tenant_scope(tenant_id):
        is_open = is_open_case(tenant_id, case_id)
        if is_open is None:
            raise NoOpenCase(f"{creditor.name} has no case {case_id}", case_id=case_id)
        if not is_open:
            return WhyNothing(number, on, (Cause("closed", "the case is closed"),))
        held = [
            Cause(block.kind, block.sentence, block.until, block.reference)
            for block in blocks(
                "flow_letter", holds_of(tenant_id, case_id), on, country=creditor.country
            )
        ]
        found = due_facts(tenant_id, today=on, batch=1, case_ids=[case_id], asleep=True)
    if not found:
        return WhyNothing(number, on, (*held, Cause("nothing_open", "nothing is owed on it")))
    cause, sends = _of_the_flow(found[0]._replace(held_by=None, held_until=None), on)
    return WhyNothing(number, on, (*held, *([cause] if cause else [])), sends)


def _of_the_flow(facts: Facts, on: date) -> tuple[Cause | None, str]:
    """What the flow waits for, or the letter that it would send."""
    steps = flow(facts.flow)
    try:
        decision = decide(facts, on, law_book(steps.country), steps)
    except Refusal as no:
        return Cause("law_not_known", no.sentence, None, no.reference), ""
    if decision.notice is not None:
        return None, decision.notice.step
    return _cause(facts, decision, on), ""


def _cause(facts: Facts, decision: Decision, on: date) -> Cause:
    if decision.close:
        return Cause("nothing_open", "nothing is owed on it")
    if decision.task:
        return Cause(decision.task, decision.next_what)
    last = facts.notices[-1] if facts.notices else None
    if last is not None and last.state in UNDER_WAY:
        return Cause("under_way", decision.next_what)
    until = decision.next_on
    told = f"{decision.next_what} on {until.isoformat()} at the earliest" if until else ""
    if on <= facts.due_on:
        return Cause("not_due", f"it is due on {facts.due_on.isoformat()}: {told}", until)
    if last is not None and last.deadline_on is not None and on <= last.deadline_on:
        ends = last.deadline_on.isoformat()
        return Cause("deadline_runs", f"the time of {last.step} runs until {ends}: {told}", until)
    return Cause("waits", told or decision.next_what, until)
