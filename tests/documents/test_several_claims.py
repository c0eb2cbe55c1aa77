"""Letters over several claims: every cost stands by its claim, and the sums add up on the page."""

import re
from dataclasses import replace
from datetime import date

import pytest

from kvitt.documents.composition import compose
from kvitt.documents.letter import (
    Letter,
    LetterItem,
    MissingElement,
    NextStep,
    letter_text,
    render_letter,
)
from kvitt.documents.letter_parts import COSTS, COSTS_OF_COUNTRY
from kvitt.documents.wording import wording
from tests.documents.claim_letters import COSTS_OF_EIGHT, eight_claims, several_claims
from tests.documents.letters import COSTS_OF_A_DAY, letter
from tests.documents.pdf_words import pdf_words

OTHER_COSTS = {
    "sv": ("övriga", "övrigt", "andra kostnader", "diverse"),
    "nb": ("øvrige", "andre kostnader", "diverse"),
    "en": ("other costs", "other fees", "miscellaneous", "sundry"),
}
LANGUAGE = {"SE": "sv", "NO": "nb"}
DEMANDS = [("SE", "collection_demand"), ("NO", "payment_demand"), ("NO", "collection_notice")]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0]", "", text)


def pages_by_claim(made: Letter) -> dict[str, str]:
    """What the PDF says of each claim, from its heading to its sum."""
    shown = pdf_words(render_letter(made))
    said = compose(made)
    parts = {}
    for claim, group in zip(made.claims, said.groups, strict=True):
        start = shown.index(squeezed(group.heading), shown.index(squeezed(said.groups_heading)))
        end = shown.index(squeezed("".join(group.subtotal)), start)
        parts[claim.invoice_number] = shown[start:end]
    return parts


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_monitoring_letter_over_8_claims_specifies_every_cost_row_per_claim_and_none_as_other(
    country: str,
) -> None:
    language = LANGUAGE[country]
    made, words = eight_claims(country), wording(language)
    told = pages_by_claim(made)
    assert len(told) == 8
    for claim, costs in zip(made.claims, COSTS_OF_EIGHT[country], strict=True):
        page = told[claim.invoice_number]
        for kind, day in costs:
            amount_minor, paragraph = COSTS_OF_A_DAY[country, kind]
            name = words.say(f"items.{country}.{kind}")
            amount = words.money(amount_minor, made.currency, country=country)
            assert squeezed(f"{name}, {words.day(day)}{paragraph}{amount}") in page
        names = words.texts["items"][country]
        own = {names[kind] for kind, _ in costs}
        for name in {names[kind] for kind in COSTS_OF_COUNTRY[country]} - own:
            assert squeezed(f"{name}, ") not in page
    whole = pdf_words(render_letter(made)).lower() + letter_text(made).lower()
    for word in OTHER_COSTS[language]:
        assert word not in whole and squeezed(word) not in whole


def test_the_table_of_claims_gives_60_680_600_as_the_costs_of_their_claims() -> None:
    table = compose(eight_claims("SE")).claim_table
    assert table is not None
    at = table.columns.index("Kostnader")
    by_invoice = {line[0]: line[at] for line in table.lines}
    assert by_invoice["20102"] == "60,00"
    assert by_invoice["20103"] == "680,00"
    assert by_invoice["20104"] == "600,00"
    assert squeezed(by_invoice["20101"]) == "1520,00"


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_every_word_of_a_letter_over_several_claims_stands_in_the_pdf(
    country: str, language: str
) -> None:
    made = eight_claims(country, language)
    said, shown = compose(made), pdf_words(render_letter(made))
    table = said.claim_table
    assert table is not None
    wanted = [said.groups_heading, said.running, table.note, *table.columns, *table.totals]
    wanted += [cell for line in table.lines for cell in line]
    wanted += [text for section in said.sections for text in (section.heading, section.text)]
    for group in said.groups:
        wanted += [group.heading, group.text, *group.subtotal]
        wanted += [
            text for row in group.rows for text in (row.what, row.detail, row.ground, row.amount)
        ]
    assert not [text for text in wanted if squeezed(text) not in shown]
    text_said = squeezed(letter_text(made))
    unlabelled = table.columns[1]
    assert not [text for text in wanted if text != unlabelled and squeezed(text) not in text_said]


@pytest.mark.parametrize(("country", "kind"), [*DEMANDS, ("SE", "monitoring_letter")])
def test_the_claims_their_payments_and_the_payments_of_the_case_come_to_the_sum(
    country: str, kind: str
) -> None:
    made = several_claims(country, kind)
    said, words = compose(made), wording(LANGUAGE[country])
    assert said.claim_table is not None
    by_claim = [
        sum(item.amount_minor for item in made.items if item.invoice_number == one.invoice_number)
        for one in made.claims
    ]
    assert [line[-1] for line in said.claim_table.lines] == [words.amount(m) for m in by_claim]
    assert said.claim_table.totals[-1] == words.amount(sum(by_claim))
    assert [row.amount for row in said.rows] == ["\u2212200,00\u00a0kr"]
    assert sum(by_claim) - 200_00 == made.total_minor
    assert said.total[1] == words.money(made.total_minor, made.currency, country=country)


