"""Letters beside the flow: planned, restated, and the facts of disputes and plans that they tell.

The caller holds the scope and closes the history.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.holds import ANSWERS_WHEN_CLOSED
from kvitt.domain.plan import Instalment
from kvitt.store.closing import add_event
from kvitt.store.history import stage_history
from kvitt.store.plans import as_mapping
from kvitt.store.session import copy_rows, execute, query, query_named, reserve_ids, sql

HISTORY = "new_history (case_id, on_day, kind, actor, given)"
DISPUTES = """
select d.id, d.reason, d.text, d.received_on, d.answer_by_on, d.outcome, d.answer, d.was_minor,
       d.resumes_on, part.minor,
       exists (select from dispute other where other.tenant_id = d.tenant_id
         and other.case_id = d.case_id and other.outcome is null and other.id <> d.id)
from dispute d
left join lateral (
  select sum(c.disputed_minor)::bigint as minor from dispute_claim c
  where c.tenant_id = d.tenant_id and c.dispute_id = d.id
) part on true
where d.tenant_id = (select %(tenant)s::integer) and d.id = any (%(disputes)s)
"""
GIVE_TIME = """
with later as (
  update dispute d set resumes_on = new.pay_by + 1
  from unnest(%(disputes)s::bigint[], %(days)s::date[]) new (id, pay_by)
  where d.tenant_id = (select %(tenant)s::integer) and d.id = new.id
    and (d.resumes_on is null or d.resumes_on <= new.pay_by)
)
update hold h set until_on = greatest(h.from_on, new.pay_by)
from unnest(%(cases)s::bigint[], %(days)s::date[]) new (case_id, pay_by)
where h.tenant_id = (select %(tenant)s::integer) and h.case_id = new.case_id and h.kind = 'dispute'
  and (h.until_on is null or h.until_on between %(today)s and new.pay_by)
"""
WAIT_FOR_ANSWER = """
update hold h set until_on = null
where h.tenant_id = (select %(tenant)s::integer) and h.case_id = any (%(cases)s)
  and h.kind = 'dispute' and h.until_on >= %(today)s
"""


class NewLetter(NamedTuple):
    """A letter beside the flow that is to be planned."""

    case_id: int
    kind: str
    step: str
    plan_id: int | None = None
    instalment: int | None = None


class PlannedLetter(NamedTuple):
    """A letter beside the flow that was planned."""

    notice_id: int
    case_id: int
    step: str


class DisputeFacts(NamedTuple):
    """A dispute as its letters tell it. Sums in whole minor units."""

    dispute_id: int
    reason: str
    text: str
    received_on: date
    answer_by_on: date
    outcome: str | None
    answer: str | None
    was_minor: int | None
    resumes_on: date | None
    part_minor: int | None
    """How much is disputed; None for the whole."""
    others_wait: bool
    """Whether another objection on the case waits for its answer."""


class PlanFacts(NamedTuple):
    """A plan as its letters tell it on a day. Sums in whole minor units."""

    plan_id: int
    agreed_on: date
    agreed_by: str
    rules: dict[str, Any]
    terms: dict[str, Any]
    ended_on: date | None
    case_ids: tuple[int, ...]
    invoices: tuple[str, ...]
    open_minor: int
    """What is open and booked on its claims."""
    instalments: tuple[Instalment, ...]
    """In the order in which they fall due now."""
    references: tuple[str, ...]
    paid_minor: int
    """What has been paid of it since it was agreed."""
    is_whole: bool
    """Whether it covers all that the debtor owes the creditor."""


def add_letters_beside(
    tenant_id: int, letters: Sequence[NewLetter], *, today: date
) -> list[PlannedLetter]:
    """Plans letters beside the flow that state what is open now; those that were planned.

    None is planned where the case is closed, but for an answer, or has that letter already.
    """
    if not letters:
        return []
    cases, kinds, steps, plans, parts = (list(column) for column in zip(*letters, strict=True))
    given = {"tenant": tenant_id, "ids": reserve_ids("notice_id_seq", len(letters)),
             "cases": cases, "kinds": kinds, "steps": steps, "plans": plans, "instalments": parts,
             "today": today, "answering": list(ANSWERS_WHEN_CLOSED)}  # fmt: skip
    return [PlannedLetter(*row) for row in query(sql("add_letters_beside"), given)]


def planned_beside(tenant_id: int, case_id: int, kinds: Sequence[str]) -> list[int]:
    """The case's letters beside the flow of those kinds that have not left."""
    rows = query(
        "select id from notice where tenant_id = (select %s::integer) and case_id = %s"
        " and not of_flow and kind = any (%s) and state in ('planned', 'refused') order by id",
        (tenant_id, case_id, list(kinds)),
    )
    return [row[0] for row in rows]


