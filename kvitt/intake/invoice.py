"""What an invoice says when it comes in, whichever format brought it."""

from datetime import date
from typing import Literal, NamedTuple

from kvitt.kernel.sentence import Sentence

InvoiceKind = Literal["invoice", "credit_note"]
DebtorKind = Literal["consumer", "business"]
LONGEST_SHOWN = 80
"""Characters of a faulty value that an error repeats."""


# Named tuples and not frozen dataclasses: they are as unchangeable and cost a quarter to build,
# which is felt at a million rows.
class DebtorIn(NamedTuple):
    """The debtor as the invoice names them."""

    name: str
    identity: str | None
    """The checked number as the register writes it (see kvitt.kernel.identity)."""
    kind: DebtorKind | None
    """None where neither the file nor an identity number tells."""
    address: tuple[str, ...]
    """Street lines and c/o, without postcode and city."""
    postcode: str | None
    city: str | None
    country: str
    """Two letters."""
    email: str | None
    phone: str | None
    language: str | None
    """sv, nb, nn, en, fi or da; None where the file does not say."""
    customer_number: str | None


class InvoiceIn(NamedTuple):
    """One invoice or credit note, checked as far as the document alone allows."""

    number: str
    kind: InvoiceKind
    issued_on: date
    due_on: date | None
    """None where the document names no day: the creditor's terms decide."""
    currency: str
    payable_minor: int
    """What is to be paid, or credited: positive for both kinds."""
    payment_reference: str | None
    """OCR, KID or free text, without blanks where it is digits."""
    debtor: DebtorIn
    credits_number: str | None
    """The invoice that a credit note credits."""
    text: str | None
    """What the invoice concerns."""
    fee_agreed: bool | None
    """Whether a reminder fee was agreed beforehand; None where the file does not say."""
    position: str
    """Where it stands in the file, e.g. ``line 14``."""
    seller_name: str | None = None
    seller_organisation_number: str | None = None
    account: str | None = None
    """The account to pay to, as the document writes it."""
    account_kind: str | None = None
    """bankgiro, plusgiro, iban or other; None where there is no account."""
    tax_minor: int | None = None
    """VAT in the invoice's own currency, never the second total in the accounting currency."""
    prepaid_minor: int | None = None
    """What had been paid when the invoice was issued; payable_minor is without it."""
    payment_terms: str | None = None


class RowError(NamedTuple):
    """One row, or one element, that cannot become an invoice, and what would help."""

    line: int
    field: str
    value: str
    """The text as it stands in the file, cut at LONGEST_SHOWN characters."""
    sentence: str


NO_NUMBER = Sentence("the invoice number is missing or too long")
DUE_TOO_EARLY = Sentence("the invoice falls due before it was issued")


class FieldProblem(Exception):
    """A field cannot be read; the reader turns it into the RowError of its line."""

    def __init__(self, field: str, value: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.value = value
        self.sentence = sentence

    def at(self, line: int) -> RowError:
        """The row error on the line where the row begins."""
        return RowError(line, self.field, self.value[:LONGEST_SHOWN], self.sentence)


class Warnings:
    """What a person should know though the invoices could be read; bounded in memory."""

    SHOWN_OF_EACH = 20

    def __init__(self) -> None:
        self._shown: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def add(self, sort: str, sentence: str) -> None:
        """Notes one warning; beyond SHOWN_OF_EACH of a sort only the number is kept."""
        self._counts[sort] = self._counts.get(sort, 0) + 1
        if self._counts[sort] <= self.SHOWN_OF_EACH:
            self._shown.setdefault(sort, []).append(sentence)

    def sentences(self) -> list[str]:
        """Every warning kept, each sort followed by how many more there were."""
        found: list[str] = []
        for sort, shown in self._shown.items():
            found += shown
            more = self._counts[sort] - len(shown)
            if more:
                found.append(f"… and {more} more of this sort: {sort}")
        return found
