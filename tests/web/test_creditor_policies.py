"""The creditor's policies and users: changed by who has just shown again who it is."""

import re

from django.test import Client

from tests.web.test_creditor_portal import kari  # noqa: F401
from tests.web.test_pages import text_of


def proven(client):
    """The client, who has just shown again who it is."""
    import time

    from allauth.account.internal.flows import login

    session = client.session
    record = {"method": "mfa", "at": time.time(), "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
    return client


def test_how_far_letters_go_by_themselves_is_changed_with_a_reason(kari):  # noqa: F811
    assert kari.get("/creditor/policies/automation/").status_code == 302
    proven(kari)
    place = "/creditor/policies/automation/"
    wanted = {"step": "reminder", "level": "below", "below": "", "because": "small ones may go"}
    refused = kari.post(place, wanted)
    assert refused.status_code == 422 and "small ones may go" in refused.content.decode()
    assert kari.post(place, wanted | {"below": "500"}).status_code == 302
    told = text_of(kari.get("/creditor/policies/"))
    assert "By itself up to a sum: SEK 500.00" in told and "small ones may go" in told


def test_a_flow_is_tried_on_own_invoices_and_only_then_chosen_from_a_day(kari):  # noqa: F811
    proven(kari)
    place = "/creditor/policies/flow/calm/"
    choice = {"from_on": "2026-04-01", "confirmed": "yes"}
    untried = kari.post(place, choice)
    assert untried.status_code == 422 and "simulate" in text_of(untried)
    tried = text_of(kari.post(place, {}))
    assert "Invoices 2 2" in tried and "Consumers" in tried
    assert kari.post(place, choice).status_code == 302
    assert "From 1 Apr 2026, decided by Kari Nordmann." in text_of(kari.get("/creditor/policies/"))
    assert kari.get("/creditor/policies/flow/wild/").status_code == 302


def test_a_person_is_invited_by_a_link_and_the_last_administrator_stays(kari):  # noqa: F811
    proven(kari)
    page = kari.post("/creditor/people/", {"email": "anna@fjord.example", "role": "accountant"})
    (link,) = re.findall(r"http://127.0.0.1(/invitation/[^/]+/)", page.content.decode())
    assert Client(HTTP_HOST="127.0.0.1").get(link)["Location"] == "/join/"
    agency = kari.post("/creditor/people/", {"email": "a@fjord.example", "role": "handler"})
    assert agency.status_code == 422
    (own,) = re.findall(r'name="member" value="(\d+)"', page.content.decode())
    asked = kari.post("/creditor/people/end/", {"member": own})
    assert "Kari Nordmann" in text_of(asked)
    kept = kari.post("/creditor/people/end/", {"member": own, "confirmed": "yes"})
    assert kept.status_code == 422 and "last administrator" in text_of(kept)
