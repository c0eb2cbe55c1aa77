"""The receipt of a case that has ended with nothing owed: a page to keep, made when asked for.

It names no debtor and no address, so that it can be shown to whoever came with the case's code.
"""

from django.utils.translation import gettext as _

from kvitt.application.debtor_case import DebtorCase
from kvitt.application.money_and_days import day_text, money_text
from kvitt.documents.report import Column, ReportTable, render_report
from kvitt.kernel.refusal import Refusal

OWES_NOTHING = ("paid", "credited", "settled")
"""Why a case was closed where nothing of it is owed any more."""


class StillOwed(Refusal):
    """The case is open, or ended in another way: there is nothing to give a receipt for."""


def owes_nothing(case: DebtorCase) -> bool:
    """Whether the case has ended, and nothing of it is owed."""
    return case.is_closed and case.view.closed_because in OWES_NOTHING


def write_receipt(case: DebtorCase, *, language: str) -> bytes:
    """A PDF with what was invoiced and what was paid; the same bytes every time.

    Raises StillOwed.
    """
    view = case.view
    if view.closed_on is None or not owes_nothing(case):
        raise StillOwed("the case has not ended by payment: there is no receipt")
    invoiced = tuple(
        (
            _("Invoice %(number)s") % {"number": one["invoice_number"]},
            day_text(one["issued_on"]),
            money_text(one["principal_minor"], view.currency),
        )
        for one in view.invoices
    )
    words = {"payment": _("Paid"), "credit_note": _("Credited by the creditor")}
    paid = tuple(
        (
            words.get(one.source, _("Paid")),
            day_text(one.booked_on),
            money_text(one.amount_minor, view.currency),
        )
        for one in view.payments
    )
    under = _("Case %(case)s ended on %(day)s. Nothing more is owed on it.") % {
        "case": case.key.number, "day": day_text(view.closed_on),
    }  # fmt: skip
    rows = invoiced + paid
    columns = (Column(_("What"), "text"), Column(_("Day"), "text"), Column(_("Sum"), "text"))
    told = ReportTable(
        title=_("You are debt-free to %(creditor)s") % {"creditor": view.creditor}, under=under,
        columns=columns, rows=rows, language=language, country=view.country,
        of=case.contact.name, made_on=view.closed_on, shown=rows,
    )  # fmt: skip
    return render_report(told)
