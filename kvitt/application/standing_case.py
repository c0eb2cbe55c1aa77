"""The case that a person acts on: open, of this creditor, and where its claims stand now."""

from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.holds import is_open_case
from kvitt.store.payments import merged_cases
from kvitt.store.session import query_value

OPEN = """
select closed_on is null from collection_case
where tenant_id = (select %(tenant)s::integer) and id = %(case)s
"""


class CaseNotOpen(Refusal):
    """The case does not exist, is closed, or goes on under another number."""


def require_open_case(creditor: Creditor, case_id: int) -> None:
    """Inside the creditor's scope, before anything is locked. Raises CaseNotOpen.

    A case that was merged is not acted on under its old number: the sentence names the other one.
    """
    moved = merged_cases(creditor.tenant_id, [case_id]).get(case_id)
    if moved is not None:
        other = case_number(creditor.tenant_id, moved)
        raise CaseNotOpen(
            "case {case_id} was merged: its claims go on in case {other}; act on that one",
            case_id=case_id,
            merged_into=moved,
            other=other,
        )
    if not query_value(OPEN, {"tenant": creditor.tenant_id, "case": case_id}):
        raise CaseNotOpen(
            "{creditor} has no open case {case_id}: nothing was changed",
            case_id=case_id,
            creditor=creditor.name,
        )


def lock_open_case(creditor: Creditor, case_id: int) -> None:
    """As `require_open_case`, with the case locked: whoever holds or closes it waits.

    Raises CaseNotOpen.
    """
    require_open_case(creditor, case_id)
    if not is_open_case(creditor.tenant_id, case_id):  # closed while its lock was waited for
        raise CaseNotOpen(
            "case {case_id} was closed this very moment: nothing was changed", case_id=case_id
        )
