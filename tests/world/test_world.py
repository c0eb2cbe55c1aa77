"""Proof that a seed tells its world again, and that the watch sees what is wrong in one."""

from datetime import date

import pytest

from tests.world.acts_money import pay_a_part, register_invoice
from tests.world.breakages import BREAKAGES
from tests.world.end import look_at_the_books
from tests.world.invariants import Watch
from tests.world.lawful import objections
from tests.world.machine import live
from tests.world.world import Die, World


def test_the_same_seed_tells_the_same_story(house):
    first = live(house, 7).story
    assert len(first) > 10
    assert [live(house, 7).story for _ in range(2)] == [first, first]


@pytest.fixture(scope="module")
def lived(house):
    """A world whose third letter leaves in its last night, and who watched it."""
    world = World(house, "SE", "se-agency", date(2026, 2, 2))
    watch = Watch(world)
    world.after_night = watch.look
    assert world.take("register_invoice", register_invoice, Die([3]))
    assert world.take("pay_a_part", pay_a_part, Die([]))
    world.live_until(date(2026, 2, 26))
    assert len(watch.left) == 3
    look_at_it_all(watch)
    return watch


def look_at_it_all(watch):
    watch.world.night_ran = True
    watch.look()
    watch.look_at_the_end()
    look_at_the_books(watch.world, watch.left_after)


def test_the_watch_sees_where_a_day_is_shown_as_it_was_not(lived):
    assert lived.days.differences() == []
    ((case_id, evenings),) = lived.days.seen.items()
    assert len({minor for _, minor in evenings.values()}) > 2
    before = dict(evenings)
    evenings.update({day: (held, minor + 1) for day, (held, minor) in before.items()})
    evenings[max(evenings)] = before[max(before)]
    (told,) = lived.days.differences()
    assert told.startswith(f"case {case_id} on 2026-")
    evenings.update(before)


def the_last_letter_again(lived):
    """A watch that has not seen the last letter leave."""
    again = Watch(lived.world)
    again.left, again.left_after = lived.left[:-1], dict(lived.left_after)
    return again


def test_the_watch_has_nothing_to_say_where_nothing_is_wrong(lived):
    look_at_it_all(the_last_letter_again(lived))


@pytest.mark.parametrize("told", BREAKAGES)
def test_the_watch_names_what_is_wrong(lived, told):
    """Each is done past every constraint and undone again."""
    rows = lived.world.house.superuser
    with rows.transaction(force_rollback=True):
        rows.execute(f"set local session_replication_role = replica; {BREAKAGES[told]}")
        again = the_last_letter_again(lived)
        found = []
        for look in (again.look, again.look_at_the_end):
            try:
                look()
            except AssertionError as no:
                found.append(str(no))
        assert told in "\n".join([*found, *objections(again.world, again.left_after)])
