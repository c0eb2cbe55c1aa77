"""Charging: what a letter or a day puts on a case, each amount through the one gate of the law.

Flows and agreements may ask for less than the law allows, never for more: the gate
(`kvitt.law.fees.fee`) says the ceiling, and what it refuses is told with its paragraph.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from kvitt.domain.decision import Charge, InterestBooked
from kvitt.domain.facts import ClaimFacts, Facts, FeeFacts, NoticeFacts
from kvitt.domain.flow import FlowNotKnown, flow
from kvitt.kernel.because import Because
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.law.collection_fee import heavy_from
from kvitt.law.fee_terms import (
    NOTHING_SPECIAL,
    Circumstances,
    EarlierFee,
    Fee,
    FeeNotAllowed,
)
from kvitt.law.fees import COMPENSATION, fee
from kvitt.law.interest import DENOMINATOR, interest_segments, with_carry
from kvitt.law.limits import FEES_OF_THE_OTHER, WHO_COLLECTS

COLLECTION_FEE = "collection_fee"
CHARGED_BY_ONE = frozenset(kind for kinds in FEES_OF_THE_OTHER.values() for kind in kinds)
FREE_LETTERS_THAT_BIND = ("collection_notice", "payment_demand", "collection_demand")
"""Letters whose deadline counts even where they cost nothing."""


class StepCharges(NamedTuple):
    """What a step puts on the claims, and what the law did not allow."""

    charges: list[Charge]
    booked: list[InterestBooked]
    refused: list[str]
    covered: Fee | None
    """The fee that compensation for late payment covers in whole or part, if any."""


def charges_of_step(
    facts: Facts,
    kinds: Sequence[str],
    today: date,
    law: LawBook,
    *,
    with_interest: bool,
    step: str = "",
) -> StepCharges:
    """Interest through today where the step asks for it, then each of its fees that is allowed.

    A letter of ``step`` that came back leaves again; what it charged stays one fee. Raises
    LawNotKnown where the book does not reach.
    """
    made = StepCharges([], [], [], None)
    if with_interest:
        for claim in facts.claims:
            charges, stand = interest_charges(claim, today, law, facts.debtor_kind)
            made.charges.extend(charges)
            if stand is not None:
                made.booked.append(stand)
    covered: Fee | None = None
    for kind in kinds:
        for claim in _bearers(facts, kind):
            if any(_is_of_step(facts, fee, kind, claim, step) for fee in facts.fees):
                continue
            allowed = _allowed(facts, claim, kind, today, law, made)
            if allowed is None:
                continue
            if allowed.amount_minor:
                made.charges.append(
                    Charge(claim.claim_id, kind, allowed.amount_minor, allowed.because)
                )
            if allowed.covered_minor:
                covered = allowed
    return made._replace(covered=covered)


def _is_of_step(facts: Facts, fee: FeeFacts, kind: str, claim: ClaimFacts, step: str) -> bool:
    """Whether that step has charged the kind on the claim in this cycle already."""
    return (
        bool(step)
        and (fee.kind, fee.step, fee.cycle) == (kind, step, facts.cycle)
        and fee.claim_id in (0, claim.claim_id)
        and fee.amount_minor > 0
    )


def interest_charges(
    claim: ClaimFacts, through_on: date, law: LawBook, debtor_kind: str
) -> tuple[list[Charge], InterestBooked | None]:
    """Late interest from the day after the last booked one through ``through_on``, by segment.

    The carry keeps the running total of the claim rounded once: what the segments round off is
    brought forward, and stands with each item so that it can be computed again by itself. Returns
    no stand where there is nothing to book.
    """
    from_ = claim.interest_through_on + ONE_DAY
    until = through_on + ONE_DAY
    if from_ >= until or claim.principal_open_minor == 0:
        return [], None
    segments = interest_segments(
        law,
        base_minor=claim.principal_open_minor,
        from_=from_,
        until=until,
        debtor_kind=debtor_kind,
    )
    amounts, carry = with_carry(segments, claim.interest_carry)
    charges, before = [], claim.interest_carry
    for segment, amount_minor in zip(segments, amounts, strict=True):
        if amount_minor > 0:
            given: dict[str, str | int] = {"days": segment.days, "carry": before}
            charges.append(
                Charge(
                    claim.claim_id,
                    "interest",
                    amount_minor,
                    Because("late_interest", segment.reference, given),
                    segment.from_,
                    segment.until,
                    segment.rate_bp,
                    segment.base_minor,
                )
            )
        before += segment.numerator - amount_minor * DENOMINATOR
    return charges, InterestBooked(claim.claim_id, through_on, carry)


def grown_collection_fee(facts: Facts, today: date, law: LawBook) -> Charge | None:
    """What the agency's fee is more by today than what has been charged of it, if anything.

    It grows when the payment demand has gone unheeded for more than 28 days, and with the base
    rate, since the day on which the principal is covered decides it. Until the demand's own
    deadline the sum that it asks for stands. Raises LawNotKnown.
    """
    silent_since = _silent_since(facts)
    if silent_since is None or today <= silent_since:
        return None
    is_heavy = today >= heavy_from(law, silent_since)
    lead = lead_claim(facts)
    try:
        circumstances = Circumstances(is_heavy=is_heavy)
        granted = fee_of(facts, lead, COLLECTION_FEE, today, law, circumstances=circumstances)
    except FeeNotAllowed:
        return None
    if not granted.amount_minor:
        return None
    return Charge(lead.claim_id, COLLECTION_FEE, granted.amount_minor, granted.because)


def fee_grows_on(facts: Facts, today: date, law: LawBook) -> date | None:
    """The next day on which `grown_collection_fee` can answer something else. Raises LawNotKnown.

    The base rate ends with a known day: that is the day to ask again.
    """
    silent_since = _silent_since(facts)
    if silent_since is None:
        return None
    days = [silent_since + ONE_DAY, heavy_from(law, silent_since)]
    ends_on = law.value("fees.base_rate", on=today).applies_until
    if ends_on is not None:
        days.append(ends_on)
    return min((day for day in days if day > today), default=None)


def fee_of(
    facts: Facts,
    claim: ClaimFacts,
    kind: str,
    today: date,
    law: LawBook,
    *,
    charged_today: Sequence[Charge] = (),
    circumstances: Circumstances = NOTHING_SPECIAL,
) -> Fee:
    """The fee of a kind on a claim of the case today, as the law and the creditor's terms have it.

    Raises FeeNotAllowed, UnknownFee and LawNotKnown.
    """
    _require_who_may_charge(facts, kind, today, law)
    granted = fee(
        law,
        kind,
        due_on=claim.due_on if kind == COMPENSATION else facts.due_on,
        sent_on=today,
        debtor_kind=facts.debtor_kind,
        principal_minor=facts.principal_open_minor,
        agreed=claim.fees_agreed,
        earlier=earlier_measures(facts, claim, charged_today, today),
        circumstances=_of_this_case(circumstances, facts),
    )
    return lowered(_with_reason(granted, circumstances.reason), facts)


def _with_reason(granted: Fee, reason: str) -> Fee:
    """The fee with the recorded reason why a second measure was called for."""
    if not reason:
        return granted
    because = granted.because
    told = Because(because.rule, because.reference, {**because.given, "reason": reason})
    return Fee(granted.kind, granted.amount_minor, told, granted.covered_minor)


@lru_cache(maxsize=1024)
def _with_past(circumstances: Circumstances, with_vat: bool) -> Circumstances:
    return replace(circumstances, of_a_case=True, with_vat=with_vat or circumstances.with_vat)


def _of_this_case(circumstances: Circumstances, facts: Facts) -> Circumstances:
    """The question is asked of a case whose past is known, by the creditor's own terms."""
    return _with_past(circumstances, facts.terms.with_vat)


