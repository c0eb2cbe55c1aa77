"""Shadow mode begins: from now on nothing goes to the creditor's debtors, until a list is approved.

The way in for a new creditor, whose books are seldom as they look. Payments, credit notes, holds
and plans are booked as ever.
"""

from dataclasses import dataclass
from datetime import date

from kvitt.application.revoke_dispatch import REVOCABLE
from kvitt.application.withdraw_notices import stop_letters
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.calls import withdraw_stopped_calls
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.shadows import (
    Shadow,
    ShownList,
    cases_with_letters,
    end_shadow,
    running_shadow,
    shown_list,
)
from kvitt.store.shadows import (
    start_shadow as add_shadow,
)

BECAUSE = Sentence("shadow mode has begun")


class ShadowRuns(Refusal):
    """A shadow with that first day runs already."""


class ShadowDayRefused(Refusal):
    """The list begins on a day that has been."""


@dataclass(frozen=True, slots=True)
class ShadowState:
    """Whether a creditor is in shadow mode, and the list that was shown last."""

    creditor: str
    shadow: Shadow | None
    shown: ShownList | None

    def as_json(self) -> dict[str, object]:
        """For scripts."""
        shadow, shown = self.shadow, self.shown
        return {
            "creditor": self.creditor,
            "runs": shadow is not None,
            "since": shadow.since_on if shadow else None,
            "started_on": shadow.started_on if shadow else None,
            "started_by": shadow.started_by if shadow else None,
            "list": shown.digest if shown else None,
            "drawn_up_on": shown.drawn_up_on if shown else None,
            "totals": shown.totals if shown else None,
        }


def start_shadow(creditor: Creditor, *, since: date, today: date, by: str) -> None:
    """Lets the shadow run; letters planned or lying for printing, and calls, are taken back.

    Where one runs already it begins anew with another first day. Raises ShadowRuns and
    ShadowDayRefused.
    """
    require_day_that_has_been(since, today=today)
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        before = running_shadow(tenant_id, lock=True)
        if before is not None:
            if before.since_on == since:
                raise ShadowRuns(
                    "{creditor} is in shadow mode since {started_on}",
                    since=since,
                    creditor=creditor.name,
                    started_on=before.started_on,
                )
            end_shadow(tenant_id, before.id, today=today, by=by)
        add_shadow(tenant_id, since_on=since, today=today, by=by)
        case_ids = cases_with_letters(tenant_id, since=today - REVOCABLE)
        if case_ids:
            stop_letters(tenant_id, case_ids, because=BECAUSE, today=today, actor=by)
        withdraw_stopped_calls(tenant_id, today=today, by=by)
        add_event(None, "shadow_started", today=today, actor=by, since=since.isoformat(),
                  cases=len(case_ids))  # fmt: skip
        close_tenant_history(tenant_id)


def require_day_that_has_been(since: date, *, today: date) -> None:
    """The list begins on such a day. Raises ShadowDayRefused."""
    if since > today:
        raise ShadowDayRefused(
            "the list begins on a day that has been, not on {since}", since=since
        )


def shadow_state(creditor: Creditor) -> ShadowState:
    """Whether the creditor is in shadow mode, and the last list that was shown of it."""
    with tenant_scope(creditor.tenant_id):
        shadow = running_shadow(creditor.tenant_id)
        shown = shown_list(creditor.tenant_id, shadow.id) if shadow else None
    return ShadowState(creditor.name, shadow, shown)
