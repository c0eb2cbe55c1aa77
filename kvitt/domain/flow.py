"""Flow: the steps a case goes through, read from YAML, refused where they break the law.

A flow says when a step may be taken, what it sends, what it charges and how long the debtor has to
pay. It may be stricter than the law and never laxer: `load_flow` lets
the law play it through and refuses a flow whose fees come too early, whose deadlines are too short
or whose fees are too many.

A creditor may choose other days for the steps of a packaged flow. Such a flow is named by its days,
so that whoever reads the name can make the very same flow again:

>>> own = with_days(flow("se-own-consumer"), FlowDays(((7, 1, 8), (20, 2, 10), (40, 3, 14)), 5))
>>> own.name
'se-own-consumer@7.1.8-20.2.10-40.3.14-5'
>>> flow(own.name) == own, own.steps[2].charges
(True, ('collection_demand',))
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple

import jsonschema

from kvitt.domain.sector import require_statutes
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.limits import FlowStep, StepRefusal, flow_refusals
from kvitt.law.plain_yaml import read_plain_yaml

FLOWS = resources.files("kvitt.domain") / "flows"
TRIED_ON = date(2026, 6, 1)
"""The day on whose law a flow is tried; each letter is judged again on its own day."""
OWN_DAYS = "@"
"""Stands in a flow's name between the packaged flow and the days that a creditor has chosen."""
MOST_DAYS, MOST_DAYS_TO_PAY = 365, 120
"""Policy: as in the files' schema."""
DAYS = re.compile(r"([1-9][0-9]{0,2}\.[1-9][0-9]{0,2}\.[1-9][0-9]{0,2}-)+[1-9][0-9]{0,2}")


class FlowNotKnown(Refusal):
    """No flow has that name."""


class FlowUnreadable(Refusal):
    """The flow file does not have the shape of a flow."""


class FlowBreaksLaw(Refusal):
    """The flow would do what the law forbids."""


@dataclass(frozen=True, slots=True)
class Step:
    """One letter: when, what it charges, by which channels, and how long to pay."""

    name: str
    kind: str
    stage: str
    after_due_days: int
    after_deadline_days: int
    pay_within_days: int
    charges: tuple[str, ...]
    interest: bool
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps of a case in one country for one kind of debtor."""

    name: str
    country: str
    collection: str
    debtor_kind: str
    steps: tuple[Step, ...]
    decision_after_days: int
    sector: str = ""
    """Which sector's claims it is for; empty for any."""
    measures: tuple[str, ...] = ()
    """What a person is asked to do after the last letter, by `kvitt.domain.sector`."""


def flow_names() -> tuple[str, ...]:
    """The flows that come with Kvitt."""
    return tuple(
        sorted(f.name.removesuffix(".yaml") for f in FLOWS.iterdir() if f.name.endswith(".yaml"))
    )


class FlowDays(NamedTuple):
    """The days of a flow: for each step after the due day, after the last letter's time, to pay."""

    steps: tuple[tuple[int, int, int], ...]
    decision_after: int
    """Days after the last letter's time until a person is asked."""

    def __str__(self) -> str:
        """As it stands in a name."""
        told = [".".join(map(str, days)) for days in self.steps]
        return "-".join((*told, str(self.decision_after)))


@cache
def flow(name: str) -> Flow:
    """The flow of that name, packaged or with days of its own, checked against the law.

    Raises FlowNotKnown, and for own days what `with_days` raises.
    """
    packaged, is_own, told = name.partition(OWN_DAYS)
    if packaged not in flow_names() or (is_own and not DAYS.fullmatch(told)):
        raise FlowNotKnown(
            "there is no flow “{name}”: choose one of {names}", name=name, names=list(flow_names())
        )
    file = f"{packaged}.yaml"
    made = load_flow((FLOWS / file).read_text(encoding="utf-8"), source=file)
    if not is_own:
        return made
    *steps, decision = told.split("-")
    days = [tuple(map(int, one.split("."))) for one in steps]
    return with_days(made, FlowDays(tuple((a, b, c) for a, b, c in days), int(decision)))


def days_of(made: Flow) -> FlowDays:
    """The days of a flow."""
    steps = ((s.after_due_days, s.after_deadline_days, s.pay_within_days) for s in made.steps)
    return FlowDays(tuple(steps), made.decision_after_days)


def packaged_of(made: Flow) -> Flow:
    """The packaged flow whose days were changed, or the flow itself."""
    return flow(made.name.partition(OWN_DAYS)[0])


def with_days(made: Flow, days: FlowDays) -> Flow:
    """The packaged flow with other days, named by them; the flow itself where they are its own.

    Raises FlowUnreadable for a number of days that no flow has, and FlowBreaksLaw.
    """
    changed = unchecked_with_days(made, days)
    _refuse_what_the_law_forbids(changed, changed.name)
    return changed


