"""A made-up Swedish filing: an invoice of 4 800 kronor, filed on 20 April 2026."""

from datetime import date

from kvitt.domain.filing import (
    AskedCost,
    FiledClaim,
    FiledItem,
    FiledLetter,
    FiledParty,
    FiledTitle,
    Filing,
)
from kvitt.integrations.kronofogden.ground import ground_text

FILED_ON = date(2026, 4, 20)
ASA = FiledParty(
    "Åsa Öberg", True, "198112289874", ("Storgatan 12 B lgh 1103",), "35230", "Växjö", "SE",
    "asa@oberg.example", "070-000 00 01",
)  # fmt: skip
BJORKDALEN = FiledParty(
    "Björkdalens Cykel AB", False, "5560000167", ("Verkstadsgatan 4",), "35236", "Växjö", "SE",
    "faktura@bjorkdalen.example", "0470-00 00 10",
)  # fmt: skip
LUNDGREN = FiledParty(
    "Lundgrens Inkasso AB", False, "5560000266", ("Box 17",), "11122", "Stockholm", "SE",
    "hej@lundgrens.example", "08-00 00 20",
)  # fmt: skip
COMPANY = FiledParty(
    "Sjövik Bygg AB", False, "5560160680", ("Hamngatan 2",), "37130", "Karlskrona", "SE"
)
INTEREST = FiledItem(
    2, "interest", 68_38, 68_38, date(2026, 4, 20), date(2026, 2, 28), date(2026, 4, 21), 1000,
    4800_00, reference="räntelagen 6 §",
)  # fmt: skip
REMINDER = FiledItem(
    3, "reminder", 60_00, 60_00, date(2026, 3, 9), reference="lag (1981:739) 2 och 4 §§"
)
DEMAND = FiledItem(
    4, "collection_demand", 180_00, 180_00, date(2026, 3, 23), reference="lag (1981:739) 3 och 4 §§"
)
CLAIM = FiledClaim(
    11, "10482", "Service av cykel", date(2026, 1, 28), date(2026, 2, 27),
    (
        FiledItem(1, "principal", 4800_00, 4800_00, date(2026, 1, 28), reference="avtal, faktura"),
        INTEREST,
        REMINDER,
        DEMAND,
    ),
)  # fmt: skip
LETTER = FiledLetter(
    7, "collection_demand", date(2026, 3, 23), date(2026, 4, 2), "letter", 5, "00" * 32
)
APPLICATION_FEE = AskedCost("payment_order_application", 300_00, "förordning (1992:1094) 1 §")
REPRESENTATION = AskedCost("payment_order_representation", 380_00, "lag (1990:746) 48 §")


def payment_order(**changed: object) -> Filing:
    """The filing of the worked case, or one with something else in its place, with our ground."""
    made = Filing(
        reference="BF-26-000418-1",
        country="SE",
        currency="SEK",
        filed_on=FILED_ON,
        creditor=BJORKDALEN,
        agent=LUNDGREN,
        debtor=ASA,
        claims=(CLAIM,),
        letters=(LETTER,),
        costs=(APPLICATION_FEE, REPRESENTATION),
        pay_to="bankgiro 123-4566",
        pay_reference="2600041829",
        ground="",
        signed_by="Karin Lund",
        settings={"agent_code": "LUN1"},
    )._replace(**{name: value for name, value in changed.items() if name != "ground"})
    return made._replace(ground=str(changed.get("ground", ground_text(made))))


def enforcement(**changed: object) -> Filing:
    """An application for enforcement of a judgment over the same claim."""
    asked = {
        "reference": "VE-26-000418-1",
        "costs": (AskedCost("enforcement_base_fee", 600_00, "förordning (1992:1094) 6 §"),),
        "title": FiledTitle("judgment", "T 1234-26", date(2026, 4, 1)),
        "ground": "",
    }
    return payment_order(**{**asked, **changed})


def with_item(item: FiledItem, claim: FiledClaim = CLAIM) -> tuple[FiledClaim, ...]:
    """The claim with an item in the place of its own of that kind, or added to it."""
    others = tuple(one for one in claim.items if one.kind != item.kind)
    return (claim._replace(items=(*others, item)),)
