"""The letter of a credit inquiry: a copy to the person about whom a bureau was asked.

It says who was asked, when and why, what we were told, and where to have it corrected. It asks for
nothing.
"""

from collections.abc import Callable

from kvitt.documents.letter_parts import Letter, needed
from kvitt.documents.side_parts import InquiryTold
from kvitt.documents.writer import Writer

SECTIONS = ("why_asked", "told", "correct", "genuine")
"""The headings of the letter, in reading order."""


def sentences(writer: Writer, given: dict[str, str]) -> dict[str, str]:
    """The letter's own sentences by name, in the debtor's language. Raises UntoldLetter."""
    told = needed(writer.letter.inquiry, writer.letter, "inquiry")
    say = writer.words.say
    named = {**given, "asked_on": writer.day(told.asked_on), "bureau": told.bureau}
    facts = _facts(writer, told)
    return {
        "lead": say("beside.inquiry.lead", **named),
        "opening": say("beside.inquiry.opening"),
        "why_asked": say(f"beside.inquiry.why.{told.purpose}", **named),
        "told": say("beside.inquiry.told", facts="; ".join(facts), **named)
        if facts
        else say("beside.inquiry.told_nothing", **named),
        "correct": say("beside.inquiry.correct", **named),
    }


def _facts(writer: Writer, told: InquiryTold) -> list[str]:
    """What the bureau said, fact by fact; what it did not say is left out."""
    sums = {
        "income": told.income_minor,
        "enforced": told.enforced_minor,
        "assets": told.assets_minor,
    }
    facts = [
        writer.words.say(f"beside.inquiry.facts.{name}", amount=writer.money(minor))
        for name, minor in sums.items()
        if minor is not None
    ]
    if told.in_debt_settlement is not None:
        name = "settled" if told.in_debt_settlement else "not_settled"
        facts.append(writer.words.say(f"beside.inquiry.facts.{name}"))
    return facts


def _is_told(letter: Letter) -> bool:
    """The inquiry has its day and its bureau, and lies not after the letter."""
    told = letter.inquiry
    return told is not None and bool(told.bureau.strip()) and told.asked_on <= letter.sent_on


FACTS: dict[str, Callable[[Letter], bool]] = {"inquiry_as_made": _is_told}
"""The checks on the inquiry's own facts, by element."""
SENTENCES: dict[str, str] = {
    "says_why_asked": "why_asked",
    "says_what_was_told": "told",
    "says_where_to_correct": "correct",
}
