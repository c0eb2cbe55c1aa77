"""Withdrawing planned letters and closing cases, in sets. The caller closes the history."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kvitt.store.calls import withdraw_stopped_calls
from kvitt.store.history import stage_history
from kvitt.store.payments import add_booking
from kvitt.store.session import copy_rows, execute, query, query_value

HISTORY = "new_history (case_id, on_day, kind, actor, given)"

WITHDRAW = """
update notice n set state = 'withdrawn', withdrawn_because = %(because)s
from unnest(%(cases)s::text::bigint[]) w (case_id)
where n.tenant_id = (select %(tenant)s::integer) and n.case_id = w.case_id
  and n.state in ('planned', 'refused') and (n.of_flow or n.kind = any (%(beside)s))
  and (%(notices)s::bigint[] is null or n.id = any (%(notices)s))
returning n.id, n.case_id, n.step, n.plan_id, n.kind
"""
ANSWERED = """
update task set done_on = %(today)s, done_by = %(actor)s, outcome = %(because)s
where tenant_id = (select %(tenant)s::integer) and case_id = any(%(cases)s) and done_on is null
  and source_id = any(%(notices)s) and kind in ('find_address', 'letter_not_made')
"""
VOID_FEES = """
update claim_item i set open_minor = 0, voided_on = %(today)s
from unnest(%(notices)s::bigint[], %(cases)s::bigint[]) w (notice_id, case_id)
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.case_id = w.case_id
where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id and i.notice_id = w.notice_id
  and i.kind not in ('principal', 'interest') and i.voided_on is null
  and i.open_minor = i.amount_minor
returning i.id, i.claim_id, w.case_id, i.kind, i.amount_minor
"""
VOID_PLAN_FEES = """
update claim_item i set open_minor = 0, voided_on = %(today)s
from plan p
join plan_claim pc on pc.tenant_id = (select %(tenant)s::integer) and pc.plan_id = p.id
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = pc.claim_id
where p.tenant_id = (select %(tenant)s::integer) and p.id = any (%(plans)s)
  and i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
  and i.kind = 'instalment_plan' and i.dated_on = p.agreed_on and i.voided_on is null
  and i.open_minor = i.amount_minor
  and not exists (
    select from notice n where n.tenant_id = (select %(tenant)s::integer) and n.plan_id = p.id
      and n.kind = 'plan_agreement' and n.state in ('planned', 'sending', 'sent', 'unknown'))
returning i.id, i.claim_id, c.case_id, i.kind, i.amount_minor
"""
PLAN_UNTOLD = """
insert into task (tenant_id, case_id, kind, raised_on, sentence, source_id)
select %(tenant)s, gone.case_id, 'plan_untold', %(today)s,
       'the letter of plan ' || p.id || ' was withdrawn (' || %(because)s || '): give the debtor'
         || ' the plan in writing, or end it', p.id
from unnest(%(plans)s::bigint[], %(cases)s::bigint[]) gone (plan_id, case_id)
join plan p on p.tenant_id = (select %(tenant)s::integer) and p.id = gone.plan_id
where p.ended_on is null and not exists (
  select from task t where t.tenant_id = (select %(tenant)s::integer)
    and t.case_id = gone.case_id and t.kind = 'plan_untold' and t.source_id = p.id
    and t.done_on is null)
"""
WITHDRAWN = """
select id, case_id from notice
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s)
  and state = 'withdrawn'
"""
POST_VOIDED = """
insert into posting
  (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id, item_id)
select %(tenant)s, %(booking)s, 'claims_held', 'receivable', v.amount_minor, %(today)s,
       v.case_id, v.item_id
from unnest(%(items)s::bigint[], %(cases)s::bigint[], %(amounts)s::bigint[])
  v (item_id, case_id, amount_minor)
"""
LESS_OPEN = """
update claim c set
  cost_open_minor = c.cost_open_minor - v.cost_minor,
  interest_open_minor = c.interest_open_minor - v.interest_minor
