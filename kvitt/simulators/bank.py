"""The bank as a small program: writes the files that a bank would send, for demo and tests.

From one list of payments it writes BgMax, OCR giro or camt.054 (version 08), with control sums and
counts that agree. What a format cannot carry it refuses instead of leaving it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from lxml import etree

from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal

WIDTH = 80
CAMT_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"


class UnwritableBankPayment(Refusal):
    """The payment cannot be written in this format, as at a real bank."""


@dataclass(frozen=True, slots=True)
class BankPayment:
    """A payment as a bank would report it. All people and numbers are made up by the caller."""

    account: str
    """Our account, digits alone: bankgiro or Norwegian account."""
    amount_minor: int
    """Always positive; ``is_reversal`` and ``is_deduction`` turn the money round."""
    booked_on: date
    reference: str = ""
    is_confirmed: bool = True
    """Whether the bank found the reference's check digit right (BgMax code 2 or 3)."""
    currency: str = "SEK"
    payer_name: str = ""
    payer_address: tuple[str, str, str] = ("", "", "")
    """Street, postal code, city."""
    payer_number: str = ""
    """Organisation or personal number."""
    payer_account: str = ""
    text: str = ""
    is_reversal: bool = False
    """A payment that the bank takes back."""
    is_deduction: bool = False
    """A credit note that the payer sets off."""

    @property
    def signed_minor(self) -> int:
        """The amount as it reaches the account."""
        is_out = self.is_reversal or self.is_deduction
        return -self.amount_minor if is_out else self.amount_minor


def write_bgmax(
    payments: Sequence[BankPayment], *, created_at: datetime, first_number: int = 1
) -> bytes:
    """A BgMax file in Latin-1: one section for each account, currency and day.

    ``first_number`` starts Bankgirot's numbers, which are unique among all files of two years.
    Raises UnwritableBankPayment for reversals, which BgMax does not know.
    """
    lines = [f"01{'BGMAX':<20}01{created_at:%Y%m%d%H%M%S%f}P"]
    further = sections = 0
    number = first_number
    for (account, currency, on), group in groupby(
        sorted(payments, key=_section_of), key=_section_of
    ):
        lines.append(f"05{account:0>10}{'':10}{currency}")
        section = list(group)
        for payment in section:
            lines += _bgmax_records(payment, number)
            number += 1
            further += 0 if payment.is_confirmed or not payment.reference else 1
        total_minor = sum(payment.signed_minor for payment in section)
        if total_minor < 0:
            raise UnwritableBankPayment(
                f"bankgiro {account}, {on}: deductions of more than the payments do not occur"
            )
        sections += 1
        lines.append(
            f"15{'':0>35}{on:%Y%m%d}{sections:05d}{total_minor:018d}{currency}{len(section):08d}"
        )
    deductions = sum(payment.is_deduction for payment in payments)
    lines.append(f"70{len(payments) - deductions:08d}{deductions:08d}{further:08d}{sections:08d}")
    return _as_bytes(lines, "latin-1")


def _bgmax_records(payment: BankPayment, number: int) -> list[str]:
    if payment.is_reversal:
        raise UnwritableBankPayment("BgMax knows deductions but no reversals: use camt.054")
    _check_width(payment.reference, 25, "reference")
    code = "21" if payment.is_deduction else "20"
    verdict = "0" if not payment.reference else "2" if payment.is_confirmed else "3"
    reference = payment.reference
    aligned = f"{reference:>25}" if payment.is_confirmed else f"{reference:<25}"
    head = f"{payment.payer_account:0>10}{aligned}"
    tail = f"1{number:012d}0"
    lines = [
        f"{code}{head}{payment.amount_minor:018d}{verdict}{tail}"
        + ("0" if payment.is_deduction else "")
    ]
    if payment.reference and not payment.is_confirmed:
        lines.append(f"22{head}{0:018d}{verdict}{tail}")
    lines += [f"25{payment.text[at : at + 50]}" for at in range(0, len(payment.text), 50)]
    street, postal_code, city = payment.payer_address
    if payment.payer_name:
        lines.append(f"26{payment.payer_name[:35]}")
    if street or postal_code:
        lines.append(f"27{street[:35]:<35}{postal_code[:9]}")
    if city:
        lines.append(f"28{city[:35]}")
    if payment.payer_number:
        lines.append(f"29{payment.payer_number:0>12}")
    return lines


