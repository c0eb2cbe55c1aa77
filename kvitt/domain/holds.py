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
from typing import Literal, NamedTuple, get_args

from kvitt.domain.task_clock import AGENCY, CREDITOR, owner_of

Act = Literal[
    "flow_letter",
    "side_letter",
    "plan_letter",
    "sms",
    "call",
    "application",
    "monitoring_letter",
    "charge",
    "inquiry",
]
"""What goes out or is charged: a letter of the flow, one beside it that answers or confirms, one
that asks for a plan's instalment, a text message, a call task, an application to an authority, a
monitoring letter, a charge, a question to a credit bureau."""

ACTS: frozenset[str] = frozenset(get_args(Act))
PUSHING = frozenset(
    {"flow_letter", "plan_letter", "sms", "call", "application", "monitoring_letter"}
)
"""Acts that ask for money or force it; an answer to the debtor and a charge are not among them."""
_DOUBTED = PUSHING | {"inquiry"}
"""While it is doubtful whether anything is owed nobody asks about the debtor either."""
_OBJECTION = MappingProxyType(
    {
        "SE": "inkassolagen (1974:182) 4 och 8 §§",
        "NO": "inkassoloven (LOV-1988-05-13-26) § 17 annet ledd",
    }
)
_AGREED_TIME = MappingProxyType(
    {
        "SE": "inkassolagen (1974:182) 4 §, lag (1981:739) 4 §",
        "NO": "inkassoloven (LOV-1988-05-13-26) §§ 8 og 17",
    }
)
_SETTLEMENT = MappingProxyType({"NO": "gjeldsordningsloven § 3-4"})
_LIMITATION = MappingProxyType(
    {
        "SE": "preskriptionslagen (1981:130) 2 §",
        "NO": "foreldelsesloven (LOV-1979-05-18-18) §§ 2 og 3",
    }
)
_NONE: Mapping[str, str] = MappingProxyType({})


class HoldKind(NamedTuple):
    """What a kind of hold stops, how it ends and whom it asks."""

    word: str
    stops: frozenset[str]
    needs_end: bool = False
    """It ends on a day that is said when it is placed."""
    task: tuple[str, str] | None = None
    """The task that it raises, and the sentence of it."""
    references: Mapping[str, str] = _NONE
    """The statute by country, where one is known; otherwise it is a rule of the house."""
    stops_charge_as: str = ""
    """By which ground of `kvitt.law.fee_terms.STOPS` nothing is charged meanwhile."""
    gives_time: bool = False
    """Its last day is a new day to pay: the next letter waits from there as from a deadline."""
    answers: str = ""
    """The task that is answered when it is released."""
    by_hand: bool = True
    """A person may place it; the others are placed by what happens."""
    ends_with: str = ""
    """What a person does to end it, where that is not to release it."""
    waits_for_debtor: bool = False
    """The next move is the debtor's: to pay. Otherwise it is whose question the hold raises."""


