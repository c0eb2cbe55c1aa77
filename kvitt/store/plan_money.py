"""Money and plans: which plans the cases of a bank file belong to. The caller holds the scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kvitt.store.closing import as_array
from kvitt.store.session import query, sql


class PlanOfCases(NamedTuple):
    """A plan of some cases, running or ended."""

    plan_id: int
    is_running: bool
    references: tuple[str, ...]
    """Of its instalments."""
    claims: tuple[tuple[int, int], ...]
    """Claim and case, in the order in which the plan pays them."""

    @property
    def case_ids(self) -> frozenset[int]:
        """The cases on which its claims stand now."""
        return frozenset(case_id for _, case_id in self.claims)


def plans_of_cases(tenant_id: int, case_ids: Iterable[int]) -> list[PlanOfCases]:
    """The plans to which claims of the cases belong or belonged."""
    given = {"tenant": tenant_id, "cases": as_array(case_ids)}
    return [
        PlanOfCases(plan_id, runs, tuple(refs or ()), tuple(zip(claims, cases, strict=True)))
        for plan_id, runs, refs, claims, cases in query(sql("plans_of_cases"), given)
    ]


def bare_reference(reference: str) -> str:
    """A reference as the number that it is: banks put zeros before it."""
    return reference.lstrip("0")


@dataclass(frozen=True, slots=True)
class AgreedMoney:
    """What is paid as a plan agreed on: on cases of running plans, or by an instalment's slip."""

    cases: frozenset[int]
    references: frozenset[str]

    def holds(self, case_id: int, reference: str | None) -> bool:
        """Whether a payment on the case by that reference is a plan's."""
        return case_id in self.cases or bare_reference(reference or "") in self.references


def agreed_money(tenant_id: int, case_ids: Iterable[int]) -> AgreedMoney:
    """Which payments on the cases are a plan's."""
    found = plans_of_cases(tenant_id, case_ids)
    running = (plan.case_ids for plan in found if plan.is_running)
    return AgreedMoney(
        frozenset().union(*running),
        frozenset(bare_reference(one) for plan in found for one in plan.references),
    )
