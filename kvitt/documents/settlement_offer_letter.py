"""The letter of a settlement offer: a part, paid by a day, settles the whole claim.

It shows what is owed, asks for less, and says calmly what follows if the offer is not taken. To
take it is to pay: nothing is signed, and nobody is pressed.
"""

from collections.abc import Callable

from kvitt.documents.letter_parts import Letter, needed
from kvitt.documents.writer import Writer

SECTIONS = ("settles", "next", "object", "cost", "genuine")
"""The headings of the letter, in reading order."""


def sentences(writer: Writer, given: dict[str, str]) -> dict[str, str]:
    """The letter's own sentences by name, in the debtor's language. Raises UntoldLetter."""
    letter, say = writer.letter, writer.words.say
    told = needed(letter.offer, letter, "settlement offer")
    named = {
        **given,
        "owed": writer.money(letter.total_minor),
        "remission": writer.money(letter.total_minor - told.amount_minor),
        "goes_on": writer.day(told.goes_on_on),
        "reference": f"{writer.reference_label()} {letter.payment.reference}",
    }
    return {
        "lead": say("beside.offer.lead", **named),
        "opening": say("beside.offer.opening", **named),
        "running": writer.running(),
        "settles": say("beside.offer.settles", **named),
        "next": say("beside.offer.next", **named),
        "cost": say("beside.instalment.cost"),
    }


def _asks_for_less(letter: Letter) -> bool:
    """The offer is a part of what is owed, and the sum that the letter asks for."""
    told = letter.offer
    return told is not None and 0 < told.amount_minor < letter.total_minor


def _goes_on_after(letter: Letter) -> bool:
    """The case goes on some time after the last day to pay, and the letter knows from when."""
    return letter.offer is not None and letter.offer.goes_on_on > letter.pay_by


FACTS: dict[str, Callable[[Letter], bool]] = {
    "less_than_owed": _asks_for_less,
    "day_it_goes_on": _goes_on_after,
}
"""The checks on the offer's own facts, by element."""
SENTENCES: dict[str, str] = {"says_what_settles": "settles"}
