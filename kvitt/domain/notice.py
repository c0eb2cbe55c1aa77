"""Notice: how long a letter gives the debtor to pay."""

from datetime import date, timedelta

from kvitt.domain.flow import Step
from kvitt.kernel.days import next_bank_day
from kvitt.law.book import LawBook
from kvitt.law.deadlines import least_deadline


def pay_by(step: Step, *, sent_on: date, law: LawBook) -> date:
    """The last day to pay: the flow's days or the law's, whichever is later, on a bank day.

    Counted from the day of sending. Raises LawNotKnown.
    """
    least = least_deadline(law, step.kind, sent_on=sent_on)
    wanted = sent_on + timedelta(days=step.pay_within_days)
    return next_bank_day(law.country, max(wanted, least.day))
