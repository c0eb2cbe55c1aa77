from datetime import date, timedelta

from procrastinate.contrib.django import app

from kvitt.jobs.sending import defer_sending
from kvitt.jobs.sweeping import clear_finished_jobs, rescue_jobs
from kvitt.jobs.tick import run_worker_once, tick
from kvitt.store.session import execute, query, query_value
from tests.stories import small_office as office

DUE_ON = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)


def creditor_with_due_cases(count=3):
    creditor = office.new_creditor()
    invoices = [office.invoice(creditor, n, due_on=DUE_ON) for n in range(count)]
    office.register(creditor, *invoices, today=DUE_ON)
    return creditor


def job_count(status="todo"):
    return query_value("select count(*) from procrastinate_jobs where status::text = %s", (status,))


def test_one_round_of_the_worker_decides_and_sends_all_that_is_due(live_db, mailbox):
    creditor = creditor_with_due_cases()
    run_worker_once(today=FRIENDLY_ON)
    recipients = {kept.recipient for kept in mailbox.kept}
    assert {"asa0@example.com", "asa1@example.com", "asa2@example.com"} <= recipients
    assert {notice.state for notice in office.notices(creditor)} == {"sent"}
    assert job_count() == 0


def test_a_lost_job_loses_no_letter(live_db, mailbox):
    creditor = creditor_with_due_cases()
    tick(today=FRIENDLY_ON)
    execute("delete from procrastinate_jobs")
    run_worker_once(today=FRIENDLY_ON)
    assert len([n for n in office.notices(creditor) if n.state == "sent"]) == 3


def test_sending_is_asked_for_once_however_often_it_is_asked_for(live_db):
    creditor = creditor_with_due_cases(1)
    asked = [defer_sending(creditor.tenant_id, today=FRIENDLY_ON) for _ in range(3)]
    assert asked == [True, False, False]
    execute("delete from procrastinate_jobs")


def test_a_job_names_the_creditor_and_the_day_and_nothing_personal(live_db):
    creditor = creditor_with_due_cases(1)
    execute("delete from procrastinate_jobs")
    defer_sending(creditor.tenant_id, today=FRIENDLY_ON)
    ((args,),) = query("select args::text from procrastinate_jobs")
    assert args == f'{{"today": "2026-03-07", "tenant_id": {creditor.tenant_id}}}'
    execute("delete from procrastinate_jobs")


def begun_by_a_worker_that_died(creditor):
    execute("delete from procrastinate_jobs")
    defer_sending(creditor.tenant_id, today=FRIENDLY_ON)
    ((worker,),) = query("insert into procrastinate_workers default values returning id")
    execute(
        "update procrastinate_workers set last_heartbeat = now() - interval '5 minutes'"
        " where id = %s",
        (worker,),
    )
    execute("update procrastinate_jobs set status = 'doing', worker_id = %s", (worker,))


def test_the_job_of_a_worker_that_died_is_done_by_the_next_one(live_db):
    begun_by_a_worker_that_died(creditor_with_due_cases(1))
    assert rescue_jobs().again == 1
    assert (job_count("doing"), job_count("todo")) == (0, 1)
    execute("delete from procrastinate_jobs")


def test_a_dead_workers_job_gives_way_to_its_twin_that_waits(live_db):
    creditor = creditor_with_due_cases(1)
    begun_by_a_worker_that_died(creditor)
    assert defer_sending(creditor.tenant_id, today=FRIENDLY_ON)
    assert rescue_jobs().dropped == 1
    assert (job_count("doing"), job_count("todo")) == (0, 1)
    execute("delete from procrastinate_jobs")


def test_a_living_workers_job_is_left_alone(live_db):
    creditor = creditor_with_due_cases(1)
    begun_by_a_worker_that_died(creditor)
    execute("update procrastinate_workers set last_heartbeat = now()")
    assert rescue_jobs().again == 0
    assert job_count("doing") == 1
    execute("delete from procrastinate_jobs")


def test_jobs_that_ended_are_cleared_away(live_db):
    creditor = creditor_with_due_cases(1)
    execute("delete from procrastinate_jobs")
    defer_sending(creditor.tenant_id, today=FRIENDLY_ON)
    execute("update procrastinate_jobs set status = 'doing'")
    execute("update procrastinate_jobs set status = 'failed'")
    assert clear_finished_jobs(keep=timedelta(hours=1)) == 0
    assert clear_finished_jobs(keep=timedelta(seconds=-1)) == 1


def test_the_queue_runs_on_the_same_database_as_the_letters():
    assert app.connector.alias == "default"
