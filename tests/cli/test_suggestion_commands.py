"""What would be done today, by command: list, explain, accept, decline, and how far steps go."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST, SECOND, THIRD = (one.number for one in INVOICES[:3])
FRIENDLY = "2026-02-08"


def automation(office, *words: str):
    return run("creditor", "automation", SELLER.name, *words, "--on", "2026-01-05", "--json",
               home=office)  # fmt: skip


def listed(office, on: str = FRIENDLY):
    told = run("suggestions", "list", "--creditor", SELLER.name, "--on", on, "--json", home=office)
    assert told.code == 0, told.out
    return told.json


def on_cases(office, verb: str, *words: str, on: str = FRIENDLY):
    return run("suggestions", verb, *words, "--on", on, "--json", home=office)


def test_levels_are_shown_set_and_refused_with_a_sentence(office) -> None:
    shown = automation(office)
    assert {one["level"] for one in shown.json["steps"]} == {"automatic"}
    half = automation(office, "--step", "reminder")
    assert half.code == 2
    wrong = automation(office, "--step", "all", "--level", "often", "--because", "why")
    assert (wrong.code, wrong.error["code"]) == (1, "AutomationUnclear")
    lacking = automation(office, "--step", "all", "--level", "below", "--because", "why")
    assert "amount" in lacking.error["sentence"]
    unknown = automation(office, "--step", "all", "--level", "automatic", "--only-if", "rich",
                         "--because", "why")  # fmt: skip
    assert "rich" in unknown.error["sentence"]
    below = automation(office, "--step", "reminder", "--level", "below", "--below", "500.00",
                       "--because", "small ones may go", "--by", "Kari")  # fmt: skip
    kept = {one["step"]: one for one in below.json["steps"]}
    assert (kept["reminder"]["below_minor"], kept["reminder"]["set_by"]) == (500_00, "Kari")
    asked = automation(office, "--step", "all", "--level", "suggest", "--because", "see first")
    assert {one["level"] for one in asked.json["steps"]} == {"suggest"}
    words = run("creditor", "automation", SELLER.name, home=office)
    assert "see first" in words.out


def test_the_night_suggests_and_a_person_explains_declines_and_accepts(office) -> None:
    night = run("run", "--on", FRIENDLY, "--json", home=office)
    assert night.code == 0, night.err
    made = listed(office)
    assert len(made["suggestions"]) == len(INVOICES)
    assert made["late_not_proposed"] == {"count": 0, "by_rule": {}, "cases": []}
    one = made["suggestions"][0]
    assert (one["step"], one["how"], one["cost_minor"]) == ("friendly_reminder", "asked", 0)
    assert one["follows"]["step"] == "reminder"
    told = on_cases(office, "explain", FIRST)
    assert told.json["suggestion"]["why"] == one["why"]
    no = on_cases(office, "decline", FIRST, "--until", "2026-02-20", "--reason", "she phoned")
    assert (no.code, no.json["causes"][0]["kind"]) == (0, "declined")
    yes = on_cases(office, "accept", SECOND)
    assert (yes.code, yes.json["planned"]) == (0, 1)
    again = on_cases(office, "accept", SECOND)
    assert (again.code, again.error["code"]) == (1, "NothingToAnswer")
    everything = on_cases(office, "accept", "--all", "--creditor", SELLER.name)
    assert everything.json["planned"] == len(INVOICES) - 2
    after = listed(office)
    assert after["suggestions"] == []
    assert after["late_not_proposed"]["by_rule"] == {"declined": 1, "under_way": 3}
    words = run("suggestions", "list", "--creditor", SELLER.name, "--on", FRIENDLY, home=office)
    assert "4 are late and not proposed" in words.out
    assert "she phoned" in words.out


def test_words_that_do_not_belong_together_are_refused(office) -> None:
    for words in (("accept",), ("accept", THIRD, "--all"), ("accept", "--all")):
        assert run("suggestions", *words, home=office).code == 2
    told = run("suggestions", "explain", THIRD, "--on", FRIENDLY, home=office)
    assert "on its way" in told.out
