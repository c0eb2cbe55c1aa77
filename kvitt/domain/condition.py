"""Conditions that users write: CEL, without its macros, over declared variables.

CEL itself reads and answers. Before that, the condition is checked here: short, of listed signs and
functions, each variable declared and each comparison between values of the same kind. So a slip
is refused with its place when the condition is written, not on the night when it matters.

>>> condition("balance_minor > 10000 && !(stage in ['closed'])", {
...     "balance_minor": "number", "stage": "text"}).holds(
...     {"balance_minor": 25000, "stage": "reminded"})
True
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

if TYPE_CHECKING:
    import cel

Kind = Literal["text", "number", "yes_no", "day"]

MOST_CHARACTERS = 1_000
MOST_DEPTH = 12
MOST_TERMS = 250
MOST_OF_A_VALUE = 2_000
LARGEST = 10**12
"""The largest number that can be written or given; what CEL then cannot count has no answer."""
MACROS = ("all", "exists", "exists_one", "map", "filter", "has")
METHODS = ("startsWith", "endsWith", "contains")
TERM = re.compile(
    r"""(?P<space>[ \n]+)|(?P<number>\d+(?![\w.]))|(?P<name>[A-Za-z_]\w*)
    |(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<sign>&&|\|\||==|!=|<=|>=|[<>!+\-*().,\[\]])""",
    re.VERBOSE | re.ASCII,
)
ORDER = ("<", "<=", ">", ">=")
EQUALITY = ("==", "!=")
CALLED = {"text": "text", "number": "number", "yes_no": "yes or no", "day": "day"}


class ConditionNotAllowed(Refusal):
    """The condition cannot be read, or uses what a condition may not use; names the place."""


class UnknownConditionVariable(ConditionNotAllowed):
    """The condition names a variable that there is not."""


class ConditionTooLarge(ConditionNotAllowed):
    """The condition is longer or deeper than a condition may be."""


class ConditionCannotAnswer(Refusal):
    """The condition has no answer for these values: one is missing, of another kind, or too big."""


class Term(NamedTuple):
    """A word or sign of a condition, and where it stands."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was checked."""

    source: str
    variables: Mapping[str, Kind]
    used: tuple[str, ...]
    """The variables that it names."""

    def holds(self, given: Mapping[str, object]) -> bool:
        """Whether it holds for these values. Raises ConditionCannotAnswer; never guesses."""
        asked = {name: _plain(name, given, self.variables[name]) for name in self.used}
        try:
            answer = _program(self.source).execute(asked)
        except (ArithmeticError, RuntimeError, TypeError, ValueError, KeyError) as no:
            raise ConditionCannotAnswer("the condition has no answer here: {no}", no=no) from no
        if answer is True or answer is False:
            return bool(answer)
        raise ConditionCannotAnswer(
            "the condition says {answer!r} and not yes or no", answer=answer
        )


def condition(source: str, variables: Mapping[str, Kind]) -> Condition:
    """The checked condition.

    Raises ConditionNotAllowed and its kinds, each with line and place.
    """
    if len(source) > MOST_CHARACTERS:
        raise ConditionTooLarge(
            "the condition has {count} characters; the most are {most}",
            count=len(source),
            most=MOST_CHARACTERS,
        )
    check = _Check(source, _terms(source), variables)
    kind = check.whole()
    _program(source)
    if kind != "yes_no":
        raise _not_allowed(source, 0, f"the condition is {CALLED[kind]}: it is to be yes or no")
    return Condition(source, dict(variables), tuple(sorted(check.used)))


@lru_cache(maxsize=500)
def _program(source: str) -> "cel.Program":
    import cel  # loads its own command line: only where a condition is asked

    try:
        return cel.compile(source)
    except ValueError as no:
        found = re.search(r"<input>:(\d+):(\d+): (?:Syntax error: )?([^\n]*)", str(no))
        line, place, told = found.groups() if found else ("1", "1", "it cannot be read")
        raise ConditionNotAllowed(
            "line {at_line}, place {place}: {told}",
            line=int(line),
            at_line=line,
            place=place,
            told=told,
        ) from no


