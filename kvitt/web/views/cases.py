"""The list of cases and the search in it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.case_words import stage_word
from kvitt.application.list_cases import (
    creditors_to_choose,
    known_stages,
    list_cases,
    search_cases,
)
from kvitt.domain.roles import SEE_CASES
from kvitt.store.cases import case_key
from kvitt.web.business_day import business_day
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff

LONGEST_SEARCH = 100
HIGHEST = 2**62


@require_safe
@for_staff(SEE_CASES)
@calmly
def all_cases(request: HttpRequest) -> HttpResponse:
    """A page of cases, newest first, narrowed by creditor and stage."""
    creditor = _number(request.GET.get("creditor", ""))
    stage = request.GET.get("stage", "")
    before = _number(request.GET.get("before", ""))
    listed = list_cases(
        today=business_day(),
        creditor=creditor,
        stage=stage if stage in known_stages() else None,
        before=before,
    )
    narrowed = {"creditor": creditor, "stage": stage}
    more = {name: value for name, value in narrowed.items() if value}
    shown = {
        "listed": listed,
        "creditors": creditors_to_choose(),
        "stages": [(known, _stage_name(known)) for known in known_stages()],
        "creditor": creditor,
        "stage": stage,
        "is_narrowed": bool(more),
        "is_first_page": before is None,
        "more": urlencode({**more, "before": listed.more_before}) if listed.more_before else "",
    }
    return page(request, "cases.html", shown)


@require_POST
@for_staff(SEE_CASES)
@calmly
def found_cases(request: HttpRequest) -> HttpResponse:
    """What the search found; a case number leads straight to its case.

    Posted, so that no name and no reference ends up in addresses and logs.
    """
    sought = request.POST.get("sought", "")[:LONGEST_SEARCH].strip()
    if not sought:
        return redirect("cases")
    listed = search_cases(sought, today=business_day())
    if len(listed.cases) == 1 and case_key(sought) == listed.cases[0].case.key:
        return redirect("case", listed.cases[0].case.key.number)
    return page(request, "found.html", {"listed": listed, "sought": sought})


def _stage_name(stage: str) -> str:
    return _("Open cases") if stage == "open" else stage_word(stage)


def _number(text: str) -> int | None:
    """A number from an address; anything else counts as not given."""
    if text.isascii() and text.isdigit() and int(text) < HIGHEST:
        return int(text)
    return None
