"""One row of a CSV file becomes one invoice, or one error that names line, field and text."""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter

from kvitt.intake.cells import (
    has_right_check_digit,
    is_credit_note,
    is_email,
    language_of,
    read_amount,
    read_country,
    read_day,
    read_debtor_kind,
    read_reference,
    read_yes_no,
    refuse_rewritten,
)
from kvitt.intake.csv_mapping import Recognised
from kvitt.intake.csv_text import Opener, Repeated, refuse_nul, repeat_key, rows_of
from kvitt.intake.invoice import (
    DUE_TOO_EARLY,
    NO_NUMBER,
    DebtorIn,
    DebtorKind,
    FieldProblem,
    InvoiceIn,
    RowError,
    Warnings,
)
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.kernel.money import CURRENCIES, CURRENCY_OF
from kvitt.kernel.sentence import Sentence

LONGEST_CELL = 1000
LONGEST_NUMBER = 60
LONGEST_REFERENCE = 35
LONGEST_NAME = 200
MOST_REMEMBERED = 50_000
"""Distinct days, postcodes and the like that are kept read; then the memory starts anew."""

_PICKED = (
    "number", "kind", "issued_on", "due_on", "currency", "payable", "payment_reference",
    "credits_number", "text", "fee_agreed", "account", "name", "given_name", "family_name",
    "identity", "person_number", "organisation_number", "debtor_kind", "address", "address_2",
    "care_of", "postcode", "city", "country", "email", "phone", "language", "customer_number",
)  # fmt: skip
_POSTCODE_DIGITS = {"SE": 5, "NO": 4, "FI": 5, "DK": 4}


