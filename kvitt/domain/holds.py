"""Holds: periods in which acts are not taken on a case, and the one gate that every act passes.

Each kind says what it stops. A kind that is not listed stops everything: a hold that a newer Kvitt
has placed is never passed by an older one.

>>> from datetime import date
>>> held = [Hold("deferral", date(2026, 3, 1), date(2026, 3, 20))]
>>> blocked("flow_letter", held, date(2026, 3, 20)).sentence
'nothing is sent: deferral, until 2026-03-20'
>>> blocked("flow_letter", held, date(2026, 3, 21)) is None
True
>>> blocked("side_letter", held, date(2026, 3, 2)) is None
True
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from kvitt.domain.hold_kinds import ACTS as ACTS
from kvitt.domain.hold_kinds import KINDS as KINDS
from kvitt.domain.hold_kinds import PUSHING as PUSHING
from kvitt.domain.hold_kinds import UNKNOWN
from kvitt.domain.hold_kinds import Act as Act
from kvitt.domain.hold_kinds import HoldKind as HoldKind
from kvitt.domain.task_clock import AGENCY, CREDITOR, owner_of
from kvitt.kernel.sentence import Sentence

BY_HAND = tuple(name for name, kind in KINDS.items() if kind.by_hand)
"""The kinds that a person may place."""
LOST = "lost"
"""A court or a board found for the debtor: nothing is asked for until a person has decided."""
MONITORING = "monitoring"
"""The flow is over: the case is looked at round by round, and Kvitt has the next move."""
SHADOW = "shadow"
"""It stands for all cases of a creditor at once: see `kvitt.store.shadows`."""
GIVING_TIME = tuple(name for name, kind in KINDS.items() if kind.gives_time)

SIDE_LETTERS: Mapping[str, Act] = MappingProxyType(
    {
        "deferral_confirmation": "side_letter",
        "dispute_received": "side_letter",
        "dispute_answer": "side_letter",
        "plan_agreement": "side_letter",
        "plan_reminder": "plan_letter",
        "plan_missed": "plan_letter",
        "monitoring_letter": "monitoring_letter",
        "settlement_offer": "side_letter",
        "ability_notice": "side_letter",
        "enforcement_notice": "application",
    }
)
"""Letters beside the flow, and as which act each passes the gate."""
ANSWERS = ("dispute_received", "dispute_answer")
"""Letters that answer what the debtor said: they wait under a hold and are not withdrawn by it."""
NAMING_A_DAY = ("deferral_confirmation", "settlement_offer")
"""Letters that name a day to pay by which something else replaces: then they do not leave."""
ANSWERS_WHEN_CLOSED = ("dispute_answer", "ability_notice")
"""What is owed to the debtor even where the case is closed."""

REASON_CODES = (
    "agreed_on_phone",
    "agreed_in_writing",
    "asked_in_portal",
    "illness",
    "unemployment",
    "family",
    "wrong_delivery",
    "told_by_authority",
    "told_by_creditor",
    "told_by_debtor",
    "other",
)
"""Why a hold was placed, for counting; the text beside it says it in words."""


class Hold(NamedTuple):
    """A hold of a case, from a day through its last day; without one until a person ends it."""

    kind: str
    from_on: date
    until_on: date | None
    reason: str = ""

    def stands_on(self, day: date) -> bool:
        """Whether it is in force that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class Block(NamedTuple):
    """Why an act may not be taken: the hold, one sentence, its last day and its statute."""

    kind: str
    sentence: Sentence
    until: date | None
    reference: str


def hold_kind(name: str) -> HoldKind:
    """What is known of a kind; one that is unknown stops everything."""
    return KINDS.get(name, UNKNOWN)


def stops(kind: str, act: Act) -> bool:
    """Whether a hold of that kind stops the act."""
    return act in hold_kind(kind).stops


def waits_for(kind: str) -> str:
    """Whose move it is while a hold of that kind stands: ``debtor``, ``agency`` or ``creditor``.

    A monitored case waits for Kvitt's own next round: ``kvitt``.
    """
    known = hold_kind(kind)
    if known.waits_for_debtor:
        return "debtor"
    if kind == SHADOW:
        return CREDITOR
    if kind == MONITORING:
        return "kvitt"
    asked = known.task[0] if known.task else known.answers
    return owner_of(asked) if asked else AGENCY


def passing(act: Act) -> list[str]:
    """The kinds of holds that let the act pass, for statements that ask for many cases at once."""
    return [name for name, kind in KINDS.items() if act not in kind.stops]


def passing_letters() -> list[str]:
    """Which letters pass which holds, as ``letter/hold``; letters of the flow as ``flow_letter``.

    For the statements that look at many letters at once: what is not listed does not pass.
    """
    acts: dict[str, Act] = {"flow_letter": "flow_letter", **SIDE_LETTERS}
    return [f"{letter}/{hold}" for letter, act in acts.items() for hold in passing(act)]


def without_shadow(holds: Iterable[Hold]) -> list[Hold]:
    """The case's own holds: what is agreed with a debtor is agreed in shadow mode as ever."""
    return [hold for hold in holds if hold.kind != SHADOW]


def beside_taken_back(hold: str) -> tuple[str, ...]:
    """The letters beside the flow that are taken back when such a hold is placed.

    Those that it stops, and those that name a day to pay that counts no more.
    """
    return tuple(
        letter
        for letter, act in SIDE_LETTERS.items()
        if letter not in ANSWERS and (stops(hold, act) or letter in NAMING_A_DAY)
    )


def blocked(act: Act, holds: Iterable[Hold], on: date, *, country: str = "") -> Block | None:
    """The gate: why the act may not be taken that day, or None where it may.

    Of several holds the one that stands longest answers: until then nothing can change.
    """
    found = blocks(act, holds, on, country=country)
    return max(found, key=lambda block: block.until or date.max) if found else None


def blocks(act: Act, holds: Iterable[Hold], on: date, *, country: str = "") -> Sequence[Block]:
    """Every hold that stops the act that day, each with its sentence."""
    return [
        _block(act, hold, country)
        for hold in holds
        if hold.stands_on(on) and act in hold_kind(hold.kind).stops
    ]


def _block(act: Act, hold: Hold, country: str) -> Block:
    kind = hold_kind(hold.kind)
    word = Sentence(hold.kind.replace("_", " ")) if kind is UNKNOWN else kind.word
    what = {
        "charge": Sentence("nothing is charged"),
        "application": Sentence("nothing is filed"),
        "inquiry": Sentence("no credit bureau is asked"),
    }.get(act, Sentence("nothing is sent"))
    told = Sentence("{what}: {hold}", what=what, hold=word)
    if hold.until_on:
        told = Sentence(
            "{what}: {hold}, until {until:day}", what=what, hold=word, until=hold.until_on
        )
    return Block(hold.kind, told, hold.until_on, kind.references.get(country, ""))
