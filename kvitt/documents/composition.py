"""Composition: one letter's words in the debtor's language, the same for PDF and plain text."""

from dataclasses import dataclass
from datetime import date

from kvitt.documents.checklist import elements_of, require_facts, require_sentences
from kvitt.documents.claim_listing import claim_groups, claim_table, items_of_no_claim
from kvitt.documents.composed import Composed, Row, Section
from kvitt.documents.explanation import last_day, parts_of
from kvitt.documents.interest_text import interest_text
from kvitt.documents.letter_parts import (
    COSTS,
    Letter,
    LetterItem,
    has_several_claims,
    of_kind,
)
from kvitt.documents.payment_code import payment_payload
from kvitt.documents.wording import Wording, wording
from kvitt.law.book import law_book
from kvitt.law.interest import daily_interest_minor

SPEAKS_OF_ONE_CLAIM = (
    "reminder", "collection_notice", "collection_demand", "payment_demand",
)  # fmt: skip
"""The letters whose opening names the claim or invoice, and so has words for several."""
_LINE_LETTERS, _HEADING_LINES = 56, 2
"""About how many letters stand on a line of a column, and how many lines a heading takes."""


def compose(letter: Letter) -> Composed:
    """The letter's words; raises MissingElement where the statute's checklist is not met."""
    elements = elements_of(letter)
    require_facts(letter, elements)
    words = wording(letter.language)
    writer = _Writer(letter, words, frozenset(element.name for element in elements))
    said = writer.sentences()
    require_sentences(letter, said, elements)
    label = "labels.{}".format
    sections = writer.sections(said)
    explained = writer.explained_rows()
    groups = claim_groups(letter, words, writer.row)
    return Composed(
        language=letter.language,
        country=letter.country,
        sent_on=letter.sent_on,
        title=said["title"],
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
        claim_table=claim_table(letter, words),
        rows=writer.sum_rows(),
        total=(words.say(label("total")), writer.money(letter.total_minor)),
        running=said["running"],
        sections=sections,
        left_sections=_left_of(sections),
        numbered=bool(explained or groups),
        groups_heading=words.say("headings.claims") if groups else "",
        groups=groups,
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
    lines = [-(-len(section.text) // _LINE_LETTERS) + _HEADING_LINES for section in sections]

    def longer(split: int) -> int:
        return max(sum(lines[:split]), sum(lines[split:]))

    return min(range(1, len(lines) + 1), key=longer)


@dataclass(frozen=True, slots=True)
class _Writer:
    letter: Letter
    words: Wording
    asked: frozenset[str]
    """The elements that the law asks for in this letter."""

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
        return {
            "title": say(f"title.{letter.kind}"),
            "lead": say(f"lead.{letter.kind}", **given),
            "on_behalf": say("on_behalf", **given) if letter.is_agency else "",
            "opening": self.opening(given),
            "running": self.running(),
            "paid": say("paid"),
            "object": say("object", **given),
            "cannot": say("cannot", **given),
            "consequence": say(f"consequence.{letter.kind}", **given),
            "in_time": say("in_time", **given) if notice else "",
            "next_step": self.next_step(),
            "advice": say(f"advice.{letter.country}"),
            "board": say("board") if "complaints_board" in self.asked else "",
            "court_or_drop": self.court_or_drop(given),
            "genuine": say(genuine, **given),
        }

    def opening(self, given: dict[str, str]) -> str:
        several = has_several_claims(self.letter) and self.letter.kind in SPEAKS_OF_ONE_CLAIM
        place = "opening_claims" if several else "opening"
        return self.words.say(f"{place}.{self.letter.kind}", **given)

    def court_or_drop(self, given: dict[str, str]) -> str:
        if "says_court_or_drop" not in self.asked:
            return ""
        return self.words.say(f"court_or_drop.{self.letter.country}", **given)

    def next_step(self) -> str:
        step, say = self.letter.next_step, self.words.say
        name = say(f"steps.{self.letter.country}.{step.kind}")
        said = [
            say("next_step_on", step=name, on=self.day(step.on))
            if step.on
            else say("next_step", step=name)
        ]
        if step.cost_minor is not None and step.cost_minor > 0:
            said.append(self.next_cost(self.money(step.cost_minor)))
        elif step.cost_minor == 0 and step.kind != "decision":
            said.append(say("next_no_cost"))
        elif self.letter.kind != "payment_demand":
            # The demand's own sentence has just said it, and a consequence is named only once.
            said.append(say("next_cost_unknown"))
        return " ".join(said)

    def next_cost(self, cost: str) -> str:
        step, say = self.letter.next_step, self.words.say
        on = step.cost_on or step.on
        if step.kind == "decision" and on:
            return say("next_cost_from", cost=cost, on=self.day(on))
        return say("next_cost", cost=cost)

    def running(self) -> str:
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

    def sections(self, said: dict[str, str]) -> tuple[Section, ...]:
        heading = "headings.{}".format
        following = " ".join(
            filter(None, (said["in_time"], said["consequence"], said["next_step"]))
        )
        pairs = (
            ("paid", said["paid"]),
            ("object", said["object"]),
            ("cannot", said["cannot"]),
            ("court_or_drop", said["court_or_drop"]),
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
        return interest_text(
            self.words,
            base_minor=item.base_minor or 0,
            rate_bp=item.rate_bp or 0,
            parts=parts_of(item, self.letter.country),
            currency=self.letter.currency,
            country=self.letter.country,
        )
