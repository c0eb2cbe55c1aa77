"""A small world: one creditor, its debtors and invoices, a bank, a post, a calendar and people.

What happens is chosen by dice; what was chosen and what came of it is told as a story, in words
that name no number of a row, so that the same dice tell the same story.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

from kvitt.application.add_creditor import add_creditor, set_agency
from kvitt.application.change_law import take_new_law
from kvitt.application.run_day import run_day
from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.reference import luhn_check_digit
from kvitt.kernel.refusal import Refusal
from kvitt.law import book as law_books
from kvitt.simulators.bank import BankPayment
from kvitt.store.creditors import Creditor
from tests.world.court import Court
from tests.world.house import House

ONE_DAY = timedelta(days=1)
LAST_DAY = date(2026, 6, 15)
"""Some days before the last half-year of which the law is known ends."""
BEGINNINGS = (
    date(2016, 12, 12),
    date(2019, 6, 10),
    date(2020, 2, 10),
    date(2023, 12, 11),
    date(2024, 2, 12),
    date(2024, 10, 7),
    date(2025, 3, 17),
    date(2025, 12, 8),
    date(2026, 1, 26),
)
"""Before a new year, a half-year, a leap day, a change of the clock, and on an ordinary day."""
AGREEMENTS: tuple[dict[str, Any], ...] = (
    {},
    {"plan": {"with_fee": False}},
    {"plan": {"interest_runs": False}},
    {"small_balance_minor": 50_00},
    {"plan": {"grace_days": 0, "moves": 2}, "deferral": {"most_times": 5}},
)
AFTER_THE_DEMAND = {
    "SE": (
        date(2022, 2, 14),
        date(2023, 12, 11),
        date(2024, 10, 7),
        date(2025, 3, 17),
        date(2025, 12, 8),
        date(2026, 1, 26),
    ),
    "NO": (date(2025, 10, 6), date(2025, 12, 8), date(2026, 1, 26)),
}
"""Where the law of applications is known from then on."""
AGENCY_NUMBERS = {"SE": "5599991907", "NO": "999999913"}
PLACES = {"SE": "352 36 Växjö", "NO": "5018 Bergen"}
Item = TypeVar("Item")


PROCEEDINGS = """
select concat_ws('|',
  (select string_agg(md5(p::text), ',' order by p.tenant_id, p.id) from proceeding p),
  (select string_agg(md5(p::text), ',' order by p.proceeding_id, p.claim_id)
   from proceeding_claim p),
  (select count(*) from proceeding_event), (select string_agg(md5(t::text), ',' order by t.id)
   from title t), (select string_agg(md5(i::text), ',' order by i.id) from interruption i))
