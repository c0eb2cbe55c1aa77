"""Files that debtors and creditors send along: their type is read from their bytes.

>>> media_type_of("receipt.pdf", b"%PDF-1.7 ...")
'application/pdf'
"""

from kvitt.kernel.refusal import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_NAME = 200
MAGIC = (
    (b"%PDF-1.", "application/pdf"),
    (b"%PDF-2.", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\ufeff")


class FileRefused(Refusal):
    """The file is empty, too large, or not of a type that is taken."""


def media_type_of(name: str, content: bytes) -> str:
    """The type of a PDF, JPEG, PNG or plain text in UTF-8, by its bytes and not its name.

    Raises FileRefused, also above ten megabytes.
    """
    if not content:
        raise FileRefused("{name} is empty", name=name)
    if len(content) > MOST_BYTES:
        raise FileRefused(
            "{name} has {size} bytes; at most {most_bytes} are taken",
            name=name,
            size=len(content),
            most_bytes=MOST_BYTES,
        )
    for magic, media_type in MAGIC:
        if content.startswith(magic):
            return media_type
    if _is_plain_text(content):
        return "text/plain"
    raise FileRefused("{name} is no PDF, JPEG, PNG or plain text in UTF-8", name=name)


def plain_name(name: str) -> str:
    """The file's name without folders and control characters, at most 200 characters long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable()).strip(" .")
    return kept[-MOST_NAME:] or "file"


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if text.lstrip()[:1] == "<":
        return False  # a page that a browser would run
    return all(c >= " " or c in _ALLOWED_CONTROLS for c in text) and "\x7f" not in text
