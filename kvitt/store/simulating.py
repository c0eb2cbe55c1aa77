"""A creditor's own history for the simulation of a flow: invoices and what covered them, by day."""

from collections.abc import Iterator
from datetime import date

from kvitt.domain.simulation import KnownInvoice
from kvitt.store.session import query, query_value, sql

PORTION = 5_000
NEWEST = {
    "claim": "select id from claim where tenant_id = (select %(tenant)s::integer)"
    " order by id desc offset %(most)s limit 1",
    "collection_case": "select id from collection_case"
    " where tenant_id = (select %(tenant)s::integer) order by id desc offset %(most)s limit 1",
}


def before_the_newest(tenant_id: int, table: str, *, most: int) -> int:
    """After which number the newest so many claims or cases come; 0 where there are no more."""
    return int(query_value(NEWEST[table], {"tenant": tenant_id, "most": most}) or 0)


def known_invoices_of(
    tenant_id: int, *, debtor_kind: str, since: date, until: date, after: int = 0
) -> Iterator[KnownInvoice]:
    """The creditor's invoices to that kind of debtor that fell due in the time, inside its scope.

    Those with numbers after ``after``, read in portions, so that a million needs little memory.
    """
    given = {
        "tenant": tenant_id,
        "kind": debtor_kind,
        "since": since,
        "until": until,
        "after": after,
    }
    given |= {"portion": PORTION}
    while True:
        rows = query(sql("known_invoices"), given)
        for _, number, principal_minor, due_on, agreed, days, amounts, debtor_id in rows:
            paid = tuple(zip(days, amounts, strict=True)) if days else ()
            yield KnownInvoice(number, principal_minor, due_on, agreed, paid, debtor_id)
        if len(rows) < PORTION:
            return
        given["after"] = rows[-1][0]
