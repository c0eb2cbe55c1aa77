"""Letters beside the flow to made-up people, one of each kind, for the tests of this folder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast, get_args

from kvitt.documents.letter import (
    AnswerTold,
    DeferralTold,
    EnforcementTold,
    InquiryTold,
    InstalmentTold,
    Letter,
    LetterItem,
    LetterKind,
    NextStep,
    ObjectionTold,
    PlanRow,
    PlanTable,
    SettlementOfferTold,
)
from kvitt.documents.side_parts import ONLY_IN_NORWAY, Outcome, SideKind
from tests.documents.letters import LANGUAGES, cost, interest, letter, principal

COUNTRIES = ("SE", "NO")
SIDE_KINDS: tuple[str, ...] = get_args(SideKind)
EVERY_SIDE_KIND = [
    (country, kind)
    for country in COUNTRIES
    for kind in SIDE_KINDS
    if country == "NO" or kind not in ONLY_IN_NORWAY
]
EVERY_SIDE_LETTER = [
    (country, kind, lang) for country, kind in EVERY_SIDE_KIND for lang in LANGUAGES
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

SENT_ON = date(2026, 4, 13)
REFERENCES = {
    "SE": ("2600041811", "2600041829", "2600041837", "2600041845", "2600041852", "2600041860"),
    "NO": (
        "26000418010",
        "26000418028",
        "26000418036",
        "26000418044",
        "26000418052",
        "26000418060",
    ),
}
INSTALMENT_DAYS = (
    date(2026, 4, 28), date(2026, 5, 28), date(2026, 6, 29), date(2026, 7, 28), date(2026, 8, 28),
    date(2026, 9, 28),
)  # fmt: skip
SAID = {
    "SE": "Jag fick aldrig hjulen bytta.\nCykeln stod kvar som den var.",
    "NO": "Jeg fikk aldri de skiene\njeg leide.",
}
BECAUSE = {
    "sv": "Butiken har visat ett kvitto på arbetet. Det är undertecknat den 8 januari 2026.",
    "nb": "Butikken har vist en kvittering for leien. Den er signert 8. januar 2026.",
    "en": "The shop has shown a receipt. It was signed on 8 January 2026.",
}


def side_letter(country: str, kind: str, language: str | None = None) -> Letter:
    """A lawful letter of the kind, from an agency."""
    base = replace(
        letter(country, "collection_demand" if country == "SE" else "payment_demand", language),
        kind=cast(LetterKind, kind),
        sent_on=SENT_ON,
        pay_by=date(2026, 5, 13),
        items=(),
        next_step=None,
    )
    return MADE[kind](base)


def items(country: str) -> tuple[LetterItem, ...]:
    """A principal of 1 000 with its interest until the letter and a reminder's fee."""
    return (
        principal(country),
        cost(country, "reminder_fee", date(2026, 2, 20)),
        interest(country, date(2026, 2, 1), date(2026, 4, 14)),
    )


def _deferral(base: Letter) -> Letter:

    return replace(
        base,
        items=items(base.country),
        deferral=DeferralTold(old_day_on=date(2026, 4, 20), interest="runs", interest_minor=8_22),
        next_step=NextStep(kind="decision", on=date(2026, 5, 21)),
    )


def _objection(base: Letter) -> Letter:
    return replace(
        base,
        objection=ObjectionTold(
            received_on=date(2026, 4, 10),
            answer_by=date(2026, 4, 20),
            reason="not_delivered",
            text=SAID[base.country],
            part_minor=400_00,
        ),
    )


def _answer(base: Letter) -> Letter:
    return replace(
        base,
        items=items(base.country),
        pay_by=date(2026, 4, 30),
        answer=AnswerTold(
            objected_on=date(2026, 4, 10), outcome="rejected", reasons=BECAUSE[base.language]
        ),
        next_step=NextStep(kind="decision", on=date(2026, 5, 8)),
    )


