"""A file that somebody sent in waits, out of sight, until it is looked at and said yes to."""

import re
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from kvitt.kernel.refusal import Refusal

LARGEST_BYTES = 50 * 1024 * 1024
"""Policy: larger files come by the command line or the folder."""
KEPT_SECONDS = 24 * 3600
"""Policy: what nobody said yes to is gone after a day: it holds personal data."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")
_UNSAFE = re.compile(r"[^\w. ()-]")
LONGEST_NAME = 100


class FileTooLarge(Refusal):
    """The file is larger than a browser may send."""


class UploadGone(Refusal):
    """The file waits no more: a day has passed, or it has been dealt with."""


def stage_upload(folder: Path, tenant_id: int, name: str, chunks: Iterable[bytes]) -> str:
    """Keeps the file for a day, closed to others; returns the word that opens it.

    Raises FileTooLarge, and then nothing is kept.
    """
    _clear(folder)
    token = secrets.token_urlsafe(24)
    place = folder / f"{tenant_id}-{token}"
    place.mkdir(parents=True, mode=0o700)
    size = 0
    with (place / _plain(name)).open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_BYTES:
                break
            file.write(chunk)
    if size > LARGEST_BYTES:
        shutil.rmtree(place)
        raise FileTooLarge(
            "{name} is larger than {megabytes} MB: divide it, or let it come by kvitt invoices "
            "import",
            name=name,
            megabytes=LARGEST_BYTES // 1024**2,
        )
    return token


def staged_upload(folder: Path, tenant_id: int, token: str) -> Path:
    """The file that waits under that word, of that creditor alone. Raises UploadGone."""
    place = folder / f"{tenant_id}-{token}"
    found = list(place.iterdir()) if _TOKEN.fullmatch(token) and place.is_dir() else []
    if len(found) != 1:
        raise UploadGone("the file waits no more: choose it again")
    return found[0]


def drop_upload(folder: Path, tenant_id: int, token: str) -> None:
    """The file has been dealt with."""
    if _TOKEN.fullmatch(token):
        shutil.rmtree(folder / f"{tenant_id}-{token}", ignore_errors=True)


def _plain(name: str) -> str:
    """A name without folders and signs that mean something to a file system."""
    plain = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(". ")
    return plain[-LONGEST_NAME:] or "invoices"


def _clear(folder: Path) -> None:
    now = time.time()
    for place in folder.iterdir() if folder.is_dir() else ():
        if now - place.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(place, ignore_errors=True)
