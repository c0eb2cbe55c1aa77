"""Showing a letter: its bytes exactly as they were sent."""

from kvitt.store.cases import CaseKey, StoredLetter, stored_letter
from kvitt.store.session import tenant_scope


def show_letter(key: CaseKey, document_id: int) -> StoredLetter | None:
    """The PDF of that number of the case; None where the case has none such."""
    with tenant_scope(key.tenant_id):
        stored = stored_letter(key, document_id)
    return stored if stored is not None and stored.media_type == "application/pdf" else None
