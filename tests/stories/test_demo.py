"""The demo: half a year of days, twice counted, and then the pages."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from kvitt.site.home import Home
from tests.cli.program import COMMAND, home_of_its_own, run, surroundings

LONGEST_SECONDS = 240
"""About 30 seconds on an idle machine; tests run beside each other."""


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with home_of_its_own() as made:
        yield made


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def told(home: Home) -> dict[str, Any]:
    ran = run("demo", "--no-serve", "--json", home=home, seconds=LONGEST_SECONDS)
    assert ran.code == 0, ran.err
    shown: dict[str, Any] = ran.json
    return shown


@pytest.fixture(scope="module")
def rows(told: dict[str, Any]) -> dict[str, list[int]]:
    return {row["name"].strip(): row["values"] for row in told["rows"]}


def test_every_sum_of_the_demo_agrees_with_the_ledger(told: dict[str, Any]) -> None:
    assert [one["currency"] for one in told["creditors"]] == ["SEK", "NOK"]
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


def test_the_demo_comes_out_the_same_and_is_served_until_ctrl_c(
    told: dict[str, Any], home: Home, port: int
) -> None:
    program = subprocess.Popen(
        [*COMMAND, "demo", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings(home),
    )  # fmt: skip
    limit = time.monotonic() + LONGEST_SECONDS
    while not _answers(port) and program.poll() is None and time.monotonic() < limit:
        time.sleep(0.2)
    assert _answers(port)
    other = run("demo", "--no-serve", "--json", home=home)
    assert (other.code, other.error["code"]) == (1, "DemoIsRunning")
    os.kill(program.pid, signal.SIGINT)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    assert f"http://127.0.0.1:{port}/" in err
    for row in told["rows"]:
        (line,) = [line for line in out.splitlines() if line.startswith(f"{row['name']}  ")]
        assert line.count("✗") == 0
        if not row["is_money"]:
            shown = [word for word in line.replace(row["name"], "", 1).split() if word.isdigit()]
            assert shown == [str(value) for value in row["values"]]


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
