"""Attacks on texts and conditions that users write: each in a child with few resources.

The attacks are data (``attacks/*.yaml``). None reads what it was not given, none takes more than a
second or 256 MB, and none gives more than 200 kB.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.domain.condition import ConditionCannotAnswer, condition
from kvitt.domain.user_text import user_text
from kvitt.domain.user_text_terms import MOST_BYTES
from kvitt.kernel.refusal import Refusal
from tests.domain.attack_house import DATA_BYTES, SECRET, attacks, whole
from tests.domain.attacked import ASKED, CONDITION_VARIABLES, GIVEN, VARIABLES

FILES = ("texts", "text_values", "conditions")
ATTACKS = [(file, attack) for file in FILES for attack in attacks(file)]
CPU_SECONDS = 1
MOST_GIVEN = 200_000
KINDS = {
    "unknown": ("UnknownVariable", "UnknownConditionVariable"),
    "not_allowed": ("UserTextNotAllowed", "ConditionNotAllowed"),
    "too_large": ("UserTextTooLarge", "ConditionTooLarge"),
    "no_answer": ("ConditionCannotAnswer",),
}


@pytest.fixture(scope="module")
def became():
    """What became of each attack, in the order of ATTACKS."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.domain.attack_house", *FILES],
        capture_output=True, text=True, timeout=120, check=False,
        cwd=Path(__file__).parent.parent.parent,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout)


def named(number: int) -> str:
    file, attack = ATTACKS[number]
    return f"{file}: {attack['sort']} {attack['number']}"


def test_there_are_more_than_three_hundred_attacks_on_each_kind_of_thing_together() -> None:
    assert len(ATTACKS) >= 600
    assert len({(file, str(attack)) for file, attack in ATTACKS}) == len(ATTACKS)


def test_no_attack_reads_what_it_was_not_given(became) -> None:
    for number, one in enumerate(became):
        assert one.get("events", []) == [], named(number)  # no file, module, program or network
        assert set(one["read"]) <= set(one.get("used", GIVEN | ASKED)), named(number)
        assert SECRET not in json.dumps(one), named(number)


def test_no_attack_takes_much_time_memory_or_room(became) -> None:
    for number, one in enumerate(became):
        assert not one["outcome"].startswith(("died", "raised")), (named(number), one)
        assert one["cpu"] <= CPU_SECONDS, (named(number), one["cpu"])
        assert one["rss"] <= DATA_BYTES, (named(number), one["rss"])
        assert len((one.get("text") or "").encode()) <= MOST_GIVEN, named(number)


@pytest.mark.parametrize("number", range(len(ATTACKS)), ids=named)
def test_each_attack_comes_to_what_is_written_beside_it(became, number: int) -> None:
    attack, one = ATTACKS[number][1], became[number]
    expected = attack["expect"] or ("refused" if attack.get("refused") else "says")
    if expected in KINDS:
        assert one.get("kind") in KINDS[expected], one
        assert one["at"] == ("ask" if expected == "no_answer" else "write")
        if expected in ("unknown", "not_allowed"):
            assert one["sentence"].startswith("line "), one["sentence"]
    elif expected == "refused":
        assert one["outcome"] == "refused", one
    elif expected == "ends":
        assert one["outcome"] in ("said", "refused"), one
    elif expected == "answers":
        assert one.get("holds") is attack["holds"], one
    else:
        says = attack.get("says", attack["text"])
        assert (one["outcome"], one.get("text")) == ("said", says)
        assert one["page"] == attack.get("page")


def test_an_unknown_name_is_refused_with_its_line_when_it_is_written() -> None:
    for written in (user_text, condition):
        names = VARIABLES if written is user_text else CONDITION_VARIABLES
        source = "{{ creditor }}\n\n{{ pasword }}" if written is user_text else "is_held\n\n|| hld"
        with pytest.raises(Refusal, match=r"^line 3, place \d+: there is no “") as no:
            written(source, names)
        assert no.value.given["variable"] in ("pasword", "hld")


PIECES = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{{ creditor }}", "{{ creditor | upcase }}", "{{ invoices.size }}",
        "{% if is_business %}", "{% elsif letters_sent > 1 %}", "{% else %}", "{% endif %}",
        "{% for i in invoices %}", "{{ i.number }}", "{% endfor %}", "{% case letters_sent %}",
        "{% when 1 %}", "{% when 2, 3 %}", "{% endcase %}", "{% unless is_business %}",
        "{% endunless %}", " ", "\n", "Hej", "é", "'", '"', "|", ":", ",", ".", "[", "]", "(", ")",
        "..", "-", "creditor", "invoices", "letters_sent", "truncate: 5", "default: 'x'",
        "__class__", "forloop.last", "{%- ", " -%}", "1", "0", "true", "nil", "contains", "<b>",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=1_000)
@given(st.lists(PIECES, max_size=40).map("".join), st.booleans())
def test_whatever_is_written_is_a_small_text_or_a_refusal(source: str, is_html: bool) -> None:
    try:
        text = user_text(source, VARIABLES, is_html=is_html)
        assert set(text.used) <= set(VARIABLES)
        filled = text.fill(GIVEN)
    except Refusal as no:
        assert no.sentence
        return
    assert len(filled.encode()) <= MOST_BYTES


@settings(max_examples=300, deadline=1_000)
@given(st.text(max_size=200))
def test_a_value_comes_out_as_it_is_and_on_a_page_without_marks_of_its_own(value: str) -> None:
    shown = user_text("{{ creditor }}", VARIABLES).fill({"creditor": value})
    assert shown.split() == value.split()
    on_page = user_text("{{ creditor }}", VARIABLES, is_html=True).fill({"creditor": value})
    assert not set("<>\"'") & set(on_page)


TERMS = st.sampled_from(
    [
        "balance_minor", "stage", "is_held", "due_on", "on", "1", "0", "1000000000000", "'x'",
        "'2026-01-01'", "true", "false", "&&", "||", "!", "-", "+", "*", "==", "!=", "<", "<=",
        ">", ">=", "in", "[", "]", "(", ")", ",", ".contains(", ".startsWith(", "size(", "password",
        "?", ":", "/", "{", "}", ";",
    ]
)  # fmt: skip


@settings(max_examples=500, deadline=1_000)
@given(st.lists(TERMS, max_size=30).map(" ".join))
def test_whatever_is_asked_is_answered_yes_or_no_or_refused(source: str) -> None:
    try:
        asked = condition(source, CONDITION_VARIABLES)
    except Refusal as no:
        assert no.sentence
        return
    assert set(asked.used) <= set(CONDITION_VARIABLES)
    try:
        assert asked.holds(ASKED) in (True, False)
    except ConditionCannotAnswer:
        assert "*" in source  # only a sum can be too large: every value is given


def test_the_parts_of_an_attack_are_written_out() -> None:
    assert whole({"parts": ["a", ["b", 3], "c"]}) == "abbbc"
    assert whole({"number": [10, 3]}) == 1_000
    assert len(whole({"rows": 7})) == 7
