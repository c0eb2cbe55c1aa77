"""Instalment plans as they are stored. The caller holds the scope and closes the history."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.domain.plan import Instalment, PlanDebt
from kvitt.store.session import execute, query, query_named, query_value, reserve_ids, sql

ADD_PLAN = """
insert into plan (tenant_id, debtor_id, agreed_on, agreed_by, actor, rules, terms,
  override_because, paid_after, seen_payment, next_check_on)
select %(tenant)s, %(debtor)s, %(today)s, %(by)s, %(actor)s, %(rules)s, %(terms)s, %(override)s,
       last.id, last.id, %(check)s
from (select coalesce(max(m.id), 0) as id from payment m
      where m.tenant_id = (select %(tenant)s::integer) and m.case_id = any (%(cases)s)) last
returning id
"""
ADD_CLAIMS = """
insert into plan_claim (tenant_id, plan_id, claim_id, principal_minor, interest_minor, cost_minor)
select %(tenant)s, %(plan)s, c.id, c.principal_open_minor, c.interest_open_minor, c.cost_open_minor
from claim c where c.tenant_id = (select %(tenant)s::integer) and c.id = any (%(claims)s)
"""
ADD_INSTALMENTS = """
insert into instalment
  (tenant_id, plan_id, number, due_on, original_due_on, amount_minor, payment_reference)
select %(tenant)s, %(plan)s, i.number, i.due_on, i.due_on, i.amount_minor, i.reference
from unnest(%(numbers)s::smallint[], %(days)s::date[], %(amounts)s::bigint[],
  %(references)s::text[]) as i (number, due_on, amount_minor, reference)
"""
SAVE = """
update plan p set state = s.state, next_check_on = s.next_check_on, resumes_on = s.resumes_on,
  seen_payment = s.seen_payment
from unnest(%(plans)s::bigint[], %(states)s::text[], %(checks)s::date[], %(resumes)s::date[],
  %(seen)s::bigint[]) as s (id, state, next_check_on, resumes_on, seen_payment)
where p.tenant_id = (select %(tenant)s::integer) and p.id = s.id and p.ended_on is null
"""
END = """
with ended as (
  update plan set state = %(state)s, ended_on = %(today)s, ended_because = %(because)s,
    next_check_on = null, resumes_on = %(resumes)s
  where tenant_id = (select %(tenant)s::integer) and id = %(plan)s and ended_on is null
  returning id
)
update plan_claim pc set ended_on = %(today)s from ended
where pc.tenant_id = (select %(tenant)s::integer) and pc.plan_id = ended.id
"""
MOVE = """
update instalment set due_on = %(to)s, moves = moves + 1, moved_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and plan_id = %(plan)s and number = %(number)s
"""
LOOK_AGAIN = """
update plan set next_check_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and id = %(plan)s and ended_on is null
"""
LOOK_AT_PLANS_OF = """
update plan set next_check_on = least(next_check_on, %(today)s)
where tenant_id = (select %(tenant)s::integer) and debtor_id = %(debtor)s and ended_on is null
"""
PLAN_HOLDS_UNTIL = """
update hold set until_on = greatest(from_on, %(until)s)
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s) and kind = 'plan'
  and until_on is null
"""
REST_INTEREST = """
update claim set interest_through_on = greatest(interest_through_on, %(through)s)
where tenant_id = (select %(tenant)s::integer) and id = any (%(claims)s)
"""
RESUME_INTEREST = """
-- what was booked through the day on which the plan was agreed stays booked
update claim c
set interest_through_on = least(
  c.interest_through_on, greatest(%(today)s::date - 1, p.agreed_on, c.due_on))
from plan p, plan_claim pc
where p.tenant_id = (select %(tenant)s::integer) and p.id = %(plan)s
  and pc.tenant_id = p.tenant_id and pc.plan_id = p.id
  and c.tenant_id = pc.tenant_id and c.id = pc.claim_id
"""
BEYOND = """
select distinct c.case_id from claim c
join plan_claim pc on pc.tenant_id = (select %(tenant)s::integer) and pc.claim_id = c.id
  and pc.ended_on is null
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = any (%(cases)s) and exists (
  select from plan_claim other
  join claim o on o.tenant_id = (select %(tenant)s::integer) and o.id = other.claim_id
  join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = o.case_id
  where other.tenant_id = (select %(tenant)s::integer) and other.plan_id = pc.plan_id
    and k.closed_on is null and k.id <> all (%(cases)s))
"""
INSTALMENTS = """
select number, due_on, original_due_on, amount_minor, payment_reference, moves, moved_because
from instalment where tenant_id = (select %s::integer) and plan_id = %s order by number
"""
CASES_OF_DEBTOR = """
select id from collection_case
where tenant_id = (select %(tenant)s::integer) and closed_on is null
  and debtor_id = (select debtor_id from collection_case
                   where tenant_id = (select %(tenant)s::integer) and id = %(case)s)
