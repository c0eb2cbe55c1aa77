"""The job that sends one creditor's planned letters.

A job is a hint: the truth is the notice table. A lost job loses no letter, because the next tick
finds the same notices planned; a job too many finds nothing to do.
"""

from datetime import date
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kvitt.application.follow_night import follow_night
from kvitt.application.follow_tasks import follow_tasks
from kvitt.application.run_cases import run_cases
from kvitt.application.send_messages import mail_what_waits
from kvitt.application.send_notices import send_notices

QUEUE = "kvitt"


@app.task(name="kvitt.send_notices", queue=QUEUE)
def send_notices_job(tenant_id: int, today: str) -> None:
    """Sends what is planned for the creditor, then lets the night see what was sent."""
    day = date.fromisoformat(today)
    send_notices(tenant_id, today=day)
    run_cases(tenant_id, today=day)


@app.task(name="kvitt.run_cases", queue=QUEUE)
def run_cases_job(tenant_id: int, today: str) -> None:
    """Decides the creditor's cases that wake, then has the planned letters sent."""
    day = date.fromisoformat(today)
    follow_night(tenant_id, today=day)
    run_cases(tenant_id, today=day)
    follow_tasks(tenant_id, today=day)
    defer_sending(tenant_id, today=day)


@app.task(name="kvitt.send_messages", queue=QUEUE)
def send_messages_job(tenant_id: int, today: str) -> None:
    """Mails the creditor's messages that wait."""
    mail_what_waits(tenant_id, today=date.fromisoformat(today))


def defer_sending(tenant_id: int, *, today: date) -> bool:
    """Asks for the creditor's letters to be sent; False where that is asked for already."""
    return _defer(send_notices_job, f"send {tenant_id}", tenant_id, today)


def defer_night(tenant_id: int, *, today: date) -> bool:
    """Asks for the creditor's cases to be decided; False where that is asked for already."""
    return _defer(run_cases_job, f"night {tenant_id}", tenant_id, today)


def defer_messages(tenant_id: int, *, today: date) -> bool:
    """Asks for the creditor's messages to be mailed; False where that is asked for already."""
    return _defer(send_messages_job, f"messages {tenant_id}", tenant_id, today)


def _defer(task: Any, lock: str, tenant_id: int, today: date) -> bool:
    try:
        with transaction.atomic():  # where the job is there already, only this savepoint is lost
            task.configure(queueing_lock=lock).defer(tenant_id=tenant_id, today=today.isoformat())
    except AlreadyEnqueued:
        return False
    return True
