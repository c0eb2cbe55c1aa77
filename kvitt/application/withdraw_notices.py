"""Planned letters are withdrawn: something came in between, and their fees are not owed."""

from collections.abc import Sequence
from datetime import date

from kvitt.application.revoke_dispatch import Revoked, revoke_letters
from kvitt.application.take_back_drafts import take_back_drafts
from kvitt.domain.holds import ANSWERS_WHEN_CLOSED, SIDE_LETTERS
from kvitt.store.closing import wake_cases, withdraw_planned
from kvitt.store.payments import close_tenant_history
from kvitt.store.plans import cases_with_a_plan_beyond
from kvitt.store.session import tenant_scope

OF_A_CLOSED_CASE = tuple(kind for kind in SIDE_LETTERS if kind not in ANSWERS_WHEN_CLOSED)
"""The letters beside the flow that tell nothing more once the case is closed."""
OF_A_PLAN = ("plan_agreement", "plan_reminder", "plan_missed")


def withdraw_notices(
    tenant_id: int,
    case_ids: Sequence[int],
    *,
    because: str,
    today: date,
    actor: str = "kvitt",
    notice_ids: Sequence[int] | None = None,
) -> list[int]:
    """Withdraws the cases' planned letters, voids their unpaid fees and wakes the cases today.

    With ``notice_ids`` those letters alone, and of whatever kind. Returns the cases that had a
    planned letter. Letters that are being sent or were sent stay.
    """
    with tenant_scope(tenant_id):
        touched = withdraw_planned(
            tenant_id, case_ids, because=because, today=today, actor=actor,
            beside=tuple(SIDE_LETTERS) if notice_ids else (), notice_ids=notice_ids,
        )  # fmt: skip
        wake_cases(tenant_id, touched, today=today)
        if touched:
            close_tenant_history(tenant_id)
    return touched


def stop_letters(
    tenant_id: int,
    case_ids: Sequence[int],
    *,
    because: str,
    today: date,
    actor: str,
    beside: Sequence[str] = (),
    keeps_drafts: bool = False,
) -> list[Revoked]:
    """Nothing more is sent of what the cases' flows planned, inside the tenant's scope.

    Letters handed over for printing and not confirmed are called back, planned ones withdrawn; of
    letters beside the flow the kinds in ``beside``. Applications that have not left are taken back,
    unless it is only that money came (``keeps_drafts``): they are written when they leave. Returns
    the letters called back, or that could not be. The caller closes the history.
    """
    if not keeps_drafts:
        take_back_drafts(tenant_id, case_ids, because=because, today=today, actor=actor)
    revoked = revoke_letters(
        tenant_id, case_ids, because=because, today=today, actor=actor, beside=beside
    )
    withdraw_planned(tenant_id, case_ids, because=because, today=today, actor=actor, beside=beside)
    return revoked


def stop_letters_of_closed(
    tenant_id: int, case_ids: Sequence[int], *, because: str, today: date, actor: str,
    keeps_drafts: bool = False,
) -> list[Revoked]:  # fmt: skip
    """As `stop_letters` for cases that close: only answers to their debtors still leave.

    The letters of a plan stay while another case of it is open. ``keeps_drafts`` where an
    authority's own money closes them: it need not be told.
    """
    beyond = cases_with_a_plan_beyond(tenant_id, case_ids)
    revoked: list[Revoked] = []
    for chosen, kinds in (
        ([one for one in case_ids if one not in beyond], OF_A_CLOSED_CASE),
        (sorted(beyond), [kind for kind in OF_A_CLOSED_CASE if kind not in OF_A_PLAN]),
    ):
        if chosen:
            revoked += stop_letters(
                tenant_id, chosen, because=because, today=today, actor=actor, beside=kinds,
                keeps_drafts=keeps_drafts,
            )  # fmt: skip
    return revoked
