"""For auditors: the rule check of a period, the registers beside it, drawn evidence, figures."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.case_words import HOLDS, actor_word, event_word, item_word, letter_word, word
from kvitt.application.check_rules import RuleException, check_rules
from kvitt.application.draw_evidence import MOST, draw_evidence
from kvitt.application.half_year_figures import half_year_figures, half_year_of
from kvitt.application.in_words import in_words, told_word
from kvitt.application.list_cases import creditors_to_choose
from kvitt.application.money_and_days import day_text, money_text, number_text, tenths_text
from kvitt.application.read_audit import (
    AuditRow,
    answer_times,
    list_grown_fees,
    list_merges,
    list_refusals,
)
from kvitt.domain.letter_check import CHARGE, EARLY, HELD, PATIENCE, TIME
from kvitt.domain.roles import SEE_REGISTERS
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor, all_creditors, own_creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import (
    Cell,
    Chip,
    Column,
    EmptyState,
    Fact,
    Facts,
    Figure,
    Figures,
    Filters,
    Notice,
    Paging,
    Table,
)
from kvitt.web.office.fields import DayField
from kvitt.web.office.threads import download
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

CHECKED = 20_000
"""Letters that a page checks; `kvitt audit rules` checks all of any period."""
HIGHEST = 2**62
RULE_WORDS = {
    TIME: gettext_noop("Less time than the law gives: at least through %(day)s"),
    EARLY: gettext_noop("Before the claim was overdue on %(day)s"),
    PATIENCE: gettext_noop("While an earlier letter gave time through %(day)s"),
    HELD: gettext_noop("Although the case was held: %(what)s"),
    CHARGE: gettext_noop("A charge is not the law's: %(what)s"),
}
KIND_WORDS = {
    "left_apart": gettext_noop("Other cases were left out of the letter"),
    "dispute": gettext_noop("Objections"),
    "complaint": gettext_noop("Complaints"),
}
REGISTERS: dict[str, tuple[str, str]] = {
    "refusals": (
        gettext_noop("Refusals"),
        gettext_noop("What the law did not allow to be charged, and what did not leave."),
    ),
    "merges": (
        gettext_noop("Merges"),
        gettext_noop("Claims that were put together, and those that were not, each with its "
                     "reason."),
    ),
    "fees": (
        gettext_noop("Fees that grew"),
        gettext_noop("The agency's fee that became the heavy one: when, by how much and why."),
    ),
}  # fmt: skip


class PeriodForm(forms.Form):
    """Whose letters, and from when to when."""

    creditor = forms.ChoiceField(label=gettext_lazy("Creditor"), required=False)
    from_on = DayField(gettext_lazy("From"))
    until_on = DayField(gettext_lazy("Through"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        own = [(str(number), name) for number, name in creditors_to_choose()]
        self.fields["creditor"].choices = [("", _("All")), *own]

    @property
    def chosen(self) -> Creditor | None:
        """The creditor that was chosen; None for all."""
        number = self.cleaned_data["creditor"]
        return own_creditor(int(number)) if number else None


class DrawForm(forms.Form):
    """How many cases are drawn, and by which word."""

    count = forms.IntegerField(
        label=gettext_lazy("Cases"), min_value=1, max_value=MOST, initial=MOST
    )
    seed = forms.CharField(
        label=gettext_lazy("A word to draw them by"), max_length=80,
        help_text=gettext_lazy("You choose it. The same word draws the same cases again."),
    )  # fmt: skip


class HalfYearForm(forms.Form):
    """Which half-year."""

    half_year = forms.TypedChoiceField(label=gettext_lazy("Half-year"), coerce=date.fromisoformat)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["half_year"].choices = [(day.isoformat(), text) for day, text in _half_years()]


def _half_years() -> list[tuple[date, str]]:
    """The half-years from the running one back, each by its first day."""
    found, day = [], business_day()
    for _back in range(6):
        first, last = half_year_of(day)
        found.append((first, f"{day_text(first)} – {day_text(last)}"))
        day = first - timedelta(days=1)
    return found


def _last_month(today: date) -> dict[str, date]:
    last = today.replace(day=1) - timedelta(days=1)
    return {"from_on": last.replace(day=1), "until_on": last}


def _period(request: HttpRequest) -> PeriodForm:
    """The period that was asked for; last month where none was."""
    asked = request.GET if "from_on" in request.GET else None
    if asked is not None:
        return PeriodForm(asked)
    days = {name: day.isoformat() for name, day in _last_month(business_day()).items()}
    return PeriodForm({"creditor": "", **days})


def _chips(here: str, kept: dict[str, str]) -> Filters:
    query = f"?{urlencode(kept)}" if kept else ""
    chips = [Chip(_("Rule check"), reverse("audit") + query, here == "rules")]
    chips += [
        Chip(_(title), reverse("audit_register", args=[name]) + query, here == name)
        for name, (title, _under) in REGISTERS.items()
    ]
    return Filters(_("What is looked at"), tuple(chips))


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in PeriodForm.base_fields if request.GET.get(name)}


@require_safe
@for_staff(SEE_REGISTERS)
@calmly
def audit(request: HttpRequest) -> HttpResponse:
    """The rule check: the letters of a period by the law of their day; there should be nothing."""
    return _audit_page(request)


def _audit_page(
    request: HttpRequest, *, draw: DrawForm | None = None, status: int = 200
) -> HttpResponse:
    form = _period(request)
    shown: dict[str, Any] = {
        "form": form, "chips": _chips("rules", _kept(request)), "draw": draw or DrawForm(),
        "half_year": HalfYearForm(),
    }  # fmt: skip
    if form.is_valid():
        shown |= _checked(form)
    return page(request, "office/audit.html", shown, here="audit", status=status)


def _checked(form: PeriodForm) -> dict[str, Any]:
    given, chosen = form.cleaned_data, form.chosen
    days = {"from_on": given["from_on"], "until_on": given["until_on"]}
    try:
        found = check_rules([chosen] if chosen else all_creditors(), most=CHECKED, **days)
    except Refusal as no:
        form.add_error(None, in_words(no))
        return {}
    wrong = len(found.exceptions)
    figures = Figures((
        Figure(_("Letters checked"), number_text(found.letters)),
        Figure(_("Cases"), number_text(found.cases)),
        Figure(_("Exceptions"), number_text(wrong), tone="hot" if wrong else "good"),
    ))  # fmt: skip
    part = _("Only a part of the period was checked here; “kvitt audit rules” checks all of it.")
    laws = tuple(
        Fact(country, version, _("From %(day)s") % {"day": day_text(day)} if day else "")
        for country, version, day in found.laws
    )
    return {
        "figures": figures, "laws": Facts(laws), "exceptions": _exceptions(found.exceptions),
        "notice": None if found.is_whole else Notice(part, tone="warm"),
        "answers": _answers(chosen, days),
    }  # fmt: skip


def _exceptions(found: tuple[RuleException, ...]) -> Table:
    columns = (
        Column(_("Case"), "key"), Column(_("What does not hold"), "name"),
        Column(_("Letter"), "text"), Column(_("Sent"), "text"), Column(_("Statute"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.case, reverse("case", args=[one.case]), under=one.creditor),
            Cell(_(RULE_WORDS[one.rule]) % {
                "day": day_text(one.day) or "–",
                "what": word(HOLDS, one.what) if one.rule == HELD else one.what}),
            Cell(letter_word(one.kind)), Cell(day_text(one.sent_on)), Cell(one.reference or "–"),
        )
        for one in found
    )  # fmt: skip
    none = EmptyState(_("Every letter holds."), icon="done")
    return Table(_("Exceptions"), columns, rows, if_none=none)


def _answers(creditor: Creditor | None, days: dict[str, date]) -> Table:
    columns = (
        Column(_("What"), "name"), Column(_("Came"), "number"), Column(_("Answered"), "number"),
        Column(_("Days to the answer"), "number"), Column(_("Answered late"), "number"),
        Column(_("Open and late"), "number"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(word(KIND_WORDS, one.what)),
            Cell(number_text(one.came)),
            Cell(number_text(one.answered)),
            Cell("–" if one.mean_tenths is None else tenths_text(one.mean_tenths)),
            Cell(number_text(one.late)),
            Cell(number_text(one.open_late)),
        )
        for one in answer_times(today=business_day(), creditor=creditor, **days)
    )
    none = EmptyState(_("Nothing came in the period."))
    return Table(_("Times to answer"), columns, rows, if_none=none)


@require_safe
@for_staff(SEE_REGISTERS)
@calmly
def register(request: HttpRequest, name: str) -> HttpResponse:
    """A register of the period: refusals, merges, fees that grew; page by page."""
    if name not in REGISTERS:
        raise Http404
    form, kept = _period(request), _kept(request)
    title, under = REGISTERS[name]
    shown: dict[str, Any] = {
        "form": form, "chips": _chips(name, kept), "title": _(title), "under": _(under),
    }  # fmt: skip
    if form.is_valid():
        before = request.GET.get("before", "")
        place = int(before) if before.isascii() and before.isdigit() else None
        read: Callable[..., Any] = {
            "refusals": list_refusals, "merges": list_merges, "fees": list_grown_fees,
        }[name]  # fmt: skip
        found = read(
            from_on=form.cleaned_data["from_on"], until_on=form.cleaned_data["until_on"],
            creditor=form.chosen, before=min(place, HIGHEST) if place else None,
        )  # fmt: skip
        paging = Paging(
            f"?{urlencode(kept)}" if place else "", _("Newest"),
            f"?{urlencode({**kept, 'before': found.more})}" if found.more else "", _("Older"),
        )  # fmt: skip
        table = _grown if name == "fees" else _told
        shown["table"] = table(found.rows, paging, _(title))
    return page(request, "office/audit_register.html", shown, here="audit")


def _told(found: tuple[AuditRow, ...], paging: Paging, title: str) -> Table:
    columns = (
        Column(_("Day"), "key"), Column(_("What happened"), "name"), Column(_("Case"), "text"),
        Column(_("Who"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(day_text(one.on)),
            Cell(_kind(one.kind), under=" · ".join(map(told_word, one.sentences))),
            Cell(one.case, reverse("case", args=[one.case]), under=", ".join(one.others)),
            Cell(actor_word(one.actor) or "–"),
        )
        for one in found
    )
    return Table(title, columns, rows, paging, EmptyState(_("Nothing in the period.")))


def _kind(kind: str) -> str:
    return word(KIND_WORDS, kind) if kind in KIND_WORDS else event_word(kind)


def _grown(found: tuple[AuditRow, ...], paging: Paging, title: str) -> Table:
    columns = (
        Column(_("Day"), "key"), Column(_("Why"), "name"), Column(_("Case"), "text"),
        Column(_("Before"), "sum"), Column(_("More"), "sum"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(day_text(one.on)), Cell(item_word(one.kind), under=" · ".join(
                filter(None, (*map(told_word, one.sentences), one.reference)))),
            Cell(one.case, reverse("case", args=[one.case])),
            Cell(money_text(one.before_minor or 0, one.currency)),
            Cell(money_text(one.amount_minor or 0, one.currency)),
        )
        for one in found
    )  # fmt: skip
    return Table(title, columns, rows, paging, EmptyState(_("Nothing in the period.")))


@require_POST
@for_staff(SEE_REGISTERS)
@calmly
def drawn(request: HttpRequest) -> HttpResponse:
    """Evidence of cases drawn at random, as one signed ZIP."""
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _audit_page(request, draw=form, status=422)
    made = draw_evidence(
        count=form.cleaned_data["count"], seed=form.cleaned_data["seed"], today=business_day(),
        by=visitor_on(request).name,
    )  # fmt: skip
    return download(f"evidence-{business_day().isoformat()}.zip", "application/zip", made.content)


@require_POST
@for_staff(SEE_REGISTERS)
@calmly
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of half a year as a file."""
    form = HalfYearForm(request.POST)
    if not form.is_valid():
        return _audit_page(request, status=422)
    found = half_year_figures(
        form.cleaned_data["half_year"], today=business_day(), by=visitor_on(request).name
    )
    name = f"figures-{found.from_on.isoformat()}-{found.until_on.isoformat()}.csv"
    return download(name, "text/csv; charset=utf-8", found.as_csv)
