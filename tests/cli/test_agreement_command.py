"""What a creditor accepts, by command: shown, changed, and refused where it leaves a hole."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import home, office

__all__ = ["home", "office"]


def agreement(office, *words: str):
    return run("creditor", "agreement", SELLER.name, *words, "--on", "2026-01-05", "--json",
               home=office)  # fmt: skip


def test_an_agreement_is_shown_changed_and_refused_with_a_sentence(office) -> None:
    shown = agreement(office)
    assert shown.json["rules"]["small_balance_minor"] == 0
    changed = agreement(
        office, "--small-balance", "25.00", "--plan-bands", "1000:6,5000.00:12,:24",
        "--plan-months", "24", "--no-plan-fee", "--deferral-days", "14", "--deferral-by", "handler",
        "--offer-least-share-bp", "6000", "--because", "as agreed in writing",
    )  # fmt: skip
    rules = changed.json["rules"]
    assert rules["small_balance_minor"] == 25_00
    assert [(one["up_to_minor"], one["months"]) for one in rules["plan"]["bands"]] == [
        (1000_00, 6), (5000_00, 12), (None, 24),
    ]  # fmt: skip
    assert (rules["plan"]["with_fee"], rules["plan"]["moves"]) == (False, 1)
    assert (rules["deferral"]["most_days"], rules["deferral"]["by"]) == (14, ["handler"])
    assert rules["settlement_offer"]["least_share_bp"] == 6000
    hole = agreement(office, "--plan-bands", "1000:6", "--because", "why")
    assert (hole.code, hole.error["code"]) == (1, "PlanRulesUnclear")
    assert "hole" in hole.error["sentence"]
    silent = agreement(office, "--small-balance", "30.00")
    assert (silent.code, silent.error["code"]) == (1, "NothingToChange")
    assert agreement(office, "--plan-bands", "soon", "--because", "why").code == 2
    back = agreement(office, "--recommended", "plan", "--because", "back")
    assert back.json["rules"]["plan"]["most_months"] == 36
    assert back.json["rules"]["small_balance_minor"] == 25_00
    words = run("creditor", "agreement", SELLER.name, home=office)
    assert "25.00 SEK" in words.out
    assert "up to 1 000.00: 6 months" in words.out