order by id
"""
TAKEN = """
select payment_reference from claim
where tenant_id = (select %s::integer) and payment_reference = any (%s)
"""


class OpenClaim(NamedTuple):
    """A claim with what bears on a plan: its sums, its debtor, its holds and its running plan."""

    claim_id: int
    case_id: int
    invoice_number: str
    debtor_id: int
    debtor_kind: str
    is_closed: bool
    principal_minor: int
    interest_minor: int
    cost_minor: int
    interest_through_on: date
    interest_carry: int
    plan_id: int | None
    held_by: tuple[str, ...]

    @property
    def open_minor(self) -> int:
        """Everything open and booked on the claim."""
        return self.principal_minor + self.interest_minor + self.cost_minor

    @property
    def debt(self) -> PlanDebt:
        """The same as a plan counts with it."""
        return PlanDebt(
            self.claim_id, self.principal_minor, self.interest_minor, self.cost_minor,
            self.interest_through_on, self.interest_carry,
        )  # fmt: skip


class StandingPlan(NamedTuple):
    """A running plan on the day it is looked at."""

    plan_id: int
    debtor_id: int
    agreed_on: date
    state: str
    rules: Mapping[str, Any]
    terms: Mapping[str, Any]
    seen_payment: int
    resumes_on: date | None
    case_ids: tuple[int, ...]
    open_minor: int
    are_closed: bool
    """All its cases are closed."""
    instalments: tuple[Instalment, ...]
    """With the days that were agreed first."""
    moved: tuple[tuple[int, date], ...]
    told: Mapping[int, date]
    """The days on which the letters left that tell of instalments that are missing."""
    paid: tuple[tuple[date, int], ...]
    last_payment: int
    first_open: int | None
    """The first of its cases that is open: its letters go on that one."""
    remind_days: int | None
    """How many days before an instalment the debtor wants its reminder; None for the usual."""
    held_by: tuple[str, ...]
    """The kinds of holds that stand on its cases."""


class Standing(NamedTuple):
    """How a plan that goes on stands until it is looked at next."""

    plan_id: int
    state: str
    next_check_on: date
    resumes_on: date | None
    seen_payment: int


def claims_of_cases(tenant_id: int, case_ids: Sequence[int], *, today: date) -> list[OpenClaim]:
    """The claims of the cases, oldest first."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today}
    return [OpenClaim._make((*row[:12], tuple(row[12]))) for row in query(sql("plan_debts"), given)]


def open_cases_of_debtor(tenant_id: int, case_id: int) -> list[int]:
    """All open cases of the case's debtor."""
    return [row[0] for row in query(CASES_OF_DEBTOR, {"tenant": tenant_id, "case": case_id})]


def cases_with_a_plan_beyond(tenant_id: int, case_ids: Sequence[int]) -> set[int]:
    """Those of the cases whose running plan covers another open case, too."""
    return {row[0] for row in query(BEYOND, {"tenant": tenant_id, "cases": list(case_ids)})}


def reference_numbers(count: int) -> list[int]:
    """Numbers for the references of instalments, unique over all tenants."""
    return reserve_ids("instalment_reference_seq", count)


def taken_references(tenant_id: int, references: Sequence[str]) -> set[str]:
    """Those of the references that a claim of the creditor has."""
    return {row[0] for row in query(TAKEN, (tenant_id, list(references)))}


def add_plan(
    tenant_id: int,
    *,
    debtor_id: int,
    case_ids: Sequence[int],
    claim_ids: Sequence[int],
    instalments: Sequence[Instalment],
    references: Sequence[str],
    rules: Mapping[str, Any],
    terms: Mapping[str, Any],
    override: str | None,
    by: str,
    actor: str,
    today: date,
    check_on: date,
) -> int:
    """Adds the plan with its claims and instalments; its number."""
    given: dict[str, Any] = {
        "tenant": tenant_id, "debtor": debtor_id, "cases": list(case_ids), "today": today,
        "by": by, "actor": actor, "rules": Jsonb(rules), "terms": Jsonb(terms),
        "override": override, "check": check_on, "claims": list(claim_ids),
        "numbers": [one.number for one in instalments],
        "days": [one.due_on for one in instalments],
        "amounts": [one.amount_minor for one in instalments], "references": list(references),
    }  # fmt: skip
    given["plan"] = int(query_value(ADD_PLAN, given))
    execute(ADD_CLAIMS, given)
    execute(ADD_INSTALMENTS, given)
    return int(given["plan"])


def add_instalment(tenant_id: int, plan_id: int, one: Instalment, reference: str) -> None:
    """Adds one more instalment to a running plan."""
    given = {"tenant": tenant_id, "plan": plan_id, "numbers": [one.number], "days": [one.due_on],
             "amounts": [one.amount_minor], "references": [reference]}  # fmt: skip
    execute(ADD_INSTALMENTS, given)


