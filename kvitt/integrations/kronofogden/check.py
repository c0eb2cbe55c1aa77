"""What Kronofogden would object to in an application, found before it is filed, all of it at once.

Nothing is decided here: the use case refuses to file while one objection stands.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from kvitt.domain.enforcement.sweden_claimed import (
    accrued,
    debtor_kind,
    elements,
)
from kvitt.domain.filing import PRINCIPAL, FiledClaim, FiledItem, FiledParty, Filing
from kvitt.domain.holds import hold_kind, stops
from kvitt.integrations.kronofogden.ground import Objection, objections_to_ground
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.fee_terms import COMPENSATION, FeeNotAllowed
from kvitt.law.fees import UnknownFee, fee
from kvitt.law.fees_sweden import ORDINARY
from kvitt.law.interest import late_rate
from kvitt.law.notices import checklist
from kvitt.law.statutory import was_minor

INTEREST_GROUND = "interest_ground"
"""The setting that tells why a higher rate than the law's is asked for."""
ASKED = {
    "payment_order_application": ("payment_order_application", "payment_order_representation"),
    "enforcement_application": ("enforcement_base_fee",),
}
"""What each application may ask for its own costs."""

_ACT = "lag (1990:746)"
_PARTIES = "rättegångsbalken 33 kap. 1 §"
_GOOD_PRACTICE = "inkassolagen (1974:182) 4 och 8 §§"
_CEILINGS = f"{_ACT} 23 § andra stycket"
_COORDINATION = timedelta(days=60)


class FilingRefused(Refusal):
    """The application is not filed: the authority would object, and the sentence says to what."""


class Standing(NamedTuple):
    """What the filing itself does not tell of the case on the day of filing."""

    holds: tuple[str, ...] = ()
    """Kinds of the holds that stand on the case."""
    special_reason: str = ""
    """Why no demand has to be sent or waited for first (inkassolagen 7 §)."""


def objections(filing: Filing, standing: Standing, book: LawBook) -> tuple[Objection, ...]:
    """Everything that stands in the way of a filing; nothing where it may be filed.

    An application with a title is one for enforcement, otherwise one for a payment order. Raises
    LawNotKnown where the book does not reach.
    """
    is_order = filing.title is None
    document = "payment_order_application" if is_order else "enforcement_application"
    rules: list[Callable[[], Iterator[Objection]]] = [
        lambda: _of_the_case(filing, standing),
        lambda: _of_parties(filing),
        lambda: _of_age(filing, book),
        lambda: _of_claims(filing),
        lambda: _of_asked_costs(filing, document, book),
        lambda: _of_elements(filing, document, book),
    ]
    if is_order:
        rules += [
            lambda: _of_demand(filing, standing, book),
            lambda: _of_interest(filing, book),
            lambda: _of_costs(filing, book),
            lambda: iter(objections_to_ground(filing, book) if filing.ground.strip() else ()),
        ]
    else:
        rules.append(lambda: _of_title(filing))
    return tuple(dict.fromkeys(found for rule in rules for found in rule()))


def require_fit(filing: Filing, standing: Standing, book: LawBook) -> None:
    """Raises FilingRefused with every objection, each with what it rests on."""
    found = objections(filing, standing, book)
    if found:
        told = " ".join(
            f"{one.sentence} [{one.reference}]" if one.reference else one.sentence for one in found
        )
        raise FilingRefused(
            "{filing} is not filed. {told}",
            reference=found[0].reference,
            fields=", ".join(dict.fromkeys(one.field for one in found)),
            filing=filing.reference,
            told=told,
        )


def _of_the_case(filing: Filing, standing: Standing) -> Iterator[Objection]:
    if filing.country != "SE":
        yield Objection("country", f"The case is of {filing.country}, not of Sweden.", "")
    if filing.currency != "SEK":
        yield Objection(
            "currency", f"The claims are in {filing.currency}: file them in SEK.", f"{_ACT} 11 §"
        )
    for kind in standing.holds:
        if stops(kind, "application"):
            known = hold_kind(kind)
            reference = known.references.get("SE", "") or _GOOD_PRACTICE
            sentence = f"A hold stands on the case, {known.word}: nothing is filed while it does."
            yield Objection(f"hold:{kind}", sentence, reference)


def _of_parties(filing: Filing) -> Iterator[Objection]:
    named = [("creditor", filing.creditor), ("debtor", filing.debtor)]
    if filing.agent is not None:
        named.append(("agent", filing.agent))
    for field, party in named:
        if not party.name.strip():
            yield Objection(f"{field}.name", f"The {field} has no name.", _PARTIES)
        problem = _identity_problem(party, filing.filed_on)
        if problem:
            yield Objection(f"{field}.identity_number", f"The {field}: {problem}", _PARTIES)
        if not (any(party.address_lines) and party.postcode.strip() and party.city.strip()):
            sentence = f"The {field}'s address lacks street, postcode or place."
            yield Objection(f"{field}.address", sentence, _PARTIES)


