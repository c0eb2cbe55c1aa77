"""The codes with which debtors and their advisers open a case, and how often a wrong one came."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kvitt.store.session import execute, query, query_value, sql

OPEN = """
select serial, reader, expires_on from debtor_access
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
  and ended_on is null and made_on <= %(today)s and expires_on >= %(today)s
order by serial desc limit %(most)s
"""
IS_OPEN = """
select exists (select from debtor_access
  where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and serial = %(serial)s
    and ended_on is null and expires_on >= %(today)s)
"""
ADD = """
insert into debtor_access (tenant_id, case_id, serial, reader, made_on, made_by, expires_on)
select %(tenant)s, %(case)s, coalesce(max(serial), 0) + 1, %(reader)s, %(today)s, %(by)s,
       %(expires)s
from debtor_access where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
returning serial
"""
END = """
update debtor_access set ended_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and ended_on is null
  and reader = any (%(readers)s)
"""
LOCK = "select 1 from collection_case where tenant_id = %(tenant)s and id = %(case)s for update"
WRONG = """
select count(*)::integer from wrong_code
where tenant_id = (select %(agency)s::integer) and told = %(told)s
  and at > now() - make_interval(mins => %(minutes)s)
"""
NOTE_WRONG = "insert into wrong_code (tenant_id, told) values (%(agency)s, %(told)s)"
FORGET_WRONG = """
delete from wrong_code
where tenant_id = (select %(agency)s::integer) and at < now() - interval '1 day'
"""
OF_PERSON = """
select k.id from collection_case k
join party d on d.tenant_id = k.tenant_id and d.id = k.debtor_id
where k.tenant_id = (select %(tenant)s::integer) and d.identity_number = %(number)s
  and k.merged_into is null
order by k.id
"""


class OpenCode(NamedTuple):
    """A code that opens a case today, by its serial number."""

    serial: int
    reader: str
    expires_on: date


def open_codes(tenant_id: int, case_id: int, *, today: date, most: int) -> list[OpenCode]:
    """The codes that open the case today, newest first, at most that many."""
    given = {"tenant": tenant_id, "case": case_id, "today": today, "most": most}
    return [OpenCode(*row) for row in query(OPEN, given)]


def is_open(tenant_id: int, case_id: int, *, serial: int, today: date) -> bool:
    """Whether the code with that serial number opens the case today."""
    given = {"tenant": tenant_id, "case": case_id, "serial": serial, "today": today}
    return bool(query_value(IS_OPEN, given))


def add_code(
    tenant_id: int, case_id: int, *, reader: str, today: date, expires_on: date, by: str
) -> int:
    """A new code of the case; its serial number. The case is locked: two never get the same."""
    given = {"tenant": tenant_id, "case": case_id, "reader": reader, "today": today}
    lock_case(tenant_id, case_id)
    return int(query_value(ADD, given | {"expires": expires_on, "by": by}))


def lock_case(tenant_id: int, case_id: int) -> None:
    """Locks the case, so that two codes of it never get the same serial."""
    query(LOCK, {"tenant": tenant_id, "case": case_id})


def codes_for_letters(
    tenant_id: int, case_ids: Sequence[int], *, today: date, lasts_until: date, expires_on: date,
    by: str,
) -> tuple[dict[int, int], list[int]]:  # fmt: skip
    """The serial of each case's code for a letter, and the cases that got a new one.

    A code that stays open through ``lasts_until`` is kept. The cases are locked by the caller.
    """
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today, "by": by}
    rows = query(sql("codes_for_letters"), given | {"lasts": lasts_until, "expires": expires_on})
    return {row[0]: row[1] for row in rows}, sorted(row[0] for row in rows if row[2])


def end_codes(tenant_id: int, case_id: int, *, readers: Sequence[str], today: date) -> int:
    """Ends the codes of the case for these readers; how many."""
    given = {"tenant": tenant_id, "case": case_id, "readers": list(readers), "today": today}
    return execute(END, given)


def wrong_codes(agency_id: int, told: bytes, *, minutes: int) -> int:
    """How many wrong codes came for that case number or from that network in the last minutes."""
    return int(query_value(WRONG, {"agency": agency_id, "told": told, "minutes": minutes}))


def note_wrong_code(agency_id: int, told: Sequence[bytes]) -> None:
    """Notes a wrong code by each of these digests, and forgets those of a past day."""
    for one in told:
        execute(NOTE_WRONG, {"agency": agency_id, "told": one})
    execute(FORGET_WRONG, {"agency": agency_id})


def cases_of_person(tenant_id: int, identity_number: str) -> list[int]:
    """The person's cases at one creditor, merged ones left out."""
    return [row[0] for row in query(OF_PERSON, {"tenant": tenant_id, "number": identity_number})]
