"""A person takes back a payment that was told of wrongly, or booked on the wrong case.

A payment to the creditor itself is undone. One from the bank waits again for its case: the money is
there, and a person says whose it is.
"""

from datetime import date
from typing import Any

from kvitt.application.report_direct_payment import HELD
from kvitt.application.reverse_payment import Undoing, undo_payments
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.bank_files import bank_line, set_outcome
from kvitt.store.closing import add_event
from kvitt.store.direct_payments import booked_on_line, payment_of
from kvitt.store.history_of_many import close_histories, set_history_aside
from kvitt.store.payments import add_booking, add_task
from kvitt.store.session import tenant_scope
from kvitt.store.settlements import move
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

CORRECTED = "payment_corrected"


class PaymentNotCorrected(Refusal):
    """The payment does not exist, was taken back before, or cannot be taken back by itself."""


def correct_payment(payment_id: int, *, because: str, today: date, actor: str) -> tuple[int, int]:
    """Takes the payment back as of today; its creditor and case.

    What it covered opens again without interest or fees for the days between, and a case that it
    closed opens. A bank line is unmatched again. Raises PaymentNotCorrected.
    """
    agency_id = agency_tenant_id()
    tenants = creditor_tenant_ids(agency_id)
    with tenant_scope(agency_id, *tenants):
        payment = payment_of(tenants, payment_id)
        if payment is None or payment.reverses_id is not None:
            raise PaymentNotCorrected("there is no payment {payment}", payment=payment_id)
        if payment.is_reversed:
            raise PaymentNotCorrected(
                "payment {payment_id} has been taken back before", payment_id=payment_id
            )
        line_id = payment.bank_line_id
        if line_id is not None:
            _require_whole_line(agency_id, tenants, payment)
        elif not payment.is_direct and payment.amount_minor:
            raise PaymentNotCorrected(
                "payment {payment_id} is on no line and not told of", payment_id=payment_id
            )
        undoing = Undoing(
            payment.id, payment.case_id, today, line_id, payment.reference, because, CORRECTED
        )
        with tenant_scope(payment.tenant_id):
            undo_payments(
                payment.tenant_id, [undoing], today=today, actor=actor, booking="correction",
                source=HELD if payment.is_direct else "in_transit",
            )  # fmt: skip
            set_history_aside(payment.tenant_id)
        if line_id is not None:
            _wait_again(agency_id, payment, because, today, actor)
        close_histories()
    return payment.tenant_id, payment.case_id


def _require_whole_line(agency_id: int, tenants: list[int], payment: Any) -> None:
    """Locks the line. A line divided over several cases is not taken apart by one of them."""
    line = bank_line(agency_id, payment.bank_line_id)
    stands_minor = booked_on_line(tenants, line.id)
    if line.outcome != "booked" or {line.amount_minor, stands_minor} != {payment.amount_minor}:
        raise PaymentNotCorrected(
            "bank line {line} of {amount_minor:money} pays more than this case: it is not taken "
            "apart by one of its payments",
            line=line.id,
            amount_minor=line.amount_minor,
        )


def _wait_again(agency_id: int, payment: Any, because: str, today: date, actor: str) -> None:
    """The money goes back to what waits for its case, and a person is asked whose it is."""
    line = bank_line(agency_id, payment.bank_line_id)
    booking = add_booking(agency_id, "payment taken back", today=today, note=str(line.id))
    move(agency_id, booking, "in_transit", "suspense", line.amount_minor, today)
    set_outcome(
        agency_id,
        line.id,
        "unmatched",
        creditor_id=None,
        because=Sentence("was booked on a wrong case: {because}", because=because),
    )
    given = {
        "bank_line": line.id, "amount_minor": line.amount_minor, "currency": line.currency,
        "booked_on": line.booked_on.isoformat(), "reference": line.reference, "text": [],
        "payer": "", "holds": [], "proposals": [],
    }  # fmt: skip
    sentence = Sentence(
        "{amount_minor:money} {currency} of {booked_on} waits: it was booked on a wrong case",
        amount_minor=line.amount_minor,
        currency=line.currency,
        booked_on=line.booked_on,
    )
    add_task(agency_id, "assign_payment", sentence, today=today, source_id=line.id, given=given)
    add_event(None, CORRECTED, today=today, actor=actor, bank_line=line.id, payment=payment.id,
              because=because)  # fmt: skip
    set_history_aside(agency_id)
