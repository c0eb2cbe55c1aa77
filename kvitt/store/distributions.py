"""Distributions: what authorities told that they paid out, and the proceedings they belong to."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.allocation import AUTHORITYS_OWN
from kvitt.store.session import execute, query, query_named, query_value

ADD = """
insert into distribution (tenant_id, proceeding_id, paid_minor, kept_minor, shares, paid_on,
                          counts_from, recorded_on, recorded_by)
values (%(tenant)s, %(proceeding)s, %(paid)s, %(kept)s, %(shares)s::jsonb, %(paid_on)s,
        %(counts_from)s, %(today)s, %(by)s)
returning id
"""
AWAITED = """
select d.tenant_id, d.id, d.proceeding_id, p.case_id, p.reference, p.authority, d.paid_minor,
       d.kept_minor, d.shares::text, d.paid_on, d.counts_from
from distribution d
join proceeding p on p.tenant_id = d.tenant_id and p.id = d.proceeding_id
where d.tenant_id = any (%(tenants)s) and d.taken_back_on is null
  and (%(id)s::bigint is null or d.id = %(id)s)
  and (%(proceeding)s::bigint is null or d.proceeding_id = %(proceeding)s)
  and (%(proceeding)s::bigint is not null or %(id)s::bigint is not null or d.paid_minor > 0)
  and not exists (
    select from payment m
    where m.tenant_id = d.tenant_id and m.distribution_id = d.id and m.reverses_id is null
      and not exists (
        select from payment r where r.tenant_id = m.tenant_id and r.reverses_id = m.id))
order by d.tenant_id, d.id
"""
TAKE_BACK = """
update distribution set taken_back_on = %(today)s, taken_back_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and id = %(id)s and taken_back_on is null
"""
ARRIVED = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = 'the money is there'
where tenant_id = (select %(tenant)s::integer) and kind = 'book_distribution' and done_on is null
  and source_id = any (%(ids)s)
"""
LIST = """
select d.id, d.paid_minor, d.kept_minor, d.paid_on, d.counts_from,
       case when d.taken_back_on is not null then 'taken_back'
         when exists (
           select from payment m
           where m.tenant_id = (select %(tenant)s::integer) and m.distribution_id = d.id
             and m.reverses_id is null and not exists (
               select from payment r
               where r.tenant_id = (select %(tenant)s::integer) and r.reverses_id = m.id))
         then 'booked' else 'awaited' end as state
from distribution d
where d.tenant_id = (select %(tenant)s::integer) and d.proceeding_id = %(proceeding)s
order by d.id
"""
STANDING = """
select c.id, c.case_id, c.invoice_number,
       coalesce(sum(i.open_minor) filter (where i.kind = any (%(own)s)), 0)::bigint,
       coalesce(sum(i.open_minor) filter (where f.claim_id is not null), 0)::bigint,
       f.claim_id is not null
from claim c
left join proceeding_claim f on f.tenant_id = (select %(tenant)s::integer)
  and f.proceeding_id = %(proceeding)s and f.claim_id = c.id
left join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
where c.tenant_id = (select %(tenant)s::integer) and c.case_id in (
  select own.case_id from proceeding_claim g
  join claim own on own.tenant_id = (select %(tenant)s::integer) and own.id = g.claim_id
  where g.tenant_id = (select %(tenant)s::integer) and g.proceeding_id = %(proceeding)s)
group by c.id, c.case_id, c.invoice_number, c.due_on, f.claim_id
order by c.due_on, c.id
"""
NUMBERED = """
select p.tenant_id, p.id, p.case_id, p.kind, p.state, p.reference, p.authority,
       p.authority_number, p.ended_on
from proceeding p
where p.tenant_id = any (%(tenants)s) and p.filed_on is not null
"""
OF_CLAIMS = """
select distinct f.claim_id, p.tenant_id, p.id, p.case_id, p.kind, p.state, p.reference,
       p.authority, p.authority_number, p.ended_on
from unnest(%(tenants)s::integer[], %(claims)s::bigint[]) w (tenant_id, claim_id)
join proceeding_claim f on f.tenant_id = w.tenant_id and f.claim_id = w.claim_id
join proceeding p on p.tenant_id = f.tenant_id and p.id = f.proceeding_id
where p.filed_on is not null
order by p.id
"""


