"""A thread is closed, or given to somebody. A new message opens a closed thread again."""

from datetime import date

from kvitt.application.write_message import thread_for
from kvitt.domain.messages import AGENCY, CLOSED, Reader
from kvitt.kernel.refusal import Refusal
from kvitt.store import messages
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class ThreadNotOpen(Refusal):
    """The thread is closed already."""


def close_thread(
    creditor: Creditor, thread_id: int, *, because: str, today: date, actor: str
) -> None:
    """Closes the thread and its task, by a person of the agency.

    Raises NotYourThread and ThreadNotOpen.
    """
    with tenant_scope(creditor.tenant_id):
        thread = thread_for(creditor, thread_id, Reader(AGENCY, actor), lock=True)
        if thread.state == CLOSED:
            raise ThreadNotOpen(
                "thread {thread_id} was closed on {closed_on}: nothing was changed",
                thread_id=thread_id,
                closed_on=thread.closed_on,
            )
        messages.close_thread(thread, because=because, today=today, by=actor)
        add_event(int(thread.case_id), "thread_closed", today=today, actor=actor,
                  thread=thread_id, because=because)  # fmt: skip
        close_tenant_history(creditor.tenant_id)


def give_thread(creditor: Creditor, thread_id: int, *, owner: str, today: date, actor: str) -> None:
    """Gives the thread, with its open task, to somebody. Raises NotYourThread."""
    with tenant_scope(creditor.tenant_id):
        thread = thread_for(creditor, thread_id, Reader(AGENCY, actor), lock=True)
        messages.own_thread(thread, owner)
        add_event(int(thread.case_id), "thread_given", today=today, actor=actor,
                  thread=thread_id, owner=owner)  # fmt: skip
        close_tenant_history(creditor.tenant_id)
