"""Reading a bureau's JSON: what is not there is unknown, a value of a wrong kind stops it all."""

from collections.abc import Mapping
from typing import Any

from kvitt.integrations.credit_information.http import Heard
from kvitt.kernel.money import MINOR_PER_MAJOR

MONTHS_A_YEAR = 12
"""A yearly income is spread over so many months."""


def within(heard: Heard, found: Any, *names: str) -> Any:
    """What stands below these names; None where one of them is not there.

    Raises AnswerUnreadable where something else than an object stands in between.
    """
    for name in names:
        if found is None:
            return None
        if not isinstance(found, Mapping):
            raise heard.unreadable(f"“{name}” stands in no object")
        found = found.get(name)
    return found


def whole_kronor(heard: Heard, found: Any, *names: str) -> int | None:
    """An amount in whole kronor as minor units; None where it is not there.

    Raises AnswerUnreadable for anything but a whole number from zero.
    """
    told = within(heard, found, *names)
    if told is None:
        return None
    if not isinstance(told, int) or isinstance(told, bool) or told < 0:
        raise heard.unreadable(f"“{names[-1]}” is no whole amount")
    return told * MINOR_PER_MAJOR


def word(heard: Heard, found: Any, *names: str) -> str | None:
    """A text; None where it is not there. Raises AnswerUnreadable for anything else."""
    told = within(heard, found, *names)
    if told is not None and not isinstance(told, str):
        raise heard.unreadable(f"“{names[-1]}” is no text")
    return told
