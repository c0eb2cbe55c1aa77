"""A message to an authority on paper: less is owed, the application is withdrawn, or a release.

It names the proceeding as the authority knows it, tells what was paid by invoice, part and day, and
what is left; ready to sign, in the country's language.
"""

from typing import Any

from kvitt.documents.application_parts import Section
from kvitt.documents.application_writer import ApplicationWriter, text_of, texts_of
from kvitt.documents.typesetting import pictures, typeset
from kvitt.domain.authority_message import REDUCTION, WITHDRAWAL, AuthorityMessage

TEXTS = {"SE": "message_se", "NO": "message_no"}


def authority_message_pdf(message: AuthorityMessage) -> bytes:
    """The message as PDF/A-2a with tags, dated by its day, the same bytes on every run."""
    return typeset("application", words_of(message))


def authority_message_pictures(message: AuthorityMessage) -> list[bytes]:
    """Its pages as PNG, for a person who looks at the draft."""
    return pictures("application", words_of(message))


def authority_message_text(message: AuthorityMessage) -> str:
    """The same words as plain text."""
    return text_of(words_of(message))


def words_of(message: AuthorityMessage) -> dict[str, Any]:
    """Every word of the message, in order."""
    return _Writer(message).words()


class _Writer(ApplicationWriter):
    """One message and its words."""

    def __init__(self, message: AuthorityMessage) -> None:
        super().__init__(message.country, message.currency, texts_of(TEXTS[message.country]))
        self.message = message

    def words(self) -> dict[str, Any]:
        message = self.message
        sender = (message.agent or message.creditor).name
        sections = [
            self._parties(), self._proceeding(), self._less(), self._left(), self._entries(),
            self._told(),
        ]  # fmt: skip
        return self.framed(
            self.texts["authority"][message.filed_as], self.texts["title"][message.kind],
            self._lead(), reference=message.reference, on=message.written_on, sender=sender,
            sections=sections, signature=self.signed(message.signed_by, sender),
        )  # fmt: skip

    def _lead(self) -> str:
        message, lead = self.message, self.texts["lead"][self.message.kind]
        if message.kind == WITHDRAWAL:
            lead = lead[message.because]
        text: str = lead.format(
            less=self.money(message.less_minor), left=self.money(message.left_minor)
        )
        return text

    def _parties(self) -> Section:
        labels, message = self.texts["labels"], self.message
        agent = self.party(message.agent) if message.agent else [labels["no_agent"]]
        pairs = [
            (labels["creditor"], self.party(message.creditor)),
            (labels["agent"], agent),
            (labels["debtor"], self.party(message.debtor)),
        ]
        return self.section("parties", pairs=pairs)

    def _proceeding(self) -> Section:
        labels, message = self.texts["labels"], self.message
        pairs = [(labels["our_number"], [message.filed_reference])]
        if message.authority_number:
            pairs.append((labels["their_number"], [message.authority_number]))
        pairs.append((labels["filed"], [self.language.day(message.filed_on)]))
        if message.title is not None:
            pairs += self.title_pairs(message.title)
        return self.section("proceeding", pairs=pairs)

    def _less(self) -> Section | None:
        if not self.message.less:
            return None
        parts, because = self.texts["parts"], self.texts["because"]
        rows = [
            [one.invoice_number, parts.get(one.kind, parts["cost"]), because[one.because],
             f"{one.on_day}", self.amount(one.amount_minor)]
            for one in self.message.less
        ]  # fmt: skip
        total = (self.texts["labels"]["less"], self.money(self.message.less_minor))
        return self.section("less", table=self.table("less", [30, 0, 28, 24, 26], 4, rows, total))

    def _left(self) -> Section | None:
        message = self.message
        if message.kind != REDUCTION:
            return None
        rows = [
            [one.invoice_number, *map(self.amount, one[1:]), self.amount(one.total_minor)]
            for one in message.left
        ]
        total = (self.texts["labels"]["left"], self.money(message.left_minor))
        return self.section("left", table=self.table("left", [0, 28, 26, 26, 28], 1, rows, total))

    def _entries(self) -> Section | None:
        if not self.message.entries:
            return None
        rows = [
            [self.texts["entries"][one.kind], f"{one.taken_on}",
             self.amount(one.amount_minor) if one.amount_minor is not None else ""]
            for one in self.message.entries
        ]  # fmt: skip
        return self.section("entries", table=self.table("entries", [0, 26, 28], 2, rows))

    def _told(self) -> Section:
        """The costs where the law says what becomes of them, and the paragraph."""
        costs = self.texts["costs"]
        texts = [costs[name] for name in self.message.events if name in costs]
        if self.message.statute:
            texts.append(self.texts["statute"].format(statute=self.message.statute))
        lead = self.texts["title"][self.message.kind]
        return self.section("told", texts=texts or [lead])
