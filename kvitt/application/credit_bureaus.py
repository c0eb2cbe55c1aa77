"""The credit bureaus of this installation: the simulated one, and those whose setting is there."""

import os

from kvitt.integrations.credit_information.creditsafe import Creditsafe
from kvitt.integrations.credit_information.port import BureauNotSet, CreditBureau
from kvitt.integrations.credit_information.simulated import SimulatedBureau
from kvitt.integrations.credit_information.uc import UC

SOURCES = (SimulatedBureau.name, Creditsafe.name, UC.name)


def bureau_named(name: str) -> CreditBureau:
    """The bureau of that name, as the environment sets it up. Raises BureauNotSet."""
    if name == SimulatedBureau.name:
        return SimulatedBureau()
    if name == Creditsafe.name:
        return Creditsafe.from_environment(os.environ)
    if name == UC.name:
        return UC.from_environment(os.environ)
    raise BureauNotSet(
        "“{name}” is no credit bureau that Kvitt knows: {sources}", name=name, sources=list(SOURCES)
    )


def bureaus_set_up() -> list[str]:
    """The names of the bureaus that can be asked here."""
    found = []
    for name in SOURCES:
        try:
            bureau_named(name)
        except BureauNotSet:
            continue
        found.append(name)
    return found
