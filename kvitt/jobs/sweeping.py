"""Rescuing jobs of workers that died, and clearing away those that are done.

The queue does neither by itself: a killed worker's job would be under way for ever.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from psycopg import errors

from kvitt.store.session import execute, query

SILENT_FOR = timedelta(seconds=30)
"""A living worker shows itself every ten seconds."""
LONGEST_JOB = timedelta(hours=2)
KEEP_DONE = timedelta(hours=24)


@dataclass
class Rescued:
    """What became of jobs that nobody works on any more."""

    again: int = 0
    dropped: int = 0
    """Jobs whose like was waiting already."""


def rescue_jobs(*, silent_for: timedelta = SILENT_FOR) -> Rescued:
    """Puts the jobs of silent workers back in the queue. They are hints, so a twin replaces one.

    A job that ends while it is looked at, because the server still finished a dead worker's last
    statement, is left as it is.
    """
    rows = query(
        "select j.id from procrastinate_jobs j"
        " left join procrastinate_workers w on w.id = j.worker_id"
        " where j.status = 'doing' and (w.id is null or w.last_heartbeat < now() - %s"
        " or exists (select from procrastinate_events e"
        " where e.job_id = j.id and e.type = 'started' and e.at < now() - %s))",
        (silent_for, LONGEST_JOB),
    )
    rescued = Rescued()
    for (job_id,) in rows:
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())
            rescued.again += 1
        except (ConnectorException, IntegrityError, errors.Error):
            rescued.dropped += execute(
                "delete from procrastinate_jobs where id = %s and status = 'doing'", (job_id,)
            )
    return rescued


def clear_finished_jobs(*, keep: timedelta = KEEP_DONE) -> int:
    """Deletes jobs that ended long ago; a long list of them slows the queue down."""
    return execute(
        "delete from procrastinate_jobs j"
        " where j.status in ('succeeded', 'failed', 'cancelled', 'aborted') and not exists"
        " (select from procrastinate_events e where e.job_id = j.id and e.at >= now() - %s)",
        (keep,),
    )


def clear_ended_visits() -> int:
    """Deletes the sessions of visits that have ended, with what was kept in them."""
    return execute("delete from django_session where expire_date < now()")
