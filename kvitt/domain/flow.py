"""Flow: the steps a case goes through, read from YAML, refused where they break the law.

A flow says when a step may be taken, what it sends, what it charges and how long the debtor has to
pay. It may be stricter than the law and never laxer: `load_flow` lets
the law play it through and refuses a flow whose fees come too early, whose deadlines are too short
or whose fees are too many.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import jsonschema

from kvitt.domain.sector import require_statutes
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.limits import FlowStep, flow_refusals
from kvitt.law.plain_yaml import read_plain_yaml

FLOWS = resources.files("kvitt.domain") / "flows"
TRIED_ON = date(2026, 6, 1)
"""The day on whose law a flow is tried; each letter is judged again on its own day."""


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


@cache
def flow(name: str) -> Flow:
    """The packaged flow of that name, checked against the law. Raises FlowNotKnown."""
    if name not in flow_names():
        raise FlowNotKnown(
            f"there is no flow “{name}”: choose one of {', '.join(flow_names())}", name=name
        )
    return load_flow((FLOWS / f"{name}.yaml").read_text(encoding="utf-8"), source=f"{name}.yaml")


def load_flow(text: str, *, source: str) -> Flow:
    """Reads a flow from YAML.

    Raises FlowUnreadable, FlowBreaksLaw (with the paragraph), UnknownMeasure and StatuteMissing.
    """
    content = read_plain_yaml(text, name=source)
    problem = next(iter(_validator().iter_errors(content)), None)
    if problem is not None:
        where = " → ".join(str(part) for part in problem.absolute_path) or "the file"
        raise FlowUnreadable(f"{source}: {where}: {problem.message}", source=source)
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
        raise FlowUnreadable(f"{source}: two steps have the same name", source=source)
    refusals = flow_refusals(
        law_book(made.country),
        _as_the_law_sees_it(made),
        debtor_kind=made.debtor_kind,
        on=TRIED_ON,
        collection=made.collection,
    )
    if refusals:
        first = refusals[0]
        raise FlowBreaksLaw(
            f"{source}: step “{first.step}”: {first.sentence}",
            reference=first.reference,
            step=first.step,
            others=[
                f"{other.step}: {other.sentence} [{other.reference}]" for other in refusals[1:]
            ],
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
