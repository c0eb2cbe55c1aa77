"""The demo: half a year of days, twice counted, and then the pages."""

import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

import pytest
import requests

from kvitt.commands.demo_office import SELLERS
from kvitt.law.book import law_book
from kvitt.law.wording import area_of
from kvitt.simulators.demo_behaviour import habit_of, without_being_asked
from kvitt.simulators.demo_invoices import month_of_invoices
from kvitt.simulators.demo_people import debtors
from kvitt.site.home import Home
from kvitt.web.translations import SAID_AREAS
from tests.cli.program import COMMAND, home_of_its_own, run, surroundings
from tests.documents.pdf_words import pdf_words

SEED = "a test"
LONGEST_SECONDS = 240
"""About 30 seconds on an idle machine; tests run beside each other."""
ENGLISH = re.compile(
    r"\b(the|of|is|are|was|not|with|which|where|when|waits|nothing|because|by itself)\b"
    r"|\d\.\d\d (SEK|NOK|kr)|\d\.\d\d %"
)
LAW_IN_ENGLISH = {
    str(value.sentence)
    for country in ("SE", "NO")
    for name in law_book(country).names()
    for value in law_book(country).values(name)
    if area_of(name) not in SAID_AREAS
}
"""What the law says beside charges, interest and limitation; it is translated area by area."""
EMPTY = 'class="empty"'
OFFICE_PAGES = (
    "office/", "office/cases/", "office/tasks/", "office/talks/", "office/mail/",
    "office/payments/", "office/money/", "office/enforcement/", "office/monitoring/",
    "office/limitation/", "office/complaints/", "office/history/", "office/audit/merges/",
    "office/audit/refusals/", "office/law/", "office/creditors/", "office/house/",
)  # fmt: skip
CREDITOR_PAGES = (
    "creditor/", "creditor/suggestions/", "creditor/cases/", "creditor/invoices/",
    "creditor/settlements/", "creditor/questions/", "creditor/reports/", "creditor/policies/",
    "creditor/texts/", "creditor/policies/decision/", "creditor/start/",
)  # fmt: skip


@dataclass(frozen=True)
class Served:
    """A demo whose pages are up."""

    program: "subprocess.Popen[bytes]"
    port: int
    told: dict[str, Any]


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with home_of_its_own() as made:
        yield made


