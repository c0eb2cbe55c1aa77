"""Costs by command: agreed, told, listed, given back, billed and paid."""

from pathlib import Path

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST = INVOICES[0].number
AGREED = ("creditor", "agreement", SELLER.name, "--because", "in writing", "--on", "2026-03-02",
          "--json")  # fmt: skip
ON = ("--on", "2026-03-10", "--json")


def test_the_terms_on_costs_are_agreed_from_a_day(office) -> None:
    said = run(*AGREED, "--costs-by", "agency", "--costs-billed", "next_settlement",
               "--costs-from", "2026-03-09", home=office)  # fmt: skip
    assert said.code == 0, said.out
    terms = said.json["rules"]["costs"]
    assert terms["before"]["billed"] == "from_recovered"
    assert terms["2026-03-09"]["billed"] == "next_settlement"
    late = run(*AGREED, "--costs-by", "creditor", "--costs-from", "2026-03-01", home=office)
    assert (late.code, late.error["code"]) == (1, "TermsHaveApplied")
    untaxed = run(*AGREED, "--costs-letter", "25.00", home=office)
    assert (untaxed.code, untaxed.error["code"]) == (1, "CostTermsUnclear")
    assert "next_settlement" in run("creditor", "agreement", SELLER.name, home=office).out


def test_a_cost_is_told_listed_billed_paid_and_given_back(office) -> None:
    told = run("costs", "record", FIRST, "--kind", "enforcement_base_fee", "--amount", "600.00",
               "--because", "bill 7", *ON, home=office)  # fmt: skip
    assert told.code == 0, told.out
    assert (told.json["authority"], told.json["outstanding_minor"]) == ("Kronofogden", 600_00)
    wrong = run("costs", "record", FIRST, "--kind", "reminder", "--amount", "1.00", "--because",
                "x", *ON, home=office)  # fmt: skip
    assert (wrong.code, wrong.error["code"]) == (1, "OutlayUnclear")
    listed = run("costs", "list", "--creditor", SELLER.name, "--open", "--json", home=office)
    assert [one["outlay"] for one in listed.json[0]["outlays"]] == [told.json["outlay"]]
    assert "bill 7" in run("costs", "list", "--case", FIRST, home=office).out

    settled = run("settle", *ON, home=office)
    (ours,) = settled.json["settlements"]
    assert (ours["due_minor"], ours["payout_minor"], ours["paid_out"]) == (600_00, 0, False)
    (line,) = ours["costs"]
    assert (line["billed_minor"], line["reference"]) == (600_00, "bill 7")
    assert {Path(name).suffix for name in ours["files"]} == {".pdf", ".csv"}
    more = run("costs", "paid", SELLER.name, "--amount", "600.01", *ON, home=office)
    assert (more.code, more.error["code"]) == (1, "OutlayUnclear")
    paid = run("costs", "paid", SELLER.name, "--amount", "600.00", *ON, home=office)
    assert paid.json["due_minor"] == 0
    back = run("costs", "refund", SELLER.name, str(told.json["outlay"]), "--amount", "100.00",
               "--because", "charged twice", *ON, home=office)  # fmt: skip
    assert (back.json["refunded_minor"], back.json["outstanding_minor"]) == (100_00, -100_00)
    again = run("settle", "--on", "2026-03-11", home=office)
    assert "100.00 SEK is paid to" in again.out and "billed -100.00" in again.out
    assert run("costs", "list", "--open", home=office).out.strip() == "Nothing was laid out."
    assert run("check", home=office).code == 0
