"""Holds and tasks that a person or a rule places on one case. The caller closes the history."""

from datetime import date

from kvitt.store.session import execute

ADD_HOLD = """
insert into hold (tenant_id, case_id, kind, from_on, until_on, reason, placed_by)
values (%(tenant)s, %(case)s, %(kind)s, %(today)s, %(until)s, %(reason)s, %(by)s)
"""
END_HOLDS = """
update hold set until_on = greatest(from_on, %(today)s)
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and kind = %(kind)s
  and (until_on is null or until_on > %(today)s)
"""
ADD_TASK = """
insert into task (tenant_id, case_id, kind, raised_on, sentence)
select %(tenant)s, %(case)s, %(kind)s, %(today)s, %(sentence)s
where not exists (
  select from task where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
    and kind = %(kind)s and done_on is null)
"""
KEEP_APART = """
update collection_case set kept_apart_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and id = %(case)s and closed_on is null
"""
END_TASKS = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and kind = %(kind)s
  and done_on is null
"""


def place_hold(
    tenant_id: int,
    case_id: int,
    kind: str,
    reason: str,
    *,
    today: date,
    until_on: date | None,
    placed_by: str,
) -> None:
    """Holds the case from today through ``until_on``, or until somebody ends it."""
    execute(
        ADD_HOLD,
        {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today, "until": until_on,
         "reason": reason, "by": placed_by},
    )  # fmt: skip


def end_holds(tenant_id: int, case_id: int, kind: str, *, today: date) -> int:
    """Lets the holds of that kind end today; how many there were."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today}
    return execute(END_HOLDS, given)


def add_task(tenant_id: int, case_id: int, kind: str, sentence: str, *, today: date) -> None:
    """Asks a person, once while the question is open."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today}
    execute(ADD_TASK, given | {"sentence": sentence})


def end_tasks(
    tenant_id: int, case_id: int, kind: str, *, today: date, by: str, outcome: str
) -> int:
    """Marks the case's open questions of that kind as answered; how many there were."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today}
    return execute(END_TASKS, given | {"by": by, "outcome": outcome})


def keep_apart(tenant_id: int, case_id: int, because: str) -> int:
    """Notes that the case is not merged with others of the debtor; 0 where it is closed."""
    return execute(KEEP_APART, {"tenant": tenant_id, "case": case_id, "because": because})
