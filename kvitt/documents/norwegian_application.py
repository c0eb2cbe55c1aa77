"""Applications to Norwegian authorities on paper: the conciliation claim, the petition for
attachment.

Complete and ready to sign, in bokmål. Each is held against the statute's list of its day and
refused by name where an element is missing.
"""

from collections.abc import Iterable
from typing import Any

from kvitt.documents.application_parts import Section
from kvitt.documents.application_writer import ApplicationWriter, text_of, texts_of
from kvitt.documents.typesetting import pictures, typeset
from kvitt.domain.enforcement.norway import ATTACHMENT, CONCILIATION, KINDS
from kvitt.domain.enforcement.norway_claimed import (
    CALLED,
    NOTICE,
    elements,
    is_asked_apart,
    relief,
    running,
    sums,
)
from kvitt.domain.filing import INTEREST, PRINCIPAL, FiledClaim, FiledItem, Filing
from kvitt.law.book import LawBook
from kvitt.law.letters_norway import DEMANDS
from kvitt.law.notices import require_elements


def norwegian_application_pdf(kind: str, filing: Filing, book: LawBook) -> bytes:
    """The application of that kind as PDF/A-2a with tags, the same bytes on every run.

    ``kind`` is one of `kvitt.domain.enforcement.norway.KINDS`. Raises MissingElement, with the
    paragraph, and LawNotKnown.
    """
    return typeset("application", words_of(kind, filing, book))


def norwegian_application_pictures(kind: str, filing: Filing, book: LawBook) -> list[bytes]:
    """Its pages as PNG, for a person who approves it; refuses as norwegian_application_pdf."""
    return pictures("application", words_of(kind, filing, book))


def norwegian_application_text(kind: str, filing: Filing, book: LawBook) -> str:
    """The same words as plain text; refuses as norwegian_application_pdf."""
    return text_of(words_of(kind, filing, book))


def words_of(kind: str, filing: Filing, book: LawBook) -> dict[str, Any]:
    """Every word of the application, in order. Raises MissingElement and LawNotKnown."""
    wanted = filing.settings.get("board_on_objection", "")
    board = {"yes": True, "no": False}.get(wanted)
    require_elements(
        book, KINDS[kind].document, elements(filing, board=board), on=filing.filed_on,
        called=filing.reference,
    )  # fmt: skip
    return _Writer(kind, filing).words()


