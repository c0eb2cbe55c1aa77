"""A letter without an element of its statute cannot be made: each element is taken away once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kvitt.documents import composition
from kvitt.documents.checklist import FACTS, SENTENCES, elements_of, require_sentences
from kvitt.documents.composition import compose
from kvitt.documents.letter import (
    Letter,
    LetterItem,
    MissingElement,
    Party,
    UnexplainedInterest,
    UnknownLetter,
    render_letter,
)
from kvitt.documents.letter_parts import COSTS
from tests.documents.letters import EVERY_KIND, letter

NOBODY = Party(name="")


def items_with(made: Letter, change: Callable[[LetterItem], LetterItem | None]) -> Letter:
    changed = (change(item) for item in made.items)
    return replace(made, items=tuple(item for item in changed if item is not None))


def without_rate(item: LetterItem) -> LetterItem:
    return replace(item, rate_bp=None) if item.kind == "interest" else item


def with_groundless_fee(made: Letter) -> Letter:
    fee = LetterItem(kind="reminder_fee", amount_minor=60_00)
    return replace(made, items=(*made.items, fee))


def with_fee(made: Letter) -> Letter:
    fee = LetterItem(kind="reminder_fee", amount_minor=60_00, reference="lag (1981:739) 4 §")
    return replace(made, items=(*made.items, fee))


def with_incomplete_interest(made: Letter) -> Letter:
    if any(item.kind == "interest" for item in made.items):
        return items_with(made, without_rate)
    bare = LetterItem(kind="interest", amount_minor=10_00, reference="räntelagen 6 §")
    return replace(made, items=(*made.items, bare))


TAKEN_AWAY: dict[str, Callable[[Letter], Letter]] = {
    "sender": lambda made: replace(made, sender=replace(made.sender, name="")),
    "debtor": lambda made: replace(made, debtor=NOBODY),
    "case_reference": lambda made: replace(made, case_reference=""),
    "amount_due": lambda made: replace(
        made, items=(*made.items, LetterItem(kind="payment", amount_minor=-made.total_minor))
    ),
    "pay_by": lambda made: replace(made, pay_by=made.sent_on),
    "payment_way": lambda made: replace(made, payment=replace(made.payment, reference="")),
    "next_step": lambda made: replace(made, next_step=None),  # type: ignore[arg-type]
    "costs_with_ground": with_groundless_fee,
    "interest_adds_up": with_incomplete_interest,
    "creditor_name": lambda made: replace(made, creditor=NOBODY),
    "claim_text": lambda made: replace(made, claim_text=""),
    "principal": lambda made: items_with(
        made, lambda item: replace(item, kind="interest") if item.kind == "principal" else item
    ),
    "no_fee": with_fee,
    "after_due_day": lambda made: replace(made, invoice_due_on=made.sent_on),
    "interest_stated": lambda made: replace(items_with(made, without_rate), interest_from=None),
    "eight_days": lambda made: replace(made, pay_by=made.sent_on + timedelta(days=7)),
    "fourteen_days": lambda made: replace(made, pay_by=made.sent_on + timedelta(days=13)),
}
STRICTER = {
    "pay_by": ("eight_days", "fourteen_days"),
    "costs_with_ground": ("no_fee",),
    "interest_adds_up": ("interest_stated",),
}
"""Where the statute asks for more than every letter must have, its own element is named first."""
EVERY_FACT = [
    (country, kind, element.element, element.paragraph)
    for country, kind in EVERY_KIND
    for element in elements_of(country, kind)
    if element.element in FACTS
]
EVERY_SENTENCE = [
    (country, kind, element.element, element.paragraph)
    for country, kind in EVERY_KIND
    for element in elements_of(country, kind)
    if element.element in SENTENCES
]


@pytest.mark.parametrize(("country", "kind", "element", "paragraph"), EVERY_FACT)
def test_a_letter_that_lacks_a_required_fact_cannot_be_made(
    country: str, kind: str, element: str, paragraph: str
) -> None:
    broken = TAKEN_AWAY[element](letter(country, kind))
    with pytest.raises(MissingElement) as no:
        render_letter(broken)
    named = no.value.given["element"]
    assert named == element or named in STRICTER.get(element, ())
    assert no.value.reference == paragraph or named != element


@pytest.mark.parametrize(("country", "kind", "element", "paragraph"), EVERY_SENTENCE)
def test_a_letter_that_lacks_a_required_sentence_cannot_be_made(
    country: str, kind: str, element: str, paragraph: str
) -> None:
    made = letter(country, kind)
    said = dict(compose(made).said)
    said[SENTENCES[element]] = ""
    with pytest.raises(MissingElement) as no:
        require_sentences(made, said)
    assert no.value.reference == paragraph
    assert SENTENCES[element] == SENTENCES[str(no.value.given["element"])]


def test_every_element_of_the_lists_is_checked_and_every_check_is_listed() -> None:
    listed = {
        element.element for country, kind in EVERY_KIND for element in elements_of(country, kind)
    }
    assert listed == FACTS.keys() | SENTENCES.keys()
    assert FACTS.keys() == TAKEN_AWAY.keys()


def test_every_kind_of_cost_needs_its_legal_ground() -> None:
    for kind in COSTS:
        fee = LetterItem(kind=kind, amount_minor=100)  # type: ignore[arg-type]
        made = letter("SE", "collection_demand")
        with pytest.raises(MissingElement, match="legal ground"):
            compose(replace(made, items=(*made.items, fee)))


def test_only_a_licensed_agency_names_the_complaint_board() -> None:
    agency = letter("NO", "payment_demand")
    own = replace(agency, is_agency=False, sender=agency.creditor)
    assert "Finansklagenemnda" in compose(agency).said["board"]
    assert compose(own).said["board"] == ""


def test_a_letter_that_the_country_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownLetter, match="collection_demand"):
        compose(replace(letter("SE", "reminder"), kind="collection_notice"))


def test_interest_that_its_own_figures_do_not_give_is_refused() -> None:
    made = letter("SE", "collection_demand")
    wrong = items_with(
        made, lambda item: replace(item, amount_minor=1141) if item.kind == "interest" else item
    )
    with pytest.raises(UnexplainedInterest, match=r"1141.*1041"):
        composition.compose(wrong)
