"""What has gone wrong elsewhere has its tests here, row by row."""

import ast
import tomllib

import pytest

from tests.architecture.source import REPOSITORY

ROWS = tomllib.loads((REPOSITORY / "tests" / "acceptance.toml").read_text("utf-8"))["row"]


def functions_of(name: str) -> set[str]:
    tree = ast.parse((REPOSITORY / "tests" / name).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_all_thirty_rows_are_there() -> None:
    assert sorted(ROWS, key=int) == [str(number) for number in range(1, 31)]


@pytest.mark.parametrize("number", sorted(ROWS, key=int))
def test_each_row_names_tests_that_exist(number: str) -> None:
    row = ROWS[number]
    assert row["then"]
    assert row["tests"]
    for named in row["tests"]:
        file, _, function = named.partition("::")
        assert function in functions_of(file), named
