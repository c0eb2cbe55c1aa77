"""Workers die at random moments: nothing is lost, nothing goes twice, what is uncertain is told."""

import os
import random
import signal
import time
from collections import Counter
from datetime import date

import pytest

from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.application.sweep import sweep
from kvitt.channels.letter import PrintFolder
from kvitt.store.session import execute, query_named, query_value, tenant_scope
from tests.stories import small_office as office
from tests.stories.mortal_worker import Workers

KILLS = 20
DUE_ON = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
FEE_ON = date(2026, 3, 18)
SEED = 20260307


@pytest.fixture
def workers(mailbox, letters, monkeypatch):
    monkeypatch.setenv("KVITT_HOME", str(letters.parent))
    with Workers() as started:
        yield started


def kill_while(workers, order, still_to_do, longest_seconds):
    """Starts a worker again and again and kills it, until it was killed twenty times at work."""
    moments, kills, rounds = random.Random(SEED), 0, 0
    while kills < KILLS and still_to_do():
        rounds += 1
        worker = workers.start(order)
        time.sleep(moments.uniform(0.01, longest_seconds))
        try:
            os.kill(worker, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it had just ended by itself
        kills += workers.status() == signal.SIGKILL
    return kills


def letters_and_debtors(tenant_id):
    with tenant_scope(tenant_id):
        return query_named(
            "select n.id, n.state, n.channel, p.email, p.name from notice n join collection_case c"
            " on c.tenant_id = n.tenant_id and c.id = n.case_id join party p"
            " on p.tenant_id = c.tenant_id and p.id = c.debtor_id where n.tenant_id = %s",
            (tenant_id,),
        )


def test_twenty_kills_while_sending_lose_nothing_send_nothing_twice_and_flag_what_is_uncertain(
    live_db, mailbox, letters, workers
):
    creditor = office.new_creditor()
    tenant_id, count = creditor.tenant_id, 400
    invoices = [
        office.invoice(
            creditor, n, due_on=DUE_ON, email=f"d{n}@example.com" if n % 2 else None, name=f"Nr {n}"
        )
        for n in range(count)
    ]
    office.register(creditor, *invoices, today=DUE_ON)
    run_cases(tenant_id, today=FRIENDLY_ON)

    def planned():
        with tenant_scope(tenant_id):
            return query_value(
                "select count(*) from notice where tenant_id = %s and state <> 'sent'", (tenant_id,)
            )

    kills = kill_while(workers, f"send {tenant_id} {FRIENDLY_ON} 10", planned, 0.45)
    began = time.monotonic()
    sweep([tenant_id], today=FRIENDLY_ON)
    flagged_seconds = time.monotonic() - began
    send_notices(tenant_id, today=FRIENDLY_ON)

    rows = letters_and_debtors(tenant_id)
    mailed = Counter(kept.recipient for kept in mailbox.kept)
    printed = Counter(
        line.recipient.split(" | ")[0] for line in PrintFolder(letters).manifest(on=FRIENDLY_ON)
    )
    uncertain = [row for row in rows if row.state == "unknown"]
    asked = [task for task in office.tasks(creditor) if task.kind == "letter_uncertain"]
    print(
        f"kills {kills}, letters {count}, uncertain {len(uncertain)}, "
        f"arrived of these {sum(mailed[row.email] for row in uncertain)}, "
        f"flagged after {flagged_seconds:.2f} s"
    )
    assert kills == KILLS
    assert Counter(row.state for row in rows) == {
        "sent": count - len(uncertain), **({"unknown": len(uncertain)} if uncertain else {})
    }, "nothing lost"  # fmt: skip
    assert max(mailed.values()) == 1, "no mail twice"
    assert max(printed.values()) == 1, "no letter twice"
    for row in rows:
        if row.state == "sent":
            assert (mailed[row.email] if row.channel == "email" else printed[row.name]) == 1
    assert len(asked) == len(uncertain) <= kills
    assert flagged_seconds < 60


def test_twenty_kills_of_the_night_plan_each_letter_once_with_one_fee(live_db, workers):
    creditor = office.new_creditor()
    tenant_id, count = creditor.tenant_id, 2_500
    invoices = [office.invoice(creditor, n, due_on=DUE_ON) for n in range(count)]
    office.register(creditor, *invoices, today=DUE_ON)
    run_cases(tenant_id, today=FRIENDLY_ON)
    with tenant_scope(tenant_id):
        execute(
            "update notice set state = 'sent', sent_on = %s, deadline_on = %s where tenant_id = %s",
            (FRIENDLY_ON, date(2026, 3, 16), tenant_id),
        )

    def waking():
        with tenant_scope(tenant_id):
            return query_value(
                "select count(*) from collection_case where tenant_id = %s and wake_on <= %s",
                (tenant_id, FEE_ON),
            )

    kills = kill_while(workers, f"night {tenant_id} {FEE_ON} 10", waking, 0.1)
    run_cases(tenant_id, today=FEE_ON)
    with tenant_scope(tenant_id):
        (books,) = query_named(
            "select (select count(*) from notice n where n.tenant_id = %(t)s"
            "  and step = 'reminder') as letters,"
            " (select count(distinct case_id) from notice n where n.tenant_id = %(t)s"
            "  and step = 'reminder') as cases,"
            " (select count(*) from claim_item i where i.tenant_id = %(t)s"
            "  and step = 'reminder') as fees,"
            " (select sum(principal_open_minor + interest_open_minor + cost_open_minor) from claim"
            "  where tenant_id = %(t)s) as open_minor,"
            " (select sum(amount_minor) from posting where tenant_id = %(t)s"
            "  and debit = 'receivable') as posted_minor,"
            " (select count(*) from history where tenant_id = %(t)s"
            "  and kind = 'reminder_planned') as told",
            {"t": tenant_id},
        )
    print(f"kills {kills}, cases {count}, letters {books.letters}, fees {books.fees}")
    assert kills == KILLS
    assert (books.letters, books.cases, books.fees, books.told) == (count,) * 4
    assert books.open_minor == books.posted_minor == count * 1060_00
