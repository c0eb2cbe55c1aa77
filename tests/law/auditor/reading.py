"""A life put in order for the rules: what stands, what was open on a day, what was sent when."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from tests.law.auditor.calendar import working_day_from
from tests.law.auditor.life import (
    Claim,
    Covered,
    Fee,
    Interest,
    LegalStep,
    Letter,
    Life,
    Objection,
    Reopened,
    Stop,
    TakenBack,
    Upheld,
)

NEVER = date.max


class Reading:
    """One life as the rules read it. It is made once and never changed."""

    def __init__(self, life: Life, statutes: dict[str, str]) -> None:
        self.country, self.debtor_kind = life.country, life.debtor_kind
        self.collection = life.collection
        self.claims = {claim.claim_id: claim for claim in life.claims}
        self.statutes = statutes
        self.due = {
            claim.claim_id: working_day_from(life.country, claim.due_on) for claim in life.claims
        }
        self.all_due_on = max(self.due.values())
        taken_back = {one.charge_id for one in life.events if isinstance(one, TakenBack)}
        self.letters: list[Letter] = []
        self.fees: list[Fee] = []
        self.interest: list[Interest] = []
        self.covered: list[Covered] = []
        self.stops: list[Stop] = []
        self.steps: list[LegalStep] = []
        self.upheld: list[Upheld] = []
        self.reopened: dict[int, date] = {}
        self.order = life.events
        for one in life.events:
            if isinstance(one, Letter):
                self.letters.append(one)
            elif isinstance(one, Fee):
                if one.charge_id not in taken_back:
                    self.fees.append(one)
            elif isinstance(one, Interest):
                if one.charge_id not in taken_back:
                    self.interest.append(one)
            elif isinstance(one, Covered):
                self.covered.append(one)
            elif isinstance(one, Stop):
                self.stops.append(one)
            elif isinstance(one, LegalStep):
                self.steps.append(one)
            elif isinstance(one, Upheld):
                self.upheld.append(one)
            elif isinstance(one, Reopened):
                self.reopened[one.payment_id] = one.on
        self.letter_by_id = {letter.letter_id: letter for letter in self.letters}
        self._steps_of_principal = {id_: self._principal_steps(id_) for id_ in self.claims}

    def objection(self, rule: str, sentence: str, on: date) -> Objection:
        """The objection of that rule, with its statute. KeyError for a rule without one."""
        return Objection(rule, self.statutes[rule], sentence, on)

    def of_kind(self, *kinds: str) -> list[Fee]:
        """The standing fees of these kinds by day."""
        return sorted((fee for fee in self.fees if fee.kind in kinds), key=_by_day)

    def sent(self, *kinds: str) -> list[Letter]:
        """The letters of these kinds by day."""
        return sorted((one for one in self.letters if one.kind in kinds), key=_by_day)

    def stopped_on(self, day: date) -> Stop | None:
        """What forbids letters and charges on that day; a plan does from the day after it."""
        for stop in self.stops:
            if (stop.on < day or (stop.on == day and stop.kind != "plan")) and (
                stop.until_on is None or day <= stop.until_on
            ):
                return stop
        return None

    def open_principal(self, claim_id: int, day: date) -> int:
        """The principal on which that day bears interest; the day of a payment is still on all."""
        days, sums = self._steps_of_principal[claim_id]
        return sums[bisect_left(days, day)]

    def spans_of_principal(
        self, claim_id: int, from_: date, until: date
    ) -> Iterator[tuple[date, date, int]]:
        """The runs of days with the same open principal."""
        days, sums = self._steps_of_principal[claim_id]
        while from_ < until:
            place = bisect_left(days, from_)
            end = until if place == len(days) else min(until, _after(days[place]))
            yield from_, end, sums[place]
            from_ = end

    def principal_covered_on(self) -> date:
        """The day on which the last principal was covered; NEVER while some is open."""
        return max(self.claim_covered_on(claim_id) for claim_id in self.claims)

    def claim_covered_on(self, claim_id: int) -> date:
        """The day on which the claim's principal was covered for good; NEVER while it is open."""
        days, sums = self._steps_of_principal[claim_id]
        return NEVER if sums[-1] > 0 else days[-1]

    def _principal_steps(self, claim_id: int) -> tuple[list[date], list[int]]:
        """The last days on which each sum bore interest, and the sums; the last one has no end."""
        changes: dict[date, int] = defaultdict(int)
        for one in self.covered:
            if one.claim_id != claim_id or one.part != "principal":
                continue
            changes[one.on] -= one.amount_minor
            back_on = None if one.is_credit else self.reopened.get(one.payment_id)
            if back_on is not None:
                changes[back_on] += one.amount_minor
        days = sorted(changes)
        sums = [self.claims[claim_id].principal_minor]
        for day in days:
            sums.append(sums[-1] + changes[day])
        return days, sums

    def claim_of(self, fee: Fee) -> Claim:
        """The claim that the fee was put on."""
        return self.claims[fee.claim_id]


def _by_day(one: Fee | Letter) -> date:
    return one.on


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
