"""``kvitt law limitation`` and ``kvitt law deadline``: the worked cases, and answers for people."""

import json
from typing import Any

import pytest

from kvitt.cli import main
from kvitt.law.deadlines import LETTER_KINDS
from kvitt.law.statutory import STATUTORY_KINDS
from tests.cli.program import run
from tests.law.worked_cases import worked_cases


def _interrupted(one: dict[str, str]) -> str:
    return ":".join((one["kind"], one["on"], *([one["ended_on"]] if "ended_on" in one else [])))


@pytest.mark.parametrize("example", worked_cases("limitation.yaml", "limitation"))
def test_the_command_gives_the_last_day_of_the_worked_case(
    example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    given = example["given"]
    words = ["law", "limitation", "--country", example["country"], "--json"]
    words += ["--debtor", given["debtor_kind"], "--arose", given["arose_on"]]
    words += ["--claim", given.get("claim_kind", "ordinary")]
    words += ["--due", given["due_on"]] if "due_on" in given else []
    words += ["--shift"] if given.get("shift") else []
    for one in given.get("interruptions", ()):
        words += ["--interrupted", _interrupted(one)]
    code = main(words)
    told = json.loads(capsys.readouterr().out)
    if "refused" in example:
        assert code == 1
        assert (told["error"]["code"], told["error"]["reference"]) == (
            "AlreadyBarred", example["refused"],
        )  # fmt: skip
        return
    assert code == 0
    assert {key: told[key] for key in example["expect"]} == example["expect"]
    assert all(step["reference"] and step["because"] for step in told["steps"])


@pytest.mark.parametrize(
    "example",
    [
        case
        for case in (
            *worked_cases("days.yaml", "deadline"),
            *worked_cases("statutory.yaml", "statutory_deadline"),
        )
        if "delivery_bank_days" not in case.values[0]["given"]
    ],
)
def test_the_command_gives_the_deadline_of_the_worked_case(
    example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    given = example["given"]
    sent = given.get("sent_on") or given["from_on"]
    words = ["law", "deadline", "--country", example["country"], "--json"]
    words += ["--kind", given["kind"], "--sent", sent]
    words += [] if "shift" not in given else ["--shift" if given["shift"] else "--no-shift"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["day"] == example["expect"]
    assert told["reference"] and told["because"]


def test_a_person_is_shown_each_step_with_its_paragraph_and_the_day_to_act_by() -> None:
    asked = ("--debtor", "consumer", "--arose", "2022-05-10")
    steps = ("--interrupted", "demand_received:2024-11-20")
    ran = run("law", "limitation", "--country", "SE", *asked, *steps)
    assert ran.code == 0
    assert "2022-05-10 the claim: through 2025-05-10" in ran.out
    assert "2024-11-20 demand received: through 2027-11-20" in ran.out
    assert "preskriptionslagen (1981:130) 5 § 2" in ran.out
    assert "barred after it" in ran.out and "Act by 2027-11-19" in ran.out


def test_a_pending_action_is_shown_as_standing_still(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["law", "limitation", "--country", "SE", "--arose", "2022-05-10"]
    assert main([*words, "--interrupted", "legal_action:2025-01-15"]) == 0
    assert "there is no last day while the case is pending" in capsys.readouterr().out


def test_a_deadline_says_what_moved_it_and_what_may_follow(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["law", "deadline", "--country", "NO", "--kind", "enforcement_notice"]
    assert main([*words, "--sent", "2026-12-11"]) == 0
    told = capsys.readouterr().out
    assert "2026-12-28, moved from 2026-12-25" in told
    assert "2 weeks from 2026-12-11" in told and "§ 4-18" in told and "§§ 148 og 149" in told
    assert "may be done from 2026-12-29 on" in told


def test_a_letter_says_both_of_its_least_times(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["law", "deadline", "--country", "SE", "--kind", "collection_demand"]
    assert main([*words, "--sent", "2026-12-21"]) == 0
    told = capsys.readouterr().out
    assert "2027-01-04 at the earliest" in told
    assert "8 days from 2026-12-21 and 4 bank days from the presumed receipt on 2026-12-23" in told


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_all_kinds_are_listed_with_their_paragraphs(
    country: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["law", "deadline", "--country", country, "--list", "--json"]) == 0
    kinds = json.loads(capsys.readouterr().out)["kinds"]
    assert [one["kind"] for one in kinds] == [*LETTER_KINDS[country], *STATUTORY_KINDS[country]]
    assert all(one["reference"] and one["length"] for one in kinds)
    assert main(["law", "deadline", "--country", country, "--list"]) == 0
    told = capsys.readouterr().out
    assert all(one["kind"] in told for one in kinds)
    assert "1 months" not in told and "1 years" not in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("limitation", "--arose", "2022-05-10", "--interrupted", "legal_action"), "kind:day"),
        (("limitation", "--arose", "2022-05-10", "--interrupted", "a:b"), "not a day"),
        (("limitation", "--arose", "2022-05-10", "--interrupted", "a:2025-01-01:x"), "not a day"),
        (("limitation",), "--arose"),
        (("deadline", "--kind", "reopening"), "--sent"),
        (("deadline", "--kind", "demand_age", "--sent", "2026-01-01"), "reopening"),
        (("deadline", "--kind", "reopening", "--sent", "2026-01-01", "--shift"), "letters only"),
    ],
)
def test_wrong_words_are_wrong_usage(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["law", *words, "--country", "SE", "--json"]) == 2
    assert told in json.loads(capsys.readouterr().out)["error"]["sentence"]


def test_an_interruption_the_law_does_not_know_is_a_no(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["law", "limitation", "--country", "SE", "--arose", "2022-05-10", "--json"]
    assert main([*words, "--interrupted", "demand_sent:2024-01-01"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "UnknownInterruption"
    assert "day of receipt" in error["sentence"]
