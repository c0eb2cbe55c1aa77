"""What import-linter does not see: portals apart, no clock below the use cases, trade names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import REPOSITORY, files, name_of, tree_of

PORTALS = ("office", "creditor", "debtor")
TIMELESS = (
    "kernel", "law", "domain", "store", "documents", "bank", "intake", "channels", "insight",
)  # fmt: skip
CLOCKS = {
    "date.today", "datetime.today", "datetime.now", "datetime.utcnow", "timezone.now",
    "timezone.localdate", "timezone.localtime", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.strftime",
}  # fmt: skip
EMPTY_WORDS = {"data", "info", "manager", "helper", "helpers", "process", "handle", "util", "utils"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def below(*layers: str) -> Iterator[Path]:
    for layer in layers:
        if (REPOSITORY / "kvitt" / layer).exists():
            yield from files(".py", under=f"kvitt/{layer}")


def test_the_portals_do_not_know_each_other() -> None:
    strangers = [
        f"{name_of(path)} imports {module}"
        for portal in PORTALS
        for path in below(f"web/{portal}")
        for module in imported(path)
        for other in PORTALS
        if other != portal and f"{module}.".startswith(f"kvitt.web.{other}.")
    ]
    assert strangers == []


def test_no_clock_is_read_below_the_use_cases() -> None:
    clocks = []
    for path in below(*TIMELESS):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = ".".join(ast.unparse(node.func).split(".")[-2:])
                if called in CLOCKS:
                    clocks.append(f"{name_of(path)}:{node.lineno} {called}()")
    assert clocks == []


def test_no_named_query_reads_the_databases_clock() -> None:
    clock = re.compile(r"\b(now\(\)|current_date|current_timestamp|clock_timestamp\(\))", re.I)
    asking = [
        f"{name_of(path)}: {found.group()}"
        for path in files(".sql", under="kvitt/store/sql")
        for found in clock.finditer(re.sub(r"--.*", "", path.read_text("utf-8")))
    ]
    assert asking == []


def test_names_are_words_of_the_trade() -> None:
    empty = []
    for path in files(".py", under="kvitt"):
        if EMPTY_WORDS & set(path.stem.split("_")):
            empty.append(name_of(path))
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                words = set(re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower().split("_"))
                if EMPTY_WORDS & words:
                    empty.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert empty == []


def test_the_trades_rules_work_with_nothing_above_them() -> None:
    """kernel, law and domain import each other downwards, the standard library, and little else."""
    allowed = {
        "kvitt",
        "yaml",
        "jsonschema",
        "stdnum",
        "holidays",
        "typing_extensions",
        "liquid",
        "cel",
    }
    import sys

    strangers = {
        f"{name_of(path)} imports {module}"
        for path in below("kernel", "law", "domain")
        for module in imported(path)
        if module.split(".")[0] not in allowed | sys.stdlib_module_names
    }
    assert strangers == set()