@pytest.fixture(scope="module")
def served(home: Home) -> Iterator[Served]:
    """The demo, lived once; its pages are up until the last test of this file is done."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [*COMMAND, "demo", "--json", "--port", str(port)]
    told = home.root / "told.json"
    with told.open("w") as out, (home.root / "told.err").open("w") as err:
        program = subprocess.Popen(words, stdout=out, stderr=err, env=surroundings(home))
    try:
        limit = time.monotonic() + LONGEST_SECONDS
        while not _answers(port) and program.poll() is None and time.monotonic() < limit:
            time.sleep(0.2)
        assert program.poll() is None, (home.root / "told.err").read_text()
        yield Served(program, port, json.loads(told.read_text()))
    finally:
        program.send_signal(signal.SIGINT)
        program.wait(timeout=60)


@pytest.fixture(scope="module")
def told(served: Served) -> dict[str, Any]:
    return served.told


@pytest.fixture(scope="module")
def rows(told: dict[str, Any]) -> dict[str, list[int]]:
    """The sums of the two whose half year it is; the third is in shadow."""
    return {row["name"].strip(): row["values"][:2] for row in told["rows"]}


def test_every_sum_of_the_demo_agrees_with_the_ledger(told: dict[str, Any]) -> None:
    assert [one["currency"] for one in told["creditors"]] == ["SEK", "NOK", "SEK"]
    compared = [row for row in told["rows"] if row["agrees"] is not None]
    assert len(compared) >= 9
    assert all(row["agrees"] for row in compared), compared
    assert told["is_clean"] is True


def test_the_check_finds_nothing_in_the_demo(told: dict[str, Any]) -> None:
    ran = run("check", "--json", home=Home(Path(told["folder"])))
    assert (ran.code, ran.json["troubles"]) == (0, [])
    assert ran.json["proved"] == told["proved"]


def test_everything_that_the_demo_promises_happens_in_it(rows: dict[str, list[int]]) -> None:
    assert sum(rows["invoices"]) >= 300
    assert all(rows["credit notes"]) and all(rows["cases open"]) and all(rows["cases closed"])
    for step in ("friendly reminder", "reminder", "collection demand"):
        assert rows[f"letters: {step}"][0] > 0, step
    for step in ("friendly reminder", "collection notice", "payment demand"):
        assert rows[f"letters: {step}"][1] > 0, step
    for name in ("by e-mail", "on paper", "fees charged", "interest charged", "collected"):
        assert all(rows[name]), name
    for name in ("came back", "taken back by the bank", "payments that wait for a person"):
        assert sum(rows[name]) > 0, name
    assert all(rows["settled to the creditor"]) and rows["settled to the agency"][0] > 0
    assert all(rows["owed to debtors (paid too much)"])


def test_every_page_has_something_to_show(told: dict[str, Any]) -> None:
    """People agreed, objected, asked and complained in the last days."""
    home = Home(Path(told["folder"]))
    assert run("plan", "list", "--json", home=home).json
    assert run("monitoring", "list", "--json", home=home).json
    filed = run("enforcement", "list", "--json", home=home).json["proceedings"]
    assert {one["state"] for one in filed} == {"draft"}
    asked = run("suggestions", "list", "--creditor", SELLERS[0].name, "--on", "2026-06-30",
                "--json", home=home)  # fmt: skip
    assert asked.json["suggestions"]
    texts = run("text", "list", "--creditor", SELLERS[0].name, "--json", home=home)
    assert "hoppas allt" in texts.out, texts.out
    assert run("complaints", "list", "--json", home=home).json["complaints"]
    kinds = {one["kind"] for one in run("tasks", "list", "--json", home=home).json["tasks"]}
    assert {"answer_objection", "answer_complaint", "answer_message"} <= kinds, kinds


def test_no_page_that_the_menus_and_first_pages_lead_to_is_empty(served: Served) -> None:
    """But for fees that grew: neither creditor's flow charges the heavy one."""
    office = _signed_in(served, "office")
    (told,) = [one for one in served.told["sign_ins"] if one["portal"] == "creditor"]
    written = f"office/creditors/{served.told['creditors'][0]['number']}/written/"
    creditor = _signed_in(served, "creditor")
    for session, places in ((office, (*OFFICE_PAGES, written)), (creditor, CREDITOR_PAGES)):
        for place in places:
            page = session.get(f"{_address(served)}/{place}", timeout=20)
            assert page.ok and EMPTY not in page.text, (place, page.url)
    assert told["in_shadow"] == served.told["creditors"][2]["name"]


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_registers_and_reasons_are_in_the_readers_language(served: Served, language: str) -> None:
    """A stored reason, a sum kept as text, or a heading that is still English is found here."""
    office, creditor = _signed_in(served, "office"), _signed_in(served, "creditor")
    found = {}
    for session, places in ((office, OFFICE_PAGES), (creditor, CREDITOR_PAGES)):
        for place in places:
            page = session.get(
                f"{_address(served)}/{place}", headers={"Accept-Language": language}, timeout=20
            )
            text = unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", "\n", page.text, flags=re.S))
            lines = [line.strip() for line in text.split("\n") if ENGLISH.search(line)]
            if place == "office/law/":
                lines = [line for line in lines if line not in LAW_IN_ENGLISH]
            found[place] = lines
    assert not any(found.values()), {place: lines[:5] for place, lines in found.items() if lines}