from (
  select claim_id,
         coalesce(sum(amount_minor) filter (where kind = 'interest'), 0)::bigint as interest_minor,
         coalesce(sum(amount_minor) filter (where kind <> 'interest'), 0)::bigint as cost_minor
  from unnest(%(claims)s::bigint[], %(kinds)s::text[], %(amounts)s::bigint[])
    v (claim_id, kind, amount_minor)
  group by claim_id
) v
where c.tenant_id = (select %(tenant)s::integer) and c.id = v.claim_id
"""
VOID_ALL = """
update claim_item i set open_minor = 0, voided_on = %(today)s, waived = %(waived)s
from claim c
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = any(%(cases)s)
  and i.tenant_id = (select %(tenant)s::integer)
  and i.claim_id = c.id and i.kind <> 'principal' and i.voided_on is null
  and i.open_minor = i.amount_minor
  and (%(kinds)s::text[] is null or i.kind = any(%(kinds)s))
  and (i.kind <> 'interest' or not %(only_costs)s)
  and (%(claims)s::bigint[] is null or c.id = any(%(claims)s))
returning i.id, i.claim_id, c.case_id, i.kind, i.amount_minor
"""
CLOSE = """
update collection_case set wake_on = null, next_on = null, next_owner = null,
  closed_on = %(today)s,
  next_what = 'nothing: the case is closed', closed_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and id = any(%(cases)s) and closed_on is null
returning id
"""
WAKE = """
update collection_case set wake_on = least(wake_on, %(today)s), next_on = least(next_on, %(today)s),
  next_what = 'the case is looked at again', next_owner = 'kvitt'
where tenant_id = (select %(tenant)s::integer) and id = any(%(cases)s) and closed_on is null
"""

PLANNED = """
select n.id, n.case_id, n.step from notice n
where n.tenant_id = (select %(tenant)s::integer) and n.case_id = %(case)s and n.state = 'planned'
order by n.id
"""
STANDING_HOLDS = """
update hold set until_on = greatest(from_on, %(today)s)
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
  and (until_on is null or until_on > %(today)s)
returning kind
"""
MOOT = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and done_on is null
  and kind = any (%(kinds)s)
returning kind
"""
ADD_CLOSING = """
insert into case_closing (tenant_id, case_id, reason, because, document, closed_on, closed_by,
  written_off_minor, voided_minor, stopped)
values (%(tenant)s, %(case)s, %(reason)s, %(because)s, %(document)s, %(today)s, %(actor)s,
  %(written_off)s, %(voided)s, %(stopped)s)
"""
LAST_CLOSING = """
select stopped::text from case_closing
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and reopened_on is null
order by id desc limit 1
"""
REOPEN = """
update collection_case set closed_on = null, closed_because = null, cycle = cycle + 1,
  wake_on = %(today)s, next_on = %(today)s, next_what = 'the case is looked at again',
  next_owner = 'kvitt'
where tenant_id = (select %(tenant)s::integer) and id = %(case)s and closed_on is not null
"""
REOPENED = """
update case_closing set reopened_on = %(today)s, reopened_by = %(actor)s,
  reopened_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and reopened_on is null
"""
UNCONFIRMED = """
select distinct n.case_id
from unnest(%(cases)s::text::bigint[]) w (case_id)
join notice n on n.tenant_id = (select %(tenant)s::integer) and n.case_id = w.case_id
where n.state = 'sent' and n.channel = 'letter' and n.confirmed_on is null
"""


def as_array(ids: Iterable[int]) -> str:
    """Numbers as the text of an array: many times faster than a list of parameters."""
    return "{" + ",".join(map(str, ids)) + "}"


def with_unconfirmed_letters(tenant_id: int, case_ids: Sequence[int]) -> list[int]:
    """Those of the cases that have a letter which may still lie for printing."""
    given = {"tenant": tenant_id, "cases": as_array(case_ids)}
    return [row[0] for row in query(UNCONFIRMED, given)]


