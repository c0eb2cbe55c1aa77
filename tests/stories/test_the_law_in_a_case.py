"""The law in the life of a case: merged demands, the agency's fee, and what stops everything."""

from datetime import date, timedelta

import pytest

from kvitt.application.assign_payment import take_out_own_money
from kvitt.application.charge_case import MoreThanTheLaw, charge_case
from kvitt.application.check_books import check_books
from kvitt.application.keep_case_apart import keep_case_apart
from kvitt.application.list_cases import search_cases
from kvitt.application.read_audit import list_grown_fees, list_merges, list_refusals
from kvitt.application.run_cases import run_cases
from kvitt.application.show_case import show_case
from kvitt.application.stop_case import resume_case, stop_case
from kvitt.application.waive_charges import NothingToWaive, waive_charges
from kvitt.law.fee_terms import Circumstances, FeeNotAllowed
from kvitt.store.session import execute, query, query_named, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def norwegian():
    """A Norwegian creditor whose claims an agency collects."""
    from kvitt.application.add_creditor import set_agency

    set_agency(name="Inkasso Eksempel AS", organisation_number="999999999")
    return office.new_creditor("NO", family="no-agency")


def letters_leave(creditor, *, on):
    """Every planned letter leaves today and gives what the law asks for, a bank day at least."""
    with tenant_scope(creditor.tenant_id):
        execute(
            "update notice set state = 'sent', sent_on = %s, deadline_on = %s,"
            " channel = 'email' where state = 'planned'",
            (on, on + timedelta(days=14)),
        )
        execute("update collection_case set wake_on = %s where closed_on is null", (on,))


def live_until(creditor, kind, *, from_=DUE, days=90):
    """Lives the days until a letter of that kind is planned and sent; that day."""
    for number in range(days):
        today = from_ + timedelta(days=number)
        run_cases(creditor.tenant_id, today=today)
        planned = [n.kind for n in office.notices(creditor) if n.state == "planned"]
        letters_leave(creditor, on=today) if planned else None
        if kind in planned:
            run_cases(creditor.tenant_id, today=today)
            return today
    raise AssertionError(f"no {kind} within {days} days")


def two_claims(creditor, *, other_due=DUE, first_minor=1000_00, second_minor=1000_00):
    """Two invoices to one debtor; their cases."""
    who = {"customer_number": "C7", "name": "Åsa Öberg", "email": "asa@example.com"}
    return office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE, payable_minor=first_minor, **who),
        office.invoice(creditor, 2, due_on=other_due, payable_minor=second_minor, **who),
        today=DUE - timedelta(days=20),
    )


def costs(creditor, case_id):
    """The costs that stand on a case: kind and amount."""
    with tenant_scope(creditor.tenant_id):
        return query(
            "select i.kind, i.amount_minor from claim_item i join claim c on c.id = i.claim_id"
            " where c.case_id = %s and i.kind not in ('principal', 'interest')"
            " and i.voided_on is null order by i.id",
            (case_id,),
        )


def broken_rules(creditor):
    """What the check finds wrong with the creditor's books; other tests break theirs on purpose."""
    found = check_books(amounts_of=[creditor.tenant_id]).troubles
    return [one for one in found if one.tenant_id == creditor.tenant_id]


def events(creditor, case_id, kind):
    """What the case's events of that kind tell."""
    with tenant_scope(creditor.tenant_id):
        rows = query_named(
            "select given::text as given from history where case_id = %s and kind = %s order by id",
            (case_id, kind),
        )
    return [row.given for row in rows]


