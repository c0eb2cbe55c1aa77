"""A small office behind the pages: made-up people, real letters, one day in spring."""

from datetime import date, timedelta

import pytest

from tests.portfolio import creditor_with, invoice

REGISTERED = date(2026, 1, 8)
DUE = date(2026, 2, 2)
TODAY = date(2026, 3, 25)


@pytest.fixture
def letters(tmp_path, monkeypatch):
    """The letter folder of this test alone."""
    from django.conf import settings

    from kvitt.site.home import Home

    monkeypatch.setattr(settings, "HOME", Home(tmp_path / "home").create())
    return settings.HOME.letters


@pytest.fixture
def today(monkeypatch):
    """The day that the pages show."""
    monkeypatch.setenv("KVITT_TODAY", TODAY.isoformat())
    return TODAY


@pytest.fixture
def browser(live_db, today):
    """A handler of the office, who reads English."""
    from kvitt.store.tenants import agency_tenant_id
    from tests.people import member, signed_in

    return signed_in(_client(), member(agency_tenant_id(), "handler", today=TODAY))


@pytest.fixture
def stranger(live_db, today):
    """A visitor without cookies, who reads English."""
    return _client()


def _client():
    from django.test import Client

    return Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def office(live_db, letters, today):
    """A creditor with one case that has had all its letters."""
    from kvitt.application.run_day import run_day

    creditor = creditor_with([invoice(due_on=DUE, name="Vera Lindgren")], today=REGISTERED)
    day = DUE
    while day <= TODAY:
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        day += timedelta(days=1)
    return creditor


def case_numbers(creditor) -> list[str]:
    """The numbers of a creditor's cases, oldest first."""
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        rows = query("select tenant_id, id from collection_case order by id")
    return [f"{tenant_id}-{case_id}" for tenant_id, case_id in rows]
