"""Taking claims out of a case, and what goes along with them. The caller closes the history."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.merging import FEES_OF_LETTERS
from kvitt.store.payments import MERGING
from kvitt.store.session import execute, query, query_value, sql

NEW_CASE = """
insert into collection_case (tenant_id, debtor_id, flow, cycle, opened_on, wake_on, next_what,
  next_on, next_owner, kept_apart_because, split_from, charged_before)
select k.tenant_id, k.debtor_id, k.flow, k.cycle + 1, %(today)s, %(today)s,
       'the case is looked at again', %(today)s, 'kvitt', %(because)s, k.id, array(
         select distinct kind from (
           select unnest(k.charged_before) as kind
           union all
           select i.kind from claim c
           join claim_item i on i.tenant_id = c.tenant_id and i.claim_id = c.id
           where c.tenant_id = k.tenant_id and c.case_id = k.id and i.voided_on is null
             and i.kind = any (%(kinds)s)
         ) charged order by kind)
from collection_case k
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
returning id
"""
SPARE_OLD = """
update collection_case k set charged_before = array(
  select distinct kind from (
    select unnest(k.charged_before) as kind
    union all
    select i.kind from claim_item i
    where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = any (%(claims)s)
      and i.voided_on is null and i.kind = any (%(kinds)s)
  ) charged order by kind)
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
"""
TELL_MOVE = """
insert into claim_move (tenant_id, claim_id, from_case_id, to_case_id, because, moved_on)
select %(tenant)s, claim_id, %(case)s, %(new)s, 'divided', %(today)s
from unnest(%(claims)s::bigint[]) claim_id
"""
MOVE = """
update claim set case_id = %(new)s
where tenant_id = (select %(tenant)s::integer) and id = any (%(claims)s)
"""
COPY_HOLDS = """
insert into hold (tenant_id, case_id, kind, from_on, until_on, reason_code, reason, placed_by,
                  source_id, given, came_on)
select h.tenant_id, %(new)s, h.kind, h.from_on, h.until_on, h.reason_code, h.reason, h.placed_by,
       h.source_id, h.given, %(today)s
from hold h
where h.tenant_id = (select %(tenant)s::integer) and h.case_id = %(case)s
  and (h.until_on is null or h.until_on > %(today)s) and h.kind <> all (%(but)s)
order by h.id
returning kind
"""
STANDING_HOLDS = """
select distinct kind from hold
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and from_on <= %(today)s
  and (until_on is null or until_on >= %(today)s)
order by kind
"""
UNDER_WAY = """
select step from notice
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
  and state in ('sending', 'unknown')
order by id limit 1
"""
LAST_DAY = """
select max(n.deadline_on) from notice n
where n.tenant_id = (select %(tenant)s::integer) and n.case_id = any (%(cases)s)
  and n.state = 'sent' and n.of_flow and n.deadline_on >= %(today)s
"""


class SplitClaim(NamedTuple):
    """A claim of a case that is to be divided; its sum in whole minor units."""

    claim_id: int
    invoice_number: str
    open_minor: int
    is_in_plan: bool
    is_disputed: bool


def let_nothing_merge(tenant_id: int) -> None:
    """Nothing is merged, split or booked beside this until the end of the transaction."""
    query_value("select pg_advisory_xact_lock(%s, %s)", (MERGING, tenant_id))


def claims_to_split(tenant_id: int, case_id: int) -> list[SplitClaim]:
    """The claims of the case, oldest first."""
    rows = query(sql("case_to_split"), {"tenant": tenant_id, "case": case_id})
    return [SplitClaim._make(row) for row in rows]


def standing_holds(tenant_id: int, case_id: int, *, today: date) -> set[str]:
    """The kinds of holds in force on the case."""
    given = {"tenant": tenant_id, "case": case_id, "today": today}
    return {row[0] for row in query(STANDING_HOLDS, given)}


def letter_under_way(tenant_id: int, case_id: int) -> str | None:
    """The step of a letter of which nobody knows yet whether it left."""
    found: str | None = query_value(UNDER_WAY, {"tenant": tenant_id, "case": case_id})
    return found


def last_day_given(tenant_id: int, case_ids: Sequence[int], *, today: date) -> date | None:
    """The last day to pay by a letter of the cases, where it has not passed."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today}
    found: date | None = query_value(LAST_DAY, given)
    return found


def split_off(
    tenant_id: int, case_id: int, claim_ids: Sequence[int], *, because: str, today: date
) -> int:
    """Gives the claims a case of their own, in a new cycle and kept apart; its number.

    Kinds of fees that letters have charged on the case are not charged on it again; kinds whose
    fees go along are not charged on the old case again either.
    """
    given: dict[str, Any] = {
        "tenant": tenant_id, "case": case_id, "claims": list(claim_ids), "today": today,
        "because": because, "kinds": list(FEES_OF_LETTERS),
    }  # fmt: skip
    given["new"] = int(query_value(NEW_CASE, given))
    execute(SPARE_OLD, given)
    execute(TELL_MOVE, given)
    execute(MOVE, given)
    return int(given["new"])


def copy_holds(
    tenant_id: int, case_id: int, new_id: int, *, but: Sequence[str], today: date
) -> list[str]:
    """What holds the case beyond today holds the new one too; the kinds."""
    given = {"tenant": tenant_id, "case": case_id, "new": new_id, "but": list(but), "today": today}
    return sorted(row[0] for row in query(COPY_HOLDS, given))
