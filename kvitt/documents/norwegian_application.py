"""Applications to Norwegian authorities on paper: the conciliation claim, the petition for
attachment.

Complete and ready to sign, in bokmål. Each is held against the statute's list of its day and
refused by name where an element is missing.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kvitt.documents.application_parts import Section, Table, section, section_text
from kvitt.documents.typesetting import pictures, typeset
from kvitt.documents.wording import Wording, wording
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
from kvitt.domain.filing import INTEREST, PRINCIPAL, FiledClaim, FiledItem, FiledParty, Filing
from kvitt.kernel.days import ONE_DAY
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
    words = words_of(kind, filing, book)
    head = [words["authority"], words["title"], *(f"{a}: {b}" for a, b in words["meta"])]
    parts = ["\n".join(head), words["lead"], *map(section_text, words["sections"])]
    signature = words["signature"]
    parts.append("\n".join([signature["heading"], *signature["lines"], signature["name"]]))
    return "\n\n".join(parts) + "\n"


def words_of(kind: str, filing: Filing, book: LawBook) -> dict[str, Any]:
    """Every word of the application, in order. Raises MissingElement and LawNotKnown."""
    wanted = filing.settings.get("board_on_objection", "")
    board = {"yes": True, "no": False}.get(wanted)
    require_elements(
        book, KINDS[kind].document, elements(filing, board=board), on=filing.filed_on,
        called=filing.reference,
    )  # fmt: skip
    return _Writer(kind, filing).words()


class _Writer:
    """One application and its words."""

    def __init__(self, kind: str, filing: Filing) -> None:
        self.kind, self.filing = kind, filing
        self.language: Wording = wording("nb")
        self.texts: Mapping[str, Any] = _texts()

    def words(self) -> dict[str, Any]:
        filing, labels, day = self.filing, self.texts["labels"], self.filing.filed_on
        sections = [
            self._parties(), self._sums(), self._relief(), self._title(), self._claims(),
            self._payments(), self._interest(), self._costs(), self._ground(), self._letters(),
            self._receiver(),
        ]  # fmt: skip
        sender = (filing.agent or filing.creditor).name
        return {
            "language": "nb",
            "region": "NO",
            "dated": [day.year, day.month, day.day],
            "authority": self.texts["authority"][self.kind],
            "title": self.texts["title"][self.kind],
            "meta": [
                (labels["reference"], filing.reference),
                (labels["filed_on"], self.language.day(day)),
            ],
            "lead": self.texts["lead"][self.kind].format(
                total=self._money(sums(filing).total_minor)
            ),
            "sender": [sender],
            "sections": [one for one in sections if one is not None],
            "signature": {
                "heading": self.texts["headings"]["signature"],
                "lines": [labels["place_and_day"], labels["signed"]],
                "name": f"{labels['name']}: "
                + self.texts["signer"].format(name=filing.signed_by, party=sender),
            },
            "numbered": True,
            "page_label": labels["page"],
            "footer": f"{filing.reference} · {sender}",
        }

    def _parties(self) -> Section:
        labels, filing = self.texts["labels"], self.filing
        role = CONCILIATION if self.kind == CONCILIATION else "other"
        agent = [labels["no_agent"]]
        if filing.agent is not None:
            holder = filing.settings.get("licence_holder", "").strip()
            more = [f"{labels['licence']}: {holder}"] if holder else []
            agent = self._party(filing.agent) + more
        pairs = [
            (labels["creditor"][role], self._party(filing.creditor)),
            (labels["agent"], agent),
            (labels["debtor"][role], self._party(filing.debtor)),
        ]
        return self._section("parties", pairs=pairs)

    def _party(self, party: FiledParty) -> list[str]:
        labels = self.texts["labels"]
        is_person = party.is_person or len(party.identity_number) == 11
        number = labels["person" if is_person else "organisation"]
        ways = [
            f"{labels[name]} {way}"
            for name, way in (("email", party.email), ("phone", party.phone))
            if way
        ]
        return [
            f"{party.name}, {number} {party.identity_number}",
            ", ".join([*party.address_lines, f"{party.postcode} {party.city}"]),
            *([", ".join(ways)] if ways else []),
        ]

    def _sums(self) -> Section:
        asked, words = sums(self.filing), self.texts["sums"]
        rows = [
            [words["principal"], self._amount(asked.principal_minor)],
            [words["interest"], self._amount(asked.interest_minor)],
            [words["cost"], self._amount(asked.cost_minor)],
        ]
        rows += [[_called(one.kind), self._amount(one.amount_minor)] for one in self.filing.costs]
        total = (words["total"], self._money(asked.total_minor))
        return self._section("sums", table=self._table("sums", [0, 40], 1, rows, total))

    def _relief(self) -> Section | None:
        if self.kind not in (CONCILIATION, ATTACHMENT):
            return None
        texts = [relief(self.filing, money=self._money, day=self.language.day)]
        if self.kind == ATTACHMENT:
            wanted = self.filing.settings["board_on_objection"]
            return self._section("relief", texts=[*texts, self.texts[f"board_{wanted}"]])
        if asked_minor := sums(self.filing).asked_minor:
            texts.append(self.texts["costs_of_case"].format(cost=self._money(asked_minor)))
        return self._section("relief", texts=[*texts, self.texts["default_judgment"]])

    def _title(self) -> Section | None:
        title, labels = self.filing.title, self.texts["labels"]
        if title is None:
            return None
        pairs = [
            (labels["title_kind"], [self.texts["titles"].get(title.kind, title.kind)]),
            (labels["title_number"], [title.number]),
            (labels["title_given_on"], [self.language.day(title.given_on)]),
        ]
        return self._section("title", pairs=pairs, texts=[self.texts["title_attached"]])

    def _claims(self) -> Section:
        rows = []
        for claim in self.filing.claims:
            principal = claim.of(PRINCIPAL)
            at_first = sum(item.amount_minor for item in principal)
            rest = sum(item.open_minor for item in principal)
            days = (f"{claim.issued_on}", f"{claim.due_on}")
            figures = map(self._amount, (at_first, at_first - rest, rest))
            rows.append([claim.invoice_number, claim.text, *days, *figures])
        total = (self.texts["sums"]["principal"], self._amount(sums(self.filing).principal_minor))
        table = self._table("claims", [20, 0, 17, 17, 20, 19, 20], 4, rows, total)
        return self._section("claims", table=table)

    def _payments(self) -> Section | None:
        rows = [
            [claim.invoice_number, self._part(item.kind), f"{paid.booked_on}",
             self._amount(paid.amount_minor)]
            for claim, item in self._items(PRINCIPAL, INTEREST, *CALLED)
            for paid in item.payments
        ]  # fmt: skip
        if not rows:
            return None
        return self._section("payments", table=self._table("payments", [30, 0, 24, 26], 3, rows))

    def _interest(self) -> Section | None:
        rows = [self._accrued(claim, item) for claim, item in self._items(INTEREST)]
        texts = [
            self.texts["running"].format(
                invoice=claim.invoice_number,
                base=self._money(one.base_minor),
                day=self.language.day(one.from_),
            )
            for claim in self.filing.claims
            if (one := running(claim)) is not None
        ]
        if not rows:
            return None
        total = (self.texts["sums"]["interest"], self._amount(sums(self.filing).interest_minor))
        table = self._table("interest", [0, 18, 20, 15, 22, 20, 20], 3, rows, total)
        return self._section("interest", table=table, texts=texts)

    def _accrued(self, claim: FiledClaim, item: FiledItem) -> list[str]:
        return [
            claim.invoice_number,
            f"{item.from_}" if item.from_ else "",
            f"{item.until - ONE_DAY}" if item.until else "",
            self.language.rate(item.rate_bp) if item.rate_bp is not None else "",
            self._amount(item.base_minor) if item.base_minor is not None else "",
            self._amount(item.amount_minor),
            self._amount(item.open_minor),
        ]

    def _costs(self) -> Section | None:
        filing, asked = self.filing, sums(self.filing)
        apart = frozenset(cost.kind for cost in filing.costs)
        rows = [
            [claim.invoice_number, _called(item.kind), f"{item.dated_on}", item.reference,
             self._amount(item.open_minor)]
            for claim in filing.claims
            for item in claim.costs
            if item.open_minor
            and not is_asked_apart(item.kind, item.dated_on, filing.filed_on, apart)
        ]  # fmt: skip
        rows += [
            ["", _called(cost.kind), f"{filing.filed_on}", cost.reference,
             self._amount(cost.amount_minor)]
            for cost in filing.costs
        ]  # fmt: skip
        if not rows:
            return None
        total = (self.texts["sums"]["total"], self._amount(asked.cost_minor + asked.asked_minor))
        table = self._table("costs", [20, 44, 18, 0, 20], 4, rows, total)
        return self._section("costs", table=table)

    def _ground(self) -> Section | None:
        if not self.filing.ground.strip():
            return None
        return self._section("ground", texts=[self.filing.ground])

    def _letters(self) -> Section | None:
        told = [
            self.texts["notice" if one.kind == NOTICE else "demand"].format(
                sent_on=self.language.day(one.sent_on),
                deadline_on=self.language.day(one.deadline_on),
            )
            for one in self.filing.letters
            if one.kind in DEMANDS or (one.kind == NOTICE and self.kind == ATTACHMENT)
        ]
        return self._section("demands", texts=told) if told else None

    def _receiver(self) -> Section:
        labels, filing = self.texts["labels"], self.filing
        told = (("pay_to", filing.pay_to), ("pay_reference", filing.pay_reference))
        return self._section("receiver", pairs=[(labels[name], [one]) for name, one in told if one])

    def _items(self, *kinds: str) -> Iterable[tuple[FiledClaim, FiledItem]]:
        return ((claim, item) for claim in self.filing.claims for item in claim.of(*kinds))

    def _part(self, kind: str) -> str:
        named: str = self.texts["parts"].get(kind) or _called(kind)
        return named

    def _section(self, name: str, **given: Any) -> Section:
        return section(self.texts["headings"][name], **given)

    def _table(
        self, name: str, widths: list[int], words: int, rows: list[list[str]],
        total: tuple[str, str] | None = None,
    ) -> Table:  # fmt: skip
        columns = self.texts["columns"][name]
        return Table(columns=columns, widths=widths, words=words, rows=rows, total=total)

    def _amount(self, amount_minor: int) -> str:
        return self.language.amount(amount_minor)

    def _money(self, amount_minor: int) -> str:
        return self.language.money(amount_minor, self.filing.currency, country="NO")


def _called(kind: str) -> str:
    return CALLED.get(kind, kind.replace("_", " "))


@cache
def _texts() -> dict[str, Any]:
    source = files("kvitt.documents").joinpath("applications", "norway.yaml")
    read: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return read
