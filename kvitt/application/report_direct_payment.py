"""A debtor paid the creditor itself, who tells of it: booked like any payment, never paid out.

The money is no client money: it lies with the creditor (account `held_by_creditor`) and the next
settlement accounts for it. The agency's part of it is deducted from what is paid out then.
"""

from datetime import date

from kvitt.application import standing_case
from kvitt.application.book_payments import Booked, Incoming, book_payments
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.duplicates import DIRECT_NEAR_DAYS
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.direct_payments import alike_payment
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope

HELD = "held_by_creditor"


class DirectPaymentNotPossible(Refusal):
    """No payment of that sum or day can have been made."""


class PossibleDuplicate(Refusal):
    """The same payment may have been booked already."""


def report_direct_payment(
    creditor: Creditor,
    case_id: int,
    *,
    amount_minor: int,
    paid_on: date,
    because: str,
    today: date,
    actor: str,
    is_another: bool = False,
) -> Booked:
    """Books what the debtor paid to the creditor itself, as of the day on which it was paid.

    Planned letters are withdrawn, interest runs through the day of payment, and the law's order
    divides it. ``is_another``: a person knows that a payment alike which stands booked is not this
    one. Raises NoOpenCase, DirectPaymentNotPossible and PossibleDuplicate.
    """
    if amount_minor <= 0:
        raise DirectPaymentNotPossible("a payment is more than nothing: say how much was paid")
    if paid_on > today:
        raise DirectPaymentNotPossible(
            "{paid_on} is still to come: say when it was paid", paid_on=paid_on
        )
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        try:
            standing_case.require_open_case(creditor, case_id)
        except standing_case.CaseNotOpen as no:
            raise NoOpenCase(no.sentence, case_id=case_id) from no
        lock_cases(tenant_id, {case_id: paid_on})
        if not is_another:
            _require_new(tenant_id, case_id, amount_minor, paid_on)
        add_event(case_id, "direct_payment_told", today=today, actor=actor, because=because,
                  amount_minor=amount_minor, paid_on=paid_on.isoformat())  # fmt: skip
        share = Incoming(
            0, case_id, None, amount_minor, paid_on, None, Sentence("told by {actor}", actor=actor)
        )
        booked = book_payments(
            creditor, [share], today=today, actor=actor, source=HELD, booking="direct payment"
        )
        if booked.refused:
            raise DirectPaymentNotPossible(booked.refused[0][1])
        if booked.closed:
            stop_letters(tenant_id, booked.closed, because="paid", today=today, actor=actor)
        close_tenant_history(tenant_id)
    return booked


def _require_new(tenant_id: int, case_id: int, amount_minor: int, paid_on: date) -> None:
    alike = alike_payment(tenant_id, case_id, amount_minor, paid_on, near_days=DIRECT_NEAR_DAYS)
    if alike is None:
        return
    raise PossibleDuplicate(
        "{amount_minor:money} of {booked_on} was told of already (payment {payment}): say that it "
        "is another payment if it is one"
        if alike.is_direct
        else "{amount_minor:money} of {booked_on} came by the bank already (payment {payment}): "
        "say that it is another payment if it is one",
        payment=alike.payment_id,
        amount_minor=amount_minor,
        booked_on=alike.booked_on,
    )
