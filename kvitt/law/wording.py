"""The words for law values: areas, selecting days, and amounts as text and back again.

>>> amount_in_words("bp", 1225, "NO"), amount_in_words("minor", 75000, "NO")
('12.25 %', '750.00 kr')
>>> read_amount("bp", "12,5 %"), read_amount("twentieths", "3/20"), read_amount("days", "14 days")
(1250, 3, 14)
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from kvitt.kernel.money import parse_amount
from kvitt.kernel.refusal import Refusal
from kvitt.law.plain_yaml import UnreadableYaml, read_plain_yaml

AREA_TITLES = {
    "interest": "Interest",
    "fees": "Fees and costs of collection",
    "amounts": "Amounts that other rules build on",
    "conditions": "What must be met before a charge",
    "authority": "What the authorities refuse",
    "notices": "What letters must hold",
    "deadlines": "Due days and the time to pay in letters",
    "statutory": "Deadlines of the statutes",
    "limitation": "Limitation",
    "allocation": "What a payment covers first",
    "merging": "Claims that become one case",
    "practice": "Good practice",
    "credit": "Consumer credit",
    "credit_servicer": "Credit servicers",
    "livelihood": "What a debtor keeps to live on",
    "client_money": "Client money",
    "records": "Records and retention",
    "regimes": "Which act applies, and how far the law has been reviewed",
    "new_act": "A new act that is not in force",
}
"""Known areas in the order of a page; an area that is not here comes after them by its name."""

DAYS_OF_SELECTION = {
    "due_on": "the due day of the claim",
    "sent_on": "the day of the measure, for a letter the day of sending",
    "paid_on": "the day of payment",
    "first_claimable_on": "the first day on which it can be claimed",
    "each_day": "each single day",
    "filed_on": "the day of filing",
    "received_on": "the day of receipt",
    "covered_on": "the day on which it is covered",
    "arose_on": "the day on which the claim arose",
    "agreed_on": "the day of the agreement",
    "decided_on": "the day of the decision",
    "booked_on": "the day of booking",
}

_COUNTED = {
    "days": ("day", "days"),
    "bank_days": ("bank day", "bank days"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
    "years": ("year", "years"),
}

_UNITS = {
    "bp": "a rate in per cent",
    "minor": "an amount of money",
    "count": "a number",
    "twentieths": "a number of twentieths",
    "hundredths": "a factor with two decimals",
    "day": "a day",
    "yes_no": "yes or no",
    "word": "a word",
    "words": "a row of words",
}

_LEAST_MONEY_MINOR = 1000


class UnreadableLawAmount(Refusal):
    """The text is no amount of that unit: the sentence says how it is written."""


def area_of(name: str) -> str:
    """The area of a value's name: ``fees`` of ``fees.reminder``."""
    return name.partition(".")[0]


def area_title(area: str) -> str:
    """The area's title for a reader."""
    return AREA_TITLES.get(area, in_words(area).capitalize())


def in_words(key: str) -> str:
    """A key of the files as words: ``late_rate`` is “late rate”."""
    return key.replace("_", " ").strip()


def amount_in_words(unit: str, amount: Any, country: str) -> str:
    """The amount of a law value as a reader writes it: per cent, kronor, days, yes or no.

    Kronor and kroner are both written kr; ``country`` is kept for countries with another currency.
    """
    if unit in _COUNTED:
        return f"{amount} {_COUNTED[unit][amount != 1]}"
    words: dict[str, Callable[[Any], str]] = {
        "bp": lambda bp: f"{_hundredths(bp)} %",
        "minor": lambda minor: f"{_thousands(minor)} {_mark(country)}",
        "twentieths": lambda part: f"{part}/20",
        "hundredths": _hundredths,
        "yes_no": lambda flag: "yes" if flag else "no",
        "brackets": lambda rows: _brackets(rows, country),
        "words": lambda parts: ", ".join(in_words(part) for part in parts),
        "table": lambda rows: _table(rows, country),
        "hours": lambda rows: "; ".join(f"{in_words(key)} {rows[key]}" for key in rows),
        "elements": lambda rows: "; ".join(f"{in_words(key)} ({rows[key]})" for key in rows),
    }
    return words.get(unit, str)(amount)


