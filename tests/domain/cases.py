"""Facts made by hand, a letter at a time, for the pure tests of the domain."""

from datetime import date

from kvitt.domain.facts import ClaimFacts, Facts, NoticeFacts
from kvitt.domain.flow import flow

DUE = date(2026, 1, 30)
"""A Friday, a bank day in both countries."""


def facts(flow_name="se-own-consumer", *, notices=(), fees=(), agreed=True, **changed) -> Facts:
    """An open case of 1 000.00 due on DUE, of which nothing but the principal is booked."""
    claim = {
        "claim_id": 1,
        "due_on": DUE,
        "principal_open_minor": 1_000_00,
        "interest_open_minor": 0,
        "cost_open_minor": 0,
        "interest_through_on": DUE,
        "interest_carry": 0,
        "fees_agreed": agreed,
        "principal_minor": 1_000_00,
    }
    claim |= {key: changed.pop(key) for key in list(changed) if key in claim}
    return Facts(
        1,
        flow_name,
        1,
        flow(flow_name).debtor_kind,
        (ClaimFacts(**claim),),
        tuple(notices),
        tuple(fees),
        **changed,
    )


def sent(
    step: str, kind: str, sent_on: date, deadline_on: date, *, state: str = "sent", number: int = 1
):
    """A letter of the case."""
    if state != "sent":
        return NoticeFacts(number, step, kind, state, sent_on, None, None)
    return NoticeFacts(number, step, kind, state, sent_on, sent_on, deadline_on)
