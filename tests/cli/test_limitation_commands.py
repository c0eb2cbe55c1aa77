"""Limitation by command: the list, what interrupted, what is planned, when the claim arose."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST = INVOICES[0].number


def listed(office, *words: str):
    told = run("limitation", "list", "--creditor", SELLER.name, *words, "--json", home=office)
    assert told.code == 0, told.out
    return told.json["claims"]


def on_case(office, verb: str, *words: str, on: str = "2026-03-02"):
    return run("limitation", verb, FIRST, *words, "--on", on, "--json", home=office)


def test_each_open_claim_has_its_last_day_and_what_is_planned(office) -> None:
    claims = listed(office)
    assert len(claims) == len(INVOICES)
    days = {one["expires_on"] for one in claims}
    assert days == {"2029-01-02", "2036-01-02"}  # three years for consumers, ten for a business
    assert {one["reading"] for one in claims} == {"proven"}
    assert listed(office, "--before", "2028-12-31") == []
    planned = on_case(office, "plan", "--act", "a letter by hand", "--by-day", "2028-11-01")
    assert planned.code == 0, planned.out
    (one,) = [one for one in listed(office) if one["claim"] == FIRST]
    assert one["planned"] == ["a letter by hand by 2028-11-01"]
    everywhere = run("limitation", "list", "--json", home=office).json["claims"]
    assert [one for one in everywhere if one["creditor"] == SELLER.name] == listed(office)
    (mine,) = run("limitation", "list", "--case", FIRST, "--json", home=office).json["claims"]
    assert (mine["claim"], mine["creditor"]) == (FIRST, SELLER.name)
    words = run("limitation", "list", "--creditor", SELLER.name, home=office)
    assert "2029-01-02" in words.out


def test_what_interrupted_and_when_the_claim_arose_are_recorded(office) -> None:
    arose = on_case(office, "origin", "--arose", "2025-12-10")
    assert arose.code == 0, arose.out
    wrong = on_case(office, "record", "--kind", "letter", "--day", "2026-02-20", "--evidence", "x")
    assert (wrong.code, wrong.error["code"]) == (1, "UnknownInterruption")
    done = on_case(office, "record", "--kind", "demand_received", "--day", "2026-02-20",
                   "--evidence", "receipt of the registered letter")  # fmt: skip
    assert (done.code, done.json["expires_on"]) == (0, "2036-02-20")
    later = on_case(office, "record", "--kind", "acknowledged", "--day", "2027-01-01",
                    "--evidence", "a call")  # fmt: skip
    assert later.error["code"] == "InterruptionOfTomorrow"
