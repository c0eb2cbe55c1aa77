"""Interest in a plan by which none runs: what ran before is booked, then counting rests.

As with a deferral, every item stays what the law gives for its days; the days of the kept plan bear
none (`kvitt.store.plans.rest_interest`). When the plan ends before it is paid, interest runs again.
"""

from collections.abc import Sequence
from datetime import date

from kvitt.domain.charging import interest_charges
from kvitt.domain.decision import Charge, Decision, InterestBooked
from kvitt.law.book import law_book
from kvitt.store.creditors import Creditor
from kvitt.store.effects import apply_decisions
from kvitt.store.facts import due_facts


def book_interest_through_today(
    creditor: Creditor, case_ids: Sequence[int], *, today: date, actor: str, measure: str = "plan"
) -> None:
    """Books the interest of the cases through today, inside the scope.

    ``measure`` names what is agreed. Raises LawNotKnown.
    """
    law = law_book(creditor.country)
    decisions = []
    for facts in due_facts(
        creditor.tenant_id, today=today, batch=len(case_ids), case_ids=case_ids, asleep=True
    ):
        charges: list[Charge] = []
        stands: list[InterestBooked] = []
        for claim in facts.claims:
            made, stand = interest_charges(claim, today, law, facts.debtor_kind)
            charges += made
            stands += [stand] if stand else []
        if stands:
            decisions.append(
                Decision(
                    facts.case_id, "", today, "the case is looked at again", today,
                    charges=tuple(charges), interest=tuple(stands),
                    measure=f"{measure}_from_{today.isoformat()}", cycle=facts.cycle,
                )
            )  # fmt: skip
    if decisions:
        apply_decisions(creditor.tenant_id, decisions, today=today, actor=actor)
