"""The outgoing folder: an application is there whole, or not at all, and once."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from kvitt.integrations.kronofogden import folder as module
from kvitt.integrations.kronofogden.folder import (
    FilingFolder,
    FolderNotWritten,
    HandedOverOtherwise,
    UnsafeName,
)

ON, LATER = date(2026, 4, 20), date(2026, 4, 21)
FILES = {"application.json": b"{}\n", "application.csv": b"a;b\n", "application.pdf": b"%PDF-1.7"}


def test_the_files_and_their_sums_are_there(tmp_path: Path) -> None:
    place = FilingFolder(tmp_path).hand_over("BF-1", FILES, on=ON)
    assert place == tmp_path / "2026-04-20" / "BF-1"
    assert {path.name: path.read_bytes() for path in place.iterdir() if path.name in FILES} == FILES
    sums = dict(line.split("  ")[::-1] for line in (place / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}


def test_the_same_application_again_changes_nothing_also_on_a_later_day(tmp_path: Path) -> None:
    folder = FilingFolder(tmp_path)
    first = folder.hand_over("BF-1", FILES, on=ON)
    assert folder.hand_over("BF-1", dict(reversed(FILES.items())), on=LATER) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-04-20"]
    assert folder.place_of("BF-1") == first and folder.place_of("BF-2") is None


def test_other_contents_under_the_same_reference_are_refused(tmp_path: Path) -> None:
    folder = FilingFolder(tmp_path)
    place = folder.hand_over("BF-1", FILES, on=ON)
    for other in ({**FILES, "application.csv": b"c\n"}, {**FILES, "more.pdf": b"%PDF"}):
        with pytest.raises(HandedOverOtherwise, match="on 2026-04-20 with other contents"):
            folder.hand_over("BF-1", other, on=LATER)
    assert (place / "application.csv").read_bytes() == b"a;b\n"


def test_what_has_left_can_be_read_again_and_a_changed_file_is_noticed(tmp_path: Path) -> None:
    folder = FilingFolder(tmp_path)
    assert folder.files_of("BF-1") is None
    place = folder.hand_over("BF-1", FILES, on=ON)
    assert folder.files_of("BF-1") == FILES
    (place / "application.csv").write_bytes(b"a;c\n")
    with pytest.raises(HandedOverOtherwise):
        folder.files_of("BF-1")


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "a b", "x" * 81, "å", "*", "a\n"])
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    folder = FilingFolder(tmp_path)
    with pytest.raises(UnsafeName):
        folder.hand_over(name, FILES, on=ON)
    with pytest.raises(UnsafeName):
        folder.hand_over("BF-1", {name: b""}, on=ON)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fails_at", ["_write", "_sync"])
def test_a_disk_that_fails_leaves_no_half_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = FilingFolder(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(module, fails_at, full)
        with pytest.raises(FolderNotWritten, match=r"No space left.*nothing was handed over"):
            folder.hand_over("BF-1", FILES, on=ON)
    assert folder.place_of("BF-1") is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert folder.hand_over("BF-1", FILES, on=LATER).exists(), "and it can be tried again"


def test_what_a_dead_program_left_unfinished_is_not_taken_for_handed_over(tmp_path: Path) -> None:
    torn = tmp_path / "2026-04-20" / ".BF-1.4711"
    torn.mkdir(parents=True)
    (torn / "application.json").write_bytes(b"{")
    folder = FilingFolder(tmp_path)
    assert folder.place_of("BF-1") is None
    assert (folder.hand_over("BF-1", FILES, on=ON) / "application.json").read_bytes() == b"{}\n"
