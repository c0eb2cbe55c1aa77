"""What was found out about debtors' ability to pay, and what was bought for it.

The caller holds the scope, locks the case and closes the history.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.store.session import execute, query, query_named, query_value

REPORT = """
  r.id, r.debtor_id, r.case_id, r.source, r.checked_on, r.valid_until, r.basis_code, r.basis_text,
  r.verdict, r.monthly_minor, r.findings::text, r.by, r.purchase_id
"""
LATEST = f"""
select k.id, {REPORT}
from collection_case k
cross join lateral (
  select * from ability_report a
  where a.tenant_id = (select %(tenant)s::integer) and a.debtor_id = k.debtor_id
    and a.checked_on <= %(on)s
  order by a.checked_on desc, a.id desc limit 1
) r
where k.tenant_id = (select %(tenant)s::integer) and k.id = any (%(cases)s)
  and %(on)s < r.valid_until
"""
DEBTOR = """
select p.id, p.kind = 'consumer' as is_consumer, p.country, p.identity_number,
       coalesce((
         select sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)
         from collection_case o
         join claim c on c.tenant_id = o.tenant_id and c.case_id = o.id
         where o.tenant_id = p.tenant_id and o.debtor_id = p.id and o.closed_on is null
       ), 0)::bigint as debt_minor,
       (select min(c.issued_on) from claim c
        where c.tenant_id = k.tenant_id and c.case_id = k.id) as issued_on
from collection_case k
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
for update of p
"""
ADD_REPORT = """
insert into ability_report (tenant_id, debtor_id, case_id, purchase_id, source, checked_on,
  valid_until, basis_code, basis_text, verdict, monthly_minor, findings, by)
values (%(tenant)s, %(debtor)s, %(case)s, %(purchase)s, %(source)s, %(checked_on)s,
  %(valid_until)s, %(basis_code)s, %(basis_text)s, %(verdict)s, %(monthly_minor)s, %(findings)s,
  %(by)s)
returning id
"""
ADD_PURCHASE = """
insert into credit_purchase (tenant_id, case_id, debtor_id, is_person, source, basis_code,
  basis_text, forced_because, asked_on, asked_by)
values (%(tenant)s, %(case)s, %(debtor)s, %(is_person)s, %(source)s, %(basis_code)s,
  %(basis_text)s, %(forced_because)s, %(asked_on)s, %(asked_by)s)
returning id
"""
END_PURCHASE = """
update credit_purchase set state = %(state)s, ended_on = %(on)s, cost_minor = %(cost)s,
  sentence = %(sentence)s, document_id = %(document)s
where tenant_id = (select %(tenant)s::integer) and id = %(purchase)s and state = 'asked'
"""
OPEN_PURCHASE = """
select id, source, asked_on, state from credit_purchase
where tenant_id = (select %(tenant)s::integer) and debtor_id = %(debtor)s
  and (state = 'asked' or (state = 'unknown' and asked_on > %(after)s))
order by id desc limit 1
"""
PURCHASES = """
select p.id, p.source, p.asked_on, p.asked_by, p.is_person, p.basis_code, p.basis_text,
       p.forced_because, p.state, p.cost_minor, p.sentence, r.id as report_id
from credit_purchase p
left join ability_report r on r.tenant_id = p.tenant_id and r.purchase_id = p.id
where p.tenant_id = (select %(tenant)s::integer) and p.debtor_id = (
  select debtor_id from collection_case
  where tenant_id = (select %(tenant)s::integer) and id = %(case)s)
order by p.id desc limit %(most)s
"""
ADD_ANSWER = """
insert into document (tenant_id, case_id, kind, media_type, name, sha256, content, made_on)
values (%(tenant)s, %(case)s, 'credit_answer', %(media_type)s, %(name)s, %(sha256)s, %(content)s,
  %(on)s)
returning id
"""

END_CHECKS = """
with ended as (
  update hold h set until_on = greatest(h.from_on, %(today)s)
  where h.tenant_id = (select %(tenant)s::integer) and h.case_id = any (%(cases)s)
    and h.kind = 'ability_check' and (h.until_on is null or h.until_on > %(today)s)
  returning h.case_id
), answered as (
  update task t set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
  where t.tenant_id = (select %(tenant)s::integer) and t.case_id = any (%(cases)s)
    and t.kind = 'check_ability' and t.done_on is null
)
select distinct case_id from ended order by case_id
"""

INQUIRY = """
select p.source, p.asked_on, p.basis_code, r.findings::text
from credit_purchase p
left join ability_report r on r.tenant_id = p.tenant_id and r.purchase_id = p.id
where p.tenant_id = (select %(tenant)s::integer) and p.id = %(purchase)s
  and p.state = 'answered'
