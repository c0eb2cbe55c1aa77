"""A case is followed from time to time, or no more: monitoring is started and ended.

While a case is followed its flow sends nothing. What a person has agreed with the debtor, and every
hold, goes before monitoring.
"""

from datetime import date

from kvitt.application.monitoring_letter import LETTER
from kvitt.application.place_hold import hold_in_scope
from kvitt.application.standing_case import require_open_case
from kvitt.domain.holds import MONITORING
from kvitt.domain.monitoring import REASONS, next_round_on, rules_of
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event, end_moot_tasks, wake_cases, withdraw_planned
from kvitt.store.creditors import Creditor
from kvitt.store.holds import end_holds, end_tasks
from kvitt.store.monitoring import add_monitoring, mark_ended, standing_monitoring
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.side_letters import planned_beside

ASKED_BY_ROUNDS = ("take_up_again", "decide_write_off")
"""What the rounds ask: it asks nothing any more once the case is followed no more."""


class MonitoringUnclear(Refusal):
    """Monitoring starts for a known reason, and what starts or ends it is said in words."""


class AlreadyMonitored(Refusal):
    """The case is followed already."""


class NotMonitored(Refusal):
    """The case is not followed."""


def start_monitoring(
    creditor: Creditor, case_id: int, *, reason: str, because: str, today: date, actor: str
) -> int:
    """Lets the case be followed from today; the number of its monitoring.

    ``reason`` is ``no_assets`` or ``creditors_policy``. Letters that its flow has planned are
    withdrawn. Raises MonitoringUnclear, MonitoringRulesUnclear, CaseNotOpen and AlreadyMonitored,
    with nothing changed.
    """
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        lock_cases(creditor.tenant_id, {case_id: today})
        standing = standing_monitoring(creditor.tenant_id, case_id, today=today)
        if standing is not None and standing[1]:
            raise AlreadyMonitored(
                "case {case_id} is followed already", monitoring=standing[0], case_id=case_id
            )
        number = start_monitoring_in_scope(
            creditor, case_id, reason=reason, because=because, today=today, actor=actor
        )
        close_tenant_history(creditor.tenant_id)
    return number


def start_monitoring_in_scope(
    creditor: Creditor, case_id: int, *, reason: str, because: str, today: date, actor: str
) -> int:
    """As `start_monitoring`, inside the creditor's scope; a case that is followed stays as it is.

    The caller closes the history.
    """
    if reason not in REASONS or not because.strip():
        raise MonitoringUnclear(
            "a case is followed for a reason of {reasons}; say in words why",
            reason=reason,
            reasons=list(REASONS),
        )
    tenant_id = creditor.tenant_id
    first_on = next_round_on(today, rules_of(creditor.agreement), after=today)
    require_open_case(creditor, case_id)
    lock_cases(tenant_id, {case_id: today})
    standing = standing_monitoring(tenant_id, case_id, today=today)
    if standing is not None:
        number, is_held = standing
        if is_held:
            return number
        mark_ended(
            tenant_id, number, because=Sentence("its case was closed meanwhile"), today=today
        )
    number = add_monitoring(
        tenant_id, case_id, reason=reason, because=because.strip(), today=today, by=actor,
        next_on=first_on,
    )  # fmt: skip
    hold_in_scope(
        tenant_id, case_id, kind=MONITORING, because=because.strip(), today=today, until_on=None,
        reason_code="other", actor=actor, event="monitoring_started", monitoring=number,
        followed_for=reason, first_round=first_on.isoformat(),
    )  # fmt: skip
    end_tasks(tenant_id, case_id, "decide_next_measure", today=today, by=actor,
              outcome=Sentence("the case is followed"))  # fmt: skip
    return number


def end_monitoring(
    creditor: Creditor, case_id: int, *, because: str, today: date, actor: str
) -> None:
    """Lets the case be followed no more: its unsent letter is withdrawn, and it is decided anew.

    Raises MonitoringUnclear, CaseNotOpen and NotMonitored, with nothing changed.
    """
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        if not end_monitoring_in_scope(
            creditor, case_id, because=because, today=today, actor=actor
        ):
            raise NotMonitored(
                "case {case_id} is not followed: nothing was changed", case_id=case_id
            )
        close_tenant_history(creditor.tenant_id)


def end_monitoring_in_scope(
    creditor: Creditor, case_id: int, *, because: str, today: date, actor: str
) -> bool:
    """As `end_monitoring`, inside the creditor's scope; False where the case is not followed.

    The caller closes the history.
    """
    if not because.strip():
        raise MonitoringUnclear("say why the case is followed no more: it goes to the history")
    tenant_id = creditor.tenant_id
    lock_cases(tenant_id, {case_id: today})
    standing = standing_monitoring(tenant_id, case_id, today=today)
    if standing is None:
        return False
    told = because.strip()
    mark_ended(tenant_id, standing[0], because=told, today=today)
    end_holds(tenant_id, case_id, MONITORING, today=today)
    unsent = planned_beside(tenant_id, case_id, [LETTER])
    if unsent:
        withdraw_planned(
            tenant_id,
            [case_id],
            because=Sentence("the case is followed no more: {told}", told=told),
            today=today,
            actor=actor,
            beside=[LETTER],
            notice_ids=unsent,
        )
    end_moot_tasks(tenant_id, case_id, ASKED_BY_ROUNDS, today=today, by=actor, outcome=told)
    add_event(case_id, "monitoring_ended", today=today, actor=actor, monitoring=standing[0],
              because=told)  # fmt: skip
    wake_cases(tenant_id, [case_id], today=today)
    return True
