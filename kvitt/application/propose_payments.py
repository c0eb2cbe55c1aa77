"""Unmatched lines wait for a person: one question each, with proposals and their reasons."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kvitt.application.place_payments import Line, Placed
from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.matching import Proposal, to_hold, words_of
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import with_unconfirmed_letters
from kvitt.store.creditors import Creditor
from kvitt.store.history_of_many import set_history_aside
from kvitt.store.matching import stage_accounts
from kvitt.store.payments import add_tasks
from kvitt.store.proposing import WAITING, hold_proposed, propose
from kvitt.store.session import tenant_scope


def ask_about_lines(
    agency_id: int,
    creditors: Mapping[int, Creditor],
    placed: Placed,
    *,
    today: date,
    actor: str,
) -> None:
    """Raises a question for each unmatched line and holds the cases that it is probably for."""
    waiting = [line for line in placed.lines if line.outcome == "unmatched"]
    if not waiting:
        return
    stage_accounts((c.pay_to_number, c.tenant_id) for c in creditors.values())
    found = _proposals([line for line in waiting if line.payment.amount_minor > 0])
    holds: dict[int, list[tuple[int, int]]] = defaultdict(list)
    tasks = []
    for line in waiting:
        proposals = found.get(line.no, ())
        held = {(p.tenant_id, p.case_id) for p in to_hold(proposals)}
        for tenant_id, case_id in held:
            holds[tenant_id].append((case_id, line.id))
        tasks.append(_question(line, proposals, sorted(held)))
    for tenant_id, cases in sorted(holds.items()):
        with tenant_scope(tenant_id):
            printed = with_unconfirmed_letters(tenant_id, sorted({case_id for case_id, _ in cases}))
            if printed:
                stop_letters(tenant_id, printed, because=WAITING, today=today, actor=actor)
            hold_proposed(tenant_id, cases, today=today, actor=actor)
            set_history_aside(tenant_id)
    with tenant_scope(agency_id):
        add_tasks(agency_id, "assign_payment", tasks, today=today)


def _proposals(lines: Sequence[Line]) -> dict[int, tuple[Proposal, ...]]:
    if not lines:
        return {}
    asked = []
    words = []
    for line in lines:
        payment = line.payment
        number = payment.payer.organisation_number or None
        name = payment.payer.name.lower() or None
        asked.append((line.no, payment.account, payment.amount_minor, number, name))
        told = {*words_of(payment.searchable_text), *(r.reference for r in payment.references)}
        told |= {line.reference} if line.reference else set()
        words += [(line.no, payment.account, word) for word in sorted(told)]
    return propose(asked, words)


def _question(
    line: Line, proposals: Sequence[Proposal], held: Sequence[tuple[int, int]]
) -> tuple[str, str, int]:
    payment = line.payment
    sentence = Sentence(
        "{amount_minor:money} {currency} of {booked_on} waits: {because}",
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        booked_on=payment.booked_on,
        because=line.because,
    )
    given: dict[str, Any] = {
        "bank_line": line.id,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "booked_on": payment.booked_on.isoformat(),
        "reference": line.reference,
        "text": list(payment.text),
        "payer": payment.payer.name,
        "holds": [list(case) for case in held],
        "proposals": [
            {
                "creditor": p.tenant_id,
                "case": p.case_id,
                "claim": p.claim_id,
                "invoice": p.invoice_number,
                "open_minor": p.open_minor,
                "reasons": list(p.reasons),
            }
            for p in proposals
        ],
    }
    return sentence, json.dumps(given, ensure_ascii=False), line.id
