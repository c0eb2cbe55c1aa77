"""The enforcement desk: what the policy proposes, two keys, filing, and what happens then."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.approve_settlement_offer import NoSuchOffer, approve_settlement_offer
from kvitt.application.case_words import word
from kvitt.application.decide_enforcement import propose_enforcement
from kvitt.application.decision_words import PROCEEDING_STATES, PROCEEDINGS
from kvitt.application.draft_proceeding import (
    NoSuchProceeding,
    approve_proceeding,
    draft_proceeding,
)
from kvitt.application.in_words import in_words
from kvitt.application.list_cases import creditors_to_choose, own_tenants
from kvitt.application.list_desks import list_offers_to_approve, list_running_proceedings
from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding
from kvitt.application.list_settlement_offers import creditor_of_offer
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.proceeding_words import awaited_word, event_word
from kvitt.application.record_distribution import record_event
from kvitt.application.show_case import show_case
from kvitt.domain.enforcement import KINDS
from kvitt.domain.roles import APPROVE_LEGAL, SEE_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import (
    Action,
    Cell,
    Column,
    EmptyState,
    Fact,
    Facts,
    Moment,
    Paging,
    Table,
    Tag,
    Timeline,
)
from kvitt.web.office.fields import BecauseField
from kvitt.web.office.proceeding_acts import proceeding_acts
from kvitt.web.office.proceeding_form import HIGHEST, RecordForm
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on


class ProposeForm(forms.Form):
    """Whose cases are put to the policy."""

    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["creditor"].choices = creditors_to_choose()


class DraftForm(forms.Form):
    """An application by hand."""

    kind = forms.ChoiceField(label=gettext_lazy("Application"))
    because = BecauseField(gettext_lazy("Why without the policy"))

    def __init__(self, creditor: Creditor, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        kinds = KINDS[creditor.country]
        self.fields["kind"].choices = [(kind, word(PROCEEDINGS, kind)) for kind in kinds]


@require_safe
@for_staff(SEE_CASES)
@calmly
def enforcement(request: HttpRequest) -> HttpResponse:
    """What waits for its second key, what is filed, and the day by which somebody must act."""
    may_act = visitor_on(request).may_in_office(APPROVE_LEGAL)
    shown = {
        "table": _proceedings(_after(request)), "offers": _offers(may_act=may_act),
        "form": ProposeForm() if may_act and own_tenants() else None,
    }  # fmt: skip
    return page(request, "office/enforcement.html", shown, here="enforcement")


@require_http_methods(["POST"])
@for_staff(APPROVE_LEGAL)
@calmly
def propose(request: HttpRequest) -> HttpResponse:
    """Puts a creditor's cases that wait for a decision to its policy."""
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return redirect("enforcement")
    creditor = own_creditor(form.cleaned_data["creditor"])
    found = propose_enforcement(creditor, today=business_day(), by=visitor_on(request).name)
    drafts = sum(one.proceeding_id is not None for one in found)
    told = _("Cases decided: %(cases)s. Drafts made: %(drafts)s.")
    counts = {"cases": number_text(len(found)), "drafts": number_text(drafts)}
    messages.success(request, told % counts, extra_tags="told")
    return redirect("enforcement")


