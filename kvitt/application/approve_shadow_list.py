"""A named person approves the shadow list: from that day on letters leave.

What looks paid stays held, with a question to the creditor, unless the person includes it; so does
what fell due before the list begins, which nobody has looked at. Everything else goes on with its
next step and its full time: steps that were missed are not made up for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.draw_up_shadow_list import list_in_scope, require_shadow
from kvitt.domain.shadow import GOES_LIVE
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.cases import cases_called
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import add_tasks, close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.shadows import (
    Shadow,
    ShownList,
    carry_out_approval,
    cases_of_list,
    changes_between,
    end_shadow,
    shown_list,
)

TOLD_CHANGES = 20


class ListNotShown(Refusal):
    """Nobody has seen the list, or not the one of that digest."""


class ListHasChanged(Refusal):
    """The list is another one than was shown: the sentence says what has changed."""


class ApprovalUnclear(Refusal):
    """The answer names no person, or a case that is not on the list, or one twice."""


@dataclass(frozen=True, slots=True)
class Approved:
    """What an approval let go and what it held."""

    digest: str
    invoices: int
    included: int
    """Cases that go on although something was flagged."""
    held: dict[str, int]
    """Cases that stay held, by kind of hold."""

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "list": self.digest,
            "invoices": self.invoices,
            "included": self.included,
            "held": self.held,
        }


def approve_shadow_list(
    creditor: Creditor,
    *,
    by: str,
    today: date,
    digest: str | None = None,
    include: Sequence[str] = (),
    hold: Mapping[str, str] | None = None,
    hold_until: date | None = None,
) -> Approved:
    """Ends the shadow: what the list does not flag goes live today.

    ``digest`` is that of the list as it was shown, or its beginning; without it the last one shown
    counts. ``include`` names flagged cases that go on all the same, ``hold`` others that are held,
    each with its reason, through ``hold_until`` where that is given. Raises NoShadow, ListNotShown,
    ListHasChanged and ApprovalUnclear.
    """
    tenant_id = creditor.tenant_id
    if not by.strip():
        raise ApprovalUnclear("say who approves: the list is a person's decision")
    if hold_until is not None and hold_until < today:
        raise ApprovalUnclear(
            "a hold until {hold_until} would have ended: say a later day", hold_until=hold_until
        )
    with tenant_scope(tenant_id):
        shadow = require_shadow(creditor, lock=True)
        seen = shown_list(tenant_id, shadow.id, digest)
        if seen is None:
            raise ListNotShown(
                "the list of {creditor} was not shown: kvitt creditor shadow list",
                creditor=creditor.name,
            )
        now = list_in_scope(creditor, shadow, today=today, by=by)
        _refuse_another(tenant_id, seen, now)
        answers = _answers(creditor, seen, include, hold or {})
        held = carry_out_approval(
            tenant_id, seen, included=answers.included, held=answers.held, until_on=hold_until,
            today=today, by=by,
        )  # fmt: skip
        _end(creditor, shadow, seen, answers, held, today=today, by=by)
    return Approved(seen.digest, seen.totals["invoices"], len(answers.included), held)


def _refuse_another(tenant_id: int, seen: ShownList, now: ShownList) -> None:
    if seen.digest == now.digest:
        return
    count, first = changes_between(tenant_id, seen.id, now.id, limit=TOLD_CHANGES)
    told = ", ".join(f"{invoice} ({how})" for invoice, how in first)
    more = Sentence(" and {count} more", count=count - len(first)) if count > len(first) else ""
    raise ListHasChanged(
        "since the list of {drawn_up_on} was shown, {count} invoices have changed: {told}{more}; "
        "look at the list again",
        count=count, changes=first, seen=seen.digest, now=now.digest, drawn_up_on=seen.drawn_up_on,
        told=told, more=more,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answers:
    included: tuple[int, ...]
    held: dict[int, str]


def _answers(
    creditor: Creditor, seen: ShownList, include: Sequence[str], hold: Mapping[str, str]
) -> _Answers:
    """The cases that the person names, each on the list and in one answer only."""
    included = {_case_called(creditor, called): called for called in include}
    held = {_case_called(creditor, called): reason for called, reason in hold.items()}
    stand = cases_of_list(creditor.tenant_id, seen.id, [*included, *held])
    for case_id in (*included, *held):
        if case_id not in stand:
            raise ApprovalUnclear(
                "case {tenant_id}-{case_id} is not on the list",
                tenant_id=creditor.tenant_id,
                case_id=case_id,
            )
    if both := included.keys() & held.keys():
        raise ApprovalUnclear(
            "case {tenant_id}-{case_id} is both included and held",
            tenant_id=creditor.tenant_id,
            case_id=min(both),
        )
    for case_id, called in included.items():
        if stand[case_id] == {GOES_LIVE}:
            raise ApprovalUnclear(
                "{called} is not flagged: it goes on without being included", called=called
            )
    if any(not reason.strip() for reason in held.values()):
        raise ApprovalUnclear("say why a case is held: it goes to the history")
    return _Answers(tuple(sorted(included)), held)


def _case_called(creditor: Creditor, called: str) -> int:
    found = cases_called(called, [creditor.tenant_id])
    if len(found) != 1:
        many = "no case" if not found else f"{len(found)} cases"
        raise ApprovalUnclear(
            "{creditor} has {many} called {called}",
            called=called,
            creditor=creditor.name,
            many=many,
        )
    return found[0].case_id


def _end(
    creditor: Creditor, shadow: Shadow, seen: ShownList, answers: _Answers, held: dict[str, int],
    *, today: date, by: str,
) -> None:  # fmt: skip
    tenant_id = creditor.tenant_id
    told = {"included": list(answers.included), "held_by_hand": sorted(answers.held), "held": held}
    end_shadow(tenant_id, shadow.id, today=today, by=by, list_id=seen.id, answers=told)
    if held.get("left_out"):
        question = Sentence(
            "{held} cases fell due before {since_on} and stay held: look at them, then "
            "release each or close it",
            held=held["left_out"],
            since_on=shadow.since_on,
        )
        add_tasks(tenant_id, "look_at_left_out", [(question, "{}", seen.id)], today=today)
    add_event(None, "shadow_list_approved", today=today, actor=by, list=seen.digest,
              since=shadow.since_on.isoformat(), invoices=seen.totals["invoices"],
              included=len(answers.included), held=held)  # fmt: skip
    close_tenant_history(tenant_id)
