"""The public example of ELAN has the shape that our schema takes; it is not part of the project."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kvitt.integrations.elan.petition import petition, require_valid
from kvitt.simulators.elan_rules import refusals
from tests.domain.norwegian_filing import DEBTOR
from tests.integrations.elan_filing import NO, whole

SAMPLE = (
    Path(__file__).resolve().parents[3]
    / "shared" / "samples" / "no-utlegg" / "begjaering-v0-enkel.json"
)  # fmt: skip
pytestmark = pytest.mark.skipif(
    not SAMPLE.is_file(), reason=f"the samples are not here: {SAMPLE} is absent"
)


def sample():
    return json.loads(SAMPLE.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)


def test_the_example_has_the_shape_of_our_schema():
    require_valid(json.loads(SAMPLE.read_text("utf-8")))


def test_the_example_gives_its_ground_truth():
    claims = sample()["kravTilInnkreving"]
    assert sum(one["opprinneligBeloep"]["beloep"] for one in claims) == Decimal("14101.38")
    assert sum(one["gjenstaaendeBeloep"]["beloep"] for one in claims) == Decimal("12532.38")
    for one in claims:
        paid = sum(payment["beloep"]["beloep"] for payment in one.get("innbetaling", []))
        assert one["opprinneligBeloep"]["beloep"] - paid == one["gjenstaaendeBeloep"]["beloep"]


def test_the_simulated_authority_takes_the_example_as_it_is():
    told = sample()
    documents = {told["vedlegg"][0]["uuid"]: told["innsenderReferanse"]}
    assert refusals(told, documents=documents) == []


def places(tree, above=""):
    """Every key of a tree with the key that it stands under."""
    if isinstance(tree, list):
        return set().union(*(places(one, above) for one in tree))
    if not isinstance(tree, dict):
        return set()
    below = (places(value, name) for name, value in tree.items())
    return {f"{above}/{name}" for name in tree}.union(*below)


def test_our_petition_says_nothing_that_the_example_does_not_show():
    made = petition(whole(debtor=DEBTOR._replace(name="André Sæther")), NO)
    assert places(made) - places(sample()) == set()
