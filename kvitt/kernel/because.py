"""Because: why an amount, a day or a decision is what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Because:
    """The legal ground of a decision: rule, statute reference and the inputs it was made from."""

    rule: str
    """The name of the rule in the law book, e.g. ``se.fees.reminder``."""
    reference: str
    """The statute, as a lawyer cites it, e.g. ``lag (1981:739) 2 § och 4 § 1``."""
    given: Mapping[str, str | int] = field(default_factory=dict)
    """The inputs by name: days as ISO text, money as whole minor units."""

    def as_json(self) -> dict[str, object]:
        """The shape that history and claim items store."""
        return {"rule": self.rule, "reference": self.reference, "given": dict(self.given)}
