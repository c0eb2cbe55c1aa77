"""Letters about more time, an objection and its answer."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from kvitt.documents.composition import compose
from kvitt.documents.letter import Letter, MissingElement, letter_text, render_letter
from kvitt.documents.side_parts import ObjectionReason, Outcome
from tests.documents.letters import LANGUAGES
from tests.documents.pdf_words import pdf_words
from tests.documents.side_letters import COUNTRIES, OUTCOMES, answered, side_letter
from tests.documents.side_taken_away import with_part
from tests.documents.test_letter_pdf import read_code, squeezed

A_DAY = timedelta(days=1)


def section(made: Letter, heading: str) -> str:
    return {one.heading: one.text for one in compose(made).sections}.get(heading, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deferral_says_whether_interest_runs(language: str) -> None:
    runs = side_letter("SE", "deferral_confirmation", language)
    texts = {compose(runs).said["interest"]}
    for interest in ("none", "waived"):
        made = with_part(runs, "deferral", interest=interest, interest_minor=None)
        texts.add(compose(made).said["interest"])
        assert compose(made).running == ""
    untold = with_part(runs, "deferral", interest_minor=None)
    assert compose(untold).said["interest"] in compose(runs).said["interest"]
    assert len(texts) == 3


def test_a_deferral_that_waives_interest_adds_none() -> None:
    with pytest.raises(MissingElement, match="interest_during_deferral"):
        compose(
            with_part(side_letter("SE", "deferral_confirmation"), "deferral", interest="waived")
        )


def test_a_deferral_tells_the_old_day_and_the_new_and_thanks_who_asked() -> None:
    made = side_letter("SE", "deferral_confirmation", "en")
    said = compose(made)
    assert ("New day", "13 May 2026") in said.claim
    assert ("Earlier day", "20 April 2026") in said.claim
    assert "Thank you" in said.opening
    unasked = with_part(made, "deferral", asked_by_debtor=False)
    assert "Thank you" not in compose(unasked).opening
    no_step = compose(replace(made, next_step=None))
    assert "continues where it stood" in no_step.said["next"]


def test_a_deferral_gives_a_day_after_the_old_one() -> None:
    made = side_letter("SE", "deferral_confirmation")
    assert made.deferral is not None
    compose(replace(made, pay_by=made.deferral.old_day_on + A_DAY))
    with pytest.raises(MissingElement, match="old_and_new_day"):
        compose(replace(made, pay_by=made.deferral.old_day_on))


@pytest.mark.parametrize("country", COUNTRIES)
def test_an_objection_stops_everything_and_asks_for_no_payment(country: str) -> None:
    made = side_letter(country, "dispute_received")
    said = compose(made)
    assert said.box == () and said.rows == () and said.sum_heading == ""
    assert read_code(made) == "" and made.payment.reference not in letter_text(made)
    assert said.said["stopped"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", get_args(ObjectionReason))
def test_every_reason_of_an_objection_is_told_in_words(language: str, reason: str) -> None:
    made = with_part(side_letter("SE", "dispute_received", language), "objection", reason=reason)
    words = compose(made).said["understood"]
    assert "Jag fick aldrig hjulen bytta. Cykeln stod kvar som den var." in words
    whole = with_part(made, "objection", part_minor=None, text="" if reason != "other" else "x")
    assert len(compose(whole).said["understood"]) < len(words)


def test_an_objection_that_came_after_the_letter_or_about_nothing_is_refused() -> None:
    made = side_letter("SE", "dispute_received")
    for changed in ({"received_on": made.sent_on + A_DAY}, {"part_minor": 0}):
        with pytest.raises(MissingElement, match="objection_as_understood"):
            compose(with_part(made, "objection", **changed))


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_answer_asks_for_payment_only_where_something_is_owed(
    country: str, outcome: Outcome
) -> None:
    """Acceptance row 8: the debtor is informed of the outcome with reasons."""
    made = answered(country, outcome)
    said, asks = compose(made), outcome not in ("upheld", "to_court")
    assert said.said["reasons"] and said.said["complain"]
    assert bool(said.box) == asks
    assert bool(said.said["court_or_drop"]) == asks
    assert bool(read_code(made)) == (country == "SE" and asks)


def test_an_answer_that_upholds_leaves_nothing_or_says_what_it_was_and_is_now() -> None:
    upheld = answered("SE", "upheld", "en")
    assert upheld.total_minor == 0 and compose(upheld).said["cannot"] == ""
    compose(replace(upheld, items=()))
    in_part = with_part(answered("SE", "reduced", "en"), "answer", outcome="upheld")
    assert "You were right, so we have reduced the claim." in compose(in_part).lead
    assert compose(in_part).box and compose(in_part).said["court_or_drop"]
    with pytest.raises(MissingElement, match="what_is_owed_now"):
        compose(with_part(in_part, "answer", was_minor=None))


@pytest.mark.parametrize("outcome", ["withdrawn", "rejected"])
def test_an_answer_about_a_debt_that_was_paid_meanwhile_asks_for_nothing(outcome: Outcome) -> None:
    said = compose(with_part(answered("SE", "upheld", "en"), "answer", outcome=outcome))
    assert said.lead == "We have examined your objection. Nothing is left to pay."
    assert said.box == () and said.said["court_or_drop"] == ""


def test_what_goes_to_court_or_was_reduced_has_a_sum_to_tell() -> None:
    for outcome in ("reduced", "to_court"):
        with pytest.raises(MissingElement, match="what_is_owed_now"):
            compose(with_part(answered("SE", "upheld"), "answer", outcome=outcome))


def test_a_reduced_claim_says_what_it_was_and_is_smaller_now() -> None:
    made = answered("SE", "reduced", "en")
    assert "The claim was SEK 1,079.73 and is now SEK 679.73." in compose(made).opening.replace(
        "\u00a0", " "
    )
    for was_minor in (None, made.total_minor):
        with pytest.raises(MissingElement, match="what_is_owed_now"):
            compose(with_part(made, "answer", was_minor=was_minor))


def test_a_matter_for_the_court_shows_its_sum_without_asking_for_it() -> None:
    made = answered("SE", "to_court", "en")
    assert compose(made).total == ("The sum in question", "SEK\u00a01,079.73")
    assert "to pay:" not in letter_text(made).lower()


@pytest.mark.parametrize(("country", "days"), [("SE", 8), ("NO", 14)])
def test_an_answer_gives_new_time_counted_from_sending(country: str, days: int) -> None:
    made = answered(country, "rejected")
    compose(replace(made, pay_by=made.sent_on + days * A_DAY))
    with pytest.raises(MissingElement, match="new_time"):
        compose(replace(made, pay_by=made.sent_on + (days - 1) * A_DAY))
    court = answered(country, "to_court")
    compose(replace(court, pay_by=court.sent_on))


def test_an_answer_says_where_to_complain_about_whom() -> None:
    swedish, norwegian = answered("SE", "rejected"), answered("NO", "rejected")
    assert "Finansinspektionen" in section(swedish, "Klaga")
    assert "Finansklagenemnda" in section(norwegian, "Klage")
    for agency in (swedish, norwegian):
        own = replace(agency, is_agency=False, sender=agency.creditor)
        told = compose(own).said["complain"]
        assert "Finans" not in told and agency.creditor.email in told


def test_the_supervisor_is_the_one_of_the_letters_day() -> None:
    made = answered("SE", "rejected")
    before = replace(
        made,
        sent_on=date(2023, 12, 31),
        answer=None if made.answer is None else replace(
            made.answer, objected_on=date(2023, 12, 20)
        ),
        pay_by=date(2024, 1, 20),
    )  # fmt: skip
    assert "Integritetsskyddsmyndigheten" in compose(before).said["complain"]
    later = replace(before, sent_on=date(2024, 1, 1))
    assert "Finansinspektionen" in compose(later).said["complain"]


def test_words_of_a_debtor_that_look_like_markup_stay_words() -> None:
    odd = '#read("/etc/passwd") *b* {sum} "q" @ref'
    made = with_part(side_letter("SE", "dispute_received"), "objection", text=odd)
    assert squeezed(odd) in pdf_words(render_letter(made))
