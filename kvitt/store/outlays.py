"""Outlays as they are stored: added once, what became of them, and what creditors were billed.

The caller holds the scope, locks the case where it changes one, and closes the history. The
agency's own money stands in its own book, the outlays of a creditor in the creditor's.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.closing import REASONS
from kvitt.domain.cost_terms import CostTerms, terms_of
from kvitt.domain.outlay import Standing
from kvitt.store.history import stage_history
from kvitt.store.payments import add_booking, add_posting
from kvitt.store.session import copy_rows, execute, query, query_named, query_value, sql
from kvitt.store.settlements import move

ADD = """
insert into outlay (tenant_id, case_id, kind, authority, advanced_by, amount_minor, incurred_on,
  reference, terms, item_id, proceeding_id, purchase_id, notice_id, booking_id, recorded_on,
  recorded_by)
values (%(tenant)s, %(case)s, %(kind)s, %(authority)s, %(advanced_by)s, %(amount)s, %(on)s,
  %(reference)s, %(terms)s, %(item)s, %(proceeding)s, %(purchase)s, %(notice)s, %(booking)s,
  %(today)s, %(by)s)
returning id
"""
KNOWN = """
select id from outlay
where tenant_id = %(tenant)s and ((proceeding_id = %(proceeding)s and kind = %(kind)s
    and incurred_on = %(on)s) or purchase_id = %(purchase)s or item_id = %(item)s)
"""
LAST_CHARGED = """
select max(i.id) from claim_item i
join claim c on c.tenant_id = i.tenant_id and c.id = i.claim_id
where i.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s and i.kind = %(kind)s
  and i.dated_on = %(today)s and i.voided_on is null
"""
RECOVERED = """
select o.id,
       sum(case o.advanced_by when 'agency' then u.to_agency_minor else u.to_creditor_minor
           end)::bigint as amount_minor
from unsettled u
join outlay o on o.tenant_id = (select %(tenant)s::integer) and o.item_id = u.item_id
group by o.id
having sum(case o.advanced_by when 'agency' then u.to_agency_minor else u.to_creditor_minor end)
  <> 0
"""
COLLECTED_BY_CASE = """
select c.case_id, sum(u.to_creditor_minor - u.held_minor)::bigint
from unsettled u
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.id = u.item_id
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = i.claim_id
group by c.case_id having sum(u.to_creditor_minor - u.held_minor) > 0
"""
CHANGE = """
insert into outlay_change (tenant_id, outlay_id, kind, amount_minor, vat_minor, on_day,
  settlement_id, booking_id, because)
select %(tenant)s, c.outlay_id, c.kind, c.amount_minor, c.vat_minor, %(today)s, %(settlement)s,
       %(booking)s, %(because)s
from unnest(%(outlays)s::bigint[], %(kinds)s::text[], %(amounts)s::bigint[], %(vats)s::bigint[])
  c (outlay_id, kind, amount_minor, vat_minor)
"""
POST = """
insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id)
select %(tenant)s, %(booking)s,
       case when c.amount_minor > 0 then a.account else 'outlays' end::ledger_account,
       case when c.amount_minor > 0 then 'outlays' else a.account end::ledger_account,
       abs(c.amount_minor), %(today)s, o.case_id
from unnest(%(outlays)s::bigint[], %(amounts)s::bigint[]) c (outlay_id, amount_minor)
join outlay o on o.tenant_id = (select %(tenant)s::integer) and o.id = c.outlay_id
cross join lateral (select 'advanced_by_' || o.advanced_by as account) a
"""
DUE = """
select coalesce((select sum(billed_minor + vat_minor - kept_minor) from settlement
                 where tenant_id = %(tenant)s), 0)
     - coalesce((select sum(amount_minor) from bill_payment where tenant_id = %(tenant)s), 0)
"""
UNPRICED_LETTERS = """
select n.id, n.case_id, n.sent_on from notice n
where n.tenant_id = (select %(tenant)s::integer) and n.kind = 'monitoring_letter'
  and n.state = 'sent' and n.sent_on between %(since)s and %(today)s
  and not exists (select from outlay o where o.tenant_id = n.tenant_id and o.notice_id = n.id)
