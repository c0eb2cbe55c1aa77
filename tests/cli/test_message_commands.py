"""``kvitt message`` as a person types it: open, list, show, write, take a mail, close."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kvitt.simulators.demo_invoices import month_of_invoices, write_csv
from kvitt.simulators.demo_people import debtors
from kvitt.site.home import Home
from tests.cli.files import SELLER
from tests.cli.program import home_of_its_own, run

CREDITOR = (
    "creditor", "add", "--name", SELLER.name, "--country", "SE", "--organisation-number",
    SELLER.organisation_number, "--account", SELLER.account, "--on", "2026-01-01",
    "--address", "Storgatan 2", "--email", "faktura@kraft.example",
)  # fmt: skip
ON = ("--on", "2026-03-02", "--json")


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with home_of_its_own(with_server=True) as made:
        yield made


@pytest.fixture(scope="module")
def invoice(home: Home, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The number of an invoice whose case is talked about."""
    assert run(*CREDITOR, home=home).code == 0
    made = month_of_invoices(
        SELLER, debtors("SE", 1, seed="talk"), first_number=1, on=date(2026, 1, 2), seed="talk"
    )
    path = tmp_path_factory.mktemp("files") / "fakturor.csv"
    path.write_bytes(write_csv(made))
    words = ("invoices", "import", path, "--creditor", SELLER.name, "--on", "2026-01-02")
    assert run(*words, home=home).code == 0
    return str(made[0].number)


def test_a_thread_lives_from_its_opening_to_its_closing(
    home: Home, invoice: str, tmp_path: Path
) -> None:
    paper = tmp_path / "kvitto.pdf"
    paper.write_bytes(b"%PDF-1.7 made up")
    made = run("message", "open", invoice, "--subject", "Fråga", "--text", "Har ni fått pengarna?",
               "--as", "debtor", "--file", paper, *ON, home=home)  # fmt: skip
    assert made.code == 0, made.err
    thread = str(made.json["thread"])
    (listed,) = run("message", "list", invoice, "--json", home=home).json["threads"]
    assert (listed["state"], listed["answer_by_on"]) == ("waiting_for_us", "2026-03-09")
    late = run("message", "list", "--overdue", "--on", "2026-03-10", "--json", home=home)
    assert late.json["count"] == 1
    note = ("message", "write", thread, "--text", "Kolla banken", "--internal", *ON)
    assert run(*note, home=home).code == 0
    as_debtor = run("message", "show", thread, "--as", "debtor", "--json", home=home)
    assert "Kolla banken" not in as_debtor.out
    shown = run("message", "show", thread, home=home)
    assert "Kolla banken" in shown.out
    (file,) = as_debtor.json["messages"][0]["files"]
    saved = tmp_path / "saved.pdf"
    words = ("message", "save-file", thread, str(file["id"]), saved, "--json")
    assert run(*words, home=home).json["bytes"] == 16
    assert saved.read_bytes() == paper.read_bytes()
    assert run(*words, home=home).code == 2
    assert run("message", "give", thread, "--owner", "Eva", *ON, home=home).code == 0
    closed = ("message", "close", thread, "--because", "besvarad", *ON)
    assert run(*closed, home=home).json["state"] == "closed"
    again = run(*closed, home=home)
    assert (again.code, again.error["code"]) == (1, "ThreadNotOpen")


def test_a_mail_that_nobody_knows_is_kept_and_can_be_saved(
    home: Home, invoice: str, tmp_path: Path
) -> None:
    raw = b"From: a@example.com\r\nTo: b@svar.example.com\r\n\r\nHej\r\n"
    mail = tmp_path / "mail.eml"
    mail.write_bytes(raw)
    words = ("message", "take-mail", mail, "--reply-domain", "svar.example.com", *ON)
    assert run(*words, home=home).json["outcome"] == "quarantined"
    assert run(*words, home=home).json["outcome"] == "known"
    tasks = run("tasks", "list", "--json", home=home).json["tasks"]
    waiting = [task["sentence"] for task in tasks if task["kind"] == "mail_quarantined"]
    assert len(waiting) == 1
    number = waiting[0].split("look at mail ")[1].split()[0]
    saved = tmp_path / "saved.eml"
    assert run("message", "save-mail", number, saved, home=home).code == 0
    assert saved.read_bytes() == raw


def test_without_a_mail_server_sending_says_so(home: Home, invoice: str) -> None:
    ran = run("message", "send", "--reply-domain", "svar.example.com", *ON, home=home)
    assert (ran.code, ran.json["sent"]) == (1, 0)
    assert "KVITT_SMTP_URL" in str(ran.json["creditors"])


def test_a_thread_that_is_not_there_is_a_plain_no(home: Home, invoice: str) -> None:
    ran = run("message", "show", "999999", "--json", home=home)
    assert (ran.code, ran.error["code"]) == (1, "NotYourThread")
