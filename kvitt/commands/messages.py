"""``kvitt message``: what is talked about on the cases, and the mails that carry it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, FILE, this_day

if TYPE_CHECKING:
    from rich.console import Console

PARTY = click.Choice(("agency", "creditor", "debtor"))
OTHERS = click.Choice(("creditor", "debtor"))
REPLY_DOMAIN = click.option(
    "--reply-domain", required=True, envvar="KVITT_REPLY_DOMAIN",
    help="Where answers by e-mail come in, e.g. svar.example.com; or KVITT_REPLY_DOMAIN.",
)  # fmt: skip
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", default="command line", help="Who of the agency writes.")
AS = click.option("--as", "kind", type=PARTY, default="agency",
                  help="Whose words these are, where the agency writes them down.")  # fmt: skip
TEXT = click.option("--text", default="", help="The words, plain text.")
TEMPLATE = click.option("--template", default="", help="The creditor's approved text of this name.")
FILES = click.option("--file", "paths", multiple=True, type=FILE,
                     help="A PDF, PNG, JPEG or text file; repeat for more.")  # fmt: skip
INTERNAL = click.option("--internal", is_flag=True, help="A note that only the agency reads.")


@click.group()
def message() -> None:
    """Messages: threads on a case between creditor, agency and debtor."""


@message.command("open")
@click.argument("reference")
@click.option("--subject", required=True)
@click.option("--with", "parties", multiple=True, type=OTHERS, help="Who may read it; repeat.")
@click.option("--owner", help="Whose thread it is.")
@TEXT
@TEMPLATE
@FILES
@INTERNAL
@AS
@BY
@ON
@answers
def open_(
    reference: str, subject: str, parties: tuple[str, ...], owner: str | None, text: str,
    template: str, paths: tuple[str, ...], internal: bool, kind: str, by: str, on: date | None,
) -> Answer:  # fmt: skip
    """Open a thread on the case REFERENCE with its first message."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_threads import speaker
        from kvitt.application.open_thread import open_thread
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        made = open_thread(
            creditor, view.case_id, subject=subject, body=text, template=template, parties=parties,
            author=speaker(creditor, view.case_id, kind, by), files=_files(paths),
            is_internal=internal, owner=owner, today=today,
        )  # fmt: skip
    told = {"thread": made.thread_id, "message": made.message_id, "case": view.number}
    return Answer(told, lambda console: console.print(
        f"Thread {made.thread_id} is open on case {view.number}."))  # fmt: skip


@message.command("list")
@click.argument("reference", required=False)
@click.option("--open", "open_only", is_flag=True, help="Without the closed ones.")
@click.option("--overdue", is_flag=True, help="Only those that wait for us beyond their last day.")
@ON
@answers
def list_(reference: str | None, open_only: bool, overdue: bool, on: date | None) -> Answer:
    """List the threads, of all cases or of the case REFERENCE."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_threads import list_threads, overdue_threads
        from kvitt.application.show_case import show_case
        from kvitt.domain.messages import AGENCY, Reader
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today) if reference else None
        creditor = find_creditor(str(view.tenant_id)) if view else None
        if overdue:
            found = overdue_threads(today)
            found = [one for one in found if view is None or one["case"] == view.number]
        else:
            found = list_threads(
                Reader(AGENCY, "command line"), creditor=creditor,
                case_id=view.case_id if view else None, open_only=open_only,
            )  # fmt: skip
    shown = {"threads": found, "count": len(found)}
    return Answer(shown, lambda console: _show_list(console, found))


@message.command()
@click.argument("thread", type=int)
@AS
@answers
def show(thread: int, kind: str) -> Answer:
    """Show the thread THREAD, as the agency or as another party reads it."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_threads import (
            case_of_thread,
            creditor_of_thread,
            show_thread,
            speaker,
        )

        creditor = creditor_of_thread(thread)
        reader = speaker(creditor, case_of_thread(creditor, thread), kind, "command line")
        shown = show_thread(creditor, thread, reader).as_json()
    return Answer(shown, lambda console: _show(console, shown))


@message.command()
@click.argument("thread", type=int)
@TEXT
@TEMPLATE
@FILES
@INTERNAL
@AS
@BY
@ON
@answers
def write(
    thread: int, text: str, template: str, paths: tuple[str, ...], internal: bool, kind: str,
    by: str, on: date | None,
) -> Answer:  # fmt: skip
    """Write in the thread THREAD; a closed one opens again."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_threads import case_of_thread, creditor_of_thread, speaker
        from kvitt.application.write_message import write_message

        creditor = creditor_of_thread(thread)
        author = speaker(creditor, case_of_thread(creditor, thread), kind, by)
        made = write_message(
            creditor, thread, body=text, template=template, author=author, files=_files(paths),
            is_internal=internal, today=on or this_day(),
        )  # fmt: skip
    told = {"thread": made.thread_id, "message": made.message_id}
    return Answer(told, lambda console: console.print(f"Message {made.message_id} is written."))


@message.command()
@click.argument("thread", type=int)
@click.option("--because", required=True, help="Why: it goes to the history.")
@BY
@ON
@answers
def close(thread: int, because: str, by: str, on: date | None) -> Answer:
    """Close the thread THREAD; a new message opens it again."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.close_thread import close_thread
        from kvitt.application.list_threads import creditor_of_thread

        close_thread(creditor_of_thread(thread), thread, because=because, today=on or this_day(),
                     actor=by)  # fmt: skip
    told = {"thread": thread, "state": "closed"}
    return Answer(told, lambda console: console.print(f"Thread {thread} is closed."))