@pytest.mark.parametrize(("country", "kind"), DEMANDS)
def test_a_demand_over_several_claims_lists_number_days_and_principal_of_each(
    country: str, kind: str
) -> None:
    made = several_claims(country, kind)
    table = compose(made).claim_table
    assert table is not None
    words = wording(LANGUAGE[country])
    for claim, line in zip(made.claims, table.lines, strict=True):
        principal_minor = next(
            item.amount_minor
            for item in made.items
            if item.kind == "principal" and item.invoice_number == claim.invoice_number
        )
        assert line[:5] == (
            claim.invoice_number,
            claim.text,
            words.short_day(claim.issued_on),
            words.short_day(claim.due_on),
            words.amount(principal_minor),
        )


def test_the_column_of_payments_stands_only_where_a_claim_was_paid_on() -> None:
    made = several_claims("SE", "collection_demand")
    unpaid = replace(made, items=tuple(item for item in made.items if item.kind != "payment"))
    paid_table, table = compose(made).claim_table, compose(unpaid).claim_table
    assert paid_table is not None and table is not None
    assert "Betalt" in paid_table.columns and "Betalt" not in table.columns
    assert compose(unpaid).rows == ()


@pytest.mark.parametrize(
    ("change", "element"),
    [
        ({"invoice_number": "99999"}, "costs_by_claim"),
        ({"invoice_number": ""}, "costs_by_claim"),
        ({"dated_on": None}, "costs_by_claim"),
        ({"reference": ""}, "costs_by_claim"),
        ({"kind": "other"}, "costs"),
    ],
)
def test_a_cost_without_claim_day_or_ground_stops_the_monitoring_letter(
    change: dict[str, object], element: str
) -> None:
    made = eight_claims("SE")
    at = next(at for at, item in enumerate(made.items) if item.kind in COSTS)
    changed = replace(made.items[at], **change)  # type: ignore[arg-type]
    with pytest.raises(MissingElement) as no:
        compose(replace(made, items=(*made.items[:at], changed, *made.items[at + 1 :])))
    assert no.value.given["element"] == element


def test_a_row_that_belongs_to_none_of_the_claims_stops_every_letter() -> None:
    made = several_claims("SE", "reminder")
    stray = LetterItem(kind="principal", amount_minor=1_00, reference="avtal")
    with pytest.raises(MissingElement, match="sum_adds_up"):
        compose(replace(made, items=(*made.items, stray)))
    with pytest.raises(MissingElement, match="sum_adds_up"):
        compose(replace(made, claims=(made.claims[0], *made.claims)))


def test_a_claim_without_words_principal_or_a_due_day_that_has_passed_stops_the_demand() -> None:
    made = several_claims("SE", "collection_demand")
    first = made.claims[0]
    nameless = replace(made, claim_text="", claims=(replace(first, text=""), *made.claims[1:]))
    not_due = replace(made, claims=(replace(first, due_on=made.sent_on), *made.claims[1:]))
    bare = replace(made, items=made.items[1:])
    for broken, element in ((nameless, "ground_of_claim"), (not_due, "overdue")):
        with pytest.raises(MissingElement, match=element):
            compose(broken)
    with pytest.raises(MissingElement, match="principal"):
        compose(bare)


def test_claims_without_words_of_their_own_are_described_together() -> None:
    made = several_claims("SE", "collection_demand")
    first = replace(made.claims[0], text="")
    said = compose(replace(made, claims=(first, *made.claims[1:]), claim_text="cyklar"))
    assert ("Kravet gäller", "cyklar") in said.claim
    assert said.groups[0].heading == "Faktura 20101"
    assert said.groups[1].heading == "Faktura 20102, vinterförvaring"


def test_a_decision_is_never_said_to_cost_nothing() -> None:
    made = letter("SE", "collection_demand")
    free = replace(made, next_step=replace(made.next_step, cost_minor=0))
    assert compose(free).said["next_step"] == compose(made).said["next_step"]


def test_a_single_claim_is_written_as_before() -> None:
    made = letter("SE", "collection_demand")
    claims = several_claims("SE", "collection_demand").claims[:1]
    named = replace(made, claims=(replace(claims[0], invoice_number=made.invoice_number),))
    assert letter_text(named) == letter_text(made)
    assert render_letter(named) == render_letter(made)


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_a_payment_demand_says_by_how_much_the_agencys_fee_grows_and_from_which_day(
    language: str,
) -> None:
    made = letter("NO", "payment_demand", language)
    grows = NextStep(
        kind="decision", on=date(2026, 5, 12), cost_minor=262_50, cost_on=date(2026, 5, 19)
    )
    said, words = compose(replace(made, next_step=grows)).said, wording(language)
    cost = words.money(262_50, "NOK", country="NO")
    assert cost in said["next_step"] and words.day(date(2026, 5, 19)) in said["next_step"]
    assert words.day(date(2026, 5, 12)) in said["next_step"]
    assert said["consequence"] not in said["next_step"]
    without = compose(replace(made, next_step=replace(grows, cost_on=None))).said["next_step"]
    assert without.count(words.day(date(2026, 5, 12))) == 2


def test_when_nothing_bears_interest_any_more_the_letter_says_so() -> None:
    made = letter("NO", "monitoring_letter")
    assert compose(replace(made, interest_base_minor=0)).running == "Det kommer ikke mer rente."


def test_the_monitoring_letter_offers_payment_objection_a_plan_and_an_end_before_what_follows() -> (
    None
):
    said = compose(letter("SE", "monitoring_letter"))
    headings = [section.heading for section in said.sections]
    ways_out = ["Redan betalat?", "Anser du att något är fel?", "Svårt att betala?"]
    ways_out += ["Vill du få saken avgjord?", "Gratis råd"]
    assert headings[:5] == ways_out
    assert headings[5:] == ["Vad händer sedan?", "Är brevet äkta?"]
