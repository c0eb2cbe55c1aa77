"""A plan is agreed: the debtor pays in instalments, and nothing else is asked for while it is kept.

One plan may cover several claims and cases of a debtor with one creditor. Each instalment has a
payment reference of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.application.charge_case import charge_case
from kvitt.application.end_offers import end_offers
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.application.preview_plan import (
    PLAN_FEE,
    NoPlanPossible,
    PlanPreview,
    PlanWish,
    offers_today,
    plan_circumstances,
)
from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.holds import NAMING_A_DAY
from kvitt.domain.plan import Instalment, PlanOffer
from kvitt.domain.plan_rules import as_agreement
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.reference import kid_with_check, ocr_with_check
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.holds import place_hold
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.plans import (
    OpenClaim,
    add_plan,
    reference_numbers,
    rest_interest,
    taken_references,
)
from kvitt.store.session import tenant_scope

REFERENCE_DIGITS = 11
TRIES = 5
LETTERS_BEFORE_A_PLAN = (*NAMING_A_DAY, "plan_agreement", "plan_reminder", "plan_missed")
"""What was agreed before counts no more: its letters do not leave."""


class AgreedPlan(NamedTuple):
    """A plan that was agreed."""

    plan_id: int
    case_ids: tuple[int, ...]
    claims: tuple[OpenClaim, ...]
    offer: PlanOffer
    references: tuple[str, ...]
    """The payment reference of each instalment, in order."""
    fee_refused: str
    """Why the plan bears no fee; empty where it bears one or the rules ask for none."""


def agree_plan(
    creditor: Creditor, case_ids: Sequence[int], wish: PlanWish, *, today: date, actor: str
) -> AgreedPlan:
    """Agrees on the plan that is wished for, by months or by amount, and holds its cases.

    Planned letters are withdrawn, printed ones called back. The statutory fee is charged where the
    creditor's rules ask for it and the law allows it: the letter that leaves with the plan earns
    it. Raises NoPlanPossible and PlanNotAllowed.
    """
    if (wish.months is None) == (wish.amount_minor is None):
        raise NoPlanPossible("say either how many months or how much a month")
    with tenant_scope(creditor.tenant_id):
        lock_cases(creditor.tenant_id, dict.fromkeys(case_ids, today))
        preview = offers_today(creditor, case_ids, wish, today=today)
        told = Sentence("an instalment plan was agreed")
        revoked = stop_letters(
            creditor.tenant_id, preview.case_ids, because=told, today=today, actor=actor,
            beside=LETTERS_BEFORE_A_PLAN,
        )  # fmt: skip
        if any(one.succeeded for one in revoked):  # the fees of these letters are not owed
            preview = offers_today(creditor, case_ids, wish, today=today)
        end_offers(creditor.tenant_id, preview.case_ids, because=told, today=today, actor=actor)
        agreed = _keep(creditor, preview, wish, today, actor)
        _charge_fee(creditor, agreed, today, actor)
        if not preview.rules.interest_runs:
            claim_ids = [claim.claim_id for claim in agreed.claims]
            last_on = agreed.offer.instalments[-1].due_on
            rest_interest(creditor.tenant_id, claim_ids, through=last_on)
        _hold_cases(creditor, agreed, wish, today, actor)
        if wish.is_written:
            plan_side_letter(
                creditor, agreed.case_ids[0], kind="plan_agreement", source_id=agreed.plan_id,
                plan_id=agreed.plan_id, today=today, actor=actor,
            )  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return agreed


def references_for(creditor: Creditor, count: int) -> tuple[str, ...]:
    """Payment references that no claim has: a 9, then eleven digits, then the check digits.

    Claims get theirs from their number, at least six digits and never padded further: one would
    have to be numbered 900 000 000 000 to come among these, whatever zeros a bank puts before it.
    References that creditors bring may be anything: a number that is taken is passed over.
    """
    with_check = kid_with_check if creditor.country == "NO" else ocr_with_check
    made: list[str] = []
    for _ in range(TRIES):
        numbers = reference_numbers(count - len(made))
        found = [with_check(f"9{number:0{REFERENCE_DIGITS}d}") for number in numbers]
        taken = taken_references(creditor.tenant_id, found)
        made += [reference for reference in found if reference not in taken]
        if len(made) == count:
            return tuple(made)
    raise NoPlanPossible("the creditor's claims have the references that instalments would get")


def _keep(
    creditor: Creditor, preview: PlanPreview, wish: PlanWish, today: date, actor: str
) -> AgreedPlan:
    offer = preview.offers[0]
    references = references_for(creditor, len(offer.instalments))
    plan_id = add_plan(
        creditor.tenant_id,
        debtor_id=preview.claims[0].debtor_id,
        case_ids=preview.case_ids,
        claim_ids=[claim.claim_id for claim in preview.claims],
        instalments=offer.instalments,
        references=references,
        rules=as_agreement(preview.rules),
        terms=terms_of(offer),
        override=wish.override or None,
        by=wish.by,
        actor=actor,
        today=today,
        check_on=today + ONE_DAY,
    )
    return AgreedPlan(
        plan_id, preview.case_ids, preview.claims, offer, references, preview.fee_refused
    )


def terms_of(offer: PlanOffer) -> dict[str, Any]:
    """What was agreed on beside the instalments, as it is stored and shown."""
    return {
        "debt_minor": offer.debt_minor,
        "fee_minor": offer.fee_minor,
        "interest_minor": offer.interest_minor,
        "total_minor": offer.total_minor,
        "months": offer.months,
        "interest_until": offer.interest_until.isoformat() if offer.interest_until else None,
        "because": [because.as_json() for because in offer.because],
    }


def _charge_fee(creditor: Creditor, agreed: AgreedPlan, today: date, actor: str) -> None:
    """Through the same gate as every charge; before the hold, under which nothing is charged."""
    offer = agreed.offer
    if offer.fee_minor:
        charge_case(
            creditor, agreed.case_ids[0], kind=PLAN_FEE, today=today,
            amount_minor=offer.fee_minor,
            circumstances=plan_circumstances(len(offer.instalments)), actor=actor,
        )  # fmt: skip


def _hold_cases(
    creditor: Creditor, agreed: AgreedPlan, wish: PlanWish, today: date, actor: str
) -> None:
    instalments = agreed.offer.instalments
    reason = Sentence(
        "instalment plan {plan_id}: {instalments}",
        plan_id=agreed.plan_id,
        instalments=told_in_short(instalments),
    )
    event: Mapping[str, Any] = {
        "plan": agreed.plan_id,
        "instalments": len(instalments),
        "amount_minor": agreed.offer.total_minor,
        "first_on": instalments[0].due_on.isoformat(),
        "last_on": instalments[-1].due_on.isoformat(),
        "by": wish.by,
    }
    if wish.override:
        event = {**event, "override": wish.override}
    for case_id in agreed.case_ids:
        place_hold(
            creditor.tenant_id, case_id, "plan", reason, today=today, until_on=None,
            placed_by=actor,
        )  # fmt: skip
        add_event(case_id, "plan_agreed", today=today, actor=actor, **event)
    wake_cases(creditor.tenant_id, agreed.case_ids, today=today)


def told_in_short(instalments: Sequence[Instalment]) -> str:
    """The instalments in one line: how many, how much, from when to when."""
    first, last = instalments[0], instalments[-1]
    if len(instalments) == 1:
        return f"{as_decimal_text(first.amount_minor)} on {first.due_on}"
    return Sentence(
        "{count} instalments of {amount_minor:money} from {first_on} through {last_on}",
        count=len(instalments),
        amount_minor=instalments[-2].amount_minor,
        first_on=first.due_on,
        last_on=last.due_on,
    )
