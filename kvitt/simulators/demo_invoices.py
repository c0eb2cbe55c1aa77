"""The demo's invoices as their sellers write them: CSV in Sweden, UBL (EHF 3) in Norway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from xml.sax.saxutils import escape

from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.reference import kid_with_check, ocr_with_check
from kvitt.simulators.demo_people import DemoDebtor

VAT_PARTS_OF_FIVE = 5
"""25 % VAT is a fifth of the sum with VAT."""
NO_FEE_AGREED = frozenset({18})
"""Customers whose contract says nothing of reminder fees: the law allows none."""
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CSV_COLUMNS = (
    "Fakturanummer", "Fakturatyp", "Fakturadatum", "Förfallodatum", "Att betala", "Valuta", "OCR",
    "Krediterar faktura", "Kundtyp", "Kundnummer", "Namn", "Organisationsnummer", "Adress",
    "Postnummer", "Ort", "E-post", "Avser", "Avgift avtalad",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoSeller:
    """The creditor as its invoices name it."""

    name: str
    country: str
    organisation_number: str
    account: str
    letter: str
    """What its invoice numbers begin with."""
    pay_within_days: int
    goods: tuple[str, ...]
    least_minor: int
    most_minor: int


@dataclass(frozen=True, slots=True)
class DemoInvoice:
    """An invoice or, with ``credits``, a credit note."""

    number: str
    debtor: DemoDebtor
    issued_on: date
    due_on: date
    amount_minor: int
    reference: str
    text: str
    credits: str | None = None


def month_of_invoices(
    seller: DemoSeller, debtors: Sequence[DemoDebtor], *, first_number: int, on: date, seed: str
) -> list[DemoInvoice]:
    """One invoice for each debtor, issued on the day."""
    made = []
    for place, debtor in enumerate(debtors):
        digits = f"{first_number + place:05d}"
        chance = Random(f"{seed} {seller.letter}{digits}")
        # Whole tens of öre, as a price list with VAT gives them.
        amount_minor = chance.randrange(seller.least_minor, seller.most_minor) // 50 * 50
        with_check = ocr_with_check if seller.country == "SE" else kid_with_check
        made.append(
            DemoInvoice(
                number=f"{seller.letter}{digits}",
                debtor=debtor,
                issued_on=on,
                due_on=on + timedelta(days=seller.pay_within_days),
                amount_minor=amount_minor,
                reference=with_check(f"{digits}"),
                text=chance.choice(seller.goods),
            )
        )
    return made


def credit_note(
    invoice: DemoInvoice, *, number: str, on: date, amount_minor: int | None = None
) -> DemoInvoice:
    """A credit note for the invoice, in full unless an amount is given."""
    return DemoInvoice(
        number=number, debtor=invoice.debtor, issued_on=on, due_on=on,
        amount_minor=amount_minor or invoice.amount_minor, reference=invoice.reference,
        text=f"Kredit {invoice.number}", credits=invoice.number,
    )  # fmt: skip


def write_csv(invoices: Sequence[DemoInvoice]) -> bytes:
    """The file as an older Swedish invoicing program writes it: Latin-1, semicolons, commas."""
    lines = [";".join(_CSV_COLUMNS)]
    for one in invoices:
        sign = "-" if one.credits else ""
        debtor = one.debtor
        lines.append(";".join((
            one.number, "Kreditfaktura" if one.credits else "Faktura", one.issued_on.isoformat(),
            one.due_on.isoformat(), sign + as_decimal_text(one.amount_minor).replace(".", ","),
            "SEK", one.reference, one.credits or "",
            "Företag" if debtor.kind == "business" else "Privat", debtor.customer_number,
            debtor.name, debtor.identity or "", debtor.street, debtor.postcode, debtor.city,
            debtor.email or "", one.text, "Nej" if debtor.number in NO_FEE_AGREED else "Ja",
        )))  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")


def write_ubl(invoice: DemoInvoice, seller: DemoSeller) -> bytes:
    """The invoice or credit note as a Norwegian seller sends it: EHF Billing 3."""
    root = "CreditNote" if invoice.credits else "Invoice"
    tax_minor = invoice.amount_minor // VAT_PARTS_OF_FIVE
    credited = f"""
  <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{invoice.credits}</cbc:ID>
  </cac:InvoiceDocumentReference></cac:BillingReference>"""
    due = f"\n  <cbc:DueDate>{invoice.due_on}</cbc:DueDate>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="{_UBL}{root}-2"
    xmlns:cac="{_UBL}CommonAggregateComponents-2" xmlns:cbc="{_UBL}CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0\
</cbc:CustomizationID>
  <cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
  <cbc:ID>{invoice.number}</cbc:ID>
  <cbc:IssueDate>{invoice.issued_on}</cbc:IssueDate>{"" if invoice.credits else due}
  <cbc:{root}TypeCode>{"381" if invoice.credits else "380"}</cbc:{root}TypeCode>
  <cbc:DocumentCurrencyCode>NOK</cbc:DocumentCurrencyCode>{credited if invoice.credits else ""}
  <cac:AccountingSupplierParty>{_party(seller.name, seller.organisation_number)}
  </cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty>{_customer(invoice.debtor)}
  </cac:AccountingCustomerParty>
  <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
    <cbc:PaymentID>{invoice.reference}</cbc:PaymentID>
    <cac:PayeeFinancialAccount><cbc:ID>{seller.account}</cbc:ID></cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
  <cac:TaxTotal>{_money("TaxAmount", tax_minor)}</cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    {_money("LineExtensionAmount", invoice.amount_minor - tax_minor)}
    {_money("TaxExclusiveAmount", invoice.amount_minor - tax_minor)}
    {_money("TaxInclusiveAmount", invoice.amount_minor)}
    {_money("PayableAmount", invoice.amount_minor)}
  </cac:LegalMonetaryTotal>
  <cac:{root}Line><cbc:ID>1</cbc:ID>
    {_money("LineExtensionAmount", invoice.amount_minor - tax_minor)}
    <cac:Item><cbc:Name>{escape(invoice.text)}</cbc:Name></cac:Item>
  </cac:{root}Line>
</{root}>
""".encode()


