"""Invoices become debtors, claims, cases, ledger and history; credit notes reduce their claim.

Idempotent by creditor and invoice number: the same file again registers nothing, and an invoice
that comes back changed is shown as a difference, never swallowed. Rows are taken in batches, each
one transaction, so that a file of a million rows needs little memory and a killed import is just
run again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from kvitt.application.credit_claims import register_credit_note
from kvitt.domain.decide import first_step_day
from kvitt.domain.flow import flow
from kvitt.intake.invoice import InvoiceIn, RowError
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.people import same_person
from kvitt.kernel.reference import kid_with_check, ocr_with_check
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.deadlines import shift_due_day
from kvitt.store.creditors import Creditor
from kvitt.store.invoices import (
    ClaimRow,
    KnownParty,
    PartyRow,
    add_claims,
    known_invoices,
    known_parties,
    refresh_party,
)
from kvitt.store.session import fresh_statistics, reserve_ids, tenant_scope

BATCH = 10_000
LANGUAGE_OF = {"SE": "sv", "NO": "nb"}
SHOWN = 1_000
"""Errors and differences kept for the report; the rest is counted."""


@dataclass
class Registered:
    """What became of the rows of a file."""

    invoices: int = 0
    credit_notes: int = 0
    known: int = 0
    total_minor: int = 0
    errors: list[RowError] = field(default_factory=list)
    error_count: int = 0
    differences: list[str] = field(default_factory=list)
    """Invoices that were registered with other content before: one sentence each."""
    warnings: list[str] = field(default_factory=list)

    def refuse(self, error: RowError) -> None:
        """Notes a row that was not registered."""
        self.error_count += 1
        if len(self.errors) < SHOWN:
            self.errors.append(error)


def register_invoices(
    creditor: Creditor,
    rows: Iterable[InvoiceIn | RowError],
    *,
    source: str,
    today: date,
    dry_run: bool = False,
    actor: str = "import",
    on_progress: Callable[[int], None] | None = None,
) -> Registered:
    """Registers what is new among the rows; with ``dry_run`` it only tells what it would do.

    A row that cannot be registered is reported with its line, field and text; the others are.
    """
    report = Registered()
    for batch in _batches(rows):
        with tenant_scope(creditor.tenant_id), without_garbage_collection():
            _register_batch(creditor, batch, source, today, dry_run, actor, report)
        if on_progress is not None:
            on_progress(len(batch))
    fresh_statistics()
    return report


def _batches(rows: Iterable[InvoiceIn | RowError]) -> Iterator[list[InvoiceIn | RowError]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _register_batch(
    creditor: Creditor,
    batch: list[InvoiceIn | RowError],
    source: str,
    today: date,
    dry_run: bool,
    actor: str,
    report: Registered,
) -> None:
    invoices: list[InvoiceIn] = []
    credits: list[InvoiceIn] = []
    for row in batch:
        problem = row if isinstance(row, RowError) else _cannot_register(creditor, row)
        if problem is not None:
            report.refuse(problem)
        elif isinstance(row, InvoiceIn):
            (invoices if row.kind == "invoice" else credits).append(row)
    fresh = _only_new(creditor, invoices, report)
    report.invoices += len(fresh)
    report.total_minor += sum(invoice.payable_minor for invoice, _ in fresh)
    if fresh and not dry_run:
        parties, claims = _rows_to_add(creditor, fresh, source)
        add_claims(creditor.tenant_id, parties, claims, today=today, actor=actor)
    for credit in credits:
        outcome = register_credit_note(
            creditor,
            credit,
            digest=content_digest(credit),
            source=f"{source} {credit.position}",
            today=today,
            dry_run=dry_run,
            actor=actor,
        )
        report.credit_notes += outcome.is_new
        report.known += outcome.is_known
        report.warnings += outcome.warnings
        report.differences += outcome.differences


def _cannot_register(creditor: Creditor, row: InvoiceIn) -> RowError | None:
    line = int("".join(c for c in row.position if c.isdigit()) or 0)
    if row.currency != creditor.currency:
        sentence = (
            f"{creditor.name} is paid in {creditor.currency}, this invoice is in {row.currency}"
        )
        return RowError(line, "currency", row.currency, sentence)
    if row.payable_minor <= 0:
        return RowError(
            line,
            "payable",
            str(row.payable_minor),
            Sentence("nothing is to be paid on this document"),
        )
    if row.kind == "invoice" and row.due_on is None:
        return RowError(
            line,
            "due_on",
            "",
            Sentence("the invoice names no due day: without one no deadline can be counted"),
        )
    return None


def _only_new(
    creditor: Creditor, invoices: list[InvoiceIn], report: Registered
) -> list[tuple[InvoiceIn, bytes]]:
    known = known_invoices(creditor.tenant_id, [invoice.number for invoice in invoices])
    fresh = []
    for invoice in invoices:
        digest = content_digest(invoice)
        before = known.get(invoice.number)
        if before is None:
            known[invoice.number] = digest
            fresh.append((invoice, digest))
            continue
        report.known += 1
        if before != digest and len(report.differences) < SHOWN:
            report.differences.append(
                f"{invoice.position}: invoice {invoice.number} is registered with other content: "
                f"nothing was changed; correct it by a credit note and a new invoice"
            )
    return fresh


def content_digest(invoice: InvoiceIn) -> bytes:
    """What makes an invoice the same invoice: its debtor, days, sum and reference."""
    debtor = invoice.debtor
    told = (
        invoice.number,
        invoice.kind,
        invoice.issued_on,
        invoice.due_on,
        invoice.currency,
        invoice.payable_minor,
        invoice.payment_reference,
        invoice.credits_number,
        debtor.name,
        debtor.identity,
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=16).digest()


def _rows_to_add(
    creditor: Creditor, fresh: list[tuple[InvoiceIn, bytes]], source: str
) -> tuple[list[PartyRow], list[ClaimRow]]:
    count = len(fresh)
    parties = _Parties(creditor, [invoice for invoice, _ in fresh])
    case_ids = reserve_ids("collection_case_id_seq", count)
    claim_ids = reserve_ids("claim_id_seq", count)
    item_ids = reserve_ids("claim_item_id_seq", count)
    with_check = kid_with_check if creditor.country == "NO" else ocr_with_check
    book = law_book(creditor.country)
    claims = []
    for (invoice, digest), case_id, claim_id, item_id in zip(
        fresh, case_ids, claim_ids, item_ids, strict=True
    ):
        debtor_id, kind = parties.debtor_of(invoice)
        due_on = shift_due_day(book, invoice.due_on or invoice.issued_on, debtor_kind=kind)
        flow_name = creditor.flow_for(kind)
        steps = flow(flow_name)
        fees_agreed = creditor.fees_agreed if invoice.fee_agreed is None else invoice.fee_agreed
        claims.append(
            ClaimRow(
                case_id,
                claim_id,
                item_id,
                debtor_id,
                flow_name,
                invoice.number,
                invoice.issued_on,
                invoice.due_on or due_on,
                due_on,
                invoice.currency,
                invoice.payable_minor,
                invoice.payment_reference or with_check(f"{claim_id:06d}"),
                invoice.text or "",
                fees_agreed,
                digest,
                f"{source} {invoice.position}",
                first_step_day(steps, due_on),
                f"{steps.steps[0].name} is sent",
            )
        )
    return parties.new, claims


class _Parties:
    """Finds each invoice's debtor among the known ones, or takes a number for a new one."""

    def __init__(self, creditor: Creditor, invoices: list[InvoiceIn]) -> None:
        self.creditor = creditor
        self.new: list[PartyRow] = []
        self._ids = iter(reserve_ids("party_id_seq", len(invoices)))
        self._by_identity, self._by_customer = known_parties(
            creditor.tenant_id,
            [invoice.debtor.identity for invoice in invoices if invoice.debtor.identity],
            [
                invoice.debtor.customer_number
                for invoice in invoices
                if invoice.debtor.customer_number
            ],
        )
        self._refreshed: set[int] = set()

    def debtor_of(self, invoice: InvoiceIn) -> tuple[int, str]:
        """The debtor's number and kind (consumer or business)."""
        debtor = invoice.debtor
        register, key = self._by_identity, debtor.identity
        if key is None:
            register, key = self._by_customer, debtor.customer_number
        found = register.get(key) if key else None
        if found is None and debtor.identity is not None:
            found = self._without_number(invoice)
            if found is not None:
                register[debtor.identity] = found
        if found is None:
            row = self._row(next(self._ids), invoice)
            self.new.append(row)
            found = KnownParty(row.id, row.kind, row.name, debtor.identity is not None)
            if key:
                register[key] = found
            self._refreshed.add(row.id)
        elif found[0] not in self._refreshed:
            self._refreshed.add(found[0])
            refresh_party(self.creditor.tenant_id, self._row(found[0], invoice))
        return found.id, found.kind

    def _without_number(self, invoice: InvoiceIn) -> KnownParty | None:
        """The debtor of that customer number and name, to whom the number is now added."""
        debtor = invoice.debtor
        found = self._by_customer.get(debtor.customer_number or "")
        is_same = (
            found is not None
            and found.kind == (debtor.kind or found.kind)
            and not found.has_number
            and found.id not in self._refreshed
            and same_person(found.name, debtor.name)
        )
        return found if is_same else None

    def _row(self, party_id: int, invoice: InvoiceIn) -> PartyRow:
        debtor = invoice.debtor
        language = debtor.language or LANGUAGE_OF.get(debtor.country or self.creditor.country, "en")
        # Where nothing tells person from company, the consumer's protection is the careful choice.
        return PartyRow(
            party_id,
            debtor.kind or "consumer",
            debtor.name,
            debtor.identity,
            debtor.customer_number,
            list(debtor.address),
            debtor.postcode,
            debtor.city,
            debtor.country,
            debtor.email,
            debtor.phone,
            language,
        )
