"""The recount: interest and fees anew in plain integers, by other code and another table of rates.

What it shares with the night is the claim itself: principal and the last day without interest.
"""

from datetime import date
from itertools import pairwise

from bench.figures import NotExact
from bench.house import House
from bench.portfolio import DEMAND_MINOR, DEMAND_ON, REMINDER_MINOR
from kvitt.site import cluster

RATES_BP = ((date(2025, 1, 1), 1100), (date(2025, 7, 1), 1000), (date(2026, 1, 1), 1000))
"""Reference rate 3.00 and 2.00 per cent, with the eight percentage points of räntelagen 6 §."""
PARTS = 365 * 10_000


def interest_minor(principal_minor: int, due_on: date, until_on: date) -> int:
    """Interest from the day after the due day through ``until_on``, rounded once, halves up."""
    parts = 0
    for (from_on, rate_bp), (end_on, _) in pairwise(RATES_BP):
        first = max(from_on.toordinal(), due_on.toordinal() + 1)
        last = min(end_on.toordinal() - 1, until_on.toordinal())
        if last >= first:
            parts += principal_minor * rate_bp * (last - first + 1)
    return (2 * parts + PARTS) // (2 * PARTS)


def recount(house: House, tenant_id: int) -> int:
    """Holds every claim of a tenant whose demand is planned against the recount; returns how many.

    Raises NotExact with the first difference.
    """
    with house.connect(cluster.DATABASE) as superuser:
        superuser.execute("set enable_nestloop = off")  # what the night wrote has no statistics yet
        rows = superuser.execute(
            "select c.id, c.principal_minor, c.due_on, c.interest_open_minor, c.cost_open_minor,"
            " sum(i.amount_minor) filter (where i.kind = 'interest'),"
            " sum(i.amount_minor) filter (where i.kind not in ('interest', 'principal'))"
            " from claim c join claim_item i on i.tenant_id = c.tenant_id and i.claim_id = c.id"
            " where c.tenant_id = %s group by c.tenant_id, c.id",
            (tenant_id,),
        ).fetchall()
        fees = REMINDER_MINOR + DEMAND_MINOR
        for claim_id, principal, due_on, interest, cost, booked_interest, booked_cost in rows:
            right = interest_minor(principal, due_on, DEMAND_ON)
            if not (interest == booked_interest == right and cost == booked_cost == fees):
                raise NotExact(
                    f"claim {claim_id}: interest {interest} in the claim, {booked_interest} in its "
                    f"items, {right} by recount; fees {cost}, {booked_cost}, {fees}"
                )
        _ledger_agrees(superuser, tenant_id)
    return len(rows)


def _ledger_agrees(superuser: object, tenant_id: int) -> None:
    """The ledger holds what the items say: debits less credits of each account sum to nothing."""
    row = superuser.execute(  # type: ignore[attr-defined]
        "select (select sum(amount_minor) from claim_item where tenant_id = %(t)s),"
        " (select sum(amount_minor) from posting where tenant_id = %(t)s and debit = 'receivable'),"
        " (select sum(amount_minor) from posting where tenant_id = %(t)s"
        "  and credit = 'claims_held'),"
        " (select sum(principal_open_minor + interest_open_minor + cost_open_minor) from claim"
        "  where tenant_id = %(t)s)",
        {"t": tenant_id},
    ).fetchone()
    if len(set(row)) != 1:
        raise NotExact(f"items, receivable, claims held and open sums differ: {row}")


END_STATE = """
with items as (
  select i.claim_id, string_agg(concat_ws('/', i.kind, i.amount_minor, i.open_minor, i.from_on,
    i.until_on, i.rate_bp, i.step, i.because), ';' order by i.kind, i.from_on, i.step) as told,
    sum(p.amount_minor) as posted
  from claim_item i left join posting p on p.item_id = i.id and p.tenant_id = i.tenant_id
  where i.tenant_id = %(tenant)s group by 1
), notices as (
  select n.case_id, string_agg(concat_ws('/', n.step, n.state, n.planned_on, n.principal_minor,
    n.interest_minor, n.cost_minor), ';' order by n.step) as told
  from notice n where n.tenant_id = %(tenant)s group by 1
), events as (
  select h.case_id, count(*) as told from history h where h.tenant_id = %(tenant)s group by 1
)
select md5(string_agg(concat_ws(',', c.id, c.principal_open_minor, c.interest_open_minor,
  c.cost_open_minor, c.interest_through_on, c.interest_carry, k.wake_on, k.next_what, k.next_on,
  k.closed_on, items.told, items.posted, notices.told, events.told), '|' order by c.id))
from claim c
join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id
join items on items.claim_id = c.id
left join notices on notices.case_id = k.id
left join events on events.case_id = k.id
where c.tenant_id = %(tenant)s
"""


def end_state(house: House, tenant_id: int) -> str:
    """One hash over all that a night decides; ids and batches, which may differ, are left out."""
    with house.connect(cluster.DATABASE) as superuser:
        superuser.execute("set enable_nestloop = off")  # what the night wrote has no statistics yet
        row = superuser.execute(END_STATE, {"tenant": tenant_id}).fetchone()
    return str(row[0]) if row else ""


def history_rows(house: House, tenant_id: int) -> tuple[int, int]:
    """Events and links of the tenant's history, and whether the links count the same events."""
    with house.connect(cluster.DATABASE) as superuser:
        row = superuser.execute(
            "select (select count(*) from history where tenant_id = %(t)s),"
            " (select coalesce(sum(events), 0) from history_link where tenant_id = %(t)s)",
            {"t": tenant_id},
        ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
