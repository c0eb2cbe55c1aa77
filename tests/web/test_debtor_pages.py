"""The debtor's pages through HTTP: what they show, what they do, and what they keep from others."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kvitt.application.add_creditor import set_agency
from kvitt.application.close_case import close_case
from kvitt.application.list_threads import list_threads, show_thread
from kvitt.application.show_case import show_case
from kvitt.application.write_message import write_message
from kvitt.domain.messages import Reader
from kvitt.store.cases import case_key
from kvitt.store.session import execute, query, query_value, tenant_scope
from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, TODAY, case_numbers
from tests.web.debtors import code_of, holds, known, told_in_history
from tests.web.test_pages import text_of

PDF = b"%PDF-1.7 a receipt"
MOST_QUERIES = 26
"""Opening the case page in a new visit: a page that asks more often has lost its way."""


def test_the_first_screen_says_the_sum_the_day_and_one_thing_to_do(visit, hers, identity):
    page = visit.get(f"/my/cases/{hers}/").content.decode()
    hero = page.split('<section class="hero">')[1].split("</section>")[0]
    assert re.search(r"<h1>.*SEK.1,2\d\d\.\d\d.*</h1>", hero, re.S)
    assert hero.index("Pay now") < hero.index("I cannot pay it all now")
    assert hero.count('class="ds-button"') == 2 and hero.count("data-variant") == 1
    assert identity not in page and "Storgatan" not in page


def test_every_row_of_the_sum_is_there_and_together_they_are_the_sum(visit, hers):
    page = visit.get(f"/my/cases/{hers}/").content.decode()
    table = page.split('<table class="sum">')[1].split("</table>")[0]
    rows = [int(re.sub(r"\D", "", one)) for one in re.findall(r'"number">SEK\s?([\d,.]+)', table)]
    assert sum(rows[:-1]) == rows[-1] > 1_172_00 and len(rows) >= 3
    assert "1,172.00 × 10" in text_of(visit.get(f"/my/cases/{hers}/")) or len(rows) == 3


def test_what_follows_is_named_once_after_the_way_out(visit, hers):
    told = text_of(visit.get(f"/my/cases/{hers}/"))
    assert told.count("If we hear nothing") == 1
    assert told.index("Nothing more is sent") < told.index("If we hear nothing")
    assert "The next step is a collection demand" in told and "SEK 180.00" in told


def test_a_code_opens_one_case_and_an_identity_all_of_the_persons(visit, mia, hers, identity):
    one, other, bos = case_numbers(mia)
    assert visit.get(f"/my/cases/{other}/").status_code == 404
    by_identity = known(Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en"), identity)
    listed = by_identity.get("/my/").content.decode()
    assert one in listed and other in listed and bos not in listed
    assert by_identity.get(f"/my/cases/{other}/").status_code == 200


@pytest.mark.parametrize("prepared", ["fi", "da"])
def test_a_language_that_waits_for_its_translator_shows_the_pages_whole_in_english(
    visit, hers, prepared
):
    visit.post("/language/", {"language": prepared, "next": "/my/"})
    asked = {"HTTP_ACCEPT_LANGUAGE": f"{prepared},{prepared};q=0.9"}
    for place in ("", "pay/", "later/", "split/", "letters/", "me/", "talk/"):
        theirs = visit.get(f"/my/cases/{hers}/{place}", **asked).content.decode()
        english = visit.get(f"/my/cases/{hers}/{place}", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert '<html lang="en"' in theirs
        assert without_guards(theirs) == without_guards(english), place
    refused = visit.post(f"/my/cases/{hers}/disagree/", {}, **asked)
    assert "This field is required" in text_of(refused)
    listed = visit.get("/my/advice/", **asked).content.decode()
    assert 'value="sv"' in listed and f'value="{prepared}"' not in listed


def without_guards(page: str) -> str:
    return re.sub(r'value="[\w]{64}"|At \d\d:\d\d', "", page)


PLACES = [
    "", "pay/", "pay/" + "0" * 32 + "/", "later/", "later/done/", "split/", "split/offer/",
    "split/done/", "plan/", "plan/days.ics", "plan/1/move/", "disagree/", "paid/",
    "disagree/done/", "talk/", "talk/1/", "talk/1/1/", "letters/", "letters/1.pdf", "me/",
    "receipt/", "invoices/1/",
]  # fmt: skip
ACTS = ["pay/start/", "pay/announce/", "later/", "split/agree/", "plan/1/move/", "disagree/",
        "paid/", "talk/", "talk/1/", "me/contact/", "me/adviser/", "me/adviser/end/"]  # fmt: skip


def test_nothing_of_anothers_case_is_there(visit, mia):
    for number in (case_numbers(mia)[2], "2-999999", f"{mia.tenant_id}-0"):
        for place in PLACES:
            assert visit.get(f"/my/cases/{number}/{place}").status_code == 404, place
        for place in ACTS:
            assert visit.post(f"/my/cases/{number}/{place}").status_code == 404, place
    nobody = Client(HTTP_HOST="127.0.0.1")
    for place in PLACES:
        assert nobody.get(f"/my/cases/{number}/{place}")["Location"] == "/my/enter/"


def test_the_case_page_asks_the_database_a_bounded_number_of_times(visit, hers, counted):
    assert counted(visit, f"/my/cases/{hers}/") <= MOST_QUERIES


def agreed(visit, hers) -> None:
    page = visit.get(f"/my/cases/{hers}/split/").content.decode()
    (way,) = re.findall(r'href="([^"]*months=6[^"]*)"', page)
    offer = visit.get(way.replace("&amp;", "&"))
    hidden = dict(re.findall(r'name="(months|first)" value="([^"]*)"', offer.content.decode()))
    answer = visit.post(f"/my/cases/{hers}/split/agree/", hidden)
    assert answer["Location"] == f"/my/cases/{hers}/split/done/"


def test_three_plans_stand_side_by_side_with_what_each_costs(visit, hers):
    page = visit.get(f"/my/cases/{hers}/split/")
    ways = re.findall(r"In all SEK [\d,.]+, of which SEK [\d,.]+ is added", text_of(page))
    assert len(ways) == 3 and "you have 5 more days" in text_of(page)


def test_what_a_plan_adds_is_added_to_what_is_owed_today(visit, hers):
    """The interest that has run until today is owed with a plan or without one."""
    today = show_case(hers, today=TODAY)
    assert today.interest_accrued_minor > 0
    ways = re.findall(r"In all SEK ([\d,.]+), of which SEK ([\d,.]+) is added",
                      text_of(visit.get(f"/my/cases/{hers}/split/")))  # fmt: skip
    for told in ways:
        total, more = (int(re.sub(r"\D", "", sum_)) for sum_ in told)
        assert total - more == today.to_pay_minor
    offer = text_of(visit.get(f"/my/cases/{hers}/split/offer/?months=6&first=2026-04-10"))
    named = ("Debt today", "Fee of the plan", "Interest during the plan", "In all")
    debt, fee, interest, total = (
        int(re.sub(r"\D", "", re.search(rf"{name} SEK ([\d,.]+)", offer)[1])) for name in named
    )
    assert (debt, debt + fee + interest) == (today.to_pay_minor, total)


def test_a_plan_is_agreed_followed_on_its_page_and_one_part_moved_once(visit, hers):
    agreed(visit, hers)
    assert "The plan is agreed" in text_of(visit.get(f"/my/cases/{hers}/split/done/"))
    plan = visit.get(f"/my/cases/{hers}/plan/")
    assert "0 of 6 parts paid" in text_of(plan)
    days = visit.get(f"/my/cases/{hers}/plan/days.ics")
    assert days["Content-Type"].startswith("text/calendar")
    assert days.content.count(b"BEGIN:VEVENT\r\n") == 6
    key = case_key(hers)
    with tenant_scope(key.tenant_id):
        due_on = query_value("select min(due_on) from instalment")
    to = due_on + timedelta(days=6)
    wrong = visit.post(f"/my/cases/{hers}/plan/1/move/", {"to": "2027-01-01"})
    assert wrong.status_code == 422 and "2027-01-01" in wrong.content.decode()
    assert visit.post(f"/my/cases/{hers}/plan/1/move/", {"to": to.isoformat()}).status_code == 302
    assert "moved from" in text_of(visit.get(f"/my/cases/{hers}/plan/"))
    assert visit.get(f"/my/cases/{hers}/plan/1/move/").status_code == 404
    case = text_of(visit.get(f"/my/cases/{hers}/"))
    assert "Next instalment" in case and "You follow a plan" in case
    assert "Split the sum" not in case and "Pay later" not in case


def test_a_plan_that_the_creditor_does_not_accept_is_refused_in_kind_words(visit, hers):
    far = visit.get(f"/my/cases/{hers}/split/offer/?months=60&first=2026-04-10")
    assert far.status_code == 422 and "cannot be agreed here" in text_of(far)
    assert 'value="60"' in far.content.decode()
    posted = visit.post(f"/my/cases/{hers}/split/agree/", {"months": "60", "first": "2026-04-10"})
    assert posted.status_code == 422 and holds(hers) == []


def test_an_objection_pauses_the_claim_and_says_when_it_is_answered(visit, hers):
    bad = SimpleUploadedFile("run.exe", b"MZ\x90\x00")
    told = {"reason": "wrong_sum", "text": "I paid half"}
    refused = visit.post(f"/my/cases/{hers}/disagree/", {**told, "file": bad})
    assert refused.status_code == 422 and "I paid half" in refused.content.decode()
    sent = visit.post(
        f"/my/cases/{hers}/disagree/", {**told, "file": SimpleUploadedFile("r.pdf", PDF)}
    )
    page = text_of(visit.get(sent["Location"]))
    assert "The sum is wrong" in page and "You get an answer by 1 Apr 2026" in page
    assert [kind for kind, _ in holds(hers)] == ["dispute"]
    again = visit.post(f"/my/cases/{hers}/disagree/", told)
    assert again["Location"] == sent["Location"]
    key = case_key(hers)
    with tenant_scope(key.tenant_id):
        assert query_value("select count(*) from dispute where channel = 'portal'") == 1
        assert bytes(query_value("select content from dispute_file")) == PDF
    case = text_of(visit.get(f"/my/cases/{hers}/"))
    assert "You need not pay meanwhile" in case and "If we hear nothing" not in case


def test_who_has_paid_already_says_when_and_shows_the_receipt(visit, hers):
    ahead = visit.post(f"/my/cases/{hers}/paid/", {"paid_on": "2026-04-30"})
    assert ahead.status_code == 422 and "has not come yet" in text_of(ahead)
    receipt = SimpleUploadedFile("r.pdf", PDF)
    sent = visit.post(f"/my/cases/{hers}/paid/", {"paid_on": "2026-03-20", "file": receipt})
    assert "I have paid already" in text_of(visit.get(sent["Location"]))
    assert [kind for kind, _ in holds(hers)] == ["dispute"]


def test_the_debtor_talks_with_the_handler_and_reads_no_note_of_the_office(
    visit, hers, mia, identity
):
    opened = visit.post(
        f"/my/cases/{hers}/talk/", {"text": "Hello?", "file": SimpleUploadedFile("r.pdf", PDF)}
    )
    handler = Reader("agency", "Eva")
    (thread,) = list_threads(handler, creditor=mia)
    number = thread["thread"]
    write_message(mia, number, body="We help you.", author=handler, today=TODAY)
    write_message(mia, number, body="A note of ours", author=handler, is_internal=True, today=TODAY)
    page = visit.get(opened["Location"])
    assert "We help you." in text_of(page) and "A note of ours" not in text_of(page)
    (file,) = re.findall(rf'href="(/my/cases/{hers}/talk/{number}/\d+/)"', page.content.decode())
    assert visit.get(file).content == PDF
    visit.post(opened["Location"], {"text": "Thanks"})
    said = show_thread(mia, number, handler).messages
    assert [one["body"] for one in said][-1] == "Thanks"
    # Her other case is not opened by this code, and so not what is said on it either.
    other = case_numbers(mia)[1]
    assert visit.get(f"/my/cases/{other}/talk/{number}/").status_code == 404
    by_identity = known(Client(HTTP_HOST="127.0.0.1"), identity)
    assert by_identity.get(f"/my/cases/{other}/talk/{number}/").status_code == 404


def test_letters_hold_an_address_and_open_for_an_identity_alone(visit, hers, mia, identity):
    key = case_key(hers)
    with tenant_scope(key.tenant_id):
        pdf = query_value(
            "select min(id) from document where case_id = %s and media_type = 'application/pdf'",
            (key.case_id,),
        )
        bos = query_value("select max(id) from document")
    listed = visit.get(f"/my/cases/{hers}/letters/")
    assert "Friendly reminder" in text_of(listed) and ".pdf" not in listed.content.decode()
    assert visit.get(f"/my/cases/{hers}/letters/{pdf}.pdf").status_code == 404
    by_identity = known(Client(HTTP_HOST="127.0.0.1"), identity)
    letter = by_identity.get(f"/my/cases/{hers}/letters/{pdf}.pdf")
    assert letter.content.startswith(b"%PDF-")
    assert by_identity.get(f"/my/cases/{hers}/letters/{bos}.pdf").status_code == 404


def test_contact_is_changed_and_never_shown_to_a_code(visit, hers):
    place = f"/my/cases/{hers}/me/contact/"
    assert visit.post(place, {"channel": "email"}).status_code == 422
    assert visit.post(place, {"channel": "email", "email": "mia@example.com"}).status_code == 302
    key = case_key(hers)
    with tenant_scope(key.tenant_id):
        assert query_value("select channel from party where email = 'mia@example.com'") == "email"
    assert "mia@example.com" not in visit.get(f"/my/cases/{hers}/me/").content.decode()
    assert told_in_history(hers, "contact_changed") == ["debtor"]


def test_an_adviser_gets_a_code_acts_under_that_name_and_loses_it_again(visit, hers):
    visit.post(f"/my/cases/{hers}/me/adviser/")
    page = text_of(visit.get(f"/my/cases/{hers}/me/"))
    code = re.search(r"Code ([A-Z0-9]{5}-[A-Z0-9]{5})", page)[1]
    assert code not in text_of(visit.get(f"/my/cases/{hers}/me/"))
    adviser = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
    adviser.post("/my/enter/", {"number": hers, "code": code})
    assert adviser.get(f"/my/cases/{hers}/").status_code == 200
    assert adviser.get(f"/my/cases/{hers}/me/").status_code == 404
    for place in ("me/contact/", "me/adviser/", "me/adviser/end/"):
        assert adviser.post(f"/my/cases/{hers}/{place}").status_code == 404
    adviser.post(f"/my/cases/{hers}/disagree/", {"reason": "other", "text": "For Mia"})
    assert told_in_history(hers, "dispute_raised") == ["adviser"]
    visit.post(f"/my/cases/{hers}/me/adviser/end/")
    assert adviser.get(f"/my/cases/{hers}/")["Location"] == "/my/enter/"


def test_everyone_learns_whether_a_letter_is_ours_and_no_more(stranger, hers, mia):
    key = case_key(hers)
    with tenant_scope(key.tenant_id):
        sent_on = query_value("select min(sent_on) from notice where case_id = %s", (key.case_id,))
    yes = stranger.post("/my/genuine/", {"number": hers, "on": sent_on.isoformat()})
    assert "Yes, we sent a letter" in text_of(yes) and "Mia" not in text_of(yes)
    answers = set()
    for number, on in ((hers, "2026-03-01"), ("2-999999", sent_on), ("x", sent_on)):
        no = stranger.post("/my/genuine/", {"number": number, "on": str(on)})
        assert "before you pay" in text_of(no)
        answers.add(re.sub(r'value="[^"]*"', "", no.content.decode()))
    assert len(answers) == 1
    for _ in range(10):
        last = stranger.post("/my/genuine/", {"number": "1-1", "on": "2026-03-01"})
    assert "Wait a quarter of an hour" in text_of(last)
    right = stranger.post("/my/genuine/", {"number": hers, "on": sent_on.isoformat()})
    assert "Yes" not in text_of(right)


def test_a_person_gets_everything_that_is_held_on_her_and_nothing_of_another(
    visit, hers, mia, identity
):
    assert visit.post("/my/data/").status_code == 404
    by_identity = known(Client(HTTP_HOST="127.0.0.1"), identity)
    answer = by_identity.post("/my/data/")
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(packed.read("data.json"))
    one, other, bos = case_numbers(mia)
    assert [case["case"]["case"] for case in told["cases"]] == [one, other]
    assert told["cases"][0]["person"]["identity_number"] == identity
    assert any(name.startswith(f"letters/{one}/") for name in packed.namelist())
    assert "Bo Alm" not in packed.read("data.json").decode() and bos not in str(told)
    assert told_in_history(one, "personal_data_exported") == ["debtor"]


def test_who_has_paid_it_all_is_debt_free_and_has_a_receipt(visit, hers, mia):
    key = case_key(hers)
    close_case(mia, key.case_id, reason="settled", because="paid", today=TODAY, actor="test")
    page = text_of(visit.get(f"/my/cases/{hers}/"))
    assert "You owe nothing more on it" in page and "Pay now" not in page
    for place in ("pay/", "later/", "split/"):
        assert visit.get(f"/my/cases/{hers}/{place}")["Location"] == f"/my/cases/{hers}/"
    refused = visit.post(f"/my/cases/{hers}/disagree/", {"reason": "other", "text": "x"})
    assert refused.status_code == 422 and "This case has ended" in text_of(refused)


def test_letters_lead_to_the_pages_once_the_agency_says_where_they_are(live_db, letters, today):
    from kvitt.application.run_day import run_day

    set_agency(name="Fjällrand", portal_address="https://min.fjallrand.example/")
    try:
        creditor = creditor_with([invoice("8", due_on=DUE, name="Mia Berg")], today=REGISTERED)
        for day in (7, 18):
            run_day(today=DUE + timedelta(days=day), tenant_ids=[creditor.tenant_id])
        number = case_numbers(creditor)[0]
        texts = letter_texts(number)
        codes = {re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", told)[0] for told in texts}
        assert len(texts) == 2 and len(codes) == 1, "the same code on both"
        assert all("https://min.fjallrand.example" in told for told in texts)
        client = Client(HTTP_HOST="127.0.0.1")
        client.post("/my/enter/", {"number": number, "code": codes.pop()})
        assert client.get(f"/my/cases/{number}/").status_code == 200
        assert told_in_history(number, "access_given") == ["kvitt"]
        from kvitt.application.report_wrong_recipient import report_wrong_recipient

        report_wrong_recipient(
            creditor, case_key(number).case_id, because="a neighbour", today=TODAY, actor="Eva"
        )
        assert client.get(f"/my/cases/{number}/")["Location"] == "/my/enter/"
    finally:
        forget_the_portal()


def letter_texts(number: str) -> list[str]:
    from tests.documents.pdf_words import pdf_words

    key = case_key(number)
    with tenant_scope(key.tenant_id):
        rows = query(
            "select content from document where case_id = %s and media_type = 'application/pdf'",
            (key.case_id,),
        )
    return [pdf_words(bytes(row[0])) for row in rows]


def forget_the_portal() -> None:
    from kvitt.store.tenants import agency_tenant_id

    with tenant_scope(agency_tenant_id()):
        execute("update agency set portal_address = null")


def test_a_code_for_an_adviser_is_another_than_the_debtors(hers):
    assert code_of(hers, day=TODAY) != code_of(hers, day=TODAY, reader="adviser")
