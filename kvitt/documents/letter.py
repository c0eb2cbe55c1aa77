"""Letters: one entry point from the facts of a claim to the PDF and the plain text of one letter.

A letter that lacks an element of its statute is refused by name and paragraph (MissingElement).
PDF and text are made from the same composed words, so that letter, e-mail and portal say the same.
Rendering the same Letter again gives the same bytes: the archive can be proved by its hash.
"""

import textwrap
from typing import Any

from kvitt.documents.composed import ClaimGroup, Composed, Row
from kvitt.documents.composition import compose
from kvitt.documents.explanation import UnexplainedInterest
from kvitt.documents.letter_parts import (
    Assignment,
    Letter,
    LetterClaimRow,
    LetterItem,
    LetterKind,
    NextStep,
    Party,
    PaymentWay,
    UnknownLetter,
    UntoldLetter,
)
from kvitt.documents.payment_code import as_modules
from kvitt.documents.side_parts import (
    AnswerTold,
    DeferralTold,
    EnforcementTold,
    InquiryTold,
    InstalmentTold,
    ObjectionTold,
    PlanRow,
    PlanTable,
    SettlementOfferTold,
)
from kvitt.documents.typesetting import pictures, typeset
from kvitt.documents.wording import wording
from kvitt.law.notices import MissingElement

__all__ = [
    "AnswerTold",
    "Assignment",
    "DeferralTold",
    "InquiryTold",
    "EnforcementTold",
    "InstalmentTold",
    "Letter",
    "LetterClaimRow",
    "LetterItem",
    "LetterKind",
    "MissingElement",
    "NextStep",
    "ObjectionTold",
    "Party",
    "PaymentWay",
    "PlanRow",
    "PlanTable",
    "SettlementOfferTold",
    "UnexplainedInterest",
    "UnknownLetter",
    "UntoldLetter",
    "letter_pictures",
    "letter_subject",
    "letter_text",
    "render_letter",
]

_WIDTH = 76


def render_letter(letter: Letter) -> bytes:
    """The letter as PDF/A-2a with PDF/UA-1 tags, dated by ``sent_on``, identical on every run.

    Raises MissingElement, UnexplainedInterest or UnknownLetter.
    """
    return typeset("letter", *_set_of(compose(letter)))


def letter_pictures(letter: Letter) -> list[bytes]:
    """The letter's pages as PNG, for a preview before it is sent; refuses as render_letter."""
    return pictures("letter", *_set_of(compose(letter)))


def letter_subject(letter: Letter) -> str:
    """The e-mail's subject: who writes about which case, without a word of debt or person."""
    words = wording(letter.language)
    return words.say("subject", sender=letter.sender.name, case=letter.case_reference)


