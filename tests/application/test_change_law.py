"""A law that becomes known late: cases wake, corrections are proposed, nothing is rewritten."""

import json
from datetime import date, timedelta

import pytest

from kvitt.application import change_law, recompute_charges, run_cases
from kvitt.application.change_law import take_new_law
from kvitt.application.check_books import check_books
from kvitt.law.book import COUNTRY_NAMES, law_book
from kvitt.store.session import execute, query, tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids
from tests.domain.other_law import with_value
from tests.portfolio import creditor_with, invoice

FIRST, CHANGED = date(2026, 2, 1), date(2026, 3, 20)
DUE = date(2026, 2, 2)
REMINDER, DEMAND = date(2026, 2, 19), date(2026, 3, 4)

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def the_packaged_law_is_in_use(db, monkeypatch):
    """From FIRST the packaged books are used, and what other tests left is not touched."""
    take_new_law(today=FIRST)
    others = set(creditor_tenant_ids(agency_tenant_id()))
    monkeypatch.setattr(
        change_law,
        "creditor_tenant_ids",
        lambda agency_id: [one for one in creditor_tenant_ids(agency_id) if one not in others],
    )


@pytest.fixture
def install(monkeypatch):
    """Puts another law book in the place of the packaged one."""

    def put(book):
        books = {country: law_book(country) for country in COUNTRY_NAMES} | {book.country: book}
        for module in (change_law, recompute_charges, run_cases):
            monkeypatch.setattr(module, "law_book", books.__getitem__)
        return book

    return put


def other_rate(rate_bp=100):
    return with_value(law_book("SE"), "interest.reference_rate", rate_bp, on=DUE)


def lived(*invoices, until=DEMAND, country="SE", **profile):
    """A creditor whose letters have left on their days."""
    asked = invoices or (invoice(due_on=DUE, country=country),)
    creditor = creditor_with(asked, country=country, today=FIRST, **profile)
    day = FIRST
    while day <= until:
        run_cases.run_cases(creditor.tenant_id, today=day)
        with tenant_scope(creditor.tenant_id):
            execute(
                "update notice set state = 'sent', sent_on = planned_on, channel = 'letter',"
                " deadline_on = planned_on + 10 where state = 'planned'"
            )
        day += timedelta(days=1)
    return creditor


def rows(creditor, statement):
    with tenant_scope(creditor.tenant_id):
        return query(statement)


def proposals(creditor):
    """The open proposals: case, sentence and what is proposed."""
    found = rows(
        creditor,
        "select case_id, sentence, given::text from task"
        " where kind = 'correct_charges' and done_on is null order by id",
    )
    return [(case_id, sentence, json.loads(given)) for case_id, sentence, given in found]


def wake_days(creditor):
    return [row[0] for row in rows(creditor, "select wake_on from collection_case order by id")]


def items(creditor):
    return rows(
        creditor,
        "select id, kind, amount_minor, open_minor, voided_on, because::text from claim_item"
        " order by id",
    )


