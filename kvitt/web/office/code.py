"""A new code for a debtor who has lost the letter: shown once, told to nobody else."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kvitt.application.open_debtor_access import DEBTOR, new_code
from kvitt.application.show_case import show_case
from kvitt.domain.roles import WORK_CASES
from kvitt.store.cases import CaseKey
from kvitt.web.business_day import business_day
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on


class CodeForm(forms.Form):
    """Whether the codes that the debtor has end."""

    ends_older = forms.BooleanField(
        label=gettext_lazy("The older codes end: a letter is lost or in wrong hands"),
        required=False,
    )
    is_known = forms.BooleanField(
        label=gettext_lazy("I am sure that I speak with the debtor"), required=True
    )


@require_http_methods(["GET", "POST"])
@for_staff(WORK_CASES)
@calmly
def new_debtor_code(request: HttpRequest, number: str) -> HttpResponse:
    """Asks once more, then shows the code on this page alone: it is kept nowhere."""
    today = business_day()
    case = show_case(number, today=today)
    if case.number != number:
        raise Http404
    form = CodeForm(request.POST or None)
    shown = {"case": case, "form": form}
    if request.method != "POST":
        return page(request, "office/code.html", shown)
    if not form.is_valid():
        return page(request, "office/code.html", shown, status=422)
    secret = settings.HOME.secret("debtor_codes").encode()
    code = new_code(
        CaseKey(case.tenant_id, case.case_id), reader=DEBTOR, secret=secret, today=today,
        by=visitor_on(request).name, ends_older=form.cleaned_data["ends_older"],
    )  # fmt: skip
    return page(request, "office/code.html", {**shown, "code": code})
