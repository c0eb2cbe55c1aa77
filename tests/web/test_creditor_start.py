"""Kari's first day: from company data to going live, with the list of what would have been sent."""

import re

import pytest

from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, TODAY
from tests.web.test_creditor_policies import proven
from tests.web.test_creditor_portal import asked_creditor, visitor
from tests.web.test_pages import text_of

SINCE = "2026-02-01"
COMPANY = {"address": "Nya gatan 1\n111 22 Lillstad", "email": "ny@fjord.example",
           "phone": "010-1", "website": ""}  # fmt: skip


@pytest.fixture
def kari(live_db, letters, today):
    """Kari, whose creditor was connected with three open invoices; nothing has been sent."""
    bills = [
        invoice("1", due_on=DUE, name="Vera Lindgren"),
        invoice("2", due_on=DUE.replace(day=27), name="Bo Ek"),
        invoice("3", due_on=DUE.replace(month=1), name="Nils Lund"),
    ]
    creditor = creditor_with(bills, today=REGISTERED, shadow_since=REGISTERED)
    client = proven(visitor(creditor, "creditor_admin"))
    client.creditor = creditor
    return client


def letters_that_leave(creditor):
    from kvitt.application.run_day import run_day

    return run_day(today=TODAY, tenant_ids=[creditor.tenant_id]).sent.sent


def test_kari_goes_from_nothing_to_live_step_by_step(kari):
    home = text_of(kari.get("/creditor/"))
    assert "You are not live yet: nothing is sent Step 1 of 6: Your company." in home
    assert "1 of 6 steps are done" in text_of(kari.get("/creditor/start/"))
    wrong = kari.post("/creditor/start/company/", COMPANY | {"address": "x" * 90})
    assert wrong.status_code == 422 and "ny@fjord.example" in wrong.content.decode()
    assert kari.post("/creditor/start/company/", COMPANY).status_code == 302
    kari.post("/creditor/start/right/", {"step": "flow"})
    small = {"step": "all", "level": "automatic", "because": "we trust it"}
    assert kari.post("/creditor/policies/automation/", small)["Location"] == "/creditor/start/"
    assert kari.post("/creditor/start/right/", {"step": "list"}).status_code == 404
    assert "Late interest yours" in text_of(kari.get("/creditor/start/agreement/"))
    kari.post("/creditor/start/right/", {"step": "agreement"})
    assert "Step 6 of 6" in text_of(kari.get("/creditor/"))
    assert letters_that_leave(kari.creditor) == 0

    place = "/creditor/start/list/"
    assert "Draw up the list" in text_of(kari.get(place))
    assert kari.get("/creditor/start/list.csv").status_code == 404
    assert kari.post(place, {"since": "2027-01-01"}).status_code == 422
    told = text_of(kari.post(place, {"since": SINCE}, follow=True))
    assert "Letters since then 5" in told and "Open invoices 3" in told
    assert "Too old for the list" in told and "No invoice looks paid already." in told
    rows = kari.get("/creditor/start/list.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4 and ";1000,00;2026-02-02;goes on;Friendly reminder, Reminder" in rows[1]
    (digest,) = re.findall(r'name="list" value="(\w+)"', kari.get(place).content.decode())
    asked = text_of(kari.post("/creditor/start/live/", {"list": digest}))
    assert "Invoices that go on 2" in asked and "Friendly reminder 2 could leave today" in asked
    assert letters_that_leave(kari.creditor) == 0
    live = {"list": digest, "confirmed": "yes"}
    assert kari.post("/creditor/start/live/", live).status_code == 302
    assert "You are live" in text_of(kari.get("/creditor/start/"))
    assert "You are not live yet" not in text_of(kari.get("/creditor/"))
    assert kari.get(place).status_code == 302
    assert letters_that_leave(kari.creditor) == 2


def test_a_list_that_has_changed_is_looked_at_again_before_anything_begins(kari):
    from kvitt.application.register_invoices import register_invoices

    place = "/creditor/start/list/"
    kari.post(place, {"since": SINCE})
    (digest,) = re.findall(r'name="list" value="(\w+)"', kari.get(place).content.decode())
    later = invoice("4", due_on=DUE, name="Eva Ny")
    register_invoices(kari.creditor, [later], source="t.csv", today=TODAY)
    refused = kari.post("/creditor/start/live/", {"list": digest, "confirmed": "yes"})
    assert refused.status_code == 422 and "4 (new)" in text_of(refused)
    assert letters_that_leave(kari.creditor) == 0


def test_who_may_not_decide_sees_how_far_it_is_and_no_more(kari):
    reader = visitor(kari.creditor, "read_only", name="Rita")
    told = text_of(reader.get("/creditor/start/"))
    assert "Your company" in told and "Look again" not in told and "Open:" not in told
    for place in ("company", "agreement", "list", "live", "right"):
        assert reader.get(f"/creditor/start/{place}/").status_code in (404, 405)
        assert reader.post(f"/creditor/start/{place}/", {}).status_code in (404, 405)


def test_nobody_starts_for_another_creditor(kari):
    stranger = proven(visitor(asked_creditor(), "creditor_admin", name="Stig"))
    told = text_of(stranger.get("/creditor/start/"))
    assert "You are live" in told and kari.creditor.name not in told
    assert stranger.post("/creditor/start/live/", {"confirmed": "yes"}).status_code == 422
    assert letters_that_leave(kari.creditor) == 0
