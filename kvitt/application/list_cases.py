"""Listing and finding cases: by creditor and stage, newest first, in pages of bounded work."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from kvitt.application.case_words import STAGES
from kvitt.domain.course import coming_of
from kvitt.domain.decide import stage_of
from kvitt.domain.flow import flow
from kvitt.domain.task_clock import owner_of
from kvitt.kernel.money import UnreadableAmount, parse_amount
from kvitt.store.case_list import (
    NEWEST,
    ListedCase,
    cases_of_amount,
    cases_of_debtors_named,
    cases_of_phone,
    creditor_names,
    held_cases,
    named_cases,
    newest_cases,
    open_task_count,
    open_tasks,
)  # fmt: skip
from kvitt.store.cases import CaseKey, cases_called
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

PAGE = 50
LOOKED_THROUGH = (150, 700, 3_000)
"""Portions read while a stage is sought: together a bound on the work of one page."""
SHORTEST_NAME = 2
SHORTEST_PHONE, LONGEST_PHONE = 8, 15
"""A number is found by its last eight digits, with and without its country."""
HIGHEST_SUM = 2**53
TASKS_COUNTED = 100


@dataclass(frozen=True, slots=True)
class ShownCase:
    """One line of the list with its stage."""

    case: ListedCase
    stage: str


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of cases."""

    cases: tuple[ShownCase, ...]
    more_before: int | None
    """The next page begins under this case number; None where the list ends."""
    sums: tuple[tuple[str, int], ...]
    """What is open on the cases of this page, by currency."""


def list_cases(
    *,
    today: date,
    creditor: int | None = None,
    stage: str | None = None,
    held: str | None = None,
    before: int | None = None,
) -> CaseList:
    """A page of the agency's cases, the newest first.

    ``stage`` is one of the stages, or ``open``. But for ``closed`` a stage is derived and not
    stored: where few cases have it, the page ends after a bounded search and says where to go on.
    ``held`` narrows to open cases under a hold of that kind, and then ``stage`` does not count.
    """
    tenant_ids = own_tenants()
    chosen = [tenant_id for tenant_id in tenant_ids if creditor in (None, tenant_id)]
    place = NEWEST if before is None else before
    if held is not None or stage in (None, "closed"):
        with tenant_scope(*chosen):
            if held is None:
                found = newest_cases(
                    chosen, before=place, count=PAGE + 1, are_closed=stage == "closed"
                )
            else:
                found = held_cases(chosen, held, today=today, before=place, count=PAGE + 1)
        more_before = found[PAGE - 1].key.case_id if len(found) > PAGE else None
        return _page([_shown(case, today) for case in found[:PAGE]], more_before)
    kept: list[ShownCase] = []
    for portion in LOOKED_THROUGH:
        with tenant_scope(*chosen):
            found = newest_cases(chosen, before=place, count=portion)
        for case in found:
            shown = _shown(case, today)
            place = case.key.case_id
            if shown.stage == stage or (stage == "open" and shown.stage != "closed"):
                kept.append(shown)
                if len(kept) == PAGE:
                    return _page(kept, place)
        if len(found) < portion:
            return _page(kept, None)
    return _page(kept, place)


def search_cases(text: str, *, today: date, creditor: int | None = None) -> CaseList:
    """Cases by number, invoice number, payment reference, the beginning of a surname or company,
    a telephone number, or the sum of an invoice.

    At most one page: more hits ask for a longer word. ``creditor`` narrows to one creditor's.
    """
    wanted = " ".join(text.split())
    tenant_ids = [one for one in own_tenants() if creditor in (None, one)]
    with tenant_scope(*tenant_ids):
        keys = cases_called(wanted, tenant_ids) if wanted else []
        if len(wanted) >= SHORTEST_NAME and len(keys) < PAGE:
            begins = {wanted, " ".join([*wanted.split()[-1:], *wanted.split()[:-1]])}
            named = cases_of_debtors_named(sorted(begins), tenant_ids, most=PAGE + 1)
            keys += [key for key in named if key not in keys]
        if len(keys) < PAGE:
            others = [*_by_phone(wanted, tenant_ids), *_by_amount(wanted, tenant_ids)]
            keys += [key for key in others if key not in keys]
        found = named_cases(keys[: PAGE + 1])
    more_before = found[PAGE - 1].key.case_id if len(found) > PAGE else None
    return _page([_shown(case, today) for case in found[:PAGE]], more_before)


