"""The authorities as the world has them: whatever is filed is kept, and looked at as it arrives.

What is looked at is asked of the tables and of the world's own memory, in words of its own: no rule
here is taken from what it watches.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from kvitt.application.authorities import (
    Authority,
    Namsmann,
    NotArrived,
    Paper,
    Receipt,
    Way,
    authority_for,
)
from kvitt.domain.filing import Filing
from kvitt.integrations.elan.petition import as_json, petition
from kvitt.integrations.forliksrad.package import conciliation_package
from kvitt.integrations.kronofogden.ground import Objection
from kvitt.integrations.kronofogden.package import package
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book

TOLD = {"BOARD_ON_OBJECTION": "yes", "LICENCE_HOLDER": "Fjällrand Inkasso AB",
        "LICENCE_NUMBER": "123", "CASE_HANDLER": "Mona"}  # fmt: skip
"""What the world's agency has told of its filings."""
LETS_FILE = {"sue_or_drop", "monitoring"}
"""Holds under which an application may be filed; an unknown one forbids it."""
DEMANDS = {"SE": "collection_demand", "NO": "payment_demand"}
NOTICE_DAYS = 14
"""A notice of enforcement comes two weeks before the petition (tvangsfullbyrdelsesloven § 4-18)."""
HOLDS = """
select kind from hold where case_id = %s and from_on <= %s and (until_on is null or until_on >= %s)
union all
select 'shadow' from shadow where tenant_id = %s and ended_on is null
union all
select 'a plan that runs' from plan p join plan_claim k on k.plan_id = p.id
join claim c on c.id = k.claim_id where c.case_id = %s and p.ended_on is null
union all
select 'an offer that stands' from settlement_offer where case_id = %s and state = 'approved'
union all
select 'an objection that is not answered' from dispute where case_id = %s and outcome is null
"""
LEDGER = """
select i.claim_id, sum(case when p.debit = 'receivable' then p.amount_minor
                            when p.credit = 'receivable' then -p.amount_minor end)::bigint as minor
from claim c join claim_item i on i.claim_id = c.id join posting p on p.item_id = i.id
where c.case_id = %s group by i.claim_id
"""
CASES = """
with recursive before(id) as (
  select %s::bigint
  union
  select k.id from collection_case c join before on c.id = before.id
  join collection_case k on k.merged_into = c.id or k.id = c.split_from
)
select id from before
"""
LETTERS = """
select kind, sent_on, deadline_on from notice
where state = 'sent' and case_id = any (%s) and kind = any (%s)
"""
RUNNING = """
select p.id, p.reference, p.case_id from proceeding p join proceeding_claim k
  on k.proceeding_id = p.id
where k.claim_id = any (%s) and p.id <> %s and p.ended_on is null and p.filed_on is not null
"""
PROCEEDING = """
select p.*, k.closed_on from proceeding p join collection_case k on k.id = p.case_id
where p.reference = %s
"""


class Silent(Refusal):
    """Nobody knows whether it arrived."""


class Died(BaseException):
    """The program ended in the middle."""


class Filed(NamedTuple):
    """What an authority has taken."""

    on: date
    proceeding_id: int
    kind: str
    filing: Filing


