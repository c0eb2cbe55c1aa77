"""A small UBL document with made-up parties, and ways to change it."""

from kvitt.intake.read import InvoicesRead, read_invoices

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="{UBL}Invoice-2" xmlns:cac="{UBL}CommonAggregateComponents-2"
    xmlns:cbc="{UBL}CommonBasicComponents-2">
  <cbc:ID>F-77</cbc:ID>
  <cbc:IssueDate>2026-03-01</cbc:IssueDate>
  <cbc:DueDate>2026-03-31</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode>
    </cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>Norrviks Bryggeri AB</cbc:RegistrationName>
    <cbc:CompanyID schemeID="0007">5560160680</cbc:CompanyID></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cbc:EndpointID schemeID="0192">988077917</cbc:EndpointID>
    <cac:PostalAddress><cbc:StreetName>Storgata 1</cbc:StreetName><cbc:CityName>Oslo</cbc:CityName>
    <cbc:PostalZone>0542</cbc:PostalZone>
    <cac:Country><cbc:IdentificationCode>NO</cbc:IdentificationCode></cac:Country>
    </cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>Fjellstua  Kafé AS</cbc:RegistrationName>
    </cac:PartyLegalEntity>
    <cac:Contact><cbc:ElectronicMail>post@example.org</cbc:ElectronicMail></cac:Contact>
  </cac:Party></cac:AccountingCustomerParty>
  <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
    <cbc:PaymentID>10017</cbc:PaymentID>
    <cac:PayeeFinancialAccount><cbc:ID>9912346</cbc:ID><cac:FinancialInstitutionBranch>
    <cbc:ID>SE:BANKGIRO</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
  <cac:TaxTotal><cbc:TaxAmount currencyID="SEK">25.00</cbc:TaxAmount></cac:TaxTotal>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">2.20</cbc:TaxAmount></cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:TaxExclusiveAmount currencyID="SEK">100.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="SEK">125.00</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="SEK">125.00</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cac:Item><cbc:Name>Fat öl</cbc:Name></cac:Item></cac:InvoiceLine>
  <cac:InvoiceLine><cac:Item><cbc:Name>Frakt</cbc:Name></cac:Item></cac:InvoiceLine>
</Invoice>
"""


def as_credit_note(text: str) -> str:
    """The same document as a credit note, which has no due day of its own."""
    return (
        text.replace("Invoice-2", "CreditNote-2")
        .replace("<Invoice ", "<CreditNote ")
        .replace("</Invoice>", "</CreditNote>")
        .replace("InvoiceTypeCode>380<", "CreditNoteTypeCode>381<")
        .replace("/cbc:InvoiceTypeCode", "/cbc:CreditNoteTypeCode")
        .replace("InvoiceLine", "CreditNoteLine")
        .replace("  <cbc:DueDate>2026-03-31</cbc:DueDate>\n", "")
    )


def read_document(text: str, *changes: tuple[str, str]) -> InvoicesRead:
    """Reads the document after the changes; each must find its place."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_invoices(text.encode(), name="invoice.xml", country="SE")
