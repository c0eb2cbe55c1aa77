"""A Norwegian case as it is put to an authority, of made-up parties, for the tests of filings."""

from datetime import date

from kvitt.domain.filing import FiledClaim, FiledItem, FiledLetter, FiledParty, Filing

CREDITOR = FiledParty(
    "Fjordsyn Sport AS", False, "999999018", ("Storgata 1",), "5018", "Bergen", "NO",
    "post@fjordsyn.example", "55 00 00 10",
)  # fmt: skip
AGENCY = FiledParty(
    "Nordlys Inkasso AS", False, "999999026", ("Postboks 40",), "0101", "Oslo", "NO",
    "post@nordlys.example", "22 00 00 40",
)  # fmt: skip
DEBTOR = FiledParty(
    "André Ærø Sæther", True, "15869010089", ("Øvre Blåsenborg 3",), "5018", "Bergen", "NO"
)
DUE = date(2025, 12, 10)
NOTICE_SENT, NOTICE_ENDS = date(2026, 3, 2), date(2026, 3, 16)
DEMAND_SENT, DEMAND_ENDS = date(2026, 2, 2), date(2026, 2, 16)
FILED_ON = date(2026, 3, 17)
"""The first day on which nothing stands in the way: a Tuesday."""


def item(number, kind, amount_minor, *, open_minor=None, **told):
    open_minor = amount_minor if open_minor is None else open_minor
    return FiledItem(number, kind, amount_minor, open_minor, told.pop("on", DUE), **told)


def claim(*items, number="10482", due_on=DUE, claim_id=1):
    items = items or (
        item(1, "principal", 8_450_00),
        item(2, "reminder", 35_00, on=date(2025, 12, 29), reference="inkassoforskriften § 1-2"),
        item(3, "interest", 267_91, from_=date(2025, 12, 11), until=date(2026, 3, 17), rate_bp=1200,
             base_minor=8_450_00, reference="forsinkelsesrenteloven § 3"),
    )  # fmt: skip
    return FiledClaim(claim_id, number, "leie av ski", date(2025, 11, 20), due_on, items)


def letter(kind, sent_on, deadline_on, *, notice_id=1):
    return FiledLetter(notice_id, kind, sent_on, deadline_on, "letter", notice_id, f"{notice_id}")


DEMAND = letter("payment_demand", DEMAND_SENT, DEMAND_ENDS)
NOTICE = letter("enforcement_notice", NOTICE_SENT, NOTICE_ENDS, notice_id=2)


def filing(**told):
    """Ready for a petition on the creditor's own notice on FILED_ON."""
    given = {
        "reference": "26-000418", "country": "NO", "currency": "NOK", "filed_on": FILED_ON,
        "creditor": CREDITOR, "agent": AGENCY, "debtor": DEBTOR, "claims": (claim(),),
        "letters": (DEMAND, NOTICE), "costs": (), "pay_to": "12345678903",
        "pay_reference": "26000418017", "ground": "Leie av ski, faktura 10482 av 20.11.2025.",
        "signed_by": "Kari Nordmann",
    } | told  # fmt: skip
    return Filing(**given)
