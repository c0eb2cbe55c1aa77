"""What a monitoring letter tells beside what is owed: a day to pay by, and when we write again."""

from datetime import date, timedelta

from kvitt.application.side_told import Overtaken, SideSource, SideTold
from kvitt.documents.letter import NextStep
from kvitt.kernel.days import next_bank_day

LETTER = "monitoring_letter"
PAY_WITHIN_DAYS = 21
"""Policy: a calm letter gives more time than a demand must; it names no new deadline of law."""


def source_of_round(next_on: date) -> int:
    """By what a round's letter is told from that of another: the day of the round after it."""
    return int(f"{next_on:%Y%m%d}")


def tell_monitoring(source: SideSource) -> SideTold:
    """The day to pay by, and the next letter, which costs nothing.

    Raises Overtaken where the next round has come before the letter left.
    """
    next_on = _day_of(source.source_id)
    if next_on is None or next_on <= source.today:
        raise Overtaken("the next round has come before this letter left")
    least = source.law.value("notices.monitoring_letter_days", on=source.today).amount
    days = max(PAY_WITHIN_DAYS, int(least))
    pay_by = next_bank_day(source.law.country, source.today + timedelta(days=days))
    return SideTold(pay_by, {"next_step": NextStep(kind="monitoring", on=next_on, cost_minor=0)})


def _day_of(number: int) -> date | None:
    try:
        return date.fromisoformat(str(number))
    except ValueError:
        return None
