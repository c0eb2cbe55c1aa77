"""A small portfolio for tests: a creditor of its own for each test, and invoices made by hand."""

import itertools
import random
from collections.abc import Sequence
from datetime import date

from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.reference import luhn_check_digit

ACCOUNTS = {"SE": "991-2346", "NO": "8601 11 17947"}
CURRENCY = {"SE": "SEK", "NO": "NOK"}
_numbers = itertools.count(random.SystemRandom().randrange(10**5) * 1000)


def organisation_number(country: str) -> str:
    """A valid organisation number that no other test has used."""
    while True:
        number = next(_numbers)
        if country == "SE":
            digits = f"556{number % 10**6:06d}"
            candidates = [digits + luhn_check_digit(digits)]
        else:
            candidates = [f"9{number % 10**7:07d}{last}" for last in range(10)]
        for candidate in candidates:
            try:
                return parse_identity(country, candidate).number
            except InvalidIdentity:
                continue


def invoice(
    number: str = "1001",
    *,
    due_on: date,
    amount_minor: int = 1_000_00,
    country: str = "SE",
    kind: str = "consumer",
    issued_on: date | None = None,
    document: str = "invoice",
    credits: str | None = None,
    reference: str | None = None,
    name: str = "Vera Lind",
    email: str | None = None,
    customer: str | None = None,
    fee_agreed: bool | None = None,
) -> InvoiceIn:
    """One invoice as a file would bring it."""
    debtor = DebtorIn(
        name,
        None,
        kind,
        ("Storgatan 1",),
        "11122",
        "Lillstad",
        country,
        email,
        None,
        None,
        customer or f"customer-{name}",
    )
    return InvoiceIn(
        number,
        document,
        issued_on or due_on.replace(day=1),
        due_on if document == "invoice" else None,
        CURRENCY[country],
        amount_minor,
        reference,
        debtor,
        credits,
        "El i januari",
        fee_agreed,
        "line 2",
    )


def creditor_with(
    invoices: Sequence[InvoiceIn] = (),
    *,
    country: str = "SE",
    today: date,
    flows: Sequence[str] = (),
    account: str | None = None,
    name: str | None = None,
    **profile: object,
):
    """A new creditor whose invoices have just been registered."""
    from kvitt.application.add_creditor import add_creditor
    from kvitt.application.register_invoices import register_invoices

    creditor = add_creditor(
        name=name or f"Fjord {next(_numbers)}",
        country=country,
        organisation_number=organisation_number(country),
        account=account or ACCOUNTS[country],
        today=today,
        flows=flows or (f"{country.lower()}-own",),
        address_lines=("Kajen 3", "111 22 Lillstad"),
        **profile,
    )
    report = register_invoices(creditor, invoices, source="test.csv", today=today)
    assert not report.errors, report.errors
    return creditor
