"""Creditors and their agency: the rows, and one creditor by whatever a person calls it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from kvitt.store.session import execute, query_named, tenant_scope
from kvitt.store.tenants import CreditorNotFound, agency_tenant_id, creditor_tenant_ids


@dataclass(frozen=True, slots=True)
class Creditor:
    """A creditor as it is stored. ``tenant_id`` is its number."""

    tenant_id: int
    name: str
    country: str
    currency: str
    organisation_number: str
    collection: str
    """``own`` (letters in the creditor's name) or ``agency``."""
    consumer_flow: str
    business_flow: str
    pay_to_scheme: str
    pay_to_number: str
    payout_scheme: str
    payout_number: str
    added_on: date
    address_lines: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    payout_reference: str | None = None
    agreement: dict[str, Any] = field(default_factory=dict)
    """Who gets what, and whether fees are agreed with the debtors: see docs/a-case.md."""
    invoice_mapping: dict[str, Any] | None = None
    language: str | None = None

    def flow_for(self, debtor_kind: str) -> str:
        """The flow for a consumer or a business debtor."""
        return self.business_flow if debtor_kind == "business" else self.consumer_flow

    @property
    def fees_agreed(self) -> bool:
        """Whether the creditor's terms agree on a reminder fee, where an invoice does not say."""
        return bool(self.agreement.get("fees_agreed", True))


COLUMNS = tuple(Creditor.__dataclass_fields__)
CREDITOR = f"select {', '.join(COLUMNS)} from creditor where tenant_id = %(tenant)s"
AGENCY = (
    "select tenant_id, name, organisation_number, address_lines, email, phone, website,"
    " escalate_to, portal_address from agency where tenant_id = %(agency)s"
)


def save_creditor(creditor: Creditor) -> None:
    """Adds the creditor's row, inside its tenant's scope."""
    values = asdict(creditor)
    values["agreement"] = Jsonb(creditor.agreement)
    values["invoice_mapping"] = (
        Jsonb(creditor.invoice_mapping) if creditor.invoice_mapping else None
    )
    values["address_lines"] = list(creditor.address_lines)
    names = ", ".join(COLUMNS)
    places = ", ".join(f"%({name})s" for name in COLUMNS)
    execute(f"insert into creditor ({names}) values ({places})", values)


def save_invoice_mapping(tenant_id: int, mapping: dict[str, Any]) -> None:
    """Remembers how this creditor's invoice files are laid out."""
    execute(
        "update creditor set invoice_mapping = %s where tenant_id = %s", (Jsonb(mapping), tenant_id)
    )


def lock_creditor(tenant_id: int) -> None:
    """Lets one change of the creditor's row come after the other, inside its scope."""
    query_named("select tenant_id from creditor where tenant_id = %s for update", (tenant_id,))


def save_agreement(tenant_id: int, agreement: dict[str, Any]) -> None:
    """Replaces the creditor's agreement, inside its scope."""
    execute(
        "update creditor set agreement = %s where tenant_id = %s", (Jsonb(agreement), tenant_id)
    )


def save_contact(creditor: Creditor) -> None:
    """Replaces how the creditor is reached, inside its scope."""
    execute(
        "update creditor set address_lines = %s, email = %s, phone = %s, website = %s"
        " where tenant_id = %s",
        (list(creditor.address_lines), creditor.email, creditor.phone, creditor.website,
         creditor.tenant_id),
    )  # fmt: skip


def creditor_of(tenant_id: int) -> Creditor:
    """The creditor of a tenant, inside its scope."""
    rows = query_named(CREDITOR, {"tenant": tenant_id}, keep_plan=True)
    return creditor_from(rows, tenant_id)


def creditor_from(rows: Sequence[Any], tenant_id: int) -> Creditor:
    """The creditor from the rows of `CREDITOR`. Raises CreditorNotFound."""
    if not rows:
        raise CreditorNotFound("there is no creditor with number {tenant_id}", tenant_id=tenant_id)
    return _creditor(rows[0])


def _creditor(found: Any) -> Creditor:
    row = found._asdict()
    row["address_lines"] = tuple(row["address_lines"])
    for name in ("agreement", "invoice_mapping"):  # Django leaves JSON as the text that it is
        if isinstance(row[name], str):
            row[name] = json.loads(row[name])
    return Creditor(**row)


def own_creditor(tenant_id: int) -> Creditor:
    """The agency's creditor of that number. Raises CreditorNotFound."""
    if tenant_id not in creditor_tenant_ids(agency_tenant_id()):
        raise CreditorNotFound("there is no creditor with number {tenant_id}", tenant_id=tenant_id)
    with tenant_scope(tenant_id):
        return creditor_of(tenant_id)


def all_creditors() -> list[Creditor]:
    """Every creditor of the agency, oldest first."""
    tenant_ids = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenant_ids):
        rows = query_named(
            f"select {', '.join(COLUMNS)} from creditor where tenant_id = any (%s)"
            " order by tenant_id",
            (tenant_ids,),
        )
    return [_creditor(row) for row in rows]


