"""How much goes by itself: off, suggested, below an amount, after a time to say no, all of it."""

from datetime import date

import pytest

from kvitt.application.answer_suggestions import decline_suggestion
from kvitt.application.edit_condition import (
    approve_condition,
    preview_condition,
    propose_condition,
)
from kvitt.application.list_suggestions import list_suggestions
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.set_automation import UnknownStep, automation_of
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.domain.automation import AutomationUnclear
from kvitt.store.conditions import CONDITIONS
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.suggesting import (
    DAY,
    DUE,
    FRIENDLY_ON,
    asked_first,
    live,
    some_cases,
    states,
    steps,
)

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


def test_below_an_amount_letters_go_by_themselves_and_above_it_they_wait():
    creditor = money.creditor_of_its_own()
    asked_first(creditor, "friendly_reminder", "below", below_minor=1_500_00)
    small, large = office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE, payable_minor=1_500_00),
        office.invoice(creditor, 2, due_on=DUE, payable_minor=1_500_01), today=DUE,
    )  # fmt: skip
    live(creditor, DUE, FRIENDLY_ON + DAY)
    assert steps(creditor, small) == ["friendly_reminder"]
    assert steps(creditor, large) == []
    assert "1500.00" in list_suggestions(creditor, today=FRIENDLY_ON).proposed[0].because


def test_in_the_veto_window_nothing_goes_then_what_nobody_declined():
    creditor = money.creditor_of_its_own()
    asked_first(creditor, "friendly_reminder", "veto", veto_days=3)
    kept, stopped = some_cases(creditor, 2)
    live(creditor, DUE, FRIENDLY_ON + 2 * DAY)
    assert office.notices(creditor) == []
    (one, other) = list_suggestions(creditor, today=FRIENDLY_ON + DAY).proposed
    assert {one.goes_on, other.goes_on} == {FRIENDLY_ON + 3 * DAY}
    decline_suggestion(creditor, stopped, until=date(2026, 4, 1), reason="agreed by phone",
                       by="Kari", today=FRIENDLY_ON + 2 * DAY)  # fmt: skip
    live(creditor, FRIENDLY_ON + 2 * DAY, date(2026, 3, 12))
    assert [n.sent_on for n in office.notices(creditor, kept)] == [FRIENDLY_ON + 3 * DAY]
    assert office.notices(creditor, stopped) == []
    assert states(creditor, kept) == [("friendly_reminder", "carried_out",
                                       "nobody said no in time")]  # fmt: skip


def test_after_five_missed_days_the_window_is_over_and_the_letter_goes_once():
    creditor = money.creditor_of_its_own()
    asked_first(creditor, "friendly_reminder", "veto", veto_days=2)
    (case_id,) = some_cases(creditor, 1)
    run_day(today=FRIENDLY_ON, tenant_ids=[creditor.tenant_id])
    for _ in range(3):
        run_day(today=FRIENDLY_ON + 5 * DAY, tenant_ids=[creditor.tenant_id])
    assert [n.sent_on for n in office.notices(creditor, case_id)] == [FRIENDLY_ON + 5 * DAY]


def test_who_set_a_level_when_and_why_is_kept_and_an_unknown_step_is_refused():
    creditor = money.creditor_of_its_own()
    assert {one.level for one in automation_of(creditor)} == {"automatic"}
    asked_first(creditor, "reminder", "below", below_minor=500_00)
    asked_first(creditor, "reminder", "veto", veto_days=2)
    kept = {one.step: one for one in automation_of(creditor)}
    assert (kept["reminder"].level, kept["reminder"].set_by) == ("veto", "Kari")
    assert kept["collection_demand"].level == "automatic"
    with pytest.raises(UnknownStep, match="friendly_reminder"):
        asked_first(creditor, "inkassovarsel")
    with tenant_scope(creditor.tenant_id):
        told = query(
            "select actor, given::text from history where tenant_id = %s and kind = %s order by id",
            (creditor.tenant_id, "automation_set"),
        )
    assert len(told) == 2
    assert '"before": {"reminder": "below"}' in told[1][1]


def test_a_step_switched_off_is_neither_sent_nor_suggested_and_its_late_cases_say_so():
    creditor = money.creditor_of_its_own()
    asked_first(creditor, "friendly_reminder", "off")
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, date(2026, 4, 30))
    assert office.notices(creditor) == []
    made = list_suggestions(creditor, today=date(2026, 4, 29))
    assert (made.proposed, made.counts) == ((), {"off": 1})
    asked_first(creditor, "friendly_reminder", "automatic")
    run_cases(creditor.tenant_id, today=date(2026, 6, 1))
    assert steps(creditor, case_id) == ["friendly_reminder"]


