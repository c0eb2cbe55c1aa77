"""References and accounts: the numbers that say what a payment is for and where it goes.

A reference with a check digit lets a payment find its claim by itself. Kvitt issues Swedish OCR
numbers with length and check digit, and Norwegian KID with MOD10 (the ``-`` of MOD11 breaks forms).
Numbers that we or creditors type in are checked; numbers in files from banks are read as they are.

>>> ocr_with_check("123"), ocr_with_check("123", length_digit=False)
('12351', '1230')
>>> kid_with_check("12345678"), kid_with_mod11("12345678"), kid_with_mod11("001009")
('123456782', '123456785', '001009-')
>>> parse_account("SE", "991-2346"), parse_account("NO", "1234 56 78903").display
(Account(scheme='bankgiro', number='9912346'), '1234.56.78903')
"""

import re
from dataclasses import dataclass
from typing import Literal

from kvitt.kernel.refusal import Refusal

Scheme = Literal["bankgiro", "plusgiro", "konto", "iban"]

MAX_REFERENCE_DIGITS = 25
"""The longest OCR number and the longest KID, check digit included."""
MIN_KID_CHARACTERS = 4

_DIGITS = re.compile(r"[0-9]+")
_SEPARATORS = re.compile(r"[\s\u00a0\u202f.\-/,]")
_SCHEME_WORD = re.compile(r"\s*(bankgiro|bg|plusgiro|postgiro|pg|konto|iban)\b[\s:.]*", re.I)
_PLUSGIRO_FORM = re.compile(r"[0-9 ]{1,9}-\s?[0-9]")
_IBAN_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
_IBAN_LENGTHS = {"SE": 24, "NO": 15, "DK": 18, "FI": 18}
_KONTO_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_KONTO_DIGITS = 11


class UnusableReference(Refusal):
    """The number cannot carry a payment reference: not digits, or too short or too long."""


