"""The decision policy: what follows when the last letter has brought nothing, as a formula."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_words import word as said
from kvitt.application.decision_words import OUTCOMES, PROCEEDINGS
from kvitt.application.decision_words import VERDICTS as VERDICT_WORDS
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, money_text, number_text, rate_text
from kvitt.application.set_decision_policy import (
    TRIAL_COUNTS_DAYS,
    adopt_policy,
    policies,
    policy_now,
    try_policy,
)
from kvitt.domain.decision_policy import (
    ROUTES,
    VERDICTS,
    DecisionPolicy,
    Inputs,
    as_told,
    expected_gain,
    policy_of,
)
from kvitt.domain.roles import EDIT_POLICIES, SEE_CASES
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import MoneyField
from kvitt.web.creditor.frame import at, calmly, may, page
from kvitt.web.design import Action, Cell, Column, EmptyState, Fact, Facts, Table
from kvitt.web.signin.guards import for_creditor

EXAMPLE = Inputs(open_minor=5_000_00, cost_minor=1_000_00, ability=None)
"""The made-up case that the page reckons: a claim, and a step that costs a thousand."""
SUMS = ("least_claim_minor", "write_off_below_minor", "least_gain_minor",
        "two_people_above_minor", "person_above_minor", "spare_customers_above_minor")  # fmt: skip
PERCENT = 100


class ShareField(forms.DecimalField):
    """A share in per cent; basis points come out."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, min_value=0, max_value=100, decimal_places=2)

    def clean(self, value: Any) -> int:
        """The share."""
        return int(Decimal(super().clean(value)) * PERCENT)