def approved(creditor, source, *, from_on=DUE, name="small"):
    """A condition that one person wrote and another approved."""
    made = propose_condition(creditor, name=name, source=source, by="Kari", today=DUE)
    preview_condition(creditor, made.id, by="Kari", today=DUE)
    approve_condition(creditor, made.id, from_on=from_on, by="Omar", today=DUE)


def test_only_where_a_condition_that_two_persons_approved_holds_letters_go_by_themselves():
    creditor = money.creditor_of_its_own()
    small, large = office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE, payable_minor=500_00),
        office.invoice(creditor, 2, due_on=DUE, payable_minor=5_000_00), today=DUE,
    )  # fmt: skip
    with pytest.raises(AutomationUnclear, match="no approved condition"):
        asked_first(creditor, "friendly_reminder", "automatic", condition_name="small")
    approved(creditor, 'balance_minor < 100000 && opened_on >= "2026-01-01"')
    asked_first(creditor, "friendly_reminder", "automatic", condition_name="small")
    live(creditor, DUE, FRIENDLY_ON + DAY)
    assert steps(creditor, small) == ["friendly_reminder"]
    assert steps(creditor, large) == []
    (one,) = list_suggestions(creditor, today=FRIENDLY_ON + DAY).proposed
    assert (one.how, one.because) == ("asked", "the condition small does not hold")


def test_a_new_version_of_the_condition_counts_from_its_day():
    creditor = money.creditor_of_its_own()
    (case_id,) = some_cases(creditor, 1)
    approved(creditor, "balance_minor < 1")
    approved(creditor, "balance_minor > 1", from_on=FRIENDLY_ON + 2 * DAY)
    asked_first(creditor, "friendly_reminder", "automatic", condition_name="small")
    live(creditor, DUE, FRIENDLY_ON + 2 * DAY)
    assert office.notices(creditor) == []
    assert why_nothing_is_sent(creditor, case_id, on=FRIENDLY_ON).causes[0].kind == "asked"
    run_cases(creditor.tenant_id, today=FRIENDLY_ON + 40 * DAY)
    assert steps(creditor, case_id) == ["friendly_reminder"]


def test_a_condition_that_has_no_answer_asks_a_person():
    creditor = money.creditor_of_its_own()
    approved(creditor, "balance_minor * 1000000 * 10000000 > 1")
    asked_first(creditor, "friendly_reminder", "automatic", condition_name="small")
    (case_id,) = office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE, payable_minor=50_000_00), today=DUE
    )
    live(creditor, DUE, FRIENDLY_ON + DAY)
    assert steps(creditor, case_id) == []
    assert "has no answer" in list_suggestions(creditor, today=FRIENDLY_ON).proposed[0].because


def test_a_condition_hears_of_all_claims_that_go_out_in_one_letter():
    creditor = money.creditor_of_its_own()
    approved(creditor, "balance_minor < 150000 && invoices == 1")
    asked_first(creditor, "friendly_reminder", "automatic", condition_name="small")
    together = {"customer_number": "C77", "name": "Åsa Öberg"}
    office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE, **together),
        office.invoice(creditor, 2, due_on=DUE, **together), today=DUE,
    )  # fmt: skip
    live(creditor, DUE, FRIENDLY_ON + DAY)
    assert office.notices(creditor) == []
    (one,) = list_suggestions(creditor, today=FRIENDLY_ON).proposed
    assert one.together and one.because == "the condition small does not hold"


def test_a_condition_that_was_allowed_once_and_is_no_more_asks_a_person():
    creditor = money.creditor_of_its_own()
    approved(creditor, "true")
    asked_first(creditor, "friendly_reminder", "automatic", condition_name="small")
    with tenant_scope(creditor.tenant_id):
        made = CONDITIONS.add(
            creditor.tenant_id, "size(stage) > 1", by="Kari", today=DUE, name="small"
        )
        CONDITIONS.add_approval(creditor.tenant_id, made, by="Omar", today=DUE, from_on=DUE)
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, FRIENDLY_ON + DAY)
    assert steps(creditor, case_id) == []
    assert list_suggestions(creditor, today=FRIENDLY_ON).proposed[0].how == "asked"


def test_a_condition_of_another_creditor_or_of_a_later_day_cannot_be_named():
    creditor, other = money.creditor_of_its_own(), money.creditor_of_its_own()
    approved(other, "true", name="theirs")
    approved(creditor, "true", name="later", from_on=DUE + DAY)
    for unknown in ("theirs", "later"):
        with pytest.raises(AutomationUnclear, match="has no approved condition"):
            asked_first(creditor, "friendly_reminder", "automatic", condition_name=unknown)
    assert {one.condition for one in automation_of(creditor)} == {""}
