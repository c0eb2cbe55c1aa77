"""Bank lines against what is stored: seen before, alike, our own pay-outs, claims by reference."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from kvitt.domain.duplicates import Alike, Content
from kvitt.domain.matching import Candidate
from kvitt.store.session import copy_rows, cursor, execute, query, query_value, sql
from kvitt.store.staging import stage

STAGING_LINES = """
create temp table if not exists new_line (
  no integer, id bigint, position text, identity text, account text, currency text,
  amount_minor bigint, booked_on date, reference text, is_reversal boolean, told jsonb
)
"""
STAGING_REFERENCES = """
create temp table if not exists new_reference (
  no integer, place integer, account text, reference text
)
"""
STAGING_ACCOUNTS = """
create temp table if not exists account_creditor (account text, tenant_id integer)
"""
DEBTORS = """
select k.tenant_id, k.id, k.debtor_id, k.closed_on is not null
from unnest(%s::integer[], %s::bigint[]) w (tenant_id, case_id)
join collection_case k on k.tenant_id = w.tenant_id and k.id = w.case_id
"""


class Seen(NamedTuple):
    """A staged line whose identity has come before."""

    no: int
    line_id: int
    file_name: str
    position: str
    is_same: bool


def stage_lines(rows: Iterable[Sequence[Any]]) -> None:
    """Stages a file's lines: no, id, position, identity, account, currency, amount, day, …

    The rows may be made while they are sent: the database reads meanwhile.
    """
    stage(STAGING_LINES)
    with cursor() as cur, cur.copy("copy new_line from stdin") as stream:
        for row in rows:
            stream.write_row(row)
    execute("analyze new_line (no, identity, account, amount_minor)")


def seen_lines(agency_id: int) -> dict[int, Seen]:
    """The staged lines that came before, by number."""
    rows = query(sql("bank_lines_known"), {"agency": agency_id})
    return {row[0]: Seen(*row) for row in rows}


TOLD_BY_OTHERS = """
select exists (
  select from bank_file f
  where f.tenant_id = %(agency)s and f.format <> %(format)s
    and f.report -> 'accounts' ?| %(accounts)s::text[])
"""


def alike_lines(agency_id: int, *, format: str, accounts: Sequence[str]) -> list[Alike]:
    """Earlier lines with the content of a staged line on the same day or a few days apart.

    None where no other format has told of these accounts: then nothing can be the same.
    """
    given = {"agency": agency_id, "format": format, "accounts": list(accounts)}
    if not query_value(TOLD_BY_OTHERS, given):
        return []
    rows = query(sql("bank_lines_alike"), {"agency": agency_id})
    return [Alike(Content(*row[:5]), *row[5:]) for row in rows]


def stage_accounts(creditors: Iterable[tuple[str, int]]) -> None:
    """Stages which creditors are paid to which account."""
    stage(STAGING_ACCOUNTS)
    copy_rows("account_creditor", list(creditors))


def candidates(
    references: Sequence[tuple[int, int, str, str]], *, and_lines: bool = False
) -> dict[tuple[int, int], tuple[Candidate, ...]]:
    """The claims that references name; each is (line, place on the line, account, reference).

    With ``and_lines`` also those that the staged lines' own references name, at place 0.
    """
    execute(STAGING_LINES)
    stage(STAGING_REFERENCES)
    copy_rows("new_reference", references)
    execute("analyze new_reference")
    found: dict[tuple[int, int], tuple[Candidate, ...]] = {}
    shared: set[tuple[int, int]] = set()
    for no, place, *claim in query(sql("claims_by_reference"), {"lines": and_lines}, binary=True):
        key = (no, place)
        candidate = Candidate._make((*claim, 0, False))
        if key in found:
            shared.add(key)
            found[key] = (*found[key], candidate)
        else:
            found[key] = (candidate,)
    return _with_debtors(found, shared) if shared else found


def _with_debtors(
    found: dict[tuple[int, int], tuple[Candidate, ...]], shared: set[tuple[int, int]]
) -> dict[tuple[int, int], tuple[Candidate, ...]]:
    """Whose claims they are and whether they are closed, where several have one reference."""
    tenant_ids, case_ids = zip(
        *{(claim.tenant_id, claim.case_id) for key in shared for claim in found[key]}, strict=True
    )
    rows = query(DEBTORS, (list(tenant_ids), list(case_ids)))
    known = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    for key in shared:
        found[key] = tuple(
            Candidate._make((*claim[:4], *known[claim.tenant_id, claim.case_id]))
            for claim in found[key]
        )
    return found


def payouts(references: Sequence[str]) -> set[tuple[str, int]]:
    """Settlements that were paid out with one of these references: reference and amount."""
    rows = query(
        "select s.payment_reference, s.to_creditor_minor - s.held_minor from creditor c"
        " join settlement s on s.tenant_id = c.tenant_id and s.paid_out"
        " where s.payment_reference = any(%s)",
        (list(references),),
    )
    return {(row[0], row[1]) for row in rows}


def payouts_to(accounts: Sequence[str]) -> set[tuple[str, str, int]]:
    """Pay-outs with the creditor's own reference: account, reference and amount."""
    rows = query(
        "select c.payout_number, c.payout_reference, s.to_creditor_minor - s.held_minor"
        " from creditor c"
        " join settlement s on s.tenant_id = c.tenant_id and s.paid_out"
        " where c.payout_reference is not null and c.payout_number = any(%s)",
        (list(accounts),),
    )
    return {(row[0], row[1], row[2]) for row in rows}
