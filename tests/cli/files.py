"""Small files of our own for the commands to read; everybody in them is made up."""

from datetime import date, datetime

from kvitt.simulators.bank import BankPayment
from kvitt.simulators.demo_invoices import DemoSeller

DAY = date(2026, 2, 3)
AT = datetime(2026, 2, 3, 6)  # noqa: DTZ001 - bank files carry the bank's own wall clock
PAYMENTS = [
    BankPayment("50501055", 100_00, DAY, "1234566", payer_name="Anna Alm"),
    BankPayment("50501055", 50_00, DAY, "", payer_name="Bo Ek", text="faktura 77"),
]
SELLER = DemoSeller(
    "Ängslunda Kraft AB", "SE", "5599990990", "991-2346", "E", 30, ("El",), 100_00, 900_00
)
