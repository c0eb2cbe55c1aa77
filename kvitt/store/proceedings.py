"""Proceedings and titles: their rows. The caller holds the scope and closes the history."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.proceeding import Moved
from kvitt.store.session import execute, query, query_named, query_value

ADD = """
with next as (
  select nextval(pg_get_serial_sequence('proceeding', 'id')) as id
)
insert into proceeding (tenant_id, id, case_id, kind, title_id, follows_id, reference, authority,
                        drafted_on, drafted_by, needs_two)
overriding system value
select %(tenant)s, next.id, %(case)s, %(kind)s, %(title)s, %(follows)s,
       'K' || %(tenant)s || '-' || next.id, %(authority)s, %(today)s, %(by)s, %(two)s
from next
returning id
"""
ADD_CLAIMS = """
insert into proceeding_claim (tenant_id, proceeding_id, claim_id, principal_minor, interest_minor,
                              cost_minor)
select %(tenant)s, %(proceeding)s, c.id, c.principal_open_minor, c.interest_open_minor,
       c.cost_open_minor
from claim c
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
  and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
"""
LOCKED = """
select p.id, p.case_id, p.kind, p.title_id, p.follows_id, p.reference, p.state, p.authority,
       p.authority_number, p.drafted_on, p.drafted_by, p.needs_two, p.approved_on, p.approved_by,
       p.written_on, p.filed_on, p.filed_by, p.next_what, p.next_owner, p.next_on,
       p.next_reference, p.ended_on, p.ended_because
from proceeding p
where p.tenant_id = (select %(tenant)s::integer)
  and (%(id)s::bigint is null or p.id = %(id)s)
  and (%(cases)s::bigint[] is null or p.case_id = any (%(cases)s) and p.ended_on is null)
order by p.id for update of p
"""
APPROVE = """
update proceeding set state = 'approved', approved_by = %(by)s, approved_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and id = %(id)s and state = 'draft'
"""
FILE = """
update proceeding set state = 'filed', filed_by = %(by)s, filed_on = %(today)s,
  authority_number = coalesce(%(number)s, authority_number)
where tenant_id = (select %(tenant)s::integer) and id = %(id)s
"""
MOVE = """
update proceeding set state = %(state)s, next_what = %(what)s, next_owner = %(owner)s,
  next_on = %(on)s, next_reference = %(reference)s,
  authority_number = coalesce(%(number)s, authority_number)
where tenant_id = (select %(tenant)s::integer) and id = %(id)s
"""
END = """
update proceeding set state = 'ended', ended_on = %(today)s, ended_because = %(because)s,
  next_what = '', next_owner = '', next_on = null, next_reference = ''
where tenant_id = (select %(tenant)s::integer) and id = %(id)s and ended_on is null
"""
EVENTS = """
select id, kind, on_day, given::text, document_id, recorded_on, recorded_by from proceeding_event
where tenant_id = (select %(tenant)s::integer) and proceeding_id = %(id)s order by on_day, id
"""
ADD_EVENT = """
insert into proceeding_event (tenant_id, proceeding_id, kind, on_day, given, document_id,
                              recorded_on, recorded_by)
values (%(tenant)s, %(id)s, %(kind)s, %(on)s, %(given)s::jsonb, %(document)s, %(today)s, %(by)s)
"""
ADD_TITLE = """
insert into title (tenant_id, case_id, kind, number, given_on, principal_minor, interest_minor,
                   cost_minor, later_interest, document_id, recorded_on, recorded_by)
values (%(tenant)s, %(case)s, %(kind)s, %(number)s, %(on)s, %(principal)s, %(interest)s, %(cost)s,
        %(later)s, %(document)s, %(today)s, %(by)s)
returning id
"""
ADD_TITLE_CLAIMS = """
insert into title_claim (tenant_id, title_id, claim_id)
select tenant_id, %(title)s, claim_id from proceeding_claim
where tenant_id = (select %(tenant)s::integer) and proceeding_id = %(id)s
"""
CLAIMS = """
select f.proceeding_id, f.claim_id, f.principal_minor, f.interest_minor, f.cost_minor,
       c.principal_open_minor, c.interest_open_minor, c.cost_open_minor, c.invoice_number
