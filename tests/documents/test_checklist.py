"""A letter without an element of its statute cannot be made: each element is taken away once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kvitt.documents import composition
from kvitt.documents.checklist import (
    FACTS,
    SENTENCES,
    elements_of,
    require_facts,
    require_sentences,
)
from kvitt.documents.composition import compose
from kvitt.documents.letter import (
    Assignment,
    Letter,
    LetterItem,
    MissingElement,
    Party,
    UnexplainedInterest,
    UnknownLetter,
    render_letter,
)
from kvitt.documents.letter_parts import COSTS, COSTS_OF_COUNTRY
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.notices import Element
from tests.documents.books import with_new_act_from, with_value_from
from tests.documents.letters import EVERY_KIND, NORDLYS, letter
from tests.documents.side_letters import EVERY_SIDE_KIND, side_letter
from tests.documents.side_taken_away import SIDE_TAKEN_AWAY

NOBODY = Party(name="")
NEW_ACT = with_new_act_from("2027-01-01")


def items_with(made: Letter, change: Callable[[LetterItem], LetterItem | None]) -> Letter:
    changed = (change(item) for item in made.items)
    return replace(made, items=tuple(item for item in changed if item is not None))


def with_item(made: Letter, **told: Any) -> Letter:
    return replace(made, items=(*made.items, LetterItem(**told)))


def with_interest(made: Letter, **changed: Any) -> Letter:
    """The letter with every interest row changed; one is added where there is none."""
    rows = [item for item in made.items if item.kind == "interest"] or [
        LetterItem(
            kind="interest",
            amount_minor=27,
            reference="räntelagen 6 §",
            rate_bp=1000,
            from_=date(2026, 2, 1),
            until=date(2026, 2, 2),
            base_minor=1000_00,
        )
    ]
    others = [item for item in made.items if item.kind != "interest"]
    return replace(made, items=(*others, *(replace(row, **changed) for row in rows)))


def with_other_costs(made: Letter) -> Letter:
    return with_item(made, kind="other", amount_minor=3600_00, reference="avtal")


def without_accrued_interest(made: Letter) -> Letter:
    return items_with(made, lambda item: None if item.kind == "interest" else item)


def with_undated_cost(made: Letter) -> Letter:
    fee = {"kind": "reminder_fee", "amount_minor": 60_00, "reference": "lag (1981:739) 4 §"}
    return with_item(made, **fee)


def short_of(days: int) -> Callable[[Letter], Letter]:
    return lambda made: replace(made, pay_by=made.sent_on + timedelta(days=days - 1))


def one_day_short(made: Letter) -> Letter:
    return short_of(8 if made.country == "SE" else 14)(made)


def asking_nothing(made: Letter) -> Letter:
    if made.instalment:
        told = replace(made.instalment, paid_minor=made.instalment.amount_minor)
        return replace(made, instalment=told)
    return with_item(made, kind="payment", amount_minor=-made.total_minor)


TAKEN_AWAY: dict[str, Callable[[Letter], Letter]] = {
    "sender": lambda made: replace(made, sender=replace(made.sender, name="")),
    "debtor": lambda made: replace(made, debtor=NOBODY),
    "case_reference": lambda made: replace(made, case_reference=""),
    "amount_due": asking_nothing,
    "amount_owed": lambda made: with_item(made, kind="payment", amount_minor=-made.total_minor),
    "day_to_pay": lambda made: replace(made, pay_by=made.sent_on),
    "payment_way": lambda made: replace(made, payment=replace(made.payment, reference="")),
    "next_step": lambda made: replace(made, next_step=None),
    "costs_with_ground": lambda made: with_item(made, kind="reminder_fee", amount_minor=60_00),
    "interest_adds_up": lambda made: with_interest(made, reference=""),
    "sum_adds_up": lambda made: items_with(made, lambda item: replace(item, invoice_number="9")),
    "creditor_name": lambda made: replace(made, creditor=NOBODY),
    "original_creditor": lambda made: replace(made, creditor=NOBODY),
    "ground_of_claim": lambda made: replace(made, claim_text=""),
    "invoice_number_and_day": lambda made: replace(made, invoice_number=""),
    "principal": lambda made: items_with(
        made, lambda item: None if item.kind == "principal" else item
    ),
    "no_fee": with_undated_cost,
    "overdue": lambda made: replace(made, invoice_due_on=made.sent_on),
    "interest_accrued": without_accrued_interest,
    "interest_rate": lambda made: with_interest(made, rate_bp=None),
    "interest_period": lambda made: with_interest(made, until=None),
    "interest_from": lambda made: replace(made, interest_from=None),
    "interest_base": lambda made: with_interest(made, base_minor=None),
    "costs": with_other_costs,
    "costs_by_claim": with_undated_cost,
    "additions": with_other_costs,
    "assignment": lambda made: replace(made, assignment=Assignment(former_creditor="A", on=None)),
    "deadline": one_day_short,
    "time_to_pay_or_object": one_day_short,
    "sent_by_agency": lambda made: replace(made, is_agency=False),
    "estimated_costs": lambda made: replace(
        made,
        next_step=replace(made.next_step, cost_minor=None) if made.next_step else None,
    ),
    **SIDE_TAKEN_AWAY,
}


def new_act_notice() -> Letter:
    return replace(
        letter("NO", "collection_notice"),
        is_agency=True,
        sender=NORDLYS,
        sent_on=date(2027, 1, 1),
        pay_by=date(2027, 1, 15),
    )


GOOD: list[tuple[str, Letter, tuple[Element, ...]]] = (
    [
        (f"{country} {kind}", letter(country, kind), elements_of(letter(country, kind)))
        for country, kind in EVERY_KIND
    ]
    + [
        (f"{country} {kind}", side_letter(country, kind), elements_of(side_letter(country, kind)))
        for country, kind in EVERY_SIDE_KIND
    ]
    + [("NO new act", new_act_notice(), elements_of(new_act_notice(), NEW_ACT))]
)


def each(checks: dict[str, Any]) -> list[Any]:
    return [
        pytest.param(made, element, id=f"{name}: {element.name}, {element.paragraph}")
        for name, made, elements in GOOD
        for element in elements
        if element.name in checks
    ]


@pytest.mark.parametrize(("made", "element"), each(FACTS))
def test_a_letter_that_lacks_a_required_fact_cannot_be_made(made: Letter, element: Element) -> None:
    require_facts(made, (element,))
    broken = TAKEN_AWAY[element.name](made)
    with pytest.raises(MissingElement) as no:
        require_facts(broken, (element,))
    assert no.value.given["element"] == element.name
    assert no.value.reference == element.paragraph
    assert element.sentence in no.value.sentence


@pytest.mark.parametrize(
    ("made", "element"), [one for one in each(FACTS) if "new act" not in str(one.id)]
)
def test_no_page_comes_out_of_a_letter_that_lacks_a_required_fact(
    made: Letter, element: Element
) -> None:
    with pytest.raises(MissingElement) as no:
        render_letter(TAKEN_AWAY[element.name](made))
    asked = {one.name: one.paragraph for one in elements_of(made)}
    assert no.value.reference == asked[str(no.value.given["element"])]


@pytest.mark.parametrize(("made", "element"), each(SENTENCES))
def test_a_letter_that_lacks_a_required_sentence_cannot_be_made(
    made: Letter, element: Element
) -> None:
    said = {**compose(made).said, "board": "Finansklagenemnda"}
    require_sentences(made, said, (element,))
    said[SENTENCES[element.name]] = " "
    with pytest.raises(MissingElement) as no:
        require_sentences(made, said, (element,))
    assert no.value.given["element"] == element.name
    assert no.value.reference == element.paragraph


def test_every_element_of_the_law_is_checked_and_every_check_is_asked_for() -> None:
    listed = {element.name for _, _, elements in GOOD for element in elements}
    assert listed == FACTS.keys() | SENTENCES.keys()
    assert FACTS.keys() == TAKEN_AWAY.keys()


def test_a_letter_is_judged_by_the_list_of_the_day_on_which_it_is_sent() -> None:
    book = with_value_from(
        "SE", "notices.reminder", date(2026, 3, 1), {"interest_rate": "a later act 1 §"}
    )
    last_of_the_old = replace(
        letter("SE", "reminder"), sent_on=date(2026, 2, 28), interest_rate_bp=None
    )
    require_facts(last_of_the_old, elements_of(last_of_the_old, book))
    first_of_the_new = replace(last_of_the_old, sent_on=date(2026, 3, 1))
    with pytest.raises(MissingElement, match=r"interest_rate.*a later act 1 §"):
        require_facts(first_of_the_new, elements_of(first_of_the_new, book))


def test_no_letter_is_made_for_a_day_whose_list_is_not_known() -> None:
    with pytest.raises(LawNotKnown, match="notices"):
        compose(replace(letter("NO", "reminder"), sent_on=date(2008, 12, 31)))


def test_every_kind_of_cost_needs_its_legal_ground() -> None:
    for country, kind in (("SE", "collection_demand"), ("NO", "payment_demand")):
        for cost in sorted(COSTS_OF_COUNTRY[country]):
            with pytest.raises(MissingElement, match="legal ground"):
                compose(with_item(letter(country, kind), kind=cost, amount_minor=100))


@pytest.mark.parametrize(
    ("country", "kind"), [("SE", "collection_demand"), ("NO", "payment_demand")]
)
def test_a_cost_that_the_countrys_law_does_not_know_is_refused(country: str, kind: str) -> None:
    for cost in sorted(COSTS - COSTS_OF_COUNTRY[country]):
        with pytest.raises(MissingElement, match="kind that the law knows"):
            compose(with_item(letter(country, kind), kind=cost, amount_minor=1, reference="1 §"))


def test_a_demand_says_what_interest_has_come_up_or_that_there_is_none() -> None:
    bare = without_accrued_interest(letter("SE", "collection_demand"))
    with pytest.raises(MissingElement, match="interest_accrued"):
        compose(bare)
    assert compose(replace(bare, interest_rate_bp=None, interest_from=None)).running
    assert compose(replace(bare, interest_base_minor=0)).running
    less_than_an_ore = replace(bare, interest_base_minor=90)
    assert compose(less_than_an_ore).running


def test_only_a_licensed_agency_names_the_complaint_board() -> None:
    for kind in ("payment_demand", "monitoring_letter"):
        agency = letter("NO", kind)
        own = replace(agency, is_agency=False, sender=agency.creditor)
        assert "Finansklagenemnda" in compose(agency).said["board"]
        assert compose(own).said["board"] == ""
        assert "complaints_board" not in {one.name for one in elements_of(own)}


def test_a_claim_that_was_taken_over_says_from_whom_and_when() -> None:
    taken_over = Assignment(former_creditor="Granen Energi AB", on=date(2026, 1, 15))
    said = compose(replace(letter("SE", "collection_demand"), assignment=taken_over))
    assert ("Övertagen", "från Granen Energi AB den 15 januari 2026") in said.claim


def test_a_letter_that_the_country_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownLetter, match="collection_demand"):
        compose(replace(letter("SE", "reminder"), kind="collection_notice"))


def test_under_the_new_act_a_creditor_sends_no_collection_notice_of_its_own() -> None:
    last = replace(letter("NO", "collection_notice"), sent_on=date(2026, 12, 31))
    require_facts(replace(last, pay_by=date(2027, 1, 14)), elements_of(last, NEW_ACT))
    own = replace(new_act_notice(), is_agency=False)
    assert "sent_by_agency" not in {one.name for one in elements_of(own, law_book("NO"))}
    with pytest.raises(MissingElement) as no:
        require_facts(own, elements_of(own, NEW_ACT))
    assert no.value.reference == "LOV-2026-05-22-19 § 20"


def test_interest_that_its_own_figures_do_not_give_is_refused() -> None:
    wrong = with_interest(letter("SE", "collection_demand"), amount_minor=1141)
    with pytest.raises(UnexplainedInterest, match=r"1141.*1041"):
        composition.compose(wrong)
