"""One entry of a camt statement: payments, other entries, or a refusal to judge it.

The entry is what the bank booked on the account; its transaction details say whose money it is.
Details must add up to the entry, otherwise the whole entry is for a person. Where there is one
detail only, the entry's amount counts: the detail may state none (0) or another currency.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kvitt.bank.camt_party import account_for, counterparty_of, payer_of
from kvitt.bank.payment import (
    FurtherReference,
    IdentityRegister,
    OtherEntry,
    Payment,
    ReferenceKind,
    UnreadableRecord,
)
from kvitt.bank.xml_file import Node
from kvitt.kernel.money import MINOR_PER_MAJOR, as_decimal_text
from kvitt.kernel.reference import is_kid, is_ocr, is_rf

# ISO 4217 currencies with two decimals; an amount in any other is for a person.
_TWO_DECIMALS = (
    "AED ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
    "MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR "
    "RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TOP TRY TTD "
    "TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW HRK LTL LVL EEK"
)
TWO_DECIMAL_CURRENCIES = frozenset(_TWO_DECIMALS.split())

_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,10}))?")
_COUNT = re.compile(r"[0-9]{1,9}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOKED = ("BOOK", "PAID")
"""PAID is a code of its own that a Swedish mailbox operator writes for booked payments."""
_NOT_MONEY: dict[str, Literal["pending", "information"]] = {
    "PDNG": "pending",
    "FUTR": "pending",
    "INFO": "information",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What an entry takes from the statement around it."""

    account: str
    identification: str
    copy_mark: str


