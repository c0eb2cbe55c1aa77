"""What was collected is paid out and accounted for, creditor by creditor, each öre once.

One transaction for one creditor. Files are written under another name first and take their own
after the commit: a settlement that did not happen leaves no order that a bank would carry out.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from kvitt.application.compose_letter import party_of
from kvitt.application.settle_costs import CostLine, Costs, book_costs, costs_to_settle
from kvitt.bank.pain import Ordering, PaymentOrder, Transfer, write_pain001
from kvitt.documents.statement import (
    CostRow,
    Statement,
    StatementRow,
    render_statement,
    statement_csv,
)
from kvitt.domain.settlement import payment_reference
from kvitt.kernel.days import next_bank_day
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.reference import Account
from kvitt.kernel.sentence import Sentence
from kvitt.store import settlements
from kvitt.store.closing import add_event
from kvitt.store.creditors import (
    Agency,
    Creditor,
    agency_or_none,
    all_creditors,
    client_account,
)
from kvitt.store.history_of_many import close_histories, set_history_aside
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.settlements import Collected
from kvitt.store.tenants import agency_tenant_id

ORDER, PDF, CSV = "settlement_order", "settlement_statement", "settlement_statement_csv"
LANGUAGE_OF = {"SE": "sv", "NO": "nb"}


@dataclass(frozen=True, slots=True)
class SettlementDone:
    """What became of a creditor's money. ``number`` is 0 where it is carried over."""

    creditor: str
    tenant_id: int
    number: int
    payment_reference: str
    currency: str
    to_creditor_minor: int
    to_agency_minor: int
    paid_out: bool
    sentence: str
    files: tuple[Path, ...] = ()
    held_minor: int = 0
    """Of the creditor's part it had received so much itself."""
    kept_minor: int = 0
    """Of the creditor's part so much was kept for costs; the rest is paid out."""
    due_minor: int = 0
    """What the creditor was billed for costs and that nothing was kept for yet."""
    costs: tuple[CostLine, ...] = ()
    """What became of each outlay."""
    taken_minor: int = 0
    """Of what was collected authorities took so much of debtors and passed it on."""

    @property
    def collected_minor(self) -> int:
        """The sum that was settled: the creditor's and the agency's part."""
        return self.to_creditor_minor + self.to_agency_minor

    @property
    def payout_minor(self) -> int:
        """What the creditor is paid."""
        return self.to_creditor_minor - self.held_minor - self.kept_minor


class _Settled(NamedTuple):
    """A settlement that is being made. Sums in whole minor units."""

    collected: Collected
    costs: Costs
    kept_minor: int
    number: int
    reference: str
    today: date

    @property
    def payout_minor(self) -> int:
        """What the creditor is paid."""
        return self.collected.payable_minor - self.kept_minor


def settle_creditors(
    *,
    today: date,
    out_folder: Path,
    creditors: Sequence[Creditor] | None = None,
    actor: str = "command line",
    on_progress: Callable[[int], None] | None = None,
) -> list[SettlementDone]:
    """Settles what was collected through today; run again the same day, there is nothing new.

    Returns one entry for each creditor with something to settle. Raises UnwritablePaymentOrder and
    UnbalancedStatement, with nothing booked for that creditor.
    """
    agency = agency_or_none()
    made = []
    for creditor in all_creditors() if creditors is None else creditors:
        done = _settle(creditor, agency, today, out_folder, actor)
        if done is not None:
            made.append(done)
        if on_progress is not None:
            on_progress(1)
    return made


