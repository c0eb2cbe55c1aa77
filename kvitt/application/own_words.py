"""A creditor's own words in letters: the approved text of the day, filled for the letter's case.

They stand in a free place. What the law asks for stands beside them, and the checklist judges the
letter with them as without.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kvitt.application.edit_text import GREETING
from kvitt.application.preview_text import words_for_case
from kvitt.application.show_case import show_case
from kvitt.documents.letter import Letter
from kvitt.store.notices import NoticeToSend
from kvitt.store.text_templates import TEXTS, TextVersion

OF_LETTERS = ("side_letter", "reminder_tone")
TextsInUse = Mapping[tuple[str, str, str], TextVersion]
"""The texts of a creditor that are used on a day, by purpose, name and language."""


def texts_in_use(tenant_id: int, *, on: date) -> TextsInUse:
    """The creditor's texts of the day for letters: one read for all letters of a chunk."""
    return {
        (one.purpose, one.name, one.language): one
        for one in TEXTS.all_in_use(tenant_id, on=on)
        if one.purpose in OF_LETTERS and one.body.strip()
    }


def with_own_words(
    letter: Letter, notice: NoticeToSend, texts: TextsInUse, tenant_id: int, *, today: date
) -> tuple[Letter, int | None]:
    """The letter with the creditor's own words where it has any, and the version that was used.

    A text that cannot be filled for the case stops the letter: VariableIsMissing and others.
    """
    place: tuple[str, str] = ("side_letter", letter.kind)
    if notice.of_flow:
        place = ("reminder_tone", GREETING if letter.kind == "friendly_reminder" else "")
    text = texts.get((*place, letter.language))
    if text is None:
        return letter, None
    view = show_case(f"{tenant_id}-{notice.case_id}", today=today)
    words = words_for_case(text, view)
    if not words:
        return letter, None
    if notice.of_flow:
        return replace(letter, greeting=words), text.id
    return replace(letter, own_words=words), text.id