def write_ocr_giro(
    payments: Sequence[BankPayment], *, sent_on: date, transmission: int, recipient: str
) -> bytes:
    """An OCR giro file: one assignment for each account.

    Reversals are of kind 18 (or 20 without KID) and are added in the control sums, deductions
    carry ``-``. Raises UnwritableBankPayment for other currencies than NOK.
    """
    lines = [f"NY00001000008080{transmission:07d}{recipient:0>8}"]
    records, total_minor = 1, 0
    by_account = sorted(payments, key=lambda payment: payment.account)
    assignments = groupby(by_account, key=lambda payment: payment.account)
    for assignment, (account, group) in enumerate(assignments, 1):
        chosen = list(group)
        items = [
            line
            for number, payment in enumerate(chosen, 1)
            for line in _ocr_giro_records(payment, number)
        ]
        control_minor = sum(
            payment.amount_minor if payment.is_reversal else payment.signed_minor
            for payment in chosen
        )
        if control_minor < 0:
            raise UnwritableBankPayment(f"account {account}: more credit notes than payments")
        days = [payment.booked_on for payment in chosen]
        lines.append(f"NY090020{'001234567'}{assignment:07d}{account:0>11}")
        lines += items
        lines.append(
            f"NY090088{len(chosen):08d}{len(items) + 2:08d}{control_minor:017d}"
            f"{sent_on:%d%m%y}{min(days):%d%m%y}{max(days):%d%m%y}"
        )
        records += len(items) + 2
        total_minor += control_minor
    lines.append(f"NY000089{len(payments):08d}{records + 1:08d}{total_minor:017d}{sent_on:%d%m%y}")
    return _as_bytes([f"{line:0<{WIDTH}}" for line in lines], "latin-1")


def _ocr_giro_records(payment: BankPayment, number: int) -> list[str]:
    if payment.currency != "NOK":
        raise UnwritableBankPayment(f"OCR giro carries NOK only, not {payment.currency}")
    _check_width(payment.reference, 25, "KID")
    kind = "10"
    if payment.is_reversal:
        kind = "18" if payment.reference else "20"
    elif not payment.reference:
        kind = "21"
    sign = "-" if payment.is_reversal or payment.is_deduction else "0"
    lines = [
        f"NY09{kind}30{number:07d}{payment.booked_on:%d%m%y}0101000001{sign}"
        f"{payment.amount_minor:017d}{payment.reference:>25}",
        f"NY09{kind}31{number:07d}{number:010d}{number:09d}{'':0>7}"
        f"{payment.booked_on:%d%m%y}{payment.payer_account:0>11}",
    ]
    if payment.text:
        lines.append(f"NY09{kind}32{number:07d}{payment.text[:40]:<40}")
    return lines


