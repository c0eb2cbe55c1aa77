"""What closing a case stopped and settled, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kvitt.application.case_words import HOLDS, TASKS, letter_word, word
from kvitt.application.money_and_days import money_text, number_text
from kvitt.web.design import Notice


def stopped(told: Mapping[str, Any], currency: str) -> Notice:
    """The letters, holds, questions and sums that ended with the case."""
    letters = {
        "revoked": _("Called back before it was posted: %(what)s."),
        "not_revoked": _("Could not be called back any more: %(what)s."),
        "withdrawn": _("Planned and not sent: %(what)s."),
    }
    said = [
        sentence % {"what": ", ".join(letter_word(step) for step in told[name])}
        for name, sentence in letters.items()
        if told.get(name)
    ]
    said += [
        sentence % {"what": ", ".join(dict.fromkeys(word(words, one) for one in told[name]))}
        for name, words, sentence in (
            ("holds", HOLDS, _("Ended: %(what)s.")),
            ("tasks", TASKS, _("No longer asked: %(what)s.")),
        )
        if told.get(name)
    ]
    if told.get("disputes"):
        said.append(_("Objections that ended: %(count)s.")
                    % {"count": number_text(told["disputes"])})  # fmt: skip
    for name, sentence in (
        ("voided_minor", _("Fees and interest taken back: %(sum)s.")),
        ("written_off_minor", _("Given up in the books: %(sum)s.")),
    ):
        if told.get(name):
            said.append(sentence % {"sum": money_text(told[name], currency)})
    return Notice(_("The case is closed."), tuple(said) or (_("Nothing was waiting."),), "good")
