"""Invoices in sets: what is known of them, and the rows of those that are new."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.history import close_history, stage_history
from kvitt.store.session import copy_rows, execute, query, query_named, query_value, sql, statements
from kvitt.store.staging import stage

STAGING = """
create temp table if not exists new_party (
  id bigint, kind text, name text, identity_number text, customer_number text,
  address_lines text[], postcode text, city text, country text, email text, phone text,
  language text
);
create temp table if not exists new_claim (
  case_id bigint, id bigint, item_id bigint, debtor_id bigint, flow text, invoice_number text,
  issued_on date, invoice_due_on date, due_on date, currency text, principal_minor bigint,
  payment_reference text, text text,
  fees_agreed boolean, content_digest bytea, source text, wake_on date, next_what text
);
"""


class PartyRow(NamedTuple):
    """A debtor to be added."""

    id: int
    kind: str
    name: str
    identity_number: str | None
    customer_number: str | None
    address_lines: list[str]
    postcode: str | None
    city: str | None
    country: str
    email: str | None
    phone: str | None
    language: str


class ClaimRow(NamedTuple):
    """A claim to be registered with its own case and principal item."""

    case_id: int
    id: int
    item_id: int
    debtor_id: int
    flow: str
    invoice_number: str
    issued_on: date
    invoice_due_on: date
    due_on: date
    currency: str
    principal_minor: int
    payment_reference: str
    text: str
    fees_agreed: bool
    content_digest: bytes
    source: str
    wake_on: date
    next_what: str


def known_invoices(tenant_id: int, numbers: Sequence[str]) -> dict[str, bytes]:
    """The digests of those invoice numbers that are registered already."""
    rows = query(
        "select invoice_number, content_digest from claim"
        " where tenant_id = (select %s::integer) and invoice_number = any(%s)",
        (tenant_id, list(numbers)),
        binary=True,
    )
    return {number: bytes(digest) for number, digest in rows}


class KnownParty(NamedTuple):
    """A debtor that the creditor has invoiced before."""

    id: int
    kind: str
    name: str
    has_number: bool
    """Whether an identity number is known."""


def known_parties(
    tenant_id: int, identities: Sequence[str], customers: Sequence[str]
) -> tuple[dict[str, KnownParty], dict[str, KnownParty]]:
    """Debtors known by identity number, and those known by customer number.

    Whose identity number was noted later stays known by customer number.
    """
    by_identity = query(
        "select identity_number, id, kind, name, true from party"
        " where tenant_id = (select %s::integer) and identity_number = any(%s)",
        (tenant_id, list(identities)),
    )
    by_customer = query(
        "select customer_number, id, kind, name, identity_number is not null from party"
        " where tenant_id = (select %s::integer)"
        " and (identity_number is null or identity_noted)"
        " and customer_number = any(%s)",
        (tenant_id, list(customers)),
    )
    return (
        {number: KnownParty(*rest) for number, *rest in by_identity},
        {number: KnownParty(*rest) for number, *rest in by_customer},
    )


def add_claims(
    tenant_id: int,
    parties: Sequence[PartyRow],
    claims: Sequence[ClaimRow],
    *,
    today: date,
    actor: str,
) -> None:
    """Adds the debtors, cases, claims, principal items, postings and history of a batch."""
    stage_history()
    stage(STAGING)
    copy_rows(f"new_party ({', '.join(PartyRow._fields)})", parties)
    copy_rows(f"new_claim ({', '.join(ClaimRow._fields)})", claims)
    booking = query_value(
        "insert into booking (tenant_id, booked_on, kind) values (%s, %s, 'invoices') returning id",
        (tenant_id, today),
    )
    given = {"tenant": tenant_id, "today": today, "booking": booking, "actor": actor}
    for statement in statements("add_claims"):
        execute(statement, given)
    close_history(tenant_id)


def refresh_party(tenant_id: int, row: PartyRow) -> None:
    """Brings a known debtor's address and ways of contact up to date with a newer invoice."""
    execute(sql("refresh_party"), {"tenant": tenant_id, **row._asdict()})


def is_kept(tenant_id: int, sha256: bytes) -> bool:
    """Whether the same bytes are kept already."""
    kept = "select exists (select from invoice_file where tenant_id = %s and sha256 = %s)"
    return bool(query_value(kept, (tenant_id, sha256)))


def keep_file(
    tenant_id: int, *, name: str, sha256: bytes, content: bytes, today: date, report: Any
) -> int:
    """Keeps a received invoice file, byte for byte; returns its number."""
    from psycopg.types.json import Jsonb

    return int(
        query_value(
            "insert into invoice_file (tenant_id, name, sha256, content, received_on, report)"
            " values (%s, %s, %s, %s, %s, %s) returning id",
            (tenant_id, name, sha256, content, today, Jsonb(report)),
        )
    )


INVOICES = """
select cl.id, cl.tenant_id, cl.case_id, cl.invoice_number, p.name as debtor, cl.issued_on,
       cl.invoice_due_on, cl.currency, cl.principal_minor, cl.source,
       cl.principal_open_minor + cl.interest_open_minor + cl.cost_open_minor as open_minor
from claim cl
join collection_case k on k.tenant_id = cl.tenant_id and k.id = cl.case_id
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
where cl.tenant_id = (select %(tenant)s::integer) and cl.id < %(before)s
order by cl.id desc limit %(most)s
"""


def invoices_before(tenant_id: int, *, before: int, most: int) -> list[Any]:
    """Up to ``most`` invoices with their cases, the newest first."""
    return query_named(INVOICES, {"tenant": tenant_id, "before": before, "most": most})


CLAIMS_TOLD = """
select id, invoice_number, issued_on, invoice_due_on, principal_minor, currency, payment_reference,
       text, source
from claim where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s order by id
"""


def claims_told(tenant_id: int, case_id: int) -> list[Any]:
    """The invoices of a case as they were told, with the file and place that they came from."""
    return query_named(CLAIMS_TOLD, {"tenant": tenant_id, "case": case_id})


def files_called(tenant_id: int, name: str, *, most: int) -> list[bytes]:
    """The kept files of that name, packed as they are kept, the newest first."""
    rows = query(
        "select content from invoice_file where tenant_id = (select %s::integer) and name = %s"
        " order by id desc limit %s",
        (tenant_id, name, most),
    )
    return [bytes(row[0]) for row in rows]


def files_before(tenant_id: int, *, most: int) -> list[tuple[str, date, dict[str, Any]]]:
    """The last files of invoices: name, day and what became of them."""
    rows = query(
        "select name, received_on, report from invoice_file where tenant_id = %s"
        " order by id desc limit %s",
        (tenant_id, most),
    )
    return [(row[0], row[1], _told(row[2])) for row in rows]


def _told(report: Any) -> dict[str, Any]:
    """The report; Django leaves JSON as the text that it is."""
    return json.loads(report) if isinstance(report, str) else report
