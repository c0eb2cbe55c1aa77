"""One payment event, whatever file it came in: what every reader of bank files returns.

The readers are strict on money and lenient on shape. What could not be trusted is quarantined with
a sentence for a person; it is never booked, and no amount is ever guessed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

ReferenceKind = Literal["OCR", "KID", "SCOR", "RF", "VIITE", "FREE", "NONE"]
Verdict = Literal["", "correct", "not_confirmed"]


class UnreadableBankFile(Refusal):
    """The bytes are not a bank file that Kvitt reads, or they are cut, too large or hostile."""


class UnreadableRecord(Refusal):
    """One record or entry of a bank file could not be read; a reader turns it into quarantine."""

    def __init__(self, position: str, sentence: str, raw: str = "") -> None:
        super().__init__(Sentence(sentence), position=position)
        self.position = position
        self.raw = raw

    def as_quarantined(self) -> "Quarantined":
        """The same as a line of a quarantine list."""
        return Quarantined(self.position, self.sentence, self.raw)


class Payer(NamedTuple):
    """Who paid, as far as the file tells. Empty where it does not."""

    name: str = ""
    address: tuple[str, ...] = ()
    organisation_number: str = ""
    """Ten digits (Sweden), nine (Norway) or a personal number; as the bank wrote it otherwise."""
    account: str = ""


NO_PAYER = Payer()


class FurtherReference(NamedTuple):
    """One more reference of the same payment, with its share where the file states it."""

    reference: str
    amount_minor: int
    """The share of the payment; negative for a set-off; 0 where the file leaves it open."""
    kind: ReferenceKind = "OCR"


class Payment(NamedTuple):
    """One incoming payment, or one taken back: signed, in whole minor units.

    A named tuple and not a dataclass, because a file holds hundreds of thousands of them and a
    frozen dataclass takes several times as long to make.
    """

    amount_minor: int
    """Positive for money in; negative for a deduction (credit note set off) or a reversal."""
    currency: str
    booked_on: date
    value_on: date
    account: str
    """Our account, digits alone: bankgiro, Norwegian account; otherwise the IBAN."""
    reference: str | None
    reference_kind: ReferenceKind
    position: str
    """Where in the file: ``line 17`` or ``entry 3, transaction 2``."""
    identity: str
    """The strongest identifier, for recognising the same payment in a second file of the format:
    the bank's identifier, else a position that does not depend on the file, else file hash and
    position. Unique within a file: two equal lines are two payments."""
    references: tuple[FurtherReference, ...] = ()
    verdict: Verdict = ""
    """What the bank says of the check digit; not whether the claim is ours."""
    text: tuple[str, ...] = ()
    payer: Payer = NO_PAYER
    channel: str = ""
    bank_id: str = ""
    """Unique by the bank; empty where the file has none."""
    is_reversal: bool = False
    """A payment that the bank took back: its allocation is undone."""
    batch: str = ""
    """The lump on the bank statement that this payment is part of."""
    ordered_on: date | None = None
    """The day on which the payer's bank took the order, where the file tells."""
    lump_of: int = 0
    """Above 0: the sum of so many payments whose details come in another file."""

    @property
    def is_deduction(self) -> bool:
        """Whether a payer set off a credit note: negative, but nothing was taken back."""
        return self.amount_minor < 0 and not self.is_reversal

    @property
    def content_key(self) -> tuple[str, str, int, date, str | None]:
        """What the same payment has in common in two formats (BgMax and camt, say).

        Never a reason to drop a payment inside one format: two equal lines can both be real.
        """
        return (self.account, self.currency, self.amount_minor, self.booked_on, self.reference)

    @property
    def searchable_text(self) -> str:
        """All words of the payer in one line, for finding references in free text."""
        return " ".join((*((self.reference,) if self.reference else ()), *self.text))


class OtherEntry(NamedTuple):
    """A line of a statement that is no incoming payment: a debit, a charge, a pending entry."""

    kind: Literal["debit", "reversed_debit", "pending", "information", "zero"]
    amount_minor: int
    """Signed as on the account: debits negative."""
    currency: str
    booked_on: date | None
    value_on: date | None
    account: str
    reference: str | None
    text: tuple[str, ...]
    counterparty: str
    bank_id: str
    position: str


class Quarantined(NamedTuple):
    """What a person must look at before any of it is booked."""

    position: str
    sentence: str
    raw: str


@dataclass(frozen=True, slots=True)
class BankFile:
    """What one file from a bank holds, with nothing booked yet."""

    format: str
    """``bgmax``, ``ocr_giro``, ``camt.052``, ``camt.053`` or ``camt.054``."""
    version: str
    sha256: str
    payments: tuple[Payment, ...] = ()
    other: tuple[OtherEntry, ...] = ()
    warnings: tuple[str, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    copy_mark: str = ""
    """What the bank says of a copy (``CODU``); the original may have been booked already."""

    @property
    def totals_minor(self) -> dict[str, int]:
        """The sum of all payments by currency, in minor units."""
        totals: Counter[str] = Counter()
        for payment in self.payments:
            totals[payment.currency] += payment.amount_minor
        return dict(totals)


class IdentityRegister:
    """Hands out identities within one file, so that two equal lines stay two payments."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def unique(self, identity: str) -> str:
        """The identity itself the first time, then with ``#2``, ``#3`` in the file's order."""
        count = self._seen.get(identity, 0) + 1
        self._seen[identity] = count
        return identity if count == 1 else f"{identity}#{count}"


def distinct(sentences: Iterable[str]) -> tuple[str, ...]:
    """The sentences in order, each once."""
    return tuple(dict.fromkeys(sentences))
