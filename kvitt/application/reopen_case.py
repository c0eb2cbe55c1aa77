"""A closed case is opened again, with the reason: what closing wrote off is owed again."""

from datetime import date

from kvitt.application.withdraw_notices import stop_letters
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event, reopen
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import case_of, claims_of
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.write_offs import open_again


class CaseNotClosed(Refusal):
    """The case does not exist, is open, or went on in another case."""


class NothingToReopen(Refusal):
    """Nothing would be owed on the case."""


class ReasonMissing(Refusal):
    """A case is opened again for a reason."""


def reopen_case(creditor: Creditor, case_id: int, *, because: str, today: date, actor: str) -> int:
    """Opens the case again in a new cycle; what is owed on it, in whole minor units.

    What closing wrote off opens again; charges that it took back as not owed, and what a dispute
    ended, stay away. The flow begins anew, so that the debtor hears before anything costs.
    Raises CaseNotClosed, NothingToReopen and ReasonMissing.
    """
    if not because.strip():
        raise ReasonMissing("say why the case opens again: it goes to the history")
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_cases(tenant_id, {case_id: today})
        case = case_of(tenant_id, case_id)
        if case is None or case.closed_on is None:
            raise CaseNotClosed(
                "{creditor} has no closed case {case_id}", case_id=case_id, creditor=creditor.name
            )
        if case.closed_because == "merged":
            raise CaseNotClosed(
                "the claims of case {case_id} went on in another case: open that one",
                case_id=case_id,
            )
        # A letter of the cycle before must not leave in the new one.
        stop_letters(tenant_id, [case_id], because=because, today=today, actor=actor)
        opened_minor = open_again(tenant_id, case_id, because=because, today=today)
        owed_minor = sum(claim.open_minor for claim in claims_of(tenant_id, case_id))
        if owed_minor == 0:
            raise NothingToReopen(
                "case {case_id} would owe {owed_minor:money}: nothing was written off when it was "
                "closed, so it stays closed",
                case_id=case_id,
                owed_minor=0,
            )
        reopen(tenant_id, case_id, because=because, today=today, actor=actor)
        add_event(case_id, "case_reopened", today=today, actor=actor, because=because,
                  opened_minor=opened_minor, owed_minor=owed_minor)  # fmt: skip
        close_tenant_history(tenant_id)
    return owed_minor
