"""The command line: ``kvitt …``.

A command reads its words, makes one call and shows the answer: for a person, or with ``--json`` as
one JSON document on stdout. Exit codes: 0 fine; 1 the answer is no (a refusal, rows in error, books
that do not agree); 2 wrong usage; 3 something that should not happen; 130 interrupted. Each family
of commands is loaded when it is asked for, so that ``kvitt law`` starts at once.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from kvitt import __version__
from kvitt.commands.telling import tell_interrupted, tell_refusal, tell_unexpected, tell_usage
from kvitt.kernel.refusal import Refusal

FAMILIES = {
    "demo": ("demo", "Half a year of collection in a minute, then the pages."),
    "up": ("server", "Start the pages and the work in the background."),
    "down": ("server", "Stop what `kvitt up` started."),
    "agency": ("agency", "The organisation that collects: say who it is."),
    "creditor": ("creditors", "Creditors: add and list."),
    "invoices": ("invoices", "Invoices: import a file, or read one without registering."),
    "payments": ("payments", "Payments: import a bank file, place a payment by hand."),
    "bank": ("bank", "Bank files: read one without booking anything."),
    "run": ("run", "The day's work: decide, send, close; for one day or many."),
    "stop": ("stops", "Stop sending: at all, for a creditor, or by a channel."),
    "go": ("stops", "Let sending go on after a stop."),
    "status": ("stops", "What is stopped, and what waits."),
    "restore": ("restore", "After a restore: stop all sending, compare what left, hold it."),
    "case": ("case", "A case: show it with its explained sum, or close it."),
    "plan": ("plans", "Instalment plans: list, show, move an instalment, end."),
    "offer": ("offers", "Settlement offers: list, approve, withdraw."),
    "suggestions": ("suggestions", "What Kvitt would do today, with reasons: say yes or no."),
    "explain": ("explain", "Any amount of a case on any day: paragraph and arithmetic."),
    "tasks": ("tasks", "What waits for a person."),
    "complaints": ("complaints", "Complaints about conduct, with their clocks."),
    "enforcement": ("decision_policy", "What is put to authorities, and what comes of it."),
    "limitation": (
        "limitation",
        "Limitation: until when claims can be enforced, and what stops it.",
    ),
    "monitoring": ("monitoring", "Monitoring: follow cases with calm letters, round by round."),
    "people": ("people", "Users and their roles: invite, list, end; codes for debtors."),
    "costs": ("costs", "What authorities took: recovered, billed, outstanding."),
    "settle": ("settle", "Pay the creditors what was collected."),
    "audit": ("audit", "For auditors: rule check, refusals, merges, figures of half a year."),
    "evidence": ("evidence", "Evidence of cases as signed files: take, draw, verify."),
    "check": ("check", "Prove that the books agree."),
    "law": ("law", "What the law allows: late interest and fees."),
    "flow": ("flow", "Flows: list, check a file, preview the steps of an invoice."),
    "message": ("messages", "Messages: threads on a case, and the mails that carry them."),
    "text": ("texts", "Texts of a creditor's own: propose, preview, approve."),
    "condition": ("conditions", "Conditions that users write: try, propose, preview, approve."),
}
"""Command → (module in kvitt.commands, one line of help)."""


class Families(click.Group):
    """The commands by name; a module is imported when its command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a working life, not of the alphabet."""
        return list(FAMILIES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, loaded now."""
        if name not in FAMILIES:
            return None
        module = importlib.import_module(f"kvitt.commands.{FAMILIES[name][0]}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in FAMILIES.items()])


@click.command(cls=Families, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kvitt")
def kvitt() -> None:
    """Kvitt: from invoice to payment, in Sweden and Norway.

    Try `kvitt demo`. KVITT_HOME names the data folder; every command takes --json.
    """


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code. Never lets a traceback through."""
    given = list(sys.argv[1:] if words is None else words)
    as_json = "--json" in given
    try:
        code: Any = kvitt.main(args=given, prog_name="kvitt", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        # The reader of our output has gone (`kvitt … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Refusal as no:
        return tell_refusal(no, as_json=as_json)
    except click.Abort:
        return tell_interrupted()
    except click.ClickException as wrong:
        return tell_usage(wrong, as_json=as_json)
    except KeyboardInterrupt:
        return tell_interrupted()
    except Exception as trouble:  # noqa: BLE001 - the one place that turns a fault into a sentence
        return tell_unexpected(trouble, as_json=as_json)
