"""From the last letter to Kronofogden's order, its objection, its enforcement and the money."""

import json
from datetime import timedelta
from functools import lru_cache

import pytest
from django.conf import settings
from django.db import transaction

from kvitt.application.apply_to_authority import WouldBeRefused, apply_to_authority
from kvitt.application.draft_proceeding import (
    AnotherPerson,
    CannotFile,
    NoSuchProceeding,
    WrongState,
    approve_proceeding,
    draft_proceeding,
)
from kvitt.application.follow_proceedings import follow_proceedings
from kvitt.application.list_monitoring import list_monitoring
from kvitt.application.list_proceedings import show_proceeding
from kvitt.application.place_hold import hold_in_scope
from kvitt.application.record_proceeding import NotYet, TitleUnclear, record_proceeding
from kvitt.application.run_day import run_day
from kvitt.domain.holds import KINDS, stops
from kvitt.domain.proceeding import EventNotPossible
from kvitt.kernel.money import as_decimal_text
from kvitt.store.history import close_history
from kvitt.store.session import tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import costs, demanded, filed, interruptions, proceeding

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
WEEK = timedelta(days=7)


def record(creditor, proceeding_id, event, on, /, *, today=None, **given):
    return record_proceeding(
        creditor, proceeding_id, event, on_day=on, today=today or on, by="Mona", given=given
    )


def paper(name):
    (found,) = settings.HOME.applications.glob(f"*/*/{name}")
    return found.read_bytes()


def test_a_consumer_from_invoice_to_order_to_attachment_to_paid():
    creditor = money.creditor_of_its_own("SE")
    case_id, asked_on = demanded(creditor)
    number = filed(creditor, case_id, on=asked_on)
    row = proceeding(creditor, number)
    assert (row.state, row.filed_on, row.next_owner) == ("filed", asked_on, "authority")
    assert costs(creditor, case_id)[-2:] == [
        ("payment_order_application", 300_00), ("payment_order_representation", 380_00),
    ]  # fmt: skip
    (claim,) = show_proceeding(creditor, number)["claims"]
    asked_minor = claim["principal_minor"] + claim["interest_minor"] + claim["cost_minor"]
    assert asked_minor == sum(money.open_minor(creditor, case_id)) - 680_00
    told = json.loads(paper(f"{row.reference}.json"))
    assert told["file_syntax"] == "unverified"
    assert paper(f"{row.reference}.pdf").startswith(b"%PDF")
    record(creditor, number, "received", asked_on + WEEK, number="01-123456-26")
    served_on = asked_on + 2 * WEEK
    record(creditor, number, "served", served_on)
    assert interruptions(creditor, case_id) == [("legal_action", asked_on, None)]
    ordered_on = served_on + 3 * WEEK
    open_minor = sum(money.open_minor(creditor, case_id))
    done = record(creditor, number, "order", ordered_on, number="U-1", amount=open_minor,
                  principal=5_000_00, interest=money.open_minor(creditor, case_id)[1],
                  cost=money.open_minor(creditor, case_id)[2])  # fmt: skip
    assert done.title_id is not None
    assert proceeding(creditor, number).state == "enforcing"
    assert costs(creditor, case_id)[-1] == ("enforcement_base_fee", 600_00)
    assert interruptions(creditor, case_id)[0] == ("legal_action", asked_on, ordered_on)
    paid_on = ordered_on + 4 * WEEK
    all_of_it = sum(money.open_minor(creditor, case_id)) + 200_00
    money.bank_brings(money.paid(creditor, all_of_it, paid_on, case=case_id), today=paid_on)
    assert money.case(creditor, case_id).closed_because == "paid"
    assert [t.kind for t in office.tasks(creditor, case_id)].count("tell_authority") == 1
    money.the_books_hold(creditor)


