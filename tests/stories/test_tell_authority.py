"""Money and closings after a filing are told to the authority: once, by item and day, on paper."""

import json
from datetime import timedelta

import pytest
from django.conf import settings

from kvitt.application import tell_authority as telling
from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.close_case import close_case
from kvitt.application.draft_proceeding import (
    NoSuchProceeding,
    approve_proceeding,
    draft_proceeding,
)
from kvitt.application.follow_proceedings import follow_proceedings
from kvitt.application.list_proceedings import show_proceeding
from kvitt.application.place_hold import place_hold
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.run_day import run_day
from kvitt.application.tell_authority import NotAsked, NothingToTell, tell_authority
from kvitt.application.waive_charges import waive_charges
from kvitt.store.session import query_named, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import demanded, filed, interruptions, proceeding
from tests.stories.test_attachments import HERE, attached

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def record(creditor, proceeding_id, event, on, /, **given):
    return record_proceeding(
        creditor, proceeding_id, event, on_day=on, today=on, by="Mona", given=given
    )


def pays(creditor, case_id, amount_minor, on):
    paid = money.paid(creditor, amount_minor, on, case=case_id)
    form = "ocr" if creditor.country == "NO" else "bgmax"
    assert money.bank_brings(paid, today=on, format=form).booked == 1


def papers(reference):
    return {path.name: path.read_bytes()
            for path in settings.HOME.applications.glob(f"*/{reference}/K*")}  # fmt: skip


def asked(creditor, case_id):
    return [task.kind for task in office.tasks(creditor, case_id)]


def told_events(creditor, case_id):
    with tenant_scope(creditor.tenant_id):
        rows = query_named(
            "select given::text from history where tenant_id = %s and case_id = %s"
            " and kind = 'authority_told' order by id", (creditor.tenant_id, case_id),
        )  # fmt: skip
    return [json.loads(row.given) for row in rows]


def test_a_payment_after_the_filing_is_drafted_sent_once_and_recorded_by_item_and_day():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "received", on + DAY, number="01-77-26")
    assert show_proceeding(creditor, number, today=on)["to_tell"] is None
    principal = money.open_minor(creditor, case_id)[0]
    paid_on = on + WEEK
    pays(creditor, case_id, 3_000_00, paid_on)
    run_day(today=paid_on, tenant_ids=[creditor.tenant_id])
    assert "tell_authority" in asked(creditor, case_id)
    draft = show_proceeding(creditor, number, today=paid_on)["to_tell"]
    assert (draft["kind"], draft["because"]) == ("reduction", "paid")
    assert sum(draft["less_by_part"].values()) == 3_000_00
    told = tell_authority(creditor, number, today=paid_on, by="Mona")
    assert (told.kind, told.less_minor) == ("reduction", 3_000_00)
    left = json.loads(papers(told.reference)[f"{told.reference}.json"])
    assert left["file_syntax"] == "unverified"
    assert left["proceeding"]["authority_number"] == "01-77-26"
    assert {one["on"] for one in left["less"]} == {str(paid_on)}
    assert sum(left["less_sums"].values()) == 3_000_00
    now = money.open_minor(creditor, case_id)
    assert left["left"][0] == {
        "invoice_number": left["less"][0]["invoice_number"], "principal_minor": now[0],
        "interest_minor": now[1], "cost_minor": now[2],
    }  # fmt: skip
    assert left["less_sums"]["principal_minor"] == principal - now[0]
    assert papers(told.reference)[f"{told.reference}.pdf"].startswith(b"%PDF")
    (event,) = told_events(creditor, case_id)
    assert event["amount_minor"] == sum(one["amount_minor"] for one in event["less"]) == 3_000_00
    assert "tell_authority" not in asked(creditor, case_id)
    assert [e["kind"] for e in show_proceeding(creditor, number)["events"]][-1] == "reduced"
    with pytest.raises(NothingToTell):
        tell_authority(creditor, number, today=paid_on, by="Mona")
    for day in range(1, 30):
        run_day(today=paid_on + day * DAY, tenant_ids=[creditor.tenant_id])
    assert "tell_authority" not in asked(creditor, case_id)
    pays(creditor, case_id, 500_00, paid_on + 5 * WEEK)
    again = tell_authority(creditor, number, today=paid_on + 5 * WEEK, by="Mona")
    assert (again.less_minor, again.reference[-3:]) == (500_00, "-M2")
    money.the_books_hold(creditor)


