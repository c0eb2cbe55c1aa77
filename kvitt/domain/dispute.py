"""Dispute: what a debtor may object to, how a dispute can end, and the clocks of the answers.

While a dispute stands nothing is sent and nothing is charged. However it ends, the debtor is told
why and gets new time before anything else happens.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> answer_by(law_book("SE"), received_on=date(2026, 3, 2)).isoformat()
'2026-03-09'
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.costs_norway import lost_costs
from kvitt.law.fee_terms import EarlierFee

REASONS = (
    "not_ordered",
    "not_delivered",
    "wrong_sum",
    "paid_already",
    "wrong_person",
    "quality",
    "other",
)
CHANNELS = ("phone", "letter", "email", "portal", "meeting", "creditor")
OUTCOMES = ("upheld", "reduced", "withdrawn", "rejected", "to_court")
COMPLAINTS_ABOUT = ("letters", "calls", "tone", "privacy", "costs", "slow_answer", "other")
COMPLAINT_OUTCOMES = ("upheld", "partly_upheld", "rejected", "withdrawn")
REASONABLE = ("upheld", "reduced")
"""Outcomes that show that the debtor had reason to object."""

ANSWER_DAYS = MappingProxyType({"SE": 7, "NO": 7})
"""Policy: the creditor answers an objection within a week. In Norway the act of 2026 prefers the
same for enquiries, and its value is used from the day on which the book knows it."""
COMPLAINT_DAYS = 30
"""Policy: a complaint about conduct is answered within 30 days. In Norway a debtor complains to the
agency before the complaints board takes the matter up, so the answer must be in writing."""
NEW_TIME_DAYS = MappingProxyType({"SE": 10, "NO": 14})
"""Policy since 2026: the least time after an answered dispute before anything else is sent. Ten
days are what Swedish demands give to pay, fourteen what Norwegian notices give; a debtor who was
answered should not have less."""
FALLING_IN_SWEDEN = ("reminder", "collection_demand", "instalment_plan")
"""Policy, in the debtor's favour: where an objection was right, the debtor does not pay for letters
that asked for the wrong sum. The Swedish acts name no such rule; the Norwegian is inkassoloven
§ 17."""


class UnknownDispute(Refusal):
    """The reason, channel or outcome is not one that Kvitt knows."""


class WrongDisputedAmount(Refusal):
    """The disputed or withdrawn amount is not within what is owed or disputed."""


class NewTimeTooShort(Refusal):
    """The debtor would get less time than the policy gives."""


class FallingCosts(NamedTuple):
    """Kinds of costs that the debtor no longer owes, and by which rule."""

    kinds: tuple[str, ...]
    because: Because


def require_known(what: str, given: str, known: tuple[str, ...]) -> None:
    """Refuses a word that is not in the list. Raises UnknownDispute."""
    if given not in known:
        raise UnknownDispute(
            "“{given}” is no {what} of a dispute; it is one of {known}",
            given=given,
            what=what,
            known=list(known),
        )


def answer_by(book: LawBook, *, received_on: date) -> date:
    """The last day on which the creditor answers an objection."""
    days = ANSWER_DAYS[book.country]
    if book.country == "NO":
        try:
            days = min(days, book.value("new_act.answer_days", on=received_on).amount)
        except LawNotKnown:
            pass  # the act is younger than the objection: the policy alone
    return received_on + timedelta(days=days)


def complaint_answer_by(received_on: date) -> date:
    """The last day on which a complaint about conduct is answered."""
    return received_on + timedelta(days=COMPLAINT_DAYS)


def resumes_on(country: str, decided_on: date, days: int | None = None) -> date:
    """The first day on which anything may be sent again; ``days`` may only give more time.

    Raises NewTimeTooShort.
    """
    least = NEW_TIME_DAYS[country]
    if days is not None and days < least:
        raise NewTimeTooShort(
            "the debtor gets at least {least} days after the answer, not {days}",
            least=least,
            days=days,
        )
    return decided_on + timedelta(days=(days or least) + 1)


def disputed_amounts(parts: Mapping[int, int], principals: Mapping[int, int]) -> dict[int, int]:
    """The disputed sums by claim, each above zero and no more than the claim was for.

    Raises WrongDisputedAmount.
    """
    for claim_id, minor in parts.items():
        most = principals.get(claim_id)
        if most is None:
            raise WrongDisputedAmount("the disputed invoice is not of this case", claim_id=claim_id)
        if not 0 < minor <= most:
            raise WrongDisputedAmount(
                "{disputed_minor:money} cannot be disputed of an invoice of "
                "{principal_minor:money}",
                disputed_minor=minor,
                principal_minor=most,
            )
    return dict(parts)


def withdrawn_amounts(
    outcome: str,
    disputed: Mapping[int, int],
    principals: Mapping[int, int],
    given: Mapping[int, int] | None,
) -> dict[int, int]:
    """How much of each claim is given up: what was disputed, or less where it is reduced.

    ``disputed`` is empty where all of the case is. Raises WrongDisputedAmount.
    """
    if outcome not in REASONABLE:
        if given:
            raise WrongDisputedAmount(
                "nothing is given up where the dispute is {outcome}", outcome=outcome
            )
        return {}
    at_issue = dict(disputed) or dict(principals)
    if outcome == "upheld":
        if given and dict(given) != at_issue:
            raise WrongDisputedAmount(
                "upheld gives up all that is disputed; a part of it is “reduced”"
            )
        return at_issue
    if not given:
        raise WrongDisputedAmount("say by how much the claim is reduced")
    for claim_id, minor in given.items():
        most = at_issue.get(claim_id, 0)
        if not 0 < minor <= most:
            raise WrongDisputedAmount(
                "{withdrawn_minor:money} is not within the {disputed_minor:money} in dispute",
                withdrawn_minor=minor,
                disputed_minor=most,
            )
    return dict(given)


def falling_costs(book: LawBook, charged: list[EarlierFee], *, on: date) -> FallingCosts | None:
    """The costs out of court that a debtor with a reasonable objection no longer owes.

    Norway: inkassoloven § 17. Sweden: a policy. None where none of them was charged.
    """
    if book.country == "NO":
        lost = lost_costs(book, "objection", charged, on=on)
        kinds = sorted({one.kind for one in lost.measures})
        return FallingCosts(tuple(kinds), lost.because) if kinds else None
    kinds = sorted({one.kind for one in charged if one.kind in FALLING_IN_SWEDEN})
    if not kinds:
        return None
    because = Because("policy.reasonable_objection", "", {"on": on.isoformat()})
    return FallingCosts(tuple(kinds), because)
