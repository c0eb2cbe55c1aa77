"""The person about whom a credit bureau was asked gets a copy, from whoever the setting names."""

from datetime import date, timedelta

import pytest

from kvitt.application import check_ability as asking
from kvitt.application.close_case import close_case
from kvitt.application.place_hold import place_hold
from kvitt.application.send_notices import send_notices
from kvitt.domain.ability import Finances
from kvitt.integrations.credit_information.port import AnswerUnreadable
from kvitt.law.book import law_book, law_texts, whole_law_book
from tests.stories import small_office as office
from tests.stories.test_ability import HOME, Bureau, a_case, ask, enter

ON = date(2026, 3, 2)
pytestmark = pytest.mark.usefixtures("live_db", "mailbox")


@pytest.fixture
def we_send(monkeypatch):
    """The setting of Sweden says from 2026 that we send the copy."""
    texts = law_texts("SE")
    name = "kvitt/law/se/practice.yaml"
    source = "- {applies_from: 2010-01-01, amount: source}"
    assert source in texts[name]
    ours = f"{source}\n      - {{applies_from: 2026-01-01, amount: us}}"
    book = whole_law_book("SE", texts | {name: texts[name].replace(source, ours)})
    monkeypatch.setattr(
        asking, "law_book", lambda country: book if country == "SE" else law_book(country)
    )


def copies(creditor, case_id):
    return [one for one in office.notices(creditor, case_id) if one.kind == "ability_notice"]


def send(creditor, on=ON):
    send_notices(creditor.tenant_id, today=on)


def test_unless_the_setting_says_so_the_bureau_sends_the_copy_and_we_send_none():
    creditor, case_id = a_case("SE")
    ask(creditor, case_id, Bureau(Finances(income_minor=24_500_00)))
    assert copies(creditor, case_id) == []


def test_where_we_send_it_the_copy_says_what_the_bureau_said_and_nothing_else(we_send):
    creditor, case_id = a_case("SE")
    enter(creditor, case_id, HOME._replace(enforcement_minor=None))
    ask(creditor, case_id, Bureau(Finances(income_minor=24_500_00, enforcement_minor=15_000_00)))
    send(creditor)
    (letter,) = copies(creditor, case_id)
    assert (letter.state, letter.sent_on) == ("sent", ON)
    words = office.letter_words(creditor, case_id).replace("\xa0", " ")
    for said in ("Bureau", "2 mars 2026", "24 500,00 kr", "15 000,00 kr"):
        assert said in " ".join(words.split())
    for told_by_the_debtor in ("6 000", "supporting", "saner"):
        assert told_by_the_debtor not in words
    assert "Att betala" not in words


def test_each_inquiry_has_one_copy(we_send):
    creditor, case_id = a_case("SE")
    bureau = Bureau(Finances(income_minor=24_500_00))
    ask(creditor, case_id, bureau)
    send(creditor)
    send(creditor)
    ask(creditor, case_id, bureau, on=ON + timedelta(days=1), force_because="a new job")
    send(creditor, ON + timedelta(days=1))
    assert [one.state for one in copies(creditor, case_id)] == ["sent", "sent"]
    assert len(office.dispatches(creditor)) == 2


def test_before_the_settings_first_day_we_send_none(we_send):
    creditor, case_id = a_case("SE")
    ask(creditor, case_id, Bureau(Finances(income_minor=1)), on=date(2025, 12, 31))
    assert copies(creditor, case_id) == []


def test_the_copy_is_owed_also_where_the_case_closes_before_it_leaves(we_send):
    creditor, case_id = a_case("SE")
    ask(creditor, case_id, Bureau(Finances(income_minor=24_500_00)))
    close_case(creditor, case_id, because="asked for in error", today=ON, reason="withdrawn",
               actor="Mona")  # fmt: skip
    send(creditor)
    (letter,) = copies(creditor, case_id)
    assert letter.state == "sent"


def test_an_answer_that_cannot_be_read_has_its_copy_too(we_send):
    creditor, case_id = a_case("SE")
    fails = AnswerUnreadable("odd", content=b"<x>", media_type="text/html")
    with pytest.raises(asking.CheckFailed):
        ask(creditor, case_id, Bureau(fails=fails))
    send(creditor)
    assert [one.state for one in copies(creditor, case_id)] == ["sent"]
    assert "uppgav inget" in " ".join(office.letter_words(creditor, case_id).split())


def test_a_hold_under_which_nothing_is_written_keeps_the_copy_back(we_send):
    creditor, case_id = a_case("SE")
    ask(creditor, case_id, Bureau(Finances(income_minor=24_500_00)))
    place_hold(creditor, case_id, kind="protected_identity", because="told by the authority",
               today=ON, actor="Mona")  # fmt: skip
    send(creditor)
    assert copies(creditor, case_id) == []
    assert office.dispatches(creditor) == []
    assert "find_safe_way" in {task.kind for task in office.tasks(creditor, case_id)}


def test_a_hold_that_comes_while_the_bureau_answers_asks_a_person_for_the_copy(we_send):
    creditor, case_id = a_case("SE")

    class Slow(Bureau):
        def check(self, subject):
            place_hold(creditor, case_id, kind="protected_identity", because="just now", today=ON,
                       actor="Mona")  # fmt: skip
            return super().check(subject)

    ask(creditor, case_id, Slow(Finances(income_minor=24_500_00)))
    assert copies(creditor, case_id) == []
    assert "tell_inquiry" in {task.kind for task in office.tasks(creditor, case_id)}


def test_norway_and_companies_have_no_copy_of_ours(we_send):
    creditor, case_id = a_case("NO")
    ask(creditor, case_id, Bureau(Finances(income_minor=1)))
    assert copies(creditor, case_id) == []
    creditor, case_id = a_case("SE", identity="5560160680", kind="business")
    ask(creditor, case_id, Bureau(Finances(company_status="active")))
    assert copies(creditor, case_id) == []
