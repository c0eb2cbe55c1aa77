"""A credit note reduces the claim that it names; a full one takes its fees and interest with it.

A credit note that names no invoice waits on its debtor: reminders wait with it, and a person says
what it credits.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from kvitt.intake.invoice import InvoiceIn
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import credit_notes
from kvitt.store.cases import case_number
from kvitt.store.closing import (
    add_event,
    close_cases,
    void_charges,
    wake_cases,
    withdraw_planned,
)
from kvitt.store.credit_notes import CreditedClaim
from kvitt.store.creditors import Creditor
from kvitt.store.fresh_start import end_tasks_of
from kvitt.store.payments import add_booking, add_task, close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.write_offs import give_way_to_credit

CREDIT_CAME = Sentence("a credit note came in")


class CreditNoteNotApplicable(Refusal):
    """There is no such waiting credit note or claim."""


@dataclass(slots=True)
class Outcome:
    """What became of a credit note."""

    is_new: bool = False
    is_known: bool = False
    warnings: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


def register_credit_note(
    creditor: Creditor,
    credit: InvoiceIn,
    *,
    digest: bytes,
    source: str,
    today: date,
    dry_run: bool,
    actor: str,
) -> Outcome:
    """Registers a credit note, inside the creditor's scope. The same number again does nothing."""
    tenant_id = creditor.tenant_id
    before = credit_notes.known_credit_note(tenant_id, credit.number)
    if before is not None:
        told = f"{credit.position}: credit note {credit.number} is registered with other content"
        return Outcome(is_known=True, differences=[] if before == digest else [told])
    outcome = Outcome(is_new=True)
    claim = None
    if credit.credits_number:
        claim = credit_notes.credited_claim(tenant_id, invoice_number=credit.credits_number)
        if claim is None:
            outcome.warnings.append(
                f"{credit.position}: credit note {credit.number} credits invoice "
                f"{credit.credits_number}, which is not registered"
            )
    debtor_id = credit_notes.debtor_by(
        tenant_id, credit.debtor.identity, credit.debtor.customer_number
    )
    if claim is None and debtor_id is None:
        outcome.warnings.append(
            f"{credit.position}: credit note {credit.number} names no debtor that is registered"
        )
    if dry_run:
        return outcome
    credit_id = credit_notes.add_credit_note(
        tenant_id, number=credit.number, claim_id=None, debtor_id=debtor_id,
        issued_on=credit.issued_on, amount_minor=credit.payable_minor, digest=digest, source=source,
    )  # fmt: skip
    if claim is not None:
        _apply(tenant_id, credit_id, credit.number, credit.payable_minor, claim, today, actor)
    else:
        _wait(tenant_id, credit, credit_id, debtor_id, today, actor)
    close_tenant_history(tenant_id)
    return outcome


def apply_credit_note(
    creditor: Creditor, number: str, *, invoice_number: str, today: date, actor: str
) -> str:
    """A person says which invoice a waiting credit note credits; the number of its case.

    The question is answered by it. Raises CreditNoteNotApplicable.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        note = credit_notes.waiting_credit_note(tenant_id, number)
        claim = credit_notes.credited_claim(tenant_id, invoice_number=invoice_number)
        if note is None or claim is None:
            raise CreditNoteNotApplicable(
                "{creditor}: credit note {number} does not wait"
                if note is None
                else "{creditor}: invoice {invoice_number} is not registered",
                number=number, creditor=creditor.name, invoice_number=invoice_number,
            )  # fmt: skip
        _apply(tenant_id, note.id, number, note.amount_minor, claim, today, actor)
        if note.debtor_id is not None:
            others = credit_notes.open_cases_of(tenant_id, note.debtor_id)
            end_tasks_of(
                tenant_id,
                others,
                ["set_off_credit_note"],
                today=today,
                by=actor,
                outcome=Sentence("credit note {number} is placed", number=number),
            )
            wake_cases(tenant_id, others, today=today)
        credit_notes.end_question(tenant_id, note.id, today=today, by=actor)
        close_tenant_history(tenant_id)
    return case_number(tenant_id, claim.case_id)


def _wait(
    tenant_id: int,
    credit: InvoiceIn,
    credit_id: int,
    debtor_id: int | None,
    today: date,
    actor: str,
) -> None:
    """Nothing is reminded on the debtor's cases before a person says what is credited."""
    cases = credit_notes.open_cases_of(tenant_id, debtor_id) if debtor_id is not None else []
    withdraw_planned(tenant_id, cases, because=CREDIT_CAME, today=today, actor=actor)
    wake_cases(tenant_id, cases, today=today)
    sentence = Sentence(
        "credit note {number} of {payable_minor:money} names invoice {invoice}: say which "
        "registered invoice it credits"
        if credit.credits_number
        else "credit note {number} of {payable_minor:money} names no invoice: say which registered "
        "invoice it credits",
        number=credit.number,
        payable_minor=credit.payable_minor,
        invoice=credit.credits_number,
    )
    add_task(tenant_id, "place_credit_note", sentence, today=today, source_id=credit_id,
             given={"number": credit.number, "debtor": debtor_id})  # fmt: skip
    touched: list[int | None] = [*cases] or [None]
    for case_id in touched:
        add_event(case_id, "credit_note_received", today=today, actor=actor, number=credit.number,
                  amount_minor=credit.payable_minor, waits=True)  # fmt: skip


