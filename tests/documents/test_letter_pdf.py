"""The PDF: archivable, tagged, small, the same bytes every time, and its words are the text's."""

import io
import json
import re
from dataclasses import replace

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from kvitt.documents.composition import compose
from kvitt.documents.letter import Letter, Party, letter_pictures, render_letter
from tests.documents.letters import EVERY_LETTER, letter, long_letter
from tests.documents.pdf_words import pdf_words


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0]", "", text)


def read_code(made: Letter) -> str:
    page = Image.open(io.BytesIO(letter_pictures(made)[0])).convert("L")
    codes = zxingcpp.read_barcodes(page)
    return codes[0].text if codes else ""


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_LETTER)
def test_every_word_of_the_letter_stands_in_the_pdf(country: str, kind: str, language: str) -> None:
    made = letter(country, kind, language)
    said, shown = compose(made), pdf_words(render_letter(made))
    wanted = [said.title, said.lead, said.opening, said.running, said.footer, *said.total]
    wanted += [*said.debtor_lines, *said.sender_lines]
    wanted += [text for pair in (*said.box, *said.claim, *said.meta) for text in pair]
    wanted += [text for row in said.rows for text in (row.what, row.detail, row.ground, row.amount)]
    wanted += [text for section in said.sections for text in (section.heading, section.text)]
    missing = [text for text in wanted if squeezed(text) not in shown]
    assert not missing


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_LETTER)
def test_the_pdf_is_tagged_archivable_small_and_as_short_as_it_can_be(
    country: str, kind: str, language: str
) -> None:
    made = render_letter(letter(country, kind, language))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith(language)
        assert pdf.Root.OutputIntents
        with pdf.open_metadata() as marks:
            assert (marks["pdfaid:part"], marks["pdfaid:conformance"]) == ("2", "A")
            assert marks["pdfuaid:part"] == "1"
        # What years of costs come to may run over; every other letter stands on one page.
        assert len(pdf.pages) <= (2 if kind == "monitoring_letter" else 1)
    assert len(made) <= 60_000


def test_rendering_again_gives_the_same_bytes_also_after_other_letters() -> None:
    demand, norwegian = letter("SE", "collection_demand"), letter("NO", "payment_demand")
    first = render_letter(demand)
    other = render_letter(norwegian)
    assert render_letter(demand) == first
    assert render_letter(norwegian) == other != first
    assert squeezed("Åsa Öberg") not in pdf_words(other)


def test_the_qr_code_on_the_page_pays_the_letter() -> None:
    made = letter("SE", "collection_demand")
    assert json.loads(read_code(made)) == {
        "uqr": 1,
        "tp": 1,
        "nme": "Lundgrens Inkasso AB",
        "cid": "556000-0266",
        "iref": "2600041829",
        "idt": "20260101",
        "ddt": "20260324",
        "due": 1050.41,
        "pt": "BG",
        "acc": "123-4566",
    }


def test_the_qr_code_is_described_in_words_for_those_who_cannot_see_it() -> None:
    made = letter("SE", "collection_demand")
    with pikepdf.open(io.BytesIO(render_letter(made))) as pdf:
        described = [
            str(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
    assert described == [compose(made).qr_description]


def test_a_norwegian_letter_has_no_qr_code_since_no_bank_standard_exists() -> None:
    assert read_code(letter("NO", "payment_demand")) == ""


def test_several_interest_periods_are_explained_on_a_page_of_their_own() -> None:
    made = long_letter()
    shown = pdf_words(render_letter(made))
    for row in compose(made).explained:
        assert squeezed(row.detail) in shown and squeezed(row.amount) in shown
    assert squeezed("Sida 2 av 2") in shown
    assert len(render_letter(made)) <= 60_000


def test_a_letter_that_runs_over_one_page_gets_page_numbers() -> None:
    made = letter("SE", "reminder")
    fees = tuple(item for item in made.items if item.kind == "reminder_fee") * 30
    shown = pdf_words(render_letter(replace(made, items=(made.items[0], *fees))))
    assert squeezed("Sida 1 av 2") in shown and squeezed("Sida 2 av 2") in shown
    assert "Sida" not in pdf_words(render_letter(made))


def test_words_that_look_like_markup_stay_words() -> None:
    odd = '#read("/etc/passwd") *b* $x$ <a> \\ "q" @ref // no'
    made = replace(letter("SE", "reminder"), claim_text=odd, debtor=Party(name="[#panic()]"))
    shown = pdf_words(render_letter(made))
    assert squeezed(odd) in shown
    assert "[#panic()]" in shown


def test_nordic_letters_and_accents_are_shown() -> None:
    name = "Åsa Ærø Étienne Müller Łukasz Čapek Šáŋgi Ñandú"
    made = replace(letter("NO", "reminder"), debtor=Party(name=name))
    assert squeezed(name) in pdf_words(render_letter(made))
