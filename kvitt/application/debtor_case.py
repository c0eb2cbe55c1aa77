"""A case as its debtor sees it: what is owed and by when, what follows, and what can be done.

Everything here is what other use cases know; nothing is decided and nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from kvitt.application.case_view import CaseView
from kvitt.application.compose_letter import STEP_ON_LETTER, Senders, party_of, payment_way
from kvitt.application.explain_case import explained_view
from kvitt.application.explained import Explained
from kvitt.application.payment_services import services_in
from kvitt.application.preview_plan import BESIDE_A_PLAN
from kvitt.application.recompute_charges import law_by_day
from kvitt.application.show_case import no_such_case, shown_case
from kvitt.documents.letter import NextStep, Party, PaymentWay
from kvitt.documents.next_step_text import next_step_text
from kvitt.documents.payment_code import QrModules, as_modules, payload_of
from kvitt.documents.wording import LANGUAGES, wording
from kvitt.domain import deferral, plan_rules
from kvitt.domain.flow import flow
from kvitt.domain.holds import Hold, blocked, without_shadow
from kvitt.domain.if_unpaid import DECISION, IfUnpaid, if_unpaid, last_day_to_pay
from kvitt.domain.plan import Instalment
from kvitt.domain.plan_state import PlanProgress, progress
from kvitt.integrations.pay.port import PaymentService
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.interest import daily_interest_minor, late_rate
from kvitt.law.records import keep_until
from kvitt.store.cases import CaseKey
from kvitt.store.creditors import Creditor
from kvitt.store.debtor_pages import cases_listed, debtor_rows
from kvitt.store.plans import StandingPlan, instalments_of, standing_plans
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

DEBTOR = "debtor"


class Asked(NamedTuple):
    """What the debtor is asked to pay now: the instalment that comes, or everything."""

    amount_minor: int
    by: date
    reference: str
    instalment: int | None = None
    """Its number, where a plan runs."""


class RunningPlan(NamedTuple):
    """The plan that the debtor keeps, with each instalment as it stands."""

    plan_id: int
    instalments: tuple[Any, ...]
    """Rows with number, due_on, amount_minor, payment_reference and moves."""
    standing: StandingPlan | None
    """None for the moment in which another worker has it."""
    progress: PlanProgress | None
    rules: plan_rules.PlanRules

    @property
    def paid_count(self) -> int:
        """How many instalments are wholly paid."""
        due = self.progress.due if self.progress else None
        if due is None:
            return len(self.instalments) if self.progress else 0
        return sum(1 for one in self.instalments if one.number < due.number)

    def may_move(self, number: int) -> bool:
        """Whether the instalment is unpaid and can still be moved."""
        one = next((row for row in self.instalments if row.number == number), None)
        unpaid_from = self.progress.due.number if self.progress and self.progress.due else None
        return bool(one and unpaid_from and number >= unpaid_from and one.moves < self.rules.moves)


@dataclass(frozen=True, slots=True)
class DebtorCase:
    """One case on the day, for its debtor."""

    key: CaseKey
    today: date
    view: CaseView
    explained: Explained
    creditor: Creditor
    contact: Party
    """Who answers: the agency, or the creditor that collects itself."""
    way: PaymentWay
    asked: Asked | None
    """None where nothing is to be paid, or the sum is not known."""
    coming: IfUnpaid | None
    plan: RunningPlan | None
    disputes: tuple[Any, ...]
    holds: tuple[Hold, ...]
    """Those that stand on the day."""
    latest_deferral_on: date | None
    """The latest day that the debtor may choose; None where none is left to choose."""
    may_split: bool
    services: tuple[PaymentService, ...]

    @property
    def is_closed(self) -> bool:
        """Whether the case has ended."""
        return self.view.closed_on is not None

    @property
    def open_dispute(self) -> Any | None:
        """The objection that waits for its answer."""
        return next((one for one in self.disputes if one.outcome is None), None)

    @property
    def held_by(self) -> str:
        """The kind of the hold that the debtor is told of; empty where none stands."""
        kinds = [hold.kind for hold in self.holds]
        told = ("dispute", "plan", "payment_announced", "deferral")
        return next((kind for kind in told if kind in kinds), kinds[0] if kinds else "")

    def next_sentence(self, language: str) -> str:
        """What follows if nothing is paid, in the words of the letters; empty where unknown."""
        if self.coming is None:
            return ""
        is_letter = self.coming.kind != DECISION
        step = NextStep(
            kind=STEP_ON_LETTER[self.coming.kind] if is_letter else "decision",
            on=self.coming.on, cost_minor=self.coming.cost_minor, cost_on=self.coming.cost_on,
        )  # fmt: skip
        view = self.view
        return next_step_text(
            _words(language), step, country=view.country, currency=view.currency,
            says_unknown=not self.coming.application_minor,
        )  # fmt: skip

    @property
    def daily_interest_minor(self) -> int:
        """What the interest of a day comes to now; 0 where none runs or no rate is known."""
        base_minor = self.view.facts.principal_open_minor
        book = law_book(self.view.country)
        if not base_minor or self.is_closed:
            return 0
        try:
            rate = late_rate(book, on=self.today, debtor_kind=self.view.debtor_kind)
        except LawNotKnown:
            return 0
        return daily_interest_minor(
            book, base_minor=base_minor, rate_bp=rate.rate_bp, on=self.today
        )

    def kept_until(self) -> tuple[date, date] | None:
        """The last days on which the file of the closed case, and what the books ask for, are kept.

        None for an open case, and where the law book does not say.
        """
        closed_on = self.view.closed_on
        if closed_on is None:
            return None
        book = law_book(self.view.country)
        try:
            return (
                keep_until(book, "case_file", closed_on=closed_on).until_on,
                keep_until(book, "bookkeeping", booked_on=closed_on).until_on,
            )
        except LawNotKnown:
            return None

    def advice(self, language: str) -> str:
        """The line of free advice, in the words of the letters."""
        return _words(language).say(f"advice.{self.view.country}")

    def payment_code(self) -> QrModules | None:
        """The code that a bank's app reads; None where there is no standard for one."""
        if self.asked is None:
            return None
        payload = payload_of(
            self.way, country=self.view.country, currency=self.view.currency,
            amount_minor=self.asked.amount_minor, pay_by=self.asked.by,
            issued_on=date.fromisoformat(self.view.invoices[0]["issued_on"]),
        )  # fmt: skip
        return as_modules(payload) if payload else None


