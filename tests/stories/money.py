"""What the stories of money need: bank files from the simulator, and questions about the books."""

import itertools
import os
from datetime import date, datetime, time
from typing import Any

from kvitt.application.add_creditor import add_creditor
from kvitt.application.check_books import check_books
from kvitt.application.receive_payments import Received, receive_payments
from kvitt.application.register_invoices import register_invoices
from kvitt.kernel.reference import luhn_check_digit
from kvitt.simulators.bank import BankPayment, write_bgmax, write_camt054, write_ocr_giro
from kvitt.store.creditors import Creditor
from kvitt.store.session import execute, query, query_named, query_value, tenant_scope
from tests.portfolio import invoice, organisation_number
from tests.stories.small_office import case_of

_serial = itertools.count(os.getpid() % 10_000 * 1_000_000, 1_000)


def bankgiro() -> str:
    """A made-up bankgiro number that no other test has used."""
    digits = f"{5_000_000 + next(_serial) // 1_000 % 900_000:07d}"[:7]
    return digits + luhn_check_digit(digits)


def konto() -> str:
    """A made-up Norwegian account number that no other test has used."""
    while True:
        digits = f"97{next(_serial) // 1_000 % 100_000_000:08d}"
        weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
        rest = -sum(int(c) * w for c, w in zip(digits, weights, strict=True)) % 11
        if rest != 10:
            return f"{digits}{rest}"


def creditor_of_its_own(
    country: str = "SE", *, name: str | None = None, **profile: Any
) -> Creditor:
    """A creditor with an account of its own, so that its money is never another test's."""
    number = organisation_number(country)
    profile = {
        "flows": (f"{country.lower()}-own",),
        "address_lines": ("Kajen 3", "111 22 Lillstad"),
        "email": "kontor@kronlund.example",
        "phone": "0470-00 00 11",
        "website": "www.kronlund.example",
    } | profile
    return add_creditor(
        name=name or f"Kronlunds Rör {number}", country=country, organisation_number=number,
        account=konto() if country == "NO" else bankgiro(), today=date(2026, 1, 1), **profile,
    )  # fmt: skip


def owes(
    creditor: Creditor, amount_minor: int, due_on: date, *, number: str = "2001", **told: Any
) -> int:
    """A debtor owes an invoice; its case."""
    one = invoice(
        number, due_on=due_on, amount_minor=amount_minor, country=creditor.country, **told
    )
    report = register_invoices(creditor, [one], source="test", today=one.issued_on)
    assert not report.errors, report.errors
    return case_of(creditor, number)


def reference_of(creditor: Creditor, case_id: int) -> str:
    """The payment reference of a case's claim."""
    with tenant_scope(creditor.tenant_id):
        return str(
            query_value(
                "select payment_reference from claim where tenant_id = %s and case_id = %s",
                (creditor.tenant_id, case_id),
            )
        )


def paid(
    creditor: Creditor, amount_minor: int, on: date, *, case: int | None = None, **told: Any
) -> BankPayment:
    """A payment to the creditor's account, by the case's reference where a case is named."""
    if case is not None:
        told["reference"] = reference_of(creditor, case)
    told.setdefault("currency", creditor.currency)
    return BankPayment(creditor.pay_to_number, amount_minor, on, **told)


def bank_brings(
    *payments: BankPayment, today: date, format: str = "bgmax", name: str = "bank file"
) -> Received:
    """The bank sends a file with these payments, and it is registered."""
    return receive_payments(
        in_a_file(*payments, today=today, format=format), name=name, today=today
    )


def in_a_file(*payments: BankPayment, today: date, format: str = "bgmax") -> bytes:
    """The payments as a bank file."""
    written_at = datetime.combine(today, time(6), None)
    serial = next(_serial)
    if format == "bgmax":
        return write_bgmax(payments, created_at=written_at, first_number=serial)
    if format == "ocr":
        number = serial // 1_000 % 9_999_999
        return write_ocr_giro(payments, sent_on=today, transmission=number, recipient="00008080")
    return write_camt054(payments, created_at=written_at, identification=f"N{serial}")


