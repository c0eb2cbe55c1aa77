"""A small office with made-up people: creditors, invoices, and what became of them."""

import itertools
import json
import os
import re
from datetime import date, timedelta
from typing import Any

from kvitt.application.add_creditor import add_creditor
from kvitt.application.register_invoices import register_invoices
from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.store.creditors import Creditor
from kvitt.store.session import query_named, query_value, tenant_scope
from tests.documents.pdf_words import pdf_words

_numbers = itertools.count(os.getpid() % 1_000 * 1_000)
ACCOUNTS = {"SE": "991-2346", "NO": "1234 56 78903"}
NUMBERS = {"SE": "556000000", "NO": "99999900"}


def organisation_number(country: str) -> str:
    """A made-up organisation number with a right check digit."""
    number = next(_numbers)
    if country == "SE":
        digits = f"556{number % 1_000_000:06d}"
        total = sum(
            sum(divmod(int(c) * (2 if at % 2 == 0 else 1), 10)) for at, c in enumerate(digits)
        )
        return f"{digits}{-total % 10}"
    while True:
        digits = f"9{number % 10_000_000:07d}"
        rest = sum(int(c) * w for c, w in zip(digits, (3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if rest != 1:
            return f"{digits}{-rest % 11}"
        number = next(_numbers)


def new_creditor(
    country: str = "SE", *, family: str | None = None, name: str | None = None, **profile: Any
) -> Creditor:
    """A creditor that collects in its own name; each test has its own."""
    number = organisation_number(country)
    told = {
        "address_lines": ("Verkstadsgatan 4", "352 36 Växjö"),
        "email": "faktura@bjorkdalen.example",
        "phone": "0470-00 00 10",
        "website": "www.bjorkdalen.example",
    } | profile
    return add_creditor(
        name=name or f"Björkdalens Cykel {number}",
        country=country,
        organisation_number=number,
        account=ACCOUNTS[country],
        today=date(2026, 1, 1),
        flows=(family or f"{country.lower()}-own",),
        **told,
    )


def debtor(number: int, country: str = "SE", **told: Any) -> DebtorIn:
    """A made-up consumer with an e-mail and a postal address."""
    given: dict[str, Any] = {
        "name": f"Åsa Öberg {number}",
        "identity": None,
        "kind": "consumer",
        "address": (f"Storgatan {number % 90 + 1}",),
        "postcode": "352 30" if country == "SE" else "5018",
        "city": "Växjö" if country == "SE" else "Bergen",
        "country": country,
        "email": f"asa{number}@example.com",
        "phone": None,
        "language": None,
        "customer_number": f"C{number}",
    } | told
    return DebtorIn(**{name: given.get(name) for name in DebtorIn._fields})


def invoice(
    creditor: Creditor,
    number: int,
    *,
    due_on: date,
    payable_minor: int = 1000_00,
    **told: Any,
) -> InvoiceIn:
    """An invoice of 1 000 that fell due that day."""
    return InvoiceIn(
        number=str(10_000 + number),
        kind="invoice",
        issued_on=due_on - timedelta(days=30),
        due_on=due_on,
        currency=creditor.currency,
        payable_minor=payable_minor,
        payment_reference=None,
        debtor=debtor(number, creditor.country, **told),
        credits_number=None,
        text="service av cykel",
        fee_agreed=True,
        position=f"line {number + 2}",
    )


def register(creditor: Creditor, *invoices: InvoiceIn, today: date) -> list[int]:
    """Registers the invoices; their cases, in the order of the invoices."""
    report = register_invoices(creditor, invoices, source="test", today=today)
    assert not report.errors, report.errors
    return [case_of(creditor, one.number) for one in invoices]


def case_of(creditor: Creditor, invoice_number: str) -> int:
    """The case of an invoice."""
    with tenant_scope(creditor.tenant_id):
        found = query_value(
            "select case_id from claim where tenant_id = %s and invoice_number = %s",
            (creditor.tenant_id, invoice_number),
        )
    return int(found)


def notices(creditor: Creditor, case_id: int | None = None) -> list[Any]:
    """The notices that were not withdrawn, oldest first."""
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select * from notice where tenant_id = %(t)s and state <> 'withdrawn'"
            " and (%(c)s::bigint is null or case_id = %(c)s) order by case_id, id",
            {"t": creditor.tenant_id, "c": case_id},
        )


def fees(creditor: Creditor, case_id: int | None = None) -> list[tuple[str, int]]:
    """The fees that stand, oldest first: step and amount."""
    with tenant_scope(creditor.tenant_id):
        rows = query_named(
            "select i.step, i.amount_minor from claim_item i join claim c"
            " on c.tenant_id = i.tenant_id and c.id = i.claim_id where i.tenant_id = %(t)s"
            " and i.step is not null and i.voided_on is null"
            " and (%(c)s::bigint is null or c.case_id = %(c)s) order by i.id",
            {"t": creditor.tenant_id, "c": case_id},
        )
    return [(row.step, row.amount_minor) for row in rows]


def dispatches(creditor: Creditor) -> list[Any]:
    """All attempts, oldest first."""
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select d.*, n.case_id, n.step from dispatch d"
            " join notice n on n.tenant_id = d.tenant_id and n.id = d.notice_id"
            " where d.tenant_id = %s order by d.id",
            (creditor.tenant_id,),
        )


def tasks(creditor: Creditor, case_id: int | None = None) -> list[Any]:
    """The open tasks."""
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select * from task where tenant_id = %(t)s and done_on is null"
            " and (%(c)s::bigint is null or case_id = %(c)s) order by id",
            {"t": creditor.tenant_id, "c": case_id},
        )


def log(creditor: Creditor, case_id: int) -> list[str]:
    """The case's history: day, event, and what it tells that does not name a row."""
    with tenant_scope(creditor.tenant_id):
        rows = query_named(
            "select on_day, kind, given from history"
            " where tenant_id = %s and case_id = %s order by id",
            (creditor.tenant_id, case_id),
        )
    made = []
    for row in rows:
        told = {
            name: value
            for name, value in json.loads(row.given).items()
            if name not in ("notice", "invoice")
        }
        made.append(f"{row.on_day} {row.kind} {json.dumps(told, sort_keys=True)}")
    return made


def letter_words(creditor: Creditor, case_id: int) -> str:
    """The words of the last e-mail of the case, as they were stored before it left."""
    with tenant_scope(creditor.tenant_id):
        stored = query_value(
            "select content from document where tenant_id = %s and case_id = %s"
            " and kind = 'email_text' order by id desc limit 1",
            (creditor.tenant_id, case_id),
        )
    return bytes(stored).decode() if stored else ""


def printed_words(creditor: Creditor, case_id: int) -> str:
    """The words of the last letter of the case, without white space, read from its PDF."""
    with tenant_scope(creditor.tenant_id):
        stored = query_value(
            "select content from document where tenant_id = %s and case_id = %s"
            " and media_type = 'application/pdf' order by id desc limit 1",
            (creditor.tenant_id, case_id),
        )
    return pdf_words(bytes(stored)) if stored else ""


def asked(creditor: Creditor, case_id: int) -> tuple[int, str] | None:
    """The sum and the reference that the last Swedish letter asks for; None where it asks none."""
    found = re.search(r"Attbetala(\d+),(\d\d)kr.*?OCR(\d+)", printed_words(creditor, case_id))
    return (int(found[1] + found[2]), found[3]) if found else None