def answered(country: str, outcome: Outcome, language: str | None = None) -> Letter:
    """An answer with that outcome; a credit note of 400 where reduced, of all where upheld."""
    made = side_letter(country, "dispute_answer", language)
    assert made.answer is not None
    credit_minor = {"upheld": made.total_minor, "reduced": 400_00}.get(outcome, 0)
    credit = LetterItem(kind="credit", amount_minor=-credit_minor, dated_on=SENT_ON)
    more = (credit,) if credit_minor else ()
    was_minor = made.total_minor if outcome == "reduced" else None
    told = replace(made.answer, outcome=outcome, was_minor=was_minor)
    return replace(made, items=(*made.items, *more), answer=told)


def _plan(base: Letter) -> Letter:
    """Six instalments: equal ones, and the last takes the rest."""
    country = base.country
    owed = (*items(country), cost(country, "instalment_plan", SENT_ON))
    owed_minor, interest_minor = sum(item.amount_minor for item in owed), 25_17
    each, rest = divmod(owed_minor + interest_minor, 6)
    rows = tuple(
        PlanRow(
            number=at + 1,
            due_on=due_on,
            amount_minor=each + (rest if at == 5 else 0),
            reference=REFERENCES[country][at],
        )
        for at, due_on in enumerate(INSTALMENT_DAYS)
    )
    return replace(
        base,
        items=owed,
        pay_by=rows[0].due_on,
        payment=replace(base.payment, reference=rows[0].reference),
        plan=PlanTable(
            agreed_on=date(2026, 4, 12),
            agreed_by="phone",
            rows=rows,
            grace_days=5,
            moves=1,
            interest_minor=interest_minor,
            interest_rate_bp=1000 if country == "SE" else 1200,
            interest_until=date(2026, 7, 1),
            interest_reference="räntelagen 6 §"
            if country == "SE"
            else "forsinkelsesrenteloven § 3",
        ),
    )


def _reminder(base: Letter) -> Letter:
    return replace(
        base,
        sent_on=date(2026, 5, 22),
        pay_by=date(2026, 5, 28),
        payment=replace(base.payment, reference=REFERENCES[base.country][1]),
        instalment=InstalmentTold(
            number=2,
            count=6,
            due_on=date(2026, 5, 28),
            amount_minor=210_00,
            paid_minor=10_00,
            left_after_minor=840_00,
        ),
    )


def _missed(base: Letter) -> Letter:
    return replace(
        base,
        sent_on=date(2026, 6, 1),
        pay_by=date(2026, 6, 8),
        payment=replace(base.payment, reference=REFERENCES[base.country][1]),
        instalment=InstalmentTold(
            number=2,
            count=6,
            due_on=date(2026, 5, 28),
            amount_minor=210_00,
            left_after_minor=840_00,
            nothing_before_on=date(2026, 6, 9),
        ),
    )


def _offer(base: Letter) -> Letter:
    """Half of it, with time over a month's end: the case goes on two bank days after."""
    return replace(
        base,
        items=items(base.country),
        pay_by=date(2026, 5, 13),
        offer=SettlementOfferTold(amount_minor=600_00, goes_on_on=date(2026, 5, 16)),
    )


def _inquiry(base: Letter) -> Letter:
    """A bureau that said something of everything but assets."""
    told = InquiryTold(
        asked_on=date(2026, 4, 13), bureau="UC", purpose="before_filing", income_minor=24_500_00,
        enforced_minor=0, in_debt_settlement=False,
    )  # fmt: skip
    return replace(base, inquiry=told)


def _enforcement(base: Letter) -> Letter:
    """Two weeks from the letter, a Monday; the petition waits for the day after."""
    return replace(
        base,
        items=items(base.country),
        pay_by=date(2026, 4, 27),
        enforcement=EnforcementTold(earliest_on=date(2026, 4, 28), fee_minor=928_00),
    )


MADE: dict[str, Callable[[Letter], Letter]] = {
    "deferral_confirmation": _deferral,
    "dispute_received": _objection,
    "dispute_answer": _answer,
    "plan_agreement": _plan,
    "plan_reminder": _reminder,
    "plan_missed": _missed,
    "settlement_offer": _offer,
    "ability_notice": _inquiry,
    "enforcement_notice": _enforcement,
}
