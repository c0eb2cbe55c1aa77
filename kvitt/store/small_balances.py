"""Closing many cases of which little is left, in sets. The caller closes the history."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from kvitt.store.closing import as_array
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, sql

ADD_CLOSINGS = """
insert into case_closing (tenant_id, case_id, reason, because, closed_on, closed_by,
  written_off_minor, voided_minor, stopped)
select %(tenant)s, c.case_id, 'paid', %(because)s, %(today)s, %(actor)s, c.minor, 0, c.stopped
from unnest(%(cases)s::bigint[], %(amounts)s::bigint[], %(stopped)s::jsonb[])
  c (case_id, minor, stopped)
"""
END_TASKS = """
update task set done_on = %(today)s, done_by = %(actor)s, outcome = %(because)s
where tenant_id = (select %(tenant)s::integer) and done_on is null and kind = any (%(kinds)s)
  and case_id in (select unnest(%(cases)s::text::bigint[]))
"""
END_HOLDS = """
update hold set until_on = greatest(from_on, %(today)s)
where tenant_id = (select %(tenant)s::integer) and (until_on is null or until_on > %(today)s)
  and case_id in (select unnest(%(cases)s::text::bigint[]))
"""
ASKED = """
select case_id from task
where tenant_id = (select %s::integer) and kind = 'small_rest' and done_on is null
  and case_id is not null
"""


def asked_small_rests(tenant_id: int) -> list[int]:
    """The cases of which a person has been asked whether their small rest is waived."""
    return [row[0] for row in query(ASKED, (tenant_id,))]


def small_balances(tenant_id: int, most_minor: int, *, today: date, batch: int) -> list[int]:
    """Waking cases that nothing holds, of which no more than that is left; their rows are locked.

    Something of their principal has been paid or credited.
    """
    given = {"tenant": tenant_id, "most": most_minor, "today": today, "batch": batch}
    return [row[0] for row in query(sql("small_balances"), given)]


def keep_closings(
    tenant_id: int,
    written_off: Mapping[int, int],
    stopped: Mapping[int, dict[str, object]],
    *,
    because: str,
    kinds: Sequence[str],
    today: date,
    actor: str,
) -> None:
    """Ends what was asked about the cases and what would hold them later, and tells why they end.

    ``written_off`` is what was given up by case, in whole minor units; ``kinds`` the questions that
    a closed case no longer asks.
    """
    given = {"tenant": tenant_id, "today": today, "actor": actor, "because": because}
    given |= {"cases": as_array(written_off), "kinds": list(kinds)}
    for statement in (END_TASKS, END_HOLDS):
        execute(statement, given)
    told = {case_id: json.dumps(stopped[case_id], ensure_ascii=False) for case_id in written_off}
    given |= {"cases": list(written_off), "amounts": list(written_off.values())}
    execute(ADD_CLOSINGS, given | {"stopped": list(told.values())})
    stage_history()
    copy_rows("new_history (case_id, on_day, kind, actor, given)", [
        (case_id, today, "closing_settled", actor, json.dumps(
            {"reason": "paid", "because": because, **stopped[case_id]}, ensure_ascii=False))
        for case_id in written_off
    ])  # fmt: skip
