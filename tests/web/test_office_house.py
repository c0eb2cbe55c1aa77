"""The house over HTTP: creditors, what they write, data protection, and what each list asks."""

import io
import json
import re
import zipfile
from datetime import date

from tests.stories import small_office
from tests.web.test_office_acts import done
from tests.web.test_office_registers import proven
from tests.web.test_pages import text_of

TODAY = date(2026, 3, 25)
DUE = date(2026, 3, 2)
LISTS = (
    "cases/", "tasks/", "talks/", "mail/", "payments/", "money/", "enforcement/", "monitoring/",
    "limitation/", "complaints/", "history/", "audit/merges/", "audit/refusals/", "audit/fees/",
    "privacy/", "law/", "creditors/", "house/",
)  # fmt: skip
MOST_QUESTIONS = 45
"""What a page of a list may ask the database, however much there is."""


def busy_creditor(omar, count: int) -> None:
    """A creditor with cases on which a little of everything stands."""
    creditor = small_office.new_creditor()
    bills = [small_office.invoice(creditor, n, due_on=DUE) for n in range(count)]
    for case_id in small_office.register(creditor, *bills, today=DUE):
        number = f"{creditor.tenant_id}-{case_id}"
        done(omar, number, "monitor", {"reason": "no_assets", "because": "nothing to take"})
        done(omar, number, "complain", {"about": "tone", "text": "x", "channel": "phone"})
        done(omar, number, "message", {"subject": "x", "parties": [], "text": "y"})


def test_every_list_asks_as_much_for_one_creditor_as_for_three(staff, counted):
    omar, admin = staff("handler"), staff("agency_admin", "Ann Chef")
    busy_creditor(omar, 1)
    before = {place: counted(admin, f"/office/{place}") for place in LISTS}
    for _ in range(2):
        busy_creditor(omar, 2)
    after = {place: counted(admin, f"/office/{place}") for place in LISTS}
    assert after == before
    assert max(after.values()) <= MOST_QUESTIONS, after


NEW = {
    "country": "SE", "account": "991-2346", "address": "Storgatan 2\n352 30 Växjö",
    "family": "se-own-calm", "fees_to": "agency", "interest_to": "creditor", "fees_agreed": "on",
    "email": "faktura@nytt.example",
}  # fmt: skip


def test_a_creditor_is_added_with_its_agreement_and_found_by_name_and_number(staff):
    from kvitt.store.creditors import find_creditor

    omar, admin = staff("handler"), staff("agency_admin", "Ann Chef")
    assert omar.get("/office/creditors/new/").status_code == 404
    proven(admin)
    assert admin.get("/office/creditors/new/").status_code == 200
    number = small_office.organisation_number("SE")
    typed = {**NEW, "name": f"Nytt Bolag {number}", "organisation_number": number}
    odd = admin.post("/office/creditors/new/", {**typed, "account": "12"})
    assert odd.status_code == 422 and "Nytt Bolag" in odd.content.decode()
    wrong = admin.post("/office/creditors/new/", {**typed, "family": "no-own"})
    assert wrong.status_code == 422 and "is for NO" in text_of(wrong)
    added = admin.post("/office/creditors/new/", typed)
    assert added.status_code == 302, text_of(added)
    assert "is a creditor from now on" in text_of(admin.get(added["Location"]))
    made = find_creditor(number)
    assert made.consumer_flow == "se-own-calm-consumer" and made.agreement["fees_to"] == "agency"
    assert made.address_lines == ("Storgatan 2", "352 30 Växjö")
    assert admin.post("/office/creditors/new/", typed).status_code == 422  # it is there already
    for sought in (f"bolag {number}", number[:8]):
        told = text_of(omar.post("/office/creditors/search/", {"sought": sought}))
        assert made.name in told, sought
    assert "Nothing found" in text_of(omar.post("/office/creditors/search/", {"sought": "100%_"}))


def test_the_creditors_are_paged_without_gap_or_doubling(live_db, monkeypatch):
    from kvitt.application import list_desks

    monkeypatch.setattr(list_desks, "PAGE", 3)
    own = {small_office.new_creditor().tenant_id for _ in range(4)}
    seen, after = [], None
    while True:
        page = list_desks.list_creditors(after=after)
        seen += [one.tenant_id for one in page.rows]
        if page.more is None:
            break
        after = page.more
    assert own <= set(seen) and len(seen) == len(set(seen))


def test_texts_conditions_and_policies_are_seen_tried_and_approved_by_another(staff):
    from kvitt.application.edit_condition import propose_condition
    from kvitt.application.edit_text import propose_text
    from kvitt.application.set_decision_policy import try_policy
    from kvitt.store.session import query, tenant_scope

    creditor = small_office.new_creditor()
    small_office.register(creditor, small_office.invoice(creditor, 1, due_on=DUE), today=DUE)
    text = propose_text(creditor, purpose="message", name="hello", language="en",
                        body="Dear {{ debtor }}", by="Ann Chef", today=TODAY)  # fmt: skip
    condition = propose_condition(creditor, name="small", source="balance_minor < 100000",
                                  by="Kari", today=TODAY)  # fmt: skip
    tried = try_policy(creditor, {}, today=TODAY, by="Kari")
    at = f"/office/creditors/{creditor.tenant_id}/written/"
    ann, eva = staff("agency_admin", "Ann Chef"), staff("agency_admin", "Eva Berg")
    for one in (ann, eva):
        proven(one)
    with tenant_scope(creditor.tenant_id):
        ((task_id,),) = query("select id from task where kind = 'approve_text'")
    asked = ann.get(f"/office/tasks/{task_id}/").content.decode()
    assert f"{at}texts/{text.id}/" in asked
    told = text_of(staff("compliance").get(at))
    assert "hello" in told and "small" in told and f"Policy {tried.number}" in told
    for kind, number in (("texts", text.id), ("conditions", condition.id)):
        place = f"{at}{kind}/{number}/"
        early = eva.post(place, {"from_on": TODAY.isoformat()})
        assert early.status_code == 422 and "after a preview" in text_of(early)
        shown = text_of(eva.post(place, {"preview": "1"}))
        assert f"{creditor.tenant_id}-" in shown
        if kind == "texts":
            assert "Dear Åsa Öberg 1" in shown
            alone = ann.post(place, {"from_on": TODAY.isoformat()})
            assert alone.status_code == 422 and "another person" in text_of(alone)
        done_ = eva.post(place, {"from_on": TODAY.isoformat()})
        assert done_.status_code == 302, text_of(done_)
    policy = f"{at}policies/{tried.number}/"
    assert eva.get(policy).status_code == 200
    assert eva.post(policy).status_code == 302
    assert eva.post(policy).status_code == 422  # adopted before
    assert "Adopted" in text_of(eva.get(at)) and "Used from 25 Mar 2026" in text_of(eva.get(at))
    other = small_office.new_creditor()
    assert (
        eva.get(f"/office/creditors/{other.tenant_id}/written/texts/{text.id}/").status_code == 404
    )
    assert staff("handler").get(f"{at}texts/{text.id}/").status_code == 404


