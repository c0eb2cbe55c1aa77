"""What somebody wrote in an answer by e-mail, without the words of ours that their program quotes.

Cut only what is certainly not theirs: below our own line, below a mail program's line about an
earlier mail where nothing but quotations follows, and lines that begin with ``>``. When nothing is
left, all of it is kept: a word too many is better than one lost.
"""

import re

from kvitt.domain.messages import WORDS

MARK = "–––"
"""Stands on both sides of our line, so that no sentence of a person is taken for it."""
_OUR_LINES = tuple(words["above"] for words in WORDS.values())
_QUOTED = re.compile(r"^\s*>")
_ATTRIBUTION = re.compile(
    r"^\s*(den|on|am|på|il|le|el|fre|lør|søn|man|tir|ons|tor|mån|tis|tors|lör|sön|\d{4}-\d\d-\d\d|"
    r"\d{1,2}\.)\b.{0,300}\b(skrev|wrote|schrieb|écrit|escribió)\b.{0,200}:\s*$",
    re.I | re.S,
)
_EARLIER = re.compile(
    r"^\s*-{2,}\s*(ursprungligt meddelande|opprinnelig melding|original message|"
    r"vidarebefordrat meddelande|videresendt melding|forwarded message)\s*-{2,}\s*$",
    re.I,
)
_FROM = re.compile(r"^\s*\*?(från|fra|from|avsändare|avsender)\s*:\*?\s*\S", re.I)
_BESIDE = re.compile(
    r"^\s*\*?(skickat|sendt|sent|datum|dato|date|till|til|to|ämne|emne|subject)\s*:", re.I
)
_RULE = re.compile(r"(^|\n)[ \t]*_{10,}[ \t]*$")
_ATTRIBUTION_LINES = 3


def our_line(above: str) -> str:
    """The line above which an answer is written, as our mails show it."""
    return f"{MARK} {above} {MARK}"


def without_quoted(text: str) -> str:
    """The words that are new in an answer; all of them where nothing else would be left."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    end = _end_of_answer(lines)
    kept = "\n".join(line for line in lines[:end] if not _QUOTED.match(line)).strip()
    kept = _RULE.sub("", kept).strip()
    return re.sub(r"\n{3,}", "\n\n", kept) or text.strip()


def _end_of_answer(lines: list[str]) -> int:
    for at, line in enumerate(lines):
        if MARK in line and any(ours in line for ours in _OUR_LINES):
            return _without_attribution(lines, at)
        if _EARLIER.match(line) or _is_header_of_earlier(lines, at):
            return at
        if _attribution(lines, at) and _only_quotations(lines[at:]):
            return at
    return len(lines)


def _is_header_of_earlier(lines: list[str], at: int) -> bool:
    """A block such as From/Sent/To/Subject, of which at least two lines follow the first."""
    beside = sum(1 for line in lines[at + 1 : at + 5] if _BESIDE.match(line))
    return bool(_FROM.match(lines[at])) and beside >= 2


def _attribution(lines: list[str], at: int) -> int:
    """How many lines, from this one, are “on that day somebody wrote:”; 0 for none."""
    for count in range(1, _ATTRIBUTION_LINES + 1):
        if _ATTRIBUTION.match(" ".join(lines[at : at + count])):
            return count
    return 0


def _only_quotations(lines: list[str]) -> bool:
    rest = lines[_attribution(lines, 0) :]
    return all(not line.strip() or _QUOTED.match(line) for line in rest)


def _without_attribution(lines: list[str], end: int) -> int:
    """Our own line stands below the mail program's line about us: that goes, too."""
    for at in range(max(0, end - _ATTRIBUTION_LINES - 2), end):
        count = _attribution(lines, at)
        if count and all(
            not line.strip() or _QUOTED.match(line) for line in lines[at + count : end]
        ):
            return at
    return end
