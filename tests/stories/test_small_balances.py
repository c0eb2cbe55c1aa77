"""Stories of small rests: given up at night, asked about, or kept, as the creditor has said."""

from datetime import date, timedelta

import pytest

from kvitt.application.change_agreement import change_agreement
from kvitt.application.close_small_balances import close_small_balances
from kvitt.application.place_hold import place_hold
from kvitt.application.run_day import run_day
from kvitt.jobs.sending import run_cases_job
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories.small_office import notices, tasks

DUE = date(2026, 1, 30)
PAID = date(2026, 2, 2)
ASKED = date(2026, 2, 10)
pytestmark = pytest.mark.usefixtures("live_db")


def almost_paid(tolerance_minor=0, *, rest_minor=20_00, creditor=None, number="2001"):
    agreement = {"small_balance_minor": tolerance_minor} if tolerance_minor else {}
    creditor = creditor or money.creditor_of_its_own(agreement=agreement)
    case = money.owes(creditor, 1000_00, DUE, number=number)
    money.bank_brings(money.paid(creditor, 1000_00 - rest_minor, DUE, case=case), today=PAID)
    return creditor, case


def day(creditor, today):
    return run_day(today=today, tenant_ids=[creditor.tenant_id])


def closings(creditor):
    with tenant_scope(creditor.tenant_id):
        return query("select case_id, reason, written_off_minor from case_closing order by case_id")


def test_the_day_closes_what_the_creditor_gives_up_and_tells_it():
    creditor, case = almost_paid(25_00)
    report = day(creditor, PAID)
    assert report.given_up == 1
    assert money.case(creditor, case).closed_because == "paid"
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert closings(creditor) == [(case, "paid", 20_00)]
    assert money.events(creditor, case)[-2:] == ["closing_settled", "case_closed"]
    assert (notices(creditor), tasks(creditor, case)) == ([], [])
    assert day(creditor, PAID).given_up == 0
    money.the_books_hold(creditor)


def test_the_job_of_the_night_does_the_same():
    creditor, case = almost_paid(25_00)
    run_cases_job(creditor.tenant_id, PAID.isoformat())
    assert money.case(creditor, case).closed_because == "paid"
    money.the_books_hold(creditor)


@pytest.mark.parametrize(("rest_minor", "closes"), [(24_99, True), (25_00, True), (25_01, False)])
def test_the_tolerance_is_reached_and_not_passed(rest_minor, closes):
    creditor, case = almost_paid(25_00, rest_minor=rest_minor)
    assert day(creditor, PAID).given_up == closes
    assert (money.case(creditor, case).closed_on is not None) is closes


def test_without_a_tolerance_a_person_is_asked_and_a_later_tolerance_answers():
    creditor, case = almost_paid()
    day(creditor, ASKED)
    assert [task.kind for task in tasks(creditor, case)] == ["small_rest"]
    change_agreement(creditor, {"small_balance_minor": 25_00}, because="not worth the stamp",
                     today=ASKED, actor="Mona")  # fmt: skip
    assert day(creditor, ASKED).given_up == 1
    assert tasks(creditor, case) == []
    assert notices(creditor) == []
    money.the_books_hold(creditor)


def test_a_case_that_something_holds_is_left_alone():
    creditor, case = almost_paid(25_00)
    place_hold(creditor, case, kind="dispute", because="says it is paid", today=PAID, actor="Mona")
    assert day(creditor, PAID).given_up == 0
    assert money.case(creditor, case).closed_on is None


def test_a_planned_letter_for_the_rest_is_taken_back_with_its_fee():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    day(creditor, date(2026, 2, 9))
    money.letter_left(creditor, case, on=date(2026, 2, 9), deadline_on=date(2026, 2, 19))
    money.bank_brings(money.paid(creditor, 940_00, date(2026, 2, 12), case=case),
                      today=date(2026, 2, 12))  # fmt: skip
    from kvitt.application.run_cases import run_cases

    run_cases(creditor.tenant_id, today=date(2026, 3, 2))
    assert [one.state for one in notices(creditor, case)][-1:] == ["planned"]
    change_agreement(creditor, {"small_balance_minor": 200_00}, because="as agreed",
                     today=date(2026, 3, 2), actor="Mona")  # fmt: skip
    money.wake(creditor, case, on=date(2026, 3, 2))
    assert close_small_balances(creditor.tenant_id, today=date(2026, 3, 2)) == 1
    assert not [one for one in notices(creditor, case) if one.state == "planned"]
    assert money.open_minor(creditor, case) == (0, 0, 0)
    money.the_books_hold(creditor)


def test_another_creditors_rests_stay():
    creditor, _ = almost_paid(25_00)
    other, theirs = almost_paid()
    assert close_small_balances(creditor.tenant_id, today=PAID) == 1
    assert close_small_balances(other.tenant_id, today=PAID) == 0
    assert money.case(other, theirs).closed_on is None


def test_many_rests_close_in_a_few_statements(monkeypatch):
    """As many statements for thirty as for three: what grows is only their size."""
    from tests.speed.test_query_counts import counted

    creditors = []
    for count in (3, 30):
        creditor = money.creditor_of_its_own(agreement={"small_balance_minor": 25_00})
        cases = [
            money.owes(creditor, 1000_00, DUE, number=str(3001 + n), customer=f"K{n}")
            for n in range(count)
        ]
        money.bank_brings(*(money.paid(creditor, 980_00, DUE, case=case) for case in cases),
                          today=PAID)  # fmt: skip
        creditors.append(creditor)
    asked = []
    for creditor, count in zip(creditors, (3, 30), strict=True):
        with counted(monkeypatch) as seen:
            assert close_small_balances(creditor.tenant_id, today=PAID) == count
        asked.append(len(seen))
    assert asked[0] == asked[1]
    assert asked[0] < 40
    money.the_books_hold(*creditors)
    assert day(creditors[1], PAID + timedelta(days=30)).night.planned == 0
