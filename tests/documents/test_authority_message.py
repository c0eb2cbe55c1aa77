"""Messages to authorities on paper and as data: complete, alike, and nothing is lost in print."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from kvitt.documents.authority_message import (
    authority_message_pdf,
    authority_message_text,
)
from kvitt.documents.typesetting import page_count
from kvitt.domain.authority_message import (
    MESSAGES,
    REDUCTION,
    RELEASE,
    WITHDRAWAL,
    AuthorityMessage,
    Entry,
    LeftOpen,
    Less,
    events_that_tell,
    message_kind,
)
from kvitt.domain.enforcement import KINDS
from kvitt.domain.filing import FiledTitle
from kvitt.domain.proceeding import FILED
from kvitt.integrations.authority_message.package import (
    MessageNotValid,
    message_package,
    schema,
)
from tests.documents.pdf_words import pdf_words
from tests.domain import norwegian_filing as norway
from tests.filings_sweden import payment_order

GOLDEN = Path(__file__).with_name("golden")
ON, PAID_ON = date(2026, 6, 12), date(2026, 6, 10)
LESS = (
    Less(1, "10482", 2, "interest", PAID_ON, 68_38, "paid"),
    Less(1, "10482", 3, "reminder", PAID_ON, 60_00, "paid"),
    Less(1, "10482", 1, "principal", PAID_ON, 871_62, "paid"),
    Less(1, "10482", 4, "collection_demand", date(2026, 6, 11), 180_00, "given_up"),
)


def message(country, kind, **told):
    """A message of made-up parties; what it tells is changed by name."""
    swedish = payment_order()
    parties = (
        (swedish.creditor, swedish.agent, swedish.debtor)
        if country == "SE"
        else (norway.CREDITOR, norway.AGENCY, norway.DEBTOR)
    )
    filed_as = "payment_order" if country == "SE" else "attachment"
    state = {REDUCTION: "served", WITHDRAWAL: "served", RELEASE: "enforcing"}[kind]
    events = events_that_tell(country, filed_as, state, kind)
    rules = KINDS[country][filed_as].events
    given = {
        "reference": "K2-17-M1", "kind": kind, "because": "paid", "country": country,
        "currency": "SEK" if country == "SE" else "NOK",
        "authority": KINDS[country][filed_as].authority, "authority_number": "01-123456-26",
        "filed_as": filed_as, "filed_reference": "K2-17", "filed_on": date(2026, 4, 20),
        "written_on": ON, "creditor": parties[0], "agent": parties[1], "debtor": parties[2],
        "less": LESS, "left": (), "entries": (), "title": None, "events": events,
        "statute": "; ".join(dict.fromkeys(rules[one].reference for one in events if one)),
        "signed_by": "Mona Berg",
    }  # fmt: skip
    if kind == REDUCTION:
        given["left"] = (LeftOpen("10482", 3_928_38, 0, 680_00),)
    if kind == RELEASE:
        given["entries"] = (Entry(1, "pledge", date(2026, 5, 2), 4_000_00),
                            Entry(2, "no_assets", date(2026, 5, 2), None))  # fmt: skip
        given["title"] = FiledTitle("conciliation_judgment", "26-1-FR", date(2026, 3, 3))
    return AuthorityMessage(**{**given, **told})


CASES = [("SE", REDUCTION), ("SE", WITHDRAWAL), ("NO", REDUCTION), ("NO", WITHDRAWAL),
         ("NO", RELEASE)]  # fmt: skip


@pytest.mark.parametrize(("country", "kind"), CASES)
def test_golden_messages_read_as_they_were_reviewed(country, kind):
    path = GOLDEN / f"{country}-authority-message-{kind}.txt"
    written = authority_message_text(message(country, kind))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("country", "kind"), CASES)
def test_every_word_is_printed_on_one_page_and_the_same_bytes_come_again(country, kind):
    one = message(country, kind)
    pdf = authority_message_pdf(one)
    assert pdf == authority_message_pdf(one)
    assert page_count(pdf) == 1
    printed = pdf_words(pdf)
    for word in authority_message_text(one).replace("|", " ").split():
        assert word.strip(":;") in printed, word


@pytest.mark.parametrize(("country", "kind"), CASES)
def test_the_data_tells_the_same_sums_and_fits_the_published_schema(country, kind):
    one = message(country, kind)
    told = json.loads(message_package(one))
    assert set(told) == set(schema()["required"])
    assert sum(part["amount_minor"] for part in told["less"]) == one.less_minor == 1_180_00
    assert sum(told["less_sums"].values()) == one.less_minor
    assert told["less_sums"] == {
        "principal_minor": 871_62, "interest_minor": 68_38, "cost_minor": 240_00,
    }  # fmt: skip
    assert message_package(one) == message_package(one)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (REDUCTION, {"less": ()}),
        (REDUCTION, {"left": ()}),
        (WITHDRAWAL, {"left": (LeftOpen("10482", 1, 0, 0),)}),
        (WITHDRAWAL, {"because": "whim"}),
        (WITHDRAWAL, {"signed_by": ""}),
        (REDUCTION, {"left": (LeftOpen("10482", -1, 0, 0),)}),
    ],
)
def test_a_message_that_says_too_little_or_too_much_is_not_handed_out(kind, told):
    with pytest.raises(MessageNotValid):
        message_package(message("SE", kind, **told))


def test_what_the_law_says_of_the_costs_stands_in_a_withdrawal():
    assert "lag 1990:746 46 och 50 §§" in authority_message_text(message("SE", WITHDRAWAL))
    free = message("NO", WITHDRAWAL, filed_as="conciliation", events=("withdrawn_before_summons",))
    assert "rettsgebyrloven § 7" in authority_message_text(free)


@pytest.mark.parametrize("country", KINDS)
@pytest.mark.parametrize("message_name", MESSAGES)
def test_a_message_is_an_event_that_may_be_recorded_then_and_ends_what_it_says(
    country, message_name
):
    for name, kind in KINDS[country].items():
        states = {FILED} | {state for rule in kind.events.values() for state in rule.states}
        for state in states:
            told, stands = events_that_tell(country, name, state, message_name), state
            for event in told:
                assert stands in kind.events[event].states
                stands = kind.events[event].to or stands
            if told:
                assert (stands == "ended") is (message_name != REDUCTION)


@pytest.mark.parametrize(
    ("country", "kind", "state", "is_over", "less_minor", "due"),
    [
        ("SE", "payment_order", "served", False, 1, "reduction"),
        ("SE", "payment_order", "served", False, 0, None),
        ("SE", "payment_order", "served", False, -1, None),
        ("SE", "payment_order", "enforcing", True, 0, "withdrawal"),
        ("SE", "court", "filed", True, 0, None),
        ("NO", "attachment", "with_board", True, 0, "withdrawal"),
        ("NO", "attachment_on_title", "enforcing", False, 1, "reduction"),
        ("NO", "conciliation", "filed", True, 0, "withdrawal"),
        ("NO", "conciliation", "decided", True, 0, None),
    ],
)
def test_which_message_is_due(country, kind, state, is_over, less_minor, due):
    assert message_kind(country, kind, state, is_over=is_over, less_minor=less_minor) == due