def test_two_claims_same_creditor_and_debtor_same_stage_same_day_one_merged_demand_one_fee():
    """Acceptance row 11: one demand; the fee is charged once and the difference refused."""
    creditor = office.new_creditor("SE")
    first, second = two_claims(creditor, other_due=DUE + timedelta(days=3))
    for number in range(30):
        run_cases(creditor.tenant_id, today=DUE + timedelta(days=number))
        letters_leave(creditor, on=DUE + timedelta(days=number))
    assert {n.case_id for n in office.notices(creditor)} == {first, second}
    today = date(2026, 3, 30)
    assert run_cases(creditor.tenant_id, today=today).planned == 1
    demand = office.notices(creditor, first)[-1]
    assert (demand.kind, demand.principal_minor) == ("collection_demand", 2000_00)
    period = {"from_on": today, "until_on": today, "creditor": creditor}
    (merged,) = list_merges(**period).rows
    assert (merged.kind, merged.others) == ("cases_merged", (f"{creditor.tenant_id}-{second}",))
    (spared,) = list_refusals(**period).rows
    assert "is not charged" in spared.sentences[0]
    assert [n.kind for n in office.notices(creditor, second)] == ["friendly_reminder", "reminder"]
    assert [minor for kind, minor in costs(creditor, first) if kind == "collection_demand"] == [
        180_00
    ]
    told = "".join(events(creditor, first, "collection_demand_planned"))
    assert "its own collection demand of 180.00 is not charged" in told
    assert str(second) in "".join(events(creditor, first, "cases_merged"))
    absorbed = money.case(creditor, second)
    assert (absorbed.closed_because, absorbed.merged_into) == ("merged", first)
    assert not broken_rules(creditor)


def test_a_payment_on_either_reference_pays_the_merged_case():
    creditor = money.creditor_of_its_own("SE")
    kept, other = two_claims(creditor, second_minor=500_00)
    reference = money.reference_of(creditor, other)
    run_cases(creditor.tenant_id, today=date(2026, 2, 10))
    assert office.case_of(creditor, "10002") == kept
    money.bank_brings(
        money.paid(creditor, 500_00, date(2026, 2, 10), reference=reference),
        today=date(2026, 2, 11),
    )
    with tenant_scope(creditor.tenant_id):
        left = query_value(
            "select principal_open_minor from claim where payment_reference = %s", (reference,)
        )
    assert left < 5_00
    assert money.case(creditor, kept).closed_on is None


def test_a_case_merged_into_another_is_still_found_and_says_where_it_went():
    creditor = office.new_creditor("SE")
    first, second = two_claims(creditor)
    live_until(creditor, "friendly_reminder")
    view = show_case(f"{creditor.tenant_id}-{second}", today=date(2026, 2, 20))
    assert view.stage == "closed"
    assert str(first) in view.history[-1].sentence
    found = search_cases(f"{creditor.tenant_id}-{second}", today=date(2026, 2, 20)).cases
    assert [(one.stage, one.case.open_minor) for one in found] == [("closed", 0)]


def test_a_disputed_claim_stays_out_of_the_demand_and_the_reason_is_recorded():
    creditor = office.new_creditor("SE")
    first, second = two_claims(creditor)
    stop_case(creditor, second, kind="dispute", because="the goods never came", today=DUE,
              actor="Mona")  # fmt: skip
    live_until(creditor, "collection_demand")
    assert [n.case_id for n in office.notices(creditor)] == [first] * 3
    told = "".join(events(creditor, first, "collection_demand_planned"))
    assert "nothing is sent on it: dispute" in told
    left_out = list_merges(from_on=DUE, until_on=date(2026, 12, 31), creditor=creditor).rows
    assert {(one.kind, one.others) for one in left_out} == {
        ("left_apart", (f"{creditor.tenant_id}-{second}",))
    }
    assert "nothing is sent on it: dispute" in left_out[0].sentences[0]
    assert [t.kind for t in office.tasks(creditor, second)] == ["answer_objection"]


