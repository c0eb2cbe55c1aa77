"""The registers and the house itself, over HTTP: complaints, history, law, stops, users."""

import re
from datetime import date

import pytest

from tests.stories import small_office
from tests.web.test_office_acts import done
from tests.web.test_pages import text_of

TODAY = date(2026, 3, 25)
DUE = date(2026, 3, 2)


def test_a_complaint_stands_in_the_register_until_it_is_answered(staff):
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    number = f"{creditor.tenant_id}-{case_id}"
    omar = staff("handler")
    done(omar, number, "complain", {"about": "tone", "text": "Rude letter 4711.",
                                    "channel": "phone"})  # fmt: skip
    page = omar.get("/office/complaints/").content.decode()
    at = re.search(rf"/office/cases/{number}/complaints/\d+/", page)[0]
    assert omar.post(at, {"outcome": "upheld", "answer": ""}).status_code == 422
    answer = omar.post(at, {"outcome": "upheld", "answer": "We are sorry."})
    assert answer.status_code == 302
    assert "Rude letter 4711" not in text_of(omar.get("/office/complaints/"))
    assert "Rude letter 4711" in text_of(omar.get("/office/complaints/?all=1"))
    assert "We are sorry." in text_of(omar.get(at))


def test_the_history_is_read_by_who_and_when_by_whoever_has_the_register(staff):
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    number = f"{creditor.tenant_id}-{case_id}"
    done(staff("handler", "Rut Unik"), number, "hold",
         {"kind": "manual_pause", "reason_code": "other", "because": "wait"})  # fmt: skip
    lars = staff("compliance", "Lars Ek")
    told = text_of(lars.get("/office/history/", {"who": "rut unik"}))
    assert number in told and "Rut Unik" in told
    assert number not in text_of(
        lars.get("/office/history/", {"who": "rut unik", "until_on": "2026-03-01"})
    )
    assert number not in text_of(lars.get("/office/history/", {"who": "rut unik", "changes": "on"}))
    assert staff("handler").get("/office/history/").status_code == 404


def test_the_history_pages_meet_without_gap_or_doubling(staff):
    from kvitt.application.read_history import PAGE, Sought, read_history

    creditor = small_office.new_creditor()
    invoices = [small_office.invoice(creditor, n, due_on=DUE) for n in range(PAGE + 5)]
    small_office.register(creditor, *invoices, today=DUE)
    seen: list[int] = []
    before = None
    for _ in range(3):
        found, before = read_history(Sought(actor="import"), before=before)
        seen += [one.id for one in found]
        if before is None:
            break
    assert len(seen) > PAGE and seen == sorted(set(seen), reverse=True)


@pytest.mark.parametrize("country", ["SE", "NO", "XX"])
def test_the_law_in_force_names_its_statutes(staff, country):
    told = text_of(staff("compliance").get("/office/law/", {"country": country}))
    assert "LOV-" in told or "lag (" in told or "förordning" in told


def test_sending_is_stopped_with_a_reason_and_let_go(staff):
    creditor = small_office.new_creditor()
    omar = staff("handler")
    whose = str(creditor.tenant_id)
    assert omar.post("/office/house/stop/", {"whose": whose, "because": ""}).status_code == 422
    typed = {"whose": whose, "channel": "", "because": "a wrong price list"}
    assert omar.post("/office/house/stop/", typed).status_code == 302
    told = text_of(omar.get("/office/house/"))
    assert "a wrong price list" in told and creditor.name in told
    assert omar.post("/office/house/stop/", typed).status_code == 422  # it is stopped already
    assert omar.post("/office/house/go/", {**typed, "because": "mended"}).status_code == 302
    assert "a wrong price list" not in text_of(omar.get("/office/house/"))
    assert staff("finance").post("/office/house/stop/", typed).status_code == 404


def test_monitoring_limitation_and_creditors_are_listed(staff):
    from kvitt.application.follow_limitation import follow_limitation

    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=date(2016, 6, 1))
    (case_id,) = small_office.register(creditor, one, today=date(2026, 1, 3))
    number = f"{creditor.tenant_id}-{case_id}"
    omar = staff("handler")
    done(omar, number, "monitor", {"reason": "no_assets", "because": "nothing to take"})
    assert number in text_of(omar.get("/office/monitoring/"))
    follow_limitation(creditor.tenant_id, today=TODAY)
    told = text_of(omar.get("/office/limitation/", {"creditor": creditor.tenant_id}))
    assert number in told and "1,000.00" in told
    found = omar.post("/office/creditors/search/", {"sought": creditor.organisation_number})
    assert creditor.name in text_of(found)


def test_an_agreement_is_changed_by_whoever_may_and_the_history_says_so(staff):
    from kvitt.store.creditors import find_creditor

    creditor = small_office.new_creditor()
    at = f"/office/creditors/{creditor.tenant_id}/"
    assert "Change the agreement" not in text_of(staff("handler").get(at))
    assert staff("handler").post(f"{at}change/", {}).status_code == 404
    admin = staff("agency_admin", "Ann Chef")
    proven(admin)
    typed = {"small_balance": "25", "escalate_to": "", "because": "agreed by letter"}
    assert admin.post(f"{at}change/", {**typed, "because": ""}).status_code == 422
    assert admin.post(f"{at}change/", typed).status_code == 302
    assert find_creditor(creditor.name).agreement["small_balance_minor"] == 25_00
    assert admin.post(f"{at}change/", typed).status_code == 422  # it says that already
    assert admin.get("/office/creditors/999999/").status_code == 404


def test_a_user_is_invited_by_a_link_and_a_membership_ended(staff):
    from kvitt.application.manage_people import list_members
    from kvitt.store.tenants import agency_tenant_id

    admin = staff("agency_admin", "Ann Chef")
    proven(admin)
    agency = agency_tenant_id()
    typed = {"email": "ny@kontoret.example", "at": agency, "role": "handler"}
    invited = admin.post("/office/people/", typed)
    assert re.search(r"http://[^ ]+/invitation/[\w-]{20,}/", text_of(invited))
    wrong = admin.post("/office/people/", {**typed, "role": "read_only"})
    assert wrong.status_code == 422 and "is no role here" in text_of(wrong)
    staff("finance", "Nils Nyss")
    member_id = max(one.id for one in list_members(agency))
    assert "Nils Nyss" in text_of(admin.get("/office/people/"))
    assert admin.post(f"/office/people/{agency}/{member_id}/end/").status_code == 302
    assert "Nils Nyss" not in text_of(admin.get("/office/people/"))
    assert admin.post(f"/office/people/999999/{member_id}/end/").status_code == 404
    assert staff("handler").get("/office/people/").status_code == 404


def proven(client) -> None:
    """The visitor has proven who it is a moment ago."""
    import time

    from allauth.account.internal.flows import login

    session = client.session
    record = {"method": "mfa", "at": time.time(), "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
