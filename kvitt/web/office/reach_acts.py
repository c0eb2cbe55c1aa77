"""Acts by which a debtor is reached: address, contact, identity, a call, a message."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.call_debtor import call_debtor
from kvitt.application.case_view import CaseView
from kvitt.application.change_address import change_address
from kvitt.application.change_contact import change_contact
from kvitt.application.money_and_days import day_text, number_text
from kvitt.application.note_identity import note_identity
from kvitt.application.open_thread import open_thread
from kvitt.domain.address import NewAddress
from kvitt.domain.contact import NewContact
from kvitt.domain.messages import AGENCY, Reader
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import (
    LONGEST_LINE,
    BecauseField,
    FilesField,
    PickField,
    WordsField,
)
from kvitt.web.office.time_acts import BecauseForm
from kvitt.web.office.words import LANGUAGES, LETTERS_BY, PARTIES

UNCHANGED = gettext_lazy("As before")


class AddressForm(CaseForm):
    """Where the debtor lives now."""

    line = forms.CharField(label=gettext_lazy("Street"), max_length=LONGEST_LINE, required=False)
    second = forms.CharField(
        label=gettext_lazy("Second line"), max_length=LONGEST_LINE, required=False
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=gettext_lazy("Place"), max_length=80, required=False)
    country = forms.CharField(
        label=gettext_lazy("Another country"), max_length=2, min_length=2, required=False,
        help_text=gettext_lazy("Two letters, such as FI."),
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    because = BecauseField(gettext_lazy("Where the address is from"))


class ContactForm(CaseForm):
    """How the debtor wants to be written to."""

    channel = PickField(gettext_lazy("Letters"), LETTERS_BY, empty=UNCHANGED)
    language = PickField(gettext_lazy("Language"), LANGUAGES, empty=UNCHANGED)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    remind_days = forms.IntegerField(
        label=gettext_lazy("Reminded so many days before an instalment"), required=False
    )


class IdentityForm(CaseForm):
    """The number that was missing."""

    number = forms.CharField(label=gettext_lazy("Identity number"), max_length=20)
    because = BecauseField(gettext_lazy("Where the number is from"))


class MessageForm(CaseForm):
    """A new conversation on the case."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_LINE)
    parties = forms.MultipleChoiceField(
        label=gettext_lazy("Who reads it"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("Nobody ticked: a note that the office alone reads."),
    )  # fmt: skip
    text = WordsField(gettext_lazy("Message"))
    files = FilesField(gettext_lazy("Files"))

    def offer(self, case: CaseView) -> None:
        """The other parties of the case."""
        choices = [(name, _(written)) for name, written in PARTIES.items()]
        self.fields["parties"].choices = choices


def _address(deed: Deed) -> str:
    given = deed.given
    lines = tuple(line for line in (given["line"], given["second"]) if line)
    new = NewAddress(lines, given["postcode"], given["city"], given["country"], given["email"])
    done = change_address(deed.creditor, deed.case_id, new, because=given["because"], **deed.who)
    told = _("The address is changed. Letters that leave again: %(count)s. Their time begins anew.")
    return told % {"count": number_text(len(done.letters) + len(done.begin_anew))}


def _contact(deed: Deed) -> str:
    given = deed.given
    new = NewContact(
        given["language"], given["channel"], given["remind_days"], given["email"], given["phone"]
    )
    change_contact(deed.creditor, deed.case_id, new, **deed.who)
    return _("The debtor is written to as chosen.")


def _identity(deed: Deed) -> str:
    note_identity(
        deed.creditor, deed.case_id, number=deed.given["number"], because=deed.given["because"],
        **deed.who,
    )  # fmt: skip
    return _("The identity number is noted.")


def _call(deed: Deed) -> str:
    asked = call_debtor(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who)
    return _("Call by %(day)s.") % {"day": day_text(asked.due_on)}


def _message(deed: Deed) -> str:
    given = deed.given
    open_thread(
        deed.creditor, deed.case_id, subject=given["subject"], body=given["text"],
        parties=given["parties"], author=Reader(AGENCY, deed.actor), files=given["files"],
        is_internal=not given["parties"], owner=deed.actor, today=deed.today,
    )  # fmt: skip
    return _("The message is written.")


ACTS = (
    CaseAct("message", gettext_noop("Write a message"), MessageForm, _message, icon="talk",
            may=lambda case: True),
    CaseAct("address", gettext_noop("New address"), AddressForm, _address, icon="home",
            sure=gettext_noop("Letters that could not be delivered leave again to this address.")),
    CaseAct("contact", gettext_noop("Channel and language"), ContactForm, _contact,
            icon="person"),
    CaseAct("identity", gettext_noop("Note the identity number"), IdentityForm, _identity,
            icon="person"),
    CaseAct("call", gettext_noop("Ask for a call"), BecauseForm, _call, icon="phone"),
)  # fmt: skip
