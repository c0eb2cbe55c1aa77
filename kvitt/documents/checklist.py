"""Checklist: a letter that lacks an element of its statute cannot be made.

The elements stand in ``checklists.yaml`` with their paragraphs; each is one small check here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from kvitt.documents.explanation import refuse_unexplained
from kvitt.documents.letter_parts import (
    COSTS,
    KINDS_OF_COUNTRY,
    Letter,
    MissingElement,
    UnknownLetter,
    of_kind,
)
from kvitt.law.book import law_book


@dataclass(frozen=True, slots=True)
class Element:
    """One required element: its check's name, the paragraph that asks for it, and what it is."""

    element: str
    paragraph: str
    sentence: str
    agency: bool = False


@cache
def elements_of(country: str, kind: str) -> tuple[Element, ...]:
    """The statute's own elements of this letter first, then those of every letter."""
    source = files("kvitt.documents").joinpath("checklists.yaml")
    lists = yaml.safe_load(source.read_text(encoding="utf-8"))
    for entry in lists["letters"]:
        if (entry["country"], entry["kind"]) == (country, kind):
            return tuple(Element(**row) for row in entry["elements"] + lists["every_letter"])
    known = "; ".join(f"{land}: {', '.join(kinds)}" for land, kinds in KINDS_OF_COUNTRY.items())
    raise UnknownLetter(
        f"The law of “{country}” knows no letter “{kind}”. Known letters are {known}",
        country=country,
        kind=kind,
    )


def require_facts(letter: Letter) -> None:
    """Raises MissingElement for the first element that the letter's own facts do not carry."""
    for element in elements_of(letter.country, letter.kind):
        check = FACTS.get(element.element)
        if check is not None and not check(letter):
            _refuse(letter, element)
    refuse_unexplained(letter)


def require_sentences(letter: Letter, said: Mapping[str, str]) -> None:
    """Raises MissingElement for the first required sentence that the composed letter lacks."""
    for element in elements_of(letter.country, letter.kind):
        name = SENTENCES.get(element.element)
        if name is None or (element.agency and not letter.is_agency):
            continue
        if not said.get(name, "").strip():
            _refuse(letter, element)


def _refuse(letter: Letter, element: Element) -> None:
    raise MissingElement(
        f"The letter “{letter.kind}” ({letter.country}) of case "
        f"{letter.case_reference or '(no reference)'} lacks {element.element}: "
        f"it must give {element.sentence}",
        reference=element.paragraph,
        element=element.element,
    )


def _has_sender(letter: Letter) -> bool:
    sender = letter.sender
    ways = (sender.email, sender.phone, sender.address_lines, sender.organisation_number)
    return bool(sender.name and any(ways))


def _has_payment_way(letter: Letter) -> bool:
    way = letter.payment
    return bool(way.account_display and way.reference and way.receiver_name)


def _has_principal(letter: Letter) -> bool:
    return any(item.amount_minor > 0 for item in of_kind(letter.items, "principal"))


def _costs_have_ground(letter: Letter) -> bool:
    return all(item.reference and item.amount_minor > 0 for item in of_kind(letter.items, *COSTS))


def _interest_is_stated(letter: Letter) -> bool:
    if not _interest_is_complete(letter):
        return False
    rows = of_kind(letter.items, "interest")
    running = letter.interest_rate_bp is not None and letter.interest_from is not None
    nothing = letter.interest_rate_bp is None and letter.interest_from is None
    return running or (nothing and not rows)


def _interest_is_complete(letter: Letter) -> bool:
    for item in of_kind(letter.items, "interest"):
        known = item.rate_bp is not None and item.base_minor is not None
        if not (known and item.from_ and item.until and item.reference):
            return False
    return True


def _least_days(letter: Letter) -> int:
    """The days that the law asks for in a letter of that kind; the law book holds the number."""
    name = f"deadlines.{letter.kind}_days"
    return int(law_book(letter.country).value(name, on=letter.sent_on).amount)


def _days_to_pay(letter: Letter) -> int:
    return (letter.pay_by - letter.sent_on).days


FACTS: dict[str, Callable[[Letter], bool]] = {
    "sender": _has_sender,
    "debtor": lambda letter: bool(letter.debtor.name),
    "case_reference": lambda letter: bool(letter.case_reference),
    "amount_due": lambda letter: letter.total_minor > 0,
    "pay_by": lambda letter: _days_to_pay(letter) > 0,
    "payment_way": _has_payment_way,
    "next_step": lambda letter: bool(letter.next_step and letter.next_step.kind),
    "costs_with_ground": _costs_have_ground,
    "interest_adds_up": _interest_is_complete,
    "creditor_name": lambda letter: bool(letter.creditor.name),
    "claim_text": lambda letter: bool(letter.claim_text and letter.invoice_number),
    "principal": _has_principal,
    "no_fee": lambda letter: not of_kind(letter.items, *COSTS),
    "after_due_day": lambda letter: letter.invoice_due_on < letter.sent_on,
    "interest_stated": _interest_is_stated,
    "eight_days": lambda letter: _days_to_pay(letter) >= _least_days(letter),
    "fourteen_days": lambda letter: _days_to_pay(letter) >= _least_days(letter),
}
"""The checks on the letter's own facts, by element."""

SENTENCES: dict[str, str] = {
    "says_object": "object",
    "says_advice": "advice",
    "says_genuine": "genuine",
    "says_time_to_object": "opening",
    "says_collection_starts": "consequence",
    "says_in_time": "in_time",
    "says_legal_recovery": "consequence",
    "says_board": "board",
}
"""The sentence of the composed letter that carries each element."""