def _identity_problem(party: FiledParty, on: date) -> str:
    if not party.identity_number.strip():
        return "no identity number is known: note it first (kvitt case identity)."
    try:
        found = parse_identity("SE", party.identity_number, on=on)
    except InvalidIdentity as no:
        return f"{no.sentence}."
    if party.is_person and found.kind != "person":
        return "the number is a company's, and the party is a person."
    return ""


def _of_age(filing: Filing, book: LawBook) -> Iterator[Objection]:
    born_on = _birth_day(filing)
    if born_on is None:
        return
    days = {claim.invoice_number: claim.issued_on for claim in filing.claims}
    for number, issued_on in days.items():
        found = was_minor(book, birth_day=born_on, arose_on=issued_on)
        if found:
            sentence = f"The debtor was a minor on {issued_on}, when invoice {number} was issued."
            yield Objection("debtor.age", sentence, found.because.reference)


def _birth_day(filing: Filing) -> date | None:
    """The debtor's day of birth, from a personal or a coordination number."""
    try:
        found = parse_identity("SE", filing.debtor.identity_number, on=filing.filed_on)
    except InvalidIdentity:
        return None
    if found.kind != "person":
        return None
    year, month, day = int(found.number[:4]), int(found.number[4:6]), int(found.number[6:8])
    return date(year, month, day - _COORDINATION.days if day > _COORDINATION.days else day)


def _of_claims(filing: Filing) -> Iterator[Objection]:
    if not filing.claims:
        yield Objection("claims", "The application names no claim.", f"{_ACT} 10 och 11 §§")
    for claim in filing.claims:
        number = claim.invoice_number
        if claim.due_on >= filing.filed_on:
            sentence = f"Invoice {number} is due {claim.due_on}: it is not overdue on the day."
            yield Objection("claims.due_on", sentence, f"{_ACT} 2 §")
        if claim.open_minor <= 0:
            sentence = f"Nothing is open on invoice {number}: leave it out."
            yield Objection("claims.amount", sentence, f"{_ACT} 11 §")
        for item in claim.items:
            paid = sum(payment.amount_minor for payment in item.payments)
            if not 0 <= item.open_minor <= item.amount_minor - paid:
                sentence = (
                    f"Invoice {number}, {item.kind.replace('_', ' ')}: "
                    f"{as_decimal_text(item.open_minor)} is said to be open of "
                    f"{as_decimal_text(item.amount_minor)} with {as_decimal_text(paid)} paid."
                )
                yield Objection("claims.amount", sentence, f"{_ACT} 11 §")


def _of_demand(filing: Filing, standing: Standing, book: LawBook) -> Iterator[Objection]:
    """A demand was sent and every demand's time has gone by, or a special reason is recorded."""
    rule = book.value("fees.demand_before_legal_step", on=filing.filed_on)
    if not rule.amount or standing.special_reason.strip():
        return
    demands = [letter for letter in filing.letters if letter.kind == "collection_demand"]
    if not demands:
        yield Objection("letters", f"No demand was sent. {rule.sentence}", rule.reference)
        return
    last = max(letter.deadline_on for letter in demands)
    if filing.filed_on <= last:
        sentence = f"The demand gives time until {last}: file on {last + ONE_DAY} at the earliest."
        yield Objection("letters", sentence, rule.reference)


def _of_interest(filing: Filing, book: LawBook) -> Iterator[Objection]:
    for claim in filing.claims:
        for item in accrued(claim):
            if item.from_ is None or item.until is None or not item.rate_bp:
                sentence = f"Interest on invoice {claim.invoice_number} lacks days or rate."
                yield Objection("claims.interest", sentence, f"{_ACT} 11 §")
                continue
            of_law = late_rate(book, on=item.from_).rate_bp
            if item.rate_bp > of_law and not filing.settings.get(INTEREST_GROUND, "").strip():
                sentence = (
                    f"Invoice {claim.invoice_number} asks for {item.rate_bp / 100:g} % interest "
                    f"where the law gives {of_law / 100:g} %: tell the ground of it."
                )
                yield Objection("claims.interest", sentence, f"{_ACT} 11 §")
        yield from _of_accrual(filing, claim)


