"""How a command's answer, its refusal or its fault reaches the person or script that asked."""

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.kernel.refusal import Refusal

if TYPE_CHECKING:
    from rich.console import Console

EXIT_NO, EXIT_USAGE, EXIT_FAULT, EXIT_INTERRUPTED = 1, 2, 3, 130
FULL_WIDTH = 2_000
"""Columns where no terminal sets a limit: a file or a pipe gets whole lines."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found out: as JSON for scripts, and how a person is shown it."""

    as_json: Any
    show: "Callable[[Console], None]"
    is_yes: bool = True
    """False: the question was understood and the answer is no, exit code 1."""
    afterwards: Callable[[], None] | None = None
    """What goes on when the answer has been told, until it is stopped."""


def answers(command: Callable[..., Answer]) -> Callable[..., int]:
    """Gives a command ``--json`` and turns the answer it returns into output and exit code."""

    @click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
    @functools.wraps(command)
    def run(*args: Any, as_json: bool, **given: Any) -> int:
        answer = command(*args, **given)
        if as_json:
            print_json(answer.as_json)
        else:
            answer.show(paper())
        sys.stdout.flush()
        if answer.afterwards is not None:
            answer.afterwards()
        return 0 if answer.is_yes else EXIT_NO

    return run


def paper() -> "Console":
    """The console for people: plain text of full width where the output is not a terminal."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, emoji=False, markup=False)
    return Console(
        highlight=False, emoji=False, markup=False, width=FULL_WIDTH, force_terminal=False
    )


def print_json(shown: Any) -> None:
    """Prints the one JSON document: days as ISO text, bytes never."""
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    if isinstance(value, Path):
        return str(value)
    return str(value)


def tell_refusal(no: Refusal, *, as_json: bool) -> int:
    """Shows an anticipated "no": the sentence and its statute."""
    if as_json:
        print_json(_error(no.code, no.sentence, no.reference, no.given))
    else:
        click.echo(f"kvitt: {no}", err=True)
    return EXIT_NO


def tell_usage(wrong: click.ClickException, *, as_json: bool) -> int:
    """Shows what is wrong with the words of the command, and how it is written."""
    if as_json:
        print_json(_error(type(wrong).__name__, wrong.format_message(), "", {}))
    else:
        wrong.show()
    return EXIT_USAGE


def tell_interrupted() -> int:
    """Ctrl-C: what was done is done, nothing is half done."""
    click.echo("kvitt: interrupted; run the same command again to go on", err=True)
    return EXIT_INTERRUPTED


def tell_unexpected(trouble: Exception, *, as_json: bool) -> int:
    """One calm line for what should not happen; where it happened goes to the log."""
    where = _log(trouble)
    sentence = f"something went wrong that Kvitt did not foresee ({type(trouble).__name__})"
    sentence += f"; the log has it: {where}" if where else ""
    if as_json:
        print_json(_error("Unexpected", sentence, "", {}))
    else:
        click.echo(f"kvitt: {sentence}", err=True)
    return EXIT_FAULT


def _error(code: str, sentence: str, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    told = {"code": code, "sentence": sentence, "reference": reference, "given": dict(given)}
    return {"error": told}


def _log(trouble: Exception) -> Path | None:
    """Writes where the fault happened; returns the log, or None where none can be written.

    A fault's own words often repeat a row, so a name or number of a person could be among them:
    only the places in the code are kept, and what the database calls the fault. With
    ``KVITT_LOG_LEVEL=DEBUG`` the words are kept too, for a developer with made-up people.
    """
    from kvitt.site.home import Home

    try:
        log = Home.from_environment().create().logs / "kvitt.log"
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {_places(trouble)}\n")
    except (OSError, Refusal):
        return None
    return log


def _places(trouble: BaseException) -> str:
    told = ""
    seen: BaseException | None = trouble
    while seen is not None:
        told += f"{type(seen).__module__}.{type(seen).__name__}"
        diagnosis = getattr(seen, "diag", None)
        for name in ("sqlstate", "table_name", "constraint_name", "column_name"):
            if getattr(diagnosis, name, None):
                told += f" {name}={getattr(diagnosis, name)}"
        if os.environ.get("KVITT_LOG_LEVEL") == "DEBUG":
            told += f": {seen}"
        for frame in traceback.extract_tb(seen.__traceback__):
            told += f"\n  {frame.filename}:{frame.lineno} in {frame.name}"
        seen = seen.__cause__ or seen.__context__
        told += "\ncaused by " if seen is not None else ""
    return told
