"""Checklist: a letter that lacks an element of its statute cannot be made.

Which elements a letter needs, and by which paragraph, is dated law data (`kvitt.law.notices`); the
list of the letter's own day judges it. How each element is found in a letter stands here.
"""

from collections.abc import Callable, Mapping

from kvitt.documents.explanation import refuse_unexplained
from kvitt.documents.letter_parts import (
    BESIDE_THE_FLOW,
    COSTS,
    COSTS_OF_COUNTRY,
    NOT_COSTS,
    Letter,
    LetterItem,
    UnknownLetter,
    has_several_claims,
    of_kind,
)
from kvitt.documents.side_checks import SIDE_FACTS, SIDE_SENTENCES
from kvitt.law.book import LawBook, law_book
from kvitt.law.notices import Element, checklist, letters, missing

STATUTE_LIST = {"plan_agreement": "instalment_plan"}
"""Letters that are also a document with a list of its own, which then comes first."""


def elements_of(letter: Letter, book: LawBook | None = None) -> tuple[Element, ...]:
    """What the letter must hold by the law of the day on which it is sent: the statute's first.

    Raises UnknownLetter for a letter that the country's law does not know, and LawNotKnown.
    """
    law = book or law_book(letter.country)
    if letter.kind in BESIDE_THE_FLOW:
        return _beside_the_flow(letter, law)
    known = letters(law, on=letter.sent_on)
    if letter.kind not in known:
        raise UnknownLetter(
            "The law of “{country}” knows no letter “{kind}”. Known letters are {known}",
            country=letter.country,
            kind=letter.kind,
            known=list(known),
        )
    return checklist(law, letter.kind, on=letter.sent_on, by_agency=letter.is_agency)


def _beside_the_flow(letter: Letter, law: LawBook) -> tuple[Element, ...]:
    """The letter's own list; before it that of the document which the letter also is."""
    lists: list[str] = [letter.kind]
    if letter.kind in STATUTE_LIST:
        lists.insert(0, STATUTE_LIST[letter.kind])
    wanted: dict[str, Element] = {}
    for name in lists:
        for one in checklist(law, name, on=letter.sent_on, by_agency=letter.is_agency):
            wanted.setdefault(one.name, one)
    return tuple(wanted.values())


def require_facts(letter: Letter, elements: tuple[Element, ...]) -> None:
    """Raises MissingElement for the first element that the letter's own facts do not carry."""
    for element in elements:
        check = FACTS.get(element.name)
        if check is not None and not check(letter):
            _refuse(letter, element)
    refuse_unexplained(letter)


def require_sentences(
    letter: Letter, said: Mapping[str, str], elements: tuple[Element, ...]
) -> None:
    """Raises MissingElement for the first required sentence that the composed letter lacks."""
    for element in elements:
        name = SENTENCES.get(element.name)
        if name is not None and not said.get(name, "").strip():
            _refuse(letter, element)


def _refuse(letter: Letter, element: Element) -> None:
    called = f"case {letter.case_reference or '(no reference)'}"
    raise missing(element, letter.kind, letter.country, called=called)


def _has_sender(letter: Letter) -> bool:
    sender = letter.sender
    ways = (sender.email, sender.phone, sender.address_lines, sender.organisation_number)
    return bool(sender.name and any(ways))


def _has_payment_way(letter: Letter) -> bool:
    way = letter.payment
    return bool(way.account_display and way.reference and way.receiver_name)


def _claims_are_described(letter: Letter) -> bool:
    if not letter.claims:
        return bool(letter.claim_text and letter.invoice_number)
    return all(
        claim.invoice_number and (claim.text or letter.claim_text) for claim in letter.claims
    )


def _invoices_are_named(letter: Letter) -> bool:
    numbers = [claim.invoice_number for claim in letter.claims] or [letter.invoice_number]
    return all(numbers)


def _has_principal(letter: Letter) -> bool:
    rows = [item for item in of_kind(letter.items, "principal") if item.amount_minor > 0]
    if not has_several_claims(letter):
        return bool(rows)
    return {claim.invoice_number for claim in letter.claims} <= {row.invoice_number for row in rows}


def _is_overdue(letter: Letter) -> bool:
    due_days = [claim.due_on for claim in letter.claims] or [letter.invoice_due_on]
    return max(due_days) < letter.sent_on


def _costs_are_apart(letter: Letter) -> bool:
    """Every row that is not principal, interest or payment is a cost that the law knows."""
    known = COSTS_OF_COUNTRY[letter.country]
    return all(
        item.kind in NOT_COSTS or (item.kind in known and item.amount_minor > 0)
        for item in letter.items
    )


def _costs_have_ground(letter: Letter) -> bool:
    return all(item.reference for item in of_kind(letter.items, *COSTS))


def _costs_are_told_by_claim(letter: Letter) -> bool:
    return all(
        item.dated_on and item.reference and _is_of_a_named_claim(item, letter)
        for item in of_kind(letter.items, *COSTS)
    )


def _additions_are_apart(letter: Letter) -> bool:
    return _costs_are_apart(letter) and _interest_is_an_amount(letter)


def _sum_adds_up(letter: Letter) -> bool:
    """Every row belongs to a claim of the letter; only payments may stand for the whole case."""
    numbers = [claim.invoice_number for claim in letter.claims]
    return len(numbers) == len(set(numbers)) and all(
        _is_of_a_named_claim(item, letter)
        or (item.kind in ("payment", "credit") and not item.invoice_number)
        for item in letter.items
    )


