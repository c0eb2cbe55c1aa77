"""The house itself: how it is, its stop buttons, its people, its creditors and agreements."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_words import CHANNELS, word
from kvitt.application.house_state import house_state
from kvitt.application.in_words import in_words
from kvitt.application.invite_person import invite_person
from kvitt.application.list_cases import creditors_to_choose
from kvitt.application.mail_invitation import mail_invitation
from kvitt.application.manage_people import end_membership, members_by_tenant
from kvitt.application.money_and_days import moment_text, number_text
from kvitt.application.stop_sending import CHANNELS as STOPPED
from kvitt.application.stop_sending import let_sending_go, stop_sending
from kvitt.domain.roles import (
    AGENCY,
    CREDITOR,
    MANAGE_PEOPLE,
    SEE_CASES,
    STOP_SENDING,
    roles_at,
)
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.store.tenants import agency_tenant_id
from kvitt.web.business_day import business_day
from kvitt.web.design import Fact, Facts, Figure, Figures
from kvitt.web.office.fields import BecauseField
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on
from kvitt.web.signin.models import User

ROLE_WORDS = {
    "agency_admin": gettext_noop("Administrator of the office"),
    "handler": gettext_noop("Handler"),
    "finance": gettext_noop("Finance"),
    "compliance": gettext_noop("Compliance"),
    "creditor_admin": gettext_noop("Administrator at a creditor"),
    "creditor_user": gettext_noop("User at a creditor"),
    "accountant": gettext_noop("Accountant"),
    "read_only": gettext_noop("Reads only"),
}
JOB_STATES = {
    "todo": gettext_noop("Jobs that wait"),
    "doing": gettext_noop("Jobs under way"),
    "failed": gettext_noop("Jobs that failed"),
}
EVERYBODY = "everybody"


class StopForm(forms.Form):
    """Whose sending, by which channel, and why."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose"))
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    because = BecauseField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        own = [(str(number), name) for number, name in creditors_to_choose()]
        self.fields["whose"].choices = [(EVERYBODY, _("Everybody")), *own]
        channels = [(name, word(CHANNELS, name).capitalize()) for name in STOPPED]
        self.fields["channel"].choices = [("", _("Every channel")), *channels]

    @property
    def creditor(self) -> Creditor | None:
        """The creditor that was chosen; None for everybody."""
        whose = self.cleaned_data["whose"]
        return None if whose == EVERYBODY else own_creditor(int(whose))


