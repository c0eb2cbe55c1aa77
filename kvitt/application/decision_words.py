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
    "attachment": gettext_noop("Attachment"),
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
    "ended": gettext_noop("Ended"),
}
VERDICTS = {
    "able": gettext_noop("Can pay"),
    "partly": gettext_noop("Can pay in parts"),
    "unable": gettext_noop("Cannot pay"),
    "unknown": gettext_noop("Not known"),
}
"""What is known of the debtor's ability to pay."""
