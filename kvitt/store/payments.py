"""Payments in sets: what is open on the cases is read once, what follows is written in sets."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kvitt.domain.account import CaseAccount, ClaimAccount
from kvitt.domain.allocation import AUTHORITYS_OWN, OpenItem, kind_of
from kvitt.domain.charging import COLLECTION_FEE
from kvitt.domain.facts import ClaimFacts
from kvitt.domain.outlay import SHARED_KINDS
from kvitt.store.calls import withdraw_stopped_calls
from kvitt.store.history import close_history, stage_history
from kvitt.store.session import copy_rows, execute, query, query_value, reserve_ids, sql
from kvitt.store.staging import stage

STAGING_CASES = "create temp table if not exists paid_case (case_id bigint, booked_on date)"
STAGING = """
create temp table if not exists new_payment (
  id bigint, case_id bigint, bank_line_id bigint, amount_minor bigint, booked_on date,
  reference text, reverses_id bigint, because jsonb, principal_minor bigint,
  interest_minor bigint, cost_minor bigint,
  left_minor bigint, event text, closes boolean, reopens boolean, waived_minor bigint,
  manner text, distribution_id bigint, kept_minor bigint
);
create temp table if not exists new_allocation (
  payment_id bigint, item_id bigint, case_id bigint, claim_id bigint, kind text,
  amount_minor bigint, booked_on date, owed_to ledger_account
);
create temp table if not exists new_item (
  id bigint, claim_id bigint, case_id bigint, amount_minor bigint, from_on date, until_on date,
  rate_bp integer, base_minor bigint, because jsonb
);
create temp table if not exists new_void (
  item_id bigint, claim_id bigint, case_id bigint, kind text, amount_minor bigint
);
create temp table if not exists new_stand (claim_id bigint, through_on date, carry bigint);
create temp table if not exists new_question (
  case_id bigint, kind text, sentence text, given jsonb, source_id bigint, stops boolean
);
"""
LOCK = """
select count(*)
from (select distinct case_id from paid_case order by case_id) paid
cross join lateral (
  select k.tenant_id from collection_case k where k.id = paid.case_id offset 0 for update
) k
where k.tenant_id = %(tenant)s
"""
TABLES = {
    "payments": "new_payment",
    "allocations": "new_allocation",
    "items": "new_item",
    "voids": "new_void",
    "stands": "new_stand",
    "questions": "new_question",
}
IDS_AT_ONCE = 20_000


@dataclass(slots=True)
class Staged:
    """The rows that a batch of payments writes, in the columns of the staging tables."""

    payments: list[Sequence[Any]] = field(default_factory=list)
    allocations: list[Sequence[Any]] = field(default_factory=list)
    items: list[Sequence[Any]] = field(default_factory=list)
    voids: list[Sequence[Any]] = field(default_factory=list)
    stands: list[Sequence[Any]] = field(default_factory=list)
    questions: list[Sequence[Any]] = field(default_factory=list)


def ids_of(sequence: str, at_once: int) -> Callable[[], int]:
    """Gives numbers one by one, taken from the sequence as many at a time as are needed."""

    def numbers() -> Iterator[int]:
        while True:
            yield from reserve_ids(sequence, min(at_once, IDS_AT_ONCE) + 1)

    return numbers().__next__


MERGING = 7006
"""The advisory lock of those who merge cases; who books on cases shares it."""
MERGED = """
select id, merged_into from collection_case
where tenant_id = (select %(tenant)s::integer) and id = any(%(cases)s::text::bigint[])
  and merged_into is not null
