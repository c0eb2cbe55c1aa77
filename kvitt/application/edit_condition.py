"""Proposing a condition of a creditor's own, and letting another person approve it.

A condition says of each case yes or no. It is used where somebody names it, as the automation of a
step does: what it does not hold for, and what it has no answer for, waits for a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.edit_text import NAME
from kvitt.application.keep_versions import Kept, Refused
from kvitt.application.try_condition import answers_for_sample
from kvitt.domain.case_condition import case_condition
from kvitt.kernel.refusal import Refusal
from kvitt.store.conditions import CONDITIONS, ConditionVersion
from kvitt.store.creditors import Creditor

CONDITION = Kept("condition", CONDITIONS)


class ConditionNameUnclear(Refusal):
    """A condition is not named so."""


@dataclass(frozen=True, slots=True)
class ConditionPreview:
    """A version of a condition with what it says of each case: yes, no, or why nothing."""

    version: ConditionVersion
    answers: Mapping[str, bool | str]


def propose_condition(
    creditor: Creditor, *, name: str, source: str, by: str, today: date
) -> ConditionVersion:
    """Keeps the condition as the next version, a draft: nothing uses it until it is approved.

    Raises ConditionNotAllowed and its kinds, ConditionNameUnclear and NobodyNamed.
    """
    case_condition(source)
    if not NAME.fullmatch(name):
        raise ConditionNameUnclear(
            "“{name}” cannot name a condition: use small letters, digits and _", name=name
        )
    return CONDITION.propose(creditor, source, by=by, today=today, name=name)


def preview_condition(
    creditor: Creditor, version_id: int, *, by: str, today: date
) -> ConditionPreview:
    """Asks the version of a sample of the creditor's cases and notes that somebody looked.

    Raises VersionNotFound and NobodyNamed.
    """
    answers: dict[str, bool | str] = {}

    def count(version: ConditionVersion) -> dict[str, int]:
        answers.update(answers_for_sample(creditor, version.source, today=today))
        return counted(answers)

    version = CONDITION.preview(creditor, version_id, count, by=by, today=today)
    return ConditionPreview(version, answers)


def approve_condition(
    creditor: Creditor, version_id: int, *, from_on: date, by: str, today: date
) -> ConditionVersion:
    """Lets the version be used from ``from_on``; from then on it replaces the one before.

    Raises VersionNotFound, NobodyNamed, SamePerson, NotPreviewed, ApprovedAlready and
    BeginsTooEarly.
    """

    def refused(version: ConditionVersion) -> Sequence[Refused]:
        answers = answers_for_sample(creditor, version.source, today=today)
        return [Refused(case, said) for case, said in answers.items() if isinstance(said, str)]

    return CONDITION.approve(creditor, version_id, refused, from_on=from_on, by=by, today=today)


def all_conditions(creditor: Creditor) -> list[ConditionVersion]:
    """The creditor's conditions with all their versions, the newest of each leading."""
    return CONDITION.all(creditor)


def counted(answers: Mapping[str, bool | str]) -> dict[str, int]:
    """How many cases were asked, for how many it held, and for how many it had no answer."""
    said = list(answers.values())
    return {
        "cases": len(said),
        "held": said.count(True),
        "refused": sum(isinstance(one, str) for one in said),
    }