def _money(name: str, amount_minor: int) -> str:
    return f'<cbc:{name} currencyID="NOK">{as_decimal_text(amount_minor)}</cbc:{name}>'


def _party(name: str, organisation_number: str) -> str:
    return f"""<cac:Party>
    <cbc:EndpointID schemeID="0192">{organisation_number}</cbc:EndpointID>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>NO</cbc:IdentificationCode>
    </cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}</cbc:RegistrationName>
    <cbc:CompanyID schemeID="0192">{organisation_number}</cbc:CompanyID></cac:PartyLegalEntity>
  </cac:Party>"""


def _customer(debtor: DemoDebtor) -> str:
    number = debtor.identity
    company = f'<cbc:CompanyID schemeID="0192">{number}</cbc:CompanyID>' if number else ""
    email = f"<cbc:ElectronicMail>{debtor.email}</cbc:ElectronicMail>" if debtor.email else ""
    return f"""<cac:Party>
    <cac:PartyIdentification><cbc:ID>{debtor.customer_number}</cbc:ID></cac:PartyIdentification>
    <cac:PostalAddress><cbc:StreetName>{escape(debtor.street)}</cbc:StreetName>
    <cbc:CityName>{debtor.city}</cbc:CityName><cbc:PostalZone>{debtor.postcode}</cbc:PostalZone>
    <cac:Country><cbc:IdentificationCode>NO</cbc:IdentificationCode></cac:Country>
    </cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>{escape(debtor.name)}</cbc:RegistrationName>
    {company}</cac:PartyLegalEntity>
    <cac:Contact>{email}</cac:Contact>
  </cac:Party>"""
