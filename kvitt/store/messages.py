"""Threads, messages, their files and the mails that carry them. The caller closes the history."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.messages import CLOSED, FOR_US, Attachment, Standing
from kvitt.domain.task_clock import owner_of
from kvitt.kernel.sentence import Sentence
from kvitt.store.session import execute, query, query_named, query_value

MESSAGES = 7012
"""The advisory lock of whoever mails a tenant's messages: one at a time."""

_THREAD = """
select t.id, t.tenant_id, t.case_id, t.subject, t.parties, t.state, t.owner, t.answer_by_on,
       t.opened_on, t.opened_by, t.closed_on, t.closed_because, c.debtor_id,
       p.name as debtor_name, p.email as debtor_email, p.language as debtor_language,
       p.unreachable as debtor_unreachable
from thread t
join collection_case c on c.tenant_id = t.tenant_id and c.id = t.case_id
join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
where t.tenant_id = any (%(tenants)s)
"""
_ADD_THREAD = """
insert into thread (tenant_id, case_id, subject, parties, owner, opened_on, opened_by)
values (%(tenant)s, %(case)s, %(subject)s, %(parties)s, %(owner)s, %(today)s, %(by)s) returning id
"""
_STAND = """
update thread set state = %(state)s, answer_by_on = %(answer_by)s,
                  closed_on = null, closed_because = null
where tenant_id = %(tenant)s and id = %(thread)s
"""
_CLOSE = """
update thread set state = 'closed', answer_by_on = null, closed_on = %(today)s,
                  closed_because = %(because)s
where tenant_id = %(tenant)s and id = %(thread)s
"""
_ADD_MESSAGE = """
insert into message
  (tenant_id, thread_id, author_kind, author, is_internal, body, written_on, mail_id)
values (%(tenant)s, %(thread)s, %(kind)s, %(author)s, %(internal)s, %(body)s, %(today)s, %(mail)s)
returning id
"""
_ADD_FILE = """
insert into attachment (tenant_id, message_id, name, media_type, sha256, content)
values (%(tenant)s, %(message)s, %(name)s, %(type)s, %(sha256)s, %(content)s)
"""
_MESSAGES = """
select id, author_kind, author, is_internal, body, written_on, mail_id from message
where tenant_id = %(tenant)s and thread_id = %(thread)s and (%(notes)s or not is_internal)
order by id
"""
_FILES = """
select a.id, a.message_id, a.name, a.media_type, octet_length(a.content) as size, a.sha256
from attachment a join message m on m.tenant_id = a.tenant_id and m.id = a.message_id
where a.tenant_id = %(tenant)s and m.thread_id = %(thread)s and (%(notes)s or not m.is_internal)
order by a.id
"""
_FILE = """
select a.name, a.media_type, a.content
from attachment a join message m on m.tenant_id = a.tenant_id and m.id = a.message_id
where a.tenant_id = %(tenant)s and m.thread_id = %(thread)s and a.id = %(file)s
  and (%(notes)s or not m.is_internal)
"""
_ADD_TASK = """
insert into task (tenant_id, case_id, kind, raised_on, sentence, source_id, owner, due_on)
select %(tenant)s,
       -- a thread stays on its case; what is asked stands where the claims went on
       coalesce((select c.merged_into from collection_case c
                 where c.tenant_id = %(tenant)s and c.id = %(case)s::bigint),
                %(case)s::bigint),
       %(kind)s, %(today)s, %(sentence)s, %(source)s, %(owner)s, %(due)s
where not exists (
  select from task where tenant_id = %(tenant)s and kind = %(kind)s and source_id = %(source)s
    and done_on is null)
"""
_END_TASK = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
where tenant_id = %(tenant)s and kind = %(kind)s and source_id = %(source)s and done_on is null
"""
_OWN = "update thread set owner = %(owner)s where tenant_id = %(tenant)s and id = %(thread)s"
_OWN_TASK = """
update task set owner = %(owner)s
where tenant_id = %(tenant)s and kind = %(kind)s and source_id = %(thread)s and done_on is null
"""
_OWN_AS_TASK = """
update thread set owner = task.owner
from task
where thread.tenant_id = %(tenant)s and task.tenant_id = %(tenant)s and task.kind = %(kind)s
  and task.id = any (%(tasks)s) and thread.id = task.source_id
