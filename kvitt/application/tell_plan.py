"""What the letters of a plan tell: the whole plan, the instalment that comes, a missed one."""

from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from kvitt.application.side_told import NothingToTell, Overtaken, SideSource, SideTold
from kvitt.documents.side_parts import InstalmentTold, PlanRow, PlanTable
from kvitt.domain.plan import Instalment
from kvitt.domain.plan_rules import PlanRules, rules_of
from kvitt.domain.plan_state import days_after_notice
from kvitt.store.side_letters import PlanFacts


def tell_plan(source: SideSource) -> SideTold:
    """The whole plan, with what has been paid of it before its letter left.

    The instalments come to what is open now and the interest that is still to come: where they do
    not, the debt has changed in another way than by payments, and a person looks at the plan.
    """
    plan = _running(source)
    table = _table(plan)
    following = table.next_row
    if following is None:
        raise Overtaken("the plan was paid before its letter left")
    to_come_minor, most_minor = table.interest_minor, int(plan.terms["interest_minor"])
    fits = 0 <= to_come_minor <= most_minor and (plan.paid_minor or to_come_minor == most_minor)
    if not fits:
        raise NothingToTell(
            "the instalments of the plan do not come to what is owed any more: end the plan and "
            "agree on a new one"
        )
    return SideTold(following.due_on, {"plan": table, "next_step": None}, following.reference)


def tell_instalment(source: SideSource) -> SideTold:
    """The instalment that comes next, with its own reference and day.

    Raises Overtaken where it has been paid or its day has come.
    """
    part = _part(source)
    if part.one.due_on <= source.today:
        raise Overtaken("the day of the instalment came before its reminder left")
    told = InstalmentTold(
        number=part.one.number,
        count=part.parts,
        due_on=part.one.due_on,
        amount_minor=part.one.amount_minor,
        paid_minor=part.paid_minor,
        left_after_minor=part.left_after_minor,
    )
    return _asking(part.one.due_on, told, part.reference)


def tell_missed(source: SideSource) -> SideTold:
    """What is missing, by when it can be paid, and the day before which nothing else happens.

    Both days count from today, on which the letter leaves. Raises Overtaken where the instalment
    has been paid or moved.
    """
    part = _part(source)
    if part.one.due_on >= source.today:
        raise Overtaken("the instalment was moved to a day that has not come")
    others = [one for one in part.later if one.due_on <= source.today]
    pay_by, resumes_on = days_after_notice(
        source.today, grace_days=part.rules.grace_days, country=source.law.country
    )
    told = InstalmentTold(
        number=part.one.number,
        count=part.parts,
        due_on=part.one.due_on,
        amount_minor=part.one.amount_minor,
        paid_minor=part.paid_minor,
        others_due_minor=sum(one.amount_minor for one in others),
        left_after_minor=part.left_after_minor - sum(one.amount_minor for one in others),
        nothing_before_on=resumes_on,
    )
    return _asking(pay_by, told, part.reference)


class _Part(NamedTuple):
    """An instalment as it stands. Sums in whole minor units."""

    one: Instalment
    reference: str
    parts: int
    paid_minor: int
    """What has been paid of it."""
    left_after_minor: int
    """What the plan still asks for after it."""
    later: tuple[Instalment, ...]
    rules: PlanRules


def _running(source: SideSource) -> PlanFacts:
    plan = source.plan
    if plan is None:
        raise NothingToTell("there is no plan of which this letter could tell")
    if plan.ended_on is not None:
        raise Overtaken("the plan ended before its letter left")
    return plan


def _part(source: SideSource) -> _Part:
    """The notice's instalment.

    Raises Overtaken where it is paid or an earlier one is missing, and NothingToTell where it
    cannot be asked for.
    """
    plan = _running(source)
    numbers = [one.number for one in plan.instalments]
    if source.notice.instalment not in numbers:
        raise NothingToTell("the plan has no instalment of which this letter could tell")
    place = numbers.index(source.notice.instalment)
    one = plan.instalments[place]
    owed = list(accumulate(each.amount_minor for each in plan.instalments))
    missing_minor = owed[place] - plan.paid_minor
    if missing_minor <= 0:
        raise Overtaken("the instalment was paid before its letter left")
    if missing_minor > one.amount_minor:
        raise Overtaken("an earlier instalment is missing: the debtor is told of that one")
    if missing_minor > plan.open_minor + int(plan.terms["interest_minor"]):
        raise NothingToTell(
            "the plan asks for more than is still owed: end it, or agree on a new one"
        )
    return _Part(
        one, plan.references[place], len(numbers), one.amount_minor - missing_minor,
        owed[-1] - owed[place], plan.instalments[place + 1 :], rules_of({"plan": plan.rules}),
    )  # fmt: skip


def _asking(pay_by: date, told: InstalmentTold, reference: str) -> SideTold:
    """It asks for the instalment alone: no item of the debt stands in the letter."""
    return SideTold(pay_by, {"instalment": told, "items": (), "next_step": None}, reference)


def _table(plan: PlanFacts) -> PlanTable:
    """The plan with every instalment, and with what is still to come of its interest."""
    rules = rules_of({"plan": plan.rules})
    rows = tuple(
        PlanRow(number=one.number, due_on=one.due_on, amount_minor=one.amount_minor, reference=ref)
        for one, ref in zip(plan.instalments, plan.references, strict=True)
    )
    table = PlanTable(
        agreed_on=plan.agreed_on,
        agreed_by="together",
        rows=rows,
        grace_days=rules.grace_days,
        moves=rules.moves,
        paid_minor=plan.paid_minor,
        is_whole=plan.is_whole,
    )
    table = replace(table, interest_minor=table.left_minor - plan.open_minor)
    rates = [one for one in plan.terms["because"] if one["rule"] == "late_interest"]
    until = plan.terms["interest_until"]
    if not rates or until is None:
        return table
    later = ((date.fromisoformat(one["given"]["from"]), one["given"]["rate_bp"]) for one in rates)
    _, *others = later
    return replace(
        table,
        interest_rate_bp=rates[0]["given"]["rate_bp"],
        interest_until=date.fromisoformat(until),
        interest_reference=rates[0]["reference"],
        later_rates=tuple(others),
    )
