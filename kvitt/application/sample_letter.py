"""A letter of each kind as a made-up debtor would get it, made for real and taken back.

A made-up invoice is registered and followed by the creditor's own flow up to the letter, with the
creditor's own texts, accounts and terms; then everything is taken back. So what is shown is what
would be sent.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import transaction

from kvitt.application.agree_plan import agree_plan
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.defer_case import defer_case
from kvitt.application.preview_letter import NoLetterToShow, letter_of_notice
from kvitt.application.preview_plan import PlanWish
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.register_invoices import LANGUAGE_OF, register_invoices
from kvitt.application.run_cases import run_cases
from kvitt.application.set_automation import steps_of
from kvitt.domain.automation import AUTOMATIC
from kvitt.domain.deferral import rules_of as deferral_rules
from kvitt.domain.flow import flow
from kvitt.domain.notice import pay_by
from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.kernel.days import ONE_DAY, add_months
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store.automation import add_rule
from kvitt.store.cases import cases_called
from kvitt.store.creditors import Creditor
from kvitt.store.sampling import count_as_sent, standing_of
from kvitt.store.session import tenant_scope
from kvitt.store.shadows import end_shadow, running_shadow

EXAMPLE_MINOR = 1_000_00
EXAMPLE_DUE_DAYS = 120
"""Policy: the made-up invoice fell due so many days ago, so that its days' rates are known."""
MOST_WAKES = 60
PLAN_MONTHS = 2
MADE_UP = "example"
NUMBER = "KVITT-EXAMPLE"
NAMES = {"SE": "Vera Exempel", "NO": "Vera Eksempel"}
PLACES = {"SE": ("Exempelgatan 1", "111 22", "Exempelstad"),
          "NO": ("Eksempelveien 1", "0150", "Eksempelby")}  # fmt: skip
LANGUAGES = ("sv", "nb", "en")
DEFERRAL, PLAN = "deferral_confirmation", "plan_agreement"
RECEIVED, ANSWER = "dispute_received", "dispute_answer"


class NoSuchLetter(Refusal):
    """None of the creditor's flows has that letter, or letters are not written in that language."""


def sample_kinds(creditor: Creditor) -> tuple[str, ...]:
    """The letters of which there is a sample: the flows' own, more time, a plan, an objection."""
    return (*steps_of(creditor), *BESIDE)


def own_language(creditor: Creditor) -> str:
    """The language of the creditor's country."""
    return LANGUAGE_OF[creditor.country]


def sample_letter(
    creditor: Creditor, kind: str, language: str, *, debtor_kind: str = "consumer", today: date
) -> bytes:
    """The PDF of a letter of that kind to a made-up debtor. Nothing is kept.

    Raises NoSuchLetter, and NoLetterToShow where none can be made.
    """
    if kind not in sample_kinds(creditor) or language not in LANGUAGES:
        raise NoSuchLetter(
            "there is no letter “{kind}” in the language “{language}”", kind=kind, language=language
        )
    with tenant_scope(creditor.tenant_id):
        try:
            return _made(creditor, kind, language, debtor_kind, today)
        finally:
            transaction.set_rollback(True)


def _made(creditor: Creditor, kind: str, language: str, debtor_kind: str, today: date) -> bytes:
    tenant_id, due_on = creditor.tenant_id, today - timedelta(days=EXAMPLE_DUE_DAYS)
    _let_letters_leave(creditor, today=due_on)
    bill = _invoice(creditor, language, debtor_kind, due_on)
    register_invoices(creditor, [bill], source=MADE_UP, today=bill.issued_on, actor=MADE_UP)
    (key,) = cases_called(NUMBER, [tenant_id])
    if kind in BESIDE:
        day = due_on + ONE_DAY
        BESIDE[kind](creditor, key.case_id, day)
        _, notice_id, _ = standing_of(tenant_id, key.case_id)
        return letter_of_notice(creditor, notice_id or 0, today=day)
    steps = {one.name: one for one in flow(creditor.flow_for(debtor_kind)).steps}
    for _ in range(MOST_WAKES):
        wake_on, _, _ = standing_of(tenant_id, key.case_id)
        if wake_on is None or wake_on > today:
            break
        run_cases(tenant_id, today=wake_on, case_ids=[key.case_id], actor=MADE_UP)
        _, notice_id, step = standing_of(tenant_id, key.case_id)
        if notice_id is not None and step == kind:
            return letter_of_notice(creditor, notice_id, today=wake_on)
        if notice_id is not None:
            until = pay_by(steps[str(step)], sent_on=wake_on, law=law_book(creditor.country))
            count_as_sent(tenant_id, notice_id, today=wake_on, deadline_on=until)
            run_cases(tenant_id, today=wake_on, case_ids=[key.case_id], actor=MADE_UP)
    raise NoLetterToShow("the made-up case does not come to that letter")


def _let_letters_leave(creditor: Creditor, *, today: date) -> None:
    """Neither a shadow nor a question before a letter stands in the way of the made-up case."""
    shadow = running_shadow(creditor.tenant_id)
    if shadow is not None:
        end_shadow(creditor.tenant_id, shadow.id, today=shadow.started_on, by=MADE_UP)
    for step in steps_of(creditor):
        add_rule(creditor.tenant_id, step, AUTOMATIC, because=MADE_UP, by=MADE_UP, today=today)


def _invoice(creditor: Creditor, language: str, debtor_kind: str, due_on: date) -> InvoiceIn:
    street, postcode, city = PLACES[creditor.country]
    person = DebtorIn(
        NAMES[creditor.country], None, "business" if debtor_kind == "business" else "consumer",
        (street,), postcode, city, creditor.country, None, None, language, NUMBER,
    )  # fmt: skip
    return InvoiceIn(
        NUMBER, "invoice", due_on - timedelta(days=30), due_on, creditor.currency, EXAMPLE_MINOR,
        None, person, None, None, creditor.fees_agreed, MADE_UP,
    )  # fmt: skip


def _defer(creditor: Creditor, case_id: int, today: date) -> None:
    days = deferral_rules(creditor.agreement).most_days
    until = today + min(days, 14) * ONE_DAY
    defer_case(creditor, case_id, until=until, because=MADE_UP, today=today, actor=MADE_UP)


def _plan(creditor: Creditor, case_id: int, today: date) -> None:
    wish = PlanWish(add_months(today, 1), PLAN_MONTHS, None, "handler")
    agree_plan(creditor, [case_id], wish, today=today, actor=MADE_UP)


def _object(creditor: Creditor, case_id: int, today: date) -> None:
    raise_dispute(
        creditor, case_id, reason="other", text="…", today=today, actor=MADE_UP
    )  # fmt: skip


def _answer(creditor: Creditor, case_id: int, today: date) -> None:
    _object(creditor, case_id, today)
    decide_dispute(
        creditor, case_id, outcome="rejected", because="…", today=today, actor=MADE_UP
    )  # fmt: skip


BESIDE: Mapping[str, Callable[[Creditor, int, date], None]] = {
    DEFERRAL: _defer, PLAN: _plan, RECEIVED: _object, ANSWER: _answer,
}  # fmt: skip
"""What brings a letter beside the flow about."""
