"""The demo's office: an agency, a Swedish and a Norwegian creditor, and what they keep on disk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kvitt.application.add_creditor import add_creditor, set_agency
from kvitt.application.import_invoices import import_invoices
from kvitt.kernel.reference import parse_account
from kvitt.kernel.refusal import Refusal
from kvitt.simulators.demo_behaviour import habit_of
from kvitt.simulators.demo_invoices import (
    DemoInvoice,
    DemoSeller,
    credit_note,
    month_of_invoices,
    write_csv,
    write_ubl,
)
from kvitt.simulators.demo_people import DemoDebtor, debtors
from kvitt.store.creditors import Creditor

SEED = "kvitt demo"
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 6, 30)
AGENCY = "Fjällrand Inkasso AB"
CLIENT_ACCOUNTS = {"SE": "5050-1055", "NO": "9710.00.00001"}
SELLERS = (
    DemoSeller(
        "Ljusbygdens El & Fiber AB", "SE", "5599990990", "991-2346", "E", 30,
        ("El och nät", "Fiber 250", "El, nät och fiber"), 289_00, 4_900_00,
    ),
    DemoSeller(
        "Nordfjell Bredbånd AS", "NO", "319099999", "1234.56.78903", "N", 14,
        ("Bredbånd", "Bredbånd og TV", "Montering"), 399_00, 6_500_00,
    ),
)  # fmt: skip
FLOWS = {"SE": "se-agency", "NO": "no-own"}
_ISSUING_DAYS = {"SE": "01-02 02-02 03-02 04-01 05-04", "NO": "01-05 02-05 03-05 04-07 05-05"}
ISSUED_ON = {
    country: tuple(date.fromisoformat(f"2026-{day}") for day in days.split())
    for country, days in _ISSUING_DAYS.items()
}
CUSTOMERS = {"SE": 40, "NO": 26}
FIRST_NUMBER = {"SE": 10_001, "NO": 20_001}


class DemoFileWrong(Refusal):
    """A file that the demo wrote cannot be read in full: the demo and the readers disagree."""


@dataclass
class DemoCreditor:
    """A creditor with its customers and all that it has invoiced so far."""

    creditor: Creditor
    seller: DemoSeller
    customers: Sequence[DemoDebtor]
    folder: Path
    invoices: list[DemoInvoice] = field(default_factory=list)

    @property
    def country(self) -> str:
        """SE or NO."""
        return self.seller.country

    def issue(self, month: int, on: date) -> list[DemoInvoice]:
        """Writes the month's file or files, registers them, and returns the new invoices."""
        first = FIRST_NUMBER[self.country] + month * 100
        made = month_of_invoices(self.seller, self.customers, first_number=first, on=on, seed=SEED)
        documents = [*made, *_credits(self.invoices[-len(self.customers) :], on, first + 90)]
        self.invoices += made
        if self.country == "SE":
            self.register(f"fakturor-{on:%Y-%m}.csv", write_csv(documents), on)
        else:
            for one in documents:
                self.register(f"{one.number}.xml", write_ubl(one, self.seller), on)
        return made

    def register(self, name: str, raw: bytes, on: date) -> None:
        """Keeps a file of invoices and sends it in. Raises DemoFileWrong."""
        path = self.folder / name
        path.write_bytes(raw)
        done = import_invoices(self.creditor, path, today=on, actor="demo")
        problems = [
            error.sentence for error in done.registered.errors
        ] + done.registered.differences
        if problems:
            raise DemoFileWrong(f"the demo's own file {name} is wrong: {problems[0]}", file=name)


def open_office(folder: Path, *, portal: str) -> list[DemoCreditor]:
    """Registers the agency and the two creditors; letters lead debtors to ``portal``."""
    set_agency(
        name=AGENCY, organisation_number="5599991907", client_accounts=CLIENT_ACCOUNTS,
        address_lines=("Box 17", "999 10 Granköping"), email="hej@fjallrand.example",
        phone="010-000 17 00", website="www.fjallrand.example",
        portal_address=portal,
    )  # fmt: skip
    made = []
    for seller in SELLERS:
        town = "999 23 Ängslunda" if seller.country == "SE" else "0097 Fjordvåg"
        stem = "ljusbygden" if seller.country == "SE" else "nordfjell"
        creditor = add_creditor(
            name=seller.name, country=seller.country, account=seller.account,
            organisation_number=seller.organisation_number, flows=(FLOWS[seller.country],),
            today=FIRST_DAY, actor="demo", address_lines=("Storgatan 2", town),
            email=f"faktura@{stem}.example", phone="010-000 18 00", website=f"www.{stem}.example",
        )  # fmt: skip
        place = folder / "invoices" / seller.country
        place.mkdir(parents=True)
        customers = debtors(seller.country, CUSTOMERS[seller.country], seed=SEED)
        made.append(DemoCreditor(creditor, seller, customers, place))
    return made


def account_paid_to(creditor: DemoCreditor) -> str:
    """The digits of the account that the debtors pay to."""
    return parse_account(creditor.country, creditor.creditor.pay_to_number).number


def _credits(last_month: Sequence[DemoInvoice], on: date, first: int) -> list[DemoInvoice]:
    """Two invoices of last month were wrong: one wholly, one by a fifth."""
    made = []
    unpaid = [one for one in last_month if habit_of(one, seed=SEED) == "never"][:1]
    partly = [one for one in last_month if habit_of(one, seed=SEED) == "after the demand"][:1]
    for number, one in enumerate((*unpaid, *partly), first):
        part_minor = one.amount_minor // 500 * 100 if one in partly else None
        made.append(
            credit_note(one, number=f"{one.number[0]}K{number}", on=on, amount_minor=part_minor)
        )
    return made