def test_where_nothing_can_be_taken_the_case_is_followed_in_rounds():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "served", on + WEEK)
    names = ("principal", "interest", "cost")
    parts = dict(zip(names, money.open_minor(creditor, case_id), strict=True))
    parts["amount"] = sum(parts.values())
    record(creditor, number, "order", on + 4 * WEEK, number="U-3", **parts)
    record(creditor, number, "no_assets", on + 20 * WEEK)
    (row,) = list_monitoring(creditor.name)
    assert (row["reason"], row["next_on"] > on + 30 * WEEK) == ("no_assets", True)
    tasks = [task.kind for task in office.tasks(creditor, case_id)]
    assert "tell_authority" not in tasks and "decide_next_measure" not in tasks
    money.the_books_hold(creditor)


def test_an_objection_stops_the_case_and_gives_four_weeks():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "served", on + WEEK)
    objected_on = on + 2 * WEEK
    record(creditor, number, "objected", objected_on, text="Jag har inte beställt detta.")
    row = proceeding(creditor, number)
    assert (row.state, row.next_owner) == ("disputed", "creditor")
    assert objected_on + 3 * WEEK < row.next_on <= objected_on + 4 * WEEK
    tasks = [task.kind for task in office.tasks(creditor, case_id)]
    assert "answer_objection" in tasks and "tell_authority" not in tasks
    told = [one for one in money.events(creditor, case_id) if one.startswith("dispute_received")]
    assert [one.rpartition("_")[2] for one in told] == ["planned"]
    before = len(office.notices(creditor, case_id))
    for day in range(60):
        run_day(today=objected_on + timedelta(days=day), tenant_ids=[creditor.tenant_id])
    later = office.notices(creditor, case_id)[before:]
    assert {one.kind for one in later} <= {"dispute_received", "dispute_answer"}


def test_a_payment_between_application_and_order_is_told_to_the_authority_once():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    paid_on = on + WEEK
    money.bank_brings(money.paid(creditor, 3_000_00, paid_on, case=case_id), today=paid_on)
    assert [follow_proceedings(creditor.tenant_id, today=paid_on) for _ in range(2)] == [1, 0]
    (task,) = [t for t in office.tasks(creditor, case_id) if t.kind == "tell_authority"]
    assert as_decimal_text(3_000_00) in task.sentence
    record(creditor, number, "reduced", paid_on, amount=3_000_00)
    assert follow_proceedings(creditor.tenant_id, today=paid_on + timedelta(days=6)) == 0
    follow_proceedings(creditor.tenant_id, today=paid_on + WEEK)
    assert "proceeding_due" in [task.kind for task in office.tasks(creditor, case_id)]


@lru_cache(maxsize=1)
def one_that_waits():
    """A case that waits for a decision; whoever uses it takes everything back."""
    creditor = money.creditor_of_its_own("SE")
    return creditor, *demanded(creditor)


STEPS = {
    "draft": lambda creditor, case_id, _, on: draft_proceeding(
        creditor, case_id, kind="payment_order", because="asked", today=on, by="Mona"
    ),
    "approval": lambda creditor, _, number, on: (
        approve_proceeding(creditor, number, today=on, by="Eva").id
    ),
    "filing": lambda creditor, _, number, on: (
        apply_to_authority(creditor, number, today=on, by="Mona").proceeding_id
    ),
}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if stops(kind, "application")])
@pytest.mark.parametrize("before", STEPS)
def test_nothing_is_filed_under_any_hold_whenever_it_comes(kind, before):
    creditor, case_id, on = one_that_waits()
    with transaction.atomic():
        number = None
        for name, step in STEPS.items():
            if name == before:
                break
            number = step(creditor, case_id, number, on)
        held(creditor, case_id, kind, on)
        with pytest.raises((CannotFile, WrongState)):
            STEPS[before](creditor, case_id, number, on)
        assert not list(settings.HOME.applications.glob(f"*/K{creditor.tenant_id}-*"))
        transaction.set_rollback(True)


