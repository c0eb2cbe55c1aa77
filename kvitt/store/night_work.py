"""What a creditor's night has to look at, told by one question. The caller holds the scope."""

from datetime import date
from typing import NamedTuple

from kvitt.store.session import query, sql


class NightWork(NamedTuple):
    """What there is to do; a yes may be one too many, a no is sure."""

    flows: bool
    plans: bool
    offers: bool
    clocks: bool
    drafts: bool
    proceedings: bool
    rounds: bool
    online: bool
    wakes: bool


def night_work(tenant_id: int, *, today: date) -> NightWork:
    """What there is to do for the creditor tonight."""
    return NightWork._make(query(sql("night_work"), {"tenant": tenant_id, "today": today})[0])
