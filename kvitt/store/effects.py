"""Effects: decisions are carried out in sets, without judging again.

The decisions of a batch are staged by COPY, then a handful of statements write items, postings,
notices, history and the cases' next day. All of it is one transaction: it happened, or it did not.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from kvitt.domain.automation import YES_COUNTS_DAYS
from kvitt.domain.decision import Decision, PlannedNotice
from kvitt.store.automation import add_suggestions, end_suggestions
from kvitt.store.cases import case_number
from kvitt.store.history import close_history, stage_history
from kvitt.store.session import copy_rows, execute, query_value, reserve_ids, sql, statements
from kvitt.store.staging import stage

STAGING = """
create temp table if not exists new_decision (
  case_id bigint, wake_on date, next_what text, next_on date, owner text, close text,
  task text,
  notice_id bigint, step text, kind text, principal_minor bigint, interest_minor bigint,
  cost_minor bigint, covered_kind text, covered_minor bigint, cycle smallint
);
create temp table if not exists new_charge (
  id bigint, claim_id bigint, case_id bigint, kind text, amount_minor bigint, from_on date,
  until_on date, rate_bp integer, base_minor bigint, notice_id bigint, step text, cycle smallint,
  because jsonb
);
create temp table if not exists new_merge (
  case_id bigint, absorbed_id bigint
);
create temp table if not exists new_claim_sum (
  claim_id bigint, interest_minor bigint, cost_minor bigint, through_on date, carry bigint
);
"""
ADD_BOOKING = """
insert into booking (tenant_id, booked_on, kind, note) values (%s, %s, 'charges', %s) returning id
"""
NO_NOTICE = (None,) * len(PlannedNotice._fields)
json_text = json.JSONEncoder(ensure_ascii=False).encode


def apply_decisions(
    tenant_id: int, decisions: Sequence[Decision], *, today: date, actor: str
) -> int:
    """Carries out the decisions of one batch; returns how many rows were written.

    The caller holds the transaction in which the cases' rows were locked. Nothing is written for a
    case that only waits, but the day on which it wakes.
    """
    stage_history()
    stage(STAGING)
    staged = _Staged(tenant_id, today, actor)
    notices = sum(1 for decision in decisions if decision.notice)
    notice_ids = iter(reserve_ids("notice_id_seq", notices))
    item_ids = iter(reserve_ids("claim_item_id_seq", sum(len(d.charges) for d in decisions)))
    for decision in decisions:
        staged.take(decision, next(notice_ids) if decision.notice else None, item_ids)
    staged.copy()
    given = {"tenant": tenant_id, "today": today, "actor": actor}
    written = 0
    if staged.merges:
        written += sum(execute(part, given) for part in statements("apply_merges"))
    if notices:
        written += execute(sql("apply_notices"), given)
    if staged.charges:
        given["booking"] = query_value(ADD_BOOKING, (tenant_id, today, actor))
        written += 1 + sum(execute(part, given) for part in statements("apply_charges"))
    if staged.sums:
        written += execute(sql("apply_claim_sums"), given)
    if any(decision.task for decision in decisions):
        written += execute(sql("apply_tasks"), given)
    _keep_suggestions(tenant_id, decisions, today, actor)
    written += execute(sql("apply_next_days"), given)
    written += close_history(tenant_id)
    return written


def _keep_suggestions(
    tenant_id: int, decisions: Sequence[Decision], today: date, actor: str
) -> None:
    """What waits for a person's answer, and what waits no longer."""
    ended = [decision.ends for decision in decisions if decision.ends is not None]
    yes_until = today + timedelta(days=YES_COUNTS_DAYS)
    end_suggestions(tenant_id, ended, today=today, yes_until=yes_until, actor=actor)
    found = {decision.case_id: decision.suggests for decision in decisions if decision.suggests}
    add_suggestions(tenant_id, found, today=today, actor=actor)


