"""Letters that went astray, by command: address, returned, answer-returned, wrong-recipient."""

import pytest

from tests.cli.files import SELLER
from tests.cli.program import Ran, run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST, SECOND = INVOICES[0].number, INVOICES[1].number
LATE = "2026-02-20"


@pytest.fixture(scope="module")
def reminded(office):
    """The office after the first letters have left."""
    assert run("run", "--on", LATE, home=office).code == 0
    return office


def on_case(office, verb: str, *words: str, number: str = FIRST) -> Ran:
    return run("case", verb, number, *words, "--on", LATE, "--json", home=office)


def test_a_letter_comes_back_and_leaves_again_to_the_new_address(reminded) -> None:
    none = on_case(reminded, "returned", "--step", "summons", "--because", "moved")
    assert (none.code, none.error["code"]) == (1, "NoSuchLetter")
    back = on_case(reminded, "returned", "--because", "moved")
    assert (back.code, back.json["returned"]) == (0, "friendly_reminder")
    half = on_case(reminded, "address", "--line", "Nya vägen 8", "--because", "she phoned")
    assert (half.code, half.error["code"]) == (1, "AddressIncomplete")
    words = ("--line", "Nya vägen 8", "--postcode", "352 41", "--city", "Växjö")
    moved = on_case(reminded, "address", *words, "--because", "she phoned")
    assert moved.code == 0, moved.out
    assert moved.json["address"]["letters"] == [[moved.json["case"], "friendly_reminder"]]
    again = on_case(reminded, "answer-returned", "--stands", "--because", "she knew")
    assert (again.code, again.error["code"]) == (1, "NothingReturned")


def test_a_letter_that_reached_somebody_else_stops_the_case(reminded) -> None:
    done = on_case(reminded, "wrong-recipient", "--because", "a namesake", number=SECOND)
    assert done.code == 0, done.out
    assert [hold["kind"] for hold in done.json["holds"]] == ["wrong_recipient"]
    assert done.json["wrong_recipient"]["letters"] == [[done.json["case"], "friendly_reminder"]]
    freed = on_case(reminded, "release", "--kind", "wrong_recipient", "--because", "x",
                    number=SECOND)  # fmt: skip
    assert (freed.code, freed.error["code"]) == (1, "UnknownHold")
    assert "kvitt case address" in freed.error["sentence"]


def test_a_direct_payment_is_booked_asked_about_and_taken_back(reminded) -> None:
    third = INVOICES[2].number
    words = ("--amount", "10.00", "--paid-on", "2026-02-18", "--because", "the creditor wrote")
    words = (*words, "--on", LATE, "--json")
    done = run("payments", "direct", third, *words, home=reminded)
    assert done.code == 0, done.out
    (payment,) = done.json["payments"]
    assert payment["amount_minor"] == 10_00
    again = run("payments", "direct", third, *words, home=reminded)
    assert (again.code, again.error["code"]) == (1, "PossibleDuplicate")
    asked = ("payments", "reverse", str(payment["id"]), "--because", "a mistake", "--on", LATE)
    assert run(*asked, "--json", home=reminded).code == 0
    twice = run(*asked, "--json", home=reminded)
    assert (twice.code, twice.error["code"]) == (1, "PaymentNotCorrected")


def test_only_a_credit_note_that_waits_is_placed(reminded) -> None:
    words = ("--creditor", SELLER.name, "--invoice", FIRST, "--on", LATE, "--json")
    none = run("invoices", "credit", "K-1", *words, home=reminded)
    assert (none.code, none.error["code"]) == (1, "CreditNoteNotApplicable")


def test_a_case_of_one_claim_is_not_divided_nor_merged_with_another_debtors(reminded) -> None:
    words = ("--because", "another order")
    alone = on_case(reminded, "split", "--invoice", FIRST, *words)
    assert (alone.code, alone.error["code"]) == (1, "SplitNotPossible")
    unlike = on_case(reminded, "merge", SECOND, *words)
    assert (unlike.code, unlike.error["code"]) == (1, "MergeNotPossible")


def test_a_debtor_says_how_it_wants_to_be_written_to(reminded) -> None:
    words = ("--channel", "letter", "--language", "nb", "--remind-days", "3")
    done = on_case(reminded, "contact", *words)
    assert done.code == 0, done.out
    assert done.json["contact"] == {
        "channel": "letter", "language": "nb", "remind_days": 3,
        "changed": ["channel", "language", "remind_days"],
    }  # fmt: skip
    again = on_case(reminded, "contact", *words)
    assert (again.code, again.error["code"]) == (1, "ContactUnclear")
    assert run("case", "contact", FIRST, "--channel", "fax", home=reminded).code == 2