def debtor_case(key: CaseKey, *, today: date) -> DebtorCase:
    """The case as its debtor sees it today. Raises CaseNotFound."""
    agency_id = agency_tenant_id()
    with tenant_scope(key.tenant_id, agency_id):
        rows = debtor_rows(agency_id, key.tenant_id, key.case_id)
        if rows is None:
            raise no_such_case(key.number)
        creditor, agency = rows.creditor, rows.agency
        plan = _plan(creditor, rows.plan_id, today) if rows.plan_id is not None else None
        laws = law_by_day(agency_id, creditor.country)
    view = shown_case(key, rows.case, today=today)
    placed = without_shadow(rows.holds)
    is_agency = creditor.collection == "agency" and agency is not None
    asked = _asked(view, plan, today)
    reference = asked.reference if asked else ""
    standing = tuple(hold for hold in placed if hold.stands_on(today))
    return DebtorCase(
        key=key, today=today, view=view,
        explained=explained_view(view, rows.case, rows.grounds, laws), creditor=creditor,
        contact=party_of(agency if is_agency and agency else creditor),
        way=payment_way(Senders(creditor, agency), reference, is_agency=is_agency),
        asked=asked, coming=_coming(view, today), plan=plan, disputes=tuple(rows.disputes),
        holds=standing, latest_deferral_on=_latest_deferral(view, creditor, placed, today),
        may_split=_may_split(view, creditor, standing, plan),
        services=tuple(services_in(view.country)),
    )  # fmt: skip


