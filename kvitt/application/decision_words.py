"""The words of a decision on what comes after the demand: its outcomes, ways and grounds.

Office and creditor read the same ones; `kvitt.application.case_words.word` says them.
"""

from django.utils.translation import gettext_noop

OUTCOMES = {
    "application": gettext_noop("Put to the authority"),
    "check_ability": gettext_noop("Find out whether the debtor can pay"),
    "plan_offer": gettext_noop("Offer a plan"),
    "monitoring": gettext_noop("Follow without a court"),
    "write_off": gettext_noop("Give the claim up"),
    "person": gettext_noop("A person decides"),
}
"""What a policy decides."""
PROCEEDINGS = {
    "payment_order": gettext_noop("Payment order"),
    "enforcement": gettext_noop("Enforcement of a title"),
    "attachment": gettext_noop("Attachment"),
    "attachment_on_title": gettext_noop("Attachment on a title"),
    "conciliation": gettext_noop("Conciliation board"),
    "court": gettext_noop("Court"),
}
"""The ways of an application."""
PROCEEDING_STATES = {
    "draft": gettext_noop("Draft"),
    "approved": gettext_noop("Approved"),
    "filing": gettext_noop("On its way"),
    "filed": gettext_noop("Filed"),
    "served": gettext_noop("Served"),
    "disputed": gettext_noop("Disputed"),
    "disputed_in_part": gettext_noop("Disputed in part"),
    "dismissed": gettext_noop("Dismissed"),
    "with_board": gettext_noop("With the conciliation board"),
    "decided": gettext_noop("Decided"),
    "lost": gettext_noop("Lost"),
    "appealed": gettext_noop("Appealed"),
    "enforcing": gettext_noop("Being enforced"),
    "to_release": gettext_noop("To be released"),
    "ended": gettext_noop("Ended"),
}
"""How far a proceeding has come."""
VERDICTS = {
    "able": gettext_noop("Can pay"),
    "partly": gettext_noop("Can pay in parts"),
    "unable": gettext_noop("Cannot pay"),
    "unknown": gettext_noop("Not known"),
}
"""What is known of the debtor's ability to pay."""