order by n.id
"""


ADD_LETTERS = """
with new as (
  select * from unnest(%(cases)s::bigint[], %(amounts)s::bigint[], %(days)s::date[],
    %(terms)s::jsonb[], %(notices)s::bigint[]) n (case_id, amount_minor, on_day, terms, notice_id)
), added as (
  insert into outlay (tenant_id, case_id, kind, authority, advanced_by, amount_minor, incurred_on,
    reference, terms, notice_id, booking_id, recorded_on, recorded_by)
  select %(tenant)s, case_id, %(kind)s, %(authority)s, 'agency', amount_minor, on_day,
         %(reference)s, terms, notice_id, %(booking)s, %(today)s, %(by)s
  from new
  returning id, case_id, amount_minor, incurred_on
), posted as (
  insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id)
  select %(tenant)s, %(booking)s, 'outlays', 'advanced_by_agency', amount_minor, incurred_on,
         case_id
  from added
)
select id, case_id, amount_minor, incurred_on from added order by id
"""


class NewOutlay(NamedTuple):
    """An outlay to keep, with what it stands on. The sum in whole minor units."""

    case_id: int
    kind: str
    authority: str
    amount_minor: int
    on_day: date
    reference: str
    item_id: int | None = None
    proceeding_id: int | None = None
    purchase_id: int | None = None
    notice_id: int | None = None


class Change(NamedTuple):
    """What became of an outlay: recovered, billed, refunded or borne, in whole minor units."""

    outlay_id: int
    kind: str
    amount_minor: int
    vat_minor: int = 0


def known_outlay(tenant_id: int, new: NewOutlay) -> int | None:
    """The outlay that was kept already for the same step, purchase or item; None without one."""
    given: dict[str, Any] = {"tenant": tenant_id, "kind": new.kind}
    given |= {"proceeding": new.proceeding_id, "on": new.on_day, "item": new.item_id}
    given["purchase"] = new.purchase_id
    found: int | None = query_value(KNOWN, given)
    return found


def add_outlay(
    tenant_id: int, new: NewOutlay, terms: CostTerms, *, advanced_by: str, today: date, by: str
) -> int:
    """Keeps the outlay for ever and books it in the creditor's book; its number."""
    booking = add_booking(tenant_id, "outlay", today=today, note=new.kind)
    add_posting(tenant_id, booking, "outlays", f"advanced_by_{advanced_by}", new.amount_minor,
                value_on=new.on_day, case_id=new.case_id)  # fmt: skip
    given = {"tenant": tenant_id, "case": new.case_id, "kind": new.kind, "booking": booking}
    given |= {"authority": new.authority, "advanced_by": advanced_by, "amount": new.amount_minor}
    given |= {"on": new.on_day, "reference": new.reference, "terms": json.dumps(terms._asdict())}
    given |= {"item": new.item_id, "proceeding": new.proceeding_id, "purchase": new.purchase_id}
    return int(query_value(ADD, given | {"notice": new.notice_id, "today": today, "by": by}))


def add_letters(
    tenant_id: int, priced: Sequence[tuple[NewOutlay, CostTerms]], *, today: date, by: str
) -> None:
    """Keeps letters that the agency bills, each with the terms of its day, and tells them."""
    first = priced[0][0]
    given: dict[str, Any] = {"tenant": tenant_id, "kind": first.kind, "today": today, "by": by}
    given |= {"authority": first.authority, "reference": first.reference}
    given |= {
        "cases": [new.case_id for new, _ in priced],
        "amounts": [new.amount_minor for new, _ in priced],
        "days": [new.on_day for new, _ in priced],
        "terms": [json.dumps(terms._asdict()) for _, terms in priced],
        "notices": [new.notice_id for new, _ in priced],
        "booking": add_booking(tenant_id, "outlay", today=today, note=first.kind),
    }
    added = query(ADD_LETTERS, given)
    stage_history()
    events = [
        (case_id, today, "outlay_booked", by,
         json.dumps({"outlay": number, "outlay_kind": first.kind, "amount_minor": amount_minor,
                     "advanced_by": "agency", "authority": first.authority,
                     "on": on_day.isoformat(), "because": first.reference}))
        for number, case_id, amount_minor, on_day in added
    ]  # fmt: skip
    copy_rows("new_history (case_id, on_day, kind, actor, given)", events)


def last_charged(tenant_id: int, case_id: int, kind: str, *, today: date) -> int | None:
    """The item of that kind that was charged on the case today."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today}
    found: int | None = query_value(LAST_CHARGED, given)
    return found


def open_outlays(tenant_id: int, *, today: date) -> list[Standing]:
    """What the agency laid out through today and has not got back, the oldest first."""
    rows = query_named(sql("open_outlays"), {"tenant": tenant_id, "today": today})
    return [
        Standing(
            row.outlay_id, row.case_id, row.kind, row.advanced_by, row.outstanding_minor,
            _terms(row.terms), row.is_over,
            row.closed_because in REASONS and REASONS[row.closed_because].writes_off,
        )
        for row in rows
    ]  # fmt: skip


def outlays(
    tenant_id: int, *, case_id: int | None = None, ids: Iterable[int] | None = None
) -> list[Any]:
    """The creditor's outlays with what became of each, of a case or by number."""
    given = {"tenant": tenant_id, "case": case_id, "ids": None if ids is None else list(ids)}
    rows = query_named(sql("outlay_list"), given)
    return [row._replace(terms=_terms(row.terms)) for row in rows]


