"""Credit notes: what they name, what they reduce, and money that thereby becomes the debtor's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.store.payments import add_posting
from kvitt.store.session import execute, query, query_named, query_value

RECEIVED = """
select coalesce(p.reverses_id, p.id), a.item_id, a.owed_to::text, sum(a.amount_minor)::bigint
from allocation a
join payment p on p.tenant_id = a.tenant_id and p.id = a.payment_id
where a.tenant_id = %s and a.item_id = any(%s)
group by 1, 2, 3 having sum(a.amount_minor) > 0
order by 1 desc
"""


@dataclass(frozen=True, slots=True)
class CreditedClaim:
    """The claim that a credit note names. Sums in whole minor units."""

    claim_id: int
    case_id: int
    currency: str
    principal_minor: int
    principal_open_minor: int
    credited_minor: int
    """By earlier credit notes."""
    principal_item_id: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class CreditNote:
    """A credit note that was stored."""

    id: int
    number: str
    amount_minor: int
    claim_id: int | None
    debtor_id: int | None


def known_credit_note(tenant_id: int, number: str) -> bytes | None:
    """The digest of the credit note with that number, or None."""
    found = query_value(
        "select content_digest from credit_note where tenant_id = %s and number = %s",
        (tenant_id, number),
    )
    return None if found is None else bytes(found)


def credited_claim(
    tenant_id: int, *, invoice_number: str | None = None, claim_id: int | None = None
) -> CreditedClaim | None:
    """The claim with that invoice number (or id), its case locked, or None."""
    rows = query_named(
        "select c.id as claim_id, c.case_id, c.currency, c.principal_minor, c.principal_open_minor,"
        " (select coalesce(sum(amount_minor), 0)::bigint from credit_note n"
        "  where n.tenant_id = c.tenant_id and n.claim_id = c.id) as credited_minor,"
        " i.id as principal_item_id, k.closed_on is not null as is_closed"
        " from claim c join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id"
        " join claim_item i on i.tenant_id = c.tenant_id and i.claim_id = c.id"
        " and i.kind = 'principal'"
        " where c.tenant_id = %s and (c.invoice_number = %s or c.id = %s) for update of k",
        (tenant_id, invoice_number, claim_id),
    )
    return CreditedClaim(**rows[0]._asdict()) if rows else None


def debtor_by(tenant_id: int, identity: str | None, customer_number: str | None) -> int | None:
    """The debtor with that identity number or, where there is none, that customer number."""
    found = query_value(
        "select id from party where tenant_id = %s and (identity_number = %s"
        " or (%s::text is null and identity_number is null and customer_number = %s)) limit 1",
        (tenant_id, identity, identity, customer_number),
    )
    return None if found is None else int(found)


def open_cases_of(tenant_id: int, debtor_id: int) -> list[int]:
    """The debtor's open cases."""
    rows = query(
        "select id from collection_case where tenant_id = %s and debtor_id = %s"
        " and closed_on is null",
        (tenant_id, debtor_id),
    )
    return [row[0] for row in rows]


def add_credit_note(
    tenant_id: int,
    *,
    number: str,
    claim_id: int | None,
    debtor_id: int | None,
    issued_on: date,
    amount_minor: int,
    digest: bytes,
    source: str,
) -> int:
    """Stores a credit note; returns its number."""
    return int(
        query_value(
            "insert into credit_note (tenant_id, number, claim_id, debtor_id, issued_on,"
            " amount_minor, content_digest, source) values (%s, %s, %s, %s, %s, %s, %s, %s)"
            " returning id",
            (tenant_id, number, claim_id, debtor_id, issued_on, amount_minor, digest, source),
        )
    )


def waiting_credit_note(tenant_id: int, number: str) -> CreditNote | None:
    """The credit note that names no claim yet, locked, or None."""
    rows = query_named(
        "select id, number, amount_minor, claim_id, debtor_id from credit_note"
        " where tenant_id = %s and number = %s and claim_id is null for update",
        (tenant_id, number),
    )
    return CreditNote(**rows[0]._asdict()) if rows else None


def name_claim(tenant_id: int, credit_id: int, claim_id: int) -> None:
    """Notes which claim a credit note reduces."""
    execute(
        "update credit_note set claim_id = %s where tenant_id = %s and id = %s",
        (claim_id, tenant_id, credit_id),
    )


