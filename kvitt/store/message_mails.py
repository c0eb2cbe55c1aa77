"""Mails of messages: those on their way out with their reply tokens, and those that came in."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.messages import MESSAGES
from kvitt.store.session import execute, query, query_named, query_value

TOKEN_DAYS = 365
"""How long a reply address is good; an answer to an older one is looked at by a person."""
_ADD_DISPATCH = """
insert into message_dispatch (tenant_id, message_id, reader_kind, address)
values (%(tenant)s, %(message)s, %(reader)s, %(address)s) returning id
"""
_READY = """
select d.id, d.message_id, d.reader_kind, d.address, m.thread_id, m.author_kind, m.author, m.body,
       t.case_id, t.owner
from message_dispatch d
join message m on m.tenant_id = d.tenant_id and m.id = d.message_id
join thread t on t.tenant_id = m.tenant_id and t.id = m.thread_id
where d.tenant_id = %(tenant)s and d.state = 'ready' and not m.is_internal and d.id > %(after)s
order by d.id limit 1
"""
_LEFT = """
select d.id, d.message_id, m.thread_id, t.case_id, d.reader_kind, t.owner
from message_dispatch d
join message m on m.tenant_id = d.tenant_id and m.id = d.message_id
join thread t on t.tenant_id = m.tenant_id and t.id = m.thread_id
where d.tenant_id = %(tenant)s and d.state = 'sending' order by d.id
"""
_DISPATCH = """
select d.id, d.message_id, d.reader_kind, m.thread_id, t.case_id, t.owner
from message_dispatch d
join message m on m.tenant_id = d.tenant_id and m.id = d.message_id
join thread t on t.tenant_id = m.tenant_id and t.id = m.thread_id
where d.tenant_id = %(tenant)s and d.id = %(id)s and d.mail_key = %(key)s
"""
_END = """
update message_dispatch set state = %(state)s, sentence = %(sentence)s, ended_on = %(on)s,
                            mail_key = coalesce(%(key)s, mail_key)
where tenant_id = %(tenant)s and id = %(id)s and state = any (%(before)s)
"""
_ADD_TOKEN = """
insert into reply_token
  (tenant_id, digest, thread_id, dispatch_id, author_kind, author, address, issued_on, until_on)
values (%(tenant)s, %(digest)s, %(thread)s, %(dispatch)s, %(kind)s, %(author)s, %(address)s,
        %(today)s, %(today)s + %(days)s::integer)
"""
_TOKEN = """
select tenant_id, id, thread_id, author_kind, author, address, until_on, revoked_on
from reply_token where tenant_id = any (%(tenants)s) and digest = %(digest)s
"""
_ADD_MAIL = """
insert into received_mail (tenant_id, received_on, sha256, content, mail_key, outcome, because,
                           thread_id, token_id)
values (%(tenant)s, %(today)s, %(sha256)s, %(content)s, %(key)s, %(outcome)s, %(because)s,
        %(thread)s, %(token)s)
on conflict (tenant_id, sha256) do nothing returning id
"""
_MAILED_TODAY = """
select count(*) from message where tenant_id = %(tenant)s and thread_id = %(thread)s
  and mail_id is not null and written_on = %(today)s
"""
_WAITING = """
select r.tenant_id, r.id, r.received_on, r.because, t.case_id,
       substring(r.content from 1 for %(read)s) as content
from task t
join received_mail r on r.tenant_id = t.tenant_id and r.id = t.source_id
where t.tenant_id = any (%(tenants)s) and t.kind = 'mail_quarantined' and t.done_on is null
"""
LARGEST_MAIL = 26_214_400
"""Bytes; no larger one is kept."""


class Received(NamedTuple):
    """A mail as it is kept, and what became of it."""

    outcome: str
    because: str
    mail_key: str | None = None
    thread_id: int | None = None
    token_id: int | None = None


def digest_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def add_message_dispatch(tenant_id: int, message_id: int, reader_kind: str, address: str) -> int:
    """A message on its way to one reader; its number."""
    given = {"tenant": tenant_id, "message": message_id, "reader": reader_kind, "address": address}
    return int(query_value(_ADD_DISPATCH, given))


def mail_messages_alone(tenant_id: int) -> bool:
    """Takes the lock of the tenant's mails until `mails_are_done`; False where another has it."""
    return bool(query_value("select pg_try_advisory_lock(%s, %s)", (MESSAGES, tenant_id)))


def mails_are_done(tenant_id: int) -> None:
    """Lets go of the lock of `mail_messages_alone`."""
    execute("select pg_advisory_unlock(%s, %s)", (MESSAGES, tenant_id))


def next_ready(tenant_id: int, *, after: int) -> Any | None:
    """The next message that waits to be mailed, with its thread."""
    rows = query_named(_READY, {"tenant": tenant_id, "after": after})
    return rows[0] if rows else None


def left_sending(tenant_id: int) -> list[Any]:
    """Mails whose sender has died: nobody knows whether they left."""
    return query_named(_LEFT, {"tenant": tenant_id})


def case_of_dispatch(tenant_id: int, dispatch_id: int, *, key: str) -> Any | None:
    """A mail of ours with its thread and case; None where none has that number and Message-ID."""
    rows = query_named(_DISPATCH, {"tenant": tenant_id, "id": dispatch_id, "key": key})
    return rows[0] if rows else None


