"""Flow: the steps a case goes through, read from YAML, refused where they break the law.

A flow says when a step may be taken, what it sends, what it charges and how long the debtor has to
pay. It may be stricter than the law and never laxer: `load_flow` walks the steps with the law book
and refuses a flow whose fees come too early, whose deadlines are too short or whose fees are too many.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

import jsonschema

from kvitt.kernel.refusal import Refusal
from kvitt.law import deadlines, fees
from kvitt.law.book import LawBook, law_book
from kvitt.law.fee_terms import EarlierFee, FeeNotAllowed, UnknownFee
from kvitt.law.plain_yaml import read_plain_yaml

FLOWS = resources.files("kvitt.domain") / "flows"
ORDINARY_DUE_DAY = date(2026, 3, 2)
"""A Monday without holidays near: the day on which a flow's waiting times are tried."""
TRIAL_PRINCIPAL_MINOR = 1_000_00


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
    """The steps of a case in one country for one kind of debtor, and the wait before a person decides."""

    name: str
    country: str
    collection: str
    debtor_kind: str
    steps: tuple[Step, ...]
    decision_after_days: int


def flow_names() -> tuple[str, ...]:
    """The flows that come with Kvitt."""
    return tuple(sorted(f.name.removesuffix(".yaml") for f in FLOWS.iterdir() if f.name.endswith(".yaml")))


@cache
def flow(name: str) -> Flow:
    """The packaged flow of that name, checked against the law. Raises FlowNotKnown."""
    if name not in flow_names():
        raise FlowNotKnown(f"there is no flow “{name}”: choose one of {', '.join(flow_names())}", name=name)
    return load_flow((FLOWS / f"{name}.yaml").read_text(encoding="utf-8"), source=f"{name}.yaml")


def load_flow(text: str, *, source: str) -> Flow:
    """Reads a flow from YAML. Raises FlowUnreadable (shape) or FlowBreaksLaw (with the paragraph)."""
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
    )
    _refuse_what_the_law_forbids(made, law_book(made.country), source)
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


def _refuse_what_the_law_forbids(made: Flow, book: LawBook, source: str) -> None:
    """Walks the flow as if every letter went out on its first day, and asks the law at each step."""
    names = [step.name for step in made.steps]
    if len(set(names)) != len(names):
        raise FlowUnreadable(f"{source}: two steps have the same name", source=source)
    due_on = deadline_on = ORDINARY_DUE_DAY
    earlier: list[EarlierFee] = []
    for number, step in enumerate(made.steps):
        sent_on = due_on + timedelta(days=step.after_due_days)
        if number:
            sent_on = max(sent_on, deadline_on + timedelta(days=step.after_deadline_days))
        trial = _Trial(made, step, book, due_on, sent_on, source)
        trial.refuse_a_letter_too_early(earlier)
        trial.refuse_a_short_deadline()
        deadline_on = sent_on + timedelta(days=step.pay_within_days)
        for kind in step.charges:
            earlier.append(trial.fee_or_refusal(kind, earlier, deadline_on))
        if not step.charges:
            earlier.append(EarlierFee(step.kind, sent_on, deadline_on, 0))


@dataclass(frozen=True, slots=True)
class _Trial:
    """One step, sent on its first day for a claim that was due on an ordinary day."""

    flow: Flow
    step: Step
    book: LawBook
    due_on: date
    sent_on: date
    source: str

    def refuse_a_letter_too_early(self, earlier: list[EarlierFee]) -> None:
        """The letter may not go before the law's first day, nor without the letter it needs before it."""
        try:
            earliest = deadlines.earliest_sending(
                self.book, self.step.kind, due_on=self.due_on, earlier=earlier, with_fee=bool(self.step.charges)
            )
        except (deadlines.NoticeMissing, deadlines.UnknownLetter) as no:
            raise self._breaks(no.sentence, no.reference) from no
        if self.sent_on < earliest.day:
            raise self._breaks(
                f"it would go {(self.sent_on - self.due_on).days} days after the due day, "
                f"the law allows it after {(earliest.day - self.due_on).days}",
                earliest.because.reference,
            )

    def refuse_a_short_deadline(self) -> None:
        """The debtor has at least the law's days to pay."""
        least = self.book.value(f"deadlines.{self.step.kind}_days", on=self.sent_on)
        if self.step.pay_within_days < least.amount:
            raise self._breaks(
                f"it gives {self.step.pay_within_days} days to pay, the law asks for at least {least.amount}",
                least.reference,
            )

    def fee_or_refusal(self, kind: str, earlier: list[EarlierFee], deadline_on: date) -> EarlierFee:
        """The fee that the law allows for the letter. Raises FlowBreaksLaw where it allows none."""
        try:
            fee = fees.fee(
                self.book, kind, due_on=self.due_on, sent_on=self.sent_on, debtor_kind=self.flow.debtor_kind,
                principal_minor=TRIAL_PRINCIPAL_MINOR, agreed=True, earlier=earlier,
            )  # fmt: skip
        except (FeeNotAllowed, UnknownFee) as no:
            raise self._breaks(f"it may not charge “{kind}”: {no.sentence}", no.reference) from no
        return EarlierFee(kind, self.sent_on, deadline_on, fee.amount_minor, fee.covered_minor)

    def _breaks(self, sentence: str, reference: str) -> FlowBreaksLaw:
        said = f"{self.source}: step “{self.step.name}”: {sentence}"
        return FlowBreaksLaw(said, reference=reference, step=self.step.name)
