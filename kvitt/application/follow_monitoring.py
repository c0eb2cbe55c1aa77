"""Monitored cases are followed: once a round each, with what was found and why no more was done.

A round looks at the ability to pay, at the limitation and at what holds the case. It sends at most
one calm letter, plans what must interrupt the limitation in time, and asks a person where the case
can be taken up again or given up. Run again the same day it changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.check_ability import check_ability, valid_reports
from kvitt.application.credit_bureaus import bureau_named
from kvitt.application.monitoring_letter import LETTER, source_of_round
from kvitt.application.plan_interest import book_interest_through_today
from kvitt.application.start_monitoring import end_monitoring_in_scope
from kvitt.domain.monitoring import (
    ANOTHER_CASE,
    ENFORCE_AGAIN,
    KNOWN,
    Monitored,
    MonitoringRules,
    Round,
    round_of,
    rules_of,
    whose_turn,
)
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawNotKnown
from kvitt.store import limitation
from kvitt.store.ability import latest_reports
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.holds import add_task, end_tasks
from kvitt.store.monitoring import (
    DoneRound,
    MonitoredCase,
    due_rounds,
    keep_rounds,
    monitored_cases,
)
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.side_letters import NewLetter, add_letters_beside

BATCH = 2_000
NOBODY_IS_ASKED = Sentence("by the creditor's agreement no credit bureau is asked")


@dataclass(slots=True)
class MonitoringFollowed:
    """What a night did to the monitored cases."""

    rounds: int = 0
    letters: int = 0
    acts: int = 0
    """Interruptions of limitation that were planned."""
    proposals: int = 0
    ended: int = 0
    """Cases that were closed meanwhile."""


def follow_monitoring(tenant_id: int, *, today: date, actor: str = "night") -> MonitoringFollowed:
    """Does the rounds that are due, batch by batch. Call it after the limitation clocks."""
    report = MonitoringFollowed()
    while True:
        with tenant_scope(tenant_id):
            due = due_rounds(tenant_id, today=today, batch=BATCH)
            creditor = creditor_of(tenant_id) if due else None
        if creditor is None:
            return report
        rules = rules_of(creditor.agreement)
        not_asked = _ask(creditor, rules, [case_id for _, case_id in due], today, actor)
        with tenant_scope(tenant_id):
            found = monitored_cases(tenant_id, [one for one, _ in due], today=today)
            if found:
                lock_cases(tenant_id, {one.case_id: today for one in found})
                desk = _Desk(creditor, rules, today, actor, report)
                desk.do_rounds(found, not_asked)
                close_tenant_history(tenant_id)
        if len(found) < BATCH:
            return report


def _ask(
    creditor: Creditor, rules: MonitoringRules, case_ids: Sequence[int], today: date, actor: str
) -> Mapping[int, str]:
    """Asks the agreement's bureau about each case that no report counts for; why not, by case.

    Each question is a transaction of its own, noted before it is asked: killed here, no round has
    been done, and what was answered counts for the round of the next night.
    """
    known = valid_reports(creditor.tenant_id, case_ids, on=today)
    waiting = [case_id for case_id in case_ids if case_id not in known]
    if rules.check == KNOWN:
        return dict.fromkeys(waiting, NOBODY_IS_ASKED)
    told: dict[int, str] = {}
    for case_id in waiting:
        try:
            check_ability(creditor, case_id, bureau_named(rules.check), basis_code="monitoring",
                          basis_text=rules.check_basis, today=today, actor=actor)  # fmt: skip
        except Refusal as no:
            told[case_id] = no.sentence
    return told


def _one_letter_each(
    decided: Sequence[tuple[MonitoredCase, Round]],
) -> list[tuple[MonitoredCase, Round]]:
    """Of the cases of one debtor that would get a letter today the one whose turn it is does."""
    waiting: dict[int, dict[int, Monitored]] = {}
    for one, made in decided:
        if made.sends_letter:
            waiting.setdefault(one.debtor_id, {})[one.case_id] = one.found
    turns = {whose_turn(cases) for cases in waiting.values()}
    return [
        (one, made._replace(no_letter_because=ANOTHER_CASE))
        if made.sends_letter and one.case_id not in turns
        else (one, made)
        for one, made in decided
    ]


class _Desk:
    """Does the rounds of a batch, inside the scope."""

    def __init__(
        self, creditor: Creditor, rules: MonitoringRules, today: date, actor: str,
        report: MonitoringFollowed,
    ) -> None:  # fmt: skip
        self.creditor = creditor
        self.tenant_id = creditor.tenant_id
        self.rules = rules
        self.today = today
        self.actor = actor
        self.report = report

    def do_rounds(self, cases: Sequence[MonitoredCase], not_asked: Mapping[int, str]) -> None:
        """The rounds of these cases; those whose case was closed meanwhile end."""
        standing = []
        for one in cases:
            if one.closed_because is None and one.is_held:
                standing.append(one)
            else:
                self._end(one)
        reports = latest_reports(self.tenant_id, [one.case_id for one in standing], on=self.today)
        decided = []
        for one in standing:
            report = reports.get(one.case_id)
            if report is not None:
                found = one.found._replace(verdict=report.verdict, report_id=report.report_id)
                one = one._replace(found=found)
            made = round_of(one.found, self.rules, country=self.creditor.country, today=self.today)
            decided.append((one, made))
        self._carry_out(_one_letter_each(decided), not_asked)

    def _carry_out(
        self, decided: Sequence[tuple[MonitoredCase, Round]], not_asked: Mapping[int, str]
    ) -> None:
        letters = {one.case_id: made for one, made in decided if made.sends_letter}
        no_interest = self._book_interest(list(letters))
        planned = self._plan_letters(
            {case_id: made for case_id, made in letters.items() if case_id not in no_interest}
        )
        done = []
        for one, made in decided:
            if one.case_id in letters and one.case_id not in planned:
                why = no_interest.get(
                    one.case_id, Sentence("the case has the letter of this round already")
                )
                made = made._replace(no_letter_because=why)
                add_task(
                    self.tenant_id,
                    one.case_id,
                    "letter_not_made",
                    Sentence(
                        "the monitoring letter of {today} was not written: {why}",
                        today=self.today,
                        why=why,
                    ),
                    today=self.today,
                )
            self._plan_acts(one, made)
            self._propose(one, made)
            done.append(
                DoneRound(one.monitoring_id, one.case_id, one.found, made,
                          planned.get(one.case_id), not_asked.get(one.case_id))
            )  # fmt: skip
        keep_rounds(self.tenant_id, done, today=self.today, actor=self.actor)
        self.report.rounds += len(done)
        self.report.letters += len(planned)

    def _book_interest(self, case_ids: Sequence[int]) -> dict[int, str]:
        """Books the interest through today on cases that get a letter; why not, by case.

        Where one claim's rate is not known the others are booked one by one.
        """
        if not case_ids:
            return {}
        try:
            self._interest_of(case_ids)
        except LawNotKnown as no:
            if len(case_ids) == 1:
                return {case_ids[0]: no.sentence}
            return {
                case_id: why
                for one in case_ids
                for case_id, why in self._book_interest([one]).items()
            }
        return {}

    def _interest_of(self, case_ids: Sequence[int]) -> None:
        book_interest_through_today(
            self.creditor, case_ids, today=self.today, actor=self.actor, measure="monitoring"
        )

    def _plan_letters(self, letters: Mapping[int, Round]) -> dict[int, int]:
        """Plans the letters; the notice of each case that got one. The gate was asked in sets."""
        new = [
            NewLetter(case_id, LETTER, f"{LETTER}-{source_of_round(made.next_on)}")
            for case_id, made in letters.items()
        ]
        planned = add_letters_beside(self.tenant_id, new, today=self.today)
        return {one.case_id: one.notice_id for one in planned}

    def _plan_acts(self, one: MonitoredCase, made: Round) -> None:
        """What interrupts in time is planned, and a person is asked to do it."""
        for act in made.acts:
            limitation.plan_act(self.tenant_id, act.claim_id, act=act.act, by_on=act.by_on,
                                today=self.today, by=self.actor)  # fmt: skip
            add_event(one.case_id, "limitation_act_planned", today=self.today, actor=self.actor,
                      claim=act.claim_id, act=act.act, by_on=act.by_on.isoformat())  # fmt: skip
            self.report.acts += 1
        if made.acts:
            first = min(made.acts, key=lambda act: act.by_on)
            end_tasks(self.tenant_id, one.case_id, "limitation_near", today=self.today,
                      by=self.actor, outcome=Sentence("an act was planned"))  # fmt: skip
            sentence = Sentence(
                "invoice {acts}: interrupt the limitation by {by_on} by {act}, and record "
                "the proof",
                acts=[act.invoice_number for act in made.acts],
                by_on=first.by_on,
                act=first.act,
            )
            add_task(self.tenant_id, one.case_id, "interrupt_limitation", sentence,
                     today=self.today)  # fmt: skip

    def _propose(self, one: MonitoredCase, made: Round) -> None:
        if one.found.proceeding:
            end_tasks(self.tenant_id, one.case_id, "take_up_again", today=self.today,
                      by=self.actor, outcome=Sentence("a proceeding is going on"))  # fmt: skip
        for proposal in made.proposals:
            kind = "take_up_again" if proposal.kind == ENFORCE_AGAIN else "decide_write_off"
            add_task(self.tenant_id, one.case_id, kind, proposal.sentence, today=self.today)
            self.report.proposals += 1

    def _end(self, one: MonitoredCase) -> None:
        why = Sentence(
            "its case was closed: {closed_because}",
            closed_because=one.closed_because or "and opened again",
        )
        end_monitoring_in_scope(self.creditor, one.case_id, because=why, today=self.today,
                                actor=self.actor)  # fmt: skip
        self.report.ended += 1
