"""Monitoring by command: start, run, list, rounds and stop."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST = INVOICES[0].number


def on_case(office, verb: str, *words: str, on: str = "2026-03-02"):
    return run("monitoring", verb, FIRST, *words, "--on", on, "--json", home=office)


def test_a_case_is_followed_listed_and_followed_no_more(office) -> None:
    wrong = on_case(office, "start", "--reason", "no_assets", "--because", " ")
    assert (wrong.code, wrong.error["code"]) == (1, "MonitoringUnclear")
    begun = on_case(office, "start", "--reason", "no_assets", "--because", "nothing to take",
                    "--by", "Mona")  # fmt: skip
    assert (begun.code, begun.json["next_on"]) == (0, "2026-06-02")
    listed = run("monitoring", "list", "--creditor", SELLER.name, "--json", home=office)
    assert [one["case"] for one in listed.json] == [begun.json["case"]]
    done = run("monitoring", "run", "--on", "2026-06-02", "--json", home=office)
    (ours,) = [one for one in done.json["creditors"] if one["creditor"] == SELLER.name]
    assert (ours["rounds"], ours["letters"]) == (1, 1)
    again = run("monitoring", "run", "--creditor", SELLER.name, "--on", "2026-06-02", "--json",
                home=office)  # fmt: skip
    assert again.json["creditors"][0]["rounds"] == 0
    (round_,) = on_case(office, "rounds").json
    assert (round_["on_day"], round_["no_letter_because"]) == ("2026-06-02", None)
    assert "a letter" in run("monitoring", "rounds", FIRST, home=office).out
    ended = on_case(office, "stop", "--because", "assets were found", on="2026-06-03")
    assert (ended.code, ended.json["ended_because"]) == (0, "assets were found")
    assert "No case is followed" in run("monitoring", "list", home=office).out
    assert "assets were found" in run("monitoring", "list", "--all", home=office).out
    twice = on_case(office, "stop", "--because", "again", on="2026-06-03")
    assert (twice.code, twice.error["code"]) == (1, "NotMonitored")


def test_how_a_creditors_cases_are_followed_stands_in_its_agreement(office) -> None:
    said = ("creditor", "agreement", SELLER.name, "--monitoring-months", "6",
            "--monitoring-letters", "2", "--because", "agreed in writing", "--json")  # fmt: skip
    changed = run(*said, home=office)
    assert changed.code == 0, changed.out
    rules = changed.json["rules"]["monitoring"]
    assert (rules["every_months"], rules["letters_a_year"], rules["check"]) == (6, 2, "known")
    wrong = run("creditor", "agreement", SELLER.name, "--monitoring-check", "uc", "--because", "x",
                "--json", home=office)  # fmt: skip
    assert (wrong.code, wrong.error["code"]) == (1, "MonitoringRulesUnclear")
    back = run("creditor", "agreement", SELLER.name, "--recommended", "monitoring", "--because",
               "back", "--json", home=office)  # fmt: skip
    assert back.json["rules"]["monitoring"]["every_months"] == 3