class ListedCase(NamedTuple):
    """One of the debtor's cases in the list; the sum is what is booked and open."""

    number: str
    creditor: str
    currency: str
    closed_on: date | None
    open_minor: int


def debtor_cases(keys: Sequence[CaseKey]) -> list[ListedCase]:
    """The debtor's cases in one look, open ones first."""
    if not keys:
        return []
    ours = set(creditor_tenant_ids(agency_tenant_id()))
    own = [key for key in keys if key.tenant_id in ours]
    with tenant_scope(*sorted({key.tenant_id for key in own})):
        rows = cases_listed([(key.tenant_id, key.case_id) for key in own])
    return [
        ListedCase(
            CaseKey(row.tenant_id, row.id).number, row.creditor, row.currency, row.closed_on,
            row.open_minor,
        )
        for row in rows
    ]  # fmt: skip


def _words(language: str) -> Any:
    return wording(language if language in LANGUAGES else "en")


def _coming(view: CaseView, today: date) -> IfUnpaid | None:
    if view.closed_on is not None:
        return None
    try:
        return if_unpaid(view.facts, today, law_book(view.country), flow(view.flow))
    except LawNotKnown:
        return None


def _plan(creditor: Creditor, plan_id: int, today: date) -> RunningPlan:
    rows = instalments_of(creditor.tenant_id, plan_id)
    found = standing_plans(creditor.tenant_id, today=today, batch=1, plan_id=plan_id)
    rules = plan_rules.rules_of(creditor.agreement)
    if not found:
        return RunningPlan(plan_id, tuple(rows), None, None, rules)
    (standing,) = found
    own = plan_rules.rules_of({"plan": standing.rules})
    now = [Instalment(row.number, row.due_on, row.amount_minor) for row in rows]
    stands = progress(
        now, standing.paid, today=today, grace_days=own.grace_days, country=creditor.country,
        notices=standing.told,
    )  # fmt: skip
    return RunningPlan(plan_id, tuple(rows), standing, stands, own)


def _asked(view: CaseView, plan: RunningPlan | None, today: date) -> Asked | None:
    if view.closed_on is not None:
        return None
    if plan is not None:
        if plan.progress is None or plan.progress.due is None:
            return None
        due = plan.progress.due
        row = next(one for one in plan.instalments if one.number == due.number)
        by = max(due.due_on, today)
        return Asked(plan.progress.missing_minor, by, row.payment_reference, due.number)
    if not view.to_pay_minor:
        return None
    reference = view.invoices[0]["payment_reference"]
    return Asked(view.to_pay_minor, last_day_to_pay(view.facts), reference)


def _latest_deferral(
    view: CaseView, creditor: Creditor, placed: Sequence[Hold], today: date
) -> date | None:
    """The latest day of a deferral by the debtor; what `defer_case` would refuse is not offered."""
    if view.closed_on is not None or view.facts.course.proceeding is not None:
        return None
    if any(hold.kind == "plan" and hold.stands_on(today) for hold in placed):
        return None
    if blocked("side_letter", placed, today, country=creditor.country) is not None:
        return None
    if any(hold.kind == "dispute" and hold.stands_on(today) for hold in placed):
        return None
    return deferral.latest_day(
        deferral.rules_of(creditor.agreement), today=today, due_on=last_day_to_pay(view.facts),
        times_before=sum(1 for hold in placed if hold.kind == "deferral"), by=DEBTOR,
    )  # fmt: skip


def _may_split(
    view: CaseView, creditor: Creditor, standing: Sequence[Hold], plan: RunningPlan | None
) -> bool:
    rules = plan_rules.rules_of(creditor.agreement)
    is_free = {hold.kind for hold in standing} <= BESIDE_A_PLAN
    enough = view.balance_minor >= 2 * rules.least_instalment_minor
    return view.closed_on is None and plan is None and is_free and enough and DEBTOR in rules.by
