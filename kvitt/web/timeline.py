"""The timeline of a case: what happened, in the order of days, with letters and payments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kvitt.application.case_view import CaseView, ShownEvent
from kvitt.application.case_words import actor_word, letter_event, letter_word

LOOKS = {
    "invoice_registered": "invoice",
    "payment_received": "money",
    "overpaid": "money",
    "credit_note_received": "money",
    "case_closed": "done",
    "case_reopened": "again",
    "charge_taken_back": "again",
    "notice_withdrawn": "again",
}
TROUBLES = ("refused", "bounced", "came_back", "uncertain", "not_sent", "could_not_be_revoked")
WITH_LETTERS = ("sent", "refused", "came_back", "uncertain")
FAILED = ("refused", "bounced", "unknown")


@dataclass(slots=True)
class Entry:
    """One mark on the timeline."""

    on: date
    look: str
    """invoice, letter, money, done, again, trouble or note: the icon and its colour."""
    title: str
    sentences: list[str]
    actor: str
    letters: list[dict[str, Any]] = field(default_factory=list)


def timeline(case: CaseView) -> list[Entry]:
    """The entries of a case, the oldest first.

    A letter that left on the day it was planned is one entry, with what it charged and its bytes.
    """
    entries: list[Entry] = []
    planned: dict[tuple[str, date], Entry] = {}
    for event in case.history:
        step, ending = letter_event(event.kind)
        entry = _entry(event, ending)
        before = planned.pop((step, event.on), None) if ending == "sent" else None
        if before is not None:
            before.title = entry.title
            before.sentences = [*entry.sentences, *before.sentences]
            entry = before
        else:
            entries.append(entry)
        if ending == "planned":
            planned[(step, event.on)] = entry
        if ending in WITH_LETTERS:
            entry.letters = _letters(case, step, event, ending)
    entries += _untold_letters(case, entries)
    return sorted(entries, key=lambda entry: entry.on)


def _entry(event: ShownEvent, ending: str) -> Entry:
    look = "letter" if ending else LOOKS.get(event.kind, "note")
    if ending in TROUBLES or event.kind == "payment_reversed":
        look = "trouble"
    sentences = [event.sentence] if event.sentence else []
    return Entry(event.on, look, event.title, sentences, actor_word(event.actor))


def _letters(case: CaseView, step: str, event: ShownEvent, ending: str) -> list[dict[str, Any]]:
    """The letters that the event tells of: those of its notice that left, or those that failed."""
    named = event.given.get("notice")
    notices = {
        notice["id"]
        for notice in case.notices
        if notice["id"] == named or (named is None and notice["step"] == step)
    }
    return [
        letter
        for letter in case.letters
        if letter["notice_id"] in notices
        and letter["media_type"] == "application/pdf"
        and (letter["state"] in FAILED) == (ending != "sent")
    ]


def _untold_letters(case: CaseView, entries: Sequence[Entry]) -> list[Entry]:
    """Letters that no event showed, such as one that is being sent just now."""
    told = {letter["id"] for entry in entries for letter in entry.letters}
    steps = {notice["id"]: notice["step"] for notice in case.notices}
    return [
        Entry(
            date.fromisoformat(letter["made_on"]),
            "letter",
            letter_word(steps.get(letter["notice_id"], letter["kind"])),
            [letter["sentence"]] if letter["sentence"] else [],
            "",
            [letter],
        )
        for letter in case.letters
        if letter["id"] not in told and letter["media_type"] == "application/pdf"
    ]
