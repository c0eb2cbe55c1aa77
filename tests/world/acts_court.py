"""What people do after the last letter: they ask the policy, draft, approve, file, and record."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kvitt.application.announce_enforcement import announce_enforcement
from kvitt.application.apply_to_authority import NotSent, apply_to_authority, note_arrived
from kvitt.application.decide_enforcement import propose_enforcement
from kvitt.application.draft_proceeding import (
    approve_proceeding,
    draft_proceeding,
    take_back_proceeding,
)
from kvitt.application.note_identity import note_identity
from kvitt.application.record_ability import record_ability
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.set_decision_policy import adopt_policy, try_policy
from kvitt.domain.ability import Finances
from kvitt.domain.enforcement import KINDS
from kvitt.kernel.refusal import Refusal
from tests.world.court import Died, door
from tests.world.world import LAST_DAY, ONE_DAY, Die, Nothing, World, identity_of

MEANS = {
    "able": Finances(
        income_minor=40_000_00, housing_minor=8_000_00, household="single", child_ages=(),
        instalments_minor=0, enforcement_minor=0, livelihood_minor=6_200_00,
    ),
    "unable": Finances(
        income_minor=9_000_00, housing_minor=8_000_00, household="single", child_ages=(),
        instalments_minor=0, enforcement_minor=0, livelihood_minor=6_200_00,
    ),
    "partly": Finances(
        income_minor=14_800_00, housing_minor=8_000_00, household="single", child_ages=(),
        instalments_minor=0, enforcement_minor=0, livelihood_minor=6_200_00,
    ),
}  # fmt: skip
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    {"least_claim_minor": 100_00, "two_people_above_minor": 500_00},
    {"plan_first": False, "least_gain_minor": 0, "least_claim_minor": 100_00},
)
WAYS = ("taken", "taken", "taken", "taken", "refused", "silent", "takes_and_is_silent", "dies",
        "takes_and_dies")  # fmt: skip
PEOPLE = ("Eva", "Eva", "Eva", "Mona", "mona ")
LAST_TRY = 100
"""Days after which no letter of the flow is waited for any more."""
SILENCE_DAYS = 400


def until_the_last_letter(world: World, die: Die) -> str:
    """Lives until a person is asked what follows, or for so many days."""
    last = min(world.day + timedelta(days=LAST_TRY), LAST_DAY)
    while world.day < last and not _waiting(world):
        before = world.day
        world.live_until(min(max(world.busy_day() or last, world.day + ONE_DAY), last))
        assert world.day > before
    if not _waiting(world):
        raise Nothing
    return f"{len(_waiting(world))} cases wait for a decision"


def _waiting(world: World) -> list[int]:
    rows = world.rows(
        "select distinct case_id from task where tenant_id = %s and done_on is null"
        " and kind = 'decide_next_measure' order by 1"
    )
    return [row.case_id for row in rows]


def a_long_silence(world: World, die: Die) -> str:
    """The program stood still for more than a year; then one night does what was missed."""
    if world.day + timedelta(days=SILENCE_DAYS) > LAST_DAY:
        raise Nothing
    world.day += timedelta(days=SILENCE_DAYS)
    return world.night()


def adopt_a_policy(world: World, die: Die) -> str:
    told = die.pick(POLICIES)
    tried = try_policy(world.creditor, told, today=world.day, by="Eva")
    adopt_policy(world.creditor, tried.number, today=world.day, by="Eva")
    return str(told or "as recommended")


def learn_of_means(world: World, die: Die) -> str:
    case_id = die.pick(_waiting(world) or world.open_cases())
    which = die.pick(("able", "able", "unable", "partly"))
    report = record_ability(
        world.creditor, case_id, MEANS[which], basis_text="told", today=world.day, actor="Mona"
    )
    world.court.forget(["ability_check"], case_id)
    return f"{report.verdict}, the {world.name_of(case_id)}"


def learn_the_number(world: World, die: Die) -> str:
    """A debtor who had no number tells it."""
    one = die.pick(
        world.rows(
            "select min(c.id) as case_id, p.id, p.kind, p.customer_number from party p"
            " join collection_case c on c.tenant_id = p.tenant_id and c.debtor_id = p.id"
            " where p.tenant_id = %s and p.identity_number is null and c.closed_on is null"
            " group by p.id, p.kind, p.customer_number order by p.id"
        )
    )
    number = identity_of(world.country, one.kind, int(one.customer_number[1:]))
    note_identity(
        world.creditor, one.case_id, number=number, because="told", today=world.day, actor="Mona"
    )
    return f"of the {world.name_of(one.case_id)}"


def propose(world: World, die: Die) -> str:
    if not world.rows(
        "select 1 from decision_policy where tenant_id = %s and adopted_on is not null"
    ):
        raise Nothing
    made = propose_enforcement(world.creditor, today=world.day, by="Mona")
    if not made:
        raise Nothing
    again = propose_enforcement(world.creditor, today=world.day, by="Mona")
    drafted = [one.proceeding_id for one in again if one.proceeding_id]
    was = [one.proceeding_id for one in made if one.proceeding_id]
    assert set(drafted) <= set(was), "asked twice, the policy drafted twice"
    return ", ".join(f"{one.verdict.outcome} ({one.verdict.because})" for one in made)


def announce(world: World, die: Die) -> str:
    """The notice of enforcement leaves, and its two weeks pass."""
    if world.country != "NO":
        raise Nothing
    case_id = die.pick(_waiting(world) or world.open_cases())
    announce_enforcement(world.creditor, case_id, today=world.day, actor="Mona")
    told = world.night()
    world.after_night()
    return f"{world.name_of(case_id)}: {told}; {world.live_until(world.day + timedelta(days=16))}"


def draft(world: World, die: Die) -> str:
    """By hand, of whatever kind, on a title where there is one."""
    case_id = die.pick((die.number(6) and _free(world)) or world.open_cases())
    titles = world.rows(
        "select id from title where tenant_id = %s and case_id = %s order by id", case_id
    )
    of_country = KINDS[world.country]
    wanted = [
        name for name, kind in of_country.items()
        if kind.needs_title == bool(titles) and kind.document
    ]  # fmt: skip
    kind = die.pick(wanted if die.number(6) else list(of_country))
    number = draft_proceeding(
        world.creditor, case_id, kind=kind, because="asked", today=world.day, by="Mona",
        needs_two=bool(die.number(2)), title_id=titles[-1].id if titles else None,
    )  # fmt: skip
    assert number
    return f"{kind} on the {world.name_of(case_id)}"


def _free(world: World) -> list[int]:
    """The cases that wait for a decision, with nothing at an authority and no hold."""
    rows = world.rows(
        "select distinct t.case_id from task t where t.tenant_id = %s and t.done_on is null"
        " and t.kind = 'decide_next_measure' and not exists (select from proceeding p"
        "   where p.case_id = t.case_id and p.ended_on is null) and not exists (select from hold h"
        "   where h.case_id = t.case_id and (h.until_on is null or h.until_on >= %s)"
        "   and h.kind not in ('monitoring', 'sue_or_drop')) order by 1",
        world.day,
    )
    return [row.case_id for row in rows]


def approve(world: World, die: Die) -> str:
    one = die.pick(_proceedings(world, "draft"))
    who = die.pick(PEOPLE)
    done = approve_proceeding(world.creditor, one.id, today=world.day, by=who)
    assert not (done.needs_two and who.strip().casefold() == done.drafted_by.casefold())
    return f"{one.kind} by {who}"


def ask_whether_it_arrived(world: World, die: Die) -> str:
    """A person asks the authority about what is on its way, and says what it said."""
    one = die.pick(_proceedings(world, "filing"))
    if one.reference in world.court.filed:
        note_arrived(world.creditor, one.id, number="A-1", today=world.day, by="Mona")
        return f"{one.kind} on the {world.name_of(one.case_id)} did"
    take_back_proceeding(
        world.creditor, one.id, because="never came", today=world.day, by="Mona",
        never_arrived=True,
    )  # fmt: skip
    return f"{one.kind} on the {world.name_of(one.case_id)} did not"


def take_it_back(world: World, die: Die) -> str:
    one = die.pick(_proceedings(world, "draft", "approved"))
    take_back_proceeding(
        world.creditor, one.id, because="not yet", today=world.day, by=die.pick(PEOPLE)
    )
    return f"{one.kind} on the {world.name_of(one.case_id)}"


def file(world: World, die: Die) -> str:
    """It is filed: taken, refused, never answered, or the program dies before or after."""
    one = die.pick(_proceedings(world, "approved", "filing"))
    how = die.pick(WAYS)
    told = f"{one.kind} on the {world.name_of(one.case_id)}"
    try:
        done = apply_to_authority(
            world.creditor, one.id, today=world.day, by="Mona", authority=door(world.court, how)
        )
    except Died:
        return f"{told}: the program died ({how})"
    except NotSent:
        return f"{told}: {how}"
    assert done.proceeding_id == one.id
    return f"{told}: {done.papers and how}, costs {sum(c.amount_minor for c in done.costs)}"


def happens(world: World, die: Die) -> str:
    """The authority, the court or the debtor does something that may happen now."""
    one = die.pick([row for row in _proceedings(world) if row.filed_on is not None])
    events = KINDS[world.country][one.kind].events
    kind = die.pick([name for name, rule in events.items() if one.state in rule.states])
    on = _day(world, one, die)
    given = _given(world, one, events[kind].needs, on, die)
    record_proceeding(world.creditor, one.id, kind, on_day=on, today=world.day, by="Mona",
                      given=given)  # fmt: skip
    return f"{kind} of {on} in the {one.kind} on the {world.name_of(one.case_id)}"


def what_cannot_happen(world: World, die: Die) -> str:
    """What cannot be is not recorded: the wrong state, an unknown event, a day that is to come."""
    one = die.pick(_proceedings(world, ended=True))
    events = KINDS[world.country][one.kind].events
    wrong = [name for name, rule in events.items() if one.state not in rule.states]
    kind = die.pick([*wrong, "dance"])
    before = world.standing()
    try:
        record_proceeding(
            world.creditor, one.id, kind, on_day=world.day, today=world.day, by="Mona",
            given={"number": "1", "amount": 1, "until": world.day, "because": "so"},
        )  # fmt: skip
    except Refusal as no:
        assert world.standing() == before, f"{kind} was refused and changed something"
        return f"{kind} while it is {one.state}: {type(no).__name__}"
    raise AssertionError(f"{kind} was recorded while {one.kind} is {one.state}")


def a_stranger_files(world: World, die: Die) -> str:
    """Another creditor's people reach no proceeding."""
    one = die.pick(_proceedings(world, ended=True))
    day, who = world.day, world.stranger
    tries = {
        "approve": lambda: approve_proceeding(who, one.id, today=day, by="Eve"),
        "file": lambda: apply_to_authority(
            who, one.id, today=day, by="Eve", authority=door(world.court, "taken")
        ),
        "take back": lambda: take_back_proceeding(who, one.id, because="-", today=day, by="Eve"),
        "arrived": lambda: note_arrived(who, one.id, today=day, by="Eve"),
        "record": lambda: record_proceeding(
            who, one.id, "withdrawn", on_day=day, today=day, by="Eve"
        ),
        "draft": lambda: draft_proceeding(
            who, one.case_id, kind=one.kind, because="-", today=day, by="Eve"
        ),
        "announce": lambda: announce_enforcement(who, one.case_id, today=day, actor="Eve"),
    }
    name = die.pick(sorted(tries))
    before = world.standing()
    try:
        tries[name]()
    except Refusal:
        assert world.standing() == before, f"a stranger left traces: {name}"
        return f"{name} was refused"
    raise AssertionError(f"another creditor could {name} what is not its own")


