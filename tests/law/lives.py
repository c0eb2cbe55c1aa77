"""Random lives: cases played by Kvitt from waking day to waking day, with chance in between.

Payments in part and late in the bank's files, payments that the bank takes back, credit notes,
objections, deferrals, plans, letters that wait for an address, nights that were missed, and a
person who asks for more than the law allows.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from kvitt.kernel.refusal import Refusal
from kvitt.law.fee_terms import Circumstances
from kvitt.law.fees import FEE_KINDS
from tests.law import chance
from tests.law.played_case import DAY, PlayedCase

MOST_WAKINGS = 40
LAST_DAY = date(2027, 1, 20)
"""Some days past the last known rate: what is not known must stop a case, not be guessed."""
GAPS: frozenset[str] = frozenset()
"""What Kvitt is known to do and the auditor refuses: lives keep off it until it is mended.

Each has a test in ``test_known_gaps`` that fails while it stands. Whoever mends one takes it from
here, and ten thousand lives go there too.
"""
LETTER_FEES = ("reminder", "collection_notice", "collection_demand", "payment_demand_own")
"""These a person does not charge by hand: they go with a letter."""
AGENCY_FEES = ("collection_fee", "instalment_plan")


def random_life(seed: str, country: str) -> PlayedCase:
    """One life of that country: the same for the same seed. The record is its ``life``."""
    rng = Random(seed)
    flow = chance.flow_for(rng, country)
    claims = chance.invoices(rng, country)
    debtor = "authority" if rng.random() < 0.1 and flow.debtor_kind == "business" else ""
    if rng.random() < 0.05:  # somebody set up the wrong flow for this debtor
        debtor = "consumer"
    case = PlayedCase(rng, flow, claims, debtor or flow.debtor_kind)
    today = claims[0].due_on + timedelta(days=rng.randint(-3, 6))
    for _ in range(MOST_WAKINGS):
        if today > LAST_DAY:
            break
        decision = case.decide(today)
        if case.is_closed and rng.random() < 0.5:
            break
        wake_on = today + 30 * DAY if decision.wake_on is None else decision.wake_on
        if decision.task == "case_stopped":
            wake_on += timedelta(days=rng.randint(0, 60))
        late = 0 if rng.random() < 0.85 else rng.randint(1, 25)
        today = _between(rng, case, today, wake_on + late * DAY)
    case.withdraw(today)
    return case


def _between(rng: Random, case: PlayedCase, today: date, wake_on: date) -> date:
    """What chance brings before the case wakes; returns the day on which it is looked at."""
    if rng.random() < 0.6:
        return wake_on
    day = today + timedelta(days=rng.randint(1, max(1, (wake_on - today).days)))
    if day > LAST_DAY:
        return wake_on
    if case.is_closed:
        happens: Callable[[Random, PlayedCase, date], None] = _bank_takes_back
    else:
        happens = rng.choices(
            (_debtor_pays, _hold_begins, _hold_ends, _credit_comes, _address_is_found, _person,
             _bank_takes_back),
            (6, 3, 3, 1, 4, 4, 1),
        )[0]  # fmt: skip
    try:
        happens(rng, case, day)
    except Refusal:
        return wake_on  # the law book does not reach: a person waits too
    return day


def _debtor_pays(rng: Random, case: PlayedCase, day: date) -> None:
    part = rng.choice([1.0, 1.0, 0.5, 0.2, 1.1])
    amount_minor = max(1, int(case.open_minor * part))
    if len(case.accounts) > 1 and "a claim that is paid bears the fee of the others" in GAPS:
        least = min(account.facts.principal_open_minor for account in case.accounts)
        amount_minor = 3 * case.open_minor if part >= 1 else max(1, least // 2)
    booked_on = day - timedelta(days=rng.choice([0, 0, 1, 2, 6]))
    if "a payment booked before the agency's fee leaves it as it was" in GAPS:
        charged = [fee.dated_on for fee in case.fees.values() if fee.kind == "collection_fee"]
        booked_on = max([booked_on, *charged])
    case.pay(day, amount_minor, booked_on, rng.choice([0, 50_00]))


def _bank_takes_back(rng: Random, case: PlayedCase, day: date) -> None:
    several = len(case.accounts) > 1
    if several and "a payment on one of several claims is taken back" in GAPS:
        return
    if case.time_given_until >= day and (
        "a case that opens again forgets the time that its letters gave" in GAPS
    ):
        return
    if case.paid is not None:
        case.reverse_last_payment(day)


def _credit_comes(rng: Random, case: PlayedCase, day: date) -> None:
    if rng.random() < 0.3:
        case.credit_waits = not case.credit_waits
    else:
        case.credit(day, chance.amount(rng))


def _hold_begins(rng: Random, case: PlayedCase, day: date) -> None:
    if case.hold is not None:
        case.settle(day)
    kind = rng.choice(["objection", "deferral", "plan"])
    ends = None if kind == "objection" else day + timedelta(days=rng.randint(5, 120))
    case.stop(day, kind, ends, rng.randint(2, 12) if kind == "plan" else 0)


def _hold_ends(rng: Random, case: PlayedCase, day: date) -> None:
    case.settle(day)


def _address_is_found(rng: Random, case: PlayedCase, day: date) -> None:
    if case.notices and case.notices[-1].state == "refused" and case.hold is None:
        if rng.random() < 0.7:
            case.send(day)
        else:
            case.withdraw(day)


def _person(rng: Random, case: PlayedCase, day: date) -> None:
    """A person charges by hand, whatever comes to mind; the gate is what stands in the way."""
    kinds = [kind for kind in FEE_KINDS[case.flow.country] if kind not in LETTER_FEES]
    kind = rng.choice(kinds)
    instalments = rng.randint(0, 8)
    case.withdraw(day)
    if "a case without charges is charged by hand" in GAPS and not case.has_history():
        return
    if "a creditor's own case bears an agency's fee" in GAPS and case.flow.collection == "own":
        kinds = [kind for kind in kinds if kind not in AGENCY_FEES]
        kind = rng.choice(kinds)
    asked = Circumstances(
        reason=rng.choice(["a new case", "debtor_evades"]) if rng.random() < 0.1 else "",
        is_heavy=rng.random() < 0.5,
        instalments=instalments,
    )
    if kind == "eviction_base_fee" and "an enforcement begins without a demand" in GAPS:
        return
    if kind == "enforcement_base_fee" and "an enforcement begins without a demand" in GAPS:
        asked = replace(asked, reason="a title from before")
    if case.charge_by_hand(day, kind, asked) and kind == "instalment_plan":
        case.settle(day + DAY)
        case.stop(day, "plan", day + 30 * DAY * instalments, instalments)
