"""The history of many tenants, read from the newest backwards."""

from collections.abc import Sequence
from typing import Any

from kvitt.store.session import query_named

NEWEST_EVENTS = """
select h.tenant_id, h.id, h.case_id, h.on_day, h.kind, h.actor, r.name as creditor_name
from unnest(%(tenants)s::integer[]) own (tenant_id)
cross join lateral (
  select tenant_id, id, case_id, on_day, kind, actor from history
  where tenant_id = own.tenant_id and id < %(before)s order by id desc limit %(most)s) h
left join creditor r on r.tenant_id = h.tenant_id
order by h.id desc limit %(most)s
"""


def newest_events(tenant_ids: Sequence[int], *, before: int, most: int) -> list[Any]:
    """Up to ``most`` events with numbers under ``before``, the newest first."""
    given = {"tenants": list(tenant_ids), "before": before, "most": most}
    return query_named(NEWEST_EVENTS, given)
