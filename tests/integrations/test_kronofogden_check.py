"""What Kronofogden would refuse is refused by us first, by name, and all of it at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from kvitt.domain.filing import AskedCost, FiledItem, FiledPayment, FiledTitle, Filing
from kvitt.domain.holds import KINDS as HOLDS
from kvitt.domain.holds import stops
from kvitt.integrations.kronofogden.check import (
    ASKED,
    FilingRefused,
    Standing,
    objections,
    require_fit,
)
from kvitt.integrations.kronofogden.ground import Objection
from kvitt.kernel.days import ONE_DAY
from kvitt.law.book import law_book
from kvitt.law.fees_sweden import ORDINARY
from kvitt.law.notices import checklist
from tests.filings_sweden import (
    APPLICATION_FEE,
    ASA,
    BJORKDALEN,
    CLAIM,
    COMPANY,
    DEMAND,
    FILED_ON,
    INTEREST,
    LETTER,
    LUNDGREN,
    REMINDER,
    REPRESENTATION,
    enforcement,
    payment_order,
    with_item,
)

SWEDEN = law_book("SE")


def found(filing: Filing, **standing: Any) -> tuple[Objection, ...]:
    return objections(filing, Standing(**standing), SWEDEN)


def fields(filing: Filing, **standing: Any) -> set[str]:
    return {one.field for one in found(filing, **standing)}


def test_a_complete_application_for_a_payment_order_is_not_objected_to() -> None:
    assert found(payment_order()) == ()
    require_fit(payment_order(), Standing(), SWEDEN)


def test_a_complete_application_for_enforcement_is_not_objected_to() -> None:
    assert found(enforcement()) == ()


COMPENSATION = FiledItem(9, "late_payment_compensation", 450_00, 450_00, date(2026, 3, 1))
DEFECTS: list[tuple[str, dict[str, Any], str]] = [
    ("the case is Norwegian", {"country": "NO"}, "country"),
    ("the claim is in euro", {"currency": "EUR"}, "currency"),
    ("no claim is named", {"claims": ()}, "claims"),
    ("nothing is open", {"claims": (CLAIM._replace(items=(
        CLAIM.items[0]._replace(open_minor=0),)),)}, "claims.amount"),
    ("more is open than was left", {"claims": with_item(DEMAND._replace(
        payments=(FiledPayment(FILED_ON, 1_00),)))}, "claims.amount"),
    ("the claim falls due on the day of filing", {"claims": (
        CLAIM._replace(due_on=FILED_ON),)}, "claims.due_on"),
    ("the debtor's number is not known", {"debtor": ASA._replace(identity_number="")},
     "debtor.identity_number"),
    ("the debtor's number has a wrong control digit", {"debtor": ASA._replace(
        identity_number="198112289875")}, "debtor.identity_number"),
    ("the debtor's number is a company's", {"debtor": ASA._replace(
        identity_number=COMPANY.identity_number)}, "debtor.identity_number"),
    ("the creditor's number is not known", {"creditor": BJORKDALEN._replace(
        identity_number="")}, "creditor.identity_number"),
    ("the agent's number is wrong", {"agent": LUNDGREN._replace(
        identity_number="5560000267")}, "agent.identity_number"),
    ("the debtor has no street", {"debtor": ASA._replace(address_lines=())}, "debtor.address"),
    ("the debtor has no postcode", {"debtor": ASA._replace(postcode=" ")}, "debtor.address"),
    ("the debtor has no name", {"debtor": ASA._replace(name="")}, "debtor.name"),
    ("the creditor has no place", {"creditor": BJORKDALEN._replace(city="")}, "creditor.address"),
    ("no demand was sent", {"letters": (LETTER._replace(kind="reminder"),)}, "letters"),
    ("the demand's time has not gone by", {"letters": (LETTER._replace(
        deadline_on=FILED_ON),)}, "letters"),
    ("a second demand's time has not gone by", {"letters": (LETTER, LETTER._replace(
        notice_id=8, sent_on=date(2026, 4, 10), deadline_on=date(2026, 4, 24)),)}, "letters"),
    ("the reminder costs too much", {"claims": with_item(REMINDER._replace(
        amount_minor=60_01, open_minor=60_01))}, "claims.costs"),
    ("the demand costs too much", {"claims": with_item(DEMAND._replace(
        amount_minor=180_01, open_minor=180_01))}, "claims.costs"),
    ("a consumer is asked for compensation", {"claims": with_item(COMPENSATION)}, "claims.costs"),
    ("a text message is charged", {"claims": with_item(DEMAND._replace(kind="sms"))},
     "claims.costs"),
    ("an earlier application is charged", {"claims": with_item(DEMAND._replace(
        kind="payment_order_application", amount_minor=300_00, open_minor=300_00))},
     "claims.costs"),
    ("the application fee is above the fee", {"costs": (
        APPLICATION_FEE._replace(amount_minor=300_01), REPRESENTATION)}, "costs"),
    ("the representation is above its ceiling", {"costs": (
        APPLICATION_FEE, REPRESENTATION._replace(amount_minor=380_01))}, "costs"),
    ("a cost is asked for twice", {"costs": (APPLICATION_FEE, APPLICATION_FEE)}, "costs"),
    ("a cost of enforcement is asked for", {"costs": (
        AskedCost("enforcement_base_fee", 600_00, ""),)}, "costs"),
    ("interest runs into the future", {"claims": with_item(INTEREST._replace(
        until=FILED_ON + timedelta(days=2)))}, "claims.interest"),
    ("interest is above the law's without a ground", {"claims": with_item(INTEREST._replace(
        rate_bp=1001))}, "claims.interest"),
    ("interest has no rate", {"claims": with_item(INTEREST._replace(rate_bp=None))},
     "claims.interest"),
    ("nobody signed", {"signed_by": ""}, "signature"),
    ("there is no ground", {"ground": " "}, "ground_of_claim"),
    ("the ground names another creditor", {"ground": "Faktura, förföll 2026-02-27."}, "ground"),
    ("the ground names another day", {"ground": "Björkdalens Cykel AB, förföll 2026-02-28."},
     "ground"),
    ("the ground is too long", {"ground": "Björkdalens Cykel AB, förföll 2026-02-27. " * 40},
     "ground"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "field"), [d[1:] for d in DEFECTS], ids=[d[0] for d in DEFECTS]
)
def test_a_defect_is_found_by_name_with_a_sentence_and_what_it_rests_on(
    changed: dict[str, Any], field: str
) -> None:
    told = [one for one in found(payment_order(**changed)) if one.field == field]
    assert told, f"not found; found were {fields(payment_order(**changed))}"
    for one in told:
        assert one.sentence.endswith((".", "words.")) and len(one.sentence) > 20
        assert one.reference or field == "country"
    with pytest.raises(FilingRefused, match="BF-26-000418-1 is not filed"):
        require_fit(payment_order(**changed), Standing(), SWEDEN)


def test_every_defect_is_told_and_never_just_the_first() -> None:
    broken = payment_order(
        debtor=ASA._replace(identity_number="", city=""), signed_by="", letters=(), currency="EUR"
    )
    with pytest.raises(FilingRefused) as no:
        require_fit(broken, Standing(holds=("dispute",)), SWEDEN)
    told = str(no.value.given["fields"]).split(", ")
    assert {"currency", "hold:dispute", "debtor.identity_number", "debtor.address", "letters",
            "debtor_and_identity", "addresses", "signature"} == set(told)  # fmt: skip
    for one in found(broken, holds=("dispute",)):
        assert one.sentence in no.value.sentence


@pytest.mark.parametrize("element", [
    one.name for one in checklist(SWEDEN, "payment_order_application", on=FILED_ON)
])  # fmt: skip
def test_each_element_of_the_statute_is_asked_for(element: str) -> None:
    lacking: dict[str, dict[str, Any]] = {
        "claim": {"claims": ()},
        "ground_of_claim": {"ground": ""},
        "amount": {"claims": ()},
        "due_on": {"claims": ()},
        "applicant_and_identity": {"creditor": BJORKDALEN._replace(identity_number="")},
        "debtor_and_identity": {"debtor": ASA._replace(name="")},
        "addresses": {"debtor": ASA._replace(address_lines=("",))},
        "signature": {"signed_by": ""},
    }
    if element in lacking:
        assert element in fields(payment_order(**lacking[element]))
    else:
        # It is told by every application: in writing, interest and costs even where there is none.
        assert element in {"written", "interest_accrued", "interest_rate_and_day", "costs"}


@pytest.mark.parametrize("kind", HOLDS)
def test_nothing_is_filed_under_a_hold_that_stops_applications(kind: str) -> None:
    expected = {f"hold:{kind}"} if stops(kind, "application") else set()
    assert fields(payment_order(), holds=(kind,)) == expected
    assert fields(enforcement(), holds=(kind,)) == expected


def test_an_unknown_hold_stops_too_and_only_the_wish_for_a_court_and_monitoring_do_not() -> None:
    assert fields(payment_order(), holds=("of_the_future",)) == {"hold:of_the_future"}
    passing = [kind for kind in HOLDS if not fields(payment_order(), holds=(kind,))]
    assert passing == ["sue_or_drop", "monitoring"]


@pytest.mark.parametrize(
    ("born", "is_minor"),
    [("20080128", False), ("20080129", True), ("20100301", True), ("19811228", False)],
)
def test_who_was_a_minor_when_the_claim_arose_is_never_filed_against(
    born: str, is_minor: bool
) -> None:
    debtor = ASA._replace(identity_number=with_control_digit(born))
    assert ("debtor.age" in fields(payment_order(debtor=debtor))) is is_minor


def test_a_coordination_number_tells_the_day_of_birth_too() -> None:
    young = ASA._replace(identity_number=with_control_digit("20100361"))
    assert "debtor.age" in fields(payment_order(debtor=young))


def with_control_digit(day: str) -> str:
    """A made-up number of that day of birth."""
    from kvitt.kernel.identity import luhn_remainder

    return next(
        number for digit in range(10) if not luhn_remainder((number := f"{day}001{digit}")[2:])
    )


def test_a_recorded_special_reason_lets_a_case_be_filed_without_a_demand() -> None:
    assert fields(payment_order(letters=())) == {"letters"}
    assert fields(payment_order(letters=()), special_reason="the debtor hides assets") == set()


def test_the_day_after_the_demands_time_is_the_first_day_of_filing() -> None:
    last = LETTER._replace(deadline_on=FILED_ON - ONE_DAY)
    assert fields(payment_order(letters=(last,))) == set()
    (no,) = found(payment_order(letters=(LETTER._replace(deadline_on=FILED_ON),)))
    assert "file on 2026-04-21 at the earliest" in no.sentence
    assert "inkassolagen (1974:182) 6 och 7 §§" in no.reference


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("kind", ORDINARY)
def test_each_charge_ends_at_the_ceiling_of_the_law_book(kind: str, over: int) -> None:
    ceiling = SWEDEN.value(f"fees.{kind}", on=date(2026, 3, 9)).amount
    charge = FiledItem(9, kind, ceiling + over, ceiling + over, date(2026, 3, 9))
    claim = CLAIM._replace(items=(CLAIM.items[0], INTEREST, charge))
    assert fields(payment_order(claims=(claim,))) == ({"claims.costs"} if over > 0 else set())


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("kind", ASKED["payment_order_application"])
def test_each_cost_that_is_asked_for_ends_at_the_ceiling_of_the_law_book(
    kind: str, over: int
) -> None:
    ceiling = SWEDEN.value(f"fees.{kind}", on=FILED_ON).amount
    asked = (AskedCost(kind, ceiling + over, "as asked"),)
    assert fields(payment_order(costs=asked)) == ({"costs"} if over > 0 else set())


def test_a_business_may_owe_the_compensation_or_the_costs_but_not_both() -> None:
    items = {"debtor": COMPANY, "claims": with_item(COMPENSATION)}
    (no,) = found(payment_order(**items))
    assert (no.field, no.reference) == ("claims.costs", "lag (1990:746) 23 § andra stycket")
    rest = COMPENSATION._replace(amount_minor=210_00, open_minor=210_00)
    assert found(payment_order(debtor=COMPANY, claims=with_item(rest))) == ()
    above = COMPENSATION._replace(amount_minor=450_01, open_minor=450_01)
    claim = CLAIM._replace(items=(CLAIM.items[0], INTEREST, above))
    assert fields(payment_order(debtor=COMPANY, claims=(claim,))) == {"claims.costs"}


def test_a_sole_trader_is_a_business_with_a_persons_number() -> None:
    trader = COMPANY._replace(identity_number=ASA.identity_number)
    assert found(payment_order(debtor=trader)) == ()


def test_a_higher_rate_passes_where_its_ground_is_told() -> None:
    higher = {"claims": with_item(INTEREST._replace(rate_bp=2400))}
    assert fields(payment_order(**higher)) == {"claims.interest"}
    assert fields(payment_order(**higher, settings={"interest_ground": "avtal, punkt 4"})) == set()


def test_interest_that_was_counted_some_days_ago_goes_on_from_there() -> None:
    earlier = payment_order(claims=with_item(INTEREST._replace(until=date(2026, 3, 24))))
    assert found(earlier) == ()


def test_an_approval_of_the_authority_stands_in_for_the_signature() -> None:
    approved = {"approval_without_signature": "beslut 2026-01-15"}
    assert fields(payment_order(signed_by="", settings=approved)) == set()


def test_enforcement_asks_for_a_title_of_its_day_and_no_ground() -> None:
    late = FiledTitle("judgment", "T 1234-26", FILED_ON + ONE_DAY)
    unnumbered = FiledTitle("judgment", " ", date(2026, 4, 1))
    assert fields(enforcement(title=late)) == {"title"}
    assert fields(enforcement(title=unnumbered)) == {"title"}
    assert fields(enforcement(debtor=ASA._replace(identity_number=""))) == {
        "debtor.identity_number", "debtor_and_identity",
    }  # fmt: skip


def test_the_base_fee_is_not_asked_for_where_less_than_a_hundred_kronor_is_unpaid() -> None:
    whole: Callable[[int], Filing] = lambda minor: enforcement(  # noqa: E731
        claims=(CLAIM._replace(items=(CLAIM.items[0]._replace(open_minor=minor),)),)
    )
    assert fields(whole(100_00)) == set()
    assert fields(whole(99_99)) == {"costs"}
