"""The outgoing folder: one folder for each application, whole or not there at all.

A person, or a program of the house, takes it from there to the authority. The folder is named by
the application's own reference: after a crash it is looked up instead of guessing, and the same
application is never handed over twice.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kvitt.kernel.refusal import Refusal

SUMS = "SHA256SUMS"
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class FolderNotWritten(Refusal):
    """The outgoing folder could not be written: disk full, or no right to write."""


class HandedOverOtherwise(Refusal):
    """An application with that reference was handed over with other contents."""


class UnsafeName(Refusal):
    """A reference or the name of a file cannot be the name of a folder or a file."""


class FilingFolder:
    """The folder of one installation: a subfolder a day, in it one for each application."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def hand_over(self, reference: str, files: Mapping[str, bytes], *, on: date) -> Path:
        """Writes the files and their sums; when it returns, all of them are on the disk.

        The same files again change nothing, also on a later day. Raises HandedOverOtherwise,
        UnsafeName and FolderNotWritten, and then nothing was handed over.
        """
        for name in (reference, *files):
            _require_safe(name)
        there = self.place_of(reference)
        if there is not None:
            _require_same(there, reference, files)
            return there
        day = self.root / on.isoformat()
        unfinished = day / f".{reference}.{os.getpid()}"
        try:
            day.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            for name, content in {**files, SUMS: _sums(files)}.items():
                _write(unfinished / name, content)
            _sync(unfinished)
            os.rename(unfinished, day / reference)
            _sync(day)
        except OSError as problem:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise FolderNotWritten(
                "the application {called} cannot be written to {folder}: {trouble}; nothing was "
                "handed over, try again",
                folder=str(self.root),
                called=reference,
                trouble=problem.strerror,
            ) from problem
        return day / reference

    def files_of(self, reference: str) -> dict[str, bytes] | None:
        """What was handed over, byte for byte; None where nothing was.

        After a crash on another day it tells what has left, whatever would be written now. Raises
        HandedOverOtherwise where a file was changed since, and UnsafeName.
        """
        there = self.place_of(reference)
        if there is None:
            return None
        files = {path.name: path.read_bytes() for path in there.iterdir() if path.name != SUMS}
        _require_same(there, reference, files)
        return files

    def place_of(self, reference: str) -> Path | None:
        """Where the application was handed over; None where it was not. Raises UnsafeName."""
        _require_safe(reference)
        return next(iter(sorted(self.root.glob(f"[0-9]*/{reference}"))), None)


def _require_safe(name: str) -> None:
    if not _SAFE.fullmatch(name):
        raise UnsafeName(
            "“{name}” cannot name a folder or a file: letters, digits, dot, dash and underscore "
            "only",
            name=name,
        )


def _require_same(there: Path, reference: str, files: Mapping[str, bytes]) -> None:
    kept = there / SUMS
    if not kept.exists() or kept.read_bytes() != _sums(files):
        raise HandedOverOtherwise(
            "the application {reference_given} was handed over on {parent} with other contents; "
            "file the changed one under a reference of its own",
            reference_given=reference,
            parent=there.parent.name,
        )


def _sums(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
