"""Objecting, and saying that it is paid: the claim is paused, and an answer has its last day."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.debtor_case import DebtorCase
from kvitt.application.money_and_days import day_text
from kvitt.application.raise_dispute import AttachedFile, raise_dispute
from kvitt.domain.files import MOST_BYTES
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.frame import access_of, case_of, kindly, page, posted
from kvitt.web.debtor.told import told_of
from kvitt.web.design import Action, Confirmation, Fact
from kvitt.web.signin.guards import for_debtor
from kvitt.web.signin.unsent import unsent_here

REASONS = [
    ("not_ordered", gettext_lazy("I did not order this")),
    ("not_delivered", gettext_lazy("I did not get it")),
    ("quality", gettext_lazy("It was not as it should be")),
    ("wrong_sum", gettext_lazy("The sum is wrong")),
    ("wrong_person", gettext_lazy("It is not for me")),
    ("other", gettext_lazy("Something else")),
]
PAID = "paid_already"
LONGEST = 4000
FILE_HINT = gettext_lazy("A PDF, a picture or plain text, at most 10 MB.")


class DisagreeForm(forms.Form):
    """What is wrong, in the debtor's own words, with a file where there is one."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"), choices=REASONS, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("Tell us more"), widget=forms.Textarea(attrs={"rows": 4}),
        required=False, max_length=LONGEST,
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("File"), required=False, help_text=FILE_HINT)


class PaidForm(forms.Form):
    """When and how it was paid."""

    paid_on = forms.DateField(
        label=gettext_lazy("When did you pay?"), widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(
        label=gettext_lazy("How did you pay, and to whom?"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Receipt"), required=False, help_text=FILE_HINT)


@require_http_methods(["GET", "HEAD", "POST"])
@for_debtor
@kindly
def debtor_disagree(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Takes an objection; one that waits for its answer is shown instead of a second one."""
    case = case_of(key)
    if case.open_dispute is not None:
        return redirect("debtor_disagreed", key.number)
    form = DisagreeForm(*posted(request), initial=unsent_here(request))
    if request.method == "POST" and form.is_valid():
        reason, words = form.cleaned_data["reason"], form.cleaned_data["text"]
        if _raise(request, case, form, reason, words):
            return redirect("debtor_disagreed", key.number)
    shown = {"form": form}
    return page(request, "disagree.html", shown, case=case, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_debtor
@kindly
def debtor_paid(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Takes that it is paid already; the claim is paused until that was looked into."""
    case = case_of(key)
    if case.open_dispute is not None:
        return redirect("debtor_disagreed", key.number)
    form = PaidForm(*posted(request), initial=unsent_here(request))
    if request.method == "POST" and form.is_valid():
        paid_on = form.cleaned_data["paid_on"]
        if paid_on > case.today:
            form.add_error("paid_on", _("That day has not come yet."))
        else:
            words = f"{paid_on.isoformat()}. {form.cleaned_data['text']}".strip()
            if _raise(request, case, form, PAID, words):
                return redirect("debtor_disagreed", key.number)
    shown = {"form": form}
    return page(request, "paid.html", shown, case=case, status=422 if form.errors else 200)


@require_safe
@for_debtor
@kindly
def debtor_disagreed(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """What the debtor told us, how it stands, and by when it is answered."""
    case = case_of(key)
    if not case.disputes:
        return redirect("debtor_case", key.number)
    dispute = case.disputes[-1]
    words = {PAID: _("I have paid already"), **{name: str(told) for name, told in REASONS}}
    facts = [
        Fact(_("What you told us"), words[dispute.reason], dispute.text),
        Fact(_("It came on"), day_text(dispute.received_on)),
    ]
    to_case = Action(_("To the case"), reverse("debtor_case", args=[key.number]), "secondary")
    answer_by = day_text(dispute.answer_by_on)
    if dispute.outcome is None:
        told = Confirmation(
            _("We have your message"), _("Case number"), key.number, _("What happens now"),
            (
                _("You get an answer by %(day)s.") % {"day": answer_by},
                _("Until then you need not pay. Nothing is sent, and no costs are added."),
            ),
            (to_case,),
        )  # fmt: skip
    else:
        facts.append(Fact(_("Answered on"), day_text(dispute.decided_on), dispute.answer or ""))
        told = Confirmation(
            _("You have an answer"), _("Case number"), key.number, actions=(to_case,)
        )
    return page(request, "told.html", {"told": told, "facts": tuple(facts)}, case=case)


def _raise(
    request: HttpRequest, case: DebtorCase, form: forms.Form, reason: str, words: str
) -> bool:
    """Registers the objection; False where it was refused and the form says why."""
    try:
        raise_dispute(
            case.creditor, case.key.case_id, reason=reason, text=words, channel="portal",
            files=attached(form), today=case.today, actor=access_of(request).actor,
            raised_by=access_of(request).actor,
        )  # fmt: skip
    except Refusal as no:
        form.add_error("file" if form.cleaned_data.get("file") else None, told_of(no))
        return False
    return True


def attached(form: forms.Form) -> Sequence[AttachedFile]:
    """The file that came with a form; one that is too large is cut, and refused by its size."""
    file = form.cleaned_data.get("file")
    return (AttachedFile(file.name, file.read(MOST_BYTES + 1)),) if file else ()
