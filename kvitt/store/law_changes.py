"""What a changed law means for the cases of a creditor: found, locked, asked about, in sets."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.calls import withdraw_stopped_calls
from kvitt.store.closing import as_array
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, sql

CORRECT_CHARGES = "correct_charges"
"""The task of a case whose charges come to other amounts by the law that is known now."""
CHARGES_TO_CORRECT = "charges_to_correct"
"""The hold of a case on which more stands than the law allows."""
STOPPED = """
select distinct t.case_id
from task t
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = t.case_id
where t.tenant_id = (select %(tenant)s::integer) and t.kind = 'case_stopped' and t.done_on is null
  and k.closed_on is null
"""
LOCK = """
select id from collection_case
where tenant_id = (select %(tenant)s::integer) and id = any(%(cases)s::text::bigint[])
order by id for update
"""
REPLACE_TASKS = """
update task set done_on = %(today)s, done_by = %(actor)s, outcome = 'replaced by a newer proposal'
where tenant_id = (select %(tenant)s::integer) and kind = %(kind)s and done_on is null
  and case_id = any(%(cases)s::text::bigint[])
"""
ADD_TASKS = """
insert into task (tenant_id, case_id, kind, raised_on, sentence, given)
select %(tenant)s, t.case_id, %(kind)s, %(today)s, t.sentence, t.given
from unnest(%(cases)s::text::bigint[], %(sentences)s::text[], %(given)s::jsonb[])
  t (case_id, sentence, given)
"""
ADD_HOLDS = """
insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)
select %(tenant)s, k.id, %(kind)s, %(today)s, %(reason)s, %(actor)s
from collection_case k
where k.tenant_id = (select %(tenant)s::integer) and k.id = any(%(cases)s::text::bigint[])
  and k.closed_on is null and not exists (
    select from hold h where h.tenant_id = k.tenant_id and h.case_id = k.id and h.kind = %(kind)s
      and (h.until_on is null or h.until_on >= %(today)s))
"""


class Span(NamedTuple):
    """Days for which a value of the law differs, as charges are found by it."""

    selected_by: str
    kind: str
    """The kind of charge that rests on the value; empty where any fee may."""
    from_: date
    until: date
    is_certain: bool
    """Whether the value was there before: a charge then rested on it."""


class Touched(NamedTuple):
    """A case with a charge that rests on a changed value."""

    case_id: int
    is_open: bool
    is_certain: bool


class Proposal(NamedTuple):
    """What a person is asked to correct on a case."""

    case_id: int
    sentence: str
    given: Mapping[str, Any]


def touched_cases(tenant_id: int, spans: Sequence[Span]) -> list[Touched]:
    """The cases of the tenant on whose charges the spans bear, inside its scope."""
    if not spans:
        return []
    by, kinds, from_, until, certain = (list(column) for column in zip(*spans, strict=True))
    given = {"tenant": tenant_id, "by": by, "kinds": kinds, "from": from_, "until": until}
    return [Touched._make(row) for row in query(sql("touched_cases"), given | {"certain": certain})]


def stopped_cases(tenant_id: int) -> list[int]:
    """The open cases that stopped because the law gave no answer."""
    return [row[0] for row in query(STOPPED, {"tenant": tenant_id})]


def lock_cases(tenant_id: int, case_ids: Sequence[int]) -> None:
    """Keeps the night off these cases until the transaction ends."""
    query(LOCK, {"tenant": tenant_id, "cases": as_array(case_ids)})


def ask_to_correct(
    tenant_id: int, proposals: Sequence[Proposal], *, today: date, actor: str
) -> None:
    """One task a case with its proposal; an older proposal that is still open gives way."""
    cases = as_array(proposal.case_id for proposal in proposals)
    given: dict[str, Any] = {"tenant": tenant_id, "today": today, "actor": actor, "cases": cases}
    given["kind"] = CORRECT_CHARGES
    execute(REPLACE_TASKS, given)
    given["sentences"] = [proposal.sentence for proposal in proposals]
    given["given"] = [json.dumps(proposal.given, ensure_ascii=False) for proposal in proposals]
    execute(ADD_TASKS, given)


def hold_overcharged(
    tenant_id: int, case_ids: Sequence[int], *, reason: str, today: date, actor: str
) -> None:
    """Nothing is sent on the open ones of these cases until a person ends the hold."""
    given = {"tenant": tenant_id, "today": today, "actor": actor, "reason": reason}
    execute(ADD_HOLDS, given | {"kind": CHARGES_TO_CORRECT, "cases": as_array(case_ids)})
    withdraw_stopped_calls(tenant_id, case_ids=case_ids, today=today, by=actor)


def tell_cases(
    case_ids: Sequence[int], kind: str, told: Mapping[str, Any], *, today: date, actor: str
) -> None:
    """Stages the same event on each of the cases."""
    stage_history()
    written = json.dumps(told, ensure_ascii=False)
    rows = [(case_id, today, kind, actor, written) for case_id in case_ids]
    copy_rows("new_history (case_id, on_day, kind, actor, given)", rows)
