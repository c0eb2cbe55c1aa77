"""Calls that a person is asked to make, and their end. The caller closes the history."""

import json
from collections.abc import Iterable
from datetime import date

from kvitt.domain.holds import passing
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, query, query_value

ADD = """
insert into task (tenant_id, case_id, kind, raised_on, sentence, owner, due_on)
select %(tenant)s, %(case)s, 'call_debtor', %(today)s, %(sentence)s, %(owner)s, %(due)s
where not exists (
  select from task where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
    and kind = 'call_debtor' and done_on is null)
returning id
"""
WITHDRAW = """
update task t set done_on = %(today)s, done_by = %(by)s, outcome = 'withdrawn: ' || stopped.why
from (
  select asked.id, case when c.closed_on is not null then 'the case is closed'
                        else 'nothing is sent: ' || replace(held.kind, '_', ' ') end as why
  from task asked
  join collection_case c on c.tenant_id = asked.tenant_id and c.id = asked.case_id
  left join lateral (
    select 'shadow' as kind from shadow s
    where s.tenant_id = asked.tenant_id and s.ended_on is null
    union all
    select h.kind from hold h
    where h.tenant_id = asked.tenant_id and h.case_id = asked.case_id
      and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
      and h.kind <> all (%(passing)s)
    limit 1
  ) held on true
  where asked.tenant_id = (select %(tenant)s::integer) and asked.kind = 'call_debtor'
    and asked.done_on is null and (%(cases)s::bigint[] is null or asked.case_id = any (%(cases)s))
    and (c.closed_on is not null or held.kind is not null)
) stopped
where t.tenant_id = (select %(tenant)s::integer) and t.id = stopped.id
returning t.id, t.case_id, stopped.why
"""


def has_number(tenant_id: int, case_id: int) -> bool:
    """Whether a telephone number of the case's debtor is known."""
    return bool(
        query_value(
            "select coalesce(p.phone, '') <> '' from collection_case c"
            " join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id"
            " where c.tenant_id = (select %s::integer) and c.id = %s",
            (tenant_id, case_id),
        )
    )


def add_call(
    tenant_id: int, case_id: int, sentence: str, *, owner: str, due_on: date, today: date
) -> int | None:
    """Asks for a call, by that day; its number, or None where one is asked for already."""
    given = {"tenant": tenant_id, "case": case_id, "sentence": sentence, "owner": owner,
             "due": due_on, "today": today}  # fmt: skip
    found = query_value(ADD, given)
    return int(found) if found is not None else None


def withdraw_stopped_calls(
    tenant_id: int, *, case_ids: Iterable[int] | None = None, today: date, by: str
) -> int:
    """Ends the calls on cases that are closed or held against them, told in the history; how many.

    ``case_ids`` narrows it to these cases. What a hold lets pass stays.
    """
    given = {"tenant": tenant_id, "today": today, "by": by, "passing": passing("call"),
             "cases": None if case_ids is None else list(case_ids)}  # fmt: skip
    gone = query(WITHDRAW, given)
    if gone:
        stage_history()
        copy_rows(
            "new_history (case_id, on_day, kind, actor, given)",
            [
                (case_id, today, "call_withdrawn", by, json.dumps({"task": task, "because": why}))
                for task, case_id, why in gone
            ],
        )
    return len(gone)
