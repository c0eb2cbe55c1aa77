"""An invitation's link goes to the invited person by e-mail, where a mail server is set up.

The link is kept nowhere: it is told in the mail alone, and shown once to whoever invites.
"""

import os
import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from kvitt.application.invite_person import VALID_DAYS
from kvitt.application.money_and_days import number_text
from kvitt.channels.email import MailServer, UnreadableMailServer, domain_of
from kvitt.channels.message_mail import MessageMail, MessageMailer
from kvitt.store.creditors import agency_or_none


def mail_invitation(email: str, *, link: str, by: str) -> bool:
    """Mails the link in the language of the moment; whether a mail server took it.

    False where no server, no address of the agency's or no usable address is there, and where the
    server did not take the mail for certain: the link is then handed over by hand.
    """
    agency = agency_or_none()
    try:
        server = MailServer.from_environment(os.environ)
    except UnreadableMailServer:
        return False
    if server is None or agency is None or not agency.email:
        return False
    words = (
        _("%(by)s invites you to Kvitt. Open this address to choose a password:"),
        link,
        _("It works once and for %(days)s days."),
        _("Did you not expect this? Then do nothing, and it ends by itself."),
        agency.name,
    )
    told = {"by": by, "days": number_text(VALID_DAYS)}
    mail = MessageMail(
        message_id=f"<i-{secrets.token_hex(16)}@{domain_of(agency.email)}>",
        dated_at=timezone.now(), sender_name=agency.name, sender_address=agency.email,
        reply_to=agency.email, recipient_address=email, subject=_("Your invitation to Kvitt"),
        text="\n\n".join(one if one == link else _filled(one, told) for one in words) + "\n",
    )  # fmt: skip
    with MessageMailer(server) as mailer:
        return mailer.send(mail).state == "sent"


def _filled(sentence: str, told: dict[str, str]) -> str:
    return sentence % told if "%(" in sentence else sentence