def letter_text(letter: Letter) -> str:
    """The same words as plain text, for the e-mail's body; refuses as render_letter."""
    said = compose(letter)
    blocks = [
        "\n".join(said.sender_lines),
        "\n".join(said.debtor_lines),
        _pairs(said.meta),
        said.title,
        _wrap(said.lead),
        _pairs(said.box),
        *map(_wrap, said.greeting),
        _wrap(said.opening),
        *map(_wrap, said.own_words),
        "\n".join(_wrap(f"{label}: {value}") for label, value in said.claim),
        _schedule(said),
        _sum(said) if said.sum_heading else "",
        _wrap(said.running),
        *("\n".join((section.heading, _wrap(section.text))) for section in said.sections),
        *_groups(said),
        _explained(said),
        _wrap(said.footer),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _set_of(said: Composed) -> tuple[dict[str, Any], bytes]:
    """The composed words as the template reads them, and the QR code's grey bytes."""
    code = as_modules(said.qr_payload) if said.qr_payload else None
    words = {
        "language": said.language,
        "region": said.country,
        "dated": [said.sent_on.year, said.sent_on.month, said.sent_on.day],
        "title": said.title,
        "lead": said.lead,
        "greeting": said.greeting,
        "opening": said.opening,
        "own_words": said.own_words,
        "sender": said.sender_lines,
        "debtor": said.debtor_lines,
        "meta": said.meta,
        "box": said.box,
        "qr": code.side if code else None,
        "qr_caption": said.qr_caption,
        "qr_description": said.qr_description,
        "claim": said.claim,
        "schedule": _schedule_of(said),
        "sum_heading": said.sum_heading,
        "columns": said.columns,
        "claim_table": _table_of(said),
        "rows": _cells(said.rows),
        "total": said.total,
        "running": said.running,
        "sections": [[section.heading, section.text] for section in said.sections],
        "left_sections": said.left_sections,
        "numbered": said.numbered,
        "groups_heading": said.groups_heading,
        "groups": [
            [group.heading, group.text, _cells(group.rows), group.subtotal] for group in said.groups
        ],
        "explained_heading": said.explained_heading,
        "explained_opening": said.explained_opening,
        "explained": _cells(said.explained),
        "calculation_label": said.calculation_label,
        "footer": said.footer,
        "page_label": said.page_label,
    }
    return words, code.grey if code else b""


def _cells(rows: tuple[Row, ...]) -> list[list[str]]:
    return [[row.what, row.detail, row.ground, row.amount] for row in rows]


def _table_of(said: Composed) -> dict[str, Any] | None:
    table = said.claim_table
    if table is None:
        return None
    return {
        "columns": table.columns,
        "lines": table.lines,
        "totals": table.totals,
        "words": table.words,
        "note": table.note,
    }


def _schedule_of(said: Composed) -> dict[str, Any] | None:
    plan = said.schedule
    if plan is None:
        return None
    return {
        "heading": plan.heading,
        "columns": plan.columns,
        "lines": plan.lines,
        "total": plan.total,
    }


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _pairs(pairs: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in pairs)


def _sum(said: Composed) -> str:
    """How the sum is made up: the claims' table first, where there are several."""
    table = said.claim_table
    lines = [said.sum_heading]
    if table is not None:
        for cells in table.lines:
            named = [f"{name} {cell}" for name, cell in zip(table.columns, cells, strict=True)]
            lines.append(_wrap(", ".join(filter(None, (named[0], cells[1]))), "  "))
            lines.append(_wrap(", ".join(named[2:]), "    "))
        sums = zip(table.columns[table.words :], table.totals[1:], strict=True)
        together = ", ".join(f"{name} {cell}" for name, cell in sums)
        lines.append(_wrap(f"{table.totals[0]}: {together}", "  "))
    lines += [*map(_sum_lines, said.rows), f"  {_pairs((said.total,))}"]
    if table is not None:
        lines.append(_wrap(table.note))
    return "\n".join(lines)


def _schedule(said: Composed) -> str:
    """The instalments of a plan, one a line."""
    plan = said.schedule
    if plan is None:
        return ""
    named = [
        f"  {number}. {day}: {amount}, {plan.columns[2]} {reference}"
        for number, day, reference, amount in plan.lines
    ]
    return "\n".join([plan.heading, *named, f"  {_pairs((plan.total,))}"])


def _groups(said: Composed) -> list[str]:
    """Every row, claim by claim."""
    if not said.groups:
        return []
    return [said.groups_heading, *map(_group_lines, said.groups)]


def _group_lines(group: ClaimGroup) -> str:
    rows = map(_sum_lines, group.rows)
    return "\n".join(
        [group.heading, _wrap(group.text, "  "), *rows, f"  {_pairs((group.subtotal,))}"]
    )


def _sum_lines(row: Row) -> str:
    lines = [f"  {row.what}: {row.amount}"]
    lines += [_wrap(text, "    ") for text in (row.detail, row.ground) if text]
    return "\n".join(lines)


def _explained(said: Composed) -> str:
    if not said.explained:
        return ""
    rows = [_sum_lines(row) for row in said.explained]
    return "\n".join(
        [said.explained_heading, _wrap(said.explained_opening), *rows, f"  {_pairs((said.total,))}"]
    )
