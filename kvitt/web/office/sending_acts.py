"""What a person answers about a letter of which Kvitt does not know whether it left."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.answer_uncertain import answer_uncertain
from kvitt.application.case_view import CaseView
from kvitt.application.case_words import CHANNELS, letter_word, word
from kvitt.application.money_and_days import day_text
from kvitt.application.standing_on_case import doubtful_letters
from kvitt.store.creditors import own_creditor
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import PickField

LEFT = {
    "left": gettext_noop("It left: it counts from the day that it bears"),
    "stayed": gettext_noop("It did not leave: it is sent again"),
}
DOUBT = "letter_uncertain"


class LeftForm(CaseForm):
    """Which letter, and whether it left."""

    letter = forms.TypedChoiceField(label=gettext_lazy("Letter"), coerce=int)
    left = PickField(gettext_lazy("What you found out"), LEFT)

    def offer(self, case: CaseView) -> None:
        """The letters in doubt."""
        self.fields["letter"].choices = [
            (one.id, " · ".join(
                (letter_word(one.kind), word(CHANNELS, one.channel), day_text(one.made_on))))
            for one in doubtful_letters(own_creditor(case.tenant_id), case.case_id)
        ]  # fmt: skip


def _answer(deed: Deed) -> str:
    left = deed.given["left"] == "left"
    answer_uncertain(deed.creditor.tenant_id, deed.given["letter"], left=left, **deed.who)
    if left:
        return _("The letter counts as sent.")
    return _("The letter is planned for today and sent again.")


def _is_in_doubt(case: CaseView) -> bool:
    return any(one["kind"] == DOUBT for one in case.tasks)


ACTS = (
    CaseAct("letter-left", gettext_noop("Did the letter leave?"), LeftForm, _answer, icon="letter",
            may=_is_in_doubt,
            hint=gettext_noop("Ask the print house or look at the mail server first.")),
)  # fmt: skip
