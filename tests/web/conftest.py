"""A small office behind the pages: made-up people, real letters, one day in spring."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.portfolio import creditor_with, invoice
from tests.web.browsing import SignedIn, opened, served
from tests.web.pictures import begin

REGISTERED = date(2026, 1, 8)
DUE = date(2026, 2, 2)
TODAY = date(2026, 3, 25)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the sweep of all pages saw, summed over the test programs."""
    ended = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    seen = [told for one in ended for name, told in one.user_properties if name == "swept"]
    if seen:
        loads, times, barriers, complaints = map(sum, zip(*seen, strict=True))
        terminalreporter.write_line(
            f"pages opened: {loads}, seen {times} times: {barriers} barriers,"
            f" {complaints} complaints of the browser or its policy"
        )


@pytest.fixture(autouse=True, scope="session")
def alike():
    """Pictures show the same made-up numbers each time."""
    begin()


@pytest.fixture(autouse=True)
def whole_lists(monkeypatch):
    """Lists over all creditors on one page: what other tests left lies in the same database."""
    for place in ("list_desks", "list_monitoring"):
        monkeypatch.setattr(f"kvitt.application.{place}.PAGE", 10_000)


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
def staff(live_db, today) -> Any:
    """Signs in a person of the office with that role and name."""
    from kvitt.store.tenants import agency_tenant_id
    from tests.people import member, signed_in

    def one(role: str, name: str = "Omar Haddad") -> Any:
        return signed_in(_client(), member(agency_tenant_id(), role, today=TODAY, name=name))

    return one


@pytest.fixture
def counted(monkeypatch):
    """Counts what a visitor's page asks the database, in a minute that does not end."""
    from psycopg import Cursor

    plain, asked = Cursor.execute, []
    monkeypatch.setattr("kvitt.web.signin.activity.this_minute", lambda: "this minute")

    def noted(self, question, *args, **named):
        asked.append(str(question))
        return plain(self, question, *args, **named)

    def ask(visitor, place: str, told: dict[str, Any] | None = None) -> int:
        visitor.get(place, told)  # what is read once in a process or a visit is read
        asked.clear()
        monkeypatch.setattr(Cursor, "execute", noted)
        try:
            assert visitor.get(place, told).status_code == 200, place
        finally:
            monkeypatch.setattr(Cursor, "execute", plain)
        return len(asked)

    return ask


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

    bill = invoice(due_on=DUE, name="Vera Lindgren")
    creditor = creditor_with([bill], today=REGISTERED, name="Lillstads Värme AB")
    day = DUE
    while day <= TODAY:
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        day += timedelta(days=1)
    return creditor


@pytest.fixture
def galleries(monkeypatch):
    """The addresses with those of the design's galleries added."""
    from django.conf import settings
    from django.urls import clear_url_caches

    monkeypatch.setattr(settings, "ROOT_URLCONF", "tests.web.gallery")
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def address(live_db, today, galleries):
    """The pages on this machine, served as in daily use, with the galleries beside them."""
    with served() as place:
        yield place


@pytest.fixture(scope="module")
def launched():
    """One browser for the tests of a file."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; our queries are as synchronous as ever.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with opened() as one:
            yield one


@pytest.fixture
def chromium(launched, browser, address):
    """Debian's browser with a handler signed in."""
    from tests.people import cookies

    return SignedIn(launched, cookies(browser, address))


def case_numbers(creditor) -> list[str]:
    """The numbers of a creditor's cases, oldest first."""
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        rows = query("select tenant_id, id from collection_case order by id")
    return [f"{tenant_id}-{case_id}" for tenant_id, case_id in rows]


@pytest.fixture
def identity():
    """Mia's identity number."""
    from tests.web.debtors import person

    return person()


@pytest.fixture
def mia(live_db, letters, today, identity):
    """A creditor with three cases: Mia has two of them, Bo the third; their letters have left."""
    from kvitt.application.run_day import run_day
    from tests.web.debtors import of_person

    bills = [
        of_person(invoice("1", due_on=DUE, name="Mia Berg", amount_minor=1_172_00), identity),
        of_person(invoice("2", due_on=DUE + timedelta(days=20), name="Mia Berg"), identity),
        invoice("3", due_on=DUE, name="Bo Alm"),
    ]
    creditor = creditor_with(bills, today=REGISTERED, name="Lillstads Elhandel AB")
    for day in (7, 18, 19):
        run_day(today=DUE + timedelta(days=day), tenant_ids=[creditor.tenant_id])
    return creditor


@pytest.fixture
def hers(mia):
    """The number of Mia's older case."""
    return case_numbers(mia)[0]


@pytest.fixture
def visit(stranger, hers):
    """Mia, signed in with the code on her letter."""
    from tests.web.debtors import entered

    return entered(stranger, hers, day=TODAY)
