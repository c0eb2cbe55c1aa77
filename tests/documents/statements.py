"""A settlement statement to a made-up creditor, for the tests of this folder."""

from datetime import date
from typing import Any

from kvitt.documents.statement import CostRow, Statement, StatementRow
from tests.documents.letters import BJORKDALEN, LUNDGREN


def row(case_reference: str, principal: int, interest: int, fees: int, name: str) -> StatementRow:
    """A payment whose principal and interest go to the creditor and whose fees to the agency."""
    return StatementRow(
        case_reference=case_reference,
        invoice_number="10482",
        debtor_name=name,
        paid_on=date(2026, 3, 20),
        principal_minor=principal,
        interest_minor=interest,
        fees_minor=fees,
        to_creditor_minor=principal + interest,
        to_agency_minor=fees,
    )


def statement(*rows: StatementRow, language: str = "sv") -> Statement:
    """A statement for March 2026."""
    return Statement(
        number="2026-0007",
        country="SE",
        language=language,
        currency="SEK",
        from_=date(2026, 3, 1),
        until=date(2026, 4, 1),
        settled_on=date(2026, 4, 2),
        agency=LUNDGREN,
        creditor=BJORKDALEN,
        rows=rows,
        account_display="bankgiro 123-4566",
        payout_reference="2026-0007",
    )


def cost(kind: str = "payment_order_application", **told: Any) -> CostRow:
    """An authority's fee of 300 that the agency laid out and bills."""
    return CostRow(
        **{
            "case_reference": "26-000418",
            "kind": kind,
            "reference": "förordning (1992:1094) 1 §",
            "incurred_on": date(2026, 3, 2),
            "by_agency": True,
            "laid_out_minor": 300_00,
            "recovered_minor": 0,
            "billed_minor": 300_00,
            "vat_minor": 0,
            "borne_minor": 0,
        }
        | told
    )
