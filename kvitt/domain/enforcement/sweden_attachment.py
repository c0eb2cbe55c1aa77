"""Attachment in Sweden (utmätning): what Kronofogden and the applicant may do while it goes on."""

from collections.abc import Mapping
from types import MappingProxyType

from kvitt.domain.proceeding import ENDED, FILED, EventRule, NextStep

ENFORCING = "enforcing"

SEARCH_DAYS = 90
"""Policy: an investigation of assets that has told nothing by then is asked after."""
MONEY_DAYS = 45
"""Policy: attached wages that have brought nothing by then are asked after."""

_SEARCH = NextStep("Kronofogden looks for assets", "authority", after_days=SEARCH_DAYS)
_MONEY = NextStep("Kronofogden pays out what it took", "authority", after_days=MONEY_DAYS)

BEFORE_START: Mapping[str, EventRule] = MappingProxyType(
    {
        "received": EventRule(
            "the authority's receipt",
            (FILED,),
            ENFORCING,
            needs=("number",),
            next=_SEARCH,
            reference="utsökningsbalken 4 kap. 9 §",
        ),
        "dismissed": EventRule(
            "a dismissal",
            (FILED,),
            ENDED,
            effects=("costs_fall", "interruption_ends:legal_action", "ends"),
            reference="utsökningsbalken 2 kap. 2 §, utsökningsförordningen (1981:981) 2 kap.",
        ),
    }
)
"""What may happen to an application for enforcement before the search begins."""


def events_of_attachment(*states: str) -> dict[str, EventRule]:
    """The events of an attachment, for a proceeding that is in one of those states meanwhile."""
    return {**_taken(states), **_decided(states), **_asked(states), **_over(states)}


def reduced(*states: str) -> EventRule:
    """A payment that did not come through Kronofogden is told to it: less is asked for."""
    return EventRule(
        "a reduction",
        states,
        needs=("amount",),
        effects=("told",),
        keeps_next=True,
        tells="reduction",
        reference="lag (1990:746) 22 §, utsökningsbalken 4 kap. 9 §",
    )


def _taken(states: tuple[str, ...]) -> dict[str, EventRule]:
    """What Kronofogden finds, takes and pays out."""
    return {
        "debtor_notified": EventRule(
            "the notice to the debtor",
            states,
            ENFORCING,
            effects=("interrupts:legal_action",),
            next=_SEARCH,
            reference="utsökningsbalken 4 kap. 12 §, preskriptionslagen (1981:130) 5 § 3",
        ),
        "attached": EventRule(
            "an attachment",
            states,
            ENFORCING,
            needs=("amount",),
            effects=("interrupts:legal_action",),
            next=_MONEY,
            reference="utsökningsbalken 4 kap. 12 § och 13 kap. 1 §",
        ),
        "wages_attached": EventRule(
            "an attachment of wages",
            states,
            ENFORCING,
            needs=("amount",),
            effects=("interrupts:legal_action",),
            next=_MONEY,
            reference="utsökningsbalken 7 kap.",
        ),
        "distributed": EventRule(
            "a distribution",
            states,
            needs=("amount",),
            effects=("distribution",),
            next=NextStep("the money is on the client account", "authority", "enforcement_payout"),
            reference="utsökningsbalken 13 kap. 1 § och 17 kap. 7 §, "
            "utsökningsförordningen (1981:981) 13 kap. 3 §",
        ),
    }


def _decided(states: tuple[str, ...]) -> dict[str, EventRule]:
    """Decisions under way that somebody may appeal."""
    return {
        "decision_served": EventRule(
            "a decision that was served on the applicant",
            states,
            next=NextStep("appeal, or let the decision stand", "agency", "enforcement_appeal"),
            reference="utsökningsbalken 18 kap. 7 §",
        ),
        "decision_appealed": EventRule(
            "the debtor's appeal",
            states,
            next=NextStep("the court decides the appeal", "authority", after_days=SEARCH_DAYS),
            by_debtor=True,
            reference="utsökningsbalken 18 kap. 7 §",
        ),
    }


def _asked(states: tuple[str, ...]) -> dict[str, EventRule]:
    """What the applicant gives, tells, asks for or pays again."""
    return {
        "deferred": EventRule(
            "a deferral",
            states,
            needs=("until",),
            effects=("deferral",),
            next=NextStep("the deferral ends and Kronofogden goes on", "authority"),
            reference="utsökningsbalken 4 kap. 10 §",
        ),
        "wages_spared": EventRule(
            "a stay of the attachment of wages",
            states,
            needs=("until",),
            next=NextStep("wages are attached again", "authority"),
            by_debtor=True,
            reference="utsökningsbalken 7 kap. 11 §",
        ),
        "reduced": reduced(*states),
        "new_year": EventRule(
            "a new year of the base fee",
            states,
            effects=("cost:enforcement_base_fee",),
            keeps_next=True,
            reference="förordning (1992:1094) om avgifter vid Kronofogdemyndigheten 5 och 6 §§",
        ),
        "year_without_fee": EventRule(
            "a new year for which no base fee is taken",
            states,
            keeps_next=True,
            reference="förordning (1992:1094) om avgifter vid Kronofogdemyndigheten 6 §",
        ),
    }


def _over(states: tuple[str, ...]) -> dict[str, EventRule]:
    """How an enforcement ends."""
    return {
        "no_assets": EventRule(
            "a report that there are no assets",
            states,
            ENDED,
            effects=("no_assets", "interruption_ends:legal_action", "ends"),
            reference="utsökningsbalken 4 kap. 9 och 9 a §§",
        ),
        "lapsed": EventRule(
            "that the application lapsed",
            states,
            ENDED,
            effects=("interruption_ends:legal_action", "ends"),
            reference="utsökningsbalken 4 kap. 10 §",
        ),
        "enforcement_withdrawn": EventRule(
            "a withdrawal of the enforcement",
            states,
            ENDED,
            effects=("interruption_ends:legal_action", "ends"),
            reference="förordning (1992:1094) om avgifter vid Kronofogdemyndigheten 1 §",
            tells="withdrawal",
        ),
        "final_report": EventRule(
            "the final report",
            states,
            ENDED,
            effects=("interruption_ends:legal_action", "ends"),
            reference="utsökningsbalken 13 kap. 1 §",
        ),
    }
