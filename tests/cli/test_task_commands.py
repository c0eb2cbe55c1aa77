"""Tasks, calls and identity numbers by command."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import AGENCY, INVOICES, home, office

__all__ = ["home", "office"]
FIRST = INVOICES[0].number
ON = ("--on", "2026-02-20", "--json")


def test_each_kind_of_task_is_explained_and_one_that_is_unknown_is_wrong_usage() -> None:
    (one,) = run("tasks", "explain", "find_address", "--json").json["kinds"]
    assert (one["owner"], one["bank_days"]) == ("agency", 5)
    assert len(run("tasks", "explain", "--json").json["kinds"]) > 30
    assert "find an address" in run("tasks", "explain", "find_address").out
    assert run("tasks", "explain", "fly", "--json").code == 2


def test_tasks_are_listed_by_kind_and_owner(office) -> None:
    stopped = run("case", "hold", FIRST, "--kind", "bankruptcy", "--because", "told", *ON,
                  home=office)  # fmt: skip
    assert stopped.code == 0, stopped.err
    listed = run("tasks", "list", "--kind", "file_claim", "--owner", "agency", "--json",
                 home=office).json  # fmt: skip
    assert [one["kind"] for one in listed["tasks"]] == ["file_claim"]
    for words in (("--kind", "find_estate"), ("--owner", "Mona"), ("--late",)):
        found = run("tasks", "list", *words, "--kind", "file_claim", "--json", home=office)
        assert found.json["count"] == (1 if words[0] == "--kind" else 0)
    (number,) = (str(one["id"]) for one in listed["tasks"])
    assert run("tasks", "give", number, "--owner", "Mona", *ON, home=office).code == 0
    mine = run("tasks", "list", "--owner", "Mona", "--json", home=office)
    assert mine.json["count"] == 1
    assert run("tasks", "answer", number, "--because", "filed", *ON, home=office).code == 0
    freed = run("case", "release", FIRST, "--kind", "bankruptcy", "--because", "paid", *ON,
                home=office)  # fmt: skip
    assert freed.code == 0, freed.err


def test_a_call_is_asked_for_and_an_identity_number_noted(office) -> None:
    held = run("case", "call", INVOICES[1].number, "--because", "", *ON, home=office)
    assert (held.code, held.error["code"]) == (1, "NoReasonToCall")
    wrong = run("case", "identity", INVOICES[1].number, "--number", "1", "--because", "x", *ON,
                home=office)  # fmt: skip
    assert wrong.code == 1
    assert wrong.error["code"] in ("IdentityNotUsable", "IdentityKnown")


def test_a_creditor_says_whose_its_late_tasks_become(office) -> None:
    words = ("creditor", "agreement", SELLER.name, "--escalate-to", "Karin", "--because")
    told = run(*words, "she answers", *ON, home=office)
    assert (told.code, told.json["rules"]["escalate_to"]) == (0, "Karin")
    again = run(*words, "again", *ON, home=office)
    assert (again.code, again.error["code"]) == (1, "NothingToChange")


def test_the_agency_says_whose_late_tasks_become_and_keeps_it(office) -> None:
    named = run(*AGENCY, "--escalate-to", "Bo", "--json", home=office)
    assert (named.code, named.json["escalate_to"]) == (0, "Bo")


def test_complaints_are_listed_with_their_clocks_until_they_are_answered(office) -> None:
    made = run("case", "complain", FIRST, "--about", "tone", "--text", "called me names", *ON,
               home=office)  # fmt: skip
    assert made.code == 0, made.err
    (one,) = run("complaints", "list", "--json", home=office).json["complaints"]
    assert (one["about"], one["outcome"], one["creditor"]) == ("tone", None, SELLER.name)
    shown = run("complaints", "list", home=office).out
    assert "tone" in shown
    late = ("complaints", "list", "--late", "--on", "2026-06-01", "--json")
    assert run(*late, home=office).json["count"] == 1
    done = run("case", "answer-complaint", FIRST, "--complaint", str(one["complaint"]),
               "--outcome", "upheld",
               "--answer", "we are sorry", *ON, home=office)  # fmt: skip
    assert done.code == 0, done.err
    assert run("complaints", "list", "--json", home=office).json["count"] == 0
    answered = run("complaints", "list", "--all", "--json", home=office).json["complaints"]
    assert [(c["outcome"], c["answer"]) for c in answered] == [("upheld", "we are sorry")]