class RowReader:
    """Reads the rows of one file by its mapping."""

    def __init__(
        self, found: Recognised, *, country: str, has_nul: bool, warnings: Warnings
    ) -> None:
        mapping = found.mapping
        self._width = found.width
        # A column that the file lacks reads as the empty cell that is put last in every row.
        self._pick = itemgetter(*(found.places.get(known, -1) for known in _PICKED))
        self._country = country
        self._currency = mapping.currency or CURRENCY_OF.get(country, "")
        self._mark = mapping.decimal_mark
        self._order = mapping.date_order
        self._has_nul = has_nul
        self._warnings = warnings
        self._days: dict[str, date] = {}

    def read(self, cells: list[str], line: int) -> InvoiceIn | RowError | None:
        """The row's invoice; its error; or None where there is nothing to pay."""
        try:
            if len(cells) != self._width:
                self._fit(cells)
            cells = list(map(str.strip, cells))
            if not any(cells):
                return None
            if self._has_nul:
                refuse_nul(cells)
            if max(map(len, cells)) > LONGEST_CELL:
                longest = max(cells, key=len)
                raise FieldProblem(
                    "",
                    longest,
                    Sentence(
                        "a field has more than {longest_cell} characters", longest_cell=LONGEST_CELL
                    ),
                )
            cells.append("")
            return self._invoice(cells, line)
        except FieldProblem as no:
            return no.at(line)

    def _fit(self, cells: list[str]) -> None:
        extra = cells[self._width :]
        if len(cells) < self._width and any(cell.strip() for cell in cells):
            raise FieldProblem(
                "",
                ";".join(cells)[:200],
                Sentence(
                    "the row has {count} columns and the header {width}",
                    count=len(cells),
                    width=self._width,
                ),
            )
        if any(cell.strip() for cell in extra):
            raise FieldProblem(
                "",
                extra[0],
                Sentence(
                    "the row has {count} columns and the header {width}: a text with the "
                    "delimiter in it needs quotation marks",
                    count=len(cells),
                    width=self._width,
                ),
            )
        del cells[self._width :]

    def _invoice(self, cells: list[str], line: int) -> InvoiceIn | None:
        (
            number, kind_word, issued, due, currency, payable, reference, credits_number, text,
            fee_word, account, name, given_name, family_name, *rest,
        ) = self._pick(cells)  # fmt: skip
        if not number or len(number) > LONGEST_NUMBER:
            raise FieldProblem("number", number, NO_NUMBER)
        if not number.isalnum():
            refuse_rewritten(number, "number")
        issued_on = self._days.get(issued) or self._day(issued, "issued_on")
        due_on = None if not due else self._days.get(due) or self._day(due, "due_on")
        payable_minor = self._amount(payable)
        is_credit = payable_minor < 0
        if kind_word:
            is_credit = is_credit_note(kind_word, "kind")
            if payable_minor < 0 and not is_credit:
                raise FieldProblem(
                    "payable", payable, Sentence("an invoice's amount cannot be negative")
                )
        if not payable_minor:
            self._warnings.add(
                "nothing to pay", f"line {line}: {number} is 0.00 and is left out: nothing to pay"
            )
            return None
        if due_on and due_on < issued_on and not is_credit:
            raise FieldProblem("due_on", due, DUE_TOO_EARLY)
        if reference:
            reference = self._reference(reference, line)
        debtor = self._debtor(
            name or f"{given_name} {family_name}".strip(), tuple(rest), issued_on, line
        )
        return InvoiceIn(
            number,
            "credit_note" if is_credit else "invoice",
            issued_on,
            due_on,
            self._currency_of(currency),
            abs(payable_minor),
            reference or None,
            debtor,
            credits_number or None,
            text or None,
            read_yes_no(fee_word, "fee_agreed") if fee_word else None,
            f"line {line}",
            None,
            None,
            account or None,
        )

    def _day(self, text: str, known: str) -> date:
        if not text:
            raise FieldProblem(known, text, Sentence("the day is missing"))
        day = read_day(text, known, self._order)
        if len(self._days) > MOST_REMEMBERED:
            self._days.clear()
        self._days[text] = day
        return day

    def _amount(self, text: str) -> int:
        # The plainest form, major units, mark and two decimals, is nearly all of every file.
        major, _, minor = text.partition(self._mark or ",")
        if len(minor) == 2 and 0 < len(major) < 12:
            digits = major + minor
            if digits.isdigit() and digits.isascii():
                return int(digits)
        if not text:
            raise FieldProblem("payable", text, Sentence("the amount is missing"))
        return read_amount(text, "payable", self._mark)

    def _currency_of(self, text: str) -> str:
        currency = text.upper() if text else self._currency
        if currency in CURRENCIES:
            return currency
        if not text:
            raise FieldProblem("currency", text, Sentence("the currency is missing"))
        raise FieldProblem(
            "currency",
            text,
            Sentence("Kvitt collects in {currencies}", currencies=list(CURRENCIES)),
        )

    def _reference(self, text: str, line: int) -> str:
        if not text.isdigit():
            text = read_reference(text, "payment_reference")
        if len(text) > LONGEST_REFERENCE:
            raise FieldProblem(
                "payment_reference",
                text,
                Sentence(
                    "the payment reference has more than {longest_reference} characters",
                    longest_reference=LONGEST_REFERENCE,
                ),
            )
        if not has_right_check_digit(text, self._country):
            self._warnings.add(
                "check digit of payment reference",
                f"line {line}: the check digit of the payment reference {text} is not right",
            )
        return text

    def _debtor(self, name: str, cells: tuple[str, ...], issued_on: date, line: int) -> DebtorIn:
        (
            identity, person, company, kind_word, address, address_2, care_of, postcode, city,
            country_word, email, phone, language_word, customer_number,
        ) = cells  # fmt: skip
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            name = _readable_name(name)
        country = read_country(country_word, "country") if country_word else self._country
        number, kind = None, None
        if identity or person or company:
            number, kind = self._identity((identity, person, company), country, issued_on, line)
        if kind_word:
            kind = self._told_kind(kind_word, kind, line)
        if email and not is_email(email):
            self._warnings.add("e-mail", f"line {line}: “{email[:60]}” is no e-mail address")
            email = ""
        if postcode and not _fits(postcode, country):
            self._warnings.add(
                "postcode", f"line {line}: “{postcode[:20]}” is no postcode of {country}"
            )
        language = language_of(language_word) if language_word else None
        if language_word and not language:
            self._warnings.add(
                "language", f"line {line}: the language “{language_word[:20]}” is not known"
            )
        return DebtorIn(
            name,
            number,
            kind,
            tuple(part for part in (care_of, address, address_2) if part),
            postcode or None,
            city or None,
            country,
            email or None,
            phone or None,
            language,
            customer_number or None,
        )

    def _identity(
        self, texts: tuple[str, ...], country: str, issued_on: date, line: int
    ) -> tuple[str | None, DebtorKind | None]:
        if country not in _POSTCODE_DIGITS:
            self._warnings.add(
                "identity", f"line {line}: identity numbers of {country} are not checked nor kept"
            )
            return None, None
        found = None
        for text in filter(None, texts):
            refuse_rewritten(text, "identity")
            try:
                identity = parse_identity(country, text, on=issued_on)
            except InvalidIdentity as no:
                raise FieldProblem("identity", text, no.sentence) from no
            if found and found != identity:
                raise FieldProblem(
                    "identity", text, Sentence("the row names two different identities")
                )
            found = identity
        if not found:
            return None, None
        return found.number, "consumer" if found.kind == "person" else "business"

    def _told_kind(self, word: str, by_identity: DebtorKind | None, line: int) -> DebtorKind:
        told = read_debtor_kind(word, "debtor_kind")
        if told == "consumer" and by_identity == "business":
            self._warnings.add(
                "kind of debtor",
                f"line {line}: the debtor is called a consumer but has a company's number",
            )
        return told


