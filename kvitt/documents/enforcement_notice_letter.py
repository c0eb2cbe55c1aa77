"""The notice of enforcement in Norway: before a petition on the creditor's own invoice (§ 4-18).

It says what is owed, that enforcement may be asked for and not before which day, and first of all
every way out: to pay, to object, to get more time. It costs nothing and names no consequence twice.
"""

from collections.abc import Callable

from kvitt.documents.letter_parts import Letter, needed
from kvitt.documents.writer import Writer
from kvitt.law.book import law_book
from kvitt.law.statutory import statutory_deadline

SECTIONS = ("paid", "object", "cannot", "advice", "next", "cost", "complain", "genuine")
"""The headings of the letter, in reading order."""


def sentences(writer: Writer, given: dict[str, str]) -> dict[str, str]:
    """The letter's own sentences by name, in the debtor's language. Raises UntoldLetter."""
    letter, say = writer.letter, writer.words.say
    told = needed(letter.enforcement, letter, "enforcement")
    named = {**given, "earliest": writer.day(told.earliest_on)}
    fee = ""
    if told.fee_minor is not None:
        fee = say("beside.enforcement.fee", fee=writer.money(told.fee_minor))
    return {
        "lead": say("beside.enforcement.lead", **named),
        "opening": say("beside.enforcement.opening", **named),
        "running": writer.running(),
        "next": " ".join(filter(None, (say("beside.enforcement.next", **named), fee))),
        "cost": say("beside.instalment.cost"),
        "complain": writer.house_sentences(given)["board"],
    }


def _petition_waits(letter: Letter) -> bool:
    """No petition before the weeks of the law have passed, nor before the last day to pay."""
    told = letter.enforcement
    if told is None:
        return False
    law = statutory_deadline(law_book(letter.country), "enforcement_notice", from_on=letter.sent_on)
    return law.day <= letter.pay_by < told.earliest_on


FACTS: dict[str, Callable[[Letter], bool]] = {
    "time_before_petition": _petition_waits,
    "size_of_claim": lambda letter: letter.total_minor > 0,
}
"""The checks on the notice's own facts, by element."""
SENTENCES: dict[str, str] = {"enforcement_will_be_petitioned": "next"}
