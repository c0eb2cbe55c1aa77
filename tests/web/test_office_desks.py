"""The office's desks over HTTP: the day, payments, enforcement, registers, the house itself."""

import re
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from kvitt.application.list_proceedings import show_proceeding
from tests.stories import court, money, small_office, taken
from tests.web.test_office_acts import done, key_of
from tests.web.test_pages import text_of

TODAY = date(2026, 3, 25)
DUE = date(2026, 3, 2)


def test_my_day_leads_with_who_waits_and_counts_cases_without_action(staff, monkeypatch):
    creditor = small_office.new_creditor()
    own = lambda: [creditor.tenant_id]  # noqa: E731 what other tests leave waits elsewhere
    monkeypatch.setattr("kvitt.application.list_day.own_tenants", own)
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    number = f"{creditor.tenant_id}-{case_id}"
    handler = staff("handler")
    done(handler, number, "dispute", {"reason": "quality", "text": "It is broken.",
                                      "channel": "phone"})  # fmt: skip
    told = text_of(handler.get("/office/"))
    assert "Open cases without next action: 0" in told
    assert "Objections" in told and number in told
    assert told.index("My day") < told.index("Objections")
    for role in ("finance", "compliance"):
        assert staff(role).get("/office/").status_code == 200


def test_my_day_asks_the_same_number_of_questions_for_one_task_and_for_thirty(staff, counted):
    handler, counts = staff("handler"), []
    for size in (1, 30):
        creditor = small_office.new_creditor()
        invoices = [small_office.invoice(creditor, n, due_on=DUE) for n in range(size)]
        for case_id in small_office.register(creditor, *invoices, today=DUE):
            small_office_task(creditor, case_id)
        counts.append(counted(handler, "/office/"))
    assert counts[0] == counts[1] <= 40


def small_office_task(creditor, case_id) -> None:
    """A question about the case: find an address."""
    from kvitt.store.session import execute, tenant_scope

    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into task (tenant_id, case_id, kind, raised_on, sentence, due_on, owner)"
            " values (%s, %s, 'find_address', %s, 'find an address', %s, 'agency')",
            (creditor.tenant_id, case_id, DUE, TODAY),
        )


def test_a_question_is_taken_and_answered_with_the_name(staff):
    from kvitt.store.session import query, tenant_scope

    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    small_office_task(creditor, case_id)
    handler = staff("handler")
    page = handler.get(f"/office/cases/{creditor.tenant_id}-{case_id}/").content.decode()
    assert "/do/address/" in page
    with tenant_scope(creditor.tenant_id):
        ((task_id,),) = query("select id from task where case_id = %s", (case_id,))
    assert handler.post(f"/office/tasks/{task_id}/mine/").status_code == 302
    assert "Omar Haddad" in text_of(handler.get(f"/office/tasks/{task_id}/"))
    assert handler.post(f"/office/tasks/{task_id}/", {"because": ""}).status_code == 422
    assert handler.post(f"/office/tasks/{task_id}/", {"because": "called"}).status_code == 302
    with tenant_scope(creditor.tenant_id):
        ((by, outcome),) = query("select done_by, outcome from task where id = %s", (task_id,))
    assert (by, outcome) == ("Omar Haddad", "called")
    assert handler.get("/office/tasks/99999999/").status_code == 404


def test_a_bank_file_is_booked_and_an_unmatched_payment_finds_its_case(staff):
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1_000_00, DUE, number="81", name="Vera Lindgren")
    number = f"{creditor.tenant_id}-{case_id}"
    raw = money.in_a_file(
        money.paid(creditor, 1_000_00, TODAY, payer_name="Vera Lindgren"), today=TODAY
    )
    finance = staff("finance", "Kim Berg")
    answer = finance.post("/office/payments/", {"file": SimpleUploadedFile("bank.txt", raw)})
    assert answer.status_code == 302
    page = finance.get("/office/payments/")
    told = text_of(page)
    assert "Wait for a person: 1" in told and f"It is {number}" in told
    before = page.content.decode().partition(f"It is {number}")[0]
    line = re.findall(r"/office/payments/(\d+)/assign/", before)[-1]
    place = f"/office/payments/{line}/assign/"
    assert number in text_of(finance.get(f"/office/payments/{line}/"))
    wrong = finance.post(place, {"reference": "999999-9"})
    assert wrong.status_code == 422
    assert finance.post(place, {"reference": number}).status_code == 302
    assert money.case(creditor, case_id).closed_on == TODAY
    assert "Kim Berg" in text_of(finance.get(f"/office/cases/{number}/"))
    assert finance.get(f"/office/payments/{line}/").status_code == 404
    again = finance.post("/office/payments/", {"file": SimpleUploadedFile("bank.txt", raw)})
    assert again.status_code == 302 and "received before" in text_of(finance.get("/office/"))
    assert staff("compliance").get("/office/payments/").status_code == 404