def _readable_name(name: str) -> str:
    """The name on one line; what is missing, too long or no text is refused."""
    joined = " ".join(name.split())
    if not joined:
        raise FieldProblem("name", name, Sentence("the debtor's name is missing"))
    if len(joined) > LONGEST_NAME or not joined.isprintable():
        raise FieldProblem(
            "name", name, Sentence("the debtor's name is too long or holds odd characters")
        )
    return joined


def _fits(postcode: str, country: str) -> bool:
    wanted = _POSTCODE_DIGITS.get(country)
    digits = postcode.replace(" ", "").removeprefix(f"{country}-")
    return wanted is None or (len(digits) == wanted and digits.isdigit())


def invoices_of(
    opener: Opener,
    found: Recognised,
    repeated: Repeated,
    reader: RowReader,
    warnings: Warnings,
) -> Iterator[InvoiceIn | RowError]:
    """Every invoice and every error of the file, in its order, one at a time."""
    mapping: Mapping[str, int] = found.places
    number_at, kind_at = mapping["number"], mapping.get("kind", -1)
    least = max(number_at, kind_at)
    doubtful = repeated.alike | repeated.different
    given_out: dict[str, int] = {}
    rows = rows_of(
        opener,
        encoding=found.mapping.encoding or "utf-8",
        delimiter=found.mapping.delimiter or ";",
        after_line=found.header_line,
    )
    for line, cells in rows:
        if type(cells) is not list:
            yield cells  # type: ignore[misc]
            continue
        if doubtful and len(cells) > least:
            key = repeat_key(cells, number_at, kind_at)
            number = cells[number_at].strip()
            if number and key in repeated.different:
                yield RowError(
                    line,
                    "number",
                    number[:80],
                    Sentence(
                        "the number stands on several rows that differ: one row must be one invoice"
                    ),
                )
                continue
            if number and key in repeated.alike:
                if key in given_out:
                    warnings.add(
                        "repeated row",
                        f"line {line}: {number[:60]} is the same as line {given_out[key]}",
                    )
                    continue
                given_out[key] = line
        read = reader.read(cells, line)
        if read is not None:
            yield read