def standing_plans(
    tenant_id: int, *, today: date, batch: int, plan_id: int | None = None
) -> list[StandingPlan]:
    """The running plans that are to be looked at, or the named one; their rows are locked."""
    given = {"tenant": tenant_id, "today": today, "batch": batch, "plan": plan_id}
    return [_standing(row) for row in query_named(sql("plan_standing"), given)]


def _standing(row: Any) -> StandingPlan:
    agreed = zip(row.numbers, row.original_days, row.amounts, strict=True)
    days = zip(row.numbers, row.due_days, row.original_days, strict=True)
    told = zip(row.numbers, row.told_days, strict=True)
    return StandingPlan(
        row.id, row.debtor_id, row.agreed_on, row.state, as_mapping(row.rules),
        as_mapping(row.terms), row.seen_payment, row.resumes_on, tuple(row.cases), row.open_minor,
        row.are_closed,
        tuple(Instalment._make(one) for one in agreed),
        tuple((number, now) for number, now, first in days if now != first),
        {number: on for number, on in told if on is not None},
        tuple(zip(row.paid_days, row.paid_amounts, strict=True)), row.last_payment,
        row.first_open, row.remind_days, tuple(row.held_by),
    )  # fmt: skip


def as_mapping(stored: Any) -> dict[str, Any]:
    """Stored JSON as Python reads it; the driver may leave it as the text that it is."""
    found: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
    return found


def save_standings(tenant_id: int, standings: Sequence[Standing]) -> None:
    """Keeps how the plans stand and when they are looked at next."""
    if not standings:
        return
    plans, states, checks, resumes, seen = (list(column) for column in zip(*standings, strict=True))
    given = {"tenant": tenant_id, "plans": plans, "states": states, "checks": checks,
             "resumes": resumes, "seen": seen}  # fmt: skip
    execute(SAVE, given)


def mark_ended(
    tenant_id: int, plan_id: int, state: str, because: str, *, today: date, resumes_on: date | None
) -> int:
    """Ends the plan; 0 where it has ended before. Its claims may be in another plan then."""
    given = {"tenant": tenant_id, "plan": plan_id, "state": state, "because": because,
             "today": today, "resumes": resumes_on}  # fmt: skip
    return execute(END, given)


def mark_moved(tenant_id: int, plan_id: int, number: int, *, to: date, because: str) -> None:
    """The instalment falls due on another day."""
    execute(
        MOVE,
        {"tenant": tenant_id, "plan": plan_id, "number": number, "to": to, "because": because},
    )


def look_again(tenant_id: int, plan_id: int, *, today: date) -> None:
    """The plan is looked at in the next night."""
    execute(LOOK_AGAIN, {"tenant": tenant_id, "plan": plan_id, "today": today})


def look_at_plans_of(tenant_id: int, debtor_id: int, *, today: date) -> None:
    """The debtor's running plans are looked at in the next night."""
    execute(LOOK_AT_PLANS_OF, {"tenant": tenant_id, "debtor": debtor_id, "today": today})


def plan_holds_until(tenant_id: int, case_ids: Sequence[int], *, until: date) -> int:
    """Lets the open-ended plan holds of the cases end after that day; how many there were."""
    return execute(PLAN_HOLDS_UNTIL, {"tenant": tenant_id, "cases": list(case_ids), "until": until})


def rest_interest(tenant_id: int, claim_ids: Sequence[int], *, through: date) -> None:
    """No interest runs on the claims through that day; what ran before has been booked."""
    execute(REST_INTEREST, {"tenant": tenant_id, "claims": list(claim_ids), "through": through})


def resume_interest(tenant_id: int, plan_id: int, *, today: date) -> None:
    """Interest runs again from today on a plan's claims, never twice for the day of the plan."""
    execute(RESUME_INTEREST, {"tenant": tenant_id, "plan": plan_id, "today": today})


def plans(tenant_id: int, *, plan_id: int | None = None, ended: bool = False) -> list[Any]:
    """The running plans, all with the ended ones, or the named one."""
    given = {"tenant": tenant_id, "plan": plan_id, "ended": ended or plan_id is not None}
    found = query_named(sql("plan_list"), given)
    return [row._replace(terms=as_mapping(row.terms)) for row in found]


def tenant_of_plan(tenant_ids: Sequence[int], plan_id: int) -> int | None:
    """Whose plan it is, inside the scope of these tenants; None where it is none of theirs."""
    found: int | None = query_value(
        "select tenant_id from plan where tenant_id = any (%s) and id = %s",
        (list(tenant_ids), plan_id),
    )
    return found


def instalments_of(tenant_id: int, plan_id: int) -> list[Any]:
    """The instalments of a plan in order."""
    return query_named(INSTALMENTS, (tenant_id, plan_id))
