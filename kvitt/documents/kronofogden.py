"""The application to Kronofogden on paper: complete, ready to sign, in Swedish.

The first page has the parties and the sums; then come the claims, the interest that has accrued and
that goes on, the costs with their statutes, the ground and the signature. It is held against the
statute's list and refused by name where an element is missing.
"""

from typing import Any

from kvitt.documents.application_parts import Section
from kvitt.documents.application_writer import ApplicationWriter, text_of, texts_of
from kvitt.documents.typesetting import pictures, typeset
from kvitt.domain.enforcement.sweden_claimed import (
    BULK_APPROVAL,
    PARTS,
    Running,
    accrued,
    capital_minor,
    elements,
    is_enforced,
    original_creditor,
    running,
    sums,
)
from kvitt.domain.filing import PRINCIPAL, FiledClaim, Filing
from kvitt.law.book import LawBook
from kvitt.law.notices import require_elements

OWN_ORDER = "payment_order"
"""The kind of title that is Kronofogden's own order, which is not attached."""


def application_pdf(filing: Filing, book: LawBook) -> bytes:
    """The application as PDF/A-2a with tags, dated by its day, the same bytes on every run.

    Raises MissingElement, with the paragraph, and LawNotKnown.
    """
    return typeset("application", words_of(filing, book))


def application_pictures(filing: Filing, book: LawBook) -> list[bytes]:
    """Its pages as PNG, for a person who approves it; refuses as application_pdf."""
    return pictures("application", words_of(filing, book))


def application_text(filing: Filing, book: LawBook) -> str:
    """The same words as plain text; refuses as application_pdf."""
    return text_of(words_of(filing, book))


def words_of(filing: Filing, book: LawBook) -> dict[str, Any]:
    """Every word of the application, in order. Raises MissingElement and LawNotKnown."""
    is_order = filing.title is None
    document = "payment_order_application" if is_order else "enforcement_application"
    require_elements(
        book, document, elements(filing, book), on=filing.filed_on, called=filing.reference
    )
    return _Writer(filing, book).words("payment_order" if is_order else "enforcement")


