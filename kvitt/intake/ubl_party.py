"""The two parties of a UBL invoice: the seller who is owed and the buyer who owes."""

from datetime import date
from typing import NamedTuple

from lxml import etree

from kvitt.intake.cells import is_email
from kvitt.intake.invoice import DebtorIn, DebtorKind, FieldProblem, Warnings
from kvitt.kernel.identity import Identity, InvalidIdentity, parse_identity
from kvitt.kernel.sentence import Sentence

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMES = {
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "cbc": f"{_UBL}CommonBasicComponents-2",
}
_ENDPOINT_COUNTRY = {"0007": "SE", "0192": "NO", "0184": "DK", "0037": "FI", "0216": "FI"}
"""Electronic address schemes whose address is the organisation number itself."""
_LONGEST = 300


class Seller(NamedTuple):
    """Who is owed, as the invoice names them."""

    name: str | None
    number: str | None
    country: str


def text_of(element: etree._Element, path: str) -> str | None:
    """The text at the path on one line, or None where it is missing or blank."""
    found = element.findtext(path, namespaces=_NAMES)
    return " ".join(found.split()) or None if found else None


def read_seller(document: etree._Element, country: str) -> Seller:
    """The seller with the organisation number as the register writes it, else as it stands."""
    party = document.find("cac:AccountingSupplierParty/cac:Party", _NAMES)
    if party is None:
        raise FieldProblem("cac:AccountingSupplierParty", "", Sentence("the seller is missing"))
    home = _country(party) or country
    written = text_of(party, "cac:PartyLegalEntity/cbc:CompanyID") or _vat(party)
    number = written
    if written:
        try:
            number = parse_identity(home, written).number
        except InvalidIdentity:
            # The creditor is known by the register, not by this text: it is shown, not trusted.
            number = written[:_LONGEST]
    return Seller(_name(party), number, home)


def read_debtor(
    document: etree._Element, country: str, issued_on: date, warnings: Warnings
) -> DebtorIn:
    """The buyer as debtor; a number that is not right is told and left out, never kept."""
    party = document.find("cac:AccountingCustomerParty/cac:Party", _NAMES)
    if party is None:
        raise FieldProblem("cac:AccountingCustomerParty", "", Sentence("the buyer is missing"))
    name = _name(party)
    if not name:
        raise FieldProblem(
            "cac:AccountingCustomerParty", "", Sentence("the buyer's name is missing")
        )
    home = _country(party) or country
    identity = _identity(party, home, issued_on, warnings)
    kind: DebtorKind | None = None
    if identity is not None:
        kind = "consumer" if identity.kind == "person" else "business"
    elif _vat(party):
        kind = "business"
    email = text_of(party, "cac:Contact/cbc:ElectronicMail")
    if email and not is_email(email):
        warnings.add("e-mail", f"“{email[:60]}” is no e-mail address")
        email = None
    street = (
        text_of(party, f"cac:PostalAddress/{part}")
        for part in (
            "cbc:Postbox",
            "cbc:StreetName",
            "cbc:AdditionalStreetName",
            "cac:AddressLine/cbc:Line",
        )
    )
    return DebtorIn(
        name=name,
        identity=identity.number if identity else None,
        kind=kind,
        address=tuple(line for line in street if line),
        postcode=text_of(party, "cac:PostalAddress/cbc:PostalZone"),
        city=text_of(party, "cac:PostalAddress/cbc:CityName"),
        country=home,
        email=email,
        phone=text_of(party, "cac:Contact/cbc:Telephone"),
        language=None,
        customer_number=text_of(party, "cac:PartyIdentification/cbc:ID"),
    )


def _name(party: etree._Element) -> str | None:
    name = text_of(party, "cac:PartyLegalEntity/cbc:RegistrationName") or text_of(
        party, "cac:PartyName/cbc:Name"
    )
    return name[:_LONGEST] if name else None


def _country(party: etree._Element) -> str | None:
    code = text_of(party, "cac:PostalAddress/cac:Country/cbc:IdentificationCode")
    if not code:
        return None
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise FieldProblem("cac:PostalAddress", code, Sentence("the country is not two letters"))
    return code.upper()


def _vat(party: etree._Element) -> str | None:
    for scheme in party.iterfind("cac:PartyTaxScheme", _NAMES):
        if text_of(scheme, "cac:TaxScheme/cbc:ID") == "VAT":
            return text_of(scheme, "cbc:CompanyID")
    return None


def _identity(
    party: etree._Element, country: str, issued_on: date, warnings: Warnings
) -> Identity | None:
    written = text_of(party, "cac:PartyLegalEntity/cbc:CompanyID")
    of = country
    if not written:
        endpoint = party.find("cbc:EndpointID", _NAMES)
        scheme = "" if endpoint is None else endpoint.get("schemeID") or ""
        if scheme in _ENDPOINT_COUNTRY:
            written, of = text_of(party, "cbc:EndpointID"), _ENDPOINT_COUNTRY[scheme]
    written = written or _vat(party)
    if not written:
        return None
    try:
        return parse_identity(of, written, on=issued_on)
    except InvalidIdentity as no:
        # The invoice stands without it: the debtor is then known by name and address alone.
        warnings.add("identity", f"the buyer's number “{written[:40]}” is left out: {no.sentence}")
        return None
