"""The texts of a creditor's own, and the cases on which what users write is tried."""

from dataclasses import dataclass
from datetime import date

from kvitt.store.session import query, sql
from kvitt.store.versions import Version, Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion(Version):
    """A version of a text."""

    purpose: str
    language: str
    body: str


TEXTS = Versions(
    TextVersion, "text_template", "text_preview", "text_approval",
    ("purpose", "name", "language"), "body",
)  # fmt: skip


def text_in_use(
    tenant_id: int, purpose: str, name: str, language: str, *, on: date
) -> TextVersion | None:
    """The approved version that is used on the day: the one of the latest first day."""
    return TEXTS.in_use(tenant_id, on=on, purpose=purpose, name=name, language=language)


def sample_cases(tenant_id: int, most: int) -> list[int]:
    """Cases to try what users write on: of each sort the creditor has, the same each time."""
    return [row[0] for row in query(sql("sample_cases"), {"tenant": tenant_id, "most": most})]
