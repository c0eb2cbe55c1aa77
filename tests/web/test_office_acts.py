"""What a handler does on a case, over HTTP: each act once, its refusals, and who may not."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.stories import money, small_office
from tests.web.test_pages import text_of

TODAY = date(2026, 3, 25)
DUE = date(2026, 3, 2)
TYPED = {
    "announce-payment": {"because": "paid at the bank yesterday"},
    "defer": {"until": "2026-04-10", "interest": "runs", "reason_code": "illness",
              "because": "is ill"},
    "hold": {"kind": "manual_pause", "until": "", "reason_code": "other", "because": "wait"},
    "monitor": {"reason": "creditors_policy", "because": "nothing to take"},
    "offer": {"amount": "900", "pay_by": "2026-04-10", "because": "hardship"},
    "direct": {"amount": "100,50", "paid_on": "2026-03-20", "because": "the creditor wrote"},
    "close": {"reason": "withdrawn", "because": "a mistake", "document": ""},
    "dispute": {"reason": "not_delivered", "text": "Nothing came.", "part": "", "channel": "phone",
                "received": ""},
    "complain": {"about": "tone", "text": "The letter was rude.", "channel": "phone",
                 "received": ""},
    "message": {"subject": "A question", "parties": ["debtor"], "text": "When did you pay?"},
    "address": {"line": "Nya vägen 8", "postcode": "352 41", "city": "Växjö",
                "because": "told on the phone"},
    "contact": {"channel": "email", "language": "en"},
    "identity": {"number": "850312-2387", "because": "from the register"},
    "call": {"because": "asked for a call"},
}  # fmt: skip
SURE = ("defer", "offer", "direct", "close", "address")
EVENTS = {
    "announce-payment": "case_stopped", "defer": "case_deferred", "hold": "case_stopped",
    "monitor": "monitoring_started", "offer": "settlement_offer_proposed",
    "direct": "direct_payment_told", "close": "case_closed", "dispute": "dispute_raised",
    "complain": "complaint_registered", "message": "thread_opened", "address": "address_changed",
    "contact": "contact_changed", "identity": "identity_noted", "call": "call_asked",
}  # fmt: skip


@pytest.fixture
def case(live_db, today) -> Any:
    """An open case without letters: its creditor and number."""
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE, phone="070-000 00 01")
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    return creditor, case_id, f"{creditor.tenant_id}-{case_id}"


def events(creditor, case_id) -> list[tuple[str, str]]:
    """What happened on the case and who did it."""
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        return query(
            "select kind, actor from history where tenant_id = %s and case_id = %s order by id",
            (creditor.tenant_id, case_id),
        )


def key_of(page) -> str:
    """The hidden key of a form: the same form sent twice acts once."""
    return re.search(r'name="key"[^>]*value="([^"]+)"', page.content.decode())[1]


def done(browser, number: str, act: str, typed: dict[str, Any]):
    """The form is filled and sent, and confirmed where it asks."""
    place = f"/office/cases/{number}/do/{act}/"
    sent = {**typed, "key": key_of(browser.get(place))}
    answer = browser.post(place, sent)
    if answer.status_code == 200 and b'name="sure"' in answer.content:
        answer = browser.post(place, {**sent, "sure": "1"})
    return answer, sent


@pytest.mark.parametrize("act", TYPED)
def test_an_act_is_done_and_told_with_the_handlers_name(browser, case, act):
    creditor, case_id, number = case
    answer, _ = done(browser, number, act, TYPED[act])
    assert answer.status_code == 302, text_of(answer)
    assert answer["Location"] == f"/office/cases/{number}/"
    assert (EVENTS[act], "Omar Haddad") in events(creditor, case_id), events(creditor, case_id)
    page = browser.get(answer["Location"])
    assert 'role="status"' in page.content.decode()
    assert 'role="status"' not in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("act", SURE)
def test_what_weighs_is_confirmed_first_and_can_be_changed(browser, case, act):
    creditor, case_id, number = case
    before = events(creditor, case_id)
    place = f"/office/cases/{number}/do/{act}/"
    sent = {**TYPED[act], "key": key_of(browser.get(place))}
    check = browser.post(place, sent)
    assert check.status_code == 200 and events(creditor, case_id) == before
    told = text_of(check)
    assert "Yes, do it" in told and "Åsa Öberg 1" in told and TYPED[act]["because"] in told
    again = browser.post(place, {**sent, "again": "1"})
    assert again.status_code == 200 and events(creditor, case_id) == before
    assert TYPED[act]["because"] in again.content.decode()


def test_the_same_form_sent_twice_acts_once(browser, case):
    creditor, case_id, number = case
    _, sent = done(browser, number, "complain", TYPED["complain"])
    browser.post(f"/office/cases/{number}/do/complain/", sent)
    assert [kind for kind, _ in events(creditor, case_id)].count("complaint_registered") == 1
    other = browser.post(f"/office/cases/{number}/do/complain/", {**sent, "text": "Another."})
    assert other.status_code == 422 and "another request" in text_of(other)


@pytest.mark.parametrize(
    ("act", "typed", "told"),
    [
        ("offer", {"amount": "12", "pay_by": "2026-04-10", "because": "x"}, "settles for at least"),
        ("defer", {"until": "2027-04-10", "interest": "runs", "reason_code": "other",
                   "because": "long"}, "days"),
        ("hold", {"kind": "death", "reason_code": "other", "because": ""}, "required"),
        ("direct", {"amount": "x", "paid_on": "2026-03-20", "because": "y"}, "amount"),
        ("close", {"reason": "deceased_without_assets", "because": "died", "document": ""}, "prov"),
    ],
)  # fmt: skip
def test_a_refusal_stands_beside_the_form_with_what_was_typed(browser, case, act, typed, told):
    creditor, case_id, number = case
    before = events(creditor, case_id)
    answer, _ = done(browser, number, act, typed)
    assert answer.status_code == 422
    assert told in text_of(answer), text_of(answer)
    kept = typed.get("pay_by") or typed.get("until") or typed["because"]
    assert kept in answer.content.decode()
    assert events(creditor, case_id) == before


def test_an_objection_is_registered_answered_and_the_debtor_gets_new_time(browser, case):
    creditor, case_id, number = case
    done(browser, number, "dispute", TYPED["dispute"])
    page = text_of(browser.get(f"/office/cases/{number}/"))
    assert "Answer the objection" in page
    answer, _ = done(browser, number, "decide-dispute", {
        "outcome": "reduced", "reduced": "400", "because": "A part had not come.",
        "reasonable": "", "new_time": "",
    })  # fmt: skip
    assert answer.status_code == 302
    assert money.open_minor(creditor, case_id)[0] == 600_00
    told = text_of(browser.get(answer["Location"]))
    assert "SEK 400.00 is no longer asked for" in told and "Nothing else is sent before" in told


def test_a_held_case_is_let_go_and_a_closed_one_is_opened_again(browser, case):
    creditor, case_id, number = case
    done(browser, number, "hold", TYPED["hold"])
    answer, _ = done(browser, number, "release", {"kind": "manual_pause", "because": "done"})
    assert answer.status_code == 302
    done(browser, number, "close", TYPED["close"])
    assert "Hold the case" not in text_of(browser.get(f"/office/cases/{number}/"))
    refused = browser.get(f"/office/cases/{number}/do/hold/")
    assert refused.status_code == 302  # a closed case is not held
    answer, _ = done(browser, number, "reopen", {"because": "it was no mistake"})
    assert answer.status_code == 302
    assert money.case(creditor, case_id).closed_on is None


def test_three_amounts_on_the_phone_become_an_agreed_plan(browser, case):
    creditor, case_id, number = case
    page = browser.get(
        f"/office/cases/{number}/plan/",
        {"a": "300", "b": "500", "c": "5", "first": "2026-04-24"},
    )
    told = text_of(page)
    assert "SEK 300.00" in told and "SEK 500.00" in told
    assert "at least" in told or "instalment" in told  # five a month is refused in its own row
    links = re.findall(r'href="(/office/cases/[\d-]+/plan/agree/\?[^"]+)"', page.content.decode())
    assert len(links) == 2
    read = browser.get(links[1].replace("&amp;", "&"))
    told = text_of(read)
    assert "You pay" in told and "municipality" in told and "SEK 500.00" in told
    sent = {"key": key_of(read), "amount": "500.00", "first": "2026-04-24"}
    place = f"/office/cases/{number}/plan/agree/"
    unread = browser.post(place, sent)
    assert unread.status_code == 422 and "You pay" in text_of(unread)
    for _ in range(2):  # pressed twice, agreed once
        answer = browser.post(place, {**sent, "was_read": "on"})
        assert answer.status_code == 302, text_of(answer)
    kinds = [kind for kind, actor in events(creditor, case_id) if actor == "Omar Haddad"]
    assert kinds.count("plan_agreed") == 1


def test_a_plan_without_amounts_shows_the_creditors_alternatives(browser, case):
    told = text_of(browser.get(f"/office/cases/{case[2]}/plan/"))
    assert "What a plan would be" in told and "3" in told and "6" in told


def test_a_code_is_shown_once_and_kept_nowhere(browser, case, letters):
    from kvitt.application.open_debtor_access import access_by_code
    from kvitt.store.session import query, tenant_scope

    creditor, _, number = case
    place = f"/office/cases/{number}/code/"
    assert browser.post(place, {}).status_code == 422
    shown = browser.post(place, {"is_known": "on", "ends_older": "on"})
    code = re.search(r"\b[0-9A-Z]{5}-?[0-9A-Z]{5}\b", text_of(shown))[0]
    from django.conf import settings

    access = access_by_code(number, code, network="n", today=TODAY,
                            secret=settings.HOME.secret("debtor_codes").encode())  # fmt: skip
    assert access.cases[0].number == number
    with tenant_scope(creditor.tenant_id):
        kept = query("select response::text from request_key where tenant_id = %s",
                     (creditor.tenant_id,))  # fmt: skip
    assert code not in str(kept) and code not in text_of(browser.get(f"/office/cases/{number}/"))


def test_the_evidence_is_whole_and_its_digests_hold(browser, office):
    import hashlib
    import io
    import json
    import zipfile

    from kvitt.application.sealed_zip import verify_zip
    from kvitt.store.session import query, tenant_scope
    from tests.documents.pdf_words import pdf_words
    from tests.web.conftest import case_numbers

    number = case_numbers(office)[0]
    assert browser.get(f"/office/cases/{number}/evidence.zip").status_code == 405
    answer = browser.post(f"/office/cases/{number}/evidence.zip")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert verify_zip(answer.content).is_whole
    seal = [files.pop("SHA256SUMS.sig"), files.pop("signing-key.pem")]
    assert len(seal[0]) == 64 and seal[1].startswith(b"-----BEGIN PUBLIC KEY-----")
    assert sums == {name: hashlib.sha256(kept).hexdigest() for name, kept in files.items()}
    with tenant_scope(office.tenant_id):
        stored = {bytes(row[0]) for row in query(
            "select content from document where tenant_id = %s", (office.tenant_id,))}  # fmt: skip
    letters_in = {kept for name, kept in files.items() if name.startswith("letters/")}
    assert letters_in == stored and len(stored) >= 3
    explained = json.loads(files["explained.json"])
    assert explained["balance_minor"] > 1_000_00
    chain = json.loads(files["history.json"])
    assert len(chain) > 5 and all(len(one["link_hash"]) == 64 for one in chain)
    words = pdf_words(files["evidence.pdf"]).replace(" ", "")
    assert f"Evidenceofcase{number}" in words and "Collectiondemandsent" in words
    history = text_of(browser.get(f"/office/cases/{number}/"))
    assert "The evidence of the case was taken out" in history


def test_a_payment_is_taken_back_with_the_reason(browser, live_db, today):
    from kvitt.store.tenants import agency_tenant_id
    from tests.people import member, signed_in
    from tests.web.conftest import _client

    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1_000_00, DUE, number="77")
    money.bank_brings(money.paid(creditor, 300_00, DUE, case=case_id), today=DUE)
    number = f"{creditor.tenant_id}-{case_id}"
    finance = signed_in(_client(), member(agency_tenant_id(), "finance", today=TODAY))
    page = finance.get(f"/office/cases/{number}/").content.decode()
    place = re.search(rf"/office/cases/{number}/payments/\d+/", page)[0]
    reader = signed_in(_client(), member(agency_tenant_id(), "compliance", today=TODAY))
    assert reader.get(place).status_code == 404
    assert finance.post(place, {"because": ""}).status_code == 422
    answer = finance.post(place, {"because": "booked on the wrong case"})
    assert answer.status_code == 302
    assert money.open_minor(creditor, case_id)[0] == 1_000_00
    again = finance.post(place, {"because": "once more"})
    assert again.status_code == 422 and money.open_minor(creditor, case_id)[0] == 1_000_00


@pytest.mark.parametrize("role", ["finance", "compliance"])
def test_who_only_looks_sees_no_act_and_can_do_none(live_db, today, case, role):
    from kvitt.store.tenants import agency_tenant_id
    from tests.people import member, signed_in
    from tests.web.conftest import _client

    _, _, number = case
    visitor = signed_in(_client(), member(agency_tenant_id(), role, today=TODAY))
    assert "What you can do" not in text_of(visitor.get(f"/office/cases/{number}/"))
    for act in TYPED:
        assert visitor.get(f"/office/cases/{number}/do/{act}/").status_code == 404
    assert visitor.get(f"/office/cases/{number}/plan/").status_code == 404


def test_an_act_that_there_is_not_is_not_found(browser, case):
    assert browser.get(f"/office/cases/{case[2]}/do/burn/").status_code == 404
    assert browser.get(f"/office/cases/{case[0].tenant_id}-999999/do/hold/").status_code == 404


def test_what_is_told_is_on_the_day_of_the_pages(browser, case):
    _, _, number = case
    done(browser, number, "hold", {**TYPED["hold"], "until": str(TODAY + timedelta(days=3))})
    assert "28 Mar 2026" in text_of(browser.get(f"/office/cases/{number}/"))
