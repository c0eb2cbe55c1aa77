"""What the books know of attempts that the print folder names, inside the scope."""

from collections.abc import Sequence

from kvitt.store.session import query

KNOWN = """
select named.tenant_id, named.notice_id, named.attempt, n.case_id, n.state,
       coalesce(d.state, '')
from unnest(%(tenants)s::integer[], %(notices)s::bigint[], %(attempts)s::integer[])
  named (tenant_id, notice_id, attempt)
join notice n on n.tenant_id = named.tenant_id and n.id = named.notice_id
left join dispatch d on d.tenant_id = named.tenant_id and d.notice_id = named.notice_id
  and d.attempt = named.attempt
"""
Key = tuple[int, int, int]
"""Tenant, notice and attempt."""


def known_attempts(keys: Sequence[Key]) -> dict[Key, tuple[int, str, str]]:
    """By attempt: its case, the state of its notice, and its own (empty where there is none)."""
    given = {
        "tenants": [key[0] for key in keys],
        "notices": [key[1] for key in keys],
        "attempts": [key[2] for key in keys],
    }
    return {(row[0], row[1], row[2]): (row[3], row[4], row[5]) for row in query(KNOWN, given)}