def _terms(stored: Any) -> CostTerms:
    return terms_of(json.loads(stored) if isinstance(stored, str) else stored)


def shares_of_items(tenant_id: int, item_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Who advanced what the items were charged for, and what is outstanding of it."""
    rows = query(sql("outlay_shares"), {"tenant": tenant_id, "items": list(item_ids)})
    return {item_id: (advanced_by, minor) for item_id, advanced_by, minor in rows}


def outlays_of_items(tenant_id: int, item_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """The outlays for which these items were charged: outlay, item, who advanced it."""
    return [
        (row[0], row[1], row[2])
        for row in query(
            "select id, item_id, advanced_by from outlay"
            " where tenant_id = (select %s::integer) and item_id = any (%s) order by id",
            (tenant_id, list(item_ids)),
        )
    ]


def recovered_now(tenant_id: int) -> dict[int, int]:
    """What is recovered of outlays by what `collect` took down; negative where taken back."""
    return dict(query(RECOVERED, {"tenant": tenant_id}))


def collected_by_case(tenant_id: int) -> dict[int, int]:
    """Of what `collect` took down the creditor's part by case, as far as it is in the bank."""
    return dict(query(COLLECTED_BY_CASE, {"tenant": tenant_id}))


def unpriced_letters(tenant_id: int, *, since: date, today: date) -> list[tuple[int, int, date]]:
    """Monitoring letters that were sent in those days and are no outlay: number, case, day."""
    given = {"tenant": tenant_id, "since": since, "today": today}
    return [(row[0], row[1], row[2]) for row in query(UNPRICED_LETTERS, given)]


def due_of_bills(tenant_id: int) -> int:
    """What the creditor was billed and neither a settlement kept nor it paid, in minor units."""
    return int(query_value(DUE, {"tenant": tenant_id}))


def add_changes(
    tenant_id: int, changes: Sequence[Change], *, because: str, today: date, actor: str,
    settlement_id: int | None = None,
) -> None:  # fmt: skip
    """Keeps what became of outlays, books it in the creditor's book and tells it."""
    if not changes:
        return
    given = {"tenant": tenant_id, "today": today, "because": because, "settlement": settlement_id}
    given |= {"outlays": [one.outlay_id for one in changes], "kinds": [c.kind for c in changes]}
    given |= {"amounts": [c.amount_minor for c in changes], "vats": [c.vat_minor for c in changes]}
    given["booking"] = add_booking(tenant_id, "outlays", today=today, note=because)
    execute(CHANGE, given)
    execute(POST, given)
    of_case = dict(
        query(
            "select id, case_id from outlay where tenant_id = %s and id = any (%s)",
            (tenant_id, given["outlays"]),
        )
    )
    stage_history()
    events = [
        (of_case[one.outlay_id], today, f"outlay_{one.kind}", actor,
         json.dumps({"outlay": one.outlay_id, "amount_minor": one.amount_minor,
                     "vat_minor": one.vat_minor or None, "because": because}))
        for one in changes
    ]  # fmt: skip
    copy_rows("new_history (case_id, on_day, kind, actor, given)", events)


def lock_bills(tenant_id: int) -> None:
    """Lets settlements and payments of one creditor's bills come one after the other."""
    execute("select pg_advisory_xact_lock(7003, %s)", (tenant_id,))


def add_bill_payment(
    tenant_id: int, amount_minor: int, *, paid_on: date, today: date, by: str
) -> None:
    """Keeps what the creditor paid of its bills."""
    execute(
        "insert into bill_payment (tenant_id, amount_minor, paid_on, recorded_on, recorded_by)"
        " values (%s, %s, %s, %s, %s)",
        (tenant_id, amount_minor, paid_on, today, by),
    )


def book_own(
    agency_id: int, moves: Sequence[tuple[str, str, int]], *, note: str, today: date
) -> None:
    """Books debit, credit and sum in the agency's own money; what is nothing is left out."""
    moves = [one for one in moves if one[2]]
    if not moves:
        return
    booking = add_booking(agency_id, "outlays", today=today, note=note)
    for debit, credit, amount_minor in moves:
        move(agency_id, booking, debit, credit, amount_minor, today)
