"""Claims that unmatched money may be for, and the holds on their cases while a person decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.domain import matching
from kvitt.domain.matching import Proposal
from kvitt.store.calls import withdraw_stopped_calls
from kvitt.store.closing import wake_cases, withdraw_planned
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, sql
from kvitt.store.staging import stage

STAGING = """
create temp table if not exists asked_line (
  no integer, account text, amount_minor bigint, payer_number text, payer_name text
);
create temp table if not exists asked_word (no integer, account text, word text);
"""
REASON = {
    "reference": matching.SAME_REFERENCE,
    "word": matching.NUMBER_IN_TEXT,
    "authority": matching.NUMBER_OF_AUTHORITY,
    "payer": matching.SAME_PAYER,
    "name": matching.SAME_NAME,
    "amount": matching.SAME_AMOUNT,
}
WAITING = "money came in that may be for this case"


def propose(
    lines: Sequence[tuple[int, str, int, str | None, str | None]],
    words: Sequence[tuple[int, str, str]],
) -> dict[int, tuple[Proposal, ...]]:
    """The best proposals for each line.

    Lines are (number, account, amount, payer's number, payer's name in small letters), words are
    (number, account, word). The creditors of the accounts have been staged.
    """
    stage(STAGING)
    copy_rows("asked_line", lines)
    copy_rows("asked_word", words)
    execute("analyze asked_line; analyze asked_word")
    amounts = {line[0]: line[2] for line in lines}
    found: dict[int, dict[tuple[int, int], Proposal]] = {}
    for no, reason, tenant_id, case_id, claim_id, number, open_minor in query(sql("proposals")):
        of_line = found.setdefault(no, {})
        known = of_line.get((tenant_id, claim_id))
        reasons = (*(known.reasons if known else ()), REASON[reason])
        if reason != "amount" and open_minor == amounts[no]:
            reasons = (*reasons, matching.SAME_AMOUNT)
        of_line[tenant_id, claim_id] = Proposal(
            tenant_id, case_id, claim_id, number, open_minor, tuple(dict.fromkeys(reasons))
        )
    return {no: matching.ranked(of_line.values()) for no, of_line in found.items()}


def hold_proposed(
    tenant_id: int, waiting: Sequence[tuple[int, int]], *, today: date, actor: str
) -> None:
    """Nothing is sent on the proposed cases until a person has placed the money.

    ``waiting`` are (case, bank line). The caller closes the history.
    """
    case_ids = sorted({case_id for case_id, _ in waiting})
    columns = list(zip(*waiting, strict=True))
    given: dict[str, Any] = {"tenant": tenant_id, "today": today, "actor": actor, "why": WAITING,
                             "cases": list(columns[0]), "lines": list(columns[1])}  # fmt: skip
    execute(
        "insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by, source_id)"
        " select %(tenant)s, case_id, 'payment_proposed', %(today)s, %(why)s, %(actor)s, line_id"
        " from unnest(%(cases)s::bigint[], %(lines)s::bigint[]) w (case_id, line_id)",
        given,
    )
    withdraw_planned(tenant_id, case_ids, because=WAITING, today=today, actor=actor)
    withdraw_stopped_calls(tenant_id, case_ids=case_ids, today=today, by=actor)
    wake_cases(tenant_id, case_ids, today=today)
    stage_history()
    execute(
        "insert into new_history (case_id, on_day, kind, actor, given)"
        " select case_id, %(today)s, 'payment_proposed', %(actor)s,"
        " jsonb_build_object('bank_line', line_id)"
        " from unnest(%(cases)s::bigint[], %(lines)s::bigint[]) w (case_id, line_id)",
        given,
    )
