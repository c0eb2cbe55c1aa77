"""Sweeping up after a worker that died while sending.

Whoever may take the tenant's lock alone knows that no sender is alive, so every attempt still under
way was left behind. A letter is looked up in the manifest. A mail whose call was announced may have
left: a person is asked. A mail that was only made ready goes back among the planned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from kvitt.application.outgoing import print_folder
from kvitt.channels.letter import PrintFolder
from kvitt.kernel.sentence import Sentence
from kvitt.store.dispatches import (
    UnderWay,
    dispatches_under_way,
    end_dispatches,
    nobody_sends_in,
    settle_dispatches,
)

PATIENCE = timedelta(seconds=20)
"""How long the sweeper waits for a chunk that is being sent now."""


@dataclass
class SweepReport:
    """What was found of attempts left behind."""

    found_sent: int = 0
    planned_again: int = 0
    uncertain: int = 0
    busy: int = 0
    """Tenants in which a sender was at work all the while; the next sweep asks again."""


def sweep(
    tenant_ids: Iterable[int],
    *,
    today: date,
    older_than: timedelta = PATIENCE,
    folder: PrintFolder | None = None,
) -> SweepReport:
    """Finds out what became of attempts whose worker is gone. Nothing is sent.

    ``older_than`` is how long to wait for senders that are alive; what outlasts them was left.
    """
    report = SweepReport()
    for tenant_id in tenant_ids:
        with nobody_sends_in(tenant_id, wait_seconds=older_than.total_seconds()) as alone:
            if not alone:
                report.busy += 1
                continue
            for attempt in dispatches_under_way(tenant_id):
                _find_out(tenant_id, attempt, folder or print_folder(), report)
            settle_dispatches(tenant_id, today=today, actor="sweeper")
    return report


def _find_out(tenant_id: int, attempt: UnderWay, folder: PrintFolder, report: SweepReport) -> None:
    ids, at = [attempt.id], timezone.now()
    key = f"{tenant_id}-{attempt.notice_id}-{attempt.attempt}"
    if attempt.channel == "letter" and folder.was_handed_over(key, on=attempt.made_on):
        end_dispatches(tenant_id, ids, "sent", at=at, sentence=Sentence("found in the manifest"))
        report.found_sent += 1
    elif attempt.channel == "letter" or attempt.state == "ready":
        if attempt.channel == "letter":
            folder.forget(key, on=attempt.made_on)
        # Without a sentence: nothing refused it, so nothing keeps it from being sent at once.
        end_dispatches(tenant_id, ids, "withdrawn", at=at)
        report.planned_again += 1
    else:
        end_dispatches(
            tenant_id,
            ids,
            "unknown",
            at=at,
            sentence=Sentence("the worker died while the mail was being handed over"),
        )
        report.uncertain += 1
