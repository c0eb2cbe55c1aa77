"""What a debtor in Norway keeps a month to live on, and how creditors share what is withheld.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> livelihood_minor(
...     law_book("NO"), on=date(2026, 3, 2), household="supporting_spouse", child_ages=(4, 12)
... )
2745500
>>> shares_of_attachment(1_500_00, (12_000_00, 6_000_00, 2_000_00))
(90000, 45000, 15000)
"""

from collections.abc import Sequence
from datetime import date

from kvitt.kernel.money import divide_half_up
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown, LawValue
from kvitt.law.collection_fee import HUNDREDTHS

ADULTS = {"single": 1, "married_or_cohabiting": 2, "supporting_spouse": 2}
"""The households and their grown-ups; ``supporting_spouse`` lives on the debtor's income alone."""
CHILD_GROUPS = ((5, "0_5"), (10, "6_10"), (14, "11_14"))
OLDEST_GROUP = "15"
VISIT_CLASSES = (1, 2, 3, 4)


class UnknownHousehold(Refusal):
    """The household, a child's age or a class of visitation is not one that the rates know."""


class UnfoundedShares(Refusal):
    """Nothing can be shared: no claim, a claim below zero, or a payment below zero."""


def livelihood_minor(
    book: LawBook,
    *,
    on: date,
    household: str,
    child_ages: Sequence[int] = (),
    visits: Sequence[tuple[int, int]] = (),
    known_on: date | None = None,
) -> int:
    """What the household keeps a month in øre, without housing, which comes on top.

    ``child_ages`` are of the children who live there, in whole years; ``visits`` are the class of
    visitation (1 to 4) and the age of each child who lives elsewhere. From the fourth person of the
    household, and from the third visiting child, the supplements of the youngest are reduced.
    Raises LawNotKnown where the rates of the day do not say, and UnknownHousehold.
    """
    if household not in ADULTS:
        raise UnknownHousehold(
            "“{household}” is not a household of the rates; they know {adults}.",
            household=household,
            adults=list(ADULTS),
        )
    if any(age < 0 for age in child_ages) or any(age < 0 for _, age in visits):
        raise UnknownHousehold("A child's age is counted in whole years from 0.")
    if any(class_ not in VISIT_CLASSES for class_, _ in visits):
        raise UnknownHousehold("The classes of visitation are 1, 2, 3 and 4.")
    rates = book.value("livelihood.monthly", on=on, known_on=known_on)
    whole = _rate(rates, household, on)

    def limit(name: str) -> int:
        count: int = book.value(f"livelihood.{name}", on=on, known_on=known_on).amount
        return count

    reduced_to = limit("reduced_to")
    unreduced = max(0, limit("reduced_from_person") - 1 - ADULTS[household])
    oldest_first = sorted(child_ages, reverse=True)
    children = [_rate(rates, f"child_{_group(age)}", on) for age in oldest_first]
    whole += _reduced(children, unreduced, reduced_to)
    if visits:
        table = book.value("livelihood.visits", on=on, known_on=known_on)
        oldest_first_visits = sorted(visits, key=lambda visit: visit[1], reverse=True)
        supplements = [
            _rate(table, f"class_{class_}_{_group(age)}", on) for class_, age in oldest_first_visits
        ]
        whole += _reduced(supplements, limit("visits_reduced_from_child") - 1, reduced_to)
    return whole


def shares_of_attachment(paid_minor: int, claims_minor: Sequence[int]) -> tuple[int, ...]:
    """What each claim of one class gets of a payment, by its size at the day of the decision.

    The øre that rounding down leaves go one each to the largest remainders, the first of equals
    first; the shares sum to the payment. Raises UnfoundedShares.
    """
    total_minor = sum(claims_minor)
    if paid_minor < 0 or total_minor <= 0 or min(claims_minor) < 0:
        raise UnfoundedShares(
            "A payment is shared between claims above zero, and is not below zero itself."
        )
    shares = [paid_minor * claim // total_minor for claim in claims_minor]
    remainders = [paid_minor * claim % total_minor for claim in claims_minor]
    by_remainder = sorted(range(len(shares)), key=lambda place: -remainders[place])
    for place in by_remainder[: paid_minor - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def _reduced(supplements_minor: Sequence[int], unreduced: int, reduced_to: int) -> int:
    """The sum of supplements, of which all after the first so many are reduced."""
    full = sum(supplements_minor[:unreduced])
    reduced = sum(supplements_minor[unreduced:])
    return full + divide_half_up(reduced * reduced_to, HUNDREDTHS)


def _group(age: int) -> str:
    for oldest, group in CHILD_GROUPS:
        if age <= oldest:
            return group
    return OLDEST_GROUP


def _rate(table: LawValue, key: str, on: date) -> int:
    if key not in table.amount:
        raise LawNotKnown(
            "{table}: the rates of {on:day} hold nothing for “{key}”.",
            reference=table.reference,
            on=on.isoformat(),
            table=table.name,
            key=key,
        )
    rate: int = table.amount[key]
    return rate
