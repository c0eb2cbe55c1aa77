"""Decisions on the next measure and the policies they go by. The caller holds the scope."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.domain.decision_policy import Inputs, Verdict
from kvitt.store.session import execute, query, query_named, query_value, sql

HOLDS = """
select case_id, kind, from_on, until_on, reason from hold
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s)
  and from_on <= %(today)s and (until_on is null or until_on >= %(today)s)
union all
select c.id, 'shadow', s.started_on, null, 'the shadow list waits for approval'
from shadow s join unnest(%(cases)s::bigint[]) c (id) on true
where s.tenant_id = (select %(tenant)s::integer) and s.ended_on is null
"""
ADOPTED = """
select number, policy::text from decision_policy
where tenant_id = (select %(tenant)s::integer) and adopted_on is not null
order by adopted_on desc, number desc limit 1
"""
ADD_POLICY = """
insert into decision_policy (tenant_id, number, policy, digest, tried_on, tried_by, result)
select %(tenant)s, coalesce(max(number), 0) + 1, %(policy)s, %(digest)s, %(today)s, %(by)s,
       %(result)s
from decision_policy where tenant_id = (select %(tenant)s::integer)
returning number
"""
POLICY = """
select number, policy::text, digest, tried_on, tried_by, result::text, adopted_on, adopted_by
from decision_policy
where tenant_id = (select %(tenant)s::integer)
  and (%(number)s::integer is null or number = %(number)s)
order by number
"""
ADOPT = """
update decision_policy set adopted_on = %(today)s, adopted_by = %(by)s
where tenant_id = (select %(tenant)s::integer) and number = %(number)s and adopted_on is null
"""
KEEP = """
insert into enforcement_decision (tenant_id, case_id, decided_on, outcome, because, sentence,
  policy_number, inputs, expected_minor, proceeding_id, decided_by)
select %(tenant)s, d.case_id, %(today)s, d.outcome, d.because, d.sentence, %(policy)s, d.inputs,
       d.expected_minor, d.proceeding_id, %(by)s
from jsonb_to_recordset(%(decided)s::jsonb) d (case_id bigint, outcome text, because text,
  sentence text, inputs jsonb, expected_minor bigint, proceeding_id bigint)
"""
LAST = """
select distinct on (case_id) case_id, decided_on, outcome, because, sentence, policy_number,
       inputs::text, expected_minor, proceeding_id, decided_by
from enforcement_decision
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s)
order by case_id, id desc
"""


class Asked(NamedTuple):
    """A case about which the policy is asked. Sums in whole minor units."""

    case_id: int
    debtor_id: int
    debtor_kind: str
    identity_is_known: bool
    open_minor: int
    due_on: date
    paid_before_minor: int
    plan_was_offered: bool
    running: str | None
    """The reference of a proceeding that runs already."""
    title_id: int | None = None
    """The last title that stands: what is filed then rests on it."""


class Decided(NamedTuple):
    """A verdict on a case, to be kept."""

    case_id: int
    inputs: Inputs
    verdict: Verdict
    proceeding_id: int | None = None


def cases_to_decide(
    tenant_id: int, *, batch: int, after: int = 0, case_ids: Sequence[int] | None = None
) -> list[Asked]:
    """The cases whose next measure is to be decided, by number; their rows are locked."""
    cases = list(case_ids) if case_ids is not None else None
    given = {"tenant": tenant_id, "batch": batch, "after": after, "cases": cases}
    return [Asked._make(row) for row in query(sql("deciding_facts"), given)]


def holds_of_cases(tenant_id: int, case_ids: Sequence[int], *, today: date) -> dict[int, list[Any]]:
    """The holds in force today, by case."""
    found: dict[int, list[Any]] = {}
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today}
    for row in query(HOLDS, given):
        found.setdefault(row[0], []).append(row[1:])
    return found


def adopted_policy(tenant_id: int) -> tuple[int, Mapping[str, Any]] | None:
    """The number and the text of the policy in force; None where none was adopted."""
    found = query(ADOPTED, {"tenant": tenant_id})
    return (found[0][0], json.loads(found[0][1])) if found else None


def keep_tried_policy(
    tenant_id: int, policy: Mapping[str, Any], digest: str, *, result: Mapping[str, Any],
    today: date, by: str,
) -> int:  # fmt: skip
    """Keeps a policy that was tried, with what came of it; its number."""
    given = {"tenant": tenant_id, "policy": Jsonb(dict(policy)), "digest": digest, "today": today}
    return int(query_value(ADD_POLICY, given | {"by": by, "result": Jsonb(dict(result))}))


def policies_of(tenant_id: int, number: int | None = None) -> list[Any]:
    """The policies that were tried, or the one of that number."""
    rows = query_named(POLICY, {"tenant": tenant_id, "number": number})
    return [
        row._replace(policy=json.loads(row.policy), result=json.loads(row.result)) for row in rows
    ]


def adopt_policy(tenant_id: int, number: int, *, today: date, by: str) -> bool:
    """From today the policy decides; False where it was adopted before."""
    given = {"tenant": tenant_id, "number": number, "today": today, "by": by}
    return bool(execute(ADOPT, given))


def keep_decisions(
    tenant_id: int, decided: Sequence[Decided], *, policy_number: int, today: date, by: str
) -> None:
    """Keeps what was decided, with its inputs."""
    rows = [
        {
            "case_id": one.case_id, "outcome": one.verdict.outcome, "because": one.verdict.because,
            "sentence": one.verdict.sentence, "inputs": one.inputs._asdict(),
            "expected_minor": one.verdict.expected_minor, "proceeding_id": one.proceeding_id,
        }
        for one in decided
    ]  # fmt: skip
    given = {"tenant": tenant_id, "today": today, "policy": policy_number, "by": by}
    execute(KEEP, given | {"decided": json.dumps(rows)})


def last_decisions(tenant_id: int, case_ids: Sequence[int]) -> list[Any]:
    """The last decision on each of the cases."""
    rows = query_named(LAST, {"tenant": tenant_id, "cases": list(case_ids)})
    return [row._replace(inputs=json.loads(row.inputs)) for row in rows]
