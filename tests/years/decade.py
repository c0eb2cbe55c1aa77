"""Years of a creditor's life, day by day: invoices, letters, payments, agreements, and outages.

The dice decide who pays when, who asks for time, and on which days the machine, the bank or the
mail server is away for three days. What must have happened is then reckoned from the flow's own
numbers, in this file's own arithmetic: each letter on the first possible day on which the machine
was up, none twice, none missed.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kvitt.application.agree_plan import AgreedPlan, agree_plan
from kvitt.application.close_case import close_case
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.defer_case import defer_case
from kvitt.application.preview_plan import PlanWish
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.run_day import run_day
from kvitt.domain.flow import Flow, flow
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.session import query, query_named, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DAY = timedelta(days=1)
OUTAGE_DAYS = 3
ACTOR = "Kari"
WAYS = (
    ("on_time", 30), ("after_friendly_reminder", 20), ("after_reminder", 12),
    ("after_collection_demand", 6), ("never", 14), ("asks_for_time", 6), ("pays_by_plan", 8),
    ("objects", 4),
)  # fmt: skip
"""How the debtors are, of a hundred."""


@dataclass
class Decade:
    """What is lived: the creditor, the days on which the machine was up, and who is who."""

    creditor: Creditor
    from_: date
    until: date
    cases: int
    dice: random.Random
    up: list[date] = field(default_factory=list)
    ways: dict[int, str] = field(default_factory=dict)
    plans: dict[int, AgreedPlan] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    paid: set[int] = field(default_factory=set)
    refused: int = 0

    @property
    def tenant_id(self) -> int:
        """The creditor's number."""
        return self.creditor.tenant_id


def live(life: Decade, monkeypatch: Any, down_url: str, up_url: str) -> None:
    """Lives the days. The machine's outages skip days; the mail server's leave letters waiting."""
    invoices = _invoices(life)
    machine, bank, mail = (_outages(life) for _ in range(3))
    waiting: list[tuple[int, int, str | None]] = []
    day = life.from_
    while day < life.until:
        if day not in machine:
            life.up.append(day)
            _register(life, invoices.pop(day, []), day)
            waiting += _who_pays(life, day)
            if waiting and day not in bank:
                _bank_file(life, waiting, day)
                waiting = []
            _people_act(life, day)
            monkeypatch.setenv("KVITT_SMTP_URL", down_url if day in mail else up_url)
            run_day(today=day, tenant_ids=[life.tenant_id])
        elif day in invoices:
            invoices[day + DAY] += invoices.pop(day)
        day += DAY


def _invoices(life: Decade) -> dict[date, list[Any]]:
    """The invoices by the day on which they are registered, spread evenly."""
    made: dict[date, list[Any]] = defaultdict(list)
    span = (life.until - life.from_).days - 250
    for number in range(life.cases):
        due_on = life.from_ + timedelta(days=31 + life.dice.randrange(span))
        one = office.invoice(life.creditor, number, due_on=due_on,
                             payable_minor=life.dice.randrange(200_00, 9_000_00))  # fmt: skip
        made[one.issued_on].append(one)
    return made


