"""Identity numbers of people and companies in Sweden, Norway, Finland and Denmark.

Sweden and Norway are checked here and not by python-stdnum, because that library refuses
coordination numbers and synthetic numbers and reads today's date to find a century. Finland and
Denmark are python-stdnum, wrapped.

>>> parse_identity("SE", "811228-9874").number, parse_identity("SE", "556016-0680").kind
('198112289874', 'company')
>>> parse_identity("NO", "NO 988 077 917 MVA")
Identity(country='NO', kind='company', number='988077917', synthetic=False)
>>> parse_identity("NO", "15869010089").synthetic
True
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import exceptions as stdnum_exceptions
from stdnum.dk import cpr, cvr
from stdnum.fi import hetu, ytunnus

from kvitt.kernel.refusal import Refusal

CENTURY_KNOWN_ON = date(2026, 1, 1)
"""The day that a two-digit birth year is read on where the caller names none.

Whoever is born after it is a child for eighteen years more, and no child is asked to pay.
"""
WIDER_CONTROL_FROM = date(2032, 1, 1)
"""From this day Norway issues numbers whose first control remainder is 0, 1, 2 or 3."""

_SEPARATORS = re.compile(r"[\s.\u00a0\u202f]+")
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-"})
_SWEDISH = re.compile(r"(16|18|19|20)?(\d{6})([-+]?)(\d{4})", re.ASCII)
_SWEDISH_VAT = re.compile(r"SE(\d{10})\d\d", re.ASCII)
_NORWEGIAN_VAT = re.compile(r"(?:NO)?(\d{9})(?:MVA)?", re.ASCII)

_DOUBLED = bytes.maketrans(b"0123456789", bytes([48, 50, 52, 54, 56, 49, 51, 53, 55, 57]))
_PERSON_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_PERSON_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_COMPANY = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_SYNTHETIC_MONTHS = (80, 65, 40)


class InvalidIdentity(Refusal):
    """The text is no identity number of the country; the sentence never repeats the number."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One person or company, by the number that the country's register gave it."""

    country: str
    """Two letters: SE, NO, FI or DK."""
    kind: Literal["person", "company"]
    number: str
    """Digits alone: SE person 12, SE company 10, NO person 11, NO company 9."""
    synthetic: bool = False
    """True for Norwegian test numbers, which belong to nobody."""


def parse_identity(country: str, text: str, *, on: date = CENTURY_KNOWN_ON) -> Identity:
    """Reads the identity number of a person or a company.

    A Swedish sole trader's organisation number is the trader's own number: a person. ``on`` is the
    day on which the number was in use, such as the day of the invoice: it decides the century of a
    ten-digit Swedish number and whether Norway's wider control digits of 2032 are valid.
    Raises InvalidIdentity.
    """
    if len(text) > 40:
        raise InvalidIdentity("An identity number has at most 14 characters", country=country)
    compact = _SEPARATORS.sub("", text).translate(_DASHES).upper()
    if country == "SE":
        return _swedish(compact, on)
    if country == "NO":
        return _norwegian(compact, on)
    if country in ("FI", "DK"):
        return _by_stdnum(country, compact)
    raise InvalidIdentity("Kvitt cannot check identity numbers of {country}", country=country)


def luhn_remainder(digits: str) -> int:
    """The remainder of the MOD10 sum over ASCII digits, check digit last: 0 where it is right."""
    codes = digits.encode()
    plain, doubled = codes[-1::-2], codes[-2::-2].translate(_DOUBLED)
    return (sum(plain) + sum(doubled) - 48 * len(codes)) % 10


def weighted_remainder(digits: str, weights: tuple[int, ...], modulus: int = 11) -> int:
    """The remainder of the sum of each digit times its weight."""
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % modulus


def _swedish(compact: str, on: date) -> Identity:
    vat = _SWEDISH_VAT.fullmatch(compact)
    found = _SWEDISH.fullmatch(vat[1] if vat else compact)
    if not found:
        raise InvalidIdentity(
            "This Swedish identity number is not ten or twelve digits, for example 556016-0680",
            text=compact,
        )
    century, six, sign, four = found.groups()
    ten = six + four
    if luhn_remainder(ten):
        raise InvalidIdentity(
            "This Swedish identity number is not right: its check digit does not fit the rest",
            text=compact,
        )
    if six[2] >= "2":
        if century not in (None, "16"):
            raise InvalidIdentity(
                "This Swedish identity number is not a company's: those begin with 16 or have ten "
                "digits",
                text=compact,
            )
        return Identity("SE", "company", ten)
    if century == "16":
        raise InvalidIdentity(
            "This Swedish identity number is not a company's: its third digit is 2 or higher",
            text=compact,
        )
    # A coordination number carries its day of birth plus 60.
    day = int(six[4:6]) - (60 if six[4] >= "6" else 0)
    born_on = _swedish_birth(century, int(six[:2]), int(six[2:4]), day, sign, on)
    if born_on is None:
        raise InvalidIdentity(
            "This Swedish identity number does not hold a day of birth that exists", text=compact
        )
    return Identity("SE", "person", f"{born_on.year // 100:02d}{ten}")


