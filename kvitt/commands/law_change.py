"""``kvitt law propose``, ``approve``, ``review``, ``proposals``, ``changes`` and ``docs``.

A new period of the law is proposed by one person and approved by another; only then does it stand
in a law file. The commands read and write the files; what is allowed is decided in ``kvitt/law``.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import COUNTRY, DAY, this_day
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.law.change import LawChange
    from kvitt.law.proposals import Outcome, Proposal

LAW_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FOLDER_HELP = "Another folder with se, no and proposals; without it the law of this Kvitt."


class NoSuchProposal(Refusal):
    """No proposal of that name waits."""


class ProposalWaits(Refusal):
    """The same period has been proposed already and waits for a second person."""


class CannotWriteLaw(Refusal):
    """The file cannot be written; the law is as it was."""


@dataclass(frozen=True, slots=True)
class LawFolder:
    """The law files of a folder, and the proposals that wait beside them."""

    root: Path

    @classmethod
    def at(cls, folder: Path | None) -> "LawFolder":
        """The given folder, or the one of this Kvitt."""
        import kvitt.law

        return cls(folder or Path(next(iter(kvitt.law.__path__))))

    @property
    def proposals(self) -> Path:
        """Where proposals wait."""
        return self.root / "proposals"

    def texts(self, country: str) -> dict[str, str]:
        """The country's law files under the names by which refusals speak of them."""
        return {
            f"kvitt/law/{country.lower()}/{path.name}": path.read_bytes().decode("utf-8")
            for path in sorted((self.root / country.lower()).glob("*.yaml"))
        }

    def waiting(self) -> list[tuple[Path, "Proposal"]]:
        """The proposals that wait, by name. Raises UnreadableProposal."""
        from kvitt.law.proposals import read_proposal

        return [
            (path, read_proposal(path.read_text("utf-8"), name=path.name))
            for path in sorted(self.proposals.glob("*.yaml"))
        ]

    def found(self, id_: str) -> tuple[Path, "Proposal"]:
        """The proposal of that name. Raises NoSuchProposal, UnreadableProposal."""
        waiting = self.waiting()
        for path, proposal in waiting:
            if proposal.id == id_:
                return path, proposal
        names = ", ".join(proposal.id for _, proposal in waiting) or "none"
        raise NoSuchProposal(f"No proposal “{id_}” waits; there is: {names}.", id=id_)

    def keep(self, proposal: "Proposal") -> Path:
        """Writes the proposal's file. Raises ProposalWaits, CannotWriteLaw."""
        from kvitt.law.proposals import proposal_text

        if not re.fullmatch(r"[a-z][a-z0-9_-]+", proposal.id):
            raise CannotWriteLaw(f"“{proposal.id}” cannot be the name of a file.")
        path = self.proposals / f"{proposal.id}.yaml"
        try:
            self.proposals.mkdir(exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(proposal_text(proposal))
        except FileExistsError as there:
            raise ProposalWaits(
                f"{proposal.id} has been proposed already. Approve it, or delete {path} and "
                "propose it anew.",
                id=proposal.id,
            ) from there
        except OSError as trouble:
            raise CannotWriteLaw(f"{path} cannot be written: {trouble.strerror}.") from trouble
        return path

    def write(self, outcome: "Outcome") -> Path:
        """Puts the new text in place and reads the whole book again; on trouble the old one stays.

        Raises CannotWriteLaw.
        """
        from kvitt.law.check import trouble_in_texts

        country = outcome.new.country
        path = self.root / country.lower() / Path(outcome.file).name
        before, passing = path.read_bytes(), path.with_suffix(".yaml.new")
        try:
            passing.write_bytes(outcome.texts[outcome.file].encode("utf-8"))
            os.replace(passing, path)
        except OSError as trouble:
            passing.unlink(missing_ok=True)
            raise CannotWriteLaw(f"{path} cannot be written: {trouble.strerror}.") from trouble
        try:
            read = self.texts(country)
            trouble_found = trouble_in_texts(country, read)
            if read != dict(outcome.texts):
                trouble_found = (*trouble_found, "the files changed while this was approved")
        except Exception as trouble:
            path.write_bytes(before)
            raise CannotWriteLaw(f"The law is as it was: {trouble}") from trouble
        if trouble_found:
            path.write_bytes(before)
            raise CannotWriteLaw(f"The law is as it was: {'; '.join(trouble_found)}")
        return path


@click.command()
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option("--name", required=True, help="The value: interest.late_rate, fees.base_rate, …")
@click.option("--from", "from_", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, help="The first day on which it no longer applies.")
@click.option("--amount", required=True, help="As people write it: 12.50 %, 750.00 kr, 14 days.")
@click.option("--published", type=DAY, help="The day on which it was made known.")
@click.option("--notice", default="", help="The regulation: FOR-2026-12-18-1, SFS 2026:1400.")
@click.option("--source", required=True, help="Where you read it.")
@click.option("--confidence", type=click.Choice(("high", "medium", "low")), default=None)
@click.option("--by", required=True, help="Your name.")
@click.option("--unusual", default="", help="Why an amount that looks like a slip is right.")
@click.option("--folder", type=LAW_FOLDER, help=_FOLDER_HELP)
@answers
def propose(
    country: str, name: str, from_: date, until: date | None, amount: str, published: date | None,
    notice: str, source: str, confidence: str | None, by: str, unusual: str, folder: Path | None,
) -> Answer:  # fmt: skip
    """Propose a new period of a value; it is not law until another person approves it."""
    from kvitt.law.proposals import Wish
    from kvitt.law.proposals import propose as proposed

    law = LawFolder.at(folder)
    wish = Wish(
        country, name, from_, until, amount, source, by, published=published, notice=notice,
        confidence=confidence or "", unusual=unusual,
    )  # fmt: skip
    return _kept(law, proposed(law.texts(country), wish, today=this_day()))


@click.command()
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option("--area", required=True, help="What was read: fees, …")
@click.option("--through", type=DAY, required=True, help="The last day whose law was read.")
@click.option("--source", required=True, help="Where you read it.")
@click.option("--by", required=True, help="Your name.")
@click.option("--folder", type=LAW_FOLDER, help=_FOLDER_HELP)
@answers
def review(
    country: str, area: str, through: date, source: str, by: str, folder: Path | None
) -> Answer:
    """Propose to say that an area of the law was read anew and still stands through a day."""
    from kvitt.law.proposals import propose_review

    law = LawFolder.at(folder)
    proposal = propose_review(
        law.texts(country), country=country, area=area, through=through, source=source, by=by,
        today=this_day(),
    )  # fmt: skip
    return _kept(law, proposal)


def _kept(law: LawFolder, proposal: "Proposal") -> Answer:
    """Writes the proposal and shows what it would change."""
    from kvitt.law.proposals import outcome_of

    outcome = outcome_of(law.texts(proposal.country), proposal, today=this_day())
    path = law.keep(proposal)
    shown = _shown(proposal, outcome) | {"proposal": path, "approved": False}

    def show(console: "Console") -> None:
        console.print(f"Proposed: {proposal.id}. It is not law yet.", style="bold", markup=False)
        _show_outcome(console, shown)
        console.print(
            f"Another person approves it: kvitt law approve {proposal.id} --by NAME", markup=False
        )

    return Answer(shown, show)


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--by", required=True, help="Your name; another than the one who proposed.")
@click.option("--folder", type=LAW_FOLDER, help=_FOLDER_HELP)
@answers
def approve(id_: str, by: str, folder: Path | None) -> Answer:
    """Approve what another person proposed: it is written into the law file."""
    from kvitt.law.proposals import approve as approved

    law = LawFolder.at(folder)
    waiting, proposal = law.found(id_)
    outcome = approved(law.texts(proposal.country), proposal, by=by, today=this_day())
    path = law.write(outcome)
    waiting.unlink()
    shown = _shown(proposal, outcome) | {"written": path, "approved": True}

    def show(console: "Console") -> None:
        console.print(
            f"Approved: {proposal.id} stands in {outcome.file}.", style="bold", markup=False
        )
        _show_outcome(console, shown)
        console.print(
            f"The law is now {outcome.new.version}. Commit the file, and restart Kvitt.",
            markup=False,
        )

    return Answer(shown, show)


@click.command()
@click.option("--folder", type=LAW_FOLDER, help=_FOLDER_HELP)
@answers
def proposals(folder: Path | None) -> Answer:
    """What waits for a second person, with what it would change."""
    from kvitt.law.proposals import outcome_of

    law = LawFolder.at(folder)
    shown: list[dict[str, Any]] = []
    for path, proposal in law.waiting():
        one: dict[str, Any] = {"id": proposal.id, "proposal": path}
        try:
            outcome = outcome_of(law.texts(proposal.country), proposal, today=this_day())
            one |= _shown(proposal, outcome)
        except Refusal as no:
            one |= {"proposed_by": proposal.proposed_by, "refused": no.sentence}
        shown.append(one)

    def show(console: "Console") -> None:
        if not shown:
            console.print("Nothing waits.", markup=False)
        for one in shown:
            console.print(
                f"{one['id']}, proposed by {one['proposed_by']}", style="bold", markup=False
            )
            if "refused" in one:
                console.print(f"Cannot be approved: {one['refused']}", markup=False)
            else:
                _show_outcome(console, one)

    return Answer(shown, show)


def _shown(proposal: "Proposal", outcome: "Outcome") -> dict[str, Any]:
    from kvitt.law.trial_sums import trial_sums

    until = proposal.period.get("applies_until")
    from_ = date.fromisoformat(proposal.period["applies_from"])
    ends = date.fromisoformat(until) if until else None
    return {
        "id": proposal.id,
        "country": proposal.country,
        "name": proposal.name,
        "period": dict(proposal.period),
        "proposed_by": proposal.proposed_by,
        "proposed_on": proposal.proposed_on,
        "file": outcome.file,
        "changes": [_told_change(change) for change in outcome.changes],
        "warnings": list(outcome.warnings),
        "example_sums": list(trial_sums(outcome.old, outcome.new, from_, ends)),
        "law": outcome.new.version,
    }


def _told_change(change: "LawChange") -> dict[str, Any]:
    return {
        "country": change.country,
        "area": change.area,
        "name": change.name,
        "kind": change.kind,
        "from": change.from_,
        "to": change.until - ONE_DAY if change.until else None,
        "old": change.old_amount,
        "new": change.new_amount,
        "published": change.published,
        "reference": change.reference,
        "sentence": change.sentence,
    }


def _show_outcome(console: "Console", shown: dict[str, Any]) -> None:
    for change in shown["changes"]:
        console.print(f"  {change['sentence']}", markup=False)
    if not shown["changes"]:
        console.print("  No amount changes on any day.", markup=False)
    for warning in shown["warnings"]:
        console.print(f"  Look: {warning}", markup=False)
    if shown["example_sums"]:
        console.print("An example, before → after:", markup=False)
    for sum_ in shown["example_sums"]:
        console.print(f"  {sum_}", markup=False)


@click.command()
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option("--since", type=DAY, required=True, help="The first day of publication.")
@click.option("--known-on", type=DAY, help="Only what was published by that day.")
@answers
def changes(country: str, since: date, known_on: date | None) -> Answer:
    """What became law since a day, by the day on which it was made known."""
    from kvitt.law.change import differences_known

    found = differences_known(law_book(country), since - ONE_DAY, known_on)
    shown = [_told_change(change) for change in found]

    def show(console: "Console") -> None:
        for change in found:
            console.print(f"{change.sentence} [{change.reference}]", markup=False)
        if not found:
            console.print(f"Nothing has been made known since {since}.", markup=False)

    return Answer(shown, show)


@click.command()
@click.option("--country", type=COUNTRY, help="One country only.")
@click.option("--write", "is_write", is_flag=True, help="Write the pages.")
@click.option("--check", "is_check", is_flag=True, help="Exit 1 where a page is out of step.")
@click.option("--folder", type=LAW_FOLDER, help="Where the pages are, docs/law.")
@answers
def docs(country: str | None, is_write: bool, is_check: bool, folder: Path | None) -> Answer:
    """The pages of the law for people, made from the law files and the worked examples."""
    from kvitt.law.book import COUNTRY_NAMES
    from kvitt.law.pages import law_page, packaged_examples

    if is_write and is_check:
        raise click.UsageError("Choose --write or --check.")
    examples = packaged_examples()
    countries: Sequence[str] = [country] if country else sorted(COUNTRY_NAMES)
    pages = {one.lower(): law_page(law_book(one), examples) for one in countries}
    if not is_write and not is_check:
        return Answer(pages, lambda _: click.echo("\n".join(pages.values())))
    place = folder or _docs_folder()
    stale = [name for name, page in pages.items() if _page_in(place, name) != page]
    if is_write:
        for name in stale:
            (place / f"{name}.md").write_text(pages[name], encoding="utf-8")
    told = "written" if is_write else "out of step; run: kvitt law docs --write"
    shown = {"folder": place, "changed" if is_write else "out_of_step": stale}

    def show(console: "Console") -> None:
        for name in stale:
            console.print(f"{place / name}.md: {told}", markup=False)
        if not stale:
            console.print("The pages say what the law files say.", markup=False)

    return Answer(shown, show, is_yes=is_write or not stale)


def _page_in(place: Path, name: str) -> str:
    path = place / f"{name}.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _docs_folder() -> Path:
    place = LawFolder.at(None).root.parents[1] / "docs" / "law"
    if not place.is_dir():
        raise CannotWriteLaw("This Kvitt was installed without its pages: say --folder.")
    return place


COMMANDS = (propose, approve, proposals, review, changes, docs)
"""What this module adds to ``kvitt law``."""
