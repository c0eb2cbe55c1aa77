"""UBL 2.1 invoices and credit notes: Peppol BIS Billing 3, EHF 3 and plain EN 16931.

One document is one invoice. What belongs to other formats is refused by its name.
"""

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from kvitt.intake.cells import has_right_check_digit, read_amount, read_day, read_reference
from kvitt.intake.csv_text import UnreadableFile
from kvitt.intake.invoice import (
    DUE_TOO_EARLY,
    NO_NUMBER,
    FieldProblem,
    InvoiceIn,
    InvoiceKind,
    RowError,
    Warnings,
)
from kvitt.intake.ubl_party import read_debtor, read_seller, text_of
from kvitt.kernel.money import CURRENCIES
from kvitt.kernel.sentence import Sentence

LARGEST_DOCUMENT_BYTES = 50 << 20
MOST_ELEMENTS_DEEP = 60
LONGEST_TEXT = 300

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_INVOICE = f"{{{_UBL}Invoice-2}}Invoice"
_CREDIT_NOTE = f"{{{_UBL}CreditNote-2}}CreditNote"
_NAMES = {
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "cbc": f"{_UBL}CommonBasicComponents-2",
}
_ENVELOPE = "StandardBusinessDocument"
_OTHER_ROOTS = {
    f"{{{_UBL}Reminder-2}}Reminder": "an EHF Reminder (purring): the format is retired and holds "
    "a reminder, not an invoice; send the invoice itself",
    "{urn:sfti:documents:BasicInvoice:1:0}Invoice": "a Svefaktura: the format is retired; send "
    "the invoice as Peppol BIS Billing 3",
    "{http://difi.no/xsd/vefa/validator/1.0}testSet": "a set of tests for a validator, not an "
    "invoice",
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": "a UN/"
    "CEFACT invoice (CII): send it as UBL (Peppol BIS Billing 3)",
}


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CREDIT_CODES = _codes("81 83 261 262 296 308 381 396 420 458 532")
_INVOICE_CODES = _codes(
    "71 80 82 84 102 218 219 331 380 382 383 384 386 388 389 393 395 553 575 623 780 817 870 "
    "875 876 877"
)
_DECLARED_ENCODING = re.compile(rb"\W*xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_ENCODINGS = frozenset(
    [b"utf-8", b"utf-16", b"iso-8859-1", b"iso-8859-15", b"windows-1252", b"us-ascii"]
)
_GIRO = {"SE:BANKGIRO": "bankgiro", "SE:PLUSGIRO": "plusgiro"}


def read_ubl(
    raw: bytes, *, name: str, country: str, warnings: Warnings
) -> tuple[str, str | None, list[InvoiceIn | RowError]]:
    """Reads one document: its format, its encoding, and the one invoice or error that it holds.

    Raises UnreadableFile for XML that is damaged, dangerous or no UBL invoice.
    """
    root, encoding = _parsed(raw, name)
    document = _unwrapped(root, name)
    form = "ubl-invoice" if document.tag == _INVOICE else "ubl-credit-note"
    try:
        found = _invoice(document, country, warnings)
    except FieldProblem as no:
        return form, encoding, [no.at(_line_of(document, no.field))]
    return form, encoding, [found] if found else []


def read_document(raw: bytes, name: str) -> etree._Element:
    """The document itself, out of its envelope. Raises UnreadableFile as `read_ubl`."""
    return _unwrapped(_parsed(raw, name)[0], name)


def _parsed(raw: bytes, name: str) -> tuple[etree._Element, str | None]:
    if len(raw) > LARGEST_DOCUMENT_BYTES:
        raise UnreadableFile("{file} is larger than 50 MB", file=name)
    _refuse_doctype(raw, name)
    depth = 0
    # Depth is counted while reading, so that no tree of a million levels is ever built. Attached
    # documents may be long: huge_tree lifts the limit on one text, the size limit above stays.
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for start in range(0, len(raw), 1 << 16):
            parser.feed(raw[start : start + (1 << 16)])
            for event, _ in parser.read_events():
                depth += 1 if event == "start" else -1
                if depth > MOST_ELEMENTS_DEEP:
                    raise UnreadableFile("{file} is nested too deeply for an invoice", file=name)
        root: etree._Element = parser.close()
    except etree.XMLSyntaxError as no:
        line = no.lineno or 1
        raise UnreadableFile(
            "{file} is damaged XML on line {line}: {trouble}", file=name, line=line, trouble=no.msg
        ) from no
    found = root.getroottree().docinfo
    if getattr(found, "doctype", None):
        raise UnreadableFile("{file} has a DOCTYPE, which no invoice needs", file=name)
    return root, found.encoding


