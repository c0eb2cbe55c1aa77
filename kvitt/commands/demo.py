"""``kvitt demo``: half a year of collection in about a minute, then the pages."""

import os
import shutil
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import counted, say
from kvitt.commands.server import PORT, PORTS
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import money
from kvitt.kernel.refusal import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.site.home import Home

TODAY = "KVITT_TODAY"
"""Names the business day of the pages: the demo's last one."""


class NotADemo(Refusal):
    """The folder in which the demo would be made anew holds something else."""


class DemoIsRunning(Refusal):
    """Another demo runs in the same home."""


@click.command()
@click.option("--no-serve", is_flag=True, help="Print the summary and exit.")
@click.option("--port", type=PORTS, default=PORT, show_default=True)
@answers
def demo(no_serve: bool, port: int) -> Answer:
    """Live half a year with invented debtors, print the sums, then serve the pages.

    It has a data folder of its own, made anew each time: your data is never touched.
    """
    from kvitt.commands import background

    if not no_serve:
        background.refuse_taken_port(port)
    home = _fresh_home()
    from kvitt.site.setup import running

    with running(home, say=say):
        from kvitt.application.check_books import check_books
        from kvitt.commands.demo_half_year import HalfYear
        from kvitt.commands.demo_office import FIRST_DAY, LAST_DAY
        from kvitt.commands.demo_sign_ins import sign_ins
        from kvitt.commands.demo_summary import summary

        days = (LAST_DAY - FIRST_DAY).days + 1
        with counted("days of 2026", total=days) as on_progress:
            HalfYear(home, portal=_address(port)).live(on_progress)
        checked = check_books()
        shown = summary(first_on=FIRST_DAY, last_on=LAST_DAY, checked=checked)
        shown["folder"] = str(home.root)
        shown["sign_ins"] = sign_ins(today=LAST_DAY)
    return Answer(
        shown,
        lambda console: _show(console, shown),
        is_yes=shown["is_clean"],
        afterwards=None if no_serve else partial(_serve, home, port, LAST_DAY, _people(shown)),
    )


def _fresh_home() -> "Home":
    """The demo's own folder, emptied. Never the database that DATABASE_URL names."""
    from kvitt.site import postgres
    from kvitt.site.database import OWNER_URL, URL
    from kvitt.site.home import Home
    from kvitt.site.place import place_of

    for variable in (URL, OWNER_URL):
        os.environ.pop(variable, None)
    home = Home(Home.from_environment().create().root / "demo")
    if home.root.exists() and not home.run.is_dir() and any(home.root.iterdir()):
        raise NotADemo(
            f"{home.root} holds something that is no demo; it is not touched. Set KVITT_HOME to "
            "another folder",
            folder=str(home.root),
        )
    if (home.run / "postgres.place.json").exists():
        if postgres.is_in_use(home):
            raise DemoIsRunning(
                "a demo is running already: stop it with Ctrl-C, or set KVITT_HOME to another "
                "folder",
                folder=str(home.root),
            )
        place = place_of(home)
        postgres.stop(postgres.Server(home, place))
        for folder in (place.folder, place.socket_folder):
            _remove(folder)
    _remove(home.root)
    return home.create()


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)


def _people(shown: dict[str, Any]) -> dict[str, str]:
    """The identity numbers by name with which the simulated broker signs debtors in."""
    return {one["name"]: one["identity"] for one in shown["sign_ins"] if "identity" in one}


def _serve(home: "Home", port: int, today: date, people: dict[str, str]) -> None:
    """The pages as of the demo's last day, until Ctrl-C. Nothing is decided or sent any more.

    Payment services and the broker of identities are simulated beside them, on this machine.
    """
    from kvitt.commands import background
    from kvitt.simulators.identity_provider import IdentityProvider
    from kvitt.simulators.payment_service import PaymentServices
    from kvitt.site.setup import running

    os.environ[TODAY] = today.isoformat()
    address = f"{_address(port)}/"
    with (
        running(home, say=say),
        PaymentServices() as services,
        IdentityProvider(people=people) as broker,
    ):
        os.environ.update(services.settings | broker.settings)
        background.watch(
            home,
            port=port,
            with_worker=False,
            when_ready=lambda: click.echo(f"The pages: {address}  (Ctrl-C stops them)", err=True),
        )


def _address(port: int) -> str:
    """Where the demo's pages are, as its letters tell the debtors."""
    from kvitt.commands import background

    return f"http://{background.LOOPBACK}:{port}"


def _show(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    console.print(f"\n{shown['first_on']} to {shown['last_on']}, each sum counted twice\n")
    table.add_column("", no_wrap=True)
    for one in shown["creditors"]:
        table.add_column(f"{one['name']}, {one['currency']}", justify="right")
    table.add_column("in ledger")
    for row in shown["rows"]:
        cells = [
            money(value) if row["is_money"] else f"{value:,}".replace(",", " ")
            for value in row["values"]
        ]
        agrees = {True: "✓", False: "✗ differs", None: ""}[row["agrees"]]
        table.add_row(row["name"], *cells, agrees)
    console.print(table)
    console.print()
    for sentence in shown["proved"]:
        console.print(f"✓ kvitt check: {sentence}")
    for sentence in shown["troubles"]:
        console.print(f"✗ kvitt check: {sentence}")
    console.print(f"Everything lies in {shown['folder']}")
    for one in shown["sign_ins"]:
        console.print(_sign_in(one))


def _sign_in(one: dict[str, Any]) -> str:
    if one["portal"] == "debtor":
        return (
            f"Debtor: case {one['case']}, code {one['code']};"
            f" or as {one['name']} with the simulated BankID, {one['identity']}"
        )
    also = f"; also of {one['in_shadow']}, still in shadow" if "in_shadow" in one else ""
    return (
        f"{one['portal'].capitalize()}: {one['email']}, password “{one['password']}”,"
        f" then one of the codes {', '.join(one['codes'][:3])} (each works once){also}"
    )
