"""The notice of enforcement, by command."""

from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]


def test_a_swedish_case_gets_no_notice_of_enforcement(office) -> None:
    number = INVOICES[0].number
    words = ("case", "announce-enforcement", number, "--on", "2026-02-20", "--json")
    none = run(*words, home=office)
    assert (none.code, none.error["code"]) == (1, "NoticeNotPossible")
    assert "SE" in none.error["sentence"]
    gone = run("case", "announce-enforcement", "99-999999", "--json", home=office)
    assert gone.code == 1
