"""Cases by what a person calls them, and one letter's bytes."""

import re
from typing import NamedTuple

from kvitt.store.session import query, query_named

CASE_NUMBER = re.compile(r"(\d{1,9})-(\d{1,18})")
PLAIN_NUMBER = re.compile(r"\d{1,18}")


class CaseKey(NamedTuple):
    """A case: its creditor's tenant and its own number."""

    tenant_id: int
    case_id: int

    @property
    def number(self) -> str:
        """The case number as people write it: creditor and case, e.g. ``2-1043``."""
        return case_number(self.tenant_id, self.case_id)


class StoredLetter(NamedTuple):
    """A letter as it was made: its bytes and what they are."""

    name: str
    media_type: str
    content: bytes


def case_number(tenant_id: int, case_id: int) -> str:
    """The number of a case on screens, in letters and on the command line."""
    return f"{tenant_id}-{case_id}"


def case_key(number: str) -> CaseKey | None:
    """Reads a case number; None where the text is none."""
    found = CASE_NUMBER.fullmatch(number.strip())
    return CaseKey(int(found[1]), int(found[2])) if found else None


def cases_called(called: str, tenant_ids: list[int]) -> list[CaseKey]:
    """The cases with that case number, else that invoice number or payment reference, else that id.

    Blanks in a payment reference do not count.
    """
    wanted = called.strip()
    key = case_key(wanted)
    if key is not None and key.tenant_id in tenant_ids:
        found = query(
            "select tenant_id, id from collection_case where tenant_id = %s and id = %s",
            (key.tenant_id, key.case_id),
            keep_plan=True,
        )
        if found:
            return [CaseKey._make(row) for row in found]
    compact = re.sub(r"\s", "", wanted)
    found = query(
        "select tenant_id, case_id from claim"
        " where tenant_id = any(%(tenants)s) and invoice_number = %(called)s"
        " union select tenant_id, case_id from claim"
        " where tenant_id = any(%(tenants)s) and payment_reference = %(compact)s"
        " order by 1, 2 limit 51",
        {"tenants": tenant_ids, "called": wanted, "compact": compact},
    )
    if not found and PLAIN_NUMBER.fullmatch(wanted):
        found = query(
            "select tenant_id, id from collection_case where tenant_id = any(%s) and id = %s",
            (tenant_ids, int(wanted)),
        )
    return [CaseKey._make(row) for row in found]


def stored_letter(key: CaseKey, document_id: int) -> StoredLetter | None:
    """The bytes of a letter of that case, inside its tenant's scope; None where there is none."""
    rows = query_named(
        "select name, media_type, content from document"
        " where tenant_id = %s and case_id = %s and id = %s",
        (key.tenant_id, key.case_id, document_id),
    )
    return StoredLetter(rows[0].name, rows[0].media_type, bytes(rows[0].content)) if rows else None
