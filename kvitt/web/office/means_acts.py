"""Acts about whether the debtor can pay: what is known is entered, or a credit bureau is asked."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.case_view import CaseView
from kvitt.application.case_words import word
from kvitt.application.check_ability import check_ability
from kvitt.application.credit_bureaus import bureau_named, bureaus_set_up
from kvitt.application.decision_words import VERDICTS
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.record_ability import record_ability
from kvitt.domain.ability import OF_A_BUREAU, Finances
from kvitt.kernel.days import ONE_DAY
from kvitt.store.ability import AbilityReport
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import LONGEST_LINE, BecauseField, PickField, SumField

BASIS_WORDS = {
    "before_filing": gettext_noop("Before a claim is filed with an authority"),
    "plan": gettext_noop("To find an instalment that the debtor can bear"),
    "monitoring": gettext_noop("To see whether a debt that is followed can be paid by now"),
    "told_by_debtor": gettext_noop("The debtor told it"),
}
HOUSEHOLD_WORDS = {
    "single": gettext_noop("Lives alone"),
    "married_or_cohabiting": gettext_noop("Lives with a partner who has an income"),
    "supporting_spouse": gettext_noop("Lives with a partner without an income"),
}
COMPANY_WORDS = {
    "active": gettext_noop("Active"),
    "liquidation": gettext_noop("In liquidation"),
    "restructuring": gettext_noop("In restructuring"),
    "bankrupt": gettext_noop("Bankrupt"),
    "dissolved": gettext_noop("Dissolved"),
}
YES_NO = {"yes": gettext_noop("Yes"), "no": gettext_noop("No")}
NOT_SAID = gettext_lazy("Not said")
OF_PEOPLE = ("income", "housing", "household", "children", "visits", "instalments", "settled",
             "livelihood")  # fmt: skip
"""What is asked of people alone; of a company its status."""
NO_CHILDREN = {"0", "–", "-"}


class AgesField(forms.CharField):
    """Ages of children in whole years; empty says nothing, 0 says that there are none."""

    def clean(self, value: Any) -> Any:
        """The ages, or None where nothing was said."""
        written = super().clean(value).strip()
        if not written:
            return None
        if written in NO_CHILDREN:
            return ()
        parts = [part.strip() for part in re.split(r"[,;]", written)]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise forms.ValidationError(_("Write whole years with commas, such as 4, 12."))
        return tuple(int(part) for part in parts)


class VisitsField(forms.CharField):
    """Norway: class of visitation and age of each child that lives elsewhere, as 2:6, 3:11."""

    def clean(self, value: Any) -> Any:
        """The pairs, or None where nothing was said."""
        written = super().clean(value).strip()
        if not written:
            return None
        pairs = [re.fullmatch(r"\s*([0-9]{1,2})\s*:\s*([0-9]{1,2})\s*", one)
                 for one in re.split(r"[,;]", written)]  # fmt: skip
        if not all(pairs):
            raise forms.ValidationError(_("Write class and age, such as 2:6, 3:11."))
        return tuple((int(one[1]), int(one[2])) for one in pairs if one)


class KnownForm(CaseForm):
    """What is known of the debtor's money; what is left empty stays unknown."""

    basis = PickField(gettext_lazy("For what it is kept"), BASIS_WORDS)
    because = BecauseField(
        gettext_lazy("Legal basis and source"),
        help_text=gettext_lazy("Such as: the debtor told it on the phone, by consent."),
    )
    income = SumField(gettext_lazy("Comes in a month, after tax"), required=False)
    housing = SumField(gettext_lazy("The home costs a month"), required=False)
    household = PickField(gettext_lazy("Household"), HOUSEHOLD_WORDS, empty=NOT_SAID)
    children = AgesField(
        label=gettext_lazy("Ages of the children at home"), max_length=60, required=False,
        help_text=gettext_lazy("Whole years with commas, such as 4, 12. Write 0 where there are "
                               "none."),
    )  # fmt: skip
    visits = VisitsField(
        label=gettext_lazy("Children who live elsewhere"), max_length=60, required=False,
        help_text=gettext_lazy("Class of visitation and age of each, such as 2:6, 3:11."),
    )  # fmt: skip
    instalments = SumField(gettext_lazy("Goes to other debts a month"), required=False)
    enforcement = SumField(gettext_lazy("Debts that are being enforced"), required=False)
    assets = SumField(gettext_lazy("What could be taken for the debt"), required=False)
    settled = PickField(
        gettext_lazy("A court or authority settles all the debts"), YES_NO, empty=NOT_SAID
    )
    livelihood = SumField(
        gettext_lazy("Kept to live on a month"), required=False,
        help_text=gettext_lazy("Only where the law's amount does not fit: a person says it."),
    )  # fmt: skip
    company = PickField(gettext_lazy("How the company stands"), COMPANY_WORDS, empty=NOT_SAID)

    def offer(self, case: CaseView) -> None:
        """People and companies are asked different things; visitation is Norwegian."""
        dropped = ["company"] if case.debtor_kind == "consumer" else list(OF_PEOPLE[:-2])
        for name in {*dropped, *(() if case.country == "NO" else ("visits",))}:
            self.fields.pop(name, None)