from proceeding_claim f
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = f.claim_id
where f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = any (%(ids)s)
order by f.proceeding_id, f.claim_id
"""
AS_FILED = """
insert into proceeding_claim (tenant_id, proceeding_id, claim_id, principal_minor, interest_minor,
                              cost_minor)
select %(tenant)s, p.id, c.id, c.principal_open_minor, c.interest_open_minor,
       c.cost_open_minor
from proceeding p
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.case_id = p.case_id
where p.tenant_id = (select %(tenant)s::integer) and p.id = %(id)s
on conflict (tenant_id, proceeding_id, claim_id) do update set
  principal_minor = excluded.principal_minor, interest_minor = excluded.interest_minor,
  cost_minor = excluded.cost_minor
"""
LIST = """
select p.id, p.case_id, p.reference, p.kind, p.state, p.authority, p.authority_number, p.title_id,
       p.drafted_on, p.drafted_by, p.needs_two, p.approved_on, p.approved_by, p.filed_on,
       p.next_what, p.next_owner, p.next_on, p.next_reference, p.ended_on, p.ended_because
from proceeding p
where p.tenant_id = (select %(tenant)s::integer) and (%(ended)s or p.ended_on is null)
  and (%(case)s::bigint is null or p.case_id = %(case)s)
  and (%(number)s::bigint is null or p.id = %(number)s)
order by p.next_on nulls last, p.id
"""
STOPPED = """
select distinct on (p.case_id) p.case_id, h.kind, coalesce(k.merged_into, k.id)
from proceeding p
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = p.case_id
join (
  select case_id, kind, from_on, until_on from hold
  where tenant_id = (select %(tenant)s::integer)
  union all
  select r.case_id, 'shadow', s.started_on, null from shadow s
  join proceeding r on r.tenant_id = (select %(tenant)s::integer) and r.ended_on is null
  where s.tenant_id = (select %(tenant)s::integer) and s.ended_on is null
  union all
  select id, null, closed_on, null from collection_case
  where tenant_id = (select %(tenant)s::integer) and closed_on is not null
) h on h.case_id = p.case_id and h.from_on <= %(today)s
  and (h.until_on is null or h.until_on >= %(today)s)
  and (h.kind is null or h.kind <> all (%(passing)s))
where p.tenant_id = (select %(tenant)s::integer) and p.ended_on is null
  and p.state in ('draft', 'approved')
order by p.case_id, h.kind nulls first
"""
FILED_BEFORE = """
select id, kind from proceeding
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and id < %(id)s
  and filed_on is not null
order by id
"""
BASE_FEE_YEARS = """
select p.id, p.case_id, p.reference, p.authority, year.year_from,
       exists (
         select from proceeding_event a
         where a.tenant_id = (select %(tenant)s::integer) and a.proceeding_id = p.id
           and a.kind in ('attached', 'wages_attached', 'distributed')) as is_attached,
       exists (
         select from task t
         where t.tenant_id = (select %(tenant)s::integer) and t.source_id = p.id
           and t.kind = 'base_fee_year' and t.done_on is null) as is_asked
from proceeding p
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = p.case_id
  and k.closed_on is null
cross join lateral (
  select coalesce(max(e.on_day) filter (where e.kind in (
           'order', 'order_in_part', 'new_year', 'year_without_fee')), p.filed_on) as year_from
  from proceeding_event e
  where e.tenant_id = (select %(tenant)s::integer) and e.proceeding_id = p.id
) year
where p.tenant_id = (select %(tenant)s::integer) and p.ended_on is null
  and (p.state = 'enforcing' or p.kind = 'enforcement' and p.state = 'filed')
  and year.year_from < %(before)s
order by p.id
"""
TITLES = """
select id, kind, number, given_on, principal_minor, interest_minor, cost_minor, later_interest,
       fell_on
