"""Refusal: the base of every anticipated "no".

A refusal is a sentence that a person can act on. It is raised by kernel, law, domain and
application, and shown by the command line, the pages and the API, each in its own way and language.
It is never a traceback.
"""

from collections.abc import Mapping

from kvitt.kernel.sentence import Sentence


class Refusal(Exception):
    """What was asked for could not be done, and the sentence says why and what would help."""

    def __init__(self, template: str, /, *, reference: str = "", **given: object) -> None:
        is_made = isinstance(template, Sentence)
        self.sentence = template if is_made else Sentence(template, **given)
        super().__init__(self.sentence)
        self.reference = reference
        """The statute that forbids it, e.g. ``inkassoforskriften § 1-2``; empty where none does."""
        self.given: Mapping[str, object] = given
        """The inputs that led to the refusal, by name; the sentence names some of them."""

    @property
    def code(self) -> str:
        """The refusal's kind, stable for scripts: the class name."""
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.sentence} [{self.reference}]" if self.reference else self.sentence