def _terms(source: str) -> list[Term]:
    terms: list[Term] = []
    at = 0
    while at < len(source):
        found = TERM.match(source, at)
        if found is None:
            told = f"“{source[at]}” cannot be used: there is && || ! == != < <= > >= + - * in"
            raise _not_allowed(source, at, told)
        kind = str(found.lastgroup)
        if kind != "space":
            terms.append(Term(kind, found.group(), at))
        at = found.end()
    if len(terms) > MOST_TERMS:
        raise ConditionTooLarge(
            "the condition has {count} words; the most are {most}",
            count=len(terms),
            most=MOST_TERMS,
        )
    return [*terms, Term("end", "", len(source))]


class _Check:
    """Reads a condition by CEL's order of operations and finds the kind of each part."""

    def __init__(self, source: str, terms: list[Term], variables: Mapping[str, Kind]) -> None:
        self.source, self.terms, self.variables = source, terms, variables
        self.next = 0
        self.depth = 0
        self.used: set[str] = set()

    def whole(self) -> Kind:
        """The kind of the whole condition."""
        kind = self.joined()
        if self.term.kind != "end":
            raise self.no(f"“{self.term.text}” is not expected here")
        return kind

    @property
    def term(self) -> Term:
        """The term that is read next."""
        return self.terms[self.next]

    def take(self, *texts: str) -> str:
        """Steps over the next term where it is one of these; empty where it is not."""
        term = self.term
        if term.kind in ("text", "end") or term.text not in texts:
            return ""
        self.next += 1
        return term.text

    def expect(self, text: str) -> None:
        """Steps over the term that must stand here."""
        if not self.take(text):
            raise self.no(f"“{text}” is expected here")

    def joined(self, signs: tuple[str, ...] = ("||", "&&")) -> Kind:
        """Conditions joined by “or”, then by “and”: each of them yes or no."""
        if not signs:
            return self.compared()
        at, kind = self.next, self.joined(signs[1:])
        while self.take(signs[0]):
            self.need(kind, "yes_no", at)
            at, kind = self.next, self.joined(signs[1:])
            self.need(kind, "yes_no", at)
        return kind

    def compared(self) -> Kind:
        """A comparison of two values of one kind; comparisons cannot be chained."""
        at, left = self.next, self.summed()
        sign = self.take(*ORDER, *EQUALITY, "in")
        if not sign:
            return left
        if sign == "in":
            self.listed(left, at)
        else:
            right_at, right = self.next, self.summed()
            self.comparable(left, right, at, right_at)
            if sign in ORDER and "yes_no" in (left, right):
                raise self.no(f"“{sign}” does not compare yes or no", at)
        if self.take(*ORDER, *EQUALITY, "in"):
            raise self.no("comparisons cannot be chained: join them with &&", self.next - 1)
        return "yes_no"

    def listed(self, kind: Kind, at: int) -> None:
        """The list after “in”: written values of the kind that is sought."""
        self.expect("[")
        while True:
            value_at = self.next
            if self.term.kind not in ("text", "number"):
                raise self.no("a list holds texts or numbers as they are written")
            self.comparable(kind, self.value(), at, value_at)
            if self.take("]"):
                return
            self.expect(",")

    def comparable(self, left: Kind, right: Kind, left_at: int, right_at: int) -> None:
        """Refuses values of two kinds; a day is compared with a day written as “2026-03-01”."""
        for day, other, at in ((left, right, right_at), (right, left, left_at)):
            if day == "day" and other == "text":
                self.day_written(at)
                return
        if left != right:
            raise self.no(f"{CALLED[left]} is not compared with {CALLED[right]}", right_at)

    def day_written(self, at: int) -> None:
        """Refuses a text that is no day as it is written here."""
        term = self.terms[at]
        try:
            if (
                term.kind != "text"
                or date.fromisoformat(term.text[1:-1]).isoformat() != (term.text[1:-1])
            ):
                raise ValueError
        except ValueError as no:
            raise self.no("a day is written as “2026-03-01”", at) from no

    def summed(self) -> Kind:
        """Numbers added and subtracted."""
        return self.counted(("+", "-"), self.multiplied)

    def multiplied(self) -> Kind:
        """Numbers multiplied."""
        return self.counted(("*",), self.value)

    def counted(self, signs: tuple[str, ...], part: Callable[[], Kind]) -> Kind:
        """Parts between these signs: numbers, where there is more than one."""
        at = self.next
        kind = part()
        while self.take(*signs):
            self.need(kind, "number", at)
            at = self.next
            kind = part()
            self.need(kind, "number", at)
        return kind

    def value(self) -> Kind:
        """A single value: written, named, negated, in brackets, or asked of a text."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise ConditionTooLarge(
                "{place}nested too deeply", place=_place(self.source, self.term.at)
            )
        at, term = self.next, self.term
        kind: Kind
        if sign := self.take("!", "-"):
            kind = "yes_no" if sign == "!" else "number"
            self.need(self.value(), kind, at + 1)
        elif self.take("("):
            kind = self.joined()
            self.expect(")")
        else:
            kind = self.written(term)
        while self.take("."):
            kind = self.asked(kind, at)
        self.depth -= 1
        return kind

    def written(self, term: Term) -> Kind:
        """A number, a text, yes or no, or a declared variable.

        No functions: of those that CEL has, the library counts the length of a text in bytes.
        """
        self.next += 1
        if term.kind == "number":
            if int(term.text) > LARGEST:
                raise self.no(f"the largest number is {LARGEST}", self.next - 1)
            return "number"
        if term.kind == "text":
            return "text"
        if term.text in ("true", "false"):
            return "yes_no"
        if term.kind != "name":
            self.next -= 1
            raise self.no(f"a value is expected here, not “{term.text or 'the end'}”")
        if self.take("("):
            raise self.no(f"“{term.text}” cannot be used: no functions can", self.next - 2)
        if term.text not in self.variables:
            raise UnknownConditionVariable(
                "{place}there is no “{variable}”; there is {variables}",
                variable=term.text, place=_place(self.source, term.at),
                variables=list(self.variables),
            )  # fmt: skip
        self.used.add(term.text)
        return self.variables[term.text]

    def asked(self, kind: Kind, at: int) -> Kind:
        """What a text is asked: whether it begins, ends with or holds another."""
        if self.term.text not in METHODS or self.term.kind != "name":
            what = "its loops are" if self.term.text in MACROS else "it is"
            told = f"“.{self.term.text}” cannot be used: {what} not among {', '.join(METHODS)}"
            raise self.no(told)
        self.next += 1
        self.need(kind, "text", at)
        self.expect("(")
        inner = self.next
        self.need(self.joined(), "text", inner)
        self.expect(")")
        return "yes_no"

    def need(self, kind: Kind, wanted: Kind, at: int) -> None:
        """Refuses a part that is of another kind."""
        if kind != wanted:
            raise self.no(f"{CALLED[wanted]} is expected here, not {CALLED[kind]}", at)

    def no(self, problem: str, at: int | None = None) -> ConditionNotAllowed:
        """The refusal of the term at that number, or of the next one."""
        return _not_allowed(self.source, self.terms[self.next if at is None else at].at, problem)


def _place(source: str, at: int) -> str:
    line = source.count("\n", 0, at) + 1
    place = at - (source.rfind(chr(10), 0, at) + 1) + 1
    return Sentence("line {line}, place {place}: ", line=line, place=place)


def _not_allowed(source: str, at: int, problem: str) -> ConditionNotAllowed:
    line = source.count("\n", 0, at) + 1
    return ConditionNotAllowed(
        "{place}{problem}", line=line, place=_place(source, at), problem=problem
    )


def _plain(name: str, given: Mapping[str, object], kind: Kind) -> object:
    """The value as CEL gets it; a day goes as its text, which orders alike."""
    value = given.get(name)
    if kind == "day" and type(value) is date:
        return value.isoformat()
    fits = (
        (kind == "text" and type(value) is str and len(value) <= MOST_OF_A_VALUE)
        or (kind == "number" and type(value) is int and abs(value) <= LARGEST)
        or (kind == "yes_no" and type(value) is bool)
    )
    if not fits:
        told = "has no value here" if value is None else f"is not {CALLED[kind]}, or is too large"
        raise ConditionCannotAnswer("“{variable}” {told}", variable=name, told=told)
    return value
