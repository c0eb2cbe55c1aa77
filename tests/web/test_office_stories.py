"""The office at work in a real browser: Omar's day at his desk, and Lars who looks behind him."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kvitt.application.sealed_zip import verify_zip
from tests.people import cookies, member, signed_in
from tests.stories import astray, court, money, small_office
from tests.web import pictures
from tests.web.browsing import CHROMIUM, SignedIn, barriers, listen, too_wide
from tests.web.conftest import _client
from tests.web.pictures import picture
from tests.web.test_creditor_portal import visitor
from tests.web.test_pages import text_of

TODAY = date(2026, 3, 25)
DUE, LATE = date(2026, 3, 2), date(2026, 3, 20)
PERSON = "198503122387"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ELECTRICITY, CYCLES, PIPES = "Lillstads Elhandel AB", "Björkdalens Cykel AB", "Kronlunds Rör AB"

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


class Walk:
    """A person at a desk: where they go, what the page complains of, what is in a reader's way."""

    def __init__(self, browser, address: str, screen: dict[str, int] = DESK) -> None:
        more = pictures.SCALE if screen is PHONE else {}
        self.page = browser.new_context(viewport=screen, locale="en-GB", **more).new_page()
        self.address, self.found = address, []
        self.told = listen(self.page)

    def to(self, place: str) -> None:
        """Opens a page."""
        self.page.goto(self.address + place)

    def press(self, name: str, *, link: bool = False) -> None:
        """Presses the button or the link of that name."""
        self.page.get_by_role("link" if link else "button", name=name, exact=True).first.click()

    def row_of(self, number: str) -> Any:
        """The row of that case: 6-9 is another than 16-9."""
        link = self.page.get_by_role("link", name=number, exact=True)
        return self.page.get_by_role("row").filter(has=link)

    def typed(self, **fields: str) -> None:
        """Types into the fields of those names."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def sees(self, *words: str) -> None:
        """The page says all that."""
        said = re.sub(r"\s+", " ", self.page.inner_text("body"))
        for one in words:
            assert one in said, (one, said)

    def looks(self, name: str, *, shown: str = "", **more: Any) -> None:
        """Nothing is in the way of any reader here; ``shown`` names the picture for the tour."""
        if self.page.viewport_size == DESK:  # on a phone the same page is only measured
            self.found += [f"{name}: {one}" for one in barriers(self.page)]
        if too_wide(self.page) > 0:
            self.found.append(f"{name}: too wide")
        if shown:
            picture(self.page, shown, **more)

    def ends(self) -> None:
        """The whole way was without a complaint of the browser."""
        assert self.found == []
        assert [
            one for one in self.told if "the server responded with a status of" not in one
        ] == []


@pytest.fixture
def at_the_desk(launched, address, live_db, today, letters) -> Any:
    """A browser with a person of the office signed in, with every one of those roles."""
    from kvitt.application.manage_people import give_role
    from kvitt.store.tenants import agency_tenant_id

    def sits(name: str, first: str, *more: str, screen: dict[str, int] = DESK) -> Walk:
        who = member(agency_tenant_id(), first, today=TODAY, name=name)
        for role in more:
            give_role(agency_tenant_id(), user_id=who.pk, role=role, today=TODAY, by="test")
        client = signed_in(_client(), who)
        return Walk(SignedIn(launched, cookies(client, address)), address, screen)

    return sits


def owed(creditor, number: int, *, due_on: date = DUE, **told: Any) -> str:
    """A case of the creditor without letters; its number."""
    one = small_office.invoice(creditor, number, due_on=due_on, **told)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    return f"{creditor.tenant_id}-{case_id}"


def key_of(number: str) -> tuple[Any, int]:
    """The creditor and the case of a number."""
    from kvitt.store.creditors import own_creditor

    tenant_id, _, case_id = number.partition("-")
    return own_creditor(int(tenant_id)), int(case_id)


def splits_on_the_phone(omar: Walk, on_phone: str, *, phone: str = "0703131313") -> None:
    """Three amounts, the words to read, the agreement."""
    omar.typed(sought=phone)  # 2: the telephone rings
    omar.press("Search")
    omar.press(on_phone, link=True)
    omar.sees("The sum, explained", "What you can do", "What happened", "SEK 3,000.00")
    is_phone = omar.page.viewport_size == PHONE
    omar.looks("case", shown="omar-2-case-on-a-phone" if is_phone else "omar-2-case")

    omar.press("Split the payment", link=True)  # 3: three amounts, the words, the agreement
    omar.typed(a="500", b="1000", c="1500", first="2026-04-24")
    omar.press("Show")
    omar.sees("SEK 500.00", "SEK 1,000.00", "SEK 1,500.00")
    omar.looks("what-if", shown="" if is_phone else "omar-3-what-if")
    omar.page.get_by_role("link", name="Choose").nth(1).click()
    omar.sees("You pay 4 instalments", "Miss one", "municipality")
    omar.looks("agree", shown="" if is_phone else "omar-3-agree")
    omar.page.get_by_label("I have read this to the debtor, who says yes").check()
    omar.press("Agree on the plan")
    omar.sees("The plan is agreed: 4 instalments", "Instalment plan")
    creditor, case_id = key_of(on_phone)
    planned = [one.kind for one in small_office.notices(creditor, case_id)]
    assert "plan_agreement" in planned, "the debtor gets it in writing"


def answers_the_objection(omar: Walk, objecting: str) -> None:
    """A mail that looks like an objection is one; it is answered with reasons."""
    omar.to(f"/office/cases/{objecting}/")  # 4: a mail that looks like an objection
    omar.sees("Det har jag aldrig beställt")
    omar.press("Register an objection", link=True)
    omar.typed(reason="not_ordered", text="Det har jag aldrig beställt.", channel="email")
    omar.looks("objection", shown="omar-4-objection")
    omar.press("Register an objection")
    omar.sees("Everything stands still")
    creditor, _ = key_of(objecting)
    kari = visitor(creditor, "creditor_admin")
    assert "Objections without an answer: 1" in text_of(kari.get("/creditor/"))
    omar.press("Answer the objection", link=True)
    omar.typed(outcome="reduced", reduced="250", because="En fjärdedel var inte beställd.")
    omar.press("Answer the objection")
    omar.sees("Yes, do it", "En fjärdedel var inte beställd.")
    omar.looks("check", shown="omar-4-answer")
    omar.press("Yes, do it")
    omar.sees("SEK 250.00 is no longer asked for", "Nothing else is sent before")


def merges_two_claims(omar: Walk) -> None:
    """Three claims of one creditor: two go on as one, and why the third does not is kept."""
    creditor = small_office.new_creditor(name=CYCLES)
    who = {"identity": "19850312-2387", "name": "Sven Ek", "customer_number": "C9"}
    bills = [small_office.invoice(creditor, n, due_on=DUE, **who) for n in (1, 2, 3)]
    first, second, third = (
        f"{creditor.tenant_id}-{one}" for one in small_office.register(creditor, *bills, today=DUE)
    )
    omar.to(f"/office/cases/{third}/")  # 5: claims of one creditor against one debtor
    omar.press("Keep apart", link=True)
    omar.typed(because="another order, in another name")
    omar.press("Keep apart")
    omar.sees("The case goes on by itself")
    omar.to(f"/office/cases/{first}/")
    omar.sees("The debtor's other cases here", second)
    omar.press("Merge with another case", link=True)
    omar.page.locator("main [name=other]").select_option(second.partition("-")[2])
    omar.typed(because="ett brev räcker")
    omar.looks("merge", shown="omar-5-merge")
    omar.press("Merge with another case")
    omar.sees("Yes, do it", second)
    omar.press("Yes, do it")
    omar.sees(f"The two go on as one, in case {first}.", "A person merged the cases")


def books_a_bank_file(omar: Walk, path: Path) -> None:
    """One payment without reference finds its case by a proposal; one was too much."""
    paying = money.creditor_of_its_own(name=PIPES)  # 8: a file from the bank
    case_id = money.owes(paying, 1_000_00, DUE, number="91", name="Vera Lindgren")
    too_much = money.owes(paying, 800_00, DUE, number="92", name="Nils Lund")
    raw = money.in_a_file(
        money.paid(paying, 1_000_00, TODAY, payer_name="Vera Lindgren"),
        money.paid(paying, 1_150_00, TODAY, case=too_much, payer_name="Nils Lund"),
        today=TODAY,
    )
    path.write_bytes(raw)
    omar.press("Payments", link=True)
    omar.page.locator("input[type=file]").set_input_files(path)
    omar.press("Book the payments")
    omar.sees("Booked: 1", "Wait for a person: 1")
    omar.looks("payments", shown="omar-8-payments")
    omar.press(f"It is {paying.tenant_id}-{case_id}")
    omar.sees("The payment is booked on case")
    omar.to(f"/office/cases/{paying.tenant_id}-{too_much}/")
    omar.sees("Refund what was paid too much")
    omar.press("Answer", link=True)
    omar.typed(because="återbetalt till kontot det kom från")
    omar.press("It is answered")
    omar.sees("The question is answered.")


def test_omar_answers_a_call_splits_and_settles_what_the_day_brings(at_the_desk, tmp_path):
    from kvitt.application.suspect_objection import suspect_objection
    from kvitt.store.payments import close_tenant_history
    from kvitt.store.session import tenant_scope

    creditor = small_office.new_creditor(name=ELECTRICITY, **court.ADDRESS)
    on_phone = owed(creditor, 1, due_on=LATE, payable_minor=3_000_00, phone="070-313 13 13",
                    name="Åsa Öberg")  # fmt: skip
    objecting = owed(creditor, 2, name="Bo Ek")
    with tenant_scope(creditor.tenant_id):
        said = "Det har jag aldrig beställt."
        case_id = int(objecting.split("-")[1])
        suspect_objection(creditor.tenant_id, case_id, said, message_id=1, today=TODAY)
        close_tenant_history(creditor.tenant_id)
    omar = at_the_desk("Omar Haddad", "handler", "finance")

    omar.to("/")  # 1: what waits, and nothing else
    omar.sees("My day", "Open cases without next action: 0", "Answers")
    omar.looks("my-day", shown="omar-1-my-day")

    splits_on_the_phone(omar, on_phone)
    answers_the_objection(omar, objecting)
    merges_two_claims(omar)
    books_a_bank_file(omar, tmp_path / "bank.txt")

    omar.to(f"/office/cases/{objecting}/")  # 9: his name on all of it, and nothing to delete
    assert omar.page.inner_text("main").count("By Omar Haddad") >= 2
    assert not re.search(r"delete|remove", omar.page.inner_text("main"), re.I)
    omar.ends()


def test_omar_takes_a_call_with_a_phone_in_his_hand(at_the_desk):
    creditor = small_office.new_creditor(name=ELECTRICITY, **court.ADDRESS)
    phone = "070-314 14 14"
    calls = owed(creditor, 1, due_on=LATE, payable_minor=3_000_00, phone=phone,
                 name="Åsa Öberg")  # fmt: skip
    omar = at_the_desk("Omar Haddad", "handler", screen=PHONE)
    omar.to("/")
    omar.sees("My day")
    omar.looks("my-day")
    splits_on_the_phone(omar, calls, phone="0703141414")
    omar.ends()


def test_omar_and_eva_file_an_application_and_a_returned_letter_finds_its_way(at_the_desk):
    creditor = small_office.new_creditor(name=ELECTRICITY, **court.ADDRESS)
    case_id, _day = court.demanded(creditor, due_on=date(2026, 1, 12), name="Sven Ek")
    demanded = f"{creditor.tenant_id}-{case_id}"
    by_post = small_office.new_creditor(name=CYCLES)
    returned = f"{by_post.tenant_id}-{astray.by_post(by_post, name='Ida Holm')}"
    omar, eva = at_the_desk("Omar Haddad", "handler"), at_the_desk("Eva Berg", "handler")

    omar.to(f"/office/cases/{demanded}/")  # 6: the ability, the decision, two keys, the filing
    omar.press("What the debtor can pay", link=True)
    omar.typed(basis="before_filing", because="told on the phone", income="24000",
               housing="7000", household="single", children="0", livelihood="11000")  # fmt: skip
    omar.press("What the debtor can pay")
    omar.sees("Ability to pay")
    omar.press("Draft an application", link=True)
    omar.typed(kind="payment_order", because="asked by the creditor")
    omar.press("Draft it")
    omar.press("Approve: second key")
    omar.sees("another person")
    eva.to("/office/enforcement/")
    eva.sees("Payment order", demanded)
    eva.looks("enforcement")
    eva.row_of(demanded).get_by_role("link").first.click()
    eva.looks("drafted", shown="omar-6-second-key")
    eva.press("Approve: second key")
    eva.sees("The application is approved.")
    omar.page.reload()
    omar.to("/office/enforcement/")
    omar.row_of(demanded).get_by_role("link").first.click()
    omar.press("File it")
    omar.sees("The application is filed as", "Record what happened", "Eva Berg")
    omar.looks("proceeding")

    omar.to(f"/office/cases/{returned}/")  # 7: an envelope comes back
    omar.press("A letter came back", link=True)
    omar.typed(because="flyttat, ny adress okänd")
    omar.press("A letter came back")
    omar.sees("Find an address")
    omar.press("New address", link=True)
    omar.typed(line="Nya vägen 8", postcode="352 41", city="Växjö", because="sagt i telefon")
    omar.looks("new-address", shown="omar-7-new-address")
    omar.press("New address")
    omar.press("Yes, do it")
    omar.sees("Letters that leave again: 1")
    omar.looks("returned")
    omar.ends()
    eva.ends()


def draws_checks_and_counts(lars: Walk, office, number: str) -> None:
    """The rule check, cases drawn at random, merges with reasons, figures, who looked."""
    lars.press("Audit", link=True)  # 2: every letter by the law of its day
    lars.page.locator("main [name=creditor]").select_option(str(office.tenant_id))
    lars.typed(from_on="2026-02-01", until_on="2026-03-31")
    lars.press("Check")
    lars.sees("Every letter holds.", "Letters checked")
    lars.looks("audit", shown="lars-2-rule-check", height=1200)
    lars.typed(seed="aprikos", count="1")  # 1: cases that nobody has chosen
    with lars.page.expect_download() as drawn:
        lars.press("Draw the cases")
    assert verify_zip(Path(drawn.value.path()).read_bytes()).is_whole
    with lars.page.expect_download() as figures:  # 7: the half-year as a file
        lars.press("Take the file")
    assert Path(figures.value.path()).read_text().startswith("country,currency,debtor,figure")
    lars.press("Merges", link=True)  # 4: made and left out, with the reason
    lars.sees("Claims that were put together, and those that were not")
    lars.looks("merges")
    lars.press("Refusals", link=True)  # 2: what the house was asked and did not do
    lars.looks("refusals")
    lars.press("Fees that grew", link=True)  # 4: more than the usual fee, and why
    lars.looks("fees")
    lars.press("Rule check", link=True)
    lars.sees("Times to answer")
    lars.press("History", link=True)  # 5: one person's acts
    lars.typed(who="Lars Ek")
    lars.press("Show")
    lars.sees("The evidence of the case was taken out", "Lars Ek")
    lars.press("Audit", link=True)
    lars.press("Data protection", link=True)  # 6: who looked
    lars.typed(number=PERSON)
    lars.press("Show")
    lars.sees("Vera Lindgren", "Lars Ek", number, "How long files are kept")
    lars.looks("privacy")


SHOWN = {
    "Client money": "lars-3-client-money",
    "History": "lars-5-history",
}  # fmt: skip


def test_lars_takes_evidence_and_reads_every_register(at_the_desk, office):
    from kvitt.store.session import execute, tenant_scope
    from tests.web.conftest import case_numbers

    number = case_numbers(office)[0]
    with tenant_scope(office.tenant_id):
        execute("update party set identity_number = %s", (PERSON,))
    money.bank_brings(
        money.paid(office, 100_00, TODAY, case=int(number.split("-")[1])), today=TODAY
    )
    lars = at_the_desk("Lars Ek", "compliance")
    lars.to(f"/office/cases/{number}/")
    with lars.page.expect_download() as download:
        lars.press("Take the evidence out")
    assert download.value.suggested_filename == f"{number}-{TODAY}.zip"
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    for place, words in {
        "Client money": "Every öre in the bank has its owner",
        "Complaints": "Complaints",
        "History": "The evidence of the case was taken out",
        "Law": "In force",
        "Limitation": "Limitation",
        "Monitoring": "Where nothing else is worth while now",
        "Creditors": "For whom the house collects",
        "The house": "Left behind, for the sweeper",
    }.items():
        lars.press(place, link=True)
        lars.sees(words)
        lars.looks(place.lower().replace(" ", "-"), shown=SHOWN.get(place, ""))
    draws_checks_and_counts(lars, office, number)
    lars.ends()
