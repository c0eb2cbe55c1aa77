"""What plans a debtor could be offered today: alternatives side by side, and nothing is written.

The same questions are asked again when a plan is agreed: `agree_plan` builds on this module.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db import transaction

from kvitt.application.plan_interest import book_interest_through_today
from kvitt.domain.charging import fee_of, lead_claim
from kvitt.domain.facts import Facts
from kvitt.domain.plan import (
    PlanDebt,
    PlanNotAllowed,
    PlanOffer,
    alternatives,
    offer_by_amount,
    offer_by_months,
)
from kvitt.domain.plan_bearable import Bearable, bearable
from kvitt.domain.plan_rules import PlanRules, rules_of, without_limits
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.fee_terms import Circumstances
from kvitt.store.ability import latest_reports
from kvitt.store.closing import withdraw_planned
from kvitt.store.creditors import Creditor
from kvitt.store.facts import due_facts
from kvitt.store.plans import OpenClaim, claims_of_cases, open_cases_of_debtor
from kvitt.store.session import tenant_scope

PLAN_FEE = "instalment_plan"
BESIDE_A_PLAN = frozenset(
    {
        "deferral", "payment_announced", "manual_pause", "ability_check", "plan",
        "settlement_offer", "monitoring",
    }
)  # fmt: skip
"""Holds that do not stand in the way of a plan; under any other one none is agreed. The one of an
earlier plan may last some days longer than that plan."""


class NoPlanPossible(Refusal):
    """The claims cannot be in a plan now: the sentence says which and why."""


class PlanWish(NamedTuple):
    """What is asked for: so many months, or so much a month; neither for all alternatives."""

    first_on: date
    months: int | None = None
    amount_minor: int | None = None
    by: str = "handler"
    """creditor, handler or debtor."""
    override: str = ""
    """Why the creditor's limits are set aside; empty within them."""
    claims: tuple[str, ...] = ()
    """The invoice numbers of the claims; empty for all open claims of the cases."""
    is_written: bool = True
    """The plan is sent in writing: only then it may cost something."""


class PlanPreview(NamedTuple):
    """What a plan would look like today."""

    claims: tuple[OpenClaim, ...]
    rules: PlanRules
    offers: tuple[PlanOffer, ...]
    fee_refused: str
    """Why the plan bears no fee; empty where it bears one or the rules ask for none."""
    bearable: Bearable | None = None
    """What the debtor can bear a month, where a report on it counts that day."""

    @property
    def case_ids(self) -> tuple[int, ...]:
        """The cases in the order of their oldest claim in the plan."""
        return tuple(dict.fromkeys(claim.case_id for claim in self.claims))


def preview_plan(
    creditor: Creditor, case_ids: Sequence[int], wish: PlanWish, *, today: date
) -> PlanPreview:
    """The plan that is wished for, or all alternatives within the creditor's rules.

    Planned letters count as withdrawn, as they would be: their unpaid fees are not in the sums.
    Where a report on the debtor's ability counts, what can be borne stands beside them. Raises
    NoPlanPossible and PlanNotAllowed.
    """
    with tenant_scope(creditor.tenant_id):
        preview = offers_today(creditor, case_ids, wish, today=today)
        preview = preview._replace(bearable=_bearable(creditor, case_ids, wish, preview, today))
        transaction.set_rollback(True)
    return preview


def cases_of(creditor: Creditor, case_id: int, *, of_debtor: bool) -> list[int]:
    """The case, or all open cases of its debtor with the creditor."""
    if not of_debtor:
        return [case_id]
    with tenant_scope(creditor.tenant_id):
        return open_cases_of_debtor(creditor.tenant_id, case_id)


