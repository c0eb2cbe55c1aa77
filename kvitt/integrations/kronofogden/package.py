"""The package of an application to Kronofogden: neutral JSON with a schema of ours, and a CSV.

The authority's own file syntax could not be obtained, and the package says so: it is marked
``unverified`` and is meant for a person who files, or for a converter written once the syntax is
known. Amounts in JSON are whole öre.
"""

import csv
import io
import json
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import jsonschema

from kvitt.domain.enforcement.sweden_claimed import (
    BULK_APPROVAL,
    LATE,
    ORIGINAL_CREDITOR,
    PARTS,
    Running,
    accrued,
    capital_minor,
    is_enforced,
    running,
    sums,
)
from kvitt.domain.filing import PRINCIPAL, FiledClaim, FiledItem, FiledParty, Filing
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text
from kvitt.law.book import LawBook

FORMAT, VERSION = "kvitt-kronofogden", 1
SYNTAX = "unverified"
"""Whether the authority has confirmed that its systems read the file: nobody has."""
AGENT_CODE = "agent_code"
"""The setting with the agent's code (ombudskod) at the authority."""

COLUMNS = (
    "referens", "delkrav", "faktura", "text", "fakturadatum", "förfallodag", "datum", "från",
    "till och med", "räntesats", "räntebas", "belopp", "kvar", "stöd",
)  # fmt: skip
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


class Package(NamedTuple):
    """The files of an application, as bytes that are the same on every run."""

    json: bytes
    csv: bytes


def package(filing: Filing, book: LawBook) -> Package:
    """The application in both forms; the same sums in each. Raises LawNotKnown.

    The JSON is held against the published schema before it is handed out.
    """
    told = _application(filing, book)
    _validator().validate(told)
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    return Package(text.encode(), _table(filing))


def schema() -> dict[str, Any]:
    """The published schema of the JSON."""
    file = resources.files("kvitt.integrations.kronofogden") / "schema.json"
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def _application(filing: Filing, book: LawBook) -> dict[str, Any]:
    asked = sums(filing)
    title = filing.title
    return {
        "format": FORMAT,
        "version": VERSION,
        "file_syntax": SYNTAX,
        "application": "payment_order" if title is None else "enforcement",
        "reference": filing.reference,
        "filed_on": f"{filing.filed_on}",
        "currency": filing.currency,
        "creditor": _party(filing.creditor),
        "original_creditor": filing.settings.get(ORIGINAL_CREDITOR, "") or filing.creditor.name,
        "agent": None if filing.agent is None else _agent(filing, filing.agent),
        "debtor": _party(filing.debtor),
        "claims": [_claim(claim, book) for claim in filing.claims],
        "asked_costs": [
            {
                "kind": cost.kind,
                "part": PARTS.get(cost.kind, cost.kind),
                "amount_minor": cost.amount_minor,
                "reference": cost.reference,
            }
            for cost in filing.costs
        ],
        "sums": {
            "capital_minor": asked.capital_minor,
            "interest_minor": asked.interest_minor,
            "cost_minor": asked.cost_minor,
            "asked_minor": asked.asked_minor,
            "total_minor": asked.total_minor,
        },
        "enforce": title is not None or is_enforced(filing),
        "title": None
        if title is None
        else {"kind": title.kind, "number": title.number, "given_on": f"{title.given_on}"},
        "ground": filing.ground,
        "demands": [
            {"sent_on": f"{letter.sent_on}", "deadline_on": f"{letter.deadline_on}"}
            for letter in filing.letters
            if letter.kind == "collection_demand"
        ],
        "pay_to": filing.pay_to,
        "pay_reference": filing.pay_reference,
        "signed_by": filing.signed_by,
        "approval_without_signature": filing.settings.get(BULK_APPROVAL, ""),
    }


