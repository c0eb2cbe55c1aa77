"""The worked cases of one question, as parameters of a test."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from kvitt.law.plain_yaml import read_plain_yaml


def worked_cases(file_name: str, question: str) -> list[Any]:
    """The cases of an example file that ask this question, each under its id and title."""
    path = files("kvitt.law").joinpath("examples", file_name)
    page = read_plain_yaml(path.read_text(encoding="utf-8"), name=file_name)
    asked = [one for one in page["examples"] if one["question"] == question]
    return [pytest.param(one, id=f"{one['id']}: {one['title']}") for one in asked]


def day(text: str | None) -> date | None:
    """The day of a text; none where there is none."""
    return date.fromisoformat(text) if text else None


def with_days(given: dict[str, Any]) -> dict[str, Any]:
    """The same inputs with their days as days."""
    return {
        key: date.fromisoformat(value) if key == "on" or key.endswith(("_on", "_day")) else value
        for key, value in given.items()
    }
