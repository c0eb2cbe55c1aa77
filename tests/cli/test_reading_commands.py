"""Commands that read a file and touch nothing: bank files, invoices, flows."""

from pathlib import Path

import pytest

from kvitt.domain.flow import FLOWS
from kvitt.simulators.bank import BankPayment, write_bgmax, write_camt054
from kvitt.simulators.demo_invoices import DemoSeller, month_of_invoices, write_csv, write_ubl
from kvitt.simulators.demo_people import debtors
from tests.cli.files import AT, DAY, PAYMENTS, SELLER
from tests.cli.program import run

NORWEGIAN = DemoSeller("Fjelltun AS", "NO", "319099999", "12345678903", "N", 14, ("Kraft",), 1, 900)


@pytest.fixture
def bgmax(tmp_path: Path) -> Path:
    path = tmp_path / "bgmax.txt"
    path.write_bytes(write_bgmax(PAYMENTS, created_at=AT))
    return path


def test_a_bank_file_is_read_without_booking_anything(bgmax: Path) -> None:
    ran = run("bank", "read", bgmax, "--json")
    assert ran.code == 0
    told = ran.json
    assert set(told) >= {"payments", "other", "count", "total_minor", "warnings", "quarantined"}
    assert (told["count"], told["total_minor"]) == (2, 150_00)
    first = told["payments"][0]
    assert (first["amount_minor"], first["currency"], first["reference"], first["booked_on"]) == (
        100_00, "SEK", "1234566", "2026-02-03",
    )  # fmt: skip


def test_money_that_the_bank_took_back_is_negative(tmp_path: Path) -> None:
    back = BankPayment("50501055", 100_00, DAY, "1234566", is_reversal=True)
    path = tmp_path / "back.xml"
    path.write_bytes(write_camt054([*PAYMENTS, back], created_at=AT, identification="T1"))
    told = run("bank", "read", path, "--json").json
    assert [one["amount_minor"] for one in told["payments"]] == [100_00, 50_00, -100_00]
    assert told["total_minor"] == 50_00


def test_a_person_sees_the_payments_in_a_table(bgmax: Path) -> None:
    ran = run("bank", "read", bgmax)
    assert "1234566" in ran.out and "2 payments, 150.00 SEK in all" in ran.out


def test_a_bank_file_with_wrong_sums_books_nothing_and_says_so(bgmax: Path) -> None:
    raw = bgmax.read_bytes().replace(b"00000000010000", b"00000000010001", 1)
    bgmax.write_bytes(raw)
    ran = run("bank", "read", bgmax, "--json")
    assert ran.code == 1
    assert (ran.json["payments"], ran.json["total_minor"]) == ([], 0)
    assert ran.json["quarantined"]


