"""Messages to authorities, and what authorities know of the books. The caller holds the scope."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.domain.authority_message import (
    ASKED_COSTS,
    TAKEN_FIRST,
    AuthorityMessage,
    LeftOpen,
    Less,
)
from kvitt.store.session import execute, query, query_value, sql

KNOWN = """
select coalesce((
         select max(l.id)
         from proceeding_claim f
         join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = f.claim_id
         join allocation l on l.tenant_id = (select %(tenant)s::integer) and l.item_id = i.id
         where f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = %(proceeding)s
       ), 0)::bigint,
       coalesce((
         select array_agg(i.id order by i.id)
         from proceeding_claim f
         join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = f.claim_id
         where f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = %(proceeding)s
           and i.voided_on is not null
       ), '{}')::bigint[]
"""
KNOWS = """
update proceeding set told_through = %(through)s, told_items = %(items)s
where tenant_id = (select %(tenant)s::integer) and id = %(proceeding)s
"""
KNOWS_AS = """
update proceeding p set told_through = b.told_through, told_items = b.told_items
from proceeding b
where p.tenant_id = (select %(tenant)s::integer) and p.id = %(proceeding)s
  and b.tenant_id = (select %(tenant)s::integer) and b.id = %(before)s
"""
ADD = """
insert into authority_message (tenant_id, proceeding_id, number, reference, kind, because,
  less_minor, told, events, through_allocation, voided_items, written_on, written_by)
values (%(tenant)s, %(proceeding)s, %(number)s, %(reference)s, %(kind)s, %(because)s,
  greatest(%(less)s, 0), %(told)s, %(events)s, %(through)s, %(items)s, %(on)s, %(by)s)
returning id
"""
ADD_PAPER = """
with kept as (
  insert into document (tenant_id, case_id, kind, media_type, name, sha256, content, made_on)
  values (%(tenant)s, %(case)s, 'authority_message', %(type)s, %(name)s, %(digest)s, %(content)s,
          %(on)s)
  returning id
)
insert into authority_message_paper (tenant_id, message_id, document_id)
select %(tenant)s, %(message)s, id from kept
"""
MESSAGES = """
select id, number, reference, kind, because, less_minor, told::text, events, through_allocation,
       voided_items, written_on, written_by, sent_on
from authority_message
where tenant_id = (select %(tenant)s::integer) and proceeding_id = %(proceeding)s
order by number
"""
PAPERS = """
select d.name, d.media_type, d.content
from authority_message_paper p
join document d on d.tenant_id = (select %(tenant)s::integer) and d.id = p.document_id
where p.tenant_id = (select %(tenant)s::integer) and p.message_id = %(message)s
order by d.name
"""
LEFT = """
select c.invoice_number,
       coalesce(sum(i.open_minor) filter (where i.kind = 'principal'), 0)::bigint,
       coalesce(sum(i.open_minor) filter (where i.kind = 'interest'), 0)::bigint,
       coalesce(sum(i.open_minor) filter (where i.kind not in ('principal', 'interest')), 0)::bigint
from proceeding p
join proceeding_claim f on f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = p.id
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = f.claim_id
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = f.claim_id
where p.tenant_id = (select %(tenant)s::integer) and p.id = %(proceeding)s
  and i.kind <> all (%(taken_first)s)
  and (i.kind in ('principal', 'interest') or i.dated_on <= p.filed_on
       or i.kind = any (%(asked_costs)s))
