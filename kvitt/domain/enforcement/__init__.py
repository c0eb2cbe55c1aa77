"""What may happen to a case at the authorities, by country: tables that `proceeding` reads."""

from collections.abc import Mapping
from types import MappingProxyType

from kvitt.domain.enforcement import norway, sweden
from kvitt.domain.proceeding import ProceedingKind

KINDS: Mapping[str, Mapping[str, ProceedingKind]] = MappingProxyType(
    {"SE": sweden.KINDS, "NO": norway.KINDS}
)
"""The kinds of proceedings by country and name."""
