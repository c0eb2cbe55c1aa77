"""A flow is simulated and then switched on, by command."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import home, office

__all__ = ["home", "office"]
CALM = "se-agency-calm-consumer"
ON = ("--on", "2026-02-20")


def test_a_flow_is_changed_only_after_exactly_that_was_simulated(office) -> None:
    change = ("creditor", "flow", SELLER.name, "--consumer", CALM, "--by", "Mona", *ON, "--json")
    first = run(*change, home=office)
    assert (first.code, first.error["code"]) == (1, "NotSimulated")
    words = ("flow", "simulate", CALM, "--creditor", SELLER.name, "--since", "2026-01-01", *ON)
    told = run(*words, "--json", home=office)
    assert (told.code, told.json["changed"]["flow"]) == (0, CALM)
    assert told.json["expected_days"]["first_letter"]["both"] == 2
    assert told.json["expected_days"]["first_letter"]["average_days"] == 3.0
    shown = " ".join(run(*words, home=office).out.split())
    assert "expected days" in shown
    assert "go out in one letter" in shown
    done = run(*change, "--open-cases", home=office)
    assert (done.code, done.json["consumer"], done.json["cases_moved"]) == (0, CALM, 2)
    now = run("creditor", "flow", SELLER.name, "--json", home=office)
    assert (now.json["consumer"], now.json["waiting"]) == (CALM, [])
    assert "calm" in run("creditor", "flow", SELLER.name, home=office).out
    assert run("check", home=office).code == 0
