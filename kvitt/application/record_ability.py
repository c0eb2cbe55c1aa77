"""A person enters what is known of a debtor's money: told by the debtor, or read somewhere."""

from datetime import date

from kvitt.application.change_address import lock_debtors_cases
from kvitt.application.check_ability import NoBasis
from kvitt.application.keep_ability import combined, keep_report
from kvitt.domain.ability import BASES, TOLD_BY_DEBTOR, Finances, assess, require_clear
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store import ability
from kvitt.store.ability import AbilityReport, CheckedDebtor
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

BY_HAND = "handler"


class NothingEntered(Refusal):
    """Nothing is said of the debtor's money."""


def record_ability(
    creditor: Creditor,
    case_id: int,
    known: Finances,
    *,
    basis_text: str,
    today: date,
    actor: str,
    basis_code: str = TOLD_BY_DEBTOR,
) -> AbilityReport:
    """Keeps what is known of the debtor's money, with what follows from it; the report.

    Where something that is needed is not said, the verdict is ``unknown`` and a person is asked.
    Raises NothingEntered, NoBasis, FinancesUnclear, NoOpenCase, and LawNotKnown or UnknownHousehold
    where the law book does not know what the household keeps that day: then a person says it.
    """
    if known == Finances():
        raise NothingEntered("say something of the debtor's money: income, home, household …")
    if basis_code not in BASES or not basis_text.strip():
        raise NoBasis(
            "say for what it is kept ({bases}), and on which legal basis in words",
            bases=list(BASES),
        )
    require_clear(known)
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_debtors_cases(creditor, case_id)
        debtor = ability.debtor_to_check(tenant_id, case_id)
        together = combined(tenant_id, case_id, known, today=today)
        found = assess(
            together.finances, is_person=_is_person(debtor), debt_minor=debtor.debt_minor,
            on=today, book=law_book(creditor.country),
        )  # fmt: skip
        report = keep_report(
            creditor, case_id, debtor.debtor_id, together, found, source=BY_HAND,
            basis_code=basis_code, basis_text=basis_text.strip(), today=today, actor=actor,
        )  # fmt: skip
        close_tenant_history(tenant_id)
    return report


def _is_person(debtor: CheckedDebtor) -> bool:
    """A consumer is a person; so is a sole trader, whose number is the trader's own."""
    if debtor.is_consumer:
        return True
    try:
        found = parse_identity(debtor.country, debtor.identity_number or "")
    except InvalidIdentity:
        return False
    return found.kind == "person"
