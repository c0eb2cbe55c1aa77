"""What time does: nights, days that pass, outages, the post, and what comes back."""

import os
from datetime import date, timedelta

from kvitt.application.answer_uncertain import answer_uncertain, send_again
from kvitt.application.run_day import run_day
from kvitt.simulators.print_house import print_the_day
from tests.domain.other_law import with_value
from tests.world.world import LAST_DAY, ONE_DAY, Die, Nothing, World, install_law

KNOWN_LATE_DAYS = 7
"""Within this time the print house tells that it posts late; the next letter has not left yet."""
NO_SERVER = "smtp://127.0.0.1:9"
"""A port on which no mail server listens."""


def next_day(world: World, die: Die) -> str:
    return world.live_until(world.day + ONE_DAY)


def some_days(world: World, die: Die) -> str:
    return world.live_until(world.day + timedelta(days=3 + die.number(12)))


def thirty_days(world: World, die: Die) -> str:
    return world.live_until(world.day + timedelta(days=30))


def same_night_again(world: World, die: Die) -> str:
    """A second run on the same day changes nothing at all, unless something came back meanwhile."""
    world.night()
    if any(world.house.inbox.iterdir()):
        world.night()
    before = world.links()
    world.night()
    assert world.links() == before, "a second run on the same day did something"
    return "the second run changed nothing"


def three_day_outage(world: World, die: Die) -> str:
    """Nothing runs for three days, then the night of the fourth does what was missed."""
    if world.day + 4 * ONE_DAY > LAST_DAY:
        raise Nothing
    world.day += 4 * ONE_DAY
    return world.night()


def over_the_turn(world: World, die: Die) -> str:
    """To the day after the next turn: of the year, the half-year, a leap day or the clock."""
    turns = [
        turn
        for year in (world.day.year, world.day.year + 1)
        for turn in (date(year, 1, 1), date(year, 3, 1), date(year, 7, 1), *clock_changes(year))
    ]
    return world.live_until(min(turn for turn in turns if turn > world.day) + ONE_DAY)


def clock_changes(year: int) -> tuple[date, date]:
    """The last Sundays of March and October."""
    march, october = date(year, 3, 31), date(year, 10, 31)
    return (
        march - timedelta(days=(march.weekday() + 1) % 7),
        october - timedelta(days=(october.weekday() + 1) % 7),
    )


def mail_outage(world: World, die: Die) -> str:
    """The mail server does not answer through a night; letters by post leave all the same."""
    url = os.environ["KVITT_SMTP_URL"]
    os.environ["KVITT_SMTP_URL"] = NO_SERVER
    try:
        if world.day < LAST_DAY:
            world.day += ONE_DAY
        report = run_day(today=world.day, tenant_ids=[world.tenant])
    finally:
        os.environ["KVITT_SMTP_URL"] = url
    assert "email" not in report.sent.by_channel, "mail left without a mail server"
    if not report.sent.waiting:
        return "nobody was to be written to"
    return f"{report.sent.waiting} wait"


def the_post_goes(world: World, die: Die) -> str:
    """The print house posts what it was given, today or late, and some of it comes back."""
    ordered = sorted(day.name for day in world.house.home.letters.iterdir() if day.name[:2] == "20")
    if not ordered:
        raise Nothing
    on = date.fromisoformat(die.pick(ordered))
    keys = [
        f"{row.tenant_id}-{row.notice_id}-{row.attempt}"
        for row in world.rows(
            "select d.tenant_id, d.notice_id, d.attempt from dispatch d join document o"
            " on o.tenant_id = d.tenant_id and o.id = d.document_id where d.tenant_id = %s"
            " and d.channel = 'letter' and o.made_on = %s order by d.id",
            on,
        )
    ]
    back = {key: ("posted", "posted", "returned", "refused")[die.number(4)] for key in keys}
    late = die.number(4) if world.day - on <= timedelta(days=KNOWN_LATE_DAYS) else 0
    posted_on = min(world.day, on + timedelta(days=late))
    posted = print_the_day(world.house.home.letters, on=on, posted_on=posted_on, back=back)
    receipt = world.house.inbox / f"receipt-{on.isoformat()}.csv"
    if not receipt.exists():
        raise Nothing
    run_day(today=world.day, tenant_ids=[])
    return f"{len(posted)} of {len(keys)} letters of {on} were posted on {posted_on}"


def an_address_fails(world: World, die: Die) -> str:
    """From now on mail to one debtor is refused, sent back, or its fate is unknown."""
    mailbox = world.house.mailbox
    address = f"asa{die.pick((0, 0, 1, 3))}@example.com"
    ways = {
        "refused": mailbox.refuse,
        "sent back": mailbox.bounce,
        "cut off": mailbox.drop,
        "put off": mailbox.busy,
    }
    how = die.pick(("cut off", *ways))
    for addresses in ways.values():
        addresses.discard(address)
    ways[how].add(address)
    return f"mail to {address} is {how}"


def answer_for_uncertain(world: World, die: Die) -> str:
    """A person says whether an uncertain letter left."""
    uncertain = world.rows(
        "select id from dispatch where tenant_id = %s and state = 'unknown' order by id"
    )
    left = bool(die.number(2))
    answer_uncertain(world.tenant, die.pick(uncertain).id, left=left, today=world.day, actor="Mona")
    return "it left" if left else "it did not leave"


def send_refused_again(world: World, die: Die) -> str:
    """A person has found an address: the refused letter is planned again."""
    refused = world.rows(
        "select n.id, n.case_id from notice n join collection_case c on c.tenant_id = n.tenant_id"
        " and c.id = n.case_id where n.tenant_id = %s and n.state = 'refused' order by n.id"
    )
    one = die.pick(refused)
    world.house.superuser.execute(
        "update party set address_lines = '{Nygatan 1}', postcode = %s, city = 'Lillstad'"
        " where id = (select debtor_id from collection_case where id = %s)",
        ("11122" if world.country == "SE" else "5018", one.case_id),
    )
    send_again(world.tenant, one.id, today=world.day, actor="Mona")
    return world.name_of(one.case_id)


def a_law_becomes_known(world: World, die: Die) -> str:
    """Today it becomes known that a value was another all the time."""
    if world.law_changed:
        raise Nothing
    name, amount = {
        "SE": ("interest.reference_rate", 25),
        "NO": ("interest.late_rate", 700),
    }[world.country]
    first = min(invoice.due_on for invoice in world.invoices if invoice.due_on)
    from kvitt.law.book import law_book

    install_law(with_value(law_book(world.country), name, amount, on=first))
    world.law_changed = True
    return f"{name} was {amount} bp: {world.night()}"