class InviteForm(forms.Form):
    """Who is invited, where, and as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    at = forms.TypedChoiceField(label=gettext_lazy("Where"), coerce=int)
    role = forms.ChoiceField(label=gettext_lazy("As"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        agency = [(agency_tenant_id(), _("The office"))]
        self.fields["at"].choices = agency + creditors_to_choose()
        roles = [*roles_at(AGENCY), *roles_at(CREDITOR)]
        self.fields["role"].choices = [(role, word(ROLE_WORDS, role)) for role in roles]


@require_safe
@for_staff(SEE_CASES)
@calmly
def health(request: HttpRequest) -> HttpResponse:
    """Queue, nights, letters in doubt, and what is stopped."""
    return _health_page(request, StopForm())


def _health_page(request: HttpRequest, form: StopForm, status: int = 200) -> HttpResponse:
    state = house_state()
    waiting = sum(state.sending.planned.values())
    figures = Figures(
        (
            Figure(_("Letters that wait"), number_text(waiting)),
            Figure(_("Letters in doubt"), number_text(state.in_doubt),
                   tone="hot" if state.in_doubt else "plain"),
            Figure(_("Jobs that failed"), number_text(state.jobs.get("failed", 0)),
                   tone="hot" if state.jobs.get("failed") else "plain"),
            Figure(_("Creditors behind"), number_text(state.behind),
                   tone="warm" if state.behind else "plain"),
        )
    )  # fmt: skip
    nights = [
        Fact(_("Cases decided") if what == "cases" else _("Questions followed"),
             moment_text(ended))
        for what, ended in state.nights
    ]  # fmt: skip
    jobs = [Fact(word(JOB_STATES, name), number_text(count)) for name, count in state.jobs.items()]
    jobs += [
        Fact(_("Letters being sent"), number_text(state.under_way)),
        Fact(_("Left behind, for the sweeper"), number_text(state.left_behind)),
    ]
    stops = [
        {
            "whose": name or _("Everybody"),
            "channel": word(CHANNELS, stop.channel) if stop.channel else _("Every channel"),
            "because": stop.because, "by": stop.stopped_by, "on": stop.stopped_on,
            "go": {"whose": stop.tenant_id if name else EVERYBODY, "channel": stop.channel or ""},
        }
        for name, stop in state.sending.stops
    ]  # fmt: skip
    shown = {
        "figures": figures, "nights": Facts(tuple(nights)), "jobs": Facts(tuple(jobs)),
        "stops": stops, "form": form, "shadows": state.sending.shadows,
        "may_stop": visitor_on(request).may_in_office(STOP_SENDING),
    }  # fmt: skip
    return page(request, "office/health.html", shown, here="health", status=status)


@require_http_methods(["POST"])
@for_staff(STOP_SENDING)
@calmly
def stop(request: HttpRequest) -> HttpResponse:
    """Stops sending: of everybody, of a creditor, by a channel."""
    return _sending(request, stop_sending, _("Nothing of it leaves any more."))


@require_http_methods(["POST"])
@for_staff(STOP_SENDING)
@calmly
def go(request: HttpRequest) -> HttpResponse:
    """Lets sending go on."""
    return _sending(request, let_sending_go, _("Sending goes on."))


def _sending(request: HttpRequest, act: Any, told: str) -> HttpResponse:
    form = StopForm(request.POST)
    if not form.is_valid():
        return _health_page(request, form, 422)
    try:
        act(form.creditor, channel=form.cleaned_data["channel"] or None,
            because=form.cleaned_data["because"], by=visitor_on(request).name,
            today=business_day())  # fmt: skip
    except Refusal as no:
        form.add_error(None, in_words(no))
        return _health_page(request, form, 422)
    messages.success(request, told, extra_tags="told")
    return redirect("health")


@require_http_methods(["GET", "POST"])
@for_staff(MANAGE_PEOPLE)
@calmly
def people(request: HttpRequest) -> HttpResponse:
    """Who belongs to the office and to the creditors; inviting somebody shows the link once."""
    form, status, link, mailed = InviteForm(request.POST or None), 200, "", False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                token = invite_person(
                    given["at"], email=given["email"], role=given["role"], today=business_day(),
                    by=visitor_on(request).name,
                )  # fmt: skip
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                link = request.build_absolute_uri(reverse("invitation", args=[token]))
                by = visitor_on(request).name
                mailed = mail_invitation(given["email"], link=link, by=by)
                form, status = InviteForm(), 200
    shown = {"form": form, "link": link, "mailed": mailed, "seats": _seats()}
    return page(request, "office/people.html", shown, here="people", status=status)


def _seats() -> list[dict[str, Any]]:
    """The members of the office and of each creditor."""
    seats = [(agency_tenant_id(), _("The office")), *creditors_to_choose()]
    members = members_by_tenant([tenant_id for tenant_id, _name in seats])
    ids = {one.user_id for found in members.values() for one in found}
    names = {user.pk: user for user in User.objects.filter(pk__in=ids)}
    return [
        {
            "name": name,
            "members": [
                {"id": one.id, "at": tenant_id, "role": word(ROLE_WORDS, one.role),
                 "name": names[one.user_id].name if one.user_id in names else "–",
                 "email": names[one.user_id].email if one.user_id in names else "",
                 "from_on": one.from_on, "given_by": one.given_by}
                for one in members[tenant_id]
            ],
        }
        for tenant_id, name in seats
        if tenant_id in members
    ]  # fmt: skip


@require_http_methods(["POST"])
@for_staff(MANAGE_PEOPLE)
@calmly
def end_member(request: HttpRequest, tenant_id: int, membership_id: int) -> HttpResponse:
    """Ends a membership from now on."""
    if tenant_id not in {agency_tenant_id(), *(number for number, _name in creditors_to_choose())}:
        raise Http404
    end_membership(tenant_id, membership_id, today=business_day(), by=visitor_on(request).name)
    messages.success(request, _("The membership is ended."), extra_tags="told")
    return redirect("people")
