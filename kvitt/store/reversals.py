"""Which payments a reversal takes back, and how they were divided."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kvitt.store.session import query, sql

ORIGINALS = """
select l.no, b.booked_on, b.id, b.outcome
from new_line l
join bank_line b on b.tenant_id = %(agency)s and b.account = l.account
  and b.amount_minor = -l.amount_minor
  and b.currency = l.currency and b.reference = l.reference and b.booked_on <= l.booked_on
where l.is_reversal and b.outcome in ('booked', 'unmatched') and not b.is_reversal
order by l.no, b.booked_on desc, b.id desc
"""
STANDING = """
select p.bank_line_id, p.tenant_id, p.id, p.case_id
from payment p
where p.bank_line_id = any(%s) and p.amount_minor > 0 and not exists (
  select from payment r where r.tenant_id = p.tenant_id and r.reverses_id = p.id)
order by p.id
"""

REOPEN_OTHERS = """
update collection_case set closed_on = null, closed_because = null, wake_on = %(today)s,
  next_on = %(today)s, next_what = 'the case is looked at again', next_owner = 'kvitt'
where tenant_id = (select %(tenant)s::integer) and id = any (%(cases)s) and closed_because = 'paid'
returning id
"""


class Original(NamedTuple):
    """An earlier line that a reversal may take back."""

    booked_on: date
    line_id: int
    outcome: str


class Standing(NamedTuple):
    """A payment of such a line that has not been taken back."""

    line_id: int
    tenant_id: int
    payment_id: int
    case_id: int


class Divided(NamedTuple):
    """A payment's sum on one item (or left over) as it stands now."""

    payment_id: int
    case_id: int
    item_id: int | None
    claim_id: int | None
    kind: str | None
    amount_minor: int
    owed_to: str | None
    is_closed: bool
    """Of the case on which the claim is followed now, or of the payment's own."""
    closed_because: str | None
    payment_minor: int
    payment_case_id: int
    """The case of the payment, or where that one was merged into."""
    manner: str
    distribution_id: int | None
    kept_minor: int


def originals(agency_id: int) -> dict[int, list[Original]]:
    """For each staged reversal, by number, the earlier lines it may take back, latest first."""
    found: dict[int, list[Original]] = {}
    for no, *original in query(ORIGINALS, {"agency": agency_id}):
        found.setdefault(no, []).append(Original(*original))
    return found


def standing_payments(line_ids: Sequence[int]) -> dict[int, list[Standing]]:
    """The payments of those lines that have not been taken back, by line."""
    found: dict[int, list[Standing]] = {}
    for row in query(STANDING, (list(line_ids),)):
        found.setdefault(row[0], []).append(Standing(*row))
    return found


def reopen_paid(tenant_id: int, case_ids: Sequence[int], *, today: date) -> list[int]:
    """Opens those of the cases again that were closed as paid; which."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today}
    return [row[0] for row in query(REOPEN_OTHERS, given)]


def divided(tenant_id: int, payment_ids: Sequence[int]) -> list[Divided]:
    """How the payments stand divided, payment by payment."""
    given = {"tenant": tenant_id, "payments": list(payment_ids)}
    return [Divided(*row) for row in query(sql("reversed_allocations"), given)]
