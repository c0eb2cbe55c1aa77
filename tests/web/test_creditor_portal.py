"""The creditor's pages through HTTP: Kari's day, refusals, wrong users, and bounded work."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from kvitt.application.answer_suggestions import decline_suggestion
from kvitt.application.run_day import run_day
from kvitt.application.set_automation import set_automation
from kvitt.application.show_report import REPORTS
from kvitt.store.cases import case_key
from tests.people import member, signed_in
from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, TODAY, case_numbers
from tests.web.test_pages import text_of

ACTS = ("announced", "defer", "plan", "direct", "credit", "close", "objection", "answer", "ask")
PLACES = (
    "", "suggestions/", "suggestions/others/", "cases/", "cases/?show=dispute",
    "cases/?show=closed", "invoices/", "invoices/upload/", "settlements/", "questions/", "reports/",
    "policies/", "policies/decision/", "texts/", "start/",
    *(f"reports/{name}/" for name in REPORTS),
)  # fmt: skip


def visitor(creditor, role, name="Kari Nordmann"):
    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
    return signed_in(client, member(creditor.tenant_id, role, today=TODAY, name=name))


def asked_creditor(*invoices, **profile):
    """A creditor that is asked before every letter, as of the day of the pages."""
    creditor = creditor_with(invoices, today=REGISTERED, **profile)
    set_automation(
        creditor, step="all", level="suggest", because="we want to see them", by="Kari", today=DUE
    )
    run_day(today=TODAY, tenant_ids=[creditor.tenant_id])
    return creditor


@pytest.fixture
def kari(live_db, letters, today):
    """Kari, who answers for a creditor with two late cases, each with a letter to say yes to."""
    creditor = asked_creditor(
        invoice(due_on=DUE, name="Vera Lindgren"), invoice("1002", due_on=DUE, name="Bo Ek")
    )
    client = visitor(creditor, "creditor_admin")
    client.creditor, client.numbers = creditor, case_numbers(creditor)
    return client


def history_of(creditor, number):
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        return query(
            "select kind, actor from history where tenant_id = %s and case_id = %s order by id",
            (creditor.tenant_id, case_key(number).case_id),
        )


def test_the_overview_shows_what_is_open_and_what_waits(kari):
    told = text_of(kari.get("/creditor/"))
    assert "Good day, Kari" in told
    assert "Outstanding SEK 2,000 2 invoices" in told and "Overdue SEK 2,000 2 invoices" in told
    assert "Letters that wait for your yes: 2" in told
    assert "31–60 SEK 2,000 SEK 0 SEK 0 SEK 0 SEK 2,000" in told


def test_each_page_opens_and_is_well_formed(kari):
    from lxml import html

    for place in (
        *PLACES,
        f"cases/{kari.numbers[0]}/",
        *(f"cases/{kari.numbers[0]}/{act}/" for act in ACTS),
    ):
        answer = kari.get(f"/creditor/{place}")
        assert answer.status_code == 200, place
        root = html.fromstring(answer.content)
        assert len(root.xpath("//h1")) == 1 and not root.xpath("//@style"), place
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), place
        named = {one.get("for") for one in root.xpath("//label[@for]")}
        for one in root.xpath("//main//input[@type != 'hidden'] | //main//select"):
            assert one.get("id") in named or one.xpath("ancestor::label"), (place, one.attrib)


def test_kari_says_yes_to_one_letter_and_not_now_to_the_other(kari):
    vera, bo = kari.numbers
    page = kari.get("/creditor/suggestions/")
    told = text_of(page)
    assert "Vera Lindgren · Friendly reminder · SEK 1,000.00" in told
    assert "Invoice 1001, 51 days late. The letter costs the debtor nothing." in told
    letter = kari.get(f"/creditor/suggestions/{vera}/letter.pdf")
    assert letter.content.startswith(b"%PDF-") and not history_has(kari, vera, "notice_planned")
    no = f"/creditor/suggestions/{bo}/no/"
    empty = kari.post(no, {"until": "2026-04-10", "reason": ""})
    assert empty.status_code == 422 and 'value="2026-04-10"' in empty.content.decode()
    far = kari.post(no, {"until": "2028-04-10", "reason": "he is ill"})
    assert far.status_code == 422 and "within a year" in text_of(far)
    assert kari.post(no, {"until": "2026-04-10", "reason": "he is ill"}).status_code == 302
    others = text_of(kari.get("/creditor/suggestions/others/"))
    assert "Bo Ek" in others and "Somebody said no to the letter through 10 Apr 2026." in others
    done = kari.post("/creditor/suggestions/accept/", {"accept": [vera]}, follow=True)
    assert "Letters that leave with the next run: 1" in text_of(done)
    assert ("suggestion_accepted", "Kari Nordmann") in history_of(kari.creditor, vera)
    assert "Nothing waits for you" in text_of(kari.get("/creditor/suggestions/"))


def history_has(kari, number, kind):
    return kind in [one for one, _ in history_of(kari.creditor, number)]


def test_a_letter_that_was_answered_meanwhile_is_refused_with_its_reason(kari):
    vera, bo = kari.numbers
    decline_suggestion(
        kari.creditor, case_key(bo).case_id, until=TODAY, reason="no", by="Omar", today=TODAY
    )
    answer = kari.post("/creditor/suggestions/accept/", {"accept": [vera, bo]})
    assert answer.status_code == 422 and bo in text_of(answer)
    assert not history_has(kari, vera, "suggestion_accepted")
    assert kari.get(f"/creditor/suggestions/{bo}/letter.pdf").status_code == 422


@pytest.mark.parametrize(
    ("act", "wanted", "asked_again", "kind"),
    [
        ("announced", {"because": "paid yesterday"}, False, "case_stopped"),
        ("defer", {"until": "2026-04-10", "interest": "runs", "because": "on leave"}, True,
         "case_deferred"),
        ("direct", {"amount": "400,00", "paid_on": "2026-03-20", "because": "our bank"}, True,
         "direct_payment_told"),
        ("credit", {"invoice": "1001", "number": "K1", "amount": "250,00"}, True,
         "credit_note_received"),
        ("close", {"reason": "withdrawn", "because": "a mistake of ours"}, True, "case_closed"),
        ("objection", {"reason": "not_ordered", "text": "never ordered it"}, False,
         "dispute_raised"),
        ("ask", {"subject": "Who is it?", "body": "Do you know her?"}, False, "thread_opened"),
    ],
)  # fmt: skip
def test_each_act_is_told_in_the_history_and_asks_again_where_it_matters(
    kari, act, wanted, asked_again, kind
):
    number = kari.numbers[0]
    place = f"/creditor/cases/{number}/{act}/"
    if asked_again:
        page = kari.post(place, wanted)
        assert page.status_code == 200 and 'name="confirmed"' in page.content.decode()
        assert not history_has(kari, number, kind)
        wanted = wanted | {"confirmed": "yes"}
    done = kari.post(place, wanted)
    assert done["Location"] == f"/creditor/cases/{number}/?done={act}"
    assert history_has(kari, number, kind)
    shown = kari.get(done["Location"])
    assert shown.status_code == 200 and 'class="notice good"' in shown.content.decode()


def test_the_letter_of_more_time_is_looked_at_before_the_time_is_given(kari):
    number = kari.numbers[0]
    wanted = {"until": "2026-04-10", "interest": "runs", "because": "on leave"}
    asked = kari.post(f"/creditor/cases/{number}/defer/", wanted).content.decode()
    (letter,) = re.findall(r'href="([^"]+letter.pdf[^"]*)"', asked)
    assert kari.get(letter.replace("&amp;", "&")).content.startswith(b"%PDF-")
    assert not history_has(kari, number, "case_deferred")
    far = kari.get(f"/creditor/cases/{number}/defer/letter.pdf?until=2027-04-10&interest=runs")
    assert far.status_code == 422 and "the creditor allows" in text_of(far)
    assert kari.get(f"/creditor/cases/{number}/defer/letter.pdf?until=soon").status_code == 404


def test_the_page_after_closing_lists_what_it_stopped(kari):
    vera, bo = kari.numbers
    kari.post("/creditor/suggestions/accept/", {"accept": [vera]})
    kari.post(f"/creditor/cases/{vera}/announced/", {"because": "paid yesterday"})
    end = {"reason": "withdrawn", "because": "a mistake", "confirmed": "yes"}
    told = text_of(kari.post(f"/creditor/cases/{vera}/close/", end, follow=True))
    assert (
        "The case is closed. Ended: A payment is announced. Given up in the books: SEK 1,000.00."
        in (told)
    )
    kari.post("/creditor/suggestions/accept/", {"accept": [bo]})
    told = text_of(kari.post(f"/creditor/cases/{bo}/close/", end, follow=True))
    assert "Planned and not sent: Friendly reminder." in told
    assert "Planned and not sent" in text_of(kari.get(f"/creditor/cases/{bo}/"))


def test_a_refused_act_keeps_what_was_typed_and_says_why(kari):
    place = f"/creditor/cases/{kari.numbers[0]}/defer/"
    wanted = {"until": "2026-12-24", "interest": "runs", "because": "until Christmas"}
    answer = kari.post(place, wanted | {"confirmed": "yes"})
    assert answer.status_code == 422
    assert "the creditor allows" in text_of(answer)
    assert 'value="until Christmas"' in answer.content.decode()
    assert not history_has(kari, kari.numbers[0], "case_deferred")


def test_an_objection_is_answered_and_the_debtor_told(kari):
    number = kari.numbers[0]
    kari.post(f"/creditor/cases/{number}/objection/", {"reason": "wrong_sum", "text": "too much"})
    assert "Objections without an answer: 1" in text_of(kari.get("/creditor/"))
    assert "Vera Lindgren" in text_of(kari.get("/creditor/cases/?show=dispute"))
    answer = {"outcome": "reduced", "withdrawn": "200", "because": "a discount was promised"}
    kari.post(f"/creditor/cases/{number}/answer/", answer | {"confirmed": "yes"})
    assert history_has(kari, number, "dispute_decided")
    assert "SEK 800.00" in text_of(kari.get(f"/creditor/cases/{number}/"))


def test_a_plan_is_laid_out_by_months_and_by_sum_then_agreed(kari):
    number = kari.numbers[0]
    place = f"/creditor/cases/{number}/plan/"
    by_months = kari.get(place, {"months": "4", "amount": "", "first_on": "2026-04-27"})
    assert "4 × SEK" in text_of(by_months) and "6 × SEK" not in text_of(by_months)
    by_sum = text_of(kari.get(place, {"months": "", "amount": "250", "first_on": "2026-04-27"}))
    assert "SEK 250.00" in by_sum
    both = kari.get(place, {"months": "4", "amount": "250", "first_on": "2026-04-27"})
    assert both.status_code == 422 and "Write either months or a sum" in text_of(both)
    wish = {"months": "4", "first_on": "2026-04-27"}
    asked = kari.post(f"{place}agree/", wish)
    assert "27 Apr 2026" in text_of(asked) and not history_has(kari, number, "plan_agreed")
    kari.post(f"{place}agree/", wish | {"confirmed": "yes"})
    assert history_has(kari, number, "plan_agreed")
    assert "Vera Lindgren" in text_of(kari.get("/creditor/cases/?show=plan"))


def test_a_question_is_answered_in_its_thread(kari):
    from kvitt.application.write_message import write_message
    from kvitt.domain.messages import AGENCY, Reader

    number = kari.numbers[0]
    kari.post(f"/creditor/cases/{number}/ask/", {"subject": "Address?", "body": "Has she moved?"})
    (thread,) = re.findall(
        r"/creditor/questions/(\d+)/", kari.get("/creditor/questions/").content.decode()
    )
    write_message(
        kari.creditor, int(thread), body="Yes, in May.", author=Reader(AGENCY, "Omar Haddad"),
        today=TODAY,
    )  # fmt: skip
    place = f"/creditor/questions/{thread}/"
    assert "Yes, in May." in text_of(kari.get(place))
    assert kari.post(place, {"body": ""}).status_code == 422
    assert kari.post(place, {"body": "Thanks"})["Location"] == place
    assert "Thanks" in text_of(kari.get(place))


def test_a_file_is_looked_at_first_and_its_columns_can_be_named(kari):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = "Nr;Datum;Forfall;Summa kr;Vem\n77;2026-03-01;2026-03-31;450,00;Eva Ek\n"
    sent = SimpleUploadedFile("mars.csv", text.encode())
    assert (
        kari.post("/creditor/invoices/upload/", {"file": sent})["Location"]
        == "/creditor/invoices/check/"
    )
    unknown = kari.get("/creditor/invoices/check/")
    assert unknown.status_code == 422 and "cannot be read so" in text_of(unknown)
    kari.post("/creditor/invoices/check/", {
        "column": ["Nr", "Datum", "Forfall", "Summa kr", "Vem"],
        "field": ["number", "issued_on", "due_on", "payable", "name"],
    })  # fmt: skip
    looked = text_of(kari.get("/creditor/invoices/check/"))
    assert "New invoices 1" in looked and "SEK 450.00" in looked
    assert "Eva Ek" not in text_of(kari.get("/creditor/cases/"))
    kari.post("/creditor/invoices/register/")
    assert "Eva Ek" in text_of(kari.get("/creditor/cases/"))
    assert "mars.csv" in text_of(kari.get("/creditor/invoices/"))
    assert kari.get("/creditor/invoices/check/")["Location"] == "/creditor/invoices/upload/"


def test_reports_are_files_with_the_same_rows(kari):
    for name in REPORTS:
        made = {end: kari.get(f"/creditor/reports/{name}.{end}") for end in ("csv", "xlsx", "pdf")}
        assert {one.status_code for one in made.values()} == {200}
        assert made["pdf"].content.startswith(b"%PDF-")
    rows = kari.get("/creditor/reports/ageing.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].split(";")[-1] == "Total" and rows[4] == "31–60;2;2000,00;0,00;0,00;0,00;2000,00"
    sheet = zipfile.ZipFile(io.BytesIO(kari.get("/creditor/reports/ageing.xlsx").content))
    assert "<v>2000</v>" in sheet.read("xl/worksheets/sheet1.xml").decode()
    assert kari.get("/creditor/reports/nothing/").status_code == 404
    assert kari.get("/creditor/reports/ageing.exe").status_code == 404


def test_a_settlement_is_read_and_marked_as_booked_once(kari):
    from kvitt.application.report_direct_payment import report_direct_payment
    from kvitt.application.settle_creditors import settle_creditors

    report_direct_payment(
        kari.creditor, case_key(kari.numbers[0]).case_id, amount_minor=1_000_00, paid_on=TODAY,
        because="our bank", today=TODAY, actor="Kari",
    )  # fmt: skip
    from django.conf import settings

    settle_creditors(today=TODAY, out_folder=settings.HOME.settlements, creditors=[kari.creditor])
    page = kari.get("/creditor/settlements/")
    assert "Settlement 1" in text_of(page) and "Mark as booked" in text_of(page)
    assert kari.get("/creditor/settlements/1.pdf").content.startswith(b"%PDF-")
    assert "Vera Lindgren" in kari.get("/creditor/settlements/1.csv").content.decode()
    assert kari.get("/creditor/settlements/2.pdf").status_code == 404
    for _ in range(2):
        kari.post("/creditor/settlements/1/booked/")
    told = text_of(kari.get("/creditor/settlements/"))
    assert "Booked 25 Mar 2026 by Kari Nordmann" in told and "Mark as booked" not in told


def test_another_creditors_cases_look_as_if_they_were_not_there(kari):
    stranger = creditor_with([invoice(due_on=DUE, name="Secret Person")], today=REGISTERED)
    foreign = case_numbers(stranger)[0]
    number = kari.numbers[0]
    for act in ("", *(f"{one}/" for one in ACTS), "plan/agree/"):
        method = kari.post if act == "plan/agree/" else kari.get
        assert method(f"/creditor/cases/{foreign}/{act}").status_code == 404, act
        moved = f"{stranger.tenant_id}-{case_key(number).case_id}"
        assert method(f"/creditor/cases/{moved}/{act}").status_code == 404, act
    for act in ACTS[:1] + ACTS[2:]:
        if act != "plan":
            assert kari.post(f"/creditor/cases/{foreign}/{act}/", {}).status_code == 404
    assert kari.get(f"/creditor/suggestions/{foreign}/letter.pdf").status_code == 404
    assert kari.get(f"/creditor/suggestions/{foreign}/no/").status_code == 404
    answer = kari.post("/creditor/suggestions/accept/", {"accept": [foreign]})
    assert answer.status_code == 404
    assert kari.get("/creditor/questions/999999/").status_code == 404
    assert "Secret" not in text_of(kari.get("/creditor/cases/"))
    found = kari.post("/creditor/search/", {"sought": "Secret"})
    assert "Nothing is called" in text_of(found)


def test_a_reader_reads_and_changes_nothing(kari):
    reader = visitor(kari.creditor, "read_only", "Rune")
    number = kari.numbers[0]
    told = text_of(reader.get(f"/creditor/cases/{number}/"))
    assert "Vera Lindgren" in told and "What do you want to do?" not in told
    assert "Accept what is ticked" not in text_of(reader.get("/creditor/suggestions/"))
    assert reader.post("/creditor/suggestions/accept/", {"accept": [number]}).status_code == 404
    assert reader.post(f"/creditor/cases/{number}/close/", {}).status_code == 404
    assert reader.get("/creditor/invoices/upload/").status_code == 404
    assert reader.get("/creditor/reports/").status_code == 200


def test_an_accountant_changes_between_creditors(kari):
    from kvitt.application.manage_people import give_role

    other = creditor_with([invoice(due_on=DUE, name="Nils Lund")], today=REGISTERED)
    anna = visitor(kari.creditor, "accountant", "Anna")
    from kvitt.web.signin.models import User

    who = User.objects.get(pk=int(anna.session["_auth_user_id"]))
    give_role(other.tenant_id, user_id=who.pk, role="accountant", today=TODAY, by="test")
    assert "Vera Lindgren" in text_of(anna.get("/creditor/cases/"))
    anna.post("/creditor/choose/", {"creditor": other.tenant_id})
    told = text_of(anna.get("/creditor/cases/"))
    assert "Nils Lund" in told and "Vera Lindgren" not in told and kari.creditor.name in told


def test_pages_ask_as_much_of_three_cases_as_of_thirty(live_db, letters, today, counted):
    places = ("", "suggestions/", "suggestions/others/", "cases/", "invoices/", "settlements/",
              "reports/")  # fmt: skip

    def asked(count):
        bills = [
            invoice(str(n), due_on=DUE - timedelta(days=n), name=f"Person {n}")
            for n in range(count)
        ]
        client = visitor(asked_creditor(*bills), "creditor_admin")
        return [counted(client, f"/creditor/{place}") for place in places]

    few, many = asked(3), asked(30)
    assert few == many and max(many) <= 40
