"""Refusals, tasks and reasons on pages, in Swedish and Norwegian."""

from datetime import date

import pytest
from django.utils import translation

from kvitt.application.case_wording import next_of_shadow
from kvitt.application.in_words import in_words, told_word
from kvitt.domain.holds import Hold, blocked
from kvitt.domain.plan import PlanNotAllowed
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.wording import area_of
from kvitt.web.translations import SAID_AREAS
from tests.people import member, signed_in
from tests.web.conftest import TODAY, case_numbers
from tests.web.debtors import entered
from tests.web.test_pages import text_of

LANGUAGES = ("sv", "nb")


def in_both(told):
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(in_words(told).replace("\u00a0", " "))
    return said


@pytest.mark.parametrize(
    ("told", "sv", "nb"),
    [
        (
            PlanNotAllowed(
                "{debt_minor:money} is too little for {months} instalments: choose fewer",
                debt_minor=123_450, months=12,
            ),
            "1 234,50 är för lite för 12 delbetalningar: välj färre",
            "1 234,50 er for lite for 12 avdrag: velg færre",
        ),
        (
            blocked("flow_letter", [Hold("deferral", date(2026, 3, 1), date(2026, 3, 20))],
                    date(2026, 3, 2)).sentence,
            "Inget skickas: anstånd, till och med 20 mars 2026",
            "Ingenting sendes: betalingsutsettelse, til og med 20 mars 2026",
        ),
        (
            Refusal("{proceeding} is {state}, not {states:or}", proceeding="M-7", state="filed",
                    states=["drafted", "approved"]),
            "M-7 är ingiven, inte upprättad eller godkänd",
            "M-7 er sendt inn, ikke satt opp eller godkjent",
        ),
        (
            "invoice 12 is in plan 4 already: end that one first",
            "Faktura 12 ingår redan i plan 4: avsluta den först",
            "Faktura 12 er alt i plan 4: avslutt den først",
        ),
        (
            "3845.00 SEK of 2026-01-29 waits: no claim has the reference 1001488",
            "3 845,00 kr från 29 jan. 2026 väntar: ingen fordran har referensen 1001488",
            "3 845,00 SEK fra 29 jan. 2026 venter: ikke noe krav har referansen 1001488",
        ),
        (
            "A consumer never owes the compensation for late payment. [lag (1981:739) 4 a §]",
            "En konsument är aldrig skyldig förseningsersättning. [lag (1981:739) 4 a §]",
            "En forbruker skylder aldri forsinkelseserstatning. [lag (1981:739) 4 a §]",
        ),
        ("nothing is sent: dispute", "Inget skickas: invändning", "Ingenting sendes: innsigelse"),
    ],
)  # fmt: skip
def test_a_sentence_is_said_in_the_readers_language(told, sv, nb):
    assert in_both(told) == [sv, nb]


@pytest.mark.parametrize(
    "words",
    ["I said no: he is ill", "{name} called; {day}", "case of wine", "the case", "", "a: b; c"],
)
def test_what_a_person_wrote_stands_as_it_was_written(words):
    for language in LANGUAGES:
        with translation.override(language):
            assert told_word(words) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_law_says_is_translated_alone_and_inside_a_refusal(language):
    """Of the areas that refusals pass on; the catalogue's own test finds a new one."""
    found = {
        value.sentence
        for country in ("SE", "NO")
        for name in law_book(country).names()
        for value in law_book(country).values(name)
        if area_of(name) in SAID_AREAS
    }
    assert len(found) > 150
    with translation.override(language):
        for said in found:
            alone = told_word(str(said))
            assert alone != said and len(alone) > 10
            passed_on = Sentence("{told} [{reference}]", told=said, reference="1 §")
            assert in_words(passed_on) == f"{alone[:1].upper()}{alone[1:]} [1 §]"


@pytest.mark.parametrize(
    ("language", "told", "said"),
    [
        ("sv", "friendly_reminder is sent on 2026-07-02", "Vänlig påminnelse"),
        ("nb", "nothing is sent: payment proposed", "Ingenting sendes"),
    ],
)
def test_what_the_shadow_list_keeps_of_today_is_said(language, told, said):
    with translation.override(language):
        words = next_of_shadow(told)
    assert said in words and " on " not in words and "2026-07" not in words


def test_english_stands_as_it_is_kept():
    with translation.override("en"):
        assert told_word("nothing is sent: dispute") == "nothing is sent: dispute"
        told = Sentence("pay by {until}", until=date(2026, 3, 1))
        assert in_words(told) == "Pay by 1 Mar 2026"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "började 8 jan. 2026: välj den dagen eller senare"),
        ("nb", "begynte 8 jan. 2026: velg den dagen eller senere"),
    ],
)
def test_the_office_reads_a_refusal_in_its_language(browser, office, language, sentence):
    told = browser.get(
        f"/office/cases/{case_numbers(office)[0]}/", {"on": "2025-01-01"},
        HTTP_ACCEPT_LANGUAGE=language,
    )  # fmt: skip
    assert told.status_code == 422 and sentence in text_of(told)


LIMIT = {"sv": "som borgenären tillåter", "nb": "som kreditoren tillater"}
KIND = {"sv": "Det går inte att komma överens om här", "nb": "Det kan ikke avtales her"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_creditor_reads_a_refusal_in_its_language(stranger, office, language):
    kari = signed_in(stranger, member(office.tenant_id, "creditor_admin", today=TODAY))
    asked = {"until": "2026-12-24", "interest": "runs", "because": "till jul", "confirmed": "yes"}
    answer = kari.post(
        f"/creditor/cases/{case_numbers(office)[0]}/defer/", asked, HTTP_ACCEPT_LANGUAGE=language
    )
    assert answer.status_code == 422 and LIMIT[language] in text_of(answer)
    assert 'value="till jul"' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_debtor_reads_a_refusal_in_the_own_language(stranger, office, language):
    number = case_numbers(office)[0]
    visit = entered(stranger, number, day=TODAY)
    place = f"/my/cases/{number}/split/offer/?months=60&first=2026-04-10"
    answer = visit.get(place, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 422 and KIND[language] in text_of(answer)
