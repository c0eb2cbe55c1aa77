"""Threads on a case: written by their parties, and never shown to the wrong reader."""

import hashlib
from datetime import date, timedelta

import psycopg
import pytest

from kvitt.application.close_thread import ThreadNotOpen, close_thread, give_thread
from kvitt.application.list_threads import (
    attached_file,
    list_threads,
    overdue_threads,
    show_thread,
    speaker,
)
from kvitt.application.open_thread import CaseNotYours
from kvitt.application.write_message import NotesAreTheAgencys, write_message
from kvitt.domain.messages import (
    AttachmentRefused,
    BodyRefused,
    NotYourThread,
    PartiesRefused,
    Reader,
)
from kvitt.store.session import execute, tenant_scope
from tests.application.talk import (
    EVA,
    NUMBERS,
    PDF,
    TODAY,
    case,
    creditor,
    debtor_of,
    opened,
    state,
    task_kinds,
    words,
)
from tests.stories import small_office as office

__all__ = ["case", "creditor"]
pytestmark = pytest.mark.usefixtures("live_db")


# Refusals first.


def test_a_thread_is_not_opened_on_another_creditors_case(creditor, case):
    other = office.new_creditor("SE")
    with pytest.raises(CaseNotYours):
        opened(other, case)


def test_a_debtor_does_not_open_a_thread_on_another_debtors_case(creditor, case):
    with pytest.raises(CaseNotYours):
        opened(creditor, case, author=Reader("debtor", "Bo", 10**9), parties=())


def test_a_creditor_does_not_write_past_the_agency_to_the_debtor(creditor, case):
    cykel = speaker(creditor, case, "creditor", "")
    with pytest.raises(PartiesRefused, match="agency"):
        opened(creditor, case, author=cykel, parties=("debtor",))
    assert opened(creditor, case, author=cykel, parties=()).thread_id


def test_a_thread_of_another_tenant_is_not_there(creditor, case):
    thread = opened(creditor, case).thread_id
    other = office.new_creditor("SE")
    for act in (
        lambda: show_thread(other, thread, EVA),
        lambda: write_message(other, thread, body="x", author=EVA, today=TODAY),
        lambda: close_thread(other, thread, because="x", today=TODAY, actor="Eva"),
        lambda: give_thread(other, thread, owner="x", today=TODAY, actor="Eva"),
        lambda: attached_file(other, thread, 1, EVA),
    ):
        with pytest.raises(NotYourThread):
            act()
    assert [one["thread"] for one in list_threads(EVA, creditor=other)] == []


def test_a_wrong_reader_is_told_the_same_as_for_a_thread_that_is_not_there(creditor, case):
    thread = opened(creditor, case, parties=()).thread_id
    wrong = [
        debtor_of(creditor, case), Reader("creditor", "Cykel"), Reader("debtor", "Bo", 10**9),
    ]  # fmt: skip
    for reader in wrong:
        with pytest.raises(NotYourThread) as here:
            show_thread(creditor, thread, reader)
        with pytest.raises(NotYourThread) as nowhere:
            show_thread(creditor, thread + 10**6, reader)
        assert str(here.value).replace(str(thread), "") == str(nowhere.value).replace(
            str(thread + 10**6), ""
        )
        with pytest.raises(NotYourThread):
            write_message(creditor, thread, body="x", author=reader, today=TODAY)
        assert thread not in [one["thread"] for one in list_threads(reader, creditor=creditor)]


def test_only_the_agency_lists_the_threads_of_all_creditors(creditor, case):
    with pytest.raises(NotYourThread):
        list_threads(Reader("creditor", "Cykel"))


def test_another_debtor_of_the_creditor_does_not_read_the_thread(creditor, case):
    neighbour = office.invoice(creditor, next(NUMBERS), due_on=date(2026, 2, 1))
    (other,) = office.register(creditor, neighbour, today=date(2026, 1, 15))
    thread = opened(creditor, case).thread_id
    reader = debtor_of(creditor, other)
    with pytest.raises(NotYourThread):
        show_thread(creditor, thread, reader)
    assert show_thread(creditor, thread, debtor_of(creditor, case)).messages


@pytest.mark.parametrize("kind", ["creditor", "debtor"])
def test_only_the_agency_writes_notes(creditor, case, kind):
    thread = opened(creditor, case, parties=("creditor", "debtor")).thread_id
    author = speaker(creditor, case, kind, "")
    with pytest.raises(NotesAreTheAgencys):
        write_message(creditor, thread, body="x", author=author, is_internal=True, today=TODAY)


def test_what_is_refused_leaves_nothing_behind(creditor, case):
    for wrong in ({"body": " "}, {"files": [("a.exe", b"MZ\x00")]}, {"files": [("a", b"b")] * 11}):
        with pytest.raises((BodyRefused, AttachmentRefused)):
            opened(creditor, case, **wrong)
    assert list_threads(EVA, creditor=creditor) == []
    assert not any("thread" in line for line in office.log(creditor, case))


def test_the_database_refuses_what_the_code_would_have(creditor, case):
    made = opened(creditor, case)
    wrong = (
        "insert into message (tenant_id, thread_id, author_kind, author, is_internal, body,"
        " written_on) values (%(t)s, %(i)s, 'debtor', 'Åsa', true, 'x', '2026-03-02')",
        "insert into message (tenant_id, thread_id, author_kind, author, body, written_on)"
        " values (%(t)s, %(i)s, 'debtor', 'Åsa', repeat('x', 20481), '2026-03-02')",
        "insert into attachment (tenant_id, message_id, name, media_type, sha256, content)"
        " values (%(t)s, %(m)s, 'a', 'text/plain', '\\x00', 'b')",
        "update thread set state = 'waiting_for_us', answer_by_on = null where id = %(i)s",
        "update thread set state = 'closed' where id = %(i)s",
    )
    given = {"t": creditor.tenant_id, "i": made.thread_id, "m": made.message_id}
    for statement in wrong:
        with pytest.raises(psycopg.errors.CheckViolation), tenant_scope(creditor.tenant_id):
            execute(statement, given)
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        tenant_scope(creditor.tenant_id),
    ):
        execute("update message set body = 'x' where id = %(m)s", given)


