"""What a condition may ask of a case: names, kinds, and the values from its facts.

The night asks conditions of thousands of cases. Everything that they may name is in the facts that
it decides on anyway, so that a condition costs no query.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.condition import Condition, Kind, condition
from kvitt.domain.facts import ClaimFacts, Facts

NO_LETTER = "none"
CLOSED = "closed"


class CaseVariable(NamedTuple):
    """A name that conditions may use: its kind and what it means."""

    kind: Kind
    meaning: str


CASE_VARIABLES: Mapping[str, CaseVariable] = {
    "balance_minor": CaseVariable("number", "everything open and booked"),
    "principal_minor": CaseVariable("number", "the invoices' own amounts, as they began"),
    "principal_open_minor": CaseVariable("number", "what is open of the invoices' own amounts"),
    "interest_minor": CaseVariable("number", "late interest that is booked and open"),
    "costs_minor": CaseVariable("number", "fees and compensation that are open"),
    "charged_minor": CaseVariable("number", "fees and compensation charged so far, paid or not"),
    "open_credit_minor": CaseVariable("number", "the debtor's credit notes that name no invoice"),
    "currency": CaseVariable("text", "the creditor's currency, as “SEK”"),
    "country": CaseVariable("text", "the creditor's country, as “SE”"),
    "debtor_kind": CaseVariable("text", "“consumer” or “business”"),
    "flow": CaseVariable("text", "the flow that the case follows"),
    "stage": CaseVariable("text", "where the case stands, as “reminded”"),
    "last_letter": CaseVariable("text", "the kind of the last letter of the flow, or “none”"),
    "due_on": CaseVariable("day", "the first due day"),
    "opened_on": CaseVariable("day", "the day on which the case was opened"),
    "on": CaseVariable("day", "the business day"),
    "days_late": CaseVariable("number", "days since the first due day; 0 before it"),
    "invoices": CaseVariable("number", "invoices of the case"),
    "letters_sent": CaseVariable("number", "letters of the flow that left in this round"),
    "round": CaseVariable("number", "1, and one more each time the case began anew"),
    "fees_agreed": CaseVariable("yes_no", "whether a reminder fee is agreed for every invoice"),
    "is_partly_paid": CaseVariable("yes_no", "whether any of the principal is paid or credited"),
    "is_held": CaseVariable("yes_no", "whether a hold stops the letters of the flow"),
    "is_closed": CaseVariable("yes_no", "whether the case is closed"),
}
"""What a condition may name of a case. Amounts are whole minor units."""

CONDITION_VARIABLES: Mapping[str, Kind] = {
    name: variable.kind for name, variable in CASE_VARIABLES.items()
}


def case_condition(source: str) -> Condition:
    """The condition checked for cases. Raises ConditionNotAllowed and its kinds."""
    return condition(source, CONDITION_VARIABLES)


def values_of(
    facts: Facts,
    *,
    stage: str,
    today: date,
    country: str,
    currency: str,
    opened_on: date | None = None,
) -> dict[str, object]:
    """What conditions may name of the case on the day, as plain values; amounts in minor units.

    A value that is not known is None: a condition that asks for it has no answer. A case without
    claims, because they went into another case, has no due day.
    """
    letters_sent, last_letter = 0, NO_LETTER
    for notice in facts.notices:
        if notice.state == "sent":
            letters_sent, last_letter = letters_sent + 1, notice.kind
    charged_minor = 0
    for fee in facts.fees:
        charged_minor += fee.amount_minor
    values = _of_claims(facts.claims, today)
    values.update(
        charged_minor=charged_minor,
        open_credit_minor=facts.open_credit_minor,
        currency=currency,
        country=country,
        debtor_kind=facts.debtor_kind,
        flow=facts.flow,
        stage=stage,
        last_letter=last_letter,
        opened_on=opened_on,
        on=today,
        letters_sent=letters_sent,
        round=facts.cycle,
        is_held=facts.held_by is not None,
        is_closed=stage == CLOSED,
    )
    return values


def _of_claims(claims: Sequence[ClaimFacts], today: date) -> dict[str, object]:
    """Sums over the claims, their first due day and how late that is."""
    principal_minor = principal_open_minor = interest_minor = costs_minor = 0
    due_on, agreed = None, True
    for claim in claims:  # plain loops: the night asks this a million times
        principal_minor += claim.principal_minor
        principal_open_minor += claim.principal_open_minor
        interest_minor += claim.interest_open_minor
        costs_minor += claim.cost_open_minor
        agreed = agreed and claim.fees_agreed
        if due_on is None or claim.due_on < due_on:
            due_on = claim.due_on
    return {
        "balance_minor": principal_open_minor + interest_minor + costs_minor,
        "principal_minor": principal_minor,
        "principal_open_minor": principal_open_minor,
        "interest_minor": interest_minor,
        "costs_minor": costs_minor,
        "due_on": due_on,
        "days_late": max((today - due_on).days, 0) if due_on else None,
        "invoices": len(claims),
        "fees_agreed": agreed,
        "is_partly_paid": principal_open_minor < principal_minor,
    }
