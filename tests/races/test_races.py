"""Money against the night: five hundred races here, ten thousand with ``make races``."""

import os

import pytest

from tests.races.race import race
from tests.stories import money

CASES = 100
RACES = int(os.environ.get("KVITT_RACES", "500"))

pytestmark = pytest.mark.usefixtures("live_db", "mailbox")


@pytest.mark.parametrize("seed", range(max(1, RACES // CASES)))
def test_no_letter_states_another_sum_than_the_ledger_when_it_leaves(seed, monkeypatch):
    found = race(seed, CASES, monkeypatch)
    assert found.wrong == []
    assert 0 < found.sent < found.cases, "one side always won: that is no race"
    if seed % 10 == 0:
        money.the_books_hold()
