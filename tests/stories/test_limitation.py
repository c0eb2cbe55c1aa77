"""No claim is barred by neglect, and none is asked for once it may be."""

from datetime import date, timedelta

import pytest

from kvitt.application.check_books import check_books
from kvitt.application.follow_limitation import follow_limitation
from kvitt.application.list_limitation import list_limitation
from kvitt.application.raise_dispute import AttachedFile
from kvitt.application.record_interruption import (
    EvidenceMissing,
    InterruptionOfTomorrow,
    NoSuchClaim,
    keep_origin,
    plan_act,
    record_interruption,
)
from kvitt.application.run_day import run_day
from kvitt.application.standing_case import CaseNotOpen
from kvitt.domain.limitation_clock import ALARM_MONTHS
from kvitt.kernel.days import add_months, add_years
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2023, 3, 2)
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


def a_case(country="SE", **told):
    creditor = money.creditor_of_its_own(country)
    return creditor, money.owes(creditor, 1_000_00, DUE, **told)


def follow(creditor, *days):
    return [follow_limitation(creditor.tenant_id, today=day) for day in days]


def first_of(creditor):
    (claim,) = list_limitation(creditor)
    return claim


def kinds(creditor, case_id):
    return [task.kind for task in office.tasks(creditor, case_id)]


def held_by(creditor, case_id, day):
    with tenant_scope(creditor.tenant_id):
        return [
            row[0]
            for row in query(
                "select kind from hold where case_id = %s and from_on <= %s"
                " and (until_on is null or until_on >= %s)",
                (case_id, day, day),
            )
        ]


@pytest.mark.parametrize(("country", "years_from"), [("SE", "issued_on"), ("NO", "due_on")])
def test_each_alarm_is_told_once_and_in_time(country, years_from):
    creditor, case_id = a_case(country)
    claim = money.claim(creditor, case_id)
    last = add_years(getattr(claim, years_from), 3)
    follow(creditor, DUE)
    act_by = date.fromisoformat(first_of(creditor).as_json()["act_by"])
    assert act_by <= last
    told = []
    day = DUE
    while day < act_by:
        (report,) = follow(creditor, day)
        told += [day] * report.alarms
        day += 5 * DAY
    begins = [add_months(act_by, -months) for months in ALARM_MONTHS]
    assert len(told) == len(ALARM_MONTHS)
    for first_on, told_on in zip(begins, told, strict=True):
        assert first_on <= told_on < first_on + 5 * DAY
    assert kinds(creditor, case_id).count("limitation_near") == 1


def test_the_list_has_each_reading_and_the_strict_one_leads():
    creditor, case_id = a_case()
    money.bank_brings(money.paid(creditor, 200_00, date(2023, 9, 4), case=case_id),
                      today=date(2023, 9, 5))  # fmt: skip
    claim = first_of(creditor).as_json()
    issued_on = money.claim(creditor, case_id).issued_on
    assert claim["reading"] == "proven"
    assert claim["expires_on"] == add_years(issued_on, 3).isoformat()
    others = {one["reading"]: one["expires_on"] for one in claim["readings"]}
    assert others["payments"] == "2026-09-04"
    assert "1981:130" in claim["readings"][0]["reference"]


def test_a_payment_that_was_taken_back_acknowledges_nothing():
    creditor, case_id = a_case()
    paid = money.paid(creditor, 200_00, date(2023, 9, 4), case=case_id)
    money.bank_brings(paid, today=date(2023, 9, 5), format="camt")
    assert len(first_of(creditor).readings) == 2
    back = money.paid(creditor, 200_00, date(2023, 9, 6), case=case_id, is_reversal=True)
    received = money.bank_brings(back, today=date(2023, 9, 7), format="camt")
    assert received.reversed == 1
    assert len(first_of(creditor).readings) == 1


def test_once_it_may_be_barred_nothing_is_sent_and_a_person_is_asked():
    creditor, case_id = a_case()
    expires_on = date.fromisoformat(first_of(creditor).as_json()["expires_on"])
    follow(creditor, expires_on)
    assert held_by(creditor, case_id, expires_on) == []
    for _ in range(2):
        run_day(today=expires_on + DAY, tenant_ids=[creditor.tenant_id])
    assert held_by(creditor, case_id, expires_on + DAY) == ["limitation_doubt"]
    assert kinds(creditor, case_id).count("limitation_doubt") == 1
    live = len(office.notices(creditor, case_id))
    for number in range(2, 60):
        run_day(today=expires_on + number * DAY, tenant_ids=[creditor.tenant_id])
    assert len(office.notices(creditor, case_id)) == live


