"""What an auditor reads across cases: letters, refusals, merges, fees that grew, times to answer.

The caller holds the scope. A period is found by the days of the history.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.domain.holds import Hold
from kvitt.domain.letter_check import SentLetter
from kvitt.store.session import query, query_named, sql

REFUSALS = """
select h.tenant_id, h.id, h.case_id, h.on_day, h.kind,
       coalesce(h.given -> 'refused', '[]')::text as refused,
       coalesce(h.given ->> 'because', h.given ->> 'sentence', '') as because
from history h
where h.tenant_id = any (%(tenants)s) and h.on_day between %(from)s and %(until)s
  and h.case_id is not null and h.id < %(before)s
  and (h.given -> 'refused' is not null or h.kind like '%%\\_refused'
    or h.kind = 'application_not_sent')
order by h.id desc limit %(most)s
"""
MERGES = """
select h.tenant_id, h.id, h.case_id, h.on_day, h.kind, h.actor,
       coalesce(h.given -> 'cases', '[]')::text as cases,
       coalesce(h.given -> 'apart', '[]')::text as apart,
       coalesce(h.given ->> 'because', '') as because
from history h
where h.tenant_id = any (%(tenants)s) and h.on_day between %(from)s and %(until)s
  and h.case_id is not null and h.id < %(before)s
  and (h.kind in ('cases_merged', 'merged_by_hand', 'kept_apart', 'case_split')
    or h.given -> 'apart' is not null)
order by h.id desc limit %(most)s
"""
GROWN = """
select c.case_id, i.tenant_id, i.id, i.dated_on, i.kind, i.amount_minor, i.because ->> 'reference'
         as reference, (i.because #>> '{given,charged_of_it_minor}')::bigint as before_minor,
       coalesce(i.because #>> '{given,arithmetic}', '') as arithmetic, r.currency
from claim_item i
join claim c on c.tenant_id = i.tenant_id and c.id = i.claim_id
join creditor r on r.tenant_id = i.tenant_id
where i.tenant_id = any (%(tenants)s) and i.kind = 'collection_fee' and i.voided_on is null
  and i.dated_on between %(from)s and %(until)s and i.id < %(before)s
  and i.because #> '{given,charged_of_it_minor}' is not null
order by i.id desc limit %(most)s
"""
ANSWERED = """
select what, count(*)::bigint as came, count(answered_on)::bigint as answered,
       coalesce(sum(answered_on - received_on), 0)::bigint as days,
       count(*) filter (where answered_on > answer_by_on)::bigint as late,
       count(*) filter (where answered_on is null and answer_by_on < %(today)s)::bigint as open_late
from (
  select 'dispute' as what, received_on, answer_by_on, decided_on as answered_on from dispute
  where tenant_id = any (%(tenants)s) and received_on between %(from)s and %(until)s
  union all
  select 'complaint', received_on, answer_by_on, answered_on from complaint
  where tenant_id = any (%(tenants)s) and received_on between %(from)s and %(until)s
) asked
group by what order by what desc
"""
DRAWN = """
select tenant_id, id from collection_case
where tenant_id = any (%(tenants)s) order by md5(tenant_id::text || '-' || id::text || %(seed)s)
limit %(count)s
"""
BUSY = """
select own.tenant_id from unnest(%(tenants)s::integer[]) own (tenant_id)
where exists (select from history h where h.tenant_id = own.tenant_id
  and h.on_day between %(from)s and %(until)s and h.kind like '%%\\_sent')
"""
LAWS = """
select country, version, from_on from law_version
where tenant_id = (select %(agency)s::integer) and country = any (%(countries)s)
  and from_on <= %(until)s
order by country, from_on, id
"""


def with_letters(tenant_ids: Sequence[int], *, from_on: date, until_on: date) -> set[int]:
    """Those of the tenants for which a letter left in the period."""
    given = {"tenants": list(tenant_ids), "from": from_on, "until": until_on}
    return {row[0] for row in query(BUSY, given)}


def letters_of_period(
    tenant_id: int, *, from_on: date, until_on: date, after: int, batch: int
) -> list[SentLetter]:
    """The letters of the period on up to ``batch`` cases with numbers above ``after``."""
    given = {"tenant": tenant_id, "from": from_on, "until": until_on, "after": after,
             "batch": batch}  # fmt: skip
    return [
        SentLetter._make((*row[:7], tuple(_hold(*one) for one in json.loads(row[7]))))
        for row in query(sql("letters_of_period"), given)
    ]


def _hold(kind: str, from_on: str, until_on: str | None) -> Hold:
    until = date.fromisoformat(until_on) if until_on else None
    return Hold(kind, date.fromisoformat(from_on), until)


def refusals(tenant_ids: Sequence[int], **period: Any) -> list[Any]:
    """What the law did not allow and what did not leave, newest first; period as `_period`."""
    return query_named(REFUSALS, _period(tenant_ids, **period))


def merges(tenant_ids: Sequence[int], **period: Any) -> list[Any]:
    """Cases that were merged, divided or kept apart, with the reasons."""
    return query_named(MERGES, _period(tenant_ids, **period))


def grown_fees(tenant_ids: Sequence[int], **period: Any) -> list[Any]:
    """Agency's fees of which a second part was charged, with what had been charged before."""
    return query_named(GROWN, _period(tenant_ids, **period))


def answer_times(
    tenant_ids: Sequence[int], *, from_on: date, until_on: date, today: date
) -> list[Any]:
    """Objections and complaints that came in the period: how many, days to the answer, late."""
    given = {"tenants": list(tenant_ids), "from": from_on, "until": until_on, "today": today}
    return query_named(ANSWERED, given)


def drawn_cases(tenant_ids: Sequence[int], *, seed: str, count: int) -> list[tuple[int, int]]:
    """Cases drawn by the hash of their number and a seed: the same seed draws the same."""
    given = {"tenants": list(tenant_ids), "seed": seed, "count": count}
    return [(row[0], row[1]) for row in query(DRAWN, given)]


def laws_until(agency_id: int, countries: Sequence[str], *, until_on: date) -> list[Any]:
    """The law versions that were taken into use until the day, by country, oldest first."""
    given = {"agency": agency_id, "countries": list(countries), "until": until_on}
    return query_named(LAWS, given)


def _period(
    tenant_ids: Sequence[int], *, from_on: date, until_on: date, before: int, most: int
) -> dict[str, Any]:
    return {"tenants": list(tenant_ids), "from": from_on, "until": until_on, "before": before,
            "most": most}  # fmt: skip


def period_figures(tenant_ids: Sequence[int], *, from_on: date, until_on: date) -> list[Any]:
    """The figures of a period, one row each: what, of which kind, how many, how much."""
    given = {"tenants": list(tenant_ids), "from": from_on, "until": until_on}
    return query_named(sql("period_figures"), given)
