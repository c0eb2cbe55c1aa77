"""One gate: an amount reaches a debtor only through the few places that have asked the law."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2] / "kvitt"
MAKES_CHARGES = {"application/charge_case.py", "domain/charging.py"}
"""Both take the amount from `kvitt.law.fees.fee` or from the interest of `kvitt.law`."""
WRITES_ITEMS = {"store/sql/add_claims.sql", "store/sql/apply_charges.sql",
                "store/sql/apply_payments.sql"}  # fmt: skip
"""Principal of invoices, decided charges, and interest booked with a payment."""


def calls(path: Path, name: str) -> bool:
    """Whether the file makes something by that name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
        for node in ast.walk(tree)
    )


def test_charges_are_made_only_where_the_law_is_asked() -> None:
    made = {
        path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if calls(path, "Charge")
    }
    assert made == MAKES_CHARGES
    for name in MAKES_CHARGES:
        assert "fee_of(" in (ROOT / name).read_text(encoding="utf-8")


def test_claim_items_are_written_by_three_statements() -> None:
    files = [*ROOT.rglob("*.sql"), *ROOT.rglob("*.py")]
    written = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "insert into claim_item" in path.read_text(encoding="utf-8").lower()
    }
    assert written == WRITES_ITEMS
