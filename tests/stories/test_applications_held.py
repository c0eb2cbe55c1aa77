"""Applications and whatever comes between their draft and the authority's answer."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction

from kvitt.application import apply_to_authority as applying
from kvitt.application.apply_to_authority import NotSent, apply_to_authority, note_arrived
from kvitt.application.authorities import authority_for
from kvitt.application.decide_enforcement import propose_enforcement
from kvitt.application.draft_proceeding import (
    CannotFile,
    NoSuchProceeding,
    ReasonMissing,
    WrongState,
    approve_proceeding,
    draft_proceeding,
    take_back_proceeding,
)
from kvitt.application.follow_proceedings import follow_proceedings
from kvitt.application.list_proceedings import show_proceeding
from kvitt.application.merge_by_hand import merge_by_hand
from kvitt.application.place_hold import place_hold, release_hold
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.register_invoices import register_invoices
from kvitt.application.run_day import run_day
from kvitt.application.split_case import SplitNotPossible, split_case
from kvitt.application.standing_case import CaseNotOpen
from kvitt.application.start_shadow import start_shadow
from kvitt.kernel.refusal import Refusal
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import DUE, PERSON, demanded, filed, proceeding
from tests.stories.test_decisions import can_pay, with_policy

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
OTHER = "19850616-0004"
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


class OnTheWay:
    """The real authority, with something that happens when the application is sent."""

    def __init__(self, way, before, after):
        self._real, self._before, self._after = authority_for(way), before, after

    def __getattr__(self, name):
        return getattr(self._real, name)

    def send(self, filing, papers):
        self._before()
        receipt = self._real.send(filing, papers)
        self._after()
        return receipt


def no_answer():
    raise Refusal("no answer came")


def nothing():
    pass


def on_the_way(before=nothing, after=nothing):
    return lambda way: OnTheWay(way, before, after)


def approved(creditor, case_id, on):
    number = draft_proceeding(
        creditor, case_id, kind="payment_order", because="asked", today=on, by="Mona"
    )
    approve_proceeding(creditor, number, today=on, by="Eva")
    return number


def tasks(creditor, case_id):
    return [task.kind for task in office.tasks(creditor, case_id)]


def test_a_shadow_takes_what_has_not_left_back_in_its_first_night():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = approved(creditor, case_id, on)
    start_shadow(creditor, since=on, today=on, by="Mona")
    with pytest.raises(CannotFile, match="shadow"):
        apply_to_authority(creditor, number, today=on, by="Mona")
    for _ in range(2):
        run_day(today=on + ONE_DAY, tenant_ids=[creditor.tenant_id])
    row = proceeding(creditor, number)
    assert (row.state, row.ended_because) == ("ended", "nothing is filed: shadow mode")
    assert "approve_application" not in tasks(creditor, case_id)
    assert money.events(creditor, case_id).count("application_taken_back") == 1


def test_a_credit_note_that_closes_a_case_takes_its_draft_back_by_the_night():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = approved(creditor, case_id, on)
    whole = office.invoice(creditor, 1, due_on=DUE, payable_minor=5_000_00, identity=PERSON)
    note = whole._replace(
        number="K-1", kind="credit_note", issued_on=on, due_on=None, credits_number=whole.number
    )
    register_invoices(creditor, [note], source="credit", today=on)
    assert money.case(creditor, case_id).closed_on == on
    with pytest.raises(CaseNotOpen):
        apply_to_authority(creditor, number, today=on, by="Mona")
    run_day(today=on, tenant_ids=[creditor.tenant_id])
    row = proceeding(creditor, number)
    assert (row.state, row.ended_because) == ("ended", "the case is closed")
    assert "file_application" not in tasks(creditor, case_id)


def test_a_draft_with_nothing_in_its_way_outlives_the_night():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = approved(creditor, case_id, on)
    run_day(today=on + ONE_DAY, tenant_ids=[creditor.tenant_id])
    assert proceeding(creditor, number).state == "approved"


def test_after_the_hold_the_policy_drafts_again_what_the_hold_took_back():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    with_policy(creditor, on)
    can_pay(creditor, case_id, on)
    (first,) = propose_enforcement(creditor, today=on, by="Mona")
    place_hold(creditor, case_id, kind="manual_pause", because="ill", today=on, actor="Mona")
    assert proceeding(creditor, first.proceeding_id).state == "ended"
    release_hold(creditor, case_id, kind="manual_pause", because="well", today=on, actor="Mona")
    run_day(today=on + ONE_DAY, tenant_ids=[creditor.tenant_id])
    (again,) = propose_enforcement(creditor, today=on + ONE_DAY, by="Mona")
    assert again.verdict.outcome == "application"
    assert again.proceeding_id != first.proceeding_id
    assert proceeding(creditor, again.proceeding_id).state == "draft"


def test_a_person_takes_a_draft_back_with_a_reason_and_it_is_not_approved_any_more():
    creditor, stranger = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = draft_proceeding(
        creditor, case_id, kind="payment_order", because="asked", today=on, by="Mona"
    )
    with pytest.raises(NoSuchProceeding):
        take_back_proceeding(stranger, number, because="no", today=on, by="Eve")
    with pytest.raises(ReasonMissing):
        take_back_proceeding(creditor, number, because=" ", today=on, by="Mona")
    assert "approve_application" in tasks(creditor, case_id)
    take_back_proceeding(creditor, number, because="he called", today=on, by="Mona")
    assert proceeding(creditor, number).ended_because == "he called"
    assert "approve_application" not in tasks(creditor, case_id)
    with pytest.raises(WrongState):
        approve_proceeding(creditor, number, today=on, by="Eva")


def test_what_has_left_is_not_taken_back_and_what_never_arrived_is():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = approved(creditor, case_id, on)
    with pytest.raises(NotSent):
        apply_to_authority(
            creditor, number, today=on, by="Mona", authority=on_the_way(before=no_answer)
        )
    assert proceeding(creditor, number).state == "filing"
    with pytest.raises(WrongState):
        take_back_proceeding(creditor, number, because="?", today=on, by="Mona")
    take_back_proceeding(
        creditor, number, because="they have nothing", today=on, by="Mona", never_arrived=True
    )
    assert proceeding(creditor, number).state == "ended"
    again = filed(creditor, case_id, on=on)
    with pytest.raises(WrongState):
        take_back_proceeding(creditor, again, because="?", today=on, by="Mona", never_arrived=True)


def test_what_did_arrive_counts_from_its_day_whatever_has_come_since():
    creditor, stranger = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = approved(creditor, case_id, on)
    with pytest.raises(NotSent):
        apply_to_authority(
            creditor, number, today=on, by="Mona", authority=on_the_way(after=no_answer)
        )
    place_hold(creditor, case_id, kind="death", because="told", today=on, actor="Mona")
    later = on + WEEK
    with pytest.raises(CannotFile, match="death"):
        apply_to_authority(creditor, number, today=later, by="Mona")
    with pytest.raises(NoSuchProceeding):
        note_arrived(stranger, number, today=later, by="Eve")
    note_arrived(creditor, number, number="01-9", today=later, by="Mona")
    row = proceeding(creditor, number)
    assert (row.state, row.filed_on, row.authority_number) == ("filed", on, "01-9")
    assert "tell_authority" in tasks(creditor, case_id)
    with pytest.raises(WrongState):
        note_arrived(creditor, number, today=later, by="Mona")


def test_money_that_comes_while_it_is_on_its_way_is_asked_for_no_more():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = approved(creditor, case_id, on)

    def pays():
        money.bank_brings(money.paid(creditor, 2_000_00, on, case=case_id), today=on)

    marked = applying.store.mark_filing

    def marks(*given, **told):
        marked(*given, **told)
        transaction.on_commit(pays)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(applying.store, "mark_filing", marks)
        with pytest.raises(NotSent, match="file it again"):
            apply_to_authority(creditor, number, today=on, by="Mona")
    assert proceeding(creditor, number).state == "approved"
    assert not list(settings.HOME.applications.glob(f"*/{proceeding(creditor, number).reference}"))
    left = sum(money.open_minor(creditor, case_id))
    apply_to_authority(creditor, number, today=on, by="Mona")
    (claim,) = show_proceeding(creditor, number)["claims"]
    asked = claim["principal_minor"] + claim["interest_minor"] + claim["cost_minor"]
    assert asked == left


def test_money_between_a_lost_answer_and_the_second_try_is_told_to_the_authority():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = approved(creditor, case_id, on)
    with pytest.raises(NotSent):
        apply_to_authority(
            creditor, number, today=on, by="Mona", authority=on_the_way(after=no_answer)
        )
    paid_on = on + ONE_DAY
    money.bank_brings(money.paid(creditor, 3_000_00, paid_on, case=case_id), today=paid_on)
    apply_to_authority(creditor, number, today=paid_on, by="Mona")
    assert proceeding(creditor, number).filed_on == on
    assert follow_proceedings(creditor.tenant_id, today=paid_on) == 1
    assert "tell_authority" in tasks(creditor, case_id)


def test_claims_do_not_leave_a_case_while_an_authority_is_asked_for_all_of_it():
    creditor = money.creditor_of_its_own("SE")
    case_id, on, invoice = demanded_for_two(creditor)
    number = approved(creditor, case_id, on)
    with pytest.raises(NotSent):
        apply_to_authority(
            creditor, number, today=on, by="Mona", authority=on_the_way(after=no_answer)
        )
    told = {"because": "asked", "today": on, "actor": "Mona"}
    with pytest.raises(SplitNotPossible, match="Kronofogden"):
        split_case(creditor, case_id, [invoice], **told)
    apply_to_authority(creditor, number, today=on, by="Mona")
    with pytest.raises(SplitNotPossible, match="Kronofogden"):
        split_case(creditor, case_id, [invoice], **told)


def test_claims_that_leave_take_the_draft_back():
    creditor = money.creditor_of_its_own("SE")
    case_id, on, invoice = demanded_for_two(creditor)
    number = approved(creditor, case_id, on)
    split_case(creditor, case_id, [invoice], because="asked", today=on, actor="Mona")
    assert proceeding(creditor, number).state == "ended"


def demanded_for_two(creditor):
    """A case of two invoices whose letters brought nothing, the day, and one of its invoices."""
    pair = [
        office.invoice(creditor, number, due_on=DUE, identity=PERSON, customer_number="C1")
        for number in (1, 2)
    ]
    cases = office.register(creditor, *pair, today=pair[0].issued_on)
    day = DUE
    while True:
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        asked = [case_id for case_id in cases if "decide_next_measure" in tasks(creditor, case_id)]
        if asked:
            return asked[0], day, pair[1].number
        day += ONE_DAY
        assert day < DUE + timedelta(days=120), "nobody was asked"


def test_a_draft_ends_when_its_case_goes_on_in_another():
    creditor = money.creditor_of_its_own("SE")
    first, second = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE, identity=PERSON, customer_number="C1"),
        office.invoice(creditor, 2, due_on=DUE, identity=PERSON, customer_number="C1"),
        today=DUE,
    )
    number = draft_proceeding(
        creditor, second, kind="payment_order", because="asked", today=DUE, by="Mona"
    )
    merge_by_hand(creditor, first, second, because="asked", today=DUE, actor="Mona")
    assert proceeding(creditor, number).state == "ended"


def test_an_enforcement_rests_on_a_standing_title_of_the_case_itself():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    title_id = ordered(creditor, case_id, on)
    other, later = demanded(creditor, number=2, identity=OTHER)
    told = {"kind": "enforcement", "because": "asked", "today": later, "by": "Mona"}
    with pytest.raises(CannotFile, match="none of the case"):
        draft_proceeding(creditor, other, title_id=title_id, **told)
    assert draft_proceeding(creditor, case_id, title_id=title_id, **told)


def ordered(creditor, case_id, on):
    """An order that is kept without being enforced; its number."""
    number = filed(creditor, case_id, on=on)
    record_proceeding(creditor, number, "served", on_day=on, today=on, by="Mona")
    parts = dict(
        zip(("principal", "interest", "cost"), money.open_minor(creditor, case_id), strict=True)
    )
    given = {"number": "U-7", "amount": sum(parts.values())} | parts
    done = record_proceeding(creditor, number, "order_without_enforcement", on_day=on, today=on,
                             by="Mona", given=given)  # fmt: skip
    record_proceeding(creditor, number, "kept_as_title", on_day=on, today=on, by="Mona")
    return done.title_id


def test_the_court_is_opened_by_what_was_filed_and_never_drafted():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    with pytest.raises(CannotFile, match="opened by what was filed"):
        draft_proceeding(creditor, case_id, kind="court", because="asked", today=on, by="Mona")
