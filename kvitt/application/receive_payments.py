"""A file from the bank is registered: what is new in it is matched, booked, and closes its cases.

One transaction for one file: it is registered as a whole or not at all. The bytes are kept. What
came before is named and not booked again; what cannot be placed by its reference waits for a
person, with proposals, while nothing is sent on the proposed cases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kvitt.application.book_payments import book_payments
from kvitt.application.divide_instalments import divide_instalments
from kvitt.application.match_distributions import flag_awaited, place_distributions
from kvitt.application.place_payments import Line, Placed, place_lines
from kvitt.application.propose_payments import ask_about_lines
from kvitt.application.reverse_payment import reverse_payments
from kvitt.application.withdraw_notices import stop_letters_of_closed
from kvitt.bank.payment import BankFile
from kvitt.bank.read import read_bank_file
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.money import as_decimal_text
from kvitt.store.bank_files import add_lines, keep_bank_file, known_file, lock_bank_files
from kvitt.store.closing import add_event, with_unconfirmed_letters
from kvitt.store.creditors import Creditor, all_creditors
from kvitt.store.history_of_many import close_histories, set_history_aside
from kvitt.store.payments import add_tasks
from kvitt.store.session import fresh_statistics, tenant_scope
from kvitt.store.tenants import agency_tenant_id

SHOWN = 1_000
"""Sentences kept in the stored report of a file; the counts are always whole."""


@dataclass(slots=True)
class Received:
    """What became of a bank file."""

    name: str
    format: str = ""
    already_known: bool = False
    lines: int = 0
    booked: int = 0
    """Lines that are booked on cases, reversals included."""
    reversed: int = 0
    duplicates: list[str] = field(default_factory=list)
    echoes: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    totals_minor: dict[str, int] = field(default_factory=dict)
    accounts: list[str] = field(default_factory=list)
    """Our accounts that the file tells of."""
    closed_cases: int = 0
    reopened_cases: int = 0

    @property
    def total_minor(self) -> int:
        """The sum of all lines where the file has one currency; see ``totals_minor`` otherwise."""
        return sum(self.totals_minor.values()) if len(self.totals_minor) < 2 else 0

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept with the file and printed."""
        return {
            "name": self.name, "format": self.format, "already_known": self.already_known,
            "lines": self.lines, "accounts": self.accounts, "booked": self.booked,
            "reversed": self.reversed, "duplicates": len(self.duplicates),
            "echoes": len(self.echoes),
            "unmatched": len(self.unmatched), "total_minor": self.total_minor,
            "totals_minor": self.totals_minor, "closed_cases": self.closed_cases,
            "reopened_cases": self.reopened_cases, "quarantined": self.quarantined[:SHOWN],
            "warnings": self.warnings[:SHOWN], "sentences": {
                "duplicates": self.duplicates[:SHOWN], "echoes": self.echoes[:SHOWN],
                "unmatched": self.unmatched[:SHOWN],
            },
        }  # fmt: skip


def receive_payments(
    raw: bytes,
    *,
    name: str,
    today: date,
    actor: str = "command line",
    on_progress: Callable[[int], None] | None = None,
) -> Received:
    """Registers a bank file (BgMax, OCR giro, camt). The same bytes again register nothing.

    Raises UnreadableBankFile for bytes that are no such file.
    """
    with without_garbage_collection():
        return _receive(raw, name=name, today=today, actor=actor, on_progress=on_progress)


def _receive(
    raw: bytes,
    *,
    name: str,
    today: date,
    actor: str,
    on_progress: Callable[[int], None] | None,
) -> Received:
    file = read_bank_file(raw, name=name)
    agency_id = agency_tenant_id()
    creditors = {creditor.tenant_id: creditor for creditor in all_creditors()}
    fresh_statistics()
    with tenant_scope(agency_id, *creditors):
        lock_bank_files(agency_id)
        report = Received(name, file.format)
        before = known_file(agency_id, bytes.fromhex(file.sha256))
        if before is not None:
            report.already_known = True
            report.warnings.append(f"{name}: these bytes were received before, as {before}")
            return report
        _Registration(agency_id, creditors, report, today, actor, on_progress).register(file, raw)
    return report


