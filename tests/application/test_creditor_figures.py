"""A creditor's figures: what is open by age, how fast it is paid, what waits, what is booked."""

from datetime import date, timedelta

import pytest

from kvitt.application.credit_invoice import NotCredited, credit_invoice
from kvitt.application.list_settlements import (
    NoSuchSettlement,
    acknowledge_settlement,
    list_settlements,
    show_statement,
)
from kvitt.application.list_suggestions import list_asked, list_not_proposed
from kvitt.application.preview_letter import NoLetterToShow, preview_letter
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.application.settle_creditors import settle_creditors
from kvitt.application.show_letter import show_letter
from kvitt.application.show_overview import show_overview
from kvitt.application.show_report import UnknownReport, show_report
from kvitt.application.stage_upload import (
    FileTooLarge,
    UploadGone,
    drop_upload,
    stage_upload,
    staged_upload,
)
from kvitt.store.cases import CaseKey
from kvitt.store.session import query_value, tenant_scope
from tests.stories import small_office as office
from tests.stories.suggesting import asked_first, live

TODAY = date(2026, 6, 10)
pytestmark = pytest.mark.usefixtures("live_db")


def paid(creditor, case_id, on, minor=1000_00):
    report_direct_payment(
        creditor, case_id, amount_minor=minor, paid_on=on, because="our bank", today=on,
        actor="Kari",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("late_days", "age"), [(0, 0), (1, 1), (14, 1), (15, 2), (30, 2), (31, 3), (60, 3), (61, 4),
                           (90, 4), (91, 5), (400, 5)]
)  # fmt: skip
def test_a_claim_is_in_the_class_of_its_days(late_days, age):
    creditor = office.new_creditor()
    due = TODAY - timedelta(days=late_days)
    office.register(creditor, office.invoice(creditor, 1, due_on=due), today=due)
    with tenant_scope(creditor.tenant_id):  # the last day without interest, moved to a bank day
        moved = query_value("select due_on from claim where tenant_id = %s", (creditor.tenant_id,))
    seen = show_overview(creditor, today=TODAY + (moved - due))
    assert seen.ages[age] == (1000_00, 0, 0, 0) and seen.open_minor == 1000_00
    assert seen.overdue_minor == (1000_00 if late_days else 0)


def test_credit_time_is_counted_from_the_invoice_to_the_last_payment():
    creditor = office.new_creditor()
    due = date(2026, 5, 4)
    first, second, partly = office.register(
        creditor, *(office.invoice(creditor, n, due_on=due) for n in range(3)), today=due
    )
    paid(creditor, first, date(2026, 5, 14))
    paid(creditor, second, date(2026, 5, 14), 400_00)
    paid(creditor, second, date(2026, 5, 25), 700_00)
    paid(creditor, partly, date(2026, 5, 25), 10_00)
    seen = show_overview(creditor, today=TODAY)
    issued = due - timedelta(days=30)
    days = (date(2026, 5, 14) - issued).days + (date(2026, 5, 25) - issued).days
    assert seen.credit_days_tenths == 5 * days and seen.credit_days_before_tenths is None
    assert seen.paid_claims == 2 and seen.paid_before_collection_bp == 10_000
    may = show_report(creditor, "credit_time", today=TODAY).rows[1]
    assert may == ("2026-05-01", 2, 2000_00, 5 * days, 5 * (10 + 21))


def test_kept_figures_are_never_older_than_the_history():
    creditor = office.new_creditor()
    due = date(2026, 5, 4)
    case, other = office.register(
        creditor, *(office.invoice(creditor, n, due_on=due) for n in range(2)), today=due
    )
    assert show_overview(creditor, today=TODAY) == show_overview(creditor, today=TODAY)
    paid(creditor, case, due, 300_00)
    assert show_overview(creditor, today=TODAY).open_minor == 1700_00
    paid(creditor, other, due, 1000_00)
    assert show_overview(creditor, today=TODAY).open_minor == 700_00


