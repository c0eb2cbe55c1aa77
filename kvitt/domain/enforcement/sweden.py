"""Sweden's proceedings: the payment order, the court after it, and enforcement on a title.

A payment order (betalningsföreläggande, lag 1990:746, here BfL) that nobody contests ends in an
order that Kronofogden enforces by itself, unless the application declines that: the application for
enforcement then counts as made on the order's day (utsökningsbalken, UB, 2 kap. 1 §). So one
proceeding runs from the application to the final report, and ``enforcement`` is for titles that
were not enforced so.

A day that begins a deadline is the day that the law counts from: of an objection the day on which
the authority *sent* its notice, of an order or a decision its own day, of service the day of
service.

Effects beside those of every country: ``interrupts:legal_action`` counts from the filing, and
``interruption_ends:legal_action`` ends it on the event's day; where none began, because the debtor
never learned of the application, it was a ``legal_action_unserved`` (preskriptionslagen 7 § tredje
stycket). ``costs_fall`` takes back what is unpaid of the application's own costs: only an order
grants them (BfL 46 and 50 §§). ``told`` keeps what the authority knows of a payment, ``deferral``
is judged by `sweden_deferral`, ``title_falls`` ends a title, ``opens:court`` begins the proceeding
that follows, ``task:KIND`` asks a person.

>>> from datetime import date
>>> from kvitt.domain.proceeding import Happened, after
>>> from kvitt.law.book import law_book
>>> moved = after(KINDS["payment_order"], "served", Happened("objected", date(2026, 6, 8)),
...               law_book("SE"))
>>> moved.state, moved.next_owner, moved.next_on.isoformat(), moved.reference
('disputed', 'creditor', '2026-07-06', 'lag (1990:746) 33–35 och 37 §§')
"""

from collections.abc import Mapping
from types import MappingProxyType

from kvitt.domain.enforcement.sweden_attachment import (
    BEFORE_START,
    ENFORCING,
    events_of_attachment,
    reduced,
)
from kvitt.domain.enforcement.sweden_court import COURT
from kvitt.domain.proceeding import (
    ENDED,
    FILED,
    EventRule,
    NextStep,
    ProceedingKind,
)

SERVED, DISPUTED, DECIDED, DISMISSED = "served", "disputed", "decided", "dismissed"
DISPUTED_IN_PART = "disputed_in_part"
"""An order was given over the rest, which is enforced."""
OPEN = (FILED, SERVED, DISPUTED)
"""States of an application that has not been decided."""

CONFIRM_DAYS = 14
"""Policy: a filing that the authority has not confirmed by then is asked after."""
SERVE_DAYS = 60
"""Policy: an application that has not been served by then is asked after."""
DECIDE_DAYS = 30
"""Policy: how long a decision that is the authority's to make is waited for."""

_CONFIRMED = NextStep("Kronofogden confirms the filing", "authority", after_days=CONFIRM_DAYS)
_SERVICE = NextStep("Kronofogden serves the application", "authority", after_days=SERVE_DAYS)
_ANSWER = NextStep(
    "the debtor answers, or Kronofogden gives its order", "authority", "payment_order_reply"
)
_TRANSFER = NextStep(
    "ask for the district court with circumstances and evidence, or let it be written off",
    "creditor",
    "transfer_to_court",
)
_REOPENING = NextStep(
    "note that the order stands, where the debtor asked for no reopening", "agency", "reopening"
)
_APPEAL = NextStep("appeal, or note that the case is over", "agency", "appeal")

