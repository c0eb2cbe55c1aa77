"""The repository's own files, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
_NOT_OURS = {"var", "build", "dist", "node_modules", "vendor", "__pycache__"}
_TEXTS = {
    "", ".py", ".md", ".toml", ".yaml", ".yml", ".sql", ".typ", ".html", ".css", ".js", ".json",
    ".lock", ".csv", ".txt", ".xml", ".cfg", ".sh",
}  # fmt: skip


def files(*suffixes: str, under: str = ".") -> Iterator[Path]:
    """The repository's files with one of the suffixes, without what tools made or others wrote."""
    for path in sorted((REPOSITORY / under).rglob("*")):
        parts = path.relative_to(REPOSITORY).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts)
        if hidden or _NOT_OURS & set(parts) or path.suffix not in suffixes:
            continue
        if path.is_file():
            yield path


def texts() -> Iterator[Path]:
    """Every text file of the repository."""
    yield from files(*_TEXTS)


def name_of(path: Path) -> str:
    """The path as it is written in messages and in exceptions.toml."""
    return path.relative_to(REPOSITORY).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed Python file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))
