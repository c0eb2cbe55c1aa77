"""Settlement offers as they are stored. The caller holds the scope and closes the history."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.domain.settlement_offer import Offer
from kvitt.store.session import execute, query, query_named, query_value, sql

ADD = """
insert into settlement_offer (tenant_id, case_id, amount_minor, owed_minor, pay_by_on,
  holds_until_on, because, by, proposed_by, proposed_on, needs_approval, rules)
values (%(tenant)s, %(case)s, %(amount)s, %(owed)s, %(pay_by)s, %(holds_until)s, %(because)s,
  %(by)s, %(person)s, %(today)s, %(needs_approval)s, %(rules)s)
returning id
"""
APPROVE = """
update settlement_offer o set state = 'approved', approved_by = %(by)s, approved_on = %(today)s,
  paid_after = (select coalesce(max(p.id), 0) from payment p
    where p.tenant_id = (select %(tenant)s::integer) and p.case_id = o.case_id)
where o.tenant_id = (select %(tenant)s::integer) and o.id = %(offer)s and o.state = 'proposed'
"""
END = """
update settlement_offer set state = %(state)s, ended_on = %(today)s, ended_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and id = %(offer)s
"""
LOCKED = """
select id, case_id, state, amount_minor, owed_minor, pay_by_on, holds_until_on, by, proposed_by,
       proposed_on, needs_approval
from settlement_offer
where tenant_id = (select %(tenant)s::integer)
  and (id = %(offer)s or case_id = any (%(cases)s) and ended_on is null)
order by id for update
"""
LETTER = """
select n.state from notice n
where n.tenant_id = (select %s::integer) and n.case_id = %s and n.step = 'settlement_offer-' || %s
  and n.state <> 'withdrawn'
"""


class KeptOffer(NamedTuple):
    """An offer as it was proposed, its row locked. Sums in whole minor units."""

    offer_id: int
    case_id: int
    state: str
    amount_minor: int
    owed_minor: int
    pay_by_on: date
    holds_until_on: date
    by: str
    proposed_by: str
    proposed_on: date
    needs_approval: bool


class DueOffer(NamedTuple):
    """An offer of which something is to be decided tonight."""

    offer_id: int
    case_id: int
    state: str
    amount_minor: int
    pay_by_on: date
    holds_until_on: date
    is_closed: bool
    closed_because: str | None
    has_letter: bool
    """Whether its letter was sent, or still will be."""
    paid_minor: int
    """What the bank booked in time since the approval."""


class Covered(NamedTuple):
    """What a payment covers of an item."""

    payment_id: int
    item_id: int
    claim_id: int
    kind: str
    amount_minor: int
    owed_to: str


def add_offer(
    tenant_id: int,
    case_id: int,
    offer: Offer,
    *,
    owed_minor: int,
    because: str,
    by: str,
    person: str,
    rules: Mapping[str, Any],
    today: date,
) -> int:
    """Adds the offer as it is proposed; its number."""
    given = {
        "tenant": tenant_id, "case": case_id, "amount": offer.amount_minor, "owed": owed_minor,
        "pay_by": offer.pay_by_on, "holds_until": offer.holds_until_on, "because": because,
        "by": by, "person": person, "today": today, "needs_approval": offer.needs_approval,
        "rules": Jsonb(dict(rules)),
    }  # fmt: skip
    return int(query_value(ADD, given))


def locked_offers(
    tenant_id: int, *, offer_id: int | None = None, case_ids: Sequence[int] = ()
) -> list[KeptOffer]:
    """The named offer, or those that stand on the cases; their rows are locked."""
    given = {"tenant": tenant_id, "offer": offer_id, "cases": list(case_ids)}
    return [KeptOffer._make(row) for row in query(LOCKED, given)]


def mark_approved(tenant_id: int, offer_id: int, *, by: str, today: date) -> int:
    """The offer stands from today: what is paid from now on counts for it; 0 where it cannot."""
    return execute(APPROVE, {"tenant": tenant_id, "offer": offer_id, "by": by, "today": today})


def mark_ended(tenant_id: int, offer_id: int, state: str, *, because: str, today: date) -> None:
    """The offer is kept, lapsed, withdrawn or ended for another reason."""
    given = {"tenant": tenant_id, "offer": offer_id, "state": state, "because": because}
    execute(END, given | {"today": today})


def letter_state(tenant_id: int, offer: KeptOffer) -> str | None:
    """The state of the letter that tells the debtor of the offer; None where there is none."""
    found: str | None = query_value(LETTER, (tenant_id, offer.case_id, offer.offer_id))
    return found


def due_offers(tenant_id: int, *, today: date, batch: int) -> list[DueOffer]:
    """The offers of which something is to be decided; their rows are locked."""
    given = {"tenant": tenant_id, "today": today, "batch": batch}
    return [DueOffer._make(row) for row in query(sql("standing_offers"), given)]


def covered_by_offer(tenant_id: int, offer_id: int) -> list[Covered]:
    """What the payments of the offer cover of its case, latest first."""
    given = {"tenant": tenant_id, "offer": offer_id}
    return [Covered._make(row) for row in query(sql("offer_allocations"), given)]


def offers(tenant_id: int, *, offer_id: int | None = None, ended: bool = False) -> list[Any]:
    """The offers that stand, all with the ended ones, or the named one."""
    given = {"tenant": tenant_id, "offer": offer_id, "ended": ended or offer_id is not None}
    return query_named(sql("settlement_offers"), given)


def tenant_of_offer(tenant_ids: Sequence[int], offer_id: int) -> int | None:
    """Whose offer it is, inside the scope of these tenants; None where it is none of theirs."""
    found: int | None = query_value(
        "select tenant_id from settlement_offer where tenant_id = any (%s) and id = %s",
        (list(tenant_ids), offer_id),
    )
    return found
