"""pain.001.001.09 (ISO 20022): payment orders to a bank, for paying creditors and refunds.

Counts and sums are computed here and never taken from outside. How accounts are written differs
from bank to bank, so that is a profile and not code. An order is no proof of payment: only the
bank's own booking (camt.053, camt.054) is.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.reference import Account, is_bankgiro, is_iban, is_konto, is_plusgiro
from kvitt.kernel.refusal import Refusal

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MAX_IDENTIFICATION = 35
MAX_NAME = 140
MAX_TEXT = 140
MAX_AMOUNT_MINOR = 10**15 - 1
"""Below ten thousand billion: far above any settlement, well inside the schema's 18 digits."""

_IDENTIFICATION = re.compile(r"[A-Za-z0-9/?:().,'+ -]{1,35}")
"""The characters that every bank carries through in identifiers."""
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ACCOUNT_CHECKS = {
    "bankgiro": is_bankgiro,
    "plusgiro": is_plusgiro,
    "konto": is_konto,
    "iban": is_iban,
}


class UnwritablePaymentOrder(Refusal):
    """The order cannot be sent to a bank as it stands; the sentence names the transfer."""


@dataclass(frozen=True, slots=True)
class BankProfile:
    """How one bank wants accounts and service levels written; the defaults are the common form."""

    service_level: str = ""
    """``NURG`` where the bank asks for it; empty to leave it out."""
    category_purpose: str = "SUPP"
    bankgiro_clearing: str = "9900"
    plusgiro_clearing: str = "9960"
    bankgiro_scheme: str = "BGNR"
    """The proprietary scheme name of a bankgiro number."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """Who orders the payment: the agency or creditor whose account is debited."""

    name: str
    organisation_number: str
    account: Account
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one receiver."""

    identification: str
    """Ours, unique in the order, at most 35 characters; comes back in the bank's reports."""
    amount_minor: int
    receiver: str
    account: Account
    reference: str = ""
    """OCR, KID or RF: written as a structured reference. Give either this or ``text``."""
    text: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """One order: transfers in one currency from one account on one day."""

    identification: str
    created_at: datetime
    execute_on: date
    currency: str
    ordering: Ordering
    transfers: tuple[Transfer, ...]

    @property
    def total_minor(self) -> int:
        """The sum of all transfers."""
        return sum(transfer.amount_minor for transfer in self.transfers)


def write_pain001(order: PaymentOrder, *, profile: BankProfile = BankProfile()) -> bytes:
    """The order as pain.001.001.09 in UTF-8, with count and sum computed.

    The same order always gives the same bytes. Raises UnwritablePaymentOrder for no transfers,
    amounts that are not positive, repeated identifications, wrong account numbers, and text that a
    bank cannot take.
    """
    _check(order)
    count, total = str(len(order.transfers)), as_decimal_text(order.total_minor)
    document = etree.fromstring(f'<Document xmlns="{NAMESPACE}"/>')
    initiation = _add(document, "CstmrCdtTrfInitn")
    header = _add(initiation, "GrpHdr")
    _add(header, "MsgId", order.identification)
    _add(header, "CreDtTm", order.created_at.isoformat(timespec="seconds"))
    _add(header, "NbOfTxs", count)
    _add(header, "CtrlSum", total)
    _add_party(header, "InitgPty", order.ordering)
    payment = _add(initiation, "PmtInf")
    _add(payment, "PmtInfId", order.identification)
    _add(payment, "PmtMtd", "TRF")
    _add(payment, "BtchBookg", "true")
    _add(payment, "NbOfTxs", count)
    _add(payment, "CtrlSum", total)
    kind = _add(payment, "PmtTpInf")
    if profile.service_level:
        _add(kind, "SvcLvl/Cd", profile.service_level)
    _add(kind, "CtgyPurp/Cd", profile.category_purpose)
    _add(payment, "ReqdExctnDt/Dt", order.execute_on.isoformat())
    _add_party(payment, "Dbtr", order.ordering)
    _add_account(payment, "DbtrAcct", order.ordering.account, profile, currency=order.currency)
    agent = _add(payment, "DbtrAgt/FinInstnId")
    if order.ordering.bic:
        _add(agent, "BICFI", order.ordering.bic)
    else:
        _add(agent, "Othr/Id", "NOTPROVIDED")
    for transfer in order.transfers:
        _add_transfer(payment, transfer, order.currency, profile)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_transfer(
    payment: etree._Element, transfer: Transfer, currency: str, profile: BankProfile
) -> None:
    written = _add(payment, "CdtTrfTxInf")
    identification = _add(written, "PmtId")
    _add(identification, "InstrId", transfer.identification)
    _add(identification, "EndToEndId", transfer.identification)
    amount = _add(written, "Amt/InstdAmt", as_decimal_text(transfer.amount_minor))
    amount.set("Ccy", currency)
    clearing = {
        "bankgiro": profile.bankgiro_clearing,
        "plusgiro": profile.plusgiro_clearing,
    }.get(transfer.account.scheme)
    if clearing:
        member = _add(written, "CdtrAgt/FinInstnId/ClrSysMmbId")
        _add(member, "ClrSysId/Cd", "SESBA")
        _add(member, "MmbId", clearing)
    elif transfer.bic:
        _add(written, "CdtrAgt/FinInstnId/BICFI", transfer.bic)
    _add(written, "Cdtr/Nm", transfer.receiver)
    _add_account(written, "CdtrAcct", transfer.account, profile)
    if transfer.reference:
        reference = _add(written, "RmtInf/Strd/CdtrRefInf")
        _add(reference, "Tp/CdOrPrtry/Cd", "SCOR")
        _add(reference, "Ref", transfer.reference)
    elif transfer.text:
        _add(written, "RmtInf/Ustrd", transfer.text)