def _require_who_may_charge(facts: Facts, kind: str, today: date, law: LawBook) -> None:
    """An agency's fees are an agency's, the creditor's own demand is the creditor's (Norway)."""
    if law.country != "NO" or kind not in CHARGED_BY_ONE:
        return
    collection = facts.terms.collection
    if not collection:
        try:
            collection = flow(facts.flow).collection
        except FlowNotKnown:  # a flow from a file: the law looked at it when it was read
            return
    if kind in FEES_OF_THE_OTHER[collection]:
        raise FeeNotAllowed(
            "{kind:word} is not charged where {who_collects}",
            reference=law.value("fees.base_rate", on=today).reference,
            kind=kind,
            who_collects=WHO_COLLECTS[collection],
        )


def lowered(granted: Fee, facts: Facts) -> Fee:
    """The fee at the most that the creditor's agreement asks for, where that is less."""
    most = facts.terms.at_most_minor.get(granted.kind)
    if most is None:
        return granted
    if granted.kind == COLLECTION_FEE:  # it grows by differences: the limit is for their sum
        before = sum(one.amount_minor for one in facts.fees if one.kind == COLLECTION_FEE)
        most = max(0, most - before)
    if granted.amount_minor <= most:
        return granted
    because = granted.because
    given = {**because.given, "law_allows_minor": granted.amount_minor, "lowered_to_minor": most}
    told = Because(because.rule, because.reference, given)
    return Fee(granted.kind, most, told, granted.covered_minor)