def _outages(life: Decade) -> set[date]:
    """Three days in a row, about four times a year."""
    days = (life.until - life.from_).days
    begins = life.dice.sample(range(days), max(1, days // 90))
    return {life.from_ + timedelta(days=n + k) for n in begins for k in range(OUTAGE_DAYS)}


def _register(life: Decade, invoices: list[Any], day: date) -> None:
    if not invoices:
        return
    names, weights = zip(*WAYS, strict=True)
    for case_id in office.register(life.creditor, *invoices, today=day):
        life.ways[case_id] = life.dice.choices(names, weights)[0]


def _who_pays(life: Decade, day: date) -> Iterator[tuple[int, int, str | None]]:
    """Case, sum and reference of everybody who pays today."""
    for row in _open_cases(life):
        way = life.ways.get(row.id, "never")
        if row.id in life.plans:
            yield from _instalments(life, row.id, day)
        elif row.id not in life.paid and _pays(way, row, day):
            life.paid.add(row.id)
            yield row.id, row.open_minor, None


def _pays(way: str, row: Any, day: date) -> bool:
    if way == "on_time":
        return bool(day >= row.due_on)
    if way == "asks_for_time":
        return row.time_until is not None and bool(day > row.time_until)
    return bool(way == f"after_{row.last_step}" and day >= row.sent_on + 4 * DAY)


def _instalments(life: Decade, case_id: int, day: date) -> Iterator[tuple[int, int, str | None]]:
    plan = life.plans[case_id]
    for one, reference in zip(plan.offer.instalments, plan.references, strict=True):
        if one.due_on == day:
            yield case_id, one.amount_minor, reference


def _bank_file(life: Decade, waiting: list[tuple[int, int, str | None]], day: date) -> None:
    payments = [
        money.paid(life.creditor, amount_minor, day, reference=reference)
        if reference
        else money.paid(life.creditor, amount_minor, day, case=case_id)
        for case_id, amount_minor, reference in waiting
    ]
    money.bank_brings(*payments, today=day, format="camt")


def _people_act(life: Decade, day: date) -> None:
    """Debtors ask for time, for a plan, or object; the office gives up what has come to its end."""
    for row in _open_cases(life):
        way = life.ways.get(row.id, "never")
        try:
            if row.id not in life.asked and day > row.due_on + 6 * DAY:
                _ask(life, row.id, way, day)
            if row.last_step in ("collection_demand", "payment_demand") and (
                day > row.sent_on + 90 * DAY
            ):
                close_case(life.creditor, row.id, because="nothing to be had", today=day,
                           reason="not_meaningful", actor=ACTOR)  # fmt: skip
        except Refusal:
            life.refused += 1


def _ask(life: Decade, case_id: int, way: str, day: date) -> None:
    if way == "asks_for_time":
        life.asked.add(case_id)
        defer_case(life.creditor, case_id, until=day + 20 * DAY, because="she asked", today=day,
                   actor=ACTOR)  # fmt: skip
    elif way == "pays_by_plan":
        life.asked.add(case_id)
        wish = PlanWish(day + 25 * DAY, months=3)
        life.plans[case_id] = agree_plan(life.creditor, [case_id], wish, today=day, actor=ACTOR)
    elif way == "objects":
        life.asked.add(case_id)
        raise_dispute(life.creditor, case_id, reason="wrong_sum", text="too much", today=day,
                      actor=ACTOR)  # fmt: skip
        decide_dispute(life.creditor, case_id, outcome="rejected", because="it was examined",
                       today=day, actor=ACTOR)  # fmt: skip


def _open_cases(life: Decade) -> list[Any]:
    with tenant_scope(life.tenant_id):
        return query_named(
            "select k.id, c.due_on, n.step as last_step, n.sent_on, h.until_on as time_until,"
            " c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor"
            " from collection_case k join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id"
            " left join lateral (select step, sent_on from notice where case_id = k.id"
            "   and state = 'sent' and of_flow order by id desc limit 1) n on true"
            " left join lateral (select max(until_on) as until_on from hold"
            "   where case_id = k.id and kind = 'deferral') h on true"
            " where k.tenant_id = %s and k.closed_on is null order by k.id",
            (life.tenant_id,),
        )


def wrong_letters(life: Decade) -> list[str]:
    """Letters of the flow that left before their day, twice, late without cause, or not at all."""
    steps = flow(life.creditor.consumer_flow)
    held = _held_cases(life)
    found: list[str] = []
    for case_id, letters in _letters(life).items():
        found += _wrong_of(life, steps, case_id, letters, is_free=case_id not in held)
    return found


def _wrong_of(
    life: Decade, steps: Flow, case_id: int, letters: list[Any], *, is_free: bool
) -> Iterator[str]:
    before = None
    names = [letter.step for letter in letters]
    if len(set(names)) != len(names):
        yield f"case {case_id}: {names} has a step twice"
    for letter, step in zip(letters, steps.steps, strict=False):
        earliest = letter.due_on + timedelta(days=step.after_due_days)
        if before is not None:
            after = before.deadline_on + timedelta(days=step.after_deadline_days)
            earliest = max(earliest, after)
        if letter.step != step.name:
            yield f"case {case_id}: {letter.step} instead of {step.name}"
        if letter.sent_on < earliest:
            yield f"case {case_id}: {letter.step} left on {letter.sent_on}, before {earliest}"
        first_up = next(day for day in life.up if day >= earliest)
        late_days = (letter.sent_on - first_up).days
        if is_free and late_days > OUTAGE_DAYS + 1:
            yield f"case {case_id}: {letter.step} left on {letter.sent_on}, not on {first_up}"
        before = letter


def missing_letters(life: Decade) -> list[str]:
    """Cases of debtors who never pay and never speak that did not get every letter in time."""
    steps = flow(life.creditor.consumer_flow)
    letters = _letters(life)
    longest = timedelta(days=150)
    return [
        f"case {row.id}: only {[one.step for one in letters.get(row.id, [])]}"
        for row in _all_cases(life)
        if life.ways.get(row.id) == "never" and row.due_on + longest < life.until
        and len(letters.get(row.id, [])) < len(steps.steps)
    ]  # fmt: skip


def _letters(life: Decade) -> dict[int, list[Any]]:
    with tenant_scope(life.tenant_id):
        rows = query_named(
            "select n.case_id, n.step, n.sent_on, n.deadline_on, c.due_on from notice n"
            " join claim c on c.tenant_id = n.tenant_id and c.case_id = n.case_id"
            " where n.tenant_id = %s and n.state = 'sent' and n.of_flow order by n.case_id, n.id",
            (life.tenant_id,),
        )
    made: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        made[row.case_id].append(row)
    return made


def _held_cases(life: Decade) -> set[int]:
    with tenant_scope(life.tenant_id):
        rows = query("select case_id from hold where tenant_id = %s", (life.tenant_id,))
    return {row[0] for row in rows}


def _all_cases(life: Decade) -> list[Any]:
    with tenant_scope(life.tenant_id):
        return query_named(
            "select k.id, c.due_on from collection_case k"
            " join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id"
            " where k.tenant_id = %s",
            (life.tenant_id,),
        )