_EVERYTHING = ACTS
KINDS: Mapping[str, HoldKind] = MappingProxyType(
    {
        "deferral": HoldKind(
            "deferral",
            PUSHING | {"charge"},
            needs_end=True,
            references=_AGREED_TIME,
            stops_charge_as="deferral",
            gives_time=True,
            waits_for_debtor=True,
        ),
        "plan": HoldKind(
            "plan",
            (PUSHING - {"plan_letter"}) | {"charge"},
            references=_AGREED_TIME,
            stops_charge_as="plan",
            by_hand=False,
            ends_with="end the plan",
            waits_for_debtor=True,
        ),
        "settlement_offer": HoldKind(
            "settlement offer",
            PUSHING | {"charge"},
            references=_AGREED_TIME,
            stops_charge_as="deferral",
            gives_time=True,
            by_hand=False,
            ends_with="withdraw the offer",
        ),
        "dispute": HoldKind(
            "dispute",
            _DOUBTED | {"charge"},
            task=("answer_objection", "the debtor objects: examine the claim and answer"),
            references=_OBJECTION,
            stops_charge_as="objection",
        ),
        "payment_announced": HoldKind(
            "payment announced", PUSHING | {"charge"}, waits_for_debtor=True
        ),
        "payment_proposed": HoldKind(
            "payment proposed", _DOUBTED, by_hand=False, ends_with="say whose payment it is"
        ),
        "possible_objection": HoldKind(
            "a message that looks like an objection",
            _DOUBTED | {"charge"},
            references=_OBJECTION,
            stops_charge_as="objection",
            by_hand=False,
            ends_with="read the message, then register a dispute or answer the task",
        ),
        "ability_check": HoldKind(
            "ability check",
            frozenset({"application"}),
            task=("check_ability", "find out whether the debtor can pay before anything is filed"),
        ),
        "bankruptcy": HoldKind(
            "bankruptcy",
            _EVERYTHING,
            task=("file_claim", "the debtor is bankrupt: file the claim with the estate"),
        ),
        "death": HoldKind(
            "death",
            _EVERYTHING,
            task=("find_estate", "the debtor has died: find out who answers for the estate"),
        ),
        "debt_settlement": HoldKind(
            "debt settlement",
            _EVERYTHING,
            task=("file_claim", "the debts are being settled: file the claim in time"),
            references=_SETTLEMENT,
        ),
        "protected_identity": HoldKind(
            "protected identity",
            _EVERYTHING,
            task=("find_safe_way", "the debtor's identity is protected: find a safe way to write"),
        ),
        "manual_pause": HoldKind("manual pause", PUSHING),
        "shadow": HoldKind(
            "shadow mode", _EVERYTHING, by_hand=False, ends_with="approve the shadow list"
        ),
        "looks_paid": HoldKind(
            "looks paid", _DOUBTED | {"charge"}, answers="looks_paid", by_hand=False
        ),
        "left_out": HoldKind("left out of the shadow list", _DOUBTED | {"charge"}, by_hand=False),
        "sue_or_drop": HoldKind(
            "sue or drop",
            PUSHING - {"application"},
            task=(
                "decide_legal_action",
                "the debtor asks that the claim be taken to court or dropped: decide",
            ),
        ),
        "monitoring": HoldKind(
            "monitoring",
            frozenset({"flow_letter", "sms", "call"}),
            by_hand=False,
            ends_with="end the monitoring: kvitt monitoring stop",
        ),
        "wrong_recipient": HoldKind(
            "wrong recipient",
            _EVERYTHING,
            task=(
                "find_debtor",
                "a letter reached somebody who is not the debtor: find out where the debtor is",
            ),
            by_hand=False,
            ends_with="note the debtor's address: kvitt case address",
        ),
        "came_back_late": HoldKind(
            "returned letter",
            PUSHING | {"charge"},
            by_hand=False,
            ends_with="say whether the letters after it may stand: kvitt case answer-returned",
        ),
        "time_given": HoldKind(
            "time given by an earlier letter",
            PUSHING,
            needs_end=True,
            gives_time=True,
            by_hand=False,
            ends_with="wait for its last day",
        ),
        "limitation_doubt": HoldKind(
            "doubt about its limitation",
            _EVERYTHING,
            task=("limitation_doubt", "close the case as barred, or prove what interrupted it"),
            references=_LIMITATION,
            by_hand=False,
            ends_with="record what interrupted it, or close the case as barred",
        ),
        "lost": HoldKind(
            "claim that was not allowed",
            _DOUBTED | {"charge"},
            task=("decide_lost_claim", "the claim was not allowed: appeal in time, or close it"),
            stops_charge_as="objection",
            answers="decide_lost_claim",
            by_hand=False,
        ),
        "charges_to_correct": HoldKind("charges to correct", PUSHING, by_hand=False),
        "interest_to_correct": HoldKind("interest to correct", PUSHING, by_hand=False),
        "correct_interest": HoldKind("correct interest", PUSHING, by_hand=False),
    }
)
"""The kinds of holds by name."""
UNKNOWN = HoldKind("an unknown hold", _EVERYTHING, by_hand=False)
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
    sentence: str
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
    word = hold.kind.replace("_", " ") if kind is UNKNOWN else kind.word
    what = {
        "charge": "nothing is charged",
        "application": "nothing is filed",
        "inquiry": "no credit bureau is asked",
    }.get(act, "nothing is sent")
    end = f", until {hold.until_on.isoformat()}" if hold.until_on else ""
    return Block(hold.kind, f"{what}: {word}{end}", hold.until_on, kind.references.get(country, ""))