def test_what_was_paid_after_a_demand_counts_as_paid_after_collection(letters):
    creditor = office.new_creditor()
    due = date(2026, 3, 2)
    case, early = office.register(
        creditor, *(office.invoice(creditor, n, due_on=due) for n in range(2)), today=due
    )
    paid(creditor, early, due)
    live(creditor, due, date(2026, 5, 20))
    assert [one.step for one in office.notices(creditor, case)][-1] == "collection_demand"
    assert show_overview(creditor, today=date(2026, 5, 20)).ages[4][2] > 1000_00
    paid(creditor, case, date(2026, 5, 20), 2000_00)
    seen = show_overview(creditor, today=date(2026, 5, 20))
    assert seen.paid_before_collection_bp == 5_000
    steps = show_report(creditor, "paid_per_step", today=date(2026, 5, 20)).rows
    assert [row[1] for row in steps] == [1, 0, 1, 0]
    fees = {row[0]: row[1:] for row in show_report(creditor, "fees", today=TODAY).rows}
    assert fees["reminder"] == (1, 60_00, 60_00, 0, 0)


@pytest.fixture
def letters(tmp_path, monkeypatch):
    from django.conf import settings

    from kvitt.site.home import Home

    monkeypatch.setattr(settings, "HOME", Home(tmp_path / "home").create())
    return settings.HOME


def test_a_report_that_does_not_exist_is_refused():
    with pytest.raises(UnknownReport):
        show_report(office.new_creditor(), "fortune", today=TODAY)


def test_suggestions_come_in_pages_and_none_twice(letters):
    creditor = office.new_creditor()
    asked_first(creditor)
    due = date(2026, 3, 2)
    cases = office.register(
        creditor, *(office.invoice(creditor, n, due_on=due) for n in range(7)), today=due
    )
    live(creditor, due + timedelta(days=5), due + timedelta(days=6))
    today = due + timedelta(days=5)
    seen, after = [], 0
    while after is not None:
        page = list_asked(creditor, today=today, after=after, most=3)
        seen += [one.late.case_id for one in page.proposed]
        after = page.more_after
    assert seen == cases
    assert list_not_proposed(creditor, today=today).not_proposed == ()


def test_late_cases_without_a_letter_come_in_pages_debtor_by_debtor():
    creditor = office.new_creditor()
    due = date(2026, 3, 2)
    bills = [office.invoice(creditor, n, due_on=due) for n in range(7)]
    twin = office.invoice(creditor, 8, due_on=due)._replace(debtor=bills[0].debtor)
    cases = office.register(creditor, *bills, twin, today=due)
    seen, after, pages = [], (0, 0), 0
    while after is not None:
        page = list_not_proposed(creditor, today=due + timedelta(days=1), after=after, most=3)
        seen += [one.late.case_id for one in page.not_proposed]
        after, pages = page.more_after, pages + 1
    assert sorted(seen) == sorted(cases) and pages == 3


def test_a_preview_changes_nothing_and_another_creditor_sees_none(letters):
    creditor, stranger = office.new_creditor(), office.new_creditor()
    asked_first(creditor)
    due = date(2026, 3, 2)
    (case,) = office.register(creditor, office.invoice(creditor, 1, due_on=due), today=due)
    today = due + timedelta(days=5)
    live(creditor, today, today + timedelta(days=1))
    before = office.log(creditor, case)
    assert preview_letter(creditor, case, today=today).startswith(b"%PDF-")
    assert office.log(creditor, case) == before and office.notices(creditor, case) == []
    with pytest.raises(NoLetterToShow):
        preview_letter(stranger, case, today=today)
    assert show_letter(CaseKey(stranger.tenant_id, case), 1) is None


