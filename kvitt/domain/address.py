"""Addresses: where a debtor is reached, and by which mark the history names an address.

The history says that an address changed and when, never the address itself: what was used stands
with each dispatch, and a mark tells whether two are the same without keeping either once more.

>>> home = Address(("Storgatan 1",), "352 30", "Växjö", "SE", None)
>>> mark_of(home, salt="2-7") == mark_of(home._replace(city="VÄXJÖ "), salt="2-7")
True
>>> mark_of(home, salt="2-7") == mark_of(home, salt="2-8")
False
"""

import hashlib
from typing import NamedTuple

from kvitt.kernel.refusal import Refusal

MARK_DIGITS = 16


class AddressIncomplete(Refusal):
    """No letter could be sent to that address."""


class Address(NamedTuple):
    """Where a debtor is reached."""

    lines: tuple[str, ...]
    postcode: str | None
    city: str | None
    country: str
    email: str | None


class NewAddress(NamedTuple):
    """What is said of a new address; what is not said stays as it is."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str = ""


def changed(before: Address, new: NewAddress) -> Address:
    """The address with what is new of it. Raises AddressIncomplete.

    A postal address is new as a whole: street, postcode and place, or none of them.
    """
    lines = tuple(line.strip() for line in new.lines if line.strip())
    postal = (bool(lines), bool(new.postcode.strip()), bool(new.city.strip()))
    if any(postal) and not all(postal):
        raise AddressIncomplete("a postal address has a line, a postcode and a city: say all three")
    if new.country and not all(postal):
        raise AddressIncomplete("a country belongs to a whole postal address: say that too")
    if not any(postal) and not new.email.strip():
        raise AddressIncomplete("say a postal address, an e-mail address or both")
    after = before
    if all(postal):
        country = new.country.strip().upper() or before.country
        after = after._replace(
            lines=lines, postcode=new.postcode.strip(), city=new.city.strip(), country=country
        )
    return after._replace(email=new.email.strip()) if new.email.strip() else after


def mark_of(address: Address, *, salt: str) -> str:
    """A short mark of the address; ``salt`` keeps equal ones of different debtors apart."""
    parts = (salt, *address.lines, address.postcode, address.city, address.country, address.email)
    written = "\n".join(" ".join((part or "").casefold().split()) for part in parts)
    return hashlib.sha256(written.encode()).hexdigest()[:MARK_DIGITS]
