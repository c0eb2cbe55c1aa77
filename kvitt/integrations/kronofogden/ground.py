"""The ground of a claim in an application: written from a text, and judged before it is filed.

The authority wants the original creditor and the due days named, and no words on how to pay.
"""

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from kvitt.domain.enforcement.sweden_claimed import capital_minor, original_creditor
from kvitt.domain.filing import PRINCIPAL, FiledClaim, Filing
from kvitt.domain.user_text import UserText, Variable, user_text
from kvitt.kernel.money import as_decimal_text
from kvitt.law.book import LawBook

GROUND = "lag (1990:746) 10 §"
FILE_SENDERS = "Kronofogdens anvisningar för filinlämnare"

_CLAIM = {
    "number": Variable("text", "the invoice's number", "10482"),
    "text": Variable("text", "what was sold, in the invoice's words", "Hyra mars", may_lack=True),
    "issued_on": Variable("text", "the day of the invoice", "2026-01-01"),
    "due_on": Variable("text", "the day on which it fell due", "2026-01-31"),
    "amount": Variable("text", "the invoice's sum in kronor", "4800,00"),
    "open": Variable("text", "what is unpaid of it in kronor", "4800,00"),
    "paid_in_part": Variable("yes_no", "whether a part of it was paid", False),
}
GROUND_VARIABLES = {
    "applicant": Variable("text", "who has the claim now", "Björkdalens Cykel AB"),
    "creditor": Variable("text", "who the claim arose with", "Björkdalens Cykel AB"),
    "debtor": Variable("text", "who owes it", "Åsa Öberg"),
    "taken_over": Variable("yes_no", "whether the claim was taken over", False),
    "several": Variable("yes_no", "whether there are several claims", False),
    "demanded_on": Variable("text", "the day of the last demand", "2026-03-10", may_lack=True),
    "claims": Variable("list", "the claims, the oldest first", [], fields=_CLAIM),
}
"""What a text of the ground may name."""

_PAYING = re.compile(
    r"\b(?:bankgiro\w*|plusgiro\w*|postgiro\w*|bg\s*\d|pg\s*\d|swish\w*|iban|ocr\w*|clearing\w*"
    r"|kontonummer\w*|betalas?\s+(?:in\s+)?(?:till|på)|sätt(?:s|as)?\s+in\s+på|inbetalning\w*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\D+")
_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip


class Objection(NamedTuple):
    """What the authority would object to, where it stands, and what it rests on."""

    field: str
    sentence: str
    reference: str


def ground_text(filing: Filing, *, source: str = "") -> str:
    """The ground in words from a creditor's own text, or from ours. Raises UserTextNotAllowed."""
    text = user_text(source, GROUND_VARIABLES) if source else _ours()
    demands = [letter.sent_on for letter in filing.letters if letter.kind == "collection_demand"]
    given: dict[str, object] = {
        "applicant": filing.creditor.name,
        "creditor": original_creditor(filing),
        "debtor": filing.debtor.name,
        "taken_over": original_creditor(filing) != filing.creditor.name,
        "several": len(filing.claims) > 1,
        "demanded_on": f"{max(demands)}" if demands else None,
        "claims": [_row(claim) for claim in filing.claims],
    }
    return " ".join(text.fill(given).split())


def objections_to_ground(filing: Filing, book: LawBook) -> tuple[Objection, ...]:
    """Everything that the ground lacks, or has too much of. Raises LawNotKnown."""
    ground = filing.ground
    found = []
    if original_creditor(filing).casefold() not in ground.casefold():
        sentence = f"The ground does not name the original creditor, {original_creditor(filing)}."
        found.append(Objection("ground", sentence, FILE_SENDERS))
    for claim in filing.claims:
        if not any(day in ground for day in _written(claim)):
            sentence = (
                f"The ground does not say that invoice {claim.invoice_number} fell due on "
                f"{claim.due_on}."
            )
            found.append(Objection("ground", sentence, f"{GROUND}, {FILE_SENDERS}"))
    told = _payment_words(filing)
    if told:
        sentence = f"The ground tells how to pay (“{told}”): the authority takes no such words."
        found.append(Objection("ground", sentence, FILE_SENDERS))
    limit = book.value("authority.ground_text_characters", on=filing.filed_on)
    if len(ground) > limit.amount:
        sentence = (
            f"The ground has {len(ground)} characters and the most are {limit.amount}: shorten it, "
            "or file fewer claims at a time."
        )
        found.append(Objection("ground", sentence, limit.reference))
    return tuple(found)


def _payment_words(filing: Filing) -> str:
    """The first words of the ground that say how to pay; names of the parties are none."""
    text = filing.ground
    for name in (filing.creditor.name, original_creditor(filing), filing.debtor.name):
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    if found := _PAYING.search(text):
        return found.group()
    # Five digits and more: a shorter number could be anything.
    numbers = [re.sub(r"[\s-]", "", number) for number in re.findall(r"\d[\d\s-]{3,}\d", text)]
    secret = [_DIGITS.sub("", told) for told in (filing.pay_to, filing.pay_reference)]
    return next((number for number in numbers if number in secret and len(number) > 4), "")


def _written(claim: FiledClaim) -> tuple[str, ...]:
    day = claim.due_on
    return (f"{day}", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def _row(claim: FiledClaim) -> dict[str, object]:
    at_first = sum(item.amount_minor for item in claim.of(PRINCIPAL))
    rest = capital_minor(claim)
    return {
        "number": claim.invoice_number,
        "text": claim.text.strip().rstrip(".") or None,
        "issued_on": f"{claim.issued_on}",
        "due_on": f"{claim.due_on}",
        "amount": as_decimal_text(at_first).replace(".", ","),
        "open": as_decimal_text(rest).replace(".", ","),
        "paid_in_part": 0 < rest < at_first,
    }


@cache
def _ours() -> UserText:
    file = resources.files("kvitt.integrations.kronofogden") / "ground.yaml"
    return user_text(yaml.safe_load(file.read_text("utf-8"))["payment_order"], GROUND_VARIABLES)
