"""Wording: the texts of one language, and how it writes days, money and rates.

>>> wording("sv").money(123450, "SEK", country="SE").replace("\\u00a0", " ")
'1 234,50 kr'
>>> wording("en").money(-123450, "NOK", country="NO").replace("\\u00a0", " ")
'−NOK 1,234.50'
>>> wording("nb").day(date(2026, 3, 5)), wording("sv").rate(1025).replace("\\u00a0", " ")
('5. mars 2026', '10,25 %')
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kvitt.documents.letter_parts import UnknownLetter

LANGUAGES = ("sv", "nb", "en")


@dataclass(frozen=True)
class Wording:
    """The texts of one language by dotted key, e.g. ``headings.object``."""

    language: str
    texts: dict[str, Any]

    def say(self, key: str, **given: str) -> str:
        """The text under the key with its places filled in; an unknown place is an error."""
        found: Any = self.texts
        for part in key.split("."):
            found = found[part]
        if not isinstance(found, str):
            raise TypeError(f"“{key}” of {self.language}.yaml is not a text")
        return found.format(**given)

    def day(self, day: date) -> str:
        """The day as people write it, e.g. ``15 mars 2026``."""
        month = self.texts["months"][day.month - 1]
        return self.say("formats.day", day=str(day.day), month=month, year=str(day.year))

    def short_day(self, day: date) -> str:
        """The day as it stands in narrow columns, e.g. ``2026-03-15``."""
        month, number = f"{day:%m}", f"{day:%d}"
        return self.say("formats.short_day", day=number, month=month, year=f"{day:%Y}")

    def amount(self, amount_minor: int) -> str:
        """The amount without currency, two decimals, grouped as the language groups."""
        major, minor = divmod(abs(amount_minor), 100)
        formats = self.texts["formats"]
        grouped = f"{major:,}".replace(",", formats["group_mark"])
        sign = "\u2212" if amount_minor < 0 else ""
        return f"{sign}{grouped}{formats['decimal_mark']}{minor:02d}"

    def money(self, amount_minor: int, currency: str, *, country: str) -> str:
        """The amount with its currency: ``kr`` at home, the code where kr could be another's."""
        own = self.texts["own_country"] == country and currency in ("SEK", "NOK")
        written = self.say(
            "formats.money_own" if own else "formats.money_code",
            amount=self.amount(abs(amount_minor)),
            currency=currency,
        )
        return f"\u2212{written}" if amount_minor < 0 else written

    def rate(self, rate_bp: int) -> str:
        """The yearly rate in percent without needless zeros, e.g. ``10,5 %``."""
        whole, rest = divmod(abs(rate_bp), 100)
        text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
        sign = "\u2212" if rate_bp < 0 else ""
        mark = self.texts["formats"]["decimal_mark"]
        return self.say("formats.percent", rate=sign + text.replace(".", mark))


@cache
def wording(language: str) -> Wording:
    """The texts of a language; raises UnknownLetter for one that Kvitt does not write."""
    if language not in LANGUAGES:
        raise UnknownLetter(
            "Letters are written in {languages}, not in “{language}”: choose one of them on the "
            "debtor",
            language=language,
            languages=list(LANGUAGES),
        )
    source = files("kvitt.documents").joinpath("texts", f"{language}.yaml")
    texts = yaml.safe_load(source.read_text(encoding="utf-8"))
    return Wording(language=language, texts=texts)