@require_http_methods(["GET", "POST"])
@for_staff(APPROVE_LEGAL)
@calmly
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Drafts an application by hand; another person approves it."""
    case = show_case(number, today=business_day())
    if case.number != number or case.closed_on is not None:
        raise Http404
    creditor = own_creditor(case.tenant_id)
    form, status = DraftForm(creditor, request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = draft_proceeding(
                    creditor, case.case_id, kind=form.cleaned_data["kind"],
                    because=form.cleaned_data["because"], today=business_day(),
                    by=visitor_on(request).name,
                )  # fmt: skip
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                messages.success(
                    request, _("The application is drafted. Another person approves it."),
                    extra_tags="told",
                )  # fmt: skip
                return redirect("proceeding", made)
    shown = {"case": case, "form": form}
    return page(request, "office/draft.html", shown, here="enforcement", status=status)


@require_safe
@for_staff(SEE_CASES)
@calmly
def proceeding(request: HttpRequest, proceeding_id: int) -> HttpResponse:
    """One proceeding: its claims, what happened, and what can be done with it now."""
    return _proceeding_page(request, proceeding_id)


def _proceeding_page(
    request: HttpRequest, proceeding_id: int, form: RecordForm | None = None, *,
    refusal: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    creditor = _creditor(proceeding_id)
    told = show_proceeding(creditor, proceeding_id)
    may_act = visitor_on(request).may_in_office(APPROVE_LEGAL)
    is_filed = told["state"] not in ("draft", "approved")
    if form is None and told["may_happen"] and may_act and is_filed:
        form = RecordForm(told, initial={"happened": business_day()})
    state = Tag(word(PROCEEDING_STATES, told["state"]), _tone(told["state"]))
    shown = {
        "proceeding": told, "title": word(PROCEEDINGS, told["kind"]), "state": state,
        "facts": _facts(creditor, told), "timeline": _events(told), "form": form,
        "actions": _actions(told) if may_act else (), "refusal": refusal,
    }  # fmt: skip
    return page(request, "office/proceeding.html", shown, here="enforcement", status=status)


def _acting(
    request: HttpRequest, proceeding_id: int, act: Callable[[Creditor], str]
) -> HttpResponse:
    """Does it and shows the proceeding again; a refusal is shown beside the button."""
    creditor = _creditor(proceeding_id)
    try:
        told = act(creditor)
    except Refusal as no:
        return _proceeding_page(request, proceeding_id, refusal=in_words(no), status=422)
    messages.success(request, told, extra_tags="told")
    return redirect("proceeding", proceeding_id)


@require_http_methods(["POST"])
@for_staff(APPROVE_LEGAL)
@calmly
def approve(request: HttpRequest, proceeding_id: int) -> HttpResponse:
    """The second key: another person than the one who drafted it."""

    def act(creditor: Creditor) -> str:
        approve_proceeding(creditor, proceeding_id, today=business_day(),
                           by=visitor_on(request).name)  # fmt: skip
        return _("The application is approved.")

    return _acting(request, proceeding_id, act)


@require_http_methods(["POST"])
@for_staff(APPROVE_LEGAL)
@calmly
def file(request: HttpRequest, proceeding_id: int) -> HttpResponse:
    """Files the approved application: checked, sent once, its costs charged."""

    def act(creditor: Creditor) -> str:
        left = apply_to_authority(creditor, proceeding_id, today=business_day(),
                                  by=visitor_on(request).name)  # fmt: skip
        return _("The application is filed as %(reference)s.") % {"reference": left.reference}

    return _acting(request, proceeding_id, act)


@require_http_methods(["POST"])
@for_staff(APPROVE_LEGAL)
@calmly
def record(request: HttpRequest, proceeding_id: int) -> HttpResponse:
    """Records what happened; the dates and the costs follow from it."""
    creditor = _creditor(proceeding_id)
    form = RecordForm(show_proceeding(creditor, proceeding_id), request.POST, request.FILES)
    if not form.is_valid():
        return _proceeding_page(request, proceeding_id, form, status=422)
    said = form.said()
    try:
        done = record_event(
            creditor, proceeding_id, said.kind, on_day=said.on_day, today=business_day(),
            by=visitor_on(request).name, given=said.given, file=said.file, line_id=said.line_id,
            to_creditor=said.to_creditor,
        )  # fmt: skip
    except Refusal as no:
        form.add_error(None, in_words(no))
        return _proceeding_page(request, proceeding_id, form, status=422)
    of_money = f" {in_words(done.sentence)}." if done.sentence else ""
    messages.success(request, _("It is recorded.") + of_money, extra_tags="told")
    return redirect("proceeding", proceeding_id)


@require_http_methods(["POST"])
@for_staff(APPROVE_LEGAL)
@calmly
def approve_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The second key of a settlement offer: then the debtor is told."""
    try:
        creditor = creditor_of_offer(offer_id)
    except NoSuchOffer as no:
        raise Http404 from no
    approve_settlement_offer(creditor, offer_id, by=visitor_on(request).name, today=business_day())
    messages.success(
        request, _("The offer stands, and the debtor is told by letter."), extra_tags="told"
    )
    return redirect("enforcement")


def _creditor(proceeding_id: int) -> Creditor:
    try:
        return creditor_of_proceeding(proceeding_id)
    except NoSuchProceeding as no:
        raise Http404 from no


def _tone(state: str) -> Any:
    return {"draft": "warm", "approved": "warm", "ended": "good"}.get(state, "info")


