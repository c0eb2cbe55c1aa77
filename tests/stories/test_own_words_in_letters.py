"""A creditor's own words in letters: approved, filled, recorded, and never instead of the law's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kvitt.application.approve_text import approve_text
from kvitt.application.defer_case import defer_case
from kvitt.application.edit_text import propose_text
from kvitt.application.preview_text import preview_text
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.documents.letter import MissingElement, letter_text
from kvitt.store.session import query, tenant_scope
from tests.documents.letters import letter
from tests.documents.side_letters import side_letter
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
KNOWN = date(2026, 2, 2)
FRIENDLY = date(2026, 2, 5)
DEFERRED = date(2026, 2, 9)


def creditor_saying(body, *, purpose="reminder_tone", name="greeting", from_on=KNOWN):
    creditor = money.creditor_of_its_own()
    text = propose_text(creditor, purpose=purpose, name=name, language="sv", body=body, by="Anna",
                        today=KNOWN)  # fmt: skip
    preview_text(creditor, text.id, by="Anna", today=KNOWN)
    approve_text(creditor, text.id, from_on=from_on, by="Bo", today=KNOWN)
    return creditor, text


def owing(creditor, number="2001", **told):
    given = {"email": "vera@example.com"} | told
    return money.owes(creditor, 1000_00, DUE, number=number, **given)


def reminded(creditor):
    run_cases(creditor.tenant_id, today=FRIENDLY)
    return send_notices(creditor.tenant_id, today=FRIENDLY)


def texts_used(creditor):
    with tenant_scope(creditor.tenant_id):
        return [row[0] for row in query("select text_id from dispatch order by id")]


def test_the_greeting_of_a_friendly_reminder_is_the_creditors_own(live_db, mailbox):
    creditor, text = creditor_saying("Hej {{ debtor }}!\n\nHoppas att båten är i form.")
    case = owing(creditor)
    assert reminded(creditor).sent == 1
    words = office.letter_words(creditor, case)
    greeting, own = words.index("Hej Vera Lind!"), words.index("Hoppas att båten är i form.")
    assert greeting < own < words.index("2001")
    assert texts_used(creditor) == [text.id]
    (told,) = [line for line in office.log(creditor, case) if "friendly_reminder_sent" in line]
    assert f'"text": {text.id}' in told


def test_a_letter_beside_the_flow_carries_the_paragraph_of_its_kind(live_db, mailbox):
    body = "Vi önskar dig god bättring. Ärende {{ case_number }}."
    creditor, text = creditor_saying(body, purpose="side_letter", name="deferral_confirmation")
    case = owing(creditor)
    reminded(creditor)
    defer_case(creditor, case, until=date(2026, 3, 2), because="illness", today=DEFERRED,
               actor="Mona")  # fmt: skip
    send_notices(creditor.tenant_id, today=DEFERRED)
    assert "Vi önskar dig god bättring. Ärende" in office.letter_words(creditor, case)
    assert texts_used(creditor) == [None, text.id]


def test_a_text_is_used_from_its_day_and_in_its_language_only(live_db, mailbox):
    creditor, _ = creditor_saying("Hej!", from_on=FRIENDLY + timedelta(days=1))
    case = owing(creditor)
    reminded(creditor)
    assert "Hej!" not in office.letter_words(creditor, case)
    assert texts_used(creditor) == [None]


def test_a_text_that_cannot_be_filled_stops_that_letter_alone_and_tells_a_person(live_db, mailbox):
    body = "{% if debtor == 'Olle Ek' %}{{ to_pay | truncate: 3 }}{{ absent }}{% endif %}Hej!"
    body = body.replace("{{ absent }}", "{% for row in invoices %}{{ row.number }}{% endfor %}")
    creditor, text = creditor_saying(body)
    first, second = owing(creditor), owing(creditor, "2002", name="Olle Ek", customer="c2")
    with tenant_scope(creditor.tenant_id):
        query("update party set name = repeat('x', 2001) where name = 'Olle Ek' returning id")
    report = reminded(creditor)
    assert (report.sent, report.not_made) == (1, 1)
    assert office.letter_words(creditor, first)
    (task,) = office.tasks(creditor, second)
    assert (task.kind, "debtor" in task.sentence) == ("letter_not_made", True)
    assert texts_used(creditor) == [text.id]


def test_words_of_a_creditors_own_take_the_place_of_nothing_that_a_letter_must_hold():
    for made in (
        letter("SE", "friendly_reminder"), side_letter("SE", "plan_reminder"),
        side_letter("NO", "dispute_answer"),
    ):  # fmt: skip
        said = {"greeting": "Hej!", "own_words": "Betala gärna hur du vill."}
        with_words, without = letter_text(replace(made, **said)), letter_text(made)
        kept = [line for line in without.splitlines() if line.strip()]
        assert all(line in with_words for line in kept)
        with pytest.raises(MissingElement):
            letter_text(replace(made, **said, case_reference=""))


def test_a_demand_of_the_law_has_no_place_for_a_creditors_words():
    made = letter("SE", "collection_demand")
    assert letter_text(replace(made, greeting="Hej!", own_words="Betala nu!")) == letter_text(made)


def test_a_creditor_without_texts_costs_one_question_a_chunk_and_none_a_letter(
    live_db, mailbox, monkeypatch
):
    from kvitt.application import own_words

    asked = []
    monkeypatch.setattr(own_words, "show_case", lambda *a, **k: asked.append(a))
    creditor = money.creditor_of_its_own()
    for number in range(3):
        owing(creditor, str(2001 + number), name=f"Vera {number}", customer=f"c{number}")
    assert reminded(creditor).sent == 3
    assert asked == []
