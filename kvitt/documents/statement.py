"""Settlement statement: what was collected for a creditor, who gets what, and the pay-out.

One row for each payment that was settled. Every row must balance: received = principal + interest
+ fees = to the creditor + to the agency; otherwise the statement is refused, not printed. Then one
row for each cost that was laid out and of which something was recovered, billed or borne.
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
COST_COLUMNS = ("laid_out", "recovered", "billed", "vat", "borne")
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
    is_taken: bool = False
    """An authority took it of the debtor; what it kept for its own costs is in no sum here."""
    authority: str = ""
    """Which one, where that is known."""

    @property
    def paid_minor(self) -> int:
        """What the debtor paid: principal, interest and fees."""
        return self.principal_minor + self.interest_minor + self.fees_minor

    def money(self, column: str) -> int:
        """The row's amount of one of MONEY_COLUMNS, in minor units."""
        amount: int = getattr(self, f"{column}_minor")
        return amount


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """A cost that was laid out for a case, and what the settlement does to it; minor units."""

    case_reference: str
    kind: str
    """A kind of claim item, or of a service of the agency."""
    reference: str
    """The statute or agreement that it rests on."""
    incurred_on: date
    by_agency: bool
    """The agency paid it; otherwise the creditor did."""
    laid_out_minor: int
    recovered_minor: int
    billed_minor: int
    vat_minor: int
    borne_minor: int

    def money(self, column: str) -> int:
        """The row's amount of one of COST_COLUMNS, in minor units."""
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
    costs: tuple[CostRow, ...] = ()
    due_before_minor: int = 0
    """Costs that were billed earlier and neither kept nor paid."""
    kept_minor: int = 0
    """Of the creditor's part so much is kept for costs, in minor units."""

    def total_minor(self, column: str) -> int:
        """The sum of one of MONEY_COLUMNS over all rows, in minor units."""
        return sum(row.money(column) for row in self.rows)

    def cost_total_minor(self, column: str) -> int:
        """The sum of one of COST_COLUMNS over all costs, in minor units."""
        return sum(row.money(column) for row in self.costs)

    @property
    def due_minor(self) -> int:
        """Costs that are billed and stay to be kept or paid, in minor units."""
        billed_minor = self.cost_total_minor("billed") + self.cost_total_minor("vat")
        return self.due_before_minor + billed_minor - self.kept_minor

    @property
    def payout_minor(self) -> int:
        """What the creditor is paid, in minor units."""
        return self.total_minor("to_creditor") - self.held_minor - self.kept_minor

    @property
    def held_minor(self) -> int:
        """What the creditor had received itself, in minor units."""
        return sum(row.paid_minor for row in self.rows if row.is_direct)

    @property
    def taken_minor(self) -> int:
        """What authorities took of debtors and passed on, in minor units."""
        return sum(row.paid_minor for row in self.rows if row.is_taken)


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

    Payments first, then costs, whose columns are empty for a payment and the other way round. Text
    that a spreadsheet could take for a formula gets an apostrophe in front. Raises
    UnbalancedStatement.
    """
    _require_balance(statement)
    words = wording(statement.language)
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    columns = ("number", "settled_on", *_TEXT_COLUMNS, *MONEY_COLUMNS, "cost", "cost_on")
    writer.writerow(
        words.say(f"statement.{name}") for name in (*columns, *COST_COLUMNS, "currency", "source")
    )
    head = (statement.number, f"{statement.settled_on}")
    no_cost, no_payment = ("",) * (2 + len(COST_COLUMNS)), ("",) * (3 + len(MONEY_COLUMNS))
    for row in statement.rows:
        texts = (*head, row.case_reference, row.invoice_number, row.debtor_name, f"{row.paid_on}")
        amounts = (_decimal(row.money(name)) for name in MONEY_COLUMNS)
        source = _inert(", ".join(_sources(row, words)))
        writer.writerow((*map(_inert, texts), *amounts, *no_cost, statement.currency, source))
    for cost in statement.costs:
        told = (_cost_words(cost, words, statement.country), f"{cost.incurred_on}")
        amounts = (_decimal(cost.money(name)) for name in COST_COLUMNS)
        writer.writerow((*map(_inert, (*head, cost.case_reference)), *no_payment,
                         *map(_inert, told), *amounts, statement.currency, ""))  # fmt: skip
    return made.getvalue().encode("utf-8-sig")


def _decimal(amount_minor: int) -> str:
    return as_decimal_text(amount_minor).replace(".", ",")


def _cost_words(cost: CostRow, words: Wording, country: str) -> str:
    is_service = cost.kind in words.texts["statement"]["services"]
    key = f"statement.services.{cost.kind}" if is_service else f"items.{country}.{cost.kind}"
    name = words.say(key)
    return name if is_service else f"{name} ({cost.reference})"


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_MARKS) else text


def _require_balance(statement: Statement) -> None:
    for row in statement.rows:
        given_minor = row.to_creditor_minor + row.to_agency_minor
        if row.paid_minor != given_minor:
            raise UnbalancedStatement(
                "Statement {statement}, case {case}, payment of {paid_on}: received "
                "{paid_minor:money}, but {given_minor:money} is divided between creditor and "
                "agency: correct the settlement of this payment first",
                case=row.case_reference,
                statement=statement.number,
                paid_on=row.paid_on,
                paid_minor=row.paid_minor,
                given_minor=given_minor,
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
        **_costs_shown(statement, words),
        "numbered": True,
        "page_label": words.texts["labels"]["page"],
        "footer": _footer(statement.agency, words),
    }


def _lead(statement: Statement, words: Wording) -> str:
    payout_minor = statement.payout_minor
    if payout_minor == 0 and statement.due_minor > 0:
        due = words.money(statement.due_minor, statement.currency, country=statement.country)
        return words.say("statement.lead_due", sum=due)
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
    held, taken = (
        words.money(minor, statement.currency, country=statement.country) if minor else ""
        for minor in (statement.held_minor, statement.taken_minor)
    )
    facts = (
        ("number", statement.number),
        ("period", period),
        ("held", held),
        ("taken", taken),
        ("settled_on", words.day(statement.settled_on)),
        ("account", statement.account_display),
        ("payout_reference", statement.payout_reference),
    )
    return [(words.say(f"statement.{name}"), value) for name, value in facts if value]


def _costs_shown(statement: Statement, words: Wording) -> dict[str, object]:
    """The table of costs and what is kept for them; both empty where there is nothing of it."""
    sums = (
        ("due_before", statement.due_before_minor),
        ("kept", statement.kept_minor),
        ("due", statement.due_minor),
    )
    named = ("case", "cost_on", "cost", *COST_COLUMNS)
    return {
        "costs_heading": words.say("statement.costs"),
        "costs_note": words.say("statement.costs_note"),
        "cost_columns": [words.say(f"statement.{name}") for name in named],
        "costs": [
            [row.case_reference, f"{row.incurred_on}", _paid_by(row, words, statement.country)]
            + [words.amount(row.money(name)) for name in COST_COLUMNS]
            for row in statement.costs
        ],
        "cost_sums": [
            (
                words.say(f"statement.{name}"),
                words.money(minor, statement.currency, country=statement.country),
            )
            for name, minor in sums
            if minor
        ],
        "cost_totals": [words.amount(statement.cost_total_minor(name)) for name in COST_COLUMNS],
    }


def _paid_by(row: CostRow, words: Wording, country: str) -> str:
    who = "paid_by_us" if row.by_agency else "paid_by_you"
    return f"{_cost_words(row, words, country)}; {words.say(f'statement.{who}')}"


def _cells(row: StatementRow, words: Wording) -> list[str]:
    paid = f"{row.paid_on}" + "".join(f" ({one})" for one in _sources(row, words))
    named = [row.case_reference, row.invoice_number, row.debtor_name, paid]
    return named + [words.amount(row.money(column)) for column in MONEY_COLUMNS]


def _sources(row: StatementRow, words: Wording) -> list[str]:
    """How the money came where the debtor did not pay it to the client account."""
    told = []
    if row.is_taken:
        authority = row.authority or words.say("statement.some_authority")
        told.append(words.say("statement.through", authority=authority))
    if row.is_direct:
        told.append(words.say("statement.direct"))
    return told


def _footer(agency: Party, words: Wording) -> str:
    named = (
        ("organisation_number", agency.organisation_number),
        ("phone", agency.phone),
        ("email", agency.email),
        ("website", agency.website),
    )
    parts = [f"{words.say(f'labels.{name}')} {value}" for name, value in named if value]
    return " · ".join([agency.name, *parts])
