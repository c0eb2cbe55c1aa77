"""Deferral: how long, how often and by whom a claim may be put off, as the creditor allows it.

The old due day stays on the claim: a deferral is time given, not another due day.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from kvitt.kernel.days import ONE_DAY, add_months, add_years
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook

MOST_DAYS = 30
"""Recommended: a deferral gives a month at most; for longer a plan is the honest way."""
MOST_TIMES = 2
"""Recommended: a case is deferred twice at most; a third request asks for a plan."""
WHO = ("creditor", "handler", "debtor")
"""Recommended: all three may defer within these limits."""
ANNOUNCED_BANK_DAYS = 3
"""Recommended: a payment that was announced is waited for through this many bank days: a transfer
on a Saturday is in the bank's file of the Tuesday after."""
INTEREST = ("runs", "waived")
_KNOWN = {"most_days", "most_times", "by"}


class DeferralNotAllowed(Refusal):
    """The creditor's limits do not allow the deferral; the sentence names the limit."""


class AgreementUnclear(Refusal):
    """The creditor's agreement says something of deferrals that cannot be read."""


class DeferralRules(NamedTuple):
    """The creditor's limits."""

    most_days: int = MOST_DAYS
    """From the day it is given, or the due day where that is later."""
    most_times: int = MOST_TIMES
    by: tuple[str, ...] = WHO


def rules_of(agreement: Mapping[str, Any]) -> DeferralRules:
    """The limits in ``agreement["deferral"]``, recommended where it is silent.

    Raises AgreementUnclear.
    """
    told = agreement.get("deferral", {})
    if not isinstance(told, Mapping) or set(told) - _KNOWN:
        raise AgreementUnclear(
            "the agreement's “deferral” may say {known}: it says {told!r}",
            known=sorted(_KNOWN),
            told=told,
        )
    most_days = _count(told.get("most_days", MOST_DAYS), "deferral: most_days")
    most_times = _count(told.get("most_times", MOST_TIMES), "deferral: most_times")
    by = told.get("by", WHO)
    if isinstance(by, str) or set(by) - set(WHO):
        raise AgreementUnclear(
            "the agreement's “deferral: by” lists who may defer of {who}: it says {by}",
            who=list(WHO),
            by=by,
        )
    return DeferralRules(most_days, most_times, tuple(by))


def announced_bank_days(agreement: Mapping[str, Any]) -> int:
    """For how many bank days an announced payment is waited for. Raises AgreementUnclear."""
    told = agreement.get("payment_announced_bank_days", ANNOUNCED_BANK_DAYS)
    return _count(told, "payment_announced_bank_days")


def _count(told: Any, name: str) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise AgreementUnclear(
            "the agreement's “{name}” is “{told}”: say a whole number of days", name=name, told=told
        )
    return told


def require_within(
    rules: DeferralRules, *, today: date, due_on: date, until: date, times_before: int, by: str
) -> None:
    """Refuses a deferral beyond the creditor's limits, naming the limit.

    ``times_before`` is how often the case was deferred earlier. Raises DeferralNotAllowed.
    """
    require_some_time(today=today, due_on=due_on, until=until)
    if by not in rules.by:
        allowed = rules.by or ("nobody",)
        raise DeferralNotAllowed(
            "the creditor lets {allowed:or} defer a claim, not the {by}: ask the creditor",
            by=by,
            allowed=allowed,
        )
    if times_before >= rules.most_times:
        raise DeferralNotAllowed(
            "the case has been deferred {times_before} times, and the creditor allows "
            "{most_times}: agree on a plan, or override with a reason",
            most_times=rules.most_times,
            times_before=times_before,
        )
    days = (until - max(today, due_on)).days
    if days > rules.most_days:
        last = date.fromordinal(max(today, due_on).toordinal() + rules.most_days)
        raise DeferralNotAllowed(
            "{days} days are more than the {most_days} that the creditor allows: {latest:day} is "
            "the latest day, or override with a reason",
            most_days=rules.most_days,
            latest=last.isoformat(),
            days=days,
        )


def latest_day(
    rules: DeferralRules, *, today: date, due_on: date, times_before: int, by: str
) -> date | None:
    """The latest new day that the creditor's limits leave; None where they leave none."""
    if by not in rules.by or times_before >= rules.most_times or not rules.most_days:
        return None
    return max(today, due_on) + timedelta(days=rules.most_days)


def require_some_time(*, today: date, due_on: date, until: date) -> None:
    """Refuses a new day that gives no time. Raises DeferralNotAllowed."""
    earliest = max(today, due_on) + ONE_DAY
    if until < earliest:
        raise DeferralNotAllowed(
            "a deferral to {until:day} gives no time: choose {earliest:day} or later",
            earliest=earliest.isoformat(),
            until=until,
        )


def require_enforcement_survives(
    law: LawBook, *, agreed_on: date, until: date, earlier: Sequence[date] = ()
) -> None:
    """Refuses a deferral by which an application for enforcement would lapse (Sweden).

    To be asked where one has been filed: ``earlier`` are the days on which deferrals after the
    filing were agreed. Countries without such a limit refuse nothing. Raises DeferralNotAllowed
    and LawNotKnown.
    """
    if "statutory.enforcement_deferral" not in law.series:
        return
    longest = law.value("statutory.enforcement_deferral", on=agreed_on)
    last = add_months(agreed_on, longest.amount)
    if until > last:
        raise DeferralNotAllowed(
            "the application for enforcement lapses by a deferral beyond {latest:day}",
            reference=longest.reference,
            latest=last.isoformat(),
        )
    most = law.value("statutory.enforcement_deferral_times", on=agreed_on)
    within = [day for day in earlier if add_years(day, 1) > agreed_on]
    if len(within) >= most.amount:
        raise DeferralNotAllowed(
            "the application for enforcement lapses by more than {most_times} deferrals in a year",
            reference=most.reference,
            most_times=most.amount,
        )
