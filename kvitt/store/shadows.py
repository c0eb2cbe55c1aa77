"""Shadows of creditors: whether one runs, its lists, and what an approval holds or lets go."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.domain.simulation import KnownInvoice
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, query_value, sql, statements
from kvitt.store.staging import stage

PORTION = 5_000
RUNNING = """
select id, since_on, started_on, started_by from shadow
where tenant_id = (select %(tenant)s::integer) and ended_on is null
"""
START = """
insert into shadow (tenant_id, since_on, started_on, started_by)
values (%(tenant)s, %(since)s, %(today)s, %(by)s) returning id
"""
END = """
update shadow set ended_on = %(today)s, ended_by = %(by)s, approved_list_id = %(list)s,
  answers = %(answers)s
where tenant_id = (select %(tenant)s::integer) and id = %(shadow)s and ended_on is null
"""
STAGING = """
create temp table if not exists new_shadow_line (
  claim_id bigint, case_id bigint, stands text, told jsonb
)
"""
STAGING_HELD = """
create temp table if not exists shadow_held (
  case_id bigint primary key, kind text, until_on date, reason text
)
"""
LISTS = """
select id, digest, drawn_up_on, drawn_up_by, totals::text from shadow_list
where tenant_id = (select %(tenant)s::integer) and shadow_id = %(shadow)s
  and (%(digest)s::text is null or digest like %(digest)s::text || '%%')
order by id desc limit 1
"""
ADD_LIST = """
insert into shadow_list (tenant_id, shadow_id, digest, drawn_up_on, drawn_up_by, totals)
values (%(tenant)s, %(shadow)s, %(digest)s, %(today)s, %(by)s, %(totals)s) returning id
"""
ADD_LINES = """
insert into shadow_line (tenant_id, list_id, claim_id, case_id, stands, told)
select %(tenant)s, %(list)s, claim_id, case_id, stands, told from new_shadow_line
"""
LINES = """
select claim_id, case_id, stands, told::text from shadow_line
where tenant_id = (select %(tenant)s::integer) and list_id = %(list)s
  and (stands = any (%(stands)s)) and claim_id > %(after)s
order by claim_id limit %(limit)s
"""
CHANGED = """
select coalesce(n.told, o.told) ->> 'invoice',
       case when o.claim_id is null then 'new' when n.claim_id is null then 'gone'
         else 'changed' end,
       count(*) over ()::integer
from (select * from shadow_line
      where tenant_id = (select %(tenant)s::integer) and list_id = %(old)s) o
full join (select * from shadow_line
      where tenant_id = (select %(tenant)s::integer) and list_id = %(new)s) n
  on n.claim_id = o.claim_id
where o.claim_id is null or n.claim_id is null or n.told <> o.told or n.stands <> o.stands
order by coalesce(n.claim_id, o.claim_id) limit %(limit)s
"""
MORE_OPEN = """
select count(*) > %(most)s from (
  select from claim c
  join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = c.case_id
    and k.closed_on is null
  where c.tenant_id = (select %(tenant)s::integer) and c.due_on < %(today)s
    and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
  limit %(most)s + 1) open
"""
OPEN_CASES_WITH_LETTERS = """
select distinct n.case_id from notice n
where n.tenant_id = (select %(tenant)s::integer)
  and (n.state = 'planned'
       or (n.state = 'sent' and n.channel = 'letter' and n.confirmed_on is null
           and n.sent_on >= %(since)s))
order by 1
"""


class Shadow(NamedTuple):
    """A shadow that runs."""

    id: int
    since_on: date
    started_on: date
    started_by: str


class ShownList(NamedTuple):
    """A list as it was shown."""

    id: int
    digest: str
    drawn_up_on: date
    drawn_up_by: str
    totals: dict[str, Any]


class OpenInvoice(NamedTuple):
    """An open invoice with what the list needs to know of it."""

    claim_id: int
    case_id: int
    flow: str
    open_minor: int
    known: KnownInvoice


def running_shadow(tenant_id: int, *, lock: bool = False) -> Shadow | None:
    """The creditor's shadow that runs, inside its scope; None where it is live."""
    rows = query(RUNNING + (" for update" if lock else ""), {"tenant": tenant_id})
    return Shadow._make(rows[0]) if rows else None


def tenants_in_shadow(tenant_ids: Sequence[int]) -> list[int]:
    """Those of the creditors whose shadow runs, inside their scope."""
    rows = query(
        "select tenant_id from shadow where tenant_id = any (%s) and ended_on is null order by 1",
        (list(tenant_ids),),
    )
    return [row[0] for row in rows]


def start_shadow(tenant_id: int, *, since_on: date, today: date, by: str) -> int:
    """Lets a shadow run; its number."""
    given = {"tenant": tenant_id, "since": since_on, "today": today, "by": by}
    return int(query_value(START, given))


