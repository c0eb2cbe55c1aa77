"""What letters and documents must hold: dated lists, each element with its paragraph."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from kvitt.law.book import LawBook, LawFileBroken, LawNotKnown, law_book
from kvitt.law.notices import (
    AREA,
    HOUSE_LIST,
    MissingElement,
    UnknownDocument,
    checklist,
    documents,
    letters,
    require_elements,
)

TODAY = date(2026, 11, 21)
SENTENCES = ("element_sentences", "document_sentences")
EVERY_DOCUMENT = [
    (country, document) for country in ("SE", "NO") for document in documents(law_book(country))
]
FILLED_IN = [
    (country, document)
    for country, document in EVERY_DOCUMENT
    if document not in letters(law_book(country), on=TODAY)
]
EVERY_ELEMENT = [
    pytest.param(country, document, element, id=f"{country} {document}: {element.name}")
    for country, document in FILLED_IN
    for element in checklist(law_book(country), document, on=TODAY)
]


def with_amount(country: str, name: str, amount: Any) -> LawBook:
    """The packaged book where the last period of one value has another amount."""
    book = law_book(country)
    series = book.series[name]
    entries = (*series.entries[:-1], replace(series.entries[-1], amount=amount))
    changed = replace(series, entries=entries)
    return LawBook(country, "test", MappingProxyType({**book.series, name: changed}))


def names(*args: Any, **kwargs: Any) -> list[str]:
    return [element.name for element in checklist(*args, **kwargs)]


def test_the_documents_of_both_countries_have_their_lists() -> None:
    assert set(documents(law_book("SE"))) == {
        "friendly_reminder",
        "reminder",
        "collection_demand",
        "monitoring_letter",
        "assignment_notice",
        "instalment_plan",
        "credit_servicer_notice",
        "payment_order_application",
        "enforcement_application",
        "deferral_confirmation",
        "dispute_received",
        "dispute_answer",
        "plan_agreement",
        "plan_reminder",
        "plan_missed",
        "settlement_offer",
        "ability_notice",
    }
    assert set(documents(law_book("NO"))) == {
        "friendly_reminder",
        "reminder",
        "collection_notice",
        "payment_demand",
        "monitoring_letter",
        "instalment_plan",
        "enforcement_notice",
        "attachment_application",
        "attachment_application_own_document",
        "conciliation_application",
        "deferral_confirmation",
        "dispute_received",
        "dispute_answer",
        "plan_agreement",
        "plan_reminder",
        "plan_missed",
        "settlement_offer",
        "ability_notice",
    }


@pytest.mark.parametrize(("country", "document"), EVERY_DOCUMENT)
def test_every_element_has_its_paragraph_and_its_sentence(country: str, document: str) -> None:
    for element in checklist(law_book(country), document, on=TODAY):
        assert "§" in element.paragraph, element
        assert len(element.sentence) > 5, element
        assert element.paragraph not in element.sentence


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_no_sentence_speaks_of_an_element_that_nothing_asks_for(country: str) -> None:
    book = law_book(country)
    said = {
        element
        for name in SENTENCES
        for value in book.values(AREA + name)
        for element in value.amount
    }
    asked = {
        element
        for name in book.names()
        if name.startswith(AREA) and book.series[name].entries[0].unit == "elements"
        if name.removeprefix(AREA) not in SENTENCES
        for value in book.values(name)
        for element in value.amount
    }
    assert said == asked


@pytest.mark.parametrize(("country", "document", "element"), EVERY_ELEMENT)
def test_a_document_without_one_of_its_elements_is_refused_by_name_and_paragraph(
    country: str, document: str, element: Any
) -> None:
    book = law_book(country)
    whole = {one.name: "…" for one in checklist(book, document, on=TODAY)}
    require_elements(book, document, whole, on=TODAY)
    for lacking in ({**whole, element.name: "  "}, whole | {element.name: ""}):
        with pytest.raises(MissingElement) as no:
            require_elements(book, document, lacking, on=TODAY, called="case 26-000418")
        assert no.value.reference == element.paragraph
        assert element.name in no.value.sentence and element.sentence in no.value.sentence
        assert document in no.value.sentence and "26-000418" in no.value.sentence
    del whole[element.name]
    with pytest.raises(MissingElement, match=element.name):
        require_elements(book, document, whole, on=TODAY)


def test_letters_also_hold_the_house_list_and_the_statutes_own_come_first() -> None:
    for country in ("SE", "NO"):
        book = law_book(country)
        house = list(book.value(AREA + HOUSE_LIST, on=TODAY).amount)
        for kind in letters(book, on=TODAY):
            own = list(book.value(AREA + kind, on=TODAY).amount)
            expected = own + [name for name in house if name not in own]
            assert names(book, kind, on=TODAY) == expected
        beside = book.value(AREA + "letters_beside_the_flow", on=TODAY).amount
        for document in documents(book):
            if document not in letters(book, on=TODAY) and document not in beside:
                assert "says_advice" not in names(book, document, on=TODAY)


def test_the_seven_items_of_a_credit_servicers_notice() -> None:
    assert len(names(law_book("SE"), "credit_servicer_notice", on=date(2024, 1, 1))) == 7
    with pytest.raises(LawNotKnown, match="2024-01-01"):
        checklist(law_book("SE"), "credit_servicer_notice", on=date(2023, 12, 31))


@pytest.mark.parametrize(
    ("country", "document", "first"),
    [
        ("SE", "collection_demand", date(2002, 7, 1)),
        ("SE", "instalment_plan", date(2003, 7, 1)),
        ("SE", "enforcement_application", date(2021, 8, 1)),
        ("NO", "payment_demand", date(2009, 1, 1)),
        ("NO", "attachment_application", date(2026, 1, 1)),
    ],
)
def test_a_list_begins_with_its_day_and_no_day_before_it_is_guessed(
    country: str, document: str, first: date
) -> None:
    assert checklist(law_book(country), document, on=first)
    with pytest.raises(LawNotKnown, match=document):
        checklist(law_book(country), document, on=date.fromordinal(first.toordinal() - 1))


def test_a_creditors_own_payment_demand_need_not_name_the_board() -> None:
    book = law_book("NO")
    agency = names(book, "payment_demand", on=TODAY)
    own = names(book, "payment_demand", on=TODAY, by_agency=False)
    assert [name for name in agency if name != "complaints_board"] == own
    assert "complaints_board" in agency


def test_the_new_norwegian_acts_notice_waits_for_the_day_that_is_set() -> None:
    today = law_book("NO")
    assert today.value("regimes.collection_act_from", on=TODAY).amount == "not set"
    assert "sent_by_agency" not in names(today, "collection_notice", on=date(2030, 1, 1))
    book = with_amount("NO", "regimes.collection_act_from", "2027-01-01")
    assert names(book, "collection_notice", on=date(2026, 12, 31)) == names(
        today, "collection_notice", on=date(2026, 12, 31)
    )
    new = checklist(book, "collection_notice", on=date(2027, 1, 1))
    assert new[0].name == "sent_by_agency" and "LOV-2026-05-22-19" in new[0].paragraph
    assert names(book, "payment_demand", on=date(2027, 1, 1)) == names(
        today, "payment_demand", on=date(2027, 1, 1)
    )


def test_a_list_that_was_not_known_yet_does_not_judge() -> None:
    with pytest.raises(LawNotKnown, match="as known on 2020-01-01"):
        checklist(law_book("SE"), "credit_servicer_notice", on=TODAY, known_on=date(2020, 1, 1))


def test_a_document_without_a_list_is_refused() -> None:
    for country, document in (
        ("NO", "collection_demand"),
        ("SE", "every_letter"),
        ("SE", "element_sentences"),
        ("NO", "collection_notice_act_2026"),
        ("SE", "monitoring_letter_days"),
    ):
        with pytest.raises(UnknownDocument, match=document):
            checklist(law_book(country), document, on=TODAY)


def test_an_element_that_the_book_does_not_explain_is_refused_by_name() -> None:
    book = with_amount("SE", "notices.reminder", {"astonishing": "lag (1981:739) 2 §"})
    with pytest.raises(LawFileBroken, match="astonishing"):
        checklist(book, "reminder", on=TODAY)
