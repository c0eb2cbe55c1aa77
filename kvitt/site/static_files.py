"""The files beside the pages: named by their content, compressed once, kept by browsers for good.

They are gathered into the home when the pages start and something has changed since; a running
program goes on with the files that it began with.
"""

import hashlib
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from kvitt.site.home import Home, read_note, write_note
from kvitt.site.locks import exclusive


class StaticFiles(WhiteNoiseMiddleware):
    """Serves the gathered files; gathers them first where they are stale."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        gather_static_files(Home(Path(settings.STATIC_ROOT).parent))
        super().__init__(get_response)


def gather_static_files(home: Home) -> bool:
    """Gathers the files into the home; False: what lies there is current."""
    note = home.run / "static.json"
    with exclusive(home.run / "static.lock"):
        found = {"files": _fingerprint()}
        if read_note(note) == found and (home.static / "staticfiles.json").exists():
            return False
        _copy_all()
        write_note(note, found)
    return True


def _copy_all() -> None:
    """Copies every file, whatever its date: after a way back to an older Kvitt they are older."""
    copied: dict[str, tuple[Storage, str]] = {}
    for finder in get_finders():
        for name, source in finder.list([]):
            if name in copied:
                continue
            with source.open(name) as file:
                staticfiles_storage.delete(name)
                staticfiles_storage.save(name, file)
            copied[name] = (staticfiles_storage, name)
    with redirect_stdout(StringIO()):  # the compressor names each file
        for _, _, fault in staticfiles_storage.post_process(copied):
            if isinstance(fault, Exception):
                raise fault


def _fingerprint() -> str:
    """What would change if a file were added, changed or taken away."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            changed_at = storage.get_modified_time(name).isoformat()
            seen.update(f"{name} {storage.size(name)} {changed_at}\n".encode())
    return seen.hexdigest()
