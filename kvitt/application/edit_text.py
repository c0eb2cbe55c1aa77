"""Proposing a text of a creditor's own: checked at once, used when another person approved it.

A text fills one of the named free places. The sentences that a statute asks for are not among
them, and the letter's checklist judges every letter afterwards all the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from kvitt.application.keep_versions import Kept
from kvitt.documents.side_parts import SideKind
from kvitt.domain.user_text import UserText, Variable, user_text
from kvitt.domain.user_text_terms import UserTextTooLarge
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.text_templates import TEXTS, TextVersion

TEXT = Kept("text", TEXTS)
LANGUAGES = ("sv", "nb", "en")
GREETING = "greeting"
"""The name of the text that greets in a friendly reminder."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Purpose:
    """A free place that a text of a creditor's own may fill."""

    meaning: str
    most_characters: int
    """Of the text as it is written."""
    names: tuple[str, ...] = ()
    """The places by name; empty where a text may have any name."""


PURPOSES: Mapping[str, Purpose] = {
    "side_letter": Purpose(
        "the free paragraph of a letter beside the flow, by the name of that letter",
        1_500,
        get_args(SideKind),
    ),
    "message": Purpose("a message on a case, to be chosen and sent by a person", 4_000),
    "reminder_tone": Purpose(
        "the greeting of a friendly reminder, before its own words", 600, (GREETING,)
    ),
}


def _row(**parts: str) -> dict[str, Variable]:
    return {name: Variable("text", meaning) for name, meaning in parts.items()}


INVOICE = _row(
    number="its number",
    issued_on="its day",
    due_on="its due day",
    amount="its amount with currency",
)
CASE_VARIABLES: Mapping[str, Variable] = {
    "creditor": Variable("text", "the creditor's name", "Kajens Båtar"),
    "debtor": Variable("text", "the debtor's name", "Vera Lind"),
    "is_business": Variable("yes_no", "whether the debtor is a business", False),
    "case_number": Variable("text", "the case's number", "2-1043"),
    "to_pay": Variable(
        "text", "what settles the case on the day, with currency", "1 248,49 kr", may_lack=True
    ),
    "on": Variable("text", "the day", "10 april 2026"),
    "due_on": Variable("text", "the first due day", "2 februari 2026"),
    "days_late": Variable("number", "days since the first due day", 67),
    "letters_sent": Variable("number", "letters of the case that left", 2),
    "pay_to": Variable("text", "the account that is paid to", "991-2346"),
    "is_closed": Variable("yes_no", "whether the case is closed", False),
    "invoices": Variable(
        "list",
        "the case's invoices",
        [
            {
                "number": "1001",
                "issued_on": "3 januari 2026",
                "due_on": "2 februari 2026",
                "amount": "1 000,00 kr",
            }
        ],
        INVOICE,
    ),
}
"""What a text may name of a case. Amounts and days are words already, in the text's language."""


class UnknownPurpose(Refusal):
    """There is no such free place, language or way to name a text."""


def checked_text(body: str, purpose: str) -> UserText:
    """The text checked for its place. Raises UnknownPurpose, UserTextNotAllowed and its kinds."""
    if purpose not in PURPOSES:
        raise UnknownPurpose(
            "“{purpose}” is no free place; there is {purposes}",
            purpose=purpose,
            purposes=list(PURPOSES),
        )
    most = PURPOSES[purpose].most_characters
    if len(body) > most:
        raise UserTextTooLarge(
            "the text has {characters} characters; for {purpose} the most are {most}",
            characters=len(body),
            purpose=purpose,
            most=most,
        )
    return user_text(body, CASE_VARIABLES)


def propose_text(
    creditor: Creditor, *, purpose: str, name: str, language: str, body: str, by: str, today: date
) -> TextVersion:
    """Keeps the text as the next version, a draft: nothing uses it until it is approved.

    An empty text is one that leaves its place empty. Raises UnknownPurpose, NobodyNamed,
    UserTextNotAllowed and its kinds.
    """
    checked_text(body, purpose)
    if language not in LANGUAGES:
        raise UnknownPurpose(
            "texts are written in {languages}, not in “{language}”",
            languages=list(LANGUAGES),
            language=language,
        )
    if not NAME.fullmatch(name):
        raise UnknownPurpose(
            "“{name}” cannot name a text: use small letters, digits and _", name=name
        )
    names = PURPOSES[purpose].names
    if names and name not in names:
        raise UnknownPurpose(
            "{purpose} has no place “{name}”; there is {names}",
            purpose=purpose,
            name=name,
            names=list(names),
        )
    return TEXT.propose(
        creditor, body, by=by, today=today, purpose=purpose, name=name, language=language
    )


def all_texts(creditor: Creditor) -> list[TextVersion]:
    """The creditor's texts with all their versions, the newest of each text first."""
    return TEXT.all(creditor)
