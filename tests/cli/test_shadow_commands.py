"""A creditor is connected in shadow mode, looks at the list, and approves it, by command."""

import csv
from collections.abc import Iterator
from datetime import date

import pytest

from kvitt.simulators.demo_invoices import month_of_invoices, write_csv
from kvitt.simulators.demo_people import debtors
from kvitt.site.home import Home
from tests.cli.files import SELLER
from tests.cli.program import home_of_its_own, run
from tests.cli.test_office_commands import AGENCY, CREDITOR

ON = "2026-03-16"
INVOICES = month_of_invoices(
    SELLER, debtors("SE", 4, seed="shadow"), first_number=1, on=date(2026, 1, 2), seed="shadow"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    path = tmp_path_factory.mktemp("files") / "fakturor.csv"
    path.write_bytes(write_csv(INVOICES))
    with home_of_its_own(with_server=True) as home:
        assert run(*AGENCY, home=home).code == 0
        assert run(*CREDITOR, "--shadow-since", "2026-01-01", home=home).code == 0
        words = ("invoices", "import", path, "--creditor", SELLER.name, "--on", "2026-01-02")
        assert run(*words, home=home).code == 0
        yield home


def shadow(office: Home, verb: str, *words: str):
    return run("creditor", "shadow", verb, SELLER.name, *words, "--json", home=office)


def test_the_list_is_shown_kept_and_approved(office: Home, tmp_path) -> None:
    assert shadow(office, "status").json["runs"] is True
    assert run("status", "--json", home=office).json["shadows"] == [SELLER.name]
    night = run("run", "--on", ON, "--json", home=office)
    assert (night.code, night.json["letters_sent"]) == (0, 0)
    seen = shadow(office, "list", "--on", ON, "--file", str(tmp_path / "list.csv"))
    assert (seen.code, seen.json["invoices"], seen.json["now"]) == (0, 4, {"friendly_reminder": 4})
    rows = list(csv.reader((tmp_path / "list.csv").open(encoding="utf-8-sig"), delimiter=";"))
    assert [row[1] for row in rows] == ["invoice", *(one.number for one in INVOICES)]
    told = run("creditor", "shadow", "list", SELLER.name, "--on", ON, home=office)
    assert "4 open invoices" in told.out
    wrong = shadow(office, "approve", "--by", "Mona", "--on", ON, "--list", "f" * 12)
    assert (wrong.code, wrong.error["code"]) == (1, "ListNotShown")
    held = ("--hold", INVOICES[0].number, "--until", "2026-03-31", "--reason", "we talk")
    digest = seen.json["list"][:12]
    done = shadow(office, "approve", "--by", "Mona", "--on", ON, "--list", digest, *held)
    assert (done.code, done.json["held"]) == (0, {"manual_pause": 1})
    assert shadow(office, "status").json["runs"] is False
    assert run("run", "--on", ON, "--json", home=office).json["letters_sent"] == 3
    assert run("check", home=office).code == 0


def test_a_live_creditor_is_put_in_shadow_and_a_hold_without_its_reason_is_wrong_usage(
    office: Home,
) -> None:
    begun = shadow(office, "start", "--since", "2026-01-01", "--by", "Mona", "--on", "2026-03-20")
    assert (begun.code, begun.json["since"]) == (0, "2026-01-01")
    assert shadow(office, "approve", "--by", "Mona", "--hold", "1").code == 2