class UnusableAccount(Refusal):
    """The text is not an account that money can be paid to: wrong form or wrong check digit."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that money is paid to: its scheme and its number in digits alone."""

    scheme: Scheme | str
    """One of ``Scheme``; a stored one is read as the text that it is."""
    number: str
    """Digits without separators; an IBAN with its two letters."""

    @property
    def display(self) -> str:
        """The account as people write it: 991-2346, 28 65 43-4, 1234.56.78903, SE35 5000 …"""
        number = self.number
        if self.scheme == "bankgiro":
            return f"{number[:-4]}-{number[-4:]}"
        if self.scheme == "plusgiro":
            return f"{_grouped_from_right(number[:-1], 2)}-{number[-1]}"
        if self.scheme == "konto":
            return f"{number[:4]}.{number[4:6]}.{number[6:]}"
        return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def luhn_check_digit(digits: str) -> str:
    """The MOD10 check digit (weights 2, 1 from the right, digits of products added)."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        doubled = int(character) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def mod11_check_character(digits: str) -> str:
    """The MOD11 check character (weights 2 to 7 from the right); ``-`` where it would be ten."""
    total = sum(int(character) * (2 + place % 6) for place, character in enumerate(digits[::-1]))
    check = -total % 11
    return "-" if check == 10 else str(check)


def ocr_with_check(base: str, *, length_digit: bool = True) -> str:
    """The Swedish OCR number of a claim: base, length digit (total length mod 10), check digit.

    Raises UnusableReference where base is not digits or the whole would pass 25 digits.
    """
    _refuse_unless_digits(base, room=2 if length_digit else 1)
    counted = f"{base}{(len(base) + 2) % 10}" if length_digit else base
    return counted + luhn_check_digit(counted)


def kid_with_check(base: str) -> str:
    """The Norwegian KID of a claim, with a MOD10 check digit. Raises UnusableReference."""
    _refuse_unless_digits(base, room=1)
    if len(base) + 1 < MIN_KID_CHARACTERS:
        raise UnusableReference(
            "“{base}” is too short for a KID: at least 3 digits are needed", base=base
        )
    return base + luhn_check_digit(base)


def kid_with_mod11(base: str) -> str:
    """A Norwegian KID with a MOD11 check character, as other issuers write it."""
    _refuse_unless_digits(base, room=1)
    return base + mod11_check_character(base)


def rf_with_check(base: str) -> str:
    """The international creditor reference (ISO 11649): RF, two check digits, 1 to 21 characters.

    Raises UnusableReference where base holds anything but letters A to Z and digits.
    """
    compact = base.upper()
    if not re.fullmatch(r"[A-Z0-9]{1,21}", compact):
        raise UnusableReference(
            "“{base}” cannot be an RF reference: 1 to 21 letters and digits", base=base
        )
    return f"RF{98 - _remainder_of_97(compact + 'RF00'):02d}{compact}"


def is_ocr(text: str, *, length_digit: bool = False) -> bool:
    """Whether the text is an OCR number: 2 to 25 digits, check digit right (and length digit)."""
    if not _is_digits(text) or not 2 <= len(text) <= MAX_REFERENCE_DIGITS:
        return False
    if length_digit and (len(text) < 3 or int(text[-2]) != len(text) % 10):
        return False
    return luhn_check_digit(text[:-1]) == text[-1]


def is_kid(text: str) -> bool:
    """Whether the text is a KID: 4 to 25 characters, last one right by MOD10 or MOD11."""
    if not MIN_KID_CHARACTERS <= len(text) <= MAX_REFERENCE_DIGITS or not _is_digits(text[:-1]):
        return False
    return text[-1] in (luhn_check_digit(text[:-1]), mod11_check_character(text[:-1]))


def is_rf(text: str) -> bool:
    """Whether the text is an RF creditor reference whose check digits are right."""
    compact = text.replace(" ", "").upper()
    return bool(re.fullmatch(r"RF[0-9]{2}[A-Z0-9]{1,21}", compact)) and (
        _remainder_of_97(compact[4:] + compact[:4]) == 1
    )


def is_bankgiro(text: str) -> bool:
    """Whether the digits are a bankgiro number: 7 or 8, the last one the check digit."""
    return _is_digits(text) and len(text) in (7, 8) and luhn_check_digit(text[:-1]) == text[-1]


def is_plusgiro(text: str) -> bool:
    """Whether the digits are a plusgiro number: 2 to 8, the last one the check digit."""
    return _is_digits(text) and 2 <= len(text) <= 8 and luhn_check_digit(text[:-1]) == text[-1]


def is_konto(text: str) -> bool:
    """Whether the digits are a Norwegian bank account: 11, the last one right by MOD11."""
    if not _is_digits(text) or len(text) != _KONTO_DIGITS:
        return False
    products = (
        int(digit) * weight for digit, weight in zip(text[:-1], _KONTO_WEIGHTS, strict=True)
    )
    return -sum(products) % 11 == int(text[-1])


def is_iban(text: str) -> bool:
    """Whether the compact text is an IBAN: form, the Nordic lengths and check digits right."""
    if not _IBAN_FORM.fullmatch(text):
        return False
    if len(text) != _IBAN_LENGTHS.get(text[:2], len(text)):
        return False
    return _remainder_of_97(text[4:] + text[:4]) == 1


def canonical_account(text: str) -> str:
    """The account's number without separators; a Norwegian IBAN as its 11 digits.

    Used for accounts in files from banks, so nothing is checked and nothing is refused.
    """
    compact = _SEPARATORS.sub("", text).upper()
    if compact.startswith("NO") and len(compact) == _IBAN_LENGTHS["NO"]:
        return compact[4:]
    return compact


def parse_account(country: str, text: str) -> Account:
    """The account that a person typed, checked: bankgiro, plusgiro or IBAN in SE, konto in NO.

    A leading word (Bg, Pg, bankgiro …) decides; otherwise the hyphen does: before the last four
    digits it is a bankgiro, before the last one a plusgiro. Seven or eight bare digits are read as
    a bankgiro where the check digit agrees. Raises UnusableAccount with what is wrong.
    """
    word_found = _SCHEME_WORD.match(text)
    word = word_found.group(1).lower() if word_found else ""
    rest = text[word_found.end() :] if word_found else text
    compact = _SEPARATORS.sub("", rest).upper()
    if word == "iban" or _IBAN_FORM.fullmatch(compact):
        return _iban_account(compact, text)
    if not _is_digits(compact):
        raise UnusableAccount(
            "“{text}” is not an account number: only digits and separators", text=text
        )
    if country == "NO":
        return _checked(Account("konto", compact), is_konto(compact), text)
    if country != "SE":
        raise UnusableAccount(
            "“{text}”: an account in {country} is given as an IBAN", text=text, country=country
        )
    return _swedish_account(word, rest.strip(), compact, text)


def _swedish_account(word: str, written: str, compact: str, text: str) -> Account:
    if word in ("plusgiro", "postgiro", "pg") or (
        not word and (_PLUSGIRO_FORM.fullmatch(written) or len(compact) < 7)
    ):
        return _checked(Account("plusgiro", compact), is_plusgiro(compact), text)
    if len(compact) > 8:
        raise UnusableAccount(
            "“{text}” is too long for a bankgiro or plusgiro: give a bank account as an IBAN",
            text=text,
        )
    return _checked(Account("bankgiro", compact), is_bankgiro(compact), text)


def _iban_account(compact: str, text: str) -> Account:
    if not is_iban(compact):
        raise UnusableAccount(
            "“{text}” is not an IBAN: its length or check digits are wrong", text=text
        )
    if compact.startswith("NO"):
        return Account("konto", compact[4:])
    return Account("iban", compact)


def _checked(account: Account, is_right: bool, text: str) -> Account:
    if not is_right:
        raise UnusableAccount(
            "“{text}” is not a {scheme} number: the count of digits or the check digit is wrong",
            text=text,
            scheme=account.scheme,
        )
    return account


def _refuse_unless_digits(base: str, *, room: int) -> None:
    if not _is_digits(base):
        raise UnusableReference("“{base}” cannot be a payment reference: digits only", base=base)
    if len(base) + room > MAX_REFERENCE_DIGITS:
        raise UnusableReference(
            "“{base}” is too long for a payment reference: at most {most} digits before the check "
            "digit",
            base=base,
            most=MAX_REFERENCE_DIGITS - room,
        )


def _is_digits(text: str) -> bool:
    return bool(_DIGITS.fullmatch(text))


def _remainder_of_97(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97


def _grouped_from_right(digits: str, size: int) -> str:
    head = len(digits) % size
    groups = [digits[:head]] if head else []
    groups += [digits[at : at + size] for at in range(head, len(digits), size)]
    return " ".join(groups)
