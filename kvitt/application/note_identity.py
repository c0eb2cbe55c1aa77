"""The identity number of a debtor that had none: noted by a person, checked, and never repeated.

Without it nothing can be filed with an authority. The number stands with the debtor alone: neither
history, sentences nor logs repeat it.
"""

from datetime import date

from kvitt.application.change_address import lock_debtors_cases
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.refusal import Refusal
from kvitt.store import identities
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class IdentityNotUsable(Refusal):
    """The number is no number of the debtor's country, or not of its kind."""


class IdentityKnown(Refusal):
    """The debtor has a number already, or another debtor of the creditor has this one."""


def note_identity(
    creditor: Creditor, case_id: int, *, number: str, because: str, today: date, actor: str
) -> list[int]:
    """Keeps the number of the case's debtor and ends what asked for it; the debtor's open cases.

    Raises NoOpenCase, IdentityNotUsable and IdentityKnown; no sentence repeats the number.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        case_ids = lock_debtors_cases(creditor, case_id)
        known = identities.debtor_with(tenant_id, case_id, "")
        if known.identity_number is not None:
            raise IdentityKnown("the debtor has an identity number: nothing was changed")
        canonical = _checked(number, known.country, known.kind)
        if identities.debtor_with(tenant_id, case_id, canonical).is_anothers:
            raise IdentityKnown(
                "another debtor of this creditor has that number: see whether they are the same "
                "person before anything is filed"
            )
        identities.keep_number(tenant_id, known.id, canonical)
        for one in case_ids:
            add_event(one, "identity_noted", today=today, actor=actor, because=because)
        identities.end_found(tenant_id, today=today, by=actor)
        close_tenant_history(tenant_id)
    return case_ids


def _checked(number: str, country: str, kind: str) -> str:
    try:
        found = parse_identity(country, number)
    except InvalidIdentity as no:
        raise IdentityNotUsable(no.sentence) from no
    if kind == "consumer" and found.kind == "company":
        raise IdentityNotUsable("that is a company's number, and the debtor is a consumer")
    return found.number
