"""Whose a payment on an item is: by the agreement, and for costs of an authority by the outlay."""

from collections.abc import Iterable
from datetime import date

from kvitt.domain.account import CaseAccount
from kvitt.domain.allocation import Part
from kvitt.domain.cost_terms import AGENCY, terms_on
from kvitt.domain.outlay import REPRESENTATION, shares_of
from kvitt.domain.settlement import TO_AGENCY, TO_CREDITOR, share_of
from kvitt.store.creditors import Creditor
from kvitt.store.outlays import shares_of_items


class Shares:
    """Who gets which part of what is booked, while the payments of a batch are booked in order."""

    def __init__(self, creditor: Creditor, today: date) -> None:
        self._creditor = creditor
        self._terms = terms_on(creditor.agreement, on=today, collection=creditor.collection)
        self._by_kind = {
            kind: share_of(kind, creditor.agreement, collection=creditor.collection)
            for kind in ("principal", "interest", "cost")
        }
        self._kinds: dict[int, str] = {}
        self._advanced: dict[int, tuple[str, int]] = {}

    def read(self, accounts: Iterable[CaseAccount]) -> None:
        """Takes down the items of these cases that go by the terms on costs."""
        self._kinds = {}
        self._advanced = {}
        if self._creditor.collection == "own":
            return
        for account in accounts:
            for claim in account.claims:
                for item in claim.items:
                    if item.shared_as:
                        self._kinds[item.item_id] = item.shared_as
        if self._kinds:
            self._advanced = shares_of_items(self._creditor.tenant_id, list(self._kinds))

    def of(self, part: Part) -> dict[str, int]:
        """The sums by the account that they are owed to; together they are the part."""
        kind = self._kinds.get(part.item_id)
        if kind is None:
            return {self._by_kind[part.kind]: part.amount_minor}
        if kind in REPRESENTATION:
            return {self._representation(): part.amount_minor}
        known = self._advanced.get(part.item_id)
        if known is None:
            whole = TO_AGENCY if self._terms.advanced_by == AGENCY else TO_CREDITOR
            return {whole: part.amount_minor}
        advanced_by, outstanding_minor = known
        shares = shares_of(part.amount_minor, advanced_by=advanced_by,
                           outstanding_minor=outstanding_minor)  # fmt: skip
        self._advanced[part.item_id] = (advanced_by, outstanding_minor - shares.get(TO_AGENCY, 0))
        return shares

    def _representation(self) -> str:
        said = self._terms.representation_to
        if not said:
            return self._by_kind["cost"]
        return TO_AGENCY if said == AGENCY else TO_CREDITOR
