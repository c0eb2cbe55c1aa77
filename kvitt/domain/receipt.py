"""Receipt: what money that came in does to a case, decided without clock or database.

Late interest is booked through the day on which the bank booked the money. Where the bank's file
came late, interest and fees that were charged for days after that day are taken back first: the
debtor must not pay for the bank's delay. Then the money is allocated.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kvitt.domain.account import (
    CaseAccount,
    ClaimAccount,
    bore_less,
    carry_before,
    less_paid,
    open_minor_of,
)
from kvitt.domain.allocation import COST, OpenItem, Part, allocate
from kvitt.domain.charging import interest_charges
from kvitt.domain.decision import Charge
from kvitt.domain.distribution import Taken, divide, question_of_rest
from kvitt.domain.facts import SMALL_REST_MINOR
from kvitt.kernel.sentence import Sentence
from kvitt.law.allocation import AllocationOrder
from kvitt.law.book import LawBook
from kvitt.law.collection_fee import in_bracket

ONE_DAY = timedelta(days=1)


WAIVED_INTEREST_MINOR = 50_00
"""What a creditor waives unless its agreement says otherwise: whoever pays the very sum that was
asked for, some days later, is not written to again for the interest of those days."""


class Money(NamedTuple):
    """Money received: how much, booked by the bank on which day, for which claim."""

    amount_minor: int
    booked_on: date
    claim_id: int | None
    """The claim that the reference names; it is covered first."""
    taken: Taken | None = None
    """Where an authority took it of the debtor: what it kept, and for which claims it came."""


class Correction(NamedTuple):
    """An item that is taken back in full because it was charged for days after the payment."""

    item_id: int
    claim_id: int
    kind: str
    amount_minor: int


class NewInterest(NamedTuple):
    """Late interest booked with a payment."""

    item_id: int
    charge: Charge


class Question(NamedTuple):
    """What a person must look at; ``stops`` where nothing may be sent meanwhile."""

    kind: str
    sentence: str
    amount_minor: int = 0
    stops: bool = False


class Receipt(NamedTuple):
    """Everything that follows from one payment on a case."""

    charged: CaseAccount
    """The case with the interest and corrections of the payment's day, before the money."""
    parts: list[Part]
    left_minor: int
    """Overpaid: the debtor's money."""
    interest: list[NewInterest]
    corrections: list[Correction]
    stands: list[tuple[int, date, int]]
    """Claim, day through which interest is booked, carry."""
    questions: list[Question]
    closes: bool
    waived_minor: int = 0
    """Interest that the creditor's agreement gives up; it is not booked."""
    kept: Sequence[Part] = ()
    """What the authority that took the money covered of its own costs; it never came to us."""


def receive(
    account: CaseAccount,
    money: Money,
    *,
    law: LawBook,
    order: AllocationOrder,
    new_id: Callable[[], int],
    waive_up_to_minor: int = 0,
) -> Receipt:
    """What a payment does to the case. ``new_id`` gives numbers for the interest that it books.

    ``waive_up_to_minor`` is the creditor's choice: whoever pays exactly what stood on the case is
    not asked for the interest of the last days where it is no more than that; the history says so.

    Raises LawNotKnown where the law book has no interest rate for the days up to the payment.
    """
    ledger = _Ledger(account, law, new_id)
    waived_minor = 0
    if not account.is_closed and not _is_plain(account, money.booked_on):
        ledger.take_back_later_interest(money.booked_on)
        waived_minor = ledger.waived(money, waive_up_to_minor) if waive_up_to_minor else 0
        if not waived_minor:
            ledger.charge_interest(money.booked_on)
        ledger.take_back_later_fees(money)
    charged = ledger.account()
    kept, parts, left_minor = _allocate(charged, money, order)
    if ledger.take_back_fees_of_a_larger_claim(money, parts):
        charged = ledger.account()
        kept, parts, left_minor = _allocate(charged, money, order)
    if left_minor:
        ledger.questions.append(Question(*question_of_rest(money.taken), left_minor))
    paid_minor = money.amount_minor - left_minor + sum(part.amount_minor for part in kept)
    closes = not account.is_closed and charged.open_minor == paid_minor
    return Receipt(
        charged, parts, left_minor, ledger.interest, ledger.corrections, ledger.stands,
        ledger.questions, closes, waived_minor, kept,
    )  # fmt: skip


def _is_plain(account: CaseAccount, booked_on: date) -> bool:
    """Whether there is principal alone and no late interest yet: most payments, done faster."""
    for facts, items in account.claims:
        if facts.interest_through_on < booked_on or (items and items[-1].kind != "principal"):
            return False
        if len(items) > 1 and any(item.kind != "principal" for item in items):
            return False
    return True