def offers_today(
    creditor: Creditor, case_ids: Sequence[int], wish: PlanWish, *, today: date
) -> PlanPreview:
    """As `preview_plan`, inside the tenant's scope; it withdraws planned letters and
    books the interest that is not to run on.

    Raises NoPlanPossible and PlanNotAllowed.
    """
    because = Sentence("an instalment plan is agreed")
    withdraw_planned(creditor.tenant_id, case_ids, because=because, today=today, actor=wish.by)
    found = claims_of_cases(creditor.tenant_id, case_ids, today=today)
    claims = _of_the_plan(found, wish)
    _require_possible(claims, wish, today)
    rules = rules_of(creditor.agreement)
    _require_who_may(rules, wish)
    if not rules.interest_runs:
        held = tuple(dict.fromkeys(claim.case_id for claim in claims))
        book_interest_through_today(creditor, held, today=today, actor=wish.by)
        found = claims_of_cases(creditor.tenant_id, case_ids, today=today)
        claims = _of_the_plan(found, wish)
    fee = _Fee(creditor, found, claims, wish, today) if rules.with_fee else None
    offers = _offers(
        [claim.debt for claim in claims], creditor, claims[0].debtor_kind, rules, wish,
        fee.amount_minor if fee else _no_fee,
    )  # fmt: skip
    told = fee.refused(len(offers[0].instalments)) if fee and len(offers) == 1 else ""
    return PlanPreview(claims, rules, offers, told)


def _bearable(
    creditor: Creditor, case_ids: Sequence[int], wish: PlanWish, preview: PlanPreview, today: date
) -> Bearable | None:
    """What the debtor can bear by the report that counts; where all was asked for, as a plan too.

    An override of the creditor's limits is a person's own: it proposes nothing by itself.
    """
    asked = preview.case_ids[0]
    report = latest_reports(creditor.tenant_id, [asked], on=today).get(asked)
    if report is None:
        return None
    at_amount, refused = None, ""
    if report.monthly_minor and wish.months is None and wish.amount_minor is None:
        try:
            own = wish._replace(amount_minor=report.monthly_minor, override="")
            at_amount = offers_today(creditor, case_ids, own, today=today).offers[0]
        except PlanNotAllowed as no:
            refused = no.sentence
    reasons = report.findings.get("reasons") or [""]
    return bearable(
        report.monthly_minor, source=report.source, checked_on=report.checked_on,
        reason=reasons[0], offers=preview.offers, at_amount=at_amount, refused=refused,
    )  # fmt: skip


def plan_circumstances(instalments: int) -> Circumstances:
    """With what the gate is asked for the fee of a written plan for all that is left."""
    return Circumstances(instalments=instalments)


def _no_fee(_: int) -> int:
    return 0


def _of_the_plan(found: Sequence[OpenClaim], wish: PlanWish) -> tuple[OpenClaim, ...]:
    unknown = set(wish.claims) - {claim.invoice_number for claim in found}
    if unknown:
        raise NoPlanPossible(
            "the debtor's open cases have no invoice {unknown}: check the numbers",
            unknown=sorted(unknown),
        )
    wanted = wish.claims or [claim.invoice_number for claim in found]
    return tuple(
        claim
        for claim in found
        if claim.open_minor and not claim.is_closed and claim.invoice_number in wanted
    )


def _require_possible(claims: Sequence[OpenClaim], wish: PlanWish, today: date) -> None:
    if not claims:
        raise NoPlanPossible("nothing is open there: a plan needs a debt")
    if len({claim.debtor_id for claim in claims}) > 1:
        raise NoPlanPossible("the cases are of different debtors: a plan is made with one of them")
    for claim in claims:
        if claim.plan_id is not None:
            raise NoPlanPossible(
                "invoice {invoice_number} is in plan {plan} already: end that one first",
                plan=claim.plan_id,
                invoice_number=claim.invoice_number,
            )
        stops = sorted(set(claim.held_by) - BESIDE_A_PLAN)
        if stops:
            raise NoPlanPossible(
                "invoice {invoice_number} is held ({held_by:word}): settle that before a plan is "
                "agreed",
                held_by=stops[0],
                invoice_number=claim.invoice_number,
            )
    if wish.first_on <= today:
        raise NoPlanPossible(
            "the first instalment cannot fall due on {first_on}: choose a day after {today}",
            first_on=wish.first_on,
            today=today,
        )


