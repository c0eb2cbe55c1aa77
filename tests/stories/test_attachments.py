"""What an attachment leaves behind, in Norway: a pledge, or the entry that nothing was found."""

from datetime import timedelta

import pytest

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from kvitt.application.list_monitoring import list_monitoring
from kvitt.application.list_proceedings import show_proceeding
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.run_day import run_day
from kvitt.application.show_case import show_case
from kvitt.domain.holds import stops
from kvitt.store.cases import case_number
from kvitt.store.holds import holds_of
from kvitt.store.session import tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import demanded, interruptions, proceeding

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
PERSON = "12038512356"
HERE = {"address_lines": ("Nattlandsveien 2", "5231 Paradis")}
WEEK = timedelta(weeks=1)


def record(creditor, proceeding_id, event, on, /, **given):
    return record_proceeding(
        creditor, proceeding_id, event, on_day=on, today=on, by="Kari", given=given
    )


def at_the_board(creditor):
    """A case at the conciliation board; it, the proceeding and the day."""
    case_id, on = demanded(creditor, identity=PERSON, postcode="5018", city="Bergen", email=None)
    number = draft_proceeding(creditor, case_id, kind="conciliation", because="asked", today=on,
                              by="Kari")  # fmt: skip
    approve_proceeding(creditor, number, today=on, by="Ola")
    apply_to_authority(creditor, number, today=on, by="Kari")
    record(creditor, number, "receipt", on, number=f"FR-{number}")
    record(creditor, number, "reply_asked", on + WEEK)
    return case_id, number, on + WEEK


def attached(creditor):
    """A case with the officer on the board's judgment; it, the proceeding and the day."""
    case_id, number, on = at_the_board(creditor)
    names = ("principal", "interest", "cost")
    parts = dict(zip(names, money.open_minor(creditor, case_id), strict=True))
    title = record(creditor, number, "judgment", on, number="26-1", amount=sum(parts.values()),
                   **parts).title_id  # fmt: skip
    record(creditor, number, "closed", on)
    again = draft_proceeding(creditor, case_id, kind="attachment_on_title", because="judgment",
                             today=on, by="Kari", title_id=title)  # fmt: skip
    approve_proceeding(creditor, again, today=on, by="Ola")
    apply_to_authority(creditor, again, today=on, by="Kari")
    record(creditor, again, "presented", on + WEEK)
    return case_id, again, on + 5 * WEEK


def shown(creditor, case_id, on):
    return show_case(case_number(creditor.tenant_id, case_id), today=on)


def asked(creditor, case_id):
    return [task.kind for task in office.tasks(creditor, case_id)]


def test_where_nothing_is_found_the_proceeding_is_over_and_its_entry_stands_for_three_years():
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = attached(creditor)
    record(creditor, number, "no_assets", on)
    row = proceeding(creditor, number)
    assert (row.state, row.ended_on) == ("ended", on)
    assert "tinglysingsloven § 34 a" in row.ended_because
    (entry,) = shown(creditor, case_id, on).attachments
    assert (entry["kind"], entry["ends_on"][:4]) == ("no_assets", str(on.year + 3))
    assert entry["released_on"] is None
    (followed,) = list_monitoring(creditor.name)
    assert followed["reason"] == "no_assets"
    run_day(today=on, tenant_ids=[creditor.tenant_id])
    assert shown(creditor, case_id, on).stage == "monitored"
    assert "decide_next_measure" not in asked(creditor, case_id)
    kinds = {kind: ended for kind, _, ended in interruptions(creditor, case_id)}
    assert kinds.get("enforcement", on) == on
    draft_proceeding(creditor, case_id, kind="attachment_on_title", because="a new employer",
                     today=on + 60 * WEEK, by="Kari", title_id=row.title_id)  # fmt: skip


def test_a_pledge_is_kept_with_its_sum_and_the_proceeding_goes_on_until_it_is_said_to_stand():
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = attached(creditor)
    record(creditor, number, "pledge", on, amount=4_000_00, text="en bil, AB 12345")
    view = shown(creditor, case_id, on)
    assert (view.stage, view.next_owner) == ("enforcing", "creditor")
    (entry,) = show_proceeding(creditor, number)["attachments"]
    assert (entry["kind"], entry["amount_minor"], entry["what"]) == (
        "pledge", 4_000_00, "en bil, AB 12345",
    )  # fmt: skip
    assert "decide_next_measure" not in asked(creditor, case_id)
    record(creditor, number, "pledge_kept", on + 4 * WEEK)
    run_day(today=on + 4 * WEEK, tenant_ids=[creditor.tenant_id])
    view = shown(creditor, case_id, on + 4 * WEEK)
    assert (view.stage, view.attachments[0]["released_on"]) == ("titled", None)
    assert "decide_next_measure" in asked(creditor, case_id)


def test_a_deduction_that_ended_unpaid_ends_the_proceeding_with_its_statute():
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = attached(creditor)
    record(creditor, number, "trekk", on)
    record(creditor, number, "trekk_lapsed", on + 104 * WEEK)
    assert "§ 7-28" in proceeding(creditor, number).ended_because
    run_day(today=on + 104 * WEEK, tenant_ids=[creditor.tenant_id])
    assert "decide_next_measure" in asked(creditor, case_id)


def test_a_claim_that_was_not_allowed_stops_and_nothing_is_booked():
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = at_the_board(creditor)
    principal, interest, _ = money.open_minor(creditor, case_id)
    record(creditor, number, "lost", on + 6 * WEEK, number="26-2-FR")
    assert money.open_minor(creditor, case_id)[:2] == (principal, interest)
    with tenant_scope(creditor.tenant_id):
        held = [h.kind for h in holds_of(creditor.tenant_id, case_id)]
    assert "lost" in held and stops("lost", "flow_letter") and stops("lost", "application")
    assert {"decide_lost_claim"} & set(asked(creditor, case_id))
    assert "tell_authority" not in asked(creditor, case_id)
    assert "claim_not_allowed" in money.events(creditor, case_id)
    view = shown(creditor, case_id, on + 6 * WEEK)
    assert (view.stage, view.next_owner) == ("at_forliksrad", "creditor")
    letters = len(office.notices(creditor, case_id))
    for weeks in range(7, 30):
        run_day(today=on + weeks * WEEK, tenant_ids=[creditor.tenant_id])
    assert len(office.notices(creditor, case_id)) == letters
    money.the_books_hold(creditor)


def test_another_creditor_sees_no_pledge():
    creditor, stranger = (money.creditor_of_its_own("NO", **HERE) for _ in range(2))
    case_id, number, on = attached(creditor)
    record(creditor, number, "pledge", on, amount=1_000_00)
    with tenant_scope(stranger.tenant_id):
        from kvitt.store.attachments import entries_of, release_entries

        assert entries_of(creditor.tenant_id, number) == []
        assert release_entries(creditor.tenant_id, number, because="no", today=on) == 0
    assert len(shown(creditor, case_id, on).attachments) == 1
