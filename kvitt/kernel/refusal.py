"""Refusal: the base of every anticipated "no".

A refusal is a sentence that a person can act on. It is raised by kernel, law, domain and
application, and shown by the command line, the pages and the API, each in its own way. It is never
a traceback.
"""

from collections.abc import Mapping


class Refusal(Exception):
    """What was asked for could not be done, and the sentence says why and what would help."""

    def __init__(self, sentence: str, *, reference: str = "", **given: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reference = reference
        """The statute that forbids it, e.g. ``inkassoforskriften § 1-2``; empty where none does."""
        self.given: Mapping[str, object] = given
        """The inputs that led to the refusal, by name."""

    @property
    def code(self) -> str:
        """The refusal's kind, stable for scripts: the class name."""
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.sentence} [{self.reference}]" if self.reference else self.sentence
