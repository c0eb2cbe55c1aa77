"""The code on a letter with which a debtor opens that case, without an electronic identity.

The code is computed from a secret of the installation and is stored nowhere: who reads the database
cannot sign in as a debtor. A new serial number makes a new code and ends the old one.
"""

import hmac
from datetime import date, timedelta
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two letters and figures that are not taken for each other."""
LENGTH = 10
"""Fifty bits: with five tries in a quarter of an hour a guess takes longer than the universe."""
GROUP = 5
VALID_DAYS = 365
"""How long a code opens its case. Policy: the letter may lie for long, a code must end."""

LASTS_DAYS = 90
"""A letter carries the case's newest code only where it opens the case so much longer. Policy."""


def access_code(secret: bytes, *, tenant_id: int, case_id: int, serial: int) -> str:
    """The code of a case as it is printed: ``K7QF2-9MWX4``."""
    digest = hmac.new(secret, f"{tenant_id}-{case_id}-{serial}".encode(), sha256).digest()
    bits = int.from_bytes(digest, "big")
    signs = "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(LENGTH))
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def typed(code: str) -> str:
    """A code as a person types it, in one spelling: small letters, blanks and hyphens count not."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def is_same_code(given: str, code: str) -> bool:
    """Whether the typed code is the code; takes the same time for each wrong one."""
    return hmac.compare_digest(typed(given).encode(), typed(code).encode())


def valid_until(made_on: date) -> date:
    """The last day on which a code of that day opens its case."""
    return made_on + timedelta(days=VALID_DAYS)


def lasts_until(today: date) -> date:
    """The day through which a code must open its case to stand on a letter of today."""
    return today + timedelta(days=LASTS_DAYS)
