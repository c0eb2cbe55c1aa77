"""What a browser is told with every answer."""

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from kvitt.site.headers import CONTENT_SECURITY_POLICY, strict_headers


def answer(response: HttpResponse) -> HttpResponse:
    return strict_headers(lambda request: response)(RequestFactory().get("/"))


def test_a_browser_runs_and_shows_only_what_kvitt_serves() -> None:
    headers = answer(HttpResponse()).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY.format(targets="")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a_form_leads_to_the_identity_broker_and_nowhere_else(monkeypatch) -> None:
    monkeypatch.setattr(settings, "KVITT_FORM_TARGETS", ["https://broker.example"])
    policy = answer(HttpResponse()).headers["Content-Security-Policy"]
    assert "form-action 'self' https://broker.example;" in policy


def test_pages_are_not_kept_by_caches_but_static_files_are() -> None:
    assert answer(HttpResponse()).headers["Cache-Control"] == "no-store"
    static = HttpResponse(headers={"Cache-Control": "max-age=60, public"})
    assert answer(static).headers["Cache-Control"] == "max-age=60, public"