def _apply(
    tenant_id: int, credit_id: int, number: str, amount_minor: int, claim: CreditedClaim,
    today: date, actor: str,
) -> None:  # fmt: skip
    case_id = claim.case_id
    credit_notes.name_claim(tenant_id, credit_id, claim.claim_id)
    withdraw_planned(tenant_id, [case_id], because=CREDIT_CAME, today=today, actor=actor)
    claim = _with_what_was_given_up(tenant_id, claim, number, amount_minor, today)
    is_full = claim.credited_minor + amount_minor >= claim.principal_minor
    credited_minor = max(0, min(amount_minor, claim.principal_minor - claim.credited_minor))
    returned_minor = 0
    if credited_minor > 0:
        booking = add_booking(tenant_id, "credit note", today=today, note=number)
        returned_minor = _make_room(tenant_id, booking, claim, amount_minor, is_full, today)
        credit_notes.credit_principal(
            tenant_id, booking, credit_id, claim, credited_minor, today=today
        )
    beyond_minor = amount_minor - credited_minor
    if beyond_minor > 0:
        credit_notes.note_beyond(tenant_id, credit_id, case_id, beyond_minor, today=today)
    add_event(case_id, "credit_note_received", today=today, actor=actor, number=number,
              amount_minor=amount_minor, full=is_full)  # fmt: skip
    if is_full:
        void_charges(tenant_id, [case_id], because="the invoice was credited", today=today,
                     actor=actor, claims=[claim.claim_id])  # fmt: skip
    _ask(tenant_id, case_id, number, returned_minor, beyond_minor, today)
    if claim.is_closed:
        return
    if credit_notes.case_open_minor(tenant_id, case_id) == 0:
        because = "credited" if is_full else "paid"
        close_cases(tenant_id, [case_id], because=because, today=today, actor=actor)
    else:
        wake_cases(tenant_id, [case_id], today=today)


def _with_what_was_given_up(
    tenant_id: int, claim: CreditedClaim, number: str, amount_minor: int, today: date
) -> CreditedClaim:
    """The credit note takes away what was written off here before: it counts once."""
    opened_minor = give_way_to_credit(
        tenant_id,
        claim.claim_id,
        amount_minor,
        because=Sentence("credit note {number}", number=number),
        today=today,
    )
    return replace(claim, principal_open_minor=claim.principal_open_minor + opened_minor)


def _make_room(
    tenant_id: int,
    booking: int,
    claim: CreditedClaim,
    amount_minor: int,
    is_full: bool,
    today: date,
) -> int:
    """What was paid on the credited part, and on fees of a full credit, becomes the debtor's."""
    items = credit_notes.paid_items(tenant_id, claim.claim_id)
    principal = [item for item in items if item[1] == "principal"]
    excess_minor = min(
        amount_minor - claim.principal_open_minor,
        claim.principal_minor - claim.credited_minor - claim.principal_open_minor,
    )
    returned_minor = 0
    if excess_minor > 0:
        returned_minor += credit_notes.give_back(
            tenant_id, booking, claim, principal, excess_minor, today=today
        )
    charges = [item for item in items if item[1] != "principal"]
    if is_full and charges:
        returned_minor += credit_notes.give_back(
            tenant_id, booking, claim, charges, None, today=today
        )
    return returned_minor


def _ask(
    tenant_id: int, case_id: int, number: str, returned_minor: int, beyond_minor: int, today: date
) -> None:
    if returned_minor:
        sentence = Sentence(
            "credit note {number} credits what had been paid: {returned_minor:money} is "
            "the debtor's; refund it or ask",
            number=number,
            returned_minor=returned_minor,
        )
        add_task(tenant_id, "refund_overpayment", sentence, today=today, case_id=case_id,
                 given={"amount_minor": returned_minor})  # fmt: skip
    if beyond_minor > 0:
        sentence = Sentence(
            "credit note {number} credits {beyond_minor:money} more than the invoice: ask "
            "the creditor",
            number=number,
            beyond_minor=beyond_minor,
        )
        add_task(tenant_id, "credit_beyond_invoice", sentence, today=today, case_id=case_id,
                 given={"amount_minor": beyond_minor})  # fmt: skip