class PolicyForm(forms.Form):
    """The whole policy, in words."""

    able = ShareField(gettext_lazy("Share that comes in from who can pay, %"))
    partly = ShareField(gettext_lazy("Share that comes in from who can pay in part, %"))
    unable = ShareField(gettext_lazy("Share that comes in from who cannot pay, %"))
    least_gain_minor = MoneyField(label=gettext_lazy("A step must bring at least"))
    least_claim_minor = MoneyField(label=gettext_lazy("Follow smaller claims without a court"))
    write_off_below_minor = MoneyField(
        label=gettext_lazy("Give up claims below"), help_text=gettext_lazy("0 for never.")
    )
    two_people_above_minor = MoneyField(label=gettext_lazy("Two people approve above"))
    person_above_minor = MoneyField(label=gettext_lazy("A person decides above"))
    spare_customers_above_minor = MoneyField(
        label=gettext_lazy("A person decides on customers who have paid before"),
        help_text=gettext_lazy("From this sum on; 0 for never."),
    )
    plan_first = forms.BooleanField(
        label=gettext_lazy("Offer a plan first to who can pay in part"), required=False
    )
    consumer = forms.ChoiceField(label=gettext_lazy("The way for consumers"))
    business = forms.ChoiceField(label=gettext_lazy("The way for businesses"))

    def fit(self, creditor: Creditor) -> None:
        """The ways of the creditor's country; where there is one, nothing is asked."""
        ways = [(way, said(PROCEEDINGS, way)) for way in ROUTES[creditor.country]]
        for kind in ("consumer", "business"):
            self.fields[kind].choices = ways
            if len(ways) == 1:
                del self.fields[kind]

    def told(self, now: DecisionPolicy) -> dict[str, Any]:
        """The policy as it is tried; what the form does not ask stays."""
        wanted = self.cleaned_data
        told = as_told(now) | {name: wanted[name] for name in SUMS}
        told["recovery_bp"] = {name: wanted[name] for name in VERDICTS}
        told["plan_first"] = wanted["plan_first"]
        ways = {kind: wanted[kind] for kind in ("consumer", "business") if kind in wanted}
        told["routes"] = {**told["routes"], **ways}
        return told


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_decision(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The policy in force, its formula, an example, and every version that was tried."""
    creditor = at(request, tenant_id).creditor
    number, now = policy_now(creditor)
    shown = {
        "number": number,
        "rules": rules(now, creditor),
        "example": _example(now, creditor.currency),
        "versions": _versions(creditor),
        "may_edit": may(request, tenant_id, EDIT_POLICIES),
    }
    return page(request, "decision.html", shown, tenant_id=tenant_id, here="policies")


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_decision_try(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Tries a policy on the cases that wait; it is kept, and nothing else changes."""
    whose = at(request, tenant_id)
    _number, now = policy_now(whose.creditor)
    form = PolicyForm(request.POST or _as_written(now, whose.creditor))
    form.fit(whose.creditor)
    if request.method == "POST" and form.is_valid():
        try:
            tried = try_policy(whose.creditor, form.told(now), today=business_day(), by=whose.name)
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            return redirect("creditor_decision_tried", tried.number)
    is_wrong = request.method == "POST"
    return page(request, "decision_try.html", {"form": form}, tenant_id=tenant_id,
                here="policies", status=422 if is_wrong else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_decision_tried(request: HttpRequest, number: int, *, tenant_id: int) -> HttpResponse:
    """What a tried policy would do; posted, it decides from now on."""
    whose, today = at(request, tenant_id), business_day()
    kept = next((one for one in policies(whose.creditor) if one.number == number), None)
    if kept is None:
        raise Http404
    if request.method == "POST":
        adopt_policy(whose.creditor, number, today=today, by=whose.name)
        return redirect("creditor_decision")
    is_fresh = kept.tried_on >= today - timedelta(days=TRIAL_COUNTS_DAYS)
    policy = policy_of(kept.policy, country=whose.creditor.country)
    shown: dict[str, Any] = {
        "number": number,
        "rules": rules(policy, whose.creditor),
        "outcomes": _outcomes(kept.result, whose.creditor.currency),
        "differences": _differences(kept.result, whose.creditor),
        "differs": number_text(kept.result["differs"]),
    }
    if kept.adopted_on is None and is_fresh:
        here = reverse("creditor_decision_tried", args=[number])
        shown["act"] = Action(_("Let it decide from now on"), here, is_post=True)
    return page(request, "decision_tried.html", shown, tenant_id=tenant_id, here="policies")


def rules(policy: DecisionPolicy, creditor: Creditor) -> Facts:
    """The policy, rule by rule."""
    currency = creditor.currency

    def from_sum(minor: int) -> str:
        return money_text(minor, currency) if minor else _("never")

    facts = [
        Fact(_("Give up claims below"), from_sum(policy.write_off_below_minor)),
        Fact(_("Follow without a court below"), money_text(policy.least_claim_minor, currency)),
        Fact(_("A step must bring at least"), money_text(policy.least_gain_minor, currency)),
        Fact(_("Two people approve above"), money_text(policy.two_people_above_minor, currency)),
        Fact(_("A person decides above"), money_text(policy.person_above_minor, currency)),
        Fact(_("A person decides where the customer has paid before"),
             from_sum(policy.spare_customers_above_minor)),
        Fact(_("A plan first to who can pay in part"),
             _("yes") if policy.plan_first else _("no")),
        *(Fact(str(word), said(PROCEEDINGS, policy.route(creditor.country, kind)))
          for kind, word in (("consumer", _("The way for consumers")),
                             ("business", _("The way for businesses")))),
    ]  # fmt: skip
    return Facts(tuple(facts))


def _example(policy: DecisionPolicy, currency: str) -> Table:
    """The formula with its shares, reckoned for the made-up case."""
    columns = (Column(_("The debtor"), "name"), Column(_("Expected gain"), "sum"),
               Column(_("Share"), "number"), Column(_("Then"), "text"))  # fmt: skip
    rows = []
    for name in VERDICTS:
        gain = expected_gain(policy, EXAMPLE, name)
        files = name != "unable" and gain >= policy.least_gain_minor
        if name == "partly" and policy.plan_first:
            then = _("a plan is offered first")
        else:
            then = _("the step is taken") if files else _("followed without a court")
        rows.append((Cell(said(VERDICT_WORDS, name)), Cell(money_text(gain, currency)),
                     Cell(rate_text(policy.recovery_bp[name])), Cell(then)))  # fmt: skip
    told = _("Example: %(open)s open, and a step that costs %(cost)s.") % {
        "open": money_text(EXAMPLE.open_minor, currency),
        "cost": money_text(EXAMPLE.cost_minor, currency),
    }  # fmt: skip
    return Table(_("The formula"), columns, tuple(rows), foot=told)


def _versions(creditor: Creditor) -> Table:
    """What was tried, and what decided since when; the newest first."""
    columns = (
        Column(_("Policy"), "name"), Column(_("Tried"), "text"),
        Column(_("Decides since"), "text"), Column(_("Cases that differ"), "number"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(number_text(one.number), reverse("creditor_decision_tried", args=[one.number])),
            Cell(day_text(one.tried_on), under=one.tried_by),
            Cell(day_text(one.adopted_on) or "–", under=one.adopted_by or ""),
            Cell(number_text(one.result["differs"])),
        )
        for one in reversed(policies(creditor))
    )
    none = EmptyState(_("No other policy was tried yet"), icon="court")
    return Table(_("Versions"), columns, rows, if_none=none)


def _outcomes(result: dict[str, Any], currency: str) -> Table:
    """What the policy would do with the cases that wait."""
    columns = (Column(_("What follows"), "name"), Column(_("Cases"), "number"),
               Column(_("Open"), "sum"))  # fmt: skip
    rows = tuple(
        (
            Cell(said(OUTCOMES, code)),
            Cell(number_text(result["outcomes"][code])),
            Cell(money_text(result["open_minor"].get(code, 0), currency)),
        )
        for code in OUTCOMES
        if result["outcomes"].get(code)
    )
    gain = _("Expected gain of the applications: %(sum)s") % {
        "sum": money_text(result["expected_minor"], currency),
    }  # fmt: skip
    none = EmptyState(_("No case waits for a decision today"), icon="court")
    return Table(_("On your own cases"), columns, rows, if_none=none, foot=gain)


def _differences(result: dict[str, Any], creditor: Creditor) -> Table | None:
    """The cases on which the policy in force says another thing."""
    if not result["differences"]:
        return None
    columns = (Column(_("Case"), "name"), Column(_("Now"), "text"), Column(_("Then"), "text"))
    rows = tuple(
        (
            Cell(number, reverse("creditor_case", args=[number])),
            Cell(said(OUTCOMES, one["now"])),
            Cell(said(OUTCOMES, one["then"])),
        )
        for one in result["differences"]
        for number in [f"{creditor.tenant_id}-{one['case']}"]
    )
    return Table(_("Cases that differ"), columns, rows)


def _as_written(policy: DecisionPolicy, creditor: Creditor) -> dict[str, Any]:
    """The policy as its form has it."""
    sums = {name: as_decimal_text(getattr(policy, name)) for name in SUMS}
    shares = {name: Decimal(policy.recovery_bp[name]) / PERCENT for name in VERDICTS}
    ways = {kind: policy.route(creditor.country, kind) for kind in ("consumer", "business")}
    return {**sums, **shares, **ways, "plan_first": policy.plan_first}
