"""Why nothing is sent on a case: every hold, and what the flow itself waits for, one sentence each.

The same function that decides at night is asked, as if nothing held the case: so the answer is
never another than the night's.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kvitt.application.asking import Asker
from kvitt.application.place_hold import NoOpenCase
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.holds import blocks
from kvitt.domain.suggestion import Cause, cause_of
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.facts import due_facts
from kvitt.store.holds import state_and_holds
from kvitt.store.session import tenant_scope


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
        return told or Sentence("nothing keeps {sends} back", sends=self.sends)

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
        known = state_and_holds(tenant_id, case_id)
        if known is None:
            raise NoOpenCase(
                "{creditor} has no case {case_id}", case_id=case_id, creditor=creditor.name
            )
        is_open, holds = known
        if not is_open:
            return WhyNothing(number, on, (Cause("closed", "the case is closed"),))
        held = [
            Cause(block.kind, block.sentence, block.until, block.reference)
            for block in blocks("flow_letter", holds, on, country=creditor.country)
        ]
        found = due_facts(tenant_id, today=on, batch=1, case_ids=[case_id], asleep=True)
        if not found:
            nothing = Cause("nothing_open", Sentence("nothing is owed on it"))
            return WhyNothing(number, on, (*held, nothing))
        told = _of_the_flow(tenant_id, found[0]._replace(held_by=None, held_until=None), on)
    cause, sends = told
    return WhyNothing(number, on, (*held, *([cause] if cause else [])), sends)


def _of_the_flow(tenant_id: int, facts: Facts, on: date) -> tuple[Cause | None, str]:
    """What the flow or the creditor's automation waits for, or the letter that would be sent."""
    steps = flow(facts.flow)
    try:
        cause, decision = cause_of(facts, on, law_book(steps.country), steps)
    except Refusal as no:
        return Cause("law_not_known", no.sentence, None, no.reference), ""
    if cause is not None or decision.notice is None:
        return cause, ""
    asked = Asker(tenant_id, [facts], on).governed(decision)
    if asked.decision.notice is None:
        return Cause(asked.how, asked.decision.next_what, asked.decision.next_on), ""
    return None, decision.notice.step
