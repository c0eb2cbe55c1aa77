"""What a creditor does with a case, within its agreement and policy."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kvitt.application.announce_payment import announce_payment
from kvitt.application.case_view import CaseView
from kvitt.application.close_case import close_case
from kvitt.application.credit_invoice import credit_invoice
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.defer_case import defer_case
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.open_thread import open_thread
from kvitt.application.raise_dispute import AttachedFile, raise_dispute
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.domain.closing import REASONS as CLOSINGS
from kvitt.domain.deferral import rules_of
from kvitt.domain.dispute import REASONS as OBJECTIONS
from kvitt.domain.messages import CREDITOR, SUBJECT_CHARACTERS, Reader
from kvitt.store.creditors import Creditor
from kvitt.web.creditor.acting import (
    LONGEST_TEXT,
    Act,
    ActForm,
    Doing,
    MoneyField,
    act_view,
    day_field,
    reason_field,
)
from kvitt.web.creditor.words import (
    CLOSING_WORDS,
    DECISION_WORDS,
    OBJECTION_WORDS,
    chosen_of,
)
from kvitt.web.design import Fact, Link


class AnnouncedForm(ActForm):
    """Who said that it is paid."""

    because = forms.CharField(
        label=gettext_lazy("What was said?"), required=False, max_length=500,
        help_text=gettext_lazy("For example: paid yesterday by giro."),
    )  # fmt: skip


class DeferForm(ActForm):
    """A new last day to pay."""

    until = day_field(gettext_lazy("New last day to pay"))
    interest = forms.ChoiceField(
        label=gettext_lazy("Late interest meanwhile"), widget=forms.RadioSelect, initial="runs",
        choices=[("runs", gettext_lazy("runs as usual")), ("waived", gettext_lazy("is waived"))],
    )  # fmt: skip
    because = reason_field()

    def fit(self, case: CaseView, creditor: Creditor, today: date) -> None:
        """Shows the creditor's limits."""
        rules = rules_of(creditor.agreement)
        due_on = max((one["due_on"] for one in case.invoices), default=today)
        due = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
        latest = max(today, due) + timedelta(days=rules.most_days)
        told = _("At the latest %(day)s, and at most %(times)s times a case.")
        self.fields["until"].help_text = told % {
            "day": day_text(latest), "times": number_text(rules.most_times),
        }  # fmt: skip
        self.fields["until"].widget.attrs |= {"min": today.isoformat(), "max": latest.isoformat()}


class DirectForm(ActForm):
    """What the debtor paid to the creditor itself."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    paid_on = day_field(gettext_lazy("Paid on"))
    because = reason_field(gettext_lazy("How do you know?"))
    is_another = forms.BooleanField(
        label=gettext_lazy("It is another payment than one of the same sum that is booked already"),
        required=False,
    )


class CreditForm(ActForm):
    """How much of which invoice is credited."""

    invoice = forms.ChoiceField(label=gettext_lazy("Invoice"))
    number = forms.CharField(label=gettext_lazy("Number of the credit note"), max_length=60)
    amount = MoneyField(label=gettext_lazy("Amount that is credited"))

    def fit(self, case: CaseView, creditor: Creditor, today: date) -> None:
        """The invoices of the case."""
        self.fields["invoice"].choices = [
            (str(one["invoice_number"]), str(one["invoice_number"])) for one in case.invoices
        ]


class CloseForm(ActForm):
    """Why the case is closed."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    because = reason_field(gettext_lazy("In your own words"))

    def fit(self, case: CaseView, creditor: Creditor, today: date) -> None:
        """The reasons for which a creditor may close."""
        own = [code for code, one in CLOSINGS.items() if CREDITOR in one.by]
        self.fields["reason"].choices = chosen_of(CLOSING_WORDS, own)


