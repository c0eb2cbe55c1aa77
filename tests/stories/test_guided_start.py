"""A new creditor's start: left and resumed, its letters looked at, and live by one decision."""

from datetime import date, timedelta

import pytest

from kvitt.application.change_profile import ProfileUnclear, change_profile
from kvitt.application.draw_up_shadow_list import NoShadow, last_shadow_list
from kvitt.application.guided_start import STEPS, StartUnclear, find_step_right, start_of
from kvitt.application.preview_letter import preview_deferral
from kvitt.application.run_day import run_day
from kvitt.application.sample_letter import NoSuchLetter, sample_kinds, sample_letter
from kvitt.application.set_automation import set_automation
from kvitt.domain.deferral import DeferralNotAllowed
from kvitt.store.creditors import find_creditor
from kvitt.store.session import query, query_value, tenant_scope
from tests.documents.pdf_words import pdf_words
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.laying_out import with_agency
from tests.stories.shadowing import DUES, TODAY, approve, connected, owes, shown

pytestmark = pytest.mark.usefixtures("live_db")


def counted(creditor):
    """The rows that a letter leaves behind, and the history's."""
    tables = ("history", "notice", "dispatch", "document", "claim", "party", "hold", "automation")
    with tenant_scope(creditor.tenant_id):
        return {one: query_value(f"select count(*) from {one}") for one in tables}


def test_the_start_is_left_and_resumed_and_tells_what_comes_next():
    creditor = connected()
    start = start_of(creditor)
    assert (start.is_live, start.next_step, start.done) == (False, "company", ())
    find_step_right(creditor, "company", today=TODAY, by="Kari")
    find_step_right(creditor, "company", today=TODAY, by="Mona")
    assert start_of(creditor).next_step == "invoices"
    owes(creditor, "7001", DUES["demand"])
    set_automation(creditor, step="all", level="suggest", because="new", by="Kari", today=TODAY)
    find_step_right(creditor, "flow", today=TODAY, by="Kari")
    assert start_of(creditor).next_step == "agreement"
    find_step_right(creditor, "agreement", today=TODAY, by="Kari")
    shown(creditor)
    approve(creditor)
    start = start_of(creditor)
    assert (start.is_live, start.done, start.live_since) == (True, STEPS, TODAY)
    with tenant_scope(creditor.tenant_id):
        done = query("select step, done_by from start_step order by step")
    assert done == [(one, "Kari") for one in ("agreement", "company", "flow")]
    assert start_of(connected()).done == ()


@pytest.mark.parametrize(("step", "by"), [("invoices", "Kari"), ("list", "Kari"), ("flow", " ")])
def test_only_what_a_person_can_find_right_is_noted_and_only_with_a_name(step, by):
    with pytest.raises(StartUnclear):
        find_step_right(connected(), step, today=TODAY, by=by)


def test_the_list_is_shown_as_it_was_drawn_up_until_it_is_drawn_up_again():
    creditor = connected()
    assert last_shadow_list(creditor) is None
    owes(creditor, "7101", DUES["demand"])
    drawn = shown(creditor)
    owes(creditor, "7102", DUES["reminder"])
    assert last_shadow_list(creditor) == drawn
    assert shown(creditor).shown.totals["invoices"] == 2
    assert len(last_shadow_list(creditor, lines=1).lines) == 1
    with pytest.raises(NoShadow):
        last_shadow_list(money.creditor_of_its_own())


def test_how_a_creditor_is_reached_changes_its_letters_and_is_told_in_the_history():
    creditor = office.new_creditor()
    lines = ("Nya gatan 1", "", " 352 36 Växjö ")
    told = {"email": "ny@bjork.example", "today": TODAY, "by": "Kari"}
    assert change_profile(creditor, address_lines=lines, **told).phone is None
    assert change_profile(creditor, address_lines=lines, **told).email == "ny@bjork.example"
    kept = find_creditor(creditor.name)
    assert kept.address_lines == ("Nya gatan 1", "352 36 Växjö") and kept.website is None
    with tenant_scope(creditor.tenant_id):
        assert query_value("select count(*) from history where kind = 'profile_changed'") == 1
    assert "Nyagatan1" in pdf_words(sample_letter(kept, "reminder", "sv", today=TODAY))


@pytest.mark.parametrize(
    ("lines", "email"),
    [((), ""), (("a",) * 6, ""), (("x" * 81,), ""), (("Gatan 1",), "no address")],
)
def test_what_cannot_stand_on_a_letter_is_refused(lines, email):
    creditor = office.new_creditor()
    with pytest.raises(ProfileUnclear):
        change_profile(creditor, address_lines=lines, email=email, today=TODAY, by="Kari")
    assert find_creditor(creditor.name).address_lines == creditor.address_lines


@pytest.mark.parametrize("family", ["no-own", "se-agency", "no-agency-tight"])
def test_every_letter_is_shown_to_a_made_up_debtor_and_nothing_of_it_is_kept(family, letters):
    with_agency()
    country = family[:2].upper()
    creditor = money.creditor_of_its_own(country, shadow_since=date(2026, 1, 1), flows=(family,))
    set_automation(creditor, step="all", level="suggest", because="new", by="Kari", today=TODAY)
    before = counted(creditor)
    language = {"SE": "sv", "NO": "nb"}[country]
    words = {kind: pdf_words(sample_letter(creditor, kind, language, today=TODAY))
             for kind in sample_kinds(creditor)}  # fmt: skip
    count = {"SE": 11, "NO": 12}[country]
    assert len(words) == count and len(set(words.values())) == count
    name = {"SE": "VeraExempel", "NO": "VeraEksempel"}[country]
    assert all(name in one and creditor.name.replace(" ", "") in one for one in words.values())
    english = pdf_words(sample_letter(creditor, "friendly_reminder", "en", today=TODAY))
    assert english != words["friendly_reminder"] and "reminder" in english.lower()
    assert counted(creditor) == before and not list(letters.rglob("*.pdf"))


def test_a_letter_that_the_flow_does_not_have_is_not_shown():
    with pytest.raises(NoSuchLetter):
        sample_letter(office.new_creditor("NO"), "reminder", "nb", today=TODAY)
    with pytest.raises(NoSuchLetter):
        sample_letter(office.new_creditor(), "reminder", "fi", today=TODAY)


def test_the_letter_of_more_time_is_seen_before_it_is_given_and_takes_nothing_back(
    mailbox, letters
):
    creditor = office.new_creditor()
    one = office.invoice(creditor, 1, due_on=TODAY - timedelta(days=20), email=None)
    (case_id,) = office.register(creditor, one, today=one.issued_on)
    run_day(today=TODAY, tenant_ids=[creditor.tenant_id])
    before, posted = counted(creditor), sorted(letters.rglob("*"))
    manifest = [one.read_bytes() for one in letters.rglob("*.csv")]
    until = TODAY + timedelta(days=14)
    given = {"until": until, "because": "–", "interest": "runs", "today": TODAY}
    words = pdf_words(preview_deferral(creditor, case_id, **given))
    assert "30mars2026" in words
    assert counted(creditor) == before and sorted(letters.rglob("*")) == posted
    assert [one.read_bytes() for one in letters.rglob("*.csv")] == manifest and posted
    with pytest.raises(DeferralNotAllowed):
        preview_deferral(creditor, case_id, **given | {"until": TODAY + timedelta(days=400)})