group by c.id, c.invoice_number, c.due_on
order by c.due_on, c.id
"""
CLOSED = """
select closed_on is not null, coalesce(closed_because, '') from collection_case
where tenant_id = (select %(tenant)s::integer) and id = %(case)s
"""
SENT = """
update authority_message set sent_on = %(on)s
where tenant_id = (select %(tenant)s::integer) and id = %(message)s and sent_on is null
"""


class Known(NamedTuple):
    """What an authority knows of the books: through which allocation, and which voided items."""

    through: int
    voided_items: tuple[int, ...]


class KeptMessage(NamedTuple):
    """A message as it is stored."""

    id: int
    number: int
    reference: str
    kind: str
    because: str
    less_minor: int
    told: list[dict[str, Any]]
    events: tuple[str, ...]
    through: int
    voided_items: tuple[int, ...]
    written_on: date
    written_by: str
    sent_on: date | None


def known_now(tenant_id: int, proceeding_id: int) -> Known:
    """What the books hold of the claims of the proceeding now."""
    ((through, items),) = query(KNOWN, {"tenant": tenant_id, "proceeding": proceeding_id})
    return Known(through, tuple(items))


def authority_knows(tenant_id: int, proceeding_id: int, known: Known) -> None:
    """The authority knows the books so far."""
    execute(KNOWS, {"tenant": tenant_id, "proceeding": proceeding_id, "through": known.through,
                    "items": list(known.voided_items)})  # fmt: skip


def authority_knows_as(tenant_id: int, proceeding_id: int, *, before_id: int) -> None:
    """Where a case goes on the authority knows what the one before it knew."""
    given = {"tenant": tenant_id, "proceeding": proceeding_id, "before": before_id}
    execute(KNOWS_AS, given)


def less_than_filed(tenant_id: int, proceeding_id: int | None = None) -> dict[int, list[Less]]:
    """What is owed less than the authority knows, by proceeding: of those that run, or of one."""
    found: dict[int, list[Less]] = {}
    for row in query(sql("less_than_filed"), _asked(tenant_id, proceeding_id)):
        found.setdefault(row[0], []).append(Less(*row[1:8]))
    return found


def left_open(tenant_id: int, proceeding_id: int) -> list[LeftOpen]:
    """What is open of each claim of the proceeding, of what the authority is asked for."""
    return [LeftOpen._make(row) for row in query(LEFT, _asked(tenant_id, proceeding_id))]


def _asked(tenant_id: int, proceeding_id: int | None) -> dict[str, Any]:
    """A proceeding, or all, with the kinds of costs that its application asks for by itself."""
    return {"tenant": tenant_id, "proceeding": proceeding_id, "asked_costs": sorted(ASKED_COSTS),
            "taken_first": sorted(TAKEN_FIRST)}  # fmt: skip


def is_closed(tenant_id: int, case_id: int) -> tuple[bool, str]:
    """Whether the case is closed, and why."""
    ((closed, because),) = query(CLOSED, {"tenant": tenant_id, "case": case_id})
    return bool(closed), because


def messages_of(tenant_id: int, proceeding_id: int) -> list[KeptMessage]:
    """The messages about the proceeding, the oldest first."""
    rows = query(MESSAGES, {"tenant": tenant_id, "proceeding": proceeding_id})
    return [
        KeptMessage._make(
            (*row[:6], json.loads(row[6]), tuple(row[7]), row[8], tuple(row[9]), *row[10:])
        )
        for row in rows
    ]


def add_message(
    tenant_id: int, proceeding_id: int, case_id: int, message: AuthorityMessage, known: Known,
    papers: Sequence[tuple[str, str, bytes]], *, number: int,
) -> int:  # fmt: skip
    """Keeps a message that is about to leave with its papers (name, media type, bytes); its id."""
    given = {
        "tenant": tenant_id, "proceeding": proceeding_id, "number": number,
        "reference": message.reference, "kind": message.kind, "because": message.because,
        "less": message.less_minor, "told": Jsonb(told_of(message.less)),
        "events": list(message.events), "through": known.through,
        "items": list(known.voided_items), "on": message.written_on, "by": message.signed_by,
    }  # fmt: skip
    message_id = int(query_value(ADD, given))
    for name, media_type, content in papers:
        digest = hashlib.sha256(content).digest()
        execute(
            ADD_PAPER,
            {"tenant": tenant_id, "case": case_id, "message": message_id, "name": name,
             "type": media_type, "digest": digest, "content": content, "on": message.written_on},
        )  # fmt: skip
    return message_id


def told_of(less: Iterable[Less]) -> list[dict[str, Any]]:
    """What is owed less, by invoice, item and day, as plain data."""
    return [
        {"invoice_number": one.invoice_number, "kind": one.kind, "on": one.on_day.isoformat(),
         "amount_minor": one.amount_minor, "because": one.because}
        for one in less
    ]  # fmt: skip


def papers_of(tenant_id: int, message_id: int) -> dict[str, bytes]:
    """The files of a message as they were written, by name."""
    found = query(PAPERS, {"tenant": tenant_id, "message": message_id})
    return {row[0]: bytes(row[2]) for row in found}


def mark_sent(tenant_id: int, message_id: int, *, on: date) -> bool:
    """The message has left; False where it had before."""
    return bool(execute(SENT, {"tenant": tenant_id, "message": message_id, "on": on}))