def find_creditor(called: str) -> Creditor:
    """The creditor with that number, organisation number or name. Raises CreditorNotFound."""
    wanted = called.strip()
    creditors = all_creditors()
    digits = "".join(c for c in wanted if c.isdigit())
    found = [
        creditor
        for creditor in creditors
        if wanted.casefold() == creditor.name.casefold()
        or wanted == str(creditor.tenant_id)
        or (len(digits) >= 9 and digits == creditor.organisation_number)
    ]
    if len(found) != 1:
        names = ", ".join(creditor.name for creditor in creditors) or "none yet"
        raise CreditorNotFound(
            "creditor “{called}” is not unique: use its organisation number"
            if found
            else "creditor “{called}” is not known; there is: {names}",
            called=called,
            names=names,
        )
    return found[0]


@dataclass(frozen=True, slots=True)
class Agency:
    """The organisation that runs the collection."""

    tenant_id: int
    name: str
    organisation_number: str | None
    address_lines: tuple[str, ...]
    email: str | None
    phone: str | None
    website: str | None
    escalate_to: str | None = None
    """Whose a task becomes when nobody answered it in time; a creditor may name somebody else."""
    portal_address: str | None = None
    """Where debtors see their cases on the web, as it stands on letters."""


def agency_or_none() -> Agency | None:
    """The agency's profile; None while none is registered and creditors collect themselves."""
    tenant_id = agency_tenant_id()
    with tenant_scope(tenant_id):
        return agency_from(query_named(AGENCY, {"agency": tenant_id}, keep_plan=True))


def agency_from(rows: Sequence[Any]) -> Agency | None:
    """The agency's profile from the rows of `AGENCY`; None where there is none."""
    return _agency(rows[0]) if rows else None


def _agency(row: Any) -> Agency:
    return Agency(
        row.tenant_id,
        row.name,
        row.organisation_number,
        tuple(row.address_lines),
        row.email,
        row.phone,
        row.website,
        row.escalate_to,
        row.portal_address,
    )


def save_agency(agency: Agency) -> None:
    """Adds or changes the agency's profile."""
    values = asdict(agency) | {"address_lines": list(agency.address_lines)}
    with tenant_scope(agency.tenant_id):
        execute(
            "insert into agency (tenant_id, name, organisation_number, address_lines, email, phone,"
            " website, escalate_to, portal_address)"
            " values (%(tenant_id)s, %(name)s, %(organisation_number)s, %(address_lines)s,"
            " %(email)s, %(phone)s, %(website)s, %(escalate_to)s, %(portal_address)s)"
            " on conflict (tenant_id) do update set name = excluded.name,"
            " organisation_number = excluded.organisation_number,"
            " address_lines = excluded.address_lines,"
            " email = excluded.email, phone = excluded.phone, website = excluded.website,"
            " escalate_to = coalesce(excluded.escalate_to, agency.escalate_to),"
            " portal_address = coalesce(excluded.portal_address, agency.portal_address)",
            values,
        )


def client_account(agency_id: int, country: str) -> tuple[str, str] | None:
    """The agency's client-money account in a country: scheme and number, or None."""
    with tenant_scope(agency_id):
        rows = query_named(
            "select scheme, number from client_account where tenant_id = %s and country = %s",
            (agency_id, country),
        )
    return (rows[0].scheme, rows[0].number) if rows else None


def save_client_account(agency_id: int, country: str, scheme: str, number: str) -> None:
    """Adds or changes the agency's client-money account in a country."""
    with tenant_scope(agency_id):
        execute(
            "insert into client_account (tenant_id, country, scheme, number)"
            " values (%s, %s, %s, %s)"
            " on conflict (tenant_id, country)"
            " do update set scheme = excluded.scheme, number = excluded.number",
            (agency_id, country, scheme, number),
        )
