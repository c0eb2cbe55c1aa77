"""Money whose claim is known is booked: letters withdrawn, interest, allocation, closing."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from kvitt.application.return_kept import return_kept
from kvitt.application.share_costs import Shares
from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.account import CaseAccount
from kvitt.domain.agreement import waived_interest_of
from kvitt.domain.distribution import ATTACHMENT, VOLUNTARY, KeptUnclear, Taken
from kvitt.domain.receipt import Money, Receipt, account_after, receive
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.allocation import AllocationOrder, allocation_order
from kvitt.law.book import LawBook, LawNotKnown, law_book
from kvitt.store.creditors import Creditor
from kvitt.store.distributions import end_awaited
from kvitt.store.holds import end_announced
from kvitt.store.payments import (
    Staged,
    apply_payments,
    case_accounts,
    ids_of,
    lock_cases,
    merged_cases,
)
from kvitt.store.plan_money import AgreedMoney, agreed_money

BATCH = 20_000
"""Payments whose cases are held in memory at a time."""
MONEY_CAME = Sentence("a payment came in")


class Incoming(NamedTuple):
    """A share of a bank line for one claim, in the order in which the bank booked it.

    Money that the debtor paid to the creditor itself is on no line of ours: number 0.
    """

    line_id: int
    case_id: int
    claim_id: int | None
    amount_minor: int
    booked_on: date
    reference: str | None
    because: str
    taken: Taken | None = None
    """Where an authority took it of the debtor; it counts from ``booked_on``."""

    @property
    def manner(self) -> str:
        """How the money came, in the words of the law book."""
        return VOLUNTARY if self.taken is None else ATTACHMENT


@dataclass(slots=True)
class Booked:
    """What came of a creditor's payments."""

    count: int = 0
    closed: list[int] = field(default_factory=list)
    refused: list[tuple[Incoming, str]] = field(default_factory=list)
    """Payments that could not be booked, each with the sentence."""


def book_payments(
    creditor: Creditor,
    incoming: Sequence[Incoming],
    *,
    today: date,
    actor: str,
    source: str = "client_bank",
    booking: str = "payments",
) -> Booked:
    """Books the creditor's payments, inside its scope; the caller closes the history.

    Raises LawNotKnown only where a line divided over several cases cannot be booked as a whole.
    """
    moved = merged_cases(creditor.tenant_id, {share.case_id for share in incoming})
    if moved:
        incoming = [s._replace(case_id=moved.get(s.case_id, s.case_id)) for s in incoming]
    agreed = agreed_money(creditor.tenant_id, {share.case_id for share in incoming})
    desk = _Desk(creditor, today, len(incoming), agreed)
    whole = sorted(incoming, key=_case_and_day)
    for batch in _batches(whole):
        days: dict[int, date] = {}
        for share in batch:
            days.setdefault(share.case_id, share.booked_on)
        lock_cases(creditor.tenant_id, days)
        stop_letters(
            creditor.tenant_id, list(days), because=MONEY_CAME, today=today, actor=actor,
            keeps_drafts=True,
        )  # fmt: skip
        end_announced(creditor.tenant_id, days, because=MONEY_CAME, today=today, actor=actor)
        staged = desk.stage(batch, case_accounts(creditor.tenant_id))
        apply_payments(
            creditor.tenant_id, staged, today=today, actor=actor, source=source, booking=booking
        )
        return_kept(creditor, staged.allocations, today=today, actor=actor)
    told = [one.taken.distribution_id for one in whole if one.taken and one.taken.distribution_id]
    if told:
        end_awaited(creditor.tenant_id, told, today=today, by=actor)
    return desk.booked


def _case_and_day(share: Incoming) -> tuple[int, date, int]:
    return share.case_id, share.booked_on, share.line_id


