"""Composing a letter beside the flow: what every letter says of the claim, and what it is about.

Each kind has a teller that reads what the letter tells of (a hold, a dispute, a plan) and gives the
day to pay by and the parts of `Letter` that are its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kvitt.application.compose_letter import Senders, compose_letter
from kvitt.application.plan_side_letter import source_of
from kvitt.application.settlement_offer_letter import settlement_offer_told
from kvitt.documents.letter import Letter
from kvitt.documents.side_parts import DeferralTold
from kvitt.domain.flow import Flow
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.interest import interest_segments, with_carry
from kvitt.store.holds import agreed_of
from kvitt.store.notices import LetterClaim, LetterFacts, NoticeToSend


class NothingToTell(Refusal):
    """What the letter tells of is not there any more, or nobody can tell of it."""


@dataclass(frozen=True, slots=True)
class SideSource:
    """What a teller is given: the notice, its claims, and the day with its law."""

    notice: NoticeToSend
    tenant_id: int
    claims: list[LetterClaim]
    law: LawBook
    today: date

    @property
    def source_id(self) -> int:
        """The number of the hold, dispute, plan or instalment that the letter tells of."""
        return source_of(self.notice.step)


@dataclass(frozen=True, slots=True)
class SideTold:
    """The day to pay by, and fields of `Letter` in place of those that every letter has."""

    pay_by: date
    fields: Mapping[str, Any] = field(default_factory=dict)


def compose_side_letter(
    notice: NoticeToSend,
    facts: LetterFacts,
    senders: Senders,
    steps: Flow,
    law: LawBook,
    *,
    today: date,
) -> Letter:
    """The letter beside the flow as it leaves today.

    Raises NothingToTell, LetterDoesNotAddUp, and LawNotKnown where today's rate is not known.
    """
    teller = TELLERS.get(notice.kind)
    if teller is None:
        raise NothingToTell(f"nothing tells what a {notice.kind.replace('_', ' ')} is about")
    source = SideSource(
        notice, senders.creditor.tenant_id, facts.claims[notice.case_id], law, today
    )
    told = teller(source)
    letter = compose_letter(notice, facts, senders, steps, law, today=today, pay_by=told.pay_by)
    return replace(letter, **told.fields)


def _deferral_confirmation(source: SideSource) -> SideTold:
    """The new day, the old one, and whether interest runs between them."""
    found = agreed_of(source.tenant_id, source.source_id)
    until, agreed = found or (None, {})
    if until is None or until <= source.today:
        raise NothingToTell("the deferral has ended before its letter left")
    runs = agreed["interest"] == "runs"
    told = DeferralTold(
        old_day_on=date.fromisoformat(agreed["old_due_on"]),
        interest="runs" if runs else "waived",
        interest_minor=_interest_through(source, until) if runs else None,
        asked_by_debtor=agreed["by"] == "debtor" or agreed.get("asked_by_debtor", True),
    )
    return SideTold(until, {"deferral": told})


def _interest_through(source: SideSource, until: date) -> int | None:
    """What the principal bears from today through the new day; None where a rate is unknown."""
    total_minor = 0
    for claim in source.claims:
        from_ = max(source.today, claim.due_on + ONE_DAY)
        if not claim.principal_open_minor or from_ > until:
            continue
        try:
            segments = interest_segments(
                source.law, base_minor=claim.principal_open_minor, from_=from_,
                until=until + ONE_DAY, debtor_kind=source.notice.debtor_kind,
            )  # fmt: skip
        except LawNotKnown:
            return None
        total_minor += sum(with_carry(segments, 0)[0])
    return total_minor


def _settlement_offer(source: SideSource) -> SideTold:
    told = settlement_offer_told(source.tenant_id, source.source_id, today=source.today)
    return SideTold(*told)


TELLERS: dict[str, Callable[[SideSource], SideTold]] = {
    "deferral_confirmation": _deferral_confirmation,
    "settlement_offer": _settlement_offer,
}
"""Who tells what each kind of letter beside the flow is about."""