class _Staged:
    """The rows of a batch's decisions, on their way to the staging tables."""

    def __init__(self, tenant_id: int, today: date, actor: str) -> None:
        self.tenant_id = tenant_id
        self.today = today
        self.actor = actor
        self.decisions: list[Sequence[Any]] = []
        self.charges: list[Sequence[Any]] = []
        self.sums: list[Sequence[Any]] = []
        self.events: list[Sequence[Any]] = []
        self.merges: list[Sequence[Any]] = []

    def take(self, decision: Decision, notice_id: int | None, item_ids: Iterator[int]) -> None:
        """Stages one decision with its letter, charges, sums and event."""
        notice = decision.notice
        self.decisions.append(
            (
                *decision[:1],
                *decision[2:5],
                decision.owner,
                decision.close,
                decision.task,
                notice_id,
                *(notice or NO_NOTICE),
            )
        )
        if decision.absorbs:
            self._take_merge(decision)
        if decision.charges or decision.interest:
            self._take_charges(decision, notice_id, item_ids)
        if notice is not None:
            self._tell(decision, f"{notice.step}_planned", self._given(decision, notice_id))
        elif decision.charges:
            self._tell(decision, "charged", self._given(decision, None))
        elif decision.close:
            self._tell(decision, "case_closed", json_text({"because": decision.close}))

    def _take_merge(self, decision: Decision) -> None:
        because = decision.merging.reference if decision.merging else ""
        self.merges += [(decision.case_id, absorbed) for absorbed in decision.absorbs]
        numbers = [case_number(self.tenant_id, absorbed) for absorbed in decision.absorbs]
        told = {"cases": numbers, "because": because}
        self._tell(decision, "cases_merged", json_text(told))
        number = case_number(self.tenant_id, decision.case_id)
        into = json_text({"into": number, "because": because})
        self.events += [
            (absorbed, self.today, "case_merged", self.actor, into) for absorbed in decision.absorbs
        ]

    def _take_charges(
        self, decision: Decision, notice_id: int | None, item_ids: Iterator[int]
    ) -> None:
        step = decision.notice.step if decision.notice else decision.measure
        cycle = decision.notice.cycle if decision.notice else decision.cycle
        sums: dict[int, list[int]] = {}
        for charge in decision.charges:
            is_interest = charge.kind == "interest"
            sums.setdefault(charge.claim_id, [0, 0])[0 if is_interest else 1] += charge.amount_minor
            self.charges.append(
                (
                    next(item_ids),
                    charge.claim_id,
                    decision.case_id,
                    charge.kind,
                    charge.amount_minor,
                    charge.from_,
                    charge.until,
                    charge.rate_bp,
                    charge.base_minor,
                    notice_id,
                    None if is_interest else step,
                    None if is_interest else cycle,
                    json_text(charge.because.as_json()),
                )
            )
        stands = {stand.claim_id: stand for stand in decision.interest}
        for claim_id in sums | stands:
            stand = stands.get(claim_id)
            through = (stand.through_on, stand.carry) if stand else (None, None)
            self.sums.append((claim_id, *sums.get(claim_id, (0, 0)), *through))

    def _tell(self, decision: Decision, kind: str, given: str) -> None:
        self.events.append((decision.case_id, self.today, kind, self.actor, given))

    def _given(self, decision: Decision, notice_id: int | None) -> str:
        """What the event tells: the notice, what was charged and what the law did not allow."""
        charged = [[charge.kind, charge.amount_minor] for charge in decision.charges]
        given: dict[str, Any] = {"charged": charged}
        if notice_id is not None:
            given["notice"] = notice_id
        elif decision.charges:
            given["because"] = decision.charges[0].because.reference
        if decision.refused:
            given["refused"] = list(decision.refused)
        if decision.apart:
            given["apart"] = [
                [case_number(self.tenant_id, case_id), why] for case_id, why in decision.apart
            ]
        return json_text(given)

    def copy(self) -> None:
        """Streams everything to the staging tables."""
        copy_rows("new_decision", self.decisions)
        copy_rows("new_charge", self.charges)
        copy_rows("new_claim_sum", self.sums)
        if self.merges:
            copy_rows("new_merge", self.merges)
        copy_rows("new_history (case_id, on_day, kind, actor, given)", self.events)
