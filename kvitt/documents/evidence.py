"""The first sheet of a case's evidence: sum, history, and the list of what lies beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.documents.typesetting import typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSheet:
    """What the sheet tells, as people read it, in one language."""

    language: str
    country: str
    made_on: date
    agency: str
    title: str
    lead: str
    meta: Sequence[tuple[str, str]]
    rows_heading: str
    row_columns: tuple[str, str]
    rows: Sequence[tuple[str, str, str]]
    """Name, reason and sum of each item."""
    total_label: str
    total: str
    history_heading: str
    history_columns: tuple[str, str, str]
    history: Sequence[tuple[str, str, str, str]]
    """Day, what happened, its sentence, and who did it."""
    files_heading: str
    files: Sequence[tuple[str, str]]
    """Name and SHA-256 of each file beside the sheet."""
    page_label: str
    """With ``{page}`` and ``{pages}``."""


def render_evidence(sheet: EvidenceSheet) -> bytes:
    """The sheet as PDF/A-2a with tags; the same evidence gives the same bytes."""
    made_on = sheet.made_on
    words = {
        "language": sheet.language,
        "region": sheet.country,
        "dated": [made_on.year, made_on.month, made_on.day],
        "sender": [sheet.agency],
        "title": sheet.title,
        "lead": sheet.lead,
        "meta": [list(one) for one in sheet.meta],
        "rows_heading": sheet.rows_heading,
        "row_columns": list(sheet.row_columns),
        "rows": [list(one) for one in sheet.rows],
        "total_label": sheet.total_label,
        "total": sheet.total,
        "history_heading": sheet.history_heading,
        "history_columns": list(sheet.history_columns),
        "history": [list(one) for one in sheet.history],
        "files_heading": sheet.files_heading,
        "files": [list(one) for one in sheet.files],
        "numbered": True,
        "page_label": sheet.page_label,
        "footer": f"{sheet.agency} · {sheet.title}",
    }
    return typeset("evidence", words)
