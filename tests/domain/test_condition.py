"""Conditions that users write: what they may ask, and every slip and attack that is refused."""

import time
from datetime import date

import pytest

from kvitt.domain.condition import (
    ConditionCannotAnswer,
    ConditionNotAllowed,
    ConditionTooLarge,
    Kind,
    UnknownConditionVariable,
    condition,
)

VARIABLES: dict[str, Kind] = {
    "balance_minor": "number",
    "stage": "text",
    "is_held": "yes_no",
    "due_on": "day",
    "on": "day",
}
GIVEN = {
    "balance_minor": 25_000,
    "stage": "reminded",
    "is_held": False,
    "due_on": date(2026, 2, 28),
    "on": date(2026, 3, 1),
}


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("balance_minor > 24999", True),
        ("balance_minor > 25000", False),
        ("balance_minor * 2 - 1 >= 49999 && !is_held", True),
        ("is_held || stage == 'reminded'", True),
        ("stage in ['demanded', \"reminded\"]", True),
        ("balance_minor in [1, 2]", False),
        ("!(stage in ['closed'])", True),
        ("stage.startsWith('rem') && stage.endsWith('ded') && stage.contains('in')", True),
        ("due_on < on", True),
        ("due_on < '2026-02-28'", False),
        ("'2026-02-28' <= due_on", True),
        ("on == '2026-03-01'", True),
        ("-balance_minor < 0", True),
        ("is_held == false", True),
        ("true", True),
        ("1 + 2 * 3 == 7 || is_held && is_held", True),
        ("balance_minor\n  > 1", True),
    ],
)
def test_a_condition_answers_yes_or_no(source: str, holds: bool) -> None:
    assert condition(source, VARIABLES).holds(GIVEN) is holds


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("[1, 2].all(x, x > 0)", "place 1: a value is expected here"),
        ("stage.map(x, x)", r"place 7: “.map” cannot be used"),
        ("stage.exists(x, true)", "its loops are not among"),
        ("stage.exists_one(x, true)", "cannot be used"),
        ("stage.filter(x, true)", "cannot be used"),
        ("has(stage.x)", "place 1: “has” cannot be used: no functions can"),
        ("stage.matches('(a+)+$')", "cannot be used"),
        ("stage.__class__ == 'x'", "“.__class__” cannot be used"),
        ("balance_minor / 0 > 1", "place 15: “/” cannot be used"),
        ("balance_minor % 2 == 1", "cannot be used"),
        ("balance_minor > 1.5", "“1” cannot be used"),
        ("balance_minor > 1u", "“1” cannot be used"),
        ("is_held ? true : false", "“\\?” cannot be used"),
        ("stage == r'x'", "there is no “r”"),
        ("stage == 'a\\\\'", "cannot be used"),
        ("{'a': 1}", "“{” cannot be used"),
        ("size(stage) == 8", "place 1: “size” cannot be used"),
        ("timestamp('2026-01-01T00:00:00Z') > on", "“timestamp” cannot be used"),
        ("balance_minor = 1", "“=” cannot be used"),
        ("balance_minor >", "a value is expected here, not “the end”"),
        ("(is_held", "“\\)” is expected here"),
        ("is_held)", "“\\)” is not expected here"),
        ("", "a value is expected here"),
        ("stage in stage", "“\\[” is expected here"),
        ("stage in []", "a list holds texts or numbers"),
        ("stage in [is_held]", "a list holds texts or numbers"),
        ("is_held // why", "“/” cannot be used"),
        ("is_held\x00", "cannot be used"),
    ],
)
def test_macros_functions_and_signs_that_are_not_listed_are_refused_with_their_place(
    source: str, problem: str
) -> None:
    with pytest.raises(ConditionNotAllowed, match=problem) as no:
        condition(source, VARIABLES)
    assert no.value.sentence.startswith("line 1, place ")


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("balance_minor == 'x'", "place 18: text is not compared with number|number is not"),
        ("balance_minor > stage", "place 17: number is not compared with text"),
        ("is_held > true", "does not compare yes or no"),
        ("stage && is_held", "place 1: yes or no is expected here, not text"),
        ("is_held || balance_minor", "place 12: yes or no is expected here, not number"),
        ("balance_minor + stage == 1", "place 17: number is expected here, not text"),
        ("!balance_minor", "place 2: yes or no is expected here, not number"),
        ("due_on < '2026-2-28'", "place 10: a day is written as “2026-03-01”"),
        ("due_on < '2026-02-30'", "a day is written"),
        ("due_on < '20260228'", "a day is written"),
        ("due_on < stage", "a day is written"),
        ("due_on in ['2026-02-28', 'x']", "place 26: a day is written"),
        ("1 < balance_minor < 3", "place 19: comparisons cannot be chained"),
        ("balance_minor == 1 == true", "comparisons cannot be chained"),
        ("balance_minor > 1000000000001", "the largest number is"),
        ("is_held &&\n  stage == 1", "line 2, place 12: text is not compared with number"),
    ],
)
def test_values_of_two_kinds_do_not_meet(source: str, problem: str) -> None:
    with pytest.raises(ConditionNotAllowed, match=problem):
        condition(source, VARIABLES)


