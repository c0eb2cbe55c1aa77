"""Two hundred small worlds, each by its own dice; ``make simulate`` lives many more."""

from collections import Counter

from tests.world.machine import NAMES, live, told_of

SEEDS = 200


def test_in_two_hundred_worlds_everything_happens_and_nothing_breaks(house):
    happened: Counter[str] = Counter()
    broken = []
    for number in range(1, SEEDS + 1):
        try:
            happened += live(house, number).happened
        except Exception as no:  # noqa: BLE001 - they are all told together
            broken.append(told_of(number, no))
    assert not broken, "\n\n".join(broken)
    assert set(NAMES) == set(happened)
