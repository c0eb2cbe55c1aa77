"""Adding a creditor, and saying who the agency is."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kvitt.application.start_shadow import require_day_that_has_been
from kvitt.domain.agreement import rules_shown
from kvitt.domain.flow import FlowNotKnown, flow, flow_names
from kvitt.kernel.identity import parse_identity
from kvitt.kernel.money import CURRENCY_OF
from kvitt.kernel.reference import parse_account
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import (
    Agency,
    Creditor,
    agency_or_none,
    all_creditors,
    client_account,
    save_agency,
    save_client_account,
    save_creditor,
)
from kvitt.store.history import Event, add_history
from kvitt.store.session import tenant_scope
from kvitt.store.shadows import start_shadow
from kvitt.store.tenants import add_creditor_tenant, agency_tenant_id

PORTAL_LETTERS = 60
"""Policy: what is longer is not typed from a letter without a fault."""
PORTAL = re.compile(rf"(?=.{{1,{PORTAL_LETTERS}}}$)https?://[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9./-]*)?")


class CreditorExists(Refusal):
    """A creditor with that organisation number is already there."""


class PortalUnclear(Refusal):
    """The address of the debtors' pages is none that can stand on a letter."""


class NoAgency(Refusal):
    """An agency flow needs an agency that signs the letters."""


def add_creditor(
    *,
    name: str,
    country: str,
    organisation_number: str,
    account: str,
    today: date,
    flows: Sequence[str] = (),
    shadow_since: date | None = None,
    actor: str = "command line",
    **profile: Any,
) -> Creditor:
    """Adds a creditor with its payout account and its flows; returns it with its number.

    Where an agency is registered its flows are the default and debtors pay to the agency's client
    account; otherwise the creditor collects in its own name and debtors pay to its own account.
    With ``shadow_since`` nothing goes to its debtors before a list of what would have been sent
    since that day is approved. ``profile`` may hold address_lines, email, phone, website,
    agreement, language and payout_reference. Raises CreditorExists, NoAgency, ShadowDayRefused and
    the agreement's refusals.
    """
    number = parse_identity(country, organisation_number)
    _refuse_a_known_one(country, number.number)
    paid_out = parse_account(country, account)
    agency = agency_or_none()
    chosen = chosen_flows(country, flows or (f"{country.lower()}-{'agency' if agency else 'own'}",))
    collection = _collection(chosen, agency)
    agency_id = agency_tenant_id()
    ours = client_account(agency_id, country) if collection == "agency" else None
    pay_to = ours or (paid_out.scheme, paid_out.number)
    with tenant_scope():
        creditor = Creditor(
            tenant_id=add_creditor_tenant(agency_id),
            name=name.strip(),
            country=country,
            currency=CURRENCY_OF[country],
            organisation_number=number.number,
            collection=collection,
            consumer_flow=chosen["consumer"],
            business_flow=chosen["business"],
            pay_to_scheme=pay_to[0],
            pay_to_number=pay_to[1],
            payout_scheme=paid_out.scheme,
            payout_number=paid_out.number,
            added_on=today,
            **profile,
        )
        _save(creditor, shadow_since, actor)
    return creditor


def _collection(chosen: Mapping[str, str], agency: Agency | None) -> str:
    collection = flow(chosen["consumer"]).collection
    if collection == "agency" and agency is None:
        raise NoAgency(
            "say first who the agency is: kvitt agency set --name … --organisation-number …"
        )
    return collection


def _save(creditor: Creditor, shadow_since: date | None, actor: str) -> None:
    """Raises the refusal of a part of the agreement that cannot be read."""
    rules_shown(creditor.agreement)
    if shadow_since is not None:
        require_day_that_has_been(shadow_since, today=creditor.added_on)
    told = {
        "name": creditor.name,
        "flows": sorted((creditor.consumer_flow, creditor.business_flow)),
    }
    with tenant_scope(creditor.tenant_id):
        save_creditor(creditor)
        events = [Event(None, "creditor_added", told)]
        if shadow_since is not None:
            start_shadow(
                creditor.tenant_id, since_on=shadow_since, today=creditor.added_on, by=actor
            )
            events.append(Event(None, "shadow_started", {"since": shadow_since.isoformat()}))
        add_history(creditor.tenant_id, events, on_day=creditor.added_on, actor=actor)


def _refuse_a_known_one(country: str, number: str) -> None:
    for known in all_creditors():
        if (known.country, known.organisation_number) == (country, number):
            raise CreditorExists(
                "{creditor} ({number}) is already there", number=number, creditor=known.name
            )


def chosen_flows(country: str, flows: Sequence[str]) -> Mapping[str, str]:
    """The flow for each kind of debtor: named in full, or as a family such as ``se-own``."""
    chosen: dict[str, str] = {}
    for wanted in flows:
        family = [f"{wanted}-{kind}" for kind in ("consumer", "business")]
        names = family if all(name in flow_names() for name in family) else [wanted]
        for name in names:
            chosen[flow(name).debtor_kind] = name
    for name in chosen.values():
        if flow(name).country != country:
            raise FlowNotKnown(
                "flow “{name}” is for {country}, the creditor is in {own_country}",
                name=name,
                country=flow(name).country,
                own_country=country,
            )
    if len(chosen) == 1:
        ((kind, name),) = chosen.items()
        other = "business" if kind == "consumer" else "consumer"
        twin = name.removesuffix(kind) + other
        chosen[other] = twin if twin in flow_names() else name
    return chosen


def set_agency(
    *,
    name: str,
    organisation_number: str | None = None,
    client_accounts: Mapping[str, str] | None = None,
    address_lines: Sequence[str] = (),
    email: str | None = None,
    phone: str | None = None,
    website: str | None = None,
    escalate_to: str | None = None,
    portal_address: str | None = None,
) -> Agency:
    """Says who the agency is and which client-money account it has in each country.

    ``escalate_to`` is whose a task becomes that nobody answered in time; ``portal_address`` is
    where debtors see their cases, as letters then say. Left out they stay. Raises PortalUnclear.
    """
    agency = Agency(
        agency_tenant_id(),
        name.strip(),
        organisation_number,
        tuple(address_lines),
        email,
        phone,
        website,
        escalate_to,
        _portal(portal_address),
    )
    save_agency(agency)
    for country, account in (client_accounts or {}).items():
        parsed = parse_account(country, account)
        save_client_account(agency.tenant_id, country, parsed.scheme, parsed.number)
    return agency


def _portal(address: str | None) -> str | None:
    """The address as letters print it. Raises PortalUnclear."""
    told = (address or "").strip().rstrip("/")
    if not told:
        return None
    if not PORTAL.fullmatch(told):
        raise PortalUnclear(
            "“{told}” is no address that a debtor can type: write https://name.example, no longer "
            "than {most} letters",
            told=told,
            most=PORTAL_LETTERS,
        )
    return told
