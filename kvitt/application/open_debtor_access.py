"""How a debtor comes to the own case: by the code on a letter, or by an electronic identity.

A wrong case number, a wrong code and an ended one get the same answer after the same work: as many
codes are computed and compared for each try.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings

from kvitt.domain.access_code import access_code, is_same_code, lasts_until, valid_until
from kvitt.kernel.refusal import Refusal
from kvitt.store import debtor_access
from kvitt.store.cases import CaseKey, case_key
from kvitt.store.closing import add_event
from kvitt.store.history import close_history
from kvitt.store.payments import merged_cases
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

DEBTOR, ADVISER = "debtor", "adviser"
COMPARED = 4
"""So many codes are compared at every try, whether the case has them or not."""
MOST_WRONG_CASE, MOST_WRONG_NETWORK, WITHIN_MINUTES = 5, 30, 15
"""Policy: so many wrong codes within the minutes, then the answer waits them out."""
LONGEST = 60
HIGHEST = 2**62


class WrongCode(Refusal):
    """The case number and the code do not belong together, or the code has ended."""


class TooManyTries(Refusal):
    """Too many wrong codes came in a short time."""


@dataclass(frozen=True, slots=True)
class DebtorAccess:
    """What somebody may see who signed in without being a user."""

    cases: tuple[CaseKey, ...]
    reader: str
    """``debtor`` or ``adviser``."""
    by: str
    """``code``: one case, and less of it is shown; ``identity``: all of the person's cases."""
    number: str = ""
    serial: int = 0
    """Which case's code it was and which one, so that a code taken back closes what it opened."""

    @property
    def actor(self) -> str:
        """How the history names whoever acts."""
        return self.reader


def new_code(
    key: CaseKey, *, reader: str, secret: bytes, today: date, by: str, ends_older: bool = False
) -> str:
    """A new code for the case: the debtor's with a letter, or the adviser's that a debtor gives.

    Runs in its own transaction; with ``ends_older`` the codes of the same reader end.
    """
    with tenant_scope(key.tenant_id):
        if ends_older:
            debtor_access.end_codes(key.tenant_id, key.case_id, readers=[reader], today=today)
        serial = debtor_access.add_code(
            key.tenant_id, key.case_id, reader=reader, today=today,
            expires_on=valid_until(today), by=by,
        )  # fmt: skip
        add_event(key.case_id, "access_given", today=today, actor=by, reader=reader)
        close_history(key.tenant_id)
    return access_code(secret, tenant_id=key.tenant_id, case_id=key.case_id, serial=serial)


def secret_of_codes() -> bytes:
    """The installation's secret from which the codes are computed."""
    return bytes(settings.HOME.secret("debtor_codes").encode())


def codes_for_letters(tenant_id: int, case_ids: Sequence[int], *, today: date) -> dict[int, str]:
    """The debtor's code of each case for a letter of today, inside the tenant's scope.

    A case keeps its code from letter to letter while that opens it for long enough. The cases are
    locked by the caller, who closes the history.
    """
    serials, new = debtor_access.codes_for_letters(
        tenant_id, case_ids, today=today, lasts_until=lasts_until(today),
        expires_on=valid_until(today), by="letter",
    )  # fmt: skip
    for case_id in new:
        add_event(case_id, "access_given", today=today, actor="kvitt", reader=DEBTOR)
    secret = secret_of_codes()
    return {
        case_id: access_code(secret, tenant_id=tenant_id, case_id=case_id, serial=serial)
        for case_id, serial in serials.items()
    }


def code_on_letters(key: CaseKey, *, today: date) -> str:
    """The debtor's code as the case's letters say it today, in its own transaction.

    It is the one of the letters before, where that still opens the case for long enough.
    """
    with tenant_scope(key.tenant_id):
        debtor_access.lock_case(*key)
        (code,) = codes_for_letters(key.tenant_id, [key.case_id], today=today).values()
        close_history(key.tenant_id)
    return code


def end_adviser_access(key: CaseKey, *, today: date, by: str) -> int:
    """The debtor takes the adviser's codes back; how many there were."""
    with tenant_scope(key.tenant_id):
        ended = debtor_access.end_codes(key.tenant_id, key.case_id, readers=[ADVISER], today=today)
        if ended:
            add_event(key.case_id, "access_ended", today=today, actor=by, reader=ADVISER)
            close_history(key.tenant_id)
    return ended


def access_by_code(
    number: str, code: str, *, network: str, secret: bytes, today: date
) -> DebtorAccess:
    """What the code opens. Raises WrongCode and TooManyTries.

    ``network`` is where the visitor comes from; it is kept as a digest for a day.
    """
    agency_id = agency_tenant_id()
    told = (_told(secret, "case", number.strip()[:LONGEST]), _told(secret, "network", network))
    with tenant_scope(agency_id):
        most = zip(told, (MOST_WRONG_CASE, MOST_WRONG_NETWORK), strict=True)
        if any(
            debtor_access.wrong_codes(agency_id, one, minutes=WITHIN_MINUTES) >= limit
            for one, limit in most
        ):
            raise TooManyTries("too many wrong codes: wait a quarter of an hour and try again")
    found = _matching(number, code[:LONGEST], secret=secret, today=today)
    if found is None:
        with tenant_scope(agency_id):
            debtor_access.note_wrong_code(agency_id, told)
        raise WrongCode(
            "the case number and the code do not belong together, or the code has ended"
        )
    return found


def _matching(number: str, code: str, *, secret: bytes, today: date) -> DebtorAccess | None:
    key = case_key(number.strip()[:LONGEST])
    known = creditor_tenant_ids(agency_tenant_id())
    if key and (key.tenant_id not in known or key.case_id > HIGHEST):
        key = None
    asked = key or CaseKey(0, 0)
    with tenant_scope(asked.tenant_id):
        codes = debtor_access.open_codes(*asked, today=today, most=COMPARED)
        goes_on_as = merged_cases(asked.tenant_id, [asked.case_id])
    readers = {one.serial: one.reader for one in codes}
    serials = [one.serial for one in codes] + [-n for n in range(1, COMPARED + 1 - len(codes))]
    reader, found = None, 0
    for serial in serials:
        here = access_code(secret, tenant_id=asked.tenant_id, case_id=asked.case_id, serial=serial)
        if is_same_code(code, here) and serial in readers:
            reader, found = readers[serial], serial
    if key is None or reader is None:
        return None
    case = CaseKey(key.tenant_id, goes_on_as.get(key.case_id, key.case_id))
    return DebtorAccess((case,), reader, "code", key.number, found)


def is_still_open(number: str, serial: int, *, today: date) -> bool:
    """Whether the code with which somebody signed in still opens that case."""
    key = case_key(number)
    if key is None:
        return False
    with tenant_scope(key.tenant_id):
        return debtor_access.is_open(*key, serial=serial, today=today)


def access_by_identity(identity_number: str) -> DebtorAccess:
    """All the person's cases with this agency's creditors, closed ones too; perhaps none."""
    found: list[CaseKey] = []
    for tenant_id in creditor_tenant_ids(agency_tenant_id()):
        with tenant_scope(tenant_id):
            cases = debtor_access.cases_of_person(tenant_id, identity_number)
        found += [CaseKey(tenant_id, case_id) for case_id in cases]
    return DebtorAccess(tuple(found), DEBTOR, "identity")


def _told(secret: bytes, what: str, value: str) -> bytes:
    return sha256(secret + f"{what}:{value}".encode()).digest()
