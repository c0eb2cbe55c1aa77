"""Texts: every letter as a debtor would get it, and words of one's own in the places left free."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_words import letter_word
from kvitt.application.edit_text import GREETING, LANGUAGES, PURPOSES, all_texts, propose_text
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, number_text
from kvitt.application.preview_text import EXAMPLE, Filled, preview_text
from kvitt.application.sample_letter import sample_kinds, sample_letter
from kvitt.domain.roles import EDIT_TEXTS, SEE_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.text_templates import TextVersion
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import LONGEST_TEXT
from kvitt.web.creditor.case import pdf
from kvitt.web.creditor.frame import at, calmly, may, page
from kvitt.web.creditor.words import KIND_WORDS, LANGUAGE_WORDS, chosen_of
from kvitt.web.design import (
    Action,
    Cell,
    Chip,
    Column,
    EmptyState,
    Fact,
    Facts,
    Filters,
    Notice,
    Table,
)
from kvitt.web.design.part import Tone
from kvitt.web.signin.guards import for_creditor

SHOWN = 5
"""Cases for which a filled text is shown; it is tried on all of the sample."""


class TextForm(forms.Form):
    """Which free place is filled, in which language, with what."""

    place = forms.ChoiceField(label=gettext_lazy("Where it stands"))
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    body = forms.CharField(
        label=gettext_lazy("The text"), widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST_TEXT, required=False,
        help_text=gettext_lazy("Empty leaves the place empty. Plain words, without threats."),
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["place"].choices = list(places().items())
        self.fields["language"].choices = chosen_of(LANGUAGE_WORDS, LANGUAGES)


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_texts(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The letters in force in each language, and the words of the creditor's own."""
    creditor = at(request, tenant_id).creditor
    of = _kind_of(request)
    chips = tuple(
        Chip(str(word), f"?for={kind}", is_on=kind == of) for kind, word in KIND_WORDS.items()
    )
    shown = {
        "letters": _letters(sample_kinds(creditor), of),
        "kinds": Filters(_("Letters to"), chips),
        "versions": _versions(all_texts(creditor)),
        "may_edit": may(request, tenant_id, EDIT_TEXTS),
    }
    return page(request, "texts.html", shown, tenant_id=tenant_id, here="policies")


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_sample(
    request: HttpRequest, kind: str, language: str, *, tenant_id: int
) -> HttpResponse:
    """A letter of that kind to a made-up debtor, made for real and taken back."""
    creditor = at(request, tenant_id).creditor
    if kind not in sample_kinds(creditor) or language not in LANGUAGES:
        raise Http404
    of = _kind_of(request)
    made = sample_letter(creditor, kind, language, debtor_kind=of, today=business_day())
    return pdf(made, f"{kind}-{language}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_TEXTS)
@calmly
def creditor_text_propose(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Proposes words for a free place: checked at once, used when the agency has approved them."""
    whose = at(request, tenant_id)
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        purpose, name = wanted["place"].split(".")
        try:
            made = propose_text(
                whose.creditor, purpose=purpose, name=name, language=wanted["language"],
                body=wanted["body"].replace("\r\n", "\n"), by=whose.name, today=business_day(),
            )  # fmt: skip
        except Refusal as no:
            form.add_error("body", in_words(no))
        else:
            return redirect("creditor_text", made.id)
    return page(request, "text_propose.html", {"form": form}, tenant_id=tenant_id,
                here="policies", status=422 if request.method == "POST" else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_TEXTS)
@calmly
def creditor_text(request: HttpRequest, version_id: int, *, tenant_id: int) -> HttpResponse:
    """One version and where it stands; posted, it is filled for cases of the creditor's own."""
    whose = at(request, tenant_id)
    found = next((one for one in all_texts(whose.creditor) if one.id == version_id), None)
    if found is None:
        raise Http404
    filled: tuple[Filled, ...] = ()
    if request.method == "POST":
        done = preview_text(whose.creditor, version_id, by=whose.name, today=business_day())
        found, filled = done.version, done.filled
    here = reverse("creditor_text", args=[version_id])
    shown = {
        "title": _place_word(found),
        "version": found,
        "standing": _standing_notice(found),
        "facts": _facts(found),
        "filled": [_shown(one) for one in filled[:SHOWN]],
        "tried": number_text(len(filled)),
        "act": Action(_("Fill it for your cases"), here, "secondary", is_post=True),
    }
    return page(request, "text.html", shown, tenant_id=tenant_id, here="policies")


def _kind_of(request: HttpRequest) -> str:
    """To which kind of debtor the letters go: consumers, where nothing else is said."""
    asked = request.GET.get("for", "")
    return asked if asked in KIND_WORDS else "consumer"


def places() -> dict[str, str]:
    """The free places by their code, in words."""
    made = {f"reminder_tone.{GREETING}": _("Greeting of the friendly reminder")}
    told = _("Free paragraph: %(letter)s")
    for name in PURPOSES["side_letter"].names:
        made[f"side_letter.{name}"] = told % {"letter": letter_word(name)}
    return made


def _place_word(one: TextVersion) -> str:
    return places().get(f"{one.purpose}.{one.name}", _("Message: %(name)s") % {"name": one.name})


def _letters(kinds: tuple[str, ...], of: str) -> Table:
    """Each letter with its PDF in each language."""
    columns = (
        Column(_("Letter"), "name"),
        *(Column(str(LANGUAGE_WORDS[language]), "text") for language in LANGUAGES),
    )
    rows = tuple(
        (
            Cell(letter_word(kind)),
            *(
                Cell("PDF", f"{reverse('creditor_sample', args=[kind, one])}?for={of}")
                for one in LANGUAGES
            ),
        )
        for kind in kinds
    )
    return Table(_("Letters in force"), columns, rows)


def _versions(found: list[TextVersion]) -> Table:
    """The creditor's own words, each version with where it stands."""
    columns = (
        Column(_("Where it stands"), "name"), Column(_("Language"), "key"),
        Column(_("Version"), "number"), Column(_("Proposed"), "text"), Column(_("State"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(_place_word(one), reverse("creditor_text", args=[one.id])),
            Cell(str(LANGUAGE_WORDS[one.language])),
            Cell(number_text(one.number)),
            Cell(day_text(one.proposed_on), under=one.proposed_by),
            Cell(_standing(one)),
        )
        for one in found
    )
    none = EmptyState(_("No words of your own yet"), _("The letters use Kvitt's own."), "letter")
    return Table(_("Your own words"), columns, rows, if_none=none)


def _standing(one: TextVersion) -> str:
    if one.approved_on is not None:
        return _("approved, used from %(day)s") % {"day": day_text(one.from_on)}
    if one.previewed_on is None:
        return _("to be tried on your cases")
    return _("gives nothing for some cases") if one.refused else _("waits for the agency's yes")


def _standing_notice(one: TextVersion) -> Notice:
    """Where the version stands, and whose move it is."""
    is_ready = one.approved_on is not None
    tone: Tone = "good" if is_ready else "info"
    if is_ready:
        told = _("Approved by %(name)s on %(day)s.") % {
            "name": one.approved_by, "day": day_text(one.approved_on),
        }  # fmt: skip
    elif one.previewed_on is None:
        told = _("Fill it for your cases and read it. Then the agency is asked.")
    elif one.refused:
        told = _("For some of your cases a word is missing. Propose a text that always has one.")
    else:
        told = _("Another person at the agency reads it and approves it, or says why not.")
    return Notice(_standing(one).capitalize(), (told,), tone)


def _facts(one: TextVersion) -> Facts:
    return Facts((
        Fact(_("Language"), str(LANGUAGE_WORDS[one.language])),
        Fact(_("Version"), number_text(one.number)),
        Fact(_("Proposed by"), one.proposed_by, day_text(one.proposed_on)),
    ))  # fmt: skip


def _shown(one: Filled) -> dict[str, str]:
    case = _("Example") if one.case == EXAMPLE else _("Case %(number)s") % {"number": one.case}
    return {"case": case, "text": one.text, "refused": in_words(one.refused)}
