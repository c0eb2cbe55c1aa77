"""Locks between commands: files locked by the kernel, so that a killed command holds nothing."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE_SECONDS = 0.02


class FileLock:
    """A lock on a file, shared by many or held by one; it ends with the program that holds it."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_exclusive(self) -> bool:
        """Takes the lock for this program alone, if no other program holds it in any way."""
        return self._try(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        """Takes a share of the lock, if no other program holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Gives up what this program holds of the lock."""
        os.close(self.descriptor)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Waits until no other program holds the lock, then holds it alone."""
    lock = FileLock(path)
    try:
        while not lock.try_exclusive():
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        lock.close()
