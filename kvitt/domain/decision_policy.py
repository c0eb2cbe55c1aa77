"""The creditor's decision policy: what follows when the last letter has brought nothing.

A visible formula on the claim, the cost of the step and what is known of the debtor. Two keys open
the way to an authority: the policy says yes, and the debtor can pay. Everything is in whole minor
units and basis points; the verdict says every input that it used.

>>> policy = DecisionPolicy()
>>> inputs = Inputs(open_minor=5_000_00, cost_minor=680_00, ability="able")
>>> verdict = decide_outcome(policy, inputs)
>>> verdict.outcome, verdict.expected_minor
('application', 272800)
>>> decide_outcome(policy, inputs._replace(ability="unable")).because
'no_assets'
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

from kvitt.kernel.money import as_decimal_text, divide_half_up
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

APPLICATION, MONITORING, PLAN_OFFER = "application", "monitoring", "plan_offer"
WRITE_OFF, PERSON, CHECK = "write_off", "person", "check_ability"
OUTCOMES = (APPLICATION, MONITORING, PLAN_OFFER, WRITE_OFF, PERSON, CHECK)
NO_ASSETS, BY_POLICY = "no_assets", "creditors_policy"
"""Why monitoring begins."""
VERDICTS = ("able", "partly", "unable")
ROUTES = {"SE": ("payment_order",), "NO": ("attachment", "conciliation")}
ON_TITLE = {"SE": "enforcement", "NO": "attachment_on_title"}
"""What is filed where a title stands, by country."""
BASIS_POINTS = 10_000


class PolicyUnclear(Refusal):
    """A part of the policy is unknown, of the wrong kind, or contradicts another one."""


@dataclass(frozen=True, slots=True)
class DecisionPolicy:
    """The creditor's rules; what it does not say is Kvitt's recommendation."""

    least_claim_minor: int = 500_00
    """Below this nothing is put to an authority: the case is monitored."""
    write_off_below_minor: int = 0
    """Below this the claim is given up instead; 0 where never."""
    least_gain_minor: int = 200_00
    """The expected gain that a step must bring."""
    recovery_bp: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({"able": 6_000, "partly": 3_000, "unable": 500})
    )
    """The share that is expected to come in, by what is known of the debtor."""
    two_people_above_minor: int = 10_000_00
    """Above this another person than the one who proposed it approves."""
    person_above_minor: int = 100_000_00
    """Above this a person decides whatever the formula says."""
    spare_customers_above_minor: int = 0
    """A customer who has paid the creditor so much before is left to a person; 0 where none is."""
    plan_first: bool = True
    """Whoever can pay in part is offered a plan before anything is filed."""
    routes: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({"consumer": "", "business": ""})
    )
    """The way by the kind of debtor; the country's first where it is empty."""
    excluded: str = ""
    """A condition on the case, by its name, under which nothing is filed: a person decides."""

    def route(self, country: str, debtor_kind: str, *, has_title: bool = False) -> str:
        """The kind of proceeding that an application opens; a title is enforced, never asked for
        again."""
        if has_title:
            return ON_TITLE[country]
        return self.routes.get(debtor_kind, "") or ROUTES[country][0]


class Inputs(NamedTuple):
    """What the policy is asked about. Sums in whole minor units."""

    open_minor: int
    cost_minor: int
    """What the step costs: the authority's fees and the drafting, as far as they are known."""
    ability: str | None
    """The verdict of a valid report; None where there is none."""
    monthly_minor: int | None = None
    """What the debtor can pay a month, where it is known."""
    paid_before_minor: int = 0
    """What the debtor has paid the creditor on other claims."""
    is_excluded: bool = False
    plan_was_offered: bool = False
    obstacle: str = ""
    """What forbids to file now, in a sentence: a hold, an identity number that is missing …"""


