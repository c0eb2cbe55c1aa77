"""What chance brings into a life: invoices, payments, holds and flows, from one seeded source."""

from datetime import date, timedelta
from functools import cache
from random import Random

from kvitt.domain.facts import NO_TERMS, Terms
from kvitt.domain.flow import Flow, FlowBreaksLaw, flow, flow_names, load_flow
from tests.law.auditor.life import Claim

FIRST_DUE = {"SE": date(2012, 11, 1), "NO": date(2013, 1, 1)}
LAST_DUE = date(2026, 12, 15)
TURNS = [
    date(2013, 3, 16), date(2020, 9, 30), date(2024, 2, 29), date(2024, 6, 30), date(2025, 12, 31),
    date(2026, 6, 30), date(2014, 12, 31), date(2016, 12, 31), date(2022, 12, 31),
]  # fmt: skip
LIMITS_KR = [100, 500, 1_000, 2_500, 10_000, 29_600, 50_000, 250_000]
LETTERS = {
    "SE": ("friendly_reminder", "reminder", "collection_demand"),
    "NO": ("friendly_reminder", "reminder", "collection_notice", "payment_demand"),
}
CHARGES = {
    "friendly_reminder": ("late_payment_compensation",),
    "reminder": ("late_payment_compensation", "reminder"),
    "collection_notice": ("late_payment_compensation", "collection_notice"),
    "collection_demand": ("late_payment_compensation", "collection_demand"),
    "payment_demand": ("late_payment_compensation", "payment_demand_own", "collection_fee"),
}
FLOWS_TRIED = 400


def invoices(rng: Random, country: str) -> tuple[Claim, ...]:
    """One invoice, at times two or three that fell due within some weeks."""
    count = 1 if rng.random() < 0.85 else rng.randint(2, 3)
    first = due_day(rng, country)
    claims = [
        Claim(
            number + 1,
            first if number == 0 else min(first + timedelta(days=rng.randint(0, 40)), LAST_DUE),
            amount(rng),
            rng.random() < 0.7,
        )
        for number in range(count)
    ]
    claims.sort(key=lambda claim: claim.due_on)
    return tuple(claims)


def due_day(rng: Random, country: str) -> date:
    """Any day of the law's years, at times close to one on which the law turns."""
    first = FIRST_DUE[country]
    if rng.random() < 0.3:
        near = rng.choice(TURNS) + timedelta(days=rng.randint(-70, 5))
        return min(max(near, first), LAST_DUE)
    return first + timedelta(days=rng.randint(0, (LAST_DUE - first).days))


def amount(rng: Random) -> int:
    """From some kronor to some hundred thousand, at times on the limit of a bracket."""
    if rng.random() < 0.25:
        return rng.choice(LIMITS_KR) * 100 + rng.randint(-1, 1)
    return int(10 ** rng.uniform(3, 7.6))


def terms(rng: Random, country: str) -> Terms:
    """What the creditor agreed: mostly nothing; it may give up a fee, or lower it."""
    if rng.random() < 0.8:
        return NO_TERMS
    kinds = ["reminder", "collection_demand", "collection_notice", "late_payment_compensation"]
    given = {rng.choice(kinds): rng.choice([0, 20_00, 100_00])} if rng.random() < 0.5 else {}
    return Terms(with_vat=country == "NO" and rng.random() < 0.7, at_most_minor=given)


def flow_for(rng: Random, country: str) -> Flow:
    """A flow that comes with Kvitt, or one that somebody drew up and the law let pass."""
    if rng.random() < 0.3:
        return rng.choice(drawn_up_flows(country))
    return flow(rng.choice([name for name in flow_names() if name.startswith(country.lower())]))


@cache
def drawn_up_flows(country: str) -> tuple[Flow, ...]:
    """Flows of random steps as far as Kvitt lets them pass; the others are refused as planned."""
    rng = Random(f"flows of {country}")
    passed = []
    for number in range(FLOWS_TRIED):
        try:
            passed.append(load_flow(_drawn_up(rng, country, number), source=f"drawn-{number}"))
        except FlowBreaksLaw:
            continue
    return tuple(passed)


def _drawn_up(rng: Random, country: str, number: int) -> str:
    """The text of a flow, in the shape of the files that come with Kvitt."""
    collection, debtor = rng.choice(["own", "agency"]), rng.choice(["consumer", "business"])
    lines = [
        f"name: drawn-{number}", f'country: "{country}"', f"collection: {collection}",
        f"debtor: {debtor}", "title: Drawn up", "steps:",
    ]  # fmt: skip
    after_due = 0
    for place in range(rng.randint(1, 4)):
        kind = rng.choice(LETTERS[country])
        after_due += rng.randint(1, 30)
        charges = ", ".join(charge for charge in CHARGES[kind] if rng.random() < 0.5)
        lines += [
            f"  - name: step_{place}", f"    kind: {kind}", f"    stage: stage_{chr(97 + place)}",
            f"    after_due_days: {after_due}", f"    after_deadline_days: {rng.randint(1, 9)}",
            f"    pay_within_days: {rng.randint(1, 30)}", f"    charges: [{charges}]",
            f"    interest: {rng.choice(['true', 'false'])}", "    channels: [letter]",
        ]  # fmt: skip
    return "\n".join([*lines, "decision:", f"  after_deadline_days: {rng.randint(1, 20)}", ""])
