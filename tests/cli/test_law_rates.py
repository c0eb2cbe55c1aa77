"""``kvitt law rates`` and ``kvitt law check``: every dated value, and files that hold."""

import csv
import io
import json
from datetime import date

import pytest

from kvitt.cli import main
from kvitt.commands import law_rates as command
from kvitt.law.book import law_book, law_texts
from kvitt.law.check import LawCheck, check_law


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(["law", *words]) == code
    return capsys.readouterr().out


def rows_of(page: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page)))


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_csv_holds_every_period_of_every_rate_and_fee(
    country: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = rows_of(told(capsys, "rates", "--country", country, "--csv"))
    book = law_book(country)
    priced = [name for name in book.names() if book.series[name].entries[0].unit in command.PRICED]
    periods = sum(len(book.values(name)) + len(book.series[name].unconfirmed) for name in priced)
    assert len(rows) == periods
    assert tuple(rows[0]) == command.COLUMNS
    for row in rows:
        assert row["reference"]
        assert row["source"]
        assert row["confidence"] in ("high", "medium", "low", "none")
        date.fromisoformat(row["from"])


def test_a_rate_of_a_half_year_has_its_days_its_notice_and_its_raw_amount(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = rows_of(told(capsys, "rates", "--country", "NO", "--csv", "--name", "interest"))
    rate = next(
        row for row in rows if row["name"] == "interest.late_rate" and row["from"] == "2026-07-01"
    )
    assert (rate["until"], rate["amount"], rate["raw"]) == ("2027-01-01", "12.25 %", "1225")
    assert rate["notice"] == "FOR-2026-06-25-1372"
    assert rate["published"] == "2026-06-25"
    assert {row["name"].partition(".")[0] for row in rows} == {"interest"}
    assert "interest.day_count_consumer" in {row["name"] for row in rows}


def test_days_that_the_sources_dispute_are_a_row_that_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "fees.late_payment_compensation"
    page = told(capsys, "rates", "--country", "NO", "--name", name, "--json")
    rows = json.loads(page)["rates"]
    disputed = next(row for row in rows if row["from"] == "2021-01-01")
    assert (disputed["amount"], disputed["raw"]) == ("not known", None)
    assert "400 and 430" in disputed["source"]
    assert [row["from"] for row in rows] == sorted(row["from"] for row in rows)


def test_only_what_was_published_by_a_day_is_shown_as_known_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("rates", "--country", "SE", "--name", "interest.reference_rate", "--csv")
    on_new_years_day = rows_of(told(capsys, *words, "--known-on", "2023-01-01"))
    a_day_later = rows_of(told(capsys, *words, "--known-on", "2023-01-02"))
    assert on_new_years_day[-1]["until"] == "2023-01-01"
    assert a_day_later[-1]["from"] == "2023-01-01"
    assert a_day_later[-1]["notice"] == "SFS 2023:1"


def test_a_person_reads_the_rates_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys, "rates", "--country", "SE", "--name", "interest.reference_rate")
    assert "räntelagen (1975:635) 9 §" in page
    assert "-0.50 %" in page
    assert "SFS 2023:1" in page


def test_a_name_that_is_none_is_refused_with_the_areas(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "rates", "--country", "SE", "--name", "weather", "--json"]) == 1
    assert "its areas are" in json.loads(capsys.readouterr().out)["error"]["sentence"]


def test_the_check_names_what_runs_out_and_what_is_unconfirmed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = told(capsys, "check", "--on", "2026-11-22", "--json")
    found = {one["country"]: one for one in json.loads(page)["countries"]}
    running = {one["name"] for one in found["NO"]["warnings"] if one["kind"] == "running_out"}
    assert "interest.late_rate" in running
    assert found["SE"]["values"] > 100
    assert "fees.late_payment_compensation" in {one["name"] for one in found["NO"]["unconfirmed"]}


def test_nothing_is_said_of_rates_that_have_long_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys, "check", "--country", "NO", "--on", "2026-09-01", "--json")
    warnings = json.loads(page)["countries"][0]["warnings"]
    assert not [one for one in warnings if one["name"] == "interest.late_rate"]


def test_a_sound_book_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys, "check", "--country", "SE", "--on", "2026-11-22")
    assert "✓ Sound" in page
    assert "40 days more" in page
    assert "? interest.demand_states_interest from 2002-07-01" in page


def test_trouble_ends_with_one_and_names_the_value(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = law_texts("SE")
    name = "kvitt/law/se/interest.yaml"
    broken = {**texts, name: texts[name].replace("amount: 450,", "amount: [450],", 1)}

    def checked(country: str, *, on: date) -> LawCheck:
        return check_law(country, on=on, texts=broken)

    monkeypatch.setattr("kvitt.law.check.check_law", checked)
    page = told(capsys, "check", "--country", "SE", code=1)
    assert "✗ kvitt/law/se/interest.yaml" in page
    assert "[450] is not of type 'integer'" in page
    assert "Sound" not in page
