"""``kvitt law``: the worked cases through the command line, and answers that scripts rely on."""

import json
import time
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kvitt.cli import main
from kvitt.kernel.money import as_decimal_text
from kvitt.law.plain_yaml import read_plain_yaml
from tests.cli.program import run

EXAMPLES = [
    example
    for file in sorted(
        files("kvitt.law").joinpath("examples").iterdir(), key=lambda file: file.name
    )
    if file.name.endswith(".yaml")
    for example in read_plain_yaml(file.read_text(encoding="utf-8"), name=file.name)["examples"]
]
PLAIN = {"principal_minor", "due_on", "until_on", "debtor_kind"}


def _asked(question: str, known: set[str]) -> list[Any]:
    return [
        pytest.param(one, id=one["id"])
        for one in EXAMPLES
        if one["question"] == question and set(one["given"]) <= known
    ]


@pytest.mark.parametrize("example", _asked("interest", PLAIN))
def test_the_command_gives_the_interest_of_the_worked_case(
    example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    given = example["given"]
    words = ["law", "interest", "--country", example["country"], "--json"]
    words += ["--principal", as_decimal_text(given["principal_minor"])]
    words += ["--due", given["due_on"], "--until", given["until_on"]]
    assert main([*words, "--debtor", given.get("debtor_kind", "consumer")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["interest"] == as_decimal_text(example["expect"]["interest_minor"])
    assert told["days"] == example["expect"]["days"]
    assert told["references"]
    if "segments" in example["expect"]:
        assert [
            [one["from"], one["until"], one["days"], round(float(one["rate"]) * 100)]
            for one in told["segments"]
        ] == example["expect"]["segments"]


@pytest.mark.parametrize("example", _asked("fees", PLAIN | {"agreed"}))
def test_the_command_gives_the_fees_of_the_worked_case(
    example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    given, earlier = example["given"], []
    words = ["law", "fee", "--country", example["country"], "--json", "--due", given["due_on"]]
    words += ["--debtor", given["debtor_kind"]]
    words += ["--agreed" if given.get("agreed", True) else "--not-agreed"]
    if "principal_minor" in given:
        words += ["--principal", as_decimal_text(given["principal_minor"])]
    for measure in example["measures"]:
        if "circumstances" in measure:
            return
        before = [word for one in earlier for word in ("--earlier", one)]
        asked = ["--kind", measure["kind"], "--sent", measure["sent_on"]]
        assert main([*words, *asked, *before]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["because"] and told["reference"]
        if "refused" in measure:
            assert (told["amount"], told["allowed"]) == ("0.00", False)
            assert measure["refused"] in told["reference"]
            assert told["allowed_from"] == measure.get("allowed_from", told["allowed_from"])
            continue
        assert told["amount"] == as_decimal_text(measure["expect_minor"])
        assert told["allowed"] is True
        deadline = measure.get("deadline_on", "")
        earlier.append(f"{measure['kind']},{measure['sent_on']},{deadline},{told['amount']}")


def test_a_person_is_shown_arithmetic_that_can_be_repeated() -> None:
    asked = ("--principal", "10000.00", "--due", "2022-06-15", "--until", "2023-02-10")
    ran = run("law", "interest", "--country", "SE", *asked)
    assert ran.code == 0
    assert "10 000.00 × 8.50 % × 184 / 365" in ran.out
    assert "579.32 SEK for 240 days" in ran.out
    assert "räntelagen" in ran.out


def test_a_norwegian_reminder_shows_its_fraction_of_the_base_rate() -> None:
    asked = ("--kind", "reminder", "--due", "2026-01-15", "--sent", "2026-01-29")
    ran = run("law", "fee", "--country", "NO", *asked)
    assert "38.00 NOK" in ran.out and "1/20 × 750.00 = 37.50" in ran.out
    assert "inkassoforskriften" in ran.out


def test_a_fee_a_day_too_early_is_nothing_and_says_from_when() -> None:
    asked = ("--kind", "reminder", "--due", "2026-01-15", "--sent", "2026-01-28", "--json")
    told = run("law", "fee", "--country", "NO", *asked).json
    assert (told["amount"], told["allowed_from"]) == ("0.00", "2026-01-29")


def test_nothing_is_guessed_past_the_last_known_half_year() -> None:
    asked = ("--principal", "100", "--due", "2026-06-15", "--until", "2027-01-01", "--json")
    ran = run("law", "interest", "--country", "SE", *asked)
    assert ran.code == 1
    assert ran.error["code"] == "LawNotKnown"
    assert "interest.reference_rate" in ran.error["sentence"]


def test_only_what_was_published_by_a_day_counts_as_known_on_it() -> None:
    asked = ("--principal", "100", "--due", "2026-01-15", "--until", "2026-08-01")
    words = ("law", "interest", "--country", "SE", *asked, "--json", "--known-on")
    assert run(*words, "2025-06-01").code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--principal", "ten", "--due", "2026-01-01", "--until", "2026-02-01"), "not an amount"),
        (("--principal", "10", "--due", "2026-13-01", "--until", "2026-02-01"), "not a day"),
        (("--principal", "10", "--due", "2026-01-01"), "--until"),
        (("--principal", "1.234", "--due", "2026-01-01", "--until", "2026-02-01"), "decimal mark"),
    ],
)
def test_wrong_words_are_wrong_usage(words: tuple[str, ...], told: str) -> None:
    ran = run("law", "interest", "--country", "SE", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert told in run("law", "interest", "--country", "SE", *words, "--json").error["sentence"]


def test_a_law_question_is_answered_at_once() -> None:
    asked = ("--principal", "10", "--due", "2026-01-01", "--until", "2026-02-01")
    took = []
    for _ in range(3):
        began = time.monotonic()
        run("law", "interest", "--country", "SE", *asked)
        took.append(timedelta(seconds=time.monotonic() - began))
    assert min(took) < timedelta(seconds=1)  # 0.2 s on an idle machine
    assert not Path("/nonexistent").exists(), "a question about the law needs no data folder"


def test_days_may_be_called_today(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["law", "fee", "--country", "SE", "--kind", "reminder", "--due", "2026-01-02"]
    assert main([*words, "--sent", "today", "--json"]) == 0
    assert date.fromisoformat(json.loads(capsys.readouterr().out)["sent"])
