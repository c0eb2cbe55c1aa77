"""Acts about which claims are followed together: merge, divide, keep apart; each with why."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.case_view import CaseView
from kvitt.application.keep_case_apart import keep_case_apart
from kvitt.application.merge_by_hand import merge_by_hand
from kvitt.application.money_and_days import money_text
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.split_case import split_case
from kvitt.application.standing_on_case import other_cases
from kvitt.store.cases import case_number
from kvitt.store.creditors import own_creditor
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import BecauseField
from kvitt.web.office.time_acts import BecauseForm

OF_SEVERAL = ("merge", "keep-apart")
"""Acts that make sense where the debtor has other open cases with the creditor."""


class MergeForm(CaseForm):
    """Which case it goes on with."""

    other = forms.TypedChoiceField(
        label=gettext_lazy("The other case"), coerce=int,
        help_text=gettext_lazy("The debtor's open cases with this creditor."),
    )  # fmt: skip
    because = BecauseField()

    def offer(self, case: CaseView) -> None:
        """The debtor's other open cases."""
        self.fields["other"].choices = [
            (one.case_id, " · ".join(
                (one.number, ", ".join(one.invoices), money_text(one.open_minor, case.currency))))
            for one in other_cases(own_creditor(case.tenant_id), case.case_id)
        ]  # fmt: skip


class DivideForm(CaseForm):
    """Which claims leave."""

    invoices = forms.MultipleChoiceField(
        label=gettext_lazy("What leaves the case"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least one invoice stays."),
    )  # fmt: skip
    because = BecauseField()

    def offer(self, case: CaseView) -> None:
        """The invoices of the case."""
        self.fields["invoices"].choices = [
            (one["invoice_number"], _("Invoice %(number)s") % {"number": one["invoice_number"]})
            for one in case.invoices
        ]


def _merge(deed: Deed) -> str:
    done = merge_by_hand(
        deed.creditor, deed.case_id, deed.given["other"], because=deed.given["because"], **deed.who
    )
    told = _("The two go on as one, in case %(case)s.")
    return told % {"case": case_number(deed.creditor.tenant_id, done.case_id)}


def _divide(deed: Deed) -> str:
    done = split_case(
        deed.creditor, deed.case_id, deed.given["invoices"], because=deed.given["because"],
        **deed.who,
    )  # fmt: skip
    told = _("Invoice %(invoices)s goes on in case %(case)s, which begins its letters anew.")
    number = case_number(deed.creditor.tenant_id, done.case_id)
    return told % {"invoices": ", ".join(done.invoice_numbers), "case": number}


def _keep_apart(deed: Deed) -> str:
    if not keep_case_apart(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who):
        raise NoOpenCase("the case is closed: nothing was changed")
    return _("The case goes on by itself; the reason stands in its history.")


def _has_several(case: CaseView) -> bool:
    return case.closed_on is None and len(case.invoices) > 1


ACTS = (
    CaseAct("merge", gettext_noop("Merge with another case"), MergeForm, _merge, icon="invoice",
            hint=gettext_noop("What is asked for together costs the debtor one fee, not several."),
            sure=gettext_noop(
                "Letters that are planned are withdrawn. The case with the oldest claim goes on, "
                "and the other number leads to it.")),
    CaseAct("divide", gettext_noop("Divide the case"), DivideForm, _divide, icon="invoice",
            may=_has_several,
            sure=gettext_noop(
                "Letters that are planned are withdrawn. What leaves gets a case of its own; no "
                "fee that was charged is charged again.")),
    CaseAct("keep-apart", gettext_noop("Keep apart"), BecauseForm, _keep_apart, icon="pause",
            hint=gettext_noop(
                "Kvitt does not put the case together with others of the debtor by itself.")),
)  # fmt: skip
