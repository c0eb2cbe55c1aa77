"""What people do in the demo's last days, so that every page of the portals has something to show.

A plan, a deferral, an objection, a payment that is announced, questions, complaints, a creditor's
policy and its verdicts, a text and a condition that wait for the agency, another flow from next
month, a followed case, mails that nobody could place, and suggestions that wait for a yes.
"""

from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from kvitt.application.agree_plan import agree_plan
from kvitt.application.announce_payment import announce_payment
from kvitt.application.change_flow import change_flow
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.decide_enforcement import propose_enforcement
from kvitt.application.defer_case import defer_case
from kvitt.application.draft_proceeding import draft_proceeding
from kvitt.application.edit_condition import preview_condition, propose_condition
from kvitt.application.edit_text import GREETING, propose_text
from kvitt.application.list_cases import list_cases
from kvitt.application.open_thread import open_thread
from kvitt.application.preview_plan import PlanWish
from kvitt.application.preview_text import preview_text
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.register_complaint import answer_complaint, register_complaint
from kvitt.application.register_invoices import LANGUAGE_OF
from kvitt.application.set_automation import set_automation
from kvitt.application.set_decision_policy import adopt_policy, try_policy
from kvitt.application.show_case import show_case
from kvitt.application.simulate_flow import simulate_flow
from kvitt.application.start_monitoring import start_monitoring
from kvitt.application.take_mail import take_mail
from kvitt.domain.flow import flow
from kvitt.domain.messages import CREDITOR, DEBTOR, Reader
from kvitt.store.cases import CaseKey
from kvitt.store.creditors import Creditor
from kvitt.store.messages import party_of_case
from kvitt.store.session import tenant_scope

SUGGEST_DAYS, ACT_DAYS = 12, 4
"""So long before the last day the creditors ask to be asked, and people act."""
ANSWERED_ON = date(2026, 5, 12)
"""In the month that the audit shows first: an objection and a complaint are answered."""
ANSWERED_AFTER = timedelta(days=4)
CALM_FLOW = {"SE": "se-agency-calm-consumer", "NO": "no-own-calm-consumer"}
CALM = ("reminded", "overdue", "reminded_friendly", "noticed")
LATE = ("awaiting_decision", "demanded")
FIRST_FILING = {"SE": "payment_order", "NO": "conciliation"}
TEXTS = {
    "SE": ("Rad 2 på fakturan är inte min beställning.", "Kan jag dela upp betalningen?",
           "Jag fick brevet mitt i natten.", "Vi vill se de första breven.",
           "Lönen kommer den 25:e.", "Summan är mindre än vad steget kostar.",
           "Gäldenären har sagt att inget kommer att betalas."),
    "NO": ("Linje 2 på fakturaen er ikke min bestilling.", "Kan jeg dele opp betalingen?",
           "Jeg fikk brevet midt på natten.", "Vi vil se de første brevene.",
           "Lønnen kommer den 25.", "Beløpet er mindre enn det skrittet koster.",
           "Skyldneren har sagt at ingenting vil bli betalt."),
}  # fmt: skip
ANSWERS = {
    "SE": "Vi skickar inga brev på natten; vi har bett posten om ett svar.",
    "NO": "Vi sender ingen brev om natten; vi har bedt posten om et svar.",
}
STANDS = {
    "SE": "Beställningen är underskriven den 2 januari; en kopia följer med.",
    "NO": "Bestillingen er underskrevet 2. januar; en kopi følger med.",
}
CREDITORS_QUESTION = {
    "SE": "Kan vi få veta vad kunden säger om rad 2?",
    "NO": "Kan vi få vite hva kunden sier om linje 2?",
}
REPLY_DOMAIN = "svar.fjallrand.example"
GREETINGS = {
    "SE": "Hej {{ debtor }}, hoppas allt är bra.",
    "NO": "Hei {{ debtor }}, håper alt står bra til.",
}


def ask_before_letters(creditor: Creditor, *, today: date) -> None:
    """From now on the creditor is asked before a letter leaves."""
    set_automation(
        creditor, step="all", level="suggest", because=TEXTS[creditor.country][3],
        by="Kari Moen", today=today,
    )  # fmt: skip


