"""Whoever is somebody else gets the page that is not there: every route, every role, others' ids.

The routes are found in the addresses themselves, so that a new page is crawled from its first day.
"""

import re
from datetime import date
from itertools import count
from typing import Any

import pytest

from kvitt.domain.roles import SENSITIVE
from tests.people import member, signed_in
from tests.stories import small_office
from tests.web.address_book import every_route
from tests.web.conftest import _client

TODAY = date(2026, 3, 25)
DUE = date(2026, 3, 2)
SECRETS = ("Zoltan Främling", "Främlingsgatan", "zoltan@example.com", "hemlig tråd 4711")
"""What stands on the other creditor's case alone."""
NOBODY = 987_654_321
GONE = {301, 302, 303, 404, 405}


def routes() -> list[tuple[str, Any, dict[str, Any]]]:
    """Every own page: its address with places, its view, and what stands in each place."""
    return [(one.place, one.view, one.converters) for one in every_route() if one.is_own]


def address(place: str, converters: dict[str, Any], given: dict[str, Any], case: str) -> str:
    """The address with its places filled: a case's number, or the row of that name."""

    def filled(found: re.Match[str]) -> str:
        name = found[1].split(":")[-1]
        kind = type(converters[name]).__name__
        if kind == "CaseNumber":
            return case
        if kind in ("SlugConverter", "StringConverter"):
            return "hold"
        return str(given.get(name, given["other"]))

    return re.sub(r"<([^>]+)>", filled, place)


@pytest.fixture
def others(live_db, today, letters) -> Any:
    """A creditor with a case, its letters, a thread, a task and an objection, all another's."""
    from kvitt.application.open_thread import open_thread
    from kvitt.application.raise_dispute import raise_dispute
    from kvitt.application.run_day import run_day
    from kvitt.domain.messages import AGENCY, Reader
    from kvitt.store.session import query_value, tenant_scope

    creditor = small_office.new_creditor()
    one = small_office.invoice(
        creditor, 1, due_on=DUE, name=SECRETS[0], address=(f"{SECRETS[1]} 1",), email=SECRETS[2]
    )
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    run_day(today=date(2026, 3, 7), tenant_ids=[creditor.tenant_id])
    written = open_thread(
        creditor, case_id, subject=SECRETS[3], body="x", author=Reader(AGENCY, "Omar"),
        today=TODAY, files=[("note.txt", b"x")],
    )  # fmt: skip
    raise_dispute(creditor, case_id, reason="other", text="x", today=TODAY, actor="Omar")
    with tenant_scope(creditor.tenant_id):
        ids = {
            "tenant_id": creditor.tenant_id, "thread_id": written.thread_id,
            "file_id": query_value("select max(id) from attachment"),
            "task_id": query_value("select max(id) from task"),
            "document_id": query_value("select max(id) from document"), "other": case_id,
        }  # fmt: skip
    return f"{creditor.tenant_id}-{case_id}", ids


@pytest.fixture
def own(live_db, today) -> Any:
    """The visitor's own creditor with a case."""
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 2, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    return creditor, f"{creditor.tenant_id}-{case_id}"


def debtor_of(number: str) -> Any:
    """A debtor who came with the code of the own case."""
    from django.conf import settings

    from kvitt.application.open_debtor_access import new_code
    from kvitt.store.cases import case_key

    code = new_code(case_key(number), reader="debtor", today=TODAY, by="test",
                    secret=settings.HOME.secret("debtor_codes").encode())  # fmt: skip
    client = _client()
    entered = client.post("/my/enter/", {"number": number, "code": code})
    assert entered.status_code == 302
    return client


def asked(client, place: str, method: str):
    """The answer, without following it anywhere."""
    return client.get(place) if method == "get" else client.post(place, {})


def plain(answer) -> str:
    """A page without what differs from one time to the next."""
    told = re.sub(r'value="[\w]{64}"', "", answer.content.decode())
    return re.sub(r"[0-9]+-[0-9]+", "", told)