def _party(party: FiledParty) -> dict[str, Any]:
    return {
        "name": party.name,
        "legal_form": "person" if party.is_person else "organisation",
        "identity_number": party.identity_number,
        "address_lines": list(party.address_lines),
        "postcode": party.postcode,
        "city": party.city,
        "country": party.country,
        "email": party.email,
        "phone": party.phone,
    }


def _agent(filing: Filing, agent: FiledParty) -> dict[str, Any]:
    return {**_party(agent), "agent_code": filing.settings.get(AGENT_CODE, "")}


def _claim(claim: FiledClaim, book: LawBook) -> dict[str, Any]:
    principal = claim.of(PRINCIPAL)
    goes_on = running(claim, book)
    return {
        "invoice_number": claim.invoice_number,
        "text": claim.text,
        "issued_on": f"{claim.issued_on}",
        "due_on": f"{claim.due_on}",
        "capital": {
            "part": PARTS[PRINCIPAL],
            "amount_minor": sum(item.amount_minor for item in principal),
            "open_minor": capital_minor(claim),
            "payments": [
                {"booked_on": f"{paid.booked_on}", "amount_minor": paid.amount_minor}
                for item in principal
                for paid in item.payments
            ],
        },
        "interest": {
            "accrued": [_interest(item) for item in accrued(claim)],
            "running": None if goes_on is None else _running(goes_on),
        },
        "costs": [
            {
                "kind": item.kind,
                "part": PARTS.get(item.kind, item.kind),
                "dated_on": f"{item.dated_on}",
                "amount_minor": item.amount_minor,
                "open_minor": item.open_minor,
                "reference": item.reference,
            }
            for item in claim.costs
            if item.open_minor
        ],
    }


def _interest(item: FiledItem) -> dict[str, Any]:
    return {
        "from": f"{item.from_}" if item.from_ else None,
        "through": f"{item.until - ONE_DAY}" if item.until else None,
        "rate_bp": item.rate_bp,
        "base_minor": item.base_minor,
        "amount_minor": item.amount_minor,
        "open_minor": item.open_minor,
        "reference": item.reference,
    }


def _running(goes_on: Running) -> dict[str, Any]:
    return {
        "base_minor": goes_on.base_minor,
        "rule": goes_on.rule,
        "from": f"{goes_on.from_}" if goes_on.from_ else None,
        "rate_bp": goes_on.rate_bp,
        "follows_reference_rate": goes_on.rule == LATE,
    }


def _table(filing: Filing) -> bytes:
    """One row for each part: UTF-8 with BOM, semicolons, decimal comma, no row of totals."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for claim in filing.claims:
        for item in claim.items:
            if item.open_minor or item.kind == PRINCIPAL:
                writer.writerow(_row(filing, claim, item))
    for cost in filing.costs:
        money = _money(cost.amount_minor)
        part = PARTS.get(cost.kind, cost.kind)
        ground = _inert(cost.reference)
        writer.writerow(
            (_inert(filing.reference), part, *[""] * 4, f"{filing.filed_on}", *[""] * 4, money,
             money, ground)
        )  # fmt: skip
    return made.getvalue().encode("utf-8-sig")


def _row(filing: Filing, claim: FiledClaim, item: FiledItem) -> tuple[str, ...]:
    return (
        _inert(filing.reference),
        PARTS.get(item.kind, item.kind),
        _inert(claim.invoice_number),
        _inert(" ".join(claim.text.split())),
        f"{claim.issued_on}",
        f"{claim.due_on}",
        f"{item.dated_on}",
        f"{item.from_}" if item.from_ else "",
        f"{item.until - ONE_DAY}" if item.until else "",
        _money(item.rate_bp) if item.rate_bp is not None else "",
        _money(item.base_minor) if item.base_minor is not None else "",
        _money(item.amount_minor),
        _money(item.open_minor),
        _inert(item.reference),
    )


def _money(amount_minor: int) -> str:
    return as_decimal_text(amount_minor).replace(".", ",")


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_MARKS) else text


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
