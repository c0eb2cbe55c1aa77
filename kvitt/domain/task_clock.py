"""The clock of a task: by which day a person should have answered, and whose it is.

>>> from datetime import date
>>> answer_by("assign_payment", date(2026, 3, 6), "SE").isoformat()
'2026-03-10'
"""

from datetime import date
from types import MappingProxyType

from kvitt.kernel.days import add_bank_days

USUAL_DAYS = 5
"""Bank days for a question that has no clock of its own."""

BANK_DAYS = MappingProxyType(
    {
        "assign_payment": 2,
        "case_stopped": 1,
        "charge_agency_fee": 5,
        "correct_charges": 3,
        "correct_interest": 3,
        "letter_crossed_payment": 2,
        "letter_not_made": 1,
        "letter_uncertain": 2,
        "find_address": 5,
        "refund_overpayment": 5,
        "bank_record_quarantined": 1,
        "mail_quarantined": 1,
        "mail_file_left_out": 2,
        "message_not_mailed": 1,
        "message_without_address": 2,
        "send_dispute_answer": 1,
        "refund_not_owed": 5,
        "plan_missed": 1,
        "send_plan": 1,
        "merge_review": 5,
        "decide_legal_action": 10,
        "decide_next_measure": 10,
        "small_rest": 10,
        "set_off_credit_note": 3,
    }
)
"""How long a question may wait: money and letters that may be wrong come first."""


def answer_by(kind: str, raised_on: date, country: str) -> date:
    """The last day to answer a task of that kind, in the country's bank days."""
    return add_bank_days(country, raised_on, BANK_DAYS.get(kind, USUAL_DAYS))
