"""Claims leave a case for one of their own, which begins its letters anew.

What was asked for together is asked for apart from now on, in the debtor's favour: the time that a
letter gave still runs out first, fees go with their claims, and no kind of fee that a letter has
charged is charged again on the new case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.place_hold import require_open_case
from kvitt.application.take_back_drafts import at_an_authority
from kvitt.application.withdraw_notices import stop_letters
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import splitting
from kvitt.store.cases import case_number
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.holds import place_hold
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.splitting import SplitClaim

STAY = ("plan", "dispute", "settlement_offer", "came_back_late", "payment_proposed")
"""Holds that belong to what stays with the case."""
FIRST = {
    "settlement_offer": Sentence("an offer to settle the whole case stands: withdraw it first"),
    "payment_proposed": Sentence("a payment may be for the case: say first whose it is"),
    "monitoring": Sentence(
        "the case is followed: end its monitoring first, then follow both cases"
    ),
    "came_back_late": Sentence("a letter came back: answer first whether the later ones stand"),
}
"""What must be answered before the case can be divided."""


class SplitNotPossible(Refusal):
    """The claims cannot leave the case; the sentence says what must be done first."""


@dataclass(frozen=True, slots=True)
class SplitCase:
    """The new case and what went along."""

    case_id: int
    invoice_numbers: tuple[str, ...]
    holds: tuple[str, ...]
    time_given_until: date | None
    """The last day that a letter had given; the first new one waits for it."""


def split_case(
    creditor: Creditor,
    case_id: int,
    invoice_numbers: Sequence[str],
    *,
    because: str,
    today: date,
    actor: str,
) -> SplitCase:
    """Takes the claims of these invoices out of the case into a new one.

    Planned letters are withdrawn and printed ones called back first: they ask for all claims.
    Raises NoOpenCase and SplitNotPossible.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        splitting.let_nothing_merge(tenant_id)
        require_open_case(creditor, case_id)
        _require_settled(tenant_id, case_id, today)
        claims = splitting.claims_to_split(tenant_id, case_id)
        leaving = _leaving(case_id, claims, invoice_numbers)
        told = Sentence("claims leave the case: {because}", because=because)
        stop_letters(tenant_id, [case_id], because=told, today=today, actor=actor)
        until = splitting.last_day_given(tenant_id, [case_id], today=today)
        claim_ids = [claim.claim_id for claim in leaving]
        new_id = splitting.split_off(tenant_id, case_id, claim_ids, because=because, today=today)
        holds = splitting.copy_holds(tenant_id, case_id, new_id, but=STAY, today=today)
        if until is not None:
            place_hold(
                tenant_id,
                new_id,
                "time_given",
                Sentence(
                    "a letter of case {case_id} gave until {until}", case_id=case_id, until=until
                ),
                today=today,
                until_on=until,
                placed_by=actor,
            )
        numbers = [claim.invoice_number for claim in leaving]
        add_event(case_id, "case_split", today=today, actor=actor, because=because,
                  cases=[case_number(tenant_id, new_id)], invoices=numbers)  # fmt: skip
        add_event(new_id, "split_off", today=today, actor=actor, because=because,
                  cases=[case_number(tenant_id, case_id)], invoices=numbers)  # fmt: skip
        wake_cases(tenant_id, [case_id, new_id], today=today)
        close_tenant_history(tenant_id)
    return SplitCase(new_id, tuple(numbers), tuple(holds), until)


def _require_settled(tenant_id: int, case_id: int, today: date) -> None:
    """Nothing stands on the case that is about all of it."""
    held = splitting.standing_holds(tenant_id, case_id, today=today)
    for kind, sentence in FIRST.items():
        if kind in held:
            raise SplitNotPossible(sentence, case_id=case_id, hold=kind)
    step = splitting.letter_under_way(tenant_id, case_id)
    if step is not None:
        raise SplitNotPossible("find out first whether {step} left", case_id=case_id, step=step)
    filed = at_an_authority(tenant_id, [case_id])
    if filed:
        raise SplitNotPossible(
            "{called} asks {authority} for all of the case: withdraw it, or wait for its end",
            case_id=case_id, proceeding=filed[0].id, called=filed[0].reference,
            authority=filed[0].authority,
        )  # fmt: skip
    disputed = any(c.is_disputed for c in splitting.claims_to_split(tenant_id, case_id))
    if "dispute" in held and not disputed:
        raise SplitNotPossible("the debtor objects to the case: decide that first", hold="dispute")


def _leaving(
    case_id: int, claims: Sequence[SplitClaim], numbers: Sequence[str]
) -> list[SplitClaim]:
    """The claims of the invoices. Raises SplitNotPossible with what is in the way."""
    unknown = sorted(set(numbers) - {claim.invoice_number for claim in claims})
    if unknown or not numbers:
        known = ", ".join(claim.invoice_number for claim in claims)
        raise SplitNotPossible(
            "invoice {unknown} is not on case {case_id}: it has {known}",
            unknown=", ".join(unknown) or "–",
            case_id=case_id,
            known=known,
        )
    leaving = [claim for claim in claims if claim.invoice_number in numbers]
    if len(leaving) == len(claims):
        raise SplitNotPossible("all claims of the case would leave it: one at least stays")
    for claim in leaving:
        name = f"invoice {claim.invoice_number}"
        if not claim.open_minor:
            raise SplitNotPossible("nothing is open on {name}: no case is needed for it", name=name)
        if claim.is_in_plan:
            raise SplitNotPossible("{name} is in a running plan: end the plan first", name=name)
        if claim.is_disputed:
            raise SplitNotPossible(
                "the debtor objects to {name}: decide that first, or let the other claims leave",
                name=name,
            )
    return leaving
