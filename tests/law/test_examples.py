"""Every worked case in kvitt/law/examples, each under the id of its source."""

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kvitt.kernel.days import ONE_DAY
from kvitt.law.allocation import allocation_order
from kvitt.law.book import law_book
from kvitt.law.deadlines import least_deadline, shift_due_day
from kvitt.law.fees import Circumstances, EarlierFee, FeeNotAllowed, fee
from kvitt.law.interest import late_interest
from kvitt.law.plain_yaml import read_plain_yaml


def _examples() -> list[dict[str, Any]]:
    folder = files("kvitt.law").joinpath("examples")
    pages = [
        read_plain_yaml(file.read_text(encoding="utf-8"), name=file.name)
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yaml")
    ]
    return [example for page in pages for example in page["examples"]]


EXAMPLES = _examples()


def _asked(question: str) -> list[Any]:
    found = [one for one in EXAMPLES if one["question"] == question]
    return [pytest.param(one, id=f"{one['id']}: {one['title']}") for one in found]


def _with_days(given: dict[str, Any]) -> dict[str, Any]:
    return {
        key: date.fromisoformat(value) if key == "on" or key.endswith("_on") else value
        for key, value in given.items()
    }


@pytest.mark.parametrize("example", _asked("interest"))
def test_late_interest_comes_to_the_worked_sum(example: dict[str, Any]) -> None:
    interest = late_interest(law_book(example["country"]), **_with_days(example["given"]))
    expect = example["expect"]
    assert interest.interest_minor == expect["interest_minor"]
    assert interest.days == expect["days"]
    assert interest.references
    if "segments" in expect:
        assert [
            [one.from_.isoformat(), (one.until - ONE_DAY).isoformat(), one.days, one.rate_bp]
            for one in interest.segments
        ] == expect["segments"]


@pytest.mark.parametrize("example", _asked("fees"))
def test_the_letters_cost_what_the_worked_case_says(example: dict[str, Any]) -> None:
    book, given = law_book(example["country"]), _with_days(example["given"])
    earlier: list[EarlierFee] = []
    for measure in example["measures"]:
        sent_on = date.fromisoformat(measure["sent_on"])
        asked = {**given, "sent_on": sent_on, "earlier": earlier}
        special = {**asked.pop("circumstances", {}), **measure.get("circumstances", {})}
        asked["circumstances"] = Circumstances(**special)
        if "refused" in measure:
            with pytest.raises(FeeNotAllowed) as no:
                fee(book, measure["kind"], **asked)
            assert measure["refused"] in no.value.reference
            if "allowed_from" in measure:
                assert no.value.allowed_from == date.fromisoformat(measure["allowed_from"])
            continue
        granted = fee(book, measure["kind"], **asked)
        assert granted.amount_minor == measure["expect_minor"]
        assert granted.because.reference
        deadline = measure.get("deadline_on")
        earlier.append(
            EarlierFee(
                measure["kind"],
                sent_on,
                date.fromisoformat(deadline) if deadline else None,
                granted.amount_minor,
                granted.covered_minor,
            )
        )
    assert sum(one.amount_minor for one in earlier) == example["total_minor"]


@pytest.mark.parametrize("example", _asked("due_day"))
def test_a_due_day_moves_to_a_day_on_which_one_can_pay(example: dict[str, Any]) -> None:
    shifted = shift_due_day(law_book(example["country"]), **_with_days(example["given"]))
    assert shifted.isoformat() == example["expect"]


@pytest.mark.parametrize("example", _asked("deadline"))
def test_a_letter_gives_at_least_the_lawful_time(example: dict[str, Any]) -> None:
    deadline = least_deadline(law_book(example["country"]), **_with_days(example["given"]))
    assert deadline.day.isoformat() == example["expect"]


@pytest.mark.parametrize("example", _asked("allocation"))
def test_a_payment_covers_the_items_in_this_order(example: dict[str, Any]) -> None:
    order = allocation_order(law_book(example["country"]), **_with_days(example["given"]))
    assert list(order.kinds) == example["expect"]


HERE = {"interest", "fees", "due_day", "deadline", "allocation"}


def test_every_example_is_asked_and_has_an_id_of_its_own() -> None:
    """Questions that are not asked in this file are asked by a test module that names them."""
    others = {example["question"] for example in EXAMPLES} - HERE
    tests = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    assert [name for name in others if not any(name in text for text in tests)] == []
    ids = [example["id"] for example in EXAMPLES]
    assert len(ids) == len(set(ids)) >= 280, [name for name in ids if ids.count(name) > 1]
