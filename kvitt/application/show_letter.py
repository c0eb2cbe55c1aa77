"""Showing a letter: its bytes exactly as they were sent."""

from kvitt.store.cases import CaseKey, StoredLetter, stored_letter
from kvitt.store.creditors import Creditor
from kvitt.store.session import tenant_scope


def show_letter(creditor: Creditor, case_id: int, document_id: int) -> StoredLetter | None:
    """The PDF of that number of the creditor's case; None where the case has none such."""
    with tenant_scope(creditor.tenant_id):
        stored = stored_letter(CaseKey(creditor.tenant_id, case_id), document_id)
    return stored if stored is not None and stored.media_type == "application/pdf" else None
