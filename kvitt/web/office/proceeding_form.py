"""The form on which an event of a proceeding is recorded; with fields of money where some comes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kvitt.application.proceeding_words import happened_word
from kvitt.application.raise_dispute import AttachedFile
from kvitt.web.office.fields import LONGEST_LINE, DayField, SumField

HIGHEST = 2**62
OF_MONEY = ("kept", "withheld", "line", "to_creditor")
CLAIM = "claim_"
"""A field's name begins so where it holds what the authority states for an invoice."""


class Said(NamedTuple):
    """What a filled form says, for `record_event`."""

    kind: str
    on_day: Any
    given: dict[str, Any]
    file: AttachedFile | None
    line_id: int | None
    to_creditor: bool


class RecordForm(forms.Form):
    """What the authority, the court or the debtor did."""

    event = forms.ChoiceField(label=gettext_lazy("What happened"))
    happened = DayField(gettext_lazy("On"))
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=60, required=False,
        help_text=gettext_lazy("Of a receipt, an order or a judgment."),
    )  # fmt: skip
    amount = SumField(gettext_lazy("Sum"), required=False)
    principal = SumField(gettext_lazy("Principal"), required=False)
    interest = SumField(gettext_lazy("Late interest"), required=False)
    cost = SumField(gettext_lazy("Fees"), required=False)
    until = DayField(gettext_lazy("Day set by the authority"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What was said"), max_length=LONGEST_LINE, required=False
    )
    because = forms.CharField(
        label=gettext_lazy("The authority's reason"), max_length=LONGEST_LINE, required=False
    )
    file = forms.FileField(label=gettext_lazy("The paper"), required=False)
    kept = SumField(
        gettext_lazy("Kept by the authority for its own costs"), required=False,
        help_text=gettext_lazy("The sum above is what it passed on."),
    )  # fmt: skip
    withheld = DayField(
        gettext_lazy("A day in the month in which wages were withheld"), required=False
    )
    line = forms.IntegerField(
        label=gettext_lazy("Number of the bank line"), min_value=1, max_value=HIGHEST,
        required=False,
        help_text=gettext_lazy("Only where several could be this money; else it is found."),
    )  # fmt: skip
    to_creditor = forms.BooleanField(
        label=gettext_lazy("The authority paid the creditor itself"), required=False
    )

    def __init__(self, told: Mapping[str, Any], *given: Any, **named: Any) -> None:
        """``told`` is the proceeding as `show_proceeding` tells it."""
        super().__init__(*given, **named)
        events = told["may_happen"]
        self.fields["event"].choices = [(name, _event_label(events[name])) for name in events]
        self.claims = {
            f"{CLAIM}{one['claim_id']}": str(one["invoice_number"]) for one in told["claims"]
        }
        if not any(rule["brings_money"] for rule in events.values()):
            for name in OF_MONEY:
                del self.fields[name]
            self.claims = {}
        for name, invoice in self.claims.items():
            label = _("Stated for invoice %(number)s") % {"number": invoice}
            self.fields[name] = SumField(label, required=False)

    def of_the_event(self) -> list[forms.BoundField]:
        """The fields of any event."""
        return [one for one in self if one.name not in (*OF_MONEY, *self.claims)]

    def of_money(self) -> list[forms.BoundField]:
        """The fields of money that the authority took and passed on; none where none can come."""
        return [one for one in self if one.name in (*OF_MONEY, *self.claims)]

    def said(self) -> Said:
        """What the valid form says."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "") and name not in self.claims
        }
        event, happened = given.pop("event"), given.pop("happened")
        paper, line = given.pop("file", None), given.pop("line", None)
        to_creditor = given.pop("to_creditor", False)
        stated = {
            invoice: self.cleaned_data[name]
            for name, invoice in self.claims.items()
            if self.cleaned_data[name] is not None
        }
        if stated:
            given["claims"] = stated
        file = AttachedFile(paper.name, paper.read()) if paper else None
        return Said(event, happened, given, file, line, to_creditor)


def _event_label(rule: Mapping[str, Any]) -> str:
    fields = RecordForm.base_fields
    needs = ", ".join(str(fields[name].label).lower() for name in rule["needs"])
    return happened_word(rule["word"]) + (f" ({needs})" if needs else "")
