"""One BgMax payment: record 20 or 21 and the records 22 to 29 that follow it.

Record 20 holds the payer's bankgiro 3-12, the reference 13-37, the amount 38-55, Bankgirot's
verdict on the reference 56, the channel 57 and Bankgirot's number 58-69; 21 is a deduction (a
credit note that the payer set off), 22 and 23 are further references, 23 negative.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from kvitt.bank.payment import (
    NO_PAYER,
    FurtherReference,
    OtherEntry,
    Payer,
    Payment,
    ReferenceKind,
    Verdict,
)
from kvitt.bank.text_file import whole_number
from kvitt.kernel.money import as_decimal_text

TEXT_COLUMNS = 50
"""The width of the text in record 25: a full line goes on in the next without a separator."""

further_lines: Final = frozenset(("22", "23", "25", "26", "27", "28", "29"))
"""The records that belong to the payment before them."""

_VERDICTS: Final[dict[str, tuple[ReferenceKind, Verdict]]] = {
    "2": ("OCR", "correct"),
    "3": ("FREE", "not_confirmed"),
    "4": ("OCR", "correct"),
    "5": ("FREE", "not_confirmed"),
}
_UNJUDGED: Final[tuple[ReferenceKind, Verdict]] = ("FREE", "")
_CHANNELS = {"1": "electronic", "2": "supplier_payments", "3": "paper_form", "4": "autogiro"}


class Section:
    """What a payment takes from its section: our bankgiro, the currency and the deposit's day."""

    __slots__ = ("account", "batch", "currency", "on", "sha256", "where")

    def __init__(
        self, account: str, currency: str, on: date, deposit_number: str, sha256: str
    ) -> None:
        self.account = account
        self.currency = currency
        self.on = on
        self.sha256 = sha256
        self.batch = f"{on.isoformat()}/{deposit_number}"
        self.where = f"bgmax:{account}:{on.isoformat()}:{deposit_number}:"


def read_payment(
    section: Section,
    number: int,
    line: str,
    further: list[str],
    warnings: list[str],
    unique: Callable[[str], str],
) -> Payment | OtherEntry:
    """The payment at this line; an amount of zero is no payment. Raises UnreadableRecord.

    Arguments go by position here: this is called once for each of a file's 100,000 payments.
    """
    position = f"line {number}"
    amount_minor = whole_number(line, 37, 55, field="the amount", position=position)
    if line[1] == "1":
        amount_minor = -amount_minor
    reference = line[12:37].strip() or None
    kind, verdict = _VERDICTS.get(line[55:56], _UNJUDGED)
    bank_id = line[57:69].strip()
    if not bank_id.strip("0"):
        bank_id = ""
    references, text, payer = _read_further(section, line, number, amount_minor, further, warnings)
    if not amount_minor:
        warnings.append(f"{position}: a payment of 0.00 {section.currency} has nothing to book")
        return _nothing(section, reference, text, payer, bank_id, position)
    return Payment(
        amount_minor,
        section.currency,
        section.on,
        section.on,
        section.account,
        reference,
        kind if reference else "NONE",
        position,
        unique(
            f"{section.where}{bank_id}:{amount_minor}"
            if bank_id
            else f"{section.sha256}:{position}"
        ),
        references,
        verdict,
        text,
        payer,
        _CHANNELS.get(line[56:57], ""),
        bank_id,
        False,
        section.batch,
    )


def _nothing(
    section: Section,
    reference: str | None,
    text: tuple[str, ...],
    payer: Payer,
    bank_id: str,
    position: str,
) -> OtherEntry:
    return OtherEntry(
        "zero",
        0,
        section.currency,
        section.on,
        section.on,
        section.account,
        reference,
        text,
        payer.name,
        bank_id,
        position,
    )


def _read_further(
    section: Section,
    head: str,
    number: int,
    amount_minor: int,
    further: list[str],
    warnings: list[str],
) -> tuple[tuple[FurtherReference, ...], tuple[str, ...], Payer]:
    name = organisation_number = ""
    address: tuple[str, ...] = ()
    references: tuple[FurtherReference, ...] = ()
    texts: tuple[str, ...] = ()
    for line in further:
        code = line[:2]
        if code == "26":
            name = line[2:72] if len(line) <= 37 else f"{line[2:37].rstrip()} {line[37:72]}"
            name = name.strip()
        elif code == "27":
            address += (line[2:37].strip(), line[37:46].strip())
        elif code == "28":
            address += (line[2:37].strip(), line[37:72].strip(), line[72:74].strip())
        elif code == "29":
            organisation_number = line[2:14].strip().removeprefix("00")
        elif code == "25":
            texts += (line[2 : 2 + TEXT_COLUMNS],)
        else:
            references += (_further_reference(line, number),)
    if references:
        _check_shares(references, number, amount_minor, warnings)
    account = head[2:12].strip().lstrip("0")
    text = _joined(texts) if texts else ()
    if not (account or name or address or organisation_number):
        return references, text, NO_PAYER
    if address:
        address = tuple(part for part in address if part)
    return references, text, Payer(name, address, organisation_number, account)


def _further_reference(line: str, number: int) -> FurtherReference:
    position = f"line {number}, record {line[:2]}"
    amount_minor = whole_number(line, 37, 55, field="the amount", position=position)
    kind = _VERDICTS.get(line[55:56], _UNJUDGED)[0]
    reference = line[12:37].strip()
    return FurtherReference(reference, -amount_minor if line[1] == "3" else amount_minor, kind)


def _check_shares(
    references: tuple[FurtherReference, ...], number: int, amount_minor: int, warnings: list[str]
) -> None:
    shares_minor = sum(further.amount_minor for further in references)
    if any(further.amount_minor for further in references) and shares_minor != abs(amount_minor):
        warnings.append(
            f"line {number}: the references' shares are {as_decimal_text(shares_minor)}, "
            f"the payment is {as_decimal_text(amount_minor)}; the payment counts"
        )


def _joined(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The text lines, with a line that fills its columns joined to the next without a blank."""
    joined: list[str] = []
    is_going_on = False
    for text in texts:
        if is_going_on:
            joined[-1] += text
        else:
            joined.append(text)
        is_going_on = len(text) == TEXT_COLUMNS and not text.endswith(" ")
    return tuple(text.strip() for text in joined)
