"""Ability to pay: can the debtor pay, and how much a month without going without what it lives on?

What is not known stays unknown: without the income, the home's cost and the household nothing is
said of a person's income, and the verdict is ``unknown`` until a person fills it in. What a person
keeps to live on is the law's (`kvitt.law.livelihood`), and where the law book does not know the
amounts of the day the question is refused; a person may then say the amount.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> known = Finances(
...     income_minor=35_000_00, housing_minor=6_000_00, household="supporting_spouse",
...     child_ages=(4, 12),
... )
>>> found = assess(known, is_person=True, debt_minor=10_000_00, on=date(2026, 3, 2),
...                book=law_book("NO"))
>>> found.verdict, found.monthly_minor
('able', 154500)
>>> assess(Finances(), is_person=True, debt_minor=1, on=date(2026, 3, 2),
...        book=law_book("NO")).verdict
'unknown'
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.law.livelihood import livelihood_minor, shares_of_attachment
from kvitt.law.livelihood_sweden import normal_amount_minor

ABLE, PARTLY, UNABLE, UNKNOWN = "able", "partly", "unable", "unknown"
VERDICTS = (ABLE, PARTLY, UNABLE, UNKNOWN)
VALID_DAYS = 91
"""Policy: a report counts for a quarter of a year; what a debtor can pay changes."""
ABLE_WITHIN_MONTHS = 12
"""Policy: who can pay the debt in so many months is able to."""
PARTLY_WITHIN_MONTHS = 60
"""Policy: who could not in so many months is not able to, even where something is left."""
OLDEST_CHILD = 25
"""Years; a larger number is a slip of the pen."""
LARGEST_MINOR = 100_000_000_000
"""A larger sum is a slip of the pen."""

HOUSEHOLDS = ("single", "married_or_cohabiting", "supporting_spouse")
"""``supporting_spouse`` lives on the debtor's income alone."""
COMPANY_STATUSES = ("active", "liquidation", "restructuring", "bankrupt", "dissolved")
GONE = ("bankrupt", "dissolved")
"""Companies in which nobody pays any more; a claim is filed with an estate, where there is one."""
BASES: Mapping[str, str] = MappingProxyType(
    {
        "before_filing": Sentence("before a claim is filed with an authority"),
        "plan": Sentence("to find an instalment that the debtor can bear"),
        "monitoring": Sentence("to see whether a debt that is followed can be paid by now"),
        "told_by_debtor": Sentence("the debtor told it"),
    }
)
"""For what it is asked, as the report keeps it; beside it stands the legal basis in words."""

TOLD_BY_DEBTOR = "told_by_debtor"
OF_A_BUREAU = tuple(code for code in BASES if code != TOLD_BY_DEBTOR)
"""For what a credit bureau can be asked."""


class FinancesUnclear(Refusal):
    """What is known of the debtor's money holds an unknown word or a sum that cannot be."""


class Finances(NamedTuple):
    """What is known of a debtor's money; None is unknown, never zero. Sums in whole minor units."""

    income_minor: int | None = None
    """What comes in each month after tax."""
    housing_minor: int | None = None
    """What the home costs a month."""
    household: str | None = None
    child_ages: tuple[int, ...] | None = None
    """Whole years of the children who live there; empty where there are none."""
    instalments_minor: int | None = None
    """What goes to other debts each month."""
    enforcement_minor: int | None = None
    """Debts that the authority is enforcing already."""
    livelihood_minor: int | None = None
    """What the household keeps to live on, where a person says it instead of the law book."""
    company_status: str | None = None
    assets_minor: int | None = None
    """What could be sold or taken for the debt."""
    in_debt_settlement: bool | None = None
    """Whether a court or authority is settling all the debts."""
    visits: tuple[tuple[int, int], ...] | None = None
    """Norway: class of visitation (1 to 4) and age of each child that lives with somebody else."""

    def as_json(self) -> dict[str, Any]:
        """What is known, without what is not."""
        told = {name: value for name, value in self._asdict().items() if value is not None}
        if self.child_ages is not None:
            told["child_ages"] = list(self.child_ages)
        if self.visits is not None:
            told["visits"] = [list(visit) for visit in self.visits]
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Finances":
        """What ``as_json`` has told."""
        kept = dict(told)
        if "child_ages" in kept:
            kept["child_ages"] = tuple(kept["child_ages"])
        if "visits" in kept:
            kept["visits"] = tuple((visit[0], visit[1]) for visit in kept["visits"])
        return cls(**kept)