"""


def merged_cases(tenant_id: int, case_ids: Iterable[int]) -> dict[int, int]:
    """Where the claims of the merged ones among the cases stand; nothing merges until the end.

    To be asked before any case is locked: whoever merges waits for locked cases.
    """
    query_value("select pg_advisory_xact_lock_shared(%s, %s)", (MERGING, tenant_id))
    ids = "{" + ",".join(map(str, case_ids)) + "}"
    return dict(query(MERGED, {"tenant": tenant_id, "cases": ids}))


def lock_cases(tenant_id: int, cases: Mapping[int, date]) -> None:
    """Locks the cases that money came for, so that no night decides them meanwhile.

    ``cases`` gives the first day on which the bank booked money for each.
    """
    stage(STAGING_CASES)
    copy_rows("paid_case (case_id, booked_on)", list(cases.items()))
    execute("analyze paid_case")
    execute(LOCK, {"tenant": tenant_id})


def case_accounts(tenant_id: int) -> dict[int, CaseAccount]:
    """What is open on the cases that `lock_cases` locked."""
    rows = query(sql("case_accounts"), {"tenant": tenant_id}, binary=True)
    found: dict[int, CaseAccount] = {}
    for claim in _claims(rows):
        case_id, debtor_kind, is_closed, account = claim
        before = found.get(case_id)
        claims = (*before.claims, account) if before else (account,)
        found[case_id] = CaseAccount(case_id, debtor_kind, is_closed, claims)
    return found


def _claims(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, str, bool, ClaimAccount]]:
    head: Sequence[Any] = ()
    items: list[OpenItem] = []
    for row in rows:
        if head and head[3] != row[3]:
            yield head[0], head[1], head[2], _claim(head, items)
            items = []
        head = row
        if row[10] is not None:
            items.append(
                OpenItem(row[10], kind_of(row[11]), row[12], row[13], row[14], row[15], row[16],
                         row[17] or 0, row[18] is not None or row[11] == COLLECTION_FEE,
                         row[11] == COLLECTION_FEE, row[11] in AUTHORITYS_OWN,
                         row[11] if row[11] in SHARED_KINDS else "")
            )  # fmt: skip
    if head:
        yield head[0], head[1], head[2], _claim(head, items)


def _claim(head: Sequence[Any], items: list[OpenItem]) -> ClaimAccount:
    claim_id, due_on, principal, interest, cost, through_on, carry = head[3:10]
    facts = ClaimFacts(claim_id, due_on, principal, interest, cost, through_on, carry, True)
    return ClaimAccount(facts, tuple(items))


def apply_payments(
    tenant_id: int,
    staged: Staged,
    *,
    today: date,
    actor: str,
    source: str,
    booking: str,
) -> None:
    """Writes a batch of payments; the caller closes the history.

    ``source`` is the account that the money comes from: ``client_bank``, or ``in_transit`` for
    money that waited in the agency's books.
    """
    if not staged.payments and not staged.allocations:
        return
    stage(STAGING)
    stage_history()
    for name, table in TABLES.items():
        copy_rows(table, getattr(staged, name))
    given = {"tenant": tenant_id, "today": today, "actor": actor, "source": source}
    given["booking"] = add_booking(tenant_id, booking, today=today, note=actor)
    for statement in sql("apply_payments").split(";\n"):
        execute(statement, given)
    touched = {payment[1] for payment in staged.payments}
    withdraw_stopped_calls(tenant_id, case_ids=touched, today=today, by=actor)


def case_and_claim_called(
    tenant_id: int, called: str, *, case_id: int | None = None
) -> list[tuple[int, int | None]]:
    """Cases by number, and claims by invoice number or payment reference with their case.

    A bare number may be several of these; then all are returned, and a person must say which.
    """
    if case_id is None and called.startswith(f"{tenant_id}-"):
        number = called.rpartition("-")[2]
        case_id = int(number) if number.isdecimal() else None
    rows = query(
        "select id, null::bigint from collection_case where tenant_id = %(t)s and id = %(case)s"
        " union all select case_id, id from claim where %(only)s::bigint is null"
        " and tenant_id = %(t)s and (invoice_number = %(called)s or payment_reference = %(ref)s)",
        {
            "t": tenant_id,
            "case": int(called) if case_id is None and called.isdecimal() else case_id,
            "only": case_id,
            "called": called,
            "ref": "".join(called.split()),
        },
    )
    return [(row[0], row[1]) for row in rows]


def add_booking(tenant_id: int, kind: str, *, today: date, note: str = "") -> int:
    """A new booking, to which postings are added."""
    return int(
        query_value(
            "insert into booking (tenant_id, booked_on, kind, note) values (%s, %s, %s, %s)"
            " returning id",
            (tenant_id, today, kind, note),
        )
    )


def add_posting(
    tenant_id: int,
    booking: int,
    debit: str,
    credit: str,
    amount_minor: int,
    *,
    value_on: date,
    case_id: int | None = None,
    item_id: int | None = None,
) -> None:
    """One posting of a booking: moves the amount, in whole minor units, from credit to debit."""
    execute(
        "insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on,"
        " case_id, item_id) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (tenant_id, booking, debit, credit, amount_minor, value_on, case_id, item_id),
    )


def add_task(
    tenant_id: int,
    kind: str,
    sentence: str,
    *,
    today: date,
    case_id: int | None = None,
    given: Mapping[str, Any] | None = None,
    source_id: int | None = None,
) -> None:
    """Asks a person."""
    execute(
        "insert into task (tenant_id, case_id, kind, raised_on, sentence, given, source_id)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (tenant_id, case_id, kind, today, sentence, json.dumps(given or {}), source_id),
    )


def add_tasks(
    tenant_id: int, kind: str, tasks: Sequence[tuple[str, str, int]], *, today: date
) -> None:
    """Asks a person many questions of one kind: (sentence, what was given as JSON, source)."""
    if not tasks:
        return
    sentences, given, sources = (list(column) for column in zip(*tasks, strict=True))
    execute(
        "insert into task (tenant_id, kind, raised_on, sentence, given, source_id)"
        " select %s, %s, %s, t.* from unnest(%s::text[], %s::jsonb[], %s::bigint[]) t",
        (tenant_id, kind, today, sentences, given, sources),
    )


def close_tenant_history(tenant_id: int) -> None:
    """Closes the link of a tenant whose events were staged: the last thing of a transaction."""
    stage_history()
    close_history(tenant_id)
