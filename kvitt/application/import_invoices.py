"""A file of invoices comes in for one creditor: read, registered, and kept as it was received."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kvitt.application.register_invoices import Registered, register_invoices
from kvitt.intake.csv_mapping import AmbiguousColumns, Mapping, MissingColumns, headers_in
from kvitt.intake.csv_text import examine
from kvitt.intake.invoice import InvoiceIn, RowError
from kvitt.intake.read import InvoiceStream, iterate_invoices
from kvitt.kernel.sentence import Sentence
from kvitt.store.creditors import Creditor, save_invoice_mapping
from kvitt.store.invoices import is_kept, keep_file
from kvitt.store.session import tenant_scope

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file of invoices."""

    registered: Registered
    format: str
    encoding: str | None
    mapping_saved: bool
    warnings: list[str]
    mapping: Mapping | None = None
    """How the file was read; None for XML."""

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept with the file and printed."""
        done = self.registered
        return {
            "format": self.format,
            "encoding": self.encoding,
            "invoices": done.invoices,
            "credit_notes": done.credit_notes,
            "known": done.known,
            "total_minor": done.total_minor,
            "error_count": done.error_count,
            "errors": [error._asdict() for error in done.errors],
            "differences": done.differences,
            "warnings": self.warnings,
            "mapping_saved": self.mapping_saved,
        }


def import_invoices(
    creditor: Creditor,
    path: Path,
    *,
    mapping: Mapping | None = None,
    today: date,
    dry_run: bool = False,
    actor: str = "import",
    on_progress: Callable[[int], None] | None = None,
) -> Imported:
    """Registers what is new in the file; the same file again registers nothing.

    Without a ``mapping`` the creditor's saved one is used where it fits. A mapping that read a file
    without an error is saved for the next file. Raises what ``iterate_invoices`` raises.
    """
    stream = _opened(creditor, path, mapping)
    done = register_invoices(
        creditor, _own_invoices(creditor, stream), source=path.name, today=today, dry_run=dry_run,
        actor=actor, on_progress=on_progress,
    )  # fmt: skip
    is_new = bool(done.invoices or done.credit_notes)
    saves = is_new and not done.error_count and not dry_run and stream.mapping is not None
    warnings = [*stream.warnings, *done.warnings]
    report = Imported(done, stream.format, stream.encoding, saves, warnings, stream.mapping)
    if not dry_run:
        _keep(creditor, path, report, _lasting(stream.mapping) if saves else None, today)
    return report


def columns_of(path: Path) -> list[str]:
    """The columns of a CSV file as they are called there. Raises UnreadableFile, MissingColumns."""
    found = examine(lambda: path.open("rb"), name=path.name)
    return headers_in(found.head, name=path.name)


def _opened(creditor: Creditor, path: Path, mapping: Mapping | None) -> InvoiceStream:
    """The stream, by the given mapping, by the saved one, or as the file itself shows."""
    saved = creditor.invoice_mapping if mapping is None else None
    if saved:
        try:
            return iterate_invoices(
                path, name=path.name, country=creditor.country, mapping=Mapping.from_json(saved)
            )
        except (MissingColumns, AmbiguousColumns):
            # The creditor's system writes another layout now: it is recognised afresh, and if it
            # cannot be, that refusal is the one that helps.
            pass
    return iterate_invoices(path, name=path.name, country=creditor.country, mapping=mapping)


def _own_invoices(creditor: Creditor, stream: InvoiceStream) -> Iterator[InvoiceIn | RowError]:
    """The rows; an invoice that another company issued is an error and is not registered."""
    for row in stream:
        if isinstance(row, InvoiceIn) and row.seller_organisation_number:
            digits = "".join(c for c in row.seller_organisation_number if c.isdigit())
            if creditor.organisation_number not in digits:
                yield RowError(
                    int("".join(c for c in row.position if c.isdigit()) or 0),
                    "seller_organisation_number",
                    row.seller_organisation_number,
                    Sentence(
                        "this invoice was issued by {seller_name}, not by {creditor} "
                        "({organisation_number})",
                        seller_name=row.seller_name or "another company",
                        creditor=creditor.name,
                        organisation_number=creditor.organisation_number,
                    ),
                )
                continue
        yield row


def _lasting(mapping: Mapping | None) -> Mapping | None:
    """What the next file will have in common; its marks between columns it shows by itself."""
    return None if mapping is None else replace(mapping, encoding=None, delimiter=None)


def _keep(
    creditor: Creditor, path: Path, report: Imported, mapping: Mapping | None, today: date
) -> None:
    digest, packed = _packed(path)
    with tenant_scope(creditor.tenant_id):
        if not is_kept(creditor.tenant_id, digest):
            keep_file(
                creditor.tenant_id, name=path.name, sha256=digest, content=packed, today=today,
                report=report.as_json(),
            )  # fmt: skip
        if mapping is not None:
            save_invoice_mapping(creditor.tenant_id, mapping.as_json())


def _packed(path: Path) -> tuple[bytes, bytes]:
    """The SHA-256 of the file as it is, and its bytes compressed, in bounded memory."""
    digest, packer = hashlib.sha256(), zlib.compressobj()
    parts: list[bytes] = []
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            parts.append(packer.compress(chunk))
    parts.append(packer.flush())
    return digest.digest(), b"".join(parts)
