"""Amounts as text for machines, and in English sentences."""

MINOR_PER_MAJOR = 100
"""Öre in a krona, øre in a krone, cent in a euro: every currency that Kvitt collects has 100."""


def as_decimal_text(amount_minor: int) -> str:
    """The amount in major units with a decimal point and two decimals, for machines."""
    sign, rest = ("-", -amount_minor) if amount_minor < 0 else ("", amount_minor)
    return f"{sign}{rest // MINOR_PER_MAJOR}.{rest % MINOR_PER_MAJOR:02d}"
