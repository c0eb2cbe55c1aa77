"""The creditor's policies and users: changed by who has just shown again who it is."""

import re

from django.test import Client

from tests.documents.pdf_words import pdf_words
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


DAYS = {
    "after_due_0": "5", "pay_within_0": "8", "after_due_1": "20", "after_deadline_1": "2",
    "pay_within_1": "10", "after_due_2": "40", "after_deadline_2": "3", "pay_within_2": "12",
    "decision": "6",
}  # fmt: skip


def test_single_days_are_seen_as_a_calendar_tried_and_chosen_within_the_law(kari):  # noqa: F811
    proven(kari)
    place = "/creditor/policies/days/consumer/"
    told = text_of(kari.get(place))
    assert "These are the days in force." in told and "Friendly reminder 5" in told
    seen = text_of(kari.get(place, DAYS))
    assert "Reminder 20" in seen and "Collection demand 40" in seen
    assert "Fees in all: SEK 240.00" in seen and "Try it on your invoices" in seen
    short = kari.get(place, DAYS | {"pay_within_2": "7"})
    assert short.status_code == 422 and 'value="7"' in short.content.decode()
    assert "At least 8: inkassolagen (1974:182)" in text_of(short)
    assert "No calendar by these days." in text_of(short)
    tried = text_of(kari.post(place, DAYS))
    assert "Invoices 2 2" in tried and "gone another way: 2" in tried
    assert "Open cases whose next step would move: 0 of 2." in tried
    chosen = DAYS | {"from_on": "2026-03-25", "confirmed": "yes", "open_cases": "on"}
    assert kari.post(place, chosen).status_code == 302
    page = text_of(kari.get("/creditor/policies/"))
    assert "Consumers · Own days" in page and "Businesses · Recommended" in page
    assert "Own days before: Recommended Consumers 25 Mar 2026 Kari Nordmann" in page
    assert kari.get("/creditor/policies/days/wild/").status_code == 404


def test_days_that_are_a_presets_choose_the_preset(kari):  # noqa: F811
    proven(kari)
    place = "/creditor/policies/days/business/"
    (tight,) = re.findall(r'href="(\?[^"]+)">Tight<', kari.get(place).content.decode())
    from urllib.parse import parse_qsl

    days = dict(parse_qsl(tight.removeprefix("?").replace("&amp;", "&")))
    kari.post(place, days)
    assert kari.post(place, days | {"from_on": "2026-04-01", "confirmed": "yes"}).status_code == 302
    assert "Businesses: Tight." in text_of(kari.get("/creditor/policies/"))


POLICY = {
    "able": "70", "partly": "30", "unable": "5", "least_gain_minor": "300",
    "least_claim_minor": "800", "write_off_below_minor": "100",
    "two_people_above_minor": "10000", "person_above_minor": "100000",
    "spare_customers_above_minor": "0",
}  # fmt: skip


def test_a_decision_policy_is_read_changed_tried_and_adopted(kari):  # noqa: F811
    proven(kari)
    told = text_of(kari.get("/creditor/policies/decision/"))
    assert "No policy is in force yet" in told and "Can pay SEK 2,600.00 60.0 %" in told
    place = "/creditor/policies/decision/try/"
    assert 'value="60"' in kari.get(place).content.decode()
    odd = kari.post(place, POLICY | {"partly": "80"})
    assert odd.status_code == 422 and "expected to pay less" in text_of(odd)
    tried = kari.post(place, POLICY)
    assert tried["Location"] == "/creditor/policies/decision/1/"
    seen = text_of(kari.get(tried["Location"]))
    assert "Let it decide from now on" in seen and "A step must bring at least SEK 300.00" in seen
    assert kari.post(tried["Location"]).status_code == 302
    assert kari.post(tried["Location"]).status_code == 422
    told = text_of(kari.get("/creditor/policies/decision/"))
    assert "In force: policy 1" in told and "Can pay SEK 3,200.00 70.0 %" in told
    assert "1 25 Mar 2026 Kari Nordmann 25 Mar 2026 Kari Nordmann 0" in told
    assert kari.get("/creditor/policies/decision/2/").status_code == 404


def test_letters_are_read_in_each_language_and_a_text_waits_for_the_agency(kari):  # noqa: F811
    proven(kari)
    assert "Collection demand PDF PDF PDF" in text_of(kari.get("/creditor/texts/"))
    letter = kari.get("/creditor/texts/reminder/en.pdf")
    business = kari.get("/creditor/texts/reminder/en.pdf?for=business")
    assert pdf_words(letter.content) != pdf_words(business.content) and "450" in (
        pdf_words(business.content)
    )
    for gone in ("payment_demand/sv", "reminder/fi"):
        assert kari.get(f"/creditor/texts/{gone}.pdf").status_code == 404
    place = "/creditor/texts/propose/"
    words = {"place": "reminder_tone.greeting", "language": "sv", "body": "Hej {{ nobody }}!"}
    wrong = kari.post(place, words)
    assert wrong.status_code == 422 and "Hej {{ nobody }}!" in wrong.content.decode()
    made = kari.post(place, words | {"body": "Hej {{ debtor }}!"})["Location"]
    assert "To be tried on your cases" in text_of(kari.get(made))
    assert "Hej Vera Lindgren!" in text_of(kari.post(made))
    listed = text_of(kari.get("/creditor/texts/"))
    assert "waits for the agency's yes" in listed and "Greeting of the friendly reminder" in listed
    assert kari.get("/creditor/texts/999999999/").status_code == 404
