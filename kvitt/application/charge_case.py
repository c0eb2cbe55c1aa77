"""A person charges a case: a plan's fee, the costs of an authority. Never more than the law allows.

It goes through the same gate as the letters' fees. What the law does not allow is refused with the
paragraph and, where waiting helps, the day; less than the law allows may always be charged.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kvitt.application.book_outlay import book_outlay_in_scope
from kvitt.application.standing_case import require_open_case
from kvitt.domain.charging import fee_of, lead_claim
from kvitt.domain.decision import Charge, Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.holds import Hold, blocked, hold_kind
from kvitt.domain.outlay import AUTHORITIES
from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.fee_terms import NOTHING_SPECIAL, Circumstances, Fee
from kvitt.store import outlays
from kvitt.store.closing import wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.effects import apply_decisions
from kvitt.store.facts import due_facts
from kvitt.store.holds import holds_of
from kvitt.store.outlays import NewOutlay
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class CannotCharge(Refusal):
    """The case is closed or held, or somebody else works on it this very moment."""


class MoreThanTheLaw(Refusal):
    """The amount asked for exceeds what the law allows: the sentence names both and the ground."""


class NothingToCharge(Refusal):
    """The charge comes to nothing: there is nothing to book."""


def charge_case(
    creditor: Creditor,
    case_id: int,
    *,
    kind: str,
    today: date,
    amount_minor: int | None = None,
    circumstances: Circumstances = NOTHING_SPECIAL,
    proceeding_id: int | None = None,
    actor: str,
) -> Fee:
    """Charges the case what the law allows for a measure of that kind today, or the given amount.

    What an authority takes is booked as laid out, too, at all that it takes.
    Raises FeeNotAllowed, UnknownFee, MoreThanTheLaw and CannotCharge, with nothing booked.
    """
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        wake_cases(creditor.tenant_id, [case_id], today=today)
        found = due_facts(creditor.tenant_id, today=today, batch=1, case_ids=[case_id])
        if not found:
            raise CannotCharge(
                "case {case_id} is closed, or is being worked on just now: look at it again",
                case_id=case_id,
            )
        facts = found[0]
        held = holds_of(creditor.tenant_id, case_id)
        granted = _granted(facts, held, kind, today, circumstances, amount_minor)
        if not granted.amount_minor:
            raise NothingToCharge(
                "{kind:word} comes to nothing on this case: the agreement gives it up, or the "
                "compensation for late payment covers it",
                reference=granted.because.reference, kind=kind,
            )  # fmt: skip
        lead = lead_claim(facts)
        charge = Charge(lead.claim_id, kind, granted.amount_minor, granted.because)
        decision = Decision(
            facts.case_id, "", today, "the case is looked at again", today, charges=(charge,),
            measure=f"{kind}_of_{today.isoformat()}", cycle=facts.cycle,
        )  # fmt: skip
        apply_decisions(creditor.tenant_id, [decision], today=today, actor=actor)
        if kind in AUTHORITIES:
            _book_outlay(creditor, case_id, granted, proceeding_id, today, actor)
    return granted


def _book_outlay(
    creditor: Creditor, case_id: int, granted: Fee, proceeding_id: int | None, today: date,
    actor: str,
) -> None:  # fmt: skip
    """What the authority takes is laid out in full, also where the debtor is charged less."""
    because, kind = granted.because, granted.kind
    amount_minor = int(because.given.get("law_allows_minor", granted.amount_minor))
    item_id = outlays.last_charged(creditor.tenant_id, case_id, kind, today=today)
    new = NewOutlay(case_id, kind, AUTHORITIES[kind], amount_minor, today, because.reference,
                    item_id, proceeding_id)  # fmt: skip
    if book_outlay_in_scope(creditor, new, today=today, by=actor) is not None:
        close_tenant_history(creditor.tenant_id)


def _granted(
    facts: Facts,
    held: Sequence[Hold],
    kind: str,
    today: date,
    circumstances: Circumstances,
    amount_minor: int | None,
) -> Fee:
    law = law_book(flow(facts.flow).country)
    if amount_minor is not None and amount_minor <= 0:
        raise NothingToCharge("a charge is more than nothing: give an amount above 0", kind=kind)
    block = blocked("charge", held, today, country=law.country)
    if block is not None:
        stop = hold_kind(block.kind).stops_charge_as
        if not stop:
            raise CannotCharge(
                "{why}: end the hold first, or wait", reference=block.reference, why=block.sentence
            )
        circumstances = replace(circumstances, stopped_by=stop)
    granted = fee_of(facts, lead_claim(facts), kind, today, law, circumstances=circumstances)
    if amount_minor is None or amount_minor == granted.amount_minor:
        return granted
    if amount_minor > granted.amount_minor:
        raise MoreThanTheLaw(
            "{asked_minor:money} exceeds what the law allows for this measure today: "
            "{allowed_minor:money}",
            reference=granted.because.reference,
            asked_minor=amount_minor,
            allowed_minor=granted.amount_minor,
        )
    because = granted.because
    given = {
        "law_allows_minor": granted.amount_minor,
        **because.given,
        "lowered_to_minor": amount_minor,
    }
    told = Because(because.rule, because.reference, given)
    return Fee(kind, amount_minor, told, granted.covered_minor)
