"""How far steps go by themselves, and what waits for an answer, as it is stored.

The caller holds the scope and closes the history.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.automation import Answered, StepRule
from kvitt.domain.decision import Ended, Suggested
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, query_named, query_value, sql

RULES = """
select distinct on (step) step, level, below_minor, veto_days, condition, because, set_by, set_on
from automation where tenant_id = (select %(tenant)s::integer) order by step, id desc
"""
ADD_RULE = """
insert into automation (tenant_id, step, level, below_minor, veto_days, condition, because, set_by,
                        set_on)
values (%(tenant)s, %(step)s, %(level)s, %(below)s, %(veto)s, %(condition)s, %(because)s, %(by)s,
        %(today)s)
"""
ADD = """
insert into suggestion (tenant_id, case_id, step, cycle, suggested_on, because, asked_minor,
                        cost_minor, with_cases, goes_on)
select %(tenant)s, s.case_id, s.step, s.cycle, %(today)s, s.because, s.asked_minor, s.cost_minor,
       s.with_cases::bigint[], s.goes_on
from unnest(%(cases)s::bigint[], %(steps)s::text[], %(cycles)s::smallint[], %(reasons)s::text[],
            %(asked)s::bigint[], %(costs)s::bigint[], %(with)s::text[], %(days)s::date[])
  s (case_id, step, cycle, because, asked_minor, cost_minor, with_cases, goes_on)
returning id, case_id, step, goes_on, because
"""
END = """
update suggestion s set
  state = case when s.state = 'declined' then 'declined' else e.state end,
  until_on = case when e.state = 'carried_out' then coalesce(s.until_on, %(yes_until)s)
    else s.until_on end,
  ended_on = %(today)s, ended_because = e.because
from unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[]) e (id, state, because)
where s.tenant_id = (select %(tenant)s::integer) and s.id = e.id and s.ended_on is null
returning s.id, s.case_id, s.step, e.state, e.because
"""
ANSWER = """
update suggestion set state = %(state)s, answered_on = %(today)s, answered_by = %(by)s,
  until_on = %(until)s, reason = %(reason)s
where tenant_id = (select %(tenant)s::integer) and id = any (%(ids)s) and ended_on is null
  and state = any (%(from)s)
returning id, case_id, step
"""
LIVING_OF_CASES = """
select case_id, id, step, cycle, state, with_cases, goes_on, until_on, reason
from suggestion
where tenant_id = (select %(tenant)s::integer) and ended_on is null
  and (%(cases)s::bigint[] is null or case_id = any (%(cases)s))
  and (%(state)s::text is null or state = %(state)s)
order by id
"""
OPEN = """
select s.id, s.case_id, k.debtor_id
from suggestion s
join collection_case k on k.tenant_id = s.tenant_id and k.id = s.case_id
where s.tenant_id = (select %(tenant)s::integer) and s.state = 'open' and s.id > %(after)s
order by s.id limit %(most)s
"""
OF_STEP = """
select case_id from suggestion
where tenant_id = (select %(tenant)s::integer) and ended_on is null and step = any (%(steps)s)
"""
HISTORY = "new_history (case_id, on_day, kind, actor, given)"


class SetRule(NamedTuple):
    """How far a step goes by itself, as somebody has set it."""

    step: str
    level: str
    below_minor: int | None
    veto_days: int | None
    condition: str | None
    because: str
    set_by: str
    set_on: date


class Living(NamedTuple):
    """A suggestion that has not ended."""

    case_id: int
    suggestion_id: int
    step: str
    cycle: int
    state: str
    with_cases: tuple[int, ...]
    goes_on: date | None
    until_on: date | None
    reason: str | None


def rules_of(tenant_id: int) -> list[SetRule]:
    """The newest setting of each step that has one."""
    return [SetRule._make(row) for row in query(RULES, {"tenant": tenant_id})]


def add_rule(
    tenant_id: int, step: str, rule: StepRule, *, because: str, by: str, today: date
) -> None:
    """Keeps how far the step goes by itself from now on."""
    given = {"tenant": tenant_id, "step": step, "level": rule.level, "below": rule.below_minor,
             "veto": rule.veto_days, "condition": rule.condition_name or None, "because": because,
             "by": by, "today": today}  # fmt: skip
    execute(ADD_RULE, given)


def answers_of(tenant_id: int, case_ids: Sequence[int], *, today: date) -> dict[int, Answered]:
    """The living suggestion of each case, or the yes to a letter that has not left yet."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today}
    return {
        row[0]: Answered(row[1], row[2], row[3], row[4], tuple(row[5]), row[6], row[7], row[8])
        for row in query(sql("suggestion_answers"), given)
    }


