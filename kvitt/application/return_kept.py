"""What an authority kept of a debtor's money it takes of nobody else: its outlay comes back.

The base fee is an outlay from the day on which it is incurred. Once the authority has kept it of
what it took, whoever laid it out has it back; where that is taken back, it is outstanding again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kvitt.domain.cost_terms import AGENCY
from kvitt.kernel.sentence import Sentence
from kvitt.store import outlays as store
from kvitt.store.creditors import Creditor
from kvitt.store.outlays import Change
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_of

KEPT = Sentence("the authority kept it of what it took")


def return_kept(
    creditor: Creditor, allocations: Iterable[Sequence[Any]], *, today: date, actor: str
) -> None:
    """Gives the outlays back for which the staged allocations kept something, or takes them anew.

    Inside the creditor's scope, after the allocations are written; the caller closes the history.
    """
    kept = Counter[int]()
    for _, item_id, _, _, _, amount_minor, _, owed_to in allocations:
        if item_id is not None and owed_to is None:
            kept[item_id] += amount_minor
    changed = [item_id for item_id, minor in kept.items() if minor]
    if not changed:
        return
    found = store.outlays_of_items(creditor.tenant_id, changed)
    changes = [Change(outlay_id, "refunded", kept[item_id]) for outlay_id, item_id, _ in found]
    store.add_changes(creditor.tenant_id, changes, because=KEPT, today=today, actor=actor)
    agencys_minor = sum(kept[item_id] for _, item_id, by in found if by == AGENCY)
    agency_id = agency_of(creditor.tenant_id)
    with tenant_scope(agency_id):
        store.book_own(agency_id, [("own_bank", "own_outlays", agencys_minor)], note=KEPT,
                       today=today)  # fmt: skip
