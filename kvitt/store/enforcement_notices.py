"""Notices of enforcement: from when one can be sent, and when the last one of a case left.

The caller holds the scope.
"""

from datetime import date

from kvitt.store.session import query_value

LAST = """
select max(coalesce(sent_on, planned_on)) from notice
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
  and kind = 'enforcement_notice' and state <> 'withdrawn'
"""

DUE = """
select max(due_on) from claim
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
"""


def last_due_on_of(tenant_id: int, case_id: int) -> date:
    """The due day of the case's claim that fell due last."""
    found: date = query_value(DUE, {"tenant": tenant_id, "case": case_id})
    return found


def last_notice_on(tenant_id: int, case_id: int) -> date | None:
    """The day of the case's last notice of enforcement; None where there is none."""
    found: date | None = query_value(LAST, {"tenant": tenant_id, "case": case_id})
    return found
