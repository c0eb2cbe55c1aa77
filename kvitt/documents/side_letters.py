"""Letters beside the flow: more time, an objection and its answer, a plan and its instalments.

They ask for no more than what was agreed, cost nothing, and name the day before which nothing else
happens.
"""

from dataclasses import dataclass
from datetime import timedelta

from kvitt.documents import enforcement_notice_letter, inquiry_letter, settlement_offer_letter
from kvitt.documents.composed import Row, Schedule, Section
from kvitt.documents.letter_parts import has_several_claims, needed, of_kind
from kvitt.documents.side_parts import (
    TO_COURT,
    AnswerTold,
    DeferralTold,
    InstalmentTold,
    ObjectionTold,
    PlanTable,
)
from kvitt.documents.writer import Writer
from kvitt.law.book import law_book

_SECTIONS: dict[str, tuple[str, ...]] = {
    "deferral_confirmation": ("interest", "next", "object", "cannot", "genuine"),
    "dispute_received": ("understood", "stopped", "answer_when", "more", "genuine"),
    "dispute_answer": (
        "reasons", "next", "object", "court_or_drop", "cannot", "advice", "complain", "genuine",
    ),
    "plan_agreement": (
        "cost_of_plan", "move", "missed", "object", "advice", "genuine",
    ),
    "plan_reminder": ("paid", "move", "cost", "genuine"),
    "plan_missed": ("paid", "next", "cannot", "cost", "advice", "genuine"),
    "settlement_offer": settlement_offer_letter.SECTIONS,
    "ability_notice": inquiry_letter.SECTIONS,
    "enforcement_notice": enforcement_notice_letter.SECTIONS,
}  # fmt: skip
"""The headings of each letter, in reading order; each carries the sentence of its name."""


