"""Settlement offers are followed: kept, lapsed, never told, or overtaken by something else.

Paid in full by its last day, an offer settles the case: what is left is written off, and what was
paid beyond it is the debtor's. Not paid, it lapses and nothing of the claim is lost. Where the bank
tells only afterwards that the money was there in time, the offer counts as kept after all.
"""

from dataclasses import dataclass
from datetime import date

from kvitt.application.close_case import close_inside
from kvitt.application.end_offers import end_offer
from kvitt.domain.receipt import Question
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.sentence import Sentence
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.excess import give_back
from kvitt.store.holds import add_task
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.settlement_offers import DueOffer, covered_by_offer, due_offers
from kvitt.store.write_offs import write_off

BATCH = 500
UNTOLD = "settlement_offer_untold"


@dataclass(slots=True)
class OffersFollowed:
    """What a night did to the settlement offers."""

    kept: int = 0
    lapsed: int = 0
    ended: int = 0


def follow_settlement_offers(
    tenant_id: int, *, today: date, actor: str = "night"
) -> OffersFollowed:
    """Looks at the tenant's offers of which something is to be decided, batch by batch.

    Call it before the night decides its cases. Run again the same day it changes nothing.
    """
    report = OffersFollowed()
    while True:
        with tenant_scope(tenant_id), without_garbage_collection():
            found = due_offers(tenant_id, today=today, batch=BATCH)
            if found:
                lock_cases(tenant_id, {offer.case_id: today for offer in found})
                desk = _Desk(creditor_of(tenant_id), today, actor, report)
                for offer in found:
                    desk.follow(offer)
                close_tenant_history(tenant_id)
        if len(found) < BATCH:
            return report


class _Desk:
    """Works through the offers of a batch."""

    def __init__(self, creditor: Creditor, today: date, actor: str, report: OffersFollowed) -> None:
        self.creditor = creditor
        self.tenant_id = creditor.tenant_id
        self.today = today
        self.actor = actor
        self.report = report

    def follow(self, offer: DueOffer) -> None:
        was_made = offer.state != "proposed"
        is_its_own = not offer.is_closed or offer.closed_because == "paid"
        if was_made and is_its_own and offer.paid_minor >= offer.amount_minor:
            self._keep(offer)
        elif offer.is_closed:
            self._end(
                offer,
                "ended",
                Sentence(
                    "its case was closed: {closed_because}", closed_because=offer.closed_because
                ),
            )
            self.report.ended += 1
        elif offer.state == "proposed":
            self._end(offer, "ended", Sentence("nobody approved it in time"))
            self.report.ended += 1
        elif not offer.has_letter:
            self._end(offer, "ended", Sentence("its letter was stopped before it left"))
            self._ask_about_untold(offer)
            self.report.ended += 1
        else:
            self._lapse(offer)

    def _keep(self, offer: DueOffer) -> None:
        """What exceeds the offer is the debtor's; what is then left is written off."""
        because = Sentence(
            "{amount_minor:money} was paid by {pay_by_on}, as offered",
            amount_minor=offer.amount_minor,
            pay_by_on=offer.pay_by_on,
        )
        covered = covered_by_offer(self.tenant_id, offer.offer_id)
        excess_minor = max(0, sum(one.amount_minor for one in covered) - offer.amount_minor)
        self._end(offer, "kept", because, paid_minor=offer.paid_minor)
        if excess_minor:
            sentence = Sentence(
                "settlement offer {offer_id} was overpaid: the rest is the debtor's; "
                "refund it or ask",
                offer_id=offer.offer_id,
            )
            question = Question("refund_overpayment", sentence, excess_minor)
            give_back(self.tenant_id, offer.case_id, covered, question, today=self.today,
                      actor=self.actor)  # fmt: skip
        if offer.is_closed:
            write_off(self.tenant_id, offer.case_id, because=because, today=self.today)
        else:
            close_inside(self.creditor, offer.case_id, because=because, today=self.today,
                         actor=self.actor, reason="settled", by="kvitt")  # fmt: skip
        self.report.kept += 1

    def _lapse(self, offer: DueOffer) -> None:
        missing = as_decimal_text(offer.amount_minor - offer.paid_minor)
        because = Sentence(
            "{missing} was not paid by {pay_by_on}", missing=missing, pay_by_on=offer.pay_by_on
        )
        goes_on = (offer.holds_until_on + ONE_DAY).isoformat()
        self._end(offer, "lapsed", because, goes_on=goes_on)
        self.report.lapsed += 1

    def _ask_about_untold(self, offer: DueOffer) -> None:
        add_task(
            self.tenant_id, offer.case_id, UNTOLD,
            Sentence("settlement offer {offer_id} ended because its letter was stopped before it "
                    "left: propose it again if it is still meant", offer_id=offer.offer_id),
            today=self.today,
        )  # fmt: skip

    def _end(self, offer: DueOffer, state: str, because: str, **told: object) -> None:
        end_offer(
            self.tenant_id, offer.offer_id, offer.case_id, state, because=because,
            today=self.today, actor=self.actor, **told,
        )  # fmt: skip
