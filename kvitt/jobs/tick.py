"""The tick: every minute the database is asked what is due and not done.

Nothing hangs on a clock that may be missed: an hour or five days late, the answer is the same.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app

from kvitt.application.change_flow import take_flow_changes
from kvitt.application.change_law import take_new_law
from kvitt.application.follow_tasks import follow_tasks
from kvitt.application.send_messages import reply_domain_or_none
from kvitt.application.stop_sending import not_stopped
from kvitt.application.sweep import sweep
from kvitt.application.take_receipts import take_receipts
from kvitt.jobs.sending import QUEUE, defer_messages, defer_night, defer_sending
from kvitt.jobs.sweeping import clear_ended_visits, clear_finished_jobs, rescue_jobs
from kvitt.kernel.refusal import Refusal
from kvitt.store.flow_changes import tenants_with_changes
from kvitt.store.message_mails import tenants_with_messages_to_mail
from kvitt.store.notices import tenants_with_planned_notices, tenants_with_waking_cases
from kvitt.store.session import tenant_scope
from kvitt.store.tasks import tenants_with_tasks_to_follow
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

EVERY_SECONDS = 60.0
PAUSE = timedelta(minutes=10)
"""How long a notice that a channel gave back rests before it is tried again."""
_log = logging.getLogger(__name__)


@dataclass
class TickReport:
    """What a tick found to do."""

    nights: int = 0
    sendings: int = 0
    mailings: int = 0
    uncertain: int = 0
    followed: int = 0
    """Creditors, and the agency, whose tasks got their clocks or were late."""
    rescued: int = 0


def tick(*, today: date) -> TickReport:
    """Takes changed law and flows, and receipts; sweeps up; asks for what is due."""
    report = TickReport()
    _take_new_law(today)
    tenants = creditor_tenant_ids(agency_tenant_id())
    report.rescued = rescue_jobs().again
    clear_finished_jobs()
    clear_ended_visits()
    report.uncertain = sweep(tenants, today=today).uncertain
    take_receipts(today=today)
    _take_new_flows(tenants, today)
    with tenant_scope(*tenants):
        waking = tenants_with_waking_cases(tenants, today=today)
        moment_ago = timezone.now() - PAUSE
        sending = tenants_with_planned_notices(tenants, given_back_after=moment_ago)
    sending = not_stopped(sending)
    report.nights = sum(defer_night(tenant_id, today=today) for tenant_id in waking)
    report.mailings = _ask_for_mailings(tenants, today)
    report.followed = _follow_questions(today)
    report.sendings = sum(defer_sending(tenant_id, today=today) for tenant_id in sending)
    return report


def _take_new_flows(tenants: list[int], today: date) -> None:
    """Before cases are asked for: a flow counts from its day on."""
    with tenant_scope(*tenants):
        changed = tenants_with_changes(tenants, today=today)
    for tenant_id in changed:
        take_flow_changes(tenant_id, today=today)


def _ask_for_mailings(tenants: list[int], today: date) -> int:
    """Messages wait for no night; without a domain for answers a person mails them."""
    if reply_domain_or_none() is None:
        return 0
    with tenant_scope(*tenants):
        waiting = tenants_with_messages_to_mail(tenants)
    return sum(defer_messages(tenant_id, today=today) for tenant_id in not_stopped(waiting))


def _follow_questions(today: date) -> int:
    """Tasks wait for no case to wake: also the agency's own get their clocks and are escalated."""
    agency_id = agency_tenant_id()
    tenants = [agency_id, *creditor_tenant_ids(agency_id)]
    with tenant_scope(*tenants):
        asked = tenants_with_tasks_to_follow(tenants, today=today)
    for tenant_id in asked:
        follow_tasks(tenant_id, today=today)
    return len(asked)


def _take_new_law(today: date) -> None:
    """A law that cannot be taken must not keep the letters back that do not depend on it."""
    try:
        take_new_law(today=today)
    except Refusal:
        _log.exception("the changed law could not be taken")


def run_worker_once(*, today: date) -> TickReport:
    """Does in this program all that is due today, through the queue, until it is empty."""
    report = tick(today=today)
    _work(wait=False)
    return report


def work_for_ever() -> None:
    """The worker of a running installation: ticks every minute and does the jobs, until stopped."""
    stopped = threading.Event()
    ticker = threading.Thread(target=_keep_ticking, args=(stopped,), name="kvitt-tick", daemon=True)
    ticker.start()
    try:
        _work(wait=True)
    finally:
        stopped.set()
        ticker.join(timeout=EVERY_SECONDS)


def _work(*, wait: bool) -> None:
    connector: Any = app.connector  # its Django flavour knows the connector of workers
    queue = app.with_connector(connector.get_worker_connector())
    queue.run_worker(
        queues=[QUEUE], wait=wait, concurrency=1, listen_notify=wait, install_signal_handlers=wait,
        fetch_job_polling_interval=1.0, delete_jobs="successful",
    )  # fmt: skip


def _keep_ticking(stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            tick(today=timezone.localdate())
        except Exception:  # noqa: BLE001
            # Whatever went wrong, the next tick asks again: a ticker that ends would miss letters.
            _log.exception("this tick failed; the next one asks again")
        finally:
            connections.close_all()
        stopped.wait(EVERY_SECONDS)
