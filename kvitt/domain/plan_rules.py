"""Rules of instalment plans: what a creditor accepts, and what Kvitt recommends.

They are the creditor's own and no law: they stand in the agreement as ``plan``, and what that does
not name is as recommended.

>>> rules_of({}) == RECOMMENDED
True
>>> rules = rules_of({"plan": {"most_months": 12, "grace_days": 10}})
>>> rules.most_months, rules.bands, rules.grace_days, rules.moves
(12, (), 10, 1)
>>> most_months_for(RECOMMENDED, 4_000_00)
12
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kvitt.kernel.refusal import Refusal

WHO = ("creditor", "handler", "debtor")
LONGEST_MONTHS = 120
"""No plan is longer, whoever agrees on it and for whatever reason: a bound, not advice."""


class PlanRulesUnclear(Refusal):
    """The agreement's rules for plans hold an unknown word, or contradict each other."""


class PlanRules(NamedTuple):
    """What a creditor accepts of an instalment plan. Sums in whole minor units."""

    least_instalment_minor: int
    """Each instalment but the last is at least this."""
    most_months: int
    """The most instalments, one a month."""
    bands: tuple[tuple[int | None, int], ...]
    """(debt up to and with, most months), ascending; the last one is open at the top."""
    down_payment_bp: int
    """The first instalment is at least this part of the debt."""
    with_fee: bool
    """Whether the plan's statutory fee is charged where the law allows it."""
    interest_runs: bool
    """Whether late interest goes on while the plan is kept."""
    grace_days: int
    """Days after the friendly notice in which a missed instalment can still be paid."""
    moves: int
    """How often one instalment may be moved."""
    by: frozenset[str]
    """Who may agree on a plan within the rules: of ``creditor``, ``handler`` and ``debtor``."""


RECOMMENDED = PlanRules(
    least_instalment_minor=100_00,
    most_months=36,
    bands=((1_000_00, 6), (5_000_00, 12), (20_000_00, 24), (None, 36)),
    down_payment_bp=0,
    with_fee=True,
    interest_runs=True,
    grace_days=5,
    moves=1,
    by=frozenset(WHO),
)

_LIMITS = {
    "least_instalment_minor": (1, 1_000_000_000),
    "most_months": (1, LONGEST_MONTHS),
    "down_payment_bp": (0, 9_000),
    "grace_days": (0, 90),
    "moves": (0, 12),
}
_SWITCHES = ("with_fee", "interest_runs")


def rules_of(agreement: Mapping[str, Any]) -> PlanRules:
    """The rules in a creditor's agreement; what it leaves out is as recommended.

    A longest time without bands is for debts of every size; bands without one bring their own.
    Raises PlanRulesUnclear for an unknown word, a value outside its bounds, bands that overlap or
    leave a hole, and bands that allow more than the longest time.
    """
    said = agreement.get("plan")
    if said is None:
        return RECOMMENDED
    if not isinstance(said, Mapping):
        raise PlanRulesUnclear("the agreement's “plan” is a list of rules by name", plan=str(said))
    for name in said:
        if name not in PlanRules._fields:
            known = ", ".join(PlanRules._fields)
            raise PlanRulesUnclear(
                "“plan” has no rule “{name}”; it has {known}", name=name, known=known
            )
    chosen: dict[str, Any] = {name: _number(name, said[name]) for name in _LIMITS if name in said}
    chosen |= {name: _yes_or_no(name, said[name]) for name in _SWITCHES if name in said}
    if "by" in said:
        chosen["by"] = _who(said["by"])
    if "bands" in said:
        chosen["bands"] = _bands(said["bands"])
    elif "most_months" in said:
        chosen["bands"] = ()
    if chosen.get("bands") and "most_months" not in said:
        chosen["most_months"] = max(months for _, months in chosen["bands"])
    rules = RECOMMENDED._replace(**chosen)
    longest = max((months for _, months in rules.bands), default=0)
    if longest > rules.most_months:
        raise PlanRulesUnclear(
            "a band of “plan” allows {longest} months, and “most_months” is {most_months}: lower "
            "the one or raise the other",
            most_months=rules.most_months,
            longest=longest,
        )
    return rules


