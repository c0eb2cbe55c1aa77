"""Claim listing: a letter over several claims shows each of them with every row of its own.

First one line for each claim, split in principal, interest and costs; then, on pages of their own,
each claim with its rows, their grounds and their sum. No cost stands apart from its claim.
"""

from collections.abc import Callable

from kvitt.documents.composed import ClaimGroup, ClaimTable, Row
from kvitt.documents.letter_parts import (
    COSTS,
    Letter,
    LetterClaimRow,
    LetterItem,
    has_several_claims,
    of_kind,
)
from kvitt.documents.wording import Wording

WORD_COLUMNS = 4
MONEY_COLUMNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("principal", frozenset({"principal"})),
    ("interest", frozenset({"interest"})),
    ("costs", COSTS),
    ("paid", frozenset({"payment", "credit"})),
)
"""The columns of money before the sum, and the kinds of items that each adds up."""


def items_of(letter: Letter, claim: LetterClaimRow) -> tuple[LetterItem, ...]:
    """The rows of one claim, in the letter's order."""
    return tuple(item for item in letter.items if item.invoice_number == claim.invoice_number)


def items_of_no_claim(letter: Letter) -> tuple[LetterItem, ...]:
    """The rows that stand for the whole case: payments that no claim is named for."""
    named = {claim.invoice_number for claim in letter.claims}
    return tuple(item for item in letter.items if item.invoice_number not in named)


def claim_table(letter: Letter, words: Wording) -> ClaimTable | None:
    """One line for each claim with principal, interest, costs and sum; None for a single claim."""
    if not has_several_claims(letter):
        return None
    shown = [items_of(letter, claim) for claim in letter.claims]
    columns = [
        (name, kinds)
        for name, kinds in MONEY_COLUMNS
        if name != "paid" or any(of_kind(items, *kinds) for items in shown)
    ]

    def money(items: tuple[LetterItem, ...]) -> tuple[str, ...]:
        parts = [_sum_minor(of_kind(items, *kinds)) for _, kinds in columns]
        return tuple(words.amount(minor) for minor in (*parts, _sum_minor(items)))

    lines = tuple(
        (
            claim.invoice_number,
            claim.text,
            words.short_day(claim.issued_on),
            words.short_day(claim.due_on),
            *money(items),
        )
        for claim, items in zip(letter.claims, shown, strict=True)
    )
    every = tuple(item for items in shown for item in items)
    heads = ["number", "text", "issued_on", "due_on", *(name for name, _ in columns), "sum"]
    return ClaimTable(
        columns=tuple(words.say(f"claims.{name}") for name in heads),
        lines=lines,
        totals=(words.say("claims.together", count=str(len(letter.claims))), *money(every)),
        words=WORD_COLUMNS,
        note=words.say("claims.note", heading=words.say("headings.claims")),
    )


def claim_groups(
    letter: Letter, words: Wording, row_of: Callable[[LetterItem], Row]
) -> tuple[ClaimGroup, ...]:
    """Each claim with its rows and their sum; empty for a single claim."""
    if not has_several_claims(letter):
        return ()
    return tuple(
        ClaimGroup(
            heading=_heading(claim, words),
            text=_text(claim, words),
            rows=tuple(row_of(item) for item in items_of(letter, claim)),
            subtotal=(
                words.say("claims.subtotal", number=claim.invoice_number),
                words.money(
                    _sum_minor(items_of(letter, claim)), letter.currency, country=letter.country
                ),
            ),
        )
        for claim in letter.claims
    )


def _heading(claim: LetterClaimRow, words: Wording) -> str:
    named = words.say("claims.heading", number=claim.invoice_number)
    return f"{named}, {claim.text}" if claim.text else named


def _text(claim: LetterClaimRow, words: Wording) -> str:
    days = words.say(
        "claims.days", issued_on=words.day(claim.issued_on), due_on=words.day(claim.due_on)
    )
    said = [days]
    if claim.interest_from is not None:
        said.append(words.say("claims.interest_from", from_=words.day(claim.interest_from)))
    return " ".join(said)


def _sum_minor(items: tuple[LetterItem, ...]) -> int:
    return sum(item.amount_minor for item in items)