class _Writer(ApplicationWriter):
    """One application and its words."""

    def __init__(self, kind: str, filing: Filing) -> None:
        super().__init__("NO", filing.currency, texts_of("norway"))
        self.kind, self.filing = kind, filing

    def words(self) -> dict[str, Any]:
        filing = self.filing
        sender = (filing.agent or filing.creditor).name
        sections = [
            self._parties(), self._sums(), self._relief(), self._title(), self._claims(),
            self._payments(), self._interest(), self._costs(), self._ground(), self._letters(),
            self.receiver(filing.pay_to, filing.pay_reference),
        ]  # fmt: skip
        lead = self.texts["lead"][self.kind].format(total=self.money(sums(filing).total_minor))
        return self.framed(
            self.texts["authority"][self.kind], self.texts["title"][self.kind], lead,
            reference=filing.reference, on=filing.filed_on, sender=sender, sections=sections,
            signature=self.signed(filing.signed_by, sender),
        )  # fmt: skip

    def _parties(self) -> Section:
        labels, filing = self.texts["labels"], self.filing
        role = CONCILIATION if self.kind == CONCILIATION else "other"
        agent = [labels["no_agent"]]
        if filing.agent is not None:
            holder = filing.settings.get("licence_holder", "").strip()
            more = [f"{labels['licence']}: {holder}"] if holder else []
            agent = self.party(filing.agent) + more
        pairs = [
            (labels["creditor"][role], self.party(filing.creditor)),
            (labels["agent"], agent),
            (labels["debtor"][role], self.party(filing.debtor)),
        ]
        return self.section("parties", pairs=pairs)

    def _sums(self) -> Section:
        asked, words = sums(self.filing), self.texts["sums"]
        rows = [
            [words["principal"], self.amount(asked.principal_minor)],
            [words["interest"], self.amount(asked.interest_minor)],
            [words["cost"], self.amount(asked.cost_minor)],
        ]
        rows += [[_called(one.kind), self.amount(one.amount_minor)] for one in self.filing.costs]
        total = (words["total"], self.money(asked.total_minor))
        return self.section("sums", table=self.table("sums", [0, 40], 1, rows, total))

    def _relief(self) -> Section | None:
        if self.kind not in (CONCILIATION, ATTACHMENT):
            return None
        texts = [relief(self.filing, money=self.money, day=self.language.day)]
        if self.kind == ATTACHMENT:
            wanted = self.filing.settings["board_on_objection"]
            return self.section("relief", texts=[*texts, self.texts[f"board_{wanted}"]])
        if asked_minor := sums(self.filing).asked_minor:
            texts.append(self.texts["costs_of_case"].format(cost=self.money(asked_minor)))
        return self.section("relief", texts=[*texts, self.texts["default_judgment"]])

    def _title(self) -> Section | None:
        title = self.filing.title
        if title is None:
            return None
        pairs, attached = self.title_pairs(title), self.texts["title_attached"]
        return self.section("title", pairs=pairs, texts=[attached])

    def _claims(self) -> Section:
        rows = []
        for claim in self.filing.claims:
            principal = claim.of(PRINCIPAL)
            at_first = sum(item.amount_minor for item in principal)
            rest = sum(item.open_minor for item in principal)
            days = (f"{claim.issued_on}", f"{claim.due_on}")
            figures = map(self.amount, (at_first, at_first - rest, rest))
            rows.append([claim.invoice_number, claim.text, *days, *figures])
        total = (self.texts["sums"]["principal"], self.amount(sums(self.filing).principal_minor))
        table = self.table("claims", [20, 0, 17, 17, 20, 19, 20], 4, rows, total)
        return self.section("claims", table=table)

    def _payments(self) -> Section | None:
        rows = [
            [claim.invoice_number, self._part(item.kind), f"{paid.booked_on}",
             self.amount(paid.amount_minor)]
            for claim, item in self._items(PRINCIPAL, INTEREST, *CALLED)
            for paid in item.payments
        ]  # fmt: skip
        if not rows:
            return None
        return self.section("payments", table=self.table("payments", [30, 0, 24, 26], 3, rows))

    def _interest(self) -> Section | None:
        rows = [self.accrued_row(claim, item) for claim, item in self._items(INTEREST)]
        texts = [
            self.texts["running"].format(
                invoice=claim.invoice_number,
                base=self.money(one.base_minor),
                day=self.language.day(one.from_),
            )
            for claim in self.filing.claims
            if (one := running(claim)) is not None
        ]
        if not rows:
            return None
        total = (self.texts["sums"]["interest"], self.amount(sums(self.filing).interest_minor))
        table = self.table("interest", [0, 18, 20, 15, 22, 20, 20], 3, rows, total)
        return self.section("interest", table=table, texts=texts)

    def _costs(self) -> Section | None:
        filing, asked = self.filing, sums(self.filing)
        apart = frozenset(cost.kind for cost in filing.costs)
        rows = [
            [claim.invoice_number, _called(item.kind), f"{item.dated_on}", item.reference,
             self.amount(item.open_minor)]
            for claim in filing.claims
            for item in claim.costs
            if item.open_minor
            and not is_asked_apart(item.kind, item.dated_on, filing.filed_on, apart)
        ]  # fmt: skip
        rows += [
            ["", _called(cost.kind), f"{filing.filed_on}", cost.reference,
             self.amount(cost.amount_minor)]
            for cost in filing.costs
        ]  # fmt: skip
        if not rows:
            return None
        total = (self.texts["sums"]["total"], self.amount(asked.cost_minor + asked.asked_minor))
        table = self.table("costs", [20, 44, 18, 0, 20], 4, rows, total)
        return self.section("costs", table=table)

    def _ground(self) -> Section | None:
        if not self.filing.ground.strip():
            return None
        return self.section("ground", texts=[self.filing.ground])

    def _letters(self) -> Section | None:
        told = [
            self.texts["notice" if one.kind == NOTICE else "demand"].format(
                sent_on=self.language.day(one.sent_on),
                deadline_on=self.language.day(one.deadline_on),
            )
            for one in self.filing.letters
            if one.kind in DEMANDS or (one.kind == NOTICE and self.kind == ATTACHMENT)
        ]
        return self.section("demands", texts=told) if told else None

    def _items(self, *kinds: str) -> Iterable[tuple[FiledClaim, FiledItem]]:
        return ((claim, item) for claim in self.filing.claims for item in claim.of(*kinds))

    def _part(self, kind: str) -> str:
        named: str = self.texts["parts"].get(kind) or _called(kind)
        return named


def _called(kind: str) -> str:
    return CALLED.get(kind, kind.replace("_", " "))
