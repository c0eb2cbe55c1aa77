"""The stop buttons by command, and requests that name a key."""

from tests.cli.files import SELLER
from tests.cli.program import run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST, SECOND = INVOICES[0].number, INVOICES[1].number


def test_sending_is_stopped_shown_and_let_go(office) -> None:
    assert run("status", "--json", home=office).json == {
        "stops": [], "planned": {}, "shadows": [],
    }  # fmt: skip
    words = ("--creditor", SELLER.name, "--because", "wrong interest", "--by", "Mona")
    stopped = run("stop", *words, "--on", "2026-02-10", "--json", home=office)
    assert (stopped.code, stopped.json["stops"][0]["creditor"]) == (0, SELLER.name)
    again = run("stop", *words, "--json", home=office)
    assert (again.code, again.error["code"]) == (1, "AlreadyStopped")
    told = run("status", home=office)
    assert "stopped since 2026-02-10 by Mona: wrong interest" in " ".join(told.out.split())
    night = run("run", "--on", "2026-02-10", "--json", home=office)
    assert (night.code, night.json["letters_sent"]) == (1, 0)
    assert "stopped since 2026-02-10 by Mona" in night.json["problems"][0]
    assert run("status", "--json", home=office).json["planned"][SELLER.name] == 4
    gone = run("go", *words, "--on", "2026-02-11", "--json", home=office)
    assert (gone.code, gone.json["stops"]) == (0, [])


def test_a_stop_says_whose_sending_it_stops(office) -> None:
    assert run("stop", "--because", "x", "--json", home=office).code == 2
    both = ("--all", "--creditor", SELLER.name)
    assert run("stop", *both, "--because", "x", "--json", home=office).code == 2
    assert run("go", "--channel", "email", "--because", "x", home=office).code == 1


def test_a_double_click_announces_one_payment_and_a_changed_one_is_refused(office) -> None:
    words = ("case", "announce-payment", FIRST, "--on", "2026-02-12", "--key", "c1", "--json")
    first = run(*words, home=office)
    assert first.code == 0
    assert run(*words, home=office).json == first.json
    holds = run("case", "show", FIRST, "--on", "2026-02-12", "--json", home=office).json["holds"]
    assert [hold["kind"] for hold in holds] == ["payment_announced"]
    changed = run(*words, "--because", "tomorrow", home=office)
    assert (changed.code, changed.error["code"]) == (1, "RequestDiffers")


def test_a_case_is_closed_and_disputed_once_by_the_same_key(office) -> None:
    close = ("case", "close", SECOND, "--because", "gone", "--on", "2026-02-12", "--key", "c2")
    assert run(*close, home=office).code == 0
    assert run(*close, home=office).code == 0
    assert run(*close[:-2], "--json", home=office).code == 1, "without its key it is a new request"
    words = ("case", "dispute", FIRST, "--reason", "wrong_sum", "--text", "too much",
             "--on", "2026-02-12", "--key", "c3", "--json")  # fmt: skip
    first = run(*words, home=office)
    assert (first.code, run(*words, home=office).json) == (0, first.json)
