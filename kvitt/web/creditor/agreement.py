"""The agreement between creditor and agency as it stands, part by part."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kvitt.application.money_and_days import money_text, number_text, rate_text
from kvitt.domain.agreement import waived_interest_of
from kvitt.domain.closing import small_balance_of
from kvitt.domain.cost_terms import terms_on
from kvitt.domain.deferral import rules_of as deferral_rules
from kvitt.domain.plan_rules import rules_of as plan_rules
from kvitt.domain.settlement import TO_CREDITOR, share_of
from kvitt.store.creditors import Creditor
from kvitt.web.design import Fact, Facts


def agreed(creditor: Creditor, *, today: date) -> list[dict[str, Any]]:
    """The parts of the agreement in force, each with its title."""
    return [
        {"title": _("Who gets what"), "facts": Facts(_shares(creditor))},
        {"title": _("Costs of authorities"), "facts": Facts(_costs(creditor, today))},
        {"title": _("More time and plans"), "facts": Facts(limits(creditor))},
        {"title": _("Small rests"), "facts": Facts(_rests(creditor))},
    ]


def limits(creditor: Creditor) -> tuple[Fact, ...]:
    """How far plans and deferrals go."""
    plans, deferrals = plan_rules(creditor.agreement), deferral_rules(creditor.agreement)
    return (
        Fact(_("Least instalment"), money_text(plans.least_instalment_minor, creditor.currency)),
        Fact(_("Most months of a plan"), number_text(plans.most_months)),
        Fact(_("Most days of more time"), number_text(deferrals.most_days)),
        Fact(_("More time, at most times a case"), number_text(deferrals.most_times)),
    )


def _whose(creditor: Creditor, kind: str) -> str:
    share = share_of(kind, creditor.agreement, collection=creditor.collection)
    return _("yours") if share == TO_CREDITOR else _("the agency's")


def _shares(creditor: Creditor) -> tuple[Fact, ...]:
    letters = _("in your own name") if creditor.collection == "own" else _("in the agency's name")
    agreed_on = _("agreed with your customers") if creditor.fees_agreed else _("not agreed")
    return (
        Fact(_("Letters leave"), letters),
        Fact(_("The claim itself"), _whose(creditor, "principal")),
        Fact(_("Late interest"), _whose(creditor, "interest")),
        Fact(_("Fees"), _whose(creditor, "reminder")),
        Fact(_("A reminder fee is"), agreed_on),
    )


def _costs(creditor: Creditor, today: date) -> tuple[Fact, ...]:
    terms = terms_on(creditor.agreement, on=today, collection=creditor.collection)
    you, agency = _("you"), _("the agency")
    billed = {
        "next_settlement": _("with the next settlement"),
        "from_recovered": _("from the first money of the case"),
    }
    facts = [
        Fact(_("Paid in advance by"), agency if terms.advanced_by == "agency" else you),
        Fact(_("Settled"), billed[terms.billed]),
        Fact(_("What a case does not bring in is borne by"),
             agency if terms.unrecovered == "agency" else you),
        Fact(_("Reports of credit bureaus are paid by"),
             agency if terms.credit_reports == "agency" else you),
    ]  # fmt: skip
    if terms.vat_bp is not None:
        facts.append(Fact(_("Value added tax on the agency's services"), rate_text(terms.vat_bp)))
    return tuple(facts)


def _rests(creditor: Creditor) -> tuple[Fact, ...]:
    currency = creditor.currency
    return (
        Fact(_("A rest is given up to"),
             money_text(small_balance_of(creditor.agreement), currency)),
        Fact(_("Interest of the last days is given up to"),
             money_text(waived_interest_of(creditor.agreement), currency)),
    )  # fmt: skip
