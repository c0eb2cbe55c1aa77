"""Single fields of an invoice file: days, amounts, references, yes and no, languages, countries.

Every reader of text raises FieldProblem with a sentence a person can act on.
"""

import re
from datetime import date
from typing import Literal

from kvitt.intake.invoice import FieldProblem
from kvitt.kernel.identity import luhn_remainder
from kvitt.kernel.money import UnreadableAmount, parse_amount
from kvitt.kernel.reference import MAX_REFERENCE_DIGITS, is_kid
from kvitt.kernel.sentence import Sentence

DateOrder = Literal["ymd", "dmy", "mdy"]

LARGEST_MINOR = 10**14
"""A thousand billion kronor: more is a broken file."""
FIRST_YEAR, LAST_YEAR = 1990, 2099

_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})", re.ASCII)
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})|(\d{1,2})/(\d{1,2})[- ](\d{4})", re.ASCII
)
YEAR_LAST = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
"""Days whose order of day and month the text alone may not tell."""
_SHORT_YEAR = re.compile(r"(\d{2})([-./])(\d{2})\2(\d{2})", re.ASCII)

_AMOUNT = re.compile(r"[+\u2212-]?[0-9][0-9.,'\s]*[\s\u00a0]?(?:kr\.?)?", re.IGNORECASE)
_REWRITTEN = re.compile(r"[0-9][.,]?[0-9]*E\+[0-9]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}\.[^@\s,;<>\".]{2,63}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES = _words("ja j yes y true sant sann x 1")
_NO = _words("nej nei n no false falskt usann 0")
_CREDIT = _words(
    "credit_note creditnote credit kredit kreditfaktura kreditnota kreditering k c 381 81"
)
_INVOICE = _words("invoice faktura debet debit debetfaktura d f i 380 82")
_CONSUMER = _words(
    "consumer konsument privat privatperson privatkund privatkunde forbruker person b2c"
)
_BUSINESS = _words(
    "business företag företagskund näringsidkare bedrift bedriftskunde næringsdrivende "
    "company firma b2b"
)
_LANGUAGES = {
    word: code
    for code, words in {
        "sv": "sv se swe sv-se svenska swedish svensk",
        "nb": "nb no nor nob nb-no no-no norsk bokmål norska norwegian",
        "nn": "nn nno nynorsk nn-no",
        "en": "en eng en-gb en-us engelska engelsk english",
        "fi": "fi fin fi-fi finska finsk finnish suomi",
        "da": "da dan da-dk danska dansk danish",
    }.items()
    for word in words.split()
}
_COUNTRIES = {
    word: code
    for code, words in {
        "SE": "se swe sverige sweden",
        "NO": "no nor norge noreg norway",
        "FI": "fi fin finland suomi",
        "DK": "dk dnk danmark denmark",
    }.items()
    for word in words.split()
}


def read_day(text: str, field: str, order: DateOrder | None) -> date:
    """The day that the text names; one that can mean two days is refused unless ``order`` says."""
    plain = _MIDNIGHT.sub("", text)
    parts = _parts(plain, field, order)
    try:
        day = date(*parts)
    except ValueError as no:
        raise FieldProblem(
            field, text, Sentence("“{text}” is not a day in the calendar", text=text[:40])
        ) from no
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise FieldProblem(field, text, Sentence("the year {year} cannot be right", year=day.year))
    return day


def _parts(text: str, field: str, order: DateOrder | None) -> tuple[int, int, int]:
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _TOGETHER.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups() if part)
        return year, month, day
    if found := YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        month_first = order == "mdy" or (order != "dmy" and second > 12)
        if order not in ("dmy", "mdy") and max(first, second) <= 12 and first != second:
            raise FieldProblem(
                field,
                text,
                Sentence(
                    "“{text}” can be two days: set the mapping's date_order to dmy or mdy",
                    text=text,
                ),
            )
        return (year, first, second) if month_first else (year, second, first)
    if found := _SHORT_YEAR.fullmatch(text):
        first, second, third = int(found[1]), int(found[3]), int(found[4])
        if order is None:
            raise FieldProblem(
                field,
                text,
                Sentence(
                    "“{text}” has a year of two digits: set date_order in the mapping", text=text
                ),
            )
        if order == "ymd":
            return 2000 + first, second, third
        month, day = (first, second) if order == "mdy" else (second, first)
        return 2000 + third, month, day
    raise FieldProblem(
        field,
        text,
        Sentence("“{text}” is not a day: write it as 2026-03-01 or 01.03.2026", text=text[:40]),
    )


