"""A conciliation claim as structured data, with a schema of ours.

No public interface of the boards was found. The package goes beside the PDF, for a person who files
by the authority's portal, or for a converter once an interface is known. Amounts are whole øre.
"""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from kvitt.domain.enforcement.norway_claimed import (
    CALLED,
    elements,
    is_asked_apart,
    relief,
    running,
    sums,
)
from kvitt.domain.filing import FiledClaim, FiledItem, FiledParty, Filing
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.letters_norway import DEMANDS
from kvitt.law.notices import require_elements

FORMAT, VERSION, DOCUMENT = "kvitt-forliksrad", 1, "conciliation_application"
SYNTAX = "unverified"
"""Whether an authority has confirmed that its systems read it: none has."""


class ApplicationNotValid(Refusal):
    """The application does not fit the published schema and is not handed out."""


def conciliation_package(filing: Filing, book: LawBook) -> bytes:
    """The application's JSON, the same bytes every time.

    Raises MissingElement, ApplicationNotValid and LawNotKnown.
    """
    require_elements(book, DOCUMENT, elements(filing), on=filing.filed_on, called=filing.reference)
    made = _application(filing)
    wrong = (error.absolute_path for error in _schema().iter_errors(made))
    places = sorted({"/".join(map(str, path)) or "(root)" for path in wrong})
    if places:
        raise ApplicationNotValid(
            "The application of {filing} is not as its schema asks: look at {places}",
            places=places,
            filing=filing.reference,
        )
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _application(filing: Filing) -> dict[str, Any]:
    asked = sums(filing)
    return {
        "format": FORMAT,
        "version": VERSION,
        "syntax": SYNTAX,
        "reference": filing.reference,
        "filed_on": filing.filed_on.isoformat(),
        "currency": filing.currency,
        "applicant": _party(filing.creditor),
        "agent": _party(filing.agent) if filing.agent else None,
        "opponent": _party(filing.debtor),
        "relief": relief(filing),
        "default_judgment": True,
        "ground": filing.ground,
        "claims": [_claim(claim, filing) for claim in filing.claims],
        "demands": [
            {"sent_on": one.sent_on.isoformat(), "deadline_on": one.deadline_on.isoformat(),
             "sha256": one.sha256}
            for one in filing.letters if one.kind in DEMANDS
        ],
        "asked_costs": [
            {"kind": cost.kind, "amount_minor": cost.amount_minor, "reference": cost.reference}
            for cost in filing.costs
        ],
        "sums": {
            "principal_minor": asked.principal_minor,
            "interest_minor": asked.interest_minor,
            "cost_minor": asked.cost_minor,
            "asked_minor": asked.asked_minor,
            "total_minor": asked.total_minor,
        },
        "pay_to": filing.pay_to,
        "pay_reference": filing.pay_reference,
        "signed_by": filing.signed_by,
    }  # fmt: skip


def _party(party: FiledParty) -> dict[str, Any]:
    return {
        "name": party.name,
        "is_person": party.is_person,
        "identity_number": party.identity_number,
        "address_lines": list(party.address_lines),
        "postcode": party.postcode,
        "city": party.city,
        "country": party.country,
        "email": party.email,
        "phone": party.phone,
    }


def _claim(claim: FiledClaim, filing: Filing) -> dict[str, Any]:
    asked = frozenset(cost.kind for cost in filing.costs)
    goes_on = running(claim)
    return {
        "invoice_number": claim.invoice_number,
        "text": claim.text,
        "issued_on": claim.issued_on.isoformat(),
        "due_on": claim.due_on.isoformat(),
        "items": [
            _item(item)
            for item in claim.items
            if not is_asked_apart(item.kind, item.dated_on, filing.filed_on, asked)
        ],
        "interest_from": goes_on.from_.isoformat() if goes_on else None,
        "interest_base_minor": goes_on.base_minor if goes_on else None,
    }


def _item(item: FiledItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "called": CALLED.get(item.kind, ""),
        "dated_on": item.dated_on.isoformat(),
        "amount_minor": item.amount_minor,
        "open_minor": item.open_minor,
        "from": item.from_.isoformat() if item.from_ else None,
        "through": (item.until - ONE_DAY).isoformat() if item.until else None,
        "rate_bp": item.rate_bp,
        "base_minor": item.base_minor,
        "reference": item.reference,
        "payments": [
            {"booked_on": one.booked_on.isoformat(), "amount_minor": one.amount_minor}
            for one in item.payments
        ],
    }


@lru_cache(maxsize=1)
def _schema() -> Draft202012Validator:
    text = files("kvitt.integrations.forliksrad").joinpath("schema.json").read_text("utf-8")
    return Draft202012Validator(
        json.loads(text), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
