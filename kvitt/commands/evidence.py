"""``kvitt evidence``: the evidence of cases as signed files, and the check of such a file."""

from datetime import date
from pathlib import Path

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, FILE, this_day

BY = click.option("--by", required=True, help="Your name: it goes to the history.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP file."
)


@click.group()
def evidence() -> None:
    """Evidence of cases: take it out, draw cases at random, check a file."""


@evidence.command()
@click.argument("reference")
@OUT
@BY
@ON
@answers
def take(reference: str, out: Path, by: str, on: date | None) -> Answer:
    """Write the evidence of the case REFERENCE to a signed ZIP."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.evidence_bundle import evidence_bundle

        out.write_bytes(evidence_bundle(reference, today=on or this_day(), by=by))
    return Answer({"file": out}, lambda console: console.print(f"Written: {out}"))


@evidence.command()
@click.option("--count", default=25, show_default=True, help="How many cases.")
@click.option("--word", required=True, help="A word of the auditor's: the same draws the same.")
@click.option("--creditor", "called", help="Only this creditor's cases.")
@OUT
@BY
@ON
@answers
def draw(count: int, word: str, called: str | None, out: Path, by: str, on: date | None) -> Answer:
    """Draw cases at random and write the evidence of each to one signed ZIP."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.draw_evidence import draw_evidence
        from kvitt.store.creditors import find_creditor

        creditor = find_creditor(called) if called else None
        drawn = draw_evidence(
            count=count, seed=word, today=on or this_day(), by=by, creditor=creditor
        )
        out.write_bytes(drawn.content)
    told = f"{len(drawn.numbers)} cases in {out}: {', '.join(drawn.numbers)}"
    return Answer({"cases": drawn.numbers, "file": out}, lambda console: console.print(told))


@evidence.command()
@click.argument("file", type=FILE)
@click.option("--key", "key", type=FILE, help="A public key in PEM; without it this house's own.")
@answers
def verify(file: str, key: str | None) -> Answer:
    """Check every file of a bundle and its signature; exit code 1 where it is not as it was."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.sealed_zip import verify_zip

        pem = Path(key).read_text("utf-8") if key else None
        found = verify_zip(Path(file).read_bytes(), key=pem)
    shown = {"files": found.files, "wrong": found.wrong, "is_signed": found.is_signed,
             "key": found.key, "is_whole": found.is_whole}  # fmt: skip
    lines = [f"changed or missing: {name}" for name in found.wrong]
    lines.append(f"{found.files} files; key {found.key}")
    lines.append("Signed." if found.is_signed else "NOT signed by that key.")
    return Answer(shown, lambda console: console.print("\n".join(lines)), is_yes=found.is_whole)


@evidence.command()
@answers
def key() -> Answer:
    """Show this house's public key: give it to whoever is to check a bundle."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.sealed_zip import own_key

        pem, fingerprint = own_key()
    told = f"{pem}{fingerprint}"
    return Answer({"key": pem, "fingerprint": fingerprint}, lambda console: console.print(told))