def _settle(
    creditor: Creditor, agency: Agency | None, today: date, out_folder: Path, actor: str
) -> SettlementDone | None:
    tenant_id, agency_id = creditor.tenant_id, agency_tenant_id()
    waiting: list[tuple[Path, Path]] = []
    with tenant_scope(tenant_id, agency_id):
        collected = settlements.collect(tenant_id, today=today)
        costs = costs_to_settle(creditor, today=today, by=actor)
        if not collected.count and not costs.changes:
            close_tenant_history(tenant_id)
            return None
        if collected.payable_minor < 0:
            close_tenant_history(tenant_id)
            return _carried_over(creditor, collected)
        own_account = _pays_to_itself(creditor, agency)
        kept_minor = 0 if own_account else costs.kept_of(collected.payable_minor)
        number = settlements.next_number(tenant_id)
        reference = payment_reference(tenant_id, number)
        settled = _Settled(collected, costs, kept_minor, number, reference, today)
        paid_out, sentence = _pay_out(creditor, agency, settled)
        documents = _documents(creditor, agency, settled, paid_out)
        settlement_id = settlements.add_settlement(
            tenant_id, number=number, collected=collected, currency=creditor.currency,
            reference=reference, paid_out=paid_out, today=today, billed_minor=costs.billed_minor,
            vat_minor=costs.vat_minor, kept_minor=kept_minor,
        )  # fmt: skip
        settlements.keep_documents(
            tenant_id, documents, today=today,
            sha256s=[hashlib.sha256(document[3]).digest() for document in documents],
        )  # fmt: skip
        book_costs(creditor, costs, settlement_id, kept_minor=kept_minor, reference=reference,
                   today=today, actor=actor)  # fmt: skip
        _tell(settled, paid_out, actor)
        set_history_aside(tenant_id)
        earned_minor = collected.to_agency_minor - costs.to_agency_minor
        settlements.earn_fees(agency_id, earned_minor, reference=reference, today=today)
        waiting = [_write_aside(out_folder, name, content) for _, _, name, content in documents]
        close_histories()
    for aside, path in waiting:
        os.replace(aside, path)
    return SettlementDone(
        creditor.name, tenant_id, number, reference, creditor.currency,
        collected.to_creditor_minor, collected.to_agency_minor, paid_out, sentence,
        tuple(path for _, path in waiting), collected.held_minor, kept_minor,
        costs.due_minor - kept_minor, costs.lines, collected.taken_minor,
    )  # fmt: skip


def _tell(settled: _Settled, paid_out: bool, actor: str) -> None:
    collected, costs = settled.collected, settled.costs
    add_event(None, "settled", today=settled.today, actor=actor, number=settled.number,
              paid_out=paid_out, to_creditor_minor=collected.to_creditor_minor,
              to_agency_minor=collected.to_agency_minor, billed_minor=costs.billed_minor,
              kept_minor=settled.kept_minor)  # fmt: skip


def _carried_over(creditor: Creditor, collected: Collected) -> SettlementDone:
    sentence = (
        f"{as_decimal_text(-collected.payable_minor)} {creditor.currency} more was taken back "
        "or received by the creditor itself than came in for it: nothing is paid, it is carried "
        "over to the next settlement"
    )
    return SettlementDone(
        creditor.name, creditor.tenant_id, 0, "", creditor.currency, collected.to_creditor_minor,
        collected.to_agency_minor, False, sentence, (), collected.held_minor,
        taken_minor=collected.taken_minor,
    )  # fmt: skip


def _pays_to_itself(creditor: Creditor, agency: Agency | None) -> bool:
    """Whether the debtors' money is on the creditor's own account: nothing of it can be kept."""
    paid_to = (creditor.pay_to_scheme, creditor.pay_to_number)
    return agency is None or paid_to == (creditor.payout_scheme, creditor.payout_number)


def _pay_out(creditor: Creditor, agency: Agency | None, settled: _Settled) -> tuple[bool, str]:
    """Whether a payment order is written, and the sentence that says why or why not."""
    collected = settled.collected
    if _pays_to_itself(creditor, agency):
        return False, Sentence(
            "the debtors pay to the creditor's own account: there is nothing to pay out"
        )
    if settled.payout_minor == 0 and settled.kept_minor:
        return False, Sentence("the creditor's part is kept for costs: there is nothing to pay out")
    if collected.payable_minor == 0 and collected.held_minor:
        return False, Sentence(
            "the creditor has received its part itself: there is nothing to pay out"
        )
    if settled.payout_minor == 0:
        return False, Sentence("nothing of what was collected is the creditor's")
    amount = as_decimal_text(settled.payout_minor)
    account = Account(creditor.payout_scheme, creditor.payout_number)
    return True, f"{amount} {creditor.currency} is paid to {account.display}"


