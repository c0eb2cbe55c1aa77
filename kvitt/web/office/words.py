"""The words of what can be chosen in the office's forms, by what is stored."""

from django.utils.translation import gettext_noop

HOLD_KINDS = {
    "manual_pause": gettext_noop("Pause"),
    "ability_check": gettext_noop("Wait for the ability to pay"),
    "bankruptcy": gettext_noop("Bankruptcy"),
    "death": gettext_noop("The debtor has died"),
    "debt_settlement": gettext_noop("Debt settlement"),
    "protected_identity": gettext_noop("Protected identity"),
    "sue_or_drop": gettext_noop("“Sue or drop”"),
}
HOLD_REASONS = {
    "other": gettext_noop("Other"),
    "agreed_on_phone": gettext_noop("Agreed on the phone"),
    "agreed_in_writing": gettext_noop("Agreed in writing"),
    "illness": gettext_noop("Illness"),
    "unemployment": gettext_noop("Unemployment"),
    "family": gettext_noop("Family"),
    "wrong_delivery": gettext_noop("Wrong delivery"),
    "told_by_authority": gettext_noop("Told by an authority"),
}
INTEREST = {"runs": gettext_noop("Interest runs on"), "waived": gettext_noop("No interest")}
DISPUTE_REASONS = {
    "not_ordered": gettext_noop("Not ordered"),
    "not_delivered": gettext_noop("Not delivered"),
    "wrong_sum": gettext_noop("Wrong sum"),
    "paid_already": gettext_noop("Paid already"),
    "wrong_person": gettext_noop("Wrong person"),
    "quality": gettext_noop("Something is wrong with what was bought"),
    "other": gettext_noop("Other"),
}
CAME_BY = {
    "phone": gettext_noop("Phone"),
    "letter": gettext_noop("Letter"),
    "email": gettext_noop("E-mail"),
    "portal": gettext_noop("The debtor's pages"),
    "meeting": gettext_noop("Meeting"),
    "creditor": gettext_noop("Through the creditor"),
}
DISPUTE_OUTCOMES = {
    "upheld": gettext_noop("The debtor is right: the disputed sum is given up"),
    "reduced": gettext_noop("The claim is reduced"),
    "withdrawn": gettext_noop("The claim is withdrawn"),
    "rejected": gettext_noop("The claim stands"),
    "to_court": gettext_noop("To court"),
}
COMPLAINT_ABOUT = {
    "letters": gettext_noop("Letters"),
    "calls": gettext_noop("Calls"),
    "tone": gettext_noop("Tone"),
    "privacy": gettext_noop("Privacy"),
    "costs": gettext_noop("Costs"),
    "slow_answer": gettext_noop("A slow answer"),
    "other": gettext_noop("Other"),
}
COMPLAINT_OUTCOMES = {
    "upheld": gettext_noop("The complaint is right"),
    "partly_upheld": gettext_noop("The complaint is partly right"),
    "rejected": gettext_noop("The complaint is not right"),
    "withdrawn": gettext_noop("The complaint was taken back"),
}
PARTIES = {"debtor": gettext_noop("Debtor"), "creditor": gettext_noop("Creditor")}
CLOSE_REASONS = {
    "paid": gettext_noop("Everything has been paid"),
    "settled": gettext_noop("A part was agreed as full payment"),
    "withdrawn": gettext_noop("The creditor withdraws the claim"),
    "disputed_and_dropped": gettext_noop("The debtor objected and the claim is dropped"),
    "not_meaningful": gettext_noop("To go on is not worth while"),
    "deceased_without_assets": gettext_noop("The debtor has died and left nothing"),
    "limitation": gettext_noop("The claim is barred by limitation"),
    "wrong_debtor": gettext_noop("Somebody else owes the claim"),
    "duplicate": gettext_noop("The same claim is followed on another case"),
    "credited": gettext_noop("The invoice was credited"),
}
LETTERS_BY = {"letter": gettext_noop("By letter"), "email": gettext_noop("By e-mail")}
COUNTRIES = {"SE": gettext_noop("Sweden"), "NO": gettext_noop("Norway")}
MAIL_REASONS = {
    one: one
    for one in (
        gettext_noop("it names no reply address that we know"),
        gettext_noop("it answers in several threads at once"),
        gettext_noop("its reply address is no longer good"),
        gettext_noop("its sender is no party of the thread"),
        gettext_noop("it comes from another address than the one that we wrote to"),
    )
}
"""Why a mail could not be placed, as it is kept."""
POLICY_RULES = {
    "excluded": gettext_noop("Left to a person"),
    "least_claim_minor": gettext_noop("No application below"),
    "least_gain_minor": gettext_noop("Expected gain of an application, at least"),
    "person_above_minor": gettext_noop("A person decides above"),
    "plan_first": gettext_noop("A plan is offered first"),
    "recovery_bp": gettext_noop("Expected recovery"),
    "routes": gettext_noop("Ways"),
    "spare_customers_above_minor": gettext_noop("Good customers are spared above"),
    "two_people_above_minor": gettext_noop("Two people approve above"),
    "write_off_below_minor": gettext_noop("Given up below"),
}
LANGUAGES = {"sv": "Svenska", "nb": "Norsk bokmål", "en": "English"}
MONITORING_REASONS = {
    "no_assets": gettext_noop("Nothing can be attached now"),
    "creditors_policy": gettext_noop("The creditor's policy"),
}
THREAD_STATES = {
    "open": gettext_noop("Open"),
    "waiting_for_us": gettext_noop("Waits for us"),
    "waiting_for_them": gettext_noop("Waits for an answer"),
    "closed": gettext_noop("Closed"),
}
OWNERS = {
    "kvitt": gettext_noop("Kvitt"),
    "agency": gettext_noop("the office"),
    "creditor": gettext_noop("the creditor"),
    "debtor": gettext_noop("the debtor"),
    "authority": gettext_noop("the authority"),
}
"""Who is to do something; anybody else is a person's name."""
