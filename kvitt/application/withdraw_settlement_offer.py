"""A settlement offer is withdrawn, as long as the debtor has not been told of it.

What the debtor has been told stands through its last day: paid in time, it settles the claim. Only
the debtor can end it before, by declining.
"""

from datetime import date

from kvitt.application.approve_settlement_offer import offer_called
from kvitt.application.end_offers import end_offer
from kvitt.application.withdraw_notices import stop_letters
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.settlement_offers import letter_state

STANDING = ("proposed", "approved")


class OfferStandsNoMore(Refusal):
    """The offer has ended before."""


class OfferWasTold(Refusal):
    """The debtor has been told: the offer stands through its last day."""


def withdraw_settlement_offer(
    creditor: Creditor,
    offer_id: int,
    *,
    because: str,
    today: date,
    actor: str,
    declined: bool = False,
) -> None:
    """Withdraws the offer: its case goes on from tomorrow, and its letter does not leave.

    ``declined`` says that the debtor does not take it: then it ends though it was told. Raises
    NoSuchOffer, OfferStandsNoMore and OfferWasTold, with nothing changed.
    """
    tenant_id = creditor.tenant_id
    if not because.strip():
        raise OfferStandsNoMore("say why the offer is withdrawn: it goes to the history")
    with tenant_scope(tenant_id):
        offer = offer_called(creditor, offer_id)
        lock_cases(tenant_id, {offer.case_id: today})
        if offer.state not in STANDING:
            raise OfferStandsNoMore(
                "offer {offer_id} stands no more: it is {state}",
                offer_id=offer_id,
                state=offer.state,
            )
        if offer.state == "approved":
            _take_back_the_letter(creditor, offer_id, offer.case_id, because, today, actor)
            if not declined and letter_state(tenant_id, offer) in ("sending", "sent"):
                raise OfferWasTold(
                    "the debtor has been told that {pay_by:day} is the last day to pay: the offer "
                    "stands until then, unless the debtor declines it",
                    pay_by=offer.pay_by_on.isoformat(),
                )
        told = {"declined": True} if declined else {}
        end_offer(
            tenant_id, offer_id, offer.case_id, "withdrawn", because=because, today=today,
            actor=actor, **told,
        )  # fmt: skip
        close_tenant_history(tenant_id)


def _take_back_the_letter(
    creditor: Creditor, offer_id: int, case_id: int, because: str, today: date, actor: str
) -> None:
    """Planned it is withdrawn; printed and not posted it is called back."""
    told = Sentence(
        "settlement offer {offer_id} was withdrawn: {because}", offer_id=offer_id, because=because
    )
    stop_letters(
        creditor.tenant_id,
        [case_id],
        because=told,
        today=today,
        actor=actor,
        beside=("settlement_offer",),
    )