def withdraw_planned(
    tenant_id: int,
    case_ids: Sequence[int],
    *,
    because: str,
    today: date,
    actor: str,
    beside: Sequence[str] = (),
    notice_ids: Sequence[int] | None = None,
) -> list[int]:
    """Withdraws the cases' letters that have not left and voids their fees; the cases touched.

    A letter that found no way to the debtor is one of them: its fee is not owed either, and what a
    person was asked about it is answered. Letters beside the flow stay but for the kinds in
    ``beside``: they are restated or judged when they leave. With ``notice_ids`` only those letters
    go. Interest that was booked with a letter stays: it ran whether the letter left or not.
    """
    given = {"tenant": tenant_id, "cases": as_array(case_ids), "because": because, "today": today,
             "beside": list(beside), "notices": notice_ids}  # fmt: skip
    gone = query(WITHDRAW, given)
    if not gone:
        return []
    told = [(notice_id, case_id, step) for notice_id, case_id, step, *_ in gone]
    given |= {"notices": [row[0] for row in gone], "cases": [row[1] for row in gone]}
    _post_voided(tenant_id, query(VOID_FEES, given), today=today, note=because)
    execute(ANSWERED, given | {"actor": actor})
    stage_history()
    events = [
        (case_id, today, "notice_withdrawn", actor,
         json.dumps({"notice": notice_id, "step": step, "because": because}))
        for notice_id, case_id, step in told
    ]  # fmt: skip
    copy_rows(HISTORY, events)
    untold = [row for row in gone if row[4] == "plan_agreement" and row[3]]
    if untold:
        plans, cases = [row[3] for row in untold], [row[1] for row in untold]
        drop_plan_fees(tenant_id, plans, because=because, today=today, actor=actor)
        execute(PLAN_UNTOLD, given | {"plans": plans, "cases": cases})
    return sorted({row[1] for row in gone})


def drop_plan_fees(
    tenant_id: int, plan_ids: Sequence[int], *, because: str, today: date, actor: str
) -> None:
    """Voids the unpaid fees of plans whose letter has not left and will not: it was not earned."""
    given = {"tenant": tenant_id, "plans": list(plan_ids), "today": today}
    _take_back(tenant_id, query(VOID_PLAN_FEES, given), because, today=today, actor=actor)


def void_charges(
    tenant_id: int,
    case_ids: Sequence[int],
    *,
    because: str,
    today: date,
    actor: str,
    kinds: Sequence[str] = (),
    only_costs: bool = False,
    claims: Sequence[int] | None = None,
    waived: bool = False,
) -> int:
    """Voids the cases' unpaid fees and interest, or those kinds or claims; the sum."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today}
    given |= {"kinds": list(kinds) or None, "only_costs": only_costs}
    given |= {"claims": list(claims) if claims is not None else None, "waived": waived}
    gone = query(VOID_ALL, given)
    _take_back(tenant_id, gone, because, today=today, actor=actor)
    return sum(row[4] for row in gone)


def _take_back(
    tenant_id: int, gone: Sequence[Any], because: str, *, today: date, actor: str
) -> None:
    """Books and tells the charges that were voided."""
    _post_voided(tenant_id, gone, today=today, note=because)
    _tell_voided(gone, because=because, today=today, actor=actor)


def void_fees_of_withdrawn(
    tenant_id: int, case_ids: Sequence[int], *, because: str, today: date, actor: str
) -> None:
    """Voids fees that came open again of letters that were withdrawn before they left."""
    found = query(WITHDRAWN, {"tenant": tenant_id, "cases": list(case_ids)})
    if found:
        notices, cases = (list(column) for column in zip(*found, strict=True))
        given = {"tenant": tenant_id, "today": today, "notices": notices, "cases": cases}
        _take_back(tenant_id, query(VOID_FEES, given), because, today=today, actor=actor)


def void_letter_fees(
    tenant_id: int, case_id: int, notice_ids: Iterable[int], *, because: str, today: date,
    actor: str,
) -> int:  # fmt: skip
    """Voids what those letters of the case charged and nobody has paid anything of; the sum."""
    notices = list(notice_ids)
    given = {"tenant": tenant_id, "today": today, "notices": notices}
    gone = query(VOID_FEES, given | {"cases": [case_id] * len(notices)})
    _post_voided(tenant_id, gone, today=today, note=because)
    _tell_voided(gone, because=because, today=today, actor=actor)
    return sum(row[4] for row in gone)


def _tell_voided(
    gone: Sequence[tuple[int, int, int, str, int]], *, because: str, today: date, actor: str
) -> None:
    stage_history()
    events = [
        (case_id, today, "charge_taken_back", actor,
         json.dumps({"item": i, "kind": kind, "amount_minor": minor, "because": because}))
        for i, _, case_id, kind, minor in gone
    ]  # fmt: skip
    copy_rows(HISTORY, events)


def _post_voided(
    tenant_id: int, gone: Sequence[tuple[int, int, int, str, int]], *, today: date, note: str
) -> None:
    if not gone:
        return
    items, claims, cases, kinds, amounts = (list(column) for column in zip(*gone, strict=True))
    given = {"tenant": tenant_id, "today": today, "items": items, "claims": claims, "cases": cases,
             "kinds": kinds, "amounts": amounts}  # fmt: skip
    given["booking"] = add_booking(tenant_id, "voided", today=today, note=note)
    execute(POST_VOIDED, given)
    execute(LESS_OPEN, given)


def close_cases(
    tenant_id: int, case_ids: Sequence[int], *, because: str, today: date, actor: str
) -> list[int]:
    """Closes the cases that are open, with the reason in their history; returns which."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today, "because": because}
    closed = [row[0] for row in query(CLOSE, given)]
    stage_history()
    told = json.dumps({"because": because})
    copy_rows(HISTORY, [(case_id, today, "case_closed", actor, told) for case_id in closed])
    withdraw_stopped_calls(tenant_id, case_ids=closed, today=today, by=actor)
    return closed


