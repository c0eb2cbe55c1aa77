"""Letters over several claims to made-up people: demands over three, monitoring over eight."""

from dataclasses import replace
from datetime import date, timedelta

from kvitt.documents.letter import Letter, LetterClaimRow, LetterItem
from kvitt.kernel.days import ONE_DAY
from tests.documents.letters import cost, interest, letter

COSTS_OF_EIGHT: dict[str, tuple[tuple[tuple[str, date], ...], ...]] = {
    "SE": (
        (
            ("reminder_fee", date(2026, 2, 20)),
            ("collection_demand_fee", date(2026, 3, 10)),
            ("payment_order_application", date(2026, 4, 7)),
            ("payment_order_representation", date(2026, 4, 7)),
            ("enforcement_base_fee", date(2026, 5, 12)),
        ),
        (("reminder_fee", date(2026, 3, 2)),),
        (
            ("payment_order_application", date(2026, 4, 14)),
            ("payment_order_representation", date(2026, 4, 14)),
        ),
        (("enforcement_base_fee", date(2026, 5, 19)),),
        (("collection_demand_fee", date(2026, 4, 21)),),
        (("instalment_plan", date(2026, 4, 28)),),
        (("reminder_fee", date(2026, 5, 4)), ("collection_demand_fee", date(2026, 5, 18))),
        (("reminder_fee", date(2026, 5, 11)),),
    ),
    "NO": (
        (
            ("reminder_fee", date(2026, 2, 20)),
            ("collection_notice_fee", date(2026, 3, 10)),
            ("collection_fee", date(2026, 4, 1)),
            ("attachment_application", date(2026, 5, 12)),
        ),
        (("reminder_fee", date(2026, 3, 2)),),
        (("conciliation_application", date(2026, 4, 14)),),
        (("attachment_application", date(2026, 5, 19)),),
        (("collection_fee", date(2026, 4, 21)),),
        (("instalment_plan", date(2026, 4, 28)),),
        (("reminder_fee", date(2026, 5, 4)), ("collection_notice_fee", date(2026, 5, 18))),
        (("reminder_fee", date(2026, 5, 11)),),
    ),
}
TEXTS = {
    "SE": ("service av cykel", "vinterförvaring", "hyra av lastcykel", "nya däck"),
    "NO": ("leie av ski", "preparering av ski", "leie av kajakk", "skikurs"),
}


def several_claims(
    country: str, kind: str, language: str | None = None, *, count: int = 3
) -> Letter:
    """A letter of the kind over so many claims, each with its own principal, interest and costs."""
    made = letter(country, kind, language)
    claims = tuple(_claim(country, number) for number in range(count))
    asked = [_items(country, made.sent_on, number, claims[number]) for number in range(count)]
    paid = (
        LetterItem(kind="payment", amount_minor=-100_00, dated_on=date(2026, 3, 3),
                   invoice_number=claims[1].invoice_number),
        LetterItem(kind="payment", amount_minor=-200_00, dated_on=date(2026, 3, 9)),
    )  # fmt: skip
    items = (*(item for rows in asked for item in rows), *paid)
    return replace(
        made,
        items=items,
        claims=claims,
        invoice_number=", ".join(claim.invoice_number for claim in claims),
        claim_text="; ".join(dict.fromkeys(claim.text for claim in claims)),
        invoice_due_on=max(claim.due_on for claim in claims),
        interest_base_minor=sum(item.amount_minor for item in items if item.kind == "principal"),
    )


def eight_claims(country: str, language: str | None = None) -> Letter:
    """The monitoring letter of acceptance row 10."""
    return several_claims(country, "monitoring_letter", language, count=8)


def _claim(country: str, number: int) -> LetterClaimRow:
    due_on = date(2026, 1, 31) + timedelta(days=2 * number)
    return LetterClaimRow(
        invoice_number=str(20101 + number),
        issued_on=due_on - timedelta(days=30),
        due_on=due_on,
        text=TEXTS[country][number % 4],
        interest_from=due_on + ONE_DAY,
    )


def _items(
    country: str, sent_on: date, number: int, claim: LetterClaimRow
) -> tuple[LetterItem, ...]:
    invoice = claim.invoice_number
    principal_minor = 1000_00 + 250_00 * number
    principal = LetterItem(
        kind="principal",
        amount_minor=principal_minor,
        reference="avtal, faktura" if country == "SE" else "avtale, faktura",
        invoice_number=invoice,
        dated_on=claim.issued_on,
    )
    costs = (
        cost(country, kind, day, invoice)
        for kind, day in COSTS_OF_EIGHT[country][number]
        if day <= sent_on
    )
    late = interest(country, claim.due_on + ONE_DAY, sent_on + ONE_DAY, principal_minor, invoice)
    return (principal, late, *costs)