def test_a_proven_demand_lets_the_time_run_anew_and_the_doubt_ends():
    creditor, case_id = a_case()
    expires_on = date.fromisoformat(first_of(creditor).as_json()["expires_on"])
    follow(creditor, expires_on + DAY)
    received_on = expires_on - 30 * DAY
    done = record_interruption(
        creditor, case_id, kind="demand_received", on=received_on, today=expires_on + 2 * DAY,
        evidence="receipt 17", file=AttachedFile("receipt.txt", b"received by hand"), by="Omar",
    )  # fmt: skip
    assert done.expires_on == add_years(received_on, 3)
    assert held_by(creditor, case_id, expires_on + 3 * DAY) == []
    assert "limitation_doubt" not in kinds(creditor, case_id)
    assert any("receipt 17" in line for line in office.log(creditor, case_id))
    with tenant_scope(creditor.tenant_id):
        ((content,),) = query("select content from document where case_id = %s and kind = %s",
                              (case_id, "evidence"))  # fmt: skip
    assert bytes(content) == b"received by hand"


def test_what_came_after_the_last_day_does_not_save_the_claim():
    creditor, case_id = a_case()
    expires_on = date.fromisoformat(first_of(creditor).as_json()["expires_on"])
    record_interruption(creditor, case_id, kind="demand_received", on=expires_on + 5 * DAY,
                        evidence="receipt", today=expires_on + 6 * DAY, by="Omar")  # fmt: skip
    follow(creditor, expires_on + 7 * DAY)
    assert held_by(creditor, case_id, expires_on + 7 * DAY) == ["limitation_doubt"]
    assert first_of(creditor).as_json()["expires_on"] == expires_on.isoformat()


def test_kvitt_check_names_a_claim_that_expires_within_90_days_without_a_planned_act():
    creditor, case_id = a_case()
    expires_on = date.fromisoformat(first_of(creditor).as_json()["expires_on"])
    day = expires_on - 80 * DAY
    follow(creditor, day)
    mine = [
        t
        for t in check_books(amounts_of=[creditor.tenant_id]).troubles
        if t.tenant_id == creditor.tenant_id
    ]
    assert [trouble.rule for trouble in mine] == ["limitation"]
    plan_act(creditor, case_id, act="application for a payment order", today=day, by="Omar",
             by_on=expires_on - 20 * DAY)  # fmt: skip
    money.the_books_hold(creditor)
    assert first_of(creditor).planned == (
        f"application for a payment order by {expires_on - 20 * DAY}",
    )


def test_the_day_on_which_the_claim_arose_makes_the_clock_earlier():
    creditor, case_id = a_case()
    keep_origin(creditor, case_id, arose_on=date(2022, 11, 1), today=DUE, by="Omar")
    assert first_of(creditor).as_json()["expires_on"] == "2025-11-01"
    keep_origin(creditor, case_id, claim_kind="note", today=DUE, by="Omar")
    assert first_of(creditor).as_json()["expires_on"] == "2032-11-01"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"evidence": " "}, EvidenceMissing),
        ({"on": date(2030, 1, 1)}, InterruptionOfTomorrow),
        ({"invoice": "none such"}, NoSuchClaim),
    ],
)
def test_what_is_not_proven_or_not_there_is_refused(wrong, refusal):
    creditor, case_id = a_case()
    given = {"kind": "acknowledged", "on": DUE, "evidence": "a letter", "today": DUE, "by": "Omar"}
    with pytest.raises(refusal):
        record_interruption(creditor, case_id, **(given | wrong))
    other = money.creditor_of_its_own()
    with pytest.raises(CaseNotOpen):
        record_interruption(other, case_id, **given)
    assert list_limitation(other) == []


def test_a_norwegian_letter_interrupts_nothing_and_says_so():
    creditor, case_id = a_case("NO")
    with pytest.raises(Exception, match="does not interrupt in Norway"):
        record_interruption(creditor, case_id, kind="demand_received", on=DUE, evidence="x",
                            today=DUE, by="Omar")  # fmt: skip
    assert len(first_of(creditor).readings) == 1
