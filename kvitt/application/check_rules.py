"""The rule check: every letter of a period against the law of its day, from what is stored.

It asks what an inspector would ask: was there time enough, was the claim overdue, did an earlier
letter still give time, did a hold stand, and is every charge of the letter the law's own?
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.recompute_charges import laws_in_force
from kvitt.domain.letter_check import CHARGE, Broken, SentLetter, broken_rules
from kvitt.domain.recompute import LawInForce, wrong_items
from kvitt.kernel.refusal import Refusal
from kvitt.store.auditing import laws_until, letters_of_period, with_letters
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.recomputing import charged_cases_of
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id

BATCH = 1_000
"""Cases in memory at a time."""


class PeriodUnclear(Refusal):
    """A period ends on its first day or later."""


@dataclass(frozen=True, slots=True)
class RuleException:
    """A letter that does not keep a rule."""

    creditor: str
    case: str
    kind: str
    sent_on: date
    rule: str
    day: date | None
    what: str
    reference: str

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """What was checked, by which law, and what does not hold; nothing should."""

    from_on: date
    until_on: date
    letters: int
    cases: int
    is_whole: bool
    """False where the check stopped at the most that was asked for."""
    laws: tuple[tuple[str, str, date | None], ...]
    """Country, version of the law book, and the day from which it was used here."""
    exceptions: tuple[RuleException, ...]

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "from": self.from_on, "until": self.until_on, "letters": self.letters,
            "cases": self.cases, "is_whole": self.is_whole,
            "laws": [{"country": c, "version": v, "from": day} for c, v, day in self.laws],
            "exceptions": [one.as_json() for one in self.exceptions],
        }  # fmt: skip


def check_rules(
    creditors: Sequence[Creditor], *, from_on: date, until_on: date, most: int | None = None
) -> RuleCheck:
    """Checks the letters that left from the first day through the last; up to about ``most``.

    Raises PeriodUnclear and LawNotKnown.
    """
    if until_on < from_on:
        raise PeriodUnclear(
            "the period ends on {until_on}, before it begins on {from_on}",
            until_on=until_on,
            from_on=from_on,
        )
    agency_id = agency_tenant_id()
    countries = sorted({creditor.country for creditor in creditors})
    laws = laws_in_force(agency_id, countries)
    letters, cases, is_whole = 0, 0, True
    found: list[RuleException] = []
    tenants = [creditor.tenant_id for creditor in creditors]
    with tenant_scope(*tenants):
        busy = with_letters(tenants, from_on=from_on, until_on=until_on)
    for creditor in (one for one in creditors if one.tenant_id in busy):
        for batch in _batches(creditor.tenant_id, from_on, until_on):
            if most is not None and letters >= most:
                is_whole = False
                break
            letters += len(batch)
            cases += len({letter.case_id for letter in batch})
            found += _judged(creditor, batch, laws[creditor.country])
    return RuleCheck(from_on, until_on, letters, cases, is_whole,
                     _laws(agency_id, laws, from_on, until_on), tuple(found))  # fmt: skip


def _batches(tenant_id: int, from_on: date, until_on: date) -> Iterator[list[SentLetter]]:
    after = 0
    while True:
        with tenant_scope(tenant_id):
            batch = letters_of_period(
                tenant_id, from_on=from_on, until_on=until_on, after=after, batch=BATCH
            )
        if not batch:
            return
        after = batch[-1].case_id
        yield batch


def _judged(
    creditor: Creditor, batch: Sequence[SentLetter], law: LawInForce
) -> Iterator[RuleException]:
    for letter in batch:
        for broken in broken_rules(letter, creditor.country, law.on):
            yield _told(creditor, broken)
    by_notice = {letter.notice_id: letter for letter in batch}
    with tenant_scope(creditor.tenant_id):
        charged = charged_cases_of(creditor.tenant_id, sorted({letter.case_id for letter in batch}))
    for case in charged:
        for wrong in wrong_items(case, law.on):
            letter_of = by_notice.get(wrong.item.notice_id or 0)
            if letter_of is not None:
                yield _told(creditor, Broken(
                    CHARGE, letter_of, what=f"{wrong.item.kind}: {wrong.sentence}",
                    reference=wrong.reference))  # fmt: skip


def _told(creditor: Creditor, broken: Broken) -> RuleException:
    letter = broken.letter
    return RuleException(
        creditor.name, case_number(creditor.tenant_id, letter.case_id), letter.kind,
        letter.sent_on, broken.rule, broken.day, broken.what, broken.reference,
    )  # fmt: skip


def _laws(
    agency_id: int, laws: Any, from_on: date, until_on: date
) -> tuple[tuple[str, str, date | None], ...]:
    """The versions in use in the period; before the first was kept, the installed one."""
    with tenant_scope(agency_id):
        rows = laws_until(agency_id, list(laws), until_on=until_on)
    found: list[tuple[str, str, date | None]] = []
    for country, law in laws.items():
        own = [row for row in rows if row.country == country]
        begun = [row for row in own if row.from_on <= from_on][-1:]
        used = [*begun, *(row for row in own if row.from_on > from_on)]
        found += [(country, row.version, row.from_on) for row in used]
        if not used:
            found.append((country, law.on(until_on)[0].book.version, None))
    return tuple(found)