def test_a_reduction_leaves_the_four_weeks_to_ask_for_the_court_as_they_are():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "objected", on + WEEK)
    before = proceeding(creditor, number)
    pays(creditor, case_id, 1_000_00, on + 2 * WEEK)
    tell_authority(creditor, number, today=on + 2 * WEEK, by="Mona")
    after = proceeding(creditor, number)
    assert (after.next_what, after.next_on) == (before.next_what, before.next_on)


def test_paid_in_full_before_the_order_the_application_is_withdrawn_on_a_closed_case():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "served", on + WEEK)
    paid_on = on + 2 * WEEK
    pays(creditor, case_id, sum(money.open_minor(creditor, case_id)) + 500_00, paid_on)
    assert money.case(creditor, case_id).closed_because == "paid"
    told = tell_authority(creditor, number, today=paid_on, by="Mona")
    assert told.kind == "withdrawal"
    left = json.loads(papers(told.reference)[f"{told.reference}.json"])
    assert (left["because"], left["left"]) == ("paid", [])
    assert "lag (1990:746) 22, 46 och 50 §§" in left["statute"]
    row = proceeding(creditor, number)
    assert (row.state, row.ended_on) == ("ended", paid_on)
    assert interruptions(creditor, case_id)[0][2] == paid_on
    assert "tell_authority" not in asked(creditor, case_id)
    run_day(today=paid_on + DAY, tenant_ids=[creditor.tenant_id])
    assert not {"tell_authority", "proceeding_due"} & set(asked(creditor, case_id))
    money.the_books_hold(creditor)


def test_after_the_order_it_is_the_enforcement_that_is_withdrawn():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    names = ("principal", "interest", "cost")
    parts = dict(zip(names, money.open_minor(creditor, case_id), strict=True))
    record(creditor, number, "order", on + 4 * WEEK, number=f"U-{number}",
           amount=sum(parts.values()), **parts)  # fmt: skip
    close_case(creditor, case_id, reason="withdrawn", because="the goods came back",
               today=on + 5 * WEEK, actor="Mona")  # fmt: skip
    told = tell_authority(creditor, number, today=on + 5 * WEEK, by="Mona")
    events = [e["kind"] for e in show_proceeding(creditor, number)["events"]]
    assert (told.kind, events[-1]) == ("withdrawal", "enforcement_withdrawn")
    left = json.loads(papers(told.reference)[f"{told.reference}.json"])
    assert (left["because"], "1992:1094" in left["statute"]) == ("closed", True)


def test_under_a_hold_nothing_is_withdrawn_unless_a_person_says_so():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    place_hold(creditor, case_id, kind="bankruptcy", because="told", today=on + DAY, actor="Mona")
    assert "tell_authority" in asked(creditor, case_id)
    with pytest.raises(NotAsked, match="--withdraw"):
        tell_authority(creditor, number, today=on + DAY, by="Mona")
    assert proceeding(creditor, number).state == "filed"
    told = tell_authority(creditor, number, today=on + DAY, by="Mona", withdraws=True)
    left = json.loads(papers(told.reference)[f"{told.reference}.json"])
    assert (left["message"], left["because"]) == ("withdrawal", "held")
    assert proceeding(creditor, number).state == "ended"


def test_what_was_given_up_of_what_was_asked_for_is_told_too():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    waive_charges(creditor, case_id, kinds=["reminder"], because="goodwill", today=on + DAY,
                  actor="Mona")  # fmt: skip
    assert follow_proceedings(creditor.tenant_id, today=on + DAY) == 1
    draft = show_proceeding(creditor, number, today=on + DAY)["to_tell"]
    assert [(one["kind"], one["because"]) for one in draft["less"]] == [("reminder", "given_up")]
    told = tell_authority(creditor, number, today=on + DAY, by="Mona")
    assert told.less_minor == draft["less_by_part"]["cost"] > 0
    assert show_proceeding(creditor, number, today=on + DAY)["to_tell"] is None


