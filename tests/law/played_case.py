"""A case in the hands of Kvitt, with a record of all that is done to it for the auditor.

`kvitt.domain.decide` decides, `kvitt.domain.receipt` takes the money, the gate of the law is asked
for what a person charges. The record is a `tests.law.auditor.life.Life`; no rule of law is kept
here.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from kvitt.domain.account import CaseAccount, ClaimAccount
from kvitt.domain.allocation import OpenItem
from kvitt.domain.charging import fee_of
from kvitt.domain.decide import decide_or_ask
from kvitt.domain.decision import Charge, Decision, InterestBooked
from kvitt.domain.facts import ClaimFacts, CoveredFee, Facts, FeeFacts, NoticeFacts
from kvitt.domain.flow import Flow
from kvitt.domain.notice import pay_by
from kvitt.domain.receipt import (
    Money,
    NewInterest,
    Receipt,
    account_after,
    receive,
    take_back,
)
from kvitt.kernel.refusal import Refusal
from kvitt.law.allocation import allocation_order
from kvitt.law.book import law_book
from kvitt.law.deadlines import shift_due_day
from kvitt.law.fee_terms import Circumstances
from tests.law import chance
from tests.law.auditor.life import (
    Claim,
    Covered,
    Fee,
    Interest,
    Letter,
    Life,
    Reopened,
    Stop,
    TakenBack,
)

DAY = timedelta(days=1)
HELD_BY = {"objection": "dispute", "deferral": "deferral", "plan": "plan"}
SHARE_THAT_LEAVES = 0.95
"""The other letters have no address, and wait."""


class PlayedCase:
    """One case in the hands of Kvitt, and its record. It keeps no rule of its own."""

    def __init__(self, rng: Random, flow: Flow, claims: tuple[Claim, ...], debtor: str) -> None:
        self.rng, self.flow, self.law = rng, flow, law_book(flow.country)
        self.life = Life(flow.country, debtor, claims, [], flow.collection)
        self.terms = chance.terms(rng, flow.country)._replace(collection=flow.collection)
        self.last_id = 100
        self.accounts = [self._account(claim) for claim in claims]
        self.notices: list[NoticeFacts] = []
        self.fees: dict[int, FeeFacts] = {}
        self.letter_charges: dict[int, list[int]] = {}
        self.hold: tuple[int, Stop] | None = None
        self.booked_on = date.min
        self.paid: tuple[int, Receipt] | None = None
        self.cycle, self.is_closed, self.credit_waits = 1, False, False
        self.given_before = date.min
        self.covered_before: tuple[CoveredFee, ...] = ()
        self.waived_minor = 0

    def _account(self, claim: Claim) -> ClaimAccount:
        due_on = shift_due_day(self.law, claim.due_on)
        principal = claim.principal_minor
        facts = ClaimFacts(
            claim.claim_id, due_on, principal, 0, 0, due_on, 0, claim.fees_agreed, principal
        )
        item = OpenItem(claim.claim_id, "principal", principal, principal, due_on)
        return ClaimAccount(facts, (item,))

    def new_id(self) -> int:
        """A number that no charge or payment of this life has."""
        self.last_id += 1
        return self.last_id

    def facts(self, today: date) -> Facts:
        """What the store would read on the morning of the day."""
        stop = self.hold[1] if self.hold else None
        holds = stop is not None and (stop.until_on is None or today <= stop.until_on)
        return Facts(
            1,
            self.flow.name,
            self.cycle,
            self.life.debtor_kind,
            tuple(account.facts for account in self.accounts),
            tuple(self.notices),
            tuple(self.fees.values()),
            HELD_BY[stop.kind] if stop and holds else None,
            stop.until_on if stop and holds else None,
            100_00 if self.credit_waits else 0,
            terms=self.terms,
            time_given_until=self.given_before if self.cycle > 1 else None,
            covered_before=self.covered_before,
        )

    def decide(self, today: date) -> Decision:
        """The night of that day, carried out."""
        decision = decide_or_ask(self.facts(today), today, self.law, self.flow)
        letter_id = self.new_id() if decision.notice else 0
        for charge in decision.charges:
            self._charge(charge, today, letter_id)
        for stand in decision.interest:
            self._book(stand)
        if decision.notice is not None:
            self._plan(decision, today, letter_id)
        self.is_closed = decision.close is not None
        return decision

    def _charge(self, charge: Charge, today: date, letter_id: int, reason: str = "") -> None:
        id_, amount = self.new_id(), charge.amount_minor
        account = self._of(charge.claim_id)
        facts = account.facts
        if charge.kind == "interest":
            facts = facts._replace(interest_open_minor=facts.interest_open_minor + amount)
            self._write_interest(id_, charge, today)
        else:
            facts = facts._replace(cost_open_minor=facts.cost_open_minor + amount)
            self.fees[id_] = FeeFacts(
                charge.kind, amount, today, letter_id or None, charge.claim_id
            )
            self.letter_charges.setdefault(letter_id, []).append(id_)
            self._write_fee(id_, charge, today, letter_id, reason)
        kind = "interest" if charge.kind == "interest" else "cost"
        item = OpenItem(
            id_, kind, amount, amount, today, charge.from_, charge.until, charge.base_minor or 0,
            kind == "cost" and (bool(letter_id) or charge.kind == "collection_fee"),
            charge.kind == "collection_fee",
        )  # fmt: skip
        self._replace(ClaimAccount(facts, (*account.items, item)))

    def _write_interest(self, id_: int, charge: Charge, today: date) -> None:
        assert charge.from_ and charge.until and charge.rate_bp is not None and charge.base_minor
        self.life.events.append(
            Interest(
                today,
                charge.claim_id,
                charge.from_,
                charge.until,
                charge.rate_bp,
                charge.base_minor,
                charge.amount_minor,
                id_,
            )
        )

    def _write_fee(
        self, id_: int, charge: Charge, today: date, letter_id: int, reason: str = ""
    ) -> None:
        base = 0 if charge.kind == "collection_fee" else self._principal_open()
        self.life.events.append(
            Fee(
                today,
                charge.kind,
                charge.amount_minor,
                charge.claim_id,
                id_,
                letter_id,
                base,
                self.terms.with_vat,
                reason,
            )
        )

    def _book(self, stand: InterestBooked) -> None:
        account = self._of(stand.claim_id)
        facts = account.facts._replace(
            interest_through_on=stand.through_on, interest_carry=stand.carry
        )
        self._replace(account._replace(facts=facts))

    def _plan(self, decision: Decision, today: date, letter_id: int) -> None:
        """The letter leaves today as nearly always, or waits for an address, or never leaves."""
        assert decision.notice is not None
        planned = decision.notice
        notice = NoticeFacts(
            letter_id, planned.step, planned.kind, "refused", today, None, None,
            planned.covered_kind, planned.covered_minor,
        )  # fmt: skip
        self.notices.append(notice)
        charged = {self.fees[id_].kind for id_ in self.letter_charges.get(letter_id, ())}
        if planned.covered_kind and planned.covered_kind not in charged:
            id_ = self.new_id()
            self.letter_charges.setdefault(letter_id, []).append(id_)
            every = [one.facts for one in self.accounts]
            claims = [one for one in every if one.principal_open_minor] or every
            agreed = [one for one in claims if one.fees_agreed] or claims
            bearer = agreed[0] if planned.covered_kind == "reminder" else claims[0]
            covered = Fee(
                today, planned.covered_kind, 0, bearer.claim_id, id_, letter_id,
                with_vat=self.terms.with_vat,
            )  # fmt: skip
            self.life.events.append(covered)
        if self.rng.random() < SHARE_THAT_LEAVES:
            self.send(today)

    def send(self, today: date) -> None:
        """The letter that waits leaves, with its deadline counted from today."""
        notice = self.notices[-1]
        step = next(step for step in self.flow.steps if step.name == notice.step)
        deadline_on = pay_by(step, sent_on=today, law=self.law)
        self.notices[-1] = notice._replace(state="sent", sent_on=today, deadline_on=deadline_on)
        self.life.events.append(Letter(today, notice.kind, deadline_on, notice.notice_id))

    def withdraw(self, today: date) -> None:
        """A letter that waits does not leave any more, and its fees are not owed."""
        if not self.notices or self.notices[-1].state == "sent":
            return
        notice = self.notices.pop()
        for id_ in self.letter_charges.get(notice.notice_id, ()):
            self._take_back(id_, today)

    def _uncover(self, fee: FeeFacts | None) -> None:
        """What compensation covered of a fee that is taken back counts no more."""
        if fee is not None:
            self.notices = [
                one._replace(covered_kind=None, covered_minor=0)
                if (one.notice_id, one.covered_kind) == (fee.notice_id, fee.kind)
                else one
                for one in self.notices
            ]

    def _take_back(self, id_: int, today: date) -> None:
        fee = self.fees.pop(id_, None)
        self.life.events.append(TakenBack(today, id_))
        if fee is None:
            return
        account = self._of(fee.claim_id)
        facts = account.facts
        facts = facts._replace(cost_open_minor=facts.cost_open_minor - fee.amount_minor)
        kept = tuple(item for item in account.items if item.item_id != id_)
        self._replace(ClaimAccount(facts, kept))

    def pay(self, today: date, amount_minor: int, booked_on: date, waive_minor: int) -> None:
        """Money that the bank booked that day and told of today."""
        self.withdraw(today)
        booked_on = self.booked_on = max(booked_on, self.booked_on)
        order = allocation_order(self.law, self.life.debtor_kind, on=booked_on)
        claim_id = self.rng.choice([None, self.accounts[-1].facts.claim_id])
        receipt = receive(
            self._as_account(), Money(amount_minor, booked_on, claim_id), law=self.law,
            order=order, new_id=self.new_id, waive_up_to_minor=waive_minor,
        )  # fmt: skip
        self.waived_minor += receipt.waived_minor
        paid_minor = sum(part.amount_minor for part in receipt.parts)
        assert paid_minor + receipt.left_minor == amount_minor
        payment_id = self.new_id()
        for correction in receipt.corrections:
            self.life.events.append(TakenBack(today, correction.item_id))
            self._uncover(self.fees.pop(correction.item_id, None))
        for new in receipt.interest:
            self._write_interest(new.item_id, new.charge, max(today, booked_on))
        for part in receipt.parts:
            self.life.events.append(
                Covered(booked_on, part.claim_id, part.kind, part.amount_minor, payment_id)
            )
        self.accounts = list(account_after(receipt).claims)
        self.is_closed, self.paid = receipt.closes, (payment_id, receipt)

    def _as_account(self) -> CaseAccount:
        return CaseAccount(1, self.life.debtor_kind, self.is_closed, tuple(self.accounts))

    def reverse_last_payment(self, today: date) -> None:
        """The bank takes the last payment back: what it covered opens again, closed or not."""
        assert self.paid is not None
        payment_id, receipt = self.paid
        self.withdraw(today)
        claim_ids = {part.claim_id for part in receipt.parts}
        restored = take_back(self._as_account(), claim_ids, today, law=self.law, new_id=self.new_id)
        for new in restored.interest:
            self._add_interest(new, today)
        for claim_id, through_on, carry in restored.stands:
            self._book(InterestBooked(claim_id, through_on, carry))
        self.life.events.append(Reopened(today, payment_id))
        for part in receipt.parts:
            self._reopen(part.claim_id, part.item_id, part.amount_minor)
        if self.is_closed:
            given = [one.deadline_on for one in self.notices if one.deadline_on is not None]
            self.given_before = max([self.given_before, *given])
            self.covered_before += tuple(
                CoveredFee(one.covered_kind, one.planned_on, one.covered_minor)
                for one in self.notices
                if one.covered_kind and one.state == "sent"
            )
            self.cycle, self.notices = self.cycle + 1, []
        self.is_closed, self.paid, self.booked_on = False, None, today

    def _add_interest(self, new: NewInterest, today: date) -> None:
        charge = new.charge
        account = self._of(charge.claim_id)
        facts = account.facts
        facts = facts._replace(interest_open_minor=facts.interest_open_minor + charge.amount_minor)
        item = OpenItem(
            new.item_id, "interest", charge.amount_minor, charge.amount_minor, today,
            charge.from_, charge.until, charge.base_minor or 0,
        )  # fmt: skip
        self._replace(ClaimAccount(facts, (*account.items, item)))
        self._write_interest(new.item_id, charge, today)

    def _reopen(self, claim_id: int, item_id: int, minor: int) -> None:
        account = self._of(claim_id)
        item = next(item for item in account.items if item.item_id == item_id)
        field = f"{item.kind}_open_minor"
        facts = account.facts._replace(**{field: getattr(account.facts, field) + minor})
        items = tuple(
            one._replace(open_minor=one.open_minor + minor) if one is item else one
            for one in account.items
        )
        self._replace(ClaimAccount(facts, items))

    def credit(self, today: date, amount_minor: int) -> None:
        """A credit note for a part of the last claim's open principal."""
        self.withdraw(today)
        account = self.accounts[-1]
        open_minor = account.facts.principal_open_minor
        minor = min(amount_minor, open_minor - 1)
        if minor <= 0:
            return
        items = tuple(
            item._replace(open_minor=item.open_minor - minor) if item.kind == "principal" else item
            for item in account.items
        )
        facts = account.facts._replace(principal_open_minor=open_minor - minor)
        self._replace(ClaimAccount(facts, items))
        claim_id = facts.claim_id
        self.life.events.append(
            Covered(today, claim_id, "principal", minor, self.new_id(), is_credit=True)
        )

    def stop(self, today: date, kind: str, until_on: date | None, instalments: int = 0) -> None:
        """An objection, a deferral or a plan from today; a letter that waits is withdrawn."""
        self.withdraw(today)
        stop = Stop(today, kind, until_on, instalments)
        self.hold = (len(self.life.events), stop)
        self.life.events.append(stop)

    def settle(self, today: date) -> None:
        """The hold ended yesterday."""
        if self.hold is None:
            return
        place, stop = self.hold
        if stop.until_on is None or stop.until_on >= today:
            self.life.events[place] = stop._replace(until_on=today - DAY)
        self.hold = None

    def has_history(self) -> bool:
        """Whether the gate is told of anything that went before."""
        told = ("collection_notice", "collection_demand", "payment_demand")
        lead_id = self.accounts[0].facts.claim_id
        return any(fee.claim_id == lead_id for fee in self.fees.values()) or any(
            notice.covered_kind or (notice.kind in told and notice.state == "sent")
            for notice in self.notices
        )

    def charge_by_hand(self, today: date, kind: str, circumstances: Circumstances) -> bool:
        """A person asks the gate for a fee and books what it grants, as `charge_case` does."""
        facts = self.facts(today)
        if facts.held_by is not None:
            stopped_by = next(stop for stop, hold in HELD_BY.items() if hold == facts.held_by)
            circumstances = replace(circumstances, stopped_by=stopped_by)
        lead = facts.claims[0]
        try:
            granted = fee_of(facts, lead, kind, today, self.law, circumstances=circumstances)
        except Refusal:
            return False
        charge = Charge(lead.claim_id, kind, granted.amount_minor, granted.because)
        if granted.amount_minor:
            self._charge(charge, today, 0, circumstances.reason)
        return True

    def _principal_open(self) -> int:
        return sum(account.facts.principal_open_minor for account in self.accounts)

    @property
    def open_minor(self) -> int:
        """Everything open on the case."""
        return sum(account.facts.open_minor for account in self.accounts)

    @property
    def time_given_until(self) -> date:
        """The latest day to pay that a letter of this life named."""
        days = [one.deadline_on for one in self.life.events if isinstance(one, Letter)]
        return max(days, default=date.min)

    def _of(self, claim_id: int) -> ClaimAccount:
        return next(one for one in self.accounts if one.facts.claim_id == claim_id)

    def _replace(self, account: ClaimAccount) -> None:
        claim_id = account.facts.claim_id
        place = [one.facts.claim_id for one in self.accounts].index(claim_id)
        self.accounts[place] = account
