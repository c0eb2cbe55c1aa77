"""A settlement offer is proposed: a part, paid by a day, is to settle all that is owed on a case.

Where the creditor's rules ask for another person's approval, that person is asked and nothing has
changed for the debtor yet; otherwise the offer stands at once.
"""

from datetime import date
from typing import NamedTuple

from kvitt.application.approve_settlement_offer import make_stand, require_no_stop
from kvitt.application.end_offers import APPROVE
from kvitt.application.place_hold import NoOpenCase, require_open_case
from kvitt.domain.charging import interest_charges
from kvitt.domain.settlement_offer import (
    OfferNotAllowed,
    as_agreement,
    checked_offer,
    rules_of,
)
from kvitt.domain.task_clock import answer_by
from kvitt.kernel.people import signed_name
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import ask
from kvitt.store.facts import due_facts
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.settlement_offers import add_offer, locked_offers

ASKED = {"creditor": "agency", "handler": "creditor", "debtor": "creditor"}
"""Who is asked to approve, by who proposed: the other side, where there is one."""


class Proposed(NamedTuple):
    """An offer that was proposed. Sums in whole minor units."""

    offer_id: int
    case_id: int
    amount_minor: int
    owed_minor: int
    pay_by_on: date
    """The last day to pay: a bank day."""
    needs_approval: bool


def offer_settlement(
    creditor: Creditor,
    case_id: int,
    *,
    amount_minor: int,
    pay_by_on: date,
    because: str,
    today: date,
    person: str,
    by: str = "handler",
) -> Proposed:
    """Proposes that ``amount_minor``, paid by ``pay_by_on``, settles all that is owed on the case.

    ``person`` signs for it; ``by`` is for whom: creditor, handler or debtor. The last day is moved
    to a bank day. Raises OfferNotAllowed, OfferRulesUnclear, NoOpenCase, and LawNotKnown where
    today's interest is not known; then nothing has changed.
    """
    name = signed_name(person)
    if not name or not because.strip():
        raise OfferNotAllowed("say who offers, and why: both go to the history")
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        require_open_case(creditor, case_id)
        lock_cases(tenant_id, {case_id: today})
        _require_no_other_offer(tenant_id, case_id)
        require_no_stop(creditor, case_id, today=today)
        owed_minor = owed_today(creditor, case_id, today=today)
        rules = rules_of(creditor.agreement)
        offer = checked_offer(
            rules, country=creditor.country, owed_minor=owed_minor, amount_minor=amount_minor,
            pay_by_on=pay_by_on, today=today, by=by,
        )  # fmt: skip
        offer_id = add_offer(
            tenant_id, case_id, offer, owed_minor=owed_minor, because=because, by=by, person=name,
            rules=as_agreement(rules), today=today,
        )  # fmt: skip
        add_event(
            case_id, "settlement_offer_proposed", today=today, actor=name, offer=offer_id,
            amount_minor=amount_minor, owed_minor=owed_minor, pay_by=offer.pay_by_on.isoformat(),
            because=because, by=by,
        )  # fmt: skip
        if offer.needs_approval:
            _ask_for_approval(creditor, case_id, offer_id, by, offer.remission_minor, today)
        else:
            make_stand(creditor, offer_id, by=name, today=today)
        close_tenant_history(tenant_id)
    return Proposed(
        offer_id, case_id, amount_minor, owed_minor, offer.pay_by_on, offer.needs_approval
    )


def _require_no_other_offer(tenant_id: int, case_id: int) -> None:
    for standing in locked_offers(tenant_id, case_ids=[case_id]):
        raise OfferNotAllowed(
            "offer {offer} of {amount_minor:money} stands on the case: withdraw it first",
            offer=standing.offer_id,
            amount_minor=standing.amount_minor,
        )


def owed_today(creditor: Creditor, case_id: int, *, today: date) -> int:
    """What is owed on the case with the interest through today, inside the scope.

    Raises NoOpenCase, and LawNotKnown where today's rate is not known.
    """
    found = due_facts(creditor.tenant_id, today=today, batch=1, case_ids=[case_id], asleep=True)
    if not found:
        raise NoOpenCase("case {case_id} has nothing to settle", case_id=case_id)
    law, facts = law_book(creditor.country), found[0]
    owed_minor = facts.open_minor
    for claim in facts.claims:
        made, _ = interest_charges(claim, today, law, facts.debtor_kind)
        owed_minor += sum(charge.amount_minor for charge in made)
    return owed_minor


def _ask_for_approval(
    creditor: Creditor, case_id: int, offer_id: int, by: str, remission_minor: int, today: date
) -> None:
    sentence = Sentence(
        "settlement offer {offer_id} gives up {remission_minor:money}: approve it as "
        "another person than the one who proposed it, or withdraw it",
        offer_id=offer_id,
        remission_minor=remission_minor,
    )
    ask(
        creditor.tenant_id, case_id, APPROVE, sentence, today=today, source_id=offer_id,
        given="{}", owner=ASKED[by], due_on=answer_by(APPROVE, today, creditor.country),
    )  # fmt: skip
