"""One word per thing, and it stands in the glossary."""

import re

import pytest

from kvitt.law.plain_yaml import read_plain_yaml
from tests.architecture.source import REPOSITORY, files

TABLE = re.compile(r"^create (?:unlogged )?table (?:if not exists )?(\w+)", re.I | re.M)


def explained() -> set[str]:
    """The words of the glossary: its rows' first cells, and all names in backticks."""
    text = (REPOSITORY / "GLOSSARY.md").read_text("utf-8")
    first_cells = re.findall(r"^\|\s*([^|]+?)\s*\|", text, re.M)
    words = {word.strip(" *`") for cell in first_cells for word in re.split(r"[,/(]", cell)}
    words |= set(re.findall(r"`([^`]+)`", text))
    return {word.lower().replace(" ", "_").replace("-", "_") for word in words}


def tables() -> list[str]:
    return sorted(
        name
        for path in files(".sql", under="kvitt/store/tables")
        for name in TABLE.findall(path.read_text("utf-8"))
    )


def step_kinds() -> list[str]:
    flows = [
        read_plain_yaml(path.read_text("utf-8"), name=path.name)
        for path in files(".yaml", under="kvitt/domain/flows")
    ]
    return sorted({step["kind"] for flow in flows for step in flow["steps"]})


def item_kinds() -> list[str]:
    table = (REPOSITORY / "kvitt/store/tables/claim_item.sql").read_text("utf-8")
    listed = re.search(r"kind text not null check \(kind in \(([^)]+)\)", table)
    assert listed, "claim_item lists its kinds"
    return sorted(re.findall(r"'(\w+)'", listed.group(1)))


@pytest.mark.parametrize("table", tables())
def test_every_table_is_explained(table: str) -> None:
    assert table in explained(), f"GLOSSARY.md has no line for the table {table}"


@pytest.mark.parametrize("kind", step_kinds())
def test_every_kind_of_step_is_explained(kind: str) -> None:
    assert kind in explained(), f"GLOSSARY.md has no line for the step {kind}"


@pytest.mark.parametrize("kind", item_kinds())
def test_every_kind_of_claim_item_is_explained(kind: str) -> None:
    assert kind in explained(), f"GLOSSARY.md has no line for the claim item {kind}"
