"""Write-offs: open sums that are asked for no more, and that open again. All in postings.

The caller has locked the case, withdraws letters first, and closes the history.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.store.closing import as_array
from kvitt.store.payments import add_booking
from kvitt.store.session import execute, query

OPEN_ITEMS = """
select i.id, c.id, c.case_id, i.kind, i.open_minor
from claim c
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = any (%(cases)s::text::bigint[])
  and i.open_minor > 0
  and (%(claims)s::bigint[] is null or c.id = any (%(claims)s))
  and (%(kinds)s::text[] is null or i.kind = any (%(kinds)s))
order by i.id
"""
STANDING = """
select i.id, c.id, c.case_id, i.kind, w.dispute_id, sum(w.amount_minor)::bigint
from claim c
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
join write_off w on w.tenant_id = (select %(tenant)s::integer) and w.item_id = i.id
where c.tenant_id = (select %(tenant)s::integer)
  and (c.case_id = %(case)s or c.id = %(claim)s)
group by 1, 2, 3, 4, 5 having sum(w.amount_minor) > 0
order by w.dispute_id nulls first, i.id
"""
WRITE = """
with w as (
  select * from unnest(%(items)s::bigint[], %(claims)s::bigint[], %(cases)s::bigint[],
    %(kinds)s::text[], %(amounts)s::bigint[], %(disputes)s::bigint[])
    w (item_id, claim_id, case_id, kind, amount_minor, dispute_id)
), written as (
  insert into write_off
    (tenant_id, item_id, case_id, booking_id, dispute_id, amount_minor, written_on, because)
  select %(tenant)s, item_id, case_id, %(booking)s, dispute_id, amount_minor, %(today)s, %(because)s
  from w
)
insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id, item_id)
select %(tenant)s::integer, %(booking)s::bigint,
       (case when amount_minor > 0 then 'claims_held' else 'receivable' end)::ledger_account,
       (case when amount_minor > 0 then 'receivable' else 'claims_held' end)::ledger_account,
       abs(amount_minor), %(today)s::date, case_id, item_id
from w
"""
LESS_OF_ITEMS = """
update claim_item i set open_minor = i.open_minor - w.amount_minor
from (
  select item_id, sum(amount_minor)::bigint as amount_minor
  from unnest(%(items)s::bigint[], %(amounts)s::bigint[]) w (item_id, amount_minor)
  group by item_id
) w
where i.tenant_id = (select %(tenant)s::integer) and i.id = w.item_id
"""
LESS_OF_CLAIMS = """
update claim c set
  principal_open_minor = c.principal_open_minor - w.principal_minor,
  interest_open_minor = c.interest_open_minor - w.interest_minor,
  cost_open_minor = c.cost_open_minor - w.cost_minor