@pytest.mark.parametrize("source", ["balance_minor", "stage", "1 + 1", "'x'", "due_on"])
def test_a_condition_is_yes_or_no(source: str) -> None:
    with pytest.raises(ConditionNotAllowed, match="it is to be yes or no"):
        condition(source, VARIABLES)


def test_only_declared_variables_are_known() -> None:
    with pytest.raises(UnknownConditionVariable, match="line 2, place 4: there is no “balance”"):
        condition("is_held\n&& balance > 1", VARIABLES)


@pytest.mark.parametrize(
    "source",
    [
        "is_held" + " " * 994,
        "(" * 12 + "is_held" + ")" * 12,
        "!" * 12 + "is_held",
        "1+" * 130 + "1 == 1",
    ],
)
def test_a_condition_that_is_long_or_deep_is_refused(source: str) -> None:
    with pytest.raises(ConditionTooLarge):
        condition(source, VARIABLES)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("is_held" + " " * 993, False),
        ("(" * 11 + "is_held" + ")" * 11, False),
        ("!" * 11 + "is_held", True),
    ],
)
def test_a_condition_at_the_limit_is_fine(source: str, holds: bool) -> None:
    assert condition(source, VARIABLES).holds(GIVEN) is holds


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("balance_minor", None),
        ("balance_minor", True),
        ("balance_minor", "25000"),
        ("balance_minor", 10**12 + 1),
        ("stage", 5),
        ("stage", "x" * 2_001),
        ("is_held", 0),
        ("due_on", "2026-02-28"),
    ],
)
def test_a_value_that_is_missing_or_of_another_kind_gives_no_answer(
    name: str, value: object
) -> None:
    source = "balance_minor > 1 && stage == 'x' && is_held && due_on < on"
    with pytest.raises(ConditionCannotAnswer, match=f"“{name}”"):
        condition(source, VARIABLES).holds({**GIVEN, name: value})


def test_a_sum_that_is_too_large_gives_no_answer() -> None:
    asked = condition("balance_minor * balance_minor * balance_minor > 1", VARIABLES)
    with pytest.raises(ConditionCannotAnswer, match="no answer here"):
        asked.holds({**GIVEN, "balance_minor": 10**12})


def test_a_value_that_is_not_asked_for_need_not_be_given() -> None:
    asked = condition("balance_minor > 1", VARIABLES)
    assert asked.used == ("balance_minor",)
    assert asked.holds({"balance_minor": 2}) is True


def test_the_costliest_condition_ends_soon() -> None:
    source = " || ".join(["stage.contains('aaab')"] * 35)
    asked = condition(source, VARIABLES)
    begun = time.perf_counter()
    assert asked.holds({"stage": "a" * 2_000}) is False
    assert time.perf_counter() - begun < 1
