"""The commands of an office, one after the other, in one home: each builds on those above it."""

import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kvitt.documents.signature import new_private_key, public_key
from kvitt.simulators.bank import BankPayment, write_bgmax
from kvitt.simulators.demo_invoices import month_of_invoices, write_csv
from kvitt.simulators.demo_people import debtors
from kvitt.site.home import Home
from tests.cli.files import AT, SELLER
from tests.cli.program import COMMAND, home_of_its_own, run, surroundings

AGENCY = (
    "agency", "set", "--name", "Fjällrand Inkasso AB", "--organisation-number", "559999-1907",
    "--client-account", "SE=5050-1055", "--address", "Box 17", "--address", "999 10 Granköping",
    "--email", "hej@fjallrand.example", "--phone", "010-000 17 00",
)  # fmt: skip
CREDITOR = (
    "creditor", "add", "--name", SELLER.name, "--country", "SE", "--organisation-number",
    SELLER.organisation_number, "--account", SELLER.account, "--on", "2026-01-01",
    "--address", "Storgatan 2", "--email", "faktura@kraft.example",
)  # fmt: skip
ISSUED_ON = date(2026, 1, 2)
INVOICES = month_of_invoices(
    SELLER, debtors("SE", 4, seed="office"), first_number=1, on=ISSUED_ON, seed="office"
)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with home_of_its_own(with_server=True) as made:
        yield made


