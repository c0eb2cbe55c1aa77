"""Members of the office and of creditors: who they are, what roles they have, and their end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.domain.roles import AGENCY, CREDITOR, ROLES
from kvitt.kernel.refusal import Refusal
from kvitt.store import people
from kvitt.store.closing import add_event
from kvitt.store.history import close_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

ADMINS = ("agency_admin", "creditor_admin")


class NotAMember(Refusal):
    """There is no such membership, or it has ended."""


class LastAdministrator(Refusal):
    """Nobody else could let people in."""


def roles_by_tenant(user_id: int) -> dict[int, list[str]]:
    """What the user is now: roles by tenant, the agency's own among them."""
    agency_id = agency_tenant_id()
    tenant_ids = [agency_id, *creditor_tenant_ids(agency_id)]
    with tenant_scope(*tenant_ids):
        found = people.roles_of(user_id, tenant_ids)
    seats = {tenant_id: AGENCY if tenant_id == agency_id else CREDITOR for tenant_id in found}
    return {
        tenant_id: kept
        for tenant_id, roles in found.items()
        if (kept := [one for one in roles if one in ROLES and ROLES[one].seat == seats[tenant_id]])
    }


def list_members(tenant_id: int) -> list[Any]:
    """The memberships that run: number, user, role, since when and by whom."""
    with tenant_scope(tenant_id):
        return people.members(tenant_id)


def members_by_tenant(tenant_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The same of several tenants, by tenant; those without members are left out."""
    with tenant_scope(*tenant_ids):
        rows = people.members_of_many(tenant_ids)
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.tenant_id, []).append(row)
    return found


def give_role(tenant_id: int, *, user_id: int, role: str, today: date, by: str) -> None:
    """Makes a known user a member."""
    with tenant_scope(tenant_id):
        people.give_role(tenant_id, user_id=user_id, role=role, today=today, by=by)
        add_event(None, "person_joined", today=today, actor=by, role=role)
        close_history(tenant_id)


def end_membership(tenant_id: int, membership_id: int, *, today: date, by: str) -> None:
    """Ends a membership from now on. Raises NotAMember, and LastAdministrator for the last one."""
    with tenant_scope(tenant_id):
        known = {one.id: one for one in people.members(tenant_id)}
        one = known.get(membership_id)
        if one is None:
            raise NotAMember(
                "there is no membership {membership_id}, or it has ended",
                membership_id=membership_id,
            )
        if one.role in ADMINS and not people.has_other(tenant_id, one.role, than=membership_id):
            raise LastAdministrator(
                "this is the last administrator: give somebody else the role first"
            )
        people.end_role(tenant_id, membership_id, today=today, by=by)
        add_event(None, "membership_ended", today=today, actor=by, role=one.role)
        close_history(tenant_id)
