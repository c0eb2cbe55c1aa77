"""Headers of every answer: a browser runs and shows only what Kvitt itself serves."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'{targets}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def strict_headers(
    answer_to: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Adds the headers; pages are not kept by caches, static files are.

    A form may lead to the programs that the settings name, such as the identity broker.
    """
    targets = "".join(f" {target}" for target in settings.KVITT_FORM_TARGETS)
    headers = {
        **_HEADERS,
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.format(targets=targets),
    }

    def answer(request: HttpRequest) -> HttpResponse:
        response = answer_to(request)
        for name, policy in headers.items():
            response.headers.setdefault(name, policy)
        # Pages and letters hold personal data: no copy stays in a shared browser or a proxy.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
