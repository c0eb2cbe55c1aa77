"""Lists of cases and tasks for screens: read by keys in small portions, never all counted."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.facts import ClaimFacts, Facts, NoticeFacts
from kvitt.store.cases import CaseKey
from kvitt.store.courses import courses_of
from kvitt.store.session import query, query_named, sql

NEWEST = 2**62
"""Above every case number: the list begins here."""
LAST_LETTER = "\U0010ffff"

NEWEST_CASES = (
    "select c.tenant_id, c.id"
    " from unnest(%(tenants)s::integer[]) as own (tenant_id) cross join lateral ("
    " select tenant_id, id from collection_case"
    " where tenant_id = own.tenant_id and id < %(before)s{closed} order by id desc limit %(count)s"
    " ) c order by c.id desc limit %(count)s"
)
HELD_CASES = (
    "select c.tenant_id, c.id"
    " from unnest(%(tenants)s::integer[]) as own (tenant_id) cross join lateral ("
    " select h.tenant_id, h.case_id as id from hold h"
    " join collection_case k on k.tenant_id = h.tenant_id and k.id = h.case_id"
    " where h.tenant_id = own.tenant_id and h.case_id < %(before)s and h.kind = %(kind)s"
    " and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)"
    " and k.closed_on is null"
    " group by h.tenant_id, h.case_id order by h.case_id desc limit %(count)s"
    " ) c order by c.id desc limit %(count)s"
)
NAMES = (
    "select named.tenant_id, named.id"
    " from unnest(%(tenants)s::integer[]) as own (tenant_id) cross join lateral ("
    " select tenant_id, id, search_key from party where tenant_id = own.tenant_id"
    " and search_key >= %(begins)s and search_key < %(ends)s order by search_key limit %(most)s"
    " ) named order by named.search_key, named.id limit %(most)s"
)
CASES_OF_PARTIES = (
    "select c.tenant_id, c.id"
    " from unnest(%(tenants)s::integer[], %(parties)s::bigint[]) as found (tenant_id, debtor_id)"
    " join collection_case c on c.tenant_id = found.tenant_id and c.debtor_id = found.debtor_id"
    " order by c.id desc limit %(most)s"
)
OF_PHONE = (
    "select tenant_id, id from party where tenant_id = any (%(tenants)s)"
    " and phone_key = %(phone)s limit %(most)s"
)
OF_AMOUNT = (
    "select found.tenant_id, found.case_id"
    " from unnest(%(tenants)s::integer[]) as own (tenant_id) cross join lateral ("
    " select tenant_id, case_id from claim where tenant_id = own.tenant_id"
    " and principal_minor = %(minor)s order by case_id desc limit %(most)s) found"
    " order by found.case_id desc limit %(most)s"
)
OPEN_TASKS = (
    "select t.tenant_id, t.id, t.case_id, t.kind, t.raised_on, t.sentence, t.owner, t.due_on,"
    " t.escalated_on,"
    " creditor.name as creditor_name"
    " from unnest(%(tenants)s::integer[]) as own (tenant_id) cross join lateral ("
    " select * from task where tenant_id = own.tenant_id and done_on is null"
    " and escalated_on is {late} and (kind, id) > (%(kind)s, %(id)s)"
    " order by kind, id limit %(most)s) t"
    " left join creditor on creditor.tenant_id = t.tenant_id"
    " order by t.kind, t.id limit %(most)s"
)
TASK_COUNT = (
    "select count(*) from"
    " (select from task where tenant_id = any(%s) and done_on is null limit %s) t"
)
COUNT_BY_PART = (
    "select part.name, ("
    " select count(*) from (select from task where tenant_id = any (%(tenants)s)"
    " and kind = any (part.kinds) and done_on is null limit %(most)s) t)"
    " from (select p ->> 'part' as name, array(select jsonb_array_elements_text(p -> 'kinds'))"
    " as kinds from jsonb_array_elements(%(parts)s::jsonb) p) part"
)
FIRST_BY_PART = (
    "select part.name as part, t.*, creditor.name as creditor_name"
    " from (select p ->> 'part' as name, array(select jsonb_array_elements_text(p -> 'kinds'))"
    " as kinds from jsonb_array_elements(%(parts)s::jsonb) p) part cross join lateral ("
    " select found.* from unnest(%(tenants)s::integer[]) as own (tenant_id) cross join lateral ("
    " select tenant_id, id, case_id, kind, raised_on, sentence, owner, due_on, escalated_on"
    " from task where tenant_id = own.tenant_id and kind = any (part.kinds) and done_on is null"
    " order by kind, id limit %(most)s) found"
    " order by found.due_on nulls first, found.id limit %(most)s) t"
    " left join creditor on creditor.tenant_id = t.tenant_id"
    " order by t.due_on nulls first, t.id"
)
WITHOUT_ACTION = (
    "select count(*) from collection_case where tenant_id = any (%s) and closed_on is null"
    " and (wake_on is null or next_on is null or next_what = '' or next_owner is null)"
)


class ListedCase(NamedTuple):
    """A case as one line of a list. Sums in whole minor units of ``currency``."""

    key: CaseKey
    debtor: str
    creditor: str
    currency: str
    invoice_numbers: tuple[str, ...]
    due_on: date
    open_minor: int
    next_what: str
    next_on: date | None
    closed_on: date | None
    facts: Facts


def newest_cases(
    tenant_ids: Sequence[int], *, before: int, count: int, are_closed: bool = False
) -> list[ListedCase]:
    """Up to ``count`` cases with numbers under ``before``, the newest first; or closed ones."""
    given = {"tenants": list(tenant_ids), "before": before, "count": count}
    statement = NEWEST_CASES.format(closed=" and closed_on is not null" if are_closed else "")
    return named_cases([CaseKey._make(row) for row in query(statement, given)])


def held_cases(
    tenant_ids: Sequence[int], kind: str, *, today: date, before: int, count: int
) -> list[ListedCase]:
    """Up to ``count`` open cases under a hold of that kind on the day, the newest first."""
    given = {"tenants": list(tenant_ids), "kind": kind, "today": today, "before": before,
             "count": count}  # fmt: skip
    return named_cases([CaseKey._make(row) for row in query(HELD_CASES, given)])


def named_cases(keys: Sequence[CaseKey]) -> list[ListedCase]:
    """These cases, the newest first."""
    given = {"tenants": [key.tenant_id for key in keys], "cases": [key.case_id for key in keys]}
    listed = list(_listed(query_named(sql("list_cases"), given, keep_plan=True)))
    courses = courses_of(given["tenants"], given["cases"])
    return [
        one._replace(facts=one.facts._replace(course=courses[one.key.case_id]))
        if one.key.case_id in courses
        else one
        for one in listed
    ]


def cases_of_debtors_named(
    begins: Sequence[str], tenant_ids: Sequence[int], *, most: int
) -> list[CaseKey]:
    """The cases of debtors whose company name or surname begins so; the newest first."""
    parties: set[tuple[Any, ...]] = set()
    for beginning in begins:
        lowered = beginning.lower()
        given = {
            "tenants": list(tenant_ids),
            "begins": lowered,
            "ends": lowered + LAST_LETTER,
            "most": most,
        }
        parties.update(query(NAMES, given))
    return _cases_of_parties(parties, most=most)


def cases_of_phone(end_of_number: str, tenant_ids: Sequence[int], *, most: int) -> list[CaseKey]:
    """The cases of debtors whose telephone number ends so; the newest first."""
    given = {"tenants": list(tenant_ids), "phone": end_of_number, "most": most}
    return _cases_of_parties(set(query(OF_PHONE, given)), most=most)


def cases_of_amount(amount_minor: int, tenant_ids: Sequence[int], *, most: int) -> list[CaseKey]:
    """The cases with an invoice of that sum; the newest first."""
    given = {"tenants": list(tenant_ids), "minor": amount_minor, "most": most}
    return [CaseKey._make(row) for row in query(OF_AMOUNT, given)]


def _cases_of_parties(parties: set[tuple[Any, ...]], *, most: int) -> list[CaseKey]:
    if not parties:
        return []
    given = {
        "tenants": [tenant_id for tenant_id, _ in parties],
        "parties": [party_id for _, party_id in parties],
        "most": most,
    }
    return [CaseKey._make(row) for row in query(CASES_OF_PARTIES, given)]


def open_tasks(
    tenant_ids: Sequence[int], *, are_late: bool, after: tuple[str, int] = ("", 0), most: int
) -> list[Any]:
    """The open tasks that are escalated, or the others: by kind and age, from after that one."""
    given = {"tenants": list(tenant_ids), "kind": after[0], "id": after[1], "most": most}
    return query_named(OPEN_TASKS.format(late="not null" if are_late else "null"), given)


def open_task_count(tenant_ids: Sequence[int], *, most: int) -> int:
    """How many tasks are open; counting stops at ``most``."""
    return int(query(TASK_COUNT, (list(tenant_ids), most))[0][0])


def count_tasks_by_part(tenant_ids: Sequence[int], parts: str, *, most: int) -> dict[str, int]:
    """How many tasks of each part are open, counted up to ``most``; ``parts`` names their kinds."""
    given = {"tenants": list(tenant_ids), "parts": parts, "most": most}
    return {row[0]: int(row[1]) for row in query(COUNT_BY_PART, given)}


def first_tasks_by_part(tenant_ids: Sequence[int], parts: str, *, most: int) -> list[Any]:
    """The open tasks of each part whose last day is soonest, at most so many of a part."""
    given = {"tenants": list(tenant_ids), "parts": parts, "most": most}
    return query_named(FIRST_BY_PART, given)


def cases_without_action(tenant_ids: Sequence[int]) -> int:
    """How many open cases have no next action with its day and its owner."""
    return int(query(WITHOUT_ACTION, (list(tenant_ids),))[0][0])


def creditor_names(tenant_ids: Sequence[int]) -> list[tuple[int, str]]:
    """The creditors by name."""
    rows = query(
        "select tenant_id, name from creditor where tenant_id = any(%s) order by name, tenant_id",
        (list(tenant_ids),),
    )
    return [(row[0], row[1]) for row in rows]


def _listed(rows: Sequence[Any]) -> Iterator[ListedCase]:
    for row in rows:
        notices: tuple[NoticeFacts, ...] = ()
        if row.ids:
            columns = (
                row.ids,
                row.steps,
                row.kinds,
                row.states,
                row.planned,
                row.sent,
                row.deadlines,
            )
            notices = tuple(map(NoticeFacts, *columns))
        owed = ClaimFacts(
            0, row.due_on, row.principal_minor, row.interest_minor, row.cost_minor, row.due_on, 0,
            False,
        )  # fmt: skip
        facts = Facts(row.id, row.flow, row.cycle, row.debtor_kind, (owed,), notices)
        yield ListedCase(
            CaseKey(row.tenant_id, row.id), row.debtor_name, row.creditor_name, row.currency,
            tuple(row.invoices), row.due_on, owed.open_minor, row.next_what, row.next_on,
            row.closed_on, facts,
        )  # fmt: skip


def tables_answer() -> None:
    """Asks for a tenant: whoever watches learns whether database and tables are there."""
    query("select id from tenant limit 1")
