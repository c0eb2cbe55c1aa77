"""Text files of 80 columns: bytes to numbered lines, and fields out of columns."""

from datetime import date

from kvitt.bank.payment import UnreadableBankFile, UnreadableRecord

MAX_LINE = 1000
"""Characters: a line beyond this is no record of 80 columns, whatever stands in it."""

_END_OF_FILE_MARK = "\x1a"


def as_lines(raw: bytes, *, name: str) -> tuple[list[str], list[str]]:
    """The lines of a bank's text file, and warnings about its encoding.

    UTF-8 with or without byte order mark where the bytes are valid UTF-8, otherwise Latin-1, which
    the banks' manuals name. Raises UnreadableBankFile for endless lines.
    """
    warnings = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "\ufffd" in text:
        warnings.append(
            f"{name}: letters were lost before the file came here (“\ufffd”); names can be wrong"
        )
    # Not splitlines(): it also breaks at U+0085, which is a letter's byte in a wrong encoding.
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip(_END_OF_FILE_MARK + "\n ")
    lines = text.split("\n")
    longest = max(map(len, lines))
    if longest > MAX_LINE:
        raise UnreadableBankFile(
            "{name}: a line has {longest} characters, where a record has 80: not a bank file",
            name=name,
            longest=longest,
        )
    return lines, warnings


def whole_number(line: str, start: int, end: int, *, field: str, position: str) -> int:
    """The digits in columns start+1 to end. Raises UnreadableRecord unless all are digits."""
    digits = line[start:end]
    if len(digits) != end - start or not (digits.isascii() and digits.isdigit()):
        raise UnreadableRecord(
            position, f"{position}: {field} reads “{digits}”, which is not a number", line
        )
    return int(digits)


def day_of(text: str, *, field: str, position: str, line: str) -> date:
    """The day written CCYYMMDD. Raises UnreadableRecord where there is no such day."""
    try:
        if len(text) == 8 and text.isascii() and text.isdigit():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        # No such day in the calendar: told below, like any other text that is not a day.
        pass
    raise UnreadableRecord(position, f"{position}: {field} reads “{text}”, which is no day", line)
