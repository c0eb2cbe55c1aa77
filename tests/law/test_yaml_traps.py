"""The traps of YAML: each is read as a lawyer means it, or refused with a sentence and a line."""

import time
from typing import Any

import pytest

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawFileBroken, law_texts, read_law_book
from kvitt.law.check import trouble_in_texts
from kvitt.law.plain_yaml import UnreadableYaml, read_plain_yaml

PAGE = """
country: NO
area: fees
values:
  reminder:
    kind: law
    unit: minor
    selected_by: sent_on
    reference: a statute § 1
    source: an invented one
    sentence: A reminder costs this much.
    confidence: high
    periods:
      - {applies_from: 2020-01-01, amount: 3500, published: 2019-12-01}
      - {applies_from: 2026-01-01, amount: 3800, published: 2025-12-19}
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("country: NO", "NO"),
        ("country: no", "no"),
        ("country: Off", "Off"),
        ("country: y", "y"),
        ("country: yes", "yes"),
        ("open: true", True),
        ("open: True", "True"),
        ("open: false", False),
        ("amount: 0123", "0123"),
        ("amount: 0o17", "0o17"),
        ("amount: 0x1F", "0x1F"),
        ("amount: 0b11", "0b11"),
        ("amount: 12:30", "12:30"),
        ("amount: 1:30:00", "1:30:00"),
        ("amount: 1_000", "1_000"),
        ("amount: 1,000", "1,000"),
        ("amount: +5", "+5"),
        ("amount: 35.5", "35.5"),
        ("amount: 1e3", "1e3"),
        ("amount: .inf", ".inf"),
        ("amount: .nan", ".nan"),
        ("amount: 35", 35),
        ("amount: -50", -50),
        ("amount: '35'", "35"),
        ("day: 2026-01-01", "2026-01-01"),
        ("day: 2026-01-01 12:00:00", "2026-01-01 12:00:00"),
        ("end: ~", None),
        ("end: null", None),
        ("end:", None),
        ("end: Null", "Null"),
        ("share: =", "="),
        ("%YAML 1.1\n---\ncountry: NO", "NO"),
    ],
)
def test_a_scalar_is_what_stands_there(text: str, read: Any) -> None:
    (found,) = read_plain_yaml(text).values()
    assert found == read
    assert type(found) is type(read)


def test_on_and_no_are_keys_like_others() -> None:
    assert read_plain_yaml("on: 1\nNO: 2\nyes: 3") == {"on": 1, "NO": 2, "yes": 3}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, "“a” stands twice"),
        ("a: 1\n'a': 2", 2, "“a” stands twice"),
        ("a: {b: 1, b: 1}", 1, "“b” stands twice"),
        ("a: *other", 1, "undefined alias"),
        ("a: &a\n  - *a", 1, "holds it"),
        ("a: &a {b: *a}", 1, "holds it"),
        ("b: &b {c: 1}\na:\n  <<: *b", 3, "merges nothing"),
        ("a: !!int '012'", 1, "tag"),
        ("a: !!str 12", 1, "tag"),
        ("a: !!bool NO", 1, "tag"),
        ("a: !!python/object/apply:os.getcwd []", 1, "tag"),
        ("a: !!timestamp 2026-01-01", 1, "tag"),
        ("a: !own {b: 1}", 1, "tag"),
        ("a: 1\n---\nb: 2", 2, "another document"),
        ("a:\n\t- 1", 2, "cannot start any token"),
        ("a:\n\tb: 1", 2, "cannot start any token"),
        ("1: a", 1, "is not a word"),
        ("true: a", 1, "is not a word"),
        ("~: a", 1, "is not a word"),
        ("? [a, b]\n: c", 1, "a list or a mapping"),
        ("a: 9999999999999999", 1, "longer than any amount"),
        ("a: " + "9" * 5000, 1, "longer than any amount"),
        ("a: b: c", 1, "not allowed"),
        ("a: [1, 2", 2, "did not find expected"),
        ("[" * 200_000, 1, "lists within lists"),
        ("- " * 200_000, 1, "lists within lists"),
        ("? " * 200_000, 1, "lists within lists"),
        ("a:\n  - {b: " + "[" * 60 + "]" * 60 + "}", 2, "lists within lists"),
        ("a: 'open", 1, "end of stream"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(UnreadableYaml) as no:
        read_plain_yaml(text, name="fees.yaml")
    assert words in no.value.sentence
    assert no.value.sentence.startswith(f"fees.yaml, line {line}")


def test_lists_as_deep_as_anybody_needs_are_read() -> None:
    assert read_plain_yaml("a: " + "[" * 40 + "]" * 40)["a"]


@pytest.mark.parametrize("text", ["a: \x00", "a: \x07"])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableYaml, match=r"^fees\.yaml"):
        read_plain_yaml(text, name="fees.yaml")


def test_anchors_that_multiply_are_refused_before_they_fill_the_memory() -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        text += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    began = time.monotonic()
    with pytest.raises(UnreadableYaml, match="anchors make more than"):
        read_plain_yaml(text)
    assert time.monotonic() - began < 5


def test_an_anchor_that_says_a_thing_once_is_read() -> None:
    assert read_plain_yaml("a: &a {b: [1]}\nc: *a\nd: *a")["d"] == {"b": [1]}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("country: NO", "country: no"),
        ("country: NO", "country: false"),
        ("country: NO", "country: NOR"),
        ("amount: 3500", "amount: 0123"),
        ("amount: 3500", "amount: '3500'"),
        ("amount: 3500", "amount: 35.00"),
        ("amount: 3500", "amount: 1_000"),
        ("amount: 3500", "amount: 12:30"),
        ("amount: 3500", "amount: -3500"),
        ("amount: 3500", "amount: ~"),
        ("amount: 3500", "amount: [3500]"),
        ("amount: 3500", "amount: yes"),
        ("amount: 3500", "amount: 1e5"),
        ("amount: 3500, ", ""),
        ("unit: minor", "unit: kronor"),
        ("unit: minor", "unit: yes_no"),
        ("unit: minor", "unit: day"),
        ("unit: minor", "unit: word"),
        ("unit: minor", "unit: brackets"),
        ("unit: minor", "units: minor"),
        ("selected_by: sent_on", "selected_by: sent"),
        ("kind: law", "kind: rule"),
        ("confidence: high", "confidence: true"),
        ("area: fees", "area: Fees"),
        ("  reminder:", "  Reminder:"),
        ("applies_from: 2020-01-01", "applies_from: 2020-02-30"),
        ("applies_from: 2020-01-01", "applies_from: 2021-02-29"),
        ("applies_from: 2020-01-01", "applies_from: 2020-13-01"),
        ("applies_from: 2020-01-01", "applies_from: 20200101"),
        ("applies_from: 2020-01-01", "applies_from: 2020-W01-1"),
        ("applies_from: 2020-01-01", "applies_from: 2020-01-01T00:00:00"),
        ("applies_from: 2020-01-01", "applies_from: 1.1.2020"),
        ("applies_from: 2020-01-01", "on: 2020-01-01"),
        ("published: 2019-12-01", "published: 2019-02-30"),
        ("published: 2019-12-01", "publisert: 2019-12-01"),
        ("published: 2019-12-01", "until: 2026-01-01"),
        ("published: 2019-12-01", "sentence: x"),
    ],
)
def test_a_trap_in_a_law_file_is_found_by_the_schema_or_refused(good: str, bad: str) -> None:
    assert trouble_in_texts("NO", {"fees.yaml": PAGE}) == ()
    slipped = PAGE.replace(good, bad, 1)
    assert slipped != PAGE
    try:
        found = trouble_in_texts("NO", {"fees.yaml": slipped})
    except Refusal as no:
        found = (no.sentence,)
    assert found
    assert all("fees.yaml" in sentence for sentence in found)


def test_rates_may_be_below_zero_and_money_may_not() -> None:
    rate = PAGE.replace("unit: minor", "unit: bp").replace("amount: 3500", "amount: -50")
    assert trouble_in_texts("NO", {"fees.yaml": rate}) == ()
    rate = rate.replace("amount: -50", "amount: 10001")
    assert "10001" in trouble_in_texts("NO", {"fees.yaml": rate})[0]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("applies_from: 2020-01-01", "applies_from: 2020-02-30"),
        ("country: NO", "country: no"),
        ("country: NO", "country: false"),
        ("country: NO", "country: SE"),
        ("    kind: law\n", "    kind: law\n    kind: setting\n"),
        ("amount: 3500", "amount: !!int 3500"),
        ("applies_from: 2020-01-01, ", ""),
    ],
)
def test_the_book_itself_refuses_what_it_cannot_read(good: str, bad: str) -> None:
    with pytest.raises((LawFileBroken, UnreadableYaml), match=r"fees\.yaml"):
        read_law_book("NO", {"fees.yaml": PAGE.replace(good, bad, 1)})


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_law_files_of_the_package_are_plain(country: str) -> None:
    for name, text in law_texts(country).items():
        page = read_plain_yaml(text, name=name)
        assert page["country"] == country
        assert all(isinstance(key, str) for key in page["values"])
