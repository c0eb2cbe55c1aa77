"""Bank files and their lines: kept byte for byte, each line with what became of it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import wake_cases
from kvitt.store.payments import add_booking
from kvitt.store.session import (
    copy_rows,
    execute,
    query,
    query_named,
    query_value,
    tenant_scope,
)
from kvitt.store.staging import stage

STAGING = """
create temp table if not exists line_outcome (
  no integer, outcome text, creditor_id integer, because text, identity text
)
"""
ADD_LINES = """
insert into bank_line
  (tenant_id, id, bank_file_id, format, position, identity, account, currency, amount_minor,
                        booked_on, reference, is_reversal, told, outcome, creditor_id, because)
select %(agency)s, l.id, %(file)s, %(format)s, l.position, coalesce(o.identity, l.identity),
       l.account, l.currency, l.amount_minor, l.booked_on, l.reference, l.is_reversal, l.told,
       coalesce(o.outcome, %(outcome)s),
       case when o.no is null then %(creditor)s else o.creditor_id end,
       coalesce(o.because, %(because)s)
from new_line l left join line_outcome o on o.no = l.no
"""
SUSPEND = """
insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on)
select %(agency)s, %(booking)s,
       case when l.amount_minor > 0 then 'client_bank' else 'suspense' end::ledger_account,
       case when l.amount_minor > 0 then 'suspense' else 'client_bank' end::ledger_account,
       abs(l.amount_minor), l.booked_on
from new_line l join line_outcome o on o.no = l.no
where o.outcome in ('unmatched', 'returned')
"""


WAITING = """
select source_id, sentence, given, raised_on from task
where tenant_id = %s and kind = 'assign_payment' and done_on is null and given ? 'bank_line'
order by id limit %s
"""
LAST_FILES = """
select id, name, format, received_on, report from bank_file
where tenant_id = %s order by id desc limit %s
"""


class BankLineNotFound(Refusal):
    """There is no bank line with that number, or it does not wait for a person."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """An incoming line that was stored."""

    id: int
    account: str
    currency: str
    amount_minor: int
    booked_on: date
    reference: str | None
    outcome: str
    creditor_id: int | None


def lock_bank_files(agency_id: int) -> None:
    """Lets one file at a time be registered: two that hold the same payment must see each other."""
    execute("select pg_advisory_xact_lock(7002, %s)", (agency_id,))


def known_file(agency_id: int, sha256: bytes) -> str | None:
    """The name under which the same bytes were received before, or None."""
    found = query_value(
        "select name from bank_file where tenant_id = %s and sha256 = %s", (agency_id, sha256)
    )
    return None if found is None else str(found)


def keep_bank_file(
    agency_id: int, *, name: str, format: str, sha256: bytes, content: bytes, today: date,
    report: Mapping[str, Any],
) -> int:  # fmt: skip
    """Keeps the file and what came of it; returns its number."""
    return int(
        query_value(
            "insert into bank_file (tenant_id, name, format, sha256, content, received_on, report)"
            " values (%s, %s, %s, %s, %b, %s, %s) returning id",
            (agency_id, name, format, sha256, content, today, json.dumps(report)),
        )
    )


def add_lines(agency_id: int, *, file_id: int, format: str, outcomes: Sequence[Sequence[Any]],
              today: date) -> None:  # fmt: skip
    """Stores the staged lines with their outcomes; unmatched money goes to suspense.

    An outcome is (number, outcome, creditor, sentence, identity where it must differ).
    """
    if not outcomes:
        return
    stage(STAGING)
    usual = Counter(outcome[1:] for outcome in outcomes if outcome[1] == "booked").most_common(1)
    usual_outcome, creditor_id, because, _ = usual[0][0] if usual else (None, None, None, None)
    copy_rows("line_outcome", [o for o in outcomes if not usual or o[1:] != usual[0][0]])
    execute("analyze line_outcome")
    given = {"agency": agency_id, "file": file_id, "format": format, "outcome": usual_outcome,
             "creditor": creditor_id, "because": because}  # fmt: skip
    execute(ADD_LINES, given)
    if any(outcome[1] in ("unmatched", "returned") for outcome in outcomes):
        booking = add_booking(agency_id, "unmatched payments", today=today)
        execute(SUSPEND, {"agency": agency_id, "booking": booking})


def bank_line(agency_id: int, line_id: int) -> BankLine:
    """The stored line, locked. Raises BankLineNotFound."""
    rows = query_named(
        "select id, account, currency, amount_minor, booked_on, reference, outcome, creditor_id"
        " from bank_line where tenant_id = %s and id = %s for update",
        (agency_id, line_id),
    )
    if not rows:
        raise BankLineNotFound("there is no bank line with number {line}", line=line_id)
    return BankLine(**rows[0]._asdict())


class WaitingLine(NamedTuple):
    """An incoming line that nobody has placed, with what may tell whose it is."""

    id: int
    currency: str
    amount_minor: int
    booked_on: date
    words: str
    """The payer's own words."""
    references: tuple[str, ...]
    payer_number: str | None
    payer_name: str | None
    """In small letters."""