def end_question(tenant_id: int, credit_id: int, *, today: date, by: str) -> None:
    """A person has said which claim the credit note reduces."""
    execute(
        "update task set done_on = %s, done_by = %s, outcome = 'placed' where tenant_id = %s"
        " and kind = 'place_credit_note' and source_id = %s and done_on is null",
        (today, by, tenant_id, credit_id),
    )


def credit_principal(tenant_id: int, booking: int, credit_id: int, claim: CreditedClaim,
                     amount_minor: int, *, today: date) -> None:  # fmt: skip
    """Reduces the claim's open principal."""
    execute(
        "insert into allocation (tenant_id, credit_note_id, item_id, case_id, amount_minor,"
        " allocated_on) values (%s, %s, %s, %s, %s, %s)",
        (tenant_id, credit_id, claim.principal_item_id, claim.case_id, amount_minor, today),
    )
    add_posting(tenant_id, booking, "claims_held", "receivable", amount_minor, value_on=today,
                case_id=claim.case_id, item_id=claim.principal_item_id)  # fmt: skip
    _open_by(tenant_id, claim.claim_id, claim.principal_item_id, -amount_minor, "principal")


def note_beyond(
    tenant_id: int, credit_id: int, case_id: int, amount_minor: int, *, today: date
) -> None:
    """Notes what a credit note credits beyond the invoice: it moves no money, a person asks."""
    execute(
        "insert into allocation (tenant_id, credit_note_id, case_id, amount_minor, allocated_on)"
        " values (%s, %s, %s, %s, %s)",
        (tenant_id, credit_id, case_id, amount_minor, today),
    )


def paid_items(tenant_id: int, claim_id: int) -> list[tuple[int, str]]:
    """The claim's items that are not voided: item and kind, principal first."""
    rows = query(
        "select id, kind from claim_item where tenant_id = %s and claim_id = %s"
        " and voided_on is null order by kind <> 'principal', id",
        (tenant_id, claim_id),
    )
    return [(row[0], row[1]) for row in rows]


def give_back(tenant_id: int, booking: int, claim: CreditedClaim, items: Sequence[tuple[int, str]],
              up_to_minor: int | None, *, today: date) -> int:  # fmt: skip
    """Money paid on the items becomes the debtor's, the latest payment first; returns the sum.

    The items open again by it: the credit note or a voiding then takes them away.
    """
    kinds = dict(items)
    given_minor = 0
    for payment_id, item_id, owed_to, paid_minor in query(RECEIVED, (tenant_id, list(kinds))):
        minor = paid_minor if up_to_minor is None else min(paid_minor, up_to_minor - given_minor)
        if minor <= 0:
            continue
        given_minor += minor
        execute(
            "insert into allocation (tenant_id, payment_id, item_id, case_id, amount_minor,"
            " allocated_on, owed_to) values (%(t)s, %(p)s, %(i)s, %(c)s, -%(a)s::bigint, %(d)s,"
            " %(o)s), (%(t)s, %(p)s, null, %(c)s, %(a)s::bigint, %(d)s, null)",
            {"t": tenant_id, "p": payment_id, "i": item_id, "c": claim.case_id, "a": minor,
             "d": today, "o": owed_to},
        )  # fmt: skip
        for debit, credit, item in (
            ("receivable", "client_bank", item_id),
            (owed_to, "claims_held", item_id),
            ("client_bank", "owed_to_debtor", None),
        ):
            add_posting(tenant_id, booking, debit, credit, minor, value_on=today,
                        case_id=claim.case_id, item_id=item)  # fmt: skip
        _open_by(tenant_id, claim.claim_id, item_id, minor, kinds[item_id])
    return given_minor


def _open_by(tenant_id: int, claim_id: int, item_id: int, minor: int, kind: str) -> None:
    column = {"principal": "principal_open_minor", "interest": "interest_open_minor"}.get(
        kind, "cost_open_minor"
    )
    execute(
        "update claim_item set open_minor = open_minor + %s where tenant_id = %s and id = %s",
        (minor, tenant_id, item_id),
    )
    execute(
        f"update claim set {column} = {column} + %s where tenant_id = %s and id = %s",
        (minor, tenant_id, claim_id),
    )


def case_open_minor(tenant_id: int, case_id: int) -> int:
    """Everything open and booked on the case, in whole minor units."""
    return int(
        query_value(
            "select sum(principal_open_minor + interest_open_minor + cost_open_minor)::bigint"
            " from claim where tenant_id = %s and case_id = %s",
            (tenant_id, case_id),
        )
    )
