"""The same request twice is acted on once: the second one gets the answer of the first.

Whoever asks names a key of their own for each request. Key, request and answer are kept in the
transaction of the act itself: where the act is refused or dies, nothing is kept and the key is free
again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from kvitt.kernel.refusal import Refusal
from kvitt.store.request_keys import forget_requests, keep_response, kept_request, take_key
from kvitt.store.session import tenant_scope

KEPT_DAYS = 30
"""Policy: how long an answer is kept; a key that comes again later is a new request."""
LONGEST_KEY = 200


class RequestDiffers(Refusal):
    """The key was used for another request."""


class UnusableKey(Refusal):
    """A key is a text of 1 to 200 characters."""


def once(
    tenant_id: int,
    *,
    key: str,
    request: Mapping[str, Any],
    act: Callable[[], Mapping[str, Any]],
    today: date,
) -> dict[str, Any]:
    """What ``act`` answers to the request; for the same key and request the answer as it was kept.

    Of two at the same time one acts, the other waits and gets the same answer. ``act`` works in
    the tenant and answers with what can be written as JSON. Raises RequestDiffers, UnusableKey
    and whatever ``act`` refuses.
    """
    if not key.strip() or len(key) > LONGEST_KEY:
        raise UnusableKey(
            "a key has 1 to {most} characters, not {characters}",
            most=LONGEST_KEY,
            characters=len(key),
        )
    digest = hashlib.sha256(_as_text(request).encode()).digest()
    with tenant_scope(tenant_id):
        forget_requests(tenant_id, before=today - timedelta(days=KEPT_DAYS))
        if take_key(tenant_id, key, digest, today=today):
            response: dict[str, Any] = json.loads(_as_text(act()))
            keep_response(tenant_id, key, response)
            return response
        kept = kept_request(tenant_id, key)
    assert kept is not None, "a key that is taken is kept"
    if kept.digest != digest:
        raise RequestDiffers(
            "the key “{key}” was used on {made_on} for another request: use a new key for a new "
            "request",
            key=key,
            made_on=kept.made_on,
        )
    return kept.response


def _as_text(told: Mapping[str, Any]) -> str:
    """JSON in one way only: the same content is the same text."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str | list[Any] | dict[str, Any]:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
