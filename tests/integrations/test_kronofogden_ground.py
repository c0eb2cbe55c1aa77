"""The ground of a claim: written from a text, and judged before it is filed."""

from datetime import date

import pytest

from kvitt.domain.user_text import UserTextNotAllowed
from kvitt.integrations.kronofogden.ground import ground_text, objections_to_ground
from kvitt.law.book import law_book
from tests.filings_sweden import CLAIM, payment_order

SWEDEN = law_book("SE")
NAMED = "Björkdalens Cykel AB levererade en cykel. Fakturan förföll 2026-02-27."


def sentences(ground: str) -> list[str]:
    return [one.sentence for one in objections_to_ground(payment_order(ground=ground), SWEDEN)]


def test_our_own_text_names_what_the_authority_asks_for() -> None:
    filing = payment_order()
    assert filing.ground == (
        "Björkdalens Cykel AB yrkar betalning av följande fordran mot Åsa Öberg. Service av cykel: "
        "faktura 10482 från Björkdalens Cykel AB, utfärdad 2026-01-28, förföll 2026-02-27. "
        "Fordran är förfallen till betalning."
    )
    assert objections_to_ground(filing, SWEDEN) == ()


def test_several_claims_a_part_payment_and_a_taking_over_are_told() -> None:
    paid = CLAIM._replace(
        invoice_number="10599", text="", due_on=date(2026, 3, 27),
        items=(CLAIM.items[0]._replace(open_minor=1300_50), *CLAIM.items[1:]),
    )  # fmt: skip
    made = payment_order(
        claims=(CLAIM, paid), letters=(), settings={"original_creditor": "Sjövik Bygg AB"}
    )
    for told in (
        "Faktura 10599 från Sjövik Bygg AB", "förföll 2026-03-27",
        "Av 4800,00 kr återstår 1300,50 kr.",
        "yrkar betalning av följande fordringar mot Åsa Öberg.",
        "Fordringarna har övergått från Sjövik Bygg AB till Björkdalens Cykel AB.",
        "Fordringarna är förfallna till betalning.",
    ):  # fmt: skip
        assert told in made.ground
    assert objections_to_ground(made, SWEDEN) == ()


def test_a_creditors_own_text_is_filled_and_its_mistakes_are_refused() -> None:
    filing = payment_order(ground="")
    source = "{{ creditor }}: {% for claim in claims %}{{ claim.number }} {% endfor %}"
    assert ground_text(filing, source=source) == "Björkdalens Cykel AB: 10482"
    demanded = "Krav{% if demanded_on %} sändes {{ demanded_on }}{% endif %}."
    assert ground_text(filing, source=demanded) == "Krav sändes 2026-03-23."
    assert ground_text(filing._replace(letters=()), source=demanded) == "Krav."
    with pytest.raises(UserTextNotAllowed, match="account"):
        ground_text(filing, source="{{ account }}")


@pytest.mark.parametrize(
    "words",
    [
        "Betala till bankgiro 123-4566.", "Plusgirot är 4-2.", "OCR 2600041829", "Swisha nu.",
        "Beloppet betalas till oss.", "IBAN SE45 5000", "Sätt in på kontot.", "Ange 2600041829.",
        "Konto 123-4566.", "Inbetalning sker till ombudet.", "BG 123-4566",
    ],
)  # fmt: skip
def test_words_on_how_to_pay_are_found(words: str) -> None:
    assert any("tells how to pay" in one for one in sentences(f"{NAMED} {words}"))


@pytest.mark.parametrize(
    "words",
    ["Fakturan är inte betald.", "Kontot är avslutat.", "Ordernummer 99120.", "Betalt är 100 kr."],
)
def test_words_that_say_nothing_of_how_to_pay_pass(words: str) -> None:
    assert sentences(f"{NAMED} {words}") == []


def test_a_name_that_looks_like_a_way_to_pay_is_a_name() -> None:
    creditor = payment_order().creditor._replace(name="Swish Ahead AB")
    made = payment_order(creditor=creditor)
    assert "Swish Ahead AB" in made.ground
    assert objections_to_ground(made, SWEDEN) == ()


@pytest.mark.parametrize("day", ["2026-02-27", "27 februari 2026"])
def test_the_due_day_may_be_written_as_people_write_it(day: str) -> None:
    assert sentences(f"Björkdalens Cykel AB, förföll {day}.") == []


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_the_length_ends_at_the_setting_of_the_day(over: int) -> None:
    limit = SWEDEN.value("authority.ground_text_characters", on=date(2026, 4, 20))
    told = sentences(NAMED.ljust(limit.amount + over, "x"))
    assert [("characters" in one) for one in told] == [True] * (over > 0)
    assert limit.kind == "setting", "the authority's own limit is not known"
