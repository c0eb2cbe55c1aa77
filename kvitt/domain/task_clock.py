"""Tasks: what a person is asked, whose question it is, and by which day it should be answered.

Every kind that Kvitt raises stands here with its clock, its owner and what to do; a test collects
the kinds in the code and fails on one that is missing.

>>> from datetime import date
>>> answer_by("assign_payment", date(2026, 3, 6), "SE").isoformat()
'2026-03-10'
>>> owner_of("answer_objection")
'creditor'
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from kvitt.kernel.days import add_bank_days
from kvitt.kernel.sentence import Sentence

AGENCY, CREDITOR = "agency", "creditor"
ROLES = (AGENCY, CREDITOR)
"""Owners that are no person. The agency is whoever runs the collection."""
USUAL_DAYS = 5
"""Policy: bank days for a question that has no clock of its own."""


class TaskKind(NamedTuple):
    """A kind of task: how many bank days it may wait (policy), what to do, and whose it is."""

    bank_days: int
    what: str
    owner: str = AGENCY


KINDS: Mapping[str, TaskKind] = MappingProxyType(
    {
        # money
        "assign_payment": TaskKind(2, "say whose payment it is, or send it back to the payer"),
        "bank_record_quarantined": TaskKind(1, "read the line in the bank's own words and book it"),
        "refund_overpayment": TaskKind(5, "pay back what is the debtor's, or ask what it was for"),
        "refund_not_owed": TaskKind(5, "pay back what was paid and not owed"),
        "set_off_credit_note": TaskKind(3, "set the credit note off against a claim"),
        "place_credit_note": TaskKind(3, "say which claim the credit note belongs to"),
        "credit_beyond_invoice": TaskKind(
            3, "ask the creditor what the rest of the credit note is for"
        ),
        "correct_charges": TaskKind(3, "correct the charges as proposed, or say why they stand"),
        "correct_interest": TaskKind(3, "correct the interest as proposed, or say why it stands"),
        "tell_cost": TaskKind(5, "say what was laid out, as the bill has it: kvitt costs record"),
        "charge_agency_fee": TaskKind(5, "charge the agency's fee of the smaller claim, or not"),
        "small_rest": TaskKind(10, "give the small rest up, or ask for it"),
        # who and where
        "find_identity": TaskKind(
            10, "find the identity number: without it nothing can be filed", CREDITOR
        ),
        # letters and addresses
        "letter_uncertain": TaskKind(2, "find out whether the letter left, then say so"),
        "letter_not_made": TaskKind(1, "mend what keeps the letter from being written"),
        "letter_crossed_payment": TaskKind(2, "tell the debtor that the letter crossed a payment"),
        "letter_posted_late": TaskKind(2, "see whether the debtor needs more time"),
        "came_back_late": TaskKind(2, "say whether the letters after it stand or begin anew"),
        "find_address": TaskKind(5, "find an address that reaches the debtor"),
        "find_debtor": TaskKind(3, "find out where the debtor is, then note the address"),
        "find_safe_way": TaskKind(5, "find a way to write that does not tell where the debtor is"),
        # the course of a case
        "looks_paid": TaskKind(
            5, "find out whether it is paid, then release it or close it", CREDITOR
        ),
        "look_at_left_out": TaskKind(
            10, "release each case that is left out, or close it", CREDITOR
        ),
        "case_stopped": TaskKind(1, "add what is missing, so that the case can be answered"),
        "merge_review": TaskKind(5, "say whether the later claim may carry a fee of its own"),
        "decide_next_measure": TaskKind(10, "decide what follows after the last letter"),
        "decide_legal_action": TaskKind(10, "take the claim to court or drop it"),
        "approve_application": TaskKind(3, "approve the application, or take it back"),
        "approve_write_off": TaskKind(10, "close the case as the policy says, or say why not"),
        "decide_lost_claim": TaskKind(
            5, "appeal in time and record it, or close the case", CREDITOR
        ),
        "file_application": TaskKind(3, "file the approved application, or take it back"),
        "offer_plan": TaskKind(5, Sentence("offer the debtor a plan that can be kept")),
        "tell_authority": TaskKind(2, "tell the authority what has changed, and record it"),
        "proceeding_due": TaskKind(2, "act in the proceeding, or ask the authority, and record it"),
        "release_attached": TaskKind(3, "release what was attached, and record it"),
        "book_distribution": TaskKind(
            3, "find the authority's payment among those that wait, or ask the authority for it"
        ),
        "return_distribution": TaskKind(
            5, "ask the authority where to pay back what it took too much, and pay it back"
        ),
        "base_fee_year": TaskKind(
            5, "find out whether a new base fee is taken: record new_year, or year_without_fee"
        ),
        "limitation_near": TaskKind(10, "interrupt the limitation in time, or give the claim up"),
        "limitation_doubt": TaskKind(5, "close the case as barred, or prove what interrupted it"),
        "interrupt_limitation": TaskKind(
            10, "interrupt the limitation with proof, then record it: kvitt limitation record"
        ),
        "take_up_again": TaskKind(
            10, "go to the authority again, agree on a plan, or follow the case on"
        ),
        "decide_write_off": TaskKind(
            10, "close the case as not worth following, or follow it on", CREDITOR
        ),
        "check_ability": TaskKind(10, Sentence("find out whether the debtor can pay")),
        "tell_inquiry": TaskKind(
            3, "send the person the copy of the credit inquiry by other means"
        ),
        "file_claim": TaskKind(5, "file the claim in time"),
        "find_estate": TaskKind(10, "find out who answers for the estate"),
        "call_debtor": TaskKind(2, "call the debtor, and note what was said"),
        # approvals: another person than the one who wrote it
        "approve_text": TaskKind(5, "preview the text, then approve it or say why not"),
        "approve_condition": TaskKind(5, "preview the condition, then approve it or say why not"),
        # objections and complaints
        "looks_like_objection": TaskKind(
            1, "read the mail: is it an objection, register it as a dispute"
        ),
        "answer_objection": TaskKind(5, "examine the claim and answer the debtor", CREDITOR),
        "answer_complaint": TaskKind(10, "examine the complaint and answer it"),
        # plans
        "plan_untold": TaskKind(1, "give the debtor the plan in writing, or end it"),
        "plan_rest": TaskKind(5, "use what was paid too much for the rest, or end the plan"),
        "plan_broken": TaskKind(5, "see what broke the plan before the case goes on"),
        # settlement offers
        "approve_settlement_offer": TaskKind(3, "approve the offer as another person, or withdraw"),
        "settlement_offer_untold": TaskKind(1, "propose the offer again, if it is still meant"),
        # messages
        "answer_message": TaskKind(5, "answer in the thread"),
        "message_without_address": TaskKind(2, "tell by telephone or letter what was written"),
        "message_not_mailed": TaskKind(1, "tell by telephone or letter what was not mailed"),
        "mail_quarantined": TaskKind(1, "look at the mail, then place it or answer it"),
        "mail_file_left_out": TaskKind(2, "look at the files in the mail as it came"),
    }
)
"""The kinds of tasks. Money and letters that may be wrong come first."""


def task_kind(kind: str) -> TaskKind:
    """What is known of a kind of task; one that is unknown is the agency's, with the usual days."""
    return KINDS.get(kind, TaskKind(USUAL_DAYS, "find out what is asked, and answer it"))


def owner_of(kind: str) -> str:
    """Whose question a new task of that kind is: ``agency`` or ``creditor``."""
    return task_kind(kind).owner


def answer_by(kind: str, raised_on: date, country: str) -> date:
    """The last day to answer a task of that kind, in the country's bank days."""
    return add_bank_days(country, raised_on, task_kind(kind).bank_days)
