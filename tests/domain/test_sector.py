"""A sector's flow names a measure only where the law files hold what binds it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from kvitt.domain import flow as flows
from kvitt.domain.decide import decide
from kvitt.domain.flow import FLOWS, FlowUnreadable, flow_names, load_flow
from kvitt.domain.sector import StatuteMissing, UnknownMeasure, measures
from kvitt.law.book import law_book, law_texts, whole_law_book
from tests.domain.cases import facts, sent

EXAMPLES = sorted((FLOWS / "sectors").iterdir(), key=lambda path: path.name)
PAGE = Path(__file__).parents[2] / "docs" / "sector-flows.md"


def told(path):
    return yaml.safe_load(path.read_text("utf-8"))


def book_with(country, names):
    """The law book as it were once somebody has read these statutes."""
    series = {
        name.removeprefix("sector."): {
            "kind": "law", "unit": "days", "selected_by": "due_on", "reference": "an act, 1 §",
            "source": "made up for a test", "sentence": "Made up for a test.",
            "confidence": "low", "periods": [{"applies_from": "2020-01-01", "amount": 7}],
        }
        for name in names
    }  # fmt: skip
    page = yaml.safe_dump({"country": country, "area": "sector", "values": series})
    name = f"kvitt/law/{country.lower()}/sector.yaml"
    return whole_law_book(country, {**law_texts(country), name: page})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_refused_with_each_value_that_the_law_files_lack(path):
    with pytest.raises(StatuteMissing) as refused:
        load_flow(path.read_text("utf-8"), source=path.name)
    first = told(path)["measures"][0]
    assert refused.value.given["missing"] == sorted(measures()[first].needs)
    for name, asks in measures()[first].needs.items():
        assert f"{name} ({asks})" in refused.value.sentence
    country = told(path)["country"].lower()
    assert f"kvitt/law/{country}/sector.yaml" in refused.value.sentence


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_letters_of_an_example_are_lawful_by_themselves(path):
    content = told(path)
    content.pop("measures")
    made = load_flow(yaml.safe_dump(content), source=path.name)
    assert (made.sector, made.measures) == (content["sector"], ())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_allowed_value_by_value_once_its_statutes_are_held(path, monkeypatch):
    content = told(path)
    needs = [name for one in content["measures"] for name in measures()[one].needs]
    for held in range(len(needs) + 1):
        book = book_with(content["country"], needs[:held]) if held else law_book(content["country"])
        monkeypatch.setattr(flows, "law_book", lambda _, book=book: book)
        if held < len(set(needs)):
            with pytest.raises(StatuteMissing):
                load_flow(path.read_text("utf-8"), source=path.name)
        else:
            made = load_flow(path.read_text("utf-8"), source=path.name)
    assert list(made.measures) == content["measures"]


def test_a_statute_that_does_not_reach_the_day_is_not_held(monkeypatch):
    path = EXAMPLES[-1]
    needs = [name for one in told(path)["measures"] for name in measures()[one].needs]
    page = book_with(told(path)["country"], needs)
    monkeypatch.setattr(flows, "law_book", lambda _: page)
    monkeypatch.setattr(flows, "TRIED_ON", date(2019, 12, 31))
    with pytest.raises(StatuteMissing):
        load_flow(path.read_text("utf-8"), source=path.name)


@pytest.mark.parametrize(
    "change",
    [{"measures": ["power_cut_warning"]}, {"measures": ["rent_eviction_petition"]},
     {"measures": ["throw_out"]}, {"sector": "furniture"}],
)  # fmt: skip
def test_a_measure_of_another_sector_or_country_is_refused(change):
    (path,) = [path for path in EXAMPLES if path.name == "se-agency-rent.yaml"]
    with pytest.raises(UnknownMeasure, match="it knows"):
        load_flow(yaml.safe_dump(told(path) | change), source=path.name)


def test_a_flow_with_measures_says_of_which_sector_it_is():
    content = told(EXAMPLES[0])
    del content["sector"]
    with pytest.raises(FlowUnreadable, match="sector"):
        load_flow(yaml.safe_dump(content), source="mine.yaml")


def test_the_person_after_the_last_letter_is_told_what_the_sector_may_do(monkeypatch):
    (path,) = [path for path in EXAMPLES if path.name == "se-agency-rent.yaml"]
    needs = [name for one in told(path)["measures"] for name in measures()[one].needs]
    book = book_with("SE", needs)
    monkeypatch.setattr(flows, "law_book", lambda _: book)
    made = load_flow(path.read_text("utf-8"), source=path.name)
    day = date(2026, 2, 2)
    letters = []
    for number, step in enumerate(made.steps, 1):
        last = day + timedelta(days=step.pay_within_days)
        letters.append(sent(step.name, step.kind, day, last, number=number))
        day = last + timedelta(days=3)
    asked = decide(
        facts("se-agency-consumer", notices=letters), day + timedelta(days=30), book, made
    )
    assert asked.task == "decide_next_measure"
    assert asked.next_what.endswith(
        "give notice that the tenancy of a home ends because the rent is late, then tell the "
        "social board of the municipality that notice was given, and why"
    )


def test_every_measure_rests_on_some_law_and_asks_for_it_in_words():
    assert {(one.country, one.sector) for one in measures().values()} == {
        ("SE", "rent"), ("SE", "power"), ("NO", "rent"), ("NO", "power"),
    }  # fmt: skip
    for name, one in measures().items():
        assert one.needs, name
        assert all(value.startswith("sector.") and len(asks) > 20
                   for value, asks in one.needs.items())  # fmt: skip


def test_the_page_names_every_example_and_none_is_a_flow_of_the_house():
    page = PAGE.read_text("utf-8")
    for path in EXAMPLES:
        assert f"flows/sectors/{path.name}" in page
        assert told(path)["name"] not in flow_names()