@pytest.mark.parametrize(
    "raw", [b"", b"\0\1\2\xff" * 100, b"hello", b"<a><b></a>", b"<!DOCTYPE x>"]
)
def test_garbage_is_refused_in_a_sentence(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(raw)
    for words in (("bank", "read"), ("invoices", "read"), ("flow", "check")):
        ran = run(*words, path)
        assert (ran.code, ran.out) == (1, ""), words
        assert ran.err.startswith("kvitt: ")
        assert run(*words, path, "--json").error["sentence"]


@pytest.mark.parametrize("words", [("bank", "read"), ("invoices", "read"), ("flow", "check")])
def test_a_missing_file_is_wrong_usage(words: tuple[str, ...]) -> None:
    ran = run(*words, "/no/such/file", "--json")
    assert ran.code == 2
    assert "/no/such/file" in ran.error["sentence"]


def test_a_swedish_csv_file_is_read_by_its_own_words(tmp_path: Path) -> None:
    made = month_of_invoices(SELLER, debtors("SE", 3, seed="t"), first_number=1, on=DAY, seed="t")
    path = tmp_path / "fakturor.csv"
    path.write_bytes(write_csv(made))
    ran = run("invoices", "read", path, "--json")
    told = ran.json
    assert (ran.code, told["country"], told["encoding"], told["count"]) == (0, "SE", "cp1252", 3)
    first = told["invoices"][0]
    assert (first["number"], first["kind"], first["issued_on"]) == (
        "E00001",
        "invoice",
        "2026-02-03",
    )
    assert (first["due_on"], first["currency"]) == ("2026-03-05", "SEK")
    assert first["payable_minor"] == made[0].amount_minor
    assert first["payment_reference"] == made[0].reference


def test_a_norwegian_ubl_invoice_is_read(tmp_path: Path) -> None:
    people = debtors("NO", 1, seed="t")
    made = month_of_invoices(NORWEGIAN, people, first_number=1, on=DAY, seed="t")
    path = tmp_path / "faktura.xml"
    path.write_bytes(write_ubl(made[0], NORWEGIAN))
    told = run("invoices", "read", path, "--json").json
    assert (told["country"], told["invoices"][0]["currency"]) == ("NO", "NOK")
    assert told["invoices"][0]["payable_minor"] == made[0].amount_minor


def test_rows_in_error_are_named_while_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "Fakturanummer;Fakturadatum;Förfallodatum;Att betala;Namn\n"
        "1;2026-01-01;2026-01-31;100,00;Anna\n2;2026-01-01;någon gång;100,00;Bo\n"
    )
    ran = run("invoices", "read", path, "--json")
    assert (ran.code, ran.json["count"]) == (1, 1)
    (error,) = ran.json["errors"]
    assert (error["line"], error["field"], error["value"]) == (3, "due_on", "någon gång")
    assert "line 3" in run("invoices", "read", path).out


def test_a_mapping_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    file, mapping = tmp_path / "f.csv", tmp_path / "m.json"
    file.write_text("a;b\n1;2\n")
    for written in ("{", "[]", '{"columns": {"a": "nonsense"}}'):
        mapping.write_text(written)
        ran = run("invoices", "read", file, "--mapping", mapping, "--json")
        assert (ran.code, ran.error["code"]) == (1, "UnusableMapping")


def test_the_flows_are_listed_with_their_steps() -> None:
    names = [one["name"] for one in run("flow", "list", "--json").json["flows"]]
    assert {"se-own-consumer", "no-agency-business"} <= set(names)


def test_a_flow_that_charges_too_early_is_refused_with_the_paragraph(tmp_path: Path) -> None:
    text = (FLOWS / "no-own-consumer.yaml").read_text(encoding="utf-8")
    path = tmp_path / "flow.yaml"
    path.write_text(text)
    assert run("flow", "check", path, "--json").json["allowed"] is True
    hasty = text.replace("pay_within_days: 8", "pay_within_days: 1")
    path.write_text(hasty.replace("after_due_days: 15", "after_due_days: 13"))
    ran = run("flow", "check", path, "--json")
    assert (ran.code, ran.error["code"]) == (1, "FlowBreaksLaw")
    assert "§" in ran.error["reference"]


def test_a_preview_tells_what_would_happen_when_and_what_it_would_cost() -> None:
    asked = ("--amount", "1000.00", "--due", "2026-03-02")
    told = run("flow", "preview", "se-own-consumer", *asked, "--json").json
    steps = {one["step"]: one for one in told["steps"]}
    assert steps["reminder"]["charges"][0]["amount_minor"] == 60_00
    assert steps["collection_demand"]["total_minor"] > 1_240_00
    assert steps["reminder"]["deadline_on"] > steps["reminder"]["on"]
    assert run("flow", "preview", "no-such-flow", *asked).code == 1
    assert "60.00 reminder" in run("flow", "preview", "se-own-consumer", *asked).out


def test_a_sectors_flow_is_refused_with_what_the_law_files_lack() -> None:
    rent = FLOWS / "sectors" / "se-agency-rent.yaml"
    ran = run("flow", "check", str(rent), "--json")
    assert (ran.code, ran.error["code"]) == (1, "StatuteMissing")
    assert "sector.rent_recovery_days" in ran.error["given"]["missing"]
    assert "kvitt/law/se/sector.yaml" in ran.error["sentence"]
