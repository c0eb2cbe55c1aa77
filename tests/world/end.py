"""The books at the end of a life: every amount by the law, and the program's own check."""

from collections.abc import Mapping

from kvitt.application.check_books import check_books
from tests.world.lawful import objections
from tests.world.world import World


def look_at_the_books(world: World, left_after: Mapping[int, int]) -> None:
    """Raises AssertionError with what the check and the auditor object to."""
    wrong = [f"kvitt check: {trouble.sentence}" for trouble in check_books().troubles]
    if not world.law_changed:
        wrong += objections(world, left_after)
    assert not wrong, "\n".join(wrong)
