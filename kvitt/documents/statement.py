"""Settlement statement: what was collected for a creditor, who gets what, and the pay-out.

One row for each payment that was settled. Every row must balance: received = principal + interest
+ fees = to the creditor + to the agency; otherwise the statement is refused, not printed.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

from kvitt.documents.letter_parts import Party
from kvitt.documents.typesetting import pictures, typeset
from kvitt.documents.wording import Wording, wording
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal

MONEY_COLUMNS = ("paid", "principal", "interest", "fees", "to_creditor", "to_agency")
_TEXT_COLUMNS = ("case", "invoice", "debtor", "paid_on")
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


class UnbalancedStatement(Refusal):
    """A row of the statement does not add up, so nothing is printed or paid on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One settled payment and what it was used for; a reversed payment has negative amounts."""

    case_reference: str
    invoice_number: str
    debtor_name: str
    paid_on: date
    principal_minor: int
    interest_minor: int
    fees_minor: int
    to_creditor_minor: int
    to_agency_minor: int
    is_direct: bool = False
    """The debtor paid the creditor itself: it is accounted for and not paid out."""

    @property
    def paid_minor(self) -> int:
        """What the debtor paid: principal, interest and fees."""
        return self.principal_minor + self.interest_minor + self.fees_minor

    def money(self, column: str) -> int:
        """The row's amount of one of MONEY_COLUMNS, in minor units."""
        amount: int = getattr(self, f"{column}_minor")
        return amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A settlement to one creditor in one currency for the period ``from_`` until ``until``."""

    number: str
    country: str
    language: str
    currency: str
    from_: date
    until: date
    """The day after the period's last day."""
    settled_on: date
    agency: Party
    creditor: Party
    rows: tuple[StatementRow, ...]
    account_display: str
    payout_reference: str

    def total_minor(self, column: str) -> int:
        """The sum of one of MONEY_COLUMNS over all rows, in minor units."""
        return sum(row.money(column) for row in self.rows)

    @property
    def held_minor(self) -> int:
        """What the creditor had received itself, in minor units."""
        return sum(row.paid_minor for row in self.rows if row.is_direct)


def render_statement(statement: Statement) -> bytes:
    """The statement as PDF/A-2a with tags, dated by ``settled_on``, identical on every run.

    Raises UnbalancedStatement or UnknownLetter (for the language).
    """
    return typeset("statement", _words_of(statement))


def statement_pictures(statement: Statement) -> list[bytes]:
    """The statement's pages as PNG, for a preview; refuses as render_statement."""
    return pictures("statement", _words_of(statement))


def statement_csv(statement: Statement) -> bytes:
    """The rows for booking: UTF-8 with BOM, semicolons, decimal comma, no total row.

    Text that a spreadsheet could take for a formula gets an apostrophe in front. Raises
    UnbalancedStatement.
    """
    _require_balance(statement)
    words = wording(statement.language)
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    columns = ("number", "settled_on", *_TEXT_COLUMNS, *MONEY_COLUMNS, "currency")
    writer.writerow(words.say(f"statement.{column}") for column in columns)
    for row in statement.rows:
        texts = (statement.number, f"{statement.settled_on}", row.case_reference)
        named = (row.invoice_number, row.debtor_name, f"{row.paid_on}")
        amounts = (as_decimal_text(row.money(name)).replace(".", ",") for name in MONEY_COLUMNS)
        writer.writerow((*map(_inert, texts), *map(_inert, named), *amounts, statement.currency))
    return made.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_MARKS) else text


def _require_balance(statement: Statement) -> None:
    for row in statement.rows:
        given_minor = row.to_creditor_minor + row.to_agency_minor
        if row.paid_minor != given_minor:
            raise UnbalancedStatement(
                f"Statement {statement.number}, case {row.case_reference}, payment of "
                f"{row.paid_on}: received {as_decimal_text(row.paid_minor)}, but "
                f"{as_decimal_text(given_minor)} is divided between creditor and agency: "
                "correct the settlement of this payment first",
                case=row.case_reference,
            )


def _words_of(statement: Statement) -> dict[str, object]:
    _require_balance(statement)
    words = wording(statement.language)

    def say(name: str, **given: str) -> str:
        return words.say(f"statement.{name}", **given)

    def total(column: str) -> str:
        return words.money(
            statement.total_minor(column), statement.currency, country=statement.country
        )

    settled = statement.settled_on
    return {
        "language": statement.language,
        "region": statement.country,
        "dated": [settled.year, settled.month, settled.day],
        "title": say("title"),
        "lead": _lead(statement, words),
        "sender": (statement.agency.name, *statement.agency.address_lines),
        "receiver": (statement.creditor.name, *statement.creditor.address_lines),
        "meta": _facts(statement, words),
        "rows_heading": say("rows"),
        "columns": [say(column) for column in (*_TEXT_COLUMNS, *MONEY_COLUMNS)],
        "rows": [_cells(row, words) for row in statement.rows],
        "total_label": f"{say('total')}, {statement.currency}",
        "totals": [words.amount(statement.total_minor(name)) for name in MONEY_COLUMNS],
        "balanced": say(
            "balanced",
            paid=total("paid"),
            to_creditor=total("to_creditor"),
            to_agency=total("to_agency"),
        ),
        "numbered": True,
        "page_label": words.texts["labels"]["page"],
        "footer": _footer(statement.agency, words),
    }


def _lead(statement: Statement, words: Wording) -> str:
    payout_minor = statement.total_minor("to_creditor") - statement.held_minor
    if payout_minor == 0:
        return words.say("statement.lead_zero")
    key = "lead" if payout_minor > 0 else "lead_claim"
    sum_text = words.money(abs(payout_minor), statement.currency, country=statement.country)
    return words.say(f"statement.{key}", sum=sum_text)


def _facts(statement: Statement, words: Wording) -> list[tuple[str, str]]:
    last_on = statement.until - timedelta(days=1)
    period = words.say(
        "statement.period_line", first=words.day(statement.from_), last=words.day(last_on)
    )
    held = words.money(statement.held_minor, statement.currency, country=statement.country)
    facts = (
        ("number", statement.number),
        ("period", period),
        ("held", held if statement.held_minor else ""),
        ("settled_on", words.day(statement.settled_on)),
        ("account", statement.account_display),
        ("payout_reference", statement.payout_reference),
    )
    return [(words.say(f"statement.{name}"), value) for name, value in facts if value]


def _cells(row: StatementRow, words: Wording) -> list[str]:
    paid = f"{row.paid_on}" + f" ({words.say('statement.direct')})" * row.is_direct
    named = [row.case_reference, row.invoice_number, row.debtor_name, paid]
    return named + [words.amount(row.money(column)) for column in MONEY_COLUMNS]


def _footer(agency: Party, words: Wording) -> str:
    named = (
        ("organisation_number", agency.organisation_number),
        ("phone", agency.phone),
        ("email", agency.email),
        ("website", agency.website),
    )
    parts = [f"{words.say(f'labels.{name}')} {value}" for name, value in named if value]
    return " · ".join([agency.name, *parts])