def _allocate(
    account: CaseAccount, money: Money, order: AllocationOrder
) -> tuple[list[Part], list[Part], int]:
    """The claim that the reference names is covered first, then the others, oldest first.

    First what an authority kept of it, where one took it.
    """
    claims = account.claims
    if money.taken is not None:
        of_claims = [(claim.facts.claim_id, claim.items) for claim in claims]
        return divide(money.taken, money.amount_minor, of_claims, order.kinds)
    if len(claims) > 1:
        claims = tuple(sorted(claims, key=lambda c: c.facts.claim_id != money.claim_id))
    of_claims = [(claim.facts.claim_id, claim.items) for claim in claims]
    return [], *allocate(money.amount_minor, of_claims, order.kinds)


def account_after(receipt: Receipt) -> CaseAccount:
    """The case after the payment, for the next payment on it."""
    paid = Counter[int]()
    for part in (*receipt.kept, *receipt.parts):
        paid[part.item_id] += part.amount_minor
    account = receipt.charged
    return account._replace(
        is_closed=account.is_closed or receipt.closes,
        claims=tuple(less_paid(claim, paid) for claim in account.claims),
    )


class Restored(NamedTuple):
    """What is booked on a case when the bank takes a payment back."""

    interest: list[NewInterest]
    stands: list[tuple[int, date, int]]


def take_back(
    account: CaseAccount,
    claim_ids: Collection[int],
    reversed_on: date,
    *,
    law: LawBook,
    new_id: Callable[[], int],
) -> Restored:
    """Before the claims' items open again: interest so far, and none for the days between.

    What stayed open bears interest through the day of the reversal. What the payment had covered
    bears none for the days on which it was covered: counting starts anew the day after.
    """
    ledger = _Ledger(account, law, new_id)
    ledger.charge_interest(reversed_on)
    stands = []
    for claim in ledger.account().claims:
        facts = claim.facts
        through_on = facts.interest_through_on
        if facts.claim_id in claim_ids:
            through_on = max(through_on, reversed_on)
        stands.append((facts.claim_id, through_on, facts.interest_carry))
    return Restored(ledger.interest, stands)