from title where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s order by id
"""
ADD_DOCUMENT = """
insert into document (tenant_id, case_id, kind, media_type, name, sha256, content, made_on)
values (%(tenant)s, %(case)s, %(kind)s, %(type)s, %(name)s, %(digest)s, %(content)s, %(today)s)
returning id
"""


class Kept(NamedTuple):
    """A proceeding as it is stored."""

    id: int
    case_id: int
    kind: str
    title_id: int | None
    follows_id: int | None
    reference: str
    state: str
    authority: str
    authority_number: str | None
    drafted_on: date
    drafted_by: str
    needs_two: bool
    approved_on: date | None
    approved_by: str | None
    written_on: date | None
    """The day of the application that is on its way."""
    filed_on: date | None
    filed_by: str | None
    next_what: str
    next_owner: str
    next_on: date | None
    next_reference: str
    ended_on: date | None
    ended_because: str | None


def add_proceeding(
    tenant_id: int, case_id: int, kind: str, authority: str, *, needs_two: bool, today: date,
    by: str, title_id: int | None = None, follows_id: int | None = None,
) -> int:  # fmt: skip
    """Adds a draft with the claims of its case as they stand; its number."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "authority": authority}
    given |= {"title": title_id, "follows": follows_id, "two": needs_two, "today": today, "by": by}
    proceeding_id = int(query_value(ADD, given))
    execute(ADD_CLAIMS, given | {"proceeding": proceeding_id})
    return proceeding_id


def case_of(tenant_id: int, proceeding_id: int) -> int | None:
    """The case of the proceeding, which is locked before it; None where the creditor has none."""
    found: int | None = query_value(
        "select case_id from proceeding where tenant_id = %s and id = %s",
        (tenant_id, proceeding_id),
    )
    return found


def proceeding_of(tenant_id: int, proceeding_id: int) -> Kept:
    """The proceeding by its number, locked."""
    (found,) = _locked(tenant_id, proceeding_id, None)
    return found


def running_proceedings(tenant_id: int, case_ids: Iterable[int]) -> list[Kept]:
    """The proceedings of the cases that have not ended, locked."""
    return _locked(tenant_id, None, list(case_ids))


def _locked(tenant_id: int, number: int | None, cases: list[int] | None) -> list[Kept]:
    rows = query(LOCKED, {"tenant": tenant_id, "id": number, "cases": cases})
    return [Kept._make(row) for row in rows]


def mark_approved(tenant_id: int, proceeding_id: int, *, by: str, today: date) -> None:
    """Another person, or the same where one is enough, has said yes."""
    execute(APPROVE, {"tenant": tenant_id, "id": proceeding_id, "by": by, "today": today})


def mark_filing(tenant_id: int, proceeding_id: int, *, on: date) -> None:
    """It is on its way as it was written on that day: whether it arrived is not known yet."""
    execute(
        "update proceeding set state = 'filing', written_on = %s where tenant_id = %s and id = %s",
        (on, tenant_id, proceeding_id),
    )


def set_approved_again(tenant_id: int, proceeding_id: int) -> None:
    """It surely did not arrive: it is written anew when it is filed again."""
    execute(
        "update proceeding set state = 'approved', written_on = null"
        " where tenant_id = %s and id = %s",
        (tenant_id, proceeding_id),
    )


def mark_filed(
    tenant_id: int, proceeding_id: int, *, by: str, today: date, number: str | None
) -> None:
    """It has left, with the authority's number where that was told."""
    given = {"tenant": tenant_id, "id": proceeding_id, "by": by, "today": today, "number": number}
    execute(FILE, given)


def move_proceeding(
    tenant_id: int, proceeding_id: int, to: Moved, *, number: str | None = None
) -> None:
    """Where it stands now, what comes next, and by when."""
    given = {"tenant": tenant_id, "id": proceeding_id, "state": to.state, "what": to.next_what}
    given |= {"owner": to.next_owner, "on": to.next_on, "reference": to.reference}
    execute(MOVE, given | {"number": number})


def end_proceeding(tenant_id: int, proceeding_id: int, *, because: str, today: date) -> bool:
    """It is over; whether it was running."""
    given = {"tenant": tenant_id, "id": proceeding_id, "because": because, "today": today}
    return bool(execute(END, given))


def events_of(tenant_id: int, proceeding_id: int) -> list[Any]:
    """What happened to it, the oldest first."""
    rows = query_named(EVENTS, {"tenant": tenant_id, "id": proceeding_id})
    return [row._replace(given=json.loads(row.given)) for row in rows]


