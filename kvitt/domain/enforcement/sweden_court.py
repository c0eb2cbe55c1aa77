"""The district court in Sweden after an objection: from the handing over to a judgment.

The claim counts as brought on the day on which the application came in to Kronofogden (lag 1990:746
60 §). Days to appear and to appeal are named by the court itself and recorded with the event. The
effect ``lost`` says that the court found for the debtor.
"""

from types import MappingProxyType

from kvitt.domain.proceeding import ENDED, FILED, EventRule, NextStep, ProceedingKind

DECIDED, APPEALED = "decided", "appealed"
CODE = "rättegångsbalken (1942:740)"

ANSWER_DAYS = 60
"""Policy: a court that has been silent for so long is asked how the case stands."""

_COURT = NextStep("the court goes on with the case", "authority", after_days=ANSWER_DAYS)
_APPEAL = NextStep("appeal, or note that the judgment is final", "creditor")

COURT = ProceedingKind(
    name="court",
    country="SE",
    authority="tingsrätten",
    document="",
    costs=(),
    needs_title=False,
    events=MappingProxyType(
        {
            "received": EventRule(
                "the court's receipt", (FILED,), needs=("number",), next=_COURT, reference=CODE
            ),
            "order_to_supplement": EventRule(
                "an order of the court",
                (FILED,),
                needs=("until",),
                next=NextStep("answer the court", "creditor"),
                reference=CODE,
            ),
            "hearing_set": EventRule(
                "a hearing",
                (FILED, APPEALED),
                needs=("until",),
                next=NextStep("appear at the hearing", "creditor"),
                reference=CODE,
            ),
            "judgment": EventRule(
                "a judgment for the creditor",
                (FILED, APPEALED),
                DECIDED,
                needs=("number", "amount", "until"),
                effects=("interrupts:legal_action", "interruption_ends:legal_action", "title"),
                next=_APPEAL,
                reference=f"{CODE}, preskriptionslagen (1981:130) 7 §",
            ),
            "judgment_against": EventRule(
                "a judgment against the creditor",
                (FILED, APPEALED),
                DECIDED,
                needs=("number", "until"),
                effects=("interruption_ends:legal_action", "lost"),
                next=_APPEAL,
                reference=CODE,
            ),
            "appealed": EventRule("an appeal", (DECIDED,), APPEALED, next=_COURT, reference=CODE),
            "settled": EventRule(
                "a settlement",
                (FILED, APPEALED),
                ENDED,
                needs=("amount",),
                effects=("interruption_ends:legal_action", "task:decide_legal_action", "ends"),
                reference=CODE,
            ),
            "withdrawn": EventRule(
                "a withdrawal",
                (FILED, APPEALED),
                ENDED,
                effects=("costs_fall", "interruption_ends:legal_action", "ends"),
                reference=CODE,
            ),
            "written_off": EventRule(
                "the writing off",
                (FILED, APPEALED),
                ENDED,
                effects=("costs_fall", "interruption_ends:legal_action", "ends"),
                reference=CODE,
            ),
            "final": EventRule(
                "that the judgment is final",
                (DECIDED,),
                ENDED,
                effects=("ends",),
                reference=CODE,
            ),
        }
    ),
    first=_COURT,
    stage="at_court",
)
"""Tingsrätten after a handing over; opened by it, with no application and no cost of its own."""