def _batches(whole: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    """Batches that never part one case's payments."""
    stream = iter(whole)
    batch = list(islice(stream, BATCH))
    while batch:
        held: list[Incoming] = []
        for share in stream:
            if share.case_id != batch[-1].case_id:
                held.append(share)
                break
            batch.append(share)
        yield batch
        batch = held + list(islice(stream, BATCH - len(held)))


class _Desk:
    """Works payments into their cases one by one and collects the rows to write."""

    def __init__(self, creditor: Creditor, today: date, count: int, agreed: AgreedMoney) -> None:
        self.creditor = creditor
        self.today = today
        self.booked = Booked()
        self._law: LawBook = law_book(creditor.country)
        self._chosen = tuple(creditor.agreement.get("allocation", ())) or None
        self._waive_up_to_minor = waived_interest_of(creditor.agreement)
        self._agreed = agreed
        self._shares = Shares(creditor, today)
        self._payment_id = ids_of("payment_id_seq", count)
        self._item_id = ids_of("claim_item_id_seq", count)

    def stage(self, batch: Sequence[Incoming], accounts: dict[int, CaseAccount]) -> Staged:
        """The rows of a batch; the accounts follow each payment."""
        staged = Staged()
        self._shares.read(accounts.values())
        stands: dict[int, tuple[int, date, int]] = {}
        following = [share.case_id for share in batch[1:]] + [None]
        for share, next_case_id in zip(batch, following, strict=True):
            account = accounts[share.case_id]
            try:
                order = self._order(account, share)
                receipt = receive(
                    account,
                    Money(share.amount_minor, share.booked_on, share.claim_id, share.taken),
                    law=self._law, order=order, new_id=self._item_id,
                    waive_up_to_minor=self._waived_on(share),
                )  # fmt: skip
            except (LawNotKnown, KeptUnclear) as no:
                self._refuse(share, batch, no)
                continue
            if next_case_id == share.case_id:
                accounts[share.case_id] = account_after(receipt)
            self._stage_receipt(staged, share, receipt, order)
            stands.update((stand[0], stand) for stand in receipt.stands)
            if receipt.closes:
                self.booked.closed.append(share.case_id)
        staged.stands += stands.values()
        return staged

    def _order(self, account: CaseAccount, share: Incoming) -> AllocationOrder:
        """What an authority attached goes in the order of its act, all else as the creditor has it.

        Raises LawNotKnown.
        """
        if share.taken is not None and share.taken.by_its_order:
            return allocation_order(
                self._law, account.debtor_kind, on=share.booked_on, manner=ATTACHMENT
            )
        return allocation_order(
            self._law, account.debtor_kind, on=share.booked_on, chosen=self._chosen
        )

    def _waived_on(self, share: Incoming) -> int:
        """A plan counted its interest in: a share that is what stood on a case waives none.

        Nor is anything waived to an authority: it asks for what is owed to the day.
        """
        if share.taken is not None:
            return 0
        is_plans = self._agreed.holds(share.case_id, share.reference)
        return 0 if is_plans else self._waive_up_to_minor

    def _refuse(self, share: Incoming, batch: Sequence[Incoming], no: Refusal) -> None:
        if any(other.line_id == share.line_id and other is not share for other in batch):
            raise no
        self.booked.refused.append((share, str(no)))

    def _stage_receipt(
        self, staged: Staged, share: Incoming, receipt: Receipt, order: AllocationOrder
    ) -> None:
        paid = {"principal": 0, "interest": 0, "cost": 0}
        case_id = share.case_id
        payment_id, taken = self._payment_id(), share.taken or Taken()
        for part in receipt.parts:
            paid[part.kind] += part.amount_minor
            for owed_to, amount_minor in self._shares.of(part).items():
                staged.allocations.append(
                    (payment_id, part.item_id, case_id, part.claim_id, part.kind, amount_minor,
                     share.booked_on, owed_to)
                )  # fmt: skip
        for part in receipt.kept:
            paid[part.kind] += part.amount_minor
            staged.allocations.append(
                (payment_id, part.item_id, case_id, part.claim_id, part.kind, part.amount_minor,
                 share.booked_on, None)
            )  # fmt: skip
        if receipt.left_minor:
            staged.allocations.append(
                (payment_id, None, case_id, None, None, receipt.left_minor, share.booked_on, None)
            )
        because = _because(share.because, order.kinds, order.because.reference)
        staged.payments.append(
            (payment_id, case_id, share.line_id or None, share.amount_minor, share.booked_on,
             share.reference, None, because, paid["principal"],
             paid["interest"], paid["cost"], receipt.left_minor, "payment_received",
             receipt.closes, False, receipt.waived_minor, share.manner, taken.distribution_id,
             taken.kept_minor)
        )  # fmt: skip
        self.booked.count += 1
        if receipt.interest or receipt.corrections or receipt.questions:
            _stage_the_rest(staged, share, receipt, payment_id)


def _stage_the_rest(staged: Staged, share: Incoming, receipt: Receipt, payment_id: int) -> None:
    case_id = share.case_id
    for item_id, charge in receipt.interest:
        staged.items.append(
            (item_id, charge.claim_id, case_id, charge.amount_minor, charge.from_, charge.until,
             charge.rate_bp, charge.base_minor, json.dumps(charge.because.as_json()))
        )  # fmt: skip
    for item_id, claim_id, kind, amount_minor in receipt.corrections:
        staged.voids.append((item_id, claim_id, case_id, kind, amount_minor))
    for question in receipt.questions:
        given: dict[str, Any] = {"payment": payment_id, "amount_minor": question.amount_minor}
        staged.questions.append(
            (case_id, question.kind, question.sentence, json.dumps(given), payment_id,
             question.stops)
        )  # fmt: skip


@lru_cache(maxsize=256)
def _because(matched: str, order: tuple[str, ...], reference: str) -> str:
    """Why the payment stands on this case and was divided so, as it is stored with it."""
    told = {"matched": matched, "order": list(order), "law": reference}
    return json.dumps(told, ensure_ascii=False)
