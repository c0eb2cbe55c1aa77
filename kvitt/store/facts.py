"""Facts from the store: one set-based read, then plain records for `decide`."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from kvitt.domain.facts import NO_TERMS, ClaimFacts, CoveredFee, Facts, FeeFacts, NoticeFacts, Terms
from kvitt.domain.holds import GIVING_TIME, SHADOW, passing
from kvitt.domain.merging import Sibling
from kvitt.store.courses import HAS_ANY, with_courses
from kvitt.store.payments import MERGING
from kvitt.store.session import execute, query, query_value, sql

NO_NOTICES: tuple[NoticeFacts, ...] = ()
NO_FEES: tuple[FeeFacts, ...] = ()
LOCKING = "for update skip locked"
TERMS = f"""
select agreement, collection, exists (
  select from shadow s where s.tenant_id = c.tenant_id and s.ended_on is null),
  {HAS_ANY}
from creditor c where c.tenant_id = %(tenant)s
"""

LOCK = """
select 1 from collection_case where tenant_id = %s and id = any (%s) order by id for update
"""
ANY_WAKES = """
select exists (select from collection_case
  where tenant_id = (select %(tenant)s::integer) and closed_on is null and wake_on <= %(today)s)
"""


def any_wakes(tenant_id: int, *, today: date) -> bool:
    """Whether any case of the tenant wakes that day or should have before."""
    return bool(query_value(ANY_WAKES, {"tenant": tenant_id, "today": today}))


def due_facts(
    tenant_id: int,
    *,
    today: date,
    batch: int,
    case_ids: Sequence[int] | None = None,
    asleep: bool = False,
) -> list[Facts]:
    """The facts of up to ``batch`` cases that wake today or earlier; their rows are locked.

    Cases that another worker has locked are passed over: it is deciding them now. With ``asleep``
    the named open cases are read whenever they wake. While a shadow runs it holds every case.
    """
    rows = query(
        sql("due_facts"),
        {
            "tenant": tenant_id,
            "today": today,
            "batch": batch,
            "cases": list(case_ids) if case_ids else None,
            "waking": date.max if asleep else today,
            "passing": passing("flow_letter"),
            "giving_time": list(GIVING_TIME),
        },
        binary=True,
    )
    if not rows:
        return []
    terms, in_shadow, has_courses = _terms(tenant_id)
    found = list(_by_case(rows, terms))
    if has_courses:
        found = with_courses([tenant_id], found)
    if in_shadow:
        return [facts._replace(held_by=SHADOW, held_until=None) for facts in found]
    return found


def facts_as_live(tenant_id: int, case_ids: Sequence[int], *, today: date) -> list[Facts]:
    """The facts of the named open cases as if no shadow ran. Nothing is locked: only look."""
    given = {"tenant": tenant_id, "today": today, "batch": len(case_ids), "cases": list(case_ids)}
    given |= {"waking": date.max, "passing": passing("flow_letter")}
    given |= {"giving_time": list(GIVING_TIME)}
    rows = query(sql("due_facts").replace(LOCKING, ""), given, binary=True)
    if not rows:
        return []
    return with_courses([tenant_id], list(_by_case(rows, terms_of(tenant_id))))


def terms_of(tenant_id: int) -> Terms:
    """What the creditor has agreed that bears on charges."""
    return _terms(tenant_id)[0]


def _terms(tenant_id: int) -> tuple[Terms, bool, bool]:
    """The creditor's terms, whether its shadow runs, and whether it has gone to an authority."""
    found = query(TERMS, {"tenant": tenant_id})
    if not found:
        return NO_TERMS, False, False
    written, collection, in_shadow, has_courses = found[0]
    agreement = json.loads(written) if isinstance(written, str) else written or {}
    at_most_minor = {str(kind): int(most) for kind, most in agreement.get("at_most", {}).items()}
    with_vat = bool(agreement.get("fees_with_vat", False))
    return Terms(with_vat, at_most_minor, collection), bool(in_shadow), bool(has_courses)


def facts_of_shared_debtors(
    tenant_id: int, *, today: date, batch: int, case_ids: Sequence[int] | None = None
) -> tuple[list[Facts], list[Sibling]]:
    """The waking cases of debtors with several open ones, and all open cases of these debtors.

    One worker at a time, and it waits for whoever has one of the cases: a debtor's cases are seen
    together or not at all. Debtors are not cut in two by ``batch``.
    """
    query_value("select pg_advisory_xact_lock(%s, %s)", (MERGING, tenant_id))
    given = {"tenant": tenant_id, "today": today, "batch": batch + 1}
    given["cases"] = list(case_ids) if case_ids else None
    waking = query(sql("cases_of_shared_debtors"), given)
    if len(waking) > batch and waking[0][1] != waking[-1][1]:
        waking = [row for row in waking if row[1] != waking[-1][1]]
    if not waking:
        return [], []
    ids = sorted(row[0] for row in waking)
    execute(LOCK, (tenant_id, ids))
    found = due_facts(tenant_id, today=today, batch=len(ids), case_ids=ids)
    return found, siblings_of(tenant_id, {row[1] for row in waking}, today=today)


def siblings_of(tenant_id: int, debtor_ids: Collection[int], *, today: date) -> list[Sibling]:
    """All open cases of the debtors."""
    given = {"tenant": tenant_id, "today": today, "passing": passing("flow_letter"),
             "debtors": sorted(debtor_ids)}  # fmt: skip
    return [Sibling._make(row) for row in query(sql("siblings"), given)]


SHARED = """
select debtor_id from collection_case
where tenant_id = (select %(tenant)s::integer) and debtor_id = any (%(debtors)s)
  and closed_on is null
group by debtor_id having count(*) > 1 and count(*) filter (where wake_on <= %(today)s) > 0
"""


def shared_debtors(tenant_id: int, debtor_ids: Collection[int], *, today: date) -> set[int]:
    """Those of the debtors who have several open cases of which one wakes."""
    given = {"tenant": tenant_id, "debtors": list(debtor_ids), "today": today}
    return {row[0] for row in query(SHARED, given)}


def _by_case(rows: Sequence[tuple[Any, ...]], terms: Terms) -> Iterator[Facts]:
    """Groups the claims of a case, which stand on neighbouring rows."""
    made: Facts | None = None
    for row in rows:
        claim = ClaimFacts._make(row[4:13])
        if made is not None and made.case_id == row[0]:
            made = made._replace(claims=(*made.claims, claim), fees=(*made.fees, *_fees(row)))
            continue
        if made is not None:
            yield made
        notices = tuple(map(NoticeFacts, *row[13:22])) if row[13] else NO_NOTICES
        made = Facts(
            row[0],
            row[1],
            row[2],
            row[3],
            (claim,),
            notices,
            _fees(row),
            row[26],
            row[27],
            row[28],
            row[29],
            terms,
            row[30],
            tuple(map(CoveredFee, *row[31:34])) if row[31] else (),
            tuple(row[37]),
        )
    if made is not None:
        yield made


def _fees(row: tuple[Any, ...]) -> tuple[FeeFacts, ...]:
    if not row[22]:
        return NO_FEES
    fees = zip(*row[22:26], *row[34:37], strict=True)
    return tuple(FeeFacts._make((*fee[:4], row[4], *fee[4:])) for fee in fees)
