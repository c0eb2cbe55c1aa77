"""Monitored cases and their rounds as they are stored. The caller holds the scope.

The caller locks the case where it changes one, and closes the history.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.holds import MONITORING, Hold
from kvitt.domain.monitoring import RESTING, ClaimClock, Monitored, Round
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, query_named, query_value, sql

HISTORY = "new_history (case_id, on_day, kind, actor, given)"
ADD = """
insert into monitoring (tenant_id, case_id, reason, because, started_on, started_by, next_on)
values (%(tenant)s, %(case)s, %(reason)s, %(because)s, %(today)s, %(by)s, %(next_on)s)
returning id
"""
STANDING = """
select m.id, exists (
  select from hold h
  where h.tenant_id = m.tenant_id and h.case_id = m.case_id and h.kind = %(hold)s
    and (h.until_on is null or h.until_on > %(today)s))
from monitoring m
where m.tenant_id = (select %(tenant)s::integer) and m.case_id = %(case)s and m.ended_on is null
for update of m
"""
END = """
update monitoring set ended_on = %(today)s, ended_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and id = %(id)s and ended_on is null
"""
DUE = """
select id, case_id from monitoring
where tenant_id = (select %(tenant)s::integer) and ended_on is null and next_on <= %(today)s
order by next_on, id limit %(batch)s
"""
ADD_ROUNDS = """
insert into monitoring_round (tenant_id, monitoring_id, on_day, open_minor, verdict, report_id,
  not_asked_because, act_by, notice_id, no_letter_because, acts_planned, proposed)
select %(tenant)s, r.id, %(today)s, r.open_minor, r.verdict, r.report, r.not_asked, r.act_by,
       r.notice, r.no_letter, r.acts, string_to_array(r.proposed, ' ')
from unnest(%(ids)s::bigint[], %(open)s::bigint[], %(verdicts)s::text[], %(reports)s::bigint[],
  %(not_asked)s::text[], %(act_by)s::date[], %(notices)s::bigint[], %(no_letter)s::text[],
  %(acts)s::smallint[], %(proposed)s::text[])
  r (id, open_minor, verdict, report, not_asked, act_by, notice, no_letter, acts, proposed)
"""
NEXT = """
update monitoring m set next_on = n.next_on
from unnest(%(ids)s::bigint[], %(next)s::date[]) n (id, next_on)
where m.tenant_id = (select %(tenant)s::integer) and m.id = n.id
"""
ROUNDS = """
select r.on_day, r.open_minor, r.verdict, r.report_id, r.not_asked_because, r.act_by, r.notice_id,
       r.no_letter_because, r.acts_planned, r.proposed
from monitoring_round r
join monitoring m on m.tenant_id = r.tenant_id and m.id = r.monitoring_id
where r.tenant_id = (select %(tenant)s::integer) and m.case_id = %(case)s
order by r.on_day, r.id
"""


class MonitoredCase(NamedTuple):
    """A case whose round is due, locked."""

    monitoring_id: int
    case_id: int
    closed_because: str | None
    """None while the case is open."""
    is_held: bool
    """Whether the hold of its monitoring stands; it falls when the case is closed."""
    found: Monitored
    debtor_id: int


class DoneRound(NamedTuple):
    """A round as it is kept."""

    monitoring_id: int
    case_id: int
    found: Monitored
    made: Round
    notice_id: int | None
    not_asked_because: str | None
    """Why no credit bureau was asked; None where one was, or a report counted still."""

    def as_event(self) -> dict[str, Any]:
        """What the history tells of it."""
        made, told = self.made, self.found
        return {
            "verdict": told.verdict,
            "not_asked": self.not_asked_because,
            "letter": "planned" if self.notice_id else "none",
            "because": made.no_letter_because or None,
            "notice": self.notice_id,
            "act_by": made.act_by.isoformat() if made.act_by else None,
            "proposed": [one.kind for one in made.proposals],
            "next_on": made.next_on.isoformat(),
        }


def add_monitoring(
    tenant_id: int, case_id: int, *, reason: str, because: str, today: date, by: str, next_on: date
) -> int:
    """Lets the case be followed from today; the number of its monitoring."""
    given = {"tenant": tenant_id, "case": case_id, "reason": reason, "because": because}
    return int(query_value(ADD, given | {"today": today, "by": by, "next_on": next_on}))


def standing_monitoring(tenant_id: int, case_id: int, *, today: date) -> tuple[int, bool] | None:
    """The case's monitoring that has not ended, and whether its hold stands; its row is locked."""
    given = {"tenant": tenant_id, "case": case_id, "today": today, "hold": MONITORING}
    rows = query(STANDING, given)
    return (int(rows[0][0]), bool(rows[0][1])) if rows else None


