"""The demo's newest creditor: still in shadow, so nothing goes to its debtors.

Its books are as books of a newcomer are: invoices that fell due long ago, a credit note that nobody
has set off, a payment without a reference, and one that came for a later invoice first.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from kvitt.application.add_creditor import add_creditor
from kvitt.application.draw_up_shadow_list import draw_up_shadow_list
from kvitt.application.guided_start import AGREEMENT, COMPANY, FLOW, find_step_right
from kvitt.application.receive_payments import receive_payments
from kvitt.commands.demo_office import LAST_DAY, SEED, DemoCreditor, account_paid_to
from kvitt.simulators.bank import BankPayment, write_bgmax
from kvitt.simulators.demo_invoices import (
    DemoInvoice,
    DemoSeller,
    credit_note,
    month_of_invoices,
    write_csv,
)
from kvitt.simulators.demo_people import debtors

JOINS_ON = LAST_DAY - timedelta(days=8)
SINCE = date(2026, 1, 1)
"""The first due day of what its shadow list shows."""
OWNER = "Kari Moen"
NEWCOMER = DemoSeller(
    "Tallviks Tidning AB", "SE", "5599992004", "991-4177", "T", 30,
    ("Prenumeration", "Annons", "Prenumeration och annons"), 229_00, 1_900_00,
)  # fmt: skip
MONTHS = ((date(2023, 12, 1), 6, 8), (date(2026, 2, 2), 0, 5), (date(2026, 4, 1), 0, 6))
"""When it invoiced, and which of its customers: the first are limited within a year."""
FIRST_NUMBER = 70_001
FIRST_BANK_NUMBER = 900_001
"""Of its payments in BgMax: they are unique among all files."""


def add_newcomer(folder: Path, *, seed: str = SEED) -> DemoCreditor:
    """The creditor joins, sends its open invoices in, and looks at the first steps of its start."""
    town = ("Storgatan 9", "999 41 Norrhammar")
    creditor = add_creditor(
        name=NEWCOMER.name, country="SE", account=NEWCOMER.account,
        organisation_number=NEWCOMER.organisation_number, flows=("se-own",), today=JOINS_ON,
        shadow_since=SINCE, actor="demo", address_lines=town, email="kund@tallvik.example",
        phone="010-000 19 00", website="www.tallvik.example",
    )  # fmt: skip
    place = folder / "invoices" / "newcomer"
    place.mkdir(parents=True)
    made = DemoCreditor(creditor, NEWCOMER, debtors("SE", 8, seed=f"{seed} newcomer"), place)
    invoices: list[DemoInvoice] = []
    for month, (on, first, last) in enumerate(MONTHS):
        customers, number = made.customers[first:last], FIRST_NUMBER + month * 100
        invoices += month_of_invoices(NEWCOMER, customers, first_number=number, on=on, seed=seed)
    unset = credit_note(invoices[-1], number="TK70900", on=date(2026, 5, 4), amount_minor=100_00)
    made.invoices += invoices
    made.register("fakturor.csv", write_csv([*invoices, _of_an_unknown_invoice(unset)]), JOINS_ON)
    for step in (COMPANY, FLOW, AGREEMENT):
        find_step_right(creditor, step, today=JOINS_ON, by=OWNER)
    return made


def pay_newcomer(made: DemoCreditor, *, today: date) -> None:
    """One pays the later invoice and leaves the earlier; one pays without a reference."""
    later, other = made.invoices[-6], made.invoices[-5]
    payments = [
        BankPayment(
            account=account_paid_to(made), amount_minor=one.amount_minor, booked_on=today,
            reference=reference, payer_name=one.debtor.name, text=text,
        )
        for one, reference, text in ((later, later.reference, ""), (other, "", other.number))
    ]  # fmt: skip
    raw = write_bgmax(
        payments, created_at=datetime.combine(today, time(6)), first_number=FIRST_BANK_NUMBER
    )
    receive_payments(raw, name=f"bgmax-newcomer-{today}.txt", today=today, actor="demo")


def show_newcomer(made: DemoCreditor, *, today: date) -> None:
    """The list of what would have been sent, drawn up as its start asks for it."""
    draw_up_shadow_list(made.creditor, today=today, by=OWNER)


def _of_an_unknown_invoice(credit: DemoInvoice) -> DemoInvoice:
    """A credit note for an invoice that was never sent in: it waits until somebody sets it off."""
    return DemoInvoice(
        number=credit.number, debtor=credit.debtor, issued_on=credit.issued_on,
        due_on=credit.due_on, amount_minor=credit.amount_minor, reference="",
        text=credit.text, credits="T69999",
    )  # fmt: skip
