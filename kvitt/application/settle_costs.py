"""What was laid out for a creditor's cases is settled with what was collected, line by line.

First what debtors paid on it is taken as recovered. Then the rest is billed as the terms of its own
day say. What was billed is kept from the creditor's part of this settlement, and what that does not
reach stays due: later settlements keep it, or the creditor pays it.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kvitt.application.book_outlay import OutlayUnclear, book_letters_in_scope
from kvitt.domain.cost_terms import AGENCY, terms_on
from kvitt.domain.outlay import MONITORING_LETTER, Standing, bills_of
from kvitt.kernel.people import signed_name
from kvitt.store import outlays as store
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.outlays import Change, NewOutlay
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_of


class CostLine(NamedTuple):
    """What happened to one outlay in a settlement. Sums in whole minor units."""

    outlay_id: int
    case_id: int
    kind: str
    authority: str
    reference: str
    incurred_on: date
    advanced_by: str
    laid_out_minor: int
    recovered_minor: int
    """What debtors have paid on it by this settlement; negative where it was taken back."""
    billed_minor: int
    vat_minor: int
    borne_minor: int
    """What the agency bears of it."""


class Costs(NamedTuple):
    """What a settlement does to outlays, before it is booked."""

    lines: tuple[CostLine, ...]
    changes: tuple[Change, ...]
    due_before_minor: int
    """What was billed earlier and neither kept nor paid."""

    @property
    def billed_minor(self) -> int:
        """What is billed now, without its tax."""
        return sum(line.billed_minor for line in self.lines)

    @property
    def vat_minor(self) -> int:
        """The value added tax on it."""
        return sum(line.vat_minor for line in self.lines)

    @property
    def due_minor(self) -> int:
        """All that is to be kept or paid: what was due before, and what is billed now."""
        return self.due_before_minor + self.billed_minor + self.vat_minor

    @property
    def to_agency_minor(self) -> int:
        """What the agency got back of its outlays from debtors."""
        return sum(line.recovered_minor for line in self.lines if line.advanced_by == AGENCY)

    @property
    def borne_minor(self) -> int:
        """What the agency bears from now on."""
        return sum(line.borne_minor for line in self.lines)

    def kept_of(self, payable_minor: int) -> int:
        """What is kept of the creditor's part; negative where it gets more than was collected."""
        return min(self.due_minor, payable_minor)


def costs_to_settle(creditor: Creditor, *, today: date, by: str) -> Costs:
    """What becomes of the creditor's outlays with what `collect` took down; inside its scope."""
    tenant_id = creditor.tenant_id
    _price_letters(creditor, today, by)
    recovered = store.recovered_now(tenant_id)
    standing = [
        one._replace(outstanding_minor=one.outstanding_minor - recovered.get(one.outlay_id, 0))
        for one in store.open_outlays(tenant_id, today=today)
    ]
    known = {one.outlay_id for one in standing}
    standing += _opened_again(tenant_id, [one for one in recovered if one not in known], recovered)
    bills, borne = bills_of(standing, store.collected_by_case(tenant_id))
    changes = [Change(number, "recovered", minor) for number, minor in recovered.items()]
    changes += [Change(one.outlay_id, "billed", one.amount_minor, one.vat_minor) for one in bills]
    changes += [Change(number, "borne", minor) for number, minor in borne]
    lines = _lines(tenant_id, changes)
    return Costs(lines, tuple(changes), store.due_of_bills(tenant_id))


def _opened_again(tenant_id: int, ids: Iterable[int], recovered: dict[int, int]) -> list[Standing]:
    """Outlays of the agency of which nothing was outstanding and a payment was taken back."""
    return [
        Standing(one.id, one.case_id, one.kind, one.advanced_by,
                       one.outstanding_minor - recovered[one.id], one.terms)
        for one in store.outlays(tenant_id, ids=ids)
        if one.advanced_by == AGENCY
    ]  # fmt: skip