class Verdict(NamedTuple):
    """What follows, why, and everything that it rests on."""

    outcome: str
    because: str
    """A word for counting: ``no_assets``, ``creditors_policy``, ``expected_gain`` …"""
    sentence: str
    expected_minor: int | None
    """The expected gain of the step, where it was computed."""
    needs_two: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the history."""
        return dict(self._asdict())


def decide_outcome(policy: DecisionPolicy, inputs: Inputs) -> Verdict:
    """What the creditor's policy says of a case whose last letter has brought nothing."""
    early = _before_the_formula(policy, inputs)
    if early is not None:
        return early
    if inputs.ability is None or inputs.ability not in policy.recovery_bp:
        return _without_a_report(policy, inputs)
    if inputs.ability == "unable":
        return Verdict(
            MONITORING, NO_ASSETS, Sentence("the debtor has nothing that could be taken"), None
        )
    may_plan = policy.plan_first and inputs.ability == "partly" and not inputs.plan_was_offered
    if may_plan and inputs.monthly_minor:
        asked = Sentence(
            "the debtor can pay {monthly_minor:money} a month: offer that",
            monthly_minor=inputs.monthly_minor,
        )
        return Verdict(PLAN_OFFER, "can_pay_in_part", asked, None)
    expected_minor = expected_gain(policy, inputs, inputs.ability)
    told = _formula(policy, inputs, inputs.ability, expected_minor)
    if expected_minor < policy.least_gain_minor:
        least = as_decimal_text(policy.least_gain_minor)
        return Verdict(
            MONITORING,
            BY_POLICY,
            Sentence("{told}, less than {least}", told=told, least=least),
            expected_minor,
        )
    return Verdict(APPLICATION, "expected_gain", told, expected_minor,
                   needs_two=inputs.open_minor > policy.two_people_above_minor)  # fmt: skip


def expected_gain(policy: DecisionPolicy, inputs: Inputs, ability: str) -> int:
    """The share of claim and costs that is expected, less the costs, in whole minor units."""
    share = policy.recovery_bp[ability] * (inputs.open_minor + inputs.cost_minor)
    return divide_half_up(share, BASIS_POINTS) - inputs.cost_minor


def _before_the_formula(policy: DecisionPolicy, inputs: Inputs) -> Verdict | None:
    """What is decided whatever the debtor can pay; the first that holds is told."""
    open_minor = inputs.open_minor
    spare = policy.spare_customers_above_minor
    if inputs.obstacle:
        return Verdict(PERSON, "obstacle", inputs.obstacle, None)
    if inputs.is_excluded:
        return Verdict(PERSON, "excluded", Sentence("the creditor has left such cases out"), None)
    if open_minor < policy.write_off_below_minor:
        told = Sentence(
            "{open_minor:money} is less than {write_off_below_minor:money}",
            open_minor=open_minor,
            write_off_below_minor=policy.write_off_below_minor,
        )
        return Verdict(WRITE_OFF, BY_POLICY, told, None)
    if open_minor < policy.least_claim_minor:
        told = Sentence(
            "{open_minor:money} is less than {least_claim_minor:money}",
            open_minor=open_minor,
            least_claim_minor=policy.least_claim_minor,
        )
        return Verdict(MONITORING, BY_POLICY, told, None)
    if open_minor > policy.person_above_minor:
        told = Sentence(
            "{open_minor:money} is more than {person_above_minor:money}",
            open_minor=open_minor,
            person_above_minor=policy.person_above_minor,
        )
        return Verdict(PERSON, "large_claim", told, None)
    if spare and inputs.paid_before_minor >= spare:
        told = Sentence(
            "the customer has paid {paid_before_minor:money} before",
            paid_before_minor=inputs.paid_before_minor,
        )
        return Verdict(PERSON, "good_customer", told, None)
    return None


def _without_a_report(policy: DecisionPolicy, inputs: Inputs) -> Verdict:
    """Nothing is bought for a step that would not be taken even if the debtor could pay."""
    best = max(policy.recovery_bp, key=lambda name: policy.recovery_bp[name])
    at_best_minor = expected_gain(policy, inputs, best)
    if at_best_minor < policy.least_gain_minor:
        told = _formula(policy, inputs, best, at_best_minor)
        least = as_decimal_text(policy.least_gain_minor)
        return Verdict(
            MONITORING,
            BY_POLICY,
            Sentence("at best {told}, less than {least}", told=told, least=least),
            at_best_minor,
        )
    return Verdict(CHECK, "ability_unknown", Sentence("find out whether the debtor can pay"), None)