def _require_who_may(rules: PlanRules, wish: PlanWish) -> None:
    if wish.by not in rules.by:
        raise PlanNotAllowed(
            "the creditor's rules do not let a {by} agree on a plan: {allowed} may",
            by=wish.by,
            allowed=sorted(rules.by) or ["nobody"],
        )
    if wish.override and wish.by == "debtor":
        raise PlanNotAllowed("a debtor agrees on a plan within the creditor's rules only")


def _offers(
    debts: Sequence[PlanDebt],
    creditor: Creditor,
    debtor_kind: str,
    rules: PlanRules,
    wish: PlanWish,
    fee_minor: Callable[[int], int],
) -> tuple[PlanOffer, ...]:
    """Within the rules; beyond them only where it is said why. The interest stands in the plan."""
    law, chosen = law_book(creditor.country), creditor.agreement.get("allocation") or None

    def by(rules: PlanRules) -> tuple[PlanOffer, ...]:
        if wish.months is not None:
            return (
                offer_by_months(
                    debts, months=wish.months, first_on=wish.first_on, law=law, rules=rules,
                    debtor_kind=debtor_kind, fee_minor=fee_minor, interest_agreed=True,
                    chosen=chosen,
                ),
            )  # fmt: skip
        if wish.amount_minor is not None:
            return (
                offer_by_amount(
                    debts, amount_minor=wish.amount_minor, first_on=wish.first_on, law=law,
                    rules=rules, debtor_kind=debtor_kind, fee_minor=fee_minor,
                    interest_agreed=True, chosen=chosen,
                ),
            )  # fmt: skip
        return alternatives(
            debts, first_on=wish.first_on, law=law, rules=rules, debtor_kind=debtor_kind,
            fee_minor=fee_minor, interest_agreed=True, chosen=chosen,
        )  # fmt: skip

    try:
        return by(rules)
    except PlanNotAllowed:
        if not wish.override:
            raise
    return by(without_limits(rules))


class _Fee:
    """What the plan itself may cost by the one gate of the law, asked on the oldest case."""

    def __init__(
        self,
        creditor: Creditor,
        found: Sequence[OpenClaim],
        claims: Sequence[OpenClaim],
        wish: PlanWish,
        today: date,
    ) -> None:
        self._law = law_book(creditor.country)
        self._today = today
        self._facts: Facts | None = None
        self._why = ""
        case_id = claims[0].case_id
        left_out = {one.claim_id for one in found if one.open_minor and not one.is_closed}
        left_out -= {one.claim_id for one in claims}
        if not wish.is_written:
            self._why = Sentence("a plan that is not written bears no fee")
        elif left_out:
            self._why = Sentence("a plan for a part of what is owed bears no fee")
        else:
            facts = due_facts(
                creditor.tenant_id, today=today, batch=1, case_ids=[case_id], asleep=True
            )
            if not facts:
                raise NoPlanPossible(
                    "case {case_id} is being worked on just now: try again", case_id=case_id
                )
            self._facts = facts[0]
            if facts[0].held_by is not None:
                self._why = Sentence("nothing is charged: {held_by:word}", held_by=facts[0].held_by)
        self._ask = cache(self._asked)

    def amount_minor(self, instalments: int) -> int:
        """The fee of a plan of so many instalments; 0 where the law allows none."""
        return self._ask(instalments)[0]

    def refused(self, instalments: int) -> str:
        """Why there is none."""
        return self._ask(instalments)[1]

    def _asked(self, instalments: int) -> tuple[int, str]:
        if self._why or self._facts is None:
            return 0, self._why
        try:
            granted = fee_of(
                self._facts, lead_claim(self._facts), PLAN_FEE, self._today, self._law,
                circumstances=plan_circumstances(instalments),
            )  # fmt: skip
        except Refusal as no:  # a plan is never refused for its fee
            return 0, str(no)
        return granted.amount_minor, ""
