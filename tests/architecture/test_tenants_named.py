"""A statement names the tenants whose rows it looks for.

Row security would hide all others' rows either way, but only after they were read: its condition
is no way into an index.
"""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import files, name_of, tree_of

TABLE = re.compile(r"^call enclose\('(\w+)'", re.M)
USED = re.compile(r"\b(from|join|update|delete from)\s+(?:only )?(\w+)(?=(?:\s+(?:as\s+)?(\w+))?)")
WORDS = {
    "and", "as", "cross", "default", "do", "for", "from", "full", "group", "having", "in", "inner",
    "is", "join", "lateral", "left", "limit", "natural", "offset", "on", "order", "returning",
    "select", "set", "to", "union", "using", "values", "where", "with", "tablesample", "except",
}  # fmt: skip
OF_ALL = {
    ("kvitt/store/limitation.py", "interruption"),  # named in the part that is put in
}
"""What is meant to go over all tenants, or names them where this test does not see it."""


def statements() -> Iterator[tuple[str, str]]:
    for path in files(".sql", under="kvitt/store/sql"):
        text = re.sub(r"--.*", "", path.read_text("utf-8"))
        yield from ((name_of(path), part) for part in text.split(";"))
    for path in files(".py", under="kvitt"):
        inner = {
            id(part)
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
            if part is not node
        }
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.JoinedStr):
                parts = (part.value for part in node.values if isinstance(part, ast.Constant))
                yield name_of(path), " {} ".join(map(str, parts))
            elif isinstance(node, ast.Constant) and id(node) not in inner:
                yield name_of(path), str(node.value)


def nameless(statement: str, tables: set[str]) -> Iterator[str]:
    """The tables that the statement looks into without a condition on the tenant."""
    text = " ".join(statement.lower().split())
    if not re.search(r"\b(select|update|delete)\b", text):
        return
    for used in USED.finditer(text):
        table, alias = used[2], used[3]
        if table not in tables:
            continue
        if used[1] == "update" and re.search(r"\b(for|do|key)$", text[: used.start()].strip()):
            continue
        alias = alias if alias and alias not in WORDS else table
        after = text[used.end() :]
        if not re.search(rf"\b{alias}\.tenant_id\b", text) and not re.search(
            r"(?<![\w.])tenant_id\b", after
        ):
            yield table


def test_every_statement_names_its_tenants() -> None:
    tables = {
        name
        for path in files(".sql", under="kvitt/store/tables")
        for name in TABLE.findall(path.read_text("utf-8"))
    }
    assert len(tables) > 80
    found = {
        (name, table)
        for name, statement in statements()
        for table in nameless(statement, tables)
        if not name.startswith("kvitt/commands/demo")  # sums of the whole house, shown once
    }
    assert found == OF_ALL


def test_the_look_finds_a_statement_without() -> None:
    tables = {"claim", "hold"}
    wrong = "select c.id from due join claim c on c.case_id = due.id"
    assert list(nameless(wrong, tables)) == ["claim"]
    right = (
        "select c.id from due join claim c on c.tenant_id = due.tenant_id and c.case_id = due.id"
    )
    assert list(nameless(right, tables)) == []
    assert list(nameless("update hold set until_on = %s where id = %s", tables)) == ["hold"]
