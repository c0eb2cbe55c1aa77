"""A changed flow is tried on the creditor's own history before it is switched on."""

from dataclasses import dataclass
from datetime import date

from kvitt.domain.flow import Flow, FlowNotKnown
from kvitt.domain.flow import flow as packaged
from kvitt.domain.simulation import PlayedInvoice, Tally, Totals, differs, play
from kvitt.law.book import law_book
from kvitt.store.creditors import Creditor
from kvitt.store.facts import terms_of
from kvitt.store.session import tenant_scope
from kvitt.store.simulating import known_invoices_of

SHOWN = 50
"""Differences that are shown invoice by invoice; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What two flows would have done to the same invoices."""

    now: str
    """The creditor's present flow for these debtors."""
    changed: str
    totals_now: Totals
    totals_changed: Totals
    differences: tuple[tuple[PlayedInvoice, PlayedInvoice], ...]
    difference_count: int


def simulate_flow(creditor: Creditor, changed: Flow, *, since: date, today: date) -> Simulated:
    """Plays the creditor's present flow and the changed one over its invoices due since a day.

    Debtors are taken to have paid when they did pay. Raises FlowNotKnown where the flow is for
    another country.
    """
    if changed.country != creditor.country:
        raise FlowNotKnown(
            f"flow “{changed.name}” is for {changed.country}, the creditor in {creditor.country}",
            name=changed.name,
        )
    now = packaged(creditor.flow_for(changed.debtor_kind))
    law = law_book(creditor.country)
    tally_now, tally_changed = Tally(), Tally()
    shown: list[tuple[PlayedInvoice, PlayedInvoice]] = []
    count = 0
    with tenant_scope(creditor.tenant_id):
        terms = terms_of(creditor.tenant_id)
        for invoice in known_invoices_of(
            creditor.tenant_id, debtor_kind=changed.debtor_kind, since=since, until=today
        ):
            one = play(invoice, now, law, until=today, terms=terms)
            other = play(invoice, changed, law, until=today, terms=terms)
            tally_now.add(one)
            tally_changed.add(other)
            if differs(one, other):
                count += 1
                if len(shown) < SHOWN:
                    shown.append((one, other))
    return Simulated(
        now.name, changed.name, tally_now.totals(), tally_changed.totals(), tuple(shown), count
    )
