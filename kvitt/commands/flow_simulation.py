"""How ``kvitt flow simulate`` shows two flows beside each other."""

from typing import TYPE_CHECKING, Any

from kvitt.commands.words import money

if TYPE_CHECKING:
    from rich.console import Console


def show_simulation(console: "Console", shown: dict[str, Any]) -> None:
    """Letters, fees, days, debtors, open cases, and the differences invoice by invoice."""
    _show_totals(console, shown)
    _show_days(console, shown["expected_days"])
    _show_open_cases(console, shown)
    console.print(f"\n{shown['difference_count']} invoices would be treated differently.")
    for one in shown["differences"]:
        console.print(f"{one['invoice']}: {_told(one['now'])} → {_told(one['changed'])}")
    for sentence in shown["caveats"]:
        console.print(sentence)


def _show_totals(console: "Console", shown: dict[str, Any]) -> None:
    now, changed, currency = shown["now"], shown["changed"], shown["currency"]
    debtors = shown["by_debtor"]
    table = _table("", now["flow"], changed["flow"])
    table.add_row("invoices", str(now["invoices"]), str(changed["invoices"]))
    for step in sorted(now["letters"].keys() | changed["letters"].keys()):
        counts = (str(one["letters"].get(step, 0)) for one in (now, changed))
        table.add_row(f"letters: {step.replace('_', ' ')}", *counts)
    table.add_row("fees", *(money(one["cost_minor"], currency) for one in (now, changed)))
    for key, label in (("debtors", "debtors charged"), ("average_minor", "fees, average"),
                       ("most_minor", "fees, most")):  # fmt: skip
        pair = (debtors[name][key] for name in ("now", "changed"))
        table.add_row(label, *(money(n) if key.endswith("_minor") else str(n) for n in pair))
    table.add_row("come to a person", *(str(one["decisions"]) for one in (now, changed)))
    table.add_row("law not known", *(str(one["stopped"]) for one in (now, changed)))
    console.print(table)
    console.print(
        f"{debtors['pay_more']} debtors would pay more in fees, {debtors['pay_less']} less; "
        f"at most {money(debtors['most_more_minor'], currency)} more."
    )


def _show_days(console: "Console", expected: dict[str, Any]) -> None:
    table = _table("expected days", "both", "only now", "only changed", "average move", "moves")
    for step, told in expected.items():
        moves = ", ".join(f"{int(days):+d}: {count}" for days, count in told["by_days"].items())
        table.add_row(
            step.replace("_", " "), str(told["both"]), str(told["only_now"]),
            str(told["only_changed"]), f"{told['average_days']:+.1f} days", moves,
        )  # fmt: skip
    console.print(table)


def _show_open_cases(console: "Console", shown: dict[str, Any]) -> None:
    cases = shown["open_cases"]
    table = _table("open cases, next from tomorrow", "now", "changed")
    for what in sorted(cases["now"].keys() | cases["changed"].keys()):
        pair = (str(cases[name].get(what, 0)) for name in ("now", "changed"))
        table.add_row(what.replace("_", " "), *pair)
    console.print(table)
    console.print(
        f"What comes next moves by {cases['moved']['average_days']:+.1f} days on average."
    )


def _table(*names: str) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(names):
        table.add_column(name, justify="right" if number else "left")
    return table


def _told(played: dict[str, Any]) -> str:
    letters = ", ".join(f"{one['step'].replace('_', ' ')} {one['on']}" for one in played["letters"])
    return f"{letters or 'no letter'} ({money(played['cost_minor'])})"
