"""The demo's sums, each counted twice: from the rows of its own noun, and from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.check_books import CheckReport
from kvitt.store.creditors import Creditor, all_creditors
from kvitt.store.session import query, tenant_scope
from kvitt.store.tenants import agency_tenant_id

Sums = dict[int, int]
"""Creditor's number → count or minor units."""
FEES = "('reminder','collection_notice','collection_demand','payment_demand_own',\
'late_payment_compensation')"
_SENT = "state = 'sent'"
_GROSS = "p.debit = 'receivable' and p.credit = 'claims_held'"
_BALANCE = "sum(case when p.credit = '{0}' then p.amount_minor else -p.amount_minor end)"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the summary. ``ledger`` is None for counts, which no ledger holds."""

    name: str
    sql: str
    ledger: str | None = None
    is_money: bool = True


def _items(where: str) -> str:
    return f"select tenant_id, sum(amount_minor) from claim_item i where {where} group by 1"


def _gross(where: str) -> str:
    return (
        "select p.tenant_id, sum(p.amount_minor) from posting p join claim_item i"
        " on i.tenant_id = p.tenant_id and i.id = p.item_id"
        f" where {_GROSS} and {where} group by 1"
    )


def _count(table: str, where: str = "true") -> str:
    return f"select tenant_id, count(*) from {table} where {where} group by 1"


def _settled(account: str, column: str) -> tuple[str, str]:
    return (
        f"select tenant_id, sum({column}) from settlement group by 1",
        f"select tenant_id, {_paid(account)} from posting p group by 1",
    )


def _paid(account: str) -> str:
    return (
        f"sum(case when p.debit = '{account}' and p.credit = 'client_bank' then p.amount_minor"
        f" when p.credit = '{account}' and p.debit = 'client_bank' then -p.amount_minor else 0 end)"
    )


_MONEY_IN = ("client_bank", "in_transit")
_OF_DEBTORS = ("receivable", "owed_to_debtor")
_STEPS = (
    "friendly_reminder", "reminder", "collection_notice", "collection_demand", "payment_demand",
)  # fmt: skip
_CAME_IN = f"""
select p.tenant_id,
       sum(case when p.debit in {_MONEY_IN} then p.amount_minor else -p.amount_minor end)
from posting p
where (p.debit in {_MONEY_IN} and p.credit in {_OF_DEBTORS})
   or (p.credit in {_MONEY_IN} and p.debit in {_OF_DEBTORS})
group by 1
"""
_OWED = "select p.tenant_id, {0} from posting p where '{1}' in (p.debit, p.credit) group by 1"


def _owed(account: str) -> str:
    return _OWED.format(_BALANCE.format(account), account)


ROWS = (
    Row("invoices", _count("claim"), is_money=False),
    Row("  their sum", _items("kind = 'principal'"), _gross("i.kind = 'principal'")),
    Row("credit notes", _count("credit_note"), is_money=False),
    Row("cases open", _count("collection_case", "closed_on is null"), is_money=False),
    Row("cases closed", _count("collection_case", "closed_on is not null"), is_money=False),
    *(
        Row(f"letters: {step.replace('_', ' ')}", _count("notice", f"{_SENT} and step = '{step}'"),
            is_money=False)
        for step in _STEPS
    ),
    Row("  by e-mail", _count("notice", f"{_SENT} and channel = 'email'"), is_money=False),
    Row("  on paper", _count("notice", f"{_SENT} and channel = 'letter'"), is_money=False),
    Row("  came back", _count("dispatch", "state in ('bounced', 'refused')"), is_money=False),
    Row("fees charged", _items(f"kind in {FEES}"), _gross(f"i.kind in {FEES}")),
    Row("interest charged", _items("kind = 'interest'"), _gross("i.kind = 'interest'")),
    Row("  of these taken back", _items("voided_on is not null"),
        "select i.tenant_id, sum(p.amount_minor) from posting p join claim_item i"
        " on i.tenant_id = p.tenant_id and i.id = p.item_id where i.voided_on is not null"
        " and p.debit = 'claims_held' and p.credit = 'receivable' group by 1"),
    Row("payments", _count("payment"), is_money=False),
    Row("  collected", "select tenant_id, sum(amount_minor) from payment group by 1", _CAME_IN),
    Row("  taken back by the bank", _count("payment", "reverses_id is not null"), is_money=False),
    Row("settled to the creditor", *_settled("owed_to_creditor", "to_creditor_minor")),
    Row("settled to the agency", *_settled("owed_to_agency", "to_agency_minor")),
    Row("owed to debtors (paid too much)",
        "select tenant_id, sum(amount_minor) from allocation where item_id is null group by 1",
        _owed("owed_to_debtor")),
    Row("still open",
        "select tenant_id, sum(principal_open_minor + interest_open_minor + cost_open_minor)"
        " from claim group by 1",
        "select p.tenant_id, sum(case when p.debit = 'receivable' then p.amount_minor"
        " else -p.amount_minor end) from posting p where 'receivable' in (p.debit, p.credit)"
        " group by 1"),
)  # fmt: skip


def summary(*, first_on: date, last_on: date, checked: CheckReport) -> dict[str, Any]:
    """The sums for every creditor, whether the ledger agrees with each, and what was proved."""
    creditors = all_creditors()
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id, *(one.tenant_id for one in creditors)):
        rows = [_row(row, creditors) for row in ROWS]
        rows += _unmatched(agency_id, creditors)
    return {
        "first_on": first_on,
        "last_on": last_on,
        "creditors": [
            {"number": one.tenant_id, "name": one.name, "currency": one.currency}
            for one in creditors
        ],
        "rows": rows,
        "proved": list(checked.proved),
        "troubles": [one.sentence for one in checked.troubles],
        "is_clean": checked.is_clean and all(row["agrees"] is not False for row in rows),
    }


def _row(row: Row, creditors: Sequence[Creditor]) -> dict[str, Any]:
    own = _sums(row.sql)
    values = [own.get(one.tenant_id, 0) for one in creditors]
    booked = _sums(row.ledger) if row.ledger else None
    agrees = None
    if booked is not None:
        agrees = values == [booked.get(one.tenant_id, 0) for one in creditors]
    return {"name": row.name, "is_money": row.is_money, "values": values, "agrees": agrees}


def _unmatched(agency_id: int, creditors: Sequence[Creditor]) -> list[dict[str, Any]]:
    """What waits for a person lies in the agency's books, told apart by the account."""
    lines = query(
        "select account, count(*), sum(amount_minor) from bank_line"
        " where tenant_id = %s and outcome = 'unmatched' group by 1",
        (agency_id,),
    )
    found = {account: (count, int(minor)) for account, count, minor in lines}
    waiting = [found.get(one.pay_to_number, (0, 0)) for one in creditors]
    suspense = _sums(_owed("suspense")).get(agency_id, 0)
    sums = [minor for _, minor in waiting]
    return [
        {"name": "payments that wait for a person", "is_money": False, "agrees": None,
         "values": [count for count, _ in waiting]},
        {"name": "  what they come to", "is_money": True, "agrees": sum(sums) == suspense,
         "values": sums},
    ]  # fmt: skip


def _sums(statement: str) -> Sums:
    return {row[0]: int(row[1]) for row in query(statement)}
