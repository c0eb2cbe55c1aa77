"""A file fits in one sitting, a function on one screen."""

import ast
import tomllib
from pathlib import Path

from tests.architecture.source import REPOSITORY, files, name_of, tree_of

FILE_LINES, FUNCTION_LINES, LINE_CHARACTERS, MOST_EXCEPTIONS = 400, 50, 100, 10
LISTED = tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text("utf-8")).get(
    "exception", []
)


def listed(path: Path, function: str | None = None) -> bool:
    return any(
        each["path"] == name_of(path) and each.get("function") == function for each in LISTED
    )


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, kinds)]


def test_no_file_is_longer_than_400_lines() -> None:
    too_long = {}
    for path in files(".py", ".sql", ".typ", ".html", ".js"):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > FILE_LINES and not listed(path):
            too_long[name_of(path)] = lines
    assert too_long == {}


def test_no_function_is_longer_than_50_lines() -> None:
    too_long = {}
    for path in files(".py"):
        for function in functions_of(path):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > FUNCTION_LINES and not listed(path, function.name):
                too_long[f"{name_of(path)}:{function.lineno} {function.name}"] = lines
    assert too_long == {}


def test_no_line_is_longer_than_100_characters() -> None:
    too_long = [
        f"{name_of(path)}:{number}"
        for path in files(".py", ".sql", ".typ")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > LINE_CHARACTERS
    ]
    assert too_long == []


def test_there_are_at_most_ten_exceptions_each_with_a_reason_and_still_needed() -> None:
    assert len(LISTED) <= MOST_EXCEPTIONS
    for each in LISTED:
        path = REPOSITORY / each["path"]
        assert each["reason"].strip(), each
        assert path.exists(), f"{each['path']} is gone: take its exception out"
        if function := each.get("function"):
            assert function in {found.name for found in functions_of(path)}, each