def test_a_third_creditor_is_in_shadow_and_its_list_has_all_sorts(
    served: Served, told: dict[str, Any]
) -> None:
    number, name = told["creditors"][2]["number"], told["creditors"][2]["name"]
    letters = [row["values"][2] for row in told["rows"] if row["name"].startswith("letters")]
    assert letters and not any(letters), "nothing goes to its debtors"
    kari = _signed_in(served, "creditor")
    home = kari.get(f"{_address(served)}/creditor/", timeout=20)
    token = {"csrfmiddlewaretoken": _between(home.text, 'csrfmiddlewaretoken" value="', '"')}
    chosen = {**token, "creditor": str(number)}
    there = kari.post(f"{_address(served)}/creditor/choose/", chosen, timeout=20)
    assert name in there.text and "/creditor/start/" in there.text
    found = run("creditor", "shadow", "list", name, "--on", "2026-06-30", "--json",
                home=Home(Path(told["folder"])))  # fmt: skip
    sorts = {line["stands"] for line in found.json["lines"]}
    assert sorts == {"goes_live", "looks_paid", "left_out"}
    assert set(found.json["signs"]) == {"credit_note", "later_paid", "unmatched_payment"}


def test_no_krona_of_the_demo_is_lost(rows: dict[str, list[int]]) -> None:
    """What was collected went to the creditor, to the agency, or is the debtors'."""
    for number in (0, 1):
        out = ("settled to the creditor", "settled to the agency")
        settled = sum(rows[name][number] for name in out)
        owed = rows["owed to debtors (paid too much)"][number]
        assert rows["collected"][number] == settled + owed


def test_letters_mails_bank_files_and_settlements_lie_in_the_folder(told: dict[str, Any]) -> None:
    folder = Path(told["folder"])
    assert list(folder.glob("letters/*/*.pdf")) and list(folder.glob("letters/*/manifest.csv"))
    assert list(folder.glob("files/mail/*.eml"))
    for pattern in ("bgmax-*.txt", "ocr-giro-*.txt", "camt054-*.xml"):
        assert list(folder.glob(f"files/bank/{pattern}")), pattern
    assert list(folder.glob("settlements/*.pain001.xml"))


def test_three_sign_ins_lead_to_three_portals(served: Served) -> None:
    creditor = _signed_in(served, "creditor").get(f"{_address(served)}/", timeout=20)
    assert creditor.url == f"{_address(served)}/creditor/"
    office = _signed_in(served, "office").get(f"{_address(served)}/", timeout=20)
    assert office.url.startswith(f"{_address(served)}/office/")
    (debtor,) = [one for one in served.told["sign_ins"] if one["portal"] == "debtor"]
    session = requests.Session()
    told = {"number": debtor["case"], "code": debtor["code"]}
    page = _post(session, f"{_address(served)}/my/enter/", told)
    assert page.url == f"{_address(served)}/my/cases/{debtor['case']}/"


def test_the_debtors_code_is_the_one_on_the_letter(served: Served) -> None:
    (debtor,) = [one for one in served.told["sign_ins"] if one["portal"] == "debtor"]
    home = Home(Path(served.told["folder"]))
    told = run("case", "show", debtor["case"], "--json", home=home).json
    letters = [one for one in told["letters"] if one["media_type"] == "application/pdf"]
    assert letters, "the case that is shown has had a letter"
    office = _signed_in(served, "office")
    for letter in letters:
        place = f"/office/cases/{debtor['case']}/letters/{letter['id']}.pdf"
        words = pdf_words(office.get(f"{_address(served)}{place}", timeout=20).content)
        assert debtor["code"] in words and debtor["case"] in words
        assert _address(served) in words


