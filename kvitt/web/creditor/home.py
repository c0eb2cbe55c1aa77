"""The creditor's first page: the figures, what is open by age, what waits, the newest cases."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kvitt.application.guided_start import start_of
from kvitt.application.list_cases import CaseList, list_cases
from kvitt.application.money_and_days import number_text, rate_text, short_money_text, tenths_text
from kvitt.application.show_overview import Overview, show_overview
from kvitt.domain.roles import SEE_CASES
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.creditor.cases import case_table
from kvitt.web.creditor.frame import at, calmly, page
from kvitt.web.creditor.start import standing
from kvitt.web.design import (
    Action,
    Bar,
    Bars,
    EmptyState,
    Figure,
    Figures,
    Link,
    Notice,
    Paging,
    Suggestion,
    Suggestions,
)
from kvitt.web.design.part import Tone
from kvitt.web.signin.guards import for_creditor, visitor_on

NEWEST = 7


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_home(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The creditor's overview."""
    creditor, today = at(request, tenant_id).creditor, business_day()
    overview = show_overview(creditor, today=today)
    listed = list_cases(today=today, creditor=tenant_id)
    newest = CaseList(listed.cases[:NEWEST], None, ())
    if_none = EmptyState(_("No case yet."), _("Cases come with the first invoices."), "invoice")
    shown = {
        "name": visitor_on(request).name.split(" ")[0],
        "start": _start(creditor),
        "figures": figures(overview),
        "ages": ages(overview),
        "suggestions": suggestions(overview),
        "cases": case_table(newest, Paging(), if_none=if_none),
    }
    return page(request, "home.html", shown, tenant_id=tenant_id, here="overview")


def _start(creditor: Creditor) -> Notice | None:
    """Where the start was left, with the way on; None where the creditor is live."""
    found = standing(start_of(creditor))
    go_on = Link(_("Go on with the start"), reverse("creditor_start"))
    return replace(found, links=(go_on,)) if found else None


def figures(overview: Overview) -> Figures:
    """Outstanding, overdue, actual credit time, paid before collection."""
    currency = overview.currency
    claims, late = overview.claims, overview.overdue_claims
    return Figures(
        (
            Figure(
                _("Outstanding"),
                short_money_text(overview.open_minor, currency),
                invoices_text(claims),
            ),
            Figure(
                _("Overdue"),
                short_money_text(overview.overdue_minor, currency),
                invoices_text(late),
            ),
            credit_time(overview),
            Figure(
                _("Paid before collection"),
                "–"
                if overview.paid_before_collection_bp is None
                else rate_text(overview.paid_before_collection_bp),
                _("of %(invoices)s, last 12 months")
                % {"invoices": invoices_text(overview.paid_claims)},
            ),
        )
    )


def credit_time(overview: Overview) -> Figure:
    """Actual credit time, and how it has changed."""
    days, before = overview.credit_days_tenths, overview.credit_days_before_tenths
    if days is None:
        return Figure(_("Actual credit time"), "–", _("Nothing was paid in the last 30 days"))
    under = _("mean of the last 30 days")
    tone: Tone = "plain"
    if before is not None and before != days:
        shorter = before > days
        words = _("%(days)s days shorter") if shorter else _("%(days)s days longer")
        under = words % {"days": tenths_text(abs(before - days))}
        tone = "good" if shorter else "warm"
    text = _("%(days)s days") % {"days": tenths_text(days)}
    return Figure(_("Actual credit time"), text, under, tone)


def ages(overview: Overview) -> Bars:
    """What is open by age and step."""
    labels = age_labels()
    bars = tuple(Bar(label, sums) for label, sums in zip(labels, overview.ages, strict=True))
    return Bars(
        _("Outstanding by age"),
        _("Days after the due day"),
        step_labels(),
        bars,
        _("Days after the due day, by how far the case has come"),
        text_of=lambda minor: short_money_text(minor, overview.currency),
    )


def age_labels() -> tuple[str, ...]:
    """The classes of age."""
    return (_("Not due"), "1–14", "15–30", "31–60", "61–90", _("Over 90"))


def step_labels() -> tuple[str, ...]:
    """How far a claim has come."""
    return (_("Invoice"), _("Reminder"), _("Collection letter"), _("Authority"))


def suggestions(overview: Overview) -> Suggestions:
    """What waits for the creditor, each with the way there."""
    waiting = overview.waiting
    made = [
        _waiting(told % {"count": number_text(count)}, why, to)
        for count, told, why, to in (
            (
                waiting.suggestions,
                _("Letters that wait for your yes: %(count)s"),
                _("Nothing is sent before you agree."),
                reverse("creditor_suggestions"),
            ),
            (
                waiting.disputes,
                _("Objections without an answer: %(count)s"),
                _("The cases stand still until they are answered."),
                f"{reverse('creditor_cases')}?show=dispute",
            ),
            (
                waiting.threads,
                _("Questions that wait for you: %(count)s"),
                _("The agency has answered or asked."),
                reverse("creditor_tickets"),
            ),
            (
                waiting.settlements,
                _("Settlements that are not booked: %(count)s"),
                _("Mark them when they are in your books."),
                reverse("creditor_settlements"),
            ),
        )
        if count
    ]
    return Suggestions(_("For you"), tuple(made), if_none=_("Nothing waits for you."))


def _waiting(title: str, why: str, to: str) -> Suggestion:
    see = Action(_("See"), to, "secondary", spoken=f"{_('See')}: {title}")
    return Suggestion(title, why, (see,))


def invoices_text(count: int) -> str:
    """So many invoices, in words."""
    if count == 1:
        return _("1 invoice")
    return _("%(count)s invoices") % {"count": number_text(count)}
