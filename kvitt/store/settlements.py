"""Settlements: what has been collected and not yet settled, settled once by its primary key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.store.payments import add_booking, add_posting
from kvitt.store.session import execute, query_named, query_value, sql

UNSETTLED = """
create temp table unsettled on commit drop as
select a.id, a.payment_id, a.item_id, a.amount_minor,
       case when a.owed_to = 'owed_to_creditor' then a.amount_minor else 0 end as to_creditor_minor,
       case when a.owed_to = 'owed_to_agency' then a.amount_minor else 0 end as to_agency_minor,
       case when p.is_direct then a.amount_minor else 0 end as held_minor,
       case when p.manner = 'attachment' then a.amount_minor else 0 end as taken_minor
from allocation a
join payment p on p.tenant_id = a.tenant_id and p.id = a.payment_id
where a.tenant_id = %(tenant)s and a.owed_to is not null and a.allocated_on <= %(today)s
  and not exists (
    select from settlement_line l where l.tenant_id = a.tenant_id and l.allocation_id = a.id)
"""


@dataclass(frozen=True, slots=True)
class Collected:
    """What waits to be settled, in whole minor units."""

    count: int
    to_creditor_minor: int
    to_agency_minor: int
    held_minor: int = 0
    """Of it debtors paid so much to the creditor itself."""
    taken_minor: int = 0
    """Of it authorities took so much of debtors."""

    @property
    def payable_minor(self) -> int:
        """What is still to be paid out; negative where the creditor holds the agency's part."""
        return self.to_creditor_minor - self.held_minor


@dataclass(frozen=True, slots=True)
class SettledPayment:
    """One payment of a settlement and what it was used for; negative where it was taken back."""

    case_id: int
    invoice_numbers: str
    debtor_name: str
    paid_on: date
    principal_minor: int
    interest_minor: int
    fees_minor: int
    to_creditor_minor: int
    to_agency_minor: int
    is_direct: bool
    is_taken: bool
    """An authority took it of the debtor."""
    authority: str


def collect(tenant_id: int, *, today: date) -> Collected:
    """Takes down what was allocated through today and never settled; others wait meanwhile."""
    execute("select pg_advisory_xact_lock(7003, %s)", (tenant_id,))
    execute("drop table if exists pg_temp.unsettled")
    execute(UNSETTLED, {"tenant": tenant_id, "today": today})
    row = query_named(
        "select count(*)::bigint as count, coalesce(sum(to_creditor_minor), 0)::bigint as creditor,"
        " coalesce(sum(to_agency_minor), 0)::bigint as agency,"
        " coalesce(sum(held_minor), 0)::bigint as held,"
        " coalesce(sum(taken_minor), 0)::bigint as taken from unsettled"
    )[0]
    return Collected(row.count, row.creditor, row.agency, row.held, row.taken)


def next_number(tenant_id: int) -> int:
    """The number of the creditor's next settlement."""
    return int(
        query_value(
            "select coalesce(max(number), 0) + 1 from settlement where tenant_id = %s", (tenant_id,)
        )
    )


def settled_until(tenant_id: int) -> date | None:
    """The day of the last settlement, or None before the first."""
    found: date | None = query_value(
        "select max(settled_on) from settlement where tenant_id = %s", (tenant_id,)
    )
    return found


def add_settlement(
    tenant_id: int, *, number: int, collected: Collected, currency: str, reference: str,
    paid_out: bool, today: date, billed_minor: int = 0, vat_minor: int = 0, kept_minor: int = 0,
) -> int:  # fmt: skip
    """Adds the settlement of what `collect` took down, with its lines and postings.

    ``kept_minor`` of the creditor's part leaves the client's money for the agency's own.
    """
    settlement_id = int(
        query_value(
            "insert into settlement (tenant_id, number, settled_on, collected_minor,"
            " to_creditor_minor, to_agency_minor, held_minor, currency, payment_reference,"
            " paid_out, billed_minor, vat_minor, kept_minor)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
            (tenant_id, number, today, collected.to_creditor_minor + collected.to_agency_minor,
             collected.to_creditor_minor, collected.to_agency_minor, collected.held_minor, currency,
             reference, paid_out, billed_minor, vat_minor, kept_minor),
        )
    )  # fmt: skip
    execute(
        "insert into settlement_line (tenant_id, allocation_id, settlement_id, to_creditor_minor,"
        " to_agency_minor) select %s, id, %s, to_creditor_minor, to_agency_minor from unsettled",
        (tenant_id, settlement_id),
    )
    payable, held = collected.payable_minor, collected.held_minor
    if payable or held or collected.to_agency_minor or kept_minor:
        booking = add_booking(tenant_id, "settlement", today=today, note=reference)
        payout = payable - kept_minor
        move(tenant_id, booking, "owed_to_creditor", "client_bank", payout, today)
        move(tenant_id, booking, "owed_to_creditor", "client_bank", kept_minor, today)
        move(tenant_id, booking, "owed_to_creditor", "held_by_creditor", held, today)
        move(tenant_id, booking, "owed_to_agency", "client_bank", collected.to_agency_minor, today)
    return settlement_id


