"""A sentence is English text that remembers its template and its inputs."""

import json
from datetime import date

import pytest

from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence


@pytest.mark.parametrize(
    ("template", "given", "told"),
    [
        ("case {case} is closed", {"case": "2-1043"}, "case 2-1043 is closed"),
        ("{owed_minor:money} is owed", {"owed_minor": 123450}, "1234.50 is owed"),
        ("pay by {until}", {"until": date(2026, 3, 1)}, "pay by 2026-03-01"),
        ("pay by {until:day}", {"until": "2026-03-01"}, "pay by 2026-03-01"),
        ("held ({kind:word})", {"kind": "payment_announced"}, "held (payment announced)"),
        ("it is {state:code}", {"state": "taken_back"}, "it is taken_back"),
        ("there is {names}", {"names": ["a", "b"]}, "there is a, b"),
        ("say {names:or}", {"names": ("a", "b")}, "say a or b"),
        ("{role!r} is no role", {"role": "boss"}, "'boss' is no role"),
    ],
)
def test_each_form_of_an_input_is_written_as_english_writes_it(template, given, told):
    assert Sentence(template, **given) == told


def test_a_sentence_is_text_wherever_it_goes():
    told = Sentence("case {case} is closed", case=7)
    assert json.dumps({"told": told}) == '{"told": "case 7 is closed"}'
    assert f"{told}: nothing was sent" == "case 7 is closed: nothing was sent"


def test_a_template_reaches_into_nothing_that_it_was_not_given():
    told = Sentence("{case.creditor} {case[0]} {other}", case="7")
    assert told == "{case.creditor} {case[0]} {other}"


@pytest.mark.parametrize("text", ["a {file}.csv", "broken { brace", "}{", "{0}"])
def test_a_text_without_inputs_stands_as_it_was_written(text):
    assert Sentence(text) == text
    assert Refusal(text).sentence == text


def test_what_a_person_wrote_is_never_read_as_a_template():
    told = Sentence("“{name}” is empty", name="{name} {until:day}.pdf")
    assert told == "“{name} {until:day}.pdf” is empty"


def test_a_refusal_passes_the_sentence_of_another_on_with_its_inputs():
    first = Refusal("pay by {until}", until=date(2026, 3, 1))
    second = Refusal(first.sentence, case_id=7)
    assert second.sentence == "pay by 2026-03-01"
    assert second.sentence.template == "pay by {until}"
    assert second.given == {"case_id": 7}


def test_a_refusal_tells_its_statute_at_the_end():
    assert str(Refusal("case {case} is closed", case=7, reference="§ 4")) == (
        "case 7 is closed [§ 4]"
    )