def read_amount(unit: str, text: str) -> Any:
    """The amount that a person wrote for a value of that unit, as the law files hold it.

    Tables, brackets, hours and elements are written as in the files: ``{adult: 11000}``.
    Raises UnreadableLawAmount with a sentence that shows how the unit is written.
    """
    compact = text.replace("\u00a0", " ").replace("\u2212", "-").strip()
    reader, example = _READERS[unit]
    try:
        found = reader(compact)
    except (Refusal, ValueError) as no:
        raise _unreadable(unit, text, example) from no
    if found is None:
        raise _unreadable(unit, text, example)
    return found


def _unreadable(unit: str, text: str, example: str) -> UnreadableLawAmount:
    what = _UNITS.get(unit, f"a value in {in_words(unit)}")
    return UnreadableLawAmount(
        "“{text}” is not {what}: write it as {example}.",
        unit=unit,
        text=text,
        what=what,
        example=example,
    )


def _hundredths(amount: int) -> str:
    sign, rest = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def _thousands(amount_minor: int) -> str:
    major, _, cents = _hundredths(amount_minor).partition(".")
    return f"{int(major):,}.{cents}".replace(",", "\u00a0")


def _mark(country: str) -> str:
    return "€" if country == "FI" else "kr"


def _brackets(rows: Sequence[Mapping[str, int]], country: str) -> str:
    told = []
    for row in rows:
        limit = row.get("up_to_minor")
        span = f"up to {_thousands(limit)} {_mark(country)}" if limit is not None else "above"
        told.append(f"{span}: {_hundredths(row['amount'])}")
    return "; ".join(told)


def _table(rows: Mapping[str, int], country: str) -> str:
    """A table holds amounts of money, or small numbers such as months: none reaches ten kronor."""
    is_money = all(number == 0 or number >= _LEAST_MONEY_MINOR for number in rows.values())
    told = (
        f"{in_words(key)} {amount_in_words('minor' if is_money else 'count', number, country)}"
        for key, number in rows.items()
    )
    return "; ".join(told)


def _per_cent(text: str) -> int | None:
    found = re.fullmatch(r"(-?)\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:%|per ?cent)", text)
    if not found:
        return None
    bp = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -bp if found[1] else bp


def _kronor(text: str) -> int:
    return parse_amount(re.sub(r"\s*(kr|kronor|kroner|sek|nok)\.?$", "", text, flags=re.I))


def _counted(*words: str) -> Callable[[str], int | None]:
    pattern = re.compile(rf"(\d{{1,6}})(?:\s*(?:{'|'.join(words) or 'x'}))?")

    def read(text: str) -> int | None:
        found = pattern.fullmatch(text)
        return int(found[1]) if found else None

    return read


def _twentieths(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,3})\s*/\s*20", text)
    return int(found[1]) if found else None


def _two_decimals(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,6})[.,](\d{2})", text)
    return int(found[1]) * 100 + int(found[2]) if found else None


def _day(text: str) -> str:
    return text if text == "not set" else date.fromisoformat(text).isoformat()


def _word(text: str) -> str | None:
    key = text.replace(" ", "_")
    return key if re.fullmatch(r"[a-z][a-z0-9/_-]+", key) else None


def _words(text: str) -> list[str] | None:
    found = [_word(part.strip()) for part in text.strip("[]").split(",")]
    return [part for part in found if part is not None] if None not in found else None


def _yes_no(text: str) -> bool | None:
    return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower())


def _written(text: str) -> Any:
    found = read_plain_yaml(text, name="amount")
    if not isinstance(found, list | dict):
        raise UnreadableYaml("“{text}” is neither a list nor a table", text=text)
    return found


_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "bp": (_per_cent, "12.25 %"),
    "minor": (_kronor, "750.00 kr"),
    "twentieths": (_twentieths, "3/20"),
    "hundredths": (_two_decimals, "1.25"),
    "count": (_counted(), "2"),
    "day": (_day, "2026-10-06, or not set"),
    "yes_no": (_yes_no, "yes or no"),
    "word": (_word, "act/365"),
    "words": (_words, "cost, interest, principal"),
    "brackets": (_written, "[{up_to_minor: 50000, amount: 25}, {amount: 50}]"),
    "table": (_written, "{adult: 11000, child: 4000}"),
    "hours": (_written, "{weekday: 08:00-21:00}"),
    "elements": (_written, "{principal: inkassolagen (1974:182) 5 §}"),
    **{
        unit: (_counted(*(word for word in words)), f"14 {words[1]}")
        for unit, words in _COUNTED.items()
    },
}