def add_proceeding_event(
    tenant_id: int, proceeding_id: int, kind: str, *, on_day: date, given: Mapping[str, Any],
    document_id: int | None, today: date, by: str,
) -> None:  # fmt: skip
    """Keeps an event for ever."""
    row = {"tenant": tenant_id, "id": proceeding_id, "kind": kind, "on": on_day, "today": today}
    row |= {"given": json.dumps(given, default=str), "document": document_id, "by": by}
    execute(ADD_EVENT, row)


def add_title(
    tenant_id: int, proceeding: Kept, kind: str, number: str, *, given_on: date,
    sums_minor: tuple[int, int, int], later_interest: str, document_id: int | None, today: date,
    by: str,
) -> int:  # fmt: skip
    """Keeps a title on the claims of the proceeding: principal, interest and costs; its number."""
    principal, interest, cost = sums_minor
    given = {"tenant": tenant_id, "case": proceeding.case_id, "kind": kind, "number": number}
    given |= {"on": given_on, "principal": principal, "interest": interest, "cost": cost}
    given |= {"later": later_interest, "document": document_id, "today": today, "by": by}
    title_id = int(query_value(ADD_TITLE, given))
    execute(ADD_TITLE_CLAIMS, {"tenant": tenant_id, "title": title_id, "id": proceeding.id})
    return title_id


def title_falls(tenant_id: int, case_id: int, *, on: date) -> None:
    """The case's titles were set aside on that day."""
    execute(
        "update title set fell_on = %s where tenant_id = %s and case_id = %s and fell_on is null",
        (on, tenant_id, case_id),
    )


def add_document(
    tenant_id: int, case_id: int, kind: str, *, name: str, media_type: str, content: bytes,
    today: date,
) -> int:  # fmt: skip
    """Keeps a paper of the case, byte for byte; its number."""
    given: dict[str, Any] = {"tenant": tenant_id, "case": case_id, "kind": kind, "name": name}
    given |= {"type": media_type, "digest": hashlib.sha256(content).digest(), "content": content}
    return int(query_value(ADD_DOCUMENT, given | {"today": today}))


def claims_of(tenant_id: int, proceeding_ids: Sequence[int]) -> list[Any]:
    """The claims of the proceedings, as filed and as they stand."""
    return query_named(CLAIMS, {"tenant": tenant_id, "ids": list(proceeding_ids)})


def keep_as_filed(tenant_id: int, proceeding_id: int) -> None:
    """What is asked for of each claim is what was open when it left, not when it was drafted."""
    execute(AS_FILED, {"tenant": tenant_id, "id": proceeding_id})


def list_of(
    tenant_id: int, *, ended: bool, case_id: int | None = None, number: int | None = None
) -> list[Any]:
    """The creditor's proceedings, of a case or by number; nothing is locked."""
    given = {"tenant": tenant_id, "ended": ended, "case": case_id, "number": number}
    return query_named(LIST, given)


class StoppedDraft(NamedTuple):
    """A draft that goes no further."""

    case_id: int
    hold: str | None
    """The kind of hold that stops it; None where its case is closed."""
    asked_on: int
    """The case on which its questions stand: another one where it was merged."""


def stopped_drafts(tenant_id: int, *, today: date, passing: Sequence[str]) -> list[StoppedDraft]:
    """The drafts of closed cases, and those under a hold of another kind than ``passing``."""
    given = {"tenant": tenant_id, "today": today, "passing": list(passing)}
    return [StoppedDraft._make(row) for row in query(STOPPED, given)]


def filed_before(tenant_id: int, case_id: int, proceeding_id: int) -> list[Any]:
    """The case's earlier proceedings that left, the oldest first."""
    return query_named(FILED_BEFORE, {"tenant": tenant_id, "case": case_id, "id": proceeding_id})


def base_fee_years(tenant_id: int, *, before: date) -> list[Any]:
    """The enforcements that run on open cases, with the day on which their present year began."""
    return query_named(BASE_FEE_YEARS, {"tenant": tenant_id, "before": before})


def titles_of(tenant_id: int, case_id: int) -> list[Any]:
    """The titles on the case, the oldest first."""
    return query_named(TITLES, {"tenant": tenant_id, "case": case_id})
