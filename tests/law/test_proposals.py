"""A new period: proposed by one, approved by another, and nothing else in the file is touched."""

from datetime import date

import pytest

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_texts, read_law_book
from kvitt.law.check import trouble_in_texts
from kvitt.law.insertion import CannotInsert
from kvitt.law.plausibility import ProposalRefused
from kvitt.law.proposals import (
    BookHasChanged,
    Proposal,
    SamePerson,
    UnreadableProposal,
    Wish,
    approve,
    outcome_of,
    proposal_text,
    propose,
    propose_review,
    read_proposal,
)
from kvitt.law.wording import UnreadableLawAmount
from tests.law.proposing import FILE, TEXT, TEXTS, TODAY, approved, difference, proposed, wished


def test_the_files_of_these_tests_are_sound() -> None:
    assert trouble_in_texts("NO", TEXTS) == ()


def test_a_half_years_rate_is_added_below_the_last_and_nothing_else_changes() -> None:
    outcome = approved(proposed())
    added, removed = difference(outcome)
    assert removed == []
    assert added == [
        "      - {applies_from: 2027-01-01, applies_until: 2027-07-01, amount: 1250, "
        "published: 2026-12-18,",
        "         notice: FOR-2026-12-18-1, source: the regulation itself, "
        "signed_by: Kari Holm; Ola Berg}",
    ]
    value = outcome.new.value("x.rate", on=date(2027, 6, 30))
    assert (value.amount, value.signed_by) == (1250, "Kari Holm; Ola Berg")
    lines = outcome.texts[FILE].splitlines()
    assert lines.index(added[0]) == lines.index("         published: 2026-06-25, notice: "
                                                "FOR-2026-06-25-1372}") + 1  # fmt: skip


def test_what_it_would_change_is_told_before_anybody_approves() -> None:
    proposal = proposed()
    outcome = outcome_of(TEXTS, proposal, today=TODAY)
    assert [change.kind for change in outcome.changes] == ["added_period"]
    assert outcome.warnings == ()
    assert outcome.texts is not TEXTS and TEXTS[FILE] == TEXT
    assert "signed_by" not in outcome.texts[FILE]


@pytest.mark.parametrize(
    "name", ["Kari Holm", "kari holm", " KARI  HOLM ", "KariHolm", "kari\tholm"]
)
def test_nobody_approves_what_they_proposed_however_they_write_their_name(name: str) -> None:
    with pytest.raises(SamePerson, match="another person"):
        approve(TEXTS, proposed(), by=name, today=TODAY)


@pytest.mark.parametrize("name", ["", " ", "x", "12", "Ola; Kari"])
def test_a_signature_is_a_name(name: str) -> None:
    with pytest.raises(ProposalRefused, match="no name to sign with"):
        approve(TEXTS, proposed(), by=name, today=TODAY)
    with pytest.raises(ProposalRefused, match="no name to sign with"):
        proposed(by=name)


def test_a_value_that_changed_meanwhile_must_be_proposed_anew() -> None:
    proposal = proposed()
    changed = {**TEXTS, FILE: TEXT.replace("amount: 1225,\n", "amount: 1230,\n")}
    with pytest.raises(BookHasChanged, match="propose it anew"):
        approved(proposal, changed)


def test_another_value_or_a_remark_may_change_meanwhile() -> None:
    changed = {**TEXTS, FILE: TEXT.replace("# the rate", "# the rate!").replace("3800", "3900")}
    assert approved(proposed(), changed).new.value("x.rate", on=date(2027, 1, 1)).amount == 1250


def test_a_proposal_file_reads_back_as_it_was_written() -> None:
    for proposal in (
        proposed(),
        proposed(unusual="it: is, \"so\" {really} 'yes' #1", amount="19.60 %"),
        proposed(source="a page: with, signs [1] {2}", notice="", published=None, until=None,
                 unusual="no end yet"),
    ):  # fmt: skip
        assert read_proposal(proposal_text(proposal), name="x.yaml") == proposal
        assert (
            approved(proposal).new.value("x.rate", on=date(2027, 1, 1)).source
            == (proposal.period["source"])
        )


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("proposed_by:", "proposer:"),
        ('proposed_by: "Kari Holm"', "proposed_by: 7"),
        ('proposed_by: "Kari Holm"', 'proposed_by: ""'),
        ('country: "NO"', "country: DK"),
        ("2027-01-01", "2027-13-01"),
        ("period:", "periods:"),
        ("  amount: 1250\n", ""),
        ("id:", "id: ["),
    ],
)
def test_a_file_that_is_no_proposal_is_refused_by_name(good: str, bad: str) -> None:
    text = proposal_text(proposed())
    assert good in text
    with pytest.raises(UnreadableProposal, match=r"p\.yaml"):
        read_proposal(text.replace(good, bad), name="p.yaml")


