"""The creditor's agreement: what it says of money and time, each part read by its own rules.

An agreement is checked as a whole before it is stored: a hole in a table of rules must not be found
out on the case that falls into it.

>>> sorted(rules_shown({"small_balance_minor": 25_00}))[-1], PARTS["plan"]
('waive_interest_up_to_minor', True)
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kvitt.domain import cost_terms, deferral, monitoring, plan_rules, settlement_offer
from kvitt.domain.closing import small_balance_of
from kvitt.domain.receipt import WAIVED_INTEREST_MINOR
from kvitt.kernel.refusal import Refusal

LONGEST_NAME = 120
PARTS: Mapping[str, bool] = MappingProxyType(
    {
        "small_balance_minor": False,
        "waive_interest_up_to_minor": False,
        "payment_announced_bank_days": False,
        "plan": True,
        "deferral": True,
        "settlement_offer": True,
        "monitoring": True,
        "costs": False,
        "escalate_to": False,
    }
)
"""What can be changed of an agreement; True where the part has rules by name."""


class AgreementUnclear(Refusal):
    """The agreement has no such part, or says something of it that cannot be read."""


def changed_agreement(
    agreement: Mapping[str, Any], changes: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The agreement with the changes: a rule by name replaces that rule alone, None ends it.

    Raises AgreementUnclear, and each part's own refusal for what that part cannot be.
    """
    after = dict(agreement)
    for name, said in changes.items():
        if name not in PARTS:
            raise AgreementUnclear(
                "an agreement has no part “{name}” to change; it has {parts}",
                name=name,
                parts=list(PARTS),
            )
        if PARTS[name] and isinstance(said, Mapping):
            rules = {**after.get(name, {}), **said}
            said = {rule: value for rule, value in rules.items() if value is not None} or None
        after[name] = said
    after = {name: said for name, said in after.items() if said is not None}
    rules_shown(after)
    return after


def rules_shown(agreement: Mapping[str, Any]) -> dict[str, Any]:
    """Every part as it is in force: what the agreement does not say is as recommended.

    Raises the refusal of the part that cannot be read.
    """
    rules = deferral.rules_of(agreement)
    return {
        "small_balance_minor": small_balance_of(agreement),
        "waive_interest_up_to_minor": waived_interest_of(agreement),
        "payment_announced_bank_days": deferral.announced_bank_days(agreement),
        "plan": plan_rules.as_agreement(plan_rules.rules_of(agreement)),
        "deferral": {**rules._asdict(), "by": list(rules.by)},
        "settlement_offer": settlement_offer.as_agreement(settlement_offer.rules_of(agreement)),
        "monitoring": monitoring.as_agreement(monitoring.rules_of(agreement)),
        "costs": cost_terms.as_agreement(agreement),
        "escalate_to": escalate_to_of(agreement),
    }


def escalate_to_of(agreement: Mapping[str, Any]) -> str:
    """Whose a late task of this creditor becomes; empty: as the agency says.

    Raises AgreementUnclear.
    """
    told = agreement.get("escalate_to", "")
    if not isinstance(told, str) or told != told.strip() or len(told) > LONGEST_NAME:
        raise AgreementUnclear(
            "the agreement's escalate_to names a person or a role in 1 to {most} characters",
            most=LONGEST_NAME,
        )
    return told


def waived_interest_of(agreement: Mapping[str, Any]) -> int:
    """Up to how much the interest of the last days is waived, in whole minor units.

    Raises AgreementUnclear.
    """
    told = agreement.get("waive_interest_up_to_minor", WAIVED_INTEREST_MINOR)
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise AgreementUnclear(
            "the agreement's waive_interest_up_to_minor is “{told}”: give a whole number of öre "
            "or øre",
            told=str(told),
        )
    return told
