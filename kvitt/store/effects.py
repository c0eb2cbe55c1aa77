"""Effects: decisions are carried out in sets, without judging again.

The decisions of a batch are staged by COPY, then a handful of statements write items, postings,
notices, history and the cases' next day. All of it is one transaction: it happened, or it did not.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.domain.decision import Charge, Decision
from kvitt.store.history import close_history, stage_history
from kvitt.store.session import copy_rows, execute, query_value, reserve_ids, sql

STAGING = """
create temp table if not exists new_decision (
  case_id bigint, wake_on date, next_what text, next_on date, close text, notice_id bigint, step text, kind text,
  principal_minor bigint, interest_minor bigint, cost_minor bigint, covered_kind text, covered_minor bigint, task text
) on commit delete rows;
create temp table if not exists new_charge (
  id bigint, claim_id bigint, case_id bigint, kind text, amount_minor bigint, from_on date, until_on date,
  rate_bp integer, base_minor bigint, notice_id bigint, step text, because jsonb
) on commit delete rows;
create temp table if not exists new_interest (claim_id bigint, through_on date, carry bigint) on commit delete rows;
"""
ADD_BOOKING = "insert into booking (tenant_id, booked_on, kind, note) values (%s, %s, 'charges', %s) returning id"
DECISION = """new_decision (case_id, wake_on, next_what, next_on, close, notice_id, step, kind, principal_minor,
  interest_minor, cost_minor, covered_kind, covered_minor, task)"""
CHARGE = """new_charge (id, claim_id, case_id, kind, amount_minor, from_on, until_on, rate_bp, base_minor, notice_id,
  step, because)"""
NO_NOTICE = (None, None, None, None, None, None, None)
HISTORY = "new_history (case_id, on_day, kind, actor, given)"


def apply_decisions(
    tenant_id: int, decisions: Sequence[Decision], *, today: date, actor: str
) -> int:
    """Carries out the decisions of one batch; returns how many rows were written.

    The caller holds the transaction in which the cases' rows were locked. Nothing is written for a
    case that only waits, but the day on which it wakes.
    """
    stage_history()
    execute(STAGING)
    _stage(decisions, today, actor)
    given = {"tenant": tenant_id, "today": today}
    written = 0
    if any(decision.notice for decision in decisions):
        written += execute(sql("apply_notices"), given)
    if any(decision.charges for decision in decisions):
        given["booking"] = query_value(ADD_BOOKING, (tenant_id, today, actor))
        for statement in _statements("apply_charges"):
            written += execute(statement, given)
    if any(decision.task for decision in decisions):
        written += execute(sql("apply_tasks"), given)
    written += execute(sql("apply_next_days"), given)
    close_history(tenant_id)
    execute("delete from new_decision; delete from new_charge; delete from new_interest")
    return written


def _statements(name: str) -> list[str]:
    return [part for part in sql(name).split(";\n") if part.strip()]


def _stage(decisions: Sequence[Decision], today: date, actor: str) -> None:
    sending = [decision for decision in decisions if decision.notice]
    notice_ids = iter(reserve_ids("notice_id_seq", len(sending)))
    item_ids = iter(reserve_ids("claim_item_id_seq", sum(len(d.charges) for d in decisions)))
    rows: list[Sequence[Any]] = []
    charges: list[Sequence[Any]] = []
    interest: list[Sequence[Any]] = []
    events: list[Sequence[Any]] = []
    for decision in decisions:
        notice = decision.notice
        notice_id = next(notice_ids) if notice else None
        rows.append((
            decision.case_id, decision.wake_on, decision.next_what, decision.next_on, decision.close, notice_id,
            *(notice or NO_NOTICE), decision.task,
        ))  # fmt: skip
        step = notice.step if notice else None
        charges += [
            _charge_row(next(item_ids), decision, charge, notice_id, step)
            for charge in decision.charges
        ]
        interest += decision.interest
        if notice:
            events.append(
                (
                    decision.case_id,
                    today,
                    f"{notice.step}_planned",
                    actor,
                    _given(decision, notice_id),
                )
            )
        elif decision.close:
            events.append(
                (
                    decision.case_id,
                    today,
                    "case_closed",
                    actor,
                    json.dumps({"because": decision.close}),
                )
            )
    copy_rows(DECISION, rows)
    copy_rows(CHARGE, charges)
    copy_rows("new_interest (claim_id, through_on, carry)", interest)
    copy_rows(HISTORY, events)


def _charge_row(
    item_id: int, decision: Decision, charge: Charge, notice_id: int | None, step: str | None
) -> tuple[Any, ...]:
    because = json.dumps(charge.because.as_json(), ensure_ascii=False)
    fee_step = None if charge.kind == "interest" else step
    return (
        item_id, charge.claim_id, decision.case_id, charge.kind, charge.amount_minor, charge.from_, charge.until,
        charge.rate_bp, charge.base_minor, notice_id, fee_step, because,
    )  # fmt: skip


def _given(decision: Decision, notice_id: int | None) -> str:
    """What the event tells: the notice, what was charged and what the law did not allow."""
    charged = [[charge.kind, charge.amount_minor] for charge in decision.charges]
    given: dict[str, Any] = {"notice": notice_id, "charged": charged}
    if decision.refused:
        given["refused"] = list(decision.refused)
    return json.dumps(given, ensure_ascii=False)
