"""Composing a letter: the facts of a case, its parties and the flow become one Letter.

Every amount on it is an item, a payment or a credit of the ledger, and the sum must be what the
notice was planned with: a letter that does not add up is not made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from kvitt.documents.letter import Letter, LetterItem, NextStep, Party, PaymentWay
from kvitt.documents.letter_parts import (
    AccountScheme,
    ItemKind,
    LetterClaimRow,
    LetterKind,
    StepKind,
)
from kvitt.domain.charging import COLLECTION_FEE, FREE_LETTERS_THAT_BIND
from kvitt.domain.flow import Flow, Step
from kvitt.kernel.reference import Account
from kvitt.kernel.refusal import Refusal
from kvitt.law import fees
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.collection_fee import heavy_from
from kvitt.law.interest import late_rate
from kvitt.store.cases import case_number
from kvitt.store.creditors import Agency, Creditor
from kvitt.store.notices import LetterClaim, LetterFacts, LetterRow, NoticeToSend, PaidRow

KIND_ON_LETTER: dict[str, ItemKind] = {
    "principal": "principal",
    "interest": "interest",
    "reminder": "reminder_fee",
    "collection_notice": "collection_notice_fee",
    "collection_demand": "collection_demand_fee",
    "payment_demand_own": "payment_demand_fee",
}
"""Items that are called otherwise on a letter; the rest keep their kind."""
STEP_ON_LETTER: dict[str, StepKind] = {
    "friendly_reminder": "reminder",
    "reminder": "reminder",
    "collection_notice": "collection_notice",
    "collection_demand": "collection_demand",
    "payment_demand": "payment_demand",
}
INVOICE_WORD = {"sv": "faktura", "nb": "faktura", "en": "invoice"}
COUNTRY_NAME = {"SE": "SVERIGE", "NO": "NORGE", "FI": "FINLAND", "DK": "DANMARK"}


class LetterDoesNotAddUp(Refusal):
    """The items of the case do not give the sum that the notice was planned with."""


@dataclass(frozen=True, slots=True)
class Senders:
    """Who writes: the creditor, and the agency where it collects."""

    creditor: Creditor
    agency: Agency | None


def letter_language(language: str, country: str) -> str:
    """The debtor's language where letters are written in it, otherwise that of the country."""
    if language in INVOICE_WORD:
        return language
    return "sv" if country == "SE" else "nb"


def recipient_lines(notice: NoticeToSend, *, from_country: str) -> tuple[str, ...]:
    """The debtor's postal address, line by line; the country where it is another."""
    return postal_lines(notice.address_lines, notice.postcode, notice.city, notice.country,
                        from_country=from_country)  # fmt: skip


def postal_lines(
    lines: Sequence[str], postcode: str | None, city: str | None, country: str, *, from_country: str
) -> tuple[str, ...]:
    """A postal address, line by line; the country where it is another than ``from_country``."""
    place = " ".join(part for part in (postcode, city) if part)
    abroad = COUNTRY_NAME.get(country, country) if country != from_country else ""
    return tuple(line for line in (*lines, place, abroad) if line and line.strip())


def compose_letter(
    notice: NoticeToSend,
    facts: LetterFacts,
    senders: Senders,
    steps: Flow,
    law: LawBook,
    *,
    today: date,
    pay_by: date,
) -> Letter:
    """The letter of the notice as it leaves today.

    Raises LetterDoesNotAddUp, and LawNotKnown where today's interest rate is not known.
    """
    claims = facts.claims[notice.case_id]
    rows = facts.items[notice.case_id]
    lead, creditor = claims[0], senders.creditor
    items = _items(rows, facts, notice)
    is_agency = steps.collection == "agency" and senders.agency is not None
    due_on = max(claim.due_on for claim in claims)
    return Letter(
        kind=cast(LetterKind, notice.kind),
        country=steps.country,
        language=letter_language(notice.language, steps.country),
        sent_on=today,
        pay_by=pay_by,
        sender=party_of(senders.agency) if is_agency and senders.agency else party_of(creditor),
        creditor=party_of(creditor),
        is_agency=is_agency,
        debtor=Party(
            name=notice.name, address_lines=recipient_lines(notice, from_country=steps.country)
        ),
        case_reference=case_number(creditor.tenant_id, notice.case_id),
        currency=lead.currency,
        claim_text=_claim_text(claims, letter_language(notice.language, steps.country)),
        invoice_number=", ".join(claim.invoice_number for claim in claims),
        invoice_issued_on=lead.issued_on,
        invoice_due_on=max(claim.invoice_due_on for claim in claims),
        items=items,
        payment=payment_way(senders, lead.payment_reference, is_agency=is_agency),
        next_step=_next_step(
            notice, facts, lead, creditor, steps, law, due_on=due_on, today=today, pay_by=pay_by
        ),
        interest_rate_bp=late_rate(law, on=today, debtor_kind=notice.debtor_kind).rate_bp,
        interest_from=lead.due_on + timedelta(days=1),
        interest_base_minor=sum(claim.principal_open_minor for claim in claims),
        claims=_claim_rows(claims) if len(claims) > 1 else (),
    )