@dataclass
class Court:
    """Every application that was taken, by reference, and what was wrong with it."""

    world: Any
    filed: dict[str, Filed] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    memory: dict[int, dict[str, date | None]] = field(default_factory=dict)
    """By claim, what a person said stops it, and through which day where that was said."""

    def remember(self, case_id: int, kind: str, until: date | None) -> None:
        """A person has said that the case stops."""
        for claim_id in self._claims(case_id):
            self.memory.setdefault(claim_id, {})[kind] = until

    def forget(self, kinds: Sequence[str] = (), case_id: int | None = None) -> None:
        """It stops no more, from tomorrow where it is known; without kinds for none of them."""
        chosen = self._claims(case_id) if case_id is not None else list(self.memory)
        for claim_id in chosen:
            for kind in kinds or list(self.memory.get(claim_id, {})):
                self.memory.get(claim_id, {}).pop(kind, None)

    def _claims(self, case_id: int) -> list[int]:
        return [row.id for row in self.world.claims() if row.case_id == case_id]

    def take(self, kind: str, filing: Filing) -> None:
        """An application arrives; the same reference again is the same application."""
        known = self.filed.get(filing.reference)
        if known is not None:
            if known.filing.filed_on != filing.filed_on:
                self.wrong.append(
                    f"{filing.reference} of {known.filing.filed_on} came again as of "
                    f"{filing.filed_on}"
                )
            return
        ((row),) = self.world.house.rows(PROCEEDING, (filing.reference,))
        told = f"{filing.reference} filed on {self.world.day}"
        self.wrong += [f"{told}: {why}" for why in self._objections(row, kind, filing)]
        self.filed[filing.reference] = Filed(self.world.day, row.id, kind, filing)

    def _objections(self, row: Any, kind: str, filing: Filing) -> Iterator[str]:
        house, day = self.world.house, self.world.day
        case = row.case_id
        given = (case, day, day, self.world.tenant, case, case, case)
        yield from (f"filed under {one.kind}" for one in house.rows(HOLDS, given)
                    if one.kind not in LETS_FILE)  # fmt: skip
        claims = [one.claim_id for one in filing.claims]
        for claim_id in claims:
            for held, until in self.memory.get(claim_id, {}).items():
                if until is None or day <= until:
                    yield f"a person said that claim {claim_id} stops: {held}"
        if row.closed_on is not None:
            yield "the case is closed"
        if row.approved_by is None:
            yield "nobody approved it"
        elif row.needs_two and row.approved_by.casefold() == row.drafted_by.casefold():
            yield f"{row.approved_by} drafted and approved it"
        yield from (f"{one.reference} runs already on its claims"
                    for one in house.rows(RUNNING, (claims, row.id)))  # fmt: skip
        yield from self._sums(case, filing)
        yield from self._eligible(case, kind, filing)

    def _sums(self, case_id: int, filing: Filing) -> Iterator[str]:
        owed = {one.claim_id: one.minor for one in self.world.house.rows(LEDGER, (case_id,))}
        for claim in filing.claims:
            if claim.open_minor != owed.get(claim.claim_id):
                yield (
                    f"asks {claim.open_minor} of claim {claim.claim_id}, the ledger says "
                    f"{owed.get(claim.claim_id)}"
                )
        if sum(one.open_minor for one in filing.claims) != sum(owed.values()):
            yield f"does not ask for all of the case: {owed}"

    def _eligible(self, case_id: int, kind: str, filing: Filing) -> Iterator[str]:
        yield from (f"invoice {one.invoice_number} is due on {one.due_on}"
                    for one in filing.claims if one.due_on >= filing.filed_on)  # fmt: skip
        if not filing.debtor.identity_number:
            yield "the debtor's number is not known"
        if filing.debtor.is_person and filing.debtor.name.endswith(" 3"):
            yield "the debtor is a child"
        cases = [one.id for one in self.world.house.rows(CASES, (case_id,))]
        demand = DEMANDS[self.world.country]
        letters = self.world.house.rows(LETTERS, (cases, [demand, "enforcement_notice"]))
        registered = self.world.registered_on
        for claim in filing.claims:
            since = registered[claim.invoice_number]
            if kind in ("enforcement", "attachment_on_title"):
                continue
            if not any(one.kind == demand and one.sent_on >= since
                       and one.deadline_on < filing.filed_on for one in letters):  # fmt: skip
                yield f"no demand for invoice {claim.invoice_number} has run out"
            first = filing.filed_on - timedelta(days=NOTICE_DAYS)
            if kind == "attachment" and not any(
                one.kind == "enforcement_notice" and since <= one.sent_on <= first
                for one in letters
            ):
                yield f"no notice of enforcement for invoice {claim.invoice_number}"


class AtTheDoor:
    """The real authority's form and checks; who takes the application is the world's court."""

    def __init__(self, court: Court, way: Way, how: str) -> None:
        self._court, self._way, self._how = court, way, how
        by_elan = way.kind == "attachment"
        unused: Any = None
        self._real: Any = Namsmann(way, unused) if by_elan else authority_for(way)

    def completed(self, filing: Filing) -> Filing:
        """As the real one."""
        with agency_has_told():
            return self._real.completed(filing)  # type: ignore[no-any-return]

    def objections(self, filing: Filing) -> Sequence[Objection]:
        """As the real one."""
        return self._real.objections(filing)  # type: ignore[no-any-return]

    def papers(self, filing: Filing) -> Sequence[Paper]:
        """The application as data: its pages are looked at in other tests."""
        law = law_book(filing.country)
        if filing.country == "SE":
            content = package(filing, law).json
        elif self._way.kind == "attachment":
            content = as_json(petition(filing, law))
        elif self._way.kind == "conciliation":
            content = conciliation_package(filing, law)
        else:
            content = filing.ground.encode()
        return (Paper(f"{filing.reference}.json", "application/json", content),)

    def send(self, filing: Filing, papers: Sequence[Paper]) -> Receipt:
        """Takes it, or fails on the way as the dice have it."""
        if self._how == "refused":
            raise NotArrived("the authority refused it")
        if self._how == "silent":
            raise Silent("no answer came")
        if self._how == "dies":
            raise Died
        self._court.take(self._way.kind, filing)
        if self._how == "takes_and_is_silent":
            raise Silent("no answer came")
        if self._how == "takes_and_dies":
            raise Died
        return Receipt(None, tuple(papers))


def door(court: Court, how: str) -> Callable[[Way], Authority]:
    """The way to the authority, on which ``how`` happens."""
    return lambda way: AtTheDoor(court, way, how)


@contextmanager
def agency_has_told() -> Iterator[None]:
    """What the agency has said of its filings stands in the environment."""
    names = {f"KVITT_FILING_{name}": value for name, value in TOLD.items()}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
