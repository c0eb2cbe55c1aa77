"""Composition: one letter's words in the debtor's language, the same for PDF and plain text."""

from dataclasses import dataclass, field
from datetime import date

from kvitt.documents.checklist import require_facts, require_sentences
from kvitt.documents.explanation import last_day, parts_of
from kvitt.documents.letter_parts import COSTS, Letter, LetterItem, of_kind
from kvitt.documents.payment_code import payment_payload
from kvitt.documents.wording import Wording, wording
from kvitt.kernel.money import divide_half_up

_HEADING_LENGTH = 90
"""A heading with its space takes about as much of a column as this many letters."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sum: what, on which ground, how calculated, how much."""

    what: str
    ground: str
    amount: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraph."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    """All words of a letter, in reading order."""

    language: str
    country: str
    sent_on: date
    title: str
    lead: str
    opening: str
    sender_lines: tuple[str, ...]
    debtor_lines: tuple[str, ...]
    meta: tuple[tuple[str, str], ...]
    box: tuple[tuple[str, str], ...]
    qr_payload: str
    qr_caption: str
    qr_description: str
    claim: tuple[tuple[str, str], ...]
    sum_heading: str
    columns: tuple[str, str, str]
    rows: tuple[Row, ...]
    total: tuple[str, str]
    running: str
    sections: tuple[Section, ...]
    left_sections: int
    """How many sections stand in the left of two columns of about equal length."""
    numbered: bool
    """Whether the letter has more than one page for certain and so carries page numbers."""
    explained_heading: str
    explained_opening: str
    explained: tuple[Row, ...]
    calculation_label: str
    footer: str
    page_label: str
    said: dict[str, str] = field(default_factory=dict)


def compose(letter: Letter) -> Composed:
    """The letter's words; raises MissingElement where the statute's checklist is not met."""
    require_facts(letter)
    words = wording(letter.language)
    writer = _Writer(letter, words)
    said = writer.sentences()
    require_sentences(letter, said)
    label = "labels.{}".format
    sections = writer.sections(said)
    explained = writer.explained_rows()
    return Composed(
        language=letter.language,
        country=letter.country,
        sent_on=letter.sent_on,
        title=words.say(f"title.{letter.kind}"),
        lead=said["lead"],
        opening=" ".join(filter(None, (said["on_behalf"], said["opening"]))),
        sender_lines=(letter.sender.name, *letter.sender.address_lines),
        debtor_lines=(letter.debtor.name, *letter.debtor.address_lines),
        meta=writer.meta(),
        box=writer.box(),
        qr_payload=payment_payload(letter),
        qr_caption=words.say("scan"),
        qr_description=writer.qr_description(),
        claim=writer.claim(),
        sum_heading=words.say("headings.sum"),
        columns=(words.say(label("what")), words.say(label("ground")), words.say(label("amount"))),
        rows=writer.sum_rows(),
        total=(words.say(label("total")), writer.money(letter.total_minor)),
        running=said["running"],
        sections=sections,
        left_sections=_left_of(sections),
        numbered=bool(explained),
        explained_heading=words.say("headings.explained") if explained else "",
        explained_opening=words.say("explained.opening") if explained else "",
        explained=explained,
        calculation_label=words.say(label("calculation")),
        footer=writer.footer(),
        page_label=words.texts["labels"]["page"],
        said=said,
    )


def _left_of(sections: tuple[Section, ...]) -> int:
    """The split at which the longer of the two columns is shortest."""
    lengths = [len(section.text) + _HEADING_LENGTH for section in sections]

    def longer(split: int) -> int:
        return max(sum(lengths[:split]), sum(lengths[split:]))

    return min(range(1, len(lengths) + 1), key=longer)


@dataclass(frozen=True, slots=True)
class _Writer:
    letter: Letter
    words: Wording

    def money(self, amount_minor: int) -> str:
        return self.words.money(amount_minor, self.letter.currency, country=self.letter.country)

    def day(self, day: date | None) -> str:
        return self.words.day(day) if day else ""

    def label(self, name: str) -> str:
        return self.words.say(f"labels.{name}")

    def reference_label(self) -> str:
        return self.label(f"reference_{self.letter.payment.country}")

    def account_label(self) -> str:
        return self.label(self.letter.payment.account_scheme)

    def meta(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.label("date"), self.day(self.letter.sent_on)),
            (self.label("case"), self.letter.case_reference),
        )

    def box(self) -> tuple[tuple[str, str], ...]:
        way = self.letter.payment
        return (
            (self.label("to_pay"), self.money(self.letter.total_minor)),
            (self.label("pay_by"), self.day(self.letter.pay_by)),
            (self.account_label(), way.account_display),
            (self.reference_label(), way.reference),
            (self.label("receiver"), way.receiver_name),
        )

    def qr_description(self) -> str:
        way = self.letter.payment
        return self.words.say(
            "scan_description",
            sum=self.money(self.letter.total_minor),
            account=f"{self.account_label()} {way.account_display}",
            reference=f"{self.reference_label()} {way.reference}",
            pay_by=self.day(self.letter.pay_by),
        )

    def claim(self) -> tuple[tuple[str, str], ...]:
        letter = self.letter
        creditor = letter.creditor.name
        if letter.creditor.organisation_number:
            number = letter.creditor.organisation_number
            creditor += f" ({self.label('organisation_number')} {number})"
        invoice = self.words.say(
            "invoice_line",
            number=letter.invoice_number,
            issued_on=self.day(letter.invoice_issued_on),
            due_on=self.day(letter.invoice_due_on),
        )
        return (
            (self.label("creditor"), creditor),
            (self.label("concerns"), letter.claim_text),
            (self.label("invoice"), invoice),
        )

    def footer(self) -> str:
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

    def sentences(self) -> dict[str, str]:
        """Every sentence of the letter by name; a sentence that does not apply is empty."""
        letter, say = self.letter, self.words.say
        given = {
            "sum": self.money(letter.total_minor),
            "pay_by": self.day(letter.pay_by),
            "creditor": letter.creditor.name,
            "contact": self.contact(),
            "case": letter.case_reference,
            "website": letter.sender.website,
        }
        genuine = "genuine" if letter.sender.website else "genuine_no_website"
        notice = letter.kind == "collection_notice"
        board = letter.country == "NO" and letter.kind == "payment_demand" and letter.is_agency
        return {
            "lead": say(f"lead.{letter.kind}", **given),
            "on_behalf": say("on_behalf", **given) if letter.is_agency else "",
            "opening": say(f"opening.{letter.kind}", **given),
            "running": self.running(),
            "paid": say("paid"),
            "object": say("object", **given),
            "cannot": say("cannot", **given),
            "consequence": say(f"consequence.{letter.kind}", **given),
            "in_time": say("in_time", **given) if notice else "",
            "next_step": self.next_step(),
            "advice": say(f"advice.{letter.country}"),
            "board": say("board") if board else "",
            "genuine": say(genuine, **given),
        }

    def next_step(self) -> str:
        step, say = self.letter.next_step, self.words.say
        name = say(f"steps.{self.letter.country}.{step.kind}")
        said = [
            say("next_step_on", step=name, on=self.day(step.on))
            if step.on
            else say("next_step", step=name)
        ]
        if step.cost_minor is not None and step.cost_minor > 0:
            said.append(say("next_cost", cost=self.money(step.cost_minor)))
        elif step.cost_minor == 0:
            said.append(say("next_no_cost"))
        elif self.letter.kind != "payment_demand":
            # The demand's own sentence has just said it, and a consequence is named only once.
            said.append(say("next_cost_unknown"))
        return " ".join(said)

    def running(self) -> str:
        letter, say = self.letter, self.words.say
        if letter.interest_rate_bp is None or letter.interest_from is None:
            return "" if of_kind(letter.items, "interest") else say("no_interest")
        given = {
            "rate": self.words.rate(letter.interest_rate_bp),
            "from_": self.day(letter.interest_from),
        }
        if letter.interest_base_minor is None:
            return say("running_interest", **given)
        daily_minor = divide_half_up(
            letter.interest_base_minor * letter.interest_rate_bp, self._year_days() * 10_000
        )
        base, daily = self.money(letter.interest_base_minor), self.money(daily_minor)
        return say("running_interest_daily", base=base, daily=daily, **given)

    def _year_days(self) -> int:
        year = self.letter.sent_on.year
        leap = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        return leap if self.letter.country == "NO" else 365

    def sections(self, said: dict[str, str]) -> tuple[Section, ...]:
        heading = "headings.{}".format
        following = " ".join(
            filter(None, (said["in_time"], said["consequence"], said["next_step"]))
        )
        pairs = (
            ("paid", said["paid"]),
            ("object", said["object"]),
            ("cannot", said["cannot"]),
            ("advice", said["advice"]),
            ("next", following),
            ("complain", said["board"]),
            ("genuine", said["genuine"]),
        )
        return tuple(Section(self.words.say(heading(name)), text) for name, text in pairs if text)

    def item_name(self, item: LetterItem) -> str:
        name = self.words.say(f"items.{self.letter.country}.{item.kind}")
        if item.kind in (*COSTS, "payment", "credit") and item.dated_on:
            return f"{name}, {self.day(item.dated_on)}"
        if item.invoice_number and item.invoice_number != self.letter.invoice_number:
            return f"{name}, {self.words.say('item_invoice', number=item.invoice_number)}"
        return name

    def sum_rows(self) -> tuple[Row, ...]:
        """One row for each item; several interest periods share a row, split on the next page."""
        interest = of_kind(self.letter.items, "interest")
        rows: list[Row] = []
        summed = False
        for item in self.letter.items:
            if item.kind != "interest" or len(interest) == 1:
                amount = self.money(item.amount_minor)
                rows.append(Row(self.item_name(item), item.reference, amount, self.detail(item)))
            elif not summed:
                summed = True
                rows.append(self.interest_sum(interest))
        return tuple(rows)

    def detail(self, item: LetterItem) -> str:
        """The small print of a row: interest with its arithmetic."""
        return self.calculation(item) if item.kind == "interest" else ""

    def interest_sum(self, interest: tuple[LetterItem, ...]) -> Row:
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
        if len(of_kind(self.letter.items, "interest")) < 2:
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
        return " + ".join(
            self.words.say(
                "explained.arithmetic",
                base=self.money(item.base_minor or 0),
                rate=self.words.rate(item.rate_bp or 0),
                days=str(part.days),
                year_days=str(part.year_days),
            )
            for part in parts_of(item, self.letter.country)
        )