def _is_of_a_named_claim(item: LetterItem, letter: Letter) -> bool:
    named = {claim.invoice_number for claim in letter.claims}
    if not has_several_claims(letter):
        # A letter of one claim need not repeat its invoice on every row.
        named |= {"", letter.invoice_number, *letter.invoice_number.split(", ")}
    return item.invoice_number in named


def _interest_is_an_amount(letter: Letter) -> bool:
    """Where interest has come up, it stands as an amount and not only as a rate."""
    rows = of_kind(letter.items, "interest")
    if rows:
        return all(item.amount_minor > 0 for item in rows)
    return not _interest_has_come_up(letter)


def _interest_has_come_up(letter: Letter) -> bool:
    if not letter.interest_rate_bp or not letter.interest_base_minor or not letter.interest_from:
        return False
    days = (letter.sent_on - letter.interest_from).days
    a_minor_unit = 365 * 10_000
    return days * letter.interest_base_minor * letter.interest_rate_bp >= a_minor_unit


def _interest_rate_is_told(letter: Letter) -> bool:
    rows = of_kind(letter.items, "interest")
    told = letter.interest_rate_bp is not None
    return all(item.rate_bp is not None for item in rows) and (
        told or not (rows or letter.interest_from)
    )


def _interest_days_are_told(letter: Letter) -> bool:
    rows = of_kind(letter.items, "interest")
    told = letter.interest_from is not None
    return all(item.from_ and item.until for item in rows) and (
        told or not (rows or letter.interest_rate_bp)
    )


def _interest_base_is_told(letter: Letter) -> bool:
    return all(item.base_minor is not None for item in of_kind(letter.items, "interest"))


def _interest_is_complete(letter: Letter) -> bool:
    for item in of_kind(letter.items, "interest"):
        known = item.rate_bp is not None and item.base_minor is not None
        if not (known and item.from_ and item.until and item.reference):
            return False
    return True


def _assignment_is_told(letter: Letter) -> bool:
    taken_over = letter.assignment
    return taken_over is None or bool(taken_over.former_creditor and taken_over.on)


def _gives_the_laws_time(letter: Letter) -> bool:
    """The days that the law asks for in a letter of that kind; the law book holds the number."""
    law = law_book(letter.country)
    name = f"deadlines.{letter.kind}_days"
    if name not in law.series:
        name = f"notices.{letter.kind}_days"
    return _days_to_pay(letter) >= int(law.value(name, on=letter.sent_on).amount)


def _days_to_pay(letter: Letter) -> int:
    return (letter.pay_by - letter.sent_on).days


FACTS: dict[str, Callable[[Letter], bool]] = {
    "sender": _has_sender,
    "debtor": lambda letter: bool(letter.debtor.name),
    "case_reference": lambda letter: bool(letter.case_reference),
    "amount_due": lambda letter: letter.asked_minor > 0,
    "amount_owed": lambda letter: letter.total_minor > 0,
    "day_to_pay": lambda letter: _days_to_pay(letter) > 0,
    "payment_way": _has_payment_way,
    "next_step": lambda letter: bool(letter.next_step and letter.next_step.kind),
    "costs_with_ground": _costs_have_ground,
    "interest_adds_up": _interest_is_complete,
    "sum_adds_up": _sum_adds_up,
    "creditor_name": lambda letter: bool(letter.creditor.name),
    "original_creditor": lambda letter: bool(letter.creditor.name),
    "ground_of_claim": _claims_are_described,
    "invoice_number_and_day": _invoices_are_named,
    "principal": _has_principal,
    "no_fee": lambda letter: not of_kind(letter.items, *COSTS),
    "overdue": _is_overdue,
    "interest_accrued": _interest_is_an_amount,
    "interest_rate": _interest_rate_is_told,
    "interest_period": _interest_days_are_told,
    "interest_from": _interest_days_are_told,
    "interest_base": _interest_base_is_told,
    "costs": _costs_are_apart,
    "costs_by_claim": _costs_are_told_by_claim,
    "additions": _additions_are_apart,
    "assignment": _assignment_is_told,
    "deadline": _gives_the_laws_time,
    "time_to_pay_or_object": _gives_the_laws_time,
    "sent_by_agency": lambda letter: letter.is_agency,
    "estimated_costs": lambda letter: (
        letter.next_step is not None and letter.next_step.cost_minor is not None
    ),
    "new_time": lambda letter: letter.asked_minor <= 0 or _gives_the_laws_time(letter),
    "way_to_pay_if_asked": lambda letter: letter.asked_minor <= 0 or _has_payment_way(letter),
    **SIDE_FACTS,
}
"""The checks on the letter's own facts, by element."""

SENTENCES: dict[str, str] = {
    "says_paid": "paid",
    "says_object": "object",
    "says_more_time": "cannot",
    "says_advice": "advice",
    "says_genuine": "genuine",
    "says_court_or_drop": "court_or_drop",
    "time_to_pay_or_object": "opening",
    "collection_will_begin": "consequence",
    "when_in_time": "in_time",
    "what_may_follow": "consequence",
    "complaints_board": "board",
    "named_collection_notice": "title",
    **SIDE_SENTENCES,
}
"""The sentence of the composed letter that carries each element."""