def test_a_file_that_is_none_is_refused_beside_its_field(staff):
    finance = staff("finance")
    answer = finance.post("/office/payments/", {"file": SimpleUploadedFile("x.txt", b"hello")})
    assert answer.status_code == 422 and "Something must be put right" in text_of(answer)
    assert finance.post("/office/payments/", {}).status_code == 422


def test_client_money_in_the_bank_is_what_is_owed_day_by_day(staff):
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1_000_00, DUE, number="82")
    money.bank_brings(money.paid(creditor, 400_00, DUE, case=case_id), today=DUE)
    money.bank_brings(money.paid(creditor, 123_45, TODAY), today=TODAY)
    told = text_of(staff("compliance").get("/office/money/"))
    assert "Every öre in the bank has its owner" in told
    assert creditor.name in told and "400.00" in told and "2 Mar 2026" in told
    assert re.search(rf"2 Mar 2026 {re.escape(creditor.name)} SEK 400.00 400.00 0.00", told), told
    assert staff("handler").get("/office/money/").status_code == 404


def test_money_without_an_owner_is_shown_at_once(staff):
    from django.db import connection

    from kvitt.store.session import execute, query_value, tenant_scope

    creditor = money.creditor_of_its_own()
    with tenant_scope(creditor.tenant_id):
        booking = query_value(
            "insert into booking (tenant_id, booked_on, kind)"
            " values (%s, %s, 'wrong') returning id",
            (creditor.tenant_id, TODAY),
        )
        execute(
            "insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on)"
            " values (%s, %s, 'client_bank', 'own_fee_income', 700, %s)",
            (creditor.tenant_id, booking, TODAY),
        )
        told = text_of(staff("finance").get("/office/money/"))
        connection.set_rollback(True)
    assert "What is held is not what is owed" in told and "7.00" in told


def test_an_application_needs_two_people_and_every_step_is_on_the_case(staff):
    creditor = small_office.new_creditor(**court.ADDRESS)
    case_id, _day = court.demanded(creditor, due_on=date(2026, 1, 12))
    number = f"{creditor.tenant_id}-{case_id}"
    omar, eva = staff("handler"), staff("handler", "Eva Berg")
    place = f"/office/cases/{number}/draft/"
    drafted = omar.post(place, {"kind": "payment_order", "because": "asked by the creditor"})
    assert drafted.status_code == 302, text_of(drafted)
    at = drafted["Location"]
    alone = omar.post(f"{at}approve/")
    assert alone.status_code == 422 and "another person" in text_of(alone).lower()
    assert "File it" not in text_of(omar.get(at))
    assert eva.post(f"{at}approve/").status_code == 302
    filed = omar.post(f"{at}file/")
    assert filed.status_code == 302, text_of(filed)
    told = text_of(omar.get(at))
    assert "Filed" in told and "Record what happened" in told
    recorded = omar.post(f"{at}record/", {"event": "served", "happened": "2026-03-24"})
    assert recorded.status_code in (302, 422)
    missing = omar.post(f"{at}record/", {"event": "nonsense", "happened": "2026-03-24"})
    assert missing.status_code == 422
    told = text_of(omar.get(f"/office/cases/{number}/"))
    for name in ("Omar Haddad", "Eva Berg"):
        assert name in told
    assert number in text_of(omar.get("/office/enforcement/"))
    finance = staff("finance")
    assert finance.get(at).status_code == 200 and finance.post(f"{at}file/").status_code == 404
    assert omar.get("/office/enforcement/999999/").status_code == 404