class ObjectionForm(ActForm):
    """What the debtor told the creditor."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong according to the debtor?"), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("In the debtor's words"), widget=forms.Textarea, max_length=LONGEST_TEXT
    )
    file = forms.FileField(label=gettext_lazy("File"), required=False)

    def fit(self, case: CaseView, creditor: Creditor, today: date) -> None:
        """The known reasons."""
        self.fields["reason"].choices = chosen_of(OBJECTION_WORDS, OBJECTIONS)


class AnswerForm(ActForm):
    """How the objection ends."""

    outcome = forms.ChoiceField(label=gettext_lazy("Your answer"), widget=forms.RadioSelect)
    withdrawn = MoneyField(
        label=gettext_lazy("Reduce by"), required=False,
        help_text=gettext_lazy("Only where the claim is reduced."),
    )  # fmt: skip
    because = forms.CharField(
        label=gettext_lazy("The reasons"), widget=forms.Textarea, max_length=LONGEST_TEXT,
        help_text=gettext_lazy("The debtor reads them in the answer."),
    )  # fmt: skip

    def fit(self, case: CaseView, creditor: Creditor, today: date) -> None:
        """The known outcomes, but for the court, which the agency decides on."""
        self.fields["outcome"].choices = chosen_of(
            DECISION_WORDS, ("upheld", "reduced", "rejected")
        )


class AskForm(ActForm):
    """A question to the agency's specialists."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=SUBJECT_CHARACTERS)
    body = forms.CharField(
        label=gettext_lazy("Your question"), widget=forms.Textarea, max_length=LONGEST_TEXT
    )


def _announce(doing: Doing) -> object:
    because = doing.wanted["because"]
    return announce_payment(
        doing.creditor, doing.case.case_id, today=doing.today, because=because, actor=doing.actor
    )


def _defer(doing: Doing) -> object:
    wanted = doing.wanted
    return defer_case(
        doing.creditor, doing.case.case_id, until=wanted["until"], because=wanted["because"],
        interest=wanted["interest"], by="creditor", today=doing.today, actor=doing.actor,
    )  # fmt: skip


def _direct(doing: Doing) -> object:
    wanted = doing.wanted
    return report_direct_payment(
        doing.creditor, doing.case.case_id, amount_minor=wanted["amount"],
        paid_on=wanted["paid_on"], because=wanted["because"], is_another=wanted["is_another"],
        today=doing.today, actor=doing.actor,
    )  # fmt: skip


def _credit(doing: Doing) -> None:
    wanted = doing.wanted
    credit_invoice(
        doing.creditor, doing.case.case_id, invoice_number=wanted["invoice"],
        number=wanted["number"], amount_minor=wanted["amount"], today=doing.today,
        actor=doing.actor,
    )  # fmt: skip


def _close(doing: Doing) -> object:
    wanted = doing.wanted
    return close_case(
        doing.creditor, doing.case.case_id, reason=wanted["reason"], because=wanted["because"],
        by="creditor", today=doing.today, actor=doing.actor,
    )  # fmt: skip


def _object(doing: Doing) -> object:
    wanted, file = doing.wanted, doing.wanted.get("file")
    files = [AttachedFile(file.name, file.read())] if file else []
    return raise_dispute(
        doing.creditor, doing.case.case_id, reason=wanted["reason"], text=wanted["text"],
        files=files, today=doing.today, actor=doing.actor,
    )  # fmt: skip


def _answer(doing: Doing) -> object:
    wanted = doing.wanted
    return decide_dispute(
        doing.creditor, doing.case.case_id, outcome=wanted["outcome"], because=wanted["because"],
        withdrawn_minor=wanted["withdrawn"], today=doing.today, actor=doing.actor,
    )  # fmt: skip


def _ask(doing: Doing) -> object:
    return open_thread(
        doing.creditor, doing.case.case_id, subject=doing.wanted["subject"],
        body=doing.wanted["body"], author=Reader(CREDITOR, doing.actor), today=doing.today,
    )  # fmt: skip


