"""A settlement offer is approved by another person: the case is held, and the debtor is told.

From then on what is paid by the last day counts for the offer. Nothing else happens on the case
until the bank has told of that day.
"""

from datetime import date

from kvitt.application.end_offers import APPROVE, HOLD
from kvitt.application.place_hold import hold_in_scope, require_open_case
from kvitt.application.plan_interest import book_interest_through_today
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.holds import NAMING_A_DAY
from kvitt.domain.settlement_offer import LEAST_DAYS, OfferNotAllowed
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.people import same_person, signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import claims_of
from kvitt.store.holds import end_tasks, holds_of
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.settlement_offers import KeptOffer, locked_offers, mark_approved

LETTER = "settlement_offer"
BESIDE_AN_OFFER = frozenset(
    {"deferral", "payment_announced", "manual_pause", "ability_check", "monitoring"}
)
"""Holds that do not stand in the way of an offer; under any other one none is made."""


class NoSuchOffer(Refusal):
    """The creditor has no settlement offer of that number."""


class OfferNotWaiting(Refusal):
    """The offer does not wait for an approval."""


class SamePerson(Refusal):
    """Nobody approves an offer of their own."""


def approve_settlement_offer(creditor: Creditor, offer_id: int, *, by: str, today: date) -> None:
    """Lets the offer stand from today, holds its case and plans the letter that tells of it.

    Raises NoSuchOffer, OfferNotWaiting, SamePerson, OfferNotAllowed, NoOpenCase, and LawNotKnown
    where today's interest is not known; then nothing has changed.
    """
    name = signed_name(by)
    with tenant_scope(creditor.tenant_id):
        offer = offer_called(creditor, offer_id)
        if not name or same_person(name, offer.proposed_by):
            raise SamePerson(
                "{proposed_by} proposed the offer: another person approves it",
                proposed_by=offer.proposed_by,
            )
        make_stand(creditor, offer_id, by=name, today=today)
        close_tenant_history(creditor.tenant_id)


def offer_called(creditor: Creditor, offer_id: int) -> KeptOffer:
    """The offer of that number, inside the scope; its row is locked.

    Raises NoSuchOffer.
    """
    tenant_id = creditor.tenant_id
    found = locked_offers(tenant_id, offer_id=offer_id)
    if not found:
        raise NoSuchOffer(
            "{creditor} has no settlement offer {offer}: see kvitt offer list --all",
            offer=offer_id,
            creditor=creditor.name,
        )
    return found[0]


def make_stand(creditor: Creditor, offer_id: int, *, by: str, today: date) -> None:
    """As `approve_settlement_offer`, inside the scope, whoever approves; the caller closes the
    history."""
    tenant_id = creditor.tenant_id
    offer = offer_called(creditor, offer_id)
    case_id = offer.case_id
    if offer.state != "proposed":
        raise OfferNotWaiting(
            "offer {offer_id} does not wait: it is {state}", offer_id=offer_id, state=offer.state
        )
    require_open_case(creditor, case_id)
    lock_cases(tenant_id, {case_id: today})
    require_no_stop(creditor, case_id, today=today)
    if (offer.pay_by_on - today).days < LEAST_DAYS:
        raise OfferNotAllowed(
            "{pay_by_on} leaves the debtor less than {days} days: withdraw the offer and propose "
            "a later day",
            pay_by_on=offer.pay_by_on,
            days=LEAST_DAYS,
        )
    told = Sentence("a settlement offer was made")
    stop_letters(tenant_id, [case_id], because=told, today=today, actor=by, beside=NAMING_A_DAY)
    book_interest_through_today(
        creditor, [case_id], today=today, actor=by, measure=f"offer_{offer_id}"
    )
    _require_still_less(tenant_id, offer)
    mark_approved(tenant_id, offer_id, by=by, today=today)
    hold_in_scope(
        tenant_id, case_id, kind=HOLD, because=_in_short(offer), today=today,
        until_on=offer.holds_until_on, reason_code="other", actor=by,
        event="settlement_offer_approved", offer=offer_id, proposed_by=offer.proposed_by,
        goes_on=(offer.holds_until_on + ONE_DAY).isoformat(),
    )  # fmt: skip
    end_tasks(tenant_id, case_id, APPROVE, today=today, by=by, outcome="approved")
    plan_side_letter(creditor, case_id, kind=LETTER, source_id=offer_id, today=today, actor=by)


def require_no_stop(creditor: Creditor, case_id: int, *, today: date) -> None:
    """Refuses an offer on a case that something else holds, inside the scope.

    Raises OfferNotAllowed.
    """
    for hold in holds_of(creditor.tenant_id, case_id):
        if hold.stands_on(today) and hold.kind not in BESIDE_AN_OFFER:
            raise OfferNotAllowed(
                "the case is held ({hold:word}): settle that before an offer is made",
                hold=hold.kind,
            )


def _require_still_less(tenant_id: int, offer: KeptOffer) -> None:
    owed_minor = sum(claim.open_minor for claim in claims_of(tenant_id, offer.case_id))
    if offer.amount_minor >= owed_minor:
        raise OfferNotAllowed(
            "{owed_minor:money} is owed by now, and the offer asks for {amount_minor:money}: "
            "withdraw it",
            owed_minor=owed_minor,
            amount_minor=offer.amount_minor,
        )


def _in_short(offer: KeptOffer) -> str:
    return Sentence(
        "settlement offer {offer_id}: {amount_minor:money} by {pay_by_on} settles everything",
        offer_id=offer.offer_id,
        amount_minor=offer.amount_minor,
        pay_by_on=offer.pay_by_on,
    )