def test_money_that_an_authority_took_is_told_with_what_it_kept(staff, letters, monkeypatch):
    """4 400.00 passed on and 600.00 kept, as the bank line that waits says; booked at once."""
    creditor = money.creditor_of_its_own("SE")
    case_id, proceeding, ordered_on = taken.enforced(creditor)
    paid_on = ordered_on + 4 * taken.WEEK
    taken.pays_out(creditor, 4_400_00, paid_on, text=taken.NUMBER)
    monkeypatch.setenv("KVITT_TODAY", paid_on.isoformat())
    eva, at = staff("handler", "Eva Berg"), f"/office/enforcement/{proceeding}/"
    form = {"event": "distributed", "happened": paid_on.isoformat(), "amount": "4 400,00"}
    invoice = show_proceeding(creditor, proceeding)["claims"][0]
    assert f"Stated for invoice {invoice['invoice_number']}" in text_of(eva.get(at))

    more = eva.post(f"{at}record/", {**form, "kept": "99 999,00"})
    assert more.status_code == 422 and "Kept by the authority" in text_of(more)
    assert taken.payments(creditor, case_id) == []

    told = eva.post(f"{at}record/", {**form, "kept": "600,00"}, follow=True)
    said = text_of(told)
    assert "It is recorded. 4400.00 of bank line" in said, said[said.find("It is") :][:200]
    (payment,) = taken.payments(creditor, case_id)
    assert (payment.amount_minor, payment.kept_minor) == (4_400_00, 600_00)
    money.the_books_hold(creditor)


def test_an_event_without_money_has_no_fields_of_money(staff):
    creditor = small_office.new_creditor(**court.ADDRESS)
    case_id, day = court.demanded(creditor, due_on=date(2026, 1, 12))
    filed = court.filed(creditor, case_id, on=day)
    told = text_of(staff("handler").get(f"/office/enforcement/{filed}/"))
    assert "Record what happened" in told and "Kept by the authority" not in told


def test_a_settlement_offer_is_approved_by_another_person(staff):
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    number = f"{creditor.tenant_id}-{case_id}"
    omar, eva = staff("handler"), staff("handler", "Eva Berg")
    done(omar, number, "offer", {"amount": "800", "pay_by": "2026-04-10", "because": "hardship"})
    page = omar.get("/office/enforcement/").content.decode()
    found = re.findall(r"/office/offers/(\d+)/approve/", page)
    place = f"/office/offers/{max(map(int, found))}/approve/"
    assert omar.post(place).status_code == 422
    assert eva.post(place).status_code == 302
    assert "A settlement offer was approved" in text_of(eva.get(f"/office/cases/{number}/"))
    assert eva.post("/office/offers/999999/approve/").status_code == 404


def test_a_conversation_is_answered_taken_and_closed(staff):
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    number = f"{creditor.tenant_id}-{case_id}"
    omar = staff("handler")
    done(omar, number, "message", {"subject": "A question", "parties": [], "text": "A note."})
    page = omar.get(f"/office/cases/{number}/").content.decode()
    at = re.search(r"/office/talks/\d+/", page)[0]
    note = SimpleUploadedFile("note.txt", b"what was said")
    answer = omar.post(at, {"text": "<b>More</b>", "files": [note], "is_note": "on"})
    assert answer.status_code == 302, text_of(answer)
    shown = omar.get(at)
    assert "&lt;b&gt;More" in shown.content.decode()
    file = re.search(rf"{at}files/\d+/", shown.content.decode())[0]
    kept = omar.get(file)
    assert kept.content == b"what was said" and "attachment" in kept["Content-Disposition"]
    assert omar.post(f"{at}mine/").status_code == 302
    assert omar.post(f"{at}close/", {"because": "answered"}).status_code == 302
    assert "The conversation is closed." in text_of(omar.get(at))
    assert omar.post(at, {"text": ""}).status_code == 422
    assert omar.get(f"{at}files/999999/").status_code == 404
    assert omar.get("/office/talks/999999/").status_code == 404
    assert at not in omar.get("/office/talks/").content.decode()


def test_a_search_finds_a_phone_number_and_an_amount(staff):
    creditor = small_office.new_creditor()
    invoices = [
        small_office.invoice(creditor, 1, due_on=DUE, payable_minor=4_711_13,
                             phone="070-777 13 13"),
        small_office.invoice(creditor, 2, due_on=DUE),
    ]  # fmt: skip
    first, second = small_office.register(creditor, *invoices, today=DUE)
    omar = staff("handler")
    for sought in ("0707771313", "+46 70 777 13 13", "4711,13", "4 711,13 kr"):
        told = text_of(omar.post("/office/search/", {"sought": sought}))
        assert f"{creditor.tenant_id}-{first}" in told, sought
        assert f"{creditor.tenant_id}-{second}" not in told, sought


def test_keys_of_forms_differ(staff):
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    place, omar = f"/office/cases/{creditor.tenant_id}-{case_id}/do/hold/", staff("handler")
    assert key_of(omar.get(place)) != key_of(omar.get(place))
