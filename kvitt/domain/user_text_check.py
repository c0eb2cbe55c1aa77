"""What a user's text may hold: Liquid as it was read, checked against white lists, node by node.

Each name is declared with its kind, so that a wrong name, a list printed as if it were a word or a
number compared with a word is refused when the text is written and not when a letter is made.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

import liquid
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import Path, primitive
from liquid.builtin.expressions.arguments import PositionalArgument
from liquid.builtin.expressions.filtered import FilteredExpression
from liquid.builtin.expressions.loop import LoopExpression
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.context import RenderContext
from liquid.expression import Expression

from kvitt.domain.user_text_terms import (
    MOST_DEPTH,
    MOST_LOOPS,
    MOST_OF_A_MARK,
    Kind,
    UnknownVariable,
    UserTextNotAllowed,
    UserTextTooLarge,
    Variable,
    line_of,
    not_allowed,
    place_of,
)

FILTERS: Mapping[str, tuple[str, ...]] = {
    "capitalize": (), "default": ("text",), "downcase": (), "strip": (), "upcase": (),
    "truncate": ("number", "text"), "truncatewords": ("number", "text"),
}  # fmt: skip
"""Filters with the kinds of their arguments: none multiplies a text, and none counts."""
MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
LITERAL = r"""(?:-?\d+|"[^"]*"|'[^']*')"""
WHEN = re.compile(rf"when\s+{LITERAL}(?:\s*(?:,|\bor\b)\s*{LITERAL})*")
MARKS = frozenset("<>&\"'")
HTML_TAG = re.compile(r"</?(?:p|br|strong|em|ul|ol|li)\s*/?>")
"""The marks that a text for a page may hold: none of them takes an attribute."""
FORLOOP: Mapping[str, Kind] = {
    "first": "yes_no", "last": "yes_no", "index": "number", "length": "number",
}  # fmt: skip
NODES = (
    BlockNode, CaseNode, ConditionalBlockNode, ContentNode, ForNode, IfNode,
    MultiExpressionBlockNode, OutputNode, UnlessNode,
)  # fmt: skip
VALUES = {
    "StringLiteral": "text", "IntegerLiteral": "number", "TrueLiteral": "yes_no",
    "FalseLiteral": "yes_no", "Nil": "", "Empty": "", "Blank": "",
}  # fmt: skip
OPENING = re.compile(r"\{\{|\{%")
OUTPUT = re.compile(r"\{\{")
BARE = re.compile(r"-?\s*(?:else|end[a-z]+)\s+[^\s-]")
BLANKS = re.compile(r"\s{50}")
ORDERINGS = ("LeExpression", "GeExpression", "LtExpression", "GtExpression")
COMPARISONS = ("EqExpression", "NeExpression", *ORDERINGS)
JOININGS = ("BooleanExpression", "LogicalAndExpression", "LogicalOrExpression", "_AnyExpression")


Rows = Mapping[str, Mapping[str, Variable]]
"""The names that loops give, each with the fields of its rows."""


