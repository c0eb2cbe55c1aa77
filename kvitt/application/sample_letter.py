"""A letter of each kind as a made-up debtor would get it, made for real and taken back.

A made-up invoice is registered and followed by the creditor's own flow up to the letter, with the
creditor's own texts, accounts and terms; then everything is taken back. So what is shown is what
would be sent.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import transaction

from kvitt.application.agree_plan import agree_plan
from kvitt.application.announce_enforcement import announce_enforcement
from kvitt.application.approve_settlement_offer import approve_settlement_offer
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.defer_case import defer_case
from kvitt.application.follow_plans import SidePlanKind
from kvitt.application.monitoring_letter import LETTER as MONITORING
from kvitt.application.monitoring_letter import source_of_round
from kvitt.application.offer_settlement import offer_settlement
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.application.preview_letter import NoLetterToShow, letter_of_notice
from kvitt.application.preview_plan import PlanWish
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.register_invoices import LANGUAGE_OF, register_invoices
from kvitt.application.run_cases import run_cases
from kvitt.application.set_automation import steps_of
from kvitt.application.start_monitoring import start_monitoring
from kvitt.documents.side_parts import ONLY_IN_NORWAY
from kvitt.domain.automation import AUTOMATIC
from kvitt.domain.deferral import rules_of as deferral_rules
from kvitt.domain.flow import flow
from kvitt.domain.monitoring import next_round_on, rules_of
from kvitt.domain.notice import pay_by
from kvitt.domain.plan_state import REMIND_DAYS
from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.kernel.days import ONE_DAY, add_months
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store.automation import add_rule
from kvitt.store.cases import cases_called
from kvitt.store.creditors import Creditor
from kvitt.store.debtor_pages import running_plan_of
from kvitt.store.plans import instalments_of
from kvitt.store.sampling import count_as_sent, standing_of
from kvitt.store.session import tenant_scope
from kvitt.store.shadows import end_shadow, running_shadow
from kvitt.store.side_letters import NewLetter, add_letters_beside

EXAMPLE_MINOR = 1_000_00
EXAMPLE_DUE_DAYS = 120
"""Policy: the made-up invoice fell due so many days ago, so that its days' rates are known."""
MOST_WAKES = 60
PLAN_MONTHS = 2
OFFER_DAYS = 30
"""Policy: so long the made-up offer stands."""
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
    """The letters of which there is a sample: the flows' own, and those beside a flow."""
    lawless = ONLY_IN_NORWAY if creditor.country != "NO" else frozenset()
    return (*steps_of(creditor), *(kind for kind in BESIDE if kind not in lawless))


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
        day = BESIDE[kind](creditor, key.case_id, due_on + ONE_DAY)
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


def _defer(creditor: Creditor, case_id: int, today: date) -> date:
    days = deferral_rules(creditor.agreement).most_days
    until = today + min(days, 14) * ONE_DAY
    defer_case(creditor, case_id, until=until, because=MADE_UP, today=today, actor=MADE_UP)
    return today


def _plan(creditor: Creditor, case_id: int, today: date) -> date:
    wish = PlanWish(add_months(today, 1), PLAN_MONTHS, None, "handler")
    agree_plan(creditor, [case_id], wish, today=today, actor=MADE_UP)
    return today


def _remind(creditor: Creditor, case_id: int, today: date) -> date:
    return _of_instalment(creditor, case_id, today, "plan_reminder", -REMIND_DAYS * ONE_DAY)


def _miss(creditor: Creditor, case_id: int, today: date) -> date:
    return _of_instalment(creditor, case_id, today, "plan_missed", ONE_DAY)


def _of_instalment(
    creditor: Creditor, case_id: int, today: date, kind: SidePlanKind, after: timedelta
) -> date:
    """A plan is agreed, and its first instalment comes or is missed; the day of the letter."""
    _plan(creditor, case_id, today)
    tenant_id = creditor.tenant_id
    _, agreement_id, _ = standing_of(tenant_id, case_id)
    plan_id = running_plan_of(tenant_id, case_id)
    first = instalments_of(tenant_id, plan_id or 0)[0]
    count_as_sent(tenant_id, agreement_id or 0, today=today, deadline_on=first.due_on)
    letter = NewLetter(case_id, kind, f"{kind}-{plan_id}-{first.number}", plan_id, first.number)
    day: date = first.due_on + after
    add_letters_beside(tenant_id, [letter], today=day)
    return day


def _object(creditor: Creditor, case_id: int, today: date) -> date:
    raise_dispute(
        creditor, case_id, reason="other", text="…", today=today, actor=MADE_UP
    )  # fmt: skip
    return today


def _answer(creditor: Creditor, case_id: int, today: date) -> date:
    _object(creditor, case_id, today)
    decide_dispute(
        creditor, case_id, outcome="rejected", because="…", today=today, actor=MADE_UP
    )  # fmt: skip
    return today


def _offer(creditor: Creditor, case_id: int, today: date) -> date:
    """Half of what is owed, within what the creditor's rules leave to a person."""
    made = offer_settlement(
        creditor, case_id, amount_minor=EXAMPLE_MINOR // 2, because=MADE_UP, today=today,
        pay_by_on=today + OFFER_DAYS * ONE_DAY, person=MADE_UP,
    )  # fmt: skip
    if made.needs_approval:
        approve_settlement_offer(creditor, made.offer_id, by=f"{MADE_UP} 2", today=today)
    return today


def _follow(creditor: Creditor, case_id: int, today: date) -> date:
    """A round of monitoring that writes; no bureau is asked about a made-up debtor."""
    start_monitoring(
        creditor, case_id, reason="creditors_policy", because=MADE_UP, today=today, actor=MADE_UP
    )
    next_on = next_round_on(today, rules_of(creditor.agreement), after=today)
    plan_side_letter(
        creditor, case_id, kind=MONITORING, source_id=source_of_round(next_on), today=today,
        actor=MADE_UP,
    )  # fmt: skip
    return today


def _announce(creditor: Creditor, case_id: int, today: date) -> date:
    """On the day of the sample: what such a notice holds is known for late years only."""
    day = today + (EXAMPLE_DUE_DAYS - 1) * ONE_DAY
    announce_enforcement(creditor, case_id, today=day, actor=MADE_UP)
    return day


BESIDE: Mapping[str, Callable[[Creditor, int, date], date]] = {
    DEFERRAL: _defer, PLAN: _plan, "plan_reminder": _remind, "plan_missed": _miss,
    RECEIVED: _object, ANSWER: _answer, "settlement_offer": _offer, MONITORING: _follow,
    "enforcement_notice": _announce,
}  # fmt: skip
"""What brings a letter beside the flow about, and the day on which it leaves."""
