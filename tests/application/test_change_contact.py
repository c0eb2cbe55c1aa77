"""How a debtor is written to: channel, language and the days before an instalment."""

from datetime import date, timedelta

import pytest

from kvitt.application.agree_plan import agree_plan
from kvitt.application.change_contact import change_contact
from kvitt.application.defer_case import defer_case
from kvitt.application.follow_plans import follow_plans
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.preview_plan import PlanWish
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.domain.contact import ContactUnclear, NewContact
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
TODAY = date(2026, 2, 16)
FIRST = date(2026, 3, 30)
VERA = "vera@example.com"
pytestmark = pytest.mark.usefixtures("live_db", "mailbox")


def owing(email=VERA, **told):
    creditor = money.creditor_of_its_own(agreement={"plan": {"with_fee": False}})
    return creditor, money.owes(creditor, 3_000_00, DUE, email=email, **told)


def wants(creditor, case, **told):
    return change_contact(creditor, case, NewContact(**told), today=TODAY, actor="Mona")


def channels(creditor, case):
    return {n.kind: n.channel for n in office.notices(creditor, case) if n.state == "sent"}


@pytest.mark.parametrize("channel", ["email", "letter"])
def test_letters_beside_the_flow_and_friendly_reminders_take_the_way_that_the_debtor_chose(channel):
    creditor, case = owing()
    wants(creditor, case, channel=channel)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    send_notices(creditor.tenant_id, today=date(2026, 2, 5))
    defer_case(creditor, case, until=date(2026, 3, 2), because="illness", today=TODAY,
               actor="Mona")  # fmt: skip
    send_notices(creditor.tenant_id, today=TODAY)
    assert channels(creditor, case) == {
        "friendly_reminder": channel, "deferral_confirmation": channel,
    }  # fmt: skip


def test_a_way_that_does_not_reach_the_debtor_gives_place_to_the_next():
    creditor, case = owing(email=None)
    wants(creditor, case, email=VERA, channel="email")
    with tenant_scope(creditor.tenant_id):
        query("update party set email = null returning id")
    defer_case(creditor, case, until=date(2026, 3, 2), because="illness", today=TODAY,
               actor="Mona")  # fmt: skip
    send_notices(creditor.tenant_id, today=TODAY)
    assert channels(creditor, case) == {"deferral_confirmation": "letter"}


def test_the_language_of_the_debtor_is_that_of_the_next_letter():
    creditor, case = owing()
    wants(creditor, case, language="en")
    defer_case(creditor, case, until=date(2026, 3, 2), because="illness", today=TODAY,
               actor="Mona")  # fmt: skip
    send_notices(creditor.tenant_id, today=TODAY)
    assert "You have until 2 March 2026" in office.letter_words(creditor, case)


@pytest.mark.parametrize("days", [1, 3, 14])
def test_a_reminder_comes_as_many_days_before_as_the_debtor_chose(days):
    creditor, case = owing()
    agree_plan(creditor, [case], PlanWish(FIRST, months=3), today=TODAY, actor="Mona")
    follow_plans(creditor.tenant_id, today=TODAY + timedelta(days=1))
    wants(creditor, case, remind_days=days)
    remind_on = FIRST - timedelta(days=days)
    for before in (10, 5, 1, 0):
        follow_plans(creditor.tenant_id, today=remind_on - timedelta(days=before))
        kinds = {notice.kind for notice in office.notices(creditor, case)}
        assert ("plan_reminder" in kinds) == (before == 0)


def test_the_history_tells_what_changed_and_no_address():
    creditor, case = owing(email=None)
    done = wants(creditor, case, email=VERA, phone="070-123 45 67", channel="email", remind_days=3)
    assert done.what == ("channel", "email", "phone", "remind_days")
    (told,) = [line for line in office.log(creditor, case) if "contact_changed" in line]
    assert '"channel": {"after": "email", "before": null}' in told
    assert '"remind_days": {"after": 3, "before": null}' in told
    assert VERA not in told and "070" not in told


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"channel": "pigeon"}, "no channel"),
        ({"language": "fi"}, "no language"),
        ({"remind_days": 0}, "1 to 14 days"),
        ({"remind_days": 15}, "1 to 14 days"),
        ({"channel": "email"}, "no e-mail address"),
        ({"email": "not an address"}, "no e-mail address that mail can be sent to"),
        ({}, "say what is new"),
    ],
)
def test_what_cannot_be_followed_is_refused_and_changes_nothing(said, problem):
    creditor, case = owing(email=None)
    with pytest.raises(ContactUnclear, match=problem):
        wants(creditor, case, **said)
    assert "contact_changed" not in money.events(creditor, case)


def test_another_creditors_case_is_not_found():
    _, case = owing()
    with pytest.raises(NoOpenCase):
        wants(money.creditor_of_its_own(), case, channel="letter")
