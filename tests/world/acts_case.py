"""What people do with a case: time, plans, objections, charges, its end and its beginning again."""

from datetime import timedelta

from kvitt.application.agree_plan import agree_plan
from kvitt.application.announce_payment import announce_payment
from kvitt.application.charge_case import charge_case
from kvitt.application.close_case import close_case
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.defer_case import defer_case
from kvitt.application.end_plan import end_plan
from kvitt.application.keep_case_apart import keep_case_apart
from kvitt.application.move_instalment import move_instalment
from kvitt.application.place_hold import place_hold, release_hold
from kvitt.application.preview_plan import PlanWish, cases_of, preview_plan
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.register_complaint import answer_complaint, register_complaint
from kvitt.application.reopen_case import reopen_case
from kvitt.application.stop_case import resume_case, stop_case
from kvitt.application.waive_charges import waive_charges
from kvitt.domain.closing import REASONS as CLOSINGS
from kvitt.domain.dispute import COMPLAINT_OUTCOMES, COMPLAINTS_ABOUT, OUTCOMES, REASONS
from kvitt.domain.holds import BY_HAND, KINDS
from kvitt.domain.plan_rules import WHO
from kvitt.kernel.refusal import Refusal
from tests.world.court import LETS_FILE
from tests.world.world import Die, World


