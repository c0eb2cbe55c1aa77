"""Payment services tell by themselves: only they are heard, and they are asked all the same."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from kvitt.application.pay_online import secret_of_messages
from kvitt.integrations.pay.told import reference_in, word_of
from kvitt.simulators.payment_service import PaymentServices
from kvitt.store.cases import case_key
from kvitt.store.session import query_value, tenant_scope
from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, TODAY, case_numbers
from tests.web.debtors import entered, holds, told_in_history

VIPPS = "/payments/vipps/"


@pytest.fixture
def services(monkeypatch):
    with PaymentServices() as one:
        for name, value in one.settings.items():
            monkeypatch.setenv(name, value)
        yield one


@pytest.fixture
def begun(visit, hers, services):
    """Mia has begun a payment with Swish and closed the page; its number."""
    visit.post(f"/my/cases/{hers}/pay/start/", {"service": "swish"})
    (number,) = services.payments
    return number


@pytest.fixture
def in_norway(stranger, live_db, letters, today, services):
    """A payment begun with Vipps: the case's number and the payment's."""
    bill = invoice("9", due_on=DUE, country="NO", name="Kari Vik")
    creditor = creditor_with([bill], country="NO", today=REGISTERED)
    number = case_numbers(creditor)[0]
    entered(stranger, number, day=TODAY).post(
        f"/my/cases/{number}/pay/start/", {"service": "vipps"}
    )
    (reference,) = services.payments
    return number, reference


def swish_tells(services, number: str, **changed):
    """Swish calls the address that it was given, in a program without cookies."""
    place, body = services.swish_message(number)
    there = urlsplit(place).path
    if "word" in changed:
        there = f"{there.rsplit('/', 2)[0]}/{changed['word']}/"
    there = there.replace(number, changed.get("there", number))
    told = changed.get("body", body)
    return service().post(there, told, content_type="application/json")


def vipps_tells(services, number: str, *, at=None, host="127.0.0.1", path=VIPPS, **changed):
    headers, body = services.vipps_message(number, host=host, path=path, at=at or timezone.now())
    return service().post(VIPPS, changed.get("body", body), content_type="application/json",
                          headers=headers | changed.get("headers", {}))  # fmt: skip


def service() -> Client:
    return Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)


def test_what_swish_tells_is_announced_once_and_books_nothing(hers, services, begun):
    services.answer(begun, is_paid=True)
    for _ in range(3):
        assert swish_tells(services, begun).status_code == 200
    assert [kind for kind, _ in holds(hers)] == ["payment_announced"]
    assert told_in_history(hers, "online_payment_paid") == ["swish"]
    key = case_key(hers)
    with tenant_scope(key.tenant_id):
        assert (
            query_value("select count(*) from payment where tenant_id = %s", (key.tenant_id,)) == 0
        )


def test_what_swish_says_in_its_message_is_believed_in_nothing(hers, services, begun):
    paid = json.dumps({"status": "PAID"}).encode()
    assert swish_tells(services, begun, body=paid).status_code == 200
    assert holds(hers) == [], "asked, Swish says that it waits"
    services.answer(begun, is_paid=False)
    assert swish_tells(services, begun, body=paid).status_code == 200
    assert holds(hers) == [] and told_in_history(hers, "online_payment_ended") == ["swish"]


def test_who_is_not_swish_is_not_heard(hers, services, begun):
    services.answer(begun, is_paid=True)
    for changed in (
        {"word": "0" * 32},
        {"word": "x"},
        {"there": "0" * 32},
    ):
        assert swish_tells(services, begun, **changed).status_code == 404, changed
    assert service().get(f"/payments/swish/{begun}/{begun}/").status_code == 405
    assert holds(hers) == []


def test_while_swish_does_not_answer_it_is_told_to_come_again(hers, services, begun, monkeypatch):
    services.answer(begun, is_paid=True)
    monkeypatch.setenv("KVITT_SWISH_URL", "http://127.0.0.1:9")
    assert swish_tells(services, begun).status_code == 503
    assert holds(hers) == []


def test_what_vipps_tells_is_taken_and_announced_once(in_norway, services):
    number, reference = in_norway
    services.answer(reference, is_paid=True)
    for _ in range(2):
        assert vipps_tells(services, reference).status_code == 200
    assert services.payments[reference].is_taken
    assert [kind for kind, _ in holds(number)] == ["payment_announced"]
    assert told_in_history(number, "online_payment_paid") == ["vipps"]


def test_who_is_not_vipps_is_not_heard(in_norway, services, monkeypatch):
    number, reference = in_norway
    services.answer(reference, is_paid=True)
    other = json.dumps({"reference": "f" * 32}).encode()
    wrong = [
        {"body": other},
        {"body": b"x" * 30_000},
        {"host": "elsewhere.example"},
        {"path": "/payments/other/"},
        {"at": timezone.now() - timedelta(hours=1)},
        {"headers": {"Authorization": "HMAC-SHA256 Signature=AAAA"}},
        {"headers": {"Authorization": "Bearer x"}},
        {"headers": {"Authorization": "HMAC-SHA256 Signature=&"}},
        {"headers": {"x-ms-date": "yesterday"}},
    ]
    for changed in wrong:
        assert vipps_tells(services, reference, **changed).status_code == 404, changed
    monkeypatch.setenv("KVITT_VIPPS_WEBHOOK", "")
    assert vipps_tells(services, reference).status_code == 404, "no address was registered"
    assert holds(number) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"reference": 7}', b'{"reference": "x"}'])
def test_a_message_that_names_no_payment_is_of_none(body):
    assert reference_in(body) is None
    assert reference_in(json.dumps({"reference": "0a" * 16}).encode()) == "0a" * 16


def test_a_payment_of_one_service_is_not_told_by_the_other(in_norway, services):
    _, reference = in_norway
    word = word_of(secret_of_messages(), reference)
    place = f"/payments/swish/{reference}/{word}/"
    answer = service().post(place, b"{}", content_type="application/json")
    assert answer.status_code == 404