def _swedish_birth(
    century: str | None, short_year: int, month: int, day: int, sign: str, on: date
) -> date | None:
    if century:
        return _day(int(century) * 100 + short_year, month, day)
    year = on.year - on.year % 100 + short_year
    born_on = _day(year, month, day)
    if year > on.year or (born_on and born_on > on):
        year -= 100
    # The register writes + instead of - from the year in which the person becomes 100.
    return _day(year - (100 if sign == "+" else 0), month, day)


def _norwegian(compact: str, on: date) -> Identity:
    company = _NORWEGIAN_VAT.fullmatch(compact)
    if company:
        if weighted_remainder(company[1], _COMPANY):
            raise InvalidIdentity(
                "This Norwegian identity number is not right: its check digit does not fit the "
                "rest",
                text=compact,
            )
        return Identity("NO", "company", company[1])
    digits = compact.replace("-", "")
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        raise InvalidIdentity(
            "This Norwegian identity number is not nine digits (company) or eleven (person)",
            text=compact,
        )
    remainder = weighted_remainder(digits, _PERSON_FIRST)
    allowed = 3 if on >= WIDER_CONTROL_FROM else 0
    if remainder > allowed or weighted_remainder(digits, _PERSON_SECOND):
        raise InvalidIdentity(
            "This Norwegian identity number is not right: its check digits do not fit the rest",
            text=compact,
        )
    if norwegian_birth_day(digits) is None:
        raise InvalidIdentity(
            "This Norwegian identity number does not hold a day of birth that exists", text=compact
        )
    return Identity("NO", "person", digits, synthetic=_added_to_month(digits) > 0)


def birth_day(person: Identity) -> date | None:
    """The day of birth that a Swedish or Norwegian person's number tells; None for others.

    >>> birth_day(parse_identity("SE", "19850312-2387")).isoformat()
    '1985-03-12'
    """
    if person.kind != "person" or person.country not in ("SE", "NO"):
        return None
    if person.country == "NO":
        return norwegian_birth_day(person.number)
    # A coordination number carries its day of birth plus 60.
    day = int(person.number[6:8])
    return _day(int(person.number[:4]), int(person.number[4:6]), day - 60 if day > 60 else day)


def norwegian_birth_day(digits: str) -> date | None:
    """The day of birth that the eleven digits of a person's number tell; None where none exists.

    >>> norwegian_birth_day("15869010089").isoformat()
    '1990-06-15'
    """
    # A D-number carries its day of birth plus 40, a synthetic number its month plus 40, 65 or 80.
    day = int(digits[:2]) - (40 if digits[0] in "4567" else 0)
    month = int(digits[2:4]) - _added_to_month(digits)
    return _norwegian_birth(int(digits[4:6]), month, day, int(digits[6:9]))


def _added_to_month(digits: str) -> int:
    month = int(digits[2:4])
    return next((add for add in _SYNTHETIC_MONTHS if 1 <= month - add <= 12), 0)


def _norwegian_birth(short_year: int, month: int, day: int, individual: int) -> date | None:
    # The three digits after the birth date tell the century.
    if individual < 500 or (individual >= 900 and short_year >= 40):
        century = 1900
    elif short_year < 40:
        century = 2000
    elif individual < 750 and short_year >= 54:
        century = 1800
    else:
        return None
    return _day(century + short_year, month, day)


def _by_stdnum(country: str, compact: str) -> Identity:
    plain = compact.removeprefix(country)
    # People's numbers are longer than companies' once the dash is gone.
    is_person = len(plain.replace("-", "")) >= 10
    try:
        if country == "FI":
            number = hetu.validate(plain) if is_person else ytunnus.validate(plain)
        elif is_person:
            number = _danish_person(plain.replace("-", ""))
        else:
            number = cvr.validate(plain)
    except stdnum_exceptions.ValidationError as no:
        raise InvalidIdentity(
            "This identity number of {country} is not right: {trouble}",
            text=compact,
            country=country,
            trouble=str(no),
        ) from no
    return Identity(country, "person" if is_person else "company", number)


def _danish_person(digits: str) -> str:
    # Its check digit has not been kept since 2007, and the library's own check reads the clock.
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise stdnum_exceptions.InvalidFormat
    cpr.get_birth_date(digits)
    return digits


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
