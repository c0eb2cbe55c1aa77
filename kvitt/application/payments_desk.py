"""The payments desk: what waits for a person, and client money day by day."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.store.bank_files import last_files, waiting_questions
from kvitt.store.client_money import client_money_days, client_money_of, refunds_waiting
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id

SHOWN = 100
DAYS = 30


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
        rows = waiting_questions(agency_id, most=most)
    return [
        {"line": line, "sentence": told, "raised_on": raised_on.isoformat(), **json.loads(given)}
        for line, told, given, raised_on in rows
    ]


def list_refunds(*, most: int = SHOWN) -> list[Any]:
    """What is a debtor's and waits to be paid back or set off, the oldest first."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        return refunds_waiting(tenants, most=most)


def list_bank_files(*, most: int = 10) -> list[dict[str, Any]]:
    """The files from the bank that came last, with what became of their lines."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        rows = last_files(agency_id, most=most)
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