def _formula(policy: DecisionPolicy, inputs: Inputs, ability: str, expected_minor: int) -> str:
    percent = as_decimal_text(policy.recovery_bp[ability])
    return (
        f"{percent} % of ({as_decimal_text(inputs.open_minor)} + "
        f"{as_decimal_text(inputs.cost_minor)}) − {as_decimal_text(inputs.cost_minor)} = "
        f"{as_decimal_text(expected_minor)}"
    )


def policy_of(told: Mapping[str, Any], *, country: str) -> DecisionPolicy:
    """The policy that a creditor has told; the rest is recommended. Raises PolicyUnclear."""
    known = {one.name for one in fields(DecisionPolicy)}
    unknown = sorted(set(told) - known)
    if unknown:
        raise PolicyUnclear(
            "the policy knows no {unknown}; it knows {known}",
            unknown=list(unknown),
            known=sorted(known),
        )
    for name, value in told.items():
        _require_kind(name, value)
    base = DecisionPolicy()
    given: dict[str, Any] = {}
    for name, value in told.items():
        is_parts = isinstance(value, Mapping)
        given[name] = MappingProxyType({**getattr(base, name), **value}) if is_parts else value
    policy = DecisionPolicy(**given)
    _require_sense(policy, country)
    return policy


def _require_kind(name: str, value: object) -> None:
    is_sum = name.endswith("_minor")
    if is_sum and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise PolicyUnclear(
            "“{name}” is a sum in whole minor units from 0, not {value!r}", name=name, value=value
        )
    if name == "plan_first" and not isinstance(value, bool):
        raise PolicyUnclear("“{name}” is yes or no, not {value!r}", name=name, value=value)
    if name in ("recovery_bp", "routes") and not isinstance(value, Mapping):
        raise PolicyUnclear("“{name}” names its parts, not {value!r}", name=name, value=value)
    if name == "excluded" and not isinstance(value, str):
        raise PolicyUnclear(
            "“{name}” is the name of a condition, not {value!r}", name=name, value=value
        )


def _require_sense(policy: DecisionPolicy, country: str) -> None:
    shares = policy.recovery_bp
    if set(shares) != set(VERDICTS):
        raise PolicyUnclear(
            "“recovery_bp” knows {verdicts}, not {shares}",
            verdicts=list(VERDICTS),
            shares=list(shares),
        )
    for name, share in shares.items():
        is_share = isinstance(share, int) and not isinstance(share, bool)
        if not is_share or not 0 <= share <= BASIS_POINTS:
            raise PolicyUnclear(
                "“recovery_bp.{name}” is 0 to {most}, not {share!r}",
                name=name,
                most=BASIS_POINTS,
                share=share,
            )
    if not shares["able"] >= shares["partly"] >= shares["unable"]:
        raise PolicyUnclear("who can pay more is not expected to pay less: see “recovery_bp”")
    for kind, route in policy.routes.items():
        if kind not in ("consumer", "business") or route not in ("", *ROUTES[country]):
            raise PolicyUnclear(
                "“routes.{kind}” is one of {routes}, not {route!r}",
                kind=kind,
                routes=list(ROUTES[country]),
                route=route,
            )
    if policy.write_off_below_minor > policy.least_claim_minor:
        raise PolicyUnclear("what is written off is less than what would be filed")
    if policy.person_above_minor < policy.least_claim_minor:
        raise PolicyUnclear("the sum above which a person decides is below the least claim")


def as_told(policy: DecisionPolicy) -> dict[str, Any]:
    """The whole policy as it is stored and shown."""
    told = {one.name: getattr(policy, one.name) for one in fields(policy)}
    return {k: dict(v) if isinstance(v, Mapping) else v for k, v in told.items()}


def digest_of(policy: DecisionPolicy) -> str:
    """Two policies with the same digest decide alike."""
    return sha256(json.dumps(as_told(policy), sort_keys=True).encode()).hexdigest()
