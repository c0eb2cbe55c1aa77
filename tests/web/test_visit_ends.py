"""A visit ends by itself: the warning before, and what somebody was just writing."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from kvitt.web.signin.unsent import LONGEST, UNSENT
from kvitt.web.signin.visitor import DEBTOR_MINUTES
from tests.people import PASSWORD, member
from tests.web.conftest import TODAY, _client, case_numbers
from tests.web.debtors import code_of
from tests.web.test_pages import text_of

WORDS = "It never came, and I told them twice."


def left_alone(client) -> Client:
    """The same browser after half an hour: its session has ended."""
    del client.cookies["sessionid"]
    return client


def sign_in(client, number: str):
    return client.post("/my/enter/", {"number": number, "code": code_of(number, day=TODAY)})


def test_what_was_written_when_the_visit_had_ended_is_there_again(visit, hers):
    left_alone(visit)
    place = f"/my/cases/{hers}/disagree/"
    told = {"reason": "not_delivered", "text": WORDS, "password": "hemligt", "code": "K7QF2"}
    assert visit.post(place, told, HTTP_REFERER=f"http://127.0.0.1{place}")["Location"] == (
        "/my/enter/"
    )
    entrance = text_of(visit.get("/my/enter/"))
    assert "You were signed out while you wrote" in entrance and WORDS in entrance
    kept = visit.session[UNSENT]["fields"]
    assert kept == {"reason": "not_delivered", "text": WORDS}
    assert sign_in(visit, hers)["Location"] == place
    form = visit.get(place).content.decode()
    assert re.search(rf"<textarea[^>]*>\s*{re.escape(WORDS)}</textarea>", form)
    assert re.search(r'value="not_delivered"[^>]*checked', form)
    assert WORDS not in visit.get(place).content.decode(), "shown once"


def test_who_signs_in_to_another_case_sees_nothing_of_it(visit, hers, mia):
    left_alone(visit)
    visit.post(f"/my/cases/{hers}/disagree/", {"reason": "other", "text": WORDS})
    bos = case_numbers(mia)[2]
    assert sign_in(visit, bos)["Location"] == "/my/"
    assert UNSENT not in visit.session
    assert WORDS not in visit.get(f"/my/cases/{bos}/disagree/").content.decode()


def test_an_act_without_words_leads_back_to_the_page_on_which_it_was_pressed(visit, hers):
    left_alone(visit)
    visit.post(
        f"/my/cases/{hers}/pay/announce/", HTTP_REFERER=f"http://127.0.0.1/my/cases/{hers}/pay/"
    )
    assert sign_in(visit, hers)["Location"] == f"/my/cases/{hers}/pay/"
    elsewhere = Client(HTTP_HOST="127.0.0.1")
    elsewhere.post(
        f"/my/cases/{hers}/talk/", {"text": "x y"}, HTTP_REFERER="https://other.example/"
    )
    assert sign_in(elsewhere, hers)["Location"] == f"/my/cases/{hers}/talk/"


def test_little_is_kept_of_whoever_sends_much(stranger, hers):
    told = {f"field{n}": "x" * 9_000 for n in range(40)} | {"nothing": "a\0b"}
    stranger.post(f"/my/cases/{hers}/talk/", told)
    fields = stranger.session[UNSENT]["fields"]
    assert len(fields) <= 12 and {len(one) for one in fields.values()} == {LONGEST}
    (session,) = Session.objects.filter(pk=stranger.session.session_key)
    assert (session.expire_date - timezone.now()).total_seconds() <= 30 * 60


def test_the_worker_forgets_visits_that_have_ended(visit, stranger, hers):
    from kvitt.jobs.sweeping import clear_ended_visits

    ended = _client()
    ended.post(f"/my/cases/{hers}/talk/", {"text": "x y"})
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=timezone.now())
    assert clear_ended_visits() >= 1
    assert not Session.objects.filter(pk=ended.session.session_key).exists()
    assert visit.get(f"/my/cases/{hers}/").status_code == 200


def test_a_handlers_note_is_shown_again_after_signing_in(stranger, office, today):
    from kvitt.store.tenants import agency_tenant_id

    who = member(agency_tenant_id(), "handler", today=TODAY, password=PASSWORD)
    number = case_numbers(office)[0]
    place = f"/office/cases/{number}/do/note/"
    led = stranger.post(place, {"text": WORDS}, HTTP_REFERER=f"http://127.0.0.1{place}")
    assert led["Location"].startswith("/account/login/?next=")
    assert WORDS in text_of(stranger.get(led["Location"]))
    stranger.force_login(who)
    shown = stranger.get("/office/cases/")
    assert WORDS in text_of(shown) and "Look through it" in text_of(shown)
    assert WORDS not in text_of(stranger.get("/office/cases/"))


def test_before_the_end_the_page_says_when_and_how_to_stay(visit, hers):
    page = visit.get(f"/my/cases/{hers}/talk/").content.decode()
    soon = page.split('<div class="soon"')[1].split("</div>")[0]
    said = re.search(r"At (\d\d):(\d\d) you are signed out", soon)
    now = timezone.localtime()
    minutes = int(said[1]) * 60 + int(said[2]) - now.hour * 60 - now.minute
    assert DEBTOR_MINUTES - 1 <= minutes % (24 * 60) <= DEBTOR_MINUTES
    assert 'href="/my/stay/" target="_blank"' in soon
    assert "You stay signed in until" in text_of(visit.get("/my/stay/"))
    assert "soon" not in Client(HTTP_HOST="127.0.0.1").get("/my/advice/").content.decode()


def test_the_style_sheet_shows_it_five_minutes_before(live_db):
    from kvitt.web.vendored import FOR_PAGES

    sheet = (FOR_PAGES.parent / "kvitt" / "kvitt.css").read_text("utf-8")
    (seconds,) = re.findall(r"animation: soon 0s (\d+)s forwards !important", sheet)
    assert int(seconds) == (DEBTOR_MINUTES - 5) * 60


@pytest.mark.parametrize("place", ["/my/", "/my/stay/"])
def test_nobody_is_led_to_the_entrance(place):
    assert Client(HTTP_HOST="127.0.0.1").get(place)["Location"] == "/my/enter/"
