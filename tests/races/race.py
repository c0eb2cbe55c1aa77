"""Races: money, holds and closings come while the night decides and letters leave, all at once.

One round is a hundred cases or so whose reminder with fee is due. Three programs of the real house
begin at the same moment: one books the bank's files in pieces, one runs the night and sends, one
holds and closes. Each letter is looked at in the transaction that commits it to be sent, by
statements of our own, and at the end nothing may be twice, lost or above what was owed.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from kvitt.application import send_notices as sending
from kvitt.application.close_case import close_case
from kvitt.application.place_hold import place_hold
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.session import execute, query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 2, 2)
FRIENDLY_ON, REMINDER_ON = date(2026, 2, 7), date(2026, 3, 2)
PIECE = 5
"""Payments in one of the bank's files: many small transactions meet the night."""
OWED = """
select d.id, n.case_id, n.principal_minor + n.interest_minor + n.cost_minor,
       (select sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)
        from claim c where c.tenant_id = n.tenant_id and c.case_id = n.case_id)
from dispatch d join notice n on n.tenant_id = d.tenant_id and n.id = d.notice_id
where d.tenant_id = %s and d.id = any (%s)
"""
TWICE = """
select case_id, step, count(*) from notice
where tenant_id = %(t)s and state = 'sent' and of_flow group by case_id, step having count(*) > 1
union all
select c.case_id, i.kind, count(*) from claim_item i
join claim c on c.tenant_id = i.tenant_id and c.id = i.claim_id
where i.tenant_id = %(t)s and i.kind = 'reminder' and i.voided_on is null
group by c.case_id, i.kind having count(*) > 1
union all
select n.case_id, 'sent', count(*) from dispatch d
join notice n on n.tenant_id = d.tenant_id and n.id = d.notice_id
where d.tenant_id = %(t)s and d.state = 'sent' group by n.case_id, n.step having count(*) > 1
"""
FEE_AFTER_ALL_WAS_PAID = """
select c.case_id, i.dated_on from claim_item i
join claim c on c.tenant_id = i.tenant_id and c.id = i.claim_id
where i.tenant_id = %(t)s and i.kind = 'reminder' and i.voided_on is null
  and i.dated_on > (select max(p.booked_on) from payment p
                    where p.tenant_id = c.tenant_id and p.case_id = c.case_id
                      and p.amount_minor >= c.principal_minor and p.reverses_id is null)
"""
SENT_UNDER_A_HOLD = """
select n.case_id from dispatch d
join notice n on n.tenant_id = d.tenant_id and n.id = d.notice_id
join hold h on h.tenant_id = n.tenant_id and h.case_id = n.case_id and h.kind = 'manual_pause'
join history g on g.tenant_id = n.tenant_id and g.case_id = n.case_id and g.kind = 'case_stopped'
join history_link l on l.tenant_id = g.tenant_id and l.id = g.link_id
where d.tenant_id = %(t)s and d.state = 'sent' and d.started_at > l.linked_at + interval '1 second'
"""


@dataclass
class Round:
    """What one round did, and what was wrong."""

    cases: int = 0
    sent: int = 0
    paid_first: int = 0
    """Cases whose letter gave way to the money, the hold or the closing."""
    wrong: list[str] = field(default_factory=list)


