"""The words of a case on screens: stages, items, letters, holds, tasks and what happened.

The English words are the keys of the translations in ``kvitt/web/locale``. A word that is not
listed is shown as it is stored, with spaces for underscores: a new flow or event needs no change.
"""

import re
from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop

STAGES = {
    "not_due": gettext_noop("Not due"),
    "overdue": gettext_noop("Overdue"),
    "reminded_friendly": gettext_noop("Reminded kindly"),
    "reminded": gettext_noop("Reminded"),
    "noticed": gettext_noop("Collection notice"),
    "demanded": gettext_noop("Demanded"),
    "awaiting_decision": gettext_noop("Awaiting decision"),
    "application_drafted": gettext_noop("Application is prepared"),
    "at_kronofogden": gettext_noop("At Kronofogden"),
    "at_namsmann": gettext_noop("At the enforcement officer"),
    "at_forliksrad": gettext_noop("At the conciliation board"),
    "at_court": gettext_noop("At the court"),
    "titled": gettext_noop("Title held"),
    "enforcing": gettext_noop("Enforcement"),
    "monitored": gettext_noop("Monitored"),
    "closed": gettext_noop("Closed"),
}
ITEMS = {
    "principal": gettext_noop("Principal"),
    "interest": gettext_noop("Late interest"),
    "reminder": gettext_noop("Reminder fee"),
    "collection_notice": gettext_noop("Collection notice fee"),
    "collection_demand": gettext_noop("Collection demand fee"),
    "payment_demand_own": gettext_noop("Payment demand fee"),
    "late_payment_compensation": gettext_noop("Compensation for late payment"),
    "instalment_plan": gettext_noop("Fee for an instalment plan"),
    "collection_fee": gettext_noop("Agency's collection fee"),
    "payment_order_application": gettext_noop("Application fee for a payment order"),
    "payment_order_representation": gettext_noop("Representation for a payment order"),
    "assistance_application": gettext_noop("Application fee for assistance"),
    "assistance_representation": gettext_noop("Representation for assistance"),
    "enforcement_base_fee": gettext_noop("Base fee of enforcement"),
    "eviction_base_fee": gettext_noop("Base fee of eviction"),
    "court_application": gettext_noop("Court's application fee"),
    "court_transfer": gettext_noop("Court's fee on transfer"),
    "conciliation_application": gettext_noop("Fee of the conciliation board"),
    "conciliation_representation": gettext_noop("Help before the conciliation board"),
    "attachment_application": gettext_noop("Fee for attachment"),
    "attachment_drafting": gettext_noop("Drafting of the petition for attachment"),
    "small_claims_application": gettext_noop("Court's fee for a small claim"),
    "cost": gettext_noop("Fees"),
    "enforcement_cost": gettext_noop("The authority's own costs"),
    "fee": gettext_noop("Further fees"),
    "overpaid": gettext_noop("Paid too much"),
}
LETTERS = {
    "friendly_reminder": gettext_noop("Friendly reminder"),
    "reminder": gettext_noop("Reminder"),
    "collection_notice": gettext_noop("Collection notice"),
    "collection_demand": gettext_noop("Collection demand"),
    "payment_demand": gettext_noop("Payment demand"),
    "monitoring_letter": gettext_noop("Monitoring letter"),
    "deferral_confirmation": gettext_noop("More time"),
    "dispute_received": gettext_noop("Objection received"),
    "dispute_answer": gettext_noop("Answer to objection"),
    "plan_agreement": gettext_noop("Plan letter"),
    "plan_reminder": gettext_noop("Instalment reminder"),
    "plan_missed": gettext_noop("Instalment missing"),
    "settlement_offer": gettext_noop("Settlement offer"),
    "ability_notice": gettext_noop("Copy of a credit inquiry"),
    "enforcement_notice": gettext_noop("Notice of enforcement"),
}
CHANNELS = {"email": gettext_noop("e-mail"), "letter": gettext_noop("letter")}
HOLDS = {
    "payment_proposed": gettext_noop("A payment may have come"),
    "interest_to_correct": gettext_noop("Interest is to be corrected"),
    "charges_to_correct": gettext_noop("Charges are to be corrected"),
    "dispute": gettext_noop("Objection"),
    "deferral": gettext_noop("Deferral"),
    "sue_or_drop": gettext_noop("Take it to court or drop it"),
    "plan": gettext_noop("Instalment plan"),
    "settlement_offer": gettext_noop("Settlement offer"),
    "payment_announced": gettext_noop("A payment is announced"),
    "possible_objection": gettext_noop("A message looks like an objection"),
    "ability_check": gettext_noop("Ability to pay is checked"),
    "bankruptcy": gettext_noop("Bankruptcy"),
    "death": gettext_noop("Death"),
    "debt_settlement": gettext_noop("Debt settlement"),
    "protected_identity": gettext_noop("Protected identity"),
    "manual_pause": gettext_noop("Paused"),
    "shadow": gettext_noop("Shadow mode"),
    "looks_paid": gettext_noop("Looks paid already"),
    "left_out": gettext_noop("Left out of the shadow list"),
    "correct_interest": gettext_noop("Interest is to be corrected"),
    "wrong_recipient": gettext_noop("A letter reached somebody else"),
    "came_back_late": gettext_noop("A letter came back late"),
    "time_given": gettext_noop("Time given by an earlier letter"),
    "limitation_doubt": gettext_noop("Limitation is in doubt"),
    "monitoring": gettext_noop("Monitored"),
    "lost": gettext_noop("The claim was not allowed"),
}
TASKS = {
    "decide_next_measure": gettext_noop("Decide on the next measure"),
    "approve_application": gettext_noop("Approve an application"),
    "decide_lost_claim": gettext_noop("Decide on a claim that was not allowed"),
    "file_application": gettext_noop("File an approved application"),
    "approve_write_off": gettext_noop("Give the claim up, or say why not"),
    "plan_rest": gettext_noop("Use what was paid too much for the rest of a plan"),
    "offer_plan": gettext_noop("Offer an instalment plan"),
    "tell_authority": gettext_noop("Tell the authority what has changed"),
    "proceeding_due": gettext_noop("Act in a proceeding"),
    "release_attached": gettext_noop("Release what was attached"),
    "book_distribution": gettext_noop("Find the authority's payment"),
    "return_distribution": gettext_noop("Pay back what an authority took too much"),
    "base_fee_year": gettext_noop("Find out whether a new base fee is taken"),
    "limitation_near": gettext_noop("Interrupt the limitation"),
    "limitation_doubt": gettext_noop("Close as barred, or prove the interruption"),
    "interrupt_limitation": gettext_noop("Interrupt the limitation with proof"),
    "take_up_again": gettext_noop("Take a monitored case up again"),
    "decide_write_off": gettext_noop("Give a monitored case up or follow it on"),
    "find_address": gettext_noop("Find an address"),
    "find_debtor": gettext_noop("Find the debtor"),
    "looks_paid": gettext_noop("Find out whether it is paid already"),
    "look_at_left_out": gettext_noop("Look at cases that the shadow list left out"),
    "letter_uncertain": gettext_noop("Find out whether a letter left"),
    "refund_overpayment": gettext_noop("Refund what was paid too much"),
    "correct_interest": gettext_noop("Correct interest"),
    "correct_charges": gettext_noop("Correct charges"),
    "letter_crossed_payment": gettext_noop("A letter crossed a payment"),
    "bank_record_quarantined": gettext_noop("A line of a bank file could not be read"),
    "set_off_credit_note": gettext_noop("Set off a credit note"),
    "assign_payment": gettext_noop("Find whose payment it is"),
    "letter_not_made": gettext_noop("A letter could not be written"),
    "letter_posted_late": gettext_noop("A letter was posted late"),
    "came_back_late": gettext_noop("A letter came back late"),
    "small_rest": gettext_noop("Waive a small rest or ask for it"),
    "case_stopped": gettext_noop("A case has stopped"),
    "tell_cost": gettext_noop("Say what was laid out"),
    "charge_agency_fee": gettext_noop("Charge the agency's fee of the smaller claim"),
    "merge_review": gettext_noop("Say whether a later claim may carry a fee of its own"),
    "answer_objection": gettext_noop("Answer an objection"),
    "decide_legal_action": gettext_noop("Take it to court or drop it"),
    "check_ability": gettext_noop("Check the ability to pay"),
    "tell_inquiry": gettext_noop("Send a copy of a credit inquiry"),
    "file_claim": gettext_noop("File the claim"),
    "find_estate": gettext_noop("Find out who answers for the estate"),
    "find_safe_way": gettext_noop("Find a safe way to write"),
    "answer_message": gettext_noop("Answer a message"),
    "find_identity": gettext_noop("Find the identity number"),
    "call_debtor": gettext_noop("Call the debtor"),
    "approve_text": gettext_noop("Approve a text"),
    "approve_condition": gettext_noop("Approve a condition"),
    "looks_like_objection": gettext_noop("A message looks like an objection"),
    "answer_complaint": gettext_noop("Answer a complaint"),
    "place_credit_note": gettext_noop("Place a credit note"),
    "credit_beyond_invoice": gettext_noop("Ask what a credit note is for"),
    "message_without_address": gettext_noop("Tell of a message by other means"),
    "message_not_mailed": gettext_noop("A message was not mailed"),
    "mail_quarantined": gettext_noop("Look at a mail"),
    "mail_file_left_out": gettext_noop("Look at a mail's files"),
    "refund_not_owed": gettext_noop("Refund what was not owed"),
    "plan_untold": gettext_noop("Give a plan in writing, or end it"),
    "plan_broken": gettext_noop("A plan was broken"),
    "approve_settlement_offer": gettext_noop("Approve a settlement offer"),
    "settlement_offer_untold": gettext_noop("Look at a settlement offer"),
}
CLOSINGS = {
    "paid": gettext_noop("paid"),
    "credited": gettext_noop("credited"),
    "payment_reversed": gettext_noop("the bank took the payment back"),
    "merged": gettext_noop("its claims go on in another case"),
    "settled": gettext_noop("settled"),
    "withdrawn": gettext_noop("withdrawn"),
    "disputed_and_dropped": gettext_noop("disputed and dropped"),
    "not_meaningful": gettext_noop("not meaningful"),
    "deceased_without_assets": gettext_noop("deceased without assets"),
    "limitation": gettext_noop("time-barred"),
    "wrong_debtor": gettext_noop("wrong debtor"),
    "duplicate": gettext_noop("duplicate"),
}
EVENTS = {
    "invoice_registered": gettext_noop("Invoice registered"),
    "payment_received": gettext_noop("Payment received"),
    "payment_reversed": gettext_noop("Payment taken back by the bank"),
    "payment_proposed": gettext_noop("A payment may be for this case"),
    "distribution_taken_back": gettext_noop("What was told of an authority's payment was wrong"),
    "payment_assigned": gettext_noop("A person assigned a payment"),
    "overpaid": gettext_noop("Paid too much"),
    "interest_waived": gettext_noop("The interest of the last days was waived"),
    "credit_note_received": gettext_noop("Credit note received"),
    "notice_withdrawn": gettext_noop("A planned letter was withdrawn"),
    "charge_taken_back": gettext_noop("A charge was taken back"),
    "law_changed": gettext_noop("The law changed"),
    "creditor_added": gettext_noop("Creditor added"),
    "bank_file_received": gettext_noop("Bank file received"),
    "case_closed": gettext_noop("Case closed"),
    "case_reopened": gettext_noop("Case opened again"),
    "cases_merged": gettext_noop("Claims of other cases joined this one"),
    "case_merged": gettext_noop("The claims went on to another case"),
    "charged": gettext_noop("Charged"),
    "task_overdue": gettext_noop("A task is overdue"),
    "identity_noted": gettext_noop("The identity number was noted"),
    "call_asked": gettext_noop("Somebody is asked to call"),
    "call_withdrawn": gettext_noop("A call was withdrawn"),
    "looks_like_objection": gettext_noop("A message looks like an objection"),
    "task_given": gettext_noop("A task was given to somebody"),
    "task_answered": gettext_noop("A task was answered"),
    "address_changed": gettext_noop("New address"),
    "wrong_recipient": gettext_noop("A letter reached somebody else"),
    "incident_recorded": gettext_noop("Incident recorded"),
    "letter_returned": gettext_noop("A letter came back"),
    "returned_letter_answered": gettext_noop("A person answered about a letter that came back"),
    "flow_begins_anew": gettext_noop("The letters begin anew"),
    "case_split": gettext_noop("Claims went on to a case of their own"),
    "merged_by_hand": gettext_noop("A person merged the cases"),
    "split_off": gettext_noop("The claims came from another case"),
    "direct_payment_told": gettext_noop("The creditor told of a payment"),
    "payment_corrected": gettext_noop("A person took a payment back"),
    "kept_apart": gettext_noop("A person keeps the case apart"),
    "case_stopped": gettext_noop("The case was stopped"),
    "case_resumed": gettext_noop("The case goes on"),
    "case_deferred": gettext_noop("More time was given"),
    "thread_opened": gettext_noop("Thread opened"),
    "message_written": gettext_noop("Message written"),
    "note_written": gettext_noop("Internal note"),
    "message_mailed": gettext_noop("Message mailed"),
    "message_came_back": gettext_noop("A message came back"),
    "thread_closed": gettext_noop("Thread closed"),
    "thread_reopened": gettext_noop("Thread opened again"),
    "thread_given": gettext_noop("Thread given to somebody"),
    "mail_quarantined": gettext_noop("A mail waits for a person"),
    "dispute_raised": gettext_noop("The debtor objected"),
    "dispute_decided": gettext_noop("The dispute was decided"),
    "costs_fell": gettext_noop("Costs fell with the objection"),
    "closing_settled": gettext_noop("What remained was settled"),
    "complaint_registered": gettext_noop("Complaint registered"),
    "complaint_answered": gettext_noop("Complaint answered"),
    "plan_agreed": gettext_noop("A plan was agreed"),
    "plan_kept_again": gettext_noop("A plan is kept again"),
    "plan_broken": gettext_noop("A plan was broken"),
    "plan_final_instalment": gettext_noop("A last instalment was added"),
    "plan_ended": gettext_noop("A plan ended"),
    "plan_missed": gettext_noop("An instalment was missed"),
    "plan_completed": gettext_noop("A plan was paid in full"),
    "settlement_offer_proposed": gettext_noop("A settlement offer was proposed"),
    "settlement_offer_approved": gettext_noop("A settlement offer was approved"),
    "settlement_offer_kept": gettext_noop("A settlement offer was kept"),
    "settlement_offer_lapsed": gettext_noop("A settlement offer lapsed"),
    "settlement_offer_withdrawn": gettext_noop("A settlement offer was withdrawn"),
    "settlement_offer_ended": gettext_noop("A settlement offer ended"),
    "contact_changed": gettext_noop("The debtor is written to in another way"),
    "instalment_moved": gettext_noop("An instalment was moved"),
    "limitation_near": gettext_noop("The claim is barred soon"),
    "next_measure_decided": gettext_noop("The next measure was decided by the policy"),
    "application_drafted": gettext_noop("An application was drafted"),
    "application_approved": gettext_noop("The application was approved"),
    "application_taken_back": gettext_noop("The application was taken back before it left"),
    "application_not_sent": gettext_noop("The application did not leave"),
    "application_filed": gettext_noop("The application was filed"),
    "title_given": gettext_noop("The claim was determined by an order or judgment"),
    "proceeding": gettext_noop("Something happened in the proceeding"),
    "proceeding_came_due": gettext_noop("A day in the proceeding came"),
    "decision_policy_adopted": gettext_noop("A decision policy was adopted"),
    "claim_not_allowed": gettext_noop("The claim was not allowed"),
    "attachment_kept": gettext_noop("What an attachment left was noted"),
    "attachment_released": gettext_noop("What was attached was released"),
    "authority_told": gettext_noop("The authority was told"),
    "less_than_filed": gettext_noop("Less is owed than was filed"),
    "limitation_interrupted": gettext_noop("The limitation was interrupted"),
    "limitation_act_planned": gettext_noop("An act against limitation was planned"),
    "claim_origin_told": gettext_noop("The day on which the claim arose was told"),
    "suggested": gettext_noop("A letter was suggested"),
    "suggestion_accepted": gettext_noop("The suggested letter was accepted"),
    "suggestion_declined": gettext_noop("The suggested letter was declined"),
    "suggestion_carried_out": gettext_noop("The suggested letter goes"),
    "suggestion_lapsed": gettext_noop("The suggestion lapsed"),
    "outlay_booked": gettext_noop("A cost was laid out"),
    "outlay_recovered": gettext_noop("The debtor paid a cost that was laid out"),
    "outlay_billed": gettext_noop("A cost was billed to the creditor"),
    "outlay_refunded": gettext_noop("A cost was given back"),
    "outlay_borne": gettext_noop("The agency bears a cost"),
    "bill_paid": gettext_noop("The creditor paid what it was billed"),
    "agreement_changed": gettext_noop("The creditor's agreement was changed"),
    "ability_asked": gettext_noop("A credit bureau was asked"),
    "ability_not_told": gettext_noop("The credit bureau gave no answer that can be used"),
    "ability_checked": gettext_noop("The ability to pay was checked"),
    "profile_changed": gettext_noop("Company data was changed"),
    "start_step_done": gettext_noop("A step of the guided start was found right"),
    "automation_set": gettext_noop("How far a step goes by itself was changed"),
    "settlement_acknowledged": gettext_noop("Settlement booked"),
    "person_invited": gettext_noop("Person invited"),
    "person_joined": gettext_noop("Person joined"),
    "membership_ended": gettext_noop("Membership ended"),
    "online_payment_begun": gettext_noop("Online payment begun"),
    "online_payment_paid": gettext_noop("Paid online"),
    "online_payment_ended": gettext_noop("Online payment not made"),
    "personal_data_exported": gettext_noop("Personal data handed out"),
    "access_given": gettext_noop("Access code given"),
    "access_ended": gettext_noop("Access code ended"),
    "evidence_taken": gettext_noop("The evidence of the case was taken out"),
    "figures_taken": gettext_noop("The figures of half a year were taken out"),
    "mail_set_aside": gettext_noop("A mail was set aside"),
}
ACTORS = {
    "night": gettext_noop("the night's work"),
    "import": gettext_noop("an import"),
    "command line": gettext_noop("the command line"),
    "sending": gettext_noop("the sending of letters"),
    "receipts": gettext_noop("receipts for letters"),
    "demo": gettext_noop("the demonstration"),
    "kvitt": gettext_noop("Kvitt"),
    "mail": gettext_noop("incoming mail"),
}
TOLD = (
    gettext_noop("more was paid than is owed: the rest is the debtor's; refund it or ask"),
    gettext_noop("money came in that may be for this case"),
    gettext_noop("the bank took a payment back"),
    gettext_noop("the invoice was credited"),
    gettext_noop("charged for days after the payment"),
    gettext_noop("the creditor's agreement: exactly what was asked has been paid"),
    gettext_noop("the case is closed"),
    gettext_noop("the case no longer owes what it says"),
)
"""Sentences that are stored in English."""
PLANNED = gettext_noop("%(letter)s planned")
SENT = gettext_noop("%(letter)s sent")
REFUSED = gettext_noop("%(letter)s could not be delivered")
BOUNCED = gettext_noop("%(letter)s came back")
UNCERTAIN = gettext_noop("%(letter)s: uncertain whether it left")
WITHDRAWN = gettext_noop("%(letter)s withdrawn")
LETTER_EVENTS = {
    "planned": PLANNED,
    "sent": SENT,
    "refused": REFUSED,
    "bounced": BOUNCED,
    "came_back": BOUNCED,
    "posted": gettext_noop("%(letter)s posted"),
    "not_sent": gettext_noop("%(letter)s did not leave"),
    "restated": gettext_noop("%(letter)s states the sum of the day"),
    "revoked": gettext_noop("%(letter)s stopped before it left"),
    "could_not_be_revoked": gettext_noop("%(letter)s could not be stopped any more"),
    "uncertain": UNCERTAIN,
    "withdrawn": WITHDRAWN,
}
LETTER_ENDINGS = sorted(LETTER_EVENTS, key=len, reverse=True)