def _proceedings(world: World, *states: str, ended: bool = False) -> list[Any]:
    return world.rows(
        "select p.id, p.case_id, p.kind, p.state, p.reference, p.filed_on, (select max(on_day) from"
        " proceeding_event e where e.proceeding_id = p.id) as last_on from proceeding p"
        " where p.tenant_id = %s and (%s or p.ended_on is null)"
        " and (p.state = any (%s) or %s) order by p.id",
        ended,
        list(states),
        not states,
    )


def _day(world: World, one: Any, die: Die) -> date:
    """As a rule today, else any day since the last event."""
    since = max(one.filed_on, one.last_on or one.filed_on)
    if die.number(3) or since >= world.day:
        return world.day
    return since + timedelta(days=die.number((world.day - since).days + 1))


def _given(world: World, one: Any, needs: tuple[str, ...], on: date, die: Die) -> Mapping[str, Any]:
    """What is said of an event; of a title its parts as they stand, or a sum without parts."""
    claims = [row for row in world.claims() if row.case_id == one.case_id]
    parts = {
        "principal": sum(row.principal_open_minor for row in claims),
        "interest": sum(row.interest_open_minor for row in claims),
        "cost": sum(row.cost_open_minor for row in claims),
    }
    told: dict[str, Any] = {}
    if "amount" in needs:
        told["amount"] = sum(parts.values()) or 1
        if "number" in needs and die.number(5):
            told |= parts
    if "number" in needs:
        told["number"] = f"N-{len(world.story)}"
    if "until" in needs:
        told["until"] = on + timedelta(days=1 + die.number(40))
    if "because" in needs:
        told["because"] = "so it was said"
    return told
