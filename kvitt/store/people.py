"""Memberships and invitations: who belongs to an agency or a creditor."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.session import execute, query, query_named, query_value

OF_USER = """
select tenant_id, role from membership
where user_id = %(user)s and tenant_id = any (%(tenants)s) and ended_on is null
order by tenant_id, role
"""
GIVE = """
insert into membership (tenant_id, user_id, role, from_on, given_by)
values (%(tenant)s, %(user)s, %(role)s, %(today)s, %(by)s)
on conflict (user_id, tenant_id, role) where ended_on is null do nothing
"""
END = """
update membership set ended_on = %(today)s, ended_by = %(by)s
where tenant_id = (select %(tenant)s::integer) and id = %(id)s and ended_on is null
"""
MEMBERS = """
select id, user_id, role, from_on, given_by from membership
where tenant_id = (select %(tenant)s::integer) and ended_on is null
order by role, id
"""
MEMBERS_OF_MANY = """
select tenant_id, id, user_id, role, from_on, given_by from membership
where tenant_id = any (%(tenants)s) and ended_on is null
order by role, id
"""
ADMINS_BESIDE = """
select exists (select from membership
  where tenant_id = (select %(tenant)s::integer) and role = %(role)s and ended_on is null
    and id <> %(id)s)
"""
INVITE = """
insert into invitation (tenant_id, email, role, token_digest, invited_on, invited_by, expires_on)
values (%(tenant)s, %(email)s, %(role)s, %(digest)s, %(today)s, %(by)s, %(expires)s)
"""
WITHDRAW_OLDER = """
update invitation set withdrawn_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and email = %(email)s and role = %(role)s
  and accepted_on is null and withdrawn_on is null
"""
INVITED = """
select tenant_id, id, email, role, expires_on from invitation
where tenant_id = any (%(tenants)s) and token_digest = %(digest)s
  and accepted_on is null and withdrawn_on is null
"""
ACCEPT = """
update invitation set accepted_on = %(today)s
where tenant_id = (select %(tenant)s::integer) and id = %(id)s
  and accepted_on is null and withdrawn_on is null
"""


class Invited(NamedTuple):
    """An invitation that was neither accepted nor withdrawn."""

    tenant_id: int
    id: int
    email: str
    role: str
    expires_on: date


def roles_of(user_id: int, tenant_ids: Sequence[int]) -> dict[int, list[str]]:
    """The roles of a user now, by tenant. Runs in the scope of these tenants."""
    found: dict[int, list[str]] = {}
    for tenant_id, role in query(
        OF_USER, {"user": user_id, "tenants": list(tenant_ids)}, keep_plan=True
    ):
        found.setdefault(tenant_id, []).append(role)
    return found


def give_role(tenant_id: int, *, user_id: int, role: str, today: date, by: str) -> None:
    """Makes the user a member; a role that the user has already stays as it is."""
    execute(GIVE, {"tenant": tenant_id, "user": user_id, "role": role, "today": today, "by": by})


def end_role(tenant_id: int, membership_id: int, *, today: date, by: str) -> bool:
    """Ends a membership; whether it still ran."""
    given = {"tenant": tenant_id, "id": membership_id, "today": today, "by": by}
    return execute(END, given) == 1


def members(tenant_id: int) -> list[Any]:
    """The memberships that run: number, user, role, day and by whom."""
    return query_named(MEMBERS, {"tenant": tenant_id})


def members_of_many(tenant_ids: Sequence[int]) -> list[Any]:
    """The same of several tenants, each with its tenant."""
    return query_named(MEMBERS_OF_MANY, {"tenants": list(tenant_ids)})


def has_other(tenant_id: int, role: str, *, than: int) -> bool:
    """Whether somebody else has the role."""
    return bool(query_value(ADMINS_BESIDE, {"tenant": tenant_id, "role": role, "id": than}))


def add_invitation(
    tenant_id: int, *, email: str, role: str, digest: bytes, today: date, expires_on: date, by: str
) -> None:
    """Adds an invitation; an older one to the same address for the same role ends."""
    given = {"tenant": tenant_id, "email": email, "role": role, "today": today}
    execute(WITHDRAW_OLDER, given)
    execute(INVITE, given | {"digest": digest, "expires": expires_on, "by": by})


def invited(tenant_ids: Sequence[int], digest: bytes) -> Invited | None:
    """The open invitation with that digest of its link."""
    rows = query(INVITED, {"tenants": list(tenant_ids), "digest": digest})
    return Invited(*rows[0]) if rows else None


def accept(invitation: Invited, *, today: date) -> bool:
    """Notes that the invitation was accepted; False where somebody was faster."""
    given = {"tenant": invitation.tenant_id, "id": invitation.id, "today": today}
    return execute(ACCEPT, given) == 1
