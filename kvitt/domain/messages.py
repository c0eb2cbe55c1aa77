"""Messages on a case: who may read a thread, who has the next word, and by which day.

A thread has its parties: the agency always, the creditor and the debtor as it was opened. An
internal note is read by the agency alone. Facts in, decision out: no clock, no database.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> answer_by("SE", date(2026, 6, 17), law_book("SE")).isoformat()
'2026-06-25'
>>> answer_by("NO", date(2026, 6, 17), law_book("NO")).isoformat()
'2026-06-24'
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from kvitt.domain.files import FileRefused, media_type_of
from kvitt.kernel.days import add_bank_days, previous_bank_day
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown

AGENCY, CREDITOR, DEBTOR = "agency", "creditor", "debtor"
PARTIES = (AGENCY, CREDITOR, DEBTOR)
OPEN, FOR_US, FOR_THEM, CLOSED = "open", "waiting_for_us", "waiting_for_them", "closed"

SUBJECT_CHARACTERS = 200
BODY_BYTES = 20 * 1024
ATTACHMENT_BYTES = 10 * 1024 * 1024
MOST_ATTACHMENTS = 10
NAME_CHARACTERS = 120
ANSWER_BANK_DAYS_SWEDEN = 5
"""Our policy in Sweden, where no law page names a number: a working week."""
ANSWER_DAYS_NORWAY = 7
"""Our policy in Norway for days before the law book's own ``new_act.answer_days`` begins."""

_SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/plain": (".txt", ".csv", ".md"),
}
_LINE_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
_KEPT_UNSEEN = "\n\t\u200d"
_TEXT_UNLIKE = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class BodyRefused(Refusal):
    """The words of a message are missing or too many."""


class SubjectRefused(Refusal):
    """The subject of a thread is missing or too long."""


class PartiesRefused(Refusal):
    """Those are not the parties of a thread."""


class AttachmentRefused(Refusal):
    """A file is of a kind or size that messages do not carry; the sentence names it."""


class NotYourThread(Refusal):
    """The thread does not exist, or is not for this reader: which, is not told."""


class Attachment(NamedTuple):
    """A file of a message, checked by its bytes."""

    name: str
    media_type: str
    content: bytes


class Reader(NamedTuple):
    """Who reads or writes: a person of the agency, of the creditor, or the debtor itself."""

    kind: str
    name: str
    debtor_id: int | None = None
    """The debtor that this reader is; only for a debtor."""


class Standing(NamedTuple):
    """Where a thread stands: who has the next word and by which day, while that is us."""

    state: str
    answer_by_on: date | None


def answer_by(country: str, asked_on: date, book: LawBook) -> date:
    """The last day to answer what was asked on a day.

    Sweden: working days by our policy. Norway: the days of inkassoloven (2026) § 17, not in force
    and kept as policy; where the last day is no working day, the working day before it.
    """
    if country == "SE":
        return add_bank_days("SE", asked_on, ANSWER_BANK_DAYS_SWEDEN)
    try:
        days = int(book.value("new_act.answer_days", on=asked_on).amount)
    except LawNotKnown:
        days = ANSWER_DAYS_NORWAY
    last = previous_bank_day(country, asked_on + timedelta(days=days))
    return max(last, asked_on)


def checked_parties(parties: Sequence[str]) -> tuple[str, ...]:
    """The parties in their order, with the agency. Raises PartiesRefused."""
    strange = sorted(set(parties) - set(PARTIES))
    if strange:
        raise PartiesRefused(
            "“{party}” is no party of a case; the parties are {parties}",
            party=strange[0],
            parties=list(PARTIES),
        )
    return tuple(one for one in PARTIES if one == AGENCY or one in parties)


def ours(collection: str) -> frozenset[str]:
    """Whose word counts as ours: the agency's; also the creditor's where it collects itself."""
    return frozenset((AGENCY, CREDITOR) if collection == "own" else (AGENCY,))


def after_message(
    before: Standing, *, author_kind: str, is_internal: bool, our_kinds: frozenset[str],
    answer_by_on: date,
) -> Standing:  # fmt: skip
    """Where the thread stands after one more message.

    A note changes nothing. Our word waits for theirs; their word waits for ours, from the first
    one that was not answered: a second question does not give us more time. A closed thread opens
    again.
    """
    if is_internal:
        return before
    if author_kind in our_kinds:
        return Standing(FOR_THEM, None)
    if before.state == FOR_US and before.answer_by_on is not None:
        return Standing(FOR_US, min(before.answer_by_on, answer_by_on))
    return Standing(FOR_US, answer_by_on)


