"""The texts of a creditor's own: versions, previews and approvals. Rows are only ever added."""

from datetime import date
from typing import Any, NamedTuple

from kvitt.store.session import execute, query, query_value

COLUMNS = """
t.id, t.purpose, t.name, t.language, t.number, t.body, t.proposed_by, t.proposed_on,
p.cases, p.refused, p.previewed_by, p.previewed_on, a.approved_by, a.approved_on, a.from_on
"""
VERSIONS = f"""
select {COLUMNS}
from text_template t
left join text_approval a on a.tenant_id = t.tenant_id and a.template_id = t.id
left join lateral (
  select * from text_preview p where p.tenant_id = t.tenant_id and p.template_id = t.id
  order by p.id desc limit 1) p on true
where t.tenant_id = (select %(tenant)s::integer) and {{condition}}
"""
ADD = """
insert into text_template
  (tenant_id, purpose, name, language, number, body, proposed_by, proposed_on)
select %(tenant)s, %(purpose)s, %(name)s, %(language)s, coalesce(max(number), 0) + 1, %(body)s,
       %(by)s, %(today)s
from text_template
where tenant_id = (select %(tenant)s::integer) and purpose = %(purpose)s and name = %(name)s
  and language = %(language)s
returning id
"""
ADD_PREVIEW = """
insert into text_preview (tenant_id, template_id, cases, refused, previewed_by, previewed_on)
values (%(tenant)s, %(id)s, %(cases)s, %(refused)s, %(by)s, %(today)s)
"""
ADD_APPROVAL = """
insert into text_approval
  (tenant_id, template_id, proposed_by, approved_by, approved_on, from_on)
select tenant_id, id, proposed_by, %(by)s, %(today)s, %(from_on)s
from text_template where tenant_id = (select %(tenant)s::integer) and id = %(id)s
"""
SAMPLE = """
select id from collection_case where tenant_id = (select %(tenant)s::integer)
order by closed_on is not null, md5(id::text) limit %(most)s
"""
TURN = 7011
"""The advisory lock of whoever changes a creditor's texts: one at a time."""


class TextVersion(NamedTuple):
    """A version of a text, with its latest preview and its approval where there are any."""

    id: int
    purpose: str
    name: str
    language: str
    number: int
    body: str
    proposed_by: str
    proposed_on: date
    cases: int | None
    """Of the latest preview: for how many cases the text was filled or refused."""
    refused: int | None
    previewed_by: str | None
    previewed_on: date | None
    approved_by: str | None
    approved_on: date | None
    from_on: date | None

    def as_json(self) -> dict[str, Any]:
        """The version for scripts and screens."""
        return self._asdict()


def take_turn(tenant_id: int) -> None:
    """Waits until nobody else changes the creditor's texts."""
    query_value("select pg_advisory_xact_lock(%s, %s)", (TURN, tenant_id))


def text_version(tenant_id: int, template_id: int) -> TextVersion | None:
    """The version with that number of the creditor, inside its scope."""
    given = {"tenant": tenant_id, "id": template_id}
    rows = query(VERSIONS.format(condition="t.id = %(id)s"), given)
    return TextVersion._make(rows[0]) if rows else None


def text_versions(tenant_id: int) -> list[TextVersion]:
    """All versions of the creditor's texts, the newest of each text first."""
    ordered = VERSIONS.format(condition="true") + (
        "order by t.purpose, t.name, t.language, t.number desc"
    )
    return [TextVersion._make(row) for row in query(ordered, {"tenant": tenant_id})]


def text_in_use(
    tenant_id: int, purpose: str, name: str, language: str, *, on: date
) -> TextVersion | None:
    """The approved version that is used on the day: the one of the latest first day."""
    given = {"tenant": tenant_id, "purpose": purpose, "name": name, "language": language, "on": on}
    chosen = VERSIONS.format(
        condition="t.purpose = %(purpose)s and t.name = %(name)s and t.language = %(language)s"
        " and a.from_on <= %(on)s"
    )
    rows = query(chosen + "order by a.from_on desc, t.number desc limit 1", given)
    return TextVersion._make(rows[0]) if rows else None


def add_text(
    tenant_id: int, purpose: str, name: str, language: str, body: str, *, by: str, today: date
) -> int:
    """Adds the next version of a text; returns its id."""
    given = {"tenant": tenant_id, "purpose": purpose, "name": name, "language": language}
    return int(query_value(ADD, given | {"body": body, "by": by, "today": today}))


def add_preview(
    tenant_id: int, template_id: int, *, cases: int, refused: int, by: str, today: date
) -> None:
    """Notes that a version was previewed."""
    given = {"tenant": tenant_id, "id": template_id, "cases": cases, "refused": refused}
    execute(ADD_PREVIEW, given | {"by": by, "today": today})


def add_approval(tenant_id: int, template_id: int, *, by: str, today: date, from_on: date) -> None:
    """Notes that another person lets the version be used from a day."""
    given = {"tenant": tenant_id, "id": template_id, "by": by, "today": today, "from_on": from_on}
    execute(ADD_APPROVAL, given)


def sample_cases(tenant_id: int, most: int) -> list[int]:
    """Cases to try a text on: open ones first, spread over the portfolio, the same each time."""
    return [row[0] for row in query(SAMPLE, {"tenant": tenant_id, "most": most})]
