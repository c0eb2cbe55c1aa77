"""Acts on the limitation of a claim: what interrupted it, with its proof, and what is planned."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.case_view import CaseView
from kvitt.application.case_words import word
from kvitt.application.money_and_days import day_text
from kvitt.application.raise_dispute import AttachedFile
from kvitt.application.record_interruption import plan_act, record_interruption
from kvitt.law.limitation import INTERRUPTIONS
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import LONGEST_LINE, DayField, FilesField

INTERRUPTION_WORDS = {
    "acknowledged": gettext_noop("The debtor acknowledged the debt"),
    "demand_received": gettext_noop("The debtor received a demand in writing"),
    "legal_action": gettext_noop("It was put to a court or an authority"),
    "legal_action_unserved": gettext_noop("It was put there, and the debtor was never told"),
    "legal_action_dismissed": gettext_noop("It was put there and dismissed"),
    "enforcement": gettext_noop("Enforcement was asked for"),
    "trekk": gettext_noop("Deduction from income"),
    "trekk_notice": gettext_noop("Notice under a deduction from income"),
    "board_complaint": gettext_noop("Complaint to a board"),
}


class ClaimForm(CaseForm):
    """Which of the case's claims it is about."""

    invoice = forms.ChoiceField(label=gettext_lazy("Invoice"))

    def offer(self, case: CaseView) -> None:
        """The invoices of the case."""
        numbers = [one["invoice_number"] for one in case.invoices]
        self.fields["invoice"].choices = [(number, number) for number in numbers]


class InterruptionForm(ClaimForm):
    """What interrupted, when, and what proves it."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened"))
    day = DayField(
        gettext_lazy("On"), help_text=gettext_lazy("A demand counts from when it was received.")
    )
    ended = DayField(
        gettext_lazy("Ended on"), required=False,
        help_text=gettext_lazy("Where it was a proceeding or an attachment that is over."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=gettext_lazy("What proves it"), max_length=LONGEST_LINE,
        help_text=gettext_lazy("A letter that was only sent proves nothing."),
    )  # fmt: skip
    files = FilesField(gettext_lazy("The proof itself"))

    def offer(self, case: CaseView) -> None:
        """What the law of the country knows."""
        super().offer(case)
        known = INTERRUPTIONS[case.country]
        self.fields["kind"].choices = [(kind, word(INTERRUPTION_WORDS, kind)) for kind in known]

    def clean_files(self) -> list[tuple[str, bytes]]:
        """One file: the proof."""
        files: list[tuple[str, bytes]] = self.cleaned_data["files"]
        if len(files) > 1:
            raise forms.ValidationError(_("Send one file: put the pages together."))
        return files


class PlannedForm(ClaimForm):
    """What will be done, and by when."""

    act = forms.CharField(label=gettext_lazy("What will be done"), max_length=LONGEST_LINE)
    by = DayField(gettext_lazy("By"))


def _record(deed: Deed) -> str:
    given = deed.given
    files = [AttachedFile(*file) for file in given["files"]]
    done = record_interruption(
        deed.creditor, deed.case_id, kind=given["kind"], on=given["day"], ended_on=given["ended"],
        evidence=given["evidence"], file=files[0] if files else None, invoice=given["invoice"],
        today=deed.today, by=deed.actor,
    )  # fmt: skip
    if done.expires_on is None:
        return _("Kept. The time of the claim stands still.")
    told = _("Kept. The claim can be enforced through %(day)s.")
    return told % {"day": day_text(done.expires_on)}


def _plan(deed: Deed) -> str:
    given = deed.given
    plan_act(deed.creditor, deed.case_id, act=given["act"], by_on=given["by"],
             invoice=given["invoice"], today=deed.today, by=deed.actor)  # fmt: skip
    return _("Kept: by %(day)s, by you.") % {"day": day_text(given["by"])}


ACTS = (
    CaseAct("interruption", gettext_noop("Limitation was interrupted"), InterruptionForm, _record,
            icon="calendar",
            hint=gettext_noop("Only what can be proved lets the time run anew.")),
    CaseAct("plan-interruption", gettext_noop("Plan to interrupt the limitation"), PlannedForm,
            _plan, icon="calendar"),
)  # fmt: skip