def _items(
    rows: Sequence[LetterRow], facts: LetterFacts, notice: NoticeToSend
) -> tuple[LetterItem, ...]:
    items = [
        LetterItem(
            kind=KIND_ON_LETTER.get(row.kind, cast(ItemKind, row.kind)),
            amount_minor=row.amount_minor,
            reference=row.reference or "",
            invoice_number=row.invoice_number,
            dated_on=row.dated_on,
            rate_bp=row.rate_bp,
            from_=row.from_on,
            until=row.until_on,
            base_minor=row.base_minor,
        )
        for row in rows
    ]
    items += [
        LetterItem(kind=cast(ItemKind, kind), amount_minor=-minor, dated_on=on_day)
        for kind, on_day, minor in _paid(facts.paid.get(notice.case_id, ()))
    ]
    total_minor = sum(item.amount_minor for item in items)
    if total_minor != notice.total_minor:
        raise LetterDoesNotAddUp(
            "the items of case {case_id} give {items_minor} in minor units, the notice was "
            "planned with {notice_minor}: run kvitt check before anything is sent on it",
            items_minor=total_minor,
            notice_minor=notice.total_minor,
            case_id=notice.case_id,
        )
    return tuple(items)


def _paid(rows: Sequence[PaidRow]) -> list[tuple[str, date, int]]:
    """Each payment, credit note and what was given up, over all claims: kind, day and amount."""
    made: dict[int, tuple[str, date, int]] = {}
    for row in rows:
        _, on_day, before_minor = made.get(row.source_id, (row.kind, row.on_day, 0))
        minor = before_minor + row.amount_minor
        made[row.source_id] = (row.kind, min(on_day, row.on_day), minor)
    return [one for one in made.values() if one[2]]


def _claim_rows(claims: Sequence[LetterClaim]) -> tuple[LetterClaimRow, ...]:
    """Each claim of a letter that asks for several, with the first day of its interest."""
    return tuple(
        LetterClaimRow(
            invoice_number=claim.invoice_number,
            issued_on=claim.issued_on,
            due_on=claim.invoice_due_on,
            text=claim.text,
            interest_from=claim.due_on + timedelta(days=1),
        )
        for claim in claims
    )


def _claim_text(claims: Sequence[LetterClaim], language: str) -> str:
    texts = dict.fromkeys(
        claim.text or f"{INVOICE_WORD[language]} {claim.invoice_number}" for claim in claims
    )
    return "; ".join(texts)


def party_of(one: Creditor | Agency) -> Party:
    """A creditor or the agency as letters and statements show it."""
    return Party(
        name=one.name,
        address_lines=one.address_lines,
        organisation_number=one.organisation_number or "",
        email=one.email or "",
        phone=one.phone or "",
        website=one.website or "",
    )


def payment_way(senders: Senders, reference: str, *, is_agency: bool) -> PaymentWay:
    """The account that the debtors pay to; the agency's own where it holds client money."""
    creditor, agency = senders.creditor, senders.agency
    scheme = cast(AccountScheme, creditor.pay_to_scheme)
    own = (creditor.pay_to_scheme, creditor.pay_to_number) == (
        creditor.payout_scheme,
        creditor.payout_number,
    )
    to_agency = is_agency and agency is not None and not own
    receiver = agency if to_agency and agency is not None else creditor
    return PaymentWay(
        country=creditor.country,
        account_scheme=scheme,
        account_display=Account(scheme, creditor.pay_to_number).display,
        reference=reference,
        receiver_name=receiver.name,
        receiver_organisation_number=receiver.organisation_number or "",
    )