@dataclass(frozen=True, slots=True)
class SideWriter(Writer):
    """A letter beside the flow; what it needs besides the claim is on the Letter."""

    def sentences(self) -> dict[str, str]:
        """Every sentence of the letter by name; a sentence that does not apply is empty."""
        given = self.given()
        own = {
            "deferral_confirmation": self._deferral,
            "dispute_received": self._objection,
            "dispute_answer": self._answer,
            "plan_agreement": self._plan,
            "plan_reminder": self._reminder,
            "plan_missed": self._missed,
            "settlement_offer": self._offer,
            "ability_notice": self._inquiry,
            "enforcement_notice": self._enforcement,
        }[self.letter.kind]
        return {**self.house_sentences(given), "running": "", **own(given)}

    def sections(self, said: dict[str, str]) -> tuple[Section, ...]:
        """The passages below the sum, in reading order."""
        return self.passages(*((name, said.get(name, "")) for name in _SECTIONS[self.letter.kind]))

    def claim(self) -> tuple[tuple[str, str], ...]:
        """What the letter is about; where no table names the claims, their invoices."""
        pairs = Writer.claim(self)
        if has_several_claims(self.letter) and not self.letter.items:
            numbers = ", ".join(claim.invoice_number for claim in self.letter.claims)
            pairs = (*pairs[:-1], (self.label("concerns"), self._say("listed", numbers=numbers)))
        if self.letter.deferral:
            new = (self._say("new_day"), self.day(self.letter.pay_by))
            old = (self._say("old_day"), self.day(self.letter.deferral.old_day_on))
            return (*pairs, new, old)
        return pairs

    def sum_heading(self) -> str:
        """The heading above the rows; empty where the letter shows no sum."""
        if self.letter.instalment:
            return self.words.say("headings.instalment")
        return self.words.say("headings.sum") if self.letter.items else ""

    def sum_rows(self) -> tuple[Row, ...]:
        """The items; after them a plan's interest, or the one instalment and what was paid."""
        rows = Writer.sum_rows(self)
        if self.letter.plan:
            return (*rows, *self._interest_row(self.letter.plan))
        if self.letter.instalment:
            return self._instalment_rows(self.letter.instalment)
        return rows

    def explained_rows(self) -> tuple[Row, ...]:
        """Each item with its arithmetic, and a plan's interest with them."""
        rows = Writer.explained_rows(self)
        return (*rows, *self._interest_row(self.letter.plan)) if rows and self.letter.plan else rows

    def total(self) -> tuple[str, str]:
        """What the rows come to; in a plan what its instalments pay."""
        if self.letter.plan:
            left = "left" if self.letter.plan.paid_minor else "total"
            return (self._say(left), self.money(self.letter.plan.left_minor))
        if self.letter.instalment:
            return (self.label("total"), self.money(self.letter.asked_minor))
        if self.letter.offer:
            return (self._say("offer.owed"), self.money(self.letter.total_minor))
        if self.letter.answer and self.letter.answer.outcome == TO_COURT:
            return (self._say("answer.disputed"), self.money(self.letter.total_minor))
        return Writer.total(self)

    def schedule(self) -> Schedule | None:
        """Every instalment with its day, its amount and its own reference."""
        plan = self.letter.plan
        if plan is None:
            return None
        columns = (self._say("number"), self._say("due_on"), self.reference_label())
        return Schedule(
            heading=self.words.say("headings.plan"),
            columns=(*columns, self.label("amount")),
            lines=tuple(
                (str(row.number), self.day(row.due_on), row.reference, self.money(row.amount_minor))
                for row in plan.rows
            ),
            total=(self._say("total"), self.money(plan.total_minor)),
        )

    def _say(self, name: str, **given: str) -> str:
        return self.words.say(f"beside.{name}", **given)

    def _days(self, count: int) -> str:
        return self._say("one_day") if count == 1 else self._say("days", count=str(count))

    def _deferral(self, given: dict[str, str]) -> dict[str, str]:
        told = needed(self.letter.deferral, self.letter, "deferral")
        thanks = self._say("thanks") if told.asked_by_debtor else ""
        opening = self._say("deferral.opening", **given, old_day=self.day(told.old_day_on))
        next_step = self.next_step()
        follows = self._say("deferral.next", **given)
        return {
            "lead": self._say("deferral.lead", **given),
            "opening": " ".join(filter(None, (thanks, opening))),
            "running": self.running() if told.interest == "runs" else "",
            "interest": self._deferral_interest(told, given),
            "next": " ".join(filter(None, (follows, next_step))),
        }

    def _deferral_interest(self, told: DeferralTold, given: dict[str, str]) -> str:
        if told.interest != "runs":
            return self._say(f"deferral.interest_{told.interest}", **given)
        said = self._say("deferral.interest_runs")
        if told.interest_minor is None:
            return said
        amount = self.money(told.interest_minor)
        return f"{said} {self._say('deferral.interest_amount', amount=amount, **given)}"

    def _offer(self, given: dict[str, str]) -> dict[str, str]:
        return settlement_offer_letter.sentences(self, given)

    def _inquiry(self, given: dict[str, str]) -> dict[str, str]:
        return inquiry_letter.sentences(self, given)

    def _enforcement(self, given: dict[str, str]) -> dict[str, str]:
        return enforcement_notice_letter.sentences(self, given)

    def _objection(self, given: dict[str, str]) -> dict[str, str]:
        told = needed(self.letter.objection, self.letter, "objection")
        answer_by = self.day(told.answer_by)
        return {
            "lead": self._say("objection.lead", answer_by=answer_by),
            "opening": f"{self._say('thanks')} "
            + self._say("objection.opening", received_on=self.day(told.received_on)),
            "understood": self._understood(told),
            "stopped": self._say("objection.stopped"),
            "answer_when": self._say("objection.answer_when", answer_by=answer_by),
            "more": self._say("objection.more", **given),
        }

    def _understood(self, told: ObjectionTold) -> str:
        said = [self._say(f"objection.reasons.{told.reason}")]
        if text := _on_one_line(told.text):
            said.append(self._say("objection.words", text=text))
        if told.part_minor is not None:
            said.append(self._say("objection.part", part=self.money(told.part_minor)))
        return " ".join(said)

    def _answer(self, given: dict[str, str]) -> dict[str, str]:
        told = needed(self.letter.answer, self.letter, "answer")
        given = {**given, "court": self._say(f"answer.court.{self.letter.country}")}
        still_owed, house = self.letter.asked_minor > 0, self.house_sentences(given)
        follows = "owed" if still_owed else TO_COURT if told.outcome == TO_COURT else "upheld"
        return {
            "lead": self._say(f"answer.lead.{_lead_of(told, still_owed)}", **given),
            "opening": self._answer_opening(told, given),
            "running": self.running() if still_owed else "",
            "reasons": _on_one_line(told.reasons),
            "next": " ".join(
                filter(
                    None,
                    (
                        self._say(f"answer.next.{follows}", **given),
                        self.next_step() if still_owed else "",
                    ),
                )
            ),
            "object": self._say("answer.still_wrong", **given) if still_owed else "",
            "cannot": house["cannot"] if still_owed else "",
            "advice": house["advice"] if still_owed else "",
            "court_or_drop": self._court(told, given),
            "complain": self._complain(given),
        }

    def _answer_opening(self, told: AnswerTold, given: dict[str, str]) -> str:
        said = self._say("answer.opening", objected_on=self.day(told.objected_on))
        is_less = told.outcome in ("upheld", "reduced") and self.letter.asked_minor > 0
        if not is_less or told.was_minor is None:
            return said
        return f"{said} {self._say('answer.was', was=self.money(told.was_minor), **given)}"

    def _court(self, told: AnswerTold, given: dict[str, str]) -> str:
        """That each side can have the matter decided; nothing where nothing is disputed more."""
        if self.letter.asked_minor <= 0:
            return ""
        drop = self.words.say(f"court_or_drop.{self.letter.country}", **given)
        return f"{drop} {self._say('answer.creditor_court', **given)}"

    def _complain(self, given: dict[str, str]) -> str:
        """Where to complain: to us first, then to the board or the authority of agencies."""
        letter = self.letter
        if board := self.house_sentences(given)["board"]:
            return board
        said = self._say("complain", **given)
        if letter.country != "SE" or not letter.is_agency:
            return said
        supervisor = law_book("SE").value("practice.supervisor", on=letter.sent_on).amount
        named = self._say(f"supervisors.{supervisor}")
        return f"{said} {self._say('supervised', supervisor=named)}"

    def _plan(self, given: dict[str, str]) -> dict[str, str]:
        plan = needed(self.letter.plan, self.letter, "plan")
        total, count = self.money(plan.total_minor), str(len(plan.rows))
        lead = "plan.lead" if len(plan.rows) > 1 else "plan.lead_one"
        if plan.paid_minor:
            lead = "plan.lead_paid"
            given = {**given, "paid": self.money(plan.paid_minor)}
        agreed = self._say(
            "plan.opening" if plan.is_whole else "plan.opening_part",
            agreed_on=self.day(plan.agreed_on),
            agreed_by=self._say(f"plan.ways.{plan.agreed_by}"),
        )
        sent = self._say("plan.sent", sent_on=self.day(self.letter.sent_on))
        return {
            "lead": self._say(lead, total=total, count=count, **given),
            "opening": f"{agreed} {sent}",
            "sent": sent,
            "running": self._plan_interest(plan),
            "cost_of_plan": self._plan_cost(),
            "move": self._plan_moves(plan, given),
            "missed": self._say("plan.missed", days=self._days(plan.grace_days)),
        }

    def _plan_cost(self) -> str:
        fee_minor = sum(item.amount_minor for item in of_kind(self.letter.items, "instalment_plan"))
        if not fee_minor:
            return self._say("plan.free")
        return self._say("plan.fee", fee=self.money(fee_minor))

    def _plan_interest(self, plan: PlanTable) -> str:
        if plan.interest_rate_bp is None:
            return self._say("plan.no_interest")
        rate = self.words.rate(plan.interest_rate_bp)
        said = self._say("plan.interest", amount=self.money(plan.interest_minor), rate=rate)
        for from_, rate_bp in plan.later_rates:
            later = self.words.rate(rate_bp)
            said += " " + self._say("plan.interest_from", from_=self.day(from_), rate=later)
        if plan.interest_until is None or plan.interest_until > plan.rows[-1].due_on:
            return said
        last = self.day(plan.interest_until - timedelta(days=1))
        return f"{said} {self._say('plan.interest_later', last=last)}"

    def _plan_moves(self, plan: PlanTable, given: dict[str, str]) -> str:
        if not plan.moves:
            return self._say("plan.move_ask", **given)
        times = self._say("once") if plan.moves == 1 else self._say("times", count=str(plan.moves))
        return self._say("plan.move", times=times, **given)

    def _interest_row(self, plan: PlanTable) -> tuple[Row, ...]:
        if not plan.interest_minor:
            return ()
        name, amount = self._say("plan.interest_row"), self.money(plan.interest_minor)
        return (Row(name, plan.interest_reference, amount),)

    def _instalment(self) -> tuple[InstalmentTold, dict[str, str]]:
        told = needed(self.letter.instalment, self.letter, "instalment")
        named = {"number": str(told.number), "count": str(told.count)}
        return told, {**named, "due_on": self.day(told.due_on)}

    def _instalment_rows(self, told: InstalmentTold) -> tuple[Row, ...]:
        _, named = self._instalment()
        due = self._say("instalment.row", **named)
        rows = [Row(due, "", self.money(told.amount_minor))]
        if told.paid_minor:
            rows.append(Row(self._say("instalment.paid"), "", self.money(-told.paid_minor)))
        if told.others_due_minor:
            others = self.money(told.others_due_minor)
            rows.append(Row(self._say("instalment.others"), "", others))
        return tuple(rows)

    def _left(self, told: InstalmentTold) -> str:
        if told.left_after_minor is None:
            return ""
        if told.left_after_minor == 0:
            return self._say("instalment.last")
        return self._say("instalment.left", left=self.money(told.left_after_minor))

    def _reminder(self, given: dict[str, str]) -> dict[str, str]:
        told, named = self._instalment()
        return {
            "lead": self._say("instalment.lead", **given),
            "opening": self._say("instalment.opening", **named),
            "running": self._left(told),
            "move": self._say("plan.move_ask", **given),
            "cost": self._say("instalment.cost"),
        }

    def _missed(self, given: dict[str, str]) -> dict[str, str]:
        told, named = self._instalment()
        return {
            "lead": self._say("missed.lead", **given),
            "opening": self._say("missed.opening", **named),
            "running": self._left(told),
            "next": self._say("missed.next", before=self.day(told.nothing_before_on)),
            "cannot": self._say("missed.cannot", **given),
            "cost": self._say("instalment.cost"),
        }


def _lead_of(told: AnswerTold, still_owed: bool) -> str:
    """Which first sentence an answer has: by its outcome and whether anything is to be paid."""
    if told.outcome == "upheld":
        return "upheld_in_part" if still_owed else "upheld"
    return told.outcome if still_owed or told.outcome == TO_COURT else "nothing_left"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