class _Writer(ApplicationWriter):
    """One application and its words."""

    def __init__(self, filing: Filing, book: LawBook) -> None:
        super().__init__("SE", filing.currency, texts_of("kronofogden"))
        self.filing = filing
        self.going_on = [(claim, running(claim, book)) for claim in filing.claims]

    def words(self, name: str) -> dict[str, Any]:
        filing = self.filing
        sections = [
            self._parties(), self._sums(), self._title(), self._claims(), self._payments(),
            self._interest(), self._costs(), self._ground(), self._demands(),
            self.receiver(filing.pay_to, filing.pay_reference),
        ]  # fmt: skip
        return self.framed(
            self.texts["labels"]["authority"], self.texts["title"][name], self._lead(name),
            reference=filing.reference, on=filing.filed_on,
            sender=(filing.agent or filing.creditor).name, sections=sections,
            signature=self._signature(),
        )  # fmt: skip

    def _lead(self, name: str) -> str:
        goes_on = any(one is not None for _, one in self.going_on)
        key = name if goes_on else f"{name}_without_interest"
        total = self.money(sums(self.filing).total_minor)
        text: str = self.texts["lead"][key]
        return text.format(total=total)

    def _parties(self) -> Section:
        labels, filing = self.texts["labels"], self.filing
        pairs = [(labels["creditor"], self.party(filing.creditor))]
        if filing.agent is None:
            pairs.append((labels["agent"], [labels["no_agent"]]))
        else:
            code = filing.settings.get("agent_code", "")
            more = [f"{labels['agent_code']} {code}"] if code else []
            pairs.append((labels["agent"], self.party(filing.agent) + more))
        pairs.append((labels["debtor"], self.party(filing.debtor)))
        return self.section("parties", pairs=pairs)

    def _sums(self) -> Section:
        asked, words = sums(self.filing), self.texts["sums"]
        rows = [[words["capital"], self.amount(asked.capital_minor)]]
        rows += [[words["interest"], self.amount(asked.interest_minor)]]
        rows += [[words["cost"], self.amount(asked.cost_minor)]]
        if not asked.is_enforcement:
            rows += [
                [PARTS.get(cost.kind, cost.kind), self.amount(cost.amount_minor)]
                for cost in self.filing.costs
            ]
        total = (words["total"], self.money(asked.total_minor))
        if asked.is_enforcement:
            fee_text = self.texts["base_fee"].format(fee=self.money(asked.asked_minor))
            told = [fee_text] if asked.asked_minor else []
        else:
            told = [self.texts["enforce"]["at_once" if is_enforced(self.filing) else "declined"]]
        table = self.table("sums", [0, 40], 1, rows, total)
        return self.section("sums", table=table, texts=told)

    def _title(self) -> Section | None:
        title = self.filing.title
        if title is None:
            return None
        own = title.kind == OWN_ORDER
        return self.section(
            "title",
            pairs=self.title_pairs(title),
            texts=[self.texts["title_not_attached" if own else "title_attached"]],
        )

    def _claims(self) -> Section:
        rows = []
        for claim in self.filing.claims:
            at_first = sum(item.amount_minor for item in claim.of(PRINCIPAL))
            rest = capital_minor(claim)
            days = (f"{claim.issued_on}", f"{claim.due_on}")
            figures = map(self.amount, (at_first, at_first - rest, rest))
            rows.append([claim.invoice_number, claim.text, *days, *figures])
        total = (self.texts["sums"]["capital"], self.amount(sums(self.filing).capital_minor))
        texts = []
        if original_creditor(self.filing) != self.filing.creditor.name:
            texts = [self.texts["taken_over"].format(creditor=original_creditor(self.filing))]
        return self.section(
            "claims",
            table=self.table("claims", [20, 0, 17, 17, 19, 19, 19], 4, rows, total),
            texts=texts,
        )

    def _payments(self) -> Section | None:
        rows = [
            [claim.invoice_number, PARTS.get(item.kind, item.kind), f"{paid.booked_on}",
             self.amount(paid.amount_minor)]
            for claim in self.filing.claims
            for item in claim.items
            for paid in item.payments
        ]  # fmt: skip
        if not rows:
            return None
        return self.section("payments", table=self.table("payments", [30, 0, 24, 26], 3, rows))

    def _interest(self) -> Section | None:
        rows = [
            self.accrued_row(claim, item) for claim in self.filing.claims for item in accrued(claim)
        ]
        texts = self._going_on()
        told = self.filing.settings.get("interest_ground", "").strip()
        if told:
            texts.append(self.texts["interest_ground"].format(ground=told))
        if not rows and not texts:
            return None
        total = (self.texts["sums"]["interest"], self.amount(sums(self.filing).interest_minor))
        table = self.table("interest", [0, 17, 20, 18, 21, 19, 19], 3, rows, total)
        return self.section("interest", table=table if rows else None, texts=texts)

    def _going_on(self) -> list[str]:
        """One sentence for all claims whose interest goes on alike."""
        alike: dict[Running, list[tuple[FiledClaim, int]]] = {}
        for claim, one in self.going_on:
            if one is not None:
                key = one._replace(base_minor=0)
                alike.setdefault(key, []).append((claim, one.base_minor))
        return [
            self._goes_on(one, [claim for claim, _ in told], sum(minor for _, minor in told))
            for one, told in alike.items()
        ]

    def _goes_on(self, one: Running, claims: list[FiledClaim], base_minor: int) -> str:
        text: str = self.texts["running"][one.rule]
        named: str = self.texts["invoice" if len(claims) == 1 else "invoices"]
        return text.format(
            invoices=named.format(invoices=", ".join(claim.invoice_number for claim in claims)),
            base=self.money(base_minor),
            rate=self.language.rate(one.rate_bp or 0),
            day=self.language.day(one.from_) if one.from_ else "",
        )

    def _costs(self) -> Section | None:
        rows = [
            [claim.invoice_number, PARTS.get(item.kind, item.kind), f"{item.dated_on}",
             item.reference, self.amount(item.open_minor)]
            for claim in self.filing.claims
            for item in claim.costs
            if item.open_minor
        ]  # fmt: skip
        asked, total_minor = sums(self.filing), sums(self.filing).cost_minor
        if not asked.is_enforcement:
            total_minor += asked.asked_minor
            rows += [
                ["", PARTS.get(cost.kind, cost.kind), f"{self.filing.filed_on}", cost.reference,
                 self.amount(cost.amount_minor)]
                for cost in self.filing.costs
            ]  # fmt: skip
        if not rows:
            return None
        total = (self.texts["sums"]["total"], self.amount(total_minor))
        return self.section("costs", table=self.table("costs", [24, 34, 20, 0, 21], 4, rows, total))

    def _ground(self) -> Section | None:
        if not self.filing.ground.strip():
            return None
        return self.section("ground", texts=[self.filing.ground])

    def _demands(self) -> Section | None:
        demands = [
            self.texts["demand"].format(
                sent_on=self.language.day(letter.sent_on),
                deadline_on=self.language.day(letter.deadline_on),
            )
            for letter in self.filing.letters
            if letter.kind == "collection_demand"
        ]
        if not demands or self.filing.title is not None:
            return None
        return self.section("demands", texts=demands)

    def _signature(self) -> dict[str, Any]:
        filing = self.filing
        approval = filing.settings.get(BULK_APPROVAL, "")
        heading = self.texts["headings"]["signature"]
        if approval and not filing.signed_by:
            name = self.texts["unsigned"].format(approval=approval)
            return {"heading": heading, "lines": [], "name": name}
        return self.signed(filing.signed_by, (filing.agent or filing.creditor).name)
