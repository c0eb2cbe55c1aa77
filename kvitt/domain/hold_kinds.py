"""The kinds of holds: what each stops, how it ends, whom it asks and by which statute."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from kvitt.kernel.sentence import Sentence

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

    word: Sentence
    stops: frozenset[str]
    needs_end: bool = False
    """It ends on a day that is said when it is placed."""
    task: tuple[str, Sentence] | None = None
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
            Sentence("deferral"),
            PUSHING | {"charge"},
            needs_end=True,
            references=_AGREED_TIME,
            stops_charge_as="deferral",
            gives_time=True,
            waits_for_debtor=True,
        ),
        "plan": HoldKind(
            Sentence("plan"),
            (PUSHING - {"plan_letter"}) | {"charge"},
            references=_AGREED_TIME,
            stops_charge_as="plan",
            by_hand=False,
            ends_with=Sentence("end the plan"),
            waits_for_debtor=True,
        ),
        "settlement_offer": HoldKind(
            Sentence("settlement offer"),
            PUSHING | {"charge"},
            references=_AGREED_TIME,
            stops_charge_as="deferral",
            gives_time=True,
            by_hand=False,
            ends_with=Sentence("withdraw the offer"),
        ),
        "dispute": HoldKind(
            Sentence("dispute"),
            _DOUBTED | {"charge"},
            task=("answer_objection", Sentence("the debtor objects: examine the claim and answer")),
            references=_OBJECTION,
            stops_charge_as="objection",
        ),
        "payment_announced": HoldKind(
            Sentence("payment announced"), PUSHING | {"charge"}, waits_for_debtor=True
        ),
        "payment_proposed": HoldKind(
            Sentence("payment proposed"),
            _DOUBTED,
            by_hand=False,
            ends_with=Sentence("say whose payment it is"),
        ),
        "possible_objection": HoldKind(
            Sentence("a message that looks like an objection"),
            _DOUBTED | {"charge"},
            references=_OBJECTION,
            stops_charge_as="objection",
            by_hand=False,
            ends_with=Sentence("read the message, then register a dispute or answer the task"),
        ),
        "ability_check": HoldKind(
            Sentence("ability check"),
            frozenset({"application"}),
            task=(
                "check_ability",
                Sentence("find out whether the debtor can pay before anything is filed"),
            ),
        ),
        "bankruptcy": HoldKind(
            Sentence("bankruptcy"),
            _EVERYTHING,
            task=("file_claim", Sentence("the debtor is bankrupt: file the claim with the estate")),
        ),
        "death": HoldKind(
            Sentence("death"),
            _EVERYTHING,
            task=(
                "find_estate",
                Sentence("the debtor has died: find out who answers for the estate"),
            ),
        ),
        "debt_settlement": HoldKind(
            Sentence("debt settlement"),
            _EVERYTHING,
            task=("file_claim", Sentence("the debts are being settled: file the claim in time")),
            references=_SETTLEMENT,
        ),
        "protected_identity": HoldKind(
            Sentence("protected identity"),
            _EVERYTHING,
            task=(
                "find_safe_way",
                Sentence("the debtor's identity is protected: find a safe way to write"),
            ),
        ),
        "manual_pause": HoldKind(Sentence("manual pause"), PUSHING),
        "shadow": HoldKind(
            Sentence("shadow mode"),
            _EVERYTHING,
            by_hand=False,
            ends_with=Sentence("approve the shadow list"),
        ),
        "looks_paid": HoldKind(
            Sentence("looks paid"), _DOUBTED | {"charge"}, answers="looks_paid", by_hand=False
        ),
        "left_out": HoldKind(
            Sentence("left out of the shadow list"), _DOUBTED | {"charge"}, by_hand=False
        ),
        "sue_or_drop": HoldKind(
            Sentence("sue or drop"),
            PUSHING - {"application"},
            task=(
                "decide_legal_action",
                Sentence("the debtor asks that the claim be taken to court or dropped: decide"),
            ),
        ),
        "monitoring": HoldKind(
            Sentence("monitoring"),
            frozenset({"flow_letter", "sms", "call"}),
            by_hand=False,
            ends_with=Sentence("end the monitoring: kvitt monitoring stop"),
        ),
        "wrong_recipient": HoldKind(
            Sentence("wrong recipient"),
            _EVERYTHING,
            task=(
                "find_debtor",
                Sentence(
                    "a letter reached somebody who is not the debtor: find out where the debtor is"
                ),
            ),
            by_hand=False,
            ends_with=Sentence("note the debtor's address: kvitt case address"),
        ),
        "came_back_late": HoldKind(
            Sentence("returned letter"),
            PUSHING | {"charge"},
            by_hand=False,
            ends_with=Sentence(
                "say whether the letters after it may stand: kvitt case answer-returned"
            ),
        ),
        "time_given": HoldKind(
            Sentence("time given by an earlier letter"),
            PUSHING,
            needs_end=True,
            gives_time=True,
            by_hand=False,
            ends_with=Sentence("wait for its last day"),
        ),
        "limitation_doubt": HoldKind(
            Sentence("doubt about its limitation"),
            _EVERYTHING,
            task=(
                "limitation_doubt",
                Sentence("close the case as barred, or prove what interrupted it"),
            ),
            references=_LIMITATION,
            by_hand=False,
            ends_with=Sentence("record what interrupted it, or close the case as barred"),
        ),
        "lost": HoldKind(
            Sentence("claim that was not allowed"),
            _DOUBTED | {"charge"},
            task=(
                "decide_lost_claim",
                Sentence("the claim was not allowed: appeal in time, or close it"),
            ),
            stops_charge_as="objection",
            answers="decide_lost_claim",
            by_hand=False,
        ),
        "charges_to_correct": HoldKind(Sentence("charges to correct"), PUSHING, by_hand=False),
        "interest_to_correct": HoldKind(Sentence("interest to correct"), PUSHING, by_hand=False),
        "correct_interest": HoldKind(Sentence("correct interest"), PUSHING, by_hand=False),
    }
)
"""The kinds of holds by name."""
UNKNOWN = HoldKind(Sentence("an unknown hold"), _EVERYTHING, by_hand=False)
