"""Requests by their keys. The unique key lets one of two requests act while the other one waits."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.store.session import execute, query

TAKE = """
insert into request_key (tenant_id, key, request_digest, made_on)
values (%(tenant)s, %(key)s, %(digest)s, %(today)s)
on conflict (tenant_id, key) do nothing
"""
FORGET = """
delete from request_key where tenant_id = (select %(tenant)s::integer) and made_on < %(before)s
"""
KEPT = """
select request_digest, response::text, made_on from request_key
where tenant_id = (select %(tenant)s::integer) and key = %(key)s
"""
KEEP = """
update request_key set response = %(response)s
where tenant_id = (select %(tenant)s::integer) and key = %(key)s
"""


class KeptRequest(NamedTuple):
    """What was asked under a key, and answered."""

    digest: bytes
    response: dict[str, Any]
    made_on: date


def take_key(tenant_id: int, key: str, digest: bytes, *, today: date) -> bool:
    """Whether the key is free: then it is this transaction's.

    Where another transaction has just taken it, waits until that one has ended.
    """
    given = {"tenant": tenant_id, "key": key, "digest": digest, "today": today}
    return execute(TAKE, given) == 1


def kept_request(tenant_id: int, key: str) -> KeptRequest | None:
    """What is kept under the key."""
    rows = query(KEPT, {"tenant": tenant_id, "key": key})
    if not rows:
        return None
    digest, response, made_on = rows[0]
    return KeptRequest(bytes(digest), json.loads(response), made_on)


def keep_response(tenant_id: int, key: str, response: Mapping[str, Any]) -> None:
    """Keeps what was answered under the key."""
    execute(KEEP, {"tenant": tenant_id, "key": key, "response": Jsonb(dict(response))})


def forget_requests(tenant_id: int, *, before: date) -> int:
    """Forgets what was asked before that day; how many requests that were."""
    return execute(FORGET, {"tenant": tenant_id, "before": before})
