"""``kvitt explain``: a person at the command line repeats every amount of a case by hand."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest

from kvitt.simulators.demo_invoices import month_of_invoices, write_csv
from kvitt.simulators.demo_people import debtors
from kvitt.site.home import Home
from tests.cli.files import SELLER
from tests.cli.program import home_of_its_own, run
from tests.cli.test_office_commands import AGENCY, CREDITOR, ISSUED_ON

PEOPLE = debtors("SE", 1, seed="explain")
INVOICES = month_of_invoices(SELLER, PEOPLE, first_number=1, on=ISSUED_ON, seed="explain")
ARITHMETIC = re.compile(
    r"SEK (?P<base>[\d,.]+) × (?P<rate>[\d.]+)% a year × (?P<days>\d+) days / (?P<year>\d+)"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An office with one invoice that nobody has paid for months."""
    path = tmp_path_factory.mktemp("files") / "fakturor.csv"
    path.write_bytes(write_csv(INVOICES))
    with home_of_its_own(with_server=True) as made:
        for words in (
            AGENCY,
            CREDITOR,
            ("invoices", "import", path, "--creditor", SELLER.name, "--on", "2026-01-02"),
            ("run", "--on", "2026-02-01", "--until", "2026-04-30"),
        ):
            ran = run(*words, home=made, seconds=240)
            assert ran.code == 0, ran.err
        yield made


def by_hand(arithmetic: str) -> int:
    """Base times rate times days over the days of the year, in öre."""
    found = ARITHMETIC.fullmatch(" ".join(arithmetic.split()))
    assert found, arithmetic
    base = Decimal(found["base"].replace(",", ""))
    exact = base * Decimal(found["rate"]) * int(found["days"]) / int(found["year"])
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_every_interest_row_can_be_repeated_by_hand(home: Home) -> None:
    told = run("explain", INVOICES[0].number, "--on", "2026-04-30", "--json", home=home).json
    (claim,) = told["claims"]
    interest = [item for item in claim["items"] if item["kind"] == "interest"]
    assert interest
    for item in interest:
        assert abs(by_hand(item["arithmetic"]) - item["amount_minor"]) <= 1
        assert item["reference"].startswith("räntelagen")
    (running,) = claim["running"]
    assert abs(by_hand(running["arithmetic"]) - claim["running_minor"]) <= 1


def test_the_sum_is_that_of_the_case_on_the_same_day(home: Home) -> None:
    for day in ("2026-02-20", "2026-03-31", "2026-04-30"):
        words = (INVOICES[0].number, "--on", day, "--json")
        told = run("explain", *words, home=home).json
        shown = run("case", "show", *words, home=home).json
        assert told["total_minor"] == shown["to_pay_minor"]
        assert told["balance_minor"] == shown["balance_minor"]


def test_a_person_reads_paragraphs_periods_and_the_sum(home: Home) -> None:
    ran = run("explain", INVOICES[0].number, "--on", "2026-04-30", home=home)
    assert ran.code == 0
    assert "[räntelagen (1975:635) 6 och 9 §§]" in ran.out
    assert "the law's amount: 180.00" in ran.out
    assert "interest not booked yet = SEK" in ran.out
    assert "Invoice " + INVOICES[0].number in ran.out


def test_a_case_that_is_not_there_is_refused(home: Home) -> None:
    ran = run("explain", "2-999999", "--json", home=home)
    assert (ran.code, ran.error["code"]) == (1, "CaseNotFound")


def test_the_check_recomputes_every_amount(home: Home) -> None:
    ran = run("check", "--json", home=home)
    assert ran.code == 0
    assert "every amount recomputed by the law equals what is stored" in ran.json["proved"]