class Assessment(NamedTuple):
    """Whether the debtor can pay, and why."""

    verdict: str
    monthly_minor: int | None
    """What can be paid a month towards this creditor; None where it is not known."""
    reasons: tuple[str, ...]
    because: tuple[Because, ...] = ()


def valid_until(checked_on: date) -> date:
    """The first day on which a report of that day counts no more."""
    return checked_on + timedelta(days=VALID_DAYS)


def assess(
    known: Finances, *, is_person: bool, debt_minor: int, on: date, book: LawBook
) -> Assessment:
    """Whether the debtor can pay the debt, with reasons, and what it can bear a month.

    Raises FinancesUnclear, and LawNotKnown or UnknownHousehold where the law book does not say what
    the household keeps that day.
    """
    require_clear(known)
    if known.in_debt_settlement:
        return Assessment(
            UNABLE, None, (Sentence("all the debts are being settled: nothing is asked for"),)
        )
    return _person(known, debt_minor, on, book) if is_person else _company(known, debt_minor)


def unknown(*reasons: str) -> Assessment:
    """Nothing can be said: a person fills in what is missing."""
    return Assessment(UNKNOWN, None, reasons)


def hold_called_for(known: Finances) -> str:
    """The hold under which everything stops by what is known; empty where none is called for."""
    if known.in_debt_settlement:
        return "debt_settlement"
    return "bankruptcy" if known.company_status == "bankrupt" else ""


def require_clear(known: Finances) -> None:
    """Raises FinancesUnclear for unknown words, children without an age, and impossible sums."""
    for name, value in known._asdict().items():
        if name.endswith("_minor") and value is not None and not 0 <= value <= LARGEST_MINOR:
            raise FinancesUnclear(
                "{sum:word}: {sum_minor:money} cannot be: write a sum of a month from zero upwards",
                name=name,
                sum=name.removesuffix("_minor"),
                sum_minor=value,
            )
    _require_word("household", known.household, HOUSEHOLDS)
    _require_word("company status", known.company_status, COMPANY_STATUSES)
    ages = [*(known.child_ages or ()), *(age for _, age in known.visits or ())]
    if any(not 0 <= age <= OLDEST_CHILD for age in ages):
        raise FinancesUnclear("a child's age is counted in whole years, from 0")


def _require_word(what: str, said: str | None, known: tuple[str, ...]) -> None:
    if said is not None and said not in known:
        raise FinancesUnclear(
            "“{said}” is no {what}; it is one of {known}", said=said, what=what, known=list(known)
        )


def _person(known: Finances, debt_minor: int, on: date, book: LawBook) -> Assessment:
    covered = _by_assets(known, debt_minor)
    missing = _missing(known)
    if missing:
        if covered:
            return Assessment(
                ABLE, None, (covered, Sentence("not known: {missing}", missing=list(missing)))
            )
        return unknown(Sentence("not known: {missing}", missing=list(missing)))
    kept_minor, because = _kept(known, on, book)
    assert known.income_minor is not None and known.housing_minor is not None, "nothing is missing"
    left_minor = known.income_minor - kept_minor - known.housing_minor
    told = Sentence(
        "of {income_minor:money} a month the household keeps {kept_minor:money} to live "
        "on and {housing_minor:money} for the home: {left_minor:money} is left",
        income_minor=known.income_minor,
        kept_minor=kept_minor,
        housing_minor=known.housing_minor,
        left_minor=max(left_minor, 0),
    )
    monthly_minor, shared = _for_this_creditor(known, left_minor, debt_minor)
    verdict, why = _by_months(monthly_minor, debt_minor)
    if covered and verdict != ABLE:
        verdict, why = ABLE, covered
    if because and book.country == "NO" and known.visits is None:
        shared = (Sentence("children who visit are not known: nothing is kept for them"), *shared)
    return Assessment(verdict, monthly_minor, (told, *shared, why), because)


def _missing(known: Finances) -> list[str]:
    asked = {
        "income": known.income_minor,
        "what the home costs": known.housing_minor,
        "household": known.household or known.livelihood_minor,
        "children": known.child_ages if known.livelihood_minor is None else (),
    }
    return [name for name, value in asked.items() if value is None]