class Check:
    """Walks the text as Liquid read it and refuses whatever is not listed."""

    def __init__(
        self,
        template: liquid.BoundTemplate,
        source: str,
        variables: Mapping[str, Variable],
        is_html: bool,
    ) -> None:
        self.context = RenderContext(template)
        self.source, self.variables, self.is_html = source, variables, is_html
        self.used: dict[str, int] = {}
        """The declared variables that it names, with the line of their first place."""
        self.loops = 0
        self.words: list[str] = []
        self.prints: list[int] = []

    def whole(self, template: liquid.BoundTemplate) -> None:
        """Refuses what stands in the text, and a text of which Liquid would lose a part."""
        self.nodes(template.nodes, {}, 0)
        kept = "".join("".join(self.words).split())
        blanked = MARK.sub(lambda mark: " " * len(mark.group()), self.source)
        signs = [at for at, sign in enumerate(blanked) if not sign.isspace()]
        pairs = zip_longest(signs, kept)
        lost = [at for at, sign in pairs if at is not None and blanked[at] != sign]
        openings = {self.source.rfind("{{", 0, at + 2) for at in self.prints}
        lost += [found.start() for found in OUTPUT.finditer(self.source)
                 if found.start() not in openings]  # fmt: skip
        if lost:
            raise self.no(min(lost), "what stands here would be lost, as it does before a “when”")

    def nodes(self, nodes: Sequence[Node], rows: Rows, depth: int) -> None:
        """Refuses what stands in these nodes; ``rows`` are the loops' names around them."""
        for node in nodes:
            at = node.token.start_index
            if not isinstance(node, NODES):
                raise self.no(at, f"“{node.token.value}” is no part of a text")
            if depth > MOST_DEPTH * 2:
                raise UserTextTooLarge("the text is nested too deeply")
            if isinstance(node, ContentNode):
                self.content(node)
            if isinstance(node, CaseNode):
                self.case(node, rows)
            inner = self.loop(node, rows) if isinstance(node, ForNode) else rows
            for expression in node.expressions():
                if isinstance(node, OutputNode):
                    self.prints.append(at)
                    self.printed(expression, rows)
                elif not isinstance(expression, LoopExpression):
                    self.kind(expression, rows, 0)
            children = list(node.children(self.context))
            self.nodes(children, inner, depth + 1)

    def content(self, node: ContentNode) -> None:
        """Words as they stand: no left-over Liquid and, on a page, only the listed marks."""
        at = node.token.start_index
        self.words.append(node.text)
        found = re.search(r"\{\{|\{%|\}\}|%\}", node.text)
        if found:
            raise self.no(at, f"“{found.group()}” stands alone")
        if self.is_html and "<" in HTML_TAG.sub("", node.text):
            raise self.no(at, "only <p>, <br>, <strong>, <em>, <ul>, <ol> and <li> can be used")

    def loop(self, node: ForNode, rows: Rows) -> Rows:
        """The names inside the loop: a row of a declared list, and ``forloop``."""
        loop, at = node.expression, node.token.start_index
        self.loops += 1
        if self.loops > MOST_LOOPS:
            raise UserTextTooLarge("a text has at most {loops} loops", loops=MOST_LOOPS)
        if not isinstance(loop.iterable, Path) or len(loop.iterable.path) != 1:
            raise self.no(at, f"“for” goes through a list; there is {self.names('list')}")
        if self.path(loop.iterable, rows) != "list":
            raise self.no(at, f"“{loop.iterable}” is no list; there is {self.names('list')}")
        for option in (loop.limit, loop.offset):
            if option is None:
                continue
            if not isinstance(option, primitive.IntegerLiteral) or int(option.value) < 0:
                raise self.no(at, "“limit” and “offset” are whole numbers from 0")
        name = str(loop.identifier)
        if name in self.variables or name in rows or name == "forloop":
            raise self.no(at, f"the loop needs a name of its own: “{name}” is taken")
        fields = self.variables[str(loop.iterable.path[0])].fields or {}
        forloop = {part: Variable(kind, "") for part, kind in FORLOOP.items()}
        return {**rows, name: fields, "forloop": forloop}

    def case(self, node: CaseNode, rows: Rows) -> None:
        """After “when” stand written values of its kind, each once, or a part would print twice."""
        kind, told = self.kind(node.expression, rows, 0), list[str]()
        for block in node.blocks:
            at = block.token.start_index
            if not isinstance(block, MultiExpressionBlockNode):
                if block is not node.blocks[-1]:
                    raise self.no(at, "“else” stands once, after every “when”")
                continue
            written = self.source[at : self.source.index("%}", at)]
            if not WHEN.fullmatch(written.rstrip("-").strip()):
                raise self.no(at, "after “when” stand written values: {% when 1, 2 %}")
            for value in block.expression.children():
                if self.kind(value, rows, 0) != kind:
                    raise self.no(at, f"“case” asks for {kind or 'nothing'}, not “{value}”")
                told.append(str(value))
            if len(set(told)) < len(told):
                raise self.no(at, f"“{told[-1]}” stands twice after “when”")

    def printed(self, expression: Expression, rows: Rows) -> None:
        """What ``{{ … }}`` shows: a text or a number, through listed filters."""
        if self.kind(expression, rows, 0) not in ("text", "number"):
            shown = str(expression).partition("|")[0].strip()
            raise self.no(
                _at(expression), f"“{shown}” cannot be printed: ask for it with “if” or “for”"
            )

    def kind(self, expression: Expression, rows: Rows, depth: int) -> str:
        """The kind of value; empty for “nothing”, which goes with every kind."""
        name = type(expression).__name__
        if self.is_html and name == "StringLiteral" and MARKS & set(str(expression)[1:-1]):
            raise self.no(_at(expression), "a written value on a page holds no marks")
        if depth > MOST_DEPTH:
            raise UserTextTooLarge("{place}too deeply nested", place=self.place(_at(expression)))
        if isinstance(expression, Path):
            return self.path(expression, rows)
        if name in VALUES:
            return VALUES[name]
        if isinstance(expression, FilteredExpression):
            return self.filtered(expression, rows, depth)
        kinds = [self.kind(part, rows, depth + 1) for part in expression.children()]
        if name in COMPARISONS:
            if len({kind for kind in kinds if kind}) > 1:
                told = f"“{expression}” compares {kinds[0]} with {kinds[1]}"
                raise self.no(_at(expression), told)
            if name not in ORDERINGS or kinds == ["number", "number"]:
                return "yes_no"
        elif name in JOININGS or (name == "ContainsExpression" and kinds == ["text", "text"]):
            return "yes_no"
        raise self.no(_at(expression), f"“{expression}” cannot be used")

    def filtered(
        self,
        expression: FilteredExpression,
        rows: Rows,
        depth: int,
    ) -> str:
        """The kind of a value with its filters, each listed and with arguments of its kinds."""
        kind = self.kind(expression.left, rows, depth + 1)
        for filter_ in expression.filters or []:
            wanted = FILTERS.get(filter_.name)
            given = [
                self.kind(one.value, rows, depth + 1)
                for one in filter_.args
                if isinstance(one, PositionalArgument)
            ]
            fits = wanted is not None and tuple(given) == wanted[: len(given)]
            if not fits or len(given) != len(filter_.args) or kind not in ("text", "number"):
                told = f"“{filter_.name}” cannot be used so; there is {', '.join(FILTERS)}"
                raise self.no(_at(expression), told)
            kind = "text"
        return kind

    def path(self, path: Path, rows: Rows) -> str:
        """The kind of the named value. Raises UnknownVariable with line and name."""
        root, *rest = path.path
        fields = rows.get(root) if isinstance(root, str) else None
        if fields is not None and len(rest) == 1 and rest[0] in fields:
            return fields[str(rest[0])].kind
        if isinstance(root, str) and root in self.variables and fields is None:
            self.used.setdefault(root, line_of(self.source, _at(path)))
            if not rest:
                return self.variables[root].kind
            if rest == ["size"] and self.variables[root].kind == "list":
                return "number"
        known = ", ".join(f"{root}.{name}" for name in fields) if fields else self.names()
        raise UnknownVariable(
            "{place}there is no “{variable}”; there is {known}",
            line=line_of(self.source, _at(path)), variable=str(path), place=self.place(_at(path)),
            known=known,
        )  # fmt: skip

    def names(self, kind: str = "") -> str:
        """The declared names, for a sentence."""
        found = [name for name, one in self.variables.items() if kind in ("", one.kind)]
        return ", ".join(found) or "none"

    def place(self, at: int) -> str:
        """Line and place, for a sentence."""
        return place_of(self.source, at)

    def no(self, at: int, problem: str) -> UserTextNotAllowed:
        """The refusal of what stands there."""
        return not_allowed(self.source, at, problem)


def scan(source: str) -> None:
    """Refuses marks that do not end, hold other marks, or are so long that reading them is slow.

    Liquid reads a text by patterns that go back and forth: what is refused here, in one pass, could
    keep them busy for seconds.
    """
    at = 0
    while (found := OPENING.search(source, at)) is not None:
        at, mark = found.end(), found.group()
        end = source.find("}}" if mark == "{{" else "%}", at)
        if end < 0:
            raise not_allowed(source, found.start(), f"“{mark}” does not end")
        inside = source[at:end]
        if OPENING.search(inside) or inside.startswith(("{", "%")):
            raise not_allowed(source, found.start(), f"“{mark}” holds another mark")
        if BARE.match(inside):
            raise not_allowed(source, found.start(), f"“{inside.strip()}” says too much")
        if len(inside) > MOST_OF_A_MARK or BLANKS.search(inside):
            raise UserTextTooLarge(
                "{place}“{mark}” holds more than {most} characters, or many blanks",
                place=place_of(source, found.start()),
                mark=mark,
                most=MOST_OF_A_MARK,
            )
        at = end + 2


def _at(expression: Expression) -> int:
    return expression.token.start_index
