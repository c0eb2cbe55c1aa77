"""What a person answers about a notice that Kvitt would not guess about."""

from datetime import date

from django.utils import timezone

from kvitt.application.withdraw_notices import withdraw_notices
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.dispatches import dispatch_by_id, end_dispatches
from kvitt.store.history import Event, add_history
from kvitt.store.notices import close_tasks, mark_sent, notice_with_case, plan_again
from kvitt.store.session import tenant_scope

CLOSED = Sentence("the case was closed meanwhile")


class NotUncertain(Refusal):
    """The attempt is known: there is nothing to answer."""


class NotRefused(Refusal):
    """The notice did not fail, so it is not sent again."""


def answer_uncertain(
    tenant_id: int, dispatch_id: int, *, left: bool, today: date, actor: str
) -> None:
    """A person says whether an uncertain letter left.

    If it left, it counts as sent on the day it bears. If not, it is planned for today and the next
    attempt is made; on a case that was closed meanwhile it is withdrawn. Raises NotUncertain.
    """
    with tenant_scope(tenant_id):
        attempt = dispatch_by_id(tenant_id, dispatch_id)
        if attempt is None or attempt.state != "unknown":
            state = attempt.state if attempt else "not known"
            raise NotUncertain(
                "dispatch {dispatch} is {state}: only an uncertain one is answered for",
                dispatch=dispatch_id, state=state,
            )  # fmt: skip
        state = "sent" if left else "withdrawn"
        end_dispatches(
            tenant_id,
            [dispatch_id],
            state,
            at=timezone.now(),
            sentence=f"said by {actor}",
            from_states=("unknown",),
        )
        if attempt.notice_state == "unknown":
            if left:
                mark_sent(tenant_id, attempt.notice_id, on=attempt.made_on, today=today)
            else:
                plan_again(tenant_id, attempt.notice_id, today=today)
            if not left and attempt.is_closed:
                withdraw_notices(
                    tenant_id, [attempt.case_id], because=CLOSED, today=today, actor=actor
                )
        outcome = Sentence("it left") if left else Sentence("it did not leave")
        close_tasks(
            tenant_id, attempt.case_id, ["letter_uncertain"], outcome=outcome, actor=actor,
            today=today,
        )  # fmt: skip
        kind = f"{attempt.step}_{'sent' if left else 'not_sent'}"
        given = {"notice": attempt.notice_id, "channel": attempt.channel, "told_by_person": True}
        if left:
            given |= {
                "deadline": attempt.deadline_on.isoformat(),
                "dated": attempt.made_on.isoformat(),
            }
        add_history(tenant_id, [Event(attempt.case_id, kind, given)], on_day=today, actor=actor)


def send_again(tenant_id: int, notice_id: int, *, today: date, actor: str) -> None:
    """A person has found an address or mended what was wrong: the notice is planned for today.

    Raises NotRefused.
    """
    with tenant_scope(tenant_id):
        notice = notice_with_case(tenant_id, notice_id)
        if notice is None or notice.state != "refused" or notice.is_closed:
            raise NotRefused(
                "notice {notice_id} did not fail, or its case is closed: it is not sent again",
                notice_id=notice_id,
            )
        plan_again(tenant_id, notice_id, today=today)
        kinds = ["find_address", "letter_not_made"]
        close_tasks(
            tenant_id, notice.case_id, kinds, outcome="sent again", actor=actor, today=today
        )
        event = Event(
            notice.case_id, f"{notice.step}_planned", {"notice": notice_id, "again": True}
        )
        add_history(tenant_id, [event], on_day=today, actor=actor)