class BureauForm(CaseForm):
    """Which bureau is asked, for what."""

    source = forms.ChoiceField(label=gettext_lazy("Credit bureau"))
    basis = forms.ChoiceField(label=gettext_lazy("For what it is asked"))
    because = BecauseField(gettext_lazy("Legal basis"))
    force = forms.CharField(
        label=gettext_lazy("Why again, although a report counts still"),
        max_length=LONGEST_LINE,
        required=False,
    )

    def offer(self, case: CaseView) -> None:
        """The bureaus of this house, and what a bureau may be asked for."""
        self.fields["source"].choices = [(name, name.capitalize()) for name in bureaus_set_up()]
        self.fields["basis"].choices = [(one, word(BASIS_WORDS, one)) for one in OF_A_BUREAU]


def _known(given: dict[str, Any]) -> Finances:
    return Finances(
        income_minor=given.get("income"), housing_minor=given.get("housing"),
        household=given.get("household") or None, child_ages=given.get("children"),
        instalments_minor=given.get("instalments"), enforcement_minor=given.get("enforcement"),
        livelihood_minor=given.get("livelihood"), company_status=given.get("company") or None,
        assets_minor=given.get("assets"), visits=given.get("visits"),
        in_debt_settlement={"yes": True, "no": False}.get(given.get("settled", "")),
    )  # fmt: skip


def _record(deed: Deed) -> str:
    report = record_ability(
        deed.creditor, deed.case_id, _known(dict(deed.given)), basis_code=deed.given["basis"],
        basis_text=deed.given["because"], **deed.who,
    )  # fmt: skip
    return told_of(report, deed.creditor.currency)


def _ask(deed: Deed) -> str:
    given = deed.given
    report = check_ability(
        deed.creditor, deed.case_id, bureau_named(given["source"]), basis_code=given["basis"],
        basis_text=given["because"], force_because=given["force"], **deed.who,
    )  # fmt: skip
    return told_of(report, deed.creditor.currency)


def told_of(report: AbilityReport, currency: str) -> str:
    """The verdict in one sentence, with what is left a month and until when it counts."""
    verdict = word(VERDICTS, report.verdict)
    until = day_text(report.valid_until - ONE_DAY)
    if report.monthly_minor is None:
        return _("%(verdict)s. It counts through %(day)s.") % {"verdict": verdict, "day": until}
    told = _("%(verdict)s: %(sum)s a month. It counts through %(day)s.")
    left = money_text(report.monthly_minor, currency)
    return told % {"verdict": verdict, "sum": left, "day": until}


ACTS = (
    CaseAct("ability", gettext_noop("What the debtor can pay"), KnownForm, _record, icon="money",
            hint=gettext_noop(
                "Kept only for as long as it counts, and only for what you say. What is left "
                "empty stays unknown.")),
    CaseAct("check-ability", gettext_noop("Ask a credit bureau"), BureauForm, _ask, icon="search",
            asks_outside=True,
            sure=gettext_noop(
                "The bureau is asked once, and may take its price. The question stands in the "
                "history, and where the law says so the person is told of it.")),
)  # fmt: skip
