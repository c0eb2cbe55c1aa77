"""Acts that change what is owed or end a case, and those that open it again."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.case_view import CaseView
from kvitt.application.close_case import close_case
from kvitt.application.money_and_days import money_text, number_text
from kvitt.application.offer_settlement import offer_settlement
from kvitt.application.reopen_case import reopen_case
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.application.waive_charges import waive_charges
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import LONGEST_LINE, BecauseField, DayField, PickField, SumField
from kvitt.web.office.time_acts import BecauseForm
from kvitt.web.office.words import CLOSE_REASONS


class CloseForm(CaseForm):
    """Why it ends."""

    reason = PickField(
        gettext_lazy("Reason"), CLOSE_REASONS, empty=gettext_lazy("What remains stays owed")
    )
    because = BecauseField()
    document = forms.CharField(
        label=gettext_lazy("What proves it"), max_length=LONGEST_LINE, required=False,
        help_text=gettext_lazy("Where somebody has died: the document and its number."),
    )  # fmt: skip


class OfferForm(CaseForm):
    """A part that settles the whole."""

    amount = SumField(gettext_lazy("What settles everything"))
    pay_by = DayField(gettext_lazy("The last day to pay"))
    because = BecauseField()


class DirectForm(CaseForm):
    """What the debtor paid to the creditor itself."""

    amount = SumField(gettext_lazy("How much was paid"))
    paid_on = DayField(gettext_lazy("The day on which the creditor had it"))
    because = BecauseField(gettext_lazy("Who told of it"))
    is_another = forms.BooleanField(
        label=gettext_lazy("It is not the same payment as one that is booked already"),
        required=False,
    )


def _close(deed: Deed) -> str:
    given = deed.given
    closed = close_case(
        deed.creditor, deed.case_id, reason=given["reason"] or None, because=given["because"],
        document=given["document"], **deed.who,
    )  # fmt: skip
    told = _("The case is closed. Letters stopped: %(letters)s. Questions ended: %(tasks)s.")
    stopped = len(closed.letters) + len(closed.withdrawn)
    counts = {"letters": number_text(stopped), "tasks": number_text(len(closed.tasks))}
    return told % counts


def _reopen(deed: Deed) -> str:
    owed = reopen_case(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who)
    told = _("The case is open again: %(sum)s is owed.")
    return told % {"sum": money_text(owed, deed.creditor.currency)}


def _waive(deed: Deed) -> str:
    waived = waive_charges(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who)
    told = _("%(sum)s of charges is given up.")
    return told % {"sum": money_text(waived, deed.creditor.currency)}


def _offer(deed: Deed) -> str:
    given = deed.given
    made = offer_settlement(
        deed.creditor, deed.case_id, amount_minor=given["amount"], pay_by_on=given["pay_by"],
        because=given["because"], today=deed.today, person=deed.actor,
    )  # fmt: skip
    if made.needs_approval:
        return _("The offer is proposed. Another person approves it before the debtor is told.")
    return _("The offer stands, and the debtor is told by letter.")


def _direct(deed: Deed) -> str:
    given = deed.given
    report_direct_payment(
        deed.creditor, deed.case_id, amount_minor=given["amount"], paid_on=given["paid_on"],
        because=given["because"], is_another=given["is_another"], **deed.who,
    )  # fmt: skip
    paid = money_text(given["amount"], deed.creditor.currency)
    return _("%(sum)s to the creditor is booked.") % {"sum": paid}


def _is_closed(case: CaseView) -> bool:
    return case.closed_on is not None and case.merged_into is None


def _has_charges(case: CaseView) -> bool:
    open_charges = (item.open_minor for item in case.items if item.kind != "principal")
    return case.closed_on is None and any(open_charges)


ACTS = (
    CaseAct("offer", gettext_noop("Offer a settlement"), OfferForm, _offer, icon="money",
            sure=gettext_noop("Paid in time, this sum settles all that is owed on the case.")),
    CaseAct("direct", gettext_noop("Paid to the creditor"), DirectForm, _direct, icon="money",
            sure=gettext_noop("The sum is booked on the case like any payment.")),
    CaseAct("waive", gettext_noop("Give up charges"), BecauseForm, _waive, icon="again",
            may=_has_charges,
            sure=gettext_noop("Open fees and interest are no longer owed.")),
    CaseAct("close", gettext_noop("Close the case"), CloseForm, _close, icon="done",
            sure=gettext_noop("Everything that is queued for the case is stopped at once.")),
    CaseAct("reopen", gettext_noop("Open the case again"), BecauseForm, _reopen, icon="again",
            may=_is_closed,
            sure=gettext_noop("What closing wrote off is owed again.")),
)  # fmt: skip
