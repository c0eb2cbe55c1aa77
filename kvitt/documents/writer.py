"""Writer: what every letter says in the same way: parties, sum, way to pay, what follows."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date

from kvitt.documents.claim_listing import items_of_no_claim
from kvitt.documents.composed import Row, Schedule, Section
from kvitt.documents.explanation import last_day, parts_of
from kvitt.documents.interest_text import interest_text
from kvitt.documents.letter_parts import (
    COSTS,
    Letter,
    LetterItem,
    has_several_claims,
    of_kind,
)
from kvitt.documents.next_step_text import next_step_text
from kvitt.documents.wording import Wording
from kvitt.law.book import law_book
from kvitt.law.interest import daily_interest_minor


@dataclass(frozen=True, slots=True)
class Writer(ABC):
    """The facts of one letter in the words of its language; each kind of letter adds its own."""

    letter: Letter
    words: Wording
    asked: frozenset[str]
    """The elements that the law asks for in this letter."""

    @abstractmethod
    def sentences(self) -> dict[str, str]:
        """Every sentence of the letter by name; a sentence that does not apply is empty."""

    @abstractmethod
    def sections(self, said: dict[str, str]) -> tuple[Section, ...]:
        """The passages below the sum, in reading order."""

    def given(self) -> dict[str, str]:
        """The places that most sentences fill in."""
        letter = self.letter
        return {
            "sum": self.money(letter.asked_minor),
            "pay_by": self.day(letter.pay_by),
            "creditor": letter.creditor.name,
            "contact": self.contact(),
            "case": letter.case_reference,
            "website": letter.sender.website,
        }

    def house_sentences(self, given: dict[str, str]) -> dict[str, str]:
        """What letters of every kind can say in the same words."""
        letter, say = self.letter, self.words.say
        genuine = "genuine" if letter.sender.website else "genuine_no_website"
        return {
            "title": say(f"title.{letter.kind}"),
            "on_behalf": say("on_behalf", **given) if letter.is_agency else "",
            "paid": say("paid"),
            "object": say("object", **given),
            "cannot": say("cannot", **given),
            "advice": say(f"advice.{letter.country}"),
            "board": say("board") if "complaints_board" in self.asked else "",
            "genuine": say(genuine, **given),
        }

    def schedule(self) -> Schedule | None:
        """The instalments, where the letter is a plan."""
        return None

    def sum_heading(self) -> str:
        """The heading above the rows of the sum; empty where the letter shows none."""
        return self.words.say("headings.sum")

    def total(self) -> tuple[str, str]:
        """What the rows come to."""
        return (self.label("total"), self.money(self.letter.total_minor))

    def passages(self, *pairs: tuple[str, str]) -> tuple[Section, ...]:
        """A section for each heading that has a text."""
        say = self.words.say
        return tuple(Section(say(f"headings.{name}"), text) for name, text in pairs if text)

    def money(self, amount_minor: int) -> str:
        """The amount with the currency of the letter."""
        return self.words.money(amount_minor, self.letter.currency, country=self.letter.country)

    def day(self, day: date | None) -> str:
        """The day in words; empty where there is none."""
        return self.words.day(day) if day else ""

    def label(self, name: str) -> str:
        """The label of that name."""
        return self.words.say(f"labels.{name}")

    def reference_label(self) -> str:
        """What the country of the account calls a payment's reference."""
        return self.label(f"reference_{self.letter.payment.country}")

    def account_label(self) -> str:
        """What the kind of account is called."""
        return self.label(self.letter.payment.account_scheme)

    def meta(self) -> tuple[tuple[str, str], ...]:
        """The day of the letter and its case."""
        return (
            (self.label("date"), self.day(self.letter.sent_on)),
            (self.label("case"), self.letter.case_reference),
        )

    def box(self) -> tuple[tuple[str, str], ...]:
        """What to pay, when and where; empty where nothing is asked."""
        way = self.letter.payment
        if self.letter.asked_minor <= 0:
            return ()
        return (
            (self.label("to_pay"), self.money(self.letter.asked_minor)),
            (self.label("pay_by"), self.day(self.letter.pay_by)),
            (self.account_label(), way.account_display),
            (self.reference_label(), way.reference),
            (self.label("receiver"), way.receiver_name),
        )

    def qr_description(self) -> str:
        """The payment code in words."""
        way = self.letter.payment
        return self.words.say(
            "scan_description",
            sum=self.money(self.letter.asked_minor),
            account=f"{self.account_label()} {way.account_display}",
            reference=f"{self.reference_label()} {way.reference}",
            pay_by=self.day(self.letter.pay_by),
        )

    def claim(self) -> tuple[tuple[str, str], ...]:
        """Who claims what, with its invoice."""
        letter = self.letter
        creditor = letter.creditor.name
        if letter.creditor.organisation_number:
            number = letter.creditor.organisation_number
            creditor += f" ({self.label('organisation_number')} {number})"
        said = [(self.label("creditor"), creditor)]
        if letter.assignment and letter.assignment.on:
            taken_over = self.words.say(
                "taken_over_line",
                former=letter.assignment.former_creditor,
                on=self.day(letter.assignment.on),
            )
            said.append((self.label("taken_over"), taken_over))
        if has_several_claims(letter):
            concerns = self.words.say("claims.count", count=str(len(letter.claims)))
            if not all(claim.text for claim in letter.claims):
                concerns = letter.claim_text
            return (*said, (self.label("concerns"), concerns))
        invoice = self.words.say(
            "invoice_line",
            number=letter.invoice_number,
            issued_on=self.day(letter.invoice_issued_on),
            due_on=self.day(letter.invoice_due_on),
        )
        return (
            *said,
            (self.label("concerns"), letter.claim_text),
            (self.label("invoice"), invoice),
        )

    def footer(self) -> str:
        """How to reach the sender."""
        sender = self.letter.sender
        named = (
            ("organisation_number", sender.organisation_number),
            ("phone", sender.phone),
            ("email", sender.email),
            ("website", sender.website),
        )
        parts = [f"{self.label(name)} {value}" for name, value in named if value]
        return " · ".join([sender.name, *parts])

    def contact(self) -> str:
        """The ways to answer, as part of a sentence."""
        sender, say = self.letter.sender, self.words.say
        ways = []
        if sender.email:
            ways.append(say("contact.email", email=sender.email))
        if sender.phone:
            ways.append(say("contact.phone", phone=sender.phone.replace(" ", "\u00a0")))
        if not ways and sender.address_lines:
            ways.append(say("contact.letter", address=", ".join(sender.address_lines)))
        if not ways:
            number = sender.organisation_number or ""
            ways.append(say("contact.registered", name=sender.name, number=number))
        return say("contact.or").join(ways)

    def next_step(self) -> str:
        """What comes next, when, and what it costs; empty where the letter names none."""
        letter = self.letter
        if letter.next_step is None:
            return ""
        # The demand's own sentence has just said it, and a consequence is named only once.
        says_unknown = letter.kind != "payment_demand"
        return next_step_text(
            self.words, letter.next_step, country=letter.country, currency=letter.currency,
            says_unknown=says_unknown,
        )  # fmt: skip

    def running(self) -> str:
        """How interest runs on after the letter."""
        letter, say = self.letter, self.words.say
        if letter.interest_rate_bp is None or letter.interest_from is None:
            return "" if of_kind(letter.items, "interest") else say("no_interest")
        if letter.interest_base_minor == 0:
            return say("interest_stopped")
        given = {
            "rate": self.words.rate(letter.interest_rate_bp),
            "from_": self.day(letter.interest_from),
        }
        if letter.interest_base_minor is None:
            return say("running_interest", **given)
        daily_minor = daily_interest_minor(
            law_book(letter.country),
            base_minor=letter.interest_base_minor,
            rate_bp=letter.interest_rate_bp,
            on=letter.sent_on,
        )
        base, daily = self.money(letter.interest_base_minor), self.money(daily_minor)
        if has_several_claims(letter):
            return say("running_interest_claims", rate=given["rate"], base=base, daily=daily)
        return say("running_interest_daily", base=base, daily=daily, **given)

    def item_name(self, item: LetterItem) -> str:
        """What the row is called, with its day or invoice."""
        name = self.words.say(f"items.{self.letter.country}.{item.kind}")
        if item.kind in (*COSTS, "payment", "credit") and item.dated_on:
            return f"{name}, {self.day(item.dated_on)}"
        grouped = has_several_claims(self.letter)
        if item.invoice_number not in ("", self.letter.invoice_number) and not grouped:
            return f"{name}, {self.words.say('item_invoice', number=item.invoice_number)}"
        return name

    def sum_rows(self) -> tuple[Row, ...]:
        """One row for each item; several interest periods share a row, split on the next page."""
        if has_several_claims(self.letter):
            return tuple(self.row(item) for item in items_of_no_claim(self.letter))
        interest = of_kind(self.letter.items, "interest")
        rows: list[Row] = []
        summed = False
        for item in self.letter.items:
            if item.kind != "interest" or len(interest) == 1:
                rows.append(self.row(item))
            elif not summed:
                summed = True
                rows.append(self.interest_sum(interest))
        return tuple(rows)

    def row(self, item: LetterItem) -> Row:
        """One item with its day, its ground and, for interest, its arithmetic."""
        amount = self.money(item.amount_minor)
        return Row(self.item_name(item), item.reference, amount, self.detail(item))

    def detail(self, item: LetterItem) -> str:
        """The small print of a row: interest with its arithmetic."""
        return self.calculation(item) if item.kind == "interest" else ""

    def interest_sum(self, interest: tuple[LetterItem, ...]) -> Row:
        """Several periods of interest as one row."""
        detail = self.words.say(
            "interest_many",
            count=str(len(interest)),
            first=self.day(min(item.from_ for item in interest if item.from_)),
            last=self.day(max(day for item in interest if (day := last_day(item)))),
            heading=self.words.say("headings.explained"),
        )
        grounds = "; ".join(dict.fromkeys(item.reference for item in interest))
        name = self.words.say(f"items.{self.letter.country}.interest")
        amount = self.money(sum(item.amount_minor for item in interest))
        return Row(name, grounds, amount, detail)

    def explained_rows(self) -> tuple[Row, ...]:
        """Each item with its arithmetic, where several interest periods share a row of the sum."""
        interest = of_kind(self.letter.items, "interest")
        if len(interest) < 2 or has_several_claims(self.letter):
            return ()
        return tuple(
            Row(
                self.item_name(item),
                item.reference,
                self.money(item.amount_minor),
                self.calculation(item),
            )
            for item in self.letter.items
        )

    def calculation(self, item: LetterItem) -> str:
        """How the amount of the item comes about."""
        say, day = self.words.say, self.day
        if item.kind == "interest":
            period = say("explained.period", first=day(item.from_), last=day(last_day(item)))
            return f"{self.arithmetic(item)}: {period}"
        if item.kind == "principal":
            number = item.invoice_number or self.letter.invoice_number
            issued_on = item.dated_on or self.letter.invoice_issued_on
            return say("explained.invoiced_on", number=number, day=day(issued_on))
        if item.kind in ("payment", "credit"):
            return say("explained.paid_on", day=day(item.dated_on)) if item.dated_on else ""
        if item.dated_on:
            charged = say("explained.charged_on", day=day(item.dated_on))
            return f"{say('explained.fixed')}, {charged}"
        return say("explained.fixed")

    def arithmetic(self, item: LetterItem) -> str:
        """Base times rate times days, as a person can repeat it."""
        return interest_text(
            self.words,
            base_minor=item.base_minor or 0,
            rate_bp=item.rate_bp or 0,
            parts=parts_of(item, self.letter.country),
            currency=self.letter.currency,
            country=self.letter.country,
        )
