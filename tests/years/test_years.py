"""A leap year of two creditors here; ten years of a thousand cases with ``make ten-years``."""

import os
import random
from collections import Counter
from datetime import date

import pytest

from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.years.decade import Decade, live, missing_letters, wrong_letters

YEARS = int(os.environ.get("KVITT_YEARS", "1"))
SPAN = {1: (date(2023, 12, 1), date(2024, 12, 1)), 10: (date(2016, 7, 1), date(2026, 7, 1))}
CASES = {1: 60, 10: 500}
"""For each of the two creditors."""
NOBODY = "smtp://127.0.0.1:9"
"""A mail server that is away."""


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_every_step_on_its_day_none_twice_none_missed(country, live_db, mailbox, monkeypatch):
    from_, until = SPAN[YEARS]
    creditor = money.creditor_of_its_own(country, agreement={"plan": {"with_fee": False}})
    life = Decade(creditor, from_, until, CASES[YEARS], random.Random(f"{country} {YEARS}"))
    live(life, monkeypatch, NOBODY, mailbox.url)
    assert wrong_letters(life) == []
    assert missing_letters(life) == []
    with tenant_scope(creditor.tenant_id):
        closed = Counter(dict(query(
            "select closed_because, count(*) from collection_case where tenant_id = %s"
            " and closed_on is not null group by closed_because", (creditor.tenant_id,)
        )))  # fmt: skip
    assert closed["paid"] > CASES[YEARS] / 2
    assert closed["not_meaningful"]
    assert len(life.plans) > 1
    money.the_books_hold(creditor)
