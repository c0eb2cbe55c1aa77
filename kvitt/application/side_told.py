"""What the tellers of letters beside the flow are given, what they answer, and when they do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kvitt.application.plan_side_letter import source_of
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.store.notices import LetterClaim, NoticeToSend
from kvitt.store.side_letters import DisputeFacts, PlanFacts


class NothingToTell(Refusal):
    """What the letter tells of is not there, or does not fit any more: a person looks at it."""


class Overtaken(Refusal):
    """What the letter was to tell has been overtaken by what came after: it need not leave."""


@dataclass(frozen=True, slots=True)
class SideSource:
    """What a teller is given: the notice, its claims, and the day with its law."""

    notice: NoticeToSend
    tenant_id: int
    claims: list[LetterClaim]
    law: LawBook
    today: date
    disputes: Mapping[int, DisputeFacts]
    plan: PlanFacts | None

    @property
    def source_id(self) -> int:
        """The number of the hold or dispute that the letter tells of."""
        return source_of(self.notice.step)


@dataclass(frozen=True, slots=True)
class SideTold:
    """The day to pay by, and fields of `Letter` in place of those that every letter has."""

    pay_by: date
    fields: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    """The payment reference where it is not the claim's."""
