"""A message by an approved text: in the reader's language, with the case's own values."""

import pytest

from kvitt.application.approve_text import approve_text
from kvitt.application.edit_text import propose_text
from kvitt.application.message_text import NoSuchText, languages_of
from kvitt.application.preview_text import preview_text
from kvitt.application.write_message import write_message
from kvitt.domain.messages import BodyRefused, NotYourThread, Reader
from kvitt.domain.user_text import VariableIsMissing
from kvitt.store.session import execute, query_value, tenant_scope
from tests.application.talk import EVA, TODAY, case, creditor, debtor_of, opened, words
from tests.stories import small_office as office

__all__ = ["case", "creditor"]
pytestmark = pytest.mark.usefixtures("live_db")
BODIES = {"sv": "Hej {{ debtor }}!", "nb": "Hei {{ debtor }}!", "en": "Hello {{ debtor }}!"}


def text(creditor, language, body=None, *, name="hello", purpose="message", approved=True):
    """An approved text of the creditor's in a language."""
    made = propose_text(creditor, purpose=purpose, name=name, language=language,
                        body=body or BODIES[language], by="Anna", today=TODAY)  # fmt: skip
    if approved:
        preview_text(creditor, made.id, by="Anna", today=TODAY)
        approve_text(creditor, made.id, from_on=TODAY, by="Bo", today=TODAY)
    return made


def speaks(creditor, language):
    with tenant_scope(creditor.tenant_id):
        execute("update party set language = %s", (language,))


def by_text(creditor, thread, name="hello", **more):
    written = write_message(
        creditor, thread, template=name, author=more.pop("author", EVA), today=TODAY, **more
    )
    return words(creditor, thread)[-1], written.message_id


@pytest.mark.parametrize(
    ("spoken", "there_is", "said"),
    [
        ("sv", ("sv", "nb", "en"), "Hej"),
        ("en", ("sv", "nb", "en"), "Hello"),
        ("nn", ("sv", "nb", "en"), "Hei"),
        ("no", ("sv", "nb"), "Hei"),
        ("en-GB", ("sv", "en"), "Hello"),
        ("fi", ("sv", "nb", "en"), "Hej"),
        ("nb", ("sv", "en"), "Hej"),
        ("nb", ("en",), "Hello"),
    ],
)
def test_the_text_is_in_the_debtors_language_else_the_countrys_else_english(
    creditor, case, spoken, there_is, said
):
    for language in there_is:
        text(creditor, language)
    thread = opened(creditor, case).thread_id
    speaks(creditor, spoken)
    told, _ = by_text(creditor, thread)
    assert told.startswith(f"{said} Åsa Öberg")


def test_the_creditor_is_written_to_in_its_own_language(creditor, case):
    for language in ("sv", "en"):
        text(creditor, language)
    speaks(creditor, "en")
    thread = opened(creditor, case, parties=("creditor",)).thread_id
    assert by_text(creditor, thread)[0].startswith("Hej ")


def test_the_history_names_the_version_that_the_words_are_by(creditor, case):
    made = text(creditor, "sv")
    thread = opened(creditor, case).thread_id
    by_text(creditor, thread)
    text(creditor, "sv", "Ny text", approved=False)
    assert by_text(creditor, thread)[0].startswith("Hej ")
    lines = [line for line in office.log(creditor, case) if " message_written " in line]
    assert ['"text"' in line for line in lines] == [False, True, True]
    assert all(f'"text": {made.id}' in line for line in lines[1:])


def test_a_thread_begins_by_a_text_as_well(creditor, case):
    text(creditor, "sv")
    thread = opened(creditor, case, body="", template="hello").thread_id
    assert words(creditor, thread)[0].startswith("Hej Åsa")


def test_without_an_approved_text_for_messages_nothing_is_written(creditor, case):
    thread = opened(creditor, case).thread_id
    text(creditor, "sv", approved=False)
    text(creditor, "sv", name="empty", body=" ")
    text(creditor, "nb", name="other")
    for name in ("hello", "empty", "other"):
        with pytest.raises(NoSuchText, match="no approved text"):
            by_text(creditor, thread, name)
    assert len(words(creditor, thread)) == 1


def test_a_text_that_cannot_be_filled_for_the_case_is_not_sent(creditor, case, monkeypatch):
    text(creditor, "sv", "Du ska betala {{ to_pay }}.")
    thread = opened(creditor, case).thread_id
    far = TODAY.replace(year=2029)  # no rate is known, so nobody knows the sum
    with pytest.raises(VariableIsMissing, match="to_pay"):
        write_message(creditor, thread, template="hello", author=EVA, today=far)
    assert len(words(creditor, thread)) == 1


def test_words_or_a_text_and_a_debtors_words_are_its_own(creditor, case):
    text(creditor, "sv")
    thread = opened(creditor, case).thread_id
    for wrong in ({"body": "x"}, {"author": debtor_of(creditor, case)}):
        with pytest.raises(BodyRefused, match="not both"):
            by_text(creditor, thread, **wrong)


def test_another_creditors_text_and_thread_are_not_reached(creditor, case):
    other = office.new_creditor("SE", family="se-agency")
    text(other, "sv")
    thread = opened(creditor, case).thread_id
    with pytest.raises(NoSuchText):
        by_text(creditor, thread)
    with pytest.raises(NotYourThread):
        write_message(other, thread, template="hello", author=EVA, today=TODAY)
    with pytest.raises(NotYourThread):
        by_text(creditor, thread, author=Reader("debtor", "x", 10**9))
    with tenant_scope(creditor.tenant_id):
        assert query_value("select count(*) from message where thread_id = %s", (thread,)) == 1


@pytest.mark.parametrize(
    ("reader", "country", "languages"),
    [
        ("sv", "SE", ("sv", "en")),
        ("nb", "SE", ("nb", "sv", "en")),
        ("NN-no", "NO", ("nb", "en")),
        ("pl", "NO", ("pl", "nb", "en")),
        ("en", "NO", ("en", "nb")),
    ],
)
def test_the_languages_in_their_order(reader, country, languages):
    assert languages_of(reader, country) == languages


def test_the_command_writes_by_a_text(creditor, case, capsys):
    from kvitt.cli import main

    text(creditor, "sv")
    thread = str(opened(creditor, case).thread_id)
    write = ["message", "write", thread, "--on", TODAY.isoformat()]
    assert main([*write, "--template", "hello"]) == 0
    assert words(creditor, int(thread))[-1].startswith("Hej Åsa")
    assert main(write) == 1
    assert "the message has no words" in capsys.readouterr().err
    assert main([*write, "--template", "unknown"]) == 1
    assert "no approved text “unknown”" in capsys.readouterr().err