def test_a_later_norwegian_claim_asks_whether_it_may_carry_a_fee_of_its_own(norwegian):
    first, second = two_claims(norwegian, other_due=DUE + timedelta(days=30))
    live_until(norwegian, "payment_demand")
    start = date(2026, 3, 1)
    for number in range(75):
        today = start + timedelta(days=number)
        run_cases(norwegian.tenant_id, today=today)
        letters_leave(norwegian, on=today)
    assert [t.kind for t in office.tasks(norwegian, second)] == ["merge_review"]
    assert "payment_demand" not in [n.kind for n in office.notices(norwegian, second)]
    today = date(2026, 5, 20)
    assert keep_case_apart(norwegian, second, because="another matter", today=today, actor="Mona")
    run_cases(norwegian.tenant_id, today=today)
    assert office.notices(norwegian, second)[-1].kind == "payment_demand"
    assert office.tasks(norwegian, second) == []
    assert [kind for kind, _ in costs(norwegian, first)][-1] == "collection_fee"


def test_the_heavy_norwegian_fee_one_day_early_is_refused(norwegian):
    """Acceptance row 12: heavy when the demand's deadline is exceeded by more than 28 days."""
    (case_id,) = office.register(
        norwegian, office.invoice(norwegian, 1, due_on=DUE, payable_minor=8450_00), today=DUE
    )
    demanded_on = live_until(norwegian, "payment_demand")
    heavy_on = demanded_on + timedelta(days=14 + 29)
    with pytest.raises(FeeNotAllowed) as no:
        charge_case(
            norwegian, case_id, kind="collection_fee", today=heavy_on - timedelta(days=1),
            circumstances=Circumstances(is_heavy=True), actor="Mona",
        )  # fmt: skip
    assert no.value.allowed_from == heavy_on
    assert "§ 2" in no.value.reference
    for number in range(14, 45):
        run_cases(norwegian.tenant_id, today=demanded_on + timedelta(days=number))
        charged = [minor for kind, minor in costs(norwegian, case_id) if kind == "collection_fee"]
        assert charged == ([600_00] if number < 43 else [600_00, 600_00]), number
    (grown,) = list_grown_fees(from_on=DUE, until_on=heavy_on, creditor=norwegian).rows
    assert (grown.on, grown.before_minor, grown.amount_minor) == (heavy_on, 600_00, 600_00)
    assert "§ 2-" in grown.reference and grown.sentences
    before = heavy_on - timedelta(days=1)
    assert list_grown_fees(from_on=DUE, until_on=before, creditor=norwegian).rows == ()
    assert not broken_rules(norwegian)


def test_paid_before_the_heavy_day_but_told_after_it_costs_only_the_light_fee(norwegian):
    (case_id,) = office.register(
        norwegian, office.invoice(norwegian, 1, due_on=DUE, payable_minor=8450_00), today=DUE
    )
    demanded_on = live_until(norwegian, "payment_demand")
    paid_on = demanded_on + timedelta(days=42)
    owed = show_case(f"{norwegian.tenant_id}-{case_id}", today=paid_on, on=paid_on).to_pay_minor
    run_cases(norwegian.tenant_id, today=paid_on + timedelta(days=1))
    assert costs(norwegian, case_id)[-1] == ("collection_fee", 600_00)
    money.bank_brings(
        money.paid(norwegian, owed, paid_on, case=case_id),
        today=paid_on + timedelta(days=2), format="camt",
    )  # fmt: skip
    charged = [minor for kind, minor in costs(norwegian, case_id) if kind == "collection_fee"]
    assert charged == [600_00]
    assert money.case(norwegian, case_id).closed_because == "paid"
    assert not broken_rules(norwegian)