"""


class Nothing(Exception):
    """The world has nothing on which this could be done."""


class Die:
    """Chooses by the numbers that were thrown; when they are used up, always the first."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = list(numbers)

    def number(self, below: int) -> int:
        """A number from 0 up to, not including, the limit."""
        thrown = self._numbers.pop(0) if self._numbers else 0
        return thrown % below

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items. Raises Nothing where there is none."""
        if not items:
            raise Nothing
        return items[self.number(len(items))]


@dataclass
class World:
    """What lives in the house now, and what has been told of it."""

    house: House
    country: str
    family: str
    day: date
    agreement: dict[str, Any] = field(default_factory=dict)
    by_camt: bool = False
    """Whether the bank tells by camt.054 instead of the country's own format."""
    story: list[str] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    invoices: list[InvoiceIn] = field(default_factory=list)
    in_bank: list[BankPayment] = field(default_factory=list)
    """The payments that the bank has told of and not taken back."""
    brought_minor: int = 0
    """What the bank has brought less what it took back."""
    last_file: bytes = b""
    serial: int = 1_000
    night_ran: bool = False
    """Whether the last step ended with a night of today."""
    after_night: Callable[[], None] = lambda: None
    """Who looks when one of several nights has passed."""
    law_changed: bool = False
    broken: bool = False
    """Whether a step raised what it must not."""
    registered_on: dict[str, date] = field(default_factory=dict)
    """By invoice, the day on which it was handed over."""
    charged_by_hand: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Moves in: an agency, a creditor of its own and another one that has nothing to do here.

        Their numbers and accounts are made up.
        """
        self.house.empty()
        self.court = Court(self)
        put_law_back()
        set_agency(
            name="Fjällrand Inkasso AB", organisation_number=AGENCY_NUMBERS[self.country],
            email="hej@fjallrand.example", address_lines=("Torget 1", PLACES[self.country]),
            client_accounts={"SE": "50000009", "NO": "12345678903"},
        )  # fmt: skip
        self.creditor = self._creditor("Björkdalens Cykel", 0, self.agreement)
        self.stranger = self._creditor("Kronlunds Rör", 1, {})
        take_new_law(today=self.day)
        self.tell(f"{self.family}, {self.agreement or 'as recommended'}")

    def _creditor(self, name: str, number: int, agreement: dict[str, Any]) -> Creditor:
        numbers = {"SE": ("5569999908", "5569999916"), "NO": ("999999998", "999999971")}
        accounts = {"SE": ("50001007", "50002005"), "NO": ("97000000016", "97000000024")}
        return add_creditor(
            name=name, country=self.country,
            organisation_number=valid(numbers, self.country, number),
            account=valid(accounts, self.country, number), today=self.day, flows=(self.family,),
            agreement=agreement, email="faktura@bjorkdalen.example", phone="0470-00 00 10",
            website="www.bjorkdalen.example",
            address_lines=("Verkstadsgatan 4", PLACES[self.country]),
        )  # fmt: skip

    @property
    def tenant(self) -> int:
        """The creditor's number."""
        return self.creditor.tenant_id

    def rows(self, statement: str, *parameters: Any) -> list[Any]:
        """Rows of the world's creditor; the first parameter is its tenant."""
        return self.house.rows(statement, (self.tenant, *parameters))

    def tell(self, sentence: str) -> None:
        """Adds a line to the story."""
        self.story.append(f"{self.day} {sentence}")

    def take(self, name: str, act: Callable[["World", Die], str], die: Die) -> bool:
        """Carries out an act: it happens, or it is refused with nothing changed.

        False where there is nothing that it could be done to. Every other exception is a fault of
        the house and ends the world.
        """
        before = self.standing()
        self.night_ran = False
        try:
            told = act(self, die)
        except Nothing:
            return False
        except Refusal as no:
            self.refused[name] += 1
            self.tell(f"{name}: refused, {type(no).__name__}")
            assert self.standing() == before, f"{name} was refused and left something behind"
            return True
        self.happened[name] += 1
        self.tell(f"{name}: {told}")
        return True

    def links(self) -> int:
        """How many links all histories have."""
        return int(self.house.value("select count(*) from history_link"))

    def standing(self) -> tuple[int, str]:
        """The links of all histories, and a sum over what is put to authorities."""
        return self.links(), str(self.house.value(PROCEEDINGS))

    def night(self) -> str:
        """Today's run, with letters; what it did."""
        report = run_day(today=self.day, tenant_ids=[self.tenant])
        self.night_ran = True
        sent = ", ".join(
            f"{n} by {channel}" for channel, n in sorted(report.sent.by_channel.items())
        )
        assert not report.receipts.problems, report.receipts.problems
        return f"{report.night.decided} decided, {sent or 'nothing'} sent"

    def live_until(self, last: date) -> str:
        """Lives the days through the last one: a night on each day that has something to do.

        A night without anything due changes nothing: `same_night_again` sees to that.
        """
        last = min(last, LAST_DAY)
        told = []
        while self.day < last:
            busy_on = self.busy_day() or last
            self.day = min(max(busy_on, self.day + ONE_DAY), last)
            if busy_on <= self.day:
                told.append(f"{self.day:%d %b} {self.night()}")
                self.after_night()
        return "; ".join(told) or "nothing was due"

    def busy_day(self) -> date | None:
        """The next day on which a night would find something to do."""
        found: date | None = self.rows(
            "select least((select min(wake_on) from collection_case"
            "   where tenant_id = %s and closed_on is null),"
            "  (select min(next_check_on) from plan where tenant_id = %s and ended_on is null),"
            "  (select min(next_on) from proceeding where tenant_id = %s and ended_on is null"
            "    and next_on > %s)) d",
            self.tenant,
            self.tenant,
            self.day,
        )[0].d
        return found

    # What there is to choose from, always in the same order.

    def open_cases(self) -> list[int]:
        """The open cases."""
        return self._numbers(
            "select id from collection_case where tenant_id = %s and closed_on is null order by id"
        )

    def closed_cases(self) -> list[int]:
        """The cases that ended."""
        return self._numbers(
            "select id from collection_case where tenant_id = %s and closed_on is not null"
            " order by id"
        )

    def _numbers(self, statement: str) -> list[int]:
        return [row[0] for row in self.rows(statement)]

    def claims(self) -> list[Any]:
        """All claims with what is open of them."""
        return self.rows(
            "select c.id, c.case_id, c.invoice_number, c.payment_reference, c.principal_minor,"
            " c.principal_open_minor, c.interest_open_minor, c.cost_open_minor,"
            " c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor"
            " from claim c where c.tenant_id = %s order by c.id"
        )

    def name_of(self, case_id: int) -> str:
        """A case as the story calls it: by its invoices."""
        numbers = [row.invoice_number for row in self.claims() if row.case_id == case_id]
        return f"case of {' and '.join(numbers) or 'nothing'}"