def earn_fees(agency_id: int, amount_minor: int, *, reference: str, today: date) -> None:
    """Books the agency's part in its own money."""
    if amount_minor:
        booking = add_booking(agency_id, "settlement", today=today, note=reference)
        move(agency_id, booking, "own_bank", "own_fee_income", amount_minor, today)


def move(
    tenant_id: int, booking: int, debit: str, credit: str, amount_minor: int, on: date
) -> None:
    """A posting of the amount; turned round where it is negative, none where it is nothing."""
    if amount_minor < 0:
        debit, credit = credit, debit
    if amount_minor:
        add_posting(tenant_id, booking, debit, credit, abs(amount_minor), value_on=on)


def settled_payments(tenant_id: int) -> list[SettledPayment]:
    """The payments of what `collect` took down, in the order in which they came."""
    rows = query_named(sql("settled_payments"), {"tenant": tenant_id})
    return [SettledPayment(**row._asdict()) for row in rows]


def keep_documents(tenant_id: int, documents: Sequence[tuple[str, str, str, bytes]], *,
                   sha256s: Sequence[bytes], today: date) -> None:  # fmt: skip
    """Keeps the bytes of what is sent out: (kind, media type, name, content) each."""
    for (kind, media_type, name, content), sha256 in zip(documents, sha256s, strict=True):
        execute(
            "insert into document (tenant_id, kind, media_type, name, sha256, content, made_on)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            (tenant_id, kind, media_type, name, sha256, content, today),
        )


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement as it was made."""

    name: str
    media_type: str
    content: bytes


LISTED = (
    "select s.id, s.number, s.settled_on, s.collected_minor, s.to_creditor_minor,"
    " s.to_agency_minor, s.held_minor, s.currency, s.payment_reference, s.paid_out,"
    " a.acknowledged_on, a.acknowledged_by"
    " from settlement s left join settlement_acknowledged a"
    " on a.tenant_id = s.tenant_id and a.settlement_id = s.id"
    " where s.tenant_id = %(tenant)s and {where} order by s.number desc limit %(most)s"
)


def settlements_before(tenant_id: int, *, before: int, most: int) -> list[Any]:
    """Up to ``most`` settlements with smaller numbers, the newest first."""
    given = {"tenant": tenant_id, "before": before, "most": most}
    return query_named(LISTED.format(where="s.number < %(before)s"), given)


def settlement_numbered(tenant_id: int, number: int) -> Any | None:
    """The settlement of that number, or None."""
    given = {"tenant": tenant_id, "number": number, "most": 1}
    rows = query_named(LISTED.format(where="s.number = %(number)s"), given)
    return rows[0] if rows else None


def statement_of(
    tenant_id: int, *, reference: str, on: date, ending: str
) -> StoredStatement | None:
    """The statement that was kept with the settlement of that reference and day."""
    name = f"{on.isoformat()}-{reference.replace(' ', '-')}.{ending}"
    rows = query_named(
        "select name, media_type, content from document where tenant_id = %s and case_id is null"
        " and made_on = %s and name = %s"
        " and kind in ('settlement_statement', 'settlement_statement_csv')",
        (tenant_id, on, name),
    )
    if not rows:
        return None
    return StoredStatement(rows[0].name, rows[0].media_type, bytes(rows[0].content))


def acknowledge(tenant_id: int, settlement_id: int, *, today: date, by: str) -> bool:
    """Keeps who said that the settlement is booked; False where it was said before."""
    added = execute(
        "insert into settlement_acknowledged (tenant_id, settlement_id, acknowledged_on,"
        " acknowledged_by) values (%s, %s, %s, %s) on conflict do nothing",
        (tenant_id, settlement_id, today, by),
    )
    return added == 1
