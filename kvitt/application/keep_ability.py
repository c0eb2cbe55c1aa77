"""A report about a debtor's ability to pay is kept, and what waited for it goes on.

What is known from a report that counts still is taken along where the new one does not say it: a
bureau knows the income, a person the household. The new report then counts no longer than the old.
"""

from datetime import date
from typing import NamedTuple

from kvitt.application.place_hold import hold_in_scope
from kvitt.domain.ability import UNKNOWN, Assessment, Finances, hold_called_for, valid_until
from kvitt.kernel.sentence import Sentence
from kvitt.store import ability, holds
from kvitt.store.ability import AbilityReport
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.parties import lock_open_cases_of_debtor


class Known(NamedTuple):
    """What is known together, and until when what was taken along counts."""

    finances: Finances
    carried: tuple[str, ...] = ()
    """What was taken from the report before, by name."""
    until: date | None = None
    """The first day on which that counts no more; None where nothing was taken along."""


def combined(tenant_id: int, case_id: int, new: Finances, *, today: date) -> Known:
    """What is known now, filled up from the report that counts still; inside the scope."""
    before = ability.latest_reports(tenant_id, [case_id], on=today).get(case_id)
    if before is None:
        return Known(new)
    told = finances_of(before)
    fillable = {
        name: value
        for name, value in told._asdict().items()
        if value is not None and getattr(new, name) is None
    }
    if not fillable:
        return Known(new)
    return Known(new._replace(**fillable), tuple(sorted(fillable)), before.valid_until)


def finances_of(report: AbilityReport) -> Finances:
    """What the report was judged by."""
    return Finances.from_json(report.findings.get("known", {}))


def keep_report(
    creditor: Creditor, case_id: int, debtor_id: int, known: Known, found: Assessment, *,
    source: str, basis_code: str, basis_text: str, today: date, actor: str,
    purchase_id: int | None = None,
) -> AbilityReport:  # fmt: skip
    """Keeps the report inside the scope, and ends or asks what it must on the debtor's cases.

    The caller closes the history. Sums stand in the report alone, never in the history.
    """
    tenant_id = creditor.tenant_id
    until = min(valid_until(today), known.until or date.max)
    findings = {
        "known": known.finances.as_json(),
        "carried": list(known.carried),
        "reasons": list(found.reasons),
        "because": [one.as_json() for one in found.because],
    }
    told = {"debtor": debtor_id, "case": case_id, "purchase": purchase_id, "source": source,
            "checked_on": today, "valid_until": until, "basis_code": basis_code,
            "basis_text": basis_text, "verdict": found.verdict,
            "monthly_minor": found.monthly_minor, "findings": findings, "by": actor}  # fmt: skip
    report_id = ability.add_report(tenant_id, told)
    add_event(case_id, "ability_checked", today=today, actor=actor, report=report_id, source=source,
              verdict=found.verdict, valid_until=until.isoformat())  # fmt: skip
    if found.verdict == UNKNOWN:
        missing = found.reasons[0] if found.reasons else Sentence("nothing is known")
        holds.add_task(
            tenant_id,
            case_id,
            "check_ability",
            Sentence("find out whether the debtor can pay: {missing}", missing=missing),
            today=today,
        )
    else:
        _go_on(tenant_id, case_id, found.verdict, today, actor)
    _stop(tenant_id, case_id, known, source, today, actor)
    return AbilityReport(
        report_id, debtor_id, case_id, source, today, until, basis_code, basis_text, found.verdict,
        found.monthly_minor, findings, actor, purchase_id,
    )  # fmt: skip


def _stop(tenant_id: int, case_id: int, known: Known, source: str, today: date, actor: str) -> None:
    """A bankruptcy or a settling of all debts that is told anew stops the debtor's open cases.

    What was only taken along has stopped them before; a person may have let them go on since.
    """
    kind = hold_called_for(known.finances)
    told_by = {"debt_settlement": "in_debt_settlement", "bankruptcy": "company_status"}
    if not kind or told_by[kind] in known.carried:
        return
    for one in lock_open_cases_of_debtor(tenant_id, case_id):
        held = holds.holds_of(tenant_id, one)
        if any(hold.kind == kind and hold.stands_on(today) for hold in held):
            continue
        because = Sentence("{source} tells of it: make sure that it is so", source=source)
        hold_in_scope(tenant_id, one, kind=kind, because=because,
                      today=today, until_on=None, reason_code="other", actor=actor)  # fmt: skip


def _go_on(tenant_id: int, case_id: int, verdict: str, today: date, actor: str) -> None:
    """What waited for the check on the debtor's open cases waits no more."""
    case_ids = lock_open_cases_of_debtor(tenant_id, case_id)
    held = ability.end_checks(tenant_id, case_ids, today=today, by=actor, outcome=verdict)
    for one in held:
        add_event(
            one,
            "case_resumed",
            today=today,
            actor=actor,
            hold="ability_check",
            because=Sentence("the ability to pay was checked: {verdict}", verdict=verdict),
        )
    wake_cases(tenant_id, held, today=today)
