"""A condition that a creditor wrote, asked of a million cases from their facts, one process.

The limit beside it is the same question written in Python over the same facts.
"""

import time
from datetime import date, timedelta

from bench.figures import Figure, Figures, NotExact, at_most
from kvitt.domain.case_condition import case_condition, values_of
from kvitt.domain.facts import ClaimFacts, Facts

TODAY = date(2026, 3, 1)
SOURCE = (
    "balance_minor < 500000 && !is_held && stage in ['overdue', 'reminded'] && days_late > 10"
    " && debtor_kind == 'consumer'"
)
STAGES = ("overdue", "reminded", "demanded")
CASES = 1_000


def measure_conditions(figures: Figures, count: int = 1_000_000) -> None:
    """Seconds for ``count`` answers; raises NotExact where Python answers one differently."""
    cases = [_facts(number) for number in range(CASES)]
    asked = case_condition(SOURCE)
    right = [_in_python(facts, STAGES[n % 3]) for n, facts in enumerate(cases)]
    found = [asked.holds(_values(facts, STAGES[n % 3])) for n, facts in enumerate(cases)]
    if found != right or len(set(right)) != 2:
        raise NotExact("a condition answers otherwise than the same question in Python")
    began = time.process_time()
    for number in range(count):
        asked.holds(_values(cases[number % CASES], STAGES[number % 3]))
    spent_s = time.process_time() - began
    began = time.process_time()
    for number in range(count):
        _in_python(cases[number % CASES], STAGES[number % 3])
    limit_s = max(time.process_time() - began, 1e-9)
    each_us = spent_s * 1e6 / count
    figures.add(Figure(
        "COND", f"{count:,} cases asked one condition of five parts, one process", spent_s, "s",
        limit=limit_s, ratio=spent_s / limit_s, floor="20 s", first_class="10 s",
        met=at_most(each_us, 20, 10), cpu_us=each_us, note="values from the facts, no query",
    ))  # fmt: skip


def _facts(number: int) -> Facts:
    due_on = TODAY - timedelta(days=number % 40)
    open_minor = 1_000_00 + number * 7919 % 1_000_000
    claim = ClaimFacts(number, due_on, open_minor, 0, 60_00, due_on, 0, True, open_minor)
    held = "dispute" if number % 7 == 0 else None
    kind = "business" if number % 5 == 0 else "consumer"
    return Facts(number, "se-own-consumer", 1, kind, (claim,), held_by=held)


def _values(facts: Facts, stage: str) -> dict[str, object]:
    return values_of(facts, stage=stage, today=TODAY, country="SE", currency="SEK")


def _in_python(facts: Facts, stage: str) -> bool:
    return (
        facts.open_minor < 500_000
        and facts.held_by is None
        and stage in ("overdue", "reminded")
        and (TODAY - facts.claims[0].due_on).days > 10
        and facts.debtor_kind == "consumer"
    )
