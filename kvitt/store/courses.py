"""The courses of cases at the authorities, for many cases at once. The caller holds the scope."""

from collections.abc import Sequence

from kvitt.domain.course import AtAuthority, Course
from kvitt.domain.facts import Facts
from kvitt.store.session import query, sql

HAS_ANY = """
exists (select from proceeding p where p.tenant_id = c.tenant_id)
  or exists (select from monitoring m where m.tenant_id = c.tenant_id)
"""
"""Whether a creditor ``c`` has put anything to an authority: most have not, and are not asked."""

OF_A_PAGE = 200
"""So few cases are found one by one, whatever the database holds; for a batch it is planned."""


def courses_of(tenant_ids: Sequence[int], case_ids: Sequence[int]) -> dict[int, Course]:
    """What has been put to an authority about the cases; those of which there is nothing lack."""
    if not case_ids:
        return {}
    found = query(
        sql("courses_of_cases"),
        {"tenants": list(tenant_ids), "cases": list(case_ids)},
        keep_plan=len(case_ids) <= OF_A_PAGE,
    )
    return {
        row[0]: Course(AtAuthority(*row[1:8]) if row[1] is not None else None, *row[8:])
        for row in found
    }


def with_courses(tenant_ids: Sequence[int], found: Sequence[Facts]) -> list[Facts]:
    """The facts, each with what has been put to an authority about its case."""
    courses = courses_of(tenant_ids, [facts.case_id for facts in found])
    return [
        facts._replace(course=courses[facts.case_id]) if facts.case_id in courses else facts
        for facts in found
    ]