def defer(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    until = world.day + timedelta(days=1 + die.number(40))
    interest = ("runs", "waived")[die.number(2)]
    done = defer_case(
        world.creditor, case_id, until=until, because="asked for it", today=world.day,
        interest=interest, by=die.pick(WHO), actor="Mona",
        override_because="illness" if die.number(4) == 3 else "",
    )  # fmt: skip
    world.court.remember(case_id, "deferral", done.until_on)
    return f"{world.name_of(case_id)} until {done.until_on}, interest {interest}"


def announce(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    until = announce_payment(world.creditor, case_id, today=world.day, actor="Mona")
    world.court.remember(case_id, "payment_announced", until)
    return f"{world.name_of(case_id)} until {until}"


def hold(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    kind = die.pick(BY_HAND)
    days = die.number(30)
    ends = KINDS[kind].needs_end or bool(die.number(2))
    until = world.day + timedelta(days=days) if ends else None
    place_hold(
        world.creditor, case_id, kind=kind, because="it is so", today=world.day, actor="Mona",
        until_on=until,
    )  # fmt: skip
    if kind not in LETS_FILE:
        world.court.remember(case_id, kind, until)
    return f"{kind} on the {world.name_of(case_id)}{f' for {days} days' if ends else ''}"


def release(world: World, die: Die) -> str:
    held = world.rows(
        "select distinct h.case_id, h.kind from hold h where h.tenant_id = %s and h.from_on <= %s"
        " and (h.until_on is null or h.until_on >= %s) order by 1, 2",
        world.day,
        world.day,
    )
    one = die.pick(held)
    release_hold(
        world.creditor, one.case_id, kind=one.kind, because="over", today=world.day, actor="Mona"
    )
    world.court.forget([one.kind], one.case_id)
    return f"{one.kind} of the {world.name_of(one.case_id)}"


def stop(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    kind = die.pick(("dispute", "manual_pause", "sue_or_drop"))
    stop_case(world.creditor, case_id, kind=kind, because="stop", today=world.day, actor="Mona")
    if kind not in LETS_FILE:
        world.court.remember(case_id, kind, None)
    return f"{kind} on the {world.name_of(case_id)}"


def resume(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    kind = die.pick(("manual_pause", "sue_or_drop", "dispute"))
    ended = resume_case(
        world.creditor, case_id, kind=kind, because="go on", today=world.day, actor="Mona"
    )
    world.court.forget([kind], case_id)
    return f"{kind} of the {world.name_of(case_id)}: {'ended' if ended else 'none stood'}"


def dispute(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    part = None if die.number(3) else 1 + die.number(80_00)
    reason = die.pick(REASONS)
    raise_dispute(
        world.creditor, case_id, reason=reason, text="it is wrong", today=world.day,
        actor="Mona", part_minor=part,
    )  # fmt: skip
    world.court.remember(case_id, "dispute", None)
    return f"{world.name_of(case_id)}: {reason}, {part or 'all of it'}"


def decide(world: World, die: Die) -> str:
    """The first answers of a list of five with each way of saying how much is given up."""
    case_id = die.pick(
        sorted(
            row.case_id
            for row in world.rows(
                "select distinct case_id from dispute where tenant_id = %s and outcome is null"
            )
        )
    )
    outcome = die.pick(OUTCOMES)
    minor = 1 + die.number(50_00) if outcome == "reduced" else None
    decided = decide_dispute(
        world.creditor, case_id, outcome=outcome, because="so it was found", today=world.day,
        actor="Mona", withdrawn_minor=minor,
        was_reasonable=True if outcome in ("rejected", "to_court") and die.number(3) == 2 else None,
    )  # fmt: skip
    world.court.forget(["dispute"], case_id)
    return (
        f"{world.name_of(case_id)}: {outcome}, {decided.withdrawn_minor} given up, goes on "
        f"{decided.resumes_on}"
    )


def complain(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases() + world.closed_cases())
    about = die.pick(COMPLAINTS_ABOUT)
    register_complaint(
        world.creditor, case_id, about=about, text="the tone", today=world.day, actor="Mona"
    )
    return f"{about}, {world.name_of(case_id)}"


def answer_a_complaint(world: World, die: Die) -> str:
    waiting = world.rows(
        "select id from complaint where tenant_id = %s and outcome is null order by id"
    )
    outcome = die.pick(COMPLAINT_OUTCOMES)
    answer_complaint(
        world.creditor, die.pick(waiting).id, outcome=outcome, answer="We are sorry.",
        today=world.day, actor="Mona",
    )  # fmt: skip
    return outcome


def _wish(world: World, die: Die) -> tuple[list[int], PlanWish]:
    case_id = die.pick(world.open_cases())
    first_on = world.day + timedelta(days=1 + die.number(60))
    by_months = die.number(3) != 2
    wish = PlanWish(
        first_on,
        months=1 + die.number(12) if by_months else None,
        amount_minor=None if by_months else 100_00 + die.number(900_00),
        by=die.pick(WHO),
        override="agreed by the head of the desk" if die.number(4) == 3 else "",
    )
    return cases_of(world.creditor, case_id, of_debtor=bool(die.number(2))), wish


def preview(world: World, die: Die) -> str:
    """A preview writes nothing."""
    cases, wish = _wish(world, die)
    before = world.links()
    offers = preview_plan(world.creditor, cases, wish, today=world.day).offers
    assert world.links() == before, "a preview wrote something"
    return f"{len(offers)} offers, {offers[0].total_minor} in {offers[0].months} months"


def agree(world: World, die: Die) -> str:
    cases, wish = _wish(world, die)
    agreed = agree_plan(world.creditor, cases, wish, today=world.day, actor="Mona")
    parts = agreed.offer.instalments
    for one in cases:  # it takes their place; the plan itself is looked up
        world.court.forget(["deferral", "payment_announced"], one)
    return f"{agreed.offer.total_minor} in {len(parts)} parts from {parts[0].due_on}"


def _running_plan(world: World, die: Die) -> int:
    running = world.rows(
        "select id from plan where tenant_id = %s and ended_on is null order by id"
    )
    return int(die.pick(running).id)


def move(world: World, die: Die) -> str:
    plan_id = _running_plan(world, die)
    one = die.pick(
        world.rows(
            "select number, due_on from instalment where tenant_id = %s and plan_id = %s"
            " and due_on >= %s order by number",
            plan_id,
            world.day,
        )
    )
    moved = move_instalment(
        world.creditor, plan_id, one.number, to=one.due_on + timedelta(days=1 + die.number(20)),
        because="wages come later", today=world.day, actor="Mona",
    )  # fmt: skip
    return f"instalment {one.number} from {one.due_on} to {moved.due_on}"


def end(world: World, die: Die) -> str:
    plan_id = _running_plan(world, die)
    goes_on = end_plan(
        world.creditor, plan_id, because="it was given up", today=world.day, actor="Mona"
    )
    return f"goes on {goes_on}"


def close(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    reason = die.pick(tuple(CLOSINGS))
    closed = close_case(
        world.creditor, case_id, because="it is over", today=world.day, actor="Mona",
        reason=reason, document="certificate" if die.number(4) else "",
    )  # fmt: skip
    world.court.forget(case_id=case_id)
    return (
        f"{world.name_of(case_id)}: {reason}, {closed.written_off_minor} written off, "
        f"{closed.voided_minor} taken back"
    )


def reopen(world: World, die: Die) -> str:
    case_id = die.pick(world.closed_cases())
    owed = reopen_case(
        world.creditor, case_id, because="it was a mistake", today=world.day, actor="Mona"
    )
    return f"{world.name_of(case_id)} owes {owed}"


def waive(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    kinds = ((), ("interest",))[die.number(2)]
    minor = waive_charges(
        world.creditor, case_id, because="goodwill", today=world.day, kinds=kinds, actor="Mona"
    )
    return f"{minor} of the {world.name_of(case_id)}"


CHARGES = {
    "SE": ("payment_order_application", "payment_order_representation"),
    "NO": ("conciliation_application", "attachment_application"),
}


def charge(world: World, die: Die) -> str:
    """A person charges what an authority costs: as a rule where the demand has run out."""
    demanded = world.rows(
        "select distinct n.case_id from notice n join collection_case c on c.id = n.case_id"
        " where n.tenant_id = %s and n.state = 'sent' and c.closed_on is null"
        " and n.kind in ('collection_demand', 'payment_demand')"
        f" and n.deadline_on < '{world.day}' order by 1"
    )
    ready = [row.case_id for row in demanded]
    case_id = die.pick(ready if die.number(4) else world.open_cases())
    kind = die.pick(CHARGES[world.country])
    fee = charge_case(
        world.creditor, case_id, kind=kind, today=world.day, actor="Mona",
        amount_minor=None if die.number(3) else 1 + die.number(500_00),
    )  # fmt: skip
    world.charged_by_hand[kind] += 1
    return f"{kind} of {fee.amount_minor} on the {world.name_of(case_id)}"


def keep_apart(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    keep_case_apart(world.creditor, case_id, because="asked for", today=world.day, actor="Mona")
    return world.name_of(case_id)


def a_stranger_tries(world: World, die: Die) -> str:
    """Another creditor's people reach none of these cases, whatever they try."""
    case_id = die.pick(world.open_cases() + world.closed_cases())
    day, who = world.day, world.stranger
    until = day + timedelta(days=3)
    tries = {
        "defer": lambda: defer_case(who, case_id, until=until, because="-", today=day, actor="Eve"),
        "announce": lambda: announce_payment(who, case_id, today=day, actor="Eve"),
        "hold": lambda: place_hold(
            who, case_id, kind="manual_pause", because="-", today=day, actor="Eve"
        ),
        "dispute": lambda: raise_dispute(
            who, case_id, reason="other", text="-", today=day, actor="Eve"
        ),
        "close": lambda: close_case(
            who, case_id, because="-", today=day, actor="Eve", reason="withdrawn"
        ),
        "reopen": lambda: reopen_case(who, case_id, because="-", today=day, actor="Eve"),
        "waive": lambda: waive_charges(who, case_id, because="-", today=day, actor="Eve"),
        "charge": lambda: charge_case(who, case_id, kind="reminder", today=day, actor="Eve"),
        "plan": lambda: agree_plan(
            who, [case_id], PlanWish(until, months=2), today=day, actor="Eve"
        ),
    }
    name = die.pick(sorted(tries))
    before = world.links()
    try:
        tries[name]()
    except Refusal:
        assert world.links() == before, f"a stranger left traces: {name}"
        return f"{name} was refused"
    raise AssertionError(f"another creditor could {name} a case that is not its own")
