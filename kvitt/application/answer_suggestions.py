"""A person says yes or no to suggested letters: some of them, or all.

A yes lets the night decide the case at once, with all its gates: what has been paid or held
meanwhile does not go, whatever was said. A no has a reason and a last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kvitt.application.run_cases import run_cases
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.domain.automation import YES_COUNTS_DAYS
from kvitt.domain.decision import Suggested
from kvitt.domain.flow import flow
from kvitt.domain.suggestion import cause_of
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store.automation import Living, add_suggestions, answer, living
from kvitt.store.closing import wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.facts import due_facts
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope

MOST_DECLINED_DAYS = 365


class NothingToAnswer(Refusal):
    """The case has no letter that waits for an answer; the sentence says what it waits for."""


class AnswerUnclear(Refusal):
    """A no needs a reason and a last day that is yet to come; an answer needs its person."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a yes."""

    case_ids: tuple[int, ...]
    """The cases whose suggestion was accepted."""
    planned: int
    """Letters that are on their way now."""


def accept_suggestions(
    creditor: Creditor, case_ids: Sequence[int] | None = None, *, by: str, today: date
) -> Accepted:
    """Says yes to the suggested letters of the cases, or of all: they go through the gates at once.

    Raises NothingToAnswer and AnswerUnclear, with nothing answered.
    """
    _require_a_person(by)
    tenant_id = creditor.tenant_id
    if case_ids is not None:  # a case whose day has come may not have been looked at yet
        run_cases(tenant_id, today=today, case_ids=list(case_ids))
    with tenant_scope(tenant_id):
        found = living(tenant_id, case_ids=case_ids, state="open")
        if case_ids is not None:
            _require_all(creditor, case_ids, found, today)
        touched = _cases_of(found)
        lock_cases(tenant_id, dict.fromkeys(touched, today))
        answered = answer(
            tenant_id, [one.suggestion_id for one in found], "accepted", from_states=("open",),
            until=today + timedelta(days=YES_COUNTS_DAYS), reason="", today=today, by=by,
        )  # fmt: skip
        wake_cases(tenant_id, touched, today=today)
        close_tenant_history(tenant_id)
    if not answered:
        return Accepted((), 0)
    report = run_cases(tenant_id, today=today, case_ids=touched)
    return Accepted(tuple(answered), report.planned)


def decline_suggestion(
    creditor: Creditor, case_id: int, *, until: date, reason: str, by: str, today: date
) -> None:
    """Says no to the case's next letter through ``until``, with the reason in its history.

    Also to one that would go by itself today. Raises NothingToAnswer and AnswerUnclear.
    """
    _require_a_person(by)
    if not reason.strip():
        raise AnswerUnclear("say why the letter is declined: it goes to the history")
    if not today <= until <= today + timedelta(days=MOST_DECLINED_DAYS):
        raise AnswerUnclear(
            "a letter is declined from today through a day within a year; {until:day} is not",
            until=until.isoformat(),
        )
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_cases(tenant_id, {case_id: today})
        found = living(tenant_id, case_ids=[case_id]) or _suggested_now(creditor, case_id, today)
        _require_all(creditor, [case_id], found, today)
        answer(
            tenant_id, [one.suggestion_id for one in found], "declined",
            from_states=("open", "accepted", "declined"), until=until, reason=reason.strip(),
            today=today, by=by,
        )  # fmt: skip
        wake_cases(tenant_id, _cases_of(found), today=today)
        close_tenant_history(tenant_id)
    run_cases(tenant_id, today=today, case_ids=_cases_of(found))


def _require_a_person(by: str) -> None:
    if not by.strip():
        raise AnswerUnclear("say who answers: it goes to the history")


def _require_all(
    creditor: Creditor, case_ids: Sequence[int], found: Sequence[Living], today: date
) -> None:
    missing = sorted(set(case_ids) - {one.case_id for one in found})
    if missing:
        told = why_nothing_is_sent(creditor, missing[0], on=today)
        raise NothingToAnswer(
            "case {case} has no letter that waits for an answer: {why}",
            cases=missing,
            case=told.case,
            why=told.sentence,
        )


def _cases_of(found: Sequence[Living]) -> list[int]:
    """The cases of the suggestions, and those that go out in the same letters."""
    return sorted({case_id for one in found for case_id in (one.case_id, *one.with_cases)})


def _suggested_now(creditor: Creditor, case_id: int, today: date) -> list[Living]:
    """The letter that would go by itself today, kept as a suggestion so that it can be declined."""
    found = due_facts(creditor.tenant_id, today=today, batch=1, case_ids=[case_id], asleep=True)
    if not found or found[0].held_by is not None:
        return []
    steps = flow(found[0].flow)
    try:
        cause, decision = cause_of(found[0], today, law_book(steps.country), steps)
    except Refusal:
        return []
    notice = decision.notice
    if cause is not None or notice is None:
        return []
    asked_minor = notice.principal_minor + notice.interest_minor + notice.cost_minor
    cost_minor = sum(c.amount_minor for c in decision.charges if c.kind != "interest")
    suggested = Suggested(notice.step, notice.cycle, "a person looked at it before it went",
                          asked_minor, cost_minor)  # fmt: skip
    add_suggestions(creditor.tenant_id, {case_id: suggested}, today=today, actor="kvitt")
    return living(creditor.tenant_id, case_ids=[case_id])
