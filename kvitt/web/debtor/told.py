"""A refusal in the debtor's language: what cannot be done, and what can be done instead."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kvitt.application.close_case import CaseNotOpen
from kvitt.application.move_instalment import InstalmentPaid
from kvitt.application.pay_online import NothingToPay, TooManyBegun
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.preview_plan import NoPlanPossible
from kvitt.domain.contact import ContactUnclear
from kvitt.domain.deferral import DeferralNotAllowed
from kvitt.domain.files import FileRefused
from kvitt.domain.messages import AttachmentRefused, BodyRefused, SubjectRefused
from kvitt.domain.plan import PlanNotAllowed
from kvitt.integrations.pay.port import ServiceAway
from kvitt.kernel.refusal import Refusal

SENTENCES: dict[type[Refusal], str] = {
    DeferralNotAllowed: gettext_noop(
        "That day cannot be chosen here. Choose another one, split the sum, or write to us."
    ),
    PlanNotAllowed: gettext_noop(
        "That cannot be agreed here. Choose other months or another day, or write to us."
    ),
    NoPlanPossible: gettext_noop(
        "The sum cannot be split here just now. Write to us, and we find a way together."
    ),
    InstalmentPaid: gettext_noop("That part is paid already. There is nothing to move."),
    CaseNotOpen: gettext_noop("This case has ended. Nothing was changed."),
    NoOpenCase: gettext_noop("This case has ended. Nothing was changed."),
    FileRefused: gettext_noop(
        "That file cannot be read. Send a PDF, a picture or plain text, at most 10 MB."
    ),
    AttachmentRefused: gettext_noop(
        "That file cannot be read. Send a PDF, a picture or plain text, at most 10 MB."
    ),
    BodyRefused: gettext_noop("Write what you want to say, in at most a few pages."),
    SubjectRefused: gettext_noop("Write in a few words what it is about."),
    ContactUnclear: gettext_noop(
        "Nothing was changed. Say what is new. For e-mail we need an address that works."
    ),
    NothingToPay: gettext_noop("There is nothing to pay."),
    TooManyBegun: gettext_noop("Too many payments were begun today. Pay by giro, or tomorrow."),
    ServiceAway: gettext_noop(
        "The payment service does not answer just now. Pay by giro, or try again in a while."
    ),
}
"""What a person in debt is told; the sentence of the refusal itself is for the office."""
OTHERWISE = gettext_noop("That cannot be done just now. Nothing was changed. Write to us instead.")


def told_of(no: Refusal) -> str:
    """The sentence for the refusal, by the nearest of its kinds."""
    for kind in type(no).__mro__:
        if kind in SENTENCES:
            return _(SENTENCES[kind])
    return _(OTHERWISE)
