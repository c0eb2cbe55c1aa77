"""The state machine: Hypothesis throws the dice, the world lives, the watch looks at each step."""

from collections.abc import Callable
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.world import (
    acts_case,
    acts_court,
    acts_money,
    acts_monitoring,
    acts_office,
    acts_talk,
    acts_time,
)
from tests.world.dice import BY_THE_SEED
from tests.world.end import look_at_the_books
from tests.world.house import House
from tests.world.invariants import Watch
from tests.world.world import AFTER_THE_DEMAND, AGREEMENTS, BEGINNINGS, Die, World, put_law_back

STEPS = 12
COURT_EVERY = 5
"""Every fifth world begins when the letters have brought nothing."""
FAR = 10**9
"""Where the dice of a seed let no world begin, that of the seed so far on is lived."""
FAMILIES = ("se-own", "se-agency", "no-own", "no-agency")
TIME = (
    acts_time.next_day, acts_time.some_days, acts_time.some_days, acts_time.some_days,
    acts_time.thirty_days, acts_time.same_night_again, acts_time.three_day_outage,
    acts_time.over_the_turn, acts_time.mail_outage, acts_time.the_post_goes,
    acts_time.an_address_fails,
    acts_time.answer_for_uncertain, acts_time.answer_for_uncertain, acts_time.send_refused_again,
    acts_time.a_law_becomes_known,
)  # fmt: skip
MONEY = (
    acts_money.register_invoice, acts_money.register_invoice, acts_money.register_again,
    acts_money.credit_note, acts_money.pay_what_is_open, acts_money.pay_the_principal,
    acts_money.pay_a_part, acts_money.pay_too_much, acts_money.pay_twice,
    acts_money.pay_an_instalment, acts_money.pay_without_reference, acts_money.the_same_file_again,
    acts_money.the_bank_takes_back, acts_money.assign_a_payment, acts_money.set_a_payment_aside,
    acts_money.own_money, acts_money.settle,
)  # fmt: skip
CASE = (
    acts_case.defer, acts_case.announce, acts_case.hold, acts_case.release,
    acts_case.release, acts_case.stop,
    acts_case.resume, acts_case.dispute, acts_case.decide,
    acts_case.decide, acts_case.complain,
    acts_case.answer_a_complaint, acts_case.preview, acts_case.agree, acts_case.agree,
    acts_case.move, acts_case.end, acts_case.close, acts_case.reopen, acts_case.waive,
    acts_case.charge,
    acts_case.charge, acts_case.keep_apart, acts_case.a_stranger_tries,
)  # fmt: skip
TALK = (
    acts_talk.begin_to_talk, acts_talk.write, acts_talk.mail_the_messages,
    acts_talk.answer_by_mail, acts_talk.end_a_talk, acts_talk.give, acts_talk.answer,
)  # fmt: skip
OFFICE = (
    acts_office.offer_a_settlement,
    acts_office.approve_an_offer,
    acts_office.withdraw_an_offer,
    acts_office.pay_an_offer,
    acts_office.automate,
    acts_office.accept_the_suggestions,
    acts_office.decline_one,
    acts_office.move_house,
    acts_office.a_letter_returns,
    acts_office.an_early_letter_returns,
    acts_office.answer_a_returned_letter,
    acts_office.somebody_else_got_it,
    acts_office.split,
    acts_office.split,
    acts_office.join,
    acts_office.pay_the_creditor,
    acts_office.correct_a_payment,
    acts_office.stop_what_leaves,
    acts_office.let_it_go,
    acts_office.into_the_shadow,
    acts_office.out_of_the_shadow,
    acts_office.change_the_terms,
    acts_office.ask_for_a_call,
    acts_monitoring.follow,
    acts_monitoring.follow,
    acts_monitoring.follow_no_more,
)
FIRST: dict[Callable[[World, Die], str], Callable[[World, Die], str]] = {
    acts_time.the_post_goes: acts_time.some_days,
    acts_time.answer_for_uncertain: acts_time.some_days,
    acts_time.send_refused_again: acts_time.some_days,
    acts_time.a_law_becomes_known: acts_time.some_days,
    acts_time.three_day_outage: acts_time.same_night_again,
    acts_money.pay_an_instalment: acts_case.agree,
    acts_money.the_same_file_again: acts_money.pay_a_part,
    acts_money.the_bank_takes_back: acts_money.pay_a_part,
    acts_money.assign_a_payment: acts_money.pay_without_reference,
    acts_money.set_a_payment_aside: acts_money.pay_without_reference,
    acts_money.own_money: acts_money.pay_without_reference,
    acts_money.settle: acts_money.pay_a_part,
    acts_case.release: acts_case.hold,
    acts_monitoring.follow_no_more: acts_monitoring.follow,
    acts_case.decide: acts_case.dispute,
    acts_case.answer_a_complaint: acts_case.complain,
    acts_case.move: acts_case.agree,
    acts_case.end: acts_case.agree,
    acts_case.reopen: acts_case.close,
    acts_office.approve_an_offer: acts_office.offer_a_settlement,
    acts_office.withdraw_an_offer: acts_office.offer_a_settlement,
    acts_office.pay_an_offer: acts_office.approve_an_offer,
    acts_office.answer_a_returned_letter: acts_office.an_early_letter_returns,
    acts_office.an_early_letter_returns: acts_time.thirty_days,
    acts_case.charge: acts_time.thirty_days,
    acts_office.split: acts_office.join,
    acts_office.join: acts_money.register_invoice,
    acts_office.a_letter_returns: acts_time.some_days,
    acts_office.correct_a_payment: acts_office.pay_the_creditor,
    acts_office.let_it_go: acts_office.stop_what_leaves,
    acts_office.out_of_the_shadow: acts_office.into_the_shadow,
    acts_court.happens: acts_court.file,
    acts_court.what_cannot_happen: acts_court.draft,
    acts_court.a_stranger_files: acts_court.draft,
    acts_court.file: acts_court.approve,
    acts_court.approve: acts_court.draft,
    acts_court.take_it_back: acts_court.draft,
    acts_court.ask_whether_it_arrived: acts_court.file,
    acts_court.propose: acts_court.adopt_a_policy,
    acts_court.adopt_a_policy: acts_court.until_the_last_letter,
    acts_talk.write: acts_talk.begin_to_talk,
    acts_talk.mail_the_messages: acts_talk.begin_to_talk,
    acts_talk.answer_by_mail: acts_talk.mail_the_messages,
    acts_talk.end_a_talk: acts_talk.begin_to_talk,
    acts_talk.give: acts_time.some_days,
    acts_talk.answer: acts_time.some_days,
}
"""What is done first where there is nothing yet to do the other to."""
RARE = (
    acts_case.charge,
    acts_case.charge,
    acts_case.reopen,
    acts_case.waive,
    acts_office.approve_an_offer,
    acts_office.approve_an_offer,
    acts_office.pay_an_offer,
    acts_office.pay_an_offer,
    acts_office.answer_a_returned_letter,
    acts_office.answer_a_returned_letter,
    acts_office.split,
    acts_office.decline_one,
    acts_office.decline_one,
    acts_time.the_post_goes,
    acts_time.answer_for_uncertain,
    acts_time.send_refused_again,
    acts_time.send_refused_again,
    acts_talk.answer_by_mail,
)
"""What needs so much before it that it is tried more often than the others."""
ACTS: tuple[Callable[[World, Die], str], ...] = (*TIME, *MONEY, *CASE, *OFFICE, *TALK, *RARE)
COURT = (
    *[acts_court.happens] * 14, *[acts_court.file] * 8, *[acts_court.approve] * 3,
    *[acts_court.draft] * 3, *[acts_court.propose] * 3, acts_court.adopt_a_policy,
    acts_court.learn_of_means, acts_court.announce, acts_court.take_it_back,
    acts_court.what_cannot_happen, acts_court.what_cannot_happen,
    *[acts_court.a_stranger_files] * 3,
    acts_court.learn_the_number, acts_court.learn_the_number,
    *[acts_court.ask_whether_it_arrived] * 5, acts_court.until_the_last_letter,
    acts_court.a_long_silence,
)  # fmt: skip
AFTERWARDS: tuple[Callable[[World, Die], str], ...] = (
    *COURT,
    acts_time.next_day, acts_time.some_days, acts_time.thirty_days, acts_time.same_night_again,
    acts_money.register_invoice, acts_money.credit_note, acts_money.pay_what_is_open,
    acts_money.pay_a_part, acts_money.pay_too_much, acts_money.the_bank_takes_back,
    acts_case.defer, acts_case.announce, acts_case.hold, acts_case.hold, acts_case.release,
    acts_case.release, acts_case.stop, acts_case.resume, acts_case.dispute, acts_case.decide,
    acts_case.decide, acts_case.agree, acts_case.end, acts_case.close, acts_case.close,
    acts_case.reopen, acts_case.reopen, acts_case.waive,
    acts_office.offer_a_settlement, acts_office.pay_the_creditor, acts_office.split,
    acts_office.join, acts_office.somebody_else_got_it, acts_office.out_of_the_shadow,
    acts_monitoring.follow, acts_monitoring.follow_no_more,
)  # fmt: skip
"""What is done in a world that begins when the letters have brought nothing."""
NAMES = tuple(dict.fromkeys(act.__name__ for act in (*ACTS, *COURT)))
DICE = st.tuples(*[st.integers(0, 2**16)] * 7)