"""
ANSWER = "answer_message"
"""The task of a thread that waits for us; its source is the thread."""


class NewMessage(NamedTuple):
    """A message as it is written, its words and files checked."""

    author_kind: str
    author: str
    body: str
    is_internal: bool = False
    files: tuple[Attachment, ...] = ()
    mail_id: int | None = None
    text_id: int | None = None
    """The version of the creditor's own text that the words are by."""


class Written(NamedTuple):
    """A thread's row after something was written: its number and the message's."""

    thread_id: int
    message_id: int


def party_of_case(tenant_id: int, case_id: int) -> tuple[int, str] | None:
    """The debtor of a case, number and name, inside its tenant's scope; None for no case."""
    rows = query(
        "select p.id, p.name from collection_case c"
        " join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id"
        " where c.tenant_id = %s and c.id = %s",
        (tenant_id, case_id),
    )
    return (int(rows[0][0]), str(rows[0][1])) if rows else None


def add_thread(
    tenant_id: int, case_id: int, *, subject: str, parties: Sequence[str], owner: str | None,
    today: date, by: str,
) -> int:  # fmt: skip
    """A new thread of the case; its number."""
    given = {"tenant": tenant_id, "case": case_id, "subject": subject, "parties": list(parties),
             "owner": owner, "today": today, "by": by}  # fmt: skip
    return int(query_value(_ADD_THREAD, given))


def thread_of(tenant_ids: Sequence[int], thread_id: int, *, lock: bool = False) -> Any | None:
    """A thread of one of the tenants with its case's debtor, inside their scope; or None."""
    given = {"tenants": list(tenant_ids), "thread": thread_id}
    rows = query_named(f"{_THREAD} and t.id = %(thread)s" + " for update of t" * lock, given)
    return rows[0] if rows else None


def threads_of(
    tenant_ids: Sequence[int], *, case_id: int | None, open_only: bool, overdue_on: date | None,
    most: int,
) -> list[Any]:  # fmt: skip
    """Threads of the tenants, those whose clock runs out first leading."""
    given = {"tenants": list(tenant_ids), "case": case_id, "open": open_only,
             "overdue": overdue_on, "most": most}  # fmt: skip
    return query_named(
        _THREAD + " and (%(case)s::bigint is null or t.case_id = %(case)s)"
        " and (not %(open)s or t.state <> 'closed')"
        " and (%(overdue)s::date is null or t.answer_by_on < %(overdue)s)"
        " order by t.answer_by_on nulls last, t.tenant_id, t.id limit %(most)s",
        given,
    )


def add_message(tenant_id: int, thread_id: int, new: NewMessage, *, today: date) -> int:
    """Adds a message with its files; its number."""
    message_id = int(query_value(_ADD_MESSAGE, {
        "tenant": tenant_id, "thread": thread_id, "kind": new.author_kind, "author": new.author,
        "internal": new.is_internal, "body": new.body, "today": today, "mail": new.mail_id,
    }))  # fmt: skip
    for one in new.files:
        execute(_ADD_FILE, {
            "tenant": tenant_id, "message": message_id, "name": one.name, "type": one.media_type,
            "sha256": hashlib.sha256(one.content).digest(), "content": one.content,
        })  # fmt: skip
    return message_id


def messages_in(tenant_id: int, thread_id: int, *, notes: bool) -> list[Any]:
    """The messages of a thread, oldest first; internal notes only where ``notes`` says so."""
    return query_named(_MESSAGES, {"tenant": tenant_id, "thread": thread_id, "notes": notes})


def files_in(tenant_id: int, thread_id: int, *, notes: bool) -> list[Any]:
    """The files of a thread's messages without their bytes."""
    return query_named(_FILES, {"tenant": tenant_id, "thread": thread_id, "notes": notes})