def write_camt054(
    payments: Sequence[BankPayment], *, created_at: datetime, identification: str
) -> bytes:
    """A camt.054.001.08 notification for each account; each payment an entry of its own."""
    document = etree.fromstring(f'<Document xmlns="{CAMT_NAMESPACE}"/>')
    message = _add(document, "BkToCstmrDbtCdtNtfctn")
    _add(message, "GrpHdr/MsgId", identification)
    _add(message[0], "CreDtTm", created_at.isoformat(timespec="seconds"))
    numbered = sorted(enumerate(payments, 1), key=lambda pair: pair[1].account)
    for account, group in groupby(numbered, key=lambda pair: pair[1].account):
        chosen = list(group)
        notification = _add(message, "Ntfctn")
        _add(notification, "Id", f"{identification}-{account}")
        _add(notification, "CreDtTm", created_at.isoformat(timespec="seconds"))
        _add_account(_add(notification, "Acct"), account, chosen[0][1].currency)
        totals = _add(notification, "TxsSummry/TtlNtries")
        _add(totals, "NbOfNtries", str(len(chosen)))
        _add(totals, "Sum", as_decimal_text(sum(payment.amount_minor for _, payment in chosen)))
        for number, payment in chosen:
            _add_entry(notification, payment, f"{identification}-{number}")
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_entry(notification: etree._Element, payment: BankPayment, bank_id: str) -> None:
    if payment.is_deduction:
        raise UnwritableBankPayment("camt.054 carries deductions inside a payment: use BgMax")
    entry = _add(notification, "Ntry")
    amount = as_decimal_text(payment.amount_minor)
    direction = "DBIT" if payment.is_reversal else "CRDT"
    _add(entry, "Amt", amount).set("Ccy", payment.currency)
    _add(entry, "CdtDbtInd", direction)
    if payment.is_reversal:
        _add(entry, "RvslInd", "true")
    _add(entry, "Sts/Cd", "BOOK")
    _add(entry, "BookgDt/Dt", payment.booked_on.isoformat())
    _add(entry, "ValDt/Dt", payment.booked_on.isoformat())
    _add(entry, "AcctSvcrRef", bank_id)
    domain = _add(entry, "BkTxCd/Domn")
    _add(domain, "Cd", "PMNT")
    family = _add(domain, "Fmly")
    _add(family, "Cd", "RCDT")
    _add(family, "SubFmlyCd", "RRTN" if payment.is_reversal else "DMCT")
    detail = _add(entry, "NtryDtls/TxDtls")
    _add(detail, "Refs/AcctSvcrRef", bank_id)
    _add(detail, "Amt", amount).set("Ccy", payment.currency)
    _add(detail, "CdtDbtInd", direction)
    _add_parties(detail, payment)
    if payment.reference or payment.text:
        remittance = _add(detail, "RmtInf")
        if payment.text:
            _add(remittance, "Ustrd", payment.text[:140])
        if payment.reference:
            reference = _add(remittance, "Strd/CdtrRefInf")
            _add(reference, "Tp/CdOrPrtry/Cd", "SCOR")
            _add(reference, "Ref", payment.reference)


def _add_parties(detail: etree._Element, payment: BankPayment) -> None:
    if not (payment.payer_name or payment.payer_account):
        return
    parties = _add(detail, "RltdPties")
    debtor = _add(parties, "Dbtr/Pty")
    _add(debtor, "Nm", payment.payer_name or "NOTPROVIDED")
    if any(payment.payer_address):
        address = _add(debtor, "PstlAdr")
        names = ("StrtNm", "PstCd", "TwnNm")
        for name, text in zip(names, payment.payer_address, strict=True):
            if text:
                _add(address, name, text)
    if payment.payer_number:
        _add(debtor, "Id/OrgId/Othr/Id", payment.payer_number)
    if payment.payer_account:
        _add(parties, "DbtrAcct/Id/Othr/Id", payment.payer_account)


def _add_account(element: etree._Element, account: str, currency: str) -> None:
    if account[:2].isalpha():
        _add(element, "Id/IBAN", account)
    else:
        other = _add(element, "Id/Othr")
        _add(other, "Id", account)
        if len(account) == 11:
            _add(other, "SchmeNm/Cd", "BBAN")
        else:
            _add(other, "SchmeNm/Prtry", "BGNR")
    _add(element, "Ccy", currency)


def _add(parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
    for name in path.split("/"):
        parent = etree.SubElement(parent, f"{{{CAMT_NAMESPACE}}}{name}")
    parent.text = text
    return parent


def _section_of(payment: BankPayment) -> tuple[str, str, date]:
    return payment.account, payment.currency, payment.booked_on


def _check_width(text: str, width: int, what: str) -> None:
    if len(text) > width:
        raise UnwritableBankPayment(f"“{text}” is too long for a {what}: at most {width}")


def _as_bytes(lines: list[str], encoding: str) -> bytes:
    padded = (f"{line:<{WIDTH}}" for line in lines)
    return ("\r\n".join(padded) + "\r\n").encode(encoding, errors="replace")