class Awaited(NamedTuple):
    """A distribution that was told and of which the money is not booked."""

    tenant_id: int
    id: int
    proceeding_id: int
    case_id: int
    """The case of the proceeding, which may have been merged since."""
    reference: str
    authority: str
    paid_minor: int
    kept_minor: int
    shares: tuple[tuple[int, int], ...]
    paid_on: date
    counts_from: date


class StandingClaim(NamedTuple):
    """A claim on a case of the proceeding as it stands now."""

    claim_id: int
    case_id: int
    invoice_number: str
    own_minor: int
    """What is open on it of the authority's own costs."""
    open_minor: int
    is_filed: bool
    """Whether it was put to the authority."""


class FiledProceeding(NamedTuple):
    """A proceeding as far as a bank line may name it."""

    tenant_id: int
    id: int
    case_id: int
    kind: str
    state: str
    reference: str
    authority: str
    authority_number: str | None
    ended_on: date | None


def add_distribution(
    tenant_id: int, proceeding_id: int, *, paid_minor: int, kept_minor: int,
    shares: Sequence[tuple[int, int]], paid_on: date, counts_from: date, today: date, by: str,
) -> int:  # fmt: skip
    """Keeps what the authority told, in whole minor units; its number."""
    given: Mapping[str, Any] = {
        "tenant": tenant_id, "proceeding": proceeding_id, "paid": paid_minor, "kept": kept_minor,
        "shares": json.dumps(list(shares)), "paid_on": paid_on, "counts_from": counts_from,
        "today": today, "by": by,
    }  # fmt: skip
    return int(query_value(ADD, given))


def awaited(
    tenant_ids: Sequence[int], *, proceeding_id: int | None = None, number: int | None = None
) -> list[Awaited]:
    """The distributions whose money is not booked, of a proceeding or by number, oldest first."""
    given = {"tenants": list(tenant_ids), "proceeding": proceeding_id, "id": number}
    return [
        Awaited._make((*row[:8], tuple(map(tuple, json.loads(row[8]))), *row[9:]))
        for row in query(AWAITED, given)
    ]


def distributions_of(tenant_id: int, proceeding_id: int) -> list[dict[str, Any]]:
    """Every distribution of a proceeding with its state: awaited, booked or taken back."""
    rows = query_named(LIST, {"tenant": tenant_id, "proceeding": proceeding_id})
    return [row._asdict() for row in rows]


def take_back(tenant_id: int, number: int, *, because: str, today: date) -> bool:
    """What was told was wrong; whether it stood."""
    given = {"tenant": tenant_id, "id": number, "because": because, "today": today}
    return bool(execute(TAKE_BACK, given))


def end_awaited(tenant_id: int, numbers: Sequence[int], *, today: date, by: str) -> None:
    """The money of these distributions is booked: nobody looks for it any more."""
    execute(ARRIVED, {"tenant": tenant_id, "ids": list(numbers), "today": today, "by": by})


def standing_claims(tenant_id: int, proceeding_id: int) -> list[StandingClaim]:
    """The claims on the cases of the proceeding, wherever they are followed now, oldest first."""
    given = {"tenant": tenant_id, "proceeding": proceeding_id, "own": sorted(AUTHORITYS_OWN)}
    return [StandingClaim._make(row) for row in query(STANDING, given)]


def filed_proceedings(tenant_ids: Sequence[int]) -> list[FiledProceeding]:
    """Every proceeding of the creditors that has left, also those that are over."""
    rows = query(NUMBERED, {"tenants": list(tenant_ids)})
    return [FiledProceeding._make(row) for row in rows]


def proceedings_of_claims(
    claims: Collection[tuple[int, int]],
) -> dict[int, list[FiledProceeding]]:
    """The proceedings that left for each claim; the claims are (tenant, claim)."""
    found: dict[int, list[FiledProceeding]] = {}
    tenants, ids = [one[0] for one in claims], [one[1] for one in claims]
    for claim_id, *row in query(OF_CLAIMS, {"tenants": tenants, "claims": ids}):
        found.setdefault(claim_id, []).append(FiledProceeding._make(row))
    return found