def waiting_lines(agency_id: int, account: str) -> list[WaitingLine]:
    """The unmatched money that has come to an account, oldest first."""
    rows = query(
        "select id, currency, amount_minor, booked_on, reference, told::text from bank_line"
        " where tenant_id = %s and outcome = 'unmatched' and account = %s and amount_minor > 0"
        " order by id",
        (agency_id, account),
    )
    return [_waiting(*row) for row in rows]


def _waiting(
    line_id: int, currency: str, amount_minor: int, on: date, reference: str | None, told: str
) -> WaitingLine:
    more = json.loads(told)
    payer = more.get("payer", {})
    references = [one[0] for one in more.get("references", ())]
    references += [reference] if reference else []
    words = " ".join([*([reference] if reference else []), *more.get("text", ())])
    name = payer.get("name", "").lower() or None
    number = payer.get("organisation_number") or None
    return WaitingLine(line_id, currency, amount_minor, on, words, tuple(references), number, name)


def waiting_questions(agency_id: int, *, most: int | None) -> list[Any]:
    """The questions whose payment a line is, oldest line first: line, sentence, given, day."""
    return query(WAITING, (agency_id, most))


def last_files(agency_id: int, *, most: int) -> list[Any]:
    """The files that came last."""
    return query_named(LAST_FILES, (agency_id, most))


def set_outcome(agency_id: int, line_id: int, outcome: str, *, creditor_id: int | None,
                because: str) -> None:  # fmt: skip
    """Notes what became of a line that waited."""
    execute(
        "update bank_line set outcome = %s, creditor_id = %s, because = %s"
        " where tenant_id = %s and id = %s",
        (outcome, creditor_id, because, agency_id, line_id),
    )


def end_question(agency_id: int, line_id: int, *, done_by: str, outcome: str, today: date) -> None:
    """Ends the question about a line and lets the cases go on that waited for its answer."""
    rows = query(
        "update task set done_on = %s, done_by = %s, outcome = %s"
        " where tenant_id = %s and source_id = %s and kind = 'assign_payment' and done_on is null"
        "  returning given::text",
        (today, done_by, outcome, agency_id, line_id),
    )
    held: dict[int, list[int]] = {}
    for (given,) in rows:
        for tenant_id, case_id in json.loads(given).get("holds", ()):
            held.setdefault(tenant_id, []).append(case_id)
    for tenant_id, case_ids in held.items():
        with tenant_scope(tenant_id):
            execute(
                "update hold set until_on = greatest(from_on, %s::date - 1)"
                " where tenant_id = %s and case_id = any(%s) and kind = 'payment_proposed'"
                " and source_id = %s and until_on is null",
                (today, tenant_id, case_ids, line_id),
            )
            wake_cases(tenant_id, case_ids, today=today)
