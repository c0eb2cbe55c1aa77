"""Payments to the creditor itself, and single payments that a person corrects."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.session import query, query_named, query_value, sql

ANY_DIRECT = """
select exists (select from payment where tenant_id = any (%s) and is_direct)
"""
ALIKE = """
select p.id, p.booked_on, p.is_direct from payment p
where p.tenant_id = (select %(tenant)s::integer) and p.amount_minor = %(amount)s
  and p.case_id in (
    select %(case)s::bigint union all
    select k.id from collection_case k
    where k.tenant_id = (select %(tenant)s::integer) and k.merged_into = %(case)s
    union all
    select k.split_from from collection_case k
    where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s)
  and p.booked_on between %(day)s::date - %(near)s::integer and %(day)s::date + %(near)s::integer
  and not exists (
    select from payment r where r.tenant_id = p.tenant_id and r.reverses_id = p.id)
order by p.id limit 1
"""
ONE = """
select p.tenant_id, p.id, p.case_id, p.bank_line_id, p.amount_minor, p.booked_on, p.reference,
       p.reverses_id, p.is_direct,
       exists (select from payment r where r.tenant_id = p.tenant_id and r.reverses_id = p.id)
         as is_reversed
from payment p where p.tenant_id = any (%(tenants)s) and p.id = %(payment)s
"""
ON_LINE = """
select coalesce(sum(amount_minor), 0)::bigint from payment
where tenant_id = any (%(tenants)s) and bank_line_id = %(line)s
"""


class AlikePayment(NamedTuple):
    """A payment with the same sum on the case, some days apart."""

    payment_id: int
    booked_on: date
    is_direct: bool


def told_direct(
    shares: Sequence[tuple[int, int, int, int, date]], *, near_days: int
) -> dict[int, date]:
    """The bank lines that may be payments of which creditors told, with the day that was told.

    A share is line, tenant, case, amount in whole minor units and day.
    """
    tenants = sorted({share[1] for share in shares})
    if not shares or not query_value(ANY_DIRECT, (tenants,)):
        return {}
    lines, of, cases, amounts, days = (list(column) for column in zip(*shares, strict=True))
    given = {"lines": lines, "tenants": of, "cases": cases, "amounts": amounts, "days": days}
    return dict(query(sql("direct_alike"), given | {"near": near_days}))


def alike_payment(
    tenant_id: int, case_id: int, amount_minor: int, on: date, *, near_days: int
) -> AlikePayment | None:
    """A payment of that sum on the case, so near that it may be the same, not taken back."""
    rows = query(ALIKE, {"tenant": tenant_id, "case": case_id, "amount": amount_minor, "day": on,
                         "near": near_days})  # fmt: skip
    return AlikePayment(*rows[0]) if rows else None


def payment_of(tenant_ids: Sequence[int], payment_id: int) -> Any | None:
    """A payment of one of the tenants, inside their scope; None where there is none."""
    rows = query_named(ONE, {"tenants": list(tenant_ids), "payment": payment_id})
    return rows[0] if rows else None


def booked_on_line(tenant_ids: Sequence[int], line_id: int) -> int:
    """What stands booked of a bank line on cases, in whole minor units."""
    return int(query_value(ON_LINE, {"tenants": list(tenant_ids), "line": line_id}))


def was_booked_on(tenant_id: int, line_id: int, case_id: int) -> bool:
    """Whether the bank line has been a payment on that case before."""
    return bool(
        query_value(
            "select exists (select from payment where tenant_id = %s and bank_line_id = %s"
            " and case_id = %s)",
            (tenant_id, line_id, case_id),
        )
    )