def valid(numbers: dict[str, tuple[str, str]], country: str, number: int) -> str:
    """The made-up number with its check digit put right."""
    digits = numbers[country][number][:-1]
    if country == "SE":
        return digits + luhn_check_digit(digits)
    weights = {8: (3, 2, 7, 6, 5, 4, 3, 2), 10: (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)}[len(digits)]
    while True:
        rest = -sum(int(c) * w for c, w in zip(digits, weights, strict=True)) % 11
        if rest != 10:
            return f"{digits}{rest}"
        digits = str(int(digits) + 1)


def debtor(number: int, world: World, kind: str) -> DebtorIn:
    """One of the world's debtors: the third has no e-mail, the fifth no way to be reached.

    The second and the fifth have told no number; the fourth is a child, where it is a consumer.
    """
    is_swedish = world.country == "SE"
    is_lost = number == 4
    identity = None if number in (1, 4) else identity_of(world.country, kind, number)
    return DebtorIn(
        name=f"Åsa Öberg {number}", identity=identity, kind=kind,
        address=() if is_lost else (f"Storgatan {number + 1}",),
        postcode=None if is_lost else "352 30" if is_swedish else "5018",
        city=None if is_lost else "Växjö" if is_swedish else "Bergen",
        country=world.country, email=None if number in (2, 4) else f"asa{number}@example.com",
        phone=f"0470-00 00 {10 + number}", language=None, customer_number=f"C{number}",
    )  # fmt: skip


@cache
def identity_of(country: str, kind: str, number: int) -> str:
    """A made-up number that holds; that of the fourth person is a child's."""
    begins = {
        ("SE", "business"): f"55998{number}",
        ("NO", "business"): f"9999{number}",
        ("SE", "consumer"): f"201406{15 + number}" if number == 3 else f"198506{15 + number}",
        ("NO", "consumer"): f"{15 + number}0614" if number == 3 else f"{15 + number}0681",
    }[country, kind]
    length = {"business": 10 if country == "SE" else 9, "consumer": 12 if country == "SE" else 11}
    rest = length[kind] - len(begins)
    first = 50_000 if begins.endswith("0614") else 0
    made = (f"{begins}{last:0{rest}}" for last in range(first, 10**rest))
    return next(one for one in made if _is_right(country, one))


def _is_right(country: str, number: str) -> bool:
    try:
        return parse_identity(country, number).number == number
    except InvalidIdentity:
        return False


_PACKAGED = law_books.law_book


def install_law(book: law_books.LawBook) -> None:
    """Puts another law book in the place of the packaged one, wherever it is read."""

    def installed(country: str) -> law_books.LawBook:
        return book if country == book.country else _PACKAGED(country)

    _replace(installed)


def put_law_back() -> None:
    """The packaged law is in use again."""
    _replace(_PACKAGED)


_installed: Any = _PACKAGED


def _replace(law_book: Any) -> None:
    global _installed
    if law_book is _installed:
        return
    for name, module in list(sys.modules.items()):
        if name.startswith("kvitt.") and getattr(module, "law_book", None) is _installed:
            module.law_book = law_book  # type: ignore[attr-defined]
    _installed = law_book
