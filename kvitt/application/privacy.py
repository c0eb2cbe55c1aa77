"""What a person may ask: who looked at my cases, what is held on me; and what is kept too long."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.export_person import export_person
from kvitt.application.list_cases import own_tenants
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import COUNTRY_NAMES, law_book
from kvitt.law.records import keep_until
from kvitt.store import case_access
from kvitt.store.case_list import NEWEST
from kvitt.store.cases import CaseKey
from kvitt.store.session import tenant_scope

SHOWN = 200
"""Looks at the cases that a page shows, the newest first."""


class NobodyCalledSo(Refusal):
    """Nobody of that identity number owes or owed anything here."""


@dataclass(frozen=True, slots=True)
class HeldOn:
    """A person: where, and the cases."""

    name: str
    creditor: str
    cases: tuple[CaseKey, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody looked at a case of the person's."""

    at: Any
    name: str
    case: str
    place: str
    page: str


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What is held on a person, and who looked at it."""

    held: tuple[HeldOn, ...]
    looked: tuple[Looked, ...]

    @property
    def cases(self) -> tuple[CaseKey, ...]:
        """All cases of the person."""
        return tuple(key for one in self.held for key in one.cases)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long files of closed cases are kept in a country, and what is beyond that."""

    country: str
    months: int
    reference: str
    closed: int
    beyond: int
    oldest: date | None
    """The month of the oldest closed case."""


def note_access(key: CaseKey, *, on: date, user_id: int, name: str, place: str, page: str) -> None:
    """Notes that a person of the office or of a creditor looked at the case."""
    with tenant_scope(key.tenant_id):
        case_access.note_access(
            key.tenant_id, key.case_id, on=on, user_id=user_id, name=name, place=place, page=page
        )


def person_file(identity_number: str) -> PersonFile:
    """What is held on the person of that number, and who looked. Raises NobodyCalledSo."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        rows = case_access.persons_called(tenants, _numbers(identity_number))
        keys = [(row.tenant_id, case_id) for row in rows for case_id in row.cases]
        seen = case_access.accesses(keys, before=NEWEST, most=SHOWN)
    if not rows:
        raise NobodyCalledSo("nobody of that identity number is known here")
    held = tuple(
        HeldOn(row.name, row.creditor, tuple(CaseKey(row.tenant_id, one) for one in row.cases))
        for row in rows
    )
    looked = tuple(
        Looked(row.at, row.name, CaseKey(row.tenant_id, row.case_id).number, row.place, row.page)
        for row in seen
    )
    return PersonFile(held, looked)


def export_by_number(identity_number: str, *, today: date, actor: str) -> bytes:
    """What is held on the person as a ZIP, for handing it out. Raises NobodyCalledSo."""
    return export_person(person_file(identity_number).cases, today=today, actor=actor)


def retention(*, today: date) -> list[Retention]:
    """By country: how long the file of a closed case is kept, and how many are kept longer."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        rows = case_access.closed_by_month(tenants)
    return [
        _retention(country, [row for row in rows if row.country == country], today)
        for country in sorted({row.country for row in rows})
    ]


def _retention(country: str, rows: Sequence[Any], today: date) -> Retention:
    book = law_book(country)
    beyond = 0
    for row in rows:
        last = row.month.replace(day=monthrange(row.month.year, row.month.month)[1])
        if keep_until(book, "case_file", closed_on=last).until_on < today:
            beyond += row.cases
    value = book.value("records.case_file", on=today)
    return Retention(
        country, value.amount, value.reference, sum(row.cases for row in rows), beyond,
        min((row.month for row in rows), default=None),
    )  # fmt: skip


def _numbers(written: str) -> list[str]:
    """The number as it may be stored, read by the rules of each country."""
    found = {written.strip(), "".join(one for one in written if one.isdigit())}
    for country in COUNTRY_NAMES:
        try:
            found.add(parse_identity(country, written).number)
        except InvalidIdentity:
            continue
    return sorted(found - {""})