def claim(creditor: Creditor, case_id: int) -> Any:
    """The claim of a case."""
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select * from claim where tenant_id = %s and case_id = %s",
            (creditor.tenant_id, case_id),
        )[0]


def open_minor(creditor: Creditor, case_id: int) -> tuple[int, int, int]:
    """What is open on the case: principal, interest, costs."""
    found = claim(creditor, case_id)
    return found.principal_open_minor, found.interest_open_minor, found.cost_open_minor


def case(creditor: Creditor, case_id: int) -> Any:
    """The case as it is stored."""
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select * from collection_case where tenant_id = %s and id = %s",
            (creditor.tenant_id, case_id),
        )[0]


def allocated(creditor: Creditor, case_id: int) -> list[tuple[str, int]]:
    """What was allocated on the case, in order: kind of item (“over” where none) and amount."""
    with tenant_scope(creditor.tenant_id):
        return query(
            "select coalesce(i.kind, 'over'), a.amount_minor from allocation a"
            " left join claim_item i on i.tenant_id = a.tenant_id and i.id = a.item_id"
            " where a.tenant_id = %s and a.case_id = %s order by a.id",
            (creditor.tenant_id, case_id),
        )


def items(creditor: Creditor, case_id: int, kind: str) -> list[Any]:
    """The case's items of a kind that stand, oldest first."""
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select i.* from claim_item i join claim c on c.tenant_id = i.tenant_id"
            " and c.id = i.claim_id where i.tenant_id = %s and c.case_id = %s and i.kind = %s"
            " and i.voided_on is null order by i.id",
            (creditor.tenant_id, case_id, kind),
        )


def owed(creditor: Creditor, account: str) -> int:
    """The balance of a ledger account in the creditor's book, credit positive."""
    with tenant_scope(creditor.tenant_id):
        return int(
            query_value(
                "select coalesce(sum(case when credit = %(a)s::ledger_account then amount_minor"
                " when debit = %(a)s::ledger_account then -amount_minor else 0 end), 0)::bigint"
                " from posting where tenant_id = %(t)s",
                {"a": account, "t": creditor.tenant_id},
            )
        )


def letter_left(creditor: Creditor, case_id: int, *, on: date, deadline_on: date) -> None:
    """The planned letter of the case is sent that day."""
    with tenant_scope(creditor.tenant_id):
        execute(
            "update notice set state = 'sent', channel = 'letter', sent_on = %s, deadline_on = %s"
            " where tenant_id = %s and case_id = %s and state = 'planned'",
            (on, deadline_on, creditor.tenant_id, case_id),
        )


def wake(creditor: Creditor, case_id: int, *, on: date) -> None:
    """The case is looked at that day."""
    with tenant_scope(creditor.tenant_id):
        execute(
            "update collection_case set wake_on = %s where tenant_id = %s and id = %s",
            (on, creditor.tenant_id, case_id),
        )


def events(creditor: Creditor, case_id: int) -> list[str]:
    """The kinds of events of the case, in order."""
    with tenant_scope(creditor.tenant_id):
        rows = query(
            "select kind from history where tenant_id = %s and case_id = %s order by id",
            (creditor.tenant_id, case_id),
        )
    return [row[0] for row in rows]


def the_books_hold(*creditors: Creditor) -> None:
    """`kvitt check` finds nothing wrong in these books, nor in what must hold for all of them."""
    own = [creditor.tenant_id for creditor in creditors]
    found = check_books(amounts_of=own).troubles
    wrong = [trouble for trouble in found if trouble.tenant_id in {0, *own}]
    assert not wrong, [trouble.sentence for trouble in wrong]


def give_a_telephone(creditor: Creditor, case_id: int) -> None:
    """The debtor's number becomes known."""
    with tenant_scope(creditor.tenant_id):
        execute(
            "update party set phone = '0470-00 00 11' where tenant_id = %s and id ="
            " (select debtor_id from collection_case where id = %s)",
            (creditor.tenant_id, case_id),
        )


def hold_from(creditor: Creditor, case_id: int, kind: str, *, from_on: date) -> None:
    """A hold that begins on a later day."""
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)"
            " values (%s, %s, %s, %s, 'agreed', 'Mona')",
            (creditor.tenant_id, case_id, kind, from_on),
        )