@pytest.mark.parametrize("dies", ["hand_over", "_kept"])
def test_a_program_that_died_in_between_sends_the_same_message_again_once(monkeypatch, dies):
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    pays(creditor, case_id, 1_000_00, on + WEEK)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(telling.FilingFolder if dies == "hand_over" else telling, dies, killed)
        with pytest.raises(KeyboardInterrupt):
            tell_authority(creditor, number, today=on + WEEK, by="Mona")
    pays(creditor, case_id, 700_00, on + 2 * WEEK)
    told = tell_authority(creditor, number, today=on + 2 * WEEK, by="Mona")
    assert (told.less_minor, told.written_on) == (1_000_00, on + WEEK)
    assert len(told_events(creditor, case_id)) == 1
    left = json.loads(papers(told.reference)[f"{told.reference}.json"])
    assert left["written_on"] == str(on + WEEK)
    rest = tell_authority(creditor, number, today=on + 2 * WEEK, by="Mona")
    assert (rest.less_minor, rest.reference) == (700_00, told.reference[:-1] + "2")


def test_what_the_bank_took_back_after_it_was_told_is_asked_of_a_person():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    line = money.paid(creditor, 1_000_00, on + WEEK, case=case_id)
    money.bank_brings(line, today=on + WEEK, format="camt")
    tell_authority(creditor, number, today=on + WEEK, by="Mona")
    back = money.paid(creditor, 1_000_00, on + 2 * WEEK, case=case_id, is_reversal=True)
    assert money.bank_brings(back, today=on + 2 * WEEK, format="camt").reversed == 1
    assert follow_proceedings(creditor.tenant_id, today=on + 2 * WEEK) >= 1
    (task,) = [t for t in office.tasks(creditor, case_id) if t.kind == "tell_authority"]
    assert "asks for less than is owed" in task.sentence
    with pytest.raises(NothingToTell):
        tell_authority(creditor, number, today=on + 2 * WEEK, by="Mona")


@pytest.mark.parametrize("result", ["pledge", "no_assets"])
def test_in_norway_what_was_attached_is_released_when_it_is_paid(result):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = attached(creditor)
    record(creditor, number, result, on, amount=2_000_00)
    paid_on = on + WEEK
    pays(creditor, case_id, sum(money.open_minor(creditor, case_id)) + 500_00, paid_on)
    run_day(today=paid_on, tenant_ids=[creditor.tenant_id])
    assert "release_attached" in asked(creditor, case_id)
    told = tell_authority(creditor, number, today=paid_on, by="Kari")
    left = json.loads(papers(told.reference)[f"{told.reference}.json"])
    assert left["message"] == "release"
    assert [one["kind"] for one in left["released"]] == [result]
    assert "§§ 7-25 til 7-27" in left["statute"]
    (entry,) = show_proceeding(creditor, number)["attachments"]
    assert entry["released_on"] == paid_on
    assert proceeding(creditor, number).state == "ended"
    run_day(today=paid_on + DAY, tenant_ids=[creditor.tenant_id])
    assert not {"release_attached", "tell_authority"} & set(asked(creditor, case_id))


def test_in_norway_the_board_gives_its_fee_back_before_the_debtor_was_called():
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, on = demanded(creditor, identity="12038512356", postcode="5018", city="Bergen",
                           email=None)  # fmt: skip
    number = draft_proceeding(creditor, case_id, kind="conciliation", because="asked", today=on,
                              by="Kari")  # fmt: skip
    approve_proceeding(creditor, number, today=on, by="Ola")
    apply_to_authority(creditor, number, today=on, by="Kari")
    told = tell_authority(creditor, number, today=on, by="Kari", withdraws=True)
    left = json.loads(papers(told.reference)[f"{told.reference}.json"])
    assert "rettsgebyrloven (LOV-1982-12-17-86) § 7" in left["statute"]
    assert proceeding(creditor, number).state == "ended"
    money.the_books_hold(creditor)


def test_another_creditor_tells_nothing():
    creditor, stranger = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    pays(creditor, case_id, 1_000_00, on + WEEK)
    with pytest.raises(NoSuchProceeding):
        tell_authority(stranger, number, today=on + WEEK, by="Eve")
    assert told_events(creditor, case_id) == []
