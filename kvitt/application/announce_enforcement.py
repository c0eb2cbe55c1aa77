"""A notice of enforcement is sent in Norway, before a petition on the creditor's own invoice.

It passes the same gate as the application that it announces. The petition waits two weeks and may
follow for a year; then a new notice goes first.
"""

from datetime import date

from kvitt.application.enforcement_notice_letter import NOTICE
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.application.standing_case import require_open_case
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.statutory import statutory_deadline
from kvitt.store.creditors import Creditor
from kvitt.store.enforcement_notices import last_due_on_of, last_notice_on
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope


class NoticeNotPossible(Refusal):
    """No notice of enforcement can be sent: the country knows none, or it is too early or done."""


def announce_enforcement(creditor: Creditor, case_id: int, *, today: date, actor: str) -> int:
    """Plans the notice for today; its number. The petition may follow two weeks after it has left.

    Raises CaseNotOpen, NoticeNotPossible, HeldBack and SideLetterNotPlanned, with nothing planned.
    """
    if creditor.country != "NO":
        raise NoticeNotPossible(
            "{creditor} collects in {country}, where no notice of enforcement goes before an "
            "application",
            country=creditor.country,
            creditor=creditor.name,
        )
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        require_open_case(creditor, case_id)
        lock_cases(tenant_id, {case_id: today})
        last_due_on = last_due_on_of(tenant_id, case_id)
        if today < last_due_on:
            raise NoticeNotPossible(
                "a notice of enforcement is sent on the due day at the earliest: {earliest:day}",
                reference=law_book("NO").value(f"statutory.{NOTICE}", on=today).reference,
                earliest=last_due_on.isoformat(),
            )
        _require_none_that_counts(tenant_id, case_id, today)
        notice_id = plan_side_letter(
            creditor, case_id, kind=NOTICE, source_id=int(f"{today:%Y%m%d}"), today=today,
            actor=actor,
        )  # fmt: skip
        close_tenant_history(tenant_id)
    return notice_id


def _require_none_that_counts(tenant_id: int, case_id: int, today: date) -> None:
    """A second notice is sent only when the first one counts no more (§ 4-19)."""
    sent_on = last_notice_on(tenant_id, case_id)
    if sent_on is None:
        return
    law = law_book("NO")
    possible_on = statutory_deadline(law, NOTICE, from_on=sent_on).unmoved_on + ONE_DAY
    year = statutory_deadline(law, "renewed_notice", from_on=possible_on)
    if today <= year.day:
        raise NoticeNotPossible(
            "the notice of enforcement of {sent_on} counts through {through:day}: file on it",
            reference=year.because.reference,
            through=year.day.isoformat(),
            sent_on=sent_on,
        )
