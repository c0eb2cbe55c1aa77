"""Acts about what a debtor says against a claim or against how it is collected."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.case_view import CaseView
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.raise_dispute import AttachedFile, raise_dispute
from kvitt.application.register_complaint import register_complaint
from kvitt.application.report_wrong_recipient import report_wrong_recipient
from kvitt.application.return_letter import answer_returned, return_letter
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import (
    BecauseField,
    DayField,
    FilesField,
    PickField,
    SumField,
    WordsField,
)
from kvitt.web.office.time_acts import BecauseForm, is_held_by
from kvitt.web.office.words import (
    CAME_BY,
    COMPLAINT_ABOUT,
    DISPUTE_OUTCOMES,
    DISPUTE_REASONS,
)

REASONABLE = {"yes": gettext_noop("Yes"), "no": gettext_noop("No")}
STANDS = {
    "stands": gettext_noop("The later letters stand"),
    "anew": gettext_noop("The letters begin anew"),
}


class DisputeForm(CaseForm):
    """What the debtor says."""

    reason = PickField(gettext_lazy("What the debtor says"), DISPUTE_REASONS)
    text = WordsField(gettext_lazy("In the debtor's words"))
    part = SumField(
        gettext_lazy("The disputed sum"), required=False,
        help_text=gettext_lazy("Nothing written: everything."),
    )  # fmt: skip
    channel = PickField(gettext_lazy("How it came"), CAME_BY)
    received = DayField(gettext_lazy("The day on which it came"), required=False)
    files = FilesField(gettext_lazy("Files"))


class DecideForm(CaseForm):
    """How the objection is answered."""

    outcome = PickField(gettext_lazy("The answer"), DISPUTE_OUTCOMES)
    reduced = SumField(
        gettext_lazy("Reduced by"), required=False,
        help_text=gettext_lazy("Only where the claim is reduced."),
    )  # fmt: skip
    because = WordsField(
        gettext_lazy("The reasons"), help_text=gettext_lazy("The debtor gets them in the letter.")
    )
    reasonable = PickField(
        gettext_lazy("Was there reason to object?"), REASONABLE,
        empty=gettext_lazy("As the answer says"),
    )  # fmt: skip
    new_time = forms.IntegerField(
        label=gettext_lazy("Days before anything else is sent"), required=False, min_value=1,
        max_value=365,
    )  # fmt: skip


class ComplaintForm(CaseForm):
    """What the debtor complains of."""

    about = PickField(gettext_lazy("About"), COMPLAINT_ABOUT)
    text = WordsField(gettext_lazy("What is complained of"))
    channel = PickField(gettext_lazy("How it came"), CAME_BY)
    received = DayField(gettext_lazy("The day on which it came"), required=False)


class ReturnedForm(CaseForm):
    """What was on the envelope."""

    because = BecauseField(gettext_lazy("What the envelope says"))


class AnswerReturnedForm(CaseForm):
    """Whether the letters after a returned one may stand."""

    stands = PickField(gettext_lazy("The letters after it"), STANDS)
    because = BecauseField()


def _dispute(deed: Deed) -> str:
    given = deed.given
    raised = raise_dispute(
        deed.creditor, deed.case_id, reason=given["reason"], text=given["text"],
        part_minor=given["part"], channel=given["channel"], received_on=given["received"],
        files=[AttachedFile(*file) for file in given["files"]], **deed.who,
    )  # fmt: skip
    told = _("Everything stands still. The creditor answers by %(day)s; the debtor is told.")
    return told % {"day": day_text(raised.answer_by_on)}


def _decide(deed: Deed) -> str:
    given = deed.given
    done = decide_dispute(
        deed.creditor, deed.case_id, outcome=given["outcome"], because=given["because"],
        withdrawn_minor=given["reduced"], new_time_days=given["new_time"],
        was_reasonable={"yes": True, "no": False}.get(given["reasonable"]), **deed.who,
    )  # fmt: skip
    told = [_("The objection is answered; the debtor gets a letter.")]
    if done.withdrawn_minor:
        less = money_text(done.withdrawn_minor, deed.creditor.currency)
        told.append(_("%(sum)s is no longer asked for.") % {"sum": less})
    if done.resumes_on:
        resumes = _("Nothing else is sent before %(day)s.")
        told.append(resumes % {"day": day_text(done.resumes_on)})
    return " ".join(told)


def _complain(deed: Deed) -> str:
    given = deed.given
    made = register_complaint(
        deed.creditor, deed.case_id, about=given["about"], text=given["text"],
        channel=given["channel"], received_on=given["received"], **deed.who,
    )  # fmt: skip
    told = _("The complaint is registered: answer by %(day)s.")
    return told % {"day": day_text(made.answer_by_on)}


def _returned(deed: Deed) -> str:
    return_letter(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who)
    return _("The letter counts as not delivered. Find an address: the time begins anew with it.")


def _answer_returned(deed: Deed) -> str:
    stands = deed.given["stands"] == "stands"
    answer_returned(
        deed.creditor, deed.case_id, may_stand=stands, because=deed.given["because"], **deed.who
    )
    return _("The question about the returned letter is answered.")


def _wrong_recipient(deed: Deed) -> str:
    report_wrong_recipient(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who)
    return _("Everything stands still, and nothing of that letter is owed.")


def _has_letters(case: CaseView) -> bool:
    return case.closed_on is None and any(one["sent_on"] for one in case.notices)


ACTS = (
    CaseAct("dispute", gettext_noop("Register an objection"), DisputeForm, _dispute, icon="talk",
            hint=gettext_noop("Everything stands still until it is answered.")),
    CaseAct("decide-dispute", gettext_noop("Answer the objection"), DecideForm, _decide,
            icon="done", may=lambda case: is_held_by("dispute", case),
            sure=gettext_noop("The debtor gets a letter with the answer and its reasons.")),
    CaseAct("complain", gettext_noop("Register a complaint"), ComplaintForm, _complain,
            icon="talk", may=lambda case: True,
            hint=gettext_noop("A complaint is about how we work. It stops nothing.")),
    CaseAct("returned", gettext_noop("A letter came back"), ReturnedForm, _returned,
            icon="letter", may=_has_letters),
    CaseAct("answer-returned", gettext_noop("Answer about the returned letter"),
            AnswerReturnedForm, _answer_returned, icon="letter",
            may=lambda case: is_held_by("came_back_late", case)),
    CaseAct("wrong-recipient", gettext_noop("It reached somebody else"), BecauseForm,
            _wrong_recipient, icon="trouble", may=_has_letters,
            sure=gettext_noop("Everything stops, and what that letter charged is taken back.")),
)  # fmt: skip
