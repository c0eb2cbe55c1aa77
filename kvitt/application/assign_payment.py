"""A person says what an unmatched bank line is: a payment on a case, or no payment at all."""

from collections.abc import Sequence
from datetime import date

from kvitt.application.book_payments import Booked, Incoming, book_payments
from kvitt.application.divide_distribution import shares_of
from kvitt.application.withdraw_notices import stop_letters_of_closed
from kvitt.domain.distribution import Taken
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import distributions
from kvitt.store.bank_files import BankLine, bank_line, end_question, set_outcome
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.direct_payments import was_booked_on
from kvitt.store.history_of_many import close_histories, set_history_aside
from kvitt.store.payments import add_booking, case_and_claim_called
from kvitt.store.proceedings import case_of
from kvitt.store.session import tenant_scope
from kvitt.store.settlements import move
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids


class PaymentNotAssignable(Refusal):
    """The line cannot become a payment on that case, or does not wait any more."""


def assign_payment(
    bank_line_id: int,
    *,
    creditor: Creditor,
    case_id: int | None = None,
    case_reference: str | None = None,
    today: date,
    actor: str,
    from_authority: bool = False,
) -> Booked:
    """Books a line that waited on the case that a person names, as of the bank's booking day.

    ``case_reference`` is the case number, invoice number or payment reference. ``from_authority``:
    an authority took it of the debtor, whose order divides it then. The other cases that waited
    for this money go on. Raises PaymentNotAssignable and BankLineNotFound.
    """
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id, *creditor_tenant_ids(agency_id)):
        line = _waiting_line(agency_id, bank_line_id)
        with tenant_scope(creditor.tenant_id):
            called = case_reference or str(case_id)
            found = case_and_claim_called(creditor.tenant_id, called, case_id=case_id)
            if len(found) == 1 and was_booked_on(creditor.tenant_id, line.id, found[0][0]):
                raise PaymentNotAssignable(
                    "bank line {line} was on that case and was taken back: it is another's",
                    line=line.id,
                )
            if len(found) != 1 or line.currency != creditor.currency or line.amount_minor < 0:
                raise PaymentNotAssignable(_why_not(creditor, line, called, len(found)))
        why = Sentence("assigned by {actor}", actor=actor)
        shares = _distribution(creditor, line, found[0][0], why) if from_authority else [
            Incoming(line.id, *found[0], line.amount_minor, line.booked_on, line.reference, why)
        ]  # fmt: skip
        booked = book_waiting_line(agency_id, line, creditor, shares, today=today, actor=actor)
        close_histories()
    return booked


def _distribution(creditor: Creditor, line: BankLine, case_id: int, because: str) -> list[Incoming]:
    """The line as the distribution that is awaited on the case, or as one that nobody told of."""
    with tenant_scope(creditor.tenant_id):
        awaited = [
            told
            for told in distributions.awaited([creditor.tenant_id])
            if told.paid_minor == line.amount_minor
            and case_of(creditor.tenant_id, told.proceeding_id) == case_id
        ]
    if awaited:
        return shares_of(creditor, awaited[0], line_id=line.id, reference=line.reference,
                         because=because, booked_on=line.booked_on)  # fmt: skip
    return [
        Incoming(line.id, case_id, None, line.amount_minor, line.booked_on, line.reference,
                 because, Taken())
    ]  # fmt: skip


