"""My day: what waits for a person in the office, by what it is, the oldest first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.store.case_list import cases_without_action, count_tasks_by_part, first_tasks_by_part
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "replies": (
            "answer_message", "looks_like_objection", "mail_quarantined", "mail_file_left_out",
            "message_without_address", "call_debtor", "answer_complaint",
        ),
        "promises": ("plan_broken", "plan_untold", "plan_rest", "offer_plan"),
        "objections": ("answer_objection",),
        "approvals": (
            "approve_application", "file_application", "approve_settlement_offer",
            "approve_write_off", "approve_text", "approve_condition", "decide_next_measure",
            "decide_legal_action", "proceeding_due", "tell_authority",
        ),
        "payments": (
            "assign_payment", "bank_record_quarantined", "refund_overpayment", "refund_not_owed",
            "set_off_credit_note", "place_credit_note", "book_distribution",
        ),
        "sendings": (
            "letter_uncertain", "letter_not_made", "letter_crossed_payment", "letter_posted_late",
            "message_not_mailed", "settlement_offer_untold",
        ),
        "addresses": (
            "find_address", "find_debtor", "came_back_late", "find_safe_way", "find_estate",
        ),
        "limitation": ("limitation_near", "limitation_doubt", "interrupt_limitation", "file_claim"),
    }
)  # fmt: skip
"""What the day is made of, in the order in which it is worked: people who wait for an answer
first."""
SHOWN = 6
COUNTED = 100


@dataclass(frozen=True, slots=True)
class DayPart:
    """One part of the day: how much waits (counted up to COUNTED) and the first of it."""

    name: str
    count: int
    tasks: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What waits, and how many open cases have no next action: there should be none."""

    parts: tuple[DayPart, ...]
    without_action: int


def list_day() -> Day:
    """What waits for the office today, and the open cases without a next action."""
    tenants = [agency_tenant_id(), *own_tenants()]
    parts = json.dumps([{"part": name, "kinds": kinds} for name, kinds in PARTS.items()])
    with tenant_scope(*tenants):
        counts = count_tasks_by_part(tenants, parts, most=COUNTED)
        found = first_tasks_by_part(tenants, parts, most=SHOWN)
        without = cases_without_action(tenants)
    return Day(
        tuple(
            DayPart(name, counts.get(name, 0), tuple(one for one in found if one.part == name))
            for name in PARTS
        ),
        without,
    )