"""


class AbilityReport(NamedTuple):
    """What was found out about a debtor's ability to pay. Sums in whole minor units."""

    report_id: int
    debtor_id: int
    case_id: int
    """The case for which it was asked; it counts for every case of the debtor."""
    source: str
    """The credit bureau, or ``handler`` where a person entered it."""
    checked_on: date
    valid_until: date
    """The first day on which it counts no more."""
    basis_code: str
    basis_text: str
    verdict: str
    """``able``, ``partly``, ``unable`` or ``unknown``."""
    monthly_minor: int | None
    """What the debtor can pay this creditor a month; None where that is not known."""
    findings: dict[str, Any]
    """``known`` (what it was judged by), ``reasons`` in words, ``because`` with the statutes."""
    by: str
    purchase_id: int | None

    def as_json(self) -> dict[str, Any]:
        """The report for a person or script who may read the case."""
        return self._asdict()


class Inquiry(NamedTuple):
    """A question that a bureau answered, and what the report about it knows."""

    source: str
    asked_on: date
    basis_code: str
    known: dict[str, Any]
    carried: tuple[str, ...]
    """What of it the bureau did not say."""


class CheckedDebtor(NamedTuple):
    """A debtor as a check needs it, locked."""

    debtor_id: int
    is_consumer: bool
    country: str
    identity_number: str | None
    debt_minor: int
    """What is open and booked on all its open cases with the creditor."""
    issued_on: date | None
    """The first day on which an invoice of the case was issued."""


def latest_reports(
    tenant_id: int, case_ids: Sequence[int], *, on: date
) -> dict[int, AbilityReport]:
    """The debtors' latest reports that count on that day, by case; one read for all cases."""
    rows = query(LATEST, {"tenant": tenant_id, "cases": list(case_ids), "on": on})
    return {row[0]: _report(row[1:]) for row in rows}


def debtor_to_check(tenant_id: int, case_id: int) -> CheckedDebtor:
    """The debtor of the case, locked."""
    row: Any = query_named(DEBTOR, {"tenant": tenant_id, "case": case_id})[0]
    return CheckedDebtor(
        row.id, row.is_consumer, row.country, row.identity_number, int(row.debt_minor),
        row.issued_on,
    )  # fmt: skip


def add_report(tenant_id: int, told: Mapping[str, Any]) -> int:
    """Keeps a report; its number."""
    findings = Jsonb(told["findings"])
    return int(query_value(ADD_REPORT, {**told, "tenant": tenant_id, "findings": findings}))


def end_checks(
    tenant_id: int, case_ids: Sequence[int], *, today: date, by: str, outcome: str
) -> list[int]:
    """Ends what waited for the check on these cases; those that were held for it."""
    given = {"tenant": tenant_id, "cases": list(case_ids), "today": today, "by": by}
    return [row[0] for row in query(END_CHECKS, given | {"outcome": outcome})]


def add_purchase(tenant_id: int, told: Mapping[str, Any]) -> int:
    """Notes that a bureau is going to be asked; the purchase's number."""
    return int(query_value(ADD_PURCHASE, {**told, "tenant": tenant_id}))


def end_purchase(
    tenant_id: int, purchase_id: int, *, state: str, on: date, cost_minor: int | None = None,
    sentence: str = "", document_id: int | None = None,
) -> bool:  # fmt: skip
    """Notes what became of the question, once; False where that was noted already."""
    given = {"tenant": tenant_id, "purchase": purchase_id, "state": state, "on": on}
    given |= {"cost": cost_minor, "sentence": sentence, "document": document_id}
    return bool(execute(END_PURCHASE, given))


def open_purchase(tenant_id: int, debtor_id: int, *, after: date) -> Any | None:
    """A question about the debtor that waits for its answer or lost it after that day, or None."""
    given = {"tenant": tenant_id, "debtor": debtor_id, "after": after}
    rows = query_named(OPEN_PURCHASE, given)
    return rows[0] if rows else None


def purchases_of(tenant_id: int, case_id: int, *, most: int = 50) -> list[dict[str, Any]]:
    """What was bought about the case's debtor, the latest first."""
    rows = query_named(PURCHASES, {"tenant": tenant_id, "case": case_id, "most": most})
    return [dict(row._asdict()) for row in rows]


def inquiry_of(tenant_id: int, purchase_id: int) -> Inquiry | None:
    """The answered question of that number; None where there is none."""
    rows = query(INQUIRY, {"tenant": tenant_id, "purchase": purchase_id})
    if not rows:
        return None
    source, asked_on, basis_code, findings = rows[0]
    told = json.loads(findings) if findings else {}
    carried = tuple(told.get("carried", ()))
    return Inquiry(source, asked_on, basis_code, told.get("known", {}), carried)


def keep_answer(
    tenant_id: int, case_id: int, content: bytes, *, name: str, media_type: str, on: date
) -> int:
    """Keeps the bureau's answer byte for byte; the document's number."""
    given = {"tenant": tenant_id, "case": case_id, "content": content, "name": name, "on": on}
    digest = hashlib.sha256(content).digest()
    return int(query_value(ADD_ANSWER, given | {"media_type": media_type, "sha256": digest}))


def _report(row: tuple[Any, ...]) -> AbilityReport:
    *head, findings, by, purchase_id = row
    return AbilityReport._make((*head, json.loads(findings), by, purchase_id))
