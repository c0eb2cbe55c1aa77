"""Reading charges with all that they rest on, batch by batch, for recomputing them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.stored_charges import (
    Companion,
    Move,
    StoredCase,
    StoredClaim,
    StoredItem,
    StoredNotice,
)
from kvitt.store.closing import as_array
from kvitt.store.session import query, sql

GROUNDS = """
select id, because::text from payment
where tenant_id = (select %(tenant)s::integer) and case_id in (
  select %(case)s::bigint union all
  select k.id from collection_case k
  where k.tenant_id = (select %(tenant)s::integer) and k.merged_into = %(case)s
  union all
  select k.split_from from collection_case k
  where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
    and k.split_from is not null)
"""
BATCH = 5_000
"""Cases that are held in memory at a time."""
DIVIDED = """
select from claim_move
where tenant_id = (select %(tenant)s::integer) and because = 'divided' limit 1
"""
NEXT_CASES = """
select id from collection_case
where tenant_id = (select %(tenant)s::integer) and id > %(after)s
order by id limit %(batch)s
"""


def charged_cases(tenant_id: int, *, batch: int = BATCH) -> Iterator[StoredCase]:
    """Every case of the tenant that bears a charge, inside its scope; a batch in memory at once."""
    after = 0
    while True:
        given = {"tenant": tenant_id, "after": after, "batch": batch}
        ids = [row[0] for row in query(NEXT_CASES, given)]
        if not ids:
            return
        after = ids[-1]
        yield from charged_cases_of(tenant_id, ids)


def charged_cases_of(tenant_id: int, case_ids: Sequence[int]) -> list[StoredCase]:
    """Those of the named cases that bear a charge, inside the tenant's scope."""
    items = _items(tenant_id, case_ids)
    if not items:
        return []
    families = _families(tenant_id, list(items))
    beside = {one.case_id for family in families.values() for one in family} - items.keys()
    items_beside = _items(tenant_id, sorted(beside)) if beside else {}
    everything = items | items_beside
    given = {"tenant": tenant_id, "cases": as_array(everything)}
    charging = {
        i.notice_id for found in everything.values() for i in found if i.notice_id is not None
    }
    notices = _notices({**given, "notices": as_array(sorted(charging))})
    claims: dict[int, list[StoredClaim]] = defaultdict(list)
    kinds: dict[int, str] = {}
    given["cases"] = as_array(sorted(items.keys() | beside))
    for case_id, kind, *claim, known, counts, amounts, written_off in query(
        sql("recomputed_claims"), given, binary=True
    ):
        kinds[case_id] = kind
        moves = _moves(known, counts, amounts, written_off)
        claims[case_id].append(StoredClaim._make((*claim, moves)))
    return [
        StoredCase(
            case_id,
            kinds[case_id],
            tuple(claims[case_id]),
            tuple(found),
            _letters(case_id, found, notices),
            _companions(families.get(case_id, ()), claims, everything),
        )
        for case_id, found in items.items()
    ]


class _Member(NamedTuple):
    """A claim that lay on one case with claims of another, with its moves, oldest first."""

    claim_id: int
    case_id: int
    days: list[date]
    left: list[int]


def _families(tenant_id: int, case_ids: Sequence[int]) -> dict[int, list[_Member]]:
    """By case, where one from which its claims come was divided, all claims that lay on these."""
    if not query(DIVIDED, {"tenant": tenant_id}):
        return {}
    found: dict[int, list[_Member]] = defaultdict(list)
    given = {"tenant": tenant_id, "cases": as_array(case_ids)}
    for case_id, *member in query(sql("claims_that_lay_together"), given):
        found[case_id].append(_Member._make(member))
    return found


def _companions(
    family: Sequence[_Member], claims: Mapping[int, Sequence[StoredClaim]],
    items: Mapping[int, Sequence[StoredItem]],
) -> tuple[Companion, ...]:  # fmt: skip
    return tuple(
        Companion(
            claim,
            tuple(i for i in items.get(one.case_id, ()) if i.claim_id == one.claim_id),
            one.case_id,
            tuple(zip(one.days, one.left, strict=True)),
        )
        for one in family
        for claim in claims[one.case_id]
        if claim.claim_id == one.claim_id
    )


def _items(tenant_id: int, case_ids: Sequence[int]) -> dict[int, list[StoredItem]]:
    given = {"tenant": tenant_id, "cases": as_array(case_ids)}
    found: dict[int, list[StoredItem]] = {}
    for case_id, *columns, reference, told in query(sql("recomputed_items"), given, binary=True):
        item = StoredItem._make((*columns, reference or "", json.loads(told) if told else {}))
        found.setdefault(case_id, []).append(item)
    return found


def _notices(given: dict[str, Any]) -> dict[int, list[StoredNotice]]:
    found: dict[int, list[StoredNotice]] = defaultdict(list)
    for row in query(sql("recomputed_notices"), given, binary=True):
        notice = StoredNotice._make(row)
        found[notice.case_id].append(notice)
    return found


def _letters(
    case_id: int, items: Sequence[StoredItem], notices: dict[int, list[StoredNotice]]
) -> tuple[StoredNotice, ...]:
    """The case's own letters, and those of the cases from which its claims came."""
    own = notices.get(case_id, [])
    known = {notice.notice_id for notice in own}
    elsewhere = {i.notice_id for i in items if i.notice_id is not None} - known
    if not elsewhere:
        return tuple(own)
    cases = {
        letter.case_id
        for letters in notices.values()
        for letter in letters
        if letter.notice_id in elsewhere
    }
    return tuple(sorted(letter for other in cases | {case_id} for letter in notices[other]))


def _moves(
    known: Sequence[date] | None, counts: Sequence[date | None], amounts: Sequence[int],
    written_off: Sequence[bool],
) -> tuple[Move, ...]:  # fmt: skip
    if not known:
        return ()
    return tuple(
        Move(known_on, counts_from or date.min, amount_minor, is_written_off)
        for known_on, counts_from, amount_minor, is_written_off in zip(
            known, counts, amounts, written_off, strict=True
        )
    )


def payment_grounds(tenant_id: int, case_id: int) -> dict[int, dict[str, Any]]:
    """By payment of the case: how it was matched, in which order it covered, and by which rule."""
    return grounds_from(query(GROUNDS, {"tenant": tenant_id, "case": case_id}, keep_plan=True))


def grounds_from(rows: Iterable[tuple[int, str]]) -> dict[int, dict[str, Any]]:
    """The grounds by payment from the rows of `GROUNDS`."""
    return {payment_id: json.loads(written) for payment_id, written in rows}
