"""The claims of a petition: principal, each period of interest and the costs, apart and linked.

Each tells what it was at first, what is open, and every payment that covered it. A claim that is
wholly covered is told, too: what was interest on it can be followed only so.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kvitt.domain.enforcement.norway_claimed import COURT_FEE, running
from kvitt.domain.filing import INTEREST, PRINCIPAL, FiledClaim, FiledItem, Filing
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text
from kvitt.law.book import LawBook

AT_THE_BOARD = frozenset({"conciliation_application", "conciliation_representation"})
"""Costs of a case before the board; everything else that is charged is a cost out of court."""
OTHER_PRIVATE_CLAIM = "e"
"""The class of dekningsloven § 2-8 to which every claim under private law belongs."""
_PARTS = (PRINCIPAL, INTEREST, "cost")
_SERIAL = {PRINCIPAL: "H", INTEREST: "R", "out_of_court": "U", "before_the_board": "S"}


def amount(amount_minor: int) -> int | float:
    """Minor units as the number that JSON writes with at most two decimals.

    >>> amount(1246914), amount(140000)
    (12469.14, 1400)
    """
    return amount_minor / 100 if amount_minor % 100 else amount_minor // 100


def claims(filing: Filing, book: LawBook, demands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every claim of the filing, with the payment demands that asked for them."""
    order = book.value("allocation.order_attachment", on=filing.filed_on).amount
    rank = {part: str(order.index(part) + 1) for part in _PARTS}
    told: list[dict[str, Any]] = []
    for claim in filing.claims:
        told += _of(claim, filing, rank)
    return [{**one, "betalingsoppfordring": demands} for one in told]


def _of(claim: FiledClaim, filing: Filing, rank: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    main = _reference(claim, PRINCIPAL)
    principal = claim.of(PRINCIPAL)
    yield {
        **_money(claim, filing, principal, main),
        "prioritetISak": rank[PRINCIPAL],
        "kravdetaljer": "Hovedkrav",
        "kravbeskrivelse": f"Faktura {claim.invoice_number} {claim.text}".strip(),
        **({"renteOpplysning": {"forsinkelsesrente": True}} if running(claim) else {}),
    }
    for at, item in enumerate(claim.of(INTEREST), 1):
        yield {
            **_money(claim, filing, [item], f"{_reference(claim, INTEREST)}{at}"),
            "prioritetISak": rank[INTEREST],
            "kravdetaljer": "Rentekrav",
            "kravbeskrivelse": f"Renter på faktura {claim.invoice_number}",
            "relatertKrav": [main],
            **_period(item),
        }
    costs = [one for one in claim.costs if not _is_asked_apart(one, filing.filed_on)]
    for name, what, some in (
        ("out_of_court", "UtenrettsligeKostnader", [c for c in costs if c.kind not in _COURT]),
        ("before_the_board", "Sakskostnader", [c for c in costs if c.kind in _COURT]),
    ):
        if some:
            yield {
                **_money(claim, filing, some, _reference(claim, name)),
                "prioritetISak": rank["cost"],
                "kravdetaljer": what,
                "kravbeskrivelse": _listed(some),
                "relatertKrav": [main],
            }


_COURT = AT_THE_BOARD | {COURT_FEE}


def _is_asked_apart(item: FiledItem, filed_on: date) -> bool:
    """The fee of this very petition, which the petition asks for by itself."""
    return item.kind == COURT_FEE and item.dated_on >= filed_on


def _reference(claim: FiledClaim, part: str) -> str:
    return f"{claim.invoice_number}-{_SERIAL[part]}"


def _money(
    claim: FiledClaim, filing: Filing, items: Iterable[FiledItem], reference: str
) -> dict[str, Any]:
    items = list(items)

    def told(amount_minor: int) -> dict[str, Any]:
        return {"beloep": amount(amount_minor), "valuta": filing.currency}

    made: dict[str, Any] = {
        "kravforfall": {"forfallsdato": claim.due_on.isoformat()},
        "kravreferanse": reference,
        "opprinneligBeloep": told(sum(item.amount_minor for item in items)),
        "gjenstaaendeBeloep": told(sum(item.open_minor for item in items)),
        "prioritetDekningsloven": OTHER_PRIVATE_CLAIM,
    }
    if paid := _paid(items):
        made["innbetaling"] = [
            {"bokfoertDato": on.isoformat(), "beloep": told(minor)} for on, minor in paid
        ]
    return made


def _paid(items: Iterable[FiledItem]) -> list[tuple[date, int]]:
    """What was paid of the items, a sum a day; what the bank took back leaves nothing."""
    sums: dict[date, int] = {}
    for item in items:
        for payment in item.payments:
            sums[payment.booked_on] = sums.get(payment.booked_on, 0) + payment.amount_minor
    return [(on, minor) for on, minor in sorted(sums.items()) if minor > 0]


def _period(item: FiledItem) -> dict[str, Any]:
    """From the first to the last day of the interest, both counted."""
    if item.from_ is None or item.until is None:
        return {}
    first, last = item.from_, item.until - ONE_DAY
    period = {"startdato": first.isoformat(), "sluttdato": last.isoformat()}
    return {"erRentekrav": {"rentePeriode": period}}


def _listed(items: Iterable[FiledItem]) -> str:
    """Each cost with its ground, as the one text that the claim of them has."""
    return "; ".join(
        f"{item.reference or item.kind} {as_decimal_text(item.amount_minor)}" for item in items
    )