def restate_letters_beside(
    tenant_id: int, notice_ids: Sequence[int], *, today: date, actor: str = "sending"
) -> list[int]:
    """Lets planned letters beside the flow state what is open now; those that stated another sum.

    No step comes round to them again, and the fee that a plan's letter earns stays with it.
    """
    given = {"tenant": tenant_id, "notices": list(notice_ids), "today": today}
    restated = query(sql("restate_letters_beside"), given)
    if restated:
        stage_history()
        rows = [
            (case_id, today, f"{step}_restated", actor, json.dumps({"notice": notice_id}))
            for notice_id, case_id, step in restated
        ]
        copy_rows(HISTORY, rows)
    return [row[0] for row in restated]


def take_back_plan_letters(
    tenant_id: int, plan_id: int, *, because: str, today: date, actor: str
) -> list[Any]:
    """Withdraws the letters of a plan that have not left; their rows with kind and step."""
    given = {"tenant": tenant_id, "plan": plan_id, "because": because, "today": today}
    return query_named(sql("withdraw_plan_letters"), given | {"actor": actor})


def withdraw_received(
    tenant_id: int, case_id: int, dispute_id: int, *, because: str, today: date, actor: str
) -> None:
    """The confirmation of an objection that has not left need not leave: the answer comes."""
    step = f"dispute_received-{dispute_id}"
    gone = query(
        "update notice set state = 'withdrawn', withdrawn_because = %s"
        " where tenant_id = (select %s::integer) and case_id = %s and step = %s"
        " and state in ('planned', 'refused') returning id",
        (because, tenant_id, case_id, step),
    )
    for (notice_id,) in gone:
        add_event(case_id, "notice_withdrawn", today=today, actor=actor, notice=notice_id,
                  step=step, because=because)  # fmt: skip


def dispute_facts(tenant_id: int, dispute_ids: Sequence[int]) -> dict[int, DisputeFacts]:
    """The disputes by number."""
    if not dispute_ids:
        return {}
    rows = query(DISPUTES, {"tenant": tenant_id, "disputes": list(dispute_ids)})
    return {row[0]: DisputeFacts(*row) for row in rows}


def plan_facts(tenant_id: int, plan_ids: Sequence[int]) -> dict[int, PlanFacts]:
    """The plans by number."""
    if not plan_ids:
        return {}
    rows = query_named(sql("plans_told"), {"tenant": tenant_id, "plans": list(plan_ids)})
    return {row.id: _plan(row) for row in rows}


def _plan(row: Any) -> PlanFacts:
    parts = zip(row.numbers, row.days, row.amounts, strict=True)
    return PlanFacts(
        row.id, row.agreed_on, row.agreed_by, as_mapping(row.rules), as_mapping(row.terms),
        row.ended_on, tuple(row.cases), tuple(row.invoices), row.open_minor,
        tuple(Instalment._make(one) for one in parts), tuple(row.payment_references),
        row.paid_minor, row.is_whole,
    )  # fmt: skip


def give_new_time(tenant_id: int, answers: Sequence[tuple[int, int, date]], *, today: date) -> None:
    """Lets cases rest through the day to pay that their answer names: dispute, case and day."""
    if not answers:
        return
    disputes, cases, days = (list(column) for column in zip(*answers, strict=True))
    given = {"tenant": tenant_id, "disputes": disputes, "cases": cases, "days": days}
    execute(GIVE_TIME, given | {"today": today})


def wait_for_answers(tenant_id: int, case_ids: Sequence[int], *, today: date) -> None:
    """Lets the cases rest until the answer to the objection has left, however long that takes."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today}
    execute(WAIT_FOR_ANSWER, given)
