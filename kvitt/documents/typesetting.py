"""Typesetting: composed words in, PDF/A-2a with PDF/UA-1 tags out, the same bytes every time.

The words reach the template as a JSON file in memory and never as source, and the compiler's world
holds the template and this one letter's words alone: nothing that a creditor or debtor wrote can
become code or read a file, and nothing of a letter is left on disk.
"""

import json
import os
import re
import threading
from importlib.resources import files
from typing import Any, Literal

import typst

PDF_STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]

_PAGE_TREE = re.compile(rb"/Type/Pages/Count (\d+)")
_typesetters = threading.local()


class _Typesetter:
    """One template's compiler, kept for the next letter; never shared between threads."""

    def __init__(self, template: str) -> None:
        self.process = os.getpid()
        folder = files("kvitt.documents").joinpath("templates")
        names = ("look.typ", f"{template}.typ")
        self.source = b"\n".join(folder.joinpath(name).read_bytes() for name in names)
        self.compiler = typst.Compiler(ignore_system_fonts=True)

    def compile(self, words: dict[str, Any], code: bytes, **options: Any) -> Any:
        if self.process != os.getpid():
            # The compiler's threads do not survive a fork; it would wait for them for ever.
            raise RuntimeError(
                "this process was forked after its parent had made a letter: start workers by "
                "spawn, or before the first letter"
            )
        world = {
            "main.typ": self.source,
            "words.json": _json(words),
            # Apart from the words, which the compiler hashes often: a tenth faster.
            "code.json": _json(list(code)),
        }
        return self.compiler.compile(world, **options)


def _json(words: object) -> bytes:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()


def typeset(template: str, words: dict[str, Any], code: bytes = b"") -> bytes:
    """The words as a tagged, archivable PDF; ``code`` is the QR code's grey bytes.

    A letter of one page goes without page numbers; one that runs over is set again with them.
    """
    made = _typesetter(template).compile(words, code, format="pdf", pdf_standards=PDF_STANDARDS)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one run of bytes")
    if not words["numbered"] and page_count(made) > 1:
        return typeset(template, {**words, "numbered": True}, code)
    return made


def page_count(pdf: bytes) -> int:
    """The pages of a PDF that typeset made, read from its page tree."""
    found = _PAGE_TREE.search(pdf)
    if found is None:
        raise ValueError("the PDF has no readable page tree")
    return int(found[1])


def pictures(template: str, words: dict[str, Any], code: bytes = b"") -> list[bytes]:
    """The pages as PNG, for previews on the screen."""
    made = _typesetter(template).compile(words, code, format="png", ppi=110)
    pages = made if isinstance(made, list) else [made]
    if not words["numbered"] and len(pages) > 1:
        return pictures(template, {**words, "numbered": True}, code)
    return pages


def _typesetter(template: str) -> _Typesetter:
    kept: dict[str, _Typesetter] = _typesetters.__dict__.setdefault("kept", {})
    if template not in kept:
        kept[template] = _Typesetter(template)
    return kept[template]
