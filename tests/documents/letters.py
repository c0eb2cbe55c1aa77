"""Letters to made-up people, one of each kind, for the tests of this folder."""

from dataclasses import replace
from datetime import date
from typing import cast

from kvitt.documents.letter import Letter, LetterItem, NextStep, Party, PaymentWay
from kvitt.documents.letter_parts import ItemKind, LetterKind
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import divide_half_up
from kvitt.law.book import law_book
from kvitt.law.notices import letters

LANGUAGES = ("sv", "nb", "en")
EVERY_KIND: list[tuple[str, str]] = [
    (country, kind)
    for country in ("SE", "NO")
    for kind in letters(law_book(country), on=date(2026, 1, 1))
]
EVERY_LETTER = [(country, kind, lang) for country, kind in EVERY_KIND for lang in LANGUAGES]

BJORKDALEN = Party(
    name="Björkdalens Cykel AB",
    address_lines=("Verkstadsgatan 4", "352 36 Växjö"),
    organisation_number="556000-0167",
    email="faktura@bjorkdalen.example",
    phone="0470-00 00 10",
    website="www.bjorkdalen.example",
)
LUNDGREN = Party(
    name="Lundgrens Inkasso AB",
    address_lines=("Box 17", "111 22 Stockholm"),
    organisation_number="556000-0266",
    email="hej@lundgrens.example",
    phone="08-00 00 20",
    website="www.lundgrens.example",
)
FJORDSYN = Party(
    name="Fjordsyn Sport AS",
    address_lines=("Bryggegata 9", "5003 Bergen"),
    organisation_number="999 999 010",
    email="faktura@fjordsyn.example",
    phone="55 00 00 30",
    website="www.fjordsyn.example",
)
NORDLYS = Party(
    name="Nordlys Inkasso AS",
    address_lines=("Postboks 40", "0101 Oslo"),
    organisation_number="999 999 029",
    email="post@nordlys.example",
    phone="22 00 00 40",
    website="www.nordlys.example",
)
ASA = Party(name="Åsa Öberg", address_lines=("Storgatan 12 B lgh 1103", "352 30 Växjö"))
AERLE = Party(name="André Ærø Sæther", address_lines=("Øvre Blåsenborg 3", "5018 Bergen"))

NEXT: dict[tuple[str, str], NextStep] = {
    ("SE", "friendly_reminder"): NextStep(kind="reminder", on=date(2026, 2, 20), cost_minor=60_00),
    ("SE", "reminder"): NextStep(kind="collection_demand", on=date(2026, 3, 10), cost_minor=180_00),
    ("SE", "collection_demand"): NextStep(kind="decision", on=date(2026, 4, 1)),
    ("NO", "friendly_reminder"): NextStep(kind="reminder", on=date(2026, 2, 20), cost_minor=38_00),
    ("NO", "reminder"): NextStep(kind="collection_notice", on=date(2026, 3, 10), cost_minor=38_00),
    ("NO", "collection_notice"): NextStep(
        kind="payment_demand", on=date(2026, 4, 1), cost_minor=113_00
    ),
    ("NO", "payment_demand"): NextStep(kind="decision", on=date(2026, 5, 12)),
    ("SE", "monitoring_letter"): NextStep(kind="monitoring", on=date(2027, 6, 8), cost_minor=0),
    ("NO", "monitoring_letter"): NextStep(kind="monitoring", on=date(2027, 6, 8), cost_minor=0),
}
SENT_ON = {
    "friendly_reminder": date(2026, 2, 2),
    "reminder": date(2026, 2, 20),
    "collection_notice": date(2026, 3, 10),
    "collection_demand": date(2026, 3, 10),
    "payment_demand": date(2026, 4, 1),
    "monitoring_letter": date(2026, 6, 8),
}
PAY_BY = {
    "friendly_reminder": date(2026, 2, 12),
    "reminder": date(2026, 3, 6),
    "collection_notice": date(2026, 3, 26),
    "collection_demand": date(2026, 3, 24),
    "payment_demand": date(2026, 4, 20),
    "monitoring_letter": date(2026, 6, 29),
}
SE_FEE_LAW = "lag (1981:739) 2 § och 4 §"
NO_FEE_LAW = "inkassoforskriften §§ 1-2 og 1-3"


