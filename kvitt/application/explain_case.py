"""Explaining a case: for any amount on any day the paragraph and the arithmetic that gives it.

The sum is that of `show_case`; here each part of it can be repeated by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kvitt.application.case_on_a_day import CaseThen, ItemThen, case_then
from kvitt.application.case_view import CaseView, ShownItem
from kvitt.application.case_wording import taken_sentence
from kvitt.application.case_words import event_word, item_word
from kvitt.application.explain_wording import (
    days_result,
    fee_arithmetic,
    interest_arithmetic,
    interest_result,
    running_result,
)
from kvitt.application.explained import (
    Covered,
    Explained,
    ExplainedClaim,
    ExplainedItem,
    ExplainedPart,
    ExplainedPayment,
    RunningInterest,
    Waived,
)
from kvitt.application.in_words import told_word
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.recompute_charges import laws_in_force
from kvitt.application.show_case import show_case
from kvitt.domain.allocation import AUTHORITYS_OWN, kind_of
from kvitt.domain.distribution import ATTACHMENT, ENFORCEMENT_COST
from kvitt.domain.facts import ClaimFacts
from kvitt.domain.recompute import LawInForce
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown, law_book
from kvitt.law.interest import Segment, interest_segments, with_carry
from kvitt.store.explaining import CaseRows, case_rows
from kvitt.store.recomputing import payment_grounds
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id

TAKEN_BACK, WITHDRAWN, WAIVED = "charge_taken_back", "notice_withdrawn", "interest_waived"


def explain_case(reference: str, *, on: date | None = None, today: date) -> Explained:
    """Every amount of the case by its number, an invoice number or a payment reference.

    With ``on`` as it stood at the end of that day. Interest that is not booked yet runs through
    ``on``, or through ``today``. Raises CaseNotFound, CaseAmbiguous and CaseNotOpened.
    """
    view = show_case(reference, on=on, today=today)
    with tenant_scope(view.tenant_id):
        rows = case_rows(view.tenant_id, view.case_id, on=on)
        grounds = payment_grounds(view.tenant_id, view.case_id)
    assert rows is not None, "the case was shown a moment ago"
    laws = laws_in_force(agency_tenant_id(), [view.country])[view.country]
    return explained_view(view, rows, grounds, laws, as_stored=on is None)


def explained_view(
    view: CaseView,
    rows: CaseRows,
    grounds: Mapping[int, Mapping[str, Any]],
    laws: LawInForce,
    *,
    as_stored: bool = True,
) -> Explained:
    """Every amount of a case that was read already: its rows, why its payments cover what they
    do, and the law of each day."""
    return _Explaining(view, rows, grounds, laws, as_stored=as_stored).explained()


class _Explaining:
    """One case on its day, with the law of each day at hand."""

    def __init__(
        self,
        view: CaseView,
        rows: CaseRows,
        grounds: Mapping[int, Mapping[str, Any]],
        laws: LawInForce,
        *,
        as_stored: bool,
    ) -> None:
        self.view, self.rows, self.grounds, self.laws = view, rows, grounds, laws
        self.as_stored = as_stored
        self.book: LawBook = law_book(view.country)
        self.then: CaseThen = case_then(rows, self.book, day=view.on, as_stored=as_stored)
        self.shown = {item.item_id: item for item in (*view.items, *view.voided_items)}

    def explained(self) -> Explained:
        view = self.view
        items = [self._item(item) for item in self.then.items]
        return Explained(
            view.number, view.on, view.creditor, view.debtor, view.country, view.currency,
            tuple(self._claim(facts, items) for facts in self.then.facts.claims),
            tuple(self._payments()), tuple(self._waived()),
            tuple(item for item in items if item.voided_on is not None),
            view.balance_minor, view.interest_accrued_minor, view.interest_unknown_because,
            self._sum(), view.stage, view.next_what, view.next_on, view.next_owner,
        )  # fmt: skip

    def _claim(self, facts: ClaimFacts, items: Sequence[ExplainedItem]) -> ExplainedClaim:
        claim = next(claim for claim in self.rows.claims if claim.id == facts.claim_id)
        of_claim = {i.row.id for i in self.then.items if i.row.claim_id == facts.claim_id}
        segments = self._running(facts)
        amounts, _rest = with_carry(segments, facts.interest_carry)
        return ExplainedClaim(
            claim.invoice_number,
            facts.due_on,
            tuple(i for i in items if i.item_id in of_claim and i.voided_on is None),
            tuple(self._running_days(segment) for segment in segments),
            sum(amounts),
            running_result(segments, sum(amounts), facts.interest_carry),
        )

    def _running(self, facts: ClaimFacts) -> tuple[Segment, ...]:
        """The days since the last booked one; none on a closed case or where no rate is known."""
        if self.then.closed_on is not None or not facts.principal_open_minor:
            return ()
        try:
            return interest_segments(
                self.book,
                base_minor=facts.principal_open_minor,
                from_=facts.interest_through_on + ONE_DAY,
                until=self.view.on + ONE_DAY,
                debtor_kind=self.view.debtor_kind,
            )
        except LawNotKnown:
            return ()

    def _running_days(self, segment: Segment) -> RunningInterest:
        arithmetic = self._arithmetic([segment], segment.rate_bp, segment.base_minor)
        return RunningInterest(
            segment.from_, segment.until, segment.days, segment.rate_bp, segment.base_minor,
            segment.reference, arithmetic, days_result(arithmetic, segment),
        )  # fmt: skip

    def _arithmetic(self, segments: Sequence[Segment], rate_bp: int, base_minor: int) -> str:
        return interest_arithmetic(
            segments, rate_bp=rate_bp, base_minor=base_minor, currency=self.view.currency,
            country=self.view.country,
        )  # fmt: skip

    def _item(self, item: ItemThen) -> ExplainedItem:
        row, shown = item.row, self.shown[item.row.id]
        arithmetic, result = self._how(row, shown)
        covered = [
            Covered(on, minor)
            for on, minor in zip(row.allocated_days, row.allocated_amounts, strict=True)
            if self.as_stored or on <= self.view.on
        ]
        return ExplainedItem(
            row.id, row.kind, item_word(row.kind), row.amount_minor, item.open_minor,
            row.dated_on, shown.reference, shown.because, arithmetic, result,
            row.from_on, row.until_on,
            (row.until_on - row.from_on).days if row.kind == "interest" else None,
            row.rate_bp, row.base_minor, tuple(covered), item.voided_on,
            self._why_voided(row) if item.voided_on is not None else "",
        )  # fmt: skip

    def _how(self, row: Any, shown: ShownItem) -> tuple[str, str]:
        if row.kind == "principal":
            return "", ""
        laws = self.laws.on(row.dated_on)
        if row.kind != "interest":
            told = fee_arithmetic(row.kind, row.amount_minor, row.because, laws)
            return told, told
        try:
            segments = interest_segments(
                laws[0].book,
                base_minor=row.base_minor,
                from_=row.from_on,
                until=row.until_on,
                debtor_kind=self.view.debtor_kind,
            )
        except Refusal:
            return "", ""
        arithmetic = self._arithmetic(segments, row.rate_bp, row.base_minor)
        carry = row.because.get("given", {}).get("carry")
        return arithmetic, interest_result(
            arithmetic, segments, rate_bp=row.rate_bp, base_minor=row.base_minor,
            amount_minor=row.amount_minor, carry=carry,
        )  # fmt: skip

    def _why_voided(self, row: Any) -> str:
        """The reason in the history: of the item itself, or of the letter that never left."""
        for event in self.rows.history:
            given = event.given
            own = event.kind == TAKEN_BACK and given.get("item") == row.id
            letter = event.kind == WITHDRAWN and given.get("notice") == row.notice_id
            if (own or letter) and given.get("because"):
                return told_word(str(given["because"]))
        return ""

    def _payments(self) -> list[ExplainedPayment]:
        kinds = {row.id: row for row in self.rows.items}
        grouped: dict[tuple[str, int], list[Any]] = {}
        for row in self.rows.payments:
            if self.as_stored or (row.allocated_on or row.booked_on) <= self.view.on:
                grouped.setdefault((row.source, row.id), []).append(row)
        return [self._payment(same, kinds) for same in grouped.values()]

    def _payment(self, same: Sequence[Any], items: Mapping[int, Any]) -> ExplainedPayment:
        first = same[0]
        because = self.grounds.get(first.id, {}) if first.source == "payment" else {}
        order = tuple(because.get("order", ()))
        parts = []
        for row in sorted(same, key=lambda row: _turn(row, items, order)):
            if row.allocated_minor is None:
                continue
            item = items.get(row.item_id)
            kind = item.kind if item else ("overpaid" if row.item_id is None else "other_case")
            number = item.invoice_number if item else ""
            parts.append(ExplainedPart(kind, item_word(kind), number, row.allocated_minor))
        reference = str(because.get("law", ""))
        return ExplainedPayment(
            first.source, first.id, first.booked_on, first.amount_minor, tuple(parts), order,
            reference, self._payment_sentence(first, because, order, reference),
        )  # fmt: skip

    def _payment_sentence(
        self, row: Any, because: Mapping[str, Any], order: Sequence[str], reference: str
    ) -> str:
        if row.source == "credit_note":
            return _("Credit note %(number)s: the principal was never owed.") % {
                "number": row.reference
            }
        if row.reverses_id is not None:
            between = _("No interest and no fee for the days in between.")
            return f"{event_word('payment_reversed')}. {between}"
        if not order:
            return ""
        covered = " → ".join(item_word(kind).lower() for kind in order)
        told = _("Counts from %(day)s. Covers in this order: %(order)s [%(reference)s].") % {
            "day": day_text(row.booked_on), "order": covered, "reference": reference,
        }  # fmt: skip
        if row.manner != ATTACHMENT:
            return told
        taken = taken_sentence(
            row.amount_minor, row.kept_minor, self.view.currency, row.authority or ""
        )
        return f"{taken} {told}"

    def _waived(self) -> list[Waived]:
        return [
            Waived(
                event.on_day,
                int(event.given.get("amount_minor", 0)),
                told_word(str(event.given.get("because", ""))),
            )
            for event in self.rows.history
            if event.kind == WAIVED and (self.as_stored or event.on_day <= self.view.on)
        ]

    def _sum(self) -> str:
        view = self.view
        if view.interest_accrued_minor is None or view.to_pay_minor is None:
            return str(view.interest_unknown_because)
        return _("%(open)s booked and open + %(running)s interest not booked yet = %(total)s") % {
            "open": money_text(view.balance_minor, view.currency),
            "running": money_text(view.interest_accrued_minor, view.currency),
            "total": money_text(view.to_pay_minor, view.currency),
        }  # fmt: skip


def _turn(row: Any, items: Mapping[int, Any], order: Sequence[str]) -> tuple[bool, int, int]:
    """The place of an allocation in the payment: by the order of kinds, the oldest item first."""
    item = items.get(row.item_id)
    kind = kind_of(item.kind) if item else ""
    if item and item.kind in AUTHORITYS_OWN and ENFORCEMENT_COST in order:
        kind = ENFORCEMENT_COST
    return row.item_id is None, order.index(kind) if kind in order else 0, row.item_id or 0
