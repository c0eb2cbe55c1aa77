"""The command of the ability to pay: entered, shown, bought, refused."""

from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
PERSON, COMPANY = INVOICES[1], INVOICES[0]
ON = ("--on", "2026-03-30")
BECAUSE = ("--because", "legitimate need before an application")
MONEY = ("--income", "30000.00", "--housing", "8000", "--livelihood", "14000", "--instalments", "0")


def test_what_is_known_is_entered_and_shown_and_one_more_is_bought_for_a_reason(office) -> None:
    number = PERSON.number
    nothing = run("case", "ability", number, *ON, "--json", home=office)
    assert nothing.code == 0, nothing.out
    assert (nothing.json["report"], nothing.json["purchases"]) == (None, [])
    assert "nothing that counts" in run("case", "ability", number, *ON, home=office).out
    entered = run("case", "ability", number, *MONEY, *BECAUSE, *ON, "--json", home=office)
    assert entered.code == 0, entered.out
    report = entered.json["report"]
    assert (report["verdict"], report["monthly_minor"]) == ("able", 8_000_00)
    assert (report["source"], report["valid_until"]) == ("handler", "2026-06-29")
    assert "able, 8 000.00 SEK a month" in run("case", "ability", number, *ON, home=office).out
    words = ("case", "ability", number, "--buy", "--basis", "before_filing", *BECAUSE, *ON)
    nobody = run(*words, "--json", home=office)
    assert (nobody.code, nobody.error["code"]) == (1, "NobodyToAskAbout")
    noted = run("case", "identity", number, "--number", "19811228-9874", *BECAUSE, *ON, home=office)
    assert noted.code == 0, noted.out + noted.err
    still = run(*words, "--json", home=office)
    assert (still.code, still.error["code"]) == (1, "StillValid")
    bought = run(*words, "--force", "a new job", "--json", home=office)
    assert bought.code == 0, bought.out
    assert bought.json["report"]["findings"]["known"]["income_minor"] == 18_500_00
    (purchase,) = bought.json["purchases"]
    assert (purchase["state"], purchase["forced_because"]) == ("answered", "a new job")
    assert "Asked simulated on 2026-03-30: answered" in run(*words[:3], *ON, home=office).out
    assert run("check", home=office).code == 0


def test_a_company_is_judged_by_its_own_profile(office) -> None:
    words = ("--buy", "--basis", "before_filing", *BECAUSE, *ON, "--json")
    bought = run("case", "ability", COMPANY.number, *words, home=office)
    assert bought.code == 0, bought.out
    assert (bought.json["report"]["verdict"], COMPANY.debtor.identity[-1]) == ("unable", "7")


def test_what_cannot_be_said_together_or_without_a_basis_is_refused(office) -> None:
    number = INVOICES[0].number
    both = run("case", "ability", number, "--buy", "--income", "1", *ON, home=office)
    assert both.code == 2
    for ages in ("four", "4;12"):
        wrong = run("case", "ability", number, "--children", ages, *ON, home=office)
        assert wrong.code == 2
    visits = run("case", "ability", number, "--visits", "2-6", *ON, home=office)
    assert visits.code == 2
    bare = run("case", "ability", number, "--children", "none", *ON, "--json", home=office)
    assert (bare.code, bare.error["code"]) == (1, "NoBasis")
    unset = run("case", "ability", number, "--buy", "--source", "uc", "--basis", "plan", *BECAUSE,
                *ON, "--json", home=office)  # fmt: skip
    assert (unset.code, unset.error["code"]) == (1, "BureauNotSet")
