"""What a debtor says, by command: disputes, complaints, closing for a reason, opening again."""

from tests.cli.program import Ran, run
from tests.cli.test_office_commands import INVOICES, home, office

__all__ = ["home", "office"]
FIRST, SECOND = INVOICES[0].number, INVOICES[1].number
LATE = "2026-02-20"


def on_case(office, verb: str, *words: str, number: str = FIRST, on: str = LATE) -> Ran:
    return run("case", verb, number, *words, "--on", on, "--json", home=office)


def test_a_case_is_disputed_with_a_file_and_the_debtor_gets_an_answer(office, tmp_path) -> None:
    paper = tmp_path / "order.txt"
    paper.write_text("tre stycken, inte fyra", encoding="utf-8")
    words = ("--reason", "wrong_sum", "--text", "three, not four", "--part", "100")
    raised = on_case(office, "dispute", *words, "--file", str(paper))
    assert (raised.code, raised.json["done"]["answer_by"]) == (0, "2026-02-27")
    assert [hold["kind"] for hold in raised.json["holds"]] == ["dispute"]
    short = ("--outcome", "rejected", "--because", "the order says four", "--new-time", "3")
    refused = on_case(office, "answer-dispute", *short)
    assert (refused.code, refused.error["code"]) == (1, "NewTimeTooShort")
    done = on_case(office, "answer-dispute", *short[:-2])
    assert (done.code, done.json["done"]["resumes_on"]) == (0, "2026-03-03")


def test_a_complaint_is_registered_and_answered(office) -> None:
    made = on_case(office, "complain", "--about", "tone", "--text", "rude on the phone")
    assert (made.code, made.json["done"]["answer_by"]) == (0, "2026-03-22")
    number = str(made.json["done"]["complaint"])
    words = ("--complaint", number, "--outcome", "upheld", "--answer", "We are sorry.")
    assert on_case(office, "answer-complaint", *words).code == 0
    again = on_case(office, "answer-complaint", *words)
    assert (again.code, again.error["code"]) == (1, "UnknownComplaint")


def test_a_case_is_closed_for_a_reason_and_opened_again(office) -> None:
    told = ("--because", "the goods came back")
    paid = on_case(office, "close", "--reason", "paid", *told, number=SECOND)
    assert (paid.code, paid.error["code"]) == (1, "StillOpen")
    closed = on_case(office, "close", "--reason", "withdrawn", *told, number=SECOND)
    assert (closed.code, closed.json["balance_minor"]) == (0, 0)
    assert closed.json["closing"]["written_off_minor"] > 0
    opened = on_case(office, "reopen", "--because", "they did not", number=SECOND)
    assert opened.code == 0
    assert opened.json["done"]["owed_minor"] == closed.json["closing"]["written_off_minor"]
    again = on_case(office, "reopen", "--because", "they did not", number=SECOND)
    assert (again.code, again.error["code"]) == (1, "CaseNotClosed")