def _by_phone(wanted: str, tenant_ids: Sequence[int]) -> list[CaseKey]:
    digits = re.sub(r"\D", "", wanted)
    if not SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE or re.search(r"[^\d +()/-]", wanted):
        return []
    return cases_of_phone(digits[-SHORTEST_PHONE:], tenant_ids, most=PAGE + 1)


def _by_amount(wanted: str, tenant_ids: Sequence[int]) -> list[CaseKey]:
    written = re.sub(r"(?i)\s*(kr|kronor|kroner|sek|nok|eur|dkk)\.?$", "", wanted)
    try:
        amount_minor = parse_amount(written)
    except UnreadableAmount:
        return []
    if not 0 < amount_minor <= HIGHEST_SUM:
        return []
    return cases_of_amount(amount_minor, tenant_ids, most=PAGE + 1)


class TaskPlace(NamedTuple):
    """A place in the list of tasks: after the task of that kind and number."""

    is_late: bool = True
    kind: str = ""
    task_id: int = 0


FIRST_TASK = TaskPlace()


def list_tasks(*, after: TaskPlace = FIRST_TASK) -> tuple[list[Any], TaskPlace | None]:
    """A page of open tasks and where the next one begins: the late ones lead, by kind and age.

    A task whose clock is not set yet is shown with the owner that it will get.
    """
    tenant_ids = [agency_tenant_id(), *own_tenants()]
    found: list[Any] = []
    with tenant_scope(*tenant_ids):
        if after.is_late:
            found = open_tasks(tenant_ids, are_late=True, after=after[1:], most=PAGE + 1)
        if len(found) <= PAGE:
            place = ("", 0) if after.is_late else after[1:]
            room = PAGE + 1 - len(found)
            found += open_tasks(tenant_ids, are_late=False, after=place, most=room)
    shown = [row._replace(owner=row.owner or owner_of(row.kind)) for row in found[:PAGE]]
    if len(found) <= PAGE:
        return shown, None
    last = shown[-1]
    return shown, TaskPlace(last.escalated_on is not None, last.kind, last.id)


def task_count() -> int:
    """How many tasks are open, up to TASKS_COUNTED."""
    tenant_ids = [agency_tenant_id(), *own_tenants()]
    with tenant_scope(*tenant_ids):
        return open_task_count(tenant_ids, most=TASKS_COUNTED)


def creditors_to_choose() -> list[tuple[int, str]]:
    """The agency's creditors, number and name, by name."""
    tenant_ids = own_tenants()
    with tenant_scope(*tenant_ids):
        return creditor_names(tenant_ids)


def creditors_among(tenant_ids: Sequence[int]) -> list[tuple[int, str]]:
    """These creditors, number and name, by name."""
    with tenant_scope(*tenant_ids):
        return creditor_names(tenant_ids)


def own_tenants() -> list[int]:
    """The tenants of this agency's creditors."""
    return creditor_tenant_ids(agency_tenant_id())


def known_stages() -> tuple[str, ...]:
    """The stages that the list can be narrowed to."""
    return ("open", *STAGES)


def _shown(case: ListedCase, today: date) -> ShownCase:
    if case.closed_on is not None:
        return ShownCase(case, "closed")
    running = case.facts.course.proceeding
    if running is not None:
        coming = coming_of(running, today)
        case = case._replace(next_what=coming.what, next_on=coming.on)
    return ShownCase(case, stage_of(case.facts, flow(case.facts.flow), today))


def _page(cases: Sequence[ShownCase], more_before: int | None) -> CaseList:
    sums: dict[str, int] = {}
    for shown in cases:
        currency = shown.case.currency
        sums[currency] = sums.get(currency, 0) + shown.case.open_minor
    return CaseList(tuple(cases), more_before, tuple(sorted(sums.items())))