def unchecked_with_days(made: Flow, days: FlowDays) -> Flow:
    """As `with_days`, for looking at what the law says of it. Raises FlowUnreadable."""
    packaged = packaged_of(made)
    _require_days(packaged, days)
    if days == days_of(packaged):
        return packaged
    steps = tuple(
        replace(step, after_due_days=due, after_deadline_days=deadline, pay_within_days=pay)
        for step, (due, deadline, pay) in zip(packaged.steps, days.steps, strict=True)
    )
    return replace(
        packaged, name=f"{packaged.name}{OWN_DAYS}{days}", steps=steps,
        decision_after_days=days.decision_after,
    )  # fmt: skip


def _require_days(packaged: Flow, days: FlowDays) -> None:
    is_long = len(days.steps) == len(packaged.steps)
    waits = [one for due, deadline, _ in days.steps for one in (due, deadline)]
    waits.append(days.decision_after)
    is_right = all(1 <= one <= MOST_DAYS for one in waits) and all(
        1 <= pay <= MOST_DAYS_TO_PAY for _, _, pay in days.steps
    )
    if not is_long or not is_right:
        raise FlowUnreadable(
            "a step waits 1 to {most_days} days and gives 1 to {most_days_to_pay} days to pay; "
            "{source} has {count} steps",
            source=packaged.name,
            most_days=MOST_DAYS,
            most_days_to_pay=MOST_DAYS_TO_PAY,
            count=len(packaged.steps),
        )


def load_flow(text: str, *, source: str) -> Flow:
    """Reads a flow from YAML.

    Raises FlowUnreadable, FlowBreaksLaw (with the paragraph), UnknownMeasure and StatuteMissing.
    """
    content = read_plain_yaml(text, name=source)
    problem = next(iter(_validator().iter_errors(content)), None)
    if problem is not None:
        where = " → ".join(str(part) for part in problem.absolute_path) or "the file"
        raise FlowUnreadable(
            "{source}: {where}: {message}", source=source, where=where, message=problem.message
        )
    made = Flow(
        name=content["name"],
        country=content["country"],
        collection=content["collection"],
        debtor_kind=content["debtor"],
        steps=tuple(_step(step) for step in content["steps"]),
        decision_after_days=content["decision"]["after_deadline_days"],
        sector=content.get("sector", ""),
        measures=tuple(content.get("measures", ())),
    )
    require_statutes(made.measures, country=made.country, sector=made.sector,
                     book=law_book(made.country), on=TRIED_ON, source=source)  # fmt: skip
    _refuse_what_the_law_forbids(made, source)
    return made


def _step(written: Mapping[str, object]) -> Step:
    return Step(
        name=str(written["name"]),
        kind=str(written["kind"]),
        stage=str(written["stage"]),
        after_due_days=int(str(written["after_due_days"])),
        after_deadline_days=int(str(written.get("after_deadline_days", 1))),
        pay_within_days=int(str(written["pay_within_days"])),
        charges=tuple(str(kind) for kind in _listed(written.get("charges"))),
        interest=bool(written.get("interest", False)),
        channels=tuple(str(channel) for channel in _listed(written["channels"])),
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((FLOWS / "schema.json").read_text()))


def _refuse_what_the_law_forbids(made: Flow, source: str) -> None:
    """Lets the law look at the flow as it runs when every letter goes out on its first day."""
    names = [step.name for step in made.steps]
    if len(set(names)) != len(names):
        raise FlowUnreadable("{source}: two steps have the same name", source=source)
    refusals = refusals_of(made)
    if refusals:
        first = refusals[0]
        raise FlowBreaksLaw(
            "{source}: step “{step}”: {why}",
            reference=first.reference,
            step=first.step,
            others=[
                f"{other.step}: {other.sentence} [{other.reference}]" for other in refusals[1:]
            ],
            source=source,
            why=first.sentence,
        )


def refusals_of(made: Flow) -> tuple[StepRefusal, ...]:
    """Everything that the law forbids in the flow, step by step."""
    return flow_refusals(
        law_book(made.country),
        _as_the_law_sees_it(made),
        debtor_kind=made.debtor_kind,
        on=TRIED_ON,
        collection=made.collection,
    )


def _as_the_law_sees_it(made: Flow) -> list[FlowStep]:
    """Each step with the days after the due day on which it can first go out."""
    seen: list[FlowStep] = []
    for step in made.steps:
        days = step.after_due_days
        if seen:
            days = max(
                days, seen[-1].days_after_due + seen[-1].deadline_days + step.after_deadline_days
            )
        seen.append(FlowStep(step.name, step.kind, days, step.pay_within_days, step.charges))
    return seen
