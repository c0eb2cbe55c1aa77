"""A letter beside the flow is planned: a confirmation, an answer, a reminder of an instalment.

It is no step: it moves no stage, charges nothing, and the flow neither waits for it nor counts it.
It states what is open now, and passes the gate as what it is (`kvitt.domain.holds.SIDE_LETTERS`).
"""

from datetime import date

from kvitt.application.gate import require_passage
from kvitt.domain.holds import ANSWERS, SIDE_LETTERS
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.side_letters import NewLetter, add_letters_beside


class SideLetterNotPlanned(Refusal):
    """The letter is of no known kind, or the case is closed or has it already."""


def plan_side_letter(
    creditor: Creditor,
    case_id: int,
    *,
    kind: str,
    source_id: int,
    today: date,
    actor: str,
    plan_id: int | None = None,
) -> int:
    """Plans the letter for today, inside the tenant's scope; the notice's number.

    ``source_id`` is what it tells of: the hold, the dispute or the plan; of a plan ``plan_id`` is
    named, too. Each has one letter of a kind in a cycle. An answer to the debtor is planned under a
    hold, too, and waits for its end. The caller closes the history. Raises SideLetterNotPlanned and
    HeldBack.
    """
    if kind not in SIDE_LETTERS:
        raise SideLetterNotPlanned(
            "“{kind}” is no letter beside the flow; it is one of {kinds}",
            kind=kind,
            kinds=list(SIDE_LETTERS),
        )
    tenant_id, step = creditor.tenant_id, f"{kind}-{source_id}"
    if kind not in ANSWERS:
        require_passage(creditor, case_id, SIDE_LETTERS[kind], on=today, only_planned=True)
    new = NewLetter(case_id, kind, step, plan_id)
    planned = add_letters_beside(tenant_id, [new], today=today)
    if not planned:
        raise SideLetterNotPlanned(
            "case {case_id} is closed or has its {kind:word} already: nothing was planned",
            case_id=case_id,
            kind=kind,
        )
    notice_id = planned[0].notice_id
    add_event(case_id, f"{step}_planned", today=today, actor=actor, notice=notice_id)
    return notice_id


def source_of(step: str) -> int:
    """What a letter beside the flow tells of, by its step; 0 where it names nothing.

    >>> source_of("deferral_confirmation-17"), source_of("reminder")
    (17, 0)
    """
    number = step.rpartition("-")[2]
    return int(number) if number.isdecimal() and "-" in step else 0