class Life(RuleBasedStateMachine):
    """One life of a world. ``house`` is set before it runs; ``lived`` keeps each world."""

    house: House
    lived: list[World]
    after_the_demand = False
    """Whether it begins when the letters have brought nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None
        self.watch: Watch | None = None

    @initialize(token=st.integers(0, 2**32), dice=DICE)
    def begin(self, token: int, dice: tuple[int, ...]) -> None:
        """A world begins. Hypothesis tries all zeros first: that one sleeps."""
        if token == 0:
            return
        die = Die([token, *dice, *(number >> 7 for number in dice)])
        family = die.pick(FAMILIES)
        country = family[:2].upper()
        self.world = World(
            self.house,
            country,
            family,
            die.pick(AFTER_THE_DEMAND[country] if self.after_the_demand else BEGINNINGS),
            die.pick(AGREEMENTS),
            by_camt=die.number(3) == 2,
        )
        self.lived.append(self.world)
        self.watch = Watch(self.world)
        self.world.after_night = self.watch.look
        if self.after_the_demand:
            self.demand_in_vain(die)
            return
        for _ in range(2):
            self.world.take("register_invoice", acts_money.register_invoice, die)
        if die.number(2):
            self.world.take("an_address_fails", acts_time.an_address_fails, die)
        self.watch.look()

    def demand_in_vain(self, die: Die) -> None:
        """Invoices that fell due long ago; their letters leave and nobody pays."""
        assert self.world is not None and self.watch is not None
        for _ in range(1 + die.number(2)):
            numbers = Die([4, 3 + die.number(5), (0, 2, 0, 3, 1)[die.number(5)], die.number(3)])
            self.world.take("register_invoice", acts_money.register_invoice, numbers)
        until = acts_court.until_the_last_letter
        self.world.take(until.__name__, until, die)
        self.watch.look()

    def take(self, act: Callable[[World, Die], str], dice: tuple[int, ...]) -> None:
        """One step, and the look at what came of it."""
        if self.world is None or self.watch is None:
            return
        self.world.broken = True
        chain = [act]
        while not self.world.take(act.__name__, act, Die(dice)) and act in FIRST:
            act = FIRST[act]
            chain.append(act)
        self.watch.look()
        for act in reversed(chain[:-1]):
            if not self.world.take(act.__name__, act, Die(dice)):
                break
            self.watch.look()
        self.world.broken = False

    def teardown(self) -> None:
        """The last look: charges by the law of their days, histories, and the program's own check.

        Not after a failure: that has been told.
        """
        if self.world is not None and self.watch is not None and not self.world.broken:
            self.watch.look_at_the_end()
            self.watch.look_at_the_days()
            look_at_the_books(self.world, self.watch.left_after)


def _as_rule(act: Callable[[World, Die], str]) -> Any:
    def run(self: Life, dice: tuple[int, ...]) -> None:
        self.take(act, dice)

    return run


class Machine(Life):
    """A life that begins with the first invoices."""


class AfterTheDemand(Life):
    """A life that begins when the letters have brought nothing."""

    after_the_demand = True


def _give(machine: type[Life], acts: tuple[Callable[[World, Die], str], ...]) -> None:
    for number, act in enumerate(acts):
        name = f"{act.__name__}_{number}"
        run = _as_rule(act)
        run.__name__ = name
        setattr(machine, name, rule(dice=DICE)(run))


_give(Machine, ACTS)
_give(AfterTheDemand, AFTERWARDS)


def live(house: House, number: int, *, shrink: bool = False, steps: int = STEPS) -> World:
    """Lives the world of that seed.

    Raises what breaks, with the world as ``lived``; with ``shrink`` after the shortest sequence
    that breaks was looked for.
    """
    lived: list[World] = []
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=2, stateful_step_count=steps, phases=phases, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), verbosity=Verbosity.quiet, print_blob=False,
        report_multiple_bugs=False, backend=BY_THE_SEED,
    )  # fmt: skip
    try:
        for again in count():
            kind = AfterTheDemand if number % COURT_EVERY == 0 else Machine
            machine = type("World", (kind,), {"house": house, "lived": lived})
            run_state_machine_as_test(seed(number + again * FAR)(machine), settings=chosen)
            if lived:
                break
    except Exception as no:
        no.lived = lived[-1] if lived else None  # type: ignore[attr-defined]
        raise
    finally:
        put_law_back()
    return lived[-1]


def told_of(number: int, no: Exception) -> str:
    """What broke in the world of a seed, its story, and how to see it again."""
    world: World | None = getattr(no, "lived", None)
    story = world.story if world is not None else []
    return "\n".join(
        (f"seed {number}: {type(no).__name__}: {no}", *story, f"again: make simulate SEED={number}")
    )
