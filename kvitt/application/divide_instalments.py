"""Instalments that a bank file brings for plans over several cases are divided among the cases.

The reference of an instalment leads to one claim of its plan. Before the money is booked it is
divided as the plan was reckoned, with the interest of the day on which the bank booked it: what one
case needs is not left over on another.
"""

from collections.abc import Sequence
from datetime import date
from itertools import count

from kvitt.application.book_payments import Incoming
from kvitt.domain.account import CaseAccount
from kvitt.domain.division import by_case, divide
from kvitt.domain.receipt import Money, account_after, receive
from kvitt.law.allocation import AllocationOrder, allocation_order
from kvitt.law.book import LawBook, LawNotKnown, law_book
from kvitt.store.creditors import Creditor
from kvitt.store.payments import case_accounts, lock_cases, merged_cases
from kvitt.store.plan_money import PlanOfCases, bare_reference, plans_of_cases


def divide_instalments(creditor: Creditor, incoming: Sequence[Incoming]) -> Sequence[Incoming]:
    """The shares with those of instalments divided, inside the creditor's scope.

    What a payment before it in the file pays on the same cases is counted. Shares of plans over one
    case, and those whose interest cannot be computed, stay as they are.
    """
    moved = merged_cases(creditor.tenant_id, {share.case_id for share in incoming})
    if moved:
        incoming = [s._replace(case_id=moved.get(s.case_id, s.case_id)) for s in incoming]
    found = plans_of_cases(creditor.tenant_id, {share.case_id for share in incoming})
    several = [plan for plan in found if len(plan.case_ids) > 1]
    if not several:
        return incoming
    case_ids = frozenset().union(*(plan.case_ids for plan in several))
    theirs = sorted((s for s in incoming if s.case_id in case_ids), key=_in_turn)
    days = dict.fromkeys(sorted(case_ids), theirs[0].booked_on)
    lock_cases(creditor.tenant_id, days)
    desk = _Desk(creditor, several, case_accounts(creditor.tenant_id))
    divided = [part for share in theirs for part in desk.divided(share)]
    return [s for s in incoming if s.case_id not in case_ids] + _once_a_case(divided)


def _in_turn(share: Incoming) -> tuple[date, int]:
    return share.booked_on, share.line_id


def _once_a_case(shares: Sequence[Incoming]) -> list[Incoming]:
    """A bank line is one payment on a case, by however many references it came there."""
    found: dict[tuple[int, int], Incoming] = {}
    for share in shares:
        key = share.line_id, share.case_id
        before = found.get(key)
        if before is not None:
            share = before._replace(
                claim_id=before.claim_id if before.claim_id == share.claim_id else None,
                amount_minor=before.amount_minor + share.amount_minor,
            )
        found[key] = share
    return list(found.values())


class _Desk:
    """Works through the shares in the order of the bank; the accounts follow each of them."""

    def __init__(
        self, creditor: Creditor, plans: Sequence[PlanOfCases], accounts: dict[int, CaseAccount]
    ) -> None:
        self._accounts = accounts
        self._law: LawBook = law_book(creditor.country)
        self._chosen = tuple(creditor.agreement.get("allocation", ())) or None
        self._new_id = count(-1, -1).__next__  # what is reckoned here is not stored
        self._plans = {bare_reference(one): plan for plan in plans for one in plan.references}

    def divided(self, share: Incoming) -> list[Incoming]:
        """The share as it is booked: in parts where it is an instalment of several cases."""
        plan = self._plans.get(bare_reference(share.reference)) if share.reference else None
        try:
            if plan is None or share.case_id not in plan.case_ids:
                self._follow(share)
                return [share]
            made = divide(
                self._accounts, plan.claims, _money(share), law=self._law,
                order=self._order(share), new_id=self._new_id,
            )  # fmt: skip
        except LawNotKnown:  # booking refuses it with its sentence
            return [share]
        self._accounts = made.accounts
        return [
            share._replace(case_id=case_id, claim_id=claim_id, amount_minor=amount_minor)
            for case_id, (claim_id, amount_minor) in by_case(made.shares).items()
        ]

    def _follow(self, share: Incoming) -> None:
        receipt = receive(
            self._accounts[share.case_id], _money(share), law=self._law, order=self._order(share),
            new_id=self._new_id,
        )  # fmt: skip
        self._accounts[share.case_id] = account_after(receipt)

    def _order(self, share: Incoming) -> AllocationOrder:
        kind = self._accounts[share.case_id].debtor_kind
        return allocation_order(self._law, kind, on=share.booked_on, chosen=self._chosen)


def _money(share: Incoming) -> Money:
    return Money(share.amount_minor, share.booked_on, share.claim_id)