def word(words: Mapping[str, str], stored: str) -> str:
    """The word for what is stored, in the language of the moment."""
    known = words.get(stored)
    return gettext(known) if known else stored.replace("_", " ").strip().capitalize()


def actor_word(actor: str) -> str:
    """Who did it: a part of Kvitt by its word, a person by name."""
    known = ACTORS.get(actor)
    return gettext(known) if known else actor


def stage_word(stage: str) -> str:
    """The stage of a case, e.g. “Reminded”."""
    return word(STAGES, stage)


def item_word(kind: str) -> str:
    """The kind of a claim item, e.g. “Late interest”."""
    return word(ITEMS, kind)


def letter_word(step: str) -> str:
    """The letter of a step, e.g. “Collection notice”."""
    return word(LETTERS, re.sub(r"(-\d+)+$", "", step))


def event_word(kind: str) -> str:
    """What happened, in the past tense, e.g. “Reminder sent”."""
    step, ending = letter_event(kind)
    if step:
        told = gettext(LETTER_EVENTS[ending]) % {"letter": letter_word(step).lower()}
        return capfirst(told)
    return word(EVENTS, kind)


def letter_event(kind: str) -> tuple[str, str]:
    """The step and what happened to its letter, of ``reminder_sent`` and its like; else empty."""
    if kind in EVENTS:
        return "", ""
    for ending in LETTER_ENDINGS:
        step = kind.removesuffix("_" + ending)
        if step != kind:
            return step, ending
    return "", ""
