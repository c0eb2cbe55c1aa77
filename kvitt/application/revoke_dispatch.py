"""Taking back letters that lie in the print folder and have not been posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from kvitt.application.outgoing import print_folder
from kvitt.channels.letter import PrintFolder
from kvitt.store.dispatches import end_dispatches, unconfirmed_letters
from kvitt.store.history import Event, add_history
from kvitt.store.notices import plan_again
from kvitt.store.session import tenant_scope

REVOCABLE = timedelta(days=3)
"""An older letter counts as posted, whether or not the print house sends receipts."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """One letter that should not be posted, and whether that could be stopped."""

    case_id: int
    notice_id: int
    step: str
    succeeded: bool


def revoke_letters(
    tenant_id: int,
    case_ids: Sequence[int],
    *,
    because: str,
    today: date,
    actor: str = "sending",
    folder: PrintFolder | None = None,
    beside: Sequence[str] = (),
) -> list[Revoked]:
    """Takes back the cases' letters that the print house has not confirmed; tells which it could.

    A letter taken back counts as never sent: its notice is planned again, so that
    `withdraw_notices` in the same transaction withdraws it and voids its fee. The history keeps
    the proof either way. Of letters beside the flow only the kinds in ``beside`` are taken back.
    """
    folder = folder or print_folder()
    made = []
    with tenant_scope(tenant_id):
        for letter in unconfirmed_letters(tenant_id, case_ids, beside=beside):
            if today - letter.made_on > REVOCABLE:
                continue
            key = f"{tenant_id}-{letter.notice_id}-{letter.attempt}"
            succeeded = folder.revoke(key, on=letter.made_on)
            if succeeded:
                end_dispatches(
                    tenant_id,
                    [letter.id],
                    "withdrawn",
                    at=timezone.now(),
                    sentence=because,
                    from_states=("sent",),
                )
                plan_again(tenant_id, letter.notice_id, today=today)
            made.append(Revoked(letter.case_id, letter.notice_id, letter.step, succeeded))
        events = [
            Event(
                one.case_id,
                f"{one.step}_revoked" if one.succeeded else f"{one.step}_could_not_be_revoked",
                {"notice": one.notice_id, "because": because},
            )
            for one in made
        ]
        if events:
            add_history(tenant_id, events, on_day=today, actor=actor)
    return made
