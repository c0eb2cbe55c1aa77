"""A creditor's reports: ageing, credit time, what was paid after which step, fees, plans, disputes.

A report is codes and plain values; the page gives them their words, and every export shows the
same rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from kvitt.application.show_overview import AGES, STEPS, by_age_and_step, mean_tenths
from kvitt.kernel.days import add_months
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.reporting import (
    PaidGroup,
    disputes_by_outcome,
    fees_by_kind,
    open_by_age,
    paid_claims,
    plans_by_state,
)
from kvitt.store.session import tenant_scope

MONTHS = 12
Value = int | str | None


class UnknownReport(Refusal):
    """There is no report of that name."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report on a day. Columns are codes with the kind of their values.

    Kinds: ``code`` (a word follows it), ``month`` (its first day as ISO text), ``number``,
    ``money`` (minor units), ``tenths`` and ``share`` (basis points).
    """

    name: str
    on: date
    since: date | None
    """The first day of the period; None where the report is of the day itself."""
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Value, ...], ...]


def show_report(creditor: Creditor, name: str, *, today: date) -> Report:
    """The report as of the day, over the last twelve months where it has a period.

    Raises UnknownReport.
    """
    if name not in REPORTS:
        raise UnknownReport(
            "there is no report “{name}”: there are {reports}", name=name, reports=list(REPORTS)
        )
    with tenant_scope(creditor.tenant_id):
        return REPORTS[name](creditor.tenant_id, today)


def _year(today: date) -> date:
    """The day before the first day of the twelve calendar months that end with today's."""
    return add_months(today.replace(day=1), 1 - MONTHS) - timedelta(days=1)


def _ages(tenant_id: int, today: date) -> Report:
    aged = open_by_age(tenant_id, today=today)
    square = by_age_and_step(aged)
    counts = [sum(one.claims for one in aged if one.age == age) for age in range(AGES)]
    rows: list[tuple[Value, ...]] = [
        (f"age{age}", counts[age], *square[age], sum(square[age])) for age in range(AGES)
    ]
    steps = [(f"step{step}", "money") for step in range(STEPS)]
    columns = (("age", "code"), ("invoices", "number"), *steps, ("total", "money"))
    return Report("ageing", today, None, columns, tuple(rows))


def _credit_time(tenant_id: int, today: date) -> Report:
    since = _year(today)
    paid = paid_claims(tenant_id, since=since, until=today)
    rows: list[tuple[Value, ...]] = []
    for back in range(MONTHS):
        found = [one for one in paid if one.period == back]
        month = add_months(today.replace(day=1), -back)
        rows.append((month.isoformat(), sum(one.claims for one in found),
                     sum(one.principal_minor for one in found), mean_tenths(found),
                     _late_tenths(found)))  # fmt: skip
    columns = (("month", "month"), ("paid_invoices", "number"), ("paid_principal", "money"),
               ("credit_days", "tenths"), ("days_late", "tenths"))  # fmt: skip
    return Report("credit_time", today, since + timedelta(days=1), columns, tuple(rows))


def _late_tenths(paid: list[PaidGroup]) -> int | None:
    return mean_tenths([one._replace(days=one.days_late) for one in paid])


def _paid_per_step(tenant_id: int, today: date) -> Report:
    since = _year(today)
    paid = paid_claims(tenant_id, since=since, until=today)
    claims = sum(one.claims for one in paid)
    rows: list[tuple[Value, ...]] = []
    for step in range(STEPS):
        found = [one for one in paid if one.step == step]
        count = sum(one.claims for one in found)
        share = 10_000 * count // claims if claims else None
        rows.append((f"step{step}", count, sum(one.principal_minor for one in found), share,
                     mean_tenths(found)))  # fmt: skip
    columns = (("step", "code"), ("paid_invoices", "number"), ("paid_principal", "money"),
               ("share", "share"), ("credit_days", "tenths"))  # fmt: skip
    return Report("paid_per_step", today, since + timedelta(days=1), columns, tuple(rows))


def _fees(tenant_id: int, today: date) -> Report:
    since = _year(today)
    rows = tuple(fees_by_kind(tenant_id, since=since, until=today))
    columns = (("item", "code"), ("items", "number"), ("charged", "money"), ("paid", "money"),
               ("taken_back", "money"), ("open", "money"))  # fmt: skip
    return Report("fees", today, since + timedelta(days=1), columns, rows)


def _plans(tenant_id: int, today: date) -> Report:
    since = _year(today)
    rows = tuple(plans_by_state(tenant_id, since=since, until=today))
    columns = (("plan_state", "code"), ("plans", "number"), ("agreed", "money"), ("open", "money"))
    return Report("plans", today, since + timedelta(days=1), columns, rows)


def _disputes(tenant_id: int, today: date) -> Report:
    since = _year(today)
    rows = tuple(
        (outcome, count, (20 * days + count) // (2 * count), late)
        for outcome, count, days, late in disputes_by_outcome(tenant_id, since=since, until=today)
    )
    columns = (("outcome", "code"), ("disputes", "number"), ("answer_days", "tenths"),
               ("answered_late", "number"))  # fmt: skip
    return Report("disputes", today, since + timedelta(days=1), columns, rows)


REPORTS: Mapping[str, Callable[[int, date], Report]] = MappingProxyType({
    "ageing": _ages,
    "credit_time": _credit_time,
    "paid_per_step": _paid_per_step,
    "fees": _fees,
    "plans": _plans,
    "disputes": _disputes,
})  # fmt: skip
