"""Every part of the design once, in the frames of a portal and of a phone: for tests alone.

It is an address book like ``kvitt.web.urls``, with the galleries added.
"""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from kvitt.application.money_and_days import money_text, short_money_text
from kvitt.web import design as d

DAY = date(2026, 12, 11)


class ObjectionForm(forms.Form):
    """One field of each sort."""

    reason = forms.ChoiceField(
        label="Vad stämmer inte?",
        choices=[("paid", "Jag har redan betalat"), ("goods", "Varan kom aldrig fram")],
        widget=forms.RadioSelect,
        help_text="Vi pausar kravet medan vi prövar ditt svar.",
    )
    words = forms.CharField(label="Berätta mer", widget=forms.Textarea, required=False)
    email = forms.EmailField(label="E-post", help_text="Hit svarar vi.")
    day = forms.DateField(label="När?", widget=forms.DateInput(attrs={"type": "date"}))
    receipt = forms.FileField(label="Kvitto", help_text="PDF eller bild.", required=False)
    channel = forms.ChoiceField(label="Kanal", choices=[("letter", "Brev"), ("email", "E-post")])
    sure = forms.BooleanField(label="Uppgifterna är riktiga")


PAID = d.Link("Visa fakturan", "#pdf", "pdf, 92 kB")
PAY = d.Action("Betala nu", "#pay")
OTHER = d.Action("Jag kan inte betala allt nu", "#options", "secondary")


def parts() -> dict[str, d.part.Part]:
    """One of each part, by the name of its class."""
    shown = [*_of_a_case(), *_to_do(), *_of_an_office()]
    return {f"{type(one).__name__}_{place}": one for place, one in enumerate(shown)}


def _of_a_case() -> list[d.part.Part]:
    """What a case is and where it stands."""
    return [
        d.BigSum("Att betala", 123_935, "SEK", DAY, d.Tag("Inkassokrav", "warm"), (PAY, OTHER)),
        d.Notice(
            "Betalar du senast den 11 december händer inget mer",
            ("Kravet kostar då inte mer och skickas inte till Kronofogden.",),
        ),
        d.ExplainedSum(
            "Det här betalar du för",
            (
                d.SumRow("Faktura 10452, elnät oktober", 98_000, link=PAID),
                d.SumRow("Dröjsmålsränta till i dag", 1_935, "980,00 × 10,5 % × 69/365 dagar"),
                d.SumRow("Avgift för påminnelse", 6_000, was_minor=7_000),
                d.SumRow("Avgift för inkassokrav", 18_000),
            ),
            "Summa",
            123_935,
            "SEK",
            how_title="Så har vi räknat",
            how=("Räntan är referensräntan plus 8 procentenheter, enligt 6 § räntelagen.",),
            taken_back_title="Borttaget",
            taken_back=(d.SumRow("Påminnelse", 6_000, "Skickades för tidigt."),),
        ),
        d.Timeline(
            (
                d.Moment("Faktura skickad", date(2026, 8, 12), icon="invoice"),
                d.Moment("Inkassokrav – du är här", date(2026, 11, 20), state="now", tone="warm",
                         sentences=("Betala, eller svara oss.",), icon="letter", links=(PAID,)),
                d.Moment("Om vi inte hör något", when="tidigast 16 december", state="next",
                         sentences=("Vi kan ansöka om föreläggande. Det kostar 300 kr.",)),
            ),
            "events",
        ),
        d.NextStep("Nästa steg", "Svara kunden", date(2026, 11, 27), ("Annars väntar ärendet.",)),
        d.Hold("Bestridande", "Ingen vara", date(2026, 11, 1), date(2026, 12, 1), (OTHER,)),
    ]  # fmt: skip