def _add_party(parent: etree._Element, role: str, ordering: Ordering) -> None:
    party = _add(parent, role)
    _add(party, "Nm", ordering.name)
    other = _add(party, "Id/OrgId/Othr")
    _add(other, "Id", ordering.organisation_number)
    _add(other, "SchmeNm/Cd", "COID")


def _add_account(
    parent: etree._Element, role: str, account: Account, profile: BankProfile, currency: str = ""
) -> None:
    element = _add(parent, role)
    identification = _add(element, "Id")
    if account.scheme == "iban":
        _add(identification, "IBAN", account.number)
    else:
        other = _add(identification, "Othr")
        _add(other, "Id", account.number)
        if account.scheme == "bankgiro":
            _add(other, "SchmeNm/Prtry", profile.bankgiro_scheme)
        else:
            _add(other, "SchmeNm/Cd", "BBAN")
    if currency:
        _add(element, "Ccy", currency)


def _add(parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
    for name in path.split("/"):
        parent = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    parent.text = text
    return parent


def _check(order: PaymentOrder) -> None:
    if not order.transfers:
        raise UnwritablePaymentOrder("The payment order has no transfers: there is nothing to pay")
    if not re.fullmatch("[A-Z]{3}", order.currency):
        raise UnwritablePaymentOrder("“{currency}” is not a currency", currency=order.currency)
    _check_identification(order.identification, "the order")
    _check_text(order.ordering.name, MAX_NAME, "the ordering party's name")
    _check_account(order.ordering.account, "the ordering party")
    _check_bic(order.ordering.bic, "the ordering party")
    if not re.fullmatch("[0-9A-Za-z]{1,35}", order.ordering.organisation_number):
        raise UnwritablePaymentOrder(
            "“{organisation_number}” is not an organisation number",
            organisation_number=order.ordering.organisation_number,
        )
    seen: set[str] = set()
    for transfer in order.transfers:
        who = f"transfer {transfer.identification} to {transfer.receiver}"
        _check_identification(transfer.identification, who)
        if transfer.identification in seen:
            raise UnwritablePaymentOrder(
                "{who}: its identification is used twice in the order", who=who
            )
        seen.add(transfer.identification)
        if not 0 < transfer.amount_minor <= MAX_AMOUNT_MINOR:
            raise UnwritablePaymentOrder(
                "{who}: {amount_minor:money} cannot be paid out",
                who=who,
                amount_minor=transfer.amount_minor,
            )
        _check_text(transfer.receiver, MAX_NAME, who)
        _check_account(transfer.account, who)
        _check_bic(transfer.bic, who)
        if transfer.reference and transfer.text:
            raise UnwritablePaymentOrder(
                "{who}: give either a reference or a text, not both", who=who
            )
        if transfer.reference:
            _check_identification(transfer.reference, f"{who}, reference")
        if transfer.text:
            _check_text(transfer.text, MAX_TEXT, f"{who}, text")


def _check_identification(text: str, who: str) -> None:
    if not _IDENTIFICATION.fullmatch(text) or text != text.strip():
        raise UnwritablePaymentOrder(
            "{who}: “{text}” must be 1 to {max_identification} letters, digits or simple signs",
            who=who,
            text=text,
            max_identification=MAX_IDENTIFICATION,
        )


def _check_text(text: str, longest: int, who: str) -> None:
    if not text.strip() or len(text) > longest or _UNWRITABLE.search(text):
        raise UnwritablePaymentOrder(
            "{who}: “{text}” must be 1 to {longest} characters without control characters",
            who=who,
            text=text[:40],
            longest=longest,
        )


def _check_account(account: Account, who: str) -> None:
    if not _ACCOUNT_CHECKS[account.scheme](account.number):
        raise UnwritablePaymentOrder(
            "{who}: {account} is not a {scheme} number",
            who=who,
            account=account.number,
            scheme=account.scheme,
        )


def _check_bic(bic: str, who: str) -> None:
    if bic and not _BIC.fullmatch(bic):
        raise UnwritablePaymentOrder("{who}: “{bic}” is not a BIC", who=who, bic=bic)
