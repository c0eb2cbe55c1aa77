"""Approving a text: by another person than the one who proposed it, after a preview without fault.

The text is used from a day; what was used before stays as it was, for the letters of its days.
"""

from datetime import date

from kvitt.application.edit_text import found_text, told_text
from kvitt.application.preview_text import filled_for_sample
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.history import Event, add_history
from kvitt.store.session import tenant_scope
from kvitt.store.text_templates import TextVersion, add_approval, take_turn


class SamePerson(Refusal):
    """Nobody approves what they proposed themselves."""


class TextNotPreviewed(Refusal):
    """The text was not previewed, or cannot be filled for every case of the sample."""


class TextApprovedAlready(Refusal):
    """The version was approved before."""


class TextBeginsTooEarly(Refusal):
    """A text is used from the day of its approval at the earliest."""


def approve_text(
    creditor: Creditor, template_id: int, *, from_on: date, by: str, today: date
) -> TextVersion:
    """Lets the version be used from ``from_on``; from then on it replaces the one before.

    Raises TextNotFound, SamePerson, TextNotPreviewed, TextApprovedAlready and TextBeginsTooEarly.
    """
    with tenant_scope(creditor.tenant_id):
        take_turn(creditor.tenant_id)
        version = found_text(creditor, template_id)
        _refuse_unready(version, from_on=from_on, by=by, today=today)
        refused = filled_for_sample(creditor, version, today=today).refused
        if refused:  # the cases may have changed since somebody looked
            raise TextNotPreviewed(
                f"the text cannot be filled for case {refused[0].case} ({refused[0].refused}): "
                "propose a text that can",
                cases=[one.case for one in refused],
            )
        add_approval(creditor.tenant_id, template_id, by=by.strip(), today=today, from_on=from_on)
        given = told_text(version) | {"from": from_on.isoformat()}
        event = Event(None, "text_approved", given)
        add_history(creditor.tenant_id, [event], on_day=today, actor=by.strip())
        return found_text(creditor, template_id)


def _refuse_unready(version: TextVersion, *, from_on: date, by: str, today: date) -> None:
    if version.approved_on is not None:
        raise TextApprovedAlready(
            f"{version.approved_by} approved version {version.number} on {version.approved_on}"
        )
    if not by.strip() or by.strip().casefold() == version.proposed_by.strip().casefold():
        raise SamePerson(
            f"{version.proposed_by} proposed the text: another person approves it",
            proposed_by=version.proposed_by,
        )
    if version.previewed_on is None or version.refused:
        problem = f"it was refused for {version.refused} cases" if version.refused else "not yet"
        raise TextNotPreviewed(
            f"the text is approved after a preview without fault; {problem}: "
            f"kvitt text preview {version.id} shows it"
        )
    if from_on < today:
        raise TextBeginsTooEarly(f"the text is used from {today} at the earliest, not {from_on}")
