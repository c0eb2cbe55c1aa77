"""Two flows beside each other: by how many days each letter moves, and what each debtor would pay.

Everything is counted one by one, so that a million invoices need little memory.
"""

import hashlib
from collections import Counter, defaultdict
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.decide import decide_or_ask, next_step
from kvitt.domain.facts import Facts
from kvitt.domain.flow import Flow
from kvitt.domain.simulation import PlayedInvoice
from kvitt.law.book import LawBook

FIRST_LETTER = "first_letter"
KEEPS_ITS_FLOW, HELD, CLOSES = "keeps_its_flow", "held", "closes"
CAVEATS = (
    "Debtors are taken to have paid on the days on which they did pay: whether other letters would "
    "have made them pay sooner or later is not known.",
    "Each invoice is played by itself: claims of one debtor that reach the same letter on the same "
    "day go out in one letter and bear its fee once, so letters and fees are counted too high.",
)


class Stand(NamedTuple):
    """What comes next for an open case from a day on, and when."""

    what: str
    """A step, the task of a person, or one of `KEEPS_ITS_FLOW`, `HELD`, `CLOSES`."""
    on: date | None


def change_digest(now: Flow, changed: Flow) -> str:
    """Of every step of both flows: the same change has the same digest."""
    return hashlib.sha256(f"{now!r}\n{changed!r}".encode()).hexdigest()


def stand_of(facts: Facts, flow: Flow, law: LawBook, *, from_on: date) -> Stand:
    """What comes next for the open case under that flow, from that day on.

    A case whose last letter the flow does not have keeps its own flow.
    """
    if any(notice.step not in {step.name for step in flow.steps} for notice in facts.notices):
        return Stand(KEEPS_ITS_FLOW, None)
    decision = decide_or_ask(facts._replace(flow=flow.name), from_on, law, flow)
    if decision.close:
        return Stand(CLOSES, from_on)
    if facts.held_by is not None:
        return Stand(HELD, None)
    if decision.notice is not None:
        return Stand(decision.notice.step, from_on)
    if decision.task is not None:
        return Stand(decision.task, from_on)
    step = next_step(facts, flow)
    return Stand(step.name if step else "decide_next_measure", decision.next_on)


class DaysMoved:
    """By how many days something moves, and how often each."""

    def __init__(self) -> None:
        self._days: Counter[int] = Counter()
        self._only_now = self._only_changed = 0
        self._first: list[date | None] = [None, None]
        self._last: list[date | None] = [None, None]

    def add(self, now: date | None, changed: date | None) -> None:
        """Counts one of them; None where it does not happen under that flow."""
        for at, day in enumerate((now, changed)):
            if day is not None:
                self._first[at] = min(self._first[at] or day, day)
                self._last[at] = max(self._last[at] or day, day)
        if now is not None and changed is not None:
            self._days[(changed - now).days] += 1
        else:
            self._only_now += now is not None
            self._only_changed += changed is not None

    def as_json(self) -> dict[str, Any]:
        """The sums, with the distribution in order of the days."""
        both = self._days.total()
        moved = sum(days * count for days, count in self._days.items())
        return {
            "both": both,
            "only_now": self._only_now,
            "only_changed": self._only_changed,
            "days_moved": moved,
            "average_days": round(moved / both, 1) if both else 0.0,
            "by_days": {str(days): self._days[days] for days in sorted(self._days)},
            "now": {"first": self._first[0], "last": self._last[0]},
            "changed": {"first": self._first[1], "last": self._last[1]},
        }


class Comparison:
    """Counts what two flows did to the same invoices, and where open cases would stand."""

    def __init__(self) -> None:
        self._moved: defaultdict[str, DaysMoved] = defaultdict(DaysMoved)
        self._costs: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
        self._stands: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._stand_moved = DaysMoved()

    def add(self, debtor_id: int, now: PlayedInvoice, changed: PlayedInvoice) -> None:
        """Counts one invoice as both flows would have treated it."""
        days = [{letter.step: letter.on for letter in one.letters} for one in (now, changed)]
        for step in days[0].keys() | days[1].keys():
            self._moved[step].add(days[0].get(step), days[1].get(step))
        firsts = [one.letters[0].on if one.letters else None for one in (now, changed)]
        if firsts != [None, None]:
            self._moved[FIRST_LETTER].add(firsts[0], firsts[1])
        if now.cost_minor or changed.cost_minor:
            costs = self._costs[debtor_id]
            costs[0] += now.cost_minor
            costs[1] += changed.cost_minor

    def add_open(self, now: Stand, changed: Stand) -> None:
        """Counts where one open case would stand under each flow."""
        self._stands[0][now.what] += 1
        self._stands[1][changed.what] += 1
        if now.on is not None and changed.on is not None:
            self._stand_moved.add(now.on, changed.on)

    def expected_days(self) -> dict[str, Any]:
        """By step, and of the first letter: by how many days it moves."""
        return {step: self._moved[step].as_json() for step in sorted(self._moved)}

    def by_debtor(self) -> dict[str, Any]:
        """How fees fall on debtors, and how many would pay more or less."""
        changes = [changed - now for now, changed in self._costs.values()]
        return {
            "now": _spread([now for now, _ in self._costs.values()]),
            "changed": _spread([changed for _, changed in self._costs.values()]),
            "pay_more": sum(change > 0 for change in changes),
            "pay_less": sum(change < 0 for change in changes),
            "most_more_minor": max([0, *changes]),
        }

    def open_cases(self) -> dict[str, Any]:
        """What would come next for open cases under each flow, and by how many days it moves."""
        now, changed = self._stands
        return {
            "cases": now.total(),
            "now": dict(sorted(now.items())),
            "changed": dict(sorted(changed.items())),
            "moved": self._stand_moved.as_json(),
        }


def _spread(costs: list[int]) -> dict[str, int]:
    charged = [cost for cost in costs if cost]
    total = sum(charged)
    return {
        "debtors": len(charged),
        "total_minor": total,
        "average_minor": total // len(charged) if charged else 0,
        "most_minor": max(charged, default=0),
    }