class _Ledger:
    """The case while one payment is worked into it; it lives no longer than `receive`."""

    __slots__ = (
        "_before",
        "_claims",
        "_law",
        "_new_id",
        "corrections",
        "interest",
        "questions",
        "stands",
    )

    def __init__(self, account: CaseAccount, law: LawBook, new_id: Callable[[], int]) -> None:
        self._before = account
        self._claims = list(account.claims)
        self._law = law
        self._new_id = new_id
        self.interest: list[NewInterest] = []
        self.corrections: list[Correction] = []
        self.stands: list[tuple[int, date, int]] = []
        self.questions: list[Question] = []

    def account(self) -> CaseAccount:
        claims = tuple(self._claims)
        same = claims == self._before.claims
        return self._before if same else self._before._replace(claims=claims)

    def take_back_later_interest(self, booked_on: date) -> None:
        for place, claim in enumerate(self._claims):
            if claim.facts.interest_through_on <= booked_on:
                continue
            later = [
                item
                for item in claim.items
                if item.kind == "interest"
                and item.until is not None
                and item.until > booked_on + ONE_DAY
            ]
            if not later:
                continue
            if any(item.open_minor != item.amount_minor for item in later):
                sentence = Sentence(
                    "interest for days after the payment of {day} has been paid already: a person "
                    "corrects it", day=booked_on,
                )  # fmt: skip
                self.questions.append(Question("correct_interest", sentence, stops=True))
                continue
            self._claims[place] = self._without(claim, later, booked_on)

    def _without(
        self, claim: ClaimAccount, later: Sequence[OpenItem], booked_on: date
    ) -> ClaimAccount:
        """The claim with the later interest voided and booked anew through the payment's day."""
        self._void(claim.facts.claim_id, later)
        facts = claim.facts
        first = min(item.from_ for item in later if item.from_)
        back = facts._replace(
            interest_open_minor=facts.interest_open_minor - sum(i.open_minor for i in later),
            interest_through_on=first - ONE_DAY,
            interest_carry=carry_before(facts, later, first, self._law, self._before.debtor_kind),
        )
        kept = tuple(item for item in claim.items if item not in later)
        self.stands.append((facts.claim_id, back.interest_through_on, back.interest_carry))
        base_minor = min(later, key=lambda item: item.from_ or first).base_minor
        again = self._charged(ClaimAccount(back, kept), booked_on, base_minor)
        if not bore_less(facts, later):
            return again
        rests = again.facts._replace(interest_through_on=facts.interest_through_on)
        self.stands.append((rests.claim_id, rests.interest_through_on, rests.interest_carry))
        return again._replace(facts=rests)

    def charge_interest(self, booked_on: date) -> None:
        for place, claim in enumerate(self._claims):
            facts = claim.facts
            if facts.interest_through_on < booked_on and facts.principal_open_minor:
                self._claims[place] = self._charged(claim, booked_on, facts.principal_open_minor)

    def _charged(self, claim: ClaimAccount, booked_on: date, base_minor: int) -> ClaimAccount:
        facts = claim.facts
        on_base = facts._replace(principal_open_minor=base_minor)
        charges, stand = interest_charges(on_base, booked_on, self._law, self._before.debtor_kind)
        if stand is None:
            return claim
        added = []
        for charge in charges:
            item_id = self._new_id()
            self.interest.append(NewInterest(item_id, charge))
            added.append(
                OpenItem(
                    item_id,
                    "interest",
                    charge.amount_minor,
                    charge.amount_minor,
                    booked_on,
                    charge.from_,
                    charge.until,
                    charge.base_minor or 0,
                )
            )
        self.stands.append((stand.claim_id, stand.through_on, stand.carry))
        after = facts._replace(
            interest_open_minor=facts.interest_open_minor + sum(i.amount_minor for i in added),
            interest_through_on=stand.through_on,
            interest_carry=stand.carry,
        )
        return ClaimAccount(after, (*claim.items, *added))

    def waived(self, money: Money, up_to_minor: int) -> int:
        """The interest to give up: 0 where the payment is not exactly what stood on the case."""
        if money.amount_minor != open_minor_of(self._claims):
            return 0
        running_minor = 0
        for claim in self._claims:
            charges, _ = interest_charges(
                claim.facts, money.booked_on, self._law, self._before.debtor_kind
            )
            for charge in charges:
                running_minor += charge.amount_minor
        return running_minor if running_minor <= up_to_minor else 0

    def take_back_later_fees(self, money: Money) -> None:
        """A letter that was sent although everything had been paid the day before costs nothing.

        Nor where no more than a small rest was left: no letter asks for that.
        """
        later = [
            (place, item)
            for place, claim in enumerate(self._claims)
            for item in claim.items
            if item.kind == COST
            and item.dated_on > money.booked_on
            and item.open_minor == item.amount_minor
            and item.ends_with_earlier_payment
        ]
        if not later:
            return
        open_minor = open_minor_of(self._claims)
        left_minor = open_minor - sum(i.open_minor for _, i in later) - money.amount_minor
        if left_minor >= SMALL_REST_MINOR:
            return
        self._take_back_costs(later)
        paid = Sentence("everything" if left_minor <= 0 else "all but a small rest")
        sentence = Sentence(
            "a letter was sent after {paid} had been paid on {day}: its fee is taken back; tell "
            "the debtor", paid=paid, day=money.booked_on,
        )  # fmt: skip
        self.questions.append(Question("letter_crossed_payment", sentence))

    def take_back_fees_of_a_larger_claim(self, money: Money, parts: Sequence[Part]) -> bool:
        """An agency's fee that was counted on principal which had been paid by then is taken back.

        The bank told too late: on the day of the fee the claim was smaller and stood in a lower
        bracket. A person charges the right fee.
        """
        if self._law.country != "NO":
            return False
        later = [
            (place, item)
            for place, claim in enumerate(self._claims)
            for item in claim.items
            if item.goes_by_size
            and item.dated_on > money.booked_on
            and item.open_minor == item.amount_minor
        ]
        if not later:
            return False
        before = sum(claim.facts.principal_open_minor for claim in self._claims)
        paid = sum(part.amount_minor for part in parts if part.kind == "principal")
        due_on = max(claim.facts.due_on for claim in self._claims)
        table = self._law.value("fees.collection_fee", on=due_on)
        if in_bracket(table, before) == in_bracket(table, max(1, before - paid)):
            return False
        self._take_back_costs(later)
        sentence = Sentence(
            "the agency's fee was counted on principal that had been paid on {booked_on}: "
            "it is taken back; charge the fee of the smaller claim", booked_on=money.booked_on,
        )  # fmt: skip
        self.questions.append(Question("charge_agency_fee", sentence))
        return True

    def _take_back_costs(self, items: Sequence[tuple[int, OpenItem]]) -> None:
        for place, item in items:
            claim = self._claims[place]
            self._void(claim.facts.claim_id, [item])
            facts = claim.facts._replace(
                cost_open_minor=claim.facts.cost_open_minor - item.open_minor
            )
            kept = tuple(other for other in claim.items if other.item_id != item.item_id)
            self._claims[place] = ClaimAccount(facts, kept)

    def _void(self, claim_id: int, items: Sequence[OpenItem]) -> None:
        self.corrections += [
            Correction(item.item_id, claim_id, item.kind, item.open_minor) for item in items
        ]
