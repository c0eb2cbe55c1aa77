"""A made-up case: what it has come to, and a letter of it that counts as sent; all taken back."""

from datetime import date

from kvitt.store.session import execute, query

STANDING = """
select k.wake_on, n.id, n.step
from collection_case k
left join lateral (
  select id, step from notice
  where tenant_id = (select %(tenant)s::integer) and case_id = k.id and state = 'planned'
  order by id desc limit 1
) n on true
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
"""

LEFT = """
with left_today as (
  update notice set state = 'sent', sent_on = %(today)s, deadline_on = %(deadline)s,
    channel = 'letter'
  where tenant_id = (select %(tenant)s::integer) and id = %(notice)s
  returning case_id
)
update collection_case k set wake_on = %(today)s from left_today
where k.tenant_id = (select %(tenant)s::integer) and k.id = left_today.case_id
"""


def count_as_sent(tenant_id: int, notice_id: int, *, today: date, deadline_on: date) -> None:
    """The planned letter counts as sent today, with the last day to pay that it would give."""
    given = {"tenant": tenant_id, "notice": notice_id, "today": today, "deadline": deadline_on}
    execute(LEFT, given)


def standing_of(tenant_id: int, case_id: int) -> tuple[date | None, int | None, str | None]:
    """The day on which the case wakes, and its planned letter with its step, if any."""
    ((wake_on, notice_id, step),) = query(STANDING, {"tenant": tenant_id, "case": case_id})
    return wake_on, notice_id, step
