"""Notices: what a letter or another document must hold, and the paragraph that asks for it.

The lists stand in ``notices.yaml`` and ``documents.yaml`` of each country and are dated: a letter
is judged by the list of the day on which it is sent, an application by that of its filing.

>>> from kvitt.law.book import law_book
>>> demand = checklist(law_book("NO"), "payment_demand", on=date(2026, 4, 1))
>>> demand[0].name, demand[0].paragraph
('creditor_name', 'inkassoloven § 10 bokstav a')
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawFileBroken, LawValue
from kvitt.law.regimes import regime_on

AREA = "notices."
HOUSE_LIST = "every_letter"
NEW_ACT = "_act_2026"
"""A list that ends so applies from the day that the new Norwegian act is in force, if any."""

_ACT = "collection_act"
_LETTER_SENTENCES = "element_sentences"
_DOCUMENT_SENTENCES = "document_sentences"


class MissingElement(Refusal):
    """The document lacks an element that its statute requires, and cannot be made."""


class UnknownDocument(Refusal):
    """The country's law book has no list for a document of that name."""


@dataclass(frozen=True, slots=True)
class Element:
    """One required element: its name, the paragraph that asks for it, and what it is."""

    name: str
    paragraph: str
    sentence: str


def letters(book: LawBook, *, on: date, known_on: date | None = None) -> tuple[str, ...]:
    """The letters to a debtor that Kvitt writes on that day. Raises LawNotKnown."""
    return tuple(book.value(f"{AREA}letters", on=on, known_on=known_on).amount)


def documents(book: LawBook) -> tuple[str, ...]:
    """The names of all letters and documents for which the book has a list."""
    names = (name.removeprefix(AREA) for name in book.names() if name.startswith(AREA))
    return tuple(name for name in names if _is_list(book, name))


def _is_list(book: LawBook, document: str) -> bool:
    series = book.series.get(AREA + document)
    if series is None or series.entries[0].unit != "elements" or document.endswith(NEW_ACT):
        return False
    return document not in (HOUSE_LIST, _LETTER_SENTENCES, _DOCUMENT_SENTENCES)


def checklist(
    book: LawBook,
    document: str,
    *,
    on: date,
    by_agency: bool = True,
    known_on: date | None = None,
) -> tuple[Element, ...]:
    """What the document must hold on that day: its own list, then for letters the house list.

    ``by_agency`` says whether a licensed agency sends it; some elements are asked of agencies
    alone. Raises UnknownDocument, and LawNotKnown where the book holds no list for that day.
    """
    return _checklist(book, document, on, by_agency, known_on)


@lru_cache(maxsize=1024)
def _checklist(
    book: LawBook, document: str, on: date, by_agency: bool, known_on: date | None
) -> tuple[Element, ...]:
    if not _is_list(book, document):
        known = ", ".join(documents(book))
        raise UnknownDocument(
            "The law book of {country} has no list for “{document}”; it has {known}.",
            country=book.country,
            document=document,
            known=known,
        )
    wanted = dict(_own_list(book, document, on, known_on).amount)
    is_letter = document in letters(book, on=on, known_on=known_on)
    if is_letter:
        house = book.value(AREA + HOUSE_LIST, on=on, known_on=known_on).amount
        wanted |= {name: paragraph for name, paragraph in house.items() if name not in wanted}
    if not by_agency:
        for name in _asked_of_agencies(book, on, known_on):
            wanted.pop(name, None)
    source = _LETTER_SENTENCES if is_letter else _DOCUMENT_SENTENCES
    words = book.value(AREA + source, on=on, known_on=known_on).amount
    unsaid = ", ".join(wanted.keys() - words.keys())
    if unsaid:
        raise LawFileBroken(
            "{area}{source} does not say what {unsaid} of “{document}” is",
            area=AREA,
            source=source,
            unsaid=unsaid,
            document=document,
        )
    return tuple(Element(name, paragraph, words[name]) for name, paragraph in wanted.items())


def require_elements(
    book: LawBook,
    document: str,
    given: Mapping[str, str],
    *,
    on: date,
    by_agency: bool = True,
    called: str = "",
) -> None:
    """Raises MissingElement for the first element of a document that ``given`` has no words for.

    For documents that are filled in element by element: applications, plans, notices of transfer.
    ``called`` tells a person which document it is, e.g. by its case.
    """
    for element in checklist(book, document, on=on, by_agency=by_agency):
        if not given.get(element.name, "").strip():
            raise missing(element, document, book.country, called=called)


def missing(element: Element, document: str, country: str, *, called: str = "") -> MissingElement:
    """The refusal of a document that lacks the element, with its paragraph."""
    whose = f" of {called}" if called else ""
    return MissingElement(
        "The document “{document}” ({country}){whose} lacks {element}: it must give {why}",
        reference=element.paragraph,
        element=element.name,
        document=document,
        country=country,
        whose=whose,
        why=element.sentence,
    )


def _own_list(book: LawBook, document: str, on: date, known_on: date | None) -> LawValue:
    """The document's own list; that of the new act once it is in force on that day."""
    name = AREA + document
    if name + NEW_ACT in book.series and regime_on(book, _ACT, on, known_on=known_on):
        name += NEW_ACT
    return book.value(name, on=on, known_on=known_on)


def _asked_of_agencies(book: LawBook, on: date, known_on: date | None) -> tuple[str, ...]:
    name = f"{AREA}asked_of_agencies"
    if name not in book.series:
        return ()
    return tuple(book.value(name, on=on, known_on=known_on).amount)