def test_the_agencys_own_receivable_paid_to_the_client_account_is_flagged_and_separated():
    """Acceptance row 13."""
    creditor = money.creditor_of_its_own("SE")
    line = money.paid(
        creditor, 2500_00, date(2026, 3, 2), reference="", text="faktura 77",
        payer_number=creditor.organisation_number,
    )  # fmt: skip
    received = money.bank_brings(line, today=date(2026, 3, 3))
    assert "may be meant for the agency" in received.unmatched[0]
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        waiting = query_named(
            "select * from bank_line where account = %s order by id desc", (creditor.pay_to_number,)
        )[0]
    take_out_own_money(waiting.id, because="our invoice 77", today=date(2026, 3, 3), actor="Mona")
    with tenant_scope(agency_id):
        outcome = query_value("select outcome from bank_line where id = %s", (waiting.id,))
        owed = query_value(
            "select sum(amount_minor) from posting where credit = 'owed_to_agency'"
            " and debit = 'suspense' and amount_minor = 250000"
        )
    assert outcome == "own"
    assert owed >= 2500_00
    assert not broken_rules(creditor)


def test_a_debtor_who_asks_to_sue_or_drop_gets_no_more_letters_and_a_person_decides():
    """Acceptance row 14."""
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    reminded_on = live_until(creditor, "reminder")
    stop_case(creditor, case_id, kind="sue_or_drop", because="take me to court or drop it",
              today=reminded_on, actor="chat")  # fmt: skip
    letters = len(office.notices(creditor, case_id))
    for number in range(120):
        run_cases(creditor.tenant_id, today=reminded_on + timedelta(days=number))
    assert len(office.notices(creditor, case_id)) == letters
    assert [t.kind for t in office.tasks(creditor, case_id)] == ["decide_legal_action"]
    ended_on = reminded_on + timedelta(days=120)
    assert resume_case(creditor, case_id, kind="sue_or_drop", because="settled in chat",
                       today=ended_on, actor="Mona")  # fmt: skip
    run_cases(creditor.tenant_id, today=ended_on + timedelta(days=1))
    assert office.notices(creditor, case_id)[-1].kind == "collection_demand"


def test_a_person_charges_less_than_the_law_allows_and_never_more():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    live_until(creditor, "collection_demand")
    today = date(2026, 4, 20)
    with pytest.raises(MoreThanTheLaw, match=r"170\.00"):
        charge_case(creditor, case_id, kind="instalment_plan", today=today, amount_minor=170_01,
                    actor="Mona")  # fmt: skip
    charge_case(creditor, case_id, kind="instalment_plan", today=today, amount_minor=100_00,
                actor="Mona")  # fmt: skip
    assert costs(creditor, case_id)[-1] == ("instalment_plan", 100_00)
    charge_case(creditor, case_id, kind="payment_order_application", today=today, actor="Mona")
    charge_case(creditor, case_id, kind="payment_order_representation", today=today, actor="Mona")
    assert costs(creditor, case_id)[-2:] == [
        ("payment_order_application", 300_00),
        ("payment_order_representation", 380_00),
    ]
    assert not broken_rules(creditor)


def test_nothing_may_be_charged_while_an_objection_stands():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    today = date(2026, 3, 2)
    stop_case(creditor, case_id, kind="dispute", because="wrong sum", today=today, actor="Mona")
    with pytest.raises(FeeNotAllowed, match="objection"):
        charge_case(creditor, case_id, kind="instalment_plan", today=today, actor="Mona")


def test_an_agreement_that_gives_up_a_fee_lowers_it_and_none_raises_it():
    creditor = office.new_creditor(
        "SE", agreement={"at_most": {"reminder": 0, "collection_demand": 500_00}}
    )
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    live_until(creditor, "collection_demand")
    assert costs(creditor, case_id) == [("collection_demand", 180_00)]


def test_waived_costs_are_taken_back_and_a_second_time_there_is_nothing_left():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    live_until(creditor, "collection_demand")
    today = date(2026, 4, 20)
    asked = {"because": "the objection was right", "today": today, "actor": "Mona"}
    assert waive_charges(creditor, case_id, **asked, kinds=["reminder"]) == 60_00
    assert waive_charges(creditor, case_id, **asked) == 180_00
    assert costs(creditor, case_id) == []
    with pytest.raises(NothingToWaive):
        waive_charges(creditor, case_id, **asked)
    assert not broken_rules(creditor)
