"""A creditor's own history for the simulation of a flow: invoices and what covered them, by day."""

from collections.abc import Iterator
from datetime import date

from kvitt.domain.simulation import KnownInvoice
from kvitt.store.session import query, sql

PORTION = 5_000


def known_invoices_of(
    tenant_id: int, *, debtor_kind: str, since: date, until: date
) -> Iterator[KnownInvoice]:
    """The creditor's invoices to that kind of debtor that fell due in the time, inside its scope.

    Read in portions, so that a million of them needs little memory.
    """
    given = {"tenant": tenant_id, "kind": debtor_kind, "since": since, "until": until, "after": 0}
    given |= {"portion": PORTION}
    while True:
        rows = query(sql("known_invoices"), given)
        for _, number, principal_minor, due_on, agreed, days, amounts, debtor_id in rows:
            paid = tuple(zip(days, amounts, strict=True)) if days else ()
            yield KnownInvoice(number, principal_minor, due_on, agreed, paid, debtor_id)
        if len(rows) < PORTION:
            return
        given["after"] = rows[-1][0]
