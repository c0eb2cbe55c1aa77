"""The shape of the law's and the flows' files; what they mean is tested beside the law."""

import json
from pathlib import Path

import jsonschema
import pytest

from kvitt.law.plain_yaml import read_plain_yaml
from tests.architecture.source import REPOSITORY, files, name_of

LAW = [*files(".yaml", under="kvitt/law/se"), *files(".yaml", under="kvitt/law/no")]
FLOWS = [*files(".yaml", under="kvitt/domain/flows")]


def misfits(path: Path, schema: Path) -> list[str]:
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    found = read_plain_yaml(path.read_text("utf-8"), name=path.name)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)]


@pytest.mark.parametrize("path", LAW, ids=name_of)
def test_every_law_file_fits_the_schema(path: Path) -> None:
    assert misfits(path, REPOSITORY / "kvitt/law/schema.json") == []


@pytest.mark.parametrize("path", FLOWS, ids=name_of)
def test_every_flow_fits_the_schema(path: Path) -> None:
    assert misfits(path, REPOSITORY / "kvitt/domain/flows/schema.json") == []
