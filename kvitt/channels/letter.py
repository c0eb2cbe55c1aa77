"""Letters on paper: one PDF a letter and one manifest a day, in a folder for a print house.

Everything is named by the attempt's key, so that the folder itself tells what was handed over:
after a crash the manifest is looked up instead of guessing. A line of the manifest is the order to
print; a later line of the same key with the order ``withdrawn`` takes it back.
"""

import csv
import fcntl
import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kvitt.kernel.refusal import Refusal

MANIFEST = "manifest.csv"
COLUMNS = (
    "key", "order", "notice", "file", "sha256", "pages", "recipient", "postcode", "city", "country",
)  # fmt: skip
PRINT, WITHDRAWN = "print", "withdrawn"
_PAGE = re.compile(rb"/Type\s*/Page\b")
_KEY = re.compile(r"[0-9]+-[0-9]+-[0-9]+")


class PrintFolderFull(Refusal):
    """The letter folder could not be written: disk full, or no right to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """One letter for the print house."""

    key: str
    notice: str
    pdf: bytes
    recipient_lines: tuple[str, ...]
    postcode: str
    city: str
    country: str


class ManifestLine(NamedTuple):
    """A line of the manifest as the print house reads it."""

    key: str
    order: str
    notice: str
    file: str
    sha256: str
    pages: str
    recipient: str
    postcode: str
    city: str
    country: str


class PrintFolder:
    """The folder of one installation: a subfolder a day, PDFs and the manifest in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def hand_over(self, orders: Sequence[PrintOrder], *, on: date) -> None:
        """Writes the PDFs, then the manifest lines; when it returns, both are on the disk.

        The same order again changes nothing. Raises PrintFolderFull, and then no letter of these
        stands in the manifest.
        """
        if not orders:
            return
        try:
            folder = self._folder(on)
            known = sum(self._place_pdf(folder, order) for order in orders)
            with _manifest_of(folder) as manifest:
                there = {line.key for line in _read(manifest)} if known else set()
                lines = [_line(order) for order in orders if order.key not in there]
                _append(manifest, lines)
            _sync_folder(folder)
        except OSError as problem:
            raise PrintFolderFull(
                f"letters cannot be written to {self.root}: {problem.strerror}; nothing was handed "
                "over, it is tried again",
                folder=str(self.root),
            ) from problem

    def was_handed_over(self, key: str, *, on: date) -> bool:
        """Whether the manifest of that day orders the letter and has not taken it back."""
        return self._orders(key, on)[-1:] == [PRINT]

    def forget(self, key: str, *, on: date) -> None:
        """Removes the PDF of a letter that the manifest never ordered."""
        if not self._orders(key, on):
            self._pdf(key, on).unlink(missing_ok=True)

    def revoke(self, key: str, *, on: date) -> bool:
        """Takes a letter back that has not been printed; tells whether it succeeded.

        It cannot be taken back once the print house's receipt has come, nor where it was never
        handed over. Taking it back again succeeds again.
        """
        if not self.can_revoke(key, on=on):
            return False
        if self._orders(key, on)[-1] == PRINT:
            with _manifest_of(self._folder(on)) as manifest:
                _append(manifest, [(key, WITHDRAWN, *("",) * (len(COLUMNS) - 2))])
        self._pdf(key, on).unlink(missing_ok=True)
        return True

    def can_revoke(self, key: str, *, on: date) -> bool:
        """Whether `revoke` would succeed now; nothing is touched."""
        return bool(self._orders(key, on)) and key not in self.keys_with_receipt()

    def manifest(self, *, on: date) -> list[ManifestLine]:
        """The lines of that day's manifest, oldest first."""
        path = self.root / on.isoformat() / MANIFEST
        if not path.exists():
            return []
        with path.open("rb") as file:
            return list(_read(file))

    @property
    def inbox(self) -> Path:
        """Where the print house's receipts and returned e-mails are put for Kvitt to take."""
        return self.root / "in"

    @property
    def taken(self) -> Path:
        """Where receipts go when they have been taken."""
        return self.root / "taken"

    def keys_with_receipt(self) -> set[str]:
        """Keys in receipts that lie in the inbox, not yet taken."""
        waiting = self.inbox.glob("*.csv") if self.inbox.is_dir() else ()
        return {key for path in waiting for key in _KEY.findall(path.read_text("utf-8", "replace"))}

    def _orders(self, key: str, on: date) -> list[str]:
        return [line.order for line in self.manifest(on=on) if line.key == key]

    def _folder(self, on: date) -> Path:
        folder = self.root / on.isoformat()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _pdf(self, key: str, on: date) -> Path:
        return self.root / on.isoformat() / f"{key}.pdf"

    def _place_pdf(self, folder: Path, order: PrintOrder) -> bool:
        """Puts the PDF in place in one step; tells whether it was there before."""
        place = folder / f"{order.key}.pdf"
        if place.exists() and place.read_bytes() == order.pdf:
            return True
        unfinished = folder / f".{order.key}.{os.getpid()}"
        with unfinished.open("wb") as file:
            file.write(order.pdf)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, place)
        return False


def page_count(pdf: bytes) -> int:
    """The pages of a PDF that Kvitt made: its page objects stand in plain sight."""
    return len(_PAGE.findall(pdf))


def _line(order: PrintOrder) -> tuple[str, ...]:
    recipient = " | ".join(" ".join(line.split()) for line in order.recipient_lines)
    digest, pages = hashlib.sha256(order.pdf).hexdigest(), str(page_count(order.pdf))
    said = (order.key, PRINT, order.notice, f"{order.key}.pdf", digest, pages)
    return (*said, recipient, order.postcode, order.city, order.country)


@contextmanager
def _manifest_of(folder: Path) -> "Iterator[io.BufferedRandom]":
    """The day's manifest, locked against other writers, without a line that a crash tore off."""
    path = folder / MANIFEST
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        whole_bytes = _length_of_whole_lines(file)
        file.truncate(whole_bytes)
        file.seek(whole_bytes)
        if whole_bytes == 0:
            file.write(_as_csv([COLUMNS]))
        yield file


def _length_of_whole_lines(file: "io.BufferedRandom") -> int:
    end = file.seek(0, os.SEEK_END)
    back_bytes = min(end, 64 * 1024)
    file.seek(end - back_bytes)
    return end - back_bytes + file.read(back_bytes).rfind(b"\n") + 1


def _read(file: Iterable[bytes]) -> Iterator[ManifestLine]:
    if isinstance(file, io.BufferedRandom):
        file.seek(0)
    whole = (line.decode("utf-8") for line in file if line.endswith(b"\n"))
    for row in csv.reader(whole):
        if len(row) == len(COLUMNS) and row[0] != COLUMNS[0]:
            yield ManifestLine._make(row)


def _append(file: "io.BufferedRandom", lines: Sequence[Sequence[str]]) -> None:
    file.seek(0, os.SEEK_END)
    file.write(_as_csv(lines))
    file.flush()
    os.fsync(file.fileno())


def _as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode("utf-8")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