def _documents(
    creditor: Creditor, agency: Agency | None, settled: _Settled, paid_out: bool
) -> list[tuple[str, str, str, bytes]]:
    statement = _statement(creditor, agency, settled)
    name = f"{settled.today.isoformat()}-{settled.reference.replace(' ', '-')}"
    documents = [
        (PDF, "application/pdf", f"{name}.pdf", render_statement(statement)),
        (CSV, "text/csv", f"{name}.csv", statement_csv(statement)),
    ]
    if paid_out and agency is not None:
        order = _order(creditor, agency, settled)
        documents.append((ORDER, "application/xml", f"{name}.pain001.xml", write_pain001(order)))
    return documents


def _order(creditor: Creditor, agency: Agency, settled: _Settled) -> PaymentOrder:
    scheme, account = client_account(agency.tenant_id, creditor.country) or (
        creditor.pay_to_scheme,
        creditor.pay_to_number,
    )
    own_reference = creditor.payout_reference or ""
    reference, today = settled.reference, settled.today
    transfer = Transfer(
        identification=reference,
        amount_minor=settled.payout_minor,
        receiver=creditor.name,
        account=Account(creditor.payout_scheme, creditor.payout_number),
        reference=own_reference,
        text="" if own_reference else reference,
    )
    return PaymentOrder(
        identification=reference,
        created_at=datetime.combine(today, time()),
        execute_on=next_bank_day(creditor.country, today),
        currency=creditor.currency,
        ordering=Ordering(
            agency.name,
            agency.organisation_number or "",
            Account(scheme, account),
        ),
        transfers=(transfer,),
    )


def _statement(creditor: Creditor, agency: Agency | None, settled: _Settled) -> Statement:
    before = settlements.settled_until(creditor.tenant_id)
    language = creditor.language or LANGUAGE_OF.get(creditor.country, "en")
    rows = [
        StatementRow(
            case_reference=f"{creditor.tenant_id}-{paid.case_id}",
            invoice_number=paid.invoice_numbers,
            debtor_name=paid.debtor_name,
            paid_on=paid.paid_on,
            principal_minor=paid.principal_minor,
            interest_minor=paid.interest_minor,
            fees_minor=paid.fees_minor,
            to_creditor_minor=paid.to_creditor_minor,
            to_agency_minor=paid.to_agency_minor,
            is_direct=paid.is_direct,
            is_taken=paid.is_taken,
            authority=paid.authority,
        )
        for paid in settlements.settled_payments(creditor.tenant_id)
    ]
    return Statement(
        number=str(settled.number),
        country=creditor.country,
        language=language,
        currency=creditor.currency,
        from_=before + timedelta(days=1) if before else creditor.added_on,
        until=settled.today + timedelta(days=1),
        settled_on=settled.today,
        agency=party_of(agency) if agency else party_of(creditor),
        creditor=party_of(creditor),
        rows=tuple(rows),
        costs=tuple(_cost_row(creditor, line) for line in settled.costs.lines),
        due_before_minor=settled.costs.due_before_minor,
        kept_minor=settled.kept_minor,
        account_display=Account(creditor.payout_scheme, creditor.payout_number).display,
        payout_reference=creditor.payout_reference or settled.reference,
    )


def _cost_row(creditor: Creditor, line: CostLine) -> CostRow:
    return CostRow(
        case_reference=f"{creditor.tenant_id}-{line.case_id}",
        kind=line.kind,
        reference=line.reference,
        incurred_on=line.incurred_on,
        by_agency=line.advanced_by == "agency",
        laid_out_minor=line.laid_out_minor,
        recovered_minor=line.recovered_minor,
        billed_minor=line.billed_minor,
        vat_minor=line.vat_minor,
        borne_minor=line.borne_minor,
    )


def _write_aside(folder: Path, name: str, content: bytes) -> tuple[Path, Path]:
    """Writes the file beside its place; it takes its name once the settlement has happened."""
    folder.mkdir(parents=True, exist_ok=True)
    aside, path = folder / f".{name}.part", folder / name
    with open(aside, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.chmod(0o600)
    return aside, path
