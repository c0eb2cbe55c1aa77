"""Composed: all words of one letter in reading order, the same for PDF and plain text."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sum: what, on which ground, how calculated, how much."""

    what: str
    ground: str
    amount: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraph."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """The claims of a letter that asks for several: one line each, split by what is owed."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]
    """The claims' sum by column; the first columns, which hold no money, share one label."""
    words: int
    """How many columns hold words and not money."""
    note: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The instalments of a plan: one line each with day, amount and own reference."""

    heading: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    total: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """One claim with every row of its own and their sum."""

    heading: str
    text: str
    rows: tuple[Row, ...]
    subtotal: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Composed:
    """All words of a letter, in reading order."""

    language: str
    country: str
    sent_on: date
    title: str
    lead: str
    opening: str
    sender_lines: tuple[str, ...]
    debtor_lines: tuple[str, ...]
    meta: tuple[tuple[str, str], ...]
    box: tuple[tuple[str, str], ...]
    qr_payload: str
    qr_caption: str
    qr_description: str
    claim: tuple[tuple[str, str], ...]
    sum_heading: str
    columns: tuple[str, str, str]
    claim_table: ClaimTable | None
    """Stands before ``rows`` where the letter asks for several claims."""
    rows: tuple[Row, ...]
    """The rows of the sum; of a letter of several claims those that belong to none of them."""
    total: tuple[str, str]
    running: str
    sections: tuple[Section, ...]
    left_sections: int
    """How many sections stand in the left of two columns of about equal length."""
    numbered: bool
    """Whether the letter has more than one page for certain and so carries page numbers."""
    groups_heading: str
    groups: tuple[ClaimGroup, ...]
    """Every row claim by claim, on pages of their own."""
    explained_heading: str
    explained_opening: str
    explained: tuple[Row, ...]
    calculation_label: str
    footer: str
    page_label: str
    schedule: Schedule | None = None
    """The instalments, where the letter is a plan."""
    greeting: tuple[str, ...] = ()
    """Paragraphs of the creditor's own before the opening."""
    own_words: tuple[str, ...] = ()
    """Paragraphs of the creditor's own after the opening."""
    said: dict[str, str] = field(default_factory=dict)