def read_amount(text: str, field: str, mark: str | None) -> int:
    """The amount in minor units, signed; ``mark`` is the file's decimal mark where it is known."""
    if len(text) > 40 or not _AMOUNT.fullmatch(text):
        shown = text[:40]
        raise FieldProblem(
            field,
            text,
            Sentence("“{shown}” is not an amount of money with two decimals", shown=shown),
        )
    plain = text.rstrip(".KRkr \u00a0\u202f") if text[-1] not in "0123456789" else text
    try:
        amount_minor = parse_amount(plain, decimal_mark=mark)
    except UnreadableAmount as no:
        raise FieldProblem(field, text, no.sentence) from no
    if abs(amount_minor) > LARGEST_MINOR:
        raise FieldProblem(
            field, text, Sentence("“{text}” is more than any invoice can be", text=text)
        )
    return amount_minor


def read_reference(text: str, field: str) -> str:
    """The payment reference; blanks between digits go, and what Excel has rewritten is refused."""
    refuse_rewritten(text, field)
    joined = "".join(text.split())
    return joined if joined.isascii() and joined.rstrip("-").isdigit() else " ".join(text.split())


def refuse_rewritten(text: str, field: str) -> None:
    """Refuses a number that a spreadsheet has turned into 7.3E+15 or a formula."""
    if text[:1] == "=" or _REWRITTEN.fullmatch(text):
        raise FieldProblem(
            field,
            text,
            Sentence("a spreadsheet has rewritten this number: export the column as text"),
        )


def has_right_check_digit(reference: str, country: str) -> bool:
    """Whether a reference of digits is an OCR (MOD10) or, in Norway, a KID (MOD10 or MOD11).

    Free text is right by itself: nothing in it can be checked.
    """
    if not (reference.isascii() and reference.rstrip("-").isdigit()):
        return True
    if reference.isdigit() and luhn_remainder(reference) == 0:
        return 2 <= len(reference) <= MAX_REFERENCE_DIGITS
    return country == "NO" and is_kid(reference)


def is_email(text: str) -> bool:
    """Whether the text has the shape of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def read_yes_no(text: str, field: str) -> bool:
    """Ja, nei, yes, x, 1, 0 and their like."""
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise FieldProblem(
        field, text, Sentence("“{text}” is neither yes nor no: write ja or nej", text=text[:40])
    )


def is_credit_note(text: str, field: str) -> bool:
    """Whether the word for the kind of document says credit note."""
    word = text.casefold()
    if word in _CREDIT:
        return True
    if word in _INVOICE:
        return False
    raise FieldProblem(
        field, text, Sentence("“{text}” is no kind: write faktura or kreditfaktura", text=text[:40])
    )


def read_debtor_kind(text: str, field: str) -> Literal["consumer", "business"]:
    """Consumer or business, from the file's own word."""
    word = text.casefold()
    if word in _CONSUMER:
        return "consumer"
    if word in _BUSINESS:
        return "business"
    raise FieldProblem(
        field, text, Sentence("“{text}” is neither consumer nor business", text=text[:40])
    )


def language_of(text: str) -> str | None:
    """The language code of the word, or None where the word is not known."""
    return _LANGUAGES.get(text.casefold())


def read_country(text: str, field: str) -> str:
    """Two letters, from a code or a Nordic country's name."""
    known = _COUNTRIES.get(text.casefold())
    if known:
        return known
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    raise FieldProblem(
        field,
        text,
        Sentence("“{text}” is no country: write two letters, such as SE", text=text[:40]),
    )