def test_a_settlement_is_acknowledged_by_its_own_creditor_and_once(letters):
    creditor, stranger = office.new_creditor(), office.new_creditor()
    due = date(2026, 5, 4)
    (case,) = office.register(creditor, office.invoice(creditor, 1, due_on=due), today=due)
    paid(creditor, case, TODAY)
    settle_creditors(today=TODAY, out_folder=letters.settlements, creditors=[creditor])
    for act in (
        lambda: acknowledge_settlement(stranger, 1, today=TODAY, by="Eve"),
        lambda: show_statement(stranger, 1, "pdf"),
    ):
        with pytest.raises(NoSuchSettlement):
            act()
    assert acknowledge_settlement(creditor, 1, today=TODAY, by="Kari") is True
    assert acknowledge_settlement(creditor, 1, today=TODAY, by="Anna") is False
    ((one,), more) = list_settlements(creditor)
    assert (one.acknowledged_by, one.acknowledged_on, more) == ("Kari", TODAY, None)


@pytest.mark.parametrize(
    ("told", "words"),
    [({"amount_minor": 0}, "more than nothing"), ({"number": " "}, "say the number"),
     ({"invoice_number": "10009"}, "is not on this case")],
)  # fmt: skip
def test_a_credit_that_cannot_be_is_refused_with_nothing_changed(told, words):
    creditor = office.new_creditor()
    due = date(2026, 5, 4)
    case, other = office.register(
        creditor, office.invoice(creditor, 1, due_on=due), office.invoice(creditor, 9, due_on=due),
        today=due,
    )  # fmt: skip
    before = office.log(creditor, case)
    wanted = {"invoice_number": "10001", "number": "K1", "amount_minor": 100_00} | told
    with pytest.raises(NotCredited, match=words):
        credit_invoice(creditor, case, today=TODAY, actor="Kari", **wanted)
    assert office.log(creditor, case) == before and other != case


def test_a_credit_counts_once(letters):
    creditor = office.new_creditor()
    due = date(2026, 5, 4)
    (case,) = office.register(creditor, office.invoice(creditor, 1, due_on=due), today=due)
    wanted = {"invoice_number": "10001", "number": "K1", "amount_minor": 100_00}
    credit_invoice(creditor, case, today=TODAY, actor="Kari", **wanted)
    with pytest.raises(NotCredited, match="registered already"):
        credit_invoice(creditor, case, today=TODAY, actor="Kari", **wanted)
    assert show_overview(creditor, today=TODAY).open_minor == 900_00


def test_a_file_waits_for_its_own_creditor_and_never_outside_its_folder(tmp_path, monkeypatch):
    token = stage_upload(tmp_path, 7, "../../etc/passwd", [b"a;b\n", b"1;2\n"])
    path = staged_upload(tmp_path, 7, token)
    assert path.read_bytes() == b"a;b\n1;2\n" and path.parent.parent == tmp_path
    assert path.name == "passwd" and path.parent.stat().st_mode & 0o077 == 0
    for tenant, word in ((8, token), (7, "../7-" + token), (7, "")):
        with pytest.raises(UploadGone):
            staged_upload(tmp_path, tenant, word)
    drop_upload(tmp_path, 7, token)
    with pytest.raises(UploadGone):
        staged_upload(tmp_path, 7, token)
    monkeypatch.setattr("kvitt.application.stage_upload.LARGEST_BYTES", 3)
    with pytest.raises(FileTooLarge):
        stage_upload(tmp_path, 7, "big.csv", [b"1234"])
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_said_yes_to_is_gone_after_a_day(tmp_path):
    import os
    import time

    stage_upload(tmp_path, 7, "old.csv", [b"1"])
    (old,) = tmp_path.iterdir()
    day_ago = time.time() - 25 * 3600
    os.utime(old, (day_ago, day_ago))
    stage_upload(tmp_path, 7, "new.csv", [b"1"])
    assert old not in list(tmp_path.iterdir()) and len(list(tmp_path.iterdir())) == 1
