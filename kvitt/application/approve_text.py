"""Approving a text: by another person than the one who proposed it, after a preview without fault.

The text is used from a day; what was used before stays as it was, for the letters of its days.
"""

from datetime import date
from functools import partial

from kvitt.application.edit_text import TEXT
from kvitt.application.preview_text import refused_of_sample
from kvitt.store.creditors import Creditor
from kvitt.store.text_templates import TextVersion


def approve_text(
    creditor: Creditor, version_id: int, *, from_on: date, by: str, today: date
) -> TextVersion:
    """Lets the version be used from ``from_on``; from then on it replaces the one before.

    Raises VersionNotFound, NobodyNamed, SamePerson, NotPreviewed, ApprovedAlready and
    BeginsTooEarly.
    """
    return TEXT.approve(
        creditor, version_id, partial(refused_of_sample, creditor, today=today),
        from_on=from_on, by=by, today=today,
    )  # fmt: skip
