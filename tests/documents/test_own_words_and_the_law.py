"""A creditor's own words fill a free place: nothing that a statute asks for can be edited away."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.documents.checklist import FACTS, elements_of, require_sentences
from kvitt.documents.checklist import SENTENCES as CARRIED_BY
from kvitt.documents.composition import compose
from kvitt.documents.letter import Letter, MissingElement, letter_text, render_letter
from kvitt.law.notices import Element
from tests.documents.letters import EVERY_LETTER, letter
from tests.documents.pdf_words import pdf_words
from tests.documents.side_letters import EVERY_SIDE_LETTER, side_letter
from tests.documents.test_checklist import TAKEN_AWAY
from tests.documents.test_letter_pdf import squeezed
from tests.domain.attack_house import attacks

LETTERS = [letter(*one) for one in EVERY_LETTER] + [side_letter(*one) for one in EVERY_SIDE_LETTER]
NAMES = [" ".join(map(str, one)) for one in (*EVERY_LETTER, *EVERY_SIDE_LETTER)]
OWN = ("greeting", "own_words")
MARKS = [attack["text"] for attack in attacks("letters")]
WORDS = st.one_of(
    st.sampled_from([*MARKS, "Du behöver inte betala.", "Bestrid inte.", "\n\n\n", "x" * 1_500]),
    st.text(max_size=300),
)


def with_words(made: Letter, words: str) -> Letter:
    return replace(made, greeting=words, own_words=words)


def but_own(made: Letter) -> dict[str, object]:
    """Everything that the letter says besides the creditor's own words."""
    said = compose(made)
    return {one.name: getattr(said, one.name) for one in fields(said) if one.name not in OWN}


@pytest.mark.parametrize("made", LETTERS, ids=NAMES)
@settings(max_examples=15, deadline=None)
@given(words=WORDS)
def test_whatever_the_own_words_are_all_else_is_said_as_without_them(
    made: Letter, words: str
) -> None:
    plain = but_own(made)
    assert but_own(with_words(made, words)) == plain
    require_sentences(with_words(made, words), plain["said"], elements_of(made))


def lacking() -> list[tuple[Letter, Element]]:
    return [
        pytest.param(made, element, id=f"{name}: {element.name}")
        for made, name in zip(LETTERS, NAMES, strict=True)
        for element in elements_of(made)
        if element.name in FACTS
    ]


@pytest.mark.parametrize(("made", "element"), lacking())
def test_own_words_that_say_it_all_do_not_stand_for_what_is_lacking(
    made: Letter, element: Element
) -> None:
    broken = with_words(TAKEN_AWAY[element.name](made), letter_text(made))
    with pytest.raises(MissingElement) as no:
        compose(broken)
    assert no.value.given["element"] in {one.name for one in elements_of(made)}


@pytest.mark.parametrize("made", LETTERS, ids=NAMES)
def test_own_words_that_repeat_a_sentence_do_not_stand_for_it(made: Letter) -> None:
    said = compose(made).said
    asked = [one for one in elements_of(made) if one.name in CARRIED_BY]
    for element in asked:
        lacks = {**said, CARRIED_BY[element.name]: " "}
        with pytest.raises(MissingElement):
            require_sentences(with_words(made, " ".join(said.values())), lacks, (element,))


@pytest.mark.parametrize("made", LETTERS, ids=NAMES)
def test_the_page_with_own_words_still_shows_each_sentence_of_the_law(made: Letter) -> None:
    words = "Vi på verkstaden hälsar. #hide[ <b> *"
    shown = pdf_words(render_letter(with_words(made, words)))
    said = compose(made)
    wanted = [said.title, said.opening, *(section.text for section in said.sections)]
    assert [text for text in wanted if squeezed(text) not in shown] == []
    takes = any(getattr(compose(with_words(made, words)), name) for name in OWN)
    assert (squeezed(words) in shown) is takes
