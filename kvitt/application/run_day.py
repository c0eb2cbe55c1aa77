"""A day: receipts in, the night, the letters out, until nothing more is due.

It may be run once, run 24 times, or run for the first time after five missed days: what was done is
not done again, and what was missed is done on the day it runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from kvitt.application.change_law import NewLaw, take_new_law
from kvitt.application.follow_night import follow_night
from kvitt.application.follow_tasks import follow_tasks
from kvitt.application.outgoing import Outgoing, outgoing
from kvitt.application.run_cases import NightReport, run_cases
from kvitt.application.send_messages import mail_what_waits
from kvitt.application.send_notices import SendReport, send_notices
from kvitt.application.sweep import SweepReport, sweep
from kvitt.application.take_receipts import ReceiptReport, take_receipts
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

ROUNDS = 6
"""A day needs two rounds, three where a channel refuses; more would be going in circles."""


@dataclass
class DayReport:
    """What a day did, over all its creditors."""

    day: date
    night: NightReport = field(default_factory=NightReport)
    sent: SendReport = field(default_factory=SendReport)
    swept: SweepReport = field(default_factory=SweepReport)
    receipts: ReceiptReport = field(default_factory=ReceiptReport)
    law: tuple[NewLaw, ...] = ()
    """The law books that were taken into use that day."""
    given_up: int = 0
    """Cases that were closed because no more was left than their creditor gives up."""
    messages: int = 0
    """Messages that were mailed."""
    tasks_late: int = 0
    """Tasks whose last day has passed unanswered."""


def run_day(
    *,
    today: date,
    on_progress: Callable[[int], None] | None = None,
    tenant_ids: Sequence[int] | None = None,
) -> DayReport:
    """Runs the day for these creditors, or for all of them.

    ``on_progress`` is called with the number of cases decided and letters sent since the last call.
    """
    report = DayReport(today, law=take_new_law(today=today))
    tenants = creditor_tenant_ids(agency_tenant_id()) if tenant_ids is None else list(tenant_ids)
    report.swept = sweep(tenants, today=today)
    report.receipts = take_receipts(today=today)
    with outgoing() as channels:
        for tenant_id in tenants:
            _run_tenant(tenant_id, today, channels, report, on_progress)
    for tenant_id in tenants:
        report.messages += mail_what_waits(tenant_id, today=today).sent
    for tenant_id in (agency_tenant_id(), *tenants):
        report.tasks_late += follow_tasks(tenant_id, today=today).escalated
    return report


def _run_tenant(
    tenant_id: int,
    today: date,
    channels: Outgoing,
    report: DayReport,
    on_progress: Callable[[int], None] | None,
) -> None:
    """The night plans, sending sends, and the night sees what was sent, until both rest."""
    report.given_up += follow_night(tenant_id, today=today)
    for _ in range(ROUNDS):
        night = run_cases(tenant_id, today=today, on_progress=on_progress)
        sent = send_notices(tenant_id, today=today, channels=channels)
        report.night += night
        report.sent += sent
        if on_progress is not None and sent.moved:
            on_progress(sent.moved)
        if not night.decided and not sent.moved:
            return
