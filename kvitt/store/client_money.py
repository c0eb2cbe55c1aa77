"""Client money as the ledger has it: what is held and what is owed of it, by books and by day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.store.session import query_named, sql

REFUNDS = """
select t.tenant_id, t.id, t.case_id, t.kind, t.sentence, t.raised_on, t.due_on,
       r.name as creditor_name
from unnest(%(tenants)s::integer[]) own (tenant_id)
cross join lateral (
  select * from task where tenant_id = own.tenant_id and done_on is null
    and kind in ('refund_overpayment', 'refund_not_owed', 'set_off_credit_note')
  order by kind, id limit %(most)s) t
join creditor r on r.tenant_id = t.tenant_id
order by t.raised_on, t.id limit %(most)s
"""


def client_money_of(tenant_ids: Sequence[int], *, through: date) -> list[Any]:
    """What each of the tenants' books hold and owe through the day; those that moved any money."""
    given = {"tenants": list(tenant_ids), "through": through}
    return query_named(sql("client_money_books"), given)


def client_money_days(tenant_ids: Sequence[int], *, from_on: date, through: date) -> list[Any]:
    """What each of the books holds and owes at the end of each day on which its money moved."""
    given = {"tenants": list(tenant_ids), "from": from_on, "through": through}
    return query_named(sql("client_money_days"), given)


def refunds_waiting(tenant_ids: Sequence[int], *, most: int) -> list[Any]:
    """The questions about what is a debtor's and waits to be paid back or set off."""
    return query_named(REFUNDS, {"tenants": list(tenant_ids), "most": most})