def as_agreement(rules: PlanRules) -> dict[str, Any]:
    """The rules as the agreement's ``plan`` stores them; ``rules_of`` reads them back."""
    bands = [{"up_to_minor": up_to, "months": months} for up_to, months in rules.bands]
    return {**rules._asdict(), "bands": bands, "by": [who for who in WHO if who in rules.by]}


def without_limits(rules: PlanRules) -> PlanRules:
    """The same rules without the limits of size, time and down payment: for an override.

    Whether a person may lift them, and why, is for the use case; fee, interest and grace stay.
    """
    return rules._replace(
        least_instalment_minor=1, most_months=LONGEST_MONTHS, bands=(), down_payment_bp=0
    )


def most_months_for(rules: PlanRules, debt_minor: int) -> int:
    """The most instalments for a debt of this size: that of its band, or the longest time."""
    for up_to_minor, months in rules.bands:
        if up_to_minor is None or debt_minor <= up_to_minor:
            return months
    return rules.most_months


def _number(name: str, said: object) -> int:
    least, most = _LIMITS[name]
    if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
        raise PlanRulesUnclear(
            "“{name}” of “plan” is a whole number from {least} to {most}; “{said}” is not",
            name=name,
            least=least,
            most=most,
            said=said,
        )
    return said


def _yes_or_no(name: str, said: object) -> bool:
    if not isinstance(said, bool):
        raise PlanRulesUnclear(
            "“{name}” of “plan” is true or false; “{said}” is not", name=name, said=said
        )
    return said


def _who(said: object) -> frozenset[str]:
    names = [said] if isinstance(said, str) else said
    if not isinstance(names, Sequence) or any(name not in WHO for name in names):
        raise PlanRulesUnclear(
            "“by” of “plan” names those of {who} who may agree; “{said}” does not",
            name="by",
            who=list(WHO),
            said=said,
        )
    return frozenset(names)


def _bands(said: object) -> tuple[tuple[int | None, int], ...]:
    """The bands, in order. Each says up to which debt it reaches; only the last one is open."""
    if not isinstance(said, Sequence) or isinstance(said, str):
        raise PlanRulesUnclear("“bands” of “plan” is a list", name="bands")
    bands: list[tuple[int | None, int]] = []
    before_minor = 0
    for place, band in enumerate(said, start=1):
        if not isinstance(band, Mapping) or set(band) != {"up_to_minor", "months"}:
            raise PlanRulesUnclear(
                "band {place} of “plan” says up_to_minor and months, no more", place=place
            )
        up_to_minor, months = band["up_to_minor"], _number("most_months", band["months"])
        is_last = place == len(said)
        if up_to_minor is None and not is_last:
            raise PlanRulesUnclear(
                "bands {place} and {next_place} of “plan” overlap: only the last one has no upper "
                "end, with up_to_minor: null",
                place=place,
                next_place=place + 1,
            )
        if up_to_minor is not None:
            before_minor = _above(before_minor, up_to_minor, place)
            if is_last:
                raise PlanRulesUnclear(
                    "the bands of “plan” leave a hole above {before_minor:money}: let the last "
                    "one be open, with up_to_minor: null",
                    before_minor=before_minor,
                )
        bands.append((up_to_minor, months))
    return tuple(bands)


def _above(before_minor: int, said: object, place: int) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or said <= 0:
        raise PlanRulesUnclear(
            "up_to_minor of band {place} of “plan” is a sum in öre above zero", place=place
        )
    if said <= before_minor:
        raise PlanRulesUnclear(
            "bands {place} and {next_place} of “plan” overlap: {said:money} is not above "
            "{before_minor:money}",
            place=place - 1,
            next_place=place,
            said=said,
            before_minor=before_minor,
        )
    return said