def versions(country):
    """The versions of a country's law that were taken into use: number and first day."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        return query(
            "select number, from_on from law_version where country = %s order by number", (country,)
        )


def wrong_amounts(creditor):
    return [
        trouble.sentence
        for trouble in check_books().troubles
        if trouble.rule == "amounts_by_law" and trouble.tenant_id == creditor.tenant_id
    ]


def test_the_same_law_again_changes_nothing():
    assert take_new_law(today=CHANGED) == ()


def test_a_first_law_is_kept_and_touches_nothing(monkeypatch):
    monkeypatch.setattr(change_law, "newest_versions", lambda agency_id: {})
    monkeypatch.setattr(change_law, "add_version", lambda *given, **named: None)
    taken = take_new_law(today=CHANGED)
    assert [(one.country, one.changes, one.woken) for one in taken] == [
        ("SE", (), 0), ("NO", (), 0),
    ]  # fmt: skip
    assert all("no value differs" in one.sentence for one in taken)


def test_a_late_rate_wakes_the_case_and_proposes_what_to_correct(install):
    creditor = lived(until=CHANGED - timedelta(days=1))
    assert wake_days(creditor) != [CHANGED]
    before = items(creditor)
    install(other_rate(100))
    (taken,) = take_new_law(today=CHANGED)
    assert (taken.country, taken.woken, taken.proposals, taken.on_closed) == ("SE", 1, 1, 0)
    assert any("interest.reference_rate from 2026-01-01" in told for told in taken.changes)
    assert wake_days(creditor) == [CHANGED]
    ((_, sentence, given),) = proposals(creditor)
    assert "interest for 2026-02-03 until 2026-03-05 8.22 → 7.40 [räntelagen" in sentence
    (proposed,) = given["proposal"]
    assert (proposed["stored_minor"], proposed["lawful_minor"]) == (822, 740)
    assert (proposed["difference_minor"], given["difference_minor"]) == (-82, -82)
    assert (proposed["from"], proposed["until"]) == ("2026-02-03", "2026-03-05")
    assert "räntelagen" in proposed["reference"]
    assert items(creditor) == before


def test_taken_twice_it_is_taken_once(install):
    creditor = lived()
    install(other_rate())
    assert len(take_new_law(today=CHANGED)) == 1
    count = len(versions("SE"))
    for day in (CHANGED, CHANGED + timedelta(days=1)):
        assert take_new_law(today=day) == ()
    assert len(proposals(creditor)) == 1
    assert len(versions("SE")) == count > 1


def test_versions_follow_each_other_also_where_an_earlier_day_is_run_again(install):
    install(other_rate())
    take_new_law(today=CHANGED)
    install(other_rate(50))
    take_new_law(today=FIRST)
    days = [from_on for _, from_on in versions("SE")]
    assert days[-2:] == [max(CHANGED, days[0])] * 2


def test_nothing_is_sent_while_more_stands_on_the_case_than_the_law_allows(install):
    creditor = lived()
    install(other_rate(100))
    take_new_law(today=CHANGED)
    run_cases.run_cases(creditor.tenant_id, today=CHANGED)
    assert rows(creditor, "select next_what from collection_case") == [
        ("nothing is sent: charges to correct",)
    ]


def test_where_less_was_charged_than_the_law_gives_the_case_goes_on(install):
    creditor = lived()
    install(other_rate(300))
    (taken,) = take_new_law(today=CHANGED)
    assert taken.proposals == 1
    ((_, _, given),) = proposals(creditor)
    assert given["difference_minor"] == 82
    assert rows(creditor, "select count(*) from hold") == [(0,)]


def test_the_history_of_the_case_says_what_changed(install):
    creditor = lived()
    install(other_rate())
    take_new_law(today=CHANGED)
    ((told,),) = rows(creditor, "select given::text from history where kind = 'law_changed'")
    assert "Sweden, interest: interest.reference_rate from 2026-01-01" in told
    assert "history_chain" not in {trouble.rule for trouble in check_books().troubles}


def test_what_was_charged_by_the_law_of_its_day_stays_right_in_the_check(install):
    creditor = lived()
    assert wrong_amounts(creditor) == []
    install(other_rate())
    take_new_law(today=CHANGED)
    assert wrong_amounts(creditor) == []


def test_a_case_whose_charges_lie_outside_the_period_is_left_alone(install):
    creditor = lived(invoice("1", due_on=DUE), invoice("2", due_on=date(2026, 4, 20)))
    days = wake_days(creditor)
    install(with_value(law_book("SE"), "interest.reference_rate", 100, on=date(2025, 9, 1)))
    (taken,) = take_new_law(today=CHANGED)
    assert taken.changes and (taken.woken, taken.proposals) == (0, 0)
    assert wake_days(creditor) == days


def test_a_lower_fee_is_proposed_for_letters_of_its_days_only(install):
    creditor = lived()
    install(with_value(law_book("SE"), "fees.reminder", 50_00, on=DUE))
    (taken,) = take_new_law(today=CHANGED)
    assert (taken.woken, taken.proposals) == (1, 1)
    ((_, sentence, given),) = proposals(creditor)
    assert "reminder of 2026-02-19 60.00 → 50.00" in sentence
    assert [one["kind"] for one in given["proposal"]] == ["reminder"]


def test_a_norwegian_letters_fee_follows_the_day_that_selects_each_of_its_values(install):
    due_on = date(2026, 1, 15)
    creditor = lived(invoice(due_on=due_on, country="NO"), country="NO", until=date(2026, 2, 20))
    assert "collection_notice" in {row[1] for row in items(creditor)}
    norway = law_book("NO")
    install(with_value(norway, "fees.base_rate", 500_00, on=date(2025, 12, 31)))
    (taken,) = take_new_law(today=CHANGED)
    assert (taken.woken, taken.proposals) == (0, 0)
    install(with_value(norway, "fees.base_rate", 500_00, on=due_on))
    (taken,) = take_new_law(today=CHANGED)
    assert (taken.woken, taken.proposals) == (1, 1)
    ((_, sentence, _),) = proposals(creditor)
    assert "38.00 → 25.00" in sentence


def test_a_fee_is_not_raised_afterwards(install):
    due_on = date(2026, 1, 15)
    creditor = lived(invoice(due_on=due_on, country="NO"), country="NO", until=date(2026, 2, 20))
    install(with_value(law_book("NO"), "fees.collection_notice_twentieths", 2, on=due_on))
    (taken,) = take_new_law(today=CHANGED)
    assert (taken.woken, taken.proposals) == (1, 0)
    assert proposals(creditor) == []


def test_a_closed_case_is_not_opened_and_still_gets_its_proposal(install):
    creditor = lived()
    with tenant_scope(creditor.tenant_id):
        execute(
            "update collection_case set wake_on = null, next_on = null, next_owner = null,"
            " closed_on = '2026-03-10', closed_because = 'a person closed it'"
        )
    install(other_rate(100))
    (taken,) = take_new_law(today=CHANGED)
    assert (taken.woken, taken.proposals, taken.on_closed) == (0, 1, 1)
    assert wake_days(creditor) == [None]
    assert len(proposals(creditor)) == 1
    assert rows(creditor, "select count(*) from hold") == [(0,)]
    assert rows(creditor, "select count(*) from history where kind = 'law_changed'") == [(1,)]


def test_a_case_that_stopped_because_the_law_was_not_known_is_asked_again(install):
    creditor = lived(until=FIRST)
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into task (tenant_id, case_id, kind, raised_on, sentence)"
            " select tenant_id, id, 'case_stopped', '2026-03-01', 'stopped' from collection_case"
        )
        execute("update collection_case set wake_on = '2026-12-01'")
    install(other_rate())
    (taken,) = take_new_law(today=CHANGED)
    assert taken.woken == 1
    assert wake_days(creditor) == [CHANGED]


def test_a_planned_letter_with_the_old_amounts_is_withdrawn_and_its_fee_needs_no_correction(
    install,
):
    creditor = lived(until=REMINDER - timedelta(days=1))
    run_cases.run_cases(creditor.tenant_id, today=REMINDER)
    install(with_value(law_book("SE"), "fees.reminder", 50_00, on=DUE))
    (taken,) = take_new_law(today=REMINDER)
    assert (taken.woken, taken.proposals) == (1, 0)
    run_cases.run_cases(creditor.tenant_id, today=REMINDER)
    fees = [(row[2], row[4]) for row in items(creditor) if row[1] == "reminder"]
    assert fees == [(60_00, REMINDER), (50_00, None)]
    assert wrong_amounts(creditor) == []


def test_a_newer_proposal_takes_the_place_of_one_that_is_still_open(install):
    creditor = lived()
    install(other_rate(100))
    take_new_law(today=CHANGED)
    install(other_rate(50))
    take_new_law(today=CHANGED + timedelta(days=1))
    ((_, sentence, _),) = proposals(creditor)
    assert "8.22 → 6.99" in sentence
    assert rows(creditor, "select count(*) from task where kind = 'correct_charges'") == [(2,)]
    assert rows(creditor, "select count(*) from hold") == [(1,)]


def test_the_law_of_one_country_leaves_the_other_alone(install):
    norwegian = lived(
        invoice(due_on=date(2026, 1, 15), country="NO"), country="NO", until=date(2026, 3, 1)
    )
    days = wake_days(norwegian)
    install(other_rate())
    (taken,) = take_new_law(today=CHANGED)
    assert taken.country == "SE"
    assert wake_days(norwegian) == days and proposals(norwegian) == []


def test_no_person_is_named_in_what_the_day_reports(install):
    lived()
    install(other_rate())
    (taken,) = take_new_law(today=CHANGED)
    told = " ".join((taken.sentence, *taken.changes))
    assert "Vera" not in told and "Lind" not in told


def test_the_task_has_words_in_every_language():
    from django.utils.translation import override

    from kvitt.application.case_words import TASKS, event_word, word

    for language in ("en", "sv", "nb"):
        with override(language):
            assert word(TASKS, "correct_charges") != "Correct charges" or language == "en"
            assert event_word("law_changed") != "Law changed" or language == "en"


def test_a_worker_that_still_has_the_old_book_does_not_take_it_back(install):
    lived()
    old = law_book("SE")
    install(other_rate())
    take_new_law(today=CHANGED)  # a fresh process has the new book
    install(old)  # the worker that was not started again ticks
    assert take_new_law(today=CHANGED) == ()
