"""A creditor's agreement is changed: tolerance, plans, deferrals, settlement offers,
monitoring, costs.

It counts from the next act on. A plan that runs keeps the rules by which it was agreed, and an
offer that was made keeps its own; the terms on costs count from their own day.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kvitt.domain.agreement import changed_agreement
from kvitt.domain.cost_terms import changed_terms
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor, creditor_of, lock_creditor, save_agreement
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.small_balances import asked_small_rests


class NothingToChange(Refusal):
    """The agreement says that already, or nothing was said of why it changes."""


def change_agreement(
    creditor: Creditor, changes: Mapping[str, Any], *, because: str, today: date, actor: str
) -> Creditor:
    """Changes parts of the agreement; the creditor with it. The old values go to the history.

    ``changes`` is by part as the agreement stores it; of a part with rules by name only those that
    are named change, and None goes back to what is recommended. Cases of which a person was asked
    about a small rest are looked at again. Raises NothingToChange, AgreementUnclear, and each
    part's own refusal (bands that overlap or leave a hole), with nothing changed.
    """
    if not because.strip():
        raise NothingToChange("say why the agreement changes: it goes to the history")
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_creditor(tenant_id)
        before = creditor_of(tenant_id)
        if changes.get("costs") is not None:
            terms = changed_terms(before.agreement, changes["costs"], today=today,
                                  collection=before.collection)  # fmt: skip
            changes = {**changes, "costs": terms}
        after = dict(changed_agreement(before.agreement, changes))
        changed = sorted(name for name in changes if before.agreement.get(name) != after.get(name))
        if not changed:
            raise NothingToChange(
                "the agreement of {creditor} says that already", creditor=creditor.name
            )
        save_agreement(tenant_id, after)
        add_event(
            None, "agreement_changed", today=today, actor=actor, because=because,
            before={name: before.agreement.get(name) for name in changed},
            after={name: after.get(name) for name in changed},
        )  # fmt: skip
        if "small_balance_minor" in changed:
            wake_cases(tenant_id, asked_small_rests(tenant_id), today=today)
        close_tenant_history(tenant_id)
    return replace(before, agreement=after)
