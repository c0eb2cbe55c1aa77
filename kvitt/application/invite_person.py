"""Inviting a person to the office or to a creditor: a link that one may use once, for some days."""

import re
import secrets
from datetime import date, timedelta
from hashlib import sha256

from kvitt.domain.roles import AGENCY, CREDITOR, ROLES
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.history import close_history
from kvitt.store.people import Invited, accept, add_invitation, give_role, invited
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

VALID_DAYS = 7
"""Policy: a link in a mailbox must end."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_EMAIL = 254


class UnknownRole(Refusal):
    """There is no such role, or it is not given there."""


class NotAnAddress(Refusal):
    """The words are no e-mail address."""


class InvitationEnded(Refusal):
    """The link was used, withdrawn or has ended, or never was one."""


def invite_person(tenant_id: int, *, email: str, role: str, today: date, by: str) -> str:
    """Invites that address to a role; returns the secret part of the link, which is kept nowhere.

    An earlier invitation of the same address to the same role ends. Raises UnknownRole and
    NotAnAddress.
    """
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
        raise NotAnAddress("{email!r} is not an e-mail address", email=email)
    seat = AGENCY if tenant_id == agency_tenant_id() else CREDITOR
    known = ROLES.get(role)
    if known is None or known.seat != seat:
        names = ", ".join(sorted(key for key, one in ROLES.items() if one.seat == seat))
        raise UnknownRole("{role!r} is no role here; the roles are {names}", role=role, names=names)
    token = secrets.token_urlsafe(32)
    with tenant_scope(tenant_id):
        add_invitation(
            tenant_id, email=email, role=role, digest=_digest(token), today=today,
            expires_on=today + timedelta(days=VALID_DAYS), by=by,
        )  # fmt: skip
        add_event(None, "person_invited", today=today, actor=by, role=role)
        close_history(tenant_id)
    return token


def open_invitation(token: str, *, today: date) -> Invited:
    """The invitation of a link. Raises InvitationEnded, with the same words for every reason."""
    with tenant_scope(*_everywhere()):
        found = invited(_everywhere(), _digest(token))
    if found is None or found.expires_on < today:
        raise InvitationEnded("this invitation has ended; ask for a new one")
    return found


def accept_invitation(token: str, *, user_id: int, name: str, today: date) -> Invited:
    """The user becomes a member, once. Raises InvitationEnded."""
    found = open_invitation(token, today=today)
    with tenant_scope(found.tenant_id):
        if not accept(found, today=today):
            raise InvitationEnded("this invitation has ended; ask for a new one")
        give_role(found.tenant_id, user_id=user_id, role=found.role, today=today, by=name)
        add_event(None, "person_joined", today=today, actor=name, role=found.role)
        close_history(found.tenant_id)
    return found


def _everywhere() -> list[int]:
    agency_id = agency_tenant_id()
    return [agency_id, *creditor_tenant_ids(agency_id)]


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
