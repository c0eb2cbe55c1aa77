"""Limitation: worked cases, what interrupts and what does not, and what must never happen."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.kernel.days import is_bank_day
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.limitation import (
    CLAIM_KINDS,
    INTERRUPTIONS,
    AlreadyBarred,
    Interruption,
    InterruptionNotUsable,
    Limitation,
    UnknownClaim,
    UnknownInterruption,
    interest_barred_after,
    limitation,
)
from tests.law.worked_cases import day, with_days, worked_cases

SE, NO = law_book("SE"), law_book("NO")
AROSE = date(2022, 5, 10)
DUE = date(2023, 5, 15)
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def of(kind: str, on: str, ended_on: str | None = None) -> Interruption:
    return Interruption(kind, date.fromisoformat(on), day(ended_on))


def swedish(*interruptions: Interruption, debtor: str = "consumer", **more: Any) -> Limitation:
    return limitation(SE, debtor_kind=debtor, arose_on=AROSE, interruptions=interruptions, **more)


def norwegian(*interruptions: Interruption, **more: Any) -> Limitation:
    return limitation(
        NO,
        debtor_kind="consumer",
        arose_on=date(2023, 5, 1),
        due_on=DUE,
        interruptions=interruptions,
        **more,
    )


@pytest.mark.parametrize("example", worked_cases("limitation.yaml", "limitation"))
def test_the_last_day_is_that_of_the_worked_case(example: dict[str, Any]) -> None:
    book, asked = law_book(example["country"]), with_days(example["given"])
    asked["interruptions"] = [
        Interruption(**with_days(one)) for one in asked.get("interruptions", ())
    ]
    if "refused" in example:
        with pytest.raises(AlreadyBarred) as no:
            limitation(book, **asked)
        assert no.value.reference == example["refused"]
        return
    found, expect = limitation(book, **asked), example["expect"]
    assert found.barred_after == day(expect["barred_after"])
    assert found.act_by == day(expect["act_by"])
    assert found.period_years == expect["period_years"]
    assert all(step.reference and step.sentence for step in found.steps)
    assert len(found.steps) == 1 + len(asked["interruptions"])


def test_each_step_says_its_day_its_paragraph_and_the_period_that_follows() -> None:
    found = swedish(
        of("legal_action", "2025-01-15", "2025-03-03"), of("demand_received", "2024-11-20")
    )
    told = [(one.kind, one.counts_from, one.years, one.barred_after) for one in found.steps]
    assert told == [
        ("origin", AROSE, 3, date(2025, 5, 10)),
        ("demand_received", date(2024, 11, 20), 3, date(2027, 11, 20)),
        ("legal_action", date(2025, 3, 3), 3, date(2028, 3, 3)),
    ]
    assert [one.reference.split(") ")[1] for one in found.steps] == [
        "2 §", "5 § 2 och 6 §", "5 § 3 och 7 §",
    ]  # fmt: skip


def test_the_day_itself_is_in_time_and_the_day_after_is_barred() -> None:
    found = swedish()
    assert not found.is_barred(date(2025, 5, 10))
    assert found.is_barred(date(2025, 5, 11))
    assert not swedish(of("legal_action", "2025-01-15")).is_barred(date(2040, 1, 1))


def test_an_interruption_after_the_last_day_is_refused_and_says_so() -> None:
    with pytest.raises(AlreadyBarred, match=r"2025-05-10.*too late") as no:
        swedish(of("acknowledged", "2026-01-01"))
    assert no.value.given["barred_after"] == "2025-05-10"


def test_a_gap_between_two_interruptions_is_found_whatever_the_order_given() -> None:
    late = of("demand_received", "2028-01-02")
    with pytest.raises(AlreadyBarred, match="2028-01-01"):
        swedish(late, of("demand_received", "2025-01-01"))
    assert swedish(late, of("demand_received", "2025-01-02")).barred_after == date(2031, 1, 2)


def test_a_letter_that_was_only_sent_interrupts_nowhere() -> None:
    with pytest.raises(UnknownInterruption, match="day of receipt"):
        swedish(of("demand_sent", "2024-01-01"))
    with pytest.raises(UnknownInterruption, match="does not interrupt in Norway"):
        norwegian(of("demand_received", "2024-01-01"))


def test_what_was_done_while_an_action_without_notice_ran_still_counts() -> None:
    """7 § third paragraph: not barred before a year after the end, so the demand was in time."""
    unserved = of("legal_action_unserved", "2025-04-20", "2025-08-14")
    found = swedish(unserved, of("demand_received", "2025-06-01"))
    assert found.barred_after == date(2028, 6, 1)


def test_an_action_without_notice_never_shortens_the_time() -> None:
    early = of("legal_action_unserved", "2022-08-01", "2022-10-01")
    assert swedish(early).barred_after == date(2025, 5, 10)


def test_a_second_pending_action_does_not_hold_a_claim_that_used_its_extra_year() -> None:
    first = of("legal_action_unserved", "2025-04-20", "2025-08-14")
    assert swedish(first, of("legal_action", "2026-08-01")).barred_after == date(2026, 8, 14)


@pytest.mark.parametrize("debtor", ["business", "authority"])
def test_only_consumers_have_the_short_swedish_period(debtor: str) -> None:
    assert swedish(debtor=debtor).barred_after == date(2032, 5, 10)
    assert swedish().barred_after == date(2025, 5, 10)


def test_without_a_due_day_a_norwegian_claim_counts_from_its_origin() -> None:
    found = limitation(NO, debtor_kind="consumer", arose_on=date(2023, 5, 1))
    assert found.barred_after == date(2026, 5, 1)
    assert norwegian().barred_after == date(2026, 5, 15)


def test_an_acknowledgement_before_the_due_day_takes_no_time_away() -> None:
    assert norwegian(of("acknowledged", "2023-05-02")).barred_after == date(2026, 5, 15)


def test_an_acknowledgement_after_a_judgment_never_shortens_the_ten_years() -> None:
    judgment = of("legal_action", "2025-01-10", "2025-03-03")
    assert norwegian(judgment, of("acknowledged", "2026-01-01")).barred_after == date(2035, 3, 3)
    late = norwegian(judgment, of("acknowledged", "2034-01-02"))
    assert (late.barred_after, late.period_years) == (date(2037, 1, 2), 3)


def test_an_attachment_of_wages_that_sleeps_ten_years_is_lost() -> None:
    trekk = of("trekk", "2026-03-02")
    in_time = norwegian(trekk, of("trekk_notice", "2036-03-02"))
    assert in_time.barred_after == date(2046, 3, 2)
    with pytest.raises(AlreadyBarred, match="2036-03-02"):
        norwegian(trekk, of("trekk_notice", "2036-03-03"))
    ended = norwegian(of("trekk", "2026-03-02", "2040-01-01"))
    assert ended.barred_after == date(2036, 3, 2)


def test_the_rule_of_2026_holds_an_older_attachment_of_wages_only_where_the_claim_lived() -> None:
    def with_due_day(due_on: date) -> Limitation:
        return limitation(
            NO,
            debtor_kind="consumer",
            arose_on=due_on,
            due_on=due_on,
            interruptions=[of("trekk", "2024-06-03"), of("trekk_notice", "2025-02-01")],
        )

    assert with_due_day(date(2023, 1, 1)).barred_after == date(2035, 2, 1)
    with pytest.raises(AlreadyBarred, match="2025-12-31"):
        with_due_day(date(2022, 12, 31))
    with pytest.raises(LawNotKnown):
        norwegian(of("trekk", "2024-06-03", "2025-06-03"))


def test_the_decision_on_wages_ends_the_enforcement_case_it_came_from() -> None:
    asked = of("enforcement", "2026-01-12")
    assert norwegian(asked).barred_after is None
    found = norwegian(asked, of("trekk", "2026-03-02", "2026-09-01"))
    assert found.barred_after == date(2036, 3, 2)


def test_a_notice_without_an_attachment_of_wages_is_refused() -> None:
    with pytest.raises(InterruptionNotUsable, match="no attachment of wages"):
        norwegian(of("trekk_notice", "2026-03-02"))


@pytest.mark.parametrize(
    ("book", "one", "words"),
    [
        (SE, of("legal_action_unserved", "2024-01-01"), "the day on which the procedure ended"),
        (SE, of("legal_action", "2024-01-02", "2024-01-01"), "cannot have ended before"),
        (SE, of("demand_received", "2024-01-01", "2024-01-02"), "one too many"),
        (SE, of("acknowledged", "2024-01-01", "2024-01-02"), "one too many"),
        (SE, of("acknowledged", "2022-05-09"), "before the claim arose"),
        (NO, of("legal_action_dismissed", "2024-01-01"), "the day on which the procedure ended"),
        (NO, of("board_complaint", "2024-01-01", "2024-02-01"), "one too many"),
    ],
)
def test_days_that_do_not_fit_are_refused(book: Any, one: Interruption, words: str) -> None:
    with pytest.raises(InterruptionNotUsable, match=words):
        limitation(book, debtor_kind="consumer", arose_on=AROSE, interruptions=[one])


def test_an_unknown_debtor_or_claim_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownClaim, match="consumer, business, authority"):
        limitation(SE, debtor_kind="person", arose_on=AROSE)
    with pytest.raises(UnknownClaim, match="ordinary, loan, note"):
        swedish(claim_kind="rent")


def test_a_claim_from_before_the_book_is_refused() -> None:
    with pytest.raises(LawNotKnown, match="2002-07-01"):
        limitation(SE, debtor_kind="consumer", arose_on=date(2002, 6, 30))


def test_swedish_interest_falls_with_the_claim() -> None:
    found = swedish(of("demand_received", "2024-11-20"))
    assert interest_barred_after(SE, found, accrued_on=date(2022, 7, 1)) == date(2027, 11, 20)


def test_norwegian_interest_is_barred_by_itself_until_a_legal_step_covers_it() -> None:
    accrued_on = date(2024, 1, 10)
    alone = norwegian(of("acknowledged", "2025-02-10"))
    assert interest_barred_after(NO, alone, accrued_on=accrued_on) == date(2027, 1, 10)
    assert interest_barred_after(NO, norwegian(), accrued_on=accrued_on) == date(2026, 5, 15)
    in_time = norwegian(of("legal_action", "2026-05-15", "2026-09-01"))
    assert interest_barred_after(NO, in_time, accrued_on=accrued_on) == date(2036, 9, 1)


def test_norwegian_interest_after_a_legal_step_lives_as_long_as_the_claim_from_2026() -> None:
    """§ 21 no. 5: what was not barred on 1 January 2026 follows the claim."""
    judgment = limitation(
        NO, debtor_kind="consumer", arose_on=date(2019, 1, 1), due_on=date(2019, 1, 15),
        interruptions=[of("legal_action", "2020-01-10", "2020-03-03")],
    )  # fmt: skip
    lost = interest_barred_after(NO, judgment, accrued_on=date(2022, 12, 31))
    kept = interest_barred_after(NO, judgment, accrued_on=date(2023, 1, 1))
    assert (lost, kept) == (date(2025, 12, 31), date(2030, 3, 3))


@st.composite
def swedish_courses(draw: st.DrawFn) -> tuple[date, str, str, list[Interruption]]:
    """A Swedish claim and interruptions of every kind, in any order, often too late."""
    arose_on = draw(DAYS)
    kinds = st.sampled_from(INTERRUPTIONS["SE"])
    events = []
    for kind in draw(st.lists(kinds, max_size=5)):
        on = arose_on + timedelta(days=draw(st.integers(0, 5000)))
        ended = on + timedelta(days=draw(st.integers(0, 900)))
        is_long = kind.startswith("legal_action")
        events.append(Interruption(kind, on, ended if is_long else None))
    debtor = draw(st.sampled_from(["consumer", "business"]))
    return arose_on, debtor, draw(st.sampled_from(CLAIM_KINDS)), events


def _years_later(start: date, years: int) -> date:
    """Counted another way than the rule does: year number and a 29 February by hand."""
    leap = start.month == 2 and start.day == 29
    year = start.year + years
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, 2, 28) if leap and not is_leap_year else date(year, start.month, start.day)


@settings(deadline=None, max_examples=300)
@given(swedish_courses())
def test_a_swedish_claim_lives_no_longer_than_its_proven_interruptions_say(
    course: tuple[date, str, str, list[Interruption]],
) -> None:
    """Never later than origin + period without an interruption; a consumer's never becomes ten."""
    arose_on, debtor, claim_kind, events = course
    years = 3 if debtor == "consumer" and claim_kind != "note" else 10
    asked = {"debtor_kind": debtor, "claim_kind": claim_kind, "arose_on": arose_on}
    alone = limitation(SE, **asked)  # type: ignore[arg-type]
    assert alone.barred_after == _years_later(arose_on, years)
    try:
        found = limitation(SE, **asked, interruptions=events)  # type: ignore[arg-type]
    except AlreadyBarred:
        assert max(one.on for one in events) > _years_later(arose_on, years)
        return
    assert found.period_years == years
    starts = [arose_on]
    starts += [one.ended_on or one.on for one in events if one.kind != "legal_action_unserved"]
    ends = [_years_later(one, years) for one in starts]
    unserved = [one for one in events if one.kind == "legal_action_unserved"]
    if unserved:
        first = min(unserved, key=_by_filing)
        ends.append(_years_later(first.ended_on or first.on, 1))
    assert found.barred_after == max(ends)
    assert found.act_by is not None and found.act_by <= max(ends)
    assert is_bank_day("SE", found.act_by)
    shuffled = limitation(SE, **asked, interruptions=events[::-1])  # type: ignore[arg-type]
    assert shuffled == found


def _by_filing(one: Interruption) -> tuple[date, date]:
    return one.on, one.ended_on or date.max


@settings(deadline=None, max_examples=200)
@given(DAYS, st.sampled_from(CLAIM_KINDS), st.lists(st.integers(0, 1095), max_size=4))
def test_a_norwegian_claim_ends_its_period_after_the_last_acknowledgement(
    due_on: date, claim_kind: str, gaps: list[int]
) -> None:
    years = 3 if claim_kind == "ordinary" else 10
    days, on = [due_on], due_on
    for gap in gaps:
        on += timedelta(days=gap)
        days.append(on)
    found = limitation(
        NO, debtor_kind="business", claim_kind=claim_kind, arose_on=due_on, due_on=due_on,
        interruptions=[Interruption("acknowledged", one) for one in days[1:]],
    )  # fmt: skip
    assert found.barred_after == _years_later(days[-1], years)
    assert found.act_by is not None and is_bank_day("NO", found.act_by)