def _refuse_doctype(raw: bytes, name: str) -> None:
    """Refuses declarations before the parser sees them, in each encoding that is let through.

    huge_tree turns off the parser's own guard against entities that grow.
    """
    declared = _DECLARED_ENCODING.match(raw.lstrip(b"\xef\xbb\xbf")[:200].replace(b"\0", b""))
    if (declared and declared[1].lower() not in _ENCODINGS) or b"\0\0\0" in raw[:8]:
        raise UnreadableFile("{file} has an encoding that invoices do not use", file=name)
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        if any(word.encode(encoding) in raw for word in ("<!DOCTYPE", "<!ENTITY")):
            raise UnreadableFile("{file} has a DOCTYPE, which no invoice needs", file=name)


def _unwrapped(root: etree._Element, name: str) -> etree._Element:
    """The invoice itself, taken out of a Peppol envelope where there is one."""
    if etree.QName(root).localname == _ENVELOPE:
        inside = [child for child in root if child.tag in (_INVOICE, _CREDIT_NOTE)]
        if len(inside) == 1:
            return inside[0]
        others = [child for child in root if child.tag in _OTHER_ROOTS]
        if not others:
            raise UnreadableFile("{file} is an envelope without an invoice in it", file=name)
        root = others[0]
    if root.tag in (_INVOICE, _CREDIT_NOTE):
        return root
    known = _OTHER_ROOTS.get(str(root.tag))
    shown = known or (
        f"XML with the root “{str(root.tag)[:120]}”: Kvitt reads UBL 2.1 invoices and credit notes "
        "(Peppol BIS Billing 3, EHF 3)"
    )
    raise UnreadableFile("{file} is {shown}", file=name, shown=shown)


def _line_of(document: etree._Element, path: str) -> int:
    found = document.find(path, _NAMES) if path else None
    element = document if found is None else found
    return _source_line(element)


def _source_line(element: etree._Element) -> int:
    return int(getattr(element, "sourceline", None) or 1)


