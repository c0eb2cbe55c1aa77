"""Identity numbers that are missing where one is needed. The caller closes the history."""

import json
from datetime import date
from typing import Any

from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, query_named

MISSING = """
insert into task (tenant_id, case_id, kind, raised_on, sentence, owner)
select asked.tenant_id, asked.case_id, 'find_identity', %(today)s, %(sentence)s, %(owner)s
from task asked
join collection_case c on c.tenant_id = asked.tenant_id and c.id = asked.case_id
join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
where asked.tenant_id = (select %(tenant)s::integer) and asked.kind = 'decide_next_measure'
  and asked.done_on is null and c.closed_on is null
  and p.identity_number is null and p.country in ('SE', 'NO')
  and not exists (
    -- once for each time that the case stands at its decision point
    select from task t where t.tenant_id = asked.tenant_id and t.case_id = asked.case_id
      and t.kind = 'find_identity' and (t.done_on is null or t.raised_on >= asked.raised_on))
"""
FOUND = """
update task t set done_on = %(today)s, done_by = %(by)s, outcome = 'the number is known'
from collection_case c, party p
where t.tenant_id = (select %(tenant)s::integer) and t.kind = 'find_identity'
  and t.done_on is null and c.tenant_id = t.tenant_id and c.id = t.case_id
  and p.tenant_id = c.tenant_id and p.id = c.debtor_id and p.identity_number is not null
returning t.case_id
"""
DEBTOR = """
select p.id, p.kind, p.country, p.identity_number, exists (
    select from party other where other.tenant_id = p.tenant_id
      and other.identity_number = %(number)s and other.id <> p.id) as is_anothers
from collection_case c
join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
where c.tenant_id = (select %(tenant)s::integer) and c.id = %(case)s
for update of p
"""


def ask_for_missing(tenant_id: int, sentence: str, *, owner: str, today: date) -> int:
    """Asks for the number of debtors without one whose cases stand at their decision point.

    In one statement, once for each time; how many were asked for.
    """
    given = {"tenant": tenant_id, "sentence": sentence, "owner": owner, "today": today}
    return execute(MISSING, given)


def end_found(tenant_id: int, *, today: date, by: str) -> list[int]:
    """Ends the questions whose debtor has a number now, told in the history; the cases."""
    rows = query(FOUND, {"tenant": tenant_id, "today": today, "by": by})
    cases = [row[0] for row in rows]
    if cases:
        stage_history()
        told = json.dumps({"asked": "find_identity", "because": "the number is known"})
        copy_rows(
            "new_history (case_id, on_day, kind, actor, given)",
            [(case_id, today, "task_answered", by, told) for case_id in cases],
        )
    return cases


def debtor_with(tenant_id: int, case_id: int, number: str) -> Any:
    """The case's debtor, locked, and whether another debtor has the number."""
    given = {"tenant": tenant_id, "case": case_id, "number": number}
    return query_named(DEBTOR, given)[0]


def keep_number(tenant_id: int, party_id: int, number: str) -> None:
    """The debtor's number from now on."""
    execute(
        "update party set identity_number = %s, identity_noted = true"
        " where tenant_id = (select %s::integer) and id = %s",
        (number, tenant_id, party_id),
    )
