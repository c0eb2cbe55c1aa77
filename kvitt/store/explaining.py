"""Explaining a case: every row behind it, read once, for `show_case` to put together.

For an earlier day the same rows of the claims that lay on the case then.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from kvitt.store.session import Parameters, query_named, query_together, sql

CLAIMS = (
    "select id, invoice_number, issued_on, invoice_due_on, due_on, principal_minor,"
    " payment_reference, text, fees_agreed, principal_open_minor, interest_open_minor,"
    " cost_open_minor, interest_through_on, interest_carry"
    " from claim c where c.tenant_id = %(tenant)s and c.case_id = %(case)s order by due_on, id"
)
NOTICES = (
    # Two searches by index: letters that stand, and the few that were withdrawn.
    "select n.id, n.step, n.kind, n.cycle, n.planned_on, n.state, n.channel, n.sent_on,"
    " n.deadline_on, n.confirmed_on, n.withdrawn_because, n.principal_minor, n.interest_minor,"
    " n.cost_minor, n.of_flow from ("
    " select * from notice where tenant_id = %(tenant)s and case_id = %(case)s"
    " and state <> 'withdrawn'"
    " union all select * from notice where tenant_id = %(tenant)s and case_id = %(case)s"
    " and state = 'withdrawn') n order by n.id"
)
HOLDS = (
    "select id, kind, from_on, until_on, reason, placed_by, came_on,"
    " given ->> 'waived_through_on' as waived"
    " from hold where tenant_id = %(tenant)s and case_id = %(case)s order by from_on, id"
)
TASKS = (
    "select id, kind, raised_on, sentence, done_on, done_by, outcome, came_on"
    " from task where tenant_id = %(tenant)s and case_id = %(case)s order by id"
)
HISTORY = (
    "select id, on_day, kind, actor, given"
    " from history where tenant_id = %(tenant)s and case_id = %(case)s order by id"
)

PROCEEDINGS = (
    # Of the case, or of claims that have come to it since.
    "select p.id, p.reference, p.kind, p.state, p.authority, p.authority_number, p.drafted_on,"
    " p.approved_on, p.filed_on, p.next_what, p.next_owner, p.next_on, p.ended_on,"
    " p.ended_because, (select coalesce(json_agg(json_build_object('kind', e.kind, 'on', e.on_day,"
    " 'given', e.given, 'recorded_on', e.recorded_on) order by e.on_day, e.id), '[]')"
    " from proceeding_event e where e.tenant_id = p.tenant_id and e.proceeding_id = p.id)::text"
    " as events"
    " from proceeding p where p.tenant_id = %(tenant)s and (p.case_id = %(case)s or p.id in ("
    " select f.proceeding_id from claim c join proceeding_claim f on f.tenant_id = c.tenant_id"
    " and f.claim_id = c.id where c.tenant_id = %(tenant)s and c.case_id = %(case)s))"
    " order by p.id"
)
TITLES = (
    "select t.id, t.kind, t.number, t.given_on, t.principal_minor, t.interest_minor, t.cost_minor,"
    " t.later_interest, t.fell_on, t.recorded_on from title t where t.tenant_id = %(tenant)s"
    " and exists (select from title_claim tc join claim c on c.tenant_id = tc.tenant_id"
    " and c.id = tc.claim_id where tc.tenant_id = %(tenant)s and tc.title_id = t.id"
    " and c.case_id = %(case)s) order by t.id"
)

ENTRIES = (
    "select e.id, e.proceeding_id, e.kind, e.amount_minor, e.what, e.taken_on, e.ends_on,"
    " e.reference, e.recorded_on, e.released_on, e.released_because from attachment_entry e"
    " where e.tenant_id = %(tenant)s and exists (select from proceeding_claim f"
    " join claim c on c.tenant_id = f.tenant_id and c.id = f.claim_id"
    " where f.tenant_id = %(tenant)s and f.proceeding_id = e.proceeding_id"
    " and c.case_id = %(case)s) order by e.id"
)


LIES_ON_IT = "c.case_id = %(case)s"
LAY_ON_IT = "c.id = any (%(claims)s)"
HAS_GONE_ON_IN_IT = """p.case_id in (select %(case)s::bigint union all
    select k.id from collection_case k
    where k.tenant_id = (select %(tenant)s::integer) and k.merged_into = %(case)s)"""
HAD_GONE_ON_IN_IT = "p.case_id = any (%(cases)s)"


@dataclass(frozen=True, slots=True)
class CaseRows:
    """The rows of one case, oldest first, as the tables hold them."""

    case: Any
    claims: list[Any]
    items: list[Any]
    notices: list[Any]
    letters: list[Any]
    payments: list[Any]
    holds: list[Any]
    tasks: list[Any]
    history: list[Any]
    proceedings: list[Any]
    titles: list[Any]
    entries: list[Any]
    begun_on: date
    """The day on which it was opened, or on which the first of its own invoices was issued."""


def case_rows(tenant_id: int, case_id: int, *, on: date | None = None) -> CaseRows | None:
    """The rows of a case inside its tenant's scope; None where there is no such case.

    With ``on`` those of the claims that lay on it at the end of that day, and without the holds
    and tasks that came along with claims later.
    """
    if on is None:
        return rows_of_case(query_together(*asked_of_case(tenant_id, case_id)))
    key: dict[str, Any] = {"tenant": tenant_id, "case": case_id}
    (lay,) = query_named(sql("claims_on_a_day"), key | {"on": on})
    key |= {"claims": lay.claims, "cases": lay.cases}
    rows = rows_of_case(query_together(*((statement, key) for statement in _asked_then())))
    if rows is None:
        return None
    issued = [lay.first_issued_on] if lay.first_issued_on else []
    return replace(
        rows,
        case=rows.case._replace(merged_into=lay.merged_into),
        holds=[hold for hold in rows.holds if hold.came_on is None or hold.came_on <= on],
        tasks=[task for task in rows.tasks if task.came_on is None or task.came_on <= on],
        begun_on=min([rows.case.opened_on, *issued]),
    )


def asked_of_case(tenant_id: int, case_id: int) -> list[tuple[str, Parameters]]:
    """What is asked for the rows of a case, for `query_together`."""
    key = {"tenant": tenant_id, "case": case_id}
    return [(statement, key) for statement in _asked()]


def _asked() -> tuple[str, ...]:
    return (
        sql("case_head"), CLAIMS, sql("case_items"), NOTICES, sql("case_letters"),
        sql("case_payments"), HOLDS, TASKS, HISTORY, PROCEEDINGS, TITLES, ENTRIES,
    )  # fmt: skip


@cache
def _asked_then() -> tuple[str, ...]:
    """The same of the claims that lay on the case on a day, and of the cases that had joined it."""
    return tuple(
        one.replace(LIES_ON_IT, LAY_ON_IT).replace(HAS_GONE_ON_IN_IT, HAD_GONE_ON_IN_IT)
        for one in _asked()
    )


def rows_of_case(answers: Sequence[list[Any]]) -> CaseRows | None:
    """The case from the answers to what `asked_of_case` asks; None where there is none."""
    found, claims, items, notices, letters, payments, holds, tasks, *rest = answers
    history, proceedings, titles, entries = rest
    if not found:
        return None
    return CaseRows(
        found[0], claims, [_read(row, "because") for row in items], notices, letters, payments,
        holds, tasks, [_read(row, "given") for row in history],
        [_read(row, "events") for row in proceedings], titles, entries,
        min([found[0].opened_on, *(claim.issued_on for claim in claims)]),
    )  # fmt: skip


def _read(row: Any, column: str) -> Any:
    """The row with its JSON column read: the driver gives the text."""
    written = getattr(row, column)
    return row._replace(**{column: json.loads(written)}) if isinstance(written, str) else row
