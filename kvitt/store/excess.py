"""Money that covered more of a case than it was to cover becomes the debtor's again.

The caller has locked the case and closes the history.
"""

from collections.abc import Sequence
from datetime import date

from kvitt.domain.allocation import kind_of
from kvitt.domain.receipt import Question
from kvitt.store.closing import add_event
from kvitt.store.payments import Staged, apply_payments
from kvitt.store.settlement_offers import Covered


def give_back(
    tenant_id: int, case_id: int, covered: Sequence[Covered], question: Question, *, today: date,
    actor: str,
) -> None:  # fmt: skip
    """Takes ``question.amount_minor`` from what payments cover, in the order given, and asks.

    The items open again by as much, and the money is owed to the debtor. The money itself stays
    where it is: both legs meet in transit.
    """
    staged, left_minor = Staged(), question.amount_minor
    for one in covered:
        part_minor = min(left_minor, one.amount_minor)
        if not part_minor:
            break
        left_minor -= part_minor
        kind = kind_of(one.kind)
        staged.allocations += [
            (one.payment_id, one.item_id, case_id, one.claim_id, kind, -part_minor, today,
             one.owed_to),
            (one.payment_id, None, case_id, None, None, part_minor, today, None),
        ]  # fmt: skip
    staged.questions.append(
        (case_id, question.kind, question.sentence,
         f'{{"amount_minor": {question.amount_minor}}}', covered[0].payment_id, question.stops)
    )  # fmt: skip
    apply_payments(
        tenant_id, staged, today=today, actor=actor, source="in_transit", booking="overpaid offer"
    )
    add_event(case_id, "overpaid", today=today, actor=actor, payment=covered[0].payment_id,
              amount_minor=question.amount_minor)  # fmt: skip
