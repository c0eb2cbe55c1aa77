"""The check: what must hold of ledger, claims, payments, history and cases, proved row by row.

Each rule is one query that finds the rows which break it; no rows, no trouble. The last rule asks
the law itself: every charge is computed anew. It reads everything, so it runs at night or by hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kvitt.application.recompute_charges import wrong_charges
from kvitt.store.session import query, sql, tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

SHOWN = 50
"""Rows of one rule that are told by name; the rest is counted."""
RULES = (
    ("booking_balanced", "every booking is balanced"),
    ("items_equal_postings", "claim items equal their postings"),
    ("claims_equal_items", "claims equal their items"),
    ("items_accounted", "every item is open, paid, credited, written off or taken back"),
    ("allocations_equal_payments", "allocations equal payments"),
    ("lines_equal_payments", "bank lines equal payments"),
    (
        "distributions",
        "what authorities took equals what they told, and what they kept is their own",
    ),
    ("client_money", "client money equals what is owed of it"),
    ("settlements", "settlements equal what they settle"),
    ("outlays", "outlays are recovered, billed, borne or outstanding"),
    ("history_chain", "the history's chain is unbroken"),
    ("claim_moves", "every claim lies on the case to which its moves lead"),
    ("next_action", "every open case has a next action with a day and an owner"),
    ("limitation", "no claim expires within 90 days without a planned act"),
)
AMOUNTS = ("amounts_by_law", "every amount recomputed by the law equals what is stored")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that breaks a rule. ``tenant_id`` and ``row_id`` are 0 where it concerns the whole."""

    rule: str
    tenant_id: int
    row_id: int
    sentence: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was proved, and what broke: the troubles shown and how many there are of each rule."""

    proved: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    counts: dict[str, int]

    @property
    def is_clean(self) -> bool:
        """Whether everything holds."""
        return not self.troubles


def check_books(
    *,
    amounts_of: Sequence[int] | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> CheckReport:
    """Proves every rule over all tenants of the agency and names the rows that break one.

    ``amounts_of`` are the creditors whose stored amounts are recomputed, the longest part of it;
    all of them where it is not said.
    """
    agency_id = agency_tenant_id()
    tenants = [agency_id, *creditor_tenant_ids(agency_id)]
    proved: list[str] = []
    troubles: list[Trouble] = []
    counts: dict[str, int] = {}
    with tenant_scope(*tenants):
        for rule, sentence in RULES:
            if on_progress is not None:
                on_progress(sentence)
            rows = query(sql(f"checks/{rule}"), {"tenants": tenants})
            if rows:
                counts[rule] = len(rows)
                troubles += [Trouble(rule, *row) for row in rows[:SHOWN]]
            else:
                proved.append(sentence)
        _check_amounts(
            agency_id, list(amounts_of or tenants[1:]), proved, troubles, counts, on_progress
        )
    return CheckReport(tuple(proved), tuple(troubles), counts)


def _check_amounts(
    agency_id: int,
    tenants: list[int],
    proved: list[str],
    troubles: list[Trouble],
    counts: dict[str, int],
    on_progress: Callable[[str], None] | None,
) -> None:
    """Every charge anew by the law of its day: the rows of a batch at a time are in memory."""
    rule, sentence = AMOUNTS
    if on_progress is not None:
        on_progress(sentence)
    found = 0
    for wrong in wrong_charges(agency_id, tenants):
        found += 1
        if found <= SHOWN:
            troubles.append(Trouble(rule, *wrong))
    if found:
        counts[rule] = found
    else:
        proved.append(sentence)
