"""A person credits an invoice of a case: as a credit note that came in a file would."""

from datetime import date

from kvitt.application.register_invoices import register_invoices
from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import cases_called
from kvitt.store.creditors import Creditor
from kvitt.store.session import tenant_scope


class NotCredited(Refusal):
    """The invoice is not of the case, the amount is nothing, or the number is taken."""


def credit_invoice(
    creditor: Creditor,
    case_id: int,
    *,
    invoice_number: str,
    number: str,
    amount_minor: int,
    today: date,
    actor: str,
) -> None:
    """Credits so much of the invoice; a full credit takes its fees and interest with it.

    Raises NotCredited, with nothing changed.
    """
    if amount_minor <= 0:
        raise NotCredited("a credit note is more than nothing: say how much is credited")
    if not number.strip():
        raise NotCredited("say the number of the credit note, as your books have it")
    with tenant_scope(creditor.tenant_id):
        found = cases_called(invoice_number, [creditor.tenant_id])
    if case_id not in {key.case_id for key in found}:
        raise NotCredited(
            "invoice {invoice_number} is not on this case", invoice_number=invoice_number
        )
    nobody = DebtorIn("", None, None, (), None, None, creditor.country, None, None, None, None)
    credit = InvoiceIn(
        number.strip(), "credit_note", today, None, creditor.currency, amount_minor, None, nobody,
        invoice_number, None, None, "the portal",
    )  # fmt: skip
    done = register_invoices(creditor, [credit], source="portal", today=today, actor=actor)
    if done.errors:
        raise NotCredited(done.errors[0].sentence)
    if not done.credit_notes:
        raise NotCredited(
            "a credit note {number} is registered already: use a number of its own",
            number=number.strip(),
        )
