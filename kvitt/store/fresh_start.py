"""Cases whose letters are taken again: fees that fall, a new cycle, what leaves once more."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.store.closing import add_event, as_array, void_letter_fees, wake_cases
from kvitt.store.session import execute, query

BEGIN = """
update collection_case set cycle = cycle + 1, charged_before = array(
  select distinct kind from unnest(charged_before || %(kinds)s::text[]) kind order by kind)
where tenant_id = (select %(tenant)s::integer) and id = %(case)s and closed_on is null
"""
LETTER_FEES = """
select i.id, i.claim_id, i.kind, i.amount_minor, i.open_minor
from claim c
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
  and i.notice_id = any (%(notices)s::text::bigint[]) and i.voided_on is null
  and i.kind not in ('principal', 'interest')
order by i.id
"""
REPLAN = """
update notice set state = 'planned', planned_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s) and state = 'refused'
returning case_id
"""
PLANNED = """
select n.case_id, n.step, n.kind, n.of_flow from notice n
where n.tenant_id = (select %(tenant)s::integer) and n.case_id = any (%(cases)s)
  and n.state = 'planned'
order by n.id
"""
BY_NUMBER = """
select n.case_id, n.step, n.kind, n.of_flow from notice n
where n.tenant_id = (select %(tenant)s::integer) and n.id = any (%(notices)s::text::bigint[])
order by n.id
"""
SINCE = """
select n.id from notice n
join collection_case k on k.tenant_id = n.tenant_id and k.id = n.case_id and k.cycle = n.cycle
where n.tenant_id = (select %(tenant)s::integer) and n.case_id = %(case)s and n.of_flow
  and n.id >= %(first)s and n.state <> 'withdrawn'
order by n.id
"""
STANDING = """
select h.case_id, h.given ->> 'notice' from hold h
where h.tenant_id = (select %(tenant)s::integer) and h.case_id = any (%(cases)s)
  and h.kind = %(kind)s and h.from_on <= %(today)s
  and (h.until_on is null or h.until_on > %(today)s)
order by h.case_id, h.id
"""
END_TASKS = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s)
  and kind = any (%(kinds)s) and done_on is null
"""
END_HOLDS = """
update hold set until_on = greatest(from_on, %(today)s)
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s) and kind = %(kind)s
  and (until_on is null or until_on > %(today)s)
returning case_id
"""


class LetterFee(NamedTuple):
    """A letter's fee that stands; sums in whole minor units."""

    item_id: int
    claim_id: int
    kind: str
    amount_minor: int
    open_minor: int


class PlannedLetter(NamedTuple):
    """A letter that is planned."""

    case_id: int
    step: str
    kind: str
    of_flow: bool


def letter_fees(tenant_id: int, case_id: int, notice_ids: Iterable[int]) -> list[LetterFee]:
    """The fees of those letters that stand on the case's claims, oldest first."""
    given = {"tenant": tenant_id, "case": case_id, "notices": as_array(notice_ids)}
    return [LetterFee._make(row) for row in query(LETTER_FEES, given)]


def begin_anew(
    tenant_id: int, case_id: int, notice_ids: Sequence[int], *, because: str, today: date,
    actor: str,
) -> int:  # fmt: skip
    """Takes back the letters' unpaid fees and begins a new cycle; the sum that was taken back.

    Fees of these letters that have been paid stay, and no letter charges their kinds again.
    """
    voided_minor = void_letter_fees(
        tenant_id, case_id, notice_ids, because=because, today=today, actor=actor
    )
    kinds = [fee.kind for fee in letter_fees(tenant_id, case_id, notice_ids)]
    begin_cycle(tenant_id, case_id, kinds, today=today)
    add_event(case_id, "flow_begins_anew", today=today, actor=actor, because=because,
              voided_minor=voided_minor)  # fmt: skip
    return voided_minor


def begin_cycle(tenant_id: int, case_id: int, kinds: Sequence[str], *, today: date) -> None:
    """The case runs through its flow once more; no letter charges fees of these kinds again."""
    spared = [kind for kind in kinds if kind != "late_payment_compensation"]
    execute(BEGIN, {"tenant": tenant_id, "case": case_id, "kinds": spared})
    wake_cases(tenant_id, [case_id], today=today)


def plan_refused_again(tenant_id: int, case_ids: Sequence[int], *, today: date) -> list[int]:
    """Letters that found no way to the debtor are planned again; their cases."""
    rows = query(REPLAN, {"tenant": tenant_id, "cases": list(case_ids), "today": today})
    return sorted({row[0] for row in rows})


def planned_letters_of(tenant_id: int, case_ids: Sequence[int]) -> list[PlannedLetter]:
    """The planned letters of the cases, oldest first."""
    rows = query(PLANNED, {"tenant": tenant_id, "cases": list(case_ids)})
    return [PlannedLetter._make(row) for row in rows]


def letters_by_number(tenant_id: int, notice_ids: Iterable[int]) -> list[PlannedLetter]:
    """These letters, oldest first."""
    rows = query(BY_NUMBER, {"tenant": tenant_id, "notices": as_array(notice_ids)})
    return [PlannedLetter._make(row) for row in rows]


def letters_since(tenant_id: int, case_id: int, first: int) -> list[int]:
    """The flow's letters of the case's cycle, from that one on."""
    given = {"tenant": tenant_id, "case": case_id, "first": first}
    return [row[0] for row in query(SINCE, given)]


def held_cases(
    tenant_id: int, case_ids: Sequence[int], kind: str, *, today: date
) -> dict[int, list[int]]:
    """Those of the cases that a hold of the kind holds beyond today, with the letters it names."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "kind": kind, "today": today}
    found: dict[int, list[int]] = {}
    for case_id, notice in query(STANDING, given):
        found.setdefault(case_id, []).extend([int(notice)] if notice else [])
    return found


def end_holds_of(tenant_id: int, case_ids: Sequence[int], kind: str, *, today: date) -> list[int]:
    """Lets the holds of the kind end today; the cases that had one."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "kind": kind, "today": today}
    return sorted({row[0] for row in query(END_HOLDS, given)})


def end_tasks_of(
    tenant_id: int, case_ids: Sequence[int], kinds: Sequence[str], *, today: date, by: str,
    outcome: str,
) -> int:  # fmt: skip
    """Marks the cases' open questions of those kinds as answered; how many there were."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "kinds": list(kinds)}
    return execute(END_TASKS, given | {"today": today, "by": by, "outcome": outcome})
