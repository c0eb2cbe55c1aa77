"""A credit bureau of its own for demonstrations and tests: it asks nobody and costs nothing.

Its answer follows from the last digit of the identity number alone, so that the same made-up person
is always told the same:

====== ==================================== ===================================
digit  person                               company
====== ==================================== ===================================
0, 1   good income, nothing enforced        active, assets of 2 000 000
2, 3   modest income                        active, assets of 150 000
4, 5   low income                           active, assets of 5 000
6      good income, 300 000 enforced        active, more enforced than assets
7      no income at all                     bankrupt
8      income is not known                  active, nothing known
9      all debts are being settled          in liquidation
====== ==================================== ===================================

What the household and the home are like it never says: no bureau does.

>>> from kvitt.integrations.credit_information.port import Subject
>>> SimulatedBureau().check(Subject("SE", True, "198112289874")).known.income_minor
1850000
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from kvitt.domain.ability import Finances
from kvitt.integrations.credit_information.port import Answer, Subject

_GOOD = Finances(income_minor=42_000_00, enforcement_minor=0, assets_minor=0)
_MODEST = Finances(income_minor=27_500_00, enforcement_minor=0, assets_minor=0)
_LOW = Finances(income_minor=18_500_00, enforcement_minor=0, assets_minor=0)
PEOPLE: Mapping[str, Finances] = MappingProxyType(
    {
        "0": _GOOD,
        "1": _GOOD,
        "2": _MODEST,
        "3": _MODEST,
        "4": _LOW,
        "5": _LOW,
        "6": _GOOD._replace(enforcement_minor=300_000_00),
        "7": Finances(income_minor=0, enforcement_minor=85_000_00, assets_minor=0),
        "8": Finances(enforcement_minor=0),
        "9": Finances(in_debt_settlement=True),
    }
)
_ACTIVE = Finances(company_status="active", enforcement_minor=0)
COMPANIES: Mapping[str, Finances] = MappingProxyType(
    {
        "0": _ACTIVE._replace(assets_minor=2_000_000_00),
        "1": _ACTIVE._replace(assets_minor=2_000_000_00),
        "2": _ACTIVE._replace(assets_minor=150_000_00),
        "3": _ACTIVE._replace(assets_minor=150_000_00),
        "4": _ACTIVE._replace(assets_minor=5_000_00),
        "5": _ACTIVE._replace(assets_minor=5_000_00),
        "6": _ACTIVE._replace(assets_minor=80_000_00, enforcement_minor=400_000_00),
        "7": Finances(company_status="bankrupt"),
        "8": Finances(company_status="active"),
        "9": Finances(company_status="liquidation"),
    }
)


class SimulatedBureau:
    """Answers from the profiles of this page."""

    name: ClassVar[str] = "simulated"

    def check(self, subject: Subject) -> Answer:
        """The profile of the number's last digit."""
        profiles = PEOPLE if subject.is_person else COMPANIES
        known = profiles[subject.number[-1]]
        told = {"bureau": self.name, "country": subject.country, "known": known.as_json()}
        content = json.dumps(told, sort_keys=True).encode()
        return Answer(content, "application/json", known, 0)
