"""What every paper to an authority has in common: its frame, its parties, its tables and sums.

Each authority's own writer says which sections there are, in which order, with which words.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kvitt.documents.application_parts import Section, Table, section, section_text
from kvitt.documents.wording import Wording, wording
from kvitt.domain.filing import FiledClaim, FiledItem, FiledParty, FiledTitle
from kvitt.kernel.days import ONE_DAY

LANGUAGES = {"SE": "sv", "NO": "nb"}
PERSON_DIGITS = {"SE": 12, "NO": 11}
"""So many digits has a person's number in full."""


def text_of(words: Mapping[str, Any]) -> str:
    """The words of a paper as plain text."""
    head = [words["authority"], words["title"], *(f"{a}: {b}" for a, b in words["meta"])]
    parts = ["\n".join(head), words["lead"], *map(section_text, words["sections"])]
    signature = words["signature"]
    parts.append("\n".join([signature["heading"], *signature["lines"], signature["name"]]))
    return "\n\n".join(parts) + "\n"


@cache
def texts_of(name: str) -> dict[str, Any]:
    """The words of a kind of paper, from its file."""
    source = files("kvitt.documents").joinpath("applications", f"{name}.yaml")
    read: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return read


class ApplicationWriter:
    """A paper to an authority of a country, in that country's language."""

    def __init__(self, country: str, currency: str, texts: Mapping[str, Any]) -> None:
        self.country, self.currency, self.texts = country, currency, texts
        self.language: Wording = wording(LANGUAGES[country])

    def framed(
        self, authority: str, title: str, lead: str, *, reference: str, on: date, sender: str,
        sections: Sequence[Section | None], signature: Mapping[str, Any],
    ) -> dict[str, Any]:  # fmt: skip
        """Every word of the paper, in order; sections that are None are left out."""
        labels = self.texts["labels"]
        return {
            "language": LANGUAGES[self.country],
            "region": self.country,
            "dated": [on.year, on.month, on.day],
            "authority": authority,
            "title": title,
            "meta": [
                (labels["reference"], reference),
                (labels["filed_on"], self.language.day(on)),
            ],
            "lead": lead,
            "sender": [sender],
            "sections": [one for one in sections if one is not None],
            "signature": signature,
            "numbered": True,
            "page_label": labels["page"],
            "footer": f"{reference} · {sender}",
        }

    def signed(self, by: str, party: str) -> dict[str, Any]:
        """Lines to sign on, with who signs for whom."""
        labels = self.texts["labels"]
        name = self.texts["signer"].format(name=by, party=party)
        return {
            "heading": self.texts["headings"]["signature"],
            "lines": [labels["place_and_day"], labels["signed"]],
            "name": f"{labels['name']}: {name}",
        }

    def party(self, party: FiledParty) -> list[str]:
        """Who it is and where, a line each: name and number, address, ways to reach it."""
        labels, number = self.texts["labels"], party.identity_number
        is_person = party.is_person or len(number) == PERSON_DIGITS[self.country]
        postcode = party.postcode
        if self.country == "SE":
            number = f"{number[:-4]}-{number[-4:]}"
            digits = postcode.replace(" ", "")
            is_swedish = party.country == "SE" and len(digits) == 5
            postcode = f"{digits[:3]} {digits[3:]}" if is_swedish else digits
        ways = [
            f"{labels[name]} {way}"
            for name, way in (("email", party.email), ("phone", party.phone))
            if way
        ]
        return [
            f"{party.name}, {labels['person' if is_person else 'organisation']} {number}",
            ", ".join([*party.address_lines, f"{postcode} {party.city}"]),
            *([", ".join(ways)] if ways else []),
        ]

    def title_pairs(self, title: FiledTitle) -> list[tuple[str, list[str]]]:
        """The title on which it rests: kind, number and day."""
        labels = self.texts["labels"]
        return [
            (labels["title_kind"], [self.texts["titles"].get(title.kind, title.kind)]),
            (labels["title_number"], [title.number]),
            (labels["title_given_on"], [self.language.day(title.given_on)]),
        ]

    def accrued_row(self, claim: FiledClaim, item: FiledItem) -> list[str]:
        """An item of interest: its days, rate, base, sum and what is left of it."""
        return [
            claim.invoice_number,
            f"{item.from_}" if item.from_ else "",
            f"{item.until - ONE_DAY}" if item.until else "",
            self.language.rate(item.rate_bp) if item.rate_bp is not None else "",
            self.amount(item.base_minor) if item.base_minor is not None else "",
            self.amount(item.amount_minor),
            self.amount(item.open_minor),
        ]

    def receiver(self, pay_to: str, pay_reference: str) -> Section:
        """Where the authority pays to."""
        labels = self.texts["labels"]
        told = (("pay_to", pay_to), ("pay_reference", pay_reference))
        return self.section("receiver", pairs=[(labels[name], [one]) for name, one in told if one])

    def section(self, name: str, **given: Any) -> Section:
        """A section under its heading."""
        return section(self.texts["headings"][name], **given)

    def table(
        self, name: str, widths: list[int], words: int, rows: list[list[str]],
        total: tuple[str, str] | None = None,
    ) -> Table:  # fmt: skip
        """A table under its columns; the first ``words`` columns lean left."""
        columns = self.texts["columns"][name]
        return Table(columns=columns, widths=widths, words=words, rows=rows, total=total)

    def amount(self, amount_minor: int) -> str:
        """A sum without its currency."""
        return self.language.amount(amount_minor)

    def money(self, amount_minor: int) -> str:
        """A sum with its currency."""
        return self.language.money(amount_minor, self.currency, country=self.country)