@dataclass(slots=True)
class EntryFound:
    """What one entry came to."""

    entry_minor: int = 0
    """The entry's amount as stated, without sign: for the statement's sum."""
    payments: list[Payment] = field(default_factory=list)
    other: list[OtherEntry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    """An entry's own fields, read before its details."""

    node: Node
    position: str
    statement: Statement
    amount_minor: int
    """Signed: debits negative."""
    currency: str
    is_reversal: bool
    booked_on: date | None
    value_on: date | None


def read_entry(
    node: Node,
    *,
    statement: Statement,
    number: int,
    sha256: str,
    identities: IdentityRegister,
) -> EntryFound:
    """The payments of one entry, signed, or its other entries. Raises UnreadableRecord."""
    entry = _entry_of(node, statement, f"entry {number}")
    found = EntryFound(entry_minor=abs(entry.amount_minor))
    status = node.text("Sts/Cd", "Sts/Prtry", "Sts")
    if status in _NOT_MONEY:
        found.other.append(_other(entry, node, entry.amount_minor, _NOT_MONEY[status]))
        found.warnings.append(
            f"{entry.position}: {as_decimal_text(entry.amount_minor)} {entry.currency} is not "
            f"booked yet ({status}) and is not counted"
        )
        return found
    if status not in _BOOKED:
        raise UnreadableRecord(
            entry.position, f"{entry.position}: its status “{status}” does not say it is booked"
        )
    details = node.all("NtryDtls/TxDtls") or node.all("TxDtls")
    for index, (detail, amount_minor) in enumerate(_shares(entry, details, found.warnings), 1):
        _sort(entry, detail, index, len(details), amount_minor, found, sha256, identities)
    return found


def _entry_of(node: Node, statement: Statement, position: str) -> _Entry:
    amount = node.first("Amt")
    if amount is None:
        raise UnreadableRecord(position, f"{position}: it has no amount")
    amount_minor, currency = _money(amount, position)
    booked_on = _day(node, "BookgDt", position)
    value_on = _day(node, "ValDt", position)
    return _Entry(
        node=node,
        position=position,
        statement=statement,
        amount_minor=_sign(node.text("CdtDbtInd"), position) * amount_minor,
        currency=currency,
        is_reversal=node.text("RvslInd") in ("true", "1"),
        booked_on=booked_on or value_on,
        value_on=value_on or booked_on,
    )


def _shares(entry: _Entry, details: list[Node], warnings: list[str]) -> list[tuple[Node, int]]:
    """Each detail with its signed amount. Raises UnreadableRecord where they do not add up."""
    if not details:
        return [(entry.node, entry.amount_minor)]
    stated = [_stated_amounts(entry, detail) for detail in details]
    if len(details) == 1:
        return [(details[0], _single_share(entry, details[0], stated[0], warnings))]
    for which in (0, -1):
        amounts = [candidates[which] for candidates in stated if candidates]
        if len(amounts) == len(details) and sum(amounts) == entry.amount_minor:
            return list(zip(details, amounts, strict=True))
    amounts_text = ", ".join(
        as_decimal_text(candidates[0]) if candidates else "none" for candidates in stated[:20]
    )
    raise UnreadableRecord(
        entry.position,
        f"{entry.position}: its {len(details)} transactions ({amounts_text}) do not add up to "
        f"{as_decimal_text(entry.amount_minor)} {entry.currency}",
    )


def _single_share(entry: _Entry, detail: Node, stated: list[int], warnings: list[str]) -> int:
    if entry.amount_minor in stated:
        return entry.amount_minor
    if any(stated):
        raise UnreadableRecord(
            entry.position,
            f"{entry.position}: its only transaction says {as_decimal_text(stated[0])}, the entry "
            f"{as_decimal_text(entry.amount_minor)} {entry.currency}",
        )
    if stated or detail.first("Amt") is not None:
        warnings.append(
            f"{entry.position}: its transaction states no amount in {entry.currency}; the entry's "
            f"{as_decimal_text(entry.amount_minor)} counts"
        )
    return entry.amount_minor


def _stated_amounts(entry: _Entry, detail: Node) -> list[int]:
    """What the detail says of itself in the entry's currency, signed; several where it repeats."""
    amounts = []
    direction = detail.text("CdtDbtInd")
    sign = _sign(direction, entry.position) if direction else _sign_of(entry.amount_minor)
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        node = detail.first(path)
        if node is not None and node.element.get("Ccy") == entry.currency:
            amounts.append(sign * _money(node, entry.position)[0])
    return amounts


def _sort(
    entry: _Entry,
    detail: Node,
    index: int,
    count: int,
    amount_minor: int,
    found: EntryFound,
    sha256: str,
    identities: IdentityRegister,
) -> None:
    """Puts one transaction where it belongs: a payment, a payment taken back, or the rest."""
    position = f"{entry.position}, transaction {index}" if count > 1 else entry.position
    if not amount_minor:
        found.warnings.append(f"{position}: 0.00 {entry.currency} has nothing to book")
        found.other.append(_other(entry, detail, 0, "zero", position))
    elif (amount_minor < 0) == entry.is_reversal:
        payment = _payment(entry, detail, index, count, amount_minor, sha256, position)
        found.payments.append(payment._replace(identity=identities.unique(payment.identity)))
        if payment.lump_of:
            found.warnings.append(
                f"{position}: one sum of {payment.lump_of} payments whose details come in another "
                "file (OCR giro, camt.054): reconcile with that, do not book both"
            )
    else:
        kind: Literal["debit", "reversed_debit"] = "debit" if amount_minor < 0 else "reversed_debit"
        found.other.append(_other(entry, detail, amount_minor, kind, position))
        if kind == "debit" and detail.first("RtrInf") is not None:
            found.warnings.append(
                f"{position}: a debit with a reason for return, not marked as a reversal: look "
                "whether a payment was taken back"
            )


def _payment(
    entry: _Entry,
    detail: Node,
    index: int,
    count: int,
    amount_minor: int,
    sha256: str,
    position: str,
) -> Payment:
    if entry.booked_on is None or entry.value_on is None:
        raise UnreadableRecord(entry.position, f"{entry.position}: it has no booking day")
    reference, kind, references, text = _remittance(entry, detail)
    bank_id, identity = _identifiers(entry, detail, index, count, amount_minor)
    lump_of = _batch_count(entry.node)
    return Payment(
        amount_minor=amount_minor,
        currency=entry.currency,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        account=account_for(detail, entry.statement.account),
        reference=reference,
        reference_kind=kind,
        position=position,
        identity=identity or f"{sha256}:{position}",
        references=references,
        text=text,
        payer=payer_of(detail),
        channel=_channel(entry.node),
        bank_id=bank_id,
        is_reversal=entry.is_reversal,
        batch=entry.node.text("AcctSvcrRef", "NtryRef") if count > 1 else "",
        ordered_on=_day(detail, "RltdDts/AccptncDtTm", entry.position, is_optional=True),
        lump_of=lump_of if lump_of > max(count, 1) else 0,
    )


def _identifiers(
    entry: _Entry, detail: Node, index: int, count: int, amount_minor: int
) -> tuple[str, str]:
    """The bank's identifier and the identity built on it; both empty where the file has none."""
    booked_on = entry.booked_on.isoformat() if entry.booked_on else ""
    where = f"camt:{entry.statement.account}:{booked_on}"
    whole = entry.node.text("AcctSvcrRef")
    own = detail.text("Refs/AcctSvcrRef")
    if own and not (count > 1 and own == whole):
        return own, f"{where}:{own}:{amount_minor}"
    if whole:
        bank_id = f"{whole}/{index}" if count > 1 else whole
        return bank_id, f"{where}:{bank_id}:{amount_minor}"
    if uetr := detail.text("Refs/UETR"):
        return uetr, f"camt:{uetr}:{amount_minor}"
    entry_reference = entry.node.text("NtryRef")
    if entry_reference and entry.statement.identification:
        numbered = f"{entry.statement.identification}:{entry_reference}:{index}"
        return "", f"{where}:{numbered}:{amount_minor}"
    return "", ""


def _remittance(
    entry: _Entry, detail: Node
) -> tuple[str | None, ReferenceKind, tuple[FurtherReference, ...], tuple[str, ...]]:
    """The reference, its kind, further references and the text.

    The presence of a structured reference decides, not the transaction's code. With several of
    them none is *the* reference: all are listed, and the split is for matching to find.
    """
    remittance = detail.first("RmtInf")
    texts = remittance.texts("Ustrd") if remittance else []
    found: list[FurtherReference] = []
    for structured in remittance.all("Strd") if remittance else []:
        share = structured.first("RfrdDocAmt/RmtdAmt")
        share_minor = 0
        if share is not None and share.element.get("Ccy") == entry.currency:
            share_minor = _money(share, entry.position)[0]
        for reference in structured.texts("CdtrRefInf/Ref"):
            kind = _kind_of(reference, entry.currency)
            found.append(FurtherReference(reference, share_minor, kind))
        texts += structured.texts("RfrdDocInf/Nb") + structured.texts("AddtlRmtInf")
    texts += detail.texts("AddtlTxInf")
    text = tuple(dict.fromkeys(texts))
    if len({further.reference for further in found}) == 1:
        return found[0].reference, found[0].kind, (), text
    return None, "FREE" if text or found else "NONE", tuple(found), text


def _kind_of(reference: str, currency: str) -> ReferenceKind:
    if is_rf(reference):
        return "RF"
    if currency == "NOK" and is_kid(reference):
        return "KID"
    if currency == "SEK" and is_ocr(reference):
        return "OCR"
    return "SCOR"


def _other(
    entry: _Entry,
    detail: Node,
    amount_minor: int,
    kind: Literal["debit", "reversed_debit", "pending", "information", "zero"],
    position: str = "",
) -> OtherEntry:
    reference, _, _, text = _remittance(entry, detail)
    return OtherEntry(
        kind,
        amount_minor,
        entry.currency,
        entry.booked_on,
        entry.value_on,
        entry.statement.account,
        reference,
        text or tuple(entry.node.texts("AddtlNtryInf")),
        counterparty_of(detail, is_debit=amount_minor < 0),
        detail.text("Refs/AcctSvcrRef") or entry.node.text("AcctSvcrRef"),
        position or entry.position,
    )


def _batch_count(entry: Node) -> int:
    """How many payments the entry says it sums up; 0 where it does not say."""
    stated = entry.text("NtryDtls/Btch/NbOfTxs")
    return int(stated) if _COUNT.fullmatch(stated) else 0


def _channel(entry: Node) -> str:
    code = entry.first("BkTxCd")
    if code is None:
        return ""
    domain = (code.text("Domn/Cd"), code.text("Domn/Fmly/Cd"), code.text("Domn/Fmly/SubFmlyCd"))
    return "/".join(filter(None, domain)) or code.text("Prtry/Cd")


def _money(amount: Node, position: str) -> tuple[int, str]:
    """Minor units and currency. Raises UnreadableRecord: an amount is never guessed or rounded."""
    text, currency = (amount.element.text or "").strip(), amount.element.get("Ccy") or ""
    if currency not in TWO_DECIMAL_CURRENCIES:
        raise UnreadableRecord(position, f"{position}: “{currency}” is not a currency read here")
    parts = _AMOUNT.fullmatch(text)
    decimals = (parts.group(2) or "").rstrip("0") if parts else ""
    if parts is None or len(decimals) > 2:
        raise UnreadableRecord(
            position, f"{position}: “{text[:40]}” is not an amount in whole öre, øre or cent"
        )
    return int(parts.group(1)) * MINOR_PER_MAJOR + int(decimals.ljust(2, "0")), currency


def _sign(direction: str, position: str) -> int:
    if direction not in ("CRDT", "DBIT"):
        raise UnreadableRecord(
            position, f"{position}: “{direction}” is neither credit (CRDT) nor debit (DBIT)"
        )
    return 1 if direction == "CRDT" else -1


def _sign_of(amount_minor: int) -> int:
    return -1 if amount_minor < 0 else 1


def _day(node: Node, name: str, position: str, *, is_optional: bool = False) -> date | None:
    """The day of a date or an instant as written there; None where the element is absent."""
    text = node.text(f"{name}/Dt", f"{name}/DtTm", name)
    if not text:
        return None
    try:
        if _ISO_DAY.match(text):
            return date.fromisoformat(text[:10])
    except ValueError:
        # No such day in the calendar: told below, like any other text that is not a day.
        pass
    if is_optional:
        return None
    raise UnreadableRecord(position, f"{position}: “{text[:40]}” is no day")