def principal(country: str) -> LetterItem:
    """A principal of 1 000 with its ground in the contract."""
    ground = "avtal, faktura" if country == "SE" else "avtale, faktura"
    return LetterItem(
        kind="principal", amount_minor=1000_00, reference=ground, dated_on=date(2026, 1, 1)
    )


def swedish_items(kind: str) -> tuple[LetterItem, ...]:
    """The items that have come up by the time a Swedish letter of this kind is sent."""
    items = [principal("SE")]
    if kind == "friendly_reminder":
        return tuple(items)
    items.append(
        LetterItem(
            kind="reminder_fee",
            amount_minor=60_00,
            reference=SE_FEE_LAW,
            dated_on=date(2026, 2, 20),
        )
    )
    if kind == "monitoring_letter":
        items += [
            interest("SE", date(2026, 2, 1), SENT_ON[kind] + ONE_DAY),
            cost("SE", "collection_demand_fee", date(2026, 3, 10)),
            cost("SE", "payment_order_application", date(2026, 4, 7)),
            cost("SE", "payment_order_representation", date(2026, 4, 7)),
            cost("SE", "enforcement_base_fee", date(2026, 5, 12)),
        ]
    if kind == "collection_demand":
        items.append(interest("SE", date(2026, 2, 1), date(2026, 3, 11)))
        items.append(
            LetterItem(
                kind="collection_demand_fee",
                amount_minor=180_00,
                reference="lag (1981:739) 3 § och 4 §",
                dated_on=date(2026, 3, 10),
            )
        )
        items.append(LetterItem(kind="payment", amount_minor=-200_00, dated_on=date(2026, 3, 10)))
    return tuple(items)


COSTS_OF_A_DAY: dict[tuple[str, str], tuple[int, str]] = {
    ("SE", "reminder_fee"): (60_00, SE_FEE_LAW),
    ("SE", "collection_demand_fee"): (180_00, "lag (1981:739) 3 § 1 och 4 § 2"),
    ("SE", "instalment_plan"): (170_00, "lag (1981:739) 3 § 2 och 4 § 3"),
    ("SE", "payment_order_application"): (300_00, "förordning (1992:1094) 1 §"),
    ("SE", "payment_order_representation"): (380_00, "lag (1990:746) 48 §"),
    ("SE", "enforcement_base_fee"): (600_00, "förordning (1992:1094) 5 och 6 §§"),
    ("NO", "reminder_fee"): (38_00, NO_FEE_LAW),
    ("NO", "collection_notice_fee"): (38_00, NO_FEE_LAW),
    ("NO", "collection_fee"): (262_50, "inkassoforskriften § 2-2"),
    ("NO", "instalment_plan"): (1125_00, "inkassoforskriften § 2-4"),
    ("NO", "conciliation_application"): (2071_00, "rettsgebyrloven § 7"),
    ("NO", "attachment_application"): (928_00, "rettsgebyrloven § 14"),
}
"""What the costs of these letters come to in the spring of 2026, each with its ground."""


def cost(country: str, kind: str, day: date, invoice_number: str = "") -> LetterItem:
    """One cost of its day."""
    amount_minor, reference = COSTS_OF_A_DAY[country, kind]
    return LetterItem(
        kind=cast(ItemKind, kind),
        amount_minor=amount_minor,
        reference=reference,
        invoice_number=invoice_number,
        dated_on=day,
    )


def interest(
    country: str, first: date, until: date, base_minor: int = 1000_00, invoice_number: str = ""
) -> LetterItem:
    """Late interest within one half-year of 2026."""
    rate_bp = 1000 if country == "SE" else 1200
    return LetterItem(
        kind="interest",
        amount_minor=divide_half_up(base_minor * rate_bp * (until - first).days, 3_650_000),
        reference="räntelagen 6 §" if country == "SE" else "forsinkelsesrenteloven § 3",
        invoice_number=invoice_number,
        rate_bp=rate_bp,
        from_=first,
        until=until,
        base_minor=base_minor,
    )