def _lines(tenant_id: int, changes: Iterable[Change]) -> tuple[CostLine, ...]:
    found: dict[int, dict[str, int]] = {}
    for one in changes:
        sums = found.setdefault(one.outlay_id, {"recovered": 0, "billed": 0, "vat": 0, "borne": 0})
        sums[one.kind] += one.amount_minor
        sums["vat"] += one.vat_minor
    return tuple(
        CostLine(one.id, one.case_id, one.kind, one.authority, one.reference, one.incurred_on,
                 one.advanced_by, one.amount_minor, found[one.id]["recovered"],
                 found[one.id]["billed"], found[one.id]["vat"], found[one.id]["borne"])
        for one in (store.outlays(tenant_id, ids=found) if found else ())
    )  # fmt: skip


def _price_letters(creditor: Creditor, today: date, by: str) -> None:
    """Monitoring letters that left and that the agreement of their day prices are laid out."""
    agreement = creditor.agreement
    days = [date.fromisoformat(day) for day in agreement.get("costs") or {}]
    if not days or creditor.collection == "own":
        return
    priced = []
    for notice_id, case_id, sent_on in store.unpriced_letters(
        creditor.tenant_id, since=min(days), today=today
    ):
        terms = terms_on(agreement, on=sent_on, collection=creditor.collection)
        if terms.monitoring_letter_minor:
            new = NewOutlay(case_id, MONITORING_LETTER, "the agency", terms.monitoring_letter_minor,
                            sent_on, "the terms on costs", notice_id=notice_id)  # fmt: skip
            priced.append((new, terms))
    book_letters_in_scope(creditor, priced, today=today, by=by)


def book_costs(
    creditor: Creditor, costs: Costs, settlement_id: int, *, kept_minor: int, reference: str,
    today: date, actor: str,
) -> None:  # fmt: skip
    """Books what became of the outlays in the creditor's book and in the agency's; in scope."""
    store.add_changes(creditor.tenant_id, costs.changes, because=reference, today=today,
                      actor=actor, settlement_id=settlement_id)  # fmt: skip
    agency_id = agency_of(creditor.tenant_id)
    moves = [
        ("own_bank", "own_outlays", costs.to_agency_minor),
        ("own_receivable", "own_outlays", costs.billed_minor),
        ("own_receivable", "own_vat", costs.vat_minor),
        ("own_bank", "own_receivable", kept_minor),
        ("own_outlays_borne", "own_outlays", costs.borne_minor),
    ]
    with tenant_scope(agency_id):
        store.book_own(agency_id, moves, note=reference, today=today)


def record_bill_payment(
    creditor: Creditor, *, amount_minor: int, paid_on: date, today: date, by: str
) -> int:
    """The creditor paid what it was billed and no settlement could keep; what is due after it.

    Raises OutlayUnclear for more than is due, with nothing changed.
    """
    name = signed_name(by)
    with tenant_scope(creditor.tenant_id):
        store.lock_bills(creditor.tenant_id)
        due_minor = store.due_of_bills(creditor.tenant_id)
        if not name or not 0 < amount_minor <= due_minor or paid_on > today:
            raise OutlayUnclear(
                "{creditor} owes {due_minor:money} of what it was billed: say who tells of the "
                "payment, its day, and no more than that",
                due_minor=due_minor,
                creditor=creditor.name,
            )
        store.add_bill_payment(creditor.tenant_id, amount_minor, paid_on=paid_on, today=today,
                               by=name)  # fmt: skip
        agency_id = agency_of(creditor.tenant_id)
        with tenant_scope(agency_id):
            store.book_own(agency_id, [("own_bank", "own_receivable", amount_minor)],
                           note=f"bills of {creditor.tenant_id}", today=today)  # fmt: skip
        add_event(None, "bill_paid", today=today, actor=name, amount_minor=amount_minor,
                  paid_on=paid_on.isoformat())  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return due_minor - amount_minor
