"""Notices on their way out: which are planned, and what their letters must tell."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from kvitt.domain.holds import ANSWERS_WHEN_CLOSED, passing_letters
from kvitt.store.session import execute, query, query_named, query_value, sql


class NoticeToSend(NamedTuple):
    """A planned notice as it stands at the moment of sending."""

    id: int
    case_id: int
    step: str
    kind: str
    planned_on: date
    principal_minor: int
    interest_minor: int
    cost_minor: int
    flow: str
    is_closed: bool
    debtor_kind: str
    name: str
    address_lines: list[str]
    postcode: str | None
    city: str | None
    country: str
    email: str | None
    language: str
    unreachable: list[str]
    open_principal_minor: int
    open_interest_minor: int
    open_cost_minor: int
    held_by: str | None
    attempts: int
    failed_channels: list[str] | None
    of_flow: bool = True
    """A step of the flow; otherwise a letter beside it."""
    last_step: str | None = None
    """For a letter beside the flow: the flow's last step before it."""
    cycle: int = 1
    plan_id: int | None = None
    """The plan that a letter beside the flow tells of: its sums are those of the plan's claims."""
    instalment: int | None = None
    channel: str | None = None
    """The channel that the debtor chose for letters beside the flow and friendly reminders."""

    @property
    def total_minor(self) -> int:
        """What the letter asks for."""
        return self.principal_minor + self.interest_minor + self.cost_minor


class LetterClaim(NamedTuple):
    """A claim that a letter is about."""

    case_id: int
    invoice_number: str
    issued_on: date
    invoice_due_on: date
    due_on: date
    currency: str
    payment_reference: str
    text: str
    fees_agreed: bool
    principal_open_minor: int


class LetterRow(NamedTuple):
    """An item of a claim with its ground; ``deadline_on`` of the letter that charged it."""

    case_id: int
    kind: str
    amount_minor: int
    dated_on: date
    from_on: date | None
    until_on: date | None
    rate_bp: int | None
    base_minor: int | None
    reference: str | None
    invoice_number: str
    step: str | None
    deadline_on: date | None


class PaidRow(NamedTuple):
    """A payment or credit, as far as it went to items of a claim that still stand."""

    case_id: int
    kind: str
    amount_minor: int
    on_day: date
    invoice_number: str
    source_id: int
    """The payment; below zero the credit note, and 0 what was given up."""


class CoveredRow(NamedTuple):
    """A fee that compensation has covered, with the letter that would have charged it."""

    case_id: int
    kind: str
    planned_on: date
    deadline_on: date | None
    covered_minor: int


class LetterFacts(NamedTuple):
    """What the letters of a chunk are written from, by case."""

    claims: dict[int, list[LetterClaim]]
    items: dict[int, list[LetterRow]]
    paid: dict[int, list[PaidRow]]
    covered: dict[int, list[CoveredRow]]


def lock_planned_notices(tenant_id: int, *, after: int, limit: int) -> list[tuple[int, int]]:
    """Locks the next planned notices with their cases; notice and case numbers."""
    given = {"tenant": tenant_id, "after": after, "limit": limit}
    return [(row[0], row[1]) for row in query(sql("lock_planned_notices"), given)]


def notices_to_send(
    tenant_id: int, notice_ids: Sequence[int], *, today: date
) -> list[NoticeToSend]:
    """The locked notices with what decides whether and how they leave."""
    given = {"tenant": tenant_id, "notices": list(notice_ids), "today": today}
    given["passing"] = passing_letters()
    return [NoticeToSend._make(row) for row in query(sql("notices_to_send"), given, binary=True)]


def letter_facts(tenant_id: int, case_ids: Sequence[int]) -> LetterFacts:
    """Claims, items, payments and covered fees of the cases: four reads for a whole chunk."""
    given = {"tenant": tenant_id, "cases": list(case_ids)}
    return LetterFacts(
        _by_case(map(LetterClaim._make, query(sql("letter_claims"), given, binary=True))),
        _by_case(map(LetterRow._make, query(sql("letter_items"), given, binary=True))),
        _by_case(map(PaidRow._make, query(sql("letter_payments"), given, binary=True))),
        _by_case(map(CoveredRow._make, query(sql("letter_covered"), given, binary=True))),
    )


def _by_case(rows: Any) -> dict[int, list[Any]]:
    made: dict[int, list[Any]] = {}
    for row in rows:
        made.setdefault(row.case_id, []).append(row)
    return made


def refuse_notices(
    tenant_id: int, refused: Sequence[tuple[int, int, str, str]], *, today: date
) -> None:
    """Notices that cannot leave by any channel wait for a person.

    ``refused`` holds notice, case, kind of task and its sentence.
    """
    if not refused:
        return
    columns = [list(column) for column in zip(*refused, strict=True)]
    given: dict[str, Any] = dict(
        zip(("notices", "cases", "kinds", "sentences"), columns, strict=True)
    )
    given |= {"tenant": tenant_id, "today": today}
    execute(
        "update notice set state = 'refused'"
        " where tenant_id = (select %(tenant)s::integer) and id = any (%(notices)s)",
        given,
    )
    execute(sql("task_of_a_refused_notice"), given)
    execute(
        "update collection_case set wake_on = %(today)s + 30, next_on = %(today)s + 30,"
        " next_what = 'a person sees why the letter cannot leave', next_owner = 'agency'"
        " where tenant_id = (select %(tenant)s::integer) and closed_on is null"
        " and id in (select n.case_id from notice n"
        " where n.tenant_id = (select %(tenant)s::integer) and n.id = any (%(notices)s)"
        " and n.of_flow)",
        given,
    )