@dataclass(slots=True)
class _Registration:
    """One file on its way into the books."""

    agency_id: int
    creditors: dict[int, Creditor]
    report: Received
    today: date
    actor: str
    on_progress: Callable[[int], None] | None

    def register(self, file: BankFile, raw: bytes) -> None:
        report, today, actor = self.report, self.today, self.actor
        report.lines = len(file.payments)
        report.totals_minor = file.totals_minor
        report.accounts = sorted({payment.account for payment in file.payments})
        report.warnings += file.warnings
        report.quarantined += [f"{q.position}: {q.sentence}" for q in file.quarantined]
        placed = place_lines(
            self.agency_id, self.creditors, file,
            of_authorities=lambda those: place_distributions(
                self.creditors, those, today=today, actor=actor
            ),
        )  # fmt: skip
        flag_awaited(placed)
        closed = self._book(placed)
        undone = reverse_payments(
            self.agency_id, placed.reversals, placed.lines, today=today, actor=actor
        )
        report.reversed, report.reopened_cases = undone.count, undone.reopened
        ask_about_lines(self.agency_id, self.creditors, placed, today=today, actor=actor)
        for tenant_id, case_ids in closed.items():
            with tenant_scope(tenant_id):
                waiting = with_unconfirmed_letters(tenant_id, case_ids)
                if waiting:
                    stop_letters_of_closed(
                        tenant_id, waiting, because="paid", today=today, actor=actor
                    )
                    set_history_aside(tenant_id)
        _tell(report, placed.lines)
        self._keep(file, raw, placed)
        set_history_aside(self.agency_id)
        close_histories()

    def _book(self, placed: Placed) -> dict[int, list[int]]:
        """Books creditor by creditor; returns the cases that were closed."""
        by_line = {line.id: line for line in placed.lines}
        closed: dict[int, list[int]] = {}
        for tenant_id in sorted(placed.shares):
            with tenant_scope(tenant_id):
                taken = [share for share in placed.shares[tenant_id] if share.taken]
                others = [share for share in placed.shares[tenant_id] if not share.taken]
                mine = [*divide_instalments(self.creditors[tenant_id], others), *taken]
                booked = book_payments(
                    self.creditors[tenant_id], mine, today=self.today, actor=self.actor
                )
                set_history_aside(tenant_id)
            if booked.closed:
                closed[tenant_id] = booked.closed
                self.report.closed_cases += len(booked.closed)
            for share, sentence in booked.refused:
                line = by_line[share.line_id]
                line.outcome, line.creditor_id, line.because = "unmatched", None, sentence
            if self.on_progress is not None:
                self.on_progress(len(mine))
        return closed

    def _keep(self, file: BankFile, raw: bytes, placed: Placed) -> None:
        """Keeps the bytes, each line with what became of it, and asks about what is quarantined."""
        report, agency_id, today = self.report, self.agency_id, self.today
        file_id = keep_bank_file(
            agency_id, name=report.name, format=file.format, sha256=bytes.fromhex(file.sha256),
            content=raw, today=today, report=report.as_json(),
        )  # fmt: skip
        outcomes = [(x.no, x.outcome, x.creditor_id, x.because, x.identity) for x in placed.lines]
        add_lines(agency_id, file_id=file_id, format=file.format, outcomes=outcomes, today=today)
        asked = [(f"{report.name}, {told}", "{}", file_id) for told in report.quarantined[:SHOWN]]
        add_tasks(agency_id, "bank_record_quarantined", asked, today=today)
        add_event(
            None, "bank_file_received", today=today, actor=self.actor, file=file_id,
            lines=report.lines, booked=report.booked, unmatched=len(report.unmatched),
        )  # fmt: skip


def _tell(report: Received, lines: Sequence[Line]) -> None:
    named = {
        "duplicate": report.duplicates,
        "echo": report.echoes,
        "unmatched": report.unmatched,
    }
    for line in lines:
        told = named.get(line.outcome)
        if told is None:
            report.booked += 1
            continue
        told.append(
            f"{line.payment.position}: {as_decimal_text(line.payment.amount_minor)} "
            f"{line.payment.currency}: {line.because}"
        )
