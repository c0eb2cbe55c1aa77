"""Client money as the ledger has it: what is held and what is owed of it, by books and by day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.store.session import query_named, sql


def client_money_of(tenant_ids: Sequence[int], *, through: date) -> list[Any]:
    """What each of the tenants' books hold and owe through the day; those that moved any money."""
    given = {"tenants": list(tenant_ids), "through": through}
    return query_named(sql("client_money_books"), given)


def client_money_days(tenant_ids: Sequence[int], *, from_on: date, through: date) -> list[Any]:
    """What each of the books holds and owes at the end of each day on which its money moved."""
    given = {"tenants": list(tenant_ids), "from": from_on, "through": through}
    return query_named(sql("client_money_days"), given)
