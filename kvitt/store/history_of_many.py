"""The histories of several tenants in one transaction: staged apart, closed together at its end.

Closing a tenant's link makes its other writers wait until the commit. Doing that last, for all
tenants at once and in one order, keeps the wait short and free of deadlocks.
"""

from kvitt.store.history import close_history, stage_history
from kvitt.store.session import execute, query, tenant_scope
from kvitt.store.staging import empty_staged, stage_more

STAGING = """
create temp table if not exists held_history (
  no bigint generated always as identity, tenant_id integer, case_id bigint, on_day date, kind text,
  actor text, given jsonb, staged_in xid8 default pg_current_xact_id()
)
"""
OF_TENANT = "held_history where tenant_id = %(tenant)s order by no"
COLUMNS = "case_id, on_day, kind, actor, given"


def set_history_aside(tenant_id: int) -> None:
    """Marks the events staged so far as this tenant's; the next ones may be another's."""
    stage_history()
    stage_more(STAGING)
    execute(
        f"insert into held_history (tenant_id, {COLUMNS}) select %s, {COLUMNS} from new_history",
        (tenant_id,),
    )
    empty_staged("new_history")


def close_histories() -> None:
    """Adds the events set aside to each tenant's history: the last thing of a transaction."""
    for (tenant_id,) in query("select distinct tenant_id from held_history order by 1"):
        with tenant_scope(tenant_id):
            close_history(tenant_id, staged=OF_TENANT)
    empty_staged("held_history")
