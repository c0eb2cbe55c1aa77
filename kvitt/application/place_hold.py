"""A person holds a case or lets it go on: a pause, a bankruptcy, a death, a protected identity.

What the hold stops is taken back at once: letters that are planned, and printed ones that have not
been posted. A hold with an end ends by itself.
"""

from datetime import date

from kvitt.application import standing_case
from kvitt.application.take_back_drafts import take_back_drafts
from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.holds import (
    BY_HAND,
    KINDS,
    REASON_CODES,
    SIDE_LETTERS,
    HoldKind,
    beside_taken_back,
    hold_kind,
    stops,
)
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import holds
from kvitt.store.closing import add_event, wake_cases, withdraw_planned
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import open_disputes
from kvitt.store.history import close_history
from kvitt.store.session import tenant_scope
from kvitt.store.side_letters import planned_beside


class UnknownHold(Refusal):
    """A person cannot place or end a hold of that kind, or give that reason."""


class HoldNeedsADay(Refusal):
    """A hold of that kind ends on a day, and not before it begins."""


class NoOpenCase(Refusal):
    """The creditor has no such case, or it is closed."""


class NotHeld(Refusal):
    """No hold of that kind stands on the case."""


class StillDisputed(Refusal):
    """The debtor's objection was registered and is not answered."""


def place_hold(
    creditor: Creditor,
    case_id: int,
    *,
    kind: str,
    because: str,
    today: date,
    until_on: date | None = None,
    reason_code: str = "other",
    actor: str,
) -> int:
    """Holds the case from today, through ``until_on`` where that is given; the hold's number.

    Raises UnknownHold, HoldNeedsADay and NoOpenCase.
    """
    if kind not in BY_HAND:
        raise UnknownHold(
            "“{kind}” is no hold that a person places; it is one of {kinds}",
            kind=kind,
            kinds=list(BY_HAND),
        )
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        hold_id = hold_in_scope(
            creditor.tenant_id, case_id, kind=kind, because=because, today=today,
            until_on=until_on, reason_code=reason_code, actor=actor,
        )  # fmt: skip
        close_history(creditor.tenant_id)
    return hold_id


def require_open_case(creditor: Creditor, case_id: int) -> None:
    """Locks the case, inside its tenant's scope. Raises NoOpenCase.

    A case that was merged is not acted on under its old number: the sentence names the other one.
    """
    try:
        standing_case.require_open_case(creditor, case_id)
    except standing_case.CaseNotOpen as no:
        raise NoOpenCase(no.sentence, case_id=case_id) from no
    is_open = holds.is_open_case(creditor.tenant_id, case_id)
    if is_open is None:
        raise NoOpenCase(
            "{creditor} has no case {case_id}", case_id=case_id, creditor=creditor.name
        )
    if not is_open:
        raise NoOpenCase("case {case_id} is closed: nothing is sent on it", case_id=case_id)


def hold_in_scope(
    tenant_id: int,
    case_id: int,
    *,
    kind: str,
    because: str,
    today: date,
    until_on: date | None,
    reason_code: str,
    actor: str,
    event: str = "case_stopped",
    **told: object,
) -> int:
    """Places the hold on a locked case, takes back what it stops, asks whom it must and tells it.

    The caller holds the tenant's scope and closes the history. Raises HoldNeedsADay and
    UnknownHold.
    """
    known = _clear_hold(kind, reason_code=reason_code, until_on=until_on, today=today)
    if stops(kind, "flow_letter"):
        why = Sentence("the case stops ({word}): {because}", word=known.word, because=because)
        stop_letters(
            tenant_id, [case_id], because=why, today=today, actor=actor,
            beside=beside_taken_back(kind), keeps_drafts=not stops(kind, "application"),
        )  # fmt: skip
    else:
        _take_back_beside(tenant_id, case_id, kind, because=because, today=today, actor=actor)
        if stops(kind, "application"):
            why = Sentence("nothing is filed ({word}): {because}", word=known.word, because=because)
            take_back_drafts(tenant_id, [case_id], because=why, today=today, actor=actor)
    hold_id = holds.place_hold(
        tenant_id, case_id, kind, because, today=today, until_on=until_on, placed_by=actor,
        reason_code=reason_code, told=told,
    )  # fmt: skip
    if known.task is not None:
        holds.add_task(tenant_id, case_id, *known.task, today=today)
    until = until_on.isoformat() if until_on else None
    add_event(case_id, event, today=today, actor=actor, hold=kind, because=because, until=until,
              reason=reason_code, **told)  # fmt: skip
    wake_cases(tenant_id, [case_id], today=today)
    return hold_id


def _clear_hold(kind: str, *, reason_code: str, until_on: date | None, today: date) -> HoldKind:
    """The kind of hold, where its reason is known and it ends when it should."""
    known = hold_kind(kind)
    if reason_code not in REASON_CODES:
        raise UnknownHold(
            "“{reason_code}” is no reason; it is one of {codes}",
            reason_code=reason_code,
            codes=list(REASON_CODES),
        )
    if known.needs_end and until_on is None:
        raise HoldNeedsADay("a {word} ends on a day: say until when", kind=kind, word=known.word)
    if until_on is not None and until_on < today:
        raise HoldNeedsADay(
            "the hold would end on {until}, before it begins: say a later day", until=until_on
        )
    return known


def release_hold(
    creditor: Creditor, case_id: int, *, kind: str, because: str, today: date, actor: str
) -> None:
    """Ends the holds of that kind today: the case goes on from tomorrow.

    An objection that was registered is answered, not released. Raises UnknownHold, NoOpenCase,
    NotHeld and StillDisputed.
    """
    if kind not in KINDS:
        raise UnknownHold(
            "there is no hold “{kind}”; it is one of {kinds}", kind=kind, kinds=list(KINDS)
        )
    if KINDS[kind].ends_with:
        raise UnknownHold(
            "to end a {word}, {ends_with}",
            kind=kind,
            word=KINDS[kind].word,
            ends_with=KINDS[kind].ends_with,
        )
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        if kind == "dispute" and open_disputes(creditor.tenant_id, case_id):
            raise StillDisputed(
                "the objection on case {case_id} is not answered: decide the dispute, the case "
                "goes on by itself",
                case_id=case_id,
            )
        if not holds.end_holds(creditor.tenant_id, case_id, kind, today=today):
            raise NotHeld(
                "no {word} stands on case {case_id}", case_id=case_id, word=KINDS[kind].word
            )
        if KINDS[kind].answers:
            holds.end_tasks(
                creditor.tenant_id, case_id, KINDS[kind].answers, today=today, by=actor,
                outcome=because,
            )  # fmt: skip
        add_event(case_id, "case_resumed", today=today, actor=actor, hold=kind, because=because)
        wake_cases(creditor.tenant_id, [case_id], today=today)
        close_history(creditor.tenant_id)


def _take_back_beside(
    tenant_id: int, case_id: int, kind: str, *, because: str, today: date, actor: str
) -> None:
    """Where the flow's letters go on, takes back the letters beside it that the hold stops."""
    stopped = [letter for letter, act in SIDE_LETTERS.items() if stops(kind, act)]
    ids = planned_beside(tenant_id, case_id, stopped)
    if ids:
        why = Sentence(
            "the case stops ({word}): {because}", word=hold_kind(kind).word, because=because
        )
        withdraw_planned(
            tenant_id, [case_id], because=why, today=today, actor=actor, beside=stopped,
            notice_ids=ids,
        )  # fmt: skip
