"""What proves a case: its documents and files byte for byte, and the links of its history."""

from typing import Any

from kvitt.store.session import query_named

DOCUMENTS = """
select id, kind, media_type, name, made_on, sha256, content from document
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s order by id
"""
DISPUTE_FILES = """
select f.id, f.name, f.media_type, f.received_on, f.sha256, f.content
from dispute d
join dispute_file f on f.tenant_id = d.tenant_id and f.dispute_id = d.id
where d.tenant_id = (select %(tenant)s::integer) and d.case_id = %(case)s order by f.id
"""
MESSAGES = """
select m.id, t.subject, m.author, m.author_kind, m.is_internal, m.body, m.written_on
from thread t
join message m on m.tenant_id = t.tenant_id and m.thread_id = t.id
where t.tenant_id = (select %(tenant)s::integer) and t.case_id = %(case)s order by m.id
"""
MESSAGE_FILES = """
select a.id, a.name, a.media_type, m.written_on, a.sha256, a.content
from thread t
join message m on m.tenant_id = t.tenant_id and m.thread_id = t.id
join attachment a on a.tenant_id = m.tenant_id and a.message_id = m.id
where t.tenant_id = (select %(tenant)s::integer) and t.case_id = %(case)s order by a.id
"""
CHAIN = """
select h.id, h.on_day, h.kind, h.actor, h.given::text as given, h.link_id,
       encode(l.hash, 'hex') as link_hash
from history h
join history_link l on l.tenant_id = h.tenant_id and l.id = h.link_id
where h.tenant_id = (select %(tenant)s::integer) and h.case_id = %(case)s order by h.id
"""


def documents_of_case(tenant_id: int, case_id: int) -> list[Any]:
    """Every stored document of the case with its bytes, the oldest first."""
    return query_named(DOCUMENTS, {"tenant": tenant_id, "case": case_id})


def dispute_files_of_case(tenant_id: int, case_id: int) -> list[Any]:
    """The files that came with objections."""
    return query_named(DISPUTE_FILES, {"tenant": tenant_id, "case": case_id})


def messages_of_case(tenant_id: int, case_id: int) -> list[Any]:
    """Every message on the case, internal notes among them."""
    return query_named(MESSAGES, {"tenant": tenant_id, "case": case_id})


def message_files_of_case(tenant_id: int, case_id: int) -> list[Any]:
    """The files that were sent with messages on the case."""
    return query_named(MESSAGE_FILES, {"tenant": tenant_id, "case": case_id})


def history_with_links(tenant_id: int, case_id: int) -> list[Any]:
    """The case's events as they are stored, each with the hash of its link in the chain."""
    return query_named(CHAIN, {"tenant": tenant_id, "case": case_id})
