"""Figures about the house itself: its nights, its jobs, its letters in doubt."""

from collections.abc import Sequence
from datetime import datetime

from kvitt.store.session import query, query_value

NIGHTS = """
select what, max(ended_at) from night where tenant_id = any (%s) group by what order by what
"""
BEHIND = """
select count(*) from (
  select tenant_id, max(on_day) as newest from night
  where tenant_id = any (%(tenants)s) and what = 'cases' group by tenant_id) own
where newest < (select max(on_day) from night
                where tenant_id = any (%(tenants)s) and what = 'cases')
"""
JOBS = "select status::text, count(*)::integer from procrastinate_jobs group by status"
UNDER_WAY = """
select count(*)::integer,
       count(*) filter (where started_at < now() - interval '10 minutes')::integer
from dispatch where tenant_id = any (%s) and state in ('ready', 'sending')
"""
DOUBT = "select count(*) from dispatch where tenant_id = any (%s) and state = 'unknown'"


def last_nights(tenant_ids: Sequence[int]) -> tuple[tuple[str, datetime], ...]:
    """When the newest night over cases and over tasks ended."""
    return tuple((row[0], row[1]) for row in query(NIGHTS, (list(tenant_ids),)))


def nights_behind(tenant_ids: Sequence[int]) -> int:
    """How many creditors' newest night is older than the newest of all."""
    return int(query_value(BEHIND, {"tenants": list(tenant_ids)}))


def jobs_by_state() -> dict[str, int]:
    """The background jobs by state."""
    return {row[0]: row[1] for row in query(JOBS)}


def in_doubt(tenant_ids: Sequence[int]) -> int:
    """The letters of which nobody knows whether they left."""
    return int(query_value(DOUBT, (list(tenant_ids),)))


def under_way(tenant_ids: Sequence[int]) -> tuple[int, int]:
    """Letters that are being sent now, and those of them that a worker must have left behind."""
    ((now, left),) = query(UNDER_WAY, (list(tenant_ids),))
    return int(now), int(left)
