"""Composing a letter: the facts of a case, its parties and the flow become one Letter.

Every amount on it is an item, a payment or a credit of the ledger, and the sum must be what the
notice was planned with: a letter that does not add up is not made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from kvitt.documents.letter import Letter, LetterItem, NextStep, Party, PaymentWay
from kvitt.documents.letter_parts import AccountScheme, ItemKind, LetterKind, StepKind
from kvitt.domain.flow import Flow, Step
from kvitt.kernel.reference import Account
from kvitt.kernel.refusal import Refusal
from kvitt.law import fees
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.interest import late_rate
from kvitt.store.cases import case_number
from kvitt.store.creditors import Agency, Creditor
from kvitt.store.notices import LetterClaim, LetterFacts, LetterRow, NoticeToSend

KIND_ON_LETTER: dict[str, ItemKind] = {
    "principal": "principal",
    "interest": "interest",
    "reminder": "reminder_fee",
    "collection_notice": "collection_notice_fee",
    "collection_demand": "collection_fee",
    "payment_demand_own": "payment_demand_fee",
    "late_payment_compensation": "late_payment_compensation",
}
STEP_ON_LETTER: dict[str, StepKind] = {
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
    place = " ".join(part for part in (notice.postcode, notice.city) if part)
    abroad = (
        COUNTRY_NAME.get(notice.country, notice.country) if notice.country != from_country else ""
    )
    return tuple(line for line in (*notice.address_lines, place, abroad) if line and line.strip())


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
        payment=_payment_way(senders, lead, is_agency=is_agency),
        next_step=_next_step(
            notice, facts, lead, steps, law, due_on=due_on, today=today, pay_by=pay_by
        ),
        interest_rate_bp=late_rate(law, on=today).rate_bp,
        interest_from=lead.due_on + timedelta(days=1),
        interest_base_minor=sum(claim.principal_open_minor for claim in claims) or None,
    )


def _items(
    rows: Sequence[LetterRow], facts: LetterFacts, notice: NoticeToSend
) -> tuple[LetterItem, ...]:
    items = [
        LetterItem(
            kind=KIND_ON_LETTER[row.kind],
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
        LetterItem(
            kind=cast(ItemKind, paid.kind), amount_minor=-paid.amount_minor, dated_on=paid.on_day
        )
        for paid in facts.paid.get(notice.case_id, ())
    ]
    total_minor = sum(item.amount_minor for item in items)
    if total_minor != notice.total_minor:
        raise LetterDoesNotAddUp(
            f"the items of case {notice.case_id} give {total_minor} in minor units, the notice was "
            f"planned with {notice.total_minor}: run kvitt check before anything is sent on it",
            items_minor=total_minor,
            notice_minor=notice.total_minor,
        )
    return tuple(items)


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


def _payment_way(senders: Senders, lead: LetterClaim, *, is_agency: bool) -> PaymentWay:
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
        reference=lead.payment_reference,
        receiver_name=receiver.name,
        receiver_organisation_number=receiver.organisation_number or "",
    )


def _next_step(
    notice: NoticeToSend, facts: LetterFacts, lead: LetterClaim, steps: Flow, law: LawBook,
    *, due_on: date, today: date, pay_by: date,
) -> NextStep:  # fmt: skip
    """What follows if nothing is paid, the first day it can, and what it will cost."""
    names = [step.name for step in steps.steps]
    following = names.index(notice.step) + 1
    if following == len(names):
        return NextStep(kind="decision", on=pay_by + timedelta(days=steps.decision_after_days))
    step = steps.steps[following]
    on = max(
        due_on + timedelta(days=step.after_due_days),
        pay_by + timedelta(days=step.after_deadline_days),
    )
    charged = [
        fees.EarlierFee(row.kind, row.dated_on, row.deadline_on or pay_by, row.amount_minor)
        for row in facts.items[notice.case_id]
        if row.step is not None
    ]
    charged += [
        fees.EarlierFee(row.kind, row.planned_on, row.deadline_on or pay_by, 0, row.covered_minor)
        for row in facts.covered.get(notice.case_id, ())
    ]
    cost_minor = _cost_of(step, charged, notice, lead, law, due_on=due_on, on=on)
    return NextStep(kind=STEP_ON_LETTER[step.kind], on=on, cost_minor=cost_minor)


def _cost_of(
    step: Step, charged: list[fees.EarlierFee], notice: NoticeToSend, lead: LetterClaim,
    law: LawBook, *, due_on: date, on: date,
) -> int | None:  # fmt: skip
    """The fees of a step that comes; None where the law of its day is not known yet."""
    earlier, total_minor = list(charged), 0
    for kind in step.charges:
        try:
            fee = fees.fee(
                law, kind, due_on=due_on, sent_on=on, debtor_kind=notice.debtor_kind,
                principal_minor=notice.principal_minor, agreed=lead.fees_agreed, earlier=earlier,
            )  # fmt: skip
        except fees.FeeNotAllowed:
            continue
        except LawNotKnown:
            return None
        total_minor += fee.amount_minor
        earlier.append(fees.EarlierFee(kind, on, None, fee.amount_minor, fee.covered_minor))
    return total_minor