def _after(request: HttpRequest) -> int | None:
    """After which proceeding the page begins."""
    told = request.GET.get("after", "")
    return int(told) if told.isascii() and told.isdigit() and int(told) < HIGHEST else None


def _proceedings(after: int | None) -> Table:
    today, found = business_day(), list_running_proceedings(after=after)
    columns = (
        Column(_("Application"), "name"),
        Column(_("Case"), "key"),
        Column(_("Where it stands"), "tag"),
        Column(_("What comes next"), "text"),
        Column(_("By"), "text"),
    )
    rows = []
    for one in found.rows:
        is_late = one.next_on is not None and one.next_on < today
        late = Tag(day_text(one.next_on), "hot") if is_late else None
        number = case_number(one.tenant_id, one.case_id)
        rows.append((
            Cell(word(PROCEEDINGS, one.kind), reverse("proceeding", args=[one.id]),
                 under=one.authority or ""),
            Cell(number, reverse("case", args=[number])),
            Cell("", tag=Tag(word(PROCEEDING_STATES, one.state), _tone(one.state))),
            Cell(awaited_word(one.next_what) if one.next_what else "–"),
            Cell("" if is_late else day_text(one.next_on), tag=late),
        ))  # fmt: skip
    paging = Paging(reverse("enforcement") if after else "", _("From the beginning"),
                    f"?after={found.more}" if found.more else "", _("More of them"))  # fmt: skip
    none = EmptyState(_("Nothing is with an authority."), icon="court")
    return Table(_("Applications and proceedings"), columns, tuple(rows), paging, none)


def _offers(*, may_act: bool) -> list[dict[str, Any]]:
    """The settlement offers that wait for another person."""
    return [
        {
            "told": _("%(sum)s of %(owed)s by %(day)s") % {
                "sum": money_text(one.amount_minor, one.currency),
                "owed": money_text(one.owed_minor, one.currency),
                "day": day_text(one.pay_by_on),
            },
            "case": case_number(one.tenant_id, one.case_id), "debtor": one.debtor_name,
            "because": one.because, "by": one.proposed_by,
            "action": Action(_("Approve"), reverse("offer_approve", args=[one.id]),
                             is_post=True, look="secondary") if may_act else None,
        }
        for one in list_offers_to_approve().rows
    ]  # fmt: skip


def _facts(creditor: Creditor, told: dict[str, Any]) -> Facts:
    facts = [
        Fact(_("Case"), told["case"]),
        Fact(_("Creditor"), creditor.name),
        Fact(_("Authority"), told["authority"] or "–"),
        Fact(_("Our reference"), told["reference"]),
        Fact(_("Drafted"), " ".join((day_text(told["drafted_on"]), told["drafted_by"]))),
    ]
    if told["approved_by"]:
        approved = " ".join((day_text(told["approved_on"]), told["approved_by"]))
        facts.append(Fact(_("Approved"), approved))
    for claim in told["claims"]:
        asked = claim["principal_minor"] + claim["interest_minor"] + claim["cost_minor"]
        label = _("Invoice %(number)s") % {"number": claim["invoice_number"]}
        facts.append(Fact(label, money_text(asked, creditor.currency)))
    for title in told["titles"]:
        total = title["principal_minor"] + title["interest_minor"] + title["cost_minor"]
        label = _("Title %(number)s") % {"number": title["number"]}
        facts.append(Fact(label, money_text(total, creditor.currency)))
    return Facts(tuple(facts))


def _events(told: dict[str, Any]) -> Timeline:
    moments = [
        Moment(event_word(one["kind"]), one["on_day"], icon="court", under=one["recorded_by"])
        for one in told["events"]
    ]
    if told["next_what"]:
        awaited = capfirst(awaited_word(told["next_what"]))
        moments.append(Moment(awaited, told["next_on"], state="next"))
    return Timeline(tuple(moments))


def _actions(told: dict[str, Any]) -> tuple[Action, ...]:
    first: tuple[Action, ...]
    if told["state"] == "draft":
        address = reverse("proceeding_approve", args=[told["id"]])
        first = (Action(_("Approve: second key"), address, is_post=True),)
    elif told["state"] in ("approved", "filing"):
        address = reverse("proceeding_file", args=[told["id"]])
        first = (Action(_("File it"), address, is_post=True),)
    else:
        first = ()
    return (*first, *proceeding_acts(told))
