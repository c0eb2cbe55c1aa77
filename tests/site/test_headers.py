"""What a browser is told with every answer."""

from django.http import HttpResponse
from django.test import RequestFactory

from kvitt.site.headers import CONTENT_SECURITY_POLICY, strict_headers


def answer(response: HttpResponse) -> HttpResponse:
    return strict_headers(lambda request: response)(RequestFactory().get("/"))


def test_a_browser_runs_and_shows_only_what_kvitt_serves() -> None:
    headers = answer(HttpResponse()).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_pages_are_not_kept_by_caches_but_static_files_are() -> None:
    assert answer(HttpResponse()).headers["Cache-Control"] == "no-store"
    static = HttpResponse(headers={"Cache-Control": "max-age=60, public"})
    assert answer(static).headers["Cache-Control"] == "max-age=60, public"
