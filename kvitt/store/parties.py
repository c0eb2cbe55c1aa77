"""Debtors and their ways of contact. The caller holds the scope and closes the history."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.address import Address
from kvitt.domain.contact import Contact
from kvitt.store.session import execute, query, query_named

DEBTOR = """
select p.id, p.address_lines, p.postcode, p.city, p.country, p.email, p.unreachable
from collection_case k
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
for update of p
"""
CONTACT_NOW = """
select p.id, p.language, p.channel, p.remind_days, p.email, p.phone
from collection_case k
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
"""
CONTACT = f"{CONTACT_NOW} for update of p"
KEEP_CONTACT = """
update party set language = %(language)s, channel = %(channel)s, remind_days = %(remind_days)s,
  email = %(email)s, phone = %(phone)s,
  unreachable = case when email is distinct from %(email)s
    then array(select u from unnest(unreachable) u where u <> %(email)s) else unreachable end
where tenant_id = (select %(tenant)s::integer) and id = %(party)s
"""
LOCK_CASES = """
select id from collection_case
where tenant_id = (select %(tenant)s::integer) and closed_on is null and debtor_id = (
  select debtor_id from collection_case
  where tenant_id = (select %(tenant)s::integer) and id = %(case)s)
order by id for update
"""
MOVE = """
update party set address_lines = %(lines)s, postcode = %(postcode)s, city = %(city)s,
  country = %(country)s, email = %(email)s,
  unreachable = array(select u from unnest(unreachable) u where u <> all (%(reached)s::text[]))
where tenant_id = (select %(tenant)s::integer) and id = %(party)s
"""
UNREACHED = """
update party set unreachable = array(
  select distinct u from unnest(unreachable || %(addresses)s::text[]) u order by u)
where tenant_id = (select %(tenant)s::integer) and id = %(party)s
"""
LEFT = """
select n.case_id, n.id, n.step, n.kind, n.sent_on, n.of_flow, n.cycle, d.id as dispatch_id,
       d.channel, d.address
from notice n
cross join lateral (
  select * from dispatch d
  where d.tenant_id = (select %(tenant)s::integer) and d.notice_id = n.id
    and d.state in ('sent', 'unknown', 'sending')
  order by d.attempt desc limit 1
) d
where n.tenant_id = (select %(tenant)s::integer) and n.case_id in (
    select id from collection_case
    where tenant_id = (select %(tenant)s::integer) and debtor_id = %(party)s)
  and n.state in ('sent', 'unknown', 'sending')
order by n.id
"""


class Debtor(NamedTuple):
    """A debtor, locked: where it is reached, and addresses that are not used again."""

    id: int
    address: Address
    unreachable: tuple[str, ...]


class LeftLetter(NamedTuple):
    """A letter that left, by the attempt that counts."""

    case_id: int
    notice_id: int
    step: str
    kind: str
    sent_on: date | None
    of_flow: bool
    cycle: int
    dispatch_id: int
    channel: str
    address: str


def debtor_of(tenant_id: int, case_id: int) -> Debtor:
    """The debtor of the case, locked."""
    row: Any = query_named(DEBTOR, {"tenant": tenant_id, "case": case_id})[0]
    address = Address(tuple(row.address_lines), row.postcode, row.city, row.country, row.email)
    return Debtor(row.id, address, tuple(row.unreachable))


def contact_of(tenant_id: int, case_id: int) -> tuple[int, Contact]:
    """The number of the case's debtor, locked, and how it is written to."""
    party_id, *parts = query(CONTACT, {"tenant": tenant_id, "case": case_id})[0]
    return int(party_id), Contact._make(parts)


def contact_now(tenant_id: int, case_id: int) -> Contact:
    """How the case's debtor is written to, for reading alone."""
    return Contact._make(query(CONTACT_NOW, {"tenant": tenant_id, "case": case_id})[0][1:])


def keep_contact(tenant_id: int, party_id: int, to: Contact) -> None:
    """Keeps how the debtor is written to; a new e-mail address is used."""
    execute(KEEP_CONTACT, {"tenant": tenant_id, "party": party_id, **to._asdict()})


def lock_open_cases_of_debtor(tenant_id: int, case_id: int) -> list[int]:
    """Every open case of the case's debtor with the creditor, locked in order."""
    return [row[0] for row in query(LOCK_CASES, {"tenant": tenant_id, "case": case_id})]


def move_debtor(tenant_id: int, party_id: int, to: Address, *, reached: Sequence[str]) -> None:
    """Keeps the address; what a person says is right is used again."""
    given = {"tenant": tenant_id, "party": party_id, "lines": list(to.lines)}
    given |= {"postcode": to.postcode, "city": to.city, "country": to.country, "email": to.email}
    execute(MOVE, given | {"reached": list(reached)})


def mark_addresses_unreachable(tenant_id: int, party_id: int, addresses: Sequence[str]) -> None:
    """The addresses are not used again for the debtor."""
    given = {"tenant": tenant_id, "party": party_id, "addresses": list(addresses)}
    execute(UNREACHED, given)


def left_letters(tenant_id: int, party_id: int) -> list[LeftLetter]:
    """The letters to the debtor that left or may have left, on all its cases, oldest first."""
    rows = query(LEFT, {"tenant": tenant_id, "party": party_id})
    return [LeftLetter._make(row) for row in rows]
