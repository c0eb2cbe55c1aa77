"""The same request twice: a double click, a lost answer, two clerks at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from kvitt.application.defer_case import defer_case
from kvitt.application.once import KEPT_DAYS, RequestDiffers, UnusableKey, once
from kvitt.kernel.refusal import Refusal
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
TODAY = date(2026, 3, 10)
UNTIL = date(2026, 3, 20)
pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def late():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    return creditor, case_id


def deferring(creditor, case_id, *, until=UNTIL, key="click-1", today=TODAY):
    """A debtor asks for time, through a page that sends a key with each click."""

    def act():
        defer_case(creditor, case_id, until=until, because="illness", today=today, actor="page")
        return {"case": case_id, "until": until}

    request = {"path": f"/cases/{case_id}/defer", "until": until}
    return once(creditor.tenant_id, key=key, request=request, act=act, today=today)


def deferrals(creditor, case_id):
    return [line for line in office.log(creditor, case_id) if "deferred" in line]


def test_same_post_with_same_key_identical_response_different_body_conflict(late):
    creditor, case_id = late
    first = deferring(creditor, case_id)
    assert first == {"case": case_id, "until": "2026-03-20"}
    assert deferring(creditor, case_id) == first
    assert len(deferrals(creditor, case_id)) == 1, office.log(creditor, case_id)
    with pytest.raises(RequestDiffers, match="click-1"):
        deferring(creditor, case_id, until=date(2026, 3, 21))
    assert len(deferrals(creditor, case_id)) == 1


def test_of_two_at_the_same_time_one_acts_and_the_other_waits_for_the_same_answer(late):
    creditor, _ = late
    acted, answers = [], []
    inside, both = threading.Event(), threading.Barrier(4)

    def act():
        acted.append(threading.get_ident())
        inside.wait(0.3)
        return {"number": len(acted)}

    def click():
        try:
            both.wait()
            answers.append(
                once(creditor.tenant_id, key="twice", request={"a": 1}, act=act, today=TODAY)
            )
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(acted) == 1
    assert answers == [{"number": 1}] * 4


def test_what_was_refused_is_not_kept_and_the_key_is_free_again(late):
    creditor, case_id = late
    with pytest.raises(Refusal):
        deferring(creditor, case_id, until=date(2027, 3, 20))
    assert deferring(creditor, case_id)["until"] == "2026-03-20"


def test_one_that_waits_acts_itself_where_the_first_one_fails(late):
    creditor, _ = late
    inside, answers = threading.Event(), []

    def fails():
        inside.set()
        threading.Event().wait(0.3)
        raise Refusal("no")

    def first():
        try:
            with pytest.raises(Refusal):
                once(creditor.tenant_id, key="k", request={}, act=fails, today=TODAY)
        finally:
            connection.close()

    other = threading.Thread(target=first)
    other.start()
    inside.wait()
    answers.append(
        once(creditor.tenant_id, key="k", request={}, act=lambda: {"who": "second"}, today=TODAY)
    )
    other.join()
    assert answers == [{"who": "second"}]


@pytest.mark.parametrize(("days", "acts"), [(KEPT_DAYS, 1), (KEPT_DAYS + 1, 2)])
def test_an_answer_is_kept_for_so_many_days(late, days, acts):
    creditor, _ = late
    acted = []

    def act():
        acted.append(1)
        return {}

    for day in (TODAY, TODAY + timedelta(days=days)):
        once(creditor.tenant_id, key="k", request={}, act=act, today=day)
    assert len(acted) == acts


def test_the_key_of_one_creditor_is_not_anothers(late):
    creditor, _ = late
    other = office.new_creditor("SE")
    for tenant in (creditor, other):
        kept = once(
            tenant.tenant_id, key="same", request={"for": tenant.name},
            act=lambda tenant=tenant: {"name": tenant.name}, today=TODAY,
        )  # fmt: skip
        assert kept == {"name": tenant.name}


@pytest.mark.parametrize("key", ["", "  ", "k" * 201])
def test_a_key_is_a_short_text(late, key):
    creditor, _ = late
    with pytest.raises(UnusableKey):
        once(creditor.tenant_id, key=key, request={}, act=dict, today=TODAY)
