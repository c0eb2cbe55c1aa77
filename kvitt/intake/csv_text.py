"""From bytes to rows: encoding, damaged lines and repeated numbers, found before a row is read."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kvitt.intake.invoice import FieldProblem, RowError
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

CHUNK_BYTES = 1 << 20
HEAD_BYTES = 1 << 18
LONGEST_LINE_BYTES = 8 << 20
LONGEST_ROW_LINES = 200
"""A field may hold line breaks; one that goes on for longer is a quotation mark never closed."""

_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xaf]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Opener = Callable[[], BinaryIO]


class UnreadableFile(Refusal):
    """The file as a whole cannot be read as invoices."""


@dataclass(frozen=True, slots=True)
class FileText:
    """What is known of a file's text before its rows are read."""

    encoding: str
    has_nul: bool
    head: str
    """The first HEAD_BYTES, decoded."""


def examine(opener: Opener, *, name: str, encoding: str | None = None) -> FileText:
    """Reads the whole file once to find the encoding that all of it agrees with.

    UTF-8 and UTF-16 come first because they can be recognised; CP1252 last because almost any bytes
    are CP1252. A file that is neither, or both, is refused. Raises UnreadableFile.
    """
    with opener() as file:
        head = file.read(HEAD_BYTES)
    if not head.strip():
        raise UnreadableFile("{file} is empty", file=name)
    if encoding:
        return _tried(opener, encoding, head, name)
    for bom, known in _BOMS:
        if head.startswith(bom):
            return _tried(opener, known, head, name)
    # Western text in UTF-16 without a mark has a NUL in every second place.
    for known, zeros in (("utf-16-le", head[1:200:2]), ("utf-16-be", head[0:200:2])):
        if len(zeros) > 4 and zeros.count(0) > len(zeros) * 0.8:
            return _tried(opener, known, head, name)
    try:
        return _tried(opener, "utf-8", head, name)
    except UnreadableFile as not_utf8:
        if _has_utf8_letters(opener):
            raise UnreadableFile(
                "{file} mixes two encodings: {why}, and other lines are UTF-8; export it again, "
                "or say in the mapping which encoding it has",
                file=name,
                why=not_utf8.sentence,
            ) from not_utf8
    return _tried(opener, "cp1252", head, name)


def _tried(opener: Opener, encoding: str, head: bytes, name: str) -> FileText:
    decoder = codecs.getincrementaldecoder(encoding)()
    line, unbroken, has_nul = 1, 0, encoding.startswith("utf-16")
    with opener() as file:
        while chunk := file.read(CHUNK_BYTES):
            try:
                decoder.decode(chunk)
            except UnicodeError as no:
                at = line + chunk.count(b"\n", 0, getattr(no, "start", 0))
                raise UnreadableFile(
                    "{file} is not {encoding} on line {line}",
                    file=name,
                    line=at,
                    encoding=encoding.upper(),
                ) from no
            line += chunk.count(b"\n")
            has_nul = has_nul or b"\0" in chunk
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            unbroken = unbroken + len(chunk) if last < 0 else len(chunk) - last
            if unbroken > LONGEST_LINE_BYTES:
                raise UnreadableFile(
                    "{file} has a line of more than 8 MB after line {line}: it is not a list of "
                    "invoices",
                    file=name,
                    line=line,
                )
    try:
        decoder.decode(b"", final=True)
    except UnicodeError as no:
        raise UnreadableFile("{file} ends in the middle of a character", file=name) from no
    text = codecs.getincrementaldecoder(encoding)().decode(head)
    return FileText(encoding, has_nul, text)


def _has_utf8_letters(opener: Opener) -> bool:
    with opener() as file:
        while chunk := file.read(CHUNK_BYTES):
            if _UTF8_LETTER.search(chunk):
                return True
    return False


def rows_of(
    opener: Opener, *, encoding: str, delimiter: str, after_line: int
) -> Iterator[tuple[int, list[str] | RowError]]:
    """Every row after ``after_line`` with the line where it begins; damaged ones as RowError.

    A damaged row names the lines it swallowed, so that none is lost without a word.
    """
    with opener() as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        for _ in range(after_line):
            text.readline()
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        line = after_line + 1
        while True:
            try:
                for cells in reader:
                    end = after_line + reader.line_num
                    if end - line > LONGEST_ROW_LINES:
                        yield line, _swallowed(line, end, "a field goes on for too many lines")
                    elif cells:
                        yield line, cells
                    line = end + 1
                return
            except csv.Error as broken:
                end = after_line + reader.line_num
                yield line, _swallowed(line, end, str(broken))
                line = end + 1


def _swallowed(line: int, end: int, reason: str) -> RowError:
    where = f"line {line}" if end <= line else f"lines {line} to {end}"
    sentence = (
        f"{where} cannot be divided into columns ({reason}): look for a quotation mark that is "
        f"not closed or not doubled on line {line}"
    )
    return RowError(line, "", "", sentence)


@dataclass(frozen=True, slots=True)
class Repeated:
    """The invoice numbers that stand on more than one row."""

    alike: frozenset[str]
    """Every row with the number is the same: one invoice, written more than once."""
    different: frozenset[str]
    """The rows differ: nobody can tell which is the invoice, so none of them is."""


def find_repeated(
    rows: Iterable[tuple[int, list[str] | RowError]], number_at: int, kind_at: int
) -> Repeated:
    """The numbers that occur more than once, told before any of their rows is handed on.

    Rows that came first must not be registered when a later one contradicts them.
    """
    first: dict[str, int] = {}
    alike: set[str] = set()
    different: set[str] = set()
    least = max(number_at, kind_at)
    for _, cells in rows:
        # A named tuple is no list: damaged rows are reported when the rows are read.
        if type(cells) is list and len(cells) > least:
            key = repeat_key(cells, number_at, kind_at)
            content = hash(tuple(cells))
            if key not in first:
                first[key] = content
            else:
                (alike if first[key] == content else different).add(key)
    return Repeated(frozenset(alike - different), frozenset(different))


def repeat_key(cells: list[str], number_at: int, kind_at: int) -> str:
    """Invoice number, with the kind where the file has such a column: two series may overlap."""
    number = cells[number_at].strip()
    return number if kind_at < 0 else f"{number}\0{cells[kind_at].strip().casefold()}"


def refuse_nul(cells: Iterable[str]) -> None:
    """Refuses a row with embedded NUL characters, which no register can hold."""
    for cell in cells:
        if "\0" in cell:
            raise FieldProblem(
                "", cell.replace("\0", "␀"), Sentence("the row holds NUL characters")
            )
