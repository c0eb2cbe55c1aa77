"""Contact: by what and how a debtor wants to be written to, and when a plan's reminders come.

>>> before = Contact("sv", None, None, None, None)
>>> after = changed(before, NewContact(channel="email", email="vera@example.com"))
>>> after.channel, after.email, what_changed(before, after)
('email', 'vera@example.com', ('channel', 'email'))
"""

from typing import NamedTuple

from kvitt.kernel.refusal import Refusal

CHANNELS = ("email", "letter")
LANGUAGES = ("sv", "nb", "en")
REMIND_DAYS = (1, 14)
"""Policy: the fewest and the most days before an instalment that its reminder comes."""


class ContactUnclear(Refusal):
    """The channel, language or days are not ones that Kvitt knows, or nothing new is said."""


class Contact(NamedTuple):
    """How the debtor is written to."""

    language: str
    channel: str | None
    """By what letters beside the flow and friendly reminders come first; None for the usual."""
    remind_days: int | None
    """How many days before an instalment its reminder comes; None for the usual."""
    email: str | None
    phone: str | None


class NewContact(NamedTuple):
    """What is said anew; what is not said stays as it is."""

    language: str = ""
    channel: str = ""
    remind_days: int | None = None
    email: str = ""
    phone: str = ""


def changed(before: Contact, new: NewContact) -> Contact:
    """The contact with what is new of it. Raises ContactUnclear."""
    for what, given, known in (
        ("channel", new.channel, CHANNELS),
        ("language", new.language, LANGUAGES),
    ):
        if given and given not in known:
            raise ContactUnclear(
                "“{given}” is no {what}; it is one of {known}",
                given=given,
                what=what,
                known=list(known),
            )
    least, most = REMIND_DAYS
    if new.remind_days is not None and not least <= new.remind_days <= most:
        raise ContactUnclear(
            "a reminder comes {least} to {most} days before an instalment", least=least, most=most
        )
    after = Contact(
        language=new.language or before.language,
        channel=new.channel or before.channel,
        remind_days=before.remind_days if new.remind_days is None else new.remind_days,
        email=new.email.strip() or before.email,
        phone=new.phone.strip() or before.phone,
    )
    if after == before:
        raise ContactUnclear("that is how the debtor is written to already: say what is new")
    if new.channel == "email" and not after.email:
        raise ContactUnclear("no e-mail address of the debtor is known: say it, too")
    return after


def what_changed(before: Contact, after: Contact) -> tuple[str, ...]:
    """The names of what differs, in alphabetical order."""
    names = sorted(Contact._fields)
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