def add_suggestions(
    tenant_id: int, found: Mapping[int, Suggested], *, today: date, actor: str
) -> None:
    """Keeps what waits for an answer, by case, and tells it in the history."""
    if not found:
        return
    made = list(found.values())
    given: dict[str, Any] = {
        "tenant": tenant_id, "today": today, "cases": list(found),
        "steps": [one.step for one in made], "cycles": [one.cycle for one in made],
        "reasons": [one.because for one in made], "asked": [one.asked_minor for one in made],
        "costs": [one.cost_minor for one in made], "days": [one.goes_on for one in made],
        "with": ["{" + ",".join(map(str, one.with_cases)) + "}" for one in made],
    }  # fmt: skip
    stage_history()
    events = [
        (case_id, today, "suggested", actor, json.dumps(
            {"suggestion": number, "step": step, "because": because,
             "goes_on": goes_on.isoformat() if goes_on else None}, ensure_ascii=False))
        for number, case_id, step, goes_on, because in query(ADD, given)
    ]  # fmt: skip
    copy_rows(HISTORY, events)


def end_suggestions(
    tenant_id: int, found: Sequence[Ended], *, today: date, yes_until: date, actor: str
) -> None:
    """Ends the suggestions that live, as carried out or lapsed; a no stays a no."""
    if not found:
        return
    given = {"tenant": tenant_id, "today": today, "yes_until": yes_until,
             "ids": [one.suggestion_id for one in found], "states": [one.state for one in found],
             "reasons": [one.because for one in found]}  # fmt: skip
    stage_history()
    events = [
        (case_id, today, f"suggestion_{state}", actor, json.dumps(
            {"suggestion": number, "step": step, "because": because}, ensure_ascii=False))
        for number, case_id, step, state, because in query(END, given)
    ]  # fmt: skip
    copy_rows(HISTORY, events)


def living(
    tenant_id: int, *, case_ids: Sequence[int] | None = None, state: str | None = None
) -> list[Living]:
    """The suggestions that have not ended, oldest first."""
    given = {"tenant": tenant_id, "cases": None if case_ids is None else list(case_ids),
             "state": state}  # fmt: skip
    rows = query(LIVING_OF_CASES, given)
    return [Living._make((*row[:5], tuple(row[5]), *row[6:])) for row in rows]


def open_suggestions(tenant_id: int, *, after: int, most: int) -> list[Any]:
    """Up to ``most`` suggestions that wait for an answer, oldest first, with case and debtor."""
    return query_named(OPEN, {"tenant": tenant_id, "after": after, "most": most})


def cases_of_steps(tenant_id: int, steps: Sequence[str]) -> list[int]:
    """The cases that have a living suggestion of one of the steps."""
    return [row[0] for row in query(OF_STEP, {"tenant": tenant_id, "steps": list(steps)})]


def answer(
    tenant_id: int,
    ids: Sequence[int],
    state: str,
    *,
    from_states: Sequence[str],
    until: date,
    reason: str,
    today: date,
    by: str,
) -> list[int]:
    """Keeps a person's answer to the suggestions, and tells it in the history; whose cases."""
    given = {"tenant": tenant_id, "ids": list(ids), "state": state, "from": list(from_states),
             "until": until, "reason": reason, "today": today, "by": by}  # fmt: skip
    answered = query(ANSWER, given)
    stage_history()
    told = {"until": until.isoformat(), "because": reason} if reason else {}
    events = [
        (case_id, today, f"suggestion_{state}", by, json.dumps(
            {"suggestion": number, "step": step, **told}, ensure_ascii=False))
        for number, case_id, step in answered
    ]  # fmt: skip
    copy_rows(HISTORY, events)
    return [case_id for _, case_id, _ in answered]


def late_cases(
    tenant_id: int,
    *,
    today: date,
    limit: int,
    after: tuple[int, int] = (0, 0),
    debtor_ids: Sequence[int] | None = None,
) -> list[Any]:
    """Open cases of which something is past its due day, after that (debtor, case) in order."""
    given = {"tenant": tenant_id, "today": today, "debtor": after[0], "case": after[1],
             "debtors": None if debtor_ids is None else list(debtor_ids),
             "limit": limit}  # fmt: skip
    return query_named(sql("late_cases"), given)


def opened_days(tenant_id: int, case_ids: Sequence[int]) -> dict[int, date]:
    """The day on which each case was opened."""
    rows = query(
        "select id, opened_on from collection_case"
        " where tenant_id = (select %s::integer) and id = any (%s)",
        (tenant_id, list(case_ids)),
    )
    return {row[0]: row[1] for row in rows}


def debtor_of(tenant_id: int, case_id: int) -> int | None:
    """Whose case it is; None where the creditor has no such case."""
    found: int | None = query_value(
        "select debtor_id from collection_case where tenant_id = (select %s::integer) and id = %s",
        (tenant_id, case_id),
    )
    return found
