"""Creditors who are asked first: what the stories of suggestions share."""

from datetime import date, timedelta

from kvitt.application.run_day import run_day
from kvitt.application.set_automation import set_automation
from kvitt.store.automation import living
from kvitt.store.session import query, tenant_scope
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
DAY = timedelta(days=1)


def asked_first(creditor, step="all", level="suggest", **more):
    return set_automation(
        creditor, step=step, level=level, because="we want to see them first", by="Kari",
        today=DUE, **more,
    )  # fmt: skip


def some_cases(creditor, count=3, *, due_on=DUE):
    return office.register(
        creditor, *(office.invoice(creditor, n, due_on=due_on) for n in range(count)), today=due_on
    )


def live(creditor, from_, until):
    """Lives the days, ``until`` excluded."""
    for number in range((until - from_).days):
        run_day(today=from_ + timedelta(days=number), tenant_ids=[creditor.tenant_id])


def steps(creditor, case_id):
    return [notice.step for notice in office.notices(creditor, case_id)]


def states(creditor, case_id):
    with tenant_scope(creditor.tenant_id):
        return query(
            "select step, state, ended_because from suggestion where case_id = %s order by id",
            (case_id,),
        )


def open_ones(creditor, case_id):
    with tenant_scope(creditor.tenant_id):
        return living(creditor.tenant_id, case_ids=[case_id], state="open")