@pytest.fixture(scope="module")
def office(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An agency with a creditor and four invoices, registered."""
    assert run(*AGENCY, home=home).code == 0
    assert run(*CREDITOR, home=home).code == 0
    path = tmp_path_factory.mktemp("files") / "fakturor.csv"
    path.write_bytes(write_csv(INVOICES))
    words = ("invoices", "import", path, "--creditor", SELLER.name, "--on", "2026-01-02", "--json")
    dry = run(*words, "--dry-run", home=home)
    assert (dry.code, dry.json["invoices"], dry.json["dry_run"]) == (0, 4, True)
    done = run(*words, home=home)
    assert (done.code, done.json["invoices"], done.json["known"]) == (0, 4, 0)
    assert done.json["total_minor"] == sum(one.amount_minor for one in INVOICES)
    assert done.json["mapping_saved"] is True
    again = run(*words, home=home)
    assert (again.code, again.json["invoices"], again.json["known"]) == (0, 0, 4)
    return home


def test_an_empty_office_has_books_that_agree() -> None:
    with home_of_its_own() as fresh:
        ran = run("check", "--json", home=fresh)
    assert (ran.code, ran.json["is_clean"], ran.json["troubles"]) == (0, True, [])
    assert len(ran.json["proved"]) >= 9


def test_a_creditor_is_listed_with_its_flows_and_where_debtors_pay(office: Home) -> None:
    (one,) = run("creditor", "list", "--json", home=office).json["creditors"]
    assert (one["name"], one["organisation_number"]) == (SELLER.name, "5599990990")
    assert one["flows"] == {"consumer": "se-agency-consumer", "business": "se-agency-business"}
    assert one["pay_to"] == {"scheme": "bankgiro", "number": "50501055"}
    assert one["payout"] == {"scheme": "bankgiro", "number": "9912346"}


def test_a_creditor_that_is_there_already_is_refused(office: Home) -> None:
    ran = run(*CREDITOR, "--json", home=office)
    assert (ran.code, ran.error["code"]) == (1, "CreditorExists")


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--organisation-number", "123", 1),
        ("--account", "991-2347", 1),
        ("--flow", "no-such-flow", 1),
        ("--country", "XX", 2),
        ("--on", "tomorrow", 2),
    ],
)
def test_a_creditor_with_a_wrong_word_is_refused(
    office: Home, option: str, value: str, code: int
) -> None:
    words = [*CREDITOR, option, value]
    if option == "--account":
        words[words.index("--organisation-number") + 1] = "5599990008"
    ran = run(*words, "--json", home=office)
    assert ran.code == code
    assert ran.error["sentence"]


def test_invoices_of_a_creditor_that_is_not_known_are_refused(office: Home, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(write_csv(INVOICES))
    ran = run("invoices", "import", path, "--creditor", "Nobody", home=office)
    assert (ran.code, ran.out) == (1, "")
    assert "“Nobody” is not known; there is: Ängslunda Kraft AB" in ran.err


def test_an_invoice_that_came_back_changed_is_shown_and_not_swallowed(
    office: Home, tmp_path: Path
) -> None:
    path = tmp_path / "changed.csv"
    dearer = replace(INVOICES[0], amount_minor=INVOICES[0].amount_minor + 1)
    path.write_bytes(write_csv([dearer, *INVOICES[1:]]))
    words = ("invoices", "import", path, "--creditor", "5599990990", "--on", "2026-01-02")
    ran = run(*words, "--json", home=office)
    assert (ran.code, ran.json["invoices"]) == (1, 0)
    (difference,) = ran.json["differences"]
    assert INVOICES[0].number in difference


def test_the_days_of_a_case_from_invoice_to_settlement(office: Home, tmp_path: Path) -> None:
    number = INVOICES[0].number
    ran = run("run", "--on", "2026-02-01", "--until", "2026-02-12", "--json", home=office)
    assert (ran.code, ran.json["planned"], ran.json["letters_sent"]) == (0, 4, 4)
    again = run("run", "--on", "2026-02-12", "--json", home=office).json
    assert (again["planned"], again["letters_sent"]) == (0, 0)

    told = run("case", "show", number, "--json", home=office).json
    assert set(told) >= {"stage", "items", "balance_minor", "next", "holds", "history"}
    assert told["balance_minor"] == INVOICES[0].amount_minor
    (item,) = told["items"]
    assert (item["kind"], item["open_minor"]) == ("principal", INVOICES[0].amount_minor)
    assert number in item["because"]
    assert set(told["next"]) == {"what", "on", "owner"}
    before = run("case", "show", number, "--on", "2026-01-15", "--json", home=office).json
    assert (before["stage"], len(before["history"])) == ("not_due", 1)

    paid = [
        BankPayment("50501055", INVOICES[1].amount_minor, date(2026, 2, 13), INVOICES[1].reference),
        BankPayment("50501055", 77_00, date(2026, 2, 13), "", text="hej"),
    ]
    path = tmp_path / "bgmax.txt"
    path.write_bytes(write_bgmax(paid, created_at=AT))
    words = ("payments", "import", path, "--on", "2026-02-13", "--json")
    got = run(*words, home=office)
    assert (got.code, got.json["booked"], got.json["unmatched"]) == (0, 1, 1)
    assert run(*words, home=office).json["already_known"] is True

    tasks = run("tasks", "list", "--json", home=office).json
    assert [one["kind"] for one in tasks["tasks"]] == ["assign_payment"]
    (waiting,) = run("payments", "waiting", "--json", home=office).json["waiting"]
    assert (waiting["amount_minor"], waiting["text"]) == (77_00, ["hej"])
    words = ("payments", "assign", str(waiting["line"]), "--case", number, "--on", "2026-02-14")
    assert run(*words, home=office).code == 0
    assert run(*words, "--json", home=office).code == 1

    settled = run("settle", "--on", "2026-02-27", "--json", home=office).json["settlements"]
    assert settled[0]["collected_minor"] == INVOICES[1].amount_minor + 77_00
    assert all(Path(file).is_file() for file in settled[0]["files"])
    assert run("settle", "--on", "2026-02-27", "--json", home=office).json["settlements"] == []
    assert run("check", "--json", home=office).json["is_clean"] is True


def test_a_case_is_closed_by_a_person_with_the_reason_in_its_history(office: Home) -> None:
    number = INVOICES[3].number
    words = ("case", "close", number, "--because", "agreed with the customer", "--on", "2026-03-01")
    told = run(*words, "--json", home=office).json
    assert told["stage"] == "closed"
    assert any("agreed with the customer" in str(event["given"]) for event in told["history"])
    assert run(*words, "--json", home=office).error["code"] == "CaseNotOpen"
    assert "agreed with the customer" in run("case", "show", number, home=office).out


def test_a_case_that_is_not_there_is_refused(office: Home) -> None:
    ran = run("case", "show", "2-999999", "--json", home=office)
    assert (ran.code, ran.error["code"]) == (1, "CaseNotFound")


def test_books_that_do_not_agree_end_with_1_and_name_the_row(home: Home, office: Home) -> None:
    import psycopg

    from kvitt.site import cluster, postgres
    from kvitt.site.place import place_of

    server = postgres.Server(home, place_of(home))
    wrong = "update claim set principal_open_minor = principal_open_minor {} 1 where id = 1"
    with psycopg.connect(server.conninfo(database=cluster.DATABASE), autocommit=True) as superuser:
        superuser.execute(wrong.format("-"))
        try:
            ran = run("check", "--json", home=office)
            assert (ran.code, ran.json["is_clean"]) == (1, False)
            assert {one["rule"] for one in ran.json["troubles"]} == {"claims_equal_items"}
            assert run("check", home=office).code == 1
        finally:
            superuser.execute(wrong.format("+"))


def test_a_reader_that_goes_away_is_no_trouble(office: Home) -> None:
    line = " ".join([*COMMAND, "flow", "list", "--json"])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line} | head -1"],
        capture_output=True, text=True, env=surroundings(office), check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_an_auditor_checks_letters_counts_figures_and_verifies_evidence(
    office: Home, tmp_path: Path
) -> None:
    period = ("--from", "2026-01-01", "--through", "2026-12-31")
    checked = run("audit", "rules", *period, "--json", home=office)
    assert (checked.code, checked.json["exceptions"]) == (0, []), checked.out
    for words in (("list", "merges"), ("answers",)):
        assert run("audit", *words, *period, home=office).code == 0
    table, bundle = tmp_path / "figures.csv", tmp_path / "two.zip"
    run("audit", "figures", "--of", "2026-03-01", "--out", table, "--by", "Lars", home=office)
    assert table.read_bytes().startswith(b"country,currency,debtor,figure")
    drawn = run("evidence", "draw", "--count", "2", "--word", "aprikos", "--out", bundle, "--by",
                "Lars", "--json", home=office)  # fmt: skip
    assert len(drawn.json["cases"]) == 2
    found = run("evidence", "verify", bundle, "--json", home=office)
    assert (found.code, found.json["is_whole"]) == (0, True)
    day = ("--to", "2026-01-02", "--on", "2026-01-05")
    assert run("restore", "compare", *day, "--json", home=office).json["letters"] == []
    assert run("restore", "begin", *day, "--by", "Lars", home=office).code == 0
    assert run("go", "--all", "--because", "compared", home=office).code == 0
    key = tmp_path / "other.pem"
    key.write_text(public_key(new_private_key()))
    assert run("evidence", "verify", bundle, "--key", key, home=office).code == 1


def test_an_interrupted_command_says_so_and_ends_with_130(office: Home) -> None:
    days = ("run", "--on", "2026-01-01", "--until", "2126-12-31")
    program = subprocess.Popen(
        [*COMMAND, *days], stderr=subprocess.PIPE, text=True, env=surroundings(office)
    )
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(timeout=3)
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=30)
    assert program.returncode == 130
    assert "interrupted" in err and "Traceback" not in err


def test_a_fault_is_one_calm_line_and_the_log_holds_no_personal_words(office: Home) -> None:
    program = (
        "import sys; from kvitt import cli; from kvitt.commands import law\n"
        "def fall(*words, **given): raise ValueError('Anna Alm 19800101-1234')\n"
        "law.interest.callback = fall\n"
        "sys.exit(cli.main(['law', 'interest', '--country', 'SE', '--principal', '1', '--due',"
        " '2026-01-01', '--until', '2026-01-02']))"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", program],
        capture_output=True, text=True, env=surroundings(office), check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1 and "ValueError" in done.stderr
    log = (office.logs / "kvitt.log").read_text()
    assert "ValueError" in log and "in fall" in log
    assert "Anna" not in log + done.stderr
