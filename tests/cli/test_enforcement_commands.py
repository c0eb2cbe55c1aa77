"""``kvitt enforcement``: a policy is tried and adopted, an application drafted, approved, filed."""

import json
from pathlib import Path

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST = INVOICES[0].number
ON = ("--on", "2026-05-04")


def enforcement(office, *words: str):
    return run("enforcement", *words, "--json", home=office)


def test_a_policy_is_tried_adopted_and_asked(office, tmp_path: Path) -> None:
    nobody = enforcement(office, "propose", "--creditor", SELLER.name, "--by", "Mona", *ON)
    assert nobody.error["code"] == "NoPolicy"
    rules = tmp_path / "policy.json"
    rules.write_text(json.dumps({"least_claim_minor": -1}), "utf-8")
    policy = ("policy", "try", SELLER.name, "--file", str(rules), "--by", "Eva", *ON)
    assert enforcement(office, *policy).error["code"] == "PolicyUnclear"
    rules.write_text("{", "utf-8")
    assert enforcement(office, *policy).error["code"] == "PolicyUnclear"
    rules.write_text(json.dumps({"least_gain_minor": 100_00}), "utf-8")
    tried = enforcement(office, *policy)
    assert (tried.code, tried.json["number"]) == (0, 1), tried.out
    assert tried.json["policy"]["recovery_bp"]["able"] == 6_000
    adopted = enforcement(office, "policy", "adopt", SELLER.name, "1", "--by", "Eva", *ON)
    assert adopted.json["number"] == 1
    assert (
        enforcement(office, "policy", "show", SELLER.name).json["policies"][0]["adopted_by"]
        == "Eva"
    )
    asked = enforcement(office, "propose", FIRST, "--by", "Mona", *ON)
    assert (asked.code, asked.json[0]["outcome"]) == (0, "person"), asked.out
    words = run("enforcement", "propose", FIRST, "--by", "Mona", *ON, home=office)
    assert "person" in words.out


def test_an_application_is_drafted_approved_by_another_and_not_filed_unfit(office) -> None:
    drafting = (
        "draft",
        FIRST,
        "--kind",
        "payment_order",
        "--because",
        "asked",
        "--by",
        "Mona",
        *ON,
    )
    drafted = enforcement(office, *drafting)
    assert (drafted.code, drafted.json["state"]) == (0, "draft"), drafted.out
    number = str(drafted.json["id"])
    assert enforcement(office, *drafting).error["code"] == "CannotFile"
    same = enforcement(office, "approve", number, "--by", "mona", *ON)
    assert same.error["code"] == "AnotherPerson"
    assert enforcement(office, "approve", number, "--by", "Eva", *ON).json["state"] == "approved"
    unfit = enforcement(office, "apply", number, "--by", "Mona", *ON)
    assert unfit.code == 1 and unfit.error["code"] in ("WouldBeRefused", "FeeNotAllowed")
    silent = enforcement(office, "tell", number, "--by", "Mona", *ON)
    assert silent.error["code"] == "NothingToTell"
    assert enforcement(office, "show", number, *ON).json["to_tell"] is None
    early = enforcement(office, "record", number, "served", "--by", "Mona", *ON)
    assert early.error["code"] == "EventNotPossible"
    (one,) = enforcement(office, "list").json["proceedings"]
    assert (str(one["id"]), one["state"]) == (number, "approved")
    assert enforcement(office, "show", "999999").error["code"] == "NoSuchProceeding"
    there = enforcement(office, "arrived", number, "--by", "Mona", *ON)
    assert there.error["code"] == "WrongState"
    back = ("take-back", number, "--because", "she called", "--by", "Mona", *ON)
    assert enforcement(office, *back).json["ended_because"] == "she called"
    assert enforcement(office, *back).error["code"] == "WrongState"
    assert enforcement(office, "list").json["proceedings"] == []
    words = run("enforcement", "show", number, home=office)
    assert "payment_order ended" in words.out


def test_money_of_an_authority_is_told_by_command_and_refused_where_it_cannot_be(office) -> None:
    one = enforcement(office, "list", "--all").json["proceedings"][0]
    number = str(one["id"])
    telling = ("record", number, "distribution", "--amount", "4400", "--by", "Mona", *ON)
    early = enforcement(office, *telling, "--kept", "600", "--claim", f"{FIRST}=4400")
    assert early.error["code"] == "EventNotPossible", "nothing has been filed"
    assert enforcement(office, *telling, "--claim", FIRST).code == 2
    assert enforcement(office, *telling, "--withheld", "soon").code == 2
    assert enforcement(office, *telling, "--line", "999999").error["code"] == "BankLineNotFound"
    served = ("record", number, "served", "--to-creditor", "--by", "Mona", *ON)
    assert enforcement(office, *served).error["code"] == "DistributionUnclear"
    wrong = ("distribution-wrong", "1", "--creditor", SELLER.name, "--because", "x", "--by", "Mona")
    assert enforcement(office, *wrong, *ON).error["code"] == "NoSuchDistribution"
    line = ("payments", "assign", "999999", "--case", FIRST, "--from-authority", "--json", *ON)
    assert run(*line, home=office).error["code"] == "BankLineNotFound"
    assert enforcement(office, "show", number).json["distributions"] == []
