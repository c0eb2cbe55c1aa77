"""Settlement: who gets which part of what was collected, and how a pay-out is recognised.

>>> share_of("cost", {"fees_to": "creditor"}, collection="agency")
'owed_to_creditor'
>>> share_of("cost", {}, collection="agency"), share_of("principal", {}, collection="agency")
('owed_to_agency', 'owed_to_creditor')
>>> payment_reference(17, 3), references_in("Avräkning KVITT S17-3 mars")
('KVITT S17-3', ('KVITT S17-3',))
"""

import re
from collections.abc import Mapping
from typing import Any

from kvitt.kernel.refusal import Refusal

TO_CREDITOR = "owed_to_creditor"
TO_AGENCY = "owed_to_agency"

_OWED = {"creditor": TO_CREDITOR, "agency": TO_AGENCY}
_REFERENCE = re.compile(r"\bKVITT\s*S(\d{1,9})-(\d{1,9})\b", re.IGNORECASE | re.ASCII)


class AgreementUnclear(Refusal):
    """The creditor's agreement names somebody who is neither the creditor nor the agency."""


def share_of(kind: str, agreement: Mapping[str, Any], *, collection: str) -> str:
    """The liability that a paid item becomes: owed to the creditor or to the agency.

    Principal is always the creditor's. Interest is the creditor's and fees are the agency's unless
    the agreement says otherwise (``interest_to``, ``fees_to``); a creditor that collects in its own
    name keeps everything. Raises AgreementUnclear.
    """
    if kind == "principal" or collection == "own":
        return TO_CREDITOR
    name = "interest_to" if kind == "interest" else "fees_to"
    said = agreement.get(name, "creditor" if kind == "interest" else "agency")
    if said not in _OWED:
        raise AgreementUnclear(
            "the agreement's “{name}” is “{said}”: say creditor or agency", name=name, said=said
        )
    return _OWED[said]


def payment_reference(creditor_id: int, number: int) -> str:
    """The text that a pay-out carries, so that it is known again should it come in as a payment."""
    return f"KVITT S{creditor_id}-{number}"


def references_in(text: str) -> tuple[str, ...]:
    """The pay-out references of ours that a payment's text holds, each once."""
    found = (payment_reference(int(a), int(b)) for a, b in _REFERENCE.findall(text))
    return tuple(dict.fromkeys(found))
