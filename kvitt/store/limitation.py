"""Limitation as it is stored: clocks, interruptions, planned acts. The caller holds the scope."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.limitation_clock import ClaimDays, Clock
from kvitt.law.limitation import Interruption
from kvitt.store.session import execute, query, query_named, query_value, sql

FIRST_LOOK_DAYS = 365
"""Long before any alarm: no claim is barred within two years."""
SAVE = """
update limitation_clock l set expires_on = s.expires_on, act_by = s.act_by,
  alarm_months = s.alarm_months, unknown_because = s.unknown, look_on = s.look_on
from unnest(%(claims)s::bigint[], %(expires)s::date[], %(acts)s::date[], %(alarms)s::smallint[],
            %(unknown)s::text[], %(looks)s::date[])
  s (claim_id, expires_on, act_by, alarm_months, unknown, look_on)
where l.tenant_id = (select %(tenant)s::integer) and l.claim_id = s.claim_id
"""
RECORD = """
insert into interruption (tenant_id, claim_id, kind, on_day, ended_on, document_id, evidence,
                          recorded_on, recorded_by)
values (%(tenant)s, %(claim)s, %(kind)s, %(on)s, %(ended)s, %(document)s, %(evidence)s, %(today)s,
        %(by)s)
on conflict (tenant_id, claim_id, kind, on_day)
  do update set ended_on = coalesce(excluded.ended_on, interruption.ended_on)
returning id
"""
KEEP = """
insert into document (tenant_id, case_id, kind, media_type, name, sha256, content, made_on)
values (%s, %s, 'evidence', %s, %s, %s, %s, %s) returning id
"""
PLAN = """
insert into planned_act (tenant_id, claim_id, act, by_on, planned_on, planned_by)
values (%(tenant)s, %(claim)s, %(act)s, %(by_on)s, %(today)s, %(by)s) returning id
"""
DONE = """
update planned_act set done_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and claim_id = %(claim)s and done_on is null
"""
WAITING = """
select exists (
  select from planned_act a
  join claim c on c.tenant_id = a.tenant_id and c.id = a.claim_id
  where a.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s and a.done_on is null)
"""
LOOK = """
insert into limitation_clock (tenant_id, claim_id, look_on)
values (%(tenant)s, %(claim)s, %(today)s)
on conflict (tenant_id, claim_id) do update set look_on = %(today)s
"""
ORIGIN = """
update limitation_clock set arose_on = coalesce(%(arose)s, arose_on),
  claim_kind = coalesce(%(kind)s, claim_kind)
where tenant_id = (select %(tenant)s::integer) and claim_id = %(claim)s
"""
INTERRUPT = """
insert into interruption (tenant_id, claim_id, kind, on_day, document_id, evidence, recorded_on,
                          recorded_by)
select tenant_id, claim_id, %(kind)s, %(on)s, %(document)s, %(evidence)s, %(today)s, %(by)s
from proceeding_claim
where tenant_id = (select %(tenant)s::integer) and proceeding_id = %(proceeding)s
on conflict (tenant_id, claim_id, kind, on_day) do nothing
"""
OF_PROCEEDING = """
i.tenant_id = (select %(tenant)s::integer) and i.kind = %(kind)s and i.ended_on is null
  and i.voided_on is null and i.claim_id in (
    select claim_id from proceeding_claim
    where tenant_id = (select %(tenant)s::integer) and proceeding_id = %(proceeding)s)
"""
ENDS = f"update interruption i set ended_on = greatest(i.on_day, %(on)s) where {OF_PROCEEDING}"
VOID = f"update interruption i set voided_on = %(on)s where {OF_PROCEEDING}"
LOOK_AT_ALL = """
update limitation_clock l set look_on = %(today)s
from proceeding_claim f
where f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = %(proceeding)s
  and l.tenant_id = (select %(tenant)s::integer) and l.claim_id = f.claim_id
"""
CLAIM_OF = """
select c.id from claim c
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
  and (%(invoice)s::text is null or c.invoice_number = %(invoice)s)
order by c.id
"""
CLOCKS = """
select l.claim_id from limitation_clock l
join claim c on c.tenant_id = l.tenant_id and c.id = l.claim_id
join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id
where l.tenant_id = (select %(tenant)s::integer) and k.closed_on is null
  and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
  and (%(before)s::date is null or l.expires_on <= %(before)s)
  and (%(case)s::bigint is null or c.case_id = %(case)s)
  and (%(after)s::bigint is null or (coalesce(l.expires_on, 'infinity'), l.claim_id) > (
    select coalesce(last.expires_on, 'infinity'), last.claim_id from limitation_clock last
    where last.tenant_id = (select %(tenant)s::integer) and last.claim_id = %(after)s))
order by coalesce(l.expires_on, 'infinity'), l.claim_id limit %(most)s
"""
SOONEST = """
select l.tenant_id from limitation_clock l
join claim c on c.tenant_id = l.tenant_id and c.id = l.claim_id
join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id
where l.tenant_id = any (%(tenants)s) and l.expires_on <= %(before)s and k.closed_on is null
  and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