def _open_fact(doing: Doing) -> Fact:
    return Fact(_("Open now"), money_text(doing.case.balance_minor, doing.case.currency))


def _deferred(doing: Doing) -> tuple[Fact, ...]:
    waived = doing.wanted["interest"] == "waived"
    asked = {"until": doing.wanted["until"].isoformat(), "interest": doing.wanted["interest"]}
    letter = reverse("creditor_defer_letter", args=[doing.case.number])
    look = Link(_("Look at it first"), f"{letter}?{urlencode(asked)}")
    return (
        _open_fact(doing),
        Fact(_("New last day to pay"), day_text(doing.wanted["until"])),
        Fact(_("Late interest meanwhile"), _("is waived") if waived else _("runs as usual")),
        Fact(_("Reason"), doing.wanted["because"]),
        Fact(_("The letter that confirms it"), "", link=look),
    )


def _paid(doing: Doing) -> tuple[Fact, ...]:
    amount = money_text(doing.wanted["amount"], doing.case.currency)
    return (_open_fact(doing), Fact(_("Paid to you"), amount),
            Fact(_("Paid on"), day_text(doing.wanted["paid_on"])))  # fmt: skip


def _credited(doing: Doing) -> tuple[Fact, ...]:
    amount = money_text(doing.wanted["amount"], doing.case.currency)
    return (_open_fact(doing), Fact(_("Invoice"), doing.wanted["invoice"]),
            Fact(_("Amount that is credited"), amount))  # fmt: skip


def _closed(doing: Doing) -> tuple[Fact, ...]:
    return (_open_fact(doing), Fact(_("Reason"), str(CLOSING_WORDS[doing.wanted["reason"]])))


def _answered(doing: Doing) -> tuple[Fact, ...]:
    return (Fact(_("Your answer"), str(DECISION_WORDS[doing.wanted["outcome"]])),
            Fact(_("The reasons"), doing.wanted["because"]))  # fmt: skip


def _told(*texts: Any) -> Any:
    return lambda: tuple(str(text) for text in texts)


ACTS = (
    Act("announced", lambda: _("Payment announced"), lambda: _("Wait for the bank"), AnnouncedForm,
        _announce, _told(gettext_lazy(
            "Nothing is sent until the bank's files have told, some bank days from now."))),
    Act("defer", lambda: _("Give more time"), lambda: _("Give the time"), DeferForm, _defer,
        _told(gettext_lazy("A letter confirms the new day. The flow goes on after it by itself.")),
        _deferred),
    Act("direct", lambda: _("The debtor paid you"), lambda: _("Book the payment"), DirectForm,
        _direct, _told(gettext_lazy(
            "It is booked like any payment, and the next settlement accounts for it.")), _paid),
    Act("credit", lambda: _("Credit an invoice"), lambda: _("Credit"), CreditForm, _credit,
        _told(gettext_lazy(
            "The claim is reduced. A full credit closes the case and takes its fees with it.")),
        _credited),
    Act("close", lambda: _("Close the case"), lambda: _("Close it"), CloseForm, _close,
        _told(gettext_lazy("Letters that have not left are stopped, agreements and questions end."
                           )), _closed),
    Act("objection", lambda: _("The debtor objects"), lambda: _("Stop the case"), ObjectionForm,
        _object, _told(gettext_lazy(
            "Nothing is sent or charged until it is answered. The debtor gets a letter that says"
            " so."))),
    Act("answer", lambda: _("Answer the objection"), lambda: _("Send the answer"), AnswerForm,
        _answer, _told(gettext_lazy(
            "The debtor is told in a letter and gets new time to pay before anything follows.")),
        _answered),
    Act("ask", lambda: _("Ask a specialist"), lambda: _("Send the question"), AskForm, _ask,
        _told(gettext_lazy("Your question goes to the people who handle the case."))),
)  # fmt: skip
ACT_VIEWS = {act.name: act_view(act) for act in ACTS}
