"""A debtor says how it wants to be written to: channel, language, the days before an instalment.

The history tells the kinds of facts that changed, never an address or a number. A postal address is
changed by `change_address`.
"""

from datetime import date
from typing import NamedTuple

from kvitt.application.change_address import lock_debtors_cases
from kvitt.channels.email import is_usable_address
from kvitt.domain.contact import Contact, ContactUnclear, NewContact, changed, what_changed
from kvitt.store import parties
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.plans import look_at_plans_of
from kvitt.store.session import tenant_scope

TOLD = ("channel", "language", "remind_days")
"""What the history tells by its value, as it says nothing of the person."""


class ContactChanged(NamedTuple):
    """How the debtor is written to from now on, and on which cases."""

    case_ids: tuple[int, ...]
    """The debtor's open cases with the creditor."""
    contact: Contact
    what: tuple[str, ...]
    """The names of what changed."""


def contact_now(creditor: Creditor, case_id: int) -> Contact:
    """How the case's debtor is written to now."""
    with tenant_scope(creditor.tenant_id):
        return parties.contact_now(creditor.tenant_id, case_id)


def change_contact(
    creditor: Creditor, case_id: int, new: NewContact, *, today: date, actor: str
) -> ContactChanged:
    """Keeps how the case's debtor is written to, on all its cases with the creditor.

    Letters of the flow keep the channels of their steps, but for the friendly reminder. Raises
    NoOpenCase and ContactUnclear.
    """
    tenant_id = creditor.tenant_id
    if new.email.strip() and not is_usable_address(new.email.strip()):
        raise ContactUnclear("that is no e-mail address that mail can be sent to")
    with tenant_scope(tenant_id):
        case_ids = lock_debtors_cases(creditor, case_id)
        party_id, before = parties.contact_of(tenant_id, case_id)
        after = changed(before, new)
        what = what_changed(before, after)
        parties.keep_contact(tenant_id, party_id, after)
        if "remind_days" in what:
            look_at_plans_of(tenant_id, party_id, today=today)
        told = {
            name: {"before": getattr(before, name), "after": getattr(after, name)}
            for name in what
            if name in TOLD
        }
        for one in case_ids:
            add_event(one, "contact_changed", today=today, actor=actor, what=list(what), **told)
        close_tenant_history(tenant_id)
    return ContactChanged(tuple(case_ids), after, what)
