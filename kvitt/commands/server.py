"""``kvitt up`` and ``kvitt down``: the pages and the work, in the background."""

from typing import TYPE_CHECKING

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers

if TYPE_CHECKING:
    from kvitt.commands.background import Running

PORT = 8000
PORTS = click.IntRange(1, 65_535)


@click.command()
@click.option("--port", type=PORTS, default=PORT, show_default=True)
@click.option("--foreground", is_flag=True, help="Stay here until Ctrl-C.")
@answers
def up(port: int, foreground: bool) -> Answer:
    """Start the pages on 127.0.0.1 and the worker that decides and sends."""
    from kvitt.commands import background
    from kvitt.site.home import Home

    home = Home.from_environment().create()
    found = background.what_is_up(home)
    if found is not None:
        return _answer(found, "Kvitt is up already")
    background.stop_all(home)  # what a watcher left behind that was killed
    background.refuse_taken_port(port)
    if not foreground:
        return _answer(background.start_watcher(home, port=port, say=say), "Kvitt is up")
    from kvitt.site.setup import running

    with running(home, say=say):
        address = f"http://{background.LOOPBACK}:{port}/"
        background.watch(
            home,
            port=port,
            with_worker=True,
            when_ready=lambda: click.echo(f"Kvitt is up: {address} (Ctrl-C stops it)", err=True),
        )
    shown = {"up": False, "address": address}
    return Answer(shown, lambda console: console.print("Kvitt is down."))


@click.command()
@answers
def down() -> Answer:
    """Stop what `kvitt up` started, and the database."""
    from kvitt.commands import background
    from kvitt.site import postgres
    from kvitt.site.database import is_embedded
    from kvitt.site.home import Home
    from kvitt.site.place import place_of

    home = Home.from_environment().create()
    stopped = background.stop_all(home)
    has_server = is_embedded() and (home.run / "postgres.place.json").exists()
    # A command at work keeps the database; it stops the server itself when it is done.
    if has_server and not postgres.is_in_use(home):
        stopped = postgres.stop(postgres.Server(home, place_of(home))) or stopped
    told = "Kvitt is down." if stopped else "Kvitt was not up."
    return Answer({"up": False, "was_up": stopped}, lambda console: console.print(told))


def _answer(found: "Running", told: str) -> Answer:
    shown = {"up": True, "address": found.address, "pid": found.pid}
    return Answer(shown, lambda console: console.print(f"{told}: {found.address}"))
