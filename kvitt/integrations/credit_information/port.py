"""The port of credit information: one question about one person or company, one answer.

A question costs money and leaves a trace with the person. So an answer says what it cost, and what
went wrong says whether the bureau may have heard the question: then nobody asks again by himself.
"""

from typing import ClassVar, NamedTuple, Protocol

from kvitt.domain.ability import Finances
from kvitt.kernel.refusal import Refusal


class Subject(NamedTuple):
    """Whom the question is about. The number stays out of sentences and logs."""

    country: str
    is_person: bool
    number: str
    """Digits alone, as `kvitt.kernel.identity` gives them."""


class Answer(NamedTuple):
    """What the bureau said, its words as they came and what they tell of money."""

    content: bytes
    media_type: str
    known: Finances
    cost_minor: int | None
    """What the question cost; None where its price is not set."""


class CreditBureau(Protocol):
    """Whoever can be asked."""

    name: ClassVar[str]
    """As reports and purchases name it: a short word."""

    def check(self, subject: Subject) -> Answer:
        """Asks, once. Raises BureauNotAsked, BureauRefused, AnswerLost and AnswerUnreadable."""
        ...


class BureauNotAsked(Refusal):
    """The bureau did not get the question: it cost nothing and can be asked again."""


class BureauRefused(Refusal):
    """The bureau answered that it gives no information."""


class AnswerLost(Refusal):
    """The bureau may have got the question and no answer came: it may have cost something."""


class AnswerUnreadable(Refusal):
    """An answer came, and it is not of the shape that is known: a person reads it."""

    def __init__(self, template: str, *, content: bytes, media_type: str, **given: object) -> None:
        super().__init__(template, reference="", **given)
        self.content = content
        self.media_type = media_type


class BureauNotSet(Refusal):
    """No such bureau is set up in this installation, or its setting cannot be read."""