def answer_an_objection(creditor: Creditor, *, today: date) -> None:
    """An objection that does not hold, and a complaint: what came days ago is answered."""
    free = _Free(creditor, today)
    wrong, _question, rude, *_why = TEXTS[creditor.country]
    if (key := free.one(CALM)) is not None:
        raise_dispute(
            creditor, key.case_id, reason="not_ordered", text=wrong, today=today, actor="debtor",
            channel="portal", received_on=today - ANSWERED_AFTER,
        )  # fmt: skip
        decide_dispute(
            creditor, key.case_id, outcome="rejected", because=STANDS[creditor.country],
            today=today, actor="Kari Moen",
        )  # fmt: skip
        made = register_complaint(
            creditor, key.case_id, about="letters", text=rude, today=today, actor="Omar Haddad",
            received_on=today - ANSWERED_AFTER,
        )  # fmt: skip
        answer_complaint(
            creditor, made.complaint_id, outcome="rejected", answer=ANSWERS[creditor.country],
            today=today, actor="Omar Haddad",
        )  # fmt: skip


def mails_nobody_could_place(invoice_number: str, *, today: date) -> None:
    """Two mails to the office's address that name no conversation: a person places them."""
    for sender, subject, body in (
        (
            "Tyra Hedlöv <tyra.hedlov@mail.example>",
            f"Faktura {invoice_number}",
            "Hej, jag betalade i går. Ser ni pengarna?",
        ),
        (
            "Norrvik Bygg AB <ekonomi@norrvik.example>",
            "Ny adress",
            "Vi har flyttat. Skicka post till Måsvägen 4, 999 23 Ängslunda.",
        ),
    ):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, f"hej@{REPLY_DOMAIN}", subject
        mail["Date"] = format_datetime(datetime.combine(today, time(9, 30)))
        mail["Message-ID"] = f"<{subject.replace(' ', '-').lower()}@mail.example>"
        mail.set_content(body)
        take_mail(bytes(mail), reply_domain=REPLY_DOMAIN, today=today)


def act(creditor: Creditor, *, today: date) -> None:
    """One of each: what debtors say, and what the office and the creditor do about it."""
    free = _Free(creditor, today)
    wrong, question, rude, *_why = TEXTS[creditor.country]
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
            because=TEXTS[creditor.country][4], today=today, actor="Omar Haddad",
        )  # fmt: skip
    if (key := free.one(CALM)) is not None:
        announce_payment(creditor, key.case_id, today=today, actor="Omar Haddad")
    if (key := free.one((*LATE, *CALM))) is not None:
        _ask(creditor, key, question, today)
        register_complaint(
            creditor, key.case_id, about="letters", text=rude, today=today, actor="Omar Haddad"
        )
        open_thread(
            creditor, key.case_id, subject=CREDITORS_QUESTION[creditor.country],
            body=CREDITORS_QUESTION[creditor.country], author=Reader(CREDITOR, "Kari Moen"),
            today=today,
        )  # fmt: skip
    if (key := free.one(LATE[:1])) is not None:
        start_monitoring(
            creditor, key.case_id, reason="creditors_policy", today=today, actor="Omar Haddad",
            because=TEXTS[creditor.country][5],
        )  # fmt: skip
    if (key := free.one(LATE)) is not None:
        draft_proceeding(
            creditor, key.case_id, kind=FIRST_FILING[creditor.country], today=today,
            because=TEXTS[creditor.country][6], by="Omar Haddad",
        )  # fmt: skip
    tried = try_policy(creditor, {}, today=today, by="Kari Moen")
    adopt_policy(creditor, tried.number, today=today, by="Kari Moen")
    propose_enforcement(creditor, today=today, by="Omar Haddad")
    greeting = propose_text(
        creditor, purpose="reminder_tone", name=GREETING, by="Kari Moen", today=today,
        language=LANGUAGE_OF[creditor.country], body=GREETINGS[creditor.country],
    )  # fmt: skip
    preview_text(creditor, greeting.id, by="Kari Moen", today=today)
    _write_rules(creditor, today)


def _write_rules(creditor: Creditor, today: date) -> None:
    """A condition that waits for the agency, and a calmer flow for consumers from next month."""
    small = propose_condition(
        creditor, name="small_sums", source="balance_minor < 200000", by="Kari Moen", today=today
    )
    preview_condition(creditor, small.id, by="Kari Moen", today=today)
    calm = flow(CALM_FLOW[creditor.country])
    simulate_flow(creditor, calm, since=today - timedelta(days=90), today=today, by="Kari Moen")
    change_flow(
        creditor, consumer=calm.name, from_on=today + timedelta(days=20), by="Kari Moen",
        today=today,
    )  # fmt: skip


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
