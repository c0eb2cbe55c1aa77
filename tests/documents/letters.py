"""Letters to made-up people, one of each kind, for the tests of this folder."""

from dataclasses import replace
from datetime import date

from kvitt.documents.letter import Letter, LetterItem, NextStep, Party, PaymentWay
from kvitt.documents.letter_parts import KINDS_OF_COUNTRY, LetterKind
from kvitt.kernel.money import divide_half_up

LANGUAGES = ("sv", "nb", "en")
EVERY_KIND: list[tuple[str, str]] = [
    (country, kind) for country, kinds in KINDS_OF_COUNTRY.items() for kind in kinds
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
}
SENT_ON = {
    "friendly_reminder": date(2026, 2, 2),
    "reminder": date(2026, 2, 20),
    "collection_notice": date(2026, 3, 10),
    "collection_demand": date(2026, 3, 10),
    "payment_demand": date(2026, 4, 1),
}
PAY_BY = {
    "friendly_reminder": date(2026, 2, 12),
    "reminder": date(2026, 3, 6),
    "collection_notice": date(2026, 3, 26),
    "collection_demand": date(2026, 3, 24),
    "payment_demand": date(2026, 4, 20),
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
    if kind == "collection_demand":
        items.append(
            LetterItem(
                kind="interest",
                amount_minor=1041,
                reference="räntelagen 6 §",
                rate_bp=1000,
                from_=date(2026, 2, 1),
                until=date(2026, 3, 11),
                base_minor=1000_00,
            )
        )
        items.append(
            LetterItem(
                kind="collection_fee",
                amount_minor=180_00,
                reference="lag (1981:739) 3 § och 4 §",
                dated_on=date(2026, 3, 10),
            )
        )
        items.append(LetterItem(kind="payment", amount_minor=-200_00, dated_on=date(2026, 3, 10)))
    return tuple(items)


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
    }[kind]
    items += [
        LetterItem(kind=fee, amount_minor=minor, reference=NO_FEE_LAW, dated_on=day)
        for fee, minor, day in fees
    ]
    if kind == "payment_demand":
        items.append(
            LetterItem(
                kind="interest",
                amount_minor=1973,
                reference="forsinkelsesrenteloven § 3",
                rate_bp=1200,
                from_=date(2026, 2, 1),
                until=date(2026, 4, 2),
                base_minor=1000_00,
            )
        )
    return tuple(items)


def letter(country: str, kind: str, language: str | None = None) -> Letter:
    """A lawful letter of the kind; Swedish demands and Norwegian payment demands by an agency."""
    swedish = country == "SE"
    is_agency = kind in ("collection_demand", "payment_demand")
    creditor = BJORKDALEN if swedish else FJORDSYN
    agency = LUNDGREN if swedish else NORDLYS
    sender = agency if is_agency else creditor
    return Letter(
        kind=_kind(kind),
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


def _kind(kind: str) -> LetterKind:
    return kind  # type: ignore[return-value]


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