def _kept(known: Finances, on: date, book: LawBook) -> tuple[int, tuple[Because, ...]]:
    """What the household keeps: a person's word, or the law's amounts of the day."""
    if known.livelihood_minor is not None:
        return known.livelihood_minor, ()
    household, ages = known.household or "", known.child_ages or ()
    if book.country == "SE":
        kept_minor = normal_amount_minor(book, on=on, household=household, child_ages=ages)
    else:
        kept_minor = livelihood_minor(
            book, on=on, household=household, child_ages=ages, visits=known.visits or ()
        )
    value = book.value("livelihood.monthly", on=on)
    return kept_minor, (
        value.because(household=household, children=len(ages), kept_minor=kept_minor),
    )


def _for_this_creditor(
    known: Finances, left_minor: int, debt_minor: int
) -> tuple[int, tuple[str, ...]]:
    """What of the rest goes to this creditor: after other instalments, shared with enforced debts.

    Policy: a debt that is enforced already takes its share by size, as claims of one class do.
    """
    told: list[str] = []
    if known.instalments_minor is None:
        told.append(Sentence("instalments of other debts are not known: it is before them"))
    elif known.instalments_minor:
        left_minor -= known.instalments_minor
        told.append(
            Sentence(
                "other debts take {instalments_minor:money} of it",
                instalments_minor=known.instalments_minor,
            )
        )
    left_minor = max(left_minor, 0)
    if known.enforcement_minor is None:
        told.append(Sentence("debts with the authority are not known: it is before them"))
    elif known.enforcement_minor and debt_minor and left_minor:
        left_minor = shares_of_attachment(left_minor, (debt_minor, known.enforcement_minor))[0]
        told.append(
            Sentence(
                "it is shared with {enforcement_minor:money} that is being enforced: "
                "{left_minor:money} for this debt",
                enforcement_minor=known.enforcement_minor,
                left_minor=left_minor,
            )
        )
    return left_minor, tuple(told)


def _by_months(monthly_minor: int, debt_minor: int) -> tuple[str, str]:
    if monthly_minor <= 0:
        return UNABLE, Sentence("nothing is left for the debt")
    months = -(-debt_minor // monthly_minor)
    told = Sentence(
        "{debt_minor:money} would take {months} months", debt_minor=debt_minor, months=months
    )
    if months <= ABLE_WITHIN_MONTHS:
        return ABLE, told
    return (PARTLY if months <= PARTLY_WITHIN_MONTHS else UNABLE), told


def _by_assets(known: Finances, debt_minor: int) -> str:
    """Why what is owned is enough: it covers this debt and what is enforced already; else empty."""
    if known.assets_minor is None or known.enforcement_minor is None:
        return ""
    if known.assets_minor < debt_minor + known.enforcement_minor:
        return ""
    return Sentence(
        "{assets_minor:money} is there to be taken, and covers the debt",
        assets_minor=known.assets_minor,
    )


def _company(known: Finances, debt_minor: int) -> Assessment:
    """A company by its status and by what it owns; no amount a month is said of it."""
    if known.company_status in GONE:
        return Assessment(
            UNABLE,
            None,
            (Sentence("the company is {company_status}", company_status=known.company_status),),
        )
    if known.company_status is None:
        return unknown(Sentence("not known: company status"))
    if known.company_status != "active":
        return unknown(
            Sentence(
                "the company is in {company_status}: a person decides",
                company_status=known.company_status,
            )
        )
    missing = [
        name
        for name, value in (
            ("assets", known.assets_minor), ("debts with the authority", known.enforcement_minor)
        )
        if value is None
    ]  # fmt: skip
    if missing:
        return unknown(
            Sentence("the company is active; not known: {missing}", missing=list(missing))
        )
    if covered := _by_assets(known, debt_minor):
        return Assessment(ABLE, None, (covered,))
    assert known.assets_minor is not None and known.enforcement_minor is not None
    free_minor = known.assets_minor - known.enforcement_minor
    told = Sentence(
        "{free_minor:money} is there for {debt_minor:money}",
        free_minor=max(free_minor, 0),
        debt_minor=debt_minor,
    )
    return Assessment(PARTLY if free_minor > 0 else UNABLE, None, (told,))