def _of_accrual(filing: Filing, claim: FiledClaim) -> Iterator[Objection]:
    """Nothing accrues after the day of filing; what goes on from before it is told as running."""
    last = max((item.until for item in accrued(claim) if item.until is not None), default=None)
    if last is not None and last > filing.filed_on + ONE_DAY:
        sentence = f"Interest on invoice {claim.invoice_number} is counted past the day of filing."
        yield Objection("claims.interest", sentence, "räntelagen (1975:635) 2 §")


def _of_costs(filing: Filing, book: LawBook) -> Iterator[Objection]:
    """What was charged before, each at most at its ceiling: above it counts as contested."""
    for claim in filing.claims:
        costs = [item for item in claim.costs if item.open_minor]
        for item in costs:
            if item.kind not in (*ORDINARY, COMPENSATION):
                sentence = (
                    f"Invoice {claim.invoice_number} carries {item.kind.replace('_', ' ')}, which "
                    "no order grants: take it back first."
                )
                yield Objection("claims.costs", sentence, f"{_ACT} 46 och 50 §§")
                continue
            problem = _above(filing, claim, item, book)
            if problem:
                yield Objection("claims.costs", problem, _CEILINGS)
        yield from _of_netting(filing, claim, book)


def _above(filing: Filing, claim: FiledClaim, item: FiledItem, book: LawBook) -> str:
    named = f"Invoice {claim.invoice_number}, {item.kind.replace('_', ' ')}"
    try:
        most_minor = fee(
            book,
            item.kind,
            due_on=claim.due_on,
            sent_on=item.dated_on,
            debtor_kind=debtor_kind(filing),
        ).amount_minor
    except (FeeNotAllowed, UnknownFee) as no:
        return f"{named}: {no.sentence}"
    if item.open_minor <= most_minor:
        return ""
    return (
        f"{named}: {as_decimal_text(item.open_minor)} is asked for and at most "
        f"{as_decimal_text(most_minor)} is granted."
    )


def _of_netting(filing: Filing, claim: FiledClaim, book: LawBook) -> Iterator[Objection]:
    """A late business pays the larger of the compensation and the ordinary costs, never both."""
    own = [item for item in claim.items if item.kind == COMPENSATION and item.open_minor]
    ordinary = [item for item in claim.items if item.kind in ORDINARY and item.open_minor]
    if not own or not ordinary:
        return
    whole = book.value(f"fees.{COMPENSATION}", on=claim.due_on)
    ceilings = sum(book.value(f"fees.{item.kind}", on=item.dated_on).amount for item in ordinary)
    asked = sum(item.open_minor for item in own + ordinary)
    if asked > max(whole.amount, ceilings):
        sentence = (
            f"Invoice {claim.invoice_number} asks for {as_decimal_text(asked)} of costs beside the "
            f"compensation; the larger of both is {as_decimal_text(max(whole.amount, ceilings))}."
        )
        yield Objection("claims.costs", sentence, _CEILINGS)


def _of_asked_costs(filing: Filing, document: str, book: LawBook) -> Iterator[Objection]:
    seen: set[str] = set()
    unpaid = (
        filing.sum_of(PRINCIPAL) if document == "payment_order_application" else (filing.open_minor)
    )
    for cost in filing.costs:
        named = cost.kind.replace("_", " ")
        if cost.kind not in ASKED[document]:
            yield Objection("costs", f"This application grants no {named}.", f"{_ACT} 48–50 §§")
            continue
        if cost.kind in seen:
            yield Objection("costs", f"The {named} is asked for twice.", cost.reference)
        seen.add(cost.kind)
        due_on = min((claim.due_on for claim in filing.claims), default=filing.filed_on)
        try:
            granted = fee(
                book,
                cost.kind,
                due_on=due_on,
                sent_on=filing.filed_on,
                debtor_kind=debtor_kind(filing),
                principal_minor=unpaid,
            )
        except FeeNotAllowed as no:
            yield Objection("costs", no.sentence, no.reference)
            continue
        if not 0 < cost.amount_minor <= granted.amount_minor:
            sentence = (
                f"{as_decimal_text(cost.amount_minor)} is asked as {named} and at most "
                f"{as_decimal_text(granted.amount_minor)} is granted."
            )
            yield Objection("costs", sentence, granted.because.reference)


def _of_title(filing: Filing) -> Iterator[Objection]:
    title = filing.title
    if title is not None and title.given_on > filing.filed_on:
        sentence = f"The title is of {title.given_on}, after the day of filing."
        yield Objection("title", sentence, "utsökningsbalken 2 kap. 2 §")


def _of_elements(filing: Filing, document: str, book: LawBook) -> Iterator[Objection]:
    given = elements(filing, book)
    for element in checklist(book, document, on=filing.filed_on):
        if not given.get(element.name, "").strip():
            sentence = f"The application lacks {element.sentence}."
            yield Objection(element.name, sentence, element.paragraph)
