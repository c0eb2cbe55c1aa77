"""What follows if nothing is paid: the next measure, its first day and what it costs the debtor.

It plays the very `decide` of the night from today on, through holds that end by themselves. What a
letter says of the next step and what a page says must be the same.
"""

from datetime import date
from typing import NamedTuple

from kvitt.domain.charging import fee_grows_on, fee_of, grown_collection_fee, lead_claim
from kvitt.domain.decide import decide
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import Flow
from kvitt.domain.holds import hold_kind, stops
from kvitt.domain.preview import as_charged
from kvitt.kernel.days import ONE_DAY
from kvitt.law.book import LawBook
from kvitt.law.fees import FeeNotAllowed

DECISION = "decision"
MOST_LOOKS = 40
"""So many waking days are played at most; a case that waits longer has no next day to name."""
APPLICATION = {"SE": "payment_order_application"}
"""What applying costs where a person decides to: countries in which one sum stands fast."""


class IfUnpaid(NamedTuple):
    """The next measure on a case that is not paid; sums in whole minor units."""

    kind: str
    """The kind of the letter, or ``decision``: a person decides on the next measure."""
    on: date
    """The first day on which it can come."""
    cost_minor: int
    """What it adds to the claim; of a decision what the agency's fee grows by from ``cost_on``."""
    cost_on: date | None = None
    application_minor: int | None = None
    """Of a decision: what an application would cost, where one sum stands fast."""


def if_unpaid(facts: Facts, today: date, law: LawBook, flow: Flow) -> IfUnpaid | None:
    """What follows if nothing is paid; None where no day can be named: a hold without an end, a
    question to a person, or an authority that has the case. Raises LawNotKnown.
    """
    if not facts.open_minor or facts.course.proceeding is not None:
        return None
    begun = _after_the_hold(facts, today)
    if begun is None:
        return None
    facts, day = begun
    for _ in range(MOST_LOOKS):
        decision = decide(facts, day, law, flow)
        if decision.notice is not None:
            return IfUnpaid(decision.notice.kind, day, _fees(decision))
        if decision.task is not None:
            is_next = decision.task == "decide_next_measure"
            return _decided(facts, day, law, flow) if is_next else None
        if decision.charges:
            facts = as_charged(facts, decision, day, by=(None, None))
        if decision.wake_on is None or decision.wake_on <= day:
            return None
        day = decision.wake_on
    return None


def last_day_to_pay(facts: Facts) -> date:
    """The day that the debtor has by now: the invoice's, the last letter's, or one given before."""
    days = [facts.due_on, *(n.deadline_on for n in facts.notices if n.deadline_on is not None)]
    return max([*days, facts.time_given_until] if facts.time_given_until else days)


def _after_the_hold(facts: Facts, today: date) -> tuple[Facts, date] | None:
    """The case on the first day after a hold that ends by itself; None where it has no end."""
    held = facts.held_by
    if held is None or not stops(held, "flow_letter"):
        return facts, today
    if facts.held_until is None:
        return None
    given = facts.time_given_until
    if hold_kind(held).gives_time:
        given = max(facts.held_until, given) if given else facts.held_until
    free = facts._replace(held_by=None, held_until=None, time_given_until=given)
    return free, max(today, facts.held_until + ONE_DAY)


def _fees(decision: Decision) -> int:
    return sum(one.amount_minor for one in decision.charges if one.kind != "interest")


def _decided(facts: Facts, day: date, law: LawBook, flow: Flow) -> IfUnpaid:
    """A person decides; where the agency's fee grows meanwhile: by how much, from which day."""
    grows_on = fee_grows_on(facts, day, law)
    grown = grown_collection_fee(facts, grows_on, law) if grows_on is not None else None
    kind = APPLICATION.get(flow.country)
    application_minor = None
    if kind is not None:
        try:
            application_minor = fee_of(facts, lead_claim(facts), kind, day, law).amount_minor
        except FeeNotAllowed:
            pass
    if grown is None:
        return IfUnpaid(DECISION, day, 0, None, application_minor)
    return IfUnpaid(DECISION, day, grown.amount_minor, grows_on, application_minor)
