"""Payments that debtors began and did not come back from: each is asked about until it is known."""

from datetime import date

from kvitt.application.pay_online import announce_begun, end_payment, order_of
from kvitt.application.payment_services import NoSuchService, service_named
from kvitt.integrations.pay.port import ServiceAway
from kvitt.kernel.sentence import Sentence
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.online_payments import OnlinePayment, open_online_payments
from kvitt.store.session import tenant_scope

ASKED_DAYS = 2
"""Policy: after so many days without an answer of the service a payment counts as not made."""


def follow_online_payments(tenant_id: int, *, today: date) -> int:
    """Asks again what became of payments from which no debtor came back; how many are known now.

    While a service does not answer, the case waits as for an announced payment; two days on, a
    payment of which nothing was heard counts as not made. Run again the same day it changes little.
    """
    with tenant_scope(tenant_id):
        waiting = open_online_payments(tenant_id)
        creditor = creditor_of(tenant_id) if waiting else None
    if creditor is None:
        return 0
    return sum(_follow(creditor, begun, today) for begun in waiting)


def _follow(creditor: Creditor, begun: OnlinePayment, today: date) -> bool:
    try:
        outcome = service_named(begun.service, creditor.country).outcome(
            order_of(creditor, begun, "")
        )
    except (ServiceAway, NoSuchService):
        announce_begun(
            creditor, begun, today, Sentence("the payment service does not say whether it was paid")
        )
        outcome = "waiting"
    if outcome == "waiting" and (today - begun.begun_on).days < ASKED_DAYS:
        return False
    end_payment(creditor, begun, "ended" if outcome == "waiting" else outcome, today, "kvitt")
    return True