@pytest.mark.parametrize("amount", ["1250.5", "[1]", '"12"', "true", "20000"])
def test_an_amount_slipped_into_the_file_by_hand_is_refused_like_any_other(amount: str) -> None:
    text = proposal_text(proposed()).replace("amount: 1250\n", f"amount: {amount}\n")
    with pytest.raises(Refusal) as no:
        approved(read_proposal(text, name="p.yaml"))
    assert isinstance(no.value, ProposalRefused | UnreadableProposal)


def test_a_proposal_raised_by_hand_to_an_unusual_amount_is_refused_on_approval() -> None:
    text = proposal_text(proposed()).replace("amount: 1250\n", "amount: 1526\n")
    with pytest.raises(ProposalRefused, match=r"3\.01 percentage points"):
        approved(read_proposal(text, name="p.yaml"))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"name": "x.rat"}, r"Did you mean x\.rate"),
        ({"name": "nothing.at_all"}, "has no value"),
        ({"until": date(2027, 1, 1)}, "not after it begins"),
        ({"from_": date(2027, 2, 1)}, "from 2027-01-01 to 2027-01-31 there would be nothing"),
        ({"from_": date(2026, 12, 1)}, "already. A correction of it begins on the same day"),
        ({"from_": date(2024, 6, 1), "until": date(2024, 12, 1), "unusual": "old"}, "a gap"),
        ({"published": date(2026, 12, 21)}, "lies after today"),
        ({"source": " "}, "where the amount was read with --source"),
        ({"confidence": "certain"}, "would be broken"),
        ({"notice": "F"}, "would be broken"),
        ({"until": None}, "would have no end"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would_help(
    other: dict[str, object], told: str
) -> None:
    with pytest.raises(ProposalRefused, match=told):
        proposed(**other)


def test_an_amount_in_the_wrong_unit_is_refused() -> None:
    with pytest.raises(UnreadableLawAmount, match="a rate in per cent"):
        proposed(amount="1250")


@pytest.mark.parametrize(
    ("amount", "is_fine"),
    [("15.25 %", True), ("15.26 %", False), ("9.25 %", True), ("9.24 %", False)],
)
def test_a_rate_that_moves_by_more_than_three_points_needs_a_reason(
    amount: str, is_fine: bool
) -> None:
    if is_fine:
        proposed(amount=amount)
        return
    with pytest.raises(ProposalRefused, match="--unusual"):
        proposed(amount=amount)
    outcome = outcome_of(TEXTS, proposed(amount=amount, unusual="a crisis"), today=TODAY)
    assert "The reason given: a crisis." in outcome.warnings[0]


@pytest.mark.parametrize(
    ("amount", "is_fine"),
    [("76.00 kr", True), ("76.01 kr", False), ("19.00 kr", True), ("18.99 kr", False)],
)
def test_a_fee_that_more_than_doubles_or_halves_needs_a_reason(amount: str, is_fine: bool) -> None:
    fee = {"name": "x.fee", "from_": date(2027, 1, 1), "until": None, "amount": amount}
    if is_fine:
        proposed(**fee)
        return
    with pytest.raises(ProposalRefused, match="more than double or less than half"):
        proposed(**fee)
    proposed(**fee, unusual="the ceiling was raised")


def test_another_rule_is_more_than_another_amount() -> None:
    rule = {"name": "x.is_so", "until": None, "amount": "no"}
    with pytest.raises(ProposalRefused, match="another rule"):
        proposed(**rule)
    assert proposed(**rule, unusual="repealed").period["amount"] is False


def test_odd_days_and_odd_amounts_are_told_to_the_one_who_approves() -> None:
    odd = proposed(amount="12.30 %", published=None, notice="", until=date(2027, 2, 1))
    told = " ".join(outcome_of(TEXTS, odd, today=TODAY).warnings)
    assert "multiple of 0.25 %" in told
    assert "Without --published" in told
    assert "names its notice (FOR-2026-06-25-1372)" in told
    late = propose(TEXTS, wished(published=date(2027, 1, 4)), today=date(2027, 1, 5))
    told = " ".join(outcome_of(TEXTS, late, today=date(2027, 1, 5)).warnings)
    assert "after it begins" in told


def test_values_that_share_their_lines_change_together_and_it_is_said() -> None:
    fee = proposed(name="x.fee", until=None, amount="40 kr")
    outcome = approved(fee)
    assert "The same lines of the file also say x.other_fee: that changes too." in outcome.warnings
    assert {change.name for change in outcome.changes} == {"x.fee", "x.other_fee"}
    added, removed = difference(outcome)
    assert removed == [] and len(added) == 2
    assert added[0].startswith("      - {applies_from: 2027-01-01, amount: 4000,")
    lines = outcome.texts[FILE].splitlines()
    assert lines[lines.index(added[0]) - 1] == "          words than before."


def test_a_gap_that_is_filled_is_taken_out_with_its_heading() -> None:
    gap = {
        "name": "x.fee",
        "from_": date(2021, 1, 1),
        "until": date(2022, 1, 1),
        "amount": "36 kr",
        "published": None,
        "notice": "",
        "unusual": "found in print",
    }
    outcome = approved(proposed(**gap))
    added, removed = difference(outcome)
    assert [line.strip() for line in removed if line.strip()] == [
        "unconfirmed:", "- applies_from: 2021-01-01", "applies_until: 2022-01-01",
        "sentence: Nobody knows.",
    ]  # fmt: skip
    assert added[0].startswith("      - {applies_from: 2021-01-01,")
    assert outcome.new.value("x.fee", on=date(2021, 6, 1)).amount == 3600
    with pytest.raises(ProposalRefused, match="for all of these days"):
        proposed(**{**gap, "until": date(2021, 7, 1)})


def test_a_correction_stands_beside_what_it_corrects_and_must_be_newer() -> None:
    wrong = {"from_": date(2026, 7, 1), "until": date(2027, 1, 1), "amount": "12.00 %"}
    with pytest.raises(ProposalRefused, match="would correct what stands from 2026-07-01"):
        proposed(**wrong)
    for published in (None, date(2026, 6, 25)):
        with pytest.raises(ProposalRefused, match="needs a later --published day"):
            proposed(**wrong, published=published, unusual="a misprint")
    proposal = proposed(**wrong, unusual="a misprint in the regulation")
    assert proposal.id == "no-x-rate-2026-12-18"
    outcome = approved(proposal)
    on = date(2026, 8, 1)
    assert outcome.new.value("x.rate", on=on).amount == 1200
    assert outcome.new.value("x.rate", on=on, known_on=date(2026, 12, 17)).amount == 1225
    assert [change.kind for change in outcome.changes] == ["corrected_late"]
    assert difference(outcome)[1] == []


def test_a_file_in_one_line_is_left_to_a_person() -> None:
    keeps = {"name": "x.keeps", "from_": date(2026, 7, 1), "until": None,
             "amount": "{single: 110000, child: 31000}"}  # fmt: skip
    with pytest.raises(CannotInsert, match="by hand"):
        proposed(**keeps)


def test_a_table_that_lost_a_row_needs_a_reason() -> None:
    block = TEXT.replace("periods: [{applies_from: 2025-07-01, amount: {single: 100000, "
                         "child: 30000}}]", "periods:\n      - applies_from: 2025-07-01\n"
                         "        amount: {single: 100000, child: 30000}")  # fmt: skip
    texts = {**TEXTS, FILE: block}
    keeps = {"name": "x.keeps", "from_": date(2026, 7, 1), "until": None}
    with pytest.raises(ProposalRefused, match="other rows"):
        proposed(texts, **keeps, amount="{single: 110000}")
    with pytest.raises(ProposalRefused, match="double or halve"):
        proposed(texts, **keeps, amount="{single: 110000, child: 310000}")
    proposal = proposed(texts, **keeps, amount="{single: 110000, child: 31000}")
    outcome = approved(proposal, texts)
    assert outcome.new.value("x.keeps", on=date(2026, 7, 1)).amount["child"] == 31000


def reviewed(through: date, area: str = "fees", texts: dict[str, str] = TEXTS) -> Proposal:
    return propose_review(
        texts, country="NO", area=area, through=through, source="read anew", by="Kari Holm",
        today=TODAY,
    )  # fmt: skip


def test_a_review_moves_the_day_and_what_was_known_before_stays() -> None:
    outcome = approved(reviewed(date(2026, 12, 19)))
    name, on = "regimes.fees_reviewed_through", date(2026, 12, 1)
    assert outcome.new.value(name, on=on).amount == "2026-12-19"
    assert outcome.new.value(name, on=on, known_on=date(2026, 12, 19)).amount == "2026-10-06"
    assert outcome.warnings == ()
    with pytest.raises(ProposalRefused):
        reviewed(date(2026, 12, 20), texts=dict(outcome.texts))  # twice on one day


def test_a_review_goes_forward_and_not_past_today() -> None:
    for through, told in (
        (date(2026, 10, 6), "already"),
        (date(2026, 10, 5), "already"),
        (date(2026, 12, 21), "Nobody can have read"),
    ):
        with pytest.raises(ProposalRefused, match=told):
            reviewed(through)
    with pytest.raises(ProposalRefused, match="it keeps: fees"):
        reviewed(date(2026, 12, 19), area="interest")


@pytest.mark.parametrize(
    ("country", "name", "amount"),
    [("SE", "interest.reference_rate", "2.50 %"), ("NO", "interest.late_rate", "12.50 %")],
)
def test_the_next_half_year_of_the_real_book_can_be_added(
    country: str, name: str, amount: str
) -> None:
    texts = law_texts(country)
    last = read_law_book(country, texts).values(name)[-1].applies_until
    assert last is not None
    ends = date(last.year + (last.month == 7), 1 if last.month == 7 else 7, 1)
    wish = Wish(country, name, last, ends, amount, "the notice itself", "Kari Holm",
                notice="FOR-1")  # fmt: skip
    today = max(last, TODAY)
    outcome = approve(texts, propose(texts, wish, today=today), by="Ola Berg", today=today)
    assert [change.kind for change in outcome.changes] == ["added_period"]
    changed = [file for file in texts if outcome.texts[file] != texts[file]]
    assert changed == [outcome.file]
