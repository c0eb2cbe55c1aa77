"""What keeps a case from going on, by command: hold, release, defer, announce-payment, why."""

from tests.cli.program import Ran, run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST, SECOND = INVOICES[0].number, INVOICES[1].number
LATE = "2026-02-20"


def on_case(office, verb: str, *words: str, number: str = FIRST, on: str = LATE) -> Ran:
    return run("case", verb, number, *words, "--on", on, "--json", home=office)


def causes(office, number: str = FIRST, on: str = LATE) -> list[str]:
    told = on_case(office, "why", number=number, on=on)
    assert told.code == 0, told.out
    return [cause["kind"] for cause in told.json["causes"]]


def test_a_case_is_held_asked_about_and_released(office) -> None:
    words = ("--kind", "manual_pause", "--until", "2026-03-10", "--because", "goods are looked for",
             "--reason-code", "told_by_creditor")  # fmt: skip
    held = on_case(office, "hold", *words)
    assert (held.code, held.json["holds"][0]["kind"]) == (0, "manual_pause")
    assert "manual_pause" in causes(office)
    assert "manual_pause" not in causes(office, on="2026-03-11")
    freed = on_case(office, "release", "--kind", "manual_pause", "--because", "found")
    assert freed.code == 0
    again = on_case(office, "release", "--kind", "manual_pause", "--because", "found")
    assert (again.code, again.error["code"]) == (1, "NotHeld")


def test_a_case_is_deferred_within_the_limits_and_beyond_them_with_a_reason(office) -> None:
    words = ("--reason", "illness", "--interest", "waived")
    beyond = on_case(office, "defer", "--until", "2026-03-23", *words, number=SECOND)
    assert (beyond.code, beyond.error["code"]) == (1, "DeferralNotAllowed")
    assert "2026-03-22" in beyond.error["sentence"]
    done = on_case(office, "defer", "--until", "2026-03-23", *words, "--override", "in hospital",
                   number=SECOND)  # fmt: skip
    assert (done.code, done.json["holds"][0]["until_on"]) == (0, "2026-03-23")
    assert causes(office, number=SECOND)[0] == "deferral"


def test_an_announced_payment_is_waited_for(office) -> None:
    assert on_case(office, "announce-payment", on="2026-02-21").code == 0
    assert "payment_announced" in causes(office, on="2026-02-25")
    assert "payment_announced" not in causes(office, on="2026-02-26")
    told = run("case", "why", FIRST, "--on", "2026-02-25", home=office)
    assert "nothing is sent: payment announced, until 2026-02-25" in " ".join(told.out.split())
