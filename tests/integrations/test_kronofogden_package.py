"""The package of an application: fits its schema, and each sum is the filing's."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.enforcement.sweden_claimed import sums
from kvitt.domain.filing import FiledClaim, FiledItem, FiledPayment, Filing
from kvitt.integrations.kronofogden.package import package, schema
from kvitt.kernel.money import parse_amount
from kvitt.law.book import law_book
from tests.filings_sweden import (
    CLAIM,
    FILED_ON,
    INTEREST,
    enforcement,
    payment_order,
    with_item,
)

SWEDEN = law_book("SE")


def told(filing: Filing) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(package(filing, SWEDEN).json)
    return read


def rows(filing: Filing) -> list[dict[str, str]]:
    text = package(filing, SWEDEN).csv.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_worked_case_of_a_consumer_with_a_reminder_and_a_demand() -> None:
    """4 800 and 68.38 of interest, 60 + 180, and 300 + 380: 5 788.38, and 10 % goes on."""
    made = told(payment_order())
    assert made["sums"] == {
        "capital_minor": 4800_00, "interest_minor": 68_38, "cost_minor": 240_00,
        "asked_minor": 680_00, "total_minor": 5788_38,
    }  # fmt: skip
    (claim,) = made["claims"]
    assert claim["interest"]["running"] == {
        "base_minor": 4800_00, "rule": "reference_rate_plus", "from": "2026-04-21",
        "rate_bp": 1000, "follows_reference_rate": True,
    }  # fmt: skip
    assert claim["interest"]["accrued"][0]["through"] == "2026-04-20"
    assert [cost["part"] for cost in claim["costs"]] == ["Påminnelse", "Inkasso"]
    assert [cost["part"] for cost in made["asked_costs"]] == ["Ansökningsavgift", "Ombudsarvode"]
    assert (made["enforce"], made["agent"]["agent_code"]) == (True, "LUN1")


def test_the_package_says_that_nobody_has_confirmed_its_syntax() -> None:
    assert told(payment_order())["file_syntax"] == "unverified"


@pytest.mark.parametrize("filing", [payment_order(), enforcement(), payment_order(agent=None)])
def test_the_package_fits_the_published_schema_and_is_the_same_every_time(filing: Filing) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(told(filing), schema())
    assert package(filing, SWEDEN) == package(filing, SWEDEN)


def test_the_schema_is_strict() -> None:
    """Each field left out, and one too many anywhere, is refused."""
    whole = told(enforcement())
    check = jsonschema.Draft202012Validator(schema())
    assert check.is_valid(whole)
    places = [(), ("creditor",), ("agent",), ("claims", 0), ("claims", 0, "capital"),
              ("claims", 0, "interest"), ("claims", 0, "interest", "accrued", 0),
              ("claims", 0, "interest", "running"), ("claims", 0, "costs", 0),
              ("asked_costs", 0), ("sums",), ("title",), ("demands", 0)]  # fmt: skip
    for place in places:
        fresh = json.loads(json.dumps(whole))
        inner = fresh
        for step in place:
            inner = inner[step]
        for name in list(inner):
            kept = inner.pop(name)
            assert not check.is_valid(fresh), (*place, name)
            inner[name] = kept
        inner["surplus"] = 1
        assert not check.is_valid(fresh), place


def test_an_application_for_enforcement_names_its_title() -> None:
    made = told(enforcement())
    assert (made["application"], made["title"]["number"]) == ("enforcement", "T 1234-26")
    untitled = json.loads(json.dumps(made)) | {"title": None}
    assert not jsonschema.Draft202012Validator(schema()).is_valid(untitled)


def test_an_application_that_declines_enforcement_says_so() -> None:
    assert told(payment_order(settings={"declines_enforcement": "yes"}))["enforce"] is False


def test_interest_that_nobody_counted_runs_from_service_and_a_rate_of_its_own_stays() -> None:
    bare = CLAIM._replace(items=tuple(one for one in CLAIM.items if one.kind != "interest"))
    running = told(payment_order(claims=(bare,)))["claims"][0]["interest"]["running"]
    assert (running["rule"], running["from"], running["rate_bp"]) == ("from_service", None, None)
    own = told(payment_order(claims=with_item(INTEREST._replace(rate_bp=2400))))
    running = own["claims"][0]["interest"]["running"]
    assert (running["rule"], running["rate_bp"]) == ("fixed", 2400)
    paid = CLAIM._replace(items=(CLAIM.items[0]._replace(open_minor=0), *CLAIM.items[1:]))
    assert told(payment_order(claims=(paid,)))["claims"][0]["interest"]["running"] is None


def test_the_table_can_be_read_by_a_spreadsheet_and_holds_no_formula() -> None:
    claim = CLAIM._replace(invoice_number="=HYPERLINK(1)", text="-cykel\nservice")
    made = package(payment_order(claims=(claim,)), SWEDEN).csv
    assert made.startswith(b"\xef\xbb\xbf")
    read = rows(payment_order(claims=(claim,)))
    assert [row["delkrav"] for row in read] == [
        "Kapitalbelopp", "Ränta", "Påminnelse", "Inkasso", "Ansökningsavgift", "Ombudsarvode",
    ]  # fmt: skip
    assert (read[0]["faktura"], read[0]["text"]) == ("'=HYPERLINK(1)", "'-cykel service")
    assert (read[1]["räntesats"], read[1]["räntebas"]) == ("10,00", "4800,00")


@st.composite
def filings(draw: st.DrawFn) -> Filing:
    """Filings with any claims: principals, interest of several periods, costs, payments."""
    claims = []
    for number in range(draw(st.integers(1, 4))):
        items = [_item(draw, 10 * number, "principal", st.integers(1, 10**7))]
        for at in range(draw(st.integers(0, 3))):
            one = _item(draw, 10 * number + at + 1, "interest", st.integers(1, 10**5))
            until = FILED_ON + timedelta(days=1 - 30 * at)
            items.append(one._replace(from_=until - timedelta(days=30), until=until, rate_bp=1000,
                                      base_minor=items[0].amount_minor))  # fmt: skip
        for at, kind in enumerate(draw(st.lists(
            st.sampled_from(["reminder", "collection_demand", "instalment_plan"]), max_size=3
        ))):  # fmt: skip
            items.append(_item(draw, 10 * number + at + 5, kind, st.integers(1, 200_00)))
        claims.append(
            FiledClaim(number, f"2026-{number}", "", date(2026, 1, 1), date(2026, 2, 1),
                       tuple(items))
        )  # fmt: skip
    return payment_order(claims=tuple(claims))


def _item(draw: st.DrawFn, item_id: int, kind: str, amounts: st.SearchStrategy[int]) -> FiledItem:
    amount_minor = draw(amounts)
    paid_minor = draw(st.integers(0, amount_minor))
    payments = (FiledPayment(date(2026, 3, 1), paid_minor),) if paid_minor else ()
    return FiledItem(item_id, kind, amount_minor, amount_minor - paid_minor, date(2026, 3, 1),
                     payments=payments)  # fmt: skip


@given(filings())
def test_the_sums_of_both_files_are_the_filings(filing: Filing) -> None:
    made, asked = told(filing), sums(filing)
    parts = [
        *(claim["capital"]["open_minor"] for claim in made["claims"]),
        *(one["open_minor"] for c in made["claims"] for one in c["interest"]["accrued"]),
        *(one["open_minor"] for claim in made["claims"] for one in claim["costs"]),
    ]
    asked_minor = sum(cost["amount_minor"] for cost in made["asked_costs"])
    assert sum(parts) == filing.open_minor
    assert sum(parts) + asked_minor == made["sums"]["total_minor"] == asked.total_minor
    table = sum(parse_amount(row["kvar"]) for row in rows(filing))
    assert table == asked.total_minor
    for claim, filed in zip(made["claims"], filing.claims, strict=True):
        capital = claim["capital"]
        paid = sum(payment["amount_minor"] for payment in capital["payments"])
        assert capital["amount_minor"] - paid == capital["open_minor"]
        assert capital["amount_minor"] == filed.items[0].amount_minor
