"""The pages through HTTP: what they show, what they refuse, what they never give away."""

import re
from datetime import timedelta

import pytest

from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, case_numbers

LINK = re.compile(r'(?:href|action)="([^"]*)"')
HARMLESS = re.compile(
    r"#content|/|\?before=\d+|\?creditor=\d+&amp;before=\d+"
    r"|/language/|/account/logout/|\?after=[a-z]+%3A[a-z_]+%3A\d+"
    r"|/office/(?:(?:cases|search|tasks|talks|payments|money|enforcement|monitoring|limitation"
    r"|complaints|history|law|creditors|people|house|plan|code|draft|do|letters"
    r"|announce-payment|defer|hold|release|monitor|offer|direct|waive|close|reopen|dispute"
    r"|decide-dispute|complain|returned|wrong-recipient|message|address|contact|identity|call"
    r"|mail|audit|privacy|divide|merge|keep-apart|ability|check-ability|interruption"
    r"|plan-interruption"
    r"|\d+|\d+-\d+)/)*(?:\d+\.pdf|evidence\.zip)?"
    r"|/static/(?:kvitt|vendor)/[a-z-]+\.[0-9a-f]{12}\.[a-z0-9]+"
)


def text_of(answer) -> str:
    """The page without its markup, blanks made plain."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'"))


def test_the_list_shows_debtor_open_sum_stage_and_next_step(browser, office):
    page = browser.get("/office/cases/", {"creditor": office.tenant_id})
    told = text_of(page)
    assert page.status_code == 200
    assert case_numbers(office)[0] in told and "Vera Lindgren" in told
    assert "SEK 1,248.49" in told
    assert "Demanded" in told or "Awaiting decision" in told
    assert "A person decides on the next measure" in told


def test_a_case_explains_every_row_of_its_sum(browser, office):
    told = text_of(browser.get(f"/office/cases/{case_numbers(office)[0]}/"))
    assert "Invoice 1001 of 1 Feb 2026, to be paid by 2 Feb 2026." in told
    assert "1,000.00 × 10.0 % × 31/365 days" in told
    assert "lag (1981:739) 2 § och 4 § 1" in told
    assert "To pay on 25 Mar 2026 SEK 1,253.97" in told


def test_a_case_shows_its_letters_in_the_order_of_days(browser, office):
    page = browser.get(f"/office/cases/{case_numbers(office)[0]}/")
    told = text_of(page)
    sent = ["Friendly reminder sent", "Reminder sent", "Collection demand sent"]
    places = [told.index(letter) for letter in ["Invoice registered", *sent]]
    assert places == sorted(places)
    assert len(re.findall(r"/letters/\d+\.pdf", page.content.decode())) == 3


def test_a_letter_opens_as_the_very_bytes_that_were_sent(browser, office):
    from kvitt.store.session import query, tenant_scope

    number = case_numbers(office)[0]
    with tenant_scope(office.tenant_id):
        stored = query("select id, content from document where media_type = 'application/pdf'")
    for document_id, content in stored:
        answer = browser.get(f"/office/cases/{number}/letters/{document_id}.pdf")
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
        assert answer.content == bytes(content)
        assert answer["Content-Disposition"].startswith("inline")
    assert len(stored) == 3


def test_unknown_and_foreign_cases_look_the_same(browser, office, monkeypatch):
    from kvitt.store.session import query_value

    added = "insert into tenant (kind) values ('agency') returning id"
    other_agency = query_value(added)
    with monkeypatch.context() as swapped:
        swapped.setattr("kvitt.application.add_creditor.agency_tenant_id", lambda: other_agency)
        stranger = creditor_with([invoice(due_on=DUE)], today=REGISTERED)
    number = case_numbers(stranger)[0]
    unknown = f"{office.tenant_id}-{2**40}"
    answers = [browser.get(f"/office/cases/{one}/") for one in (number, unknown, "999999-1")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1
    assert number not in text_of(browser.get("/office/cases/"))
    assert "Nothing is called" in text_of(browser.post("/office/search/", {"sought": number}))


def test_a_letter_is_shown_only_under_its_own_case(browser, office):
    from kvitt.store.session import query_value, tenant_scope

    other = creditor_with([invoice(due_on=DUE)], today=REGISTERED)
    with tenant_scope(office.tenant_id):
        document_id = query_value("select min(id) from document")
    number = case_numbers(other)[0]
    assert browser.get(f"/office/cases/{number}/letters/{document_id}.pdf").status_code == 404
    own = case_numbers(office)[0]
    assert browser.get(f"/office/cases/{own}/letters/{2**62}.pdf").status_code == 404


@pytest.mark.parametrize(
    "sought", ["Ljungq", "ljungqvihst vera", "vera ljungqvihst", "  VERA  LJUNGQVIHST "]
)
def test_a_person_is_found_by_the_beginning_of_the_surname(browser, live_db, sought):
    office = creditor_with([invoice(due_on=DUE, name="Vera Ljungqvihst")], today=REGISTERED)
    assert case_numbers(office)[0] in text_of(browser.post("/office/search/", {"sought": sought}))


def test_a_company_is_found_by_the_beginning_of_its_name(browser, live_db):
    bill = invoice(due_on=DUE, name="Åsnens Rör & Värme AB", kind="business")
    creditor = creditor_with([bill], today=REGISTERED)
    assert case_numbers(creditor)[0] in text_of(
        browser.post("/office/search/", {"sought": "åsnens r"})
    )


def test_a_case_number_leads_straight_to_its_case(browser, office):
    number = case_numbers(office)[0]
    answer = browser.post("/office/search/", {"sought": number})
    assert answer.status_code == 302 and answer["Location"] == f"/office/cases/{number}/"


def test_no_address_holds_a_name_or_an_invoice_number(browser, office):
    number = case_numbers(office)[0]
    pages = [
        browser.get("/office/cases/"),
        browser.get("/office/tasks/"),
        browser.get(f"/office/cases/{number}/"),
        browser.post("/office/search/", {"sought": "lindgren"}),
    ]
    for page in pages:
        for link in LINK.findall(page.content.decode()):
            assert HARMLESS.fullmatch(link), link
    assert 'method="post" role="search"' in pages[0].content.decode()


def test_every_case_is_on_exactly_one_page_of_the_list(browser, live_db):
    bills = [invoice(str(n), due_on=DUE, name=f"Person Nummer{n}") for n in range(120)]
    creditor = creditor_with(bills, today=REGISTERED)
    seen, address = [], f"/office/cases/?creditor={creditor.tenant_id}"
    while address:
        page = browser.get(address).content.decode()
        seen += re.findall(r'href="/office/cases/([\d-]+)/"', page)
        more = re.search(r'href="(\?[^"]*before=\d+)"', page)
        address = "/office/cases/" + more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == sorted(case_numbers(creditor))


def test_the_list_asks_the_same_number_of_questions_for_one_case_and_for_sixty(browser, counted):
    counts = []
    for size in (1, 60):
        bills = [invoice(str(n), due_on=DUE, name=f"Person {n}") for n in range(size)]
        creditor = creditor_with(bills, today=REGISTERED)
        counts.append(counted(browser, "/office/cases/", {"creditor": creditor.tenant_id}))
    assert counts[0] == counts[1] <= 36


def test_the_list_is_narrowed_by_stage(browser, office):
    number = case_numbers(office)[0]
    fresh = creditor_with([invoice(due_on=DUE + timedelta(days=200))], today=REGISTERED)
    told = text_of(browser.get("/office/cases/", {"stage": "not_due", "creditor": fresh.tenant_id}))
    assert case_numbers(fresh)[0] in told
    assert number not in text_of(browser.get("/office/cases/", {"stage": "not_due"}))
    assert number in text_of(
        browser.get("/office/cases/", {"stage": "open", "creditor": office.tenant_id})
    )


def pages_of_tasks(browser):
    """What each page of the tasks tells, from the first to the last."""
    address = "/office/tasks/"
    while address:
        answer = browser.get(address)
        yield text_of(answer)
        more = re.search(r'href="(\?after=[^"]*)"', answer.content.decode())
        address = f"/office/tasks/{more[1]}" if more else ""


def test_the_tasks_name_the_case_and_what_a_person_decides(browser, office):
    told = next(told for told in pages_of_tasks(browser) if case_numbers(office)[0] in told)
    assert "Decide on the next measure" in told


def test_a_case_is_shown_as_it_stood_on_a_day(browser, office):
    number = case_numbers(office)[0]
    told = text_of(browser.get(f"/office/cases/{number}/", {"on": "2026-02-10"}))
    assert "As the case stood at the end of 10 Feb 2026." in told
    assert "Collection demand sent" not in told


def test_a_refusal_is_a_page_with_its_sentence(browser, office):
    answer = browser.get(f"/office/cases/{case_numbers(office)[0]}/", {"on": "2025-01-01"})
    assert answer.status_code == 422
    assert "began on 8 Jan 2026" in text_of(answer)


@pytest.mark.parametrize("odd", ["?before=x", "?creditor=-1", "?stage=nonsense", "?before=9e99"])
def test_odd_addresses_do_not_break_the_list(browser, live_db, odd):
    assert browser.get("/office/cases/" + odd).status_code == 200


@pytest.mark.parametrize("odd", ["1-", "a-b", "1-2-3", f"1-{'9' * 30}"])
def test_what_is_no_case_number_is_not_found(browser, live_db, odd):
    assert browser.get(f"/office/cases/{odd}/").status_code == 404


def test_pages_only_read(browser, office):
    number = case_numbers(office)[0]
    for address in (
        "/office/cases/",
        "/office/tasks/",
        f"/office/cases/{number}/",
        "/healthz",
        "/readyz",
    ):
        assert browser.post(address).status_code == 405
    assert browser.get("/office/search/").status_code == 405


def test_whoever_watches_learns_whether_kvitt_lives_and_can_work(browser, monkeypatch):
    from django.db import OperationalError

    assert browser.get("/healthz").content == b"alive\n"
    assert browser.get("/readyz").content == b"ready\n"

    def gone():
        raise OperationalError("the server is gone")

    monkeypatch.setattr("kvitt.web.views.health.tables_answer", gone)
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200