def test_who_looked_is_told_by_identity_number_and_a_copy_is_handed_out(staff):
    creditor = small_office.new_creditor()
    number = "198503122387"
    one = small_office.invoice(creditor, 1, due_on=DUE, identity=number, name="Vera Lindgren")
    (case_id,) = small_office.register(creditor, one, today=DUE)
    at = f"/office/cases/{creditor.tenant_id}-{case_id}/"
    lars = staff("compliance", "Lars Ek")
    unseen = text_of(lars.post("/office/privacy/", {"number": number}))
    assert "Vera Lindgren" in unseen and at.split("/")[3] in unseen
    rut = staff("handler", "Rut Unik")
    assert rut.get(at).status_code == 200
    assert rut.get("/office/cases/999999-9/").status_code == 404  # nothing was shown
    told = text_of(lars.post("/office/privacy/", {"number": "850312-2387"}))
    assert re.search(rf"Rut Unik The office {creditor.tenant_id}-{case_id} case", told), told
    copy = lars.post("/office/privacy/", {"number": number, "export": "1"})
    with zipfile.ZipFile(io.BytesIO(copy.content)) as kept:
        cases = json.loads(kept.read("data.json"))["cases"]
    assert f"{creditor.tenant_id}-{case_id}" in {case["case"]["case"] for case in cases}
    nobody = lars.post("/office/privacy/", {"number": "19990101-0000"})
    assert nobody.status_code == 422 and "Nobody of that identity" in text_of(nobody)
    assert staff("handler").get("/office/privacy/").status_code == 404


def test_after_a_restore_letters_that_left_are_found_and_their_cases_held(staff, office):
    from kvitt.application.restore_mode import lost_letters
    from kvitt.application.stop_sending import let_sending_go
    from kvitt.store.session import execute, query, tenant_scope
    from tests.web.conftest import case_numbers

    (number,) = case_numbers(office)
    since = date(2026, 2, 1)
    assert lost_letters(since=since, today=TODAY) == []
    with tenant_scope(office.tenant_id):  # the books of before the last letter
        ((dispatch, notice),) = query(
            "select d.id, d.notice_id from dispatch d where channel = 'letter'"
            " order by id desc limit 1"
        )
        execute("update dispatch set state = 'ready' where id = %s", (dispatch,))
        execute("update notice set state = 'planned', sent_on = null where id = %s", (notice,))
    omar = staff("handler")
    at = "/office/house/restore/"
    early = omar.get(at, {"since": "2020-01-01"})
    assert early.status_code == 422 and "last 62" in text_of(early)
    try:
        stopped = omar.post(at, {"since": since.isoformat()})
        assert stopped.status_code == 302
        found = text_of(omar.get(stopped["Location"]))
        assert "All sending is stopped." in found and number in found and "Hold these" in found
        assert "restored from a copy" in text_of(omar.get("/office/house/"))
    finally:
        let_sending_go(None, because="test", by="test", today=TODAY)
        held = omar.post(at, {"since": since.isoformat(), "hold": "1"})
        assert "Cases held: 1." in text_of(omar.get(held["Location"]))
        with tenant_scope(office.tenant_id):
            execute("update dispatch set state = 'sent' where id = %s", (dispatch,))
            execute("update notice set state = 'sent', sent_on = planned_on where id = %s",
                    (notice,))  # fmt: skip
    assert "the restored books do not know it" in text_of(omar.get(f"/office/cases/{number}/"))
    assert staff("finance").get(at).status_code == 404


def test_files_that_are_kept_beyond_their_time_are_counted(live_db, monkeypatch):
    from kvitt.application.close_case import close_case
    from kvitt.application.privacy import retention

    creditor = small_office.new_creditor()
    monkeypatch.setattr("kvitt.application.privacy.own_tenants", lambda: [creditor.tenant_id])
    assert retention(today=TODAY) == []
    bills = [small_office.invoice(creditor, n, due_on=DUE) for n in range(2)]
    cases = small_office.register(creditor, *bills, today=DUE)
    for case_id, day in zip(cases, (date(2026, 3, 3), date(2029, 3, 3)), strict=True):
        close_case(creditor, case_id, reason="withdrawn", because="x", today=day, actor="Omar")
    (found,) = retention(today=date(2029, 4, 1))
    assert (found.country, found.months, found.closed, found.beyond) == ("SE", 36, 2, 1)
    assert found.oldest == date(2026, 3, 1) and found.reference
