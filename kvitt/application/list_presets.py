"""The flows that a creditor can choose among by name: calm, as recommended, or tight."""

from typing import NamedTuple

from kvitt.domain.flow import flow_names
from kvitt.store.creditors import Creditor

FAMILIES = {
    "calm": "{country}-{collection}-calm",
    "recommended": "{country}-{collection}",
    "tight": "{country}-{collection}-tight",
}


class Preset(NamedTuple):
    """A pair of flows under one name."""

    name: str
    consumer: str
    business: str


def presets_of(creditor: Creditor) -> tuple[Preset, ...]:
    """The presets for the creditor's country and way of collecting, the calm one first."""
    known = set(flow_names())
    made = []
    for name, family in FAMILIES.items():
        base = family.format(country=creditor.country.lower(), collection=creditor.collection)
        one = Preset(name, f"{base}-consumer", f"{base}-business")
        if {one.consumer, one.business} <= known:
            made.append(one)
    return tuple(made)


def families_of() -> list[str]:
    """Families of flows such as ``se-agency-calm``, each for consumers and for businesses."""
    names = set(flow_names())
    found = {name.removesuffix("-consumer") for name in names if name.endswith("-consumer")}
    return sorted(one for one in found if f"{one}-business" in names)
