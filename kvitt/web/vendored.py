"""What others made and the pages use: copied into the repository, each file with its fingerprint.

``make vendor`` fetches the packages named in package.json, builds Kvitt's own colours from
``design/theme.json``, and copies what is used. Users never need npm: the copies are committed, and
a test compares them with their fingerprints.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
FOR_PAGES = REPOSITORY / "kvitt" / "web" / "static" / "vendor"
FOR_TESTS = REPOSITORY / "tests" / "web" / "vendor"
FINGERPRINTS = "SHA256SUMS"
THEME = Path(__file__).parent / "design" / "theme.json"
LOOK = "designsystemet.css"
_PACKAGES = REPOSITORY / "node_modules"
_PARTS = _PACKAGES / "@digdir" / "designsystemet-css" / "dist" / "src"
_PLAIN = ("base", "heading", "label", "paragraph", "list", "validation-message")
_COMPONENTS = (
    "button", "input", "field", "fieldset", "skip-link", "details", "card", "chip", "divider",
    "tag", "error-summary", "table", "link",
)  # fmt: skip
"""The parts that pages are made of; the rest of the design system stays where it is."""
_PICTURE_IN_TEXT = re.compile(r'url\("data:[^"]*"\)')
_COPIES: Mapping[Path, Mapping[str, str]] = {
    FOR_PAGES: {
        "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "htmx.js": "htmx.org/dist/htmx.min.js",
    },
    FOR_TESTS: {"axe.js": "axe-core/axe.min.js"},
}
_LICENCES: Mapping[Path, Mapping[str, tuple[str, ...]]] = {
    FOR_PAGES: {
        f"Designsystemet, {LOOK}": ("@digdir/designsystemet-css/LICENSE",),
        "Inter, inter-latin.woff2": ("@fontsource-variable/inter/LICENSE",),
        "htmx, htmx.js": ("htmx.org/LICENSE",),
    },
    FOR_TESTS: {"axe-core, axe.js": ("axe-core/LICENSE", "axe-core/LICENSE-3RD-PARTY.txt")},
}


def main() -> None:
    """Fetches, builds and copies; ends with the error of the step that failed."""
    _run("npm", "ci", "--ignore-scripts")
    for folder, copies in _COPIES.items():
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in copies.items():
            shutil.copyfile(_PACKAGES / source, folder / name)
        (folder / "LICENSES").write_text(_licences(_LICENCES[folder]), "utf-8")
    (FOR_PAGES / LOOK).write_text(_colours() + _components(), "utf-8")
    for folder in _COPIES:
        (folder / FINGERPRINTS).write_text(fingerprints(folder), "utf-8")


def fingerprints(folder: Path) -> str:
    """The SHA-256 of every vendored file in a folder, one a line, by name."""
    names = sorted(path for path in folder.iterdir() if path.name != FINGERPRINTS)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in names
    )


def _colours() -> str:
    """Kvitt's colours, sizes and type, light and dark, as the design system builds them."""
    with tempfile.TemporaryDirectory() as made:
        builder = str(_PACKAGES / ".bin" / "designsystemet")
        _run(builder, "tokens", "create", "--config", str(THEME), "-o", "tokens", within=made)
        _run(builder, "tokens", "build", "-t", "tokens", "-o", "built", within=made)
        theme = (Path(made) / "built" / "kvitt.css").read_text("utf-8")
    return re.sub(r"\n\s+", "\n", re.sub(r"/\*.*?\*/", "", theme, flags=re.S)).strip() + "\n"


def _components() -> str:
    """The parts in their layers, without pictures in the text: browsers load files of ours only."""
    layers = (("ds.base", _PLAIN), ("ds.components", _COMPONENTS))
    parts = ["@layer ds.theme, ds.base, ds.components;\n"]
    for layer, names in layers:
        for name in names:
            text = (_PARTS / f"{name}.css").read_text("utf-8").strip()
            parts.append(f"@layer {layer}{{{_PICTURE_IN_TEXT.sub('none', text)}}}\n")
    return "".join(parts)


def _licences(named: Mapping[str, tuple[str, ...]]) -> str:
    parts = []
    for name, sources in named.items():
        texts = [(_PACKAGES / source).read_text("utf-8").strip() for source in sources]
        parts.append("\n\n".join([f"{name}\n{'=' * len(name)}", *texts]))
    return "\n\n\n".join(parts) + "\n"


def _run(*command: str, within: str | Path = REPOSITORY) -> None:
    subprocess.run(command, cwd=within, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main()