def _invoice(document: etree._Element, country: str, warnings: Warnings) -> InvoiceIn | None:
    number = text_of(document, "cbc:ID")
    if not number or len(number) > 60:
        raise FieldProblem("cbc:ID", number or "", NO_NUMBER)
    issued_on = _day(document, "cbc:IssueDate")
    if issued_on is None:
        raise FieldProblem("cbc:IssueDate", "", Sentence("the day of issue is missing"))
    currency = text_of(document, "cbc:DocumentCurrencyCode") or ""
    if not (len(currency) == 3 and currency.isalpha() and currency.isascii()):
        raise FieldProblem(
            "cbc:DocumentCurrencyCode", currency, Sentence("the currency is missing or wrong")
        )
    if currency.upper() not in CURRENCIES:
        warnings.add("currency", f"Kvitt does not collect in {currency}")
    payable_minor, prepaid_minor, tax_minor = _amounts(document, currency, warnings)
    kind, payable_minor = _kind(document, payable_minor, warnings)
    if payable_minor == 0:
        warnings.add("nothing to pay", f"{number} is 0.00 and is left out: nothing to pay")
        return None
    seller = read_seller(document, country)
    due_on = _due(document)
    if due_on and due_on < issued_on and kind == "invoice":
        text = due_on.isoformat()
        raise FieldProblem("cbc:DueDate", text, DUE_TOO_EARLY)
    reference, account, account_kind = _payment_means(document, seller.country, warnings)
    credits_number = text_of(document, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")
    if kind == "credit_note" and not credits_number:
        warnings.add("credit note", f"{number} does not say which invoice it credits")
    return InvoiceIn(
        number=number,
        kind=kind,
        issued_on=issued_on,
        due_on=due_on,
        currency=currency.upper(),
        payable_minor=payable_minor,
        payment_reference=reference,
        debtor=read_debtor(document, seller.country, issued_on, warnings),
        credits_number=credits_number,
        text=_concerns(document),
        fee_agreed=None,
        position=f"line {_source_line(document)}",
        seller_name=seller.name,
        seller_organisation_number=seller.number,
        account=account,
        account_kind=account_kind,
        tax_minor=tax_minor,
        prepaid_minor=prepaid_minor,
        payment_terms=text_of(document, "cac:PaymentTerms/cbc:Note"),
    )


def _kind(
    document: etree._Element, payable_minor: int, warnings: Warnings
) -> tuple[InvoiceKind, int]:
    """Invoice or credit note, and the amount as a positive number."""
    is_invoice = document.tag == _INVOICE
    path = "cbc:InvoiceTypeCode" if is_invoice else "cbc:CreditNoteTypeCode"
    code = text_of(document, path) or ""
    if code and code not in (_INVOICE_CODES | _CREDIT_CODES):
        warnings.add("type code", f"the type code “{code[:20]}” is not known")
    if not is_invoice:
        if payable_minor < 0:
            raise FieldProblem(
                "cac:LegalMonetaryTotal/cbc:PayableAmount",
                str(payable_minor),
                Sentence(
                    "a credit note with a negative amount can mean two things: register it by hand"
                ),
            )
        return "credit_note", payable_minor
    if code in _CREDIT_CODES:
        warnings.add("type code", f"an invoice with the type code {code} is a credit note")
        return "credit_note", abs(payable_minor)
    if payable_minor < 0:
        warnings.add("negative invoice", "an invoice with a negative amount is a credit note")
        return "credit_note", -payable_minor
    return "invoice", payable_minor


def _amounts(
    document: etree._Element, currency: str, warnings: Warnings
) -> tuple[int, int | None, int | None]:
    """What is to be paid, what had been paid before, and the VAT in the invoice's currency."""
    total = "cac:LegalMonetaryTotal/cbc:"
    payable_minor = _money(document, total + "PayableAmount", currency)
    if payable_minor is None:
        raise FieldProblem("cac:LegalMonetaryTotal", "", Sentence("PayableAmount is missing"))
    with_tax = _money(document, total + "TaxInclusiveAmount", currency)
    without_tax = _money(document, total + "TaxExclusiveAmount", currency)
    prepaid_minor = _money(document, total + "PrepaidAmount", currency)
    rounding = _money(document, total + "PayableRoundingAmount", currency) or 0
    # A second TaxTotal is the same VAT in the accounting currency: it is never added.
    taxes = [
        (element.text or "").strip()
        for element in document.findall("cac:TaxTotal/cbc:TaxAmount", _NAMES)
        if (element.get("currencyID") or currency) == currency
    ]
    tax_minor = read_amount(taxes[0], "cac:TaxTotal", ".") if taxes and taxes[0] else None
    if with_tax is not None and payable_minor != with_tax - (prepaid_minor or 0) + rounding:
        warnings.add("sum", "PayableAmount is not the total with VAT less what was prepaid")
    known = with_tax is not None and without_tax is not None and tax_minor is not None
    if known and with_tax != without_tax + tax_minor:  # type: ignore[operator]
        warnings.add("sum", "the total with VAT is not the total without VAT plus the VAT")
    return payable_minor, prepaid_minor, tax_minor


def _money(document: etree._Element, path: str, currency: str) -> int | None:
    element = document.find(path, _NAMES)
    if element is None:
        return None
    text = (element.text or "").strip()
    stated = element.get("currencyID") or currency
    if stated != currency:
        raise FieldProblem(
            path,
            text,
            Sentence(
                "the amount is in {stated} but the invoice {currency}",
                stated=stated[:10],
                currency=currency,
            ),
        )
    return read_amount(text, path, ".")


def _day(document: etree._Element, path: str) -> date | None:
    text = text_of(document, path)
    # An XML date may carry a zone; the day that the seller wrote is the day that counts.
    return read_day(text[:10], path, "ymd") if text else None


def _due(document: etree._Element) -> date | None:
    for path in (
        "cbc:DueDate",
        "cac:PaymentMeans/cbc:PaymentDueDate",
        "cac:PaymentTerms/cbc:PaymentDueDate",
    ):
        day = _day(document, path)
        if day:
            return day
    return None


def _payment_means(
    document: etree._Element, country: str, warnings: Warnings
) -> tuple[str | None, str | None, str | None]:
    """Payment reference, account and sort of account: of the first way to pay with a reference."""
    ways = document.findall("cac:PaymentMeans", _NAMES)
    if not ways:
        return None, None, None
    way = next((way for way in ways if text_of(way, "cbc:PaymentID")), ways[0])
    reference = text_of(way, "cbc:PaymentID")
    if reference:
        reference = read_reference(reference, "cac:PaymentMeans/cbc:PaymentID")
        if len(reference) > 140:
            raise FieldProblem(
                "cac:PaymentMeans/cbc:PaymentID",
                reference,
                Sentence("the payment reference is too long"),
            )
        if not has_right_check_digit(reference, country):
            warnings.add(
                "check digit of payment reference",
                f"the check digit of the payment reference {reference} is not right",
            )
    account = text_of(way, "cac:PayeeFinancialAccount/cbc:ID")
    branch = text_of(way, "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID")
    if not account:
        return reference, None, None
    sort = _GIRO.get((branch or "").upper())
    if not sort:
        sort = "iban" if account[:2].isalpha() and account[2:4].isdigit() else "other"
    return reference, account, sort


def _lines(document: etree._Element) -> Iterator[str]:
    for line in ("cac:InvoiceLine", "cac:CreditNoteLine"):
        for element in document.iterfind(f"{line}/cac:Item", _NAMES):
            named = text_of(element, "cbc:Name") or text_of(element, "cbc:Description")
            if named:
                yield named


def _concerns(document: etree._Element) -> str | None:
    """What the invoice concerns: the names of its lines, else its note."""
    names = list(dict.fromkeys(_lines(document)))
    text = "; ".join(names) or text_of(document, "cbc:Note") or ""
    return (text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…") or None
