"""Paying on the debtor's pages: by giro, with a payment service, or on a later day."""

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest

from kvitt.simulators.payment_service import PaymentServices
from kvitt.store.cases import case_key
from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, TODAY, case_numbers
from tests.web.debtors import entered, holds, told_in_history
from tests.web.test_pages import text_of


def test_who_says_it_is_paid_gets_no_letter_until_the_bank_has_told(visit, hers):
    page = visit.get(f"/my/cases/{hers}/pay/").content.decode()
    assert "991-2346" in page and '<path fill="#000" d="M' in page
    assert visit.post(f"/my/cases/{hers}/pay/announce/")["Location"] == f"/my/cases/{hers}/"
    assert [kind for kind, _ in holds(hers)] == ["payment_announced"]
    assert told_in_history(hers, "case_stopped") == ["debtor"]
    assert "We are waiting for your payment" in text_of(visit.get(f"/my/cases/{hers}/"))


@pytest.fixture
def services(monkeypatch):
    with PaymentServices() as one:
        for name, value in one.settings.items():
            monkeypatch.setenv(name, value)
        yield one


def test_a_payment_is_begun_with_two_presses_and_announced_once(visit, hers, services):
    assert "Pay with Swish" in text_of(visit.get(f"/my/cases/{hers}/pay/"))
    led = visit.post(f"/my/cases/{hers}/pay/start/", {"service": "swish"})
    assert led["Location"].startswith(f"{services.address}/open?token=")
    ((number, payment),) = services.payments.items()
    assert payment.reference and f"/payments/swish/{number}/" in payment.told_at
    back = f"/my/cases/{hers}/pay/{number}/"
    assert quote(back, safe="") in led["Location"]
    assert "waiting for the payment service" in text_of(visit.get(back))
    assert holds(hers) == []
    services.answer(number, is_paid=True)
    for _ in range(2):
        assert "the payment is made" in text_of(visit.get(back))
    assert [kind for kind, _ in holds(hers)] == ["payment_announced"]
    assert told_in_history(hers, "online_payment_paid") == ["debtor"]
    asked = text_of(visit.get(f"/my/cases/{hers}/pay/"))
    assert payment.amount in asked.replace(",", "")


def test_a_payment_that_was_given_up_stops_nothing(visit, hers, services):
    visit.post(f"/my/cases/{hers}/pay/start/", {"service": "swish"})
    (number,) = services.payments
    services.answer(number, is_paid=False)
    assert "Nothing was paid" in text_of(visit.get(f"/my/cases/{hers}/pay/{number}/"))
    assert holds(hers) == []


def test_a_service_that_is_away_or_unknown_begins_nothing(visit, hers, services, monkeypatch):
    unknown = visit.post(f"/my/cases/{hers}/pay/start/", {"service": "vipps"})
    assert unknown.status_code == 404, "that service is another country's"
    monkeypatch.setenv("KVITT_SWISH_URL", "http://127.0.0.1:9")
    away = visit.post(f"/my/cases/{hers}/pay/start/", {"service": "swish"})
    assert away.status_code == 422 and "does not answer just now" in text_of(away)
    assert visit.post(f"/my/cases/{hers}/pay/start/", {"service": "x"}).status_code == 404


def test_a_norwegian_debtor_pays_with_vipps(stranger, live_db, letters, today, services):
    bill = invoice("9", due_on=DUE, country="NO", name="Kari Vik")
    creditor = creditor_with([bill], country="NO", today=REGISTERED)
    number = case_numbers(creditor)[0]
    visit = entered(stranger, number, day=TODAY)
    led = visit.post(f"/my/cases/{number}/pay/start/", {"service": "vipps"})
    assert led["Location"].startswith(f"{services.address}/open?number=")
    ((reference, payment),) = services.payments.items()
    services.answer(reference, is_paid=True)
    assert "the payment is made" in text_of(visit.get(f"/my/cases/{number}/pay/{reference}/"))
    assert payment.is_taken and payment.currency == "NOK"


def test_the_night_asks_about_a_payment_from_which_nobody_came_back(visit, hers, services):
    from kvitt.application.follow_night import follow_night

    visit.post(f"/my/cases/{hers}/pay/start/", {"service": "swish"})
    (number,) = services.payments
    services.answer(number, is_paid=True)
    follow_night(case_key(hers).tenant_id, today=TODAY)
    assert [kind for kind, _ in holds(hers)] == ["payment_announced"]
    assert told_in_history(hers, "online_payment_paid") == ["kvitt"]


def test_while_a_service_does_not_say_the_case_waits_and_then_goes_on(
    visit, hers, services, monkeypatch
):
    from kvitt.application.follow_online_payments import follow_online_payments

    visit.post(f"/my/cases/{hers}/pay/start/", {"service": "swish"})
    monkeypatch.setenv("KVITT_SWISH_URL", "http://127.0.0.1:9")
    tenant = case_key(hers).tenant_id
    assert follow_online_payments(tenant, today=TODAY) == 0
    assert [kind for kind, _ in holds(hers)] == ["payment_announced"]
    assert follow_online_payments(tenant, today=TODAY + timedelta(days=2)) == 1
    assert told_in_history(hers, "online_payment_ended") == ["kvitt"]
    assert follow_online_payments(tenant, today=TODAY + timedelta(days=3)) == 0


def test_the_debtor_takes_a_later_day_within_the_creditors_limits(visit, hers):
    page = visit.get(f"/my/cases/{hers}/later/").content.decode()
    offered = re.findall(r'name="until" value="([\d-]+)"', page)
    assert len(offered) >= 3
    late = date.fromisoformat(offered[-1]) + timedelta(days=1)
    refused = visit.post(f"/my/cases/{hers}/later/", {"other": late.isoformat()})
    assert refused.status_code == 422 and "cannot be chosen here" in text_of(refused)
    assert late.isoformat() in refused.content.decode()
    assert visit.post(f"/my/cases/{hers}/later/", {}).status_code == 422
    taken = visit.post(f"/my/cases/{hers}/later/", {"until": offered[1]})
    assert taken["Location"] == f"/my/cases/{hers}/later/done/"
    assert "You have time until" in text_of(visit.get(taken["Location"]))
    assert holds(hers) == [("deferral", date.fromisoformat(offered[1]))]
    assert told_in_history(hers, "case_deferred") == ["debtor"]
