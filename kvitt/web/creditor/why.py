"""Why a late case gets no letter today, in the reader's language."""

from django.utils.translation import gettext as _

from kvitt.application.case_wording import next_sentence
from kvitt.application.case_words import HOLDS, TASKS, word
from kvitt.application.money_and_days import day_text, last_day_text
from kvitt.domain.suggestion import Cause

TELL_THEIR_DAY = ("declined", "not_due", "off", "asked")
"""Causes whose sentence has its day already, or for which no day is known."""


def cause_text(cause: Cause) -> str:
    """The rule that keeps the letter back, with the day until which it does."""
    told = _words(cause)
    if cause.until is None or cause.kind in TELL_THEIR_DAY:
        return told
    through = cause.kind in HOLDS
    words = _("Through %(day)s.") if through else _("The next letter: %(day)s at the earliest.")
    return f"{told} {words % {'day': day_text(cause.until)}}"


def _words(cause: Cause) -> str:
    day = day_text(cause.until)
    sentences = {
        "nothing_open": _("Nothing is owed on it."),
        "not_due": _("Nothing can be sent before %(day)s.") % {"day": day},
        "deadline_runs": _("The time of the last letter still runs."),
        "waits": _("The flow waits some days before the next letter."),
        "under_way": _("A letter is on its way."),
        "declined": _("Somebody said no to the letter through %(day)s.")
        % {"day": last_day_text(cause.until) if cause.until else ""},
        "off": _("The step is switched off in your policy."),
        "asked": _("It waits for your yes."),
    }
    if cause.kind in sentences:
        return sentences[cause.kind]
    if cause.kind in HOLDS:
        return _("On hold: %(hold)s.") % {"hold": word(HOLDS, cause.kind).lower()}
    if cause.kind in TASKS:
        return _("A person has a task: %(task)s.") % {"task": word(TASKS, cause.kind).lower()}
    return next_sentence(cause.sentence)
