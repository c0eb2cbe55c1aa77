"""Recomputing fees: each is asked for again at the one gate, with what had been charged before it.

The rows do not always tell which of two things of the same day came first. Then both readings are
lawful, and the fee stands where either gives it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.charging import FREE_LETTERS_THAT_BIND
from kvitt.domain.stored_charges import (
    INTEREST,
    LawAsOf,
    StoredCase,
    StoredClaim,
    StoredItem,
    StoredNotice,
)
from kvitt.kernel.days import ONE_DAY
from kvitt.law.collection_fee import heavy_from
from kvitt.law.fee_terms import Circumstances, EarlierFee, FeeNotAllowed
from kvitt.law.fees import COMPENSATION, fee


class FeeAnswer(NamedTuple):
    """The gate's answer for one reading of what had happened before, in whole minor units."""

    amount_minor: int
    reference: str
    sentence: str
    """Why nothing may be charged; empty where the fee stands."""


class _Reading(NamedTuple):
    """What the rows leave open about the moment of a charge."""

    with_voided_that_day: bool
    with_other_claims: bool


_READINGS = tuple(_Reading(voided, others) for voided in (False, True) for others in (True, False))


def fee_answers(case: StoredCase, item: StoredItem, law: LawAsOf) -> Iterator[FeeAnswer]:
    """What the gate answers for the item, the likeliest reading first; made as they are asked for.

    Raises LawNotKnown and UnknownFee.
    """
    for then in case.as_charged(item):
        asked: set[tuple[EarlierFee, ...]] = set()
        for reading in _READINGS:
            earlier = tuple(_earlier(then, item, reading))
            if earlier not in asked:
                asked.add(earlier)
                yield _ask_the_gate(then, item, law, earlier)


def is_given(item: StoredItem, answer: FeeAnswer) -> bool:
    """Whether the item is what the gate answers, or what the creditor's terms lower that to."""
    lowered_minor = item.given.get("lowered_to_minor")
    if lowered_minor is None:
        return item.amount_minor == answer.amount_minor
    return bool(item.amount_minor == lowered_minor <= answer.amount_minor)


def _ask_the_gate(
    case: StoredCase, item: StoredItem, law: LawAsOf, earlier: Sequence[EarlierFee]
) -> FeeAnswer:
    claim = next(claim for claim in case.claims if claim.claim_id == item.claim_id)
    given = item.given
    try:
        granted = fee(
            law.book,
            item.kind,
            due_on=_due_on(case, claim, item),
            sent_on=item.dated_on,
            debtor_kind=case.debtor_kind,
            principal_minor=_principal_then(case, item),
            agreed=claim.fees_agreed,
            earlier=earlier,
            known_on=law.known_on,
            circumstances=Circumstances(
                reason=str(given.get("reason", "")),
                is_heavy="heavy_factor_hundredths" in given and _is_heavy(case, item, law),
                with_vat="vat_factor_hundredths" in given,
                instalments=int(given.get("instalments", 0)),
            ),
        )
    except FeeNotAllowed as no:
        return FeeAnswer(0, no.reference, no.sentence)
    return FeeAnswer(granted.amount_minor, granted.because.reference, "")


def _earlier(case: StoredCase, item: StoredItem, reading: _Reading) -> Iterator[EarlierFee]:
    """What earlier letters had charged when the item was charged, as `charging` counted it."""
    letters = _letters_before(case, item)
    # Letters of earlier rounds too: what they charged counts with the time that they gave.
    deadlines = {letter.notice_id: _deadline_then(letter, item) for letter in case.notices}
    for other in case.items:
        if other.item_id >= item.item_id:
            break
        if other.kind == INTEREST or not other.of_a_measure:
            continue
        if _stood(other, item, reading) and _counts(other, item, reading):
            deadline_on = deadlines.get(other.notice_id or 0)
            yield EarlierFee(other.kind, other.dated_on, deadline_on, other.amount_minor)
    for letter in letters:
        deadline_on = deadlines[letter.notice_id]
        if letter.covered_kind:
            yield EarlierFee(
                letter.covered_kind, letter.planned_on, deadline_on, 0, letter.covered_minor
            )
        if letter.kind in FREE_LETTERS_THAT_BIND and letter.sent_on is not None:
            yield EarlierFee(letter.kind, letter.sent_on, deadline_on, 0)


def _is_heavy(case: StoredCase, item: StoredItem, law: LawAsOf) -> bool:
    """Whether a payment demand had gone unheeded for so long that the agency's fee grew."""
    deadlines = [
        letter.deadline_on
        for letter in _letters_before(case, item)
        if letter.kind == "payment_demand" and letter.deadline_on is not None
    ]
    return any(item.dated_on >= heavy_from(law.book, on, law.known_on) for on in deadlines)


def _stood(other: StoredItem, item: StoredItem, reading: _Reading) -> bool:
    if other.voided_on is None or other.voided_on > item.dated_on:
        return True
    return other.voided_on == item.dated_on and reading.with_voided_that_day


def _counts(other: StoredItem, item: StoredItem, reading: _Reading) -> bool:
    """Fees count with their claim; compensation of another claim may count for the first one."""
    if other.claim_id == item.claim_id:
        return True
    return other.kind == COMPENSATION and reading.with_other_claims


def _letters_before(case: StoredCase, item: StoredItem) -> list[StoredNotice]:
    """The letters of the item's case and round that came before it, without those withdrawn."""
    own = _notice_of(case, item)
    case_id = own.case_id if own is not None else _case_then(case, item)
    return [
        letter
        for letter in case.notices
        if letter.case_id == case_id and letter.cycle == item.cycle and letter.state != "withdrawn"
        if (
            letter.notice_id < own.notice_id
            if own is not None
            else letter.sent_on is not None and letter.sent_on <= item.dated_on
        )
    ]


def _deadline_then(letter: StoredNotice, item: StoredItem) -> date | None:
    """The letter's deadline as it was known: a late receipt of posting may have moved it since."""
    moved_later = letter.confirmed_on is not None and letter.confirmed_on >= item.dated_on
    if moved_later and letter.deadline_on is not None:
        return min(letter.deadline_on, item.dated_on - ONE_DAY)
    return letter.deadline_on


def _notice_of(case: StoredCase, item: StoredItem) -> StoredNotice | None:
    return next((one for one in case.notices if one.notice_id == item.notice_id), None)


def _case_then(case: StoredCase, item: StoredItem) -> int:
    """The case of a charge without a letter: that of the letter which charged its claim before."""
    for other in reversed(case.items):
        if other.item_id < item.item_id and other.claim_id == item.claim_id:
            own = _notice_of(case, other)
            if own is not None:
                return own.case_id
    return case.case_id


def _due_on(case: StoredCase, claim: StoredClaim, item: StoredItem) -> date:
    """The due day by which the fee was asked for: the case's last one, the claim's for its sum."""
    told = item.given.get("due_on")
    if item.kind == COMPENSATION or not isinstance(told, str):
        return claim.due_on
    named = date.fromisoformat(told)
    return named if any(one.due_on == named for one in case.claims) else claim.due_on


def _principal_then(case: StoredCase, item: StoredItem) -> int:
    """The principal that was open when the fee was charged."""
    own = _notice_of(case, item)
    if own is not None:
        return own.principal_minor
    return sum(max(claim.open_on(item.dated_on)) for claim in case.claims)
