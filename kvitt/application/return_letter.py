"""A letter came back: its step is not reached, whoever tells it, a receipt or a person.

Where the next letter has not left, the next channel takes over or a person finds an address, the
fee stays one, and the time counts from the dispatch that works. Where the next letter has left
already, that one rests on a step which was not reached: the case stops until a person has answered.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from kvitt.application.change_address import begin_after_return, lock_debtors_cases
from kvitt.application.place_hold import hold_in_scope
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import fresh_start, parties
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.dispatches import dispatch_by_id, end_dispatches, mark_unreachable
from kvitt.store.notices import plan_again, raise_task
from kvitt.store.parties import LeftLetter
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

LEFT = ("sent", "unknown", "sending")
"""States in which an answer from outside still says something new."""


class NoSuchLetter(Refusal):
    """No letter of that step has left on the case."""


class NothingReturned(Refusal):
    """The case does not wait for an answer about a letter that came back."""


def return_letter(
    creditor: Creditor,
    case_id: int,
    *,
    because: str,
    today: date,
    actor: str,
    step: str | None = None,
) -> LeftLetter:
    """A person holds a letter that came back, the last one that left or that of ``step``.

    Its address is not used again for the debtor. Raises NoOpenCase and NoSuchLetter.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_debtors_cases(creditor, case_id)
        debtor = parties.debtor_of(tenant_id, case_id)
        found = [
            letter
            for letter in parties.left_letters(tenant_id, debtor.id)
            if letter.case_id == case_id and step in (None, letter.step)
        ]
        if not found:
            raise NoSuchLetter(
                "no letter {step} has left on case {case_id}: none can have come back"
                if step
                else "no letter has left on case {case_id}: none can have come back",
                case_id=case_id,
                step=step,
            )
        attempt = dispatch_by_id(tenant_id, found[-1].dispatch_id)
        came_back(tenant_id, attempt, sentence=f"returned: {because}", is_dead=True,
                  today=today, actor=actor, because=because)  # fmt: skip
        close_tenant_history(tenant_id)
    return found[-1]


def came_back(
    tenant_id: int, attempt: Any, *, sentence: str, is_dead: bool, today: date, actor: str,
    **told: object,
) -> None:  # fmt: skip
    """The attempt did not reach the debtor, inside the scope; the caller closes the history.

    ``attempt`` is locked, with its notice and case. ``is_dead``: the address is not used again.
    """
    end_dispatches(
        tenant_id, [attempt.id], "bounced", at=timezone.now(), sentence=sentence, from_states=LEFT
    )
    if is_dead:
        mark_unreachable(tenant_id, attempt.notice_id, attempt.address)
    add_event(attempt.case_id, f"{attempt.step}_came_back", today=today, actor=actor,
              notice=attempt.notice_id, channel=attempt.channel, **told)  # fmt: skip
    if attempt.is_closed:
        return
    if not attempt.is_followed:
        plan_again(tenant_id, attempt.notice_id, today=today)
        return
    question = Sentence(
        "{step} came back after the next letter had left: see whether that may stand",
        step=attempt.step,
    )
    raise_task(tenant_id, attempt.case_id, "came_back_late", question, source_id=attempt.id,
               today=today)  # fmt: skip
    if attempt.of_flow:
        hold_in_scope(
            tenant_id, attempt.case_id, kind="came_back_late", because=question, today=today,
            until_on=None, reason_code="other", actor=actor, notice=attempt.notice_id,
        )  # fmt: skip


def answer_returned(
    creditor: Creditor, case_id: int, *, may_stand: bool, because: str, today: date, actor: str
) -> None:
    """A person answers about a letter that came back after the next one had left.

    ``may_stand``: the debtor knows of the claim, so the later letters stand and the case goes on
    from tomorrow. Otherwise the flow begins anew. Raises NoOpenCase and NothingReturned.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_debtors_cases(creditor, case_id)
        held = fresh_start.held_cases(tenant_id, [case_id], "came_back_late", today=today)
        if case_id not in held:
            raise NothingReturned(
                "case {case_id} does not wait for an answer about a letter", case_id=case_id
            )
        fresh_start.end_tasks_of(tenant_id, [case_id], ["came_back_late"], today=today, by=actor,
                                 outcome=because)  # fmt: skip
        add_event(case_id, "returned_letter_answered", today=today, actor=actor, because=because,
                  may_stand=may_stand)  # fmt: skip
        if may_stand:
            fresh_start.end_holds_of(tenant_id, [case_id], "came_back_late", today=today)
            wake_cases(tenant_id, [case_id], today=today)
        else:
            begin_after_return(
                tenant_id, case_id, held[case_id], because=because, today=today, actor=actor
            )
        close_tenant_history(tenant_id)
