"""Proof that the world's court sees what is wrong with an application that arrives."""

from datetime import date

import pytest

from kvitt.application.apply_to_authority import preview_filing
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from tests.world.acts_court import until_the_last_letter
from tests.world.acts_money import register_invoice
from tests.world.court import Court
from tests.world.world import Die, World

HOLD = """
insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)
select tenant_id, id, '{}', '2026-01-01', 'x', 'x' from collection_case
"""
IN_THE_TABLES = {
    "filed under death": HOLD.format("death"),
    "filed under something new": HOLD.format("something new"),
    "an objection that is not answered": """
        insert into dispute (tenant_id, case_id, reason, text, channel, raised_by, received_on,
          answer_by_on, registered_by)
        select tenant_id, id, 'other', '', 'phone', 'x', '2026-02-01', '2026-02-08', 'x'
        from collection_case
        """,
    "no demand for invoice 101 has run out": "update notice set deadline_on = '2026-12-01'",
    "the case is closed": """
        update collection_case set closed_on = '2026-02-26', wake_on = null, next_on = null,
          next_owner = null
        """,
    "nobody approved it": "update proceeding set approved_by = null, approved_on = null",
    "Mona drafted and approved it": """
        alter table proceeding drop constraint two_people_approve_a_large_claim;
        update proceeding set approved_by = 'Mona'
        """,
    "K-9 runs already on its claims": """
        drop index one_proceeding_at_a_time;
        insert into proceeding (tenant_id, case_id, kind, reference, state, authority, drafted_on,
          drafted_by, needs_two, approved_on, approved_by, filed_on, filed_by)
        select tenant_id, case_id, kind, 'K-9', 'served', authority, drafted_on, drafted_by, true,
          approved_on, approved_by, approved_on, 'x' from proceeding;
        insert into proceeding_claim
        select tenant_id, (select max(id) from proceeding), id, 0, 0, 0
        from claim
        """,
    "the ledger says": """
        update posting set amount_minor = amount_minor + 1 where debit = 'receivable'
        """,
}
IN_THE_APPLICATION = {
    "is due on": lambda filing: filing._replace(filed_on=date(2025, 12, 1)),
    "number is not known": lambda filing: filing._replace(
        debtor=filing.debtor._replace(identity_number="")
    ),
    "is a child": lambda filing: filing._replace(debtor=filing.debtor._replace(name="Åsa Öberg 3")),
    "does not ask for all of the case": lambda filing: filing._replace(claims=()),
}


@pytest.fixture(scope="module")
def approved(house):
    """A world, and its application that waits to be filed."""
    world = World(house, "SE", "se-own", date(2026, 1, 26))
    assert world.take("register_invoice", register_invoice, Die([4, 0, 0, 0]))
    assert world.take("until_the_last_letter", until_the_last_letter, Die([]))
    number = draft_proceeding(
        world.creditor, world.open_cases()[0], kind="payment_order", because="asked",
        today=world.day, by="Mona",
    )  # fmt: skip
    approve_proceeding(world.creditor, number, today=world.day, by="Eva")
    return world, preview_filing(world.creditor, number, today=world.day, by="Mona")


def looked_at(world, filing):
    court = Court(world)
    court.take("payment_order", filing)
    return "\n".join(court.wrong)


def test_the_court_has_nothing_to_say_where_nothing_is_wrong(approved):
    world, filing = approved
    assert looked_at(world, filing) == ""
    assert filing.open_minor > 0


@pytest.mark.parametrize("told", IN_THE_TABLES)
def test_the_court_names_what_the_tables_say(approved, told):
    world, filing = approved
    rows = world.house.superuser
    with rows.transaction(force_rollback=True):
        rows.execute(f"set local session_replication_role = replica; {IN_THE_TABLES[told]}")
        assert told in looked_at(world, filing)


@pytest.mark.parametrize("told", IN_THE_APPLICATION)
def test_the_court_names_what_the_application_says(approved, told):
    world, filing = approved
    assert told in looked_at(world, IN_THE_APPLICATION[told](filing))


def test_the_court_remembers_what_people_said_and_what_has_come_before(approved):
    world, filing = approved
    case_id = world.open_cases()[0]
    court = Court(world)
    court.remember(case_id, "deferral", world.day)
    court.take("payment_order", filing)
    assert court.wrong == [
        f"{filing.reference} filed on {world.day}: a person said that claim 1 stops: deferral"
    ]
    court.take("payment_order", filing)
    assert len(court.wrong) == 1
    court.take("payment_order", filing._replace(filed_on=date(2026, 6, 1)))
    assert "came again as of 2026-06-01" in court.wrong[1]
    court.forget(case_id=case_id)
    assert not any(court.memory.values())
