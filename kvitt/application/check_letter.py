"""Whether a letter is ours: open to everyone, so it says no more than yes, or: call us.

A letter is known by the number and the day that stand on it. Who asks too often waits, as with
wrong codes, so that nobody learns by trying which cases there are.
"""

from datetime import date
from hashlib import sha256

from kvitt.application.open_debtor_access import LONGEST, WITHIN_MINUTES, TooManyTries
from kvitt.store import debtor_access
from kvitt.store.cases import CaseKey, case_key
from kvitt.store.debtor_pages import was_sent_on
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

MOST_ASKED = 10
"""Policy: so many letters that are not ours may be asked about in a quarter of an hour."""
HIGHEST = 2**62


def is_our_letter(number: str, on: date, *, network: str, secret: bytes) -> bool:
    """Whether a letter with that case number left on that day. Raises TooManyTries.

    ``network`` is where the question comes from; it is kept as a digest for a day.
    """
    agency_id = agency_tenant_id()
    told = sha256(secret + f"letter:{network}".encode()).digest()
    with tenant_scope(agency_id):
        asked = debtor_access.wrong_codes(agency_id, told, minutes=WITHIN_MINUTES)
    if asked >= MOST_ASKED:
        raise TooManyTries("too many questions: wait a quarter of an hour and ask again")
    key = case_key(number.strip()[:LONGEST])
    if key and (key.tenant_id not in creditor_tenant_ids(agency_id) or key.case_id > HIGHEST):
        key = None
    known = key or CaseKey(0, 0)
    with tenant_scope(known.tenant_id):
        is_ours = was_sent_on(known.tenant_id, known.case_id, on=on)
    if not is_ours:
        with tenant_scope(agency_id):
            debtor_access.note_wrong_code(agency_id, [told])
    return is_ours