_PUT_RIGHT: Mapping[str, EventRule] = MappingProxyType(
    {
        "received": EventRule(
            "the authority's receipt",
            (FILED,),
            needs=("number",),
            next=_SERVICE,
            reference="lag (1990:746) 19 och 25 §§",
        ),
        "order_to_supplement": EventRule(
            "an order to supplement",
            (FILED, SERVED),
            needs=("until",),
            next=NextStep("send what the application lacks", "agency"),
            reference="lag (1990:746) 20 §",
        ),
        "supplemented": EventRule(
            "a supplement", (FILED, SERVED), next=_SERVICE, reference="lag (1990:746) 20 §"
        ),
        "service_offered": EventRule(
            "an offer to serve it oneself",
            (FILED,),
            needs=("until",),
            next=NextStep("take the service over, or it is dismissed", "agency"),
            reference="lag (1990:746) 30 §",
        ),
        "served": EventRule(
            "service",
            (FILED,),
            SERVED,
            effects=("interrupts:legal_action",),
            next=_ANSWER,
            reference="lag (1990:746) 25 och 29 §§, preskriptionslagen (1981:130) 5 § 3",
        ),
        "withdrawn": EventRule(
            "a withdrawal",
            OPEN,
            ENDED,
            effects=("costs_fall", "interruption_ends:legal_action", "ends"),
            reference="lag (1990:746) 22, 46 och 50 §§",
            tells="withdrawal",
        ),
    }
)
"""From the filing until somebody answers."""

_CONTESTED: Mapping[str, EventRule] = MappingProxyType(
    {
        "objected": EventRule(
            "an objection",
            (FILED, SERVED),
            DISPUTED,
            effects=("interrupts:legal_action", "dispute"),
            next=_TRANSFER,
            by_debtor=True,
            reference="lag (1990:746) 31 och 33–37 §§",
        ),
        "objected_in_part": EventRule(
            "an objection to a part",
            (FILED, SERVED),
            DISPUTED,
            needs=("amount",),
            effects=("interrupts:legal_action", "dispute"),
            next=_TRANSFER,
            by_debtor=True,
            reference="lag (1990:746) 31, 33–37 och 42 §§",
        ),
        "thought_unfounded": EventRule(
            "the authority's doubt",
            (FILED, SERVED),
            DISPUTED,
            effects=("task:answer_objection",),
            next=_TRANSFER,
            reference="lag (1990:746) 23 §",
        ),
        "transfer_asked": EventRule(
            "a request for the court",
            (DISPUTED, DISPUTED_IN_PART),
            next=NextStep("Kronofogden hands the case over", "authority", after_days=DECIDE_DAYS),
            reference="lag (1990:746) 33–35 §§",
        ),
        "transferred": EventRule(
            "the handing over to the court",
            (DISPUTED,),
            ENDED,
            effects=("cost:court_transfer", "ends", "opens:court"),
            reference="lag (1990:746) 36, 60 och 61 a §§",
        ),
        "written_off": EventRule(
            "the writing off",
            (DISPUTED,),
            ENDED,
            effects=("costs_fall", "interruption_ends:legal_action", "ends"),
            reference="lag (1990:746) 37, 46 och 50 §§",
        ),
        "dismissed": EventRule(
            "a dismissal",
            (FILED, SERVED),
            DISMISSED,
            effects=("interruption_ends:legal_action",),
            next=_APPEAL,
            reference="lag (1990:746) 20, 21, 30 och 56 §§",
        ),
        "appealed": EventRule(
            "an appeal",
            (DISMISSED, DECIDED, ENFORCING),
            next=NextStep("the court decides the appeal", "authority", after_days=SERVE_DAYS),
            reference="lag (1990:746) 55 och 56 §§",
        ),
        "taken_up_again": EventRule(
            "an appeal that was granted",
            (DISMISSED,),
            FILED,
            next=_SERVICE,
            reference="lag (1990:746) 56 och 58 §§",
        ),
        "over": EventRule(
            "the end of a dismissed case",
            (DISMISSED,),
            ENDED,
            effects=("costs_fall", "ends"),
            reference="lag (1990:746) 46, 50 och 56 §§",
        ),
    }
)
"""Objection, doubt and dismissal, and what comes of them."""