def _to_do() -> list[d.part.Part]:
    """What can be done."""
    return [
        d.Choices(
            "Välj det som passar dig",
            (
                d.Choice("split", "Dela upp betalningen", "Till exempel 6 gånger, 235 kr", "#p"),
                d.Choice("clock", "Flytta betaldagen", "Upp till 30 dagar.", "#d"),
                d.Choice("trouble", "Kravet stämmer inte", "Vi pausar kravet.", "#o"),
                d.Choice("talk", "Prata med oss", "Skriv när du vill.", "#t"),
            ),
        ),
        d.Suggestions(
            "Förslag till dig",
            (
                d.Suggestion("12 ärenden kan gå till inkassokrav", "Fristen gick ut i går.",
                             (d.Action("Se", "#s", "secondary", spoken="Se 12 ärenden"),)),
                d.Suggestion("Bakke Bygg AB, faktura 1001", "42 dagar sen.", name="accept",
                             value="1", is_ticked=True, links=(PAID,)),
            ),
            "Ingenting skickas förrän du har godkänt.",
        ),
    ]  # fmt: skip


def _of_an_office() -> list[d.part.Part]:
    """Lists, figures and talk."""
    return [
        d.Filters("Filter", (d.Chip("Alla", "#a", True, "312"), d.Chip("Tvist", "#b", count="3"))),
        d.Figures(
            (
                d.Figure("Utestående", short_money_text(413_000_000, "SEK"), "312 fakturor"),
                d.Figure("Förfallet", short_money_text(152_000_000, "SEK"), "−8 %", "good", "#f"),
                d.Figure("Faktisk kredittid", "36,4 dagar", "2,1 dagar kortare", "good"),
                d.Figure("Betalt före inkasso", "94,2 %", "senaste 12 månaderna"),
            )
        ),
        d.Facts((d.Fact("Konto", "5555-6666", "Bankgiro"), d.Fact("Summa", "1", is_total=True))),
        d.Progress("Avbetalningsplan", 2, 6, "2 av 6 betalda"),
        d.Message("Mia", "20 nov 14.02", "Kan jag dela upp i tre?", files=(PAID,)),
        d.Message("Omar", "20 nov 14.10", "Ja, det går bra.\nSe förslaget.", is_own=True),
        d.Message("Omar", "20 nov 14.11", "Ring i morgon.", is_internal=True),
        d.EmptyState("Inget väntar på en människa", "Bra jobbat.", links=(PAID,)),
        _table(),
        _bars(),
        d.Line("Kredittid", "Månad", "Dagar", (("jan", 41), ("feb", 38), ("mars", 36)), "Median"),
    ]  # fmt: skip


def _table() -> d.Table:
    kinds = (
        d.Column("Ärende", "key"), d.Column("Gäldenär", "name"), d.Column("Öppet", "sum"),
        d.Column("Steg", "tag"), d.Column("Nästa"), d.Column("Dagar", "number"),
    )  # fmt: skip
    rows = tuple(
        (
            d.Cell(f"24-{number}", "#c", "Faktura 1001"),
            d.Cell("Åsnens Rör och Värme i Långtbortistan AB", under="Nordvik Rør AS"),
            d.Cell(money_text(1_845_000, "SEK")),
            d.Cell("", tag=d.Tag("Inkassovarsel", "warm")),
            d.Cell("Skicka krav", under="2 dec"),
            d.Cell("42"),
        )
        for number in (1187, 1190)
    )
    return d.Table("Ärenden", kinds, rows, d.Paging("#1", "Nyaste", "#2", "Äldre"), foot="2 st")


def _bars() -> d.Bars:
    steps = ("Faktura", "Påminnelse", "Inkassovarsel", "Inkassokrav")
    ages = {
        "Inte förfallet": (2610, 0, 0, 0),
        "1–14": (190, 255, 0, 0),
        "15–30": (20, 140, 175, 0),
        "31–60": (0, 25, 160, 85),
        "61–90": (0, 0, 40, 150),
        "Över 90": (0, 0, 10, 270),
    }
    bars = tuple(d.Bar(label, values) for label, values in ages.items())
    return d.Bars("Utestående efter ålder, 1000 kr", "Dagar", steps, bars, "Dagar efter förfall")


