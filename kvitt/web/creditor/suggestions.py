"""Suggestions: the letters that wait for a yes, each with its reasons; and why others do not go."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvitt.application.answer_suggestions import accept_suggestions, decline_suggestion
from kvitt.application.case_words import item_word, letter_word
from kvitt.application.in_words import in_words
from kvitt.application.list_suggestions import (
    NotProposed,
    Proposed,
    list_asked,
    list_not_proposed,
    suggestion_of_case,
)
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.preview_letter import preview_letter
from kvitt.domain.roles import ANSWER_SUGGESTIONS, SEE_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import day_field, reason_field
from kvitt.web.creditor.case import pdf
from kvitt.web.creditor.cases import whole_number
from kvitt.web.creditor.frame import at, calmly, may, own_case, page
from kvitt.web.creditor.why import cause_text
from kvitt.web.design import (
    Cell,
    Column,
    EmptyState,
    Link,
    Notice,
    Paging,
    Suggestion,
    Suggestions,
    Table,
)
from kvitt.web.signin.guards import for_creditor

A_PAGE = 50


class DeclineForm(forms.Form):
    """Until when a letter is kept back, and why."""

    until = day_field(gettext_lazy("Not before the day after"))
    reason = reason_field()


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_suggestions(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """What would go today if somebody says yes: all ticked, none of it sent yet."""
    creditor = at(request, tenant_id).creditor
    after = whole_number(request.GET.get("after", "")) or 0
    asked = list_asked(creditor, today=business_day(), after=after, most=A_PAGE)
    answers = may(request, tenant_id, ANSWER_SUGGESTIONS)
    accepted = whole_number(request.GET.get("accepted", ""))
    planned = number_text(whole_number(request.GET.get("planned", "")) or 0)
    told = _("Letters that leave with the next run: %(count)s") % {"count": planned}
    made = tuple(_shown(one, creditor.currency, answers) for one in asked.proposed)
    shown = {
        "suggestions": made,
        "list": Suggestions(_("For your yes"), made),
        "done": Notice(_("Thank you, that is accepted"), (told,), "good"),
        "accepted": accepted,
        "more": f"?{urlencode({'after': asked.more_after})}" if asked.more_after else "",
        "may_answer": answers,
        "if_none": EmptyState(
            _("Nothing waits for you"),
            _("Letters that need your yes are shown here each morning."),
        ),
    }
    return page(request, "suggestions.html", shown, tenant_id=tenant_id, here="suggestions")


@require_POST
@for_creditor(ANSWER_SUGGESTIONS)
@calmly
def creditor_accept(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Says yes to what is ticked: it passes every gate once more and leaves with the next run."""
    whose = at(request, tenant_id)
    case_ids = [own_case(tenant_id, number) for number in request.POST.getlist("accept")]
    if not case_ids:
        return redirect("creditor_suggestions")
    done = accept_suggestions(whose.creditor, case_ids, by=whose.name, today=business_day())
    told = urlencode({"accepted": len(done.case_ids), "planned": done.planned})
    return redirect(f"{reverse('creditor_suggestions')}?{told}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(ANSWER_SUGGESTIONS)
@calmly
def creditor_decline(request: HttpRequest, number: str, *, tenant_id: int) -> HttpResponse:
    """Keeps the case's next letter back until a day, with the reason."""
    case_id = own_case(tenant_id, number)
    whose, today = at(request, tenant_id), business_day()
    form = DeclineForm(request.POST or None)
    form.fields["until"].widget.attrs["min"] = today.isoformat()
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            decline_suggestion(
                whose.creditor, case_id, until=wanted["until"], reason=wanted["reason"],
                by=whose.name, today=today,
            )  # fmt: skip
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            return redirect("creditor_suggestions")
    found = suggestion_of_case(whose.creditor, case_id, today=today)
    shown = {"form": form, "number": number, "debtor": found.late.debtor if found else ""}
    return page(request, "decline.html", shown, tenant_id=tenant_id, here="suggestions",
                status=422 if request.method == "POST" else 200)  # fmt: skip


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_preview(request: HttpRequest, number: str, *, tenant_id: int) -> HttpResponse:
    """The letter as it would leave today."""
    case_id = own_case(tenant_id, number)
    creditor = at(request, tenant_id).creditor
    made = preview_letter(creditor, case_id, today=business_day())
    return pdf(made, f"{number}.pdf")


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_not_proposed(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Late cases without a letter today, each with the rule that keeps it back."""
    creditor = at(request, tenant_id).creditor
    debtor, dash, case = request.GET.get("after", "").partition("-")
    after = (whole_number(debtor) or 0, whole_number(case) or 0) if dash else (0, 0)
    kept = list_not_proposed(creditor, today=business_day(), after=after, most=A_PAGE)
    more = kept.more_after
    paging = Paging(
        first_href=reverse("creditor_not_proposed") if dash else "",
        first_label=_("From the beginning"),
        more_href=f"?{urlencode({'after': f'{more[0]}-{more[1]}'})}" if more else "",
        more_label=_("More"),
    )
    columns = (
        Column(_("Case"), "key"), Column(_("Debtor"), "name"), Column(_("Open"), "sum"),
        Column(_("Days late"), "number"), Column(_("Why no letter goes today"), "text"),
    )  # fmt: skip
    rows = tuple(_kept_row(one, creditor.currency) for one in kept.not_proposed)
    if_none = EmptyState(_("Every late case has a letter on its way"))
    table = Table(_("Late but not proposed"), columns, rows, paging, if_none)
    return page(request, "not_proposed.html", {"table": table}, tenant_id=tenant_id,
                here="suggestions")  # fmt: skip


def _shown(one: Proposed, currency: str, answers: bool) -> Suggestion:
    """A letter with its debtor, its fee, why it is next and what follows."""
    late, proposal = one.late, one.proposal
    sum_text = money_text(proposal.asked_minor, currency)
    title = f"{late.debtor} · {letter_word(proposal.step)} · {sum_text}"
    told = _("Invoice %(invoices)s, %(days)s days late.") % {
        "invoices": ", ".join(late.invoices), "days": number_text(late.days_late),
    }  # fmt: skip
    links = [
        Link(_("See the letter"), reverse("creditor_preview", args=[late.number])),
        Link(_("Case %(number)s") % {"number": late.number},
             reverse("creditor_case", args=[late.number])),
    ]  # fmt: skip
    if answers:
        links.append(Link(_("Not now"), reverse("creditor_decline", args=[late.number])))
    return Suggestion(
        title, " ".join((told, *_reasons(one, currency))), links=tuple(links),
        name="accept" if answers else "", value=late.number, is_ticked=True,
    )  # fmt: skip


def _reasons(one: Proposed, currency: str) -> list[str]:
    proposal = one.proposal
    costs = [
        f"{item_word(cost.kind)} {money_text(cost.amount_minor, currency)}"
        for cost in proposal.costs
    ]
    adds = _("The letter adds: %(costs)s.") % {"costs": ", ".join(costs)}
    told = [adds if costs else _("The letter costs the debtor nothing.")]
    if proposal.follows is not None:
        told.append(
            _("The debtor then has until %(day)s.")
            % {"day": day_text(proposal.follows.deadline_on)}
        )
    if one.together:
        told.append(_("Goes in one letter with %(cases)s.") % {"cases": ", ".join(one.together)})
    if one.goes_on is not None:
        told.append(_("Goes by itself on %(day)s.") % {"day": day_text(one.goes_on)})
    return told


def _kept_row(one: NotProposed, currency: str) -> tuple[Cell, ...]:
    late = one.late
    return (
        Cell(late.number, reverse("creditor_case", args=[late.number])),
        Cell(late.debtor, under=", ".join(late.invoices)),
        Cell(money_text(late.open_minor, currency)),
        Cell(number_text(late.days_late)),
        Cell(cause_text(one.cause), under=one.cause.reference),
    )