def wake_cases(tenant_id: int, case_ids: Sequence[int], *, today: date) -> None:
    """Lets the open cases be looked at today."""
    execute(WAKE, {"tenant": tenant_id, "cases": list(case_ids), "today": today})


def add_event(case_id: int | None, kind: str, *, today: date, actor: str, **given: object) -> None:
    """Stages one event of the history."""
    stage_history()
    copy_rows(HISTORY, [(case_id, today, kind, actor, json.dumps(given, ensure_ascii=False))])


def planned_letters(tenant_id: int, case_id: int) -> list[str]:
    """The steps of the case whose letters are planned."""
    return [row[2] for row in query(PLANNED, {"tenant": tenant_id, "case": case_id})]


def end_all_holds(tenant_id: int, case_id: int, *, today: date) -> list[str]:
    """Ends what holds the case today; the kinds of holds."""
    given = {"tenant": tenant_id, "case": case_id, "today": today}
    return sorted(row[0] for row in query(STANDING_HOLDS, given))


def end_moot_tasks(
    tenant_id: int, case_id: int, kinds: Iterable[str], *, today: date, by: str, outcome: str
) -> list[str]:
    """Ends the case's open questions of those kinds; the kinds that there were."""
    given = {"tenant": tenant_id, "case": case_id, "kinds": sorted(kinds), "today": today}
    return sorted(row[0] for row in query(MOOT, given | {"by": by, "outcome": outcome}))


def add_closing(
    tenant_id: int, case_id: int, *, reason: str, because: str, document: str, today: date,
    actor: str, written_off_minor: int, voided_minor: int, stopped: dict[str, object],
) -> None:  # fmt: skip
    """Keeps why the case ended, what it stopped and what it settled."""
    execute(
        ADD_CLOSING,
        {"tenant": tenant_id, "case": case_id, "reason": reason, "because": because,
         "document": document, "today": today, "actor": actor, "written_off": written_off_minor,
         "voided": voided_minor, "stopped": json.dumps(stopped, ensure_ascii=False)},
    )  # fmt: skip


def last_closing(tenant_id: int, case_id: int) -> dict[str, Any] | None:
    """What the closing that stands stopped and settled; None where none was noted."""
    found = query_value(LAST_CLOSING, {"tenant": tenant_id, "case": case_id})
    return json.loads(found) if found else None


def reopen(tenant_id: int, case_id: int, *, because: str, today: date, actor: str) -> int:
    """Opens a closed case in a new cycle, to be looked at today; 0 where it is open."""
    given = {"tenant": tenant_id, "case": case_id, "today": today}
    opened = execute(REOPEN, given)
    if opened:
        execute(REOPENED, given | {"because": because, "actor": actor})
    return opened