def norwegian_items(kind: str) -> tuple[LetterItem, ...]:
    """The items that have come up by the time a Norwegian letter of this kind is sent."""
    items = [principal("NO")]
    fees = {
        "friendly_reminder": (),
        "reminder": (("reminder_fee", 38_00, date(2026, 2, 20)),),
        "collection_notice": (
            ("reminder_fee", 38_00, date(2026, 2, 20)),
            ("collection_notice_fee", 38_00, date(2026, 3, 10)),
        ),
        "payment_demand": (
            ("reminder_fee", 38_00, date(2026, 2, 20)),
            ("collection_notice_fee", 38_00, date(2026, 3, 10)),
            ("payment_demand_fee", 113_00, date(2026, 4, 1)),
        ),
        "monitoring_letter": (
            ("reminder_fee", 38_00, date(2026, 2, 20)),
            ("collection_notice_fee", 38_00, date(2026, 3, 10)),
        ),
    }[kind]
    items += [
        LetterItem(kind=cast(ItemKind, fee), amount_minor=minor, reference=NO_FEE_LAW, dated_on=day)
        for fee, minor, day in fees
    ]
    if kind == "payment_demand":
        items.append(interest("NO", date(2026, 2, 1), date(2026, 4, 2)))
    if kind == "monitoring_letter":
        items += [
            cost("NO", "collection_fee", date(2026, 4, 1)),
            cost("NO", "attachment_application", date(2026, 5, 12)),
            interest("NO", date(2026, 2, 1), SENT_ON[kind] + ONE_DAY),
        ]
    return tuple(items)


def letter(country: str, kind: str, language: str | None = None) -> Letter:
    """A lawful letter of the kind; Swedish demands and Norwegian payment demands by an agency."""
    swedish = country == "SE"
    is_agency = kind in ("collection_demand", "payment_demand", "monitoring_letter")
    creditor = BJORKDALEN if swedish else FJORDSYN
    agency = LUNDGREN if swedish else NORDLYS
    sender = agency if is_agency else creditor
    return Letter(
        kind=cast(LetterKind, kind),
        country=country,
        language=language or ("sv" if swedish else "nb"),
        sent_on=SENT_ON[kind],
        pay_by=PAY_BY[kind],
        sender=sender,
        creditor=creditor,
        is_agency=is_agency,
        debtor=ASA if swedish else AERLE,
        case_reference="26-000418",
        currency="SEK" if swedish else "NOK",
        claim_text="service av cykel, januari 2026" if swedish else "leie av ski, januar 2026",
        invoice_number="10482",
        invoice_issued_on=date(2026, 1, 1),
        invoice_due_on=date(2026, 1, 31),
        items=swedish_items(kind) if swedish else norwegian_items(kind),
        payment=_payment_way(country, sender),
        next_step=NEXT[country, kind],
        interest_rate_bp=1000 if swedish else 1200,
        interest_from=date(2026, 2, 1),
        interest_base_minor=1000_00,
    )


def _payment_way(country: str, sender: Party) -> PaymentWay:
    if country == "SE":
        return PaymentWay(
            country="SE",
            account_scheme="bankgiro",
            account_display="123-4566",
            reference="2600041829",
            receiver_name=sender.name,
            receiver_organisation_number=sender.organisation_number,
        )
    return PaymentWay(
        country="NO",
        account_scheme="konto",
        account_display="1234 56 78903",
        reference="26000418002",
        receiver_name=sender.name,
    )


def long_letter() -> Letter:
    """A Swedish demand with six interest periods, a compensation and two payments."""
    base = letter("SE", "collection_demand")
    halves = [
        (date(2023, 7, 1), date(2024, 1, 1), 1150),
        (date(2024, 1, 1), date(2024, 7, 1), 1200),
        (date(2024, 7, 1), date(2025, 1, 1), 1200),
        (date(2025, 1, 1), date(2025, 7, 1), 1100),
        (date(2025, 7, 1), date(2026, 1, 1), 1000),
        (date(2026, 1, 1), date(2026, 3, 11), 1000),
    ]
    interest = tuple(
        LetterItem(
            kind="interest",
            amount_minor=divide_half_up(1000_00 * rate * (until - first).days, 3_650_000),
            reference="räntelagen 6 §",
            rate_bp=rate,
            from_=first,
            until=until,
            base_minor=1000_00,
        )
        for first, until, rate in halves
    )
    others = tuple(item for item in base.items if item.kind != "interest")
    items = (*others[:2], *interest, *others[2:])
    return replace(base, items=items, interest_from=halves[0][0])