_ORDERED: Mapping[str, EventRule] = MappingProxyType(
    {
        "order": EventRule(
            "an order that is enforced",
            (FILED, SERVED),
            ENFORCING,
            needs=("number", "amount"),
            effects=(
                "interrupts:legal_action",
                "interruption_ends:legal_action",
                "title",
                "cost:enforcement_base_fee",
            ),
            next=_REOPENING,
            reference="lag (1990:746) 42 och 45 §§, utsökningsbalken 2 kap. 1 §",
        ),
        "order_without_enforcement": EventRule(
            "an order that is not enforced",
            (FILED, SERVED),
            DECIDED,
            needs=("number", "amount"),
            effects=("interrupts:legal_action", "interruption_ends:legal_action", "title"),
            next=_REOPENING,
            reference="lag (1990:746) 16, 42 och 45 §§",
        ),
        "order_in_part": EventRule(
            "an order over the part that is not disputed",
            (DISPUTED,),
            DISPUTED_IN_PART,
            needs=("number", "amount"),
            effects=("title", "cost:enforcement_base_fee"),
            next=_TRANSFER,
            reference="lag (1990:746) 42 och 45 §§, utsökningsbalken 2 kap. 1 §",
        ),
        "rest_written_off": EventRule(
            "the writing off of the disputed part",
            (DISPUTED_IN_PART,),
            ENFORCING,
            effects=("interruption_ends:legal_action",),
            next=_REOPENING,
            reference="lag (1990:746) 37 §",
        ),
        "rest_transferred": EventRule(
            "the handing over of the disputed part to the court",
            (DISPUTED_IN_PART,),
            ENFORCING,
            effects=("cost:court_transfer", "task:decide_legal_action"),
            next=_REOPENING,
            reference="lag (1990:746) 33, 36, 60 och 61 a §§",
        ),
        "reopening_asked": EventRule(
            "an application for reopening",
            (DECIDED, ENFORCING),
            effects=("dispute",),
            next=NextStep("the district court tries the claim", "authority", after_days=SERVE_DAYS),
            by_debtor=True,
            reference="lag (1990:746) 52–54 och 60 §§",
        ),
        "order_stands": EventRule(
            "that the order stands",
            (ENFORCING,),
            next=NextStep("Kronofogden looks for assets", "authority", after_days=SERVE_DAYS),
            reference="lag (1990:746) 64 §",
        ),
        "order_set_aside": EventRule(
            "that the order was set aside",
            (DECIDED, ENFORCING),
            ENDED,
            effects=("title_falls", "interruption_ends:legal_action", "ends"),
            reference="lag (1990:746) 60 och 61 a §§",
        ),
        "kept_as_title": EventRule(
            "that the order stands and is kept",
            (DECIDED,),
            ENDED,
            effects=("ends",),
            reference="lag (1990:746) 16 och 64 §§",
        ),
    }
)
"""The order, its reopening, and what becomes of it."""

PAYMENT_ORDER = ProceedingKind(
    name="payment_order",
    country="SE",
    authority="Kronofogden",
    document="payment_order_application",
    costs=("payment_order_application", "payment_order_representation"),
    needs_title=False,
    events=MappingProxyType(
        {
            **_PUT_RIGHT,
            **_CONTESTED,
            **_ORDERED,
            **events_of_attachment(ENFORCING),
            "reduced": reduced(*OPEN, DISPUTED_IN_PART, ENFORCING),
        }
    ),
    first=_CONFIRMED,
    stage="at_kronofogden",
    stages=MappingProxyType({ENFORCING: "enforcing", DECIDED: "titled"}),
)
"""Betalningsföreläggande: from the application to the order, and on to its enforcement."""

ENFORCEMENT = ProceedingKind(
    name="enforcement",
    country="SE",
    authority="Kronofogden",
    document="enforcement_application",
    costs=("enforcement_base_fee",),
    needs_title=True,
    events=MappingProxyType({**BEFORE_START, **events_of_attachment(FILED, ENFORCING)}),
    first=_CONFIRMED,
    stage="enforcing",
)
"""Utmätning on a title that is not being enforced already: a judgment, or an order of before."""

KINDS: Mapping[str, ProceedingKind] = MappingProxyType(
    {kind.name: kind for kind in (PAYMENT_ORDER, COURT, ENFORCEMENT)}
)
"""The proceedings of Sweden by name."""
