"""The check of the law files: shape, gaps and overlaps. Run by the tests and by ``make check``."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from kvitt.law.book import law_texts, read_law_book
from kvitt.law.plain_yaml import read_plain_yaml
from kvitt.law.whole import trouble_in_book


def trouble_in_law(country: str) -> tuple[str, ...]:
    """Everything wrong with a country's law files in the package, one sentence each."""
    return trouble_in_texts(country, law_texts(country))


def trouble_in_texts(country: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Everything wrong with law files by name and text; nothing where they are sound.

    Raises UnreadableYaml and LawFileBroken where the book cannot be read at all.
    """
    trouble = [
        sentence
        for name, text in sorted(texts.items())
        for sentence in _trouble_in_shape(name, read_plain_yaml(text, name=name))
    ]
    return tuple(trouble) or trouble_in_book(read_law_book(country, texts))


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    schema: dict[str, Any] = json.loads(
        files("kvitt.law").joinpath("schema.json").read_text(encoding="utf-8")
    )
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _trouble_in_shape(name: str, page: Any) -> list[str]:
    return [
        f"{name}: {error.json_path}: {error.message}"
        for error in sorted(_validator().iter_errors(page), key=lambda error: error.json_path)
    ]