from (
  select claim_id,
    coalesce(sum(amount_minor) filter (where kind = 'principal'), 0)::bigint as principal_minor,
    coalesce(sum(amount_minor) filter (where kind = 'interest'), 0)::bigint as interest_minor,
    coalesce(sum(amount_minor) filter (where kind not in ('principal', 'interest')), 0)::bigint
      as cost_minor
  from unnest(%(claims)s::bigint[], %(kinds)s::text[], %(amounts)s::bigint[])
    w (claim_id, kind, amount_minor)
  group by claim_id
) w
where c.tenant_id = (select %(tenant)s::integer) and c.id = w.claim_id
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A sum of an item, in whole minor units: above zero written off, below it opened again."""

    item_id: int
    claim_id: int
    case_id: int
    kind: str
    amount_minor: int
    dispute_id: int | None = None


def write_off(
    tenant_id: int,
    case_id: int,
    *,
    because: str,
    today: date,
    claims: Sequence[int] | None = None,
    kinds: Sequence[str] | None = None,
    dispute_id: int | None = None,
) -> int:
    """Writes off what is open on the case, or on these claims or kinds; the sum."""
    given: dict[str, object] = {"tenant": tenant_id, "cases": as_array([case_id])}
    given |= {"claims": list(claims) if claims is not None else None}
    given |= {"kinds": list(kinds) if kinds is not None else None}
    rows = [
        Written(item_id, claim_id, of_case, kind, open_minor, dispute_id)
        for item_id, claim_id, of_case, kind, open_minor in query(OPEN_ITEMS, given)
    ]
    return _write(tenant_id, rows, because=because, today=today)


def write_off_all(
    tenant_id: int, case_ids: Iterable[int], *, because: str, today: date
) -> dict[int, int]:
    """Writes off everything that is open on the cases, in one booking; the sum by case."""
    given = {"tenant": tenant_id, "cases": as_array(case_ids), "claims": None, "kinds": None}
    rows = [Written(*row) for row in query(OPEN_ITEMS, given)]
    _write(tenant_id, rows, because=because, today=today)
    done: dict[int, int] = defaultdict(int)
    for row in rows:
        done[row.case_id] += row.amount_minor
    return dict(done)


def write_off_principal(
    tenant_id: int, case_id: int, amounts: dict[int, int], *, because: str, today: date,
    dispute_id: int,
) -> dict[int, int]:  # fmt: skip
    """Writes off so much of each claim's principal, as far as it is open; what was, by claim."""
    given = {"tenant": tenant_id, "cases": as_array([case_id]), "claims": list(amounts),
             "kinds": ["principal"]}  # fmt: skip
    rows = [
        Written(item_id, claim_id, of_case, kind, min(open_minor, amounts[claim_id]), dispute_id)
        for item_id, claim_id, of_case, kind, open_minor in query(OPEN_ITEMS, given)
    ]
    _write(tenant_id, rows, because=because, today=today)
    done: dict[int, int] = defaultdict(int)
    for row in rows:
        done[row.claim_id] += row.amount_minor
    return dict(done)


def open_again(tenant_id: int, case_id: int, *, because: str, today: date) -> int:
    """Opens again what closing the case wrote off; what a dispute ended stays ended. The sum."""
    rows = [
        Written(item_id, claim_id, of_case, kind, -minor)
        for item_id, claim_id, of_case, kind, dispute_id, minor in _standing(tenant_id, case_id)
        if dispute_id is None
    ]
    return -_write(tenant_id, rows, because=because, today=today)


def give_way_to_credit(
    tenant_id: int, claim_id: int, up_to_minor: int, *, because: str, today: date
) -> int:
    """Opens written-off principal of the claim for a credit note that takes it away; how much.

    The creditor credits what was given up here before: it must not count twice.
    """
    rows, left_minor = [], up_to_minor
    for item_id, of_claim, of_case, kind, dispute_id, minor in _standing(tenant_id, None, claim_id):
        share_minor = min(minor, left_minor)
        if kind == "principal" and share_minor > 0:
            rows.append(Written(item_id, of_claim, of_case, kind, -share_minor, dispute_id))
            left_minor -= share_minor
    return -_write(tenant_id, rows, because=because, today=today)


def _standing(
    tenant_id: int, case_id: int | None, claim_id: int | None = None
) -> list[tuple[Any, ...]]:
    given = {"tenant": tenant_id, "case": case_id, "claim": claim_id}
    return query(STANDING, given)


def _write(tenant_id: int, rows: Iterable[Written], *, because: str, today: date) -> int:
    rows = [row for row in rows if row.amount_minor]
    if not rows:
        return 0
    total_minor = sum(row.amount_minor for row in rows)
    kind = "write_off" if total_minor > 0 else "write_off_reversed"
    given = {
        "tenant": tenant_id,
        "today": today,
        "because": because,
        "booking": add_booking(tenant_id, kind, today=today, note=because),
        "items": [row.item_id for row in rows],
        "claims": [row.claim_id for row in rows],
        "cases": [row.case_id for row in rows],
        "kinds": [row.kind for row in rows],
        "amounts": [row.amount_minor for row in rows],
        "disputes": [row.dispute_id for row in rows],
    }
    for statement in (WRITE, LESS_OF_ITEMS, LESS_OF_CLAIMS):
        execute(statement, given)
    return total_minor