def test_the_debtor_comes_with_a_simulated_identity_and_pays_with_a_simulated_app(
    served: Served,
) -> None:
    (debtor,) = [one for one in served.told["sign_ins"] if one["portal"] == "debtor"]
    session, site = requests.Session(), _address(served)
    entrance = session.get(f"{site}/my/enter/", timeout=20)
    assert "BankID (simulated)" in entrance.text
    token = {"csrfmiddlewaretoken": _between(entrance.text, 'csrfmiddlewaretoken" value="', '"')}
    broker = _between(entrance.text, '<form action="/account/oidc', '"')
    led = session.post(f"{site}/account/oidc{broker}", token, timeout=20)
    assert debtor["name"] in led.text, led.url
    asked = dict(parse_qsl(urlsplit(led.url).query)) | {"pid": debtor["identity"]}
    home_page = session.post(f"{led.url.split('?')[0]}", asked, timeout=20)
    assert home_page.url.startswith(f"{site}/my/") and debtor["case"] in home_page.text
    pay = session.get(f"{site}/my/cases/{debtor['case']}/pay/", timeout=20)
    token = {"csrfmiddlewaretoken": _between(pay.text, 'csrfmiddlewaretoken" value="', '"')}
    start = f"{site}/my/cases/{debtor['case']}/pay/start/"
    app = session.post(start, token | {"service": "swish"}, timeout=20)
    assert "Simulated payment" in app.text
    number = _between(app.text, 'name="number" value="', '"')
    place = f"http://{urlsplit(app.url).netloc}/answer"
    back = session.post(place, {"number": number, "paid": "1"}, timeout=20)
    assert back.url == f"{site}/my/cases/{debtor['case']}/pay/{number}/"
    assert "the payment is made" in back.text or "betalningen är gjord" in back.text


def _between(text: str, before: str, after: str) -> str:
    return text.split(before)[1].split(after)[0]


def test_the_pages_show_the_demo_until_ctrl_c(served: Served, home: Home) -> None:
    assert "Nordfjell Bredbånd AS" in _signed_in(served, "office").get(
        f"{_address(served)}/office/cases/", timeout=20
    ).text  # fmt: skip
    other = run("demo", "--no-serve", "--json", home=home)
    assert (other.code, other.error["code"]) == (1, "DemoIsRunning")
    served.program.send_signal(signal.SIGINT)
    assert served.program.wait(timeout=60) == 0
    assert f"http://127.0.0.1:{served.port}/" in (home.root / "told.err").read_text()
    assert not _answers(served.port)


def _address(served: Served) -> str:
    return f"http://127.0.0.1:{served.port}"


def _signed_in(served: Served, portal: str) -> requests.Session:
    """A visit with password and second factor, as the demo printed them."""
    (told,) = [one for one in served.told["sign_ins"] if one["portal"] == portal]
    session = requests.Session()
    login = {"login": told["email"], "password": told["password"]}
    asked = _post(session, f"{_address(served)}/account/login/", login)
    assert asked.url.split("?")[0] == f"{_address(served)}/account/2fa/authenticate/"
    proven = _post(session, asked.url, {"code": told["codes"].pop()})
    assert proven.ok and "/account/" not in proven.url, proven.url
    return session


def _post(session: requests.Session, address: str, told: dict[str, str]) -> requests.Response:
    """Opens the page and sends its form, as a browser would."""
    page = session.get(address, timeout=20)
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return session.post(address, told | {"csrfmiddlewaretoken": token}, timeout=20)


def test_the_same_people_do_the_same_things_every_time() -> None:
    def lived() -> list[tuple[object, ...]]:
        people = debtors("NO", 20, seed=SEED)
        made = month_of_invoices(
            SELLERS[1], people, first_number=20_001, on=date(2026, 1, 5), seed=SEED
        )
        return [
            (one, habit_of(one, seed=SEED), without_being_asked(one, seed=SEED)) for one in made
        ]

    assert lived() == lived()


def test_a_folder_that_holds_something_else_is_not_touched() -> None:
    with home_of_its_own() as made:
        mine = made.root / "demo" / "my-notes.txt"
        mine.parent.mkdir()
        mine.write_text("keep")
        ran = run("demo", "--no-serve", "--json", home=made)
        assert (ran.code, ran.error["code"]) == (1, "NotADemo")
        assert mine.read_text() == "keep"


def _answers(port: int) -> bool:
    try:
        return bool(urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200)
    except OSError:
        return False
