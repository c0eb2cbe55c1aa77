"""Disputes, their files, and complaints. The caller locks the case and closes the history."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.session import execute, query, query_named, query_value

ADD = """
insert into dispute (tenant_id, case_id, reason, text, channel, raised_by, received_on,
  answer_by_on, registered_by)
values (%(tenant)s, %(case)s, %(reason)s, %(text)s, %(channel)s, %(raised_by)s, %(received_on)s,
  %(answer_by_on)s, %(actor)s)
returning id
"""
OPEN = """
select d.id, d.reason, d.text, d.channel, d.raised_by, d.received_on, d.answer_by_on
from dispute d
where d.tenant_id = (select %(tenant)s::integer) and d.case_id = %(case)s and d.outcome is null
order by d.id
"""
DECIDE = """
update dispute set outcome = %(outcome)s, decided_on = %(today)s, decided_by = %(actor)s,
  decided_because = %(because)s, was_reasonable = %(was_reasonable)s, resumes_on = %(resumes_on)s,
  answer = %(answer)s, was_minor = %(was_minor)s
where tenant_id = (select %(tenant)s::integer) and id = any (%(disputes)s) and outcome is null
"""
END_HOLDS_ON = """
update hold set until_on = greatest(from_on, %(until)s)
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and kind = 'dispute'
  and (until_on is null or until_on > %(today)s)
"""
ASK = """
insert into task (tenant_id, case_id, kind, raised_on, sentence, given, source_id, owner, due_on)
values (%(tenant)s, %(case)s, %(kind)s, %(today)s, %(sentence)s, %(given)s, %(source)s, %(owner)s,
  %(due_on)s)
"""
ANSWERED = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
  and kind = 'answer_objection' and done_on is null
  and (source_id is null or source_id = any (%(disputes)s))
"""
COMPLAINTS = """
select k.tenant_id, k.id, k.case_id, k.about, k.text, k.channel, k.received_on, k.answer_by_on,
       k.outcome, k.answered_on, k.answered_by, k.answer, r.name as creditor_name
from complaint k
join creditor r on r.tenant_id = k.tenant_id
where k.tenant_id = any (%(tenants)s) and (k.outcome is null or not %(open)s)
  and (%(late)s::date is null or (k.outcome is null and k.answer_by_on < %(late)s))
order by k.outcome is not null, k.answer_by_on, k.id limit %(most)s
"""
CHARGED = """
select i.id, c.id, i.kind, i.dated_on, i.amount_minor, i.open_minor
from claim c
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
  and i.kind <> 'principal' and i.voided_on is null
order by i.from_on, i.id
"""
INTEREST = """
select i.from_on, i.until_on, i.amount_minor, i.open_minor, i.because #>> '{given,carry}',
       c.interest_through_on
from claim c
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
where c.tenant_id = (select %(tenant)s::integer) and c.id = %(claim)s
  and i.kind = 'interest' and i.voided_on is null
order by i.from_on, i.id
"""


TAKEN_BACK = """
select max(r.booked_on)
from payment r
join allocation a on a.tenant_id = r.tenant_id and a.payment_id = r.reverses_id
join claim_item i on i.tenant_id = a.tenant_id and i.id = a.item_id
where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = %(claim)s
  and i.kind = 'principal'
"""


class DisputedCase(NamedTuple):
    """A case as a dispute needs it."""

    case_id: int
    closed_on: date | None
    closed_because: str | None
    language: str
    debtor: str
    currency: str


class Claim(NamedTuple):
    """A claim of the case; sums in whole minor units."""

    claim_id: int
    invoice_number: str
    principal_minor: int
    principal_open_minor: int
    open_minor: int


class OpenDispute(NamedTuple):
    """A dispute that waits for its answer."""

    dispute_id: int
    reason: str
    text: str
    channel: str
    raised_by: str
    received_on: date
    answer_by_on: date


class ChargedItem(NamedTuple):
    """A charge that stands on the case."""

    item_id: int
    claim_id: int
    kind: str
    dated_on: date
    amount_minor: int
    open_minor: int


