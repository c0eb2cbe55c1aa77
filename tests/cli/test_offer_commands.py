"""The commands of settlement offers, one after the other, in one home."""

from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
ON = ("--on", "2026-03-30")


def test_an_offer_is_proposed_approved_listed_and_withdrawn(office) -> None:
    number = INVOICES[0].number
    view = run("case", "show", number, *ON, "--json", home=office)
    assert view.code == 0, view.out
    owed = view.json["balance_minor"]
    half = f"{owed * 3 // 4 // 100}.00"
    words = ("--pay-by", "2026-04-24", "--because", "has lost her work", "--by", "Mona Ek")
    little = run("case", "offer", number, "--amount", "1.00", *words, *ON, "--json", home=office)
    assert (little.code, little.error["code"]) == (1, "OfferNotAllowed")
    assert run("offer", "list", "--json", home=office).json == []
    made = run("case", "offer", number, "--amount", half, *words, *ON, "--json", home=office)
    assert made.code == 0, made.out
    assert (made.json["state"], made.json["needs_approval"]) == ("proposed", True)
    offer = str(made.json["offer"])
    own = run("offer", "approve", offer, "--by", "mona  ek", *ON, "--json", home=office)
    assert (own.code, own.error["code"]) == (1, "SamePerson")
    approved = run("offer", "approve", offer, "--by", "Nils Ek", *ON, "--json", home=office)
    assert (approved.json["state"], approved.json["approved_by"]) == ("approved", "Nils Ek")
    assert "approved" in run("offer", "list", home=office).out
    gone = run("offer", "withdraw", offer, "--because", "she declined", "--declined", *ON, "--json",
               home=office)  # fmt: skip
    assert (gone.json["state"], gone.json["ended_because"]) == ("withdrawn", "she declined")
    assert run("offer", "list", home=office).out.strip() == "No settlement offers."
    assert [one["state"] for one in run("offer", "list", "--all", "--json", home=office).json] == [
        "withdrawn"
    ]
    assert run("check", home=office).code == 0


def test_an_offer_that_is_not_there_is_refused_with_a_sentence(office) -> None:
    refused = run("offer", "approve", "99999", "--by", "Nils Ek", *ON, "--json", home=office)
    assert (refused.code, refused.error["code"]) == (1, "NoSuchOffer")