def end_shadow(
    tenant_id: int, shadow_id: int, *, today: date, by: str, list_id: int | None = None,
    answers: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Ends the shadow: by the approval of a list, or for another one to begin."""
    told = Jsonb(dict(answers)) if answers is not None else None
    given = {"tenant": tenant_id, "shadow": shadow_id, "today": today, "by": by}
    execute(END, given | {"list": list_id, "answers": told})


def cases_with_letters(tenant_id: int, *, since: date) -> list[int]:
    """Cases with a planned letter, or with one handed over for printing since that day."""
    given = {"tenant": tenant_id, "since": since}
    return [row[0] for row in query(OPEN_CASES_WITH_LETTERS, given)]


def has_more_open(tenant_id: int, *, today: date, most: int) -> bool:
    """Whether more than so many invoices are open past their due day."""
    return bool(query_value(MORE_OPEN, {"tenant": tenant_id, "today": today, "most": most}))


def open_invoices(tenant_id: int, *, today: date) -> Iterator[list[OpenInvoice]]:
    """Every open invoice past its due day, in portions by the number of the claim."""
    given: dict[str, Any] = {"tenant": tenant_id, "today": today, "after": 0, "portion": PORTION}
    while True:
        rows = query(sql("shadow_invoices"), given)
        if rows:
            yield [_open_invoice(row) for row in rows]
        if len(rows) < PORTION:
            return
        given["after"] = rows[-1][0]


def _open_invoice(row: Sequence[Any]) -> OpenInvoice:
    claim_id, case_id, number, principal_minor, due_on, agreed, *paid_by, flow, open_minor = row
    paid = tuple(zip(*paid_by, strict=True)) if paid_by[0] else ()
    known = KnownInvoice(number, principal_minor, due_on, agreed, paid)
    return OpenInvoice(claim_id, case_id, flow, open_minor, known)


def signs_of(
    tenant_id: int, claim_ids: Sequence[int]
) -> list[tuple[int, str, int | None, str | None, date | None]]:
    """What in the creditor's own books says that the claims may be paid.

    Claim, kind of sign, amount, number and day.
    """
    rows = query(sql("shadow_signs"), {"tenant": tenant_id, "claims": list(claim_ids)})
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def stage_lines(rows: Sequence[tuple[int, int, str, str]]) -> None:
    """Stages lines of a list: claim, case, how it stands, and its text. `forget_lines` first."""
    copy_rows("new_shadow_line (claim_id, case_id, stands, told)", rows)


def shown_list(tenant_id: int, shadow_id: int, digest: str | None = None) -> ShownList | None:
    """The last list that was shown of the shadow, or the last whose digest begins so."""
    given = {"tenant": tenant_id, "shadow": shadow_id, "digest": digest}
    rows = query(LISTS, given)
    if not rows:
        return None
    list_id, found, on, by, totals = rows[0]
    return ShownList(list_id, found, on, by, json.loads(totals))


def keep_list(
    tenant_id: int, shadow_id: int, *, digest: str, totals: Mapping[str, Any], today: date, by: str
) -> int:
    """Keeps the staged lines as a list that is shown; its number."""
    given = {"tenant": tenant_id, "shadow": shadow_id, "digest": digest, "today": today, "by": by}
    list_id = int(query_value(ADD_LIST, given | {"totals": Jsonb(dict(totals))}))
    execute(ADD_LINES, {"tenant": tenant_id, "list": list_id})
    forget_lines()
    return list_id


def forget_lines() -> None:
    """Forgets the lines that were staged."""
    stage(STAGING)


def lines_of(
    tenant_id: int, list_id: int, *, stands: Sequence[str], limit: int, after: int = 0
) -> list[tuple[int, int, str, dict[str, Any]]]:
    """Lines of a list by the number of the claim: claim, case, how it stands, what was told."""
    given = {"tenant": tenant_id, "list": list_id, "stands": list(stands), "limit": limit}
    rows = query(LINES, given | {"after": after})
    return [(row[0], row[1], row[2], json.loads(row[3])) for row in rows]


def changes_between(
    tenant_id: int, old: int, new: int, *, limit: int
) -> tuple[int, list[tuple[str, str]]]:
    """How many lines of two lists differ, and the first of them: invoice and how it differs."""
    given = {"tenant": tenant_id, "old": old, "new": new, "limit": limit}
    rows = query(CHANGED, given)
    return (rows[0][2] if rows else 0), [(row[0], row[1]) for row in rows]


def carry_out_approval(
    tenant_id: int, shown: ShownList, *, included: Sequence[int], held: Mapping[int, str],
    until_on: date | None, today: date, by: str,
) -> dict[str, int]:  # fmt: skip
    """Holds what the list flags and a person has not included, and wakes every case of the list.

    ``held`` are cases that a person holds besides, with the reason; ``until_on`` is their last
    day. Returns how many cases are held, by kind of hold. The caller closes the history.
    """
    stage_history()
    stage(STAGING_HELD)
    by_hand = [(case_id, "manual_pause", until_on, reason) for case_id, reason in held.items()]
    copy_rows("shadow_held (case_id, kind, until_on, reason)", by_hand)
    given = {"tenant": tenant_id, "list": shown.id, "digest": shown.digest, "today": today}
    given |= {"by": by, "included": list(included)}
    for statement in statements("approve_shadow"):
        execute(statement, given)
    rows = query("select kind, count(*)::integer from shadow_held group by kind order by kind")
    return {row[0]: row[1] for row in rows}


def cases_of_list(tenant_id: int, list_id: int, case_ids: Sequence[int]) -> dict[int, set[str]]:
    """How the named cases stand on the list; those that are not on it are left out."""
    rows = query(
        "select case_id, array_agg(distinct stands) from shadow_line"
        " where tenant_id = (select %s::integer) and list_id = %s and case_id = any (%s)"
        " group by case_id",
        (tenant_id, list_id, list(case_ids)),
    )
    return {row[0]: set(row[1]) for row in rows}
