"""What people do in the demo's last days, so that every page of the portals has something to show.

A plan, a deferral, an objection, a payment that is announced, a question, a complaint, a creditor's
policy and its verdicts, a text that waits for the agency, a followed case, and suggestions that
wait for a yes.
"""

from datetime import date, timedelta

from kvitt.application.agree_plan import agree_plan
from kvitt.application.announce_payment import announce_payment
from kvitt.application.decide_enforcement import propose_enforcement
from kvitt.application.defer_case import defer_case
from kvitt.application.draft_proceeding import draft_proceeding
from kvitt.application.edit_text import GREETING, propose_text
from kvitt.application.list_cases import list_cases
from kvitt.application.open_thread import open_thread
from kvitt.application.preview_plan import PlanWish
from kvitt.application.preview_text import preview_text
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.register_complaint import register_complaint
from kvitt.application.register_invoices import LANGUAGE_OF
from kvitt.application.set_automation import set_automation
from kvitt.application.set_decision_policy import adopt_policy, try_policy
from kvitt.application.show_case import show_case
from kvitt.application.start_monitoring import start_monitoring
from kvitt.domain.messages import DEBTOR, Reader
from kvitt.store.cases import CaseKey
from kvitt.store.creditors import Creditor
from kvitt.store.messages import party_of_case
from kvitt.store.session import tenant_scope

SUGGEST_DAYS, ACT_DAYS = 12, 4
"""So long before the last day the creditors ask to be asked, and people act."""
CALM = ("reminded", "overdue", "reminded_friendly", "noticed")
LATE = ("awaiting_decision", "demanded")
FIRST_FILING = {"SE": "payment_order", "NO": "conciliation"}
TEXTS = {
    "SE": ("Rad 2 på fakturan är inte min beställning.", "Kan jag dela upp betalningen?",
           "Jag fick brevet mitt i natten."),
    "NO": ("Linje 2 på fakturaen er ikke min bestilling.", "Kan jeg dele opp betalingen?",
           "Jeg fikk brevet midt på natten."),
}  # fmt: skip
GREETINGS = {
    "SE": "Hej {{ debtor }}, hoppas allt är bra.",
    "NO": "Hei {{ debtor }}, håper alt står bra til.",
}


def ask_before_letters(creditor: Creditor, *, today: date) -> None:
    """From now on the creditor is asked before a letter leaves."""
    set_automation(
        creditor, step="all", level="suggest", because="we want to see the first ones",
        by="Kari Moen", today=today,
    )  # fmt: skip


def act(creditor: Creditor, *, today: date) -> None:
    """One of each: what debtors say, and what the office and the creditor do about it."""
    free = _Free(creditor, today)
    wrong, question, rude = TEXTS[creditor.country]
    if (key := free.one(CALM)) is not None:
        wish = PlanWish(first_on=today + timedelta(days=30), months=4)
        agree_plan(creditor, [key.case_id], wish, today=today, actor="Omar Haddad")
    if (key := free.one(CALM)) is not None:
        raise_dispute(
            creditor, key.case_id, reason="not_ordered", text=wrong, today=today,
            actor="debtor", channel="portal",
        )  # fmt: skip
    if (key := free.one(CALM)) is not None:
        defer_case(
            creditor, key.case_id, until=today + timedelta(days=14),
            because="the salary comes on the 25th", today=today, actor="Omar Haddad",
        )  # fmt: skip
    if (key := free.one(CALM)) is not None:
        announce_payment(creditor, key.case_id, today=today, actor="Omar Haddad")
    if (key := free.one((*LATE, *CALM))) is not None:
        _ask(creditor, key, question, today)
        register_complaint(
            creditor, key.case_id, about="letters", text=rude, today=today, actor="Omar Haddad"
        )
    if (key := free.one(LATE[:1])) is not None:
        start_monitoring(
            creditor, key.case_id, reason="creditors_policy", today=today, actor="Omar Haddad",
            because="the sum is below what the step costs",
        )  # fmt: skip
    if (key := free.one(LATE)) is not None:
        draft_proceeding(
            creditor, key.case_id, kind=FIRST_FILING[creditor.country], today=today,
            because="the debtor has told that nothing will be paid", by="Omar Haddad",
        )  # fmt: skip
    tried = try_policy(creditor, {}, today=today, by="Kari Moen")
    adopt_policy(creditor, tried.number, today=today, by="Kari Moen")
    propose_enforcement(creditor, today=today, by="Omar Haddad")
    greeting = propose_text(
        creditor, purpose="reminder_tone", name=GREETING, by="Kari Moen", today=today,
        language=LANGUAGE_OF[creditor.country], body=GREETINGS[creditor.country],
    )  # fmt: skip
    preview_text(creditor, greeting.id, by="Kari Moen", today=today)


class _Free:
    """Open cases that nothing holds and on which nothing was done yet, by stage and number."""

    def __init__(self, creditor: Creditor, today: date) -> None:
        self.creditor, self.today = creditor, today
        self.taken: set[CaseKey] = set()

    def one(self, stages: tuple[str, ...]) -> CaseKey | None:
        """The first such case, or None where there is none left."""
        tenant_id = self.creditor.tenant_id
        for stage in stages:
            listed = list_cases(today=self.today, creditor=tenant_id, stage=stage).cases
            for key in sorted(shown.case.key for shown in listed):
                if key not in self.taken and not show_case(key.number, today=self.today).holds:
                    self.taken.add(key)
                    return key
        return None


def _ask(creditor: Creditor, key: CaseKey, question: str, today: date) -> None:
    with tenant_scope(creditor.tenant_id):
        party = party_of_case(creditor.tenant_id, key.case_id)
    if party is not None:
        author = Reader(DEBTOR, party[1], party[0])
        open_thread(
            creditor, key.case_id, subject=question, body=question, author=author, today=today
        )
