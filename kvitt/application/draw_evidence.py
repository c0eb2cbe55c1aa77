"""Cases drawn at random, with the evidence of each: an auditor sees what nobody chose."""

from dataclasses import dataclass
from datetime import date

from kvitt.application.evidence_bundle import evidence_bundle
from kvitt.application.list_cases import own_tenants
from kvitt.application.sealed_zip import BundleFile, sealed_zip
from kvitt.kernel.refusal import Refusal
from kvitt.store.auditing import drawn_cases
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.session import tenant_scope

MOST = 25
"""Policy: evidence of so many cases is made in one go."""


class DrawUnclear(Refusal):
    """How many cases are drawn, and by which word, must be said."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The numbers of the cases, in the order of the draw, and a ZIP with a bundle of each."""

    numbers: tuple[str, ...]
    content: bytes


def draw_evidence(
    *, count: int, seed: str, today: date, by: str, creditor: Creditor | None = None
) -> Drawn:
    """Draws cases by the hash of their number and a word that the auditor says, and bundles them.

    The same word draws the same cases again, so that nobody can have chosen them. Raises
    DrawUnclear.
    """
    if not 1 <= count <= MOST or not seed.strip():
        raise DrawUnclear("say how many cases (1 to {most}) and a word to draw them by", most=MOST)
    tenants = [creditor.tenant_id] if creditor else own_tenants()
    with tenant_scope(*tenants):
        drawn = drawn_cases(tenants, seed=seed.strip(), count=count)
    numbers = tuple(case_number(*key) for key in drawn)
    bundles = [
        BundleFile(f"{number}.zip", evidence_bundle(number, today=today, by=by))
        for number in numbers
    ]
    said = BundleFile("DRAWN-BY", f"{seed.strip()}\n".encode())
    return Drawn(numbers, sealed_zip([*bundles, said]))