class BookedInterest(NamedTuple):
    """An interest item that stands, with what earlier days had left unrounded, if that is known."""

    from_on: date
    until_on: date
    amount_minor: int
    open_minor: int
    carry: str | None
    through_on: date
    """Through which day interest of the claim is booked."""


def case_of(tenant_id: int, case_id: int) -> DisputedCase | None:
    """The case, locked; None where the tenant has none of that number."""
    rows = query(
        "select k.id, k.closed_on, k.closed_because, p.language, p.name, r.currency"
        " from collection_case k join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id"
        " join creditor r on r.tenant_id = k.tenant_id"
        " where k.tenant_id = %s and k.id = %s for update of k",
        (tenant_id, case_id),
    )
    return DisputedCase(*rows[0]) if rows else None


def claims_of(tenant_id: int, case_id: int) -> list[Claim]:
    """The claims of the case, oldest first."""
    rows = query(
        "select id, invoice_number, principal_minor, principal_open_minor,"
        " principal_open_minor + interest_open_minor + cost_open_minor"
        " from claim where tenant_id = %s and case_id = %s order by due_on, id",
        (tenant_id, case_id),
    )
    return [Claim(*row) for row in rows]


def add_dispute(tenant_id: int, case_id: int, told: Mapping[str, Any]) -> int:
    """Stores a dispute; its number."""
    return int(query_value(ADD, {**told, "tenant": tenant_id, "case": case_id}))


def add_disputed_claims(tenant_id: int, dispute_id: int, amounts: Mapping[int, int]) -> None:
    """Notes how much of which claim is disputed."""
    for claim_id, minor in amounts.items():
        execute(
            "insert into dispute_claim (tenant_id, dispute_id, claim_id, disputed_minor)"
            " values (%s, %s, %s, %s)",
            (tenant_id, dispute_id, claim_id, minor),
        )


def add_dispute_file(
    tenant_id: int, dispute_id: int, name: str, media_type: str, content: bytes, *, today: date
) -> None:
    """Keeps a file that came with the dispute."""
    execute(
        "insert into dispute_file (tenant_id, dispute_id, name, media_type, sha256, content,"
        " received_on) values (%s, %s, %s, %s, %s, %s, %s)",
        (tenant_id, dispute_id, name, media_type, hashlib.sha256(content).digest(), content, today),
    )


def open_disputes(tenant_id: int, case_id: int) -> list[OpenDispute]:
    """The disputes of the case that wait for an answer, oldest first."""
    return [OpenDispute(*row) for row in query(OPEN, {"tenant": tenant_id, "case": case_id})]


def disputed_claims(tenant_id: int, dispute_id: int) -> dict[int, int]:
    """The disputed sums by claim; empty where all of the case is disputed."""
    rows = query(
        "select claim_id, disputed_minor from dispute_claim"
        " where tenant_id = %s and dispute_id = %s order by claim_id",
        (tenant_id, dispute_id),
    )
    return {row[0]: row[1] for row in rows}


def decide_disputes(
    tenant_id: int, dispute_ids: Sequence[int], *, outcome: str, because: str, today: date,
    actor: str, was_reasonable: bool | None = None, resumes_on: date | None = None,
    answer: str | None = None, was_minor: int | None = None,
) -> int:  # fmt: skip
    """Adds the decision to disputes that have none; how many there were."""
    return execute(
        DECIDE,
        {"tenant": tenant_id, "disputes": list(dispute_ids), "outcome": outcome, "today": today,
         "actor": actor, "because": because, "was_reasonable": was_reasonable,
         "resumes_on": resumes_on, "answer": answer, "was_minor": was_minor},
    )  # fmt: skip


def end_dispute_holds(tenant_id: int, case_id: int, *, today: date, until_on: date) -> int:
    """Lets the case's dispute holds end with that day; how many there were."""
    given = {"tenant": tenant_id, "case": case_id, "today": today, "until": until_on}
    return execute(END_HOLDS_ON, given)