# Threads.


def test_a_question_of_the_debtor_waits_for_us_with_a_task_and_a_clock(creditor, case):
    made = opened(creditor, case, author=debtor_of(creditor, case), parties=(), owner="Eva")
    (one,) = list_threads(EVA, creditor=creditor, case_id=case)
    assert (one["state"], one["answer_by_on"]) == ("waiting_for_us", date(2026, 3, 9))
    (task,) = office.tasks(creditor, case)
    assert (task.kind, task.owner, task.due_on) == ("answer_message", "Eva", date(2026, 3, 9))
    assert "När kan du" not in task.sentence
    assert task.source_id == made.thread_id


def test_an_answer_ends_the_task_and_the_next_question_asks_again(creditor, case):
    debtor = debtor_of(creditor, case)
    thread = opened(creditor, case, author=debtor, parties=()).thread_id
    write_message(creditor, thread, body="Vi ser på det.", author=EVA, today=TODAY)
    assert (state(creditor, thread), task_kinds(creditor, case)) == ("waiting_for_them", [])
    later = TODAY + timedelta(days=7)
    write_message(creditor, thread, body="Och nu?", author=debtor, today=later)
    (task,) = office.tasks(creditor, case)
    assert task.due_on == date(2026, 3, 16)


def test_a_closed_thread_opens_again_with_a_new_message(creditor, case):
    thread = opened(creditor, case).thread_id
    close_thread(creditor, thread, because="besvarad", today=TODAY, actor="Eva")
    with pytest.raises(ThreadNotOpen):
        close_thread(creditor, thread, because="igen", today=TODAY, actor="Eva")
    assert list_threads(EVA, creditor=creditor, open_only=True) == []
    write_message(
        creditor, thread, body="En sak till", author=debtor_of(creditor, case), today=TODAY
    )
    shown = show_thread(creditor, thread, EVA).thread
    assert (shown["state"], shown["closed_because"]) == ("waiting_for_us", None)
    kinds = [line.split()[1] for line in office.log(creditor, case) if "thread" in line]
    assert kinds[-2:] == ["message_written", "thread_reopened"]


def test_closing_ends_the_task(creditor, case):
    thread = opened(creditor, case, author=debtor_of(creditor, case), parties=()).thread_id
    close_thread(creditor, thread, because="besvarad per telefon", today=TODAY, actor="Eva")
    assert task_kinds(creditor, case) == []


def test_a_thread_is_given_with_its_task(creditor, case):
    thread = opened(creditor, case, author=debtor_of(creditor, case), parties=()).thread_id
    give_thread(creditor, thread, owner="Nils", today=TODAY, actor="Eva")
    assert show_thread(creditor, thread, EVA).thread["owner"] == "Nils"
    assert [task.owner for task in office.tasks(creditor, case)] == ["Nils"]


def test_a_thread_is_overdue_the_day_after_its_last_day(creditor, case):
    thread = opened(creditor, case, author=debtor_of(creditor, case), parties=()).thread_id
    last = date(2026, 3, 9)
    assert thread not in [one["thread"] for one in overdue_threads(last)]
    assert thread in [one["thread"] for one in overdue_threads(last + timedelta(days=1))]
    write_message(creditor, thread, body="Ja.", author=EVA, today=TODAY)
    assert thread not in [one["thread"] for one in overdue_threads(last + timedelta(days=1))]


def test_a_note_is_read_by_the_agency_alone_with_its_files(creditor, case):
    thread = opened(creditor, case, parties=("creditor", "debtor")).thread_id
    write_message(creditor, thread, body="Låter trött", author=EVA, is_internal=True,
                  files=[("a.pdf", PDF)], today=TODAY)  # fmt: skip
    assert words(creditor, thread)[-1] == "Låter trött"
    (file,) = show_thread(creditor, thread, EVA).messages[-1]["files"]
    assert attached_file(creditor, thread, file["id"], EVA).content == PDF
    for kind in ("creditor", "debtor"):
        reader = speaker(creditor, case, kind, "")
        shown = show_thread(creditor, thread, reader)
        assert "trött" not in str(shown.as_json())
        assert ("owner" in shown.as_json()) == (kind == "creditor")  # who answers, and by when
        assert "closed_because" not in shown.as_json()
        with pytest.raises(NotYourThread):
            attached_file(creditor, thread, file["id"], reader)


def test_files_are_kept_byte_for_byte(creditor, case):
    thread = opened(creditor, case, files=[("kvitto.pdf", PDF)]).thread_id
    (file,) = show_thread(creditor, thread, EVA).messages[0]["files"]
    assert file["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert attached_file(creditor, thread, file["id"], debtor_of(creditor, case)).content == PDF


def test_the_history_tells_that_something_was_written_and_not_what(creditor, case):
    opened(creditor, case, body="Hemligt ord")
    log = [line for line in office.log(creditor, case) if "thread" in line]
    assert [line.split()[1] for line in log] == ["thread_opened", "message_written"]
    assert "Hemligt" not in str(log)
    assert "Fråga" not in str(log)