@message.command()
@click.argument("thread", type=int)
@click.option("--owner", required=True, help="Whose it is from now on.")
@BY
@ON
@answers
def give(thread: int, owner: str, by: str, on: date | None) -> Answer:
    """Give the thread THREAD, with its task, to somebody."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.close_thread import give_thread
        from kvitt.application.list_threads import creditor_of_thread

        give_thread(creditor_of_thread(thread), thread, owner=owner, today=on or this_day(),
                    actor=by)  # fmt: skip
    told = {"thread": thread, "owner": owner}
    return Answer(told, lambda console: console.print(f"Thread {thread} is {owner}'s."))


@message.command()
@click.option("--creditor", "called", help="Only this creditor's; default all.")
@REPLY_DOMAIN
@ON
@answers
def send(called: str | None, reply_domain: str, on: date | None) -> Answer:
    """Mail the messages that wait to be mailed."""
    from kvitt.site.setup import running

    found: list[dict[str, Any]] = []
    with running(say=say):
        from dataclasses import asdict

        from kvitt.application.send_messages import send_messages
        from kvitt.store.creditors import all_creditors, find_creditor

        for one in [find_creditor(called)] if called else all_creditors():
            sent = send_messages(one, today=on or this_day(), reply_domain=reply_domain)
            found.append({"creditor": one.name, **asdict(sent)})
    total = sum(one["sent"] for one in found)
    is_done = not any(one["problems"] for one in found)
    shown = {"sent": total, "creditors": found}

    def tell(console: "Console") -> None:
        console.print(f"{total} messages were mailed.")
        for problem in sorted({said for one in found for said in one["problems"]}):
            console.print(problem)

    return Answer(shown, tell, is_yes=is_done)


@message.command("take-mail")
@click.argument("file", type=FILE)
@REPLY_DOMAIN
@ON
@answers
def take_mail(file: str, reply_domain: str, on: date | None) -> Answer:
    """Take the mail in FILE: an answer in its thread, or kept for a person to look at."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.take_mail import take_mail as take

        taken = take(Path(file).read_bytes(), reply_domain=reply_domain, today=on or this_day())
    shown = taken._asdict()
    return Answer(shown, lambda console: console.print(f"{taken.outcome}: {taken.because}"))


@message.command("place-mail")
@click.argument("mail", type=int)
@click.option("--thread", type=int, required=True, help="The thread that it belongs to.")
@click.option("--as", "kind", type=OTHERS, default="debtor", help="Whose words they are.")
@BY
@ON
@answers
def place_mail(mail: int, thread: int, kind: str, by: str, on: date | None) -> Answer:
    """Make the mail MAIL, which was kept to be looked at, a message of a thread."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_threads import creditor_of_thread
        from kvitt.application.place_mail import place_mail as place

        made = place(creditor_of_thread(thread), mail, thread, author_kind=kind,
                     today=on or this_day(), actor=by)  # fmt: skip
    told = {"mail": mail, "thread": thread, "message": made.message_id}
    return Answer(told, lambda console: console.print(f"Mail {mail} is in thread {thread}."))


@message.command("save-mail")
@click.argument("mail", type=int)
@click.argument("to", type=click.Path(dir_okay=False))
@answers
def save_mail(mail: int, to: str) -> Answer:
    """Write the mail MAIL as it came to the new file TO."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.place_mail import kept_mail_bytes

        content = kept_mail_bytes(mail)
    return _saved(content, to)


@message.command("save-file")
@click.argument("thread", type=int)
@click.argument("number", type=int)
@click.argument("to", type=click.Path(dir_okay=False))
@answers
def save_file(thread: int, number: int, to: str) -> Answer:
    """Write the file NUMBER of the thread THREAD to the new file TO."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_threads import attached_file, creditor_of_thread
        from kvitt.domain.messages import AGENCY, Reader

        reader = Reader(AGENCY, "command line")
        content = attached_file(creditor_of_thread(thread), thread, number, reader).content
    return _saved(content, to)


def _saved(content: bytes, to: str) -> Answer:
    try:
        with Path(to).open("xb") as file:
            file.write(content)
    except OSError as problem:
        raise click.BadParameter(f"“{to}” cannot be written: {problem.strerror}") from problem
    shown = {"file": to, "bytes": len(content)}
    return Answer(shown, lambda console: console.print(f"{len(content)} bytes are in {to}."))


def _files(paths: tuple[str, ...]) -> list[tuple[str, bytes]]:
    return [(Path(path).name, Path(path).read_bytes()) for path in paths]


def _show_list(console: "Console", found: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("thread", "case", "answer by", "owner", "state", "subject"):
        table.add_column(name)
    for one in found:
        table.add_row(
            str(one["thread"]), one["case"], str(one["answer_by_on"] or "–"), one["owner"] or "–",
            one["state"].replace("_", " "), one["subject"],
        )  # fmt: skip
    console.print(table if found else "There are no such threads.")


def _show(console: "Console", shown: dict[str, Any]) -> None:
    console.print(f"{shown['subject']} (case {shown['case']})", style="bold")
    due = f", answer by {shown['answer_by_on']}" if shown.get("answer_by_on") else ""
    console.print(f"{shown['state'].replace('_', ' ')}{due}; read by {', '.join(shown['parties'])}")
    for one in shown["messages"]:
        note = " (note)" if one.get("is_internal") else ""
        console.print(f"\n{one['written_on']}  {one['author']}{note}", style="bold")
        console.print(one["body"])
        for file in one["files"]:
            console.print(f"  file {file['id']}: {file['name']}, {file['bytes']} bytes")
    for mail in shown["mails"]:
        console.print(f"\nMail {mail['id']} ({mail['outcome']}): {mail['because']}")
