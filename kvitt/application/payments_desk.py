"""The payments desk: what waits for a person, and client money day by day."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.store.client_money import client_money_days, client_money_of
from kvitt.store.session import query, query_named, tenant_scope
from kvitt.store.tenants import agency_tenant_id

SHOWN = 100
DAYS = 30
WAITING = """
select source_id, sentence, given, raised_on from task
where tenant_id = %s and kind = 'assign_payment' and done_on is null and id > %s
  and given ? 'bank_line'
order by id limit %s
"""
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
FILES = """
select id, name, format, received_on, report from bank_file
where tenant_id = %s order by id desc limit %s
"""


@dataclass(frozen=True, slots=True)
class ClientMoney:
    """What is held and owed: by books, and at the end of each of the last days."""

    books: tuple[Any, ...]
    days: tuple[Any, ...]

    @property
    def is_whole(self) -> bool:
        """Whether what is held is what is owed, today and on each day shown."""
        differs = sum(book.difference_minor for book in self.books)
        return differs == 0 and all(one.held_minor == one.owed_minor for one in self.days)


def list_waiting_payments(*, most: int | None = None) -> list[dict[str, Any]]:
    """The bank lines that wait for a person, oldest first, with proposals and their reasons."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        rows = query(WAITING, (agency_id, 0, most))
    return [
        {"line": line, "sentence": told, "raised_on": raised_on.isoformat(), **json.loads(given)}
        for line, told, given, raised_on in rows
    ]


def list_refunds(*, most: int = SHOWN) -> list[Any]:
    """What is a debtor's and waits to be paid back or set off, the oldest first."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        return query_named(REFUNDS, {"tenants": tenants, "most": most})


def list_bank_files(*, most: int = 10) -> list[dict[str, Any]]:
    """The files from the bank that came last, with what became of their lines."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        rows = query_named(FILES, (agency_id, most))
    return [
        {**row._asdict(),
         "report": json.loads(row.report) if isinstance(row.report, str) else row.report}
        for row in rows
    ]  # fmt: skip


def client_money(*, today: date) -> ClientMoney:
    """Client money through today by books, and day by day for the last thirty days."""
    tenants = [agency_tenant_id(), *own_tenants()]
    with tenant_scope(*tenants):
        books = client_money_of(tenants, through=today)
        first = today - timedelta(days=DAYS)
        days = client_money_days(tenants, from_on=first, through=today)
    return ClientMoney(tuple(books), tuple(days))
