"""What holds for every command: help, JSON, and an exit code for wrong words."""

from collections.abc import Iterator

import click
import pytest

from kvitt.cli import FAMILIES, kvitt
from tests.cli.program import run

PROMISED = (
    "demo", "up", "down", "check", "creditor add", "invoices import", "invoices read",
    "payments import", "bank read", "run", "case show", "settle", "law interest", "law fee",
    "law limitation", "law deadline", "law rates", "law check", "law changes", "law docs",
    "law propose", "law approve", "law proposals", "law review", "case charge", "case waive",
    "case stop", "case resume", "case keep-apart", "payments own", "explain",
    "case dispute", "case answer-dispute", "case complain", "case answer-complaint", "case reopen",
    "case plan", "plan list", "plan show", "plan move", "plan end", "case hold", "case release",
    "case address", "case contact", "case returned", "case answer-returned", "case wrong-recipient",
    "case defer", "case announce-payment", "case why", "message list", "message show",
    "message write", "message close", "message take-mail", "tasks give", "tasks answer",
    "stop", "go", "status", "creditor shadow start",
    "creditor shadow list", "creditor shadow approve", "creditor shadow status", "creditor flow",
    "tasks list", "tasks explain", "case call", "case identity", "complaints list",
    "flow simulate", "text propose", "text preview", "text approve", "text list", "text show",
    "condition try", "condition names", "condition propose", "condition preview",
    "condition approve", "condition list",
    "case split", "case merge", "payments direct", "payments reverse", "invoices credit",
    "flow list", "flow check", "flow preview", "creditor agreement",
    "case offer", "offer list", "offer approve", "offer withdraw",
    "case ability", "case announce-enforcement",
    "people invite", "people list", "people end", "people code",
    "audit rules", "audit list", "audit answers", "audit figures", "evidence take", "evidence draw",
    "evidence verify", "evidence key", "restore begin", "restore compare",
    "costs list", "costs record", "costs refund", "costs paid",
    "monitoring run", "monitoring start", "monitoring stop", "monitoring list", "monitoring rounds",
)  # fmt: skip


def _commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(kvitt)
    for family in FAMILIES:
        command = kvitt.get_command(context, family)
        assert command is not None
        yield from _under(family, command)


def _under(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for inner, below in command.commands.items():
        yield from _under(f"{name} {inner}", below)


COMMANDS = dict(_commands())


@pytest.mark.parametrize("name", PROMISED)
def test_the_promised_command_is_there(name: str) -> None:
    assert name in COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_takes_json(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert any("--json" in option.opts for option in command.params)


def test_help_and_version_need_nothing() -> None:
    for words in (("--help",), ("-h",), ("--version",), ("law", "--help")):
        ran = run(*words)
        assert (ran.code, ran.err) == (0, "")
    assert all(family in run("--help").out for family in FAMILIES)


@pytest.mark.parametrize(
    "words", [("fly",), ("law", "fly"), ("law", "interest", "--fly"), ("run", "x")]
)
def test_a_word_that_is_no_command_is_wrong_usage(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage" in ran.err
    assert run(*words, "--json").error["sentence"]
