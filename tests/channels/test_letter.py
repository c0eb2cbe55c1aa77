import hashlib
from datetime import date

import pytest

from kvitt.channels.letter import MANIFEST, PrintFolder, PrintFolderFull, PrintOrder, page_count
from kvitt.simulators.print_house import print_the_day

DAY = date(2026, 3, 9)


def order(number: int, pdf: bytes = b"%PDF-1.7 /Type/Page made up") -> PrintOrder:
    return PrintOrder(
        key=f"2-{number}-1",
        notice="reminder",
        pdf=pdf,
        recipient_lines=("Åsa Öberg", "Storgatan 1\nlgh 2"),
        postcode="352 30",
        city="Växjö",
        country="SE",
    )


@pytest.fixture
def folder(tmp_path):
    return PrintFolder(tmp_path)


def test_a_letter_lies_in_the_days_folder_with_its_line_in_the_manifest(folder):
    folder.hand_over([order(1)], on=DAY)
    (line,) = folder.manifest(on=DAY)
    pdf = (folder.root / "2026-03-09" / "2-1-1.pdf").read_bytes()
    assert line.sha256 == hashlib.sha256(pdf).hexdigest()
    assert (line.order, line.pages, line.recipient) == (
        "print",
        "1",
        "Åsa Öberg | Storgatan 1 lgh 2",
    )
    assert folder.was_handed_over("2-1-1", on=DAY)


def test_handing_over_the_same_letter_again_changes_nothing(folder):
    folder.hand_over([order(1), order(2)], on=DAY)
    folder.hand_over([order(2), order(3)], on=DAY)
    assert [line.key for line in folder.manifest(on=DAY)] == ["2-1-1", "2-2-1", "2-3-1"]


def test_a_line_that_a_crash_tore_off_counts_as_never_written(folder):
    folder.hand_over([order(1), order(2)], on=DAY)
    manifest = folder.root / "2026-03-09" / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-20])
    assert not folder.was_handed_over("2-2-1", on=DAY)
    folder.hand_over([order(2)], on=DAY)
    assert [line.key for line in folder.manifest(on=DAY)] == ["2-1-1", "2-2-1"]


def test_a_pdf_without_its_line_is_no_order_and_can_be_forgotten(folder):
    folder.hand_over([order(1)], on=DAY)
    stray = folder.root / "2026-03-09" / "2-9-1.pdf"
    stray.write_bytes(b"%PDF")
    assert not folder.was_handed_over("2-9-1", on=DAY)
    folder.forget("2-9-1", on=DAY)
    folder.forget("2-1-1", on=DAY)
    assert not stray.exists()
    assert (folder.root / "2026-03-09" / "2-1-1.pdf").exists()


def test_a_letter_is_taken_back_while_no_receipt_has_come(folder):
    folder.hand_over([order(1), order(2)], on=DAY)
    assert folder.revoke("2-1-1", on=DAY)
    assert folder.revoke("2-1-1", on=DAY), "taking it back again succeeds again"
    assert not folder.was_handed_over("2-1-1", on=DAY)
    assert not (folder.root / "2026-03-09" / "2-1-1.pdf").exists()
    assert print_the_day(folder.root, on=DAY) == ["2-2-1"]


def test_a_posted_letter_cannot_be_taken_back(folder):
    folder.hand_over([order(1)], on=DAY)
    print_the_day(folder.root, on=DAY)
    assert not folder.revoke("2-1-1", on=DAY)
    assert folder.was_handed_over("2-1-1", on=DAY)


def test_a_letter_that_was_never_handed_over_cannot_be_taken_back(folder):
    assert not folder.revoke("2-1-1", on=DAY)


def test_the_print_house_refuses_a_letter_whose_bytes_changed(folder):
    folder.hand_over([order(1)], on=DAY)
    (folder.root / "2026-03-09" / "2-1-1.pdf").write_bytes(b"other")
    assert print_the_day(folder.root, on=DAY) == []


def test_a_folder_that_cannot_be_written_is_told_and_orders_nothing(tmp_path):
    (tmp_path / "letters").write_text("a file is in the way")
    with pytest.raises(PrintFolderFull, match="nothing was handed over"):
        PrintFolder(tmp_path / "letters").hand_over([order(1)], on=DAY)


def test_pages_are_counted_without_their_tree():
    assert page_count(b"<</Type/Pages/Count 2>> <</Type/Page >> <</Type /Page/x>>") == 2
