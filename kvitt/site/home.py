"""The home of an installation: one folder with everything that Kvitt keeps.

``KVITT_HOME`` names it; without it, it is the platform's user data folder. Its subfolders are
closed to everyone but the owner: letters and bank files are personal data.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from kvitt.kernel.refusal import Refusal

FOLDERS = (
    "postgres",
    "letters",
    "applications",
    "payments",
    "settlements",
    "logs",
    "static",
    "run",
    "secrets",
    "uploads",
)
_SECRET_BYTES = 32


class HomeNotUsable(Refusal):
    """The folder that should hold the installation cannot be made or written to."""


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder of one installation and the places in it."""

    root: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Home":
        """The home that ``KVITT_HOME`` names, or the platform's user data folder."""
        named = environ.get("KVITT_HOME", "").strip()
        root = Path(named).expanduser() if named else Path(platformdirs.user_data_dir("kvitt"))
        return cls(Path(os.path.abspath(root)))

    @property
    def postgres(self) -> Path:
        """The embedded database server's own folder."""
        return self.root / "postgres"

    @property
    def letters(self) -> Path:
        """Letters for the print house, with their manifests and receipts."""
        return self.root / "letters"

    @property
    def applications(self) -> Path:
        """Applications for the authorities, a folder a day, in it one for each."""
        return self.root / "applications"

    @property
    def payments(self) -> Path:
        """Bank files that came in, kept as they were."""
        return self.root / "payments"

    @property
    def settlements(self) -> Path:
        """Payment files to the bank and statements to creditors."""
        return self.root / "settlements"

    @property
    def uploads(self) -> Path:
        """Files that somebody has sent in and not yet said yes to."""
        return self.root / "uploads"

    @property
    def logs(self) -> Path:
        """What the server and the workers wrote about themselves."""
        return self.root / "logs"

    @property
    def static(self) -> Path:
        """Styles, scripts and fonts of the pages, gathered under names made of their content."""
        return self.root / "static"

    @property
    def run(self) -> Path:
        """Locks and notes of what runs now."""
        return self.root / "run"

    def create(self) -> "Home":
        """Makes the folder and its subfolders where they are missing.

        Raises HomeNotUsable where a file is in the way or the folder cannot be written.
        """
        # Started by root, the database runs as another account, which must pass through the home
        # to its own subfolder; it cannot list the home nor open any other subfolder.
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            if not self.root.is_dir():
                self.root.parent.mkdir(parents=True, exist_ok=True)
                self.root.mkdir(mode=mode, exist_ok=True)
                self.root.chmod(mode)
            for name in FOLDERS:
                folder = self.root / name
                if not folder.is_dir():
                    folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as problem:
            raise HomeNotUsable(
                f"the data folder {self.root} cannot be used: {problem.strerror}. "
                "Set KVITT_HOME to a folder that you may write to",
                folder=str(self.root),
            ) from problem
        return self

    def secret(self, name: str) -> str:
        """The random secret of that name, made on first use and kept in a file for the owner."""
        path = self.root / "secrets" / name
        if not path.exists():
            write_once(path, secrets.token_urlsafe(_SECRET_BYTES))
        return path.read_text("ascii").strip()

    def secret_made_by(self, name: str, make: Callable[[], str]) -> str:
        """The secret of that name as ``make`` made it on first use, in a file for the owner."""
        path = self.root / "secrets" / name
        if not path.exists():
            write_once(path, make())
        return path.read_text("ascii")


def write_once(path: Path, text: str) -> None:
    """Writes a file that only the owner reads; where it exists already, it stays as it is."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        # A link never replaces: of two commands that start at once, one wins and both read it.
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        os.unlink(temporary)


def write_note(path: Path, note: Mapping[str, object]) -> None:
    """Replaces a small JSON note in one step, so that a reader never sees half of it."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(note, file)
    os.replace(temporary, path)


def read_note(path: Path) -> dict[str, str]:
    """The JSON note at the path; empty where there is none."""
    if not path.exists():
        return {}
    return {str(key): str(value) for key, value in json.loads(path.read_text("utf-8")).items()}