def file_of(tenant_id: int, thread_id: int, file_id: int, *, notes: bool) -> Attachment | None:
    """One file with its bytes; None where this reader has none such."""
    given = {"tenant": tenant_id, "thread": thread_id, "file": file_id, "notes": notes}
    rows = query(_FILE, given)
    return Attachment(rows[0][0], rows[0][1], bytes(rows[0][2])) if rows else None


def files_of_message(tenant_id: int, message_id: int) -> list[Attachment]:
    """The files of one message with their bytes."""
    rows = query(
        "select name, media_type, content from attachment"
        " where tenant_id = %s and message_id = %s order by id",
        (tenant_id, message_id),
    )
    return [Attachment(name, media_type, bytes(content)) for name, media_type, content in rows]


def set_standing(thread: Any, standing: Standing, *, today: date, by: str) -> None:
    """Writes where the thread stands, and its task: asked while it waits for us, else ended."""
    if standing.state == CLOSED:
        raise ValueError("a thread is closed with a reason: close_thread")
    given = {"tenant": thread.tenant_id, "thread": thread.id, "state": standing.state,
             "answer_by": standing.answer_by_on}  # fmt: skip
    execute(_STAND, given)
    if standing.state == FOR_US:
        sentence = Sentence(
            "answer in the thread {thread} by {answer_by_on}",
            thread=thread.id,
            answer_by_on=standing.answer_by_on,
        )
        ask(thread.tenant_id, thread.case_id, ANSWER, sentence, source_id=thread.id, today=today,
            owner=thread.owner, due_on=standing.answer_by_on)  # fmt: skip
    else:
        _end_answer(thread, today=today, by=by, outcome=standing.state)


def close_thread(thread: Any, *, because: str, today: date, by: str) -> None:
    """Closes the thread and its task."""
    execute(_CLOSE, {"tenant": thread.tenant_id, "thread": thread.id, "today": today,
                     "because": because})  # fmt: skip
    _end_answer(thread, today=today, by=by, outcome=because)


def _end_answer(thread: Any, *, today: date, by: str, outcome: str) -> None:
    execute(_END_TASK, {"tenant": thread.tenant_id, "kind": ANSWER,
                        "source": thread.id, "today": today, "by": by,
                        "outcome": outcome})  # fmt: skip


def own_thread(thread: Any, owner: str) -> None:
    """Gives the thread, and its open task, to somebody."""
    given = {"tenant": thread.tenant_id, "thread": thread.id, "kind": ANSWER, "owner": owner}
    execute(_OWN, given)
    execute(_OWN_TASK, given)


def own_threads_of_tasks(tenant_id: int, task_ids: Sequence[int]) -> None:
    """Who was given the question whether a thread is answered has the thread."""
    given = {"tenant": tenant_id, "tasks": list(task_ids), "kind": ANSWER}
    execute(_OWN_AS_TASK, given)


def ask(
    tenant_id: int, case_id: int | None, kind: str, sentence: str, *, source_id: int, today: date,
    owner: str | None = None, due_on: date | None = None,
) -> None:  # fmt: skip
    """Asks a person, once while the question of that source is open.

    Without a last day the task gets the clock of its kind.
    """
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "sentence": sentence,
             "source": source_id, "today": today, "owner": owner or owner_of(kind),
             "due": due_on}  # fmt: skip
    execute(_ADD_TASK, given)


def end_question(
    tenant_id: int, kind: str, source_id: int, *, today: date, by: str, outcome: str
) -> int:
    """Marks the open question of that source as answered; how many there were."""
    return execute(
        "update task set done_on = %s, done_by = %s, outcome = %s"
        " where tenant_id = %s and kind = %s and source_id = %s and done_on is null",
        (today, by, outcome, tenant_id, kind, source_id),
    )


def other_mails_of(tenant_id: int, thread_id: int) -> list[Any]:
    """Mails to the thread that became no message, with the reason."""
    return query_named(
        "select id, received_on, outcome, because from received_mail"
        " where tenant_id = %s and thread_id = %s and outcome <> 'message' order by id",
        (tenant_id, thread_id),
    )
