"""The conditions that a creditor writes, in versions."""

from dataclasses import dataclass
from datetime import date

from kvitt.store.versions import Version, Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionVersion(Version):
    """A version of a condition."""

    source: str
    held: int | None
    """Of the latest preview: for how many cases it held."""


CONDITIONS = Versions(
    ConditionVersion, "condition_version", "condition_preview", "condition_approval",
    ("name",), "source", ("cases", "held", "refused"),
)  # fmt: skip


def condition_in_use(tenant_id: int, name: str, *, on: date) -> str | None:
    """The approved source of the condition on the day; None where no version is in use."""
    version = CONDITIONS.in_use(tenant_id, on=on, name=name)
    return version.source if version else None
