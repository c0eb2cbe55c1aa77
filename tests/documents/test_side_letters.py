"""Letters beside the flow: more time, an objection and its answer, a plan and its instalments."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.documents.checklist import elements_of
from kvitt.documents.composition import compose
from kvitt.documents.letter import (
    InstalmentTold,
    LetterItem,
    MissingElement,
    PlanRow,
    UnknownLetter,
    UntoldLetter,
    letter_subject,
    letter_text,
    render_letter,
)
from kvitt.documents.letter_parts import BESIDE_THE_FLOW, needed
from kvitt.documents.side_parts import ONLY_IN_NORWAY, Outcome, PlanWay
from kvitt.law.book import law_book
from kvitt.law.notices import checklist, letters
from tests.documents.claim_letters import several_claims
from tests.documents.letters import LANGUAGES
from tests.documents.pdf_words import pdf_words
from tests.documents.side_letters import (
    COUNTRIES,
    EVERY_SIDE_KIND,
    EVERY_SIDE_LETTER,
    OUTCOMES,
    answered,
    side_letter,
)
from tests.documents.side_taken_away import with_part
from tests.documents.test_letter_golden import compare
from tests.documents.test_letter_pdf import read_code, squeezed

A_DAY = timedelta(days=1)


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_SIDE_LETTER)
def test_the_letter_says_what_was_reviewed(country: str, kind: str, language: str) -> None:
    compare(f"{country}-{kind}-{language}", side_letter(country, kind, language))


@pytest.mark.parametrize("outcome", [one for one in OUTCOMES if one != "rejected"])
@pytest.mark.parametrize(("country", "language"), [("SE", "sv"), ("NO", "nb"), ("SE", "en")])
def test_each_answer_says_what_was_reviewed(country: str, language: str, outcome: Outcome) -> None:
    compare(f"{country}-dispute_answer-{outcome}-{language}", answered(country, outcome, language))


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_SIDE_LETTER)
def test_every_word_of_the_letter_stands_in_the_pdf(country: str, kind: str, language: str) -> None:
    made = side_letter(country, kind, language)
    said, shown = compose(made), pdf_words(render_letter(made))
    wanted = [said.title, said.lead, said.opening, said.running, said.footer, said.sum_heading]
    wanted += [text for pair in (*said.box, *said.claim, *said.meta) for text in pair]
    wanted += [text for row in said.rows for text in (row.what, row.detail, row.ground, row.amount)]
    wanted += [text for one in said.sections for text in (one.heading, one.text)]
    if said.sum_heading:
        wanted += said.total
    if said.schedule:
        wanted += [said.schedule.heading, *said.schedule.columns, *said.schedule.total]
        wanted += [text for line in said.schedule.lines for text in line]
    assert [text for text in wanted if squeezed(text) not in shown] == []


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_SIDE_LETTER)
def test_the_pdf_is_tagged_archivable_and_short(country: str, kind: str, language: str) -> None:
    made = render_letter(side_letter(country, kind, language))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) and str(pdf.Root.Lang).startswith(language)
        with pdf.open_metadata() as marks:
            assert (marks["pdfaid:part"], marks["pdfuaid:part"]) == ("2", "1")
        assert len(pdf.pages) <= (2 if kind == "plan_agreement" else 1)
    assert render_letter(side_letter(country, kind, language)) == made


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_SIDE_LETTER)
def test_the_subject_tells_nothing_of_debt_plan_or_person(
    country: str, kind: str, language: str
) -> None:
    made = side_letter(country, kind, language)
    subject = letter_subject(made).replace(made.sender.name, "").lower()
    for word in ("inkasso", "skuld", "gjeld", "krav", "debt", "plan", "kr", made.debtor.name):
        assert word.lower() not in subject


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_law_book_knows_the_letters_beside_the_flow(country: str) -> None:
    book = law_book(country)
    listed = book.value("notices.letters_beside_the_flow", on=date(2026, 4, 13)).amount
    known = BESIDE_THE_FLOW if country == "NO" else BESIDE_THE_FLOW - ONLY_IN_NORWAY
    assert set(listed) == known
    assert not BESIDE_THE_FLOW & set(letters(book, on=date(2026, 4, 13)))


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_letter_of_a_plan_holds_all_that_its_statute_asks_for(country: str) -> None:
    made = side_letter(country, "plan_agreement")
    statute = checklist(law_book(country), "instalment_plan", on=made.sent_on)
    asked = elements_of(made)
    assert asked[: len(statute)] == statute
    if country == "SE":
        paragraphs = {one.name: one.paragraph for one in asked}
        assert paragraphs["remaining_debt"] == "lag (1981:739) 3 § 2"
        assert paragraphs["made_with_debtor"] == "lag (1981:739) 3 § 2"


@pytest.mark.parametrize(("country", "kind"), EVERY_SIDE_KIND)
def test_a_letter_without_what_it_is_about_is_refused(country: str, kind: str) -> None:
    made = side_letter(country, kind)
    bare = replace(made, deferral=None, objection=None, answer=None, plan=None, instalment=None,
                   offer=None, inquiry=None, enforcement=None)  # fmt: skip
    with pytest.raises(MissingElement):
        compose(bare)
    with pytest.raises(UntoldLetter, match=f"{kind}.*about its plan"):
        needed(None, bare, "plan")


def test_a_letter_beside_the_flow_is_refused_in_a_country_without_its_law() -> None:
    with pytest.raises(Exception, match="XX"):
        compose(replace(side_letter("SE", "plan_missed"), country="XX"))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLetter, match="sv, nb, en"):
        letter_text(replace(side_letter("SE", "plan_missed"), language="fi"))


@pytest.mark.parametrize("kind", ["plan_reminder", "plan_missed"])
def test_a_plans_letter_asks_for_the_due_instalment_and_not_the_whole(kind: str) -> None:
    """Acceptance row 25, as far as letters go."""
    made = side_letter("SE", kind)
    assert made.instalment is not None and made.asked_minor == made.instalment.missing_minor
    code = json.loads(read_code(made))
    assert code["due"] == made.asked_minor / 100
    assert code["iref"] == made.payment.reference
    assert compose(made).total[1] == compose(made).box[0][1]


def test_a_plans_reminder_is_made_for_the_day_of_its_instalment_alone() -> None:
    made = side_letter("SE", "plan_reminder")
    for off in (-A_DAY, A_DAY):
        with pytest.raises(MissingElement, match="asked_on_its_day"):
            compose(replace(made, pay_by=made.pay_by + off))


def test_the_plan_asks_for_its_first_instalment() -> None:
    made = side_letter("SE", "plan_agreement")
    assert made.plan is not None
    code = json.loads(read_code(made))
    assert code["due"] == made.plan.rows[0].amount_minor / 100
    assert (code["iref"], code["ddt"]) == (made.plan.rows[0].reference, "20260428")


@pytest.mark.parametrize("off_minor", [-1, 1])
def test_a_plan_that_does_not_pay_the_debt_to_the_last_coin_is_refused(off_minor: int) -> None:
    made = side_letter("NO", "plan_agreement")
    assert made.plan is not None
    with pytest.raises(MissingElement, match="remaining_debt"):
        compose(with_part(made, "plan", interest_minor=made.plan.interest_minor + off_minor))


@pytest.mark.parametrize(
    "changed",
    [
        {"agreed_on": date(2026, 4, 14)},
        {"rows": ()},
        {"moves": -1},
        {"interest_until": None},
    ],
)
def test_a_plan_with_a_gap_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(MissingElement):
        compose(with_part(side_letter("SE", "plan_agreement"), "plan", **changed))


def test_a_plan_whose_letter_asks_for_another_day_or_reference_is_refused() -> None:
    made = side_letter("SE", "plan_agreement")
    with pytest.raises(MissingElement, match="every_instalment_with_day"):
        compose(replace(made, pay_by=made.pay_by + A_DAY))
    with pytest.raises(MissingElement, match="own_references"):
        compose(replace(made, payment=replace(made.payment, reference="2600041860")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_says_how_it_was_agreed(language: str) -> None:
    made = side_letter("SE", "plan_agreement", language)
    ways = get_args(PlanWay)
    openings = {compose(with_part(made, "plan", agreed_by=way)).opening for way in ways}
    assert len(openings) == len(ways)


def test_a_plan_without_cost_or_interest_says_so() -> None:
    made = side_letter("SE", "plan_agreement", "en")
    assert made.plan is not None
    items = tuple(item for item in made.items if item.kind != "instalment_plan")
    owed_minor = sum(item.amount_minor for item in items)
    *rows, last = made.plan.rows
    paid_minor = sum(row.amount_minor for row in rows)
    rest = replace(last, amount_minor=owed_minor - paid_minor)
    free = replace(
        made,
        items=items,
        plan=replace(
            made.plan, rows=(*rows, rest), interest_minor=0, interest_rate_bp=None,
            interest_until=None, moves=0, grace_days=1,
        ),
    )  # fmt: skip
    said = compose(free).said
    assert said["cost_of_plan"] == "The plan costs you nothing."
    assert said["running"] == "No interest is added as long as you keep the plan."
    assert "one day after the missed day" in said["missed"]
    assert said["move"].startswith("Get in touch before the day")
    assert "interest during the plan" not in letter_text(free).lower()


def test_interest_that_is_known_to_the_end_needs_no_reservation() -> None:
    made = side_letter("SE", "plan_agreement", "en")
    assert "has not been set" in compose(made).running
    last_but_one = with_part(made, "plan", interest_until=date(2026, 9, 28))
    assert "has not been set" in compose(last_but_one).running
    known = with_part(made, "plan", interest_until=date(2026, 9, 29))
    assert "has not been set" not in compose(known).running


def test_a_plan_over_three_claims_shows_each_claim_and_one_total() -> None:
    claims = several_claims("SE", "collection_demand")
    base = side_letter("SE", "plan_agreement")
    assert base.plan is not None
    owed_minor = claims.total_minor + base.plan.interest_minor
    rows = (
        replace(base.plan.rows[0], amount_minor=owed_minor // 2),
        replace(base.plan.rows[1], amount_minor=owed_minor - owed_minor // 2),
    )
    made = replace(
        base, items=claims.items, claims=claims.claims, invoice_number=claims.invoice_number,
        claim_text=claims.claim_text, plan=replace(base.plan, rows=rows),
    )  # fmt: skip
    said = compose(made)
    assert said.claim_table is not None and len(said.groups) == 3
    assert [row.what for row in said.rows][-1] == "Ränta under planen"
    assert said.schedule is not None and said.schedule.total == said.total
    shown = pdf_words(render_letter(made))
    assert squeezed(said.total[1]) in shown and squeezed("Faktura 20103") in shown


def test_a_plan_of_two_years_runs_over_pages_with_every_instalment() -> None:
    made = side_letter("NO", "plan_agreement")
    assert made.plan is not None
    each, rest = divmod(made.plan.total_minor, 24)
    rows = tuple(
        PlanRow(
            number=number,
            due_on=made.pay_by + timedelta(days=30 * (number - 1)),
            amount_minor=each + (rest if number == 24 else 0),
            reference=made.payment.reference if number == 1 else f"2600041{number:04d}",
        )
        for number in range(1, 25)
    )
    long = with_part(made, "plan", rows=rows)
    shown = pdf_words(render_letter(long))
    assert all(row.reference in shown for row in rows)
    assert squeezed("Side 1 av 2") in shown


def test_a_letter_over_several_claims_without_a_table_names_their_invoices() -> None:
    claims = several_claims("SE", "collection_demand")
    made = replace(
        side_letter("SE", "plan_reminder", "en"),
        claims=claims.claims,
        invoice_number=claims.invoice_number,
        claim_text=claims.claim_text,
    )
    said = compose(made)
    assert ("The claim is for", "invoice 20101, 20102, 20103") in said.claim
    assert said.claim_table is None and not said.groups


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_missed_instalment_names_the_day_before_which_nothing_happens(country: str) -> None:
    made = side_letter(country, "plan_missed", "en")
    assert "Nothing else happens before 9 June 2026" in compose(made).said["next"]
    assert "costs you nothing" in compose(made).said["cost"]


def test_the_last_instalment_says_that_it_is_the_last() -> None:
    made = side_letter("SE", "plan_reminder", "en")
    told = InstalmentTold(number=6, count=6, due_on=made.pay_by, amount_minor=1, left_after_minor=0)
    assert compose(replace(made, instalment=told)).running == (
        "It is the last instalment of the plan."
    )
    unknown = replace(told, left_after_minor=None)
    assert compose(replace(made, instalment=unknown)).running == ""


def test_later_instalments_that_have_fallen_due_are_a_row_of_their_own() -> None:
    made = side_letter("SE", "plan_missed", "en")
    later = with_part(made, "instalment", others_due_minor=210_00, paid_minor=50_00)
    said = compose(later)
    assert [row.what for row in said.rows][1:] == [
        "Already paid",
        "Other instalments that have fallen due",
    ]
    assert said.total[1] == said.box[0][1] == "SEK\u00a0370.00"
    early = with_part(side_letter("SE", "plan_reminder"), "instalment", others_due_minor=1)
    with pytest.raises(MissingElement, match="asked_on_its_day"):
        compose(early)


def test_a_plan_of_one_instalment_does_not_speak_of_several() -> None:
    made = side_letter("SE", "plan_agreement", "en")
    assert made.plan is not None
    first = replace(made.plan.rows[0], amount_minor=made.plan.total_minor)
    one = with_part(made, "plan", rows=(first,))
    lead = compose(one).lead.replace("\u00a0", " ")
    assert lead == "You pay SEK 1,274.90 at once, by 28 April 2026."


@given(st.integers(0, 127_490))
def test_whatever_was_paid_of_a_plan_what_is_left_is_the_next_instalment_and_those_after_it(
    paid_minor: int,
) -> None:
    plan = side_letter("SE", "plan_agreement").plan
    assert plan is not None
    paid = replace(plan, paid_minor=paid_minor)
    following = paid.next_row
    if following is None:
        assert paid.left_minor == 0 and paid_minor == plan.total_minor
        return
    after = sum(row.amount_minor for row in plan.rows if row.number > following.number)
    assert following.amount_minor + after == paid.left_minor
    assert 0 < following.amount_minor <= plan.rows[following.number - 1].amount_minor


def test_a_plan_of_which_a_part_was_paid_asks_for_the_rest_of_the_first_open_instalment() -> None:
    made = side_letter("SE", "plan_agreement", "en")
    assert made.plan is not None
    first, second = made.plan.rows[:2]
    paid_minor = first.amount_minor + 12_48
    paid = with_part(made, "plan", paid_minor=paid_minor)
    payment = LetterItem(kind="payment", amount_minor=-paid_minor, dated_on=made.sent_on)
    paid = replace(
        paid, items=(*made.items, payment), pay_by=second.due_on,
        payment=replace(made.payment, reference=second.reference),
    )  # fmt: skip
    said = compose(paid)
    assert paid.asked_minor == second.amount_minor - 12_48
    assert "You have already paid SEK\u00a0224.96 of it." in said.lead
    assert said.total == ("Left to pay by the plan", "SEK\u00a01,049.94")
    for wrong in ({"pay_by": first.due_on}, {"payment": made.payment}):
        with pytest.raises(MissingElement):
            compose(replace(paid, **wrong))


def test_a_plan_over_a_change_of_rate_tells_each_rate_from_its_day() -> None:
    made = with_part(
        side_letter("SE", "plan_agreement", "en"), "plan", later_rates=((date(2026, 7, 1), 950),)
    )
    assert "From 1 July 2026 the interest is 9.5% a year." in letter_text(made).replace(
        "\u00a0", " "
    ).replace("\n", " ")
