"""Recomputing every charge of the books by the law of its day; what differs is named."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kvitt.domain.recompute import LawInForce, wrong_items
from kvitt.law.book import law_book
from kvitt.law.change import from_snapshot
from kvitt.store.cases import case_number
from kvitt.store.law_versions import countries_of, kept_snapshots
from kvitt.store.recomputing import charged_cases
from kvitt.store.session import tenant_scope


class WrongCharge(NamedTuple):
    """A charge that recomputing does not confirm."""

    tenant_id: int
    item_id: int
    sentence: str


def laws_in_force(agency_id: int, countries: Sequence[str]) -> Mapping[str, LawInForce]:
    """The law books of the countries by the days on which they were used."""
    with tenant_scope(agency_id):
        return {country: law_by_day(agency_id, country) for country in sorted(set(countries))}


def law_by_day(agency_id: int, country: str) -> LawInForce:
    """The law books of a country by the days on which they were used, inside the agency's scope."""
    present = law_book(country)
    kept = kept_snapshots(agency_id, country, but=present.version)
    taken = [(day, from_snapshot(values) if values else present) for day, values in kept]
    return LawInForce(present, taken)


def wrong_charges(agency_id: int, tenant_ids: Sequence[int]) -> Iterator[WrongCharge]:
    """Every charge of these creditors that the law of its day does not give, to the öre.

    Reads the books in batches; only what is wrong is kept.
    """
    countries = countries_of(tenant_ids)
    laws = laws_in_force(agency_id, list(countries.values()))
    for tenant_id, country in countries.items():
        law_of = laws[country].on
        with tenant_scope(tenant_id):
            for case in charged_cases(tenant_id):
                for wrong in wrong_items(case, law_of):
                    ground = f" [{wrong.reference}]" if wrong.reference else ""
                    yield WrongCharge(
                        tenant_id,
                        wrong.item.item_id,
                        f"item {wrong.item.item_id} ({wrong.item.kind}) of case "
                        f"{case_number(tenant_id, case.case_id)} {wrong.sentence}{ground}",
                    )
