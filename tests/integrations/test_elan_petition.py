"""The petition that ELAN gets: every claim apart and linked, with what was paid of it."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.filing import FiledPayment, FiledTitle
from kvitt.integrations.elan.parties import PetitionLacks
from kvitt.integrations.elan.petition import (
    PetitionNotValid,
    ShapeNotKnown,
    as_json,
    attachments,
    petition,
    require_valid,
)
from kvitt.law.notices import MissingElement
from kvitt.simulators.elan_rules import refusals
from tests.domain.norwegian_filing import DEBTOR, DEMAND, NOTICE, claim, item, letter
from tests.integrations.elan_filing import NO, SETTINGS, whole

JUNE_3, JUNE_10 = date(2024, 6, 3), date(2024, 6, 10)


def claims_of(made):
    return {one["kravreferanse"]: one for one in made["kravTilInnkreving"]}


def test_principal_interest_and_costs_stand_apart_and_are_linked():
    found = claims_of(petition(whole(), NO))
    assert list(found) == ["10482-H", "10482-R1", "10482-U"]
    kinds = [one["kravdetaljer"] for one in found.values()]
    assert kinds == ["Hovedkrav", "Rentekrav", "UtenrettsligeKostnader"]
    assert "relatertKrav" not in found["10482-H"]
    assert found["10482-R1"]["relatertKrav"] == found["10482-U"]["relatertKrav"] == ["10482-H"]
    assert found["10482-R1"]["erRentekrav"]["rentePeriode"] == {
        "startdato": "2025-12-11", "sluttdato": "2026-03-16",
    }  # fmt: skip
    assert {one["prioritetDekningsloven"] for one in found.values()} == {"e"}
    # What is attached covers the principal first, then the costs, the interest last.
    assert [one["prioritetISak"] for one in found.values()] == ["1", "4", "2"]
    assert found["10482-H"]["renteOpplysning"] == {"forsinkelsesrente": True}


def test_each_period_of_interest_is_a_claim_of_its_own():
    items = (
        item(1, "principal", 8_450_00),
        item(2, "interest", 59_56, from_=date(2025, 12, 11), until=date(2026, 1, 1), rate_bp=1225,
             base_minor=8_450_00),
        item(3, "interest", 208_35, from_=date(2026, 1, 1), until=date(2026, 3, 17), rate_bp=1200,
             base_minor=8_450_00),
    )  # fmt: skip
    found = claims_of(petition(whole(claims=(claim(*items),)), NO))
    periods = [found[f"10482-R{n}"]["erRentekrav"]["rentePeriode"] for n in (1, 2)]
    assert [one["sluttdato"] for one in periods] == ["2025-12-31", "2026-03-16"]


def test_every_claim_carries_the_demands_with_their_days_and_documents():
    made = petition(whole(), NO)
    (demand,) = [one for one in made["vedlegg"] if one["type"] == "betalingsoppfordring"]
    for one in made["kravTilInnkreving"]:
        assert one["betalingsoppfordring"] == [
            {"betalingsfrist": "2026-02-16", "betalingsoppfordring": demand,
             "brevdato": "2026-02-02"}
        ]  # fmt: skip
    (ground,) = made["begjaeringensTvangsgrunnlag"]
    assert ground["varsel"][0]["dato"] == str(NOTICE.sent_on)
    assert ground["innsendersKravreferanse"] == [one["kravreferanse"]
                                                 for one in made["kravTilInnkreving"]]  # fmt: skip


def test_the_documents_have_the_names_that_the_authority_gave_them():
    theirs = f"{0:08d}-0000-0000-0000-{'1' * 12}"
    given_by_elan = {("betalingsoppfordring", DEMAND.notice_id): theirs}
    made = petition(whole(), NO, given_by_elan)
    (demand,) = [one for one in made["vedlegg"] if one["type"] == "betalingsoppfordring"]
    assert demand["uuid"] == theirs
    assert made["kravTilInnkreving"][0]["betalingsoppfordring"][0]["betalingsoppfordring"] == demand


def test_the_officers_fee_is_asked_for_by_a_yes_and_never_as_a_claim_too():
    fee = item(9, "attachment_application", 928_00, on=date(2026, 3, 17), reference="§ 14")
    with_fee = whole(claims=(claim(*claim().items, fee),))
    made = petition(with_fee, NO)
    assert made["kreverRettsgebyrErstattet"] is True
    assert made["kravTilInnkreving"] == petition(whole(), NO)["kravTilInnkreving"]
    ground = made["begjaeringensTvangsgrunnlag"][0]["saerligTvangsgrunnlag"]
    assert ground["paalydendeBeloep"] == 8752.91
    assert petition(whole(costs=()), NO)["kreverRettsgebyrErstattet"] is False


def test_the_boards_costs_of_before_are_costs_of_a_case():
    board = item(9, "conciliation_application", 2_071_00, on=date(2026, 1, 5), reference="§ 7")
    earlier = item(10, "attachment_application", 928_00, on=date(2026, 1, 5), reference="§ 14")
    found = claims_of(petition(whole(claims=(claim(*claim().items, board, earlier),)), NO))
    assert found["10482-S"]["kravdetaljer"] == "Sakskostnader"
    assert found["10482-S"]["opprinneligBeloep"]["beloep"] == 2999
    assert found["10482-U"]["opprinneligBeloep"]["beloep"] == 35


def test_payments_of_a_day_are_one_and_what_the_bank_took_back_is_none():
    paid = (FiledPayment(JUNE_10, 300_00), FiledPayment(JUNE_3, 100_00),
            FiledPayment(JUNE_10, 50_00), FiledPayment(JUNE_3, -100_00))  # fmt: skip
    items = (item(1, "principal", 1_000_00, open_minor=650_00, payments=paid),)
    found = claims_of(petition(whole(claims=(claim(*items),)), NO))
    assert found["10482-H"]["innbetaling"] == [
        {"bokfoertDato": "2024-06-10", "beloep": {"beloep": 350, "valuta": "NOK"}}
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["principal", "interest", "reminder", "collection_fee"]),
                  st.integers(1, 10**9), st.integers(0, 100)),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_the_sums_of_the_petition_are_those_of_the_filing_to_the_oere(rows):
    items = [item(0, "principal", 1_00)]
    for number, (kind, minor, percent) in enumerate(rows, 1):
        paid_minor = minor * percent // 100
        payments = (FiledPayment(JUNE_3, paid_minor),) if paid_minor else ()
        told = {"from_": JUNE_3, "until": JUNE_10} if kind == "interest" else {}
        items.append(item(number, kind, minor, open_minor=minor - paid_minor, payments=payments,
                          reference="lov", **told))  # fmt: skip
    made = whole(claims=(claim(*items),))
    read = json.loads(as_json(petition(made, NO)), parse_float=Decimal, parse_int=Decimal)
    claims = read["kravTilInnkreving"]
    first = sum(one["opprinneligBeloep"]["beloep"] for one in claims)
    left = sum(one["gjenstaaendeBeloep"]["beloep"] for one in claims)
    assert first * 100 == sum(one.amount_minor for one in items)
    assert left * 100 == made.open_minor
    for one in claims:
        paid = sum(payment["beloep"]["beloep"] for payment in one.get("innbetaling", []))
        assert one["opprinneligBeloep"]["beloep"] - paid == one["gjenstaaendeBeloep"]["beloep"]
    documents = {one.uuid: made.reference for one in attachments(made)}
    assert refusals(read, documents=documents) == []


def test_the_same_filing_gives_the_same_bytes_and_the_same_documents():
    assert as_json(petition(whole(), NO)) == as_json(petition(whole(), NO))
    assert attachments(whole()) == attachments(whole())
    names = [one.uuid for one in attachments(whole())]
    assert len(set(names)) == len(names)
    assert not set(names) & {one.uuid for one in attachments(whole(reference="26-000419"))}


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({"settings": {**SETTINGS, "board_on_objection": ""}}, "board_on_objection"),
        ({"settings": {**SETTINGS, "licence_holder": " "}}, "licence_holder"),
        ({"letters": (DEMAND,)}, None),
        ({"letters": (NOTICE,)}, "demand"),
        ({"agent": None, "creditor": DEBTOR}, "sender"),
    ],
)
def test_a_filing_that_lacks_something_makes_no_petition(changed, lacks):
    with pytest.raises((PetitionLacks, MissingElement)) as no:
        petition(whole(**changed), NO)
    if lacks:
        assert no.value.given["lacks"] == lacks
    else:
        assert no.value.given["element"] == "enforcement_notice_sent_on"
        assert "§ 4-18" in no.value.reference


@pytest.mark.parametrize(
    ("changed", "element"),
    [
        ({"debtor": DEBTOR._replace(city="")}, "debtor_name_address_and_number"),
        ({"debtor": DEBTOR._replace(identity_number=" ")}, "debtor_name_address_and_number"),
        ({"ground": " "}, "ground_for_enforcement"),
        ({"claims": ()}, "principal"),
    ],
)
def test_a_petition_without_what_the_act_asks_for_is_refused_by_its_element(changed, element):
    with pytest.raises(MissingElement) as no:
        petition(whole(**changed), NO)
    assert no.value.given["element"] == element


def test_a_notice_sent_after_the_petitions_day_is_none():
    late = letter("enforcement_notice", date(2026, 3, 18), date(2026, 4, 1), notice_id=2)
    with pytest.raises(MissingElement):
        petition(whole(letters=(DEMAND, late)), NO)


def test_a_petition_on_a_judgment_is_refused_since_its_shape_is_not_public():
    title = FiledTitle("forliksrådsdom", "25-1", date(2025, 6, 2))
    with pytest.raises(ShapeNotKnown, match="portal"):
        petition(whole(title=title), NO)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pay_to": "1234"}, "betalingsinformasjon/norskKonto/kontonummer"),
        ({"signed_by": ""}, "underskrift"),
        ({"debtor": DEBTOR._replace(name="Åse")}, "fornavn"),
        ({"debtor": DEBTOR._replace(postcode="SE-12")}, "postnummer"),
    ],
)
def test_a_petition_of_another_shape_is_refused_by_its_place_and_tells_no_value(changed, place):
    with pytest.raises(PetitionNotValid) as no:
        petition(whole(**changed), NO)
    assert any(place in one for one in no.value.given["places"])
    assert "Åse" not in no.value.sentence and "SE-12" not in no.value.sentence


@pytest.mark.parametrize("key", ["saksoekt", "kravTilInnkreving", "innsender", "begjaeringsdato"])
def test_our_schema_refuses_a_petition_without_a_part(key):
    made = petition(whole(), NO)
    del made[key]
    with pytest.raises(PetitionNotValid):
        require_valid(made)