def held(creditor, case_id, kind, on):
    with tenant_scope(creditor.tenant_id):
        hold_in_scope(creditor.tenant_id, case_id, kind=kind, because="so", today=on,
                      until_on=on + WEEK, reason_code="other", actor="Mona")  # fmt: skip
        close_history(creditor.tenant_id)


def test_a_large_claim_needs_another_person_and_the_house_holds_it():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = draft_proceeding(creditor, case_id, kind="payment_order", because="asked", today=on,
                              by="Mona Berg")  # fmt: skip
    with pytest.raises(AnotherPerson):
        approve_proceeding(creditor, number, today=on, by=" mona BERG ")
    approve_proceeding(creditor, number, today=on, by="Eva")
    with pytest.raises(CannotFile, match="runs already"):
        draft_proceeding(creditor, case_id, kind="payment_order", because="again", today=on,
                         by="Mona")  # fmt: skip


def test_what_the_authority_would_send_back_is_not_filed_and_costs_nothing():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor, identity=None)
    number = draft_proceeding(creditor, case_id, kind="payment_order", because="asked", today=on,
                              by="Mona")  # fmt: skip
    approve_proceeding(creditor, number, today=on, by="Eva")
    before = costs(creditor, case_id)
    with pytest.raises(WouldBeRefused) as no:
        apply_to_authority(creditor, number, today=on, by="Mona")
    assert "number" in str(no.value)
    assert (proceeding(creditor, number).state, costs(creditor, case_id)) == ("approved", before)


def test_a_program_that_died_while_filing_files_the_same_again_and_charges_once(monkeypatch):
    from kvitt.application import apply_to_authority as applying

    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = draft_proceeding(creditor, case_id, kind="payment_order", because="asked", today=on,
                              by="Mona")  # fmt: skip
    approve_proceeding(creditor, number, today=on, by="Eva")

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(applying, "_left", dies)
        with pytest.raises(KeyboardInterrupt):
            apply_to_authority(creditor, number, today=on, by="Mona")
    row = proceeding(creditor, number)
    assert row.state == "filing"
    left = paper(f"{row.reference}.json")
    again_on = on + timedelta(days=3)
    apply_to_authority(creditor, number, today=again_on, by="Mona")
    assert paper(f"{row.reference}.json") == left
    kinds = [kind for kind, _ in costs(creditor, case_id)]
    assert kinds.count("payment_order_application") == 1


def test_a_title_whose_parts_do_not_come_to_its_sum_is_refused_with_nothing_kept():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "served", on + WEEK)
    with pytest.raises(TitleUnclear):
        record(creditor, number, "order", on + 4 * WEEK, number="U-2", amount=1_00)
    assert proceeding(creditor, number).state == "served"


@pytest.mark.parametrize(
    ("event", "shift", "no"),
    [
        ("served", -1, NotYet),
        ("wages_attached", 7, EventNotPossible),
        ("dance", 7, EventNotPossible),
    ],
)
def test_what_cannot_have_happened_is_not_recorded(event, shift, no):
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    with pytest.raises(no):
        record(creditor, number, event, on + timedelta(days=shift), today=on + WEEK, amount=1)


def test_another_creditor_reaches_no_proceeding():
    creditor, stranger = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    for act in (
        lambda: record(stranger, number, "served", on),
        lambda: approve_proceeding(stranger, number, today=on, by="Eve"),
        lambda: apply_to_authority(stranger, number, today=on, by="Eve"),
    ):
        with pytest.raises(NoSuchProceeding):
            act()


def test_when_its_day_comes_somebody_is_asked_once():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    due_on = proceeding(creditor, number).next_on
    assert follow_proceedings(creditor.tenant_id, today=due_on - timedelta(days=1)) == 0
    assert [follow_proceedings(creditor.tenant_id, today=due_on) for _ in range(2)] == [1, 0]
    record(creditor, number, "received", due_on, number="A-1")
    assert "proceeding_due" not in [t.kind for t in office.tasks(creditor, case_id)]
