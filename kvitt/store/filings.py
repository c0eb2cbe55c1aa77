"""Filings: the flat record of an application, filled from the books."""

from collections.abc import Sequence
from typing import Any

from kvitt.domain.filing import (
    FiledClaim,
    FiledItem,
    FiledLetter,
    FiledParty,
    FiledPayment,
    FiledTitle,
)
from kvitt.store.session import query, query_named, query_value, sql

DEBTOR = """
select p.name, p.kind, p.identity_number, p.address_lines, p.postcode, p.city, p.country, p.email,
       p.phone
from collection_case k
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
"""
AGENCY = """
select name, organisation_number, address_lines, email, phone from agency where tenant_id = %s
"""
TITLE = """
select kind, number, given_on from title where tenant_id = %s and id = %s
"""

AS_SENT = """
select distinct on (s.notice_id) s.notice_id, d.content
from dispatch s
join document d on d.tenant_id = (select %(tenant)s::integer) and d.id = s.document_id
where s.tenant_id = (select %(tenant)s::integer) and s.notice_id = any (%(notices)s)
  and s.state = 'sent'
order by s.notice_id, s.attempt desc
"""
PAY_REFERENCE = """
select payment_reference from claim where tenant_id = %s and case_id = %s
order by due_on, id limit 1
"""


def filed_debtor(tenant_id: int, case_id: int) -> FiledParty:
    """The debtor of the case."""
    (row,) = query_named(DEBTOR, {"tenant": tenant_id, "case": case_id})
    return FiledParty(
        row.name, row.kind == "consumer", _digits(row.identity_number), tuple(row.address_lines),
        row.postcode or "", row.city or "", row.country, row.email or "", row.phone or "",
    )  # fmt: skip


def filed_agency(agency_id: int, country: str) -> FiledParty | None:
    """The agency, inside its own scope; None where it has not told who it is."""
    found = query_named(AGENCY, (agency_id,))
    return organisation(found[0], country) if found else None


def organisation(one: Any, country: str) -> FiledParty:
    """A creditor or an agency as a party; its last address line is its postcode and place."""
    *above, place = tuple(one.address_lines) or ("",)
    postcode, city = _place(place)
    lines = tuple(above) if city else (*above, place)
    return FiledParty(
        one.name, False, _digits(one.organisation_number), lines, postcode, city, country,
        one.email or "", one.phone or "",
    )  # fmt: skip


def _place(line: str) -> tuple[str, str]:
    """Postcode and place of an address line; empty where it does not begin with a postcode."""
    digits = "".join(one for one in line if one.isdigit())
    words = line.strip()
    while words and (words[0].isdigit() or words[0] == " "):
        words = words[1:]
    return (digits, words) if len(digits) in (4, 5) and words else ("", "")


def _digits(number: str | None) -> str:
    return "".join(one for one in number or "" if one.isdigit())


def filed_claims(tenant_id: int, case_id: int) -> tuple[FiledClaim, ...]:
    """The claims of the case with their items, the one that fell due first leading."""
    heads: dict[int, tuple[Any, list[FiledItem]]] = {}
    for row in query_named(sql("filing_items"), {"tenant": tenant_id, "case": case_id}):
        _, items = heads.setdefault(row.claim_id, (row, []))
        paid = tuple(map(FiledPayment, row.days, row.amounts))
        items.append(
            FiledItem(
                row.id, row.kind, row.amount_minor, row.open_minor, row.dated_on, row.from_on,
                row.until_on, row.rate_bp, row.base_minor, paid, row.reference or "",
            )
        )  # fmt: skip
    return tuple(
        FiledClaim(claim_id, head.invoice_number, head.text, head.issued_on, head.due_on,
                   tuple(items))
        for claim_id, (head, items) in heads.items()
    )  # fmt: skip


def filed_letters(tenant_id: int, case_id: int) -> tuple[FiledLetter, ...]:
    """The letters of the case that left, the oldest first."""
    found = query_named(sql("filing_letters"), {"tenant": tenant_id, "case": case_id})
    return tuple(
        FiledLetter(row.id, row.kind, row.sent_on, row.deadline_on, row.channel or "",
                    row.document_id, row.sha256 or "")
        for row in found
    )  # fmt: skip


def letters_as_sent(tenant_id: int, notice_ids: Sequence[int]) -> dict[int, bytes]:
    """The bytes that the debtor got, by notice."""
    given = {"tenant": tenant_id, "notices": list(notice_ids)}
    return {row[0]: bytes(row[1]) for row in query(AS_SENT, given)}


def pay_reference_of(tenant_id: int, case_id: int) -> str:
    """The reference of the case's oldest claim: money that carries it finds its case."""
    return str(query_value(PAY_REFERENCE, (tenant_id, case_id)))


def filed_title(tenant_id: int, title_id: int) -> FiledTitle:
    """The title on which an enforcement rests."""
    (row,) = query_named(TITLE, (tenant_id, title_id))
    return FiledTitle(row.kind, row.number, row.given_on)
