"""A creditor's invoices as they were registered, newest first, and the files they came in."""

from datetime import date
from typing import Any, NamedTuple

from kvitt.store.creditors import Creditor
from kvitt.store.invoices import files_before, invoices_before
from kvitt.store.session import tenant_scope

PAGE = 50
NEWEST = 2**62


class InvoiceList(NamedTuple):
    """A page of invoices."""

    invoices: tuple[Any, ...]
    more_before: int | None


class FileKept(NamedTuple):
    """A file of invoices and what became of it."""

    name: str
    received_on: date
    report: dict[str, Any]


def list_invoices(creditor: Creditor, *, before: int | None = None) -> InvoiceList:
    """A page of the creditor's invoices with their case and what is open on them."""
    place = NEWEST if before is None else before
    with tenant_scope(creditor.tenant_id):
        found = invoices_before(creditor.tenant_id, before=place, most=PAGE + 1)
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return InvoiceList(tuple(found[:PAGE]), more)


def list_invoice_files(creditor: Creditor, *, most: int = 10) -> list[FileKept]:
    """The last files of invoices, the newest first."""
    with tenant_scope(creditor.tenant_id):
        return [FileKept(*one) for one in files_before(creditor.tenant_id, most=most)]
