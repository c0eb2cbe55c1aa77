"""Showing a creditor: its profile and agreement as they are stored."""

from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.session import tenant_scope


def show_creditor(tenant_id: int) -> Creditor:
    """The creditor with that number. Raises CreditorNotFound."""
    with tenant_scope(tenant_id):
        return creditor_of(tenant_id)
