"""What an office does besides: offers, suggestions, addresses, returned letters, cases in parts."""

from datetime import timedelta

from kvitt.application.answer_suggestions import accept_suggestions, decline_suggestion
from kvitt.application.approve_settlement_offer import approve_settlement_offer
from kvitt.application.approve_shadow_list import approve_shadow_list
from kvitt.application.call_debtor import call_debtor
from kvitt.application.change_address import change_address
from kvitt.application.change_agreement import change_agreement
from kvitt.application.correct_payment import correct_payment
from kvitt.application.draw_up_shadow_list import draw_up_shadow_list
from kvitt.application.merge_by_hand import merge_by_hand
from kvitt.application.offer_settlement import offer_settlement
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.application.report_wrong_recipient import report_wrong_recipient
from kvitt.application.return_letter import answer_returned, return_letter
from kvitt.application.set_automation import set_automation, steps_of
from kvitt.application.split_case import split_case
from kvitt.application.start_shadow import start_shadow
from kvitt.application.stop_sending import let_sending_go, stop_sending
from kvitt.application.withdraw_settlement_offer import withdraw_settlement_offer
from kvitt.domain.address import NewAddress
from kvitt.domain.automation import LEVELS
from kvitt.store.creditors import creditor_of
from kvitt.store.session import tenant_scope
from tests.world.acts_money import pay
from tests.world.world import Die, World


