"""A debtor's message that looks like an objection: a person reads it before anything is sent."""

from datetime import date, timedelta

import pytest

from kvitt.application.follow_tasks import answer_task, follow_tasks
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.run_cases import run_cases
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.application.write_message import write_message
from kvitt.domain.objection import LONGEST_QUOTE, quoted_objection
from tests.application.talk import (
    EVA,
    answer_to,
    case,
    creditor,
    debtor_of,
    mailed,
    opened,
    take,
)
from tests.stories import small_office as office

__all__ = ["case", "creditor"]
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
OBJECTS = "Hej! Jag har aldrig beställt den här cykeln. Hälsningar Åsa"
QUOTE = "Jag har aldrig beställt den här cykeln."
pytestmark = pytest.mark.usefixtures("live_db")


def says(creditor, case, text, *, today=TODAY):
    thread = opened(creditor, case).thread_id
    write_message(creditor, thread, body=text, author=debtor_of(creditor, case), today=today)
    return thread


def asked(creditor, case):
    return [t for t in office.tasks(creditor, case) if t.kind == "looks_like_objection"]


def planned(creditor, case):
    return [n for n in office.notices(creditor, case) if n.state == "planned"]


def test_a_person_is_asked_with_the_words_quoted_and_nothing_is_sent_meanwhile(creditor, case):
    run_cases(creditor.tenant_id, today=TODAY)
    assert len(planned(creditor, case)) == 1
    says(creditor, case, OBJECTS)
    (task,) = asked(creditor, case)
    assert f"“{QUOTE}”" in task.sentence
    assert planned(creditor, case) == []
    run_cases(creditor.tenant_id, today=TODAY + 5 * DAY)
    assert planned(creditor, case) == []
    why = why_nothing_is_sent(creditor, case, on=TODAY + 5 * DAY)
    assert "looks like an objection" in why.sentence
    follow_tasks(creditor.tenant_id, today=TODAY)
    assert asked(creditor, case)[0].due_on == TODAY + DAY
    assert "Åsa" not in " ".join(office.log(creditor, case))


def test_a_mail_that_objects_is_asked_about_as_well(creditor, case, mailbox):
    opened(creditor, case)
    take(answer_to(mailed(creditor, mailbox), OBJECTS))
    assert QUOTE in asked(creditor, case)[0].sentence


def test_where_it_was_none_the_answer_lets_the_case_go_on(creditor, case):
    says(creditor, case, OBJECTS)
    answer_task(asked(creditor, case)[0].id, because="a joke", today=TODAY, actor="Mona")
    run_cases(creditor.tenant_id, today=TODAY + DAY)
    assert len(planned(creditor, case)) == 1


def test_where_it_was_one_the_dispute_takes_over_and_the_question_ends(creditor, case):
    says(creditor, case, OBJECTS)
    raise_dispute(creditor, case, reason="not_ordered", text=OBJECTS, today=TODAY, actor="Mona")
    assert asked(creditor, case) == []
    why = why_nothing_is_sent(creditor, case, on=TODAY + 5 * DAY)
    assert next(cause.kind for cause in why.causes) == "dispute"
    assert "looks like" not in why.sentence


@pytest.mark.parametrize(
    "text", ["När kan jag betala?", "Jag bestrider inte, men behöver mer tid.", "Tack!"]
)
def test_other_words_stop_nothing(creditor, case, text):
    says(creditor, case, text)
    assert asked(creditor, case) == []
    run_cases(creditor.tenant_id, today=TODAY)
    assert len(planned(creditor, case)) == 1


def test_our_own_words_are_no_objection_and_the_same_is_not_asked_twice(creditor, case):
    thread = says(creditor, case, OBJECTS)
    write_message(creditor, thread, body="Du bestrider?", author=EVA, today=TODAY)
    says(creditor, case, "Fel belopp!")
    assert len(asked(creditor, case)) == 1


def test_what_is_said_on_a_case_that_is_disputed_already_raises_no_second_question(creditor, case):
    raise_dispute(creditor, case, reason="quality", text="broken", today=TODAY, actor="Mona")
    says(creditor, case, OBJECTS)
    assert asked(creditor, case) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Jag BESTRIDER fakturan", "Jag BESTRIDER fakturan"),
        ("Hei. Dette er allerede betalt! Hilsen", "Dette er allerede betalt!"),
        ("I don\u2019t owe this.\nBye", "I don\u2019t owe this."),
        ("Jeg har\n ikke   bestilt noe", "Jeg har ikke bestilt noe"),
        ("Jag har inte\n\nbeställt", None),
        ("I do not object to a plan", None),
        ("Jag har inte bestridigheter", None),
        ("Det är redan\u00a0betalt", "Det är redan betalt"),
        ("", None),
    ],
)
def test_words_are_whole_and_looked_for_in_every_language(text, quote):
    assert quoted_objection(text) == quote


def test_a_long_sentence_is_cut():
    quote = quoted_objection("jag bestrider " + "och åter " * 100)
    assert len(quote) == LONGEST_QUOTE
    assert quote.endswith("…")


def test_a_huge_message_is_read_in_no_time():
    assert quoted_objection("a b " * 50_000 + "! jag bestrider") == "jag bestrider"
