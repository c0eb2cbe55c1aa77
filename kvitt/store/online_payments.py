"""Payments that debtors began with a payment service. The caller holds the scope."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.cases import CaseKey
from kvitt.store.session import execute, query, query_value

ADD = """
insert into online_payment (tenant_id, case_id, service, reference, payment_reference, amount_minor,
  currency, begun_on, begun_by)
values (%(tenant)s, %(case)s, %(service)s, %(reference)s, %(payment_reference)s, %(amount)s,
  %(currency)s, %(today)s, %(by)s)
"""
COLUMNS = "case_id, service, reference, payment_reference, amount_minor, currency, begun_on, state"
FIND = f"""
select {COLUMNS} from online_payment
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and reference = %(reference)s
for update
"""
OPEN = f"""
select {COLUMNS} from online_payment
where tenant_id = (select %(tenant)s::integer) and state = 'begun' order by id
"""
PLACE = """
select tenant_id, case_id from online_payment
where tenant_id = any(%(tenants)s) and reference = %(reference)s and service = %(service)s
"""
END = """
update online_payment set state = %(state)s, told_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and reference = %(reference)s and state = 'begun'
"""
BEGUN_SINCE = """
select count(*)::integer from online_payment
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and begun_on = %(today)s
"""


class OnlinePayment(NamedTuple):
    """A payment that was begun; the sum in whole minor units."""

    case_id: int
    service: str
    reference: str
    """Ours, by which the service knows it."""
    payment_reference: str
    amount_minor: int
    currency: str
    begun_on: date
    state: str
    """``begun``, ``paid`` or ``ended``: nothing was paid."""


def add_online_payment(tenant_id: int, new: OnlinePayment, *, by: str) -> None:
    """Keeps that a payment was begun."""
    given: dict[str, Any] = {
        "tenant": tenant_id, "case": new.case_id, "service": new.service,
        "reference": new.reference, "payment_reference": new.payment_reference,
        "amount": new.amount_minor, "currency": new.currency, "today": new.begun_on, "by": by,
    }  # fmt: skip
    execute(ADD, given)


def online_payment(tenant_id: int, case_id: int, reference: str) -> OnlinePayment | None:
    """The payment of that case, locked; None where there is none."""
    found = query(FIND, {"tenant": tenant_id, "case": case_id, "reference": reference})
    return OnlinePayment._make(found[0]) if found else None


def place_of(tenant_ids: Sequence[int], reference: str, *, service: str) -> CaseKey | None:
    """The case on which a payment of that reference was begun with the service; None for none."""
    given = {"tenants": list(tenant_ids), "reference": reference, "service": service}
    found = query(PLACE, given)
    return CaseKey(*found[0]) if found else None


def open_online_payments(tenant_id: int) -> list[OnlinePayment]:
    """The payments of which nothing is known yet, the oldest first."""
    return [OnlinePayment._make(row) for row in query(OPEN, {"tenant": tenant_id})]


def end_online_payment(tenant_id: int, reference: str, *, state: str, today: date) -> bool:
    """Notes what became of it; whether it was not known before."""
    given = {"tenant": tenant_id, "reference": reference, "state": state, "today": today}
    return bool(execute(END, given))


def begun_today(tenant_id: int, case_id: int, *, today: date) -> int:
    """How many payments were begun on the case that day."""
    return int(query_value(BEGUN_SINCE, {"tenant": tenant_id, "case": case_id, "today": today}))