def race(seed: int, cases: int, monkeypatch: Any) -> Round:
    """One round of races over so many cases; the same seed has the same debtors and payments."""
    dice = random.Random(seed)
    creditor = money.creditor_of_its_own()
    case_ids = _due_for_the_reminder(creditor, cases)
    found = Round(cases)
    _watch_what_leaves(creditor, found, monkeypatch)
    begin = threading.Barrier(3)
    programs = [
        lambda: _money_comes(creditor, dice, case_ids),
        lambda: _night_and_sending(creditor),
        lambda: _people_act(creditor, dice, case_ids),
    ]
    threads = [threading.Thread(target=_run, args=(program, begin, found)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _night_and_sending(creditor)
    _look_at_the_end(creditor, found)
    return found


def _run(program: Callable[[], None], begin: threading.Barrier, found: Round) -> None:
    try:
        begin.wait()
        program()
    except Exception as trouble:  # noqa: BLE001 - whatever reaches the caller is a fault
        found.wrong.append(f"{type(trouble).__name__}: {trouble}")
    finally:
        connection.close()


def _due_for_the_reminder(creditor: Creditor, cases: int) -> list[int]:
    """The friendly reminders have left, their time has passed: the reminder with fee is due."""
    made = office.register(
        creditor, *(office.invoice(creditor, n, due_on=DUE) for n in range(cases)), today=DUE
    )
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    with tenant_scope(creditor.tenant_id):
        execute(
            "update notice set state = 'sent', channel = 'email', sent_on = %s, deadline_on = %s"
            " where tenant_id = %s and state = 'planned'",
            (FRIENDLY_ON, FRIENDLY_ON + timedelta(days=9), creditor.tenant_id),
        )
        execute(
            "update collection_case set wake_on = %s, next_on = %s where tenant_id = %s",
            (REMINDER_ON, REMINDER_ON, creditor.tenant_id),
        )
    return made


def _watch_what_leaves(creditor: Creditor, found: Round, monkeypatch: Any) -> None:
    """Compares each letter with the ledger inside the transaction that lets it go."""
    begin = sending.begin_dispatches

    def watched(tenant_id: int, dispatch_ids: Any, **given: Any) -> set[int]:
        begun = begin(tenant_id, dispatch_ids, **given)
        for _, case_id, stated, owed in query(OWED, (tenant_id, list(begun))):
            if stated != owed:
                found.wrong.append(f"case {case_id}: the letter says {stated}, owed is {owed}")
        return begun

    monkeypatch.setattr(sending, "begin_dispatches", watched)


def _money_comes(creditor: Creditor, dice: random.Random, case_ids: list[int]) -> None:
    """Two thirds of the debtors pay: all, a part, or too much; yesterday or today."""
    paying = dice.sample(case_ids, len(case_ids) * 2 // 3)
    while paying:
        piece, paying = paying[:PIECE], paying[PIECE:]
        booked_on = REMINDER_ON - timedelta(days=dice.choice((0, 3)))
        payments = [
            money.paid(creditor, dice.choice((1_000_00, 400_00, 1_100_00)), booked_on, case=case_id)
            for case_id in piece
        ]
        money.bank_brings(*payments, today=REMINDER_ON, format="camt")
        time.sleep(dice.random() * 0.02)


def _night_and_sending(creditor: Creditor) -> None:
    for _ in range(4):
        run_cases(creditor.tenant_id, today=REMINDER_ON, batch=20)
        send_notices(creditor.tenant_id, today=REMINDER_ON, limit=7)


def _people_act(creditor: Creditor, dice: random.Random, case_ids: list[int]) -> None:
    """A case in ten is paused or closed; one that is closed already says so."""
    for case_id in dice.sample(case_ids, len(case_ids) // 10):
        time.sleep(dice.random() * 0.05)
        try:
            if dice.random() < 0.5:
                place_hold(creditor, case_id, kind="manual_pause", because="she phoned",
                           today=REMINDER_ON, actor="Kari")  # fmt: skip
            else:
                close_case(creditor, case_id, because="she phoned", reason="withdrawn",
                           today=REMINDER_ON, actor="Kari")  # fmt: skip
        except Refusal:
            continue


def _look_at_the_end(creditor: Creditor, found: Round) -> None:
    given = {"t": creditor.tenant_id}
    with tenant_scope(creditor.tenant_id):
        found.wrong += [f"twice: {row}" for row in query(TWICE, given)]
        found.wrong += [f"fee after payment: {r}" for r in query(FEE_AFTER_ALL_WAS_PAID, given)]
        found.wrong += [f"sent under a hold: {r}" for r in query(SENT_UNDER_A_HOLD, given)]
        ((found.sent,),) = query(
            "select count(*) from dispatch where tenant_id = %s and state = 'sent'",
            (creditor.tenant_id,),
        )
        ((left,),) = query(
            "select count(*) from notice where tenant_id = %s and state in ('planned', 'sending')",
            (creditor.tenant_id,),
        )
    found.wrong += [f"{left} letters were neither sent nor withdrawn"] * bool(left)
    found.paid_first = found.cases - found.sent
