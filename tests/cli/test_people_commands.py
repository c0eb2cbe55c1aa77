"""Users by command: the first administrator is invited here, a lost code is given anew."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST = INVOICES[0].number


def people(office, *words: str):
    return run("people", *words, "--json", home=office)


def test_the_first_administrator_is_invited_by_command(office) -> None:
    asked = ("ada@office.example", "--role", "agency_admin", "--on", "2026-03-02")
    invited = people(office, "invite", *asked)
    assert invited.code == 0 and invited.json["path"].startswith("/invitation/")
    assert people(office, "list").json == {"members": []}
    assert "kvitt people invite" in run("people", "list", home=office).out


def test_a_role_of_the_office_is_not_given_at_a_creditor(office) -> None:
    refused = people(
        office, "invite", "kari@shop.example", "--role", "handler", "--creditor", SELLER.name
    )
    assert (refused.code, refused.error["code"]) == (1, "UnknownRole")
    assert "creditor_admin" in refused.error["sentence"]
    wrong = people(office, "invite", "kari", "--role", "handler")
    assert (wrong.code, wrong.error["code"]) == (1, "NotAnAddress")
    nobody = people(office, "end", "99")
    assert (nobody.code, nobody.error["code"]) == (1, "NotAMember")


def test_a_debtor_who_lost_the_letter_gets_a_new_code(office) -> None:
    code = people(office, "code", FIRST, "--on", "2026-03-02").json["code"]
    again = people(office, "code", FIRST, "--new", "--on", "2026-03-02").json["code"]
    assert len(code) == 11 and code[5] == "-" and again != code
