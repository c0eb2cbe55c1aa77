"""The words of choices that a creditor makes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from kvitt.domain.flow import OWN_DAYS

CLOSING_WORDS = {
    "paid": gettext_lazy("Everything has been paid"),
    "settled": gettext_lazy("A part was agreed as full payment"),
    "withdrawn": gettext_lazy("We withdraw the claim"),
    "disputed_and_dropped": gettext_lazy("The debtor objected and we drop the claim"),
    "not_meaningful": gettext_lazy("To go on is not worth while"),
    "wrong_debtor": gettext_lazy("Somebody else owes it"),
    "duplicate": gettext_lazy("It is followed on another case"),
    "credited": gettext_lazy("The invoice was credited"),
}
OBJECTION_WORDS = {
    "not_ordered": gettext_lazy("It was not ordered"),
    "not_delivered": gettext_lazy("It was not delivered"),
    "wrong_sum": gettext_lazy("The sum is wrong"),
    "paid_already": gettext_lazy("It is paid already"),
    "wrong_person": gettext_lazy("It is the wrong person"),
    "quality": gettext_lazy("What was delivered is faulty"),
    "other": gettext_lazy("Something else"),
}
DECISION_WORDS = {
    "upheld": gettext_lazy("The debtor is right: the claim is withdrawn"),
    "reduced": gettext_lazy("The debtor is partly right: the claim is reduced"),
    "rejected": gettext_lazy("The claim stands"),
}
OUTCOME_WORDS = {
    "open": gettext_lazy("Not answered yet"),
    "upheld": gettext_lazy("The debtor was right"),
    "reduced": gettext_lazy("Reduced"),
    "withdrawn": gettext_lazy("The objection was withdrawn"),
    "rejected": gettext_lazy("The claim stood"),
    "to_court": gettext_lazy("To court"),
    "case_closed": gettext_lazy("The case was closed"),
}
PLAN_STATES = {
    "kept": gettext_lazy("Kept"),
    "due_soon": gettext_lazy("Instalment due soon"),
    "missed": gettext_lazy("Instalment missed"),
    "in_grace": gettext_lazy("In the days of grace"),
    "broken": gettext_lazy("Broken"),
    "completed": gettext_lazy("Paid in full"),
    "ended": gettext_lazy("Ended"),
}


FIELD_WORDS = {
    "number": gettext_lazy("Invoice number"),
    "kind": gettext_lazy("Invoice or credit note"),
    "issued_on": gettext_lazy("Invoice day"),
    "due_on": gettext_lazy("Due day"),
    "payable": gettext_lazy("Amount to pay"),
    "currency": gettext_lazy("Currency"),
    "payment_reference": gettext_lazy("Payment reference"),
    "credits_number": gettext_lazy("Invoice that is credited"),
    "text": gettext_lazy("What the invoice is for"),
    "name": gettext_lazy("Debtor's name"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "identity": gettext_lazy("Identity or organisation number"),
    "customer_number": gettext_lazy("Customer number"),
    "address": gettext_lazy("Street"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("City"),
    "country": gettext_lazy("Country"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "language": gettext_lazy("Language"),
}
"""The fields that a person can name a column by."""


LEVEL_WORDS = {
    "off": gettext_lazy("Never"),
    "suggest": gettext_lazy("When you say yes"),
    "below": gettext_lazy("By itself up to a sum"),
    "veto": gettext_lazy("By itself unless somebody says no in time"),
    "automatic": gettext_lazy("By itself"),
}
PRESET_WORDS = {
    "calm": gettext_lazy("Calm"),
    "recommended": gettext_lazy("Recommended"),
    "tight": gettext_lazy("Tight"),
}
SIGN_WORDS = {
    "unmatched_payment": gettext_lazy("A payment that may be for it lies unposted."),
    "overpayment": gettext_lazy("The debtor has paid more than was owed."),
    "credit_note": gettext_lazy("A credit note waits for this debtor."),
    "same_amount": gettext_lazy("The same amount was paid on another invoice."),
    "later_paid": gettext_lazy("The debtor has paid a later invoice."),
}
"""Why an invoice looks paid already."""
LANGUAGE_WORDS = {
    "sv": gettext_lazy("Swedish"),
    "nb": gettext_lazy("Norwegian"),
    "en": gettext_lazy("English"),
}
KIND_WORDS = {
    "consumer": gettext_lazy("Consumers"),
    "business": gettext_lazy("Businesses"),
}
ROLE_WORDS = {
    "creditor_admin": gettext_lazy("Administrator"),
    "creditor_user": gettext_lazy("User"),
    "accountant": gettext_lazy("Accountant"),
    "read_only": gettext_lazy("Reader"),
}


def flow_word(name: str) -> str:
    """What a flow is called: its preset, or that its days are the creditor's own."""
    if OWN_DAYS in name:
        return gettext("Own days")
    preset = next((one for one in PRESET_WORDS if f"-{one}-" in name), "recommended")
    return str(PRESET_WORDS[preset])


def chosen_of(words: Mapping[str, Any], codes: Iterable[str]) -> list[tuple[str, Any]]:
    """Choices in the order of the words, of those codes that have one."""
    known = set(codes)
    return [(code, text) for code, text in words.items() if code in known]
