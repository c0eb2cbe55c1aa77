"""Users of the creditor: who they are, inviting one, and ending a membership."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kvitt.application.in_words import in_words
from kvitt.application.invite_person import VALID_DAYS, invite_person
from kvitt.application.mail_invitation import mail_invitation
from kvitt.application.manage_people import end_membership, list_members
from kvitt.application.money_and_days import day_text, number_text
from kvitt.domain.roles import CREDITOR, MANAGE_PEOPLE, roles_at
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import CONFIRMED
from kvitt.web.creditor.cases import whole_number
from kvitt.web.creditor.frame import at, calmly, page
from kvitt.web.creditor.words import ROLE_WORDS, chosen_of
from kvitt.web.design import Action, ConfirmStep, Fact, Link, Notice
from kvitt.web.signin.guards import for_creditor
from kvitt.web.signin.models import User


class InviteForm(forms.Form):
    """Whom to invite, and to what role."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["role"].choices = chosen_of(ROLE_WORDS, roles_at(CREDITOR))


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(MANAGE_PEOPLE)
@calmly
def creditor_people(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The members, and a form that invites one; the link is shown once and kept nowhere."""
    form = InviteForm(request.POST or None)
    invited = None
    if request.method == "POST" and form.is_valid():
        try:
            token = invite_person(
                tenant_id, email=form.cleaned_data["email"], role=form.cleaned_data["role"],
                today=business_day(), by=at(request, tenant_id).name,
            )  # fmt: skip
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            link = request.build_absolute_uri(reverse("invitation", args=[token]))
            invited = _invited(form.cleaned_data["email"], link, at(request, tenant_id).name)
            form = InviteForm()
    shown = {"form": form, "invited": invited, "members": _members(tenant_id)}
    return page(request, "people.html", shown, tenant_id=tenant_id, here="people",
                status=422 if form.errors else 200)  # fmt: skip


@require_http_methods(["POST"])
@for_creditor(MANAGE_PEOPLE)
@calmly
def creditor_end_person(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Ends a membership, after asking again."""
    number = whole_number(request.POST.get("member", "")) or 0
    if CONFIRMED in request.POST:
        by = at(request, tenant_id).name
        end_membership(tenant_id, number, today=business_day(), by=by)
        told = Notice(_("The membership has ended"), tone="good")
        shown = {"form": InviteForm(), "invited": told, "members": _members(tenant_id)}
        return page(request, "people.html", shown, tenant_id=tenant_id, here="people")
    one = next((one for one in _members(tenant_id) if one["number"] == number), None)
    fields = (("member", str(number)), (CONFIRMED, "yes"))
    step = ConfirmStep(
        _("End the membership"),
        Action(_("End it"), reverse("creditor_end_person"), is_post=True, fields=fields),
        Link(_("Back without doing it"), reverse("creditor_people")),
        (_("The person sees nothing more of your pages from now on."),),
        (Fact(_("Name"), one["name"]), Fact(_("Role"), str(one["role"]))) if one else (),
    )
    return page(request, "asked.html", {"step": step}, tenant_id=tenant_id, here="people")


def _invited(email: str, link: str, by: str) -> Notice:
    """What became of the invitation; the link, too, for a mail may not arrive."""
    told = _("It works once and for %(days)s days. Give it to the person yourself.")
    if mail_invitation(email, link=link, by=by):
        told = _("It works once and for %(days)s days. It was mailed to the person.")
    days = told % {"days": number_text(VALID_DAYS)}
    return Notice(_("The invitation's link"), (link, days), "good")


def _members(tenant_id: int) -> list[dict[str, Any]]:
    found = list_members(tenant_id)
    names = dict(
        User.objects.filter(pk__in=[one.user_id for one in found]).values_list("pk", "name")
    )
    return [_member(one, names.get(one.user_id, "")) for one in found]


def _member(one: Any, name: str) -> dict[str, Any]:
    end = Action(
        _("End"), reverse("creditor_end_person"), "tertiary", is_post=True,
        fields=(("member", str(one.id)),), spoken=f"{_('End')}: {name}",
    )  # fmt: skip
    return {
        "number": one.id,
        "name": name,
        "role": ROLE_WORDS.get(one.role, one.role),
        "since": day_text(one.from_on),
        "act": end,
    }
