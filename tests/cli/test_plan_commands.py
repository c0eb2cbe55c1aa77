"""The commands of instalment plans, one after the other, in one home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kvitt.site.home import Home
from tests.cli.program import home_of_its_own, run
from tests.cli.test_office_commands import AGENCY, CREDITOR, INVOICES, SELLER, write_csv

FIRST = ("--first", "2026-04-28")
ON = ("--on", "2026-03-30")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An agency with a creditor and invoices that are overdue."""
    with home_of_its_own(with_server=True) as home:
        assert run(*AGENCY, home=home).code == 0
        assert run(*CREDITOR, home=home).code == 0
        path: Path = tmp_path_factory.mktemp("files") / "fakturor.csv"
        path.write_bytes(write_csv(INVOICES))
        words = ("invoices", "import", path, "--creditor", SELLER.name, "--on", "2026-01-02")
        assert run(*words, home=home).code == 0
        yield home


def test_a_plan_is_previewed_agreed_shown_moved_and_ended(office: Home) -> None:
    number = INVOICES[0].number
    offered = run("case", "plan", number, *FIRST, "--preview", *ON, "--json", home=office)
    assert offered.code == 0, offered.out
    assert offered.json["offers"]
    assert run("plan", "list", "--json", home=office).json == []
    agreed = run("case", "plan", number, *FIRST, "--months", "2", *ON, "--json", home=office)
    assert agreed.code == 0, agreed.out
    plan = str(agreed.json["plan"])
    assert len(agreed.json["instalments"]) == 2
    again = run("case", "plan", number, *FIRST, "--months", "2", *ON, "--json", home=office)
    assert (again.code, again.error["code"]) == (1, "NoPlanPossible")
    moved = run("plan", "move", plan, "1", "--to", "2026-05-06", "--because", "salary", *ON,
                "--json", home=office)  # fmt: skip
    assert moved.json["instalments"][0]["due_on"] == "2026-05-06"
    assert "was 2026-04-28" in run("plan", "show", plan, home=office).out
    ended = run("plan", "end", plan, "--because", "asked", *ON, "--json", home=office)
    assert (ended.json["state"], ended.json["ended_because"]) == ("ended", "asked")
    assert run("plan", "list", "--json", home=office).json == []
    assert [one["state"] for one in run("plan", "list", "--all", "--json", home=office).json] == [
        "ended"
    ]
    assert run("check", home=office).code == 0


def test_a_plan_that_is_not_there_is_refused_with_a_sentence(office: Home) -> None:
    refused = run("plan", "show", "99999", "--json", home=office)
    assert (refused.code, refused.error["code"]) == (1, "NoSuchPlan")