def earlier_measures(
    facts: Facts, claim: ClaimFacts, charged_today: Sequence[Charge], today: date
) -> list[EarlierFee]:
    """What earlier letters and this one have charged, and what compensation covered.

    In a case of several claims the letters' fees lie on the first one; compensation is owed for
    each claim and covers them all.
    """
    deadlines = {notice.notice_id: notice.deadline_on for notice in facts.notices}
    earlier = [
        EarlierFee(
            charged.kind,
            charged.dated_on,
            charged.deadline_on or deadlines.get(charged.notice_id or 0),
            charged.amount_minor,
        )
        for charged in facts.fees
        if charged.amount_minor and _counts(facts, claim, charged)
    ]
    earlier += [
        EarlierFee(
            notice.covered_kind, notice.planned_on, notice.deadline_on, 0, notice.covered_minor
        )
        for notice in facts.notices
        if notice.covered_kind
    ]
    earlier += [
        EarlierFee(one.kind, one.dated_on, None, 0, one.amount_minor)
        for one in facts.covered_before
    ]
    earlier += _free_letters(facts)
    earlier += [
        EarlierFee(charge.kind, today, None, charge.amount_minor)
        for charge in charged_today
        if charge.kind != "interest" and _counts(facts, claim, charge)
    ]
    return earlier


def _counts(facts: Facts, claim: ClaimFacts, charged: FeeFacts | Charge) -> bool:
    """Whether an earlier charge bears on a fee of the claim: letters' fees count for the case."""
    return (
        len(facts.claims) == 1
        or charged.kind != COMPENSATION
        or charged.claim_id == claim.claim_id
        or claim is lead_claim(facts)
    )


def _free_letters(facts: Facts) -> Iterator[EarlierFee]:
    for notice in facts.notices:
        if notice.kind in FREE_LETTERS_THAT_BIND and notice.sent_on is not None:
            yield EarlierFee(notice.kind, notice.sent_on, notice.deadline_on, 0)


def _bearers(facts: Facts, kind: str) -> Sequence[ClaimFacts]:
    """The claims that bear a fee: each claim its compensation, the first one a letter's fee."""
    if len(facts.claims) == 1:
        return facts.claims
    owing = [claim for claim in facts.claims if claim.principal_open_minor]
    if kind == COMPENSATION:
        have = {charged.claim_id for charged in facts.fees if charged.kind == COMPENSATION}
        return [claim for claim in owing if claim.claim_id not in have]
    lead = lead_claim(facts)
    if kind == "reminder":
        return [next((claim for claim in owing if claim.fees_agreed), lead)]
    return [lead]


def lead_claim(facts: Facts) -> ClaimFacts:
    """The claim that bears what is charged for the whole case: the oldest on which principal is
    open."""
    if len(facts.claims) == 1:
        return facts.claims[0]
    return next((claim for claim in facts.claims if claim.principal_open_minor), facts.claims[0])


def _allowed(
    facts: Facts, claim: ClaimFacts, kind: str, today: date, law: LawBook, made: StepCharges
) -> Fee | None:
    """The fee that the law allows today, or None with the reason noted: the letter still goes."""
    if _is_waived(facts, kind):
        made.refused.append(
            Sentence("{kind:word}: a person has given it up on this case", kind=kind)
        )
        return None
    if kind in facts.charged_before:
        made.refused.append(
            Sentence("{kind:word}: an earlier letter has charged it already", kind=kind)
        )
        return None
    try:
        return fee_of(facts, claim, kind, today, law, charged_today=made.charges)
    except FeeNotAllowed as no:
        made.refused.append(str(no))
        return None


def _is_waived(facts: Facts, kind: str) -> bool:
    """Whether a person has given up a fee of the kind: it does not come again by itself."""
    return any(charged.kind == kind and not charged.amount_minor for charged in facts.fees)


def _silent_since(facts: Facts) -> date | None:
    """The last day on which the debtor had time to pay what the demand asks for, or had paid.

    Days of a deferral, and days that a payment covered until the bank took it back, are no silence:
    no rule was found for them, and this reading is the debtor's.
    """
    demand = _unheeded_demand(facts)
    if demand is None or demand.deadline_on is None:
        return None
    return max(demand.deadline_on, facts.time_given_until or demand.deadline_on)


def _unheeded_demand(facts: Facts) -> NoticeFacts | None:
    """The last payment demand, where the agency's fee has been charged and principal is open."""
    if not any(charged.kind == COLLECTION_FEE for charged in facts.fees):
        return None
    if _is_waived(facts, COLLECTION_FEE) or COLLECTION_FEE in facts.charged_before:
        return None
    if not facts.principal_open_minor:
        return None
    for notice in reversed(facts.notices):
        if notice.kind == "payment_demand" and notice.state == "sent":
            return notice
    return None