def visitors(own) -> dict[str, tuple[str, Any]]:
    """Everybody who could come: what they may open, and their browser."""
    from kvitt.domain.roles import AGENCY, CREDITOR, roles_at
    from kvitt.store.tenants import agency_tenant_id

    creditor, number = own
    numbers = count(1)
    made = {
        role: ("staff", signed_in(_client(), member(agency_tenant_id(), role, today=TODAY,
                                                    name=f"Person {next(numbers)}")))
        for role in roles_at(AGENCY)
    }  # fmt: skip
    made |= {
        role: ("creditor", signed_in(_client(), member(creditor.tenant_id, role, today=TODAY,
                                                       name=f"Person {next(numbers)}")))
        for role in roles_at(CREDITOR)
    }  # fmt: skip
    return made | {"debtor": ("debtor", debtor_of(number)), "nobody": ("", _client())}


def test_nobody_else_opens_a_page_or_does_an_act(others, own):
    from kvitt.domain.roles import may

    number, ids = others
    found = [route for route in routes() if route[1].open_to[0] != "everyone"]
    assert len(found) > 40
    opened, leaks = [], []
    for role, (kind, client) in visitors(own).items():
        for place, view, converters in found:
            reader, right = view.open_to
            if reader == kind and (kind == "debtor" or may([role], right)):
                continue
            there = address(place, converters, ids, number)
            for method in ("get", "post"):
                answer = asked(client, there, method)
                if answer.status_code not in GONE:
                    opened.append(f"{role} {method} {there}: {answer.status_code}")
                leaks += [f"{role} {there}" for one in SECRETS if one in answer.content.decode()]
    assert opened == [] and leaks == []


def test_anothers_rows_are_as_absent_as_rows_that_never_were(others, own):
    from kvitt.domain.roles import may

    number, ids = others
    absent = dict.fromkeys(ids, NOBODY)
    differs, leaks = [], []
    for role, (kind, client) in visitors(own).items():
        if kind not in ("creditor", "debtor"):
            continue
        for place, view, converters in routes():
            reader, right = view.open_to
            if reader != kind or "<" not in place or not (kind == "debtor" or may([role], right)):
                continue
            anothers = address(place, converters, ids, number)
            never = address(place, converters, absent, f"{NOBODY}-{NOBODY}")
            for method in ("get", "post"):
                theirs, nothing = (asked(client, there, method) for there in (anothers, never))
                told = f"{role} {method} {anothers}: {theirs.status_code}"
                if theirs.status_code != nothing.status_code or plain(theirs) != plain(nothing):
                    differs.append(f"{told}, but {nothing.status_code} for what never was")
                elif theirs.status_code not in GONE:
                    differs.append(told)
                leaks += [told for one in SECRETS if one in theirs.content.decode()]
    assert differs == [] and leaks == []


def test_the_office_finds_no_row_that_never_was(others, own):
    absent = dict.fromkeys(others[1], NOBODY)
    from kvitt.store.tenants import agency_tenant_id

    admin = signed_in(_client(), member(agency_tenant_id(), "agency_admin", today=TODAY))
    found = []
    for place, view, converters in routes():
        reader, right = view.open_to
        if reader != "staff" or "<" not in place or right in SENSITIVE:
            continue
        there = address(place, converters, absent, f"1-{NOBODY}")
        for method in ("get", "post"):
            answer = asked(admin, there, method)
            if answer.status_code not in (404, 405):
                found.append(f"{method} {there}: {answer.status_code}")
    assert found == []


def test_an_open_page_would_be_found(others, own):
    number, ids = others
    place = next(one for one in routes() if one[0].endswith("office/cases/<case:number>/"))
    there = address(place[0], place[2], ids, number)
    handler = visitors(own)["handler"][1]
    answer = asked(handler, there, "get")
    assert answer.status_code not in GONE and SECRETS[0] in answer.content.decode()