def tenants_with_planned_notices(
    tenant_ids: Sequence[int], *, given_back_after: datetime | None = None
) -> list[int]:
    """Tenants with something to send.

    With ``given_back_after`` not those whose notices were all given back since: a mail server that
    says “later” is not asked every minute.
    """
    given = {"tenants": list(tenant_ids), "given_back_after": given_back_after}
    return [row[0] for row in query(sql("tenants_to_send"), given)]


def tenants_with_waking_cases(tenant_ids: Sequence[int], *, today: date) -> list[int]:
    """Tenants with a case or a plan to look at today or earlier."""
    rows = query(
        "select t from unnest(%s::integer[]) t where exists (select from collection_case c"
        " where c.tenant_id = t and c.closed_on is null and c.wake_on <= %s)"
        " or exists (select from plan p where p.tenant_id = t and p.ended_on is null"
        " and p.next_check_on <= %s)",
        (list(tenant_ids), today, today),
    )
    return [row[0] for row in rows]


def plan_again(tenant_id: int, notice_id: int, *, today: date) -> None:
    """A notice that did not reach the debtor is planned for today; its step is not reached."""
    execute(
        "update notice set state = 'planned', planned_on = %s, sent_on = null, deadline_on = null,"
        " channel = null, confirmed_on = null where tenant_id = (select %s::integer) and id = %s",
        (today, tenant_id, notice_id),
    )
    _wake_case_of(tenant_id, notice_id, today)


def confirm_notice(
    tenant_id: int, notice_id: int, *, on: date, deadline_on: date, today: date
) -> None:
    """The letter was posted on that day; the case waits for the deadline that follows from it."""
    execute(
        "update notice set confirmed_on = %s, deadline_on = %s"
        " where tenant_id = (select %s::integer) and id = %s",
        (on, deadline_on, tenant_id, notice_id),
    )
    _wake_case_of(tenant_id, notice_id, today)


def mark_sent(tenant_id: int, notice_id: int, *, on: date, today: date) -> None:
    """A person has found out that the notice left on that day."""
    execute(
        "update notice set state = 'sent', sent_on = %s"
        " where tenant_id = (select %s::integer) and id = %s",
        (on, tenant_id, notice_id),
    )
    _wake_case_of(tenant_id, notice_id, today)


def raise_task(
    tenant_id: int, case_id: int, kind: str, sentence: str, *, source_id: int, today: date
) -> None:
    """Asks a person, once for each source and question."""
    execute(
        "insert into task (tenant_id, case_id, kind, raised_on, sentence, source_id)"
        " select %(tenant)s, %(case)s, %(kind)s, %(today)s, %(sentence)s, %(source)s"
        " where not exists (select from task where tenant_id = (select %(tenant)s::integer)"
        " and case_id = %(case)s and kind = %(kind)s and source_id = %(source)s"
        " and done_on is null)",
        {
            "tenant": tenant_id,
            "case": case_id,
            "kind": kind,
            "today": today,
            "sentence": sentence,
            "source": source_id,
        },
    )


def close_tasks(
    tenant_id: int, case_id: int, kinds: Sequence[str], *, outcome: str, actor: str, today: date
) -> None:
    """The open tasks of these kinds on the case are done."""
    execute(
        "update task set done_on = %s, done_by = %s, outcome = %s"
        " where tenant_id = (select %s::integer) and case_id = %s and kind = any (%s)"
        " and done_on is null",
        (today, actor, outcome, tenant_id, case_id, list(kinds)),
    )


def planned_notice_of(tenant_id: int, case_id: int) -> int | None:
    """The planned letter of the flow on the case; None where none is planned."""
    found: int | None = query_value(
        "select max(id) from notice where tenant_id = %s and case_id = %s and state = 'planned'"
        " and of_flow",
        (tenant_id, case_id),
    )
    return found


def notice_with_case(tenant_id: int, notice_id: int) -> Any | None:
    """A notice and whether its case is closed to it, both locked; None where there is none.

    An answer to the debtor leaves on a closed case, too, a letter of a plan while any case of the
    plan is open.
    """
    rows = query_named(
        "select n.id, n.case_id, n.step, n.state, n.kind, c.closed_on is not null"
        " and n.kind <> all (%s) and not exists (select from cases_of_letter(n.tenant_id,"
        " n.case_id, n.plan_id) about join collection_case other on other.tenant_id = n.tenant_id"
        " and other.id = about.case_id where n.plan_id is not null and other.closed_on is null)"
        " as is_closed"
        " from notice n join collection_case c on c.tenant_id = n.tenant_id and c.id = n.case_id"
        " where n.tenant_id = (select %s::integer) and n.id = %s for update of n, c",
        (list(ANSWERS_WHEN_CLOSED), tenant_id, notice_id),
    )
    return rows[0] if rows else None


def _wake_case_of(tenant_id: int, notice_id: int, today: date) -> None:
    execute(
        "update collection_case c set wake_on = %s from notice n"
        " where n.tenant_id = (select %s::integer) and n.id = %s"
        " and c.tenant_id = n.tenant_id and c.id = n.case_id and c.closed_on is null",
        (today, tenant_id, notice_id),
    )
