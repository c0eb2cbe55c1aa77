"""Small rests of paid cases are given up each night, as far as the creditor's agreement says.

What the interest of the last days leaves is waived as it is paid (docs/decisions/0013); what is
left for other reasons is closed here, before anybody is asked about it.
"""

from collections import defaultdict
from datetime import date

from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.closing import MOOT_TASKS, small_balance_of
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import close_cases
from kvitt.store.creditors import creditor_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.small_balances import keep_closings, small_balances
from kvitt.store.write_offs import write_off_all

BATCH = 2_000
"""Cases closed in one transaction."""
SMALL_REST = Sentence("no more was left than the creditor gives up")


def close_small_balances(tenant_id: int, *, today: date, actor: str = "night") -> int:
    """Closes the waking cases of which no more is left than the creditor gives up; how many.

    By the agreement's ``small_balance_minor``, by default 0: then nothing is given up. Cases of
    which nothing was paid, and those that something holds, stay. Raises SmallBalanceUnclear.
    """
    count = 0
    while True:
        with tenant_scope(tenant_id), without_garbage_collection():
            most_minor = small_balance_of(creditor_of(tenant_id).agreement)
            if not most_minor:
                return 0
            found = small_balances(tenant_id, most_minor, today=today, batch=BATCH)
            if found:
                _close(tenant_id, found, today=today, actor=actor)
                close_tenant_history(tenant_id)
        count += len(found)
        if len(found) < BATCH:
            return count


def _close(tenant_id: int, case_ids: list[int], *, today: date, actor: str) -> None:
    """What lies ready is stopped, the rest written off, and each case told why it ends."""
    letters: dict[int, list[str]] = defaultdict(list)
    for one in stop_letters(tenant_id, case_ids, because=SMALL_REST, today=today, actor=actor):
        if one.succeeded:
            letters[one.case_id].append(one.step)
    found = write_off_all(tenant_id, case_ids, because=SMALL_REST, today=today)
    written_off = {case_id: found.get(case_id, 0) for case_id in case_ids}
    stopped: dict[int, dict[str, object]] = {
        case_id: {"revoked": letters[case_id], "written_off_minor": minor}
        for case_id, minor in written_off.items()
    }
    keep_closings(
        tenant_id, written_off, stopped, because=SMALL_REST, kinds=sorted(MOOT_TASKS),
        today=today, actor=actor,
    )  # fmt: skip
    close_cases(tenant_id, case_ids, because="paid", today=today, actor=actor)