def offer_a_settlement(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    open_minor = sum(row.open_minor for row in world.claims() if row.case_id == case_id)
    made = offer_settlement(
        world.creditor, case_id, amount_minor=max(1, open_minor * (4 + die.number(6)) // 10),
        pay_by_on=world.day + timedelta(days=10 + die.number(15)), because="a part is better",
        today=world.day, person="Mona",
    )  # fmt: skip
    waits = ", waits for another person" if made.needs_approval else ""
    return f"{made.amount_minor} of {made.owed_minor} by {made.pay_by_on}{waits}"


def approve_an_offer(world: World, die: Die) -> str:
    offer = die.pick(_offers(world, "proposed"))
    approve_settlement_offer(world.creditor, offer.id, by="Eva", today=world.day)
    return f"{offer.amount_minor} on the {world.name_of(offer.case_id)}"


def withdraw_an_offer(world: World, die: Die) -> str:
    offer = die.pick(_offers(world, "proposed") + _offers(world, "approved"))
    withdraw_settlement_offer(
        world.creditor, offer.id, because="no", today=world.day, actor="Mona",
        declined=bool(die.number(2)),
    )  # fmt: skip
    return f"{offer.amount_minor} on the {world.name_of(offer.case_id)}"


def pay_an_offer(world: World, die: Die) -> str:
    offer = die.pick(_offers(world, "approved"))
    reference = next(r for r in world.claims() if r.case_id == offer.case_id).payment_reference
    return pay(world, die, reference, offer.amount_minor, "an offer")


def _offers(world: World, state: str) -> list:
    return world.rows(
        "select id, case_id, amount_minor from settlement_offer where tenant_id = %s"
        " and state = %s order by id",
        state,
    )


def automate(world: World, die: Die) -> str:
    """How far a step goes by itself."""
    step = die.pick(("all", *steps_of(world.creditor)))
    level = die.pick(LEVELS)
    set_automation(
        world.creditor, step=step, level=level, because="trust grows", by="Mona", today=world.day,
        below_minor=1_000_00 if level == "below" else None,
        veto_days=3 if level == "veto" else None,
    )  # fmt: skip
    return f"{step} is {level}"


def accept_the_suggestions(world: World, die: Die) -> str:
    done = accept_suggestions(world.creditor, by="Mona", today=world.day)
    return f"{len(done.case_ids) if hasattr(done, 'case_ids') else 'all'} of today"


def decline_one(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    until = world.day + timedelta(days=1 + die.number(20))
    decline_suggestion(
        world.creditor, case_id, until=until, reason="not yet", by="Mona", today=world.day
    )
    return f"{world.name_of(case_id)} until {until}"


def move_house(world: World, die: Die) -> str:
    """A debtor has a new address."""
    case_id = die.pick(world.open_cases())
    new = NewAddress(
        lines=(f"Nygatan {1 + die.number(90)}",),
        postcode="111 22" if world.country == "SE" else "5018",
        city="Lillstad" if world.country == "SE" else "Bergen",
    )
    change_address(world.creditor, case_id, new, because="moved", today=world.day, actor="Mona")
    return world.name_of(case_id)


def a_letter_returns(world: World, die: Die) -> str:
    """The last letter of a case, or an earlier one, lies in the office again."""
    sent = world.rows(
        "select n.case_id, n.step from notice n join collection_case c on c.id = n.case_id"
        " where n.tenant_id = %s and n.state = 'sent' and n.of_flow and c.closed_on is null"
        " and n.cycle = c.cycle order by n.case_id, n.id"
    )
    one = die.pick(sent)
    return_letter(
        world.creditor, one.case_id, because="unknown there", today=world.day, actor="Mona",
        step=one.step,
    )  # fmt: skip
    return f"{one.step} of the {world.name_of(one.case_id)}"


def an_early_letter_returns(world: World, die: Die) -> str:
    """The first letter of a case comes back after the next one has left."""
    sent = world.rows(
        "select n.case_id, min(n.step) filter (where n.id = f.id) as step"
        " from notice n join collection_case c on c.id = n.case_id and c.cycle = n.cycle"
        " join (select case_id, cycle, min(id) as id from notice"
        "   where state = 'sent' and of_flow group by case_id, cycle) f"
        " on f.case_id = n.case_id and f.cycle = n.cycle"
        " where n.tenant_id = %s and n.state = 'sent' and n.of_flow and c.closed_on is null"
        " group by n.case_id having count(*) > 1 order by n.case_id"
    )
    one = die.pick(sent)
    return_letter(
        world.creditor, one.case_id, because="unknown there", today=world.day, actor="Mona",
        step=one.step,
    )  # fmt: skip
    return f"{one.step} of the {world.name_of(one.case_id)}"


def answer_a_returned_letter(world: World, die: Die) -> str:
    asked = world.rows(
        "select distinct h.case_id from hold h join collection_case c on c.id = h.case_id"
        " where h.tenant_id = %s and h.kind = 'came_back_late' and h.until_on is null"
        " and c.closed_on is null order by 1"
    )
    one = die.pick(asked)
    may_stand = bool(die.number(2))
    answer_returned(
        world.creditor, one.case_id, may_stand=may_stand, because="asked", today=world.day,
        actor="Mona",
    )  # fmt: skip
    return f"{world.name_of(one.case_id)}: {'may stand' if may_stand else 'begins anew'}"


def somebody_else_got_it(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    report_wrong_recipient(
        world.creditor, case_id, because="a stranger called", today=world.day, actor="Mona"
    )
    return world.name_of(case_id)


def split(world: World, die: Die) -> str:
    """A claim leaves a case that has several."""
    of_case: dict[int, list[str]] = {}
    for row in world.claims():
        of_case.setdefault(row.case_id, []).append(row.invoice_number)
    open_cases = set(world.open_cases())
    several = [case for case, found in of_case.items() if len(found) > 1 and case in open_cases]
    case_id = die.pick(several)
    number = die.pick(of_case[case_id])
    told = world.name_of(case_id)
    split_case(world.creditor, case_id, [number], because="asked", today=world.day, actor="Mona")
    return f"{number} from the {told}"


def join(world: World, die: Die) -> str:
    """Two open cases of one debtor go on as one."""
    pairs = world.rows(
        "select a.id, b.id as other from collection_case a join collection_case b"
        " on b.tenant_id = a.tenant_id and b.debtor_id = a.debtor_id and b.id > a.id"
        " where a.tenant_id = %s and a.closed_on is null and b.closed_on is null order by 1, 2"
    )
    one = die.pick(pairs)
    told = f"{world.name_of(one.id)} and {world.name_of(one.other)}"
    merge_by_hand(world.creditor, one.id, one.other, because="asked", today=world.day, actor="Mona")
    return told


def pay_the_creditor(world: World, die: Die) -> str:
    """The debtor pays the creditor itself, which tells of it."""
    case_id = die.pick(world.open_cases())
    minor = 1 + die.number(1_200_00)
    paid_on = world.day - timedelta(days=die.number(4))
    report_direct_payment(
        world.creditor, case_id, amount_minor=minor, paid_on=paid_on, because="cash",
        today=world.day, actor="Mona", is_another=bool(die.number(2)),
    )  # fmt: skip
    return f"{minor} of {paid_on} on the {world.name_of(case_id)}"


def correct_a_payment(world: World, die: Die) -> str:
    payment = die.pick(
        world.rows(
            "select p.id, p.amount_minor from payment p where p.tenant_id = %s"
            " and p.amount_minor > 0 and not exists (select from payment r"
            " where r.reverses_id = p.id) order by p.id"
        )
    )
    correct_payment(payment.id, because="booked wrongly", today=world.day, actor="Mona")
    return f"{payment.amount_minor}"


def stop_what_leaves(world: World, die: Die) -> str:
    channel = (None, "email", "letter")[die.number(3)]
    stop_sending(world.creditor, channel=channel, because="look first", by="Eva", today=world.day)
    return channel or "everything"


def let_it_go(world: World, die: Die) -> str:
    stopped = die.pick(
        world.rows(
            "select channel from sending_stop where tenant_id = %s and ended_on is null"
            " order by channel nulls first"
        )
    )
    let_sending_go(
        world.creditor, channel=stopped.channel, because="looked", by="Eva", today=world.day
    )
    return stopped.channel or "everything"


def into_the_shadow(world: World, die: Die) -> str:
    since = world.day - timedelta(days=die.number(30))
    start_shadow(world.creditor, since=since, today=world.day, by="Mona")
    return f"since {since}"


def out_of_the_shadow(world: World, die: Die) -> str:
    shadowed = world.rows("select since_on from shadow where tenant_id = %s and ended_on is null")
    die.pick(shadowed)
    draw_up_shadow_list(world.creditor, today=world.day, by="Mona")
    approve_shadow_list(world.creditor, by="Eva", today=world.day)
    return "the list was approved"


def change_the_terms(world: World, die: Die) -> str:
    changes = die.pick(
        (
            {"small_balance_minor": 20_00},
            {"plan": {"grace_days": 9}},
            {"deferral": {"most_days": 60}},
            {"plan": {"with_fee": False}},
        )
    )
    change_agreement(world.creditor, changes, because="asked", today=world.day, actor="Mona")
    with tenant_scope(world.tenant):
        world.creditor = creditor_of(world.tenant)
    return str(changes)


def ask_for_a_call(world: World, die: Die) -> str:
    case_id = die.pick(world.open_cases())
    call_debtor(world.creditor, case_id, because="ask kindly", today=world.day, actor="Mona")
    return world.name_of(case_id)
