"""A night costs as many statements for thirty cases as for three: what grows is only their size."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import psycopg
import pytest
from django.db import connection
from psycopg.rows import tuple_row

from kvitt.application.add_creditor import add_creditor
from kvitt.application.follow_monitoring import follow_monitoring
from kvitt.application.place_hold import place_hold
from kvitt.application.receive_payments import receive_payments
from kvitt.application.register_invoices import register_invoices
from kvitt.application.run_cases import run_cases
from kvitt.application.start_monitoring import start_monitoring
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.kernel.days import add_months
from kvitt.kernel.reference import ocr_with_check
from kvitt.simulators.bank import BankPayment, write_bgmax
from kvitt.store import session
from kvitt.store.creditors import Creditor
from tests.portfolio import organisation_number
from tests.stories.money import bankgiro

FEW, MANY = 3, 30
ISSUED_ON, DUE_ON = date(2026, 1, 1), date(2026, 2, 2)
FRIENDLY_ON, REMINDER_ON, DEMAND_ON = date(2026, 2, 9), date(2026, 2, 24), date(2026, 3, 20)

pytestmark = pytest.mark.usefixtures("db")


class Watched(psycopg.Cursor[Any]):
    """A cursor that notes what it is asked."""

    seen: ClassVar[list[str]] = []

    def execute(self, query: Any, *rest: Any, **named: Any) -> Any:
        self.seen.append(str(query))
        return super().execute(query, *rest, **named)

    def copy(self, statement: Any, *rest: Any, **named: Any) -> Any:
        self.seen.append(str(statement))
        return super().copy(statement, *rest, **named)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements and copies that go to the database inside the block."""
    seen: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr(Watched, "seen", seen)
        patched.setattr(
            session, "cursor", lambda: Watched(connection.connection, row_factory=tuple_row)
        )
        yield seen


def creditor() -> Creditor:
    number = organisation_number("SE")
    return add_creditor(
        name=f"Provbolaget {number} AB", country="SE", organisation_number=number,
        account=bankgiro(), today=ISSUED_ON, flows=("se-own",),
    )  # fmt: skip


def invoices(first: int, count: int) -> Iterator[InvoiceIn]:
    for number in range(first, first + count):
        debtor = DebtorIn(
            f"Åsa Prov {number}", None, "consumer", ("Provgatan 1",), "11122", "Växjö", "SE",
            f"kund{number}@example.org", None, "sv", f"K{number}",
        )  # fmt: skip
        yield InvoiceIn(
            str(number), "invoice", ISSUED_ON, DUE_ON, "SEK", 500_00 + number,
            ocr_with_check(f"{number:06d}"), debtor, None, "El", True, f"line {number}",
        )  # fmt: skip


def registered(first: int, count: int) -> Creditor:
    made = creditor()
    report = register_invoices(made, invoices(first, count), source="prov.csv", today=ISSUED_ON)
    assert report.invoices == count
    return made


def all_left(one: Creditor, wake_on: date) -> None:
    with session.tenant_scope(one.tenant_id):
        session.execute(
            "update notice set state = 'sent', sent_on = planned_on, deadline_on = planned_on + 10"
            " where state = 'planned'"
        )
        session.execute("update collection_case set wake_on = %s", (wake_on,))


def test_registering_thirty_invoices_takes_as_many_statements_as_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few_from, many_from = creditor(), creditor()
    with counted(monkeypatch) as few:
        register_invoices(few_from, invoices(1, FEW), source="a.csv", today=ISSUED_ON)
    with counted(monkeypatch) as many:
        register_invoices(many_from, invoices(1, MANY), source="b.csv", today=ISSUED_ON)
    assert few
    assert len(many) == len(few)


def test_a_night_of_thirty_cases_takes_as_many_statements_as_one_of_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few_of = registered(1, FEW)
    many_of = registered(1, MANY)
    for today in (FRIENDLY_ON, REMINDER_ON, DEMAND_ON):
        with counted(monkeypatch) as few:
            assert run_cases(few_of.tenant_id, today=today).planned == FEW
        with counted(monkeypatch) as many:
            assert run_cases(many_of.tenant_id, today=today).planned == MANY
        assert len(many) == len(few), today
        for one in (few_of, many_of):
            all_left(one, today + timedelta(days=1))


def test_a_night_with_nothing_due_asks_a_handful_of_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = registered(1, MANY)
    with counted(monkeypatch) as asked:
        assert run_cases(one.tenant_id, today=ISSUED_ON).decided == 0
    assert len(asked) <= 11  # the last one notes that the night is over


def test_why_nothing_is_sent_is_one_question_however_many_holds_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = registered(1, 1)
    with session.tenant_scope(one.tenant_id):
        case_id = session.query_value("select id from collection_case")

    def asked() -> tuple[int, str]:
        with counted(monkeypatch) as seen:
            told = why_nothing_is_sent(one, case_id, on=DUE_ON)
        # the scope is set and taken back, the state and the holds, the facts, what is asked of whom
        assert sum("select c.closed_on is null, h.kind" in text for text in seen) == 1
        return len(seen), told.sentence

    before, sentence = asked()
    assert sentence.startswith("it is due on 2026-02-02")
    for kind in ("manual_pause", "bankruptcy", "death", "ability_check"):
        place_hold(one, case_id, kind=kind, because="so", today=DUE_ON, actor="Mona")
    after, sentence = asked()
    assert after == before <= 9
    assert sentence.count("nothing is sent") == 3


def test_a_bank_file_of_thirty_payments_takes_as_many_statements_as_one_of_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = registered(1, FEW + MANY)
    paid_on = date(2026, 1, 20)

    def received(first: int, count: int) -> list[str]:
        payments = [
            BankPayment(
                one.pay_to_number, 500_00 + number, paid_on, ocr_with_check(f"{number:06d}")
            )
            for number in range(first, first + count)
        ]
        raw = write_bgmax(
            payments, created_at=datetime(2026, 1, 20, 20, tzinfo=UTC), first_number=first
        )
        with counted(monkeypatch) as seen:
            report = receive_payments(raw, name=f"{first}.txt", today=paid_on)
        assert (report.booked, report.closed_cases) == (count, count)
        return seen

    assert len(received(1, FEW)) == len(received(1 + FEW, MANY))


def test_rounds_of_thirty_monitored_cases_take_as_many_statements_as_of_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    for count in (FEW, MANY):
        one = registered(1, count)
        with session.tenant_scope(one.tenant_id):
            cases = [row[0] for row in session.query("select id from collection_case")]
        for case_id in cases:
            start_monitoring(one, case_id, reason="no_assets", because="nothing to take",
                             today=DUE_ON, actor="Mona")  # fmt: skip
        with counted(monkeypatch) as none_due:
            assert follow_monitoring(one.tenant_id, today=DUE_ON).rounds == 0
        assert len(none_due) <= 4
        with counted(monkeypatch) as seen:
            done = follow_monitoring(one.tenant_id, today=add_months(DUE_ON, 3))
        assert (done.rounds, done.letters) == (count, count)
        asked.append(len(seen))
    assert asked[0] == asked[1]
