"""Money from an authority: told by it, found in the bank, booked once and as a whole.

What the authority tells and the money itself come by different ways. A distribution that is
recorded takes the bank line that waits for it; where none does it is awaited, and the next file
from the bank brings it. Nothing is booked before the money is there.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from kvitt.application.assign_payment import PaymentNotAssignable, book_waiting_line
from kvitt.application.book_payments import book_payments
from kvitt.application.divide_distribution import shares_of
from kvitt.application.keep_distribution import DistributionUnclear
from kvitt.application.raise_dispute import AttachedFile
from kvitt.application.record_proceeding import Recorded, record_in_scope, record_proceeding
from kvitt.application.report_direct_payment import HELD
from kvitt.application.withdraw_notices import stop_letters_of_closed
from kvitt.domain.distribution import EVENTS, bare, is_payer
from kvitt.domain.enforcement import KINDS
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import distributions as store
from kvitt.store.bank_files import BankLine, bank_line, lock_bank_files, waiting_lines
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import ask
from kvitt.store.distributions import Awaited
from kvitt.store.history_of_many import close_histories, set_history_aside
from kvitt.store.holds import end_tasks
from kvitt.store.payments import lock_cases
from kvitt.store.proceedings import case_of, list_of
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

AWAITED = "book_distribution"
EFFECT = "distribution"


class NoSuchDistribution(Refusal):
    """The creditor awaits no distribution of that number."""


class Told(NamedTuple):
    """An event that was recorded, with what became of the money that it tells of."""

    recorded: Recorded
    distribution_id: int | None = None
    is_booked: bool = False
    sentence: str = ""


def record_event(
    creditor: Creditor, proceeding_id: int, kind: str, *, on_day: date, today: date, by: str,
    given: Mapping[str, Any] = MappingProxyType({}), file: AttachedFile | None = None,
    line_id: int | None = None, to_creditor: bool = False,
) -> Told:  # fmt: skip
    """Records any event of a proceeding; the money of a distribution is booked where it is there.

    “distribution” is the country's event that brings money. ``line_id`` names the bank line that
    waits for it; ``to_creditor`` says that the authority paid the creditor itself. Raises what
    `record_proceeding` raises, KeptUnclear, PaymentNotAssignable and BankLineNotFound; then
    nothing has changed.
    """
    if kind == EFFECT:
        kind = EVENTS[creditor.country]
    if not _brings_money(creditor, proceeding_id, kind):
        if line_id is not None or to_creditor:
            raise DistributionUnclear("“{kind:word}” brings no money", kind=kind)
        return Told(
            record_proceeding(creditor, proceeding_id, kind, on_day=on_day, today=today, by=by,
                              given=given, file=file)
        )  # fmt: skip
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id, *creditor_tenant_ids(agency_id)):
        lock_bank_files(agency_id)
        paid_minor = given.get("amount") or 0
        line = None
        if not to_creditor and paid_minor:
            line = _line(creditor, agency_id, proceeding_id, paid_minor, line_id)
        with tenant_scope(creditor.tenant_id):
            done = record_in_scope(creditor, proceeding_id, kind, on_day=on_day, today=today, by=by,
                                   given=given, file=file)  # fmt: skip
            told = store.awaited([creditor.tenant_id], proceeding_id=proceeding_id)[-1]
            set_history_aside(creditor.tenant_id)
        sentence = _placed(creditor, agency_id, told, line, to_creditor, today, by)
        close_histories()
    is_booked = to_creditor or line is not None or not told.paid_minor
    return Told(done, told.id, is_booked, sentence)


def _brings_money(creditor: Creditor, proceeding_id: int, kind: str) -> bool:
    with tenant_scope(creditor.tenant_id):
        rows = list_of(creditor.tenant_id, ended=True, number=proceeding_id)
    known = KINDS[creditor.country][rows[0].kind].events.get(kind) if rows else None
    return known is not None and EFFECT in known.effects


def _line(
    creditor: Creditor, agency_id: int, proceeding_id: int, paid_minor: int, line_id: int | None
) -> BankLine | None:
    """The bank line that waits for this money, locked; None where there is none yet."""
    if line_id is None:
        fitting = _fitting(creditor, agency_id, proceeding_id, paid_minor)
        if len(fitting) > 1:
            raise DistributionUnclear(
                "bank lines {fitting} may be this money: say which",
                lines=fitting,
                fitting=list(fitting),
            )
        if not fitting:
            return None
        line_id = fitting[0]
    line = bank_line(agency_id, line_id)
    if line.outcome != "unmatched" or line.amount_minor != paid_minor:
        raise PaymentNotAssignable(
            "bank line {line} is {outcome}, of {amount_minor:money}; a line of {paid_minor:money} "
            "that waits is needed",
            line=line.id,
            outcome=line.outcome,
            amount_minor=line.amount_minor,
            paid_minor=paid_minor,
        )
    return line


def _fitting(creditor: Creditor, agency_id: int, proceeding_id: int, paid_minor: int) -> list[int]:
    """The waiting lines of that sum that come from an authority or name the proceeding."""
    with tenant_scope(creditor.tenant_id):
        rows = list_of(creditor.tenant_id, ended=True, number=proceeding_id)
    numbers = {bare(n) for row in rows for n in (row.authority_number, row.reference) if n}
    found = []
    for line in waiting_lines(agency_id, creditor.pay_to_number):
        if (line.amount_minor, line.currency) != (paid_minor, creditor.currency):
            continue
        words = {bare(word) for word in (*line.words.split(), *line.references)}
        if numbers & words or is_payer(creditor.country, line.payer_name or ""):
            found.append(line.id)
    return found


def _placed(
    creditor: Creditor, agency_id: int, told: Awaited, line: BankLine | None, to_creditor: bool,
    today: date, by: str,
) -> str:  # fmt: skip
    """Books the money where it is there, or asks where it stays; says which."""
    reference = line.reference if line else None
    by_whom = {"authority": told.authority, "filing": told.reference}
    shares = shares_of(
        creditor, told, line_id=line.id if line else 0, reference=reference,
        because=Sentence("{authority} paid it out: {filing}", **by_whom),
    )  # fmt: skip
    amount = as_decimal_text(told.paid_minor)
    if line is not None:
        book_waiting_line(agency_id, line, creditor, shares, today=today, actor=by)
        return Sentence("{amount} of bank line {line} is booked", amount=amount, line=line.id)
    with tenant_scope(creditor.tenant_id):
        if not to_creditor and told.paid_minor:
            question = Sentence(
                "{amount} that {authority} paid out for {filing} on {paid_on} is awaited: find it, "
                "or ask for it",
                amount=amount, paid_on=told.paid_on, **by_whom,
            )  # fmt: skip
            ask(creditor.tenant_id, shares[0].case_id, AWAITED, question, today=today,
                source_id=told.id)  # fmt: skip
            set_history_aside(creditor.tenant_id)
            return Sentence(
                "{amount} that {authority} paid out for {filing} is awaited from the bank",
                amount=amount, **by_whom,
            )  # fmt: skip
        source = HELD if to_creditor else "client_bank"
        booked = book_payments(creditor, shares, today=today, actor=by, source=source,
                               booking="distribution")  # fmt: skip
        if booked.refused:
            raise DistributionUnclear(booked.refused[0][1])
        set_history_aside(creditor.tenant_id)
        if booked.closed:
            stop_letters_of_closed(
                creditor.tenant_id, booked.closed, because="paid", today=today, actor=by,
                keeps_drafts=True,
            )  # fmt: skip
            set_history_aside(creditor.tenant_id)
    return (
        Sentence("{amount} to the creditor is booked", amount=amount)
        if to_creditor
        else Sentence("what was kept is booked")
    )


def take_back_distribution(
    creditor: Creditor, distribution_id: int, *, because: str, today: date, by: str
) -> None:
    """What was told of a distribution was wrong: it is awaited no longer.

    Money that is booked on it is taken back first (`correct_payment`). Raises NoSuchDistribution.
    """
    with tenant_scope(creditor.tenant_id):
        found = store.awaited([creditor.tenant_id], number=distribution_id)
        if not found or not because.strip():
            raise NoSuchDistribution(
                "{creditor} awaits no distribution {distribution_id}: say one that is awaited, "
                "and why it is wrong",
                creditor=creditor.name,
                distribution_id=distribution_id,
            )
        case_id = case_of(creditor.tenant_id, found[0].proceeding_id) or found[0].case_id
        lock_cases(creditor.tenant_id, {case_id: today})
        store.take_back(creditor.tenant_id, distribution_id, because=because, today=today)
        end_tasks(creditor.tenant_id, case_id, AWAITED, today=today, by=by, outcome=because)
        add_event(case_id, "distribution_taken_back", today=today, actor=by, because=because,
                  distribution=distribution_id)  # fmt: skip
        set_history_aside(creditor.tenant_id)
        close_histories()
