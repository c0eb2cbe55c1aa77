"""Reports of credit bureaus and priced letters between agency and creditor, and no child asked."""

from contextlib import suppress
from datetime import date, timedelta

import pytest

from kvitt.application.check_ability import CheckFailed, DebtorIsMinor, check_ability
from kvitt.application.record_ability import record_ability
from kvitt.application.start_monitoring import start_monitoring
from kvitt.domain.ability import Finances
from kvitt.integrations.credit_information.port import Answer, AnswerLost, AnswerUnreadable
from kvitt.store.session import query, tenant_scope
from tests.stories import following, money
from tests.stories import laying_out as costs
from tests.stories import small_office as office

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
ON = date(2026, 3, 2)
BASIS = {"basis_code": "before_filing", "basis_text": "legitimate need before an application"}
BILLED = {"billed": "next_settlement", "credit_reports": "creditor", "vat_bp": 2500}


@pytest.fixture(autouse=True)
def agency():
    costs.with_agency()


class Bureau:
    """A bureau that counts its questions, answers at a price, or fails."""

    name = "bureau"

    def __init__(self, price=None, fails=None):
        self.price, self.fails, self.asked = price, fails, 0

    def check(self, subject):
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return Answer(b"{}", "application/json", Finances(income_minor=40_000_00), self.price)


def owes(creditor, **told):
    one = office.invoice(creditor, 1, due_on=date(2026, 1, 30), issued_on=date(2026, 1, 2),
                         payable_minor=2_000_00, **told)  # fmt: skip
    return office.register(creditor, one, today=one.issued_on)[0]


def asked(creditor, bureau, *, identity="19850312-2387", on=ON):
    case_id = owes(creditor, identity=identity)
    check_ability(creditor, case_id, bureau, today=on, actor="Mona", **BASIS)
    return case_id


def test_a_report_is_billed_with_its_tax_where_the_creditor_pays_for_reports(tmp_path):
    creditor = costs.creditor_with(**BILLED)
    vat = costs.own("own_vat")
    asked(creditor, Bureau(price=40_00))
    done = costs.settled(creditor, tmp_path, ON)
    (line,) = done.costs
    assert (line.kind, line.billed_minor, line.vat_minor) == ("credit_report", 40_00, 10_00)
    assert done.due_minor == 50_00
    assert costs.own("own_vat") - vat == -10_00
    (row,) = costs.lines_of(done)
    assert (row["Kostnad"], row["Moms"]) == ("Kreditupplysning", "10,00")
    money.the_books_hold(creditor)


def test_the_agency_bears_reports_that_the_terms_do_not_bill(tmp_path):
    creditor = costs.creditor_with(billed="next_settlement")
    asked(creditor, Bureau(price=40_00))
    assert costs.laid_out(creditor) == []
    assert costs.settled(creditor, tmp_path, ON) is None


@pytest.mark.parametrize(
    "bureau",
    [
        Bureau(price=None),
        Bureau(fails=AnswerLost("no answer came")),
        Bureau(fails=AnswerUnreadable("not readable", content=b"?", media_type="text/plain")),
    ],
)
def test_a_price_that_is_not_known_is_asked_and_never_taken_for_nothing(bureau):
    creditor = costs.creditor_with(**BILLED)
    case_id = owes(creditor, identity="19850312-2387")
    with suppress(CheckFailed):
        check_ability(creditor, case_id, bureau, today=ON, actor="Mona", **BASIS)
    assert costs.laid_out(creditor) == []
    (task,) = [task for task in office.tasks(creditor, case_id) if task.kind == "tell_cost"]
    assert "credit report" in task.sentence and "kvitt costs record" in task.sentence


@pytest.mark.parametrize(
    "country, identity, is_child",
    [
        ("SE", "20080115-2380", True),
        ("SE", "20071229-2382", False),
        ("NO", "15869010089", False),
    ],
)
def test_nobody_is_asked_about_a_child(country, identity, is_child):
    creditor = costs.creditor_with(country)
    bureau = Bureau(price=40_00)
    if not is_child:
        asked(creditor, bureau, identity=identity)
        assert bureau.asked == 1
        return
    with pytest.raises(DebtorIsMinor, match="minor"):
        asked(creditor, bureau, identity=identity)
    assert bureau.asked == 0
    with tenant_scope(creditor.tenant_id):
        assert query("select 1 from credit_purchase where tenant_id = %s",
                     (creditor.tenant_id,)) == []  # fmt: skip


def test_a_monitoring_letter_is_billed_at_the_price_of_the_day_on_which_it_left(tmp_path):
    started = date(2026, 3, 2)
    creditor = costs.creditor_with(
        billed="next_settlement", monitoring_letter_minor=25_00, vat_bp=0, today=date(2026, 3, 1)
    )
    case_id = owes(creditor)
    start_monitoring(creditor, case_id, reason="creditors_policy", because="small", today=started,
                     actor="Mona")  # fmt: skip
    first = date(2026, 6, 2)
    following.night(creditor, first)
    assert following.calm(creditor, case_id) == [first]
    creditor = costs.agreed(creditor, today=first + timedelta(days=1), monitoring_letter_minor=0)
    following.night(creditor, date(2026, 9, 2))
    assert len(following.calm(creditor, case_id)) == 2
    income = costs.own("own_fee_income")
    done = costs.settled(creditor, tmp_path, date(2026, 9, 3))
    assert costs.own("own_fee_income") - income == -25_00, "a service of the agency's own"
    assert [(line.kind, line.billed_minor, line.incurred_on) for line in done.costs] == [
        ("monitoring_letter", 25_00, first)
    ]
    assert costs.settled(creditor, tmp_path, date(2026, 9, 4)) is None
    money.the_books_hold(creditor)


def test_what_a_person_enters_about_the_debtor_costs_nothing(tmp_path):
    creditor = costs.creditor_with(**BILLED)
    case_id = owes(creditor)
    record_ability(creditor, case_id, following.RICH, basis_text="the debtor told it", today=ON,
                   actor="Mona")  # fmt: skip
    assert costs.laid_out(creditor) == []
    assert costs.settled(creditor, tmp_path, ON) is None