order by l.expires_on limit 1
"""
FOREVER = date.max


class ClaimFacts(NamedTuple):
    """A claim whose clock is looked at."""

    claim_id: int
    case_id: int
    invoice_number: str
    is_closed: bool
    open_minor: int
    alarm_months: int | None
    """The alarm that was given last."""
    days: ClaimDays
    planned: tuple[str, ...]


def start_clocks(tenant_id: int) -> int:
    """Gives each open claim its clock; how many were new."""
    return execute(sql("start_clocks"), {"tenant": tenant_id, "first_look_days": FIRST_LOOK_DAYS})


def claims_to_look_at(
    tenant_id: int, *, today: date, batch: int, claim_ids: Sequence[int] | None = None
) -> list[ClaimFacts]:
    """The claims whose clocks are due, or the named ones; the clocks are locked."""
    given = {"tenant": tenant_id, "batch": batch, "look_on": FOREVER if claim_ids else today,
             "claims": list(claim_ids) if claim_ids is not None else None}  # fmt: skip
    return [_facts(row) for row in query_named(sql("limitation_facts"), given)]


def _facts(row: Any) -> ClaimFacts:
    proven = zip(row.kinds, row.days, row.ends, strict=True)
    days = ClaimDays(
        row.debtor_kind, row.issued_on, row.due_on, row.arose_on, row.claim_kind,
        tuple(Interruption(*one) for one in proven), tuple(row.paid_days), tuple(row.posted_days),
    )  # fmt: skip
    return ClaimFacts(
        row.claim_id, row.case_id, row.invoice_number, row.is_closed, row.open_minor,
        row.alarm_months, days, tuple(row.acts),
    )  # fmt: skip


def save_clocks(tenant_id: int, found: Sequence[tuple[int, Clock, str | None]]) -> None:
    """Keeps how the clocks stand: claim, clock, and why it could not be computed."""
    if not found:
        return
    given = {
        "tenant": tenant_id,
        "claims": [claim_id for claim_id, _, _ in found],
        "expires": [clock.expires_on for _, clock, _ in found],
        "acts": [clock.act_by for _, clock, _ in found],
        "alarms": [clock.alarm_months for _, clock, _ in found],
        "unknown": [unknown for _, _, unknown in found],
        "looks": [clock.look_on for _, clock, _ in found],
    }
    execute(SAVE, given)


def claims_of_case(tenant_id: int, case_id: int, invoice: str | None) -> list[int]:
    """The case's claims, or the one of that invoice."""
    given = {"tenant": tenant_id, "case": case_id, "invoice": invoice}
    return [row[0] for row in query(CLAIM_OF, given)]


def clocks(
    tenant_id: int, *, before: date | None = None, case_id: int | None = None,
    after: int | None = None, most: int | None = None,
) -> list[int]:  # fmt: skip
    """The open claims that have a clock, soonest first; those that expire by a day.

    A page of them begins after the named claim and has at most so many.
    """
    given = {"tenant": tenant_id, "before": before, "case": case_id, "after": after, "most": most}
    return [row[0] for row in query(CLOCKS, given)]


def soonest_of(tenants: Sequence[int], *, before: date) -> int | None:
    """Whose open claim is barred first, of those that are by a day."""
    found = query(SOONEST, {"tenants": list(tenants), "before": before})
    return int(found[0][0]) if found else None


def record(tenant_id: int, claim_id: int, **told: Any) -> int:
    """Keeps an interruption with its evidence; the same one again keeps its end."""
    return int(query_value(RECORD, {"tenant": tenant_id, "claim": claim_id, **told}))


def keep_evidence(
    tenant_id: int, case_id: int, name: str, media_type: str, content: bytes, *, today: date
) -> int:
    """Keeps a file that proves something as a document of the case; its number."""
    digest = hashlib.sha256(content).digest()
    given = (tenant_id, case_id, media_type, name, digest, content, today)
    return int(query_value(KEEP, given))


def plan_act(tenant_id: int, claim_id: int, **told: Any) -> int:
    """Keeps what is planned, by which day and by whom."""
    return int(query_value(PLAN, {"tenant": tenant_id, "claim": claim_id, **told}))


def acts_done(tenant_id: int, claim_id: int, *, today: date) -> int:
    """What was planned for the claim has been done."""
    return execute(DONE, {"tenant": tenant_id, "claim": claim_id, "today": today})


def is_act_planned(tenant_id: int, case_id: int) -> bool:
    """Whether an act that was planned for a claim of the case has not been done."""
    return bool(query_value(WAITING, {"tenant": tenant_id, "case": case_id}))


def look_again(tenant_id: int, claim_id: int, *, today: date) -> None:
    """The claim's clock is looked at today; one that had none gets it."""
    execute(LOOK, {"tenant": tenant_id, "claim": claim_id, "today": today})


def keep_origin(
    tenant_id: int, claim_id: int, *, arose_on: date | None, claim_kind: str | None
) -> int:
    """Keeps when the claim arose and of which kind it is."""
    given = {"tenant": tenant_id, "claim": claim_id, "arose": arose_on, "kind": claim_kind}
    return execute(ORIGIN, given)


def interrupt_claims(tenant_id: int, proceeding_id: int, *, today: date, **told: Any) -> int:
    """An event of a proceeding interrupts the limitation of its claims; how many anew."""
    given = {"tenant": tenant_id, "proceeding": proceeding_id, "today": today, **told}
    made = execute(INTERRUPT, given)
    execute(LOOK_AT_ALL, given)
    return made


def end_interruptions(
    tenant_id: int, proceeding_id: int, *, kind: str, on: date, today: date
) -> int:
    """What stood still runs anew from that day; on how many claims."""
    return _change(ENDS, tenant_id, proceeding_id, kind, on, today)


def void_interruptions(
    tenant_id: int, proceeding_id: int, *, kind: str, on: date, today: date
) -> int:
    """What was filed came to nothing: it interrupted nothing; on how many claims."""
    return _change(VOID, tenant_id, proceeding_id, kind, on, today)


def _change(
    statement: str, tenant_id: int, proceeding_id: int, kind: str, on: date, today: date
) -> int:
    given = {"tenant": tenant_id, "proceeding": proceeding_id, "kind": kind, "on": on}
    changed = execute(statement, given | {"today": today})
    execute(LOOK_AT_ALL, given | {"today": today})
    return changed