def book_waiting_line(
    agency_id: int, line: BankLine, creditor: Creditor, shares: Sequence[Incoming], *, today: date,
    actor: str,
) -> Booked:  # fmt: skip
    """Books a locked line that waited, as a whole, inside the scope of the agency's tenants.

    The other cases that waited for its money go on. The caller closes the histories. Raises
    PaymentNotAssignable.
    """
    end_question(agency_id, line.id, done_by=actor, outcome="assigned", today=today)
    with tenant_scope(creditor.tenant_id):
        booked = book_payments(
            creditor, shares, today=today, actor=actor, source="in_transit",
            booking="assigned payment",
        )  # fmt: skip
        if booked.refused:
            raise PaymentNotAssignable(booked.refused[0][1])
        set_history_aside(creditor.tenant_id)
        if booked.closed:
            stop_letters_of_closed(
                creditor.tenant_id, booked.closed, because="paid", today=today, actor=actor,
                keeps_drafts=all(share.taken for share in shares),
            )  # fmt: skip
            set_history_aside(creditor.tenant_id)
    _leave_suspense(agency_id, line, "in_transit", today)
    set_outcome(agency_id, line.id, "booked", creditor_id=creditor.tenant_id,
                because=Sentence("assigned by {actor}", actor=actor))  # fmt: skip
    add_event(None, "payment_assigned", today=today, actor=actor, bank_line=line.id,
              creditor=creditor.tenant_id, case=shares[0].case_id)  # fmt: skip
    set_history_aside(agency_id)
    return booked


def set_aside_payment(bank_line_id: int, *, because: str, today: date, actor: str) -> None:
    """A person says that a line is no money of its own: it was told before by another file.

    Raises PaymentNotAssignable and BankLineNotFound.
    """
    _place_elsewhere(bank_line_id, "client_bank", ("duplicate", "payment_set_aside"),
                     because=because, today=today, actor=actor)  # fmt: skip


def take_out_own_money(bank_line_id: int, *, because: str, today: date, actor: str) -> None:
    """A person says that a line is the agency's own money: it is kept apart from its clients'.

    It is owed to the agency until it is moved to the agency's own account. Raises
    PaymentNotAssignable and BankLineNotFound.
    """
    _place_elsewhere(bank_line_id, "owed_to_agency", ("own", "own_money_taken_out"),
                     because=because, today=today, actor=actor)  # fmt: skip


def _place_elsewhere(
    bank_line_id: int, account: str, became: tuple[str, str],
    *, because: str, today: date, actor: str,
) -> None:  # fmt: skip
    """The line leaves suspense for an account, with its outcome and its event."""
    outcome, event = became
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id, *creditor_tenant_ids(agency_id)):
        line = _waiting_line(agency_id, bank_line_id)
        end_question(agency_id, line.id, done_by=actor, outcome=because, today=today)
        _leave_suspense(agency_id, line, account, today)
        set_outcome(agency_id, line.id, outcome, creditor_id=None, because=because)
        add_event(None, event, today=today, actor=actor, bank_line=line.id, because=because)
        set_history_aside(agency_id)
        close_histories()


def _waiting_line(agency_id: int, bank_line_id: int) -> BankLine:
    line = bank_line(agency_id, bank_line_id)
    if line.outcome != "unmatched":
        raise PaymentNotAssignable(
            "bank line {line} does not wait: it is {outcome}", line=line.id, outcome=line.outcome
        )
    return line


def _why_not(creditor: Creditor, line: BankLine, called: str, count: int) -> Sentence:
    if line.amount_minor < 0:
        return Sentence(
            "bank line {line} takes money back: it is no payment on a case", line=line.id
        )
    if line.currency != creditor.currency:
        return Sentence(
            "bank line {line} is in {currency}, {creditor} in {own_currency}",
            line=line.id, currency=line.currency, creditor=creditor.name,
            own_currency=creditor.currency,
        )  # fmt: skip
    if count == 0:
        return Sentence(
            "{creditor} has no case called {called}: name the case by its number",
            creditor=creditor.name,
            called=called,
        )
    return Sentence(
        "{creditor} has {count} cases or claims called {called}: name the case by its number",
        creditor=creditor.name,
        count=count,
        called=called,
    )


def _leave_suspense(agency_id: int, line: BankLine, to: str, today: date) -> None:
    booking = add_booking(agency_id, "unmatched payment placed", today=today, note=str(line.id))
    move(agency_id, booking, "suspense", to, line.amount_minor, line.booked_on)
