"""The conciliation claim as data: complete, its sums those of the filing, refused by name."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.enforcement.norway_claimed import relief
from kvitt.domain.filing import AskedCost, FiledPayment
from kvitt.integrations.forliksrad.package import ApplicationNotValid, conciliation_package
from kvitt.law.book import law_book
from kvitt.law.notices import MissingElement
from tests.domain.norwegian_filing import DEBTOR, FILED_ON, claim, filing, item

NO = law_book("NO")
FEE = AskedCost("conciliation_application", 2_071_00, "rettsgebyrloven § 7")


def told(**changed):
    return json.loads(conciliation_package(filing(**({"costs": (FEE,)} | changed)), NO))


def test_the_claim_names_parties_sums_items_and_what_is_asked():
    made = told()
    assert made["syntax"] == "unverified"
    assert made["opponent"]["identity_number"] == DEBTOR.identity_number
    assert made["sums"] == {
        "principal_minor": 8_450_00, "interest_minor": 267_91, "cost_minor": 35_00,
        "asked_minor": 2_071_00, "total_minor": 10_823_91,
    }  # fmt: skip
    (one,) = made["claims"]
    assert [each["kind"] for each in one["items"]] == ["principal", "reminder", "interest"]
    assert (one["interest_from"], one["interest_base_minor"]) == ("2026-03-17", 8_450_00)
    assert one["items"][2]["through"] == "2026-03-16"


def test_a_fee_that_the_application_asks_for_is_not_claimed_twice():
    fee = item(9, "conciliation_application", 2_071_00, on=FILED_ON, reference="§ 7")
    made = told(claims=(claim(*claim().items, fee),))
    assert made["sums"] == told()["sums"]
    assert made["claims"] == told()["claims"]
    earlier = item(9, "conciliation_application", 2_071_00, on=date(2025, 12, 29), reference="§ 7")
    assert told(claims=(claim(*claim().items, earlier),))["sums"]["cost_minor"] == 2_106_00


def test_interest_goes_on_from_the_day_after_the_last_that_was_counted():
    assert relief(filing()) == (
        "André Ærø Sæther dømmes til å betale NOK 8752.91, hvorav hovedstol NOK 8450.00, med "
        "tillegg av forsinkelsesrente av NOK 8450.00 fra 2026-03-17 til betaling skjer."
    )
    without = claim(item(1, "principal", 100_00))
    assert "forsinkelsesrente" not in relief(filing(claims=(without,)))
    paid = claim(item(1, "principal", 100_00, open_minor=0), claim().items[2])
    assert "forsinkelsesrente" not in relief(filing(claims=(paid,)))


@given(
    st.lists(
        st.tuples(st.sampled_from(["principal", "interest", "reminder", "collection_fee"]),
                  st.integers(1, 10**9), st.integers(0, 100)), max_size=12,
    )
)  # fmt: skip
def test_the_sums_are_those_of_the_filing_to_the_oere(rows):
    items = [item(0, "principal", 1_00)]
    for number, (kind, minor, percent) in enumerate(rows, 1):
        paid_minor = minor * percent // 100
        paid = (FiledPayment(FILED_ON, paid_minor),) if paid_minor else ()
        days = {"from_": date(2026, 1, 1), "until": date(2026, 2, 1)} if kind == "interest" else {}
        items.append(item(number, kind, minor, open_minor=minor - paid_minor, payments=paid,
                          reference="lov", **days))  # fmt: skip
    case = filing(claims=(claim(*items),), costs=(FEE,))
    made = json.loads(conciliation_package(case, NO))
    assert made["sums"]["total_minor"] == case.open_minor + FEE.amount_minor
    for one in made["claims"][0]["items"]:
        assert one["open_minor"] == one["amount_minor"] - sum(
            each["amount_minor"] for each in one["payments"]
        )


@pytest.mark.parametrize(
    ("changed", "element"),
    [
        ({"debtor": DEBTOR._replace(city="")}, "debtor_name_address_and_number"),
        ({"ground": " "}, "ground_of_claim"),
        ({"claims": ()}, "claim"),
    ],
)
def test_a_claim_without_what_the_act_asks_for_is_refused_by_its_element(changed, element):
    with pytest.raises(MissingElement) as no:
        told(**changed)
    assert no.value.given["element"] == element
    assert "§ 6-3" in no.value.reference


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pay_to": "12"}, "pay_to"),
        ({"signed_by": " "}, "signed_by"),
        ({"debtor": DEBTOR._replace(postcode="SE-12")}, "opponent/postcode"),
        ({"currency": "SEK"}, "currency"),
    ],
)
def test_a_claim_of_another_shape_is_refused_by_its_place(changed, place):
    with pytest.raises(ApplicationNotValid) as no:
        told(**changed)
    assert no.value.given["places"] == [place]


def test_the_same_filing_gives_the_same_bytes():
    assert conciliation_package(filing(), NO) == conciliation_package(filing(), NO)
