"""The audit of a life: everything in it that a court or a supervisor would refuse."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from types import ModuleType

from tests.law.auditor import statutes_norway, statutes_sweden
from tests.law.auditor.calendar import DAY
from tests.law.auditor.life import (
    Covered,
    Fee,
    Interest,
    Letter,
    Life,
    Objection,
    Reopened,
    TakenBack,
)
from tests.law.auditor.rates import rounded
from tests.law.auditor.reading import Reading

STATUTES = {"SE": statutes_sweden, "NO": statutes_norway}


def audit(life: Life) -> list[Objection]:
    """Everything unlawful in the life, in no particular order; nothing for a lawful one."""
    statutes = STATUTES[life.country]
    reading = Reading(life, statutes.STATUTES)
    return [
        *_letters(reading, statutes),
        *_fees(reading, statutes),
        *_stops(reading, statutes),
        *_interest(reading, statutes),
        *_order_of_payments(reading),
        *_order_of_wages(reading),
        *_after_the_end(reading, statutes),
    ]


def _letters(reading: Reading, statutes: ModuleType) -> Iterator[Objection]:
    before: list[Letter] = []
    for letter in sorted(reading.letters, key=lambda one: one.on):
        if letter.on <= reading.all_due_on:
            yield reading.objection("letter_before_due", f"{letter.kind} {letter.on}", letter.on)
        least = statutes.least_deadline(letter.kind, letter.on)
        if least is not None and letter.deadline_on < least:
            yield reading.objection(
                "deadline_too_short", f"{letter.deadline_on} for {letter.on}", letter.on
            )
        for other in before:
            if (other.on, other.kind) == (letter.on, letter.kind):
                yield reading.objection("same_letter_twice_in_a_day", letter.kind, letter.on)
            is_another = letter.kind in statutes.DEMANDS and other.kind != letter.kind
            if is_another and letter.on <= other.deadline_on:
                told = f"{other.kind} of {other.on} gave until {other.deadline_on}"
                yield reading.objection("demand_within_an_earlier_deadline", told, letter.on)
        yield from statutes.refused_letters(reading, letter)
        before.append(letter)


def _fees(reading: Reading, statutes: ModuleType) -> Iterator[Objection]:
    for fee in reading.fees:
        if fee.kind not in statutes.KNOWN_KINDS:
            yield reading.objection("fee_that_no_law_knows", fee.kind, fee.on)
        if fee.on <= reading.due[fee.claim_id]:
            yield reading.objection("fee_too_early", f"{fee.kind} on {fee.on}", fee.on)
        needed = statutes.LETTERS_OF_FEES.get(fee.kind)
        letter = reading.letter_by_id.get(fee.letter_id)
        if needed and (letter is None or letter.kind not in needed):
            yield reading.objection("fee_without_its_letter", fee.kind, fee.on)
        if fee.kind == "late_payment_compensation":
            covered_on = reading.claim_covered_on(fee.claim_id)
            if covered_on <= reading.due[fee.claim_id]:
                told = f"claim {fee.claim_id} was paid on {covered_on}"
                yield reading.objection("compensation_without_delay", told, fee.on)
    yield from statutes.refused_fees(reading)
    yield from statutes.refused_steps(reading)


def _stops(reading: Reading, statutes: ModuleType) -> Iterator[Objection]:
    """Nothing is sent or charged while an objection, a deferral or a kept plan stands."""
    if any(claim.was_minor for claim in reading.claims.values()):
        acts = [(one.kind, one.on) for one in reading.letters]
        acts += [(fee.kind, fee.on) for fee in reading.fees if fee.amount_minor]
        for kind, on in acts:
            yield reading.objection("collection_from_a_minor", kind, on)
    for upheld in reading.upheld:
        for fee in reading.fees:
            if fee.amount_minor and fee.kind not in statutes.LEGAL_KINDS:
                told = f"{fee.kind} of {fee.on} was not taken back"
                yield reading.objection("costs_in_spite_of_a_good_objection", told, upheld.on)
    if not reading.stops:
        return
    for letter in reading.letters:
        stop = reading.stopped_on(letter.on)
        if stop is not None:
            yield reading.objection("letter_while_stopped", f"{stop.kind}, {letter}", letter.on)
    for fee in reading.fees:
        stop = reading.stopped_on(fee.on)
        to_court = fee.kind in statutes.COURT_KINDS and stop and stop.kind == "objection"
        if stop is not None and not to_court:
            yield reading.objection("charge_while_stopped", f"{stop.kind}, {fee}", fee.on)
    for step in reading.steps:
        stop = reading.stopped_on(step.on)
        if stop is not None and stop.kind != "objection":
            yield reading.objection("legal_step_while_stopped", f"{stop.kind}, {step}", step.on)


def _interest(reading: Reading, statutes: ModuleType) -> Iterator[Objection]:
    by_claim: dict[int, list[Interest]] = {}
    for one in reading.interest:
        by_claim.setdefault(one.claim_id, []).append(one)
        yield from _one_interest(reading, statutes, one)
    for claim_id, charges in by_claim.items():
        charges.sort(key=lambda one: one.from_)
        for before, after in pairwise(charges):
            if after.from_ < before.until:
                yield reading.objection("interest_twice", f"from {after.from_}", after.on)
        until = max(one.until for one in charges)
        first = reading.due[claim_id] + DAY
        charged = sum(one.amount_minor for one in charges)
        try:
            most = rounded(interest_parts(reading, statutes, claim_id, first, until))
        except IndexError:
            continue  # a charge past the table was objected to by itself
        if charged > most:
            told = f"{charged} for {first} to {until}, the days give {most}"
            yield reading.objection("interest_above_the_sum_of_its_days", told, charges[-1].on)


def interest_parts(
    reading: Reading, statutes: ModuleType, claim_id: int, from_: date, until: date
) -> int:
    """The exact interest of a claim on what was open day by day, in `rates.PARTS`.

    A day on which more was covered than was owed, by a payment that the bank took back, bears none.
    """
    return sum(
        max(base, 0) * statutes.LATE_INTEREST.parts(start, end)
        for start, end, base in reading.spans_of_principal(claim_id, from_, until)
    )


def _one_interest(reading: Reading, statutes: ModuleType, one: Interest) -> Iterator[Objection]:
    table = statutes.LATE_INTEREST
    if one.from_ <= reading.due[one.claim_id]:
        yield reading.objection("interest_before_due", f"from {one.from_}", one.on)
    if one.until > one.on + DAY:
        yield reading.objection("interest_in_advance", f"up to {one.until} on {one.on}", one.on)
    try:
        rates = table.rates_between(one.from_, one.until)
    except IndexError as no:
        yield reading.objection("interest_without_a_known_rate", str(no), one.on)
    else:
        if rates != {one.rate_bp}:
            yield reading.objection("wrong_interest_rate", f"{one.rate_bp}, not {rates}", one.on)
    for start, _, base in reading.spans_of_principal(one.claim_id, one.from_, one.until):
        if one.base_minor > base:
            told = f"{one.base_minor} on {start}, when {base} was open"
            yield reading.objection("interest_on_more_than_the_principal", told, one.on)


def _order_of_payments(reading: Reading) -> Iterator[Objection]:
    """In Sweden nothing goes to the principal while interest on the claim is open."""
    if reading.country != "SE":
        return
    open_minor: dict[int, int] = dict.fromkeys(reading.claims, 0)
    standing = {one.charge_id for one in reading.interest}
    to_principal: dict[tuple[int, int], Covered] = {}
    for event in [*reading.order, None]:
        if isinstance(event, Covered) and not event.is_credit:
            if event.part == "interest":
                open_minor[event.claim_id] -= event.amount_minor
            elif event.part == "principal":
                to_principal[event.payment_id, event.claim_id] = event
            continue
        for covered in to_principal.values():
            if open_minor[covered.claim_id] > 0:
                told = f"{open_minor[covered.claim_id]} interest was open on {covered.on}"
                yield reading.objection("principal_covered_before_interest", told, covered.on)
        to_principal.clear()
        if isinstance(event, Interest) and event.charge_id in standing:
            open_minor[event.claim_id] += event.amount_minor
        elif isinstance(event, Reopened):
            for one in reading.covered:
                if one.payment_id == event.payment_id and one.part == "interest":
                    open_minor[one.claim_id] += one.amount_minor


def _order_of_wages(reading: Reading) -> Iterator[Objection]:
    """In Norway withheld wages cover nothing else of a claim while its principal is open."""
    if reading.country != "NO":
        return
    left = {claim.claim_id: claim.principal_minor for claim in reading.claims.values()}
    others: dict[int, list[Covered]] = {}
    for event in [*reading.order, None]:
        if isinstance(event, Covered) and (event.of_wages or not others):
            if event.part == "principal":
                left[event.claim_id] -= event.amount_minor
            elif event.of_wages:
                others.setdefault(event.payment_id, []).append(event)
            continue
        for covered in (one for some in others.values() for one in some):
            if left[covered.claim_id] > 0:
                told = f"{left[covered.claim_id]} principal was open on {covered.on}"
                yield reading.objection("wages_covered_before_principal", told, covered.on)
        others.clear()
        if isinstance(event, Covered) and event.part == "principal":
            left[event.claim_id] -= event.amount_minor
        elif isinstance(event, Reopened):
            for one in reading.covered:
                if one.payment_id == event.payment_id and one.part == "principal":
                    left[one.claim_id] += one.amount_minor


def _after_the_end(reading: Reading, statutes: ModuleType) -> Iterator[Objection]:
    """No letter asks for what has been paid, and no claim bears the costs of another."""
    left = {claim.claim_id: claim.principal_minor for claim in reading.claims.values()}
    charges: dict[int, tuple[int, int]] = {}
    own_costs: dict[int, int] = {}
    for event in reading.order:
        if isinstance(event, Fee | Interest):
            costs_of_a_letter = isinstance(event, Fee) and event.kind in statutes.LETTERS_OF_FEES
            if costs_of_a_letter and left[event.claim_id] <= 0 < event.amount_minor:
                told = f"claim {event.claim_id} owed nothing"
                yield reading.objection("fee_on_a_claim_that_is_paid", told, event.on)
            left[event.claim_id] += event.amount_minor
            charges[event.charge_id] = (event.claim_id, event.amount_minor)
            if isinstance(event, Fee):
                own_costs[event.letter_id] = own_costs.get(event.letter_id, 0) + event.amount_minor
        elif isinstance(event, TakenBack):
            claim_id, amount_minor = charges.pop(event.charge_id, (1, 0))
            left[claim_id] -= amount_minor
        elif isinstance(event, Covered):
            left[event.claim_id] -= event.amount_minor
        elif isinstance(event, Reopened):
            for one in reading.covered:
                if one.payment_id == event.payment_id and not one.is_credit:
                    left[one.claim_id] += one.amount_minor
        elif isinstance(event, Letter) and sum(left.values()) <= own_costs.get(event.letter_id, 0):
            yield reading.objection("letter_after_everything_was_paid", event.kind, event.on)