def _next_step(
    notice: NoticeToSend, facts: LetterFacts, lead: LetterClaim, creditor: Creditor, steps: Flow,
    law: LawBook, *, due_on: date, today: date, pay_by: date,
) -> NextStep:  # fmt: skip
    """What follows if nothing is paid, the first day it can, and what it will cost."""
    names = [step.name for step in steps.steps]
    taken = notice.step if notice.of_flow else notice.last_step
    following = names.index(taken) + 1 if taken else 0
    if following == len(names):
        return _decision(
            notice, facts, creditor, steps, law, due_on=due_on, today=today, pay_by=pay_by
        )
    step = steps.steps[following]
    wait_days = step.after_deadline_days if taken else step.after_due_days
    on = max(
        due_on + timedelta(days=step.after_due_days), pay_by + timedelta(days=max(wait_days, 1))
    )
    charged = _charged(notice, facts, today=today, pay_by=pay_by)
    cost_minor = _cost_of(step, charged, notice, facts, creditor, law, due_on=due_on, on=on)
    return NextStep(kind=STEP_ON_LETTER[step.kind], on=on, cost_minor=cost_minor)


def _charged(
    notice: NoticeToSend, facts: LetterFacts, *, today: date, pay_by: date
) -> list[fees.EarlierFee]:
    """What the case has been charged, this letter with it; it binds even where it is free."""
    charged = [
        fees.EarlierFee(row.kind, row.dated_on, row.deadline_on or pay_by, row.amount_minor)
        for row in facts.items[notice.case_id]
        if row.step is not None
    ]
    charged += [
        fees.EarlierFee(row.kind, row.planned_on, row.deadline_on or pay_by, 0, row.covered_minor)
        for row in facts.covered.get(notice.case_id, ())
    ]
    if notice.kind in FREE_LETTERS_THAT_BIND:
        charged.append(fees.EarlierFee(notice.kind, today, pay_by, 0))
    return charged


def _decision(
    notice: NoticeToSend, facts: LetterFacts, creditor: Creditor, steps: Flow, law: LawBook,
    *, due_on: date, today: date, pay_by: date,
) -> NextStep:  # fmt: skip
    """A person decides; where the agency's fee grows meanwhile: by how much, and from which day."""
    on = pay_by + timedelta(days=steps.decision_after_days)
    charged = _charged(notice, facts, today=today, pay_by=pay_by)
    if not any(one.kind == COLLECTION_FEE for one in charged):
        return NextStep(kind="decision", on=on)
    with_vat = bool(creditor.agreement.get("fees_with_vat", False))
    grows_on = heavy_from(law, pay_by)
    try:
        grown = fees.fee(
            law, COLLECTION_FEE, due_on=due_on, sent_on=grows_on, debtor_kind=notice.debtor_kind,
            principal_minor=notice.principal_minor, earlier=charged,
            circumstances=fees.Circumstances(is_heavy=True, with_vat=with_vat),
        )  # fmt: skip
    except fees.FeeNotAllowed:
        return NextStep(kind="decision", on=on)
    except LawNotKnown:
        return NextStep(kind="decision", on=on, cost_on=grows_on)
    cost_minor = _lowered(grown, creditor, charged)
    return NextStep(kind="decision", on=on, cost_minor=cost_minor, cost_on=grows_on)


def _cost_of(
    step: Step, charged: list[fees.EarlierFee], notice: NoticeToSend, facts: LetterFacts,
    creditor: Creditor, law: LawBook, *, due_on: date, on: date,
) -> int | None:  # fmt: skip
    """The fees of a step that comes, as the agreement lowers them; None where its law is unknown.

    Each claim on which principal is open owes its compensation; the other fees are one a letter.
    """
    owing = [one for one in facts.claims[notice.case_id] if one.principal_open_minor]
    special = fees.Circumstances(with_vat=bool(creditor.agreement.get("fees_with_vat", False)))
    earlier, total_minor = list(charged), 0
    for kind in step.charges:
        try:
            fee = fees.fee(
                law, kind, due_on=due_on, sent_on=on, debtor_kind=notice.debtor_kind,
                principal_minor=notice.principal_minor, earlier=earlier, circumstances=special,
                agreed=any(one.fees_agreed for one in owing),
            )  # fmt: skip
        except fees.FeeNotAllowed:
            continue
        except LawNotKnown:
            return None
        amount_minor = _lowered(fee, creditor, earlier)
        for _ in owing if kind == fees.COMPENSATION else owing[:1]:
            total_minor += amount_minor
            earlier.append(fees.EarlierFee(kind, on, None, amount_minor, fee.covered_minor))
    return total_minor


def _lowered(fee: fees.Fee, creditor: Creditor, earlier: Sequence[fees.EarlierFee]) -> int:
    """The fee at the most that the agreement asks for; the agency's is one sum that grows."""
    most = creditor.agreement.get("at_most", {}).get(fee.kind)
    if most is None:
        return fee.amount_minor
    before = sum(one.amount_minor for one in earlier if one.kind == fee.kind == COLLECTION_FEE)
    return min(fee.amount_minor, max(0, int(most) - before))