def may_read(reader: Reader, *, parties: Sequence[str], debtor_id: int) -> bool:
    """Whether the thread is for this reader; a debtor reads only its own cases."""
    if reader.kind not in parties:
        return False
    return reader.kind != DEBTOR or reader.debtor_id == debtor_id


def reads_notes(reader: Reader) -> bool:
    """Internal notes are read by the agency alone."""
    return reader.kind == AGENCY


def checked_subject(text: str) -> str:
    """The subject on one line. Raises SubjectRefused."""
    subject = " ".join(_seen(text).split())
    if not subject or len(subject) > SUBJECT_CHARACTERS:
        raise SubjectRefused(
            "a subject has between 1 and {most} characters; this has {characters}",
            most=SUBJECT_CHARACTERS,
            characters=len(subject),
        )
    return subject


def checked_body(text: str) -> str:
    """The words as plain text with plain line breaks. Raises BodyRefused."""
    body = _seen(text).strip()
    size = len(body.encode())
    if not body:
        raise BodyRefused("the message has no words: write what it should say")
    if size > BODY_BYTES:
        raise BodyRefused(
            "the message has {size} bytes, {most} are the most: attach the rest as a file",
            size=size,
            most=BODY_BYTES,
        )
    return body


def shortened_body(text: str, *, mark: str) -> str:
    """The words of a mail, cut at the limit with a mark that says so; at least the mark."""
    body = _seen(text).strip()
    if not body:
        return mark
    if len(body.encode()) <= BODY_BYTES:
        return body
    room = BODY_BYTES - len(mark.encode()) - 1
    return body.encode()[:room].decode(errors="ignore").rstrip() + "\n" + mark


def checked_attachment(name: str, content: bytes) -> Attachment:
    """The file with the type that its bytes show: PDF, PNG, JPEG or plain text.

    Raises AttachmentRefused.
    """
    shown = _plain_name(name)
    if not content:
        raise AttachmentRefused("“{name}” is empty", name=shown)
    if len(content) > ATTACHMENT_BYTES:
        raise AttachmentRefused(
            "“{name}” has {characters} bytes; {most} are the most",
            name=shown,
            characters=len(content),
            most=ATTACHMENT_BYTES,
        )
    try:
        media_type = media_type_of(shown, content)
    except FileRefused as no:
        raise AttachmentRefused(
            "“{name}” is neither PDF, PNG, JPEG nor plain text: save it as one of these", name=shown
        ) from no
    suffixes = _SUFFIXES[media_type]
    if not shown.lower().endswith(suffixes):
        shown = shown[: NAME_CHARACTERS - 5] + suffixes[0]
    return Attachment(shown, media_type, content)


def _plain_name(name: str) -> str:
    last = PurePosixPath(_seen(name).replace("\\", "/").replace("\n", " ")).name
    kept = re.sub(r'[<>:"|?*\t]', "_", last).strip(" .")
    return kept[-NAME_CHARACTERS:] or "attachment"


def _seen(text: str) -> str:
    """The text without control and direction marks, in composed form, with plain line breaks."""
    plain = _LINE_BREAKS.sub("\n", text)
    kept = "".join(c for c in plain if c in _KEPT_UNSEEN or unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", kept)


WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "subject": "Meddelande i ärende {case}",
        "above": "Skriv ditt svar ovanför den här raden",
        "wrote": "{author} skriver i ärende {case}:",
    },
    "nb": {
        "subject": "Melding i sak {case}",
        "above": "Skriv svaret ditt over denne linjen",
        "wrote": "{author} skriver i sak {case}:",
    },
    "en": {
        "subject": "Message about case {case}",
        "above": "Write your answer above this line",
        "wrote": "{author} writes about case {case}:",
    },
}
"""The frame of a message by e-mail. The subject names the case and nothing of a debt."""


def words_in(language: str) -> Mapping[str, str]:
    """The frame of a mail in a language; English where we have none."""
    spoken = language.lower().split("-")[0]
    return WORDS.get("nb" if spoken in ("no", "nn") else spoken, WORDS["en"])