def end_message_dispatch(
    tenant_id: int, dispatch_id: int, state: str, *, before: Sequence[str], on: date,
    sentence: str = "", key: str | None = None,
) -> int:  # fmt: skip
    """Writes what became of a mail that stood in one of the states; 0 where it stood elsewhere."""
    return execute(_END, {"tenant": tenant_id, "id": dispatch_id, "state": state,
                          "sentence": sentence or None, "on": on, "key": key,
                          "before": list(before)})  # fmt: skip


def add_token(
    tenant_id: int, token: str, *, thread_id: int, dispatch_id: int, author_kind: str, author: str,
    address: str, today: date,
) -> None:  # fmt: skip
    """Keeps the digest of a new token, bound to the thread and to whose answer it is."""
    execute(_ADD_TOKEN, {"tenant": tenant_id, "digest": digest_of(token), "thread": thread_id,
                         "dispatch": dispatch_id, "kind": author_kind, "author": author,
                         "address": address, "today": today, "days": TOKEN_DAYS})  # fmt: skip


def revoke_tokens(tenant_id: int, dispatch_id: int, *, today: date) -> None:
    """The reply addresses of a mail that did not arrive are good for nothing."""
    execute(
        "update reply_token set revoked_on = %s"
        " where tenant_id = %s and dispatch_id = %s and revoked_on is null",
        (today, tenant_id, dispatch_id),
    )


def token_called(tenant_ids: Sequence[int], token: str) -> Any | None:
    """The row of a token, inside the scope of the tenants; None where none is known."""
    rows = query_named(_TOKEN, {"tenants": list(tenant_ids), "digest": digest_of(token)})
    return rows[0] if rows else None


def keep_mail(tenant_id: int, raw: bytes, mail: Received, *, today: date) -> int | None:
    """Keeps a mail byte for byte; None where the very same one is kept already."""
    found = query_value(_ADD_MAIL, {
        "tenant": tenant_id, "today": today, "sha256": hashlib.sha256(raw).digest(),
        "content": raw, "key": mail.mail_key, "outcome": mail.outcome, "because": mail.because,
        "thread": mail.thread_id, "token": mail.token_id,
    })  # fmt: skip
    return None if found is None else int(found)


def kept_mail(tenant_ids: Sequence[int], raw: bytes) -> Any | None:
    """The row of a mail that is kept already."""
    rows = query_named(
        "select tenant_id, id, outcome, because, thread_id from received_mail"
        " where tenant_id = any (%s) and sha256 = %s",
        (list(tenant_ids), hashlib.sha256(raw).digest()),
    )
    return rows[0] if rows else None


def mails_of_thread_on(tenant_id: int, thread_id: int, today: date) -> int:
    """How many messages came by mail that day."""
    given = {"tenant": tenant_id, "thread": thread_id, "today": today}
    return int(query_value(_MAILED_TODAY, given))


def has_mail_key(tenant_id: int, thread_id: int, key: str) -> bool:
    """Whether a mail of that Message-ID is a message of the thread already."""
    return bool(key) and bool(query(
        "select 1 from received_mail where tenant_id = %s and thread_id = %s and mail_key = %s"
        " and outcome = 'message' limit 1", (tenant_id, thread_id, key),
    ))  # fmt: skip


def mail_called(tenant_ids: Sequence[int], mail_id: int) -> Any | None:
    """A mail as it came, and whether it is a message by now, inside the scope of the tenants."""
    rows = query_named(
        "select r.tenant_id, r.id, r.content, r.outcome, r.because, r.mail_key, r.sha256,"
        " exists (select from message m join received_mail o"
        " on o.tenant_id = m.tenant_id and o.id = m.mail_id"
        " where m.tenant_id = any (%(tenants)s) and o.sha256 = r.sha256) as is_message"
        " from received_mail r where r.tenant_id = any (%(tenants)s) and r.id = %(mail)s",
        {"tenants": list(tenant_ids), "mail": mail_id},
    )
    return rows[0] if rows else None


def tenants_with_messages_to_mail(tenant_ids: Sequence[int]) -> list[int]:
    """Tenants with a message that waits to be mailed, or that a worker left in the middle."""
    rows = query(
        "select t from unnest(%s::integer[]) t where exists (select from message_dispatch d"
        " where d.tenant_id = t and d.state in ('ready', 'sending'))",
        (list(tenant_ids),),
    )
    return [row[0] for row in rows]


def mails_waiting(tenant_ids: Sequence[int], *, before: int, most: int, read: int) -> list[Any]:
    """Mails about which a person is asked, newest first, each with its first ``read`` bytes."""
    return query_named(
        _WAITING + " and r.id < %(before)s order by r.id desc limit %(most)s",
        {"tenants": list(tenant_ids), "before": before, "most": most, "read": read},
    )


def mail_waiting(tenant_ids: Sequence[int], mail_id: int) -> Any | None:
    """One of them, with all of its bytes; None where nobody is asked about it."""
    given = {"tenants": list(tenant_ids), "mail": mail_id, "read": LARGEST_MAIL}
    rows = query_named(_WAITING + " and r.id = %(mail)s", given)
    return rows[0] if rows else None
