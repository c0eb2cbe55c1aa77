"""What the tests of Norwegian costs share: worked cases, other readings, chains of measures."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kvitt.law.book import LawBook, law_book
from kvitt.law.fees import Circumstances, EarlierFee, FeeNotAllowed, fee
from kvitt.law.interest import late_interest
from tests.law.worked_cases import with_days, worked_cases

NO = law_book("NO")


def norwegian_cases(question: str) -> list[Any]:
    """The worked cases of a question about costs, each under the id of its source."""
    found = [
        *worked_cases("no_collection_fee.yaml", question),
        *worked_cases("no_costs.yaml", question),
    ]
    assert found
    return found


def book_with(readings: Mapping[str, Any]) -> LawBook:
    """The Norwegian book with another reading of some settings, on every day."""
    series = dict(NO.series)
    for name, amount in readings.items():
        one = series[name]
        assert all(entry.kind == "setting" for entry in one.entries), f"{name} is law"
        entries = tuple(replace(entry, amount=amount) for entry in one.entries)
        series[name] = replace(one, entries=entries)
    return LawBook("NO", "another reading", series)


def play(example: Mapping[str, Any]) -> list[EarlierFee]:
    """Asks the gate for each measure in turn and compares; returns what was booked."""
    book, given = book_with(example.get("other_reading", {})), with_days(example["given"])
    earlier: list[EarlierFee] = []
    for measure in example["measures"]:
        sent_on = date.fromisoformat(measure["sent_on"])
        deadline = measure.get("deadline_on")
        deadline_on = date.fromisoformat(deadline) if deadline else None
        if measure.get("free"):
            earlier.append(EarlierFee(measure["kind"], sent_on, deadline_on, 0))
            continue
        special = Circumstances(**measure.get("circumstances", {}))
        asked = {**given, "sent_on": sent_on, "earlier": earlier, "circumstances": special}
        if "refused" in measure:
            with pytest.raises(FeeNotAllowed) as no:
                fee(book, measure["kind"], **asked)
            assert measure["refused"] in no.value.reference
            allowed_from = measure.get("allowed_from")
            assert no.value.allowed_from == (allowed_from and date.fromisoformat(allowed_from))
            continue
        granted = fee(book, measure["kind"], **asked)
        assert granted.amount_minor == measure["expect_minor"], measure
        assert granted.covered_minor == measure.get("covered_minor", 0), measure
        assert granted.because.reference
        if measure.get("booked", True):
            earlier.append(
                EarlierFee(
                    measure["kind"],
                    sent_on,
                    deadline_on,
                    granted.amount_minor,
                    granted.covered_minor,
                )
            )
    assert sum(one.amount_minor for one in earlier) == example["total_minor"]
    if "settled" in example:
        _settle(book, given, example)
    return earlier


def _settle(book: LawBook, given: Mapping[str, Any], example: Mapping[str, Any]) -> None:
    """Principal, costs and late interest through the day of payment come to the worked sum."""
    settled = with_days(example["settled"])
    interest = late_interest(
        book,
        principal_minor=given["principal_minor"],
        due_on=given["due_on"],
        until_on=settled["paid_on"],
    )
    assert interest.interest_minor == settled["interest_minor"]
    total_minor = given["principal_minor"] + example["total_minor"] + interest.interest_minor
    assert total_minor == settled["total_minor"]