def ask(
    tenant_id: int, case_id: int | None, kind: str, sentence: str, *, today: date,
    given: str = "{}", source_id: int | None = None, owner: str = "agency",
    due_on: date | None = None,
) -> None:  # fmt: skip
    """Asks somebody, by a day where one is given. ``given`` is JSON."""
    execute(
        ASK,
        {"tenant": tenant_id, "case": case_id, "kind": kind, "sentence": sentence, "today": today,
         "given": given, "source": source_id, "owner": owner, "due_on": due_on},
    )  # fmt: skip


def end_answer_tasks(
    tenant_id: int, case_id: int, dispute_ids: Sequence[int], *, today: date, by: str, outcome: str
) -> int:
    """Marks the questions about these disputes as answered."""
    given = {"tenant": tenant_id, "case": case_id, "disputes": list(dispute_ids), "today": today}
    return execute(ANSWERED, given | {"by": by, "outcome": outcome})


def charged_items(tenant_id: int, case_id: int) -> list[ChargedItem]:
    """The fees, compensation and interest that stand on the case, oldest first."""
    rows = query(CHARGED, {"tenant": tenant_id, "case": case_id})
    return [ChargedItem(*row) for row in rows]


def booked_interest(tenant_id: int, claim_id: int) -> list[BookedInterest]:
    """The interest that stands on a claim, oldest first."""
    rows = query(INTEREST, {"tenant": tenant_id, "claim": claim_id})
    return [BookedInterest(*row) for row in rows]


def principal_taken_back_on(tenant_id: int, claim_id: int) -> date | None:
    """The last day on which money went back that had paid principal of the claim."""
    found: date | None = query_value(TAKEN_BACK, {"tenant": tenant_id, "claim": claim_id})
    return found


def count_interest_from(tenant_id: int, claim_id: int, *, through_on: date, carry: int) -> None:
    """Lets interest of the claim be booked anew after that day."""
    execute(
        "update claim set interest_through_on = %s, interest_carry = %s"
        " where tenant_id = %s and id = %s",
        (through_on, carry, tenant_id, claim_id),
    )


def add_complaint(tenant_id: int, told: Mapping[str, Any]) -> int:
    """Stores a complaint about conduct; its number."""
    return int(
        query_value(
            "insert into complaint (tenant_id, case_id, about, text, channel, raised_by,"
            " received_on, answer_by_on, registered_by) values (%(tenant)s, %(case)s, %(about)s,"
            " %(text)s, %(channel)s, %(raised_by)s, %(received_on)s, %(answer_by_on)s, %(actor)s)"
            " returning id",
            {**told, "tenant": tenant_id},
        )
    )


def answer_complaint(
    tenant_id: int, complaint_id: int, *, outcome: str, answer: str, today: date, actor: str
) -> Any | None:
    """Adds the answer to an open complaint; the complaint, or None where none is open."""
    rows = query_named(
        "update complaint set outcome = %s, answer = %s, answered_on = %s, answered_by = %s"
        " where tenant_id = %s and id = %s and outcome is null returning id, case_id",
        (outcome, answer, today, actor, tenant_id, complaint_id),
    )
    return rows[0] if rows else None


def complaints_of(
    tenant_ids: Sequence[int], *, late_on: date | None, only_open: bool, most: int
) -> list[Any]:
    """The complaints of the tenants, those whose clock runs out first leading."""
    return query_named(
        COMPLAINTS,
        {"tenants": list(tenant_ids), "late": late_on, "open": only_open, "most": most},
    )


def end_complaint_task(tenant_id: int, complaint_id: int, *, today: date, by: str) -> None:
    """Marks the question about that complaint as answered."""
    execute(
        "update task set done_on = %s, done_by = %s, outcome = 'answered' where tenant_id = %s"
        " and kind = 'answer_complaint' and source_id = %s and done_on is null",
        (today, by, tenant_id, complaint_id),
    )
