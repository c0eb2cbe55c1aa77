"""What was to be put to an authority is taken back: something stops the case before it has left."""

from collections.abc import Sequence
from datetime import date

from kvitt.domain.proceeding import OURS
from kvitt.kernel.sentence import Sentence
from kvitt.store import proceedings as store
from kvitt.store.closing import add_event
from kvitt.store.holds import add_task, end_tasks

APPROVE, FILE = "approve_application", "file_application"
DECIDE = "decide_next_measure"
TELL, RELEASE = "tell_authority", "release_attached"


def take_back_drafts(
    tenant_id: int, case_ids: Sequence[int], *, because: str, today: date, actor: str
) -> None:
    """A hold or a closing: what has not left never does; about what has left a person is asked.

    Inside the scope; the caller closes the history.
    """
    for kept in store.running_proceedings(tenant_id, case_ids):
        if kept.state in OURS:
            take_back(tenant_id, kept, because=because, today=today, actor=actor)
        else:
            sentence = Sentence(
                "{proceeding} is with {authority}: tell it, or withdraw ({because}): "
                "kvitt enforcement tell {kept}",
                proceeding=kept.reference,
                authority=kept.authority,
                because=because,
                kept=kept.id,
            )
            add_task(tenant_id, kept.case_id, TELL, sentence, today=today)


def take_back(
    tenant_id: int, kept: store.Kept, *, because: str, today: date, actor: str,
    asked_on: int | None = None,
) -> None:  # fmt: skip
    """Ends one that has not left, and what was asked about it. As `take_back_drafts`.

    ``asked_on`` is the case on which that was asked, where its own went on in another.
    """
    store.end_proceeding(tenant_id, kept.id, because=because, today=today)
    for task in (APPROVE, FILE):
        end_tasks(tenant_id, asked_on or kept.case_id, task, today=today, by=actor,
                  outcome=because)  # fmt: skip
    add_event(kept.case_id, "application_taken_back", today=today, actor=actor,
              proceeding=kept.id, because=because)  # fmt: skip


def at_an_authority(tenant_id: int, case_ids: Sequence[int]) -> list[store.Kept]:
    """What has left of the cases and not ended, or is on its way; locked, inside the scope."""
    running = store.running_proceedings(tenant_id, case_ids)
    return [kept for kept in running if kept.state not in OURS]