def mark_ended(tenant_id: int, monitoring_id: int, *, because: str, today: date) -> int:
    """The case is followed no more; 0 where that was so already."""
    given = {"tenant": tenant_id, "id": monitoring_id, "because": because, "today": today}
    return execute(END, given)


def due_rounds(tenant_id: int, *, today: date, batch: int) -> list[tuple[int, int]]:
    """Monitoring and case of the rounds that are due; by one look at an index."""
    rows = query(DUE, {"tenant": tenant_id, "today": today, "batch": batch})
    return [(row[0], row[1]) for row in rows]


def monitored_cases(tenant_id: int, ids: Sequence[int], *, today: date) -> list[MonitoredCase]:
    """Those of them that are due still, with what their round is decided by; locked."""
    given = {"tenant": tenant_id, "ids": list(ids), "today": today, "resting": list(RESTING)}
    return [_monitored(row) for row in query_named(sql("monitored_cases"), given)]


def _monitored(row: Any) -> MonitoredCase:
    holds = zip(row.hold_kinds, row.hold_froms, row.hold_ends, strict=True)
    clocks = zip(row.claims, row.invoices, row.act_by, row.planned, strict=True)
    found = Monitored(
        started_on=row.started_on, open_minor=row.open_minor,
        holds=tuple(Hold(*one) for one in holds), letters=tuple(row.letters),
        unsent_on=row.unsent_on, proceeding=row.proceeding,
        clocks=tuple(ClaimClock(*one) for one in clocks),
        told_report_id=row.told_report_id, means_on=row.means_on,
        write_off_proposed_on=row.write_off_on, other_case_written=row.other_case_written,
    )  # fmt: skip
    is_held = MONITORING in row.hold_kinds
    return MonitoredCase(row.id, row.case_id, row.closed_because, is_held, found, row.debtor_id)


def keep_rounds(tenant_id: int, rounds: Sequence[DoneRound], *, today: date, actor: str) -> None:
    """Keeps the rounds of today with the days of the next ones, and tells them in the history."""
    if not rounds:
        return
    given = {
        "tenant": tenant_id,
        "today": today,
        "ids": [one.monitoring_id for one in rounds],
        "open": [one.found.open_minor for one in rounds],
        "verdicts": [one.found.verdict for one in rounds],
        "reports": [one.found.report_id for one in rounds],
        "not_asked": [one.not_asked_because for one in rounds],
        "act_by": [one.made.act_by for one in rounds],
        "notices": [one.notice_id for one in rounds],
        "no_letter": [one.made.no_letter_because or None for one in rounds],
        "acts": [len(one.made.acts) for one in rounds],
        "proposed": [" ".join(part.kind for part in one.made.proposals) for one in rounds],
        "next": [one.made.next_on for one in rounds],
    }
    execute(ADD_ROUNDS, given)
    execute(NEXT, given)
    stage_history()
    events = [
        (one.case_id, today, "monitoring_round", actor, json.dumps(one.as_event()))
        for one in rounds
    ]
    copy_rows(HISTORY, events)


def rounds_of(tenant_id: int, case_id: int) -> list[Any]:
    """The rounds of the case, oldest first."""
    return query_named(ROUNDS, {"tenant": tenant_id, "case": case_id})


def monitored(
    tenant_ids: Sequence[int], *, ended: bool = False, case_id: int | None = None,
    after: int | None = None, most: int | None = None,
) -> list[Any]:  # fmt: skip
    """The cases that are followed, the next round first; all with the ended ones, or of a case.

    A page of them begins after the named monitoring and has at most so many.
    """
    given = {"tenants": list(tenant_ids), "ended": ended, "case": case_id, "after": after,
             "most": most}  # fmt: skip
    return query_named(sql("monitored_list"), given)
