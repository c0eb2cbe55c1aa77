"""Worked examples as a table for people: what is given, and what Kvitt answers.

Nothing here knows a single question: names become words, and a number is told by the unit that ends
its name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kvitt.law.wording import amount_in_words, in_words

Example = Mapping[str, Any]

_NO_MONEY = {
    "age", "ages", "count", "day", "days", "hundredths", "instalments", "months", "number", "rate",
    "twentieths", "visits", "weeks", "year", "years",
}  # fmt: skip
"""A number under a name with one of these words is told as it is."""
_LEAST_MONEY_MINOR = 1000
"""Numbers without a unit in their name are amounts where one of them is as large as this."""


def examples_section(country: str, examples: Sequence[Example]) -> str:
    """The country's worked examples, one table for each question, each under its own id."""
    lines = [
        "## Worked examples\n",
        "Each of them is a test: Kvitt gives exactly these amounts and days. A day “until” which "
        "something runs\nis counted along.\n",
    ]
    for question in dict.fromkeys(str(one["question"]) for one in examples):
        lines.append(f"### Examples: {in_words(question)}\n")
        lines += ["| id | case | given | result |", "|---|---|---|---|"]
        for one in examples:
            if str(one["question"]) == question:
                given = _told(one.get("given", {}), country)
                cells = (str(one["id"]), str(one["title"]), given, _result(one, country))
                lines.append(f"| {' | '.join(table_cell(cell) for cell in cells)} |")
        lines.append("")
    return "\n".join(lines)


def table_cell(text: str) -> str:
    """A text that can stand in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def _result(example: Example, country: str) -> str:
    told = [
        _told_result(key, value, country)
        for key, value in example.items()
        if key not in ("id", "question", "country", "title", "given")
    ]
    return "; ".join(part for part in told if part)


def _told_result(key: str, value: Any, country: str) -> str:
    if key == "measures":
        steps = [_measure(step, country) for step in value]
        return "; ".join(f"({number}) {step}" for number, step in enumerate(steps, 1))
    if key.startswith("expect"):
        return _told(value, country, is_money=_has_unit(key, "_minor"))
    return _pair(key, value, country)


def _measure(step: Mapping[str, Any], country: str) -> str:
    """One measure of a row of measures: what, when, and what came of it."""
    rest = dict(step)
    what = in_words(str(rest.pop("kind", "")))
    day = next((rest.pop(key) for key in ("sent_on", "on") if key in rest), "")
    said = [f"{what} {day}".strip()]
    said += [_pair(key, rest[key], country) for key in rest if not key.startswith("expect")]
    outcome = [
        _told(rest[key], country, is_money=_has_unit(key, "_minor"))
        for key in rest
        if key.startswith("expect")
    ]
    head = ", ".join(part for part in said if part)
    return f"{head}: {', '.join(outcome)}" if outcome else head


def _told(value: Any, country: str, *, is_money: bool = False) -> str:
    """A value of an example for a reader: mappings as pairs, lists in order."""
    if isinstance(value, Mapping):
        is_sums = is_money or _holds_sums(value)
        pairs = [_pair(key, value[key], country, is_money=is_sums) for key in value]
        is_long = any(isinstance(part, Mapping | list) for part in value.values())
        return ("; " if is_long else ", ").join(pair for pair in pairs if pair) or "none"
    if isinstance(value, list | tuple):
        is_sums = is_money or any(_is_large(part) for part in value)
        is_long = any(isinstance(part, Mapping | list | tuple) for part in value)
        parts = [_told(part, country, is_money=is_sums) for part in value]
        return ("; " if is_long else ", ").join(parts) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return amount_in_words("minor", value, country) if is_money else str(value)
    return "none" if value is None else in_words(str(value))


def _pair(key: Any, value: Any, country: str, *, is_money: bool = False) -> str:
    """A name and its value; a number as name is an amount among amounts."""
    key = str(key)
    if key.isdecimal():
        number = _told(int(key), country, is_money=is_money)
        return f"{number}: {_told(value, country, is_money=is_money)}"
    if key == "segments" and isinstance(value, list):
        return "; ".join(_segment(part, country) for part in value)
    if key == "circumstances":
        return _told(value, country)
    name = in_words(key.removesuffix("_minor").removesuffix("_bp").removesuffix("_on"))
    if _has_unit(key, "_bp") and isinstance(value, int):
        return f"{name} {amount_in_words('bp', value, country)}"
    may_be_sum = is_money and not _NO_MONEY & set(key.split("_"))
    told = _told(value, country, is_money=may_be_sum or _has_unit(key, "_minor"))
    is_nested = isinstance(value, Mapping) or (
        isinstance(value, list) and any(isinstance(part, Mapping) for part in value)
    )
    return f"{name} ({told})" if is_nested else f"{name} {told}".strip()


def _has_unit(key: str, unit: str) -> bool:
    return key.endswith(unit)


def _holds_sums(value: Mapping[Any, Any]) -> bool:
    """Whether the numbers of a mapping that carry no unit in their names are amounts."""
    return any(
        _is_large(number)
        for key, part in value.items()
        for number in (part if isinstance(part, list) else [part])
        if not isinstance(key, str) or not _names_a_unit(key)
    )


def _names_a_unit(key: str) -> bool:
    return key.endswith(("_minor", "_bp")) or bool(_NO_MONEY & set(key.split("_")))


def _is_large(number: Any) -> bool:
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return is_number and number >= _LEAST_MONEY_MINOR


def _segment(part: Any, country: str) -> str:
    """A segment of interest: [first day, last day, days, rate in basis points]."""
    if isinstance(part, list) and len(part) == 4 and isinstance(part[3], int):
        rate = amount_in_words("bp", part[3], country)
        return f"{part[0]} – {part[1]}: {part[2]} days at {rate}"
    return _told(part, country)
