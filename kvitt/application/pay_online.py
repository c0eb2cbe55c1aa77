"""A debtor pays with a payment service: begun here, paid there, announced when it is paid.

The bank's file books the money as ever. Until then the case waits as after any announced payment,
so that no letter crosses it. Where a service does not answer the case waits too: nothing is sent on
a doubt.
"""

import secrets
from datetime import date

from django.conf import settings

from kvitt.application.announce_payment import announce_payment
from kvitt.application.payment_services import service_named
from kvitt.application.place_hold import NoOpenCase, require_open_case
from kvitt.integrations.pay.port import Order, Outcome
from kvitt.integrations.pay.told import word_of
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import online_payments
from kvitt.store.cases import case_number
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.history import close_history
from kvitt.store.online_payments import OnlinePayment
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

MOST_A_DAY = 20
"""Policy: more payments than this are not begun on a case in a day."""


class TooManyBegun(Refusal):
    """Too many payments were begun on the case today."""


class NothingToPay(Refusal):
    """Nothing is open, or the sum is not known."""


class NoSuchPayment(Refusal):
    """No payment of that reference was begun on the case."""


def begin_online_payment(
    creditor: Creditor, case_id: int, *, service: str, amount_minor: int, payment_reference: str,
    return_to: str, today: date, actor: str, told_at: str = "",
) -> str:  # fmt: skip
    """Begins the payment; the address to which the debtor is led.

    ``return_to`` is our address with ``{reference}`` for the payment's own, and ``told_at`` the one
    for what the service tells by itself, with ``{word}`` in it. The payment is kept before the
    service is asked, so that none is paid which we do not know. Raises NoOpenCase, NothingToPay,
    TooManyBegun, NoSuchService and ServiceAway.
    """
    chosen = service_named(service, creditor.country)
    if amount_minor <= 0:
        raise NothingToPay("nothing is open on the case: there is nothing to pay")
    new = OnlinePayment(
        case_id, service, secrets.token_hex(16), payment_reference, amount_minor,
        creditor.currency, today, "begun",
    )  # fmt: skip
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        if online_payments.begun_today(creditor.tenant_id, case_id, today=today) >= MOST_A_DAY:
            raise TooManyBegun("too many payments were begun today: pay by giro, or tomorrow")
        online_payments.add_online_payment(creditor.tenant_id, new, by=actor)
        add_event(case_id, "online_payment_begun", today=today, actor=actor, service=service,
                  amount_minor=amount_minor)  # fmt: skip
        close_history(creditor.tenant_id)
    word = word_of(secret_of_messages(), new.reference)
    back, told = (one.format(reference=new.reference, word=word) for one in (return_to, told_at))
    return chosen.begin(order_of(creditor, new, back, told_at=told))


def finish_online_payment(
    creditor: Creditor, case_id: int, reference: str, *, today: date, actor: str
) -> Outcome:
    """What became of the payment, as the service says now; a paid one is announced, once.

    Raises NoSuchPayment, NoSuchService and ServiceAway.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        begun = online_payments.online_payment(tenant_id, case_id, reference)
    if begun is None:
        raise NoSuchPayment("no such payment was begun on the case")
    if begun.state != "begun":
        return "paid" if begun.state == "paid" else "ended"
    outcome = service_named(begun.service, creditor.country).outcome(order_of(creditor, begun, ""))
    if outcome != "waiting":
        end_payment(creditor, begun, outcome, today, actor)
    return outcome


def hear_of_payment(reference: str, *, service: str, today: date) -> Outcome:
    """A service told that something became of a payment: it is asked what, as ever.

    The message itself is believed in nothing. Heard twice it changes nothing more. Raises
    NoSuchPayment, NoSuchService and ServiceAway.
    """
    tenant_ids = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenant_ids):
        found = online_payments.place_of(tenant_ids, reference, service=service)
        if found is None:
            raise NoSuchPayment("no such payment was begun with that service")
        creditor = creditor_of(found.tenant_id)
    return finish_online_payment(creditor, found.case_id, reference, today=today, actor=service)


def secret_of_messages() -> bytes:
    """The installation's secret from which the words for services are computed."""
    return bytes(settings.HOME.secret("payment_services").encode())


def end_payment(
    creditor: Creditor, begun: OnlinePayment, outcome: Outcome, today: date, actor: str
) -> None:
    """Notes what became of the payment, once; a paid one is announced."""
    with tenant_scope(creditor.tenant_id):
        is_new = online_payments.end_online_payment(
            creditor.tenant_id, begun.reference, state=outcome, today=today
        )
        if not is_new:
            return
        if outcome == "paid":
            announce_begun(
                creditor,
                begun,
                today,
                Sentence("paid with {service}", service=begun.service),
                actor=actor,
            )
        add_event(begun.case_id, f"online_payment_{outcome}", today=today, actor=actor,
                  service=begun.service, amount_minor=begun.amount_minor)  # fmt: skip
        close_history(creditor.tenant_id)


def announce_begun(
    creditor: Creditor, begun: OnlinePayment, today: date, because: str, *, actor: str = "kvitt"
) -> None:
    """The case waits for the bank's file as after any announced payment."""
    try:
        announce_payment(creditor, begun.case_id, today=today, because=because, actor=actor)
    except NoOpenCase:
        pass  # it was closed or merged meanwhile: the bank's file finds the money's place


def order_of(
    creditor: Creditor, begun: OnlinePayment, return_to: str, *, told_at: str = ""
) -> Order:
    """The payment as its service knows it."""
    return Order(
        begun.reference, begun.payment_reference, begun.amount_minor, begun.currency,
        case_number(creditor.tenant_id, begun.case_id), return_to, told_at,
    )  # fmt: skip