PORTAL = d.Portal(
    "Nordvik Rør AB",
    "Borgenärsportal",
    "/",
    (
        d.NavItem("home", "Översikt", "#o", "home"),
        d.NavItem("cases", "Ärenden", "#c", "invoice", "12"),
        d.NavItem("payments", "Betalningar", "#p", "money"),
    ),
)
PAGE = """{%% extends "kvitt/design/%(frame)s.html" %%}{%% load kvitt_design %%}
{%% block title %%}Gallery{%% endblock %%}{%% block content %%}
%(begin)s
{%% for part in parts %%}{%% show part %%}{%% endfor %%}
<section class="panel"><h2>Form</h2><form class="form" method="post">{%% csrf_token %%}
{%% form_errors form %%}{%% for one in form %%}{%% field one %%}{%% endfor %%}
<button class="ds-button">Skicka</button></form></section>
{%% endblock %%}{%% block foot %%}<p>Ärende 2-1043. <a class="ds-link" href="#r">Dina
rättigheter</a></p>{%% endblock %%}"""


def gallery(request: HttpRequest, frame: str) -> HttpResponse:
    """All parts below each other, in one of the frames."""
    shown = parts()
    heading = '<div class="head"><h1>God morgon, Ingrid</h1></div>' if frame == "portal" else ""
    if frame == "portal":
        shown = {name: one for name, one in shown.items() if not name.startswith("BigSum")}
    written = engines["django"].from_string(PAGE % {"frame": frame, "begin": heading})
    told = {
        "parts": shown.values(),
        "form": ObjectionForm({"email": "mia"}),
        "portal": PORTAL.at("cases"),
    }
    return HttpResponse(written.render(told, request))


def ask(request: HttpRequest, name: str) -> HttpResponse:
    """The page before an act, and the one after it."""
    step = d.ConfirmStep(
        "Stäng ärendet?",
        d.Action("Stäng ärendet", "#", is_post=True, fields=(("why", "withdrawn"),)),
        d.Link("Tillbaka", "/"),
        ("Ett brev hos tryckeriet dras tillbaka.",),
        (d.Fact("Ärende", "2-1043"), d.Fact("Öppet", "1 239,35 kr")),
    )
    done = d.Confirmation(
        "Tack, vi har fått ditt svar", "Ditt nummer", "B-2043", "Vad händer nu?",
        ("Vi svarar senast den 4 december.", "Inget nytt brev skickas medan vi prövar det."),
        (d.Action("Till ärendet", "/", "secondary"),),
    )  # fmt: skip
    part = step if name == "ask" else done
    text = (
        '{% extends "kvitt/design/portal.html" %}{% load kvitt_design %}'
        "{% block title %}Ask{% endblock %}{% block content %}{% show part %}{% endblock %}"
    )
    told = {"part": part, "portal": PORTAL.at("cases")}
    return HttpResponse(engines["django"].from_string(text).render(told, request))


def swap(request: HttpRequest) -> HttpResponse:
    """A form whose answer htmx puts into the page."""
    if request.method == "POST":
        return HttpResponse("<p>Fetched as a fragment</p>")
    text = (
        '{% extends "kvitt/design/portal.html" %}{% block content %}<h1>Swap</h1>'
        '<form method="post" hx-post="/gallery/swap/" hx-target="#here">{% csrf_token %}'
        '<button class="ds-button">Fetch</button></form><div id="here"></div>{% endblock %}'
    )
    return HttpResponse(engines["django"].from_string(text).render({"portal": PORTAL}, request))


def broken(request: HttpRequest) -> HttpResponse:
    """The page of a fault, as Django shows it: without knowing who asks."""
    return render(None, "500.html")


urlpatterns = [
    path("gallery/ask/", ask, {"name": "ask"}),
    path("gallery/done/", ask, {"name": "done"}),
    path("gallery/broken/", broken),
    path("gallery/swap/", swap),
    path("gallery/<str:frame>/", gallery),
    path("", include("kvitt.web.urls")),
]
