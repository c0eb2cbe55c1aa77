"""Roles: who may do what, as data. A right is asked for by its name, never a role."""

from collections.abc import Iterable
from typing import NamedTuple

SEE_CASES = "see_cases"
WORK_CASES = "work_cases"
ANSWER_SUGGESTIONS = "answer_suggestions"
IMPORT_INVOICES = "import_invoices"
APPROVE_LEGAL = "approve_legal"
HANDLE_PAYMENTS = "handle_payments"
PAY_OUT = "pay_out"
SEE_STATEMENTS = "see_statements"
EDIT_TEXTS = "edit_texts"
EDIT_POLICIES = "edit_policies"
MANAGE_PEOPLE = "manage_people"
SEE_REGISTERS = "see_registers"
STOP_SENDING = "stop_sending"

SENSITIVE = frozenset({PAY_OUT, EDIT_TEXTS, EDIT_POLICIES, MANAGE_PEOPLE})
"""What asks a person to prove again who they are. Policy."""

AGENCY, CREDITOR = "agency", "creditor"


class Role(NamedTuple):
    """A role in the agency's office or at a creditor, and what it may do there."""

    key: str
    seat: str
    may: frozenset[str]


_EVERYTHING = frozenset({
    SEE_CASES, WORK_CASES, ANSWER_SUGGESTIONS, IMPORT_INVOICES, APPROVE_LEGAL, HANDLE_PAYMENTS,
    PAY_OUT, SEE_STATEMENTS, EDIT_TEXTS, EDIT_POLICIES, MANAGE_PEOPLE, SEE_REGISTERS, STOP_SENDING,
})  # fmt: skip
_BY_HAND = frozenset({SEE_CASES, WORK_CASES, ANSWER_SUGGESTIONS, IMPORT_INVOICES, STOP_SENDING})
ROLES = {
    role.key: role
    for role in (
        Role("agency_admin", AGENCY, _EVERYTHING),
        Role("handler", AGENCY, _BY_HAND | {APPROVE_LEGAL, HANDLE_PAYMENTS}),
        Role("finance", AGENCY, frozenset({SEE_CASES, HANDLE_PAYMENTS, PAY_OUT, SEE_STATEMENTS})),
        Role("compliance", AGENCY, frozenset({SEE_CASES, SEE_STATEMENTS, SEE_REGISTERS})),
        Role("creditor_admin", CREDITOR,
             _BY_HAND | {SEE_STATEMENTS, EDIT_TEXTS, EDIT_POLICIES, MANAGE_PEOPLE}),
        Role("creditor_user", CREDITOR, _BY_HAND | {SEE_STATEMENTS}),
        Role("accountant", CREDITOR, frozenset({SEE_CASES, SEE_STATEMENTS, IMPORT_INVOICES})),
        Role("read_only", CREDITOR, frozenset({SEE_CASES, SEE_STATEMENTS})),
    )
}  # fmt: skip


def may(roles: Iterable[str], right: str) -> bool:
    """Whether one of the roles has the right. An unknown role has none."""
    return any(right in ROLES[role].may for role in roles if role in ROLES)


def roles_at(seat: str) -> list[str]:
    """The roles that can be given in the agency's office or at a creditor."""
    return [role.key for role in ROLES.values() if role.seat == seat]
