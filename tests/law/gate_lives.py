"""Random questions to the gate of charges alone, without a flow that would keep them sensible.

Letters of all kinds on any day, with too little time or without what the statute asks for; stops
of all kinds; and again and again the question what this or that may cost now. Whatever the gate
grants is booked.
"""

from datetime import date, timedelta
from random import Random

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.deadlines import shift_due_day
from kvitt.law.fee_terms import Circumstances, EarlierFee
from kvitt.law.fees import FEE_KINDS, fee
from tests.law import chance
from tests.law.auditor.life import Claim, Fee, Letter, Life, Stop
from tests.law.lives import GAPS

LETTER_OF_FEE = {
    "reminder": "reminder",
    "collection_notice": "collection_notice",
    "collection_demand": "collection_demand",
    "payment_demand_own": "payment_demand_own",
}
"""What is charged with a letter of its own."""
ONLY_OWN, ONLY_AGENCY = ("payment_demand_own",), ("collection_fee", "instalment_plan")
QUESTIONS = 14


def gate_life(seed: str, country: str) -> Life:
    """One claim about which somebody asks the gate again and again. The same for the same seed."""
    rng = Random(seed)
    claim = Claim(1, chance.due_day(rng, country), chance.amount(rng), rng.random() < 0.7,
                  rng.random() < 0.02)  # fmt: skip
    debtor = rng.choice(["consumer", "business", "authority"])
    life = Life(country, debtor, (claim,), [], rng.choice(["own", "agency"]))
    due_on = shift_due_day(law_book(country), claim.due_on)
    asked = _Questions(rng, life, due_on, with_vat=country == "NO" and rng.random() < 0.3)
    today = due_on + timedelta(days=rng.randint(1, 5))
    asked.letter("friendly_reminder", today)
    for _ in range(QUESTIONS):
        today += timedelta(days=rng.choice([0, 1, 7, 14, 15, 20, 30, rng.randint(0, 200)]))
        asked.ask(today)
    return life


class _Questions:
    def __init__(self, rng: Random, life: Life, due_on: date, *, with_vat: bool) -> None:
        self.rng, self.life, self.due_on, self.with_vat = rng, life, due_on, with_vat
        self.law = law_book(life.country)
        not_ours: tuple[str, ...] = ONLY_AGENCY if life.collection == "own" else ONLY_OWN
        if life.country == "SE":
            not_ours = ()
        self.kinds = [kind for kind in FEE_KINDS[life.country] if kind not in not_ours]
        self.earlier: list[EarlierFee] = []
        self.stops: list[Stop] = []
        self.last_id = 0

    def ask(self, today: date) -> None:
        """One thing that somebody does or asks on that day."""
        if self.rng.random() < 0.08:
            self._stop(today)
        elif self.rng.random() < 0.25:
            kinds = ["collection_demand"] if self.life.country == "SE" else (
                ["collection_notice", "payment_demand"]
            )  # fmt: skip
            if self.life.collection == "own" and self.life.country == "NO":
                kinds = ["collection_notice"]
            self.letter(self.rng.choice(kinds), today)
        else:
            self._fee(self.rng.choice(self.kinds), today)

    def letter(self, kind: str, today: date, *, is_complete: bool = True) -> Letter:
        """A letter free of charge; mostly it gives time enough."""
        days = self.rng.choice([14, 15, 21, 30, self.rng.randint(1, 13)])
        self.last_id += 1
        letter = Letter(today, kind, today + timedelta(days=days), self.last_id, is_complete)
        self.life.events.append(letter)
        self.earlier.append(EarlierFee(kind, today, letter.deadline_on, 0))
        return letter

    def _stop(self, today: date) -> None:
        until_on = today + timedelta(days=self.rng.randint(0, 60))
        kind = self.rng.choice(["objection", "deferral", "plan"])
        self._stands(Stop(today + timedelta(days=1), kind, until_on))

    def _stands(self, stop: Stop) -> None:
        self.stops.append(stop)
        self.life.events.append(stop)

    def _circumstances(self, today: date) -> Circumstances:
        rng = self.rng
        stopped_by = "minor" if self.life.claims[0].was_minor else ""
        for stop in self.stops:
            if stop.until_on is not None and stop.on <= today <= stop.until_on:
                # Of two that stand the gate is told of the one that spares nothing.
                stopped_by = stop.kind if stopped_by in ("", "objection") else stopped_by
        return Circumstances(
            letter_complete=rng.random() < 0.9,
            reason=rng.choice(["", "", "", "", "called for", "debtor_evades"]),
            stopped_by=stopped_by,
            is_heavy=rng.random() < 0.4,
            with_vat=self.with_vat,
            instalments=rng.randint(0, 8),
        )

    def _is_known_gap(self, kind: str, today: date) -> bool:
        """What the gate grants and the auditor refuses, until it is mended: see ``lives.GAPS``."""
        missed = {one.kind for one in self.earlier if one.deadline_on and one.deadline_on < today}
        if kind in ("enforcement_base_fee", "eviction_base_fee"):
            gap = "an enforcement begins without a demand"
            return gap in GAPS and "collection_demand" not in missed
        gap = "the creditor's own demand is charged without a notice before it"
        return kind == "payment_demand_own" and gap in GAPS and "collection_notice" not in missed

    def _fee(self, kind: str, today: date) -> None:
        claim, special = self.life.claims[0], self._circumstances(today)
        if self._is_known_gap(kind, today):
            return
        try:
            granted = fee(
                self.law, kind, due_on=self.due_on, sent_on=today,
                debtor_kind=self.life.debtor_kind, principal_minor=claim.principal_minor,
                agreed=claim.fees_agreed, earlier=self.earlier, circumstances=special,
            )  # fmt: skip
        except Refusal:
            return
        deadline_on, letter_id = None, 0
        if kind in LETTER_OF_FEE:
            complete = special.letter_complete
            letter = self.letter(LETTER_OF_FEE[kind], today, is_complete=complete)
            self.earlier.pop()
            deadline_on, letter_id = letter.deadline_on, letter.letter_id
        self.earlier.append(
            EarlierFee(kind, today, deadline_on, granted.amount_minor, granted.covered_minor)
        )
        self.last_id += 1
        self.life.events.append(
            Fee(today, kind, granted.amount_minor, 1, self.last_id, letter_id,
                claim.principal_minor, self.with_vat, special.reason)
        )  # fmt: skip
        if kind == "instalment_plan":
            ends = today + timedelta(days=7 * max(1, special.instalments))
            self._stands(Stop(today, "plan", ends, special.instalments))
