"""Half a year of the demo, day by day: invoices, bank files, the night, letters, settlements.

Every day goes through the use cases that an office uses; the outside parties are the simulators.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from kvitt.application.assign_payment import assign_payment
from kvitt.application.receive_payments import receive_payments
from kvitt.application.run_day import run_day
from kvitt.application.settle_creditors import settle_creditors
from kvitt.application.show_case import show_case
from kvitt.channels.email import SMTP_URL
from kvitt.commands.demo_last_days import (
    ACT_DAYS,
    ANSWERED_ON,
    SUGGEST_DAYS,
    act,
    answer_an_objection,
    ask_before_letters,
    mails_nobody_could_place,
)
from kvitt.commands.demo_newcomer import JOINS_ON, add_newcomer, pay_newcomer, show_newcomer
from kvitt.commands.demo_office import (
    FIRST_DAY,
    ISSUED_ON,
    LAST_DAY,
    SEED,
    DemoCreditor,
    DemoFileWrong,
    account_paid_to,
    open_office,
)
from kvitt.kernel.days import is_bank_day
from kvitt.simulators.bank import BankPayment, write_bgmax, write_camt054, write_ocr_giro
from kvitt.simulators.demo_behaviour import (
    Transfer,
    after_a_letter,
    without_being_asked,
)
from kvitt.simulators.mailbox import Mailbox
from kvitt.simulators.print_house import print_the_day
from kvitt.site.home import Home
from kvitt.store.session import query_named, tenant_scope
from kvitt.store.tenants import agency_tenant_id

LETTER_NUMBER = {
    "friendly_reminder": 1,
    "reminder": 2,
    "collection_notice": 2,
    "collection_demand": 3,
    "payment_demand": 3,
}
BOUNCING, REFUSED = (3, 17), (9,)
"""Customers whose mail comes back, and whose mailbox does not exist."""
MOVED_AWAY = date(2026, 3, 20)
"""From this day on the next letter to be printed in Sweden comes back once."""
TOLD_TWICE_ON = 15
"""From this day of a month on, the bank tells one Swedish day by camt.054 as well as by BgMax."""
CLERK_AFTER = timedelta(days=3)
CLERK_LEAVES_EVERY = 4
"""Of the payments without a known reference the clerk cannot place every fourth."""


class HalfYear:
    """The demo's days. ``live`` may be called once, in an empty home."""

    def __init__(self, home: Home, *, portal: str) -> None:
        self.home, self.portal = home, portal
        self.files = home.root / "files"
        self.creditors: list[DemoCreditor] = []
        self.transfers: dict[str, list[Transfer]] = defaultdict(list)
        self.banked: dict[tuple[str, int, date], Transfer] = {}
        self.answered: set[tuple[str, int]] = set()
        self.returned_keys: set[str] = set()
        self.bank_number = 1
        self.told_twice_in: set[int] = set()

    def live(self, on_progress: Callable[[int], None]) -> None:
        """Lives all days from FIRST_DAY to LAST_DAY."""
        for name in ("mail", "bank"):
            (self.files / name).mkdir(parents=True)
        inbox = self.home.letters / "in"
        inbox.mkdir(exist_ok=True)
        self.creditors = open_office(self.files, portal=self.portal)
        with Mailbox(folder=self.files / "mail", bounces_to=inbox) as mailbox:
            mailbox.bounce.update(self._addresses(BOUNCING))
            mailbox.refuse.update(self._addresses(REFUSED))
            before = os.environ.get(SMTP_URL)
            os.environ[SMTP_URL] = mailbox.url
            try:
                for day in _days():
                    self._live_one(day)
                    on_progress(1)
            finally:
                os.environ.pop(SMTP_URL)
                if before is not None:
                    os.environ[SMTP_URL] = before

    def _live_one(self, day: date) -> None:
        for creditor in self.creditors:
            if day in ISSUED_ON[creditor.country]:
                month = ISSUED_ON[creditor.country].index(day)
                for invoice in creditor.issue(month, day):
                    self.transfers[creditor.country] += without_being_asked(invoice, seed=SEED)
            if is_bank_day(creditor.country, day):
                self._bank_day(creditor, day)
        self._clerk(day)
        self._people_act(day)
        run_day(today=day)
        self._print(day)
        self._post_arrives(day)
        if _is_last_bank_day(day):
            settle_creditors(today=day, out_folder=self.home.settlements, actor="demo")

    def _people_act(self, day: date) -> None:
        """What debtors, the office and creditors do; a third creditor joins, still in shadow."""
        for creditor in self.creditors:
            if day == ANSWERED_ON:
                answer_an_objection(creditor.creditor, today=day)
            if day == LAST_DAY - timedelta(days=SUGGEST_DAYS):
                ask_before_letters(creditor.creditor, today=day)
            if day == LAST_DAY - timedelta(days=ACT_DAYS):
                act(creditor.creditor, today=day)
        if day == JOINS_ON:
            self.newcomer = add_newcomer(self.files)
        if day == LAST_DAY - timedelta(days=ACT_DAYS):
            mails_nobody_could_place(self.creditors[0].invoices[-1].number, today=day)
            pay_newcomer(self.newcomer, today=day)
        if day == LAST_DAY:
            show_newcomer(self.newcomer, today=day)

    def _bank_day(self, creditor: DemoCreditor, day: date) -> None:
        """The bank reports what reached the account: known references in one file, the rest in
        another, as banks do.
        """
        waiting = self.transfers[creditor.country]
        arrived = [one for one in waiting if one.on <= day]
        self.transfers[creditor.country] = [one for one in waiting if one.on > day]
        known: list[BankPayment] = []
        others: list[BankPayment] = []
        for transfer in arrived:
            payment = self._payment(creditor, transfer, day)
            if payment is None:
                continue
            self.banked[(payment.account, payment.amount_minor, day)] = transfer
            is_plain = transfer.reference == transfer.invoice.reference and not payment.is_reversal
            is_known = is_plain or (creditor.country == "SE" and not payment.is_reversal)
            (known if is_known else others).append(payment)
        if known:
            self._receive_known(creditor, known, day)
        if others:
            self._receive(f"camt054-{creditor.country}-{day}.xml", self._camt(others, day), day)

    def _receive_known(self, creditor: DemoCreditor, known: list[BankPayment], day: date) -> None:
        if creditor.country == "NO":
            raw = write_ocr_giro(
                known, sent_on=day, transmission=self.bank_number, recipient="00017000"
            )
            self.bank_number += 1
            self._receive(f"ocr-giro-{day}.txt", raw, day)
            return
        created_at = datetime.combine(day, time(6))
        raw = write_bgmax(known, created_at=created_at, first_number=self.bank_number)
        self.bank_number += len(known)
        self._receive(f"bgmax-{day}.txt", raw, day)
        if day.day >= TOLD_TWICE_ON and day.month not in self.told_twice_in:
            self.told_twice_in.add(day.month)
            again = [one for one in known if one.is_confirmed and one.reference]
            self._receive(f"camt054-SE-{day}-again.xml", self._camt(again, day), day)

    def _camt(self, payments: list[BankPayment], day: date) -> bytes:
        self.bank_number += 1
        created_at = datetime.combine(day, time(7))
        return write_camt054(
            payments, created_at=created_at, identification=f"DEMO{self.bank_number:06d}"
        )

    def _payment(self, creditor: DemoCreditor, transfer: Transfer, day: date) -> BankPayment | None:
        amount_minor = transfer.amount_minor
        if amount_minor is None:
            amount_minor = show_case(transfer.invoice.number, today=day).to_pay_minor
        if not amount_minor:
            return None  # nothing is owed any more: a credit note came in between
        debtor = transfer.invoice.debtor
        return BankPayment(
            account=account_paid_to(creditor),
            amount_minor=amount_minor,
            booked_on=day,
            reference=transfer.reference,
            is_confirmed=transfer.reference == transfer.invoice.reference,
            currency=creditor.creditor.currency,
            payer_name=debtor.name,
            payer_address=(debtor.street, debtor.postcode.replace(" ", ""), debtor.city),
            payer_number=debtor.identity or "",
            text=transfer.text,
            is_reversal=transfer.is_reversal,
        )

    def _receive(self, name: str, raw: bytes, day: date) -> None:
        (self.files / "bank" / name).write_bytes(raw)
        done = receive_payments(raw, name=name, today=day, actor="demo")
        if done.quarantined:
            told = done.quarantined[0]
            raise DemoFileWrong(f"the demo's own file {name} is wrong: {told}", file=name)

    def _clerk(self, day: date) -> None:
        """A person places what waited, where the payer tells whose it is."""
        agency_id = agency_tenant_id()
        with tenant_scope(agency_id):
            waiting = query_named(
                "select id, account, amount_minor, booked_on from bank_line"
                " where tenant_id = %s and outcome = 'unmatched' and amount_minor > 0"
                " and booked_on <= %s and id %% %s <> 0 order by id",
                (agency_id, day - CLERK_AFTER, CLERK_LEAVES_EVERY),
            )
        for line in waiting:
            transfer = self.banked.get((line.account, line.amount_minor, line.booked_on))
            if transfer is None:
                continue
            creditor = next(
                one for one in self.creditors if one.country == transfer.invoice.debtor.country
            )
            assign_payment(
                line.id, creditor=creditor.creditor, case_reference=transfer.invoice.number,
                today=day, actor="Mira Falk",
            )  # fmt: skip

    def _print(self, day: date) -> None:
        """The print house prints at night; one letter of the spring comes back."""
        folder = self.home.letters / day.isoformat()
        back = {}
        if day >= MOVED_AWAY and not self.returned_keys and folder.is_dir():
            key = min((path.stem for path in folder.glob("*.pdf")), default=None)
            if key is not None:
                self.returned_keys.add(key)
                back[key] = "returned"
        print_the_day(self.home.letters, on=day, back=back)

    def _post_arrives(self, day: date) -> None:
        """Debtors read the letters that left today, and some of them order a payment."""
        tenants = [one.creditor.tenant_id for one in self.creditors]
        with tenant_scope(*tenants):
            letters = query_named(
                "select c.invoice_number, n.step, n.channel from notice n"
                " join claim c on c.tenant_id = n.tenant_id and c.case_id = n.case_id"
                " where n.tenant_id = any(%s) and n.state = 'sent' and n.sent_on = %s"
                " and n.step = any(%s) order by n.tenant_id, n.id",
                (tenants, day, list(LETTER_NUMBER)),
            )
        invoices = {one.number: one for creditor in self.creditors for one in creditor.invoices}
        for letter in letters:
            invoice = invoices[letter.invoice_number]
            number = LETTER_NUMBER[letter.step]
            is_lost = letter.channel == "email" and invoice.debtor.number in BOUNCING
            if is_lost or (invoice.number, number) in self.answered:
                continue
            self.answered.add((invoice.number, number))
            self.transfers[invoice.debtor.country] += after_a_letter(
                invoice, letter=number, on=day, seed=SEED
            )

    def _addresses(self, numbers: tuple[int, ...]) -> set[str]:
        return {
            customer.email
            for creditor in self.creditors
            for customer in creditor.customers
            if customer.number in numbers and customer.email
        }


def _days() -> Iterator[date]:
    day = FIRST_DAY
    while day <= LAST_DAY:
        yield day
        day += timedelta(days=1)


def _is_last_bank_day(day: date) -> bool:
    """Whether the month has no later day on which banks of both countries are open."""
    later = [day + timedelta(days=number) for number in range(1, 12)]
    return is_open(day) and not any(one.month == day.month and is_open(one) for one in later)


def is_open(day: date) -> bool:
    """Whether banks are open in both countries."""
    return is_bank_day("SE", day) and is_bank_day("NO", day)
