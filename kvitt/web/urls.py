"""Addresses of the pages. They hold case numbers, never names, invoice or identity numbers."""

from django.conf.urls.i18n import set_language
from django.urls import include, path, register_converter

from kvitt.web.signin.guards import for_everyone
from kvitt.web.views.health import healthz, readyz
from kvitt.web.views.payment_told import swish_told, vipps_told


class CaseNumber:
    """A case number in an address: creditor and case, e.g. ``2-1043``."""

    regex = r"[0-9]{1,9}-[0-9]{1,18}"

    def to_python(self, written: str) -> str:
        """The number as it is written."""
        return written

    def to_url(self, number: str) -> str:
        """The number as it is written."""
        return number


class DocumentNumber(CaseNumber):
    """The number of a stored document."""

    regex = r"[0-9]{1,18}"


class PaymentNumber(CaseNumber):
    """Our own number of a payment that was begun: 32 hexadecimal digits."""

    regex = r"[0-9a-f]{32}"


register_converter(CaseNumber, "case")
register_converter(PaymentNumber, "payment")
register_converter(DocumentNumber, "document")

urlpatterns = [
    path("", include("kvitt.web.signin.urls")),
    path("my/", include("kvitt.web.debtor.urls")),
    path("creditor/", include("kvitt.web.creditor.urls")),
    path("office/", include("kvitt.web.office.urls")),
    path("payments/swish/<payment:reference>/<payment:word>/", swish_told, name="swish_told"),
    path("payments/vipps/", vipps_told, name="vipps_told"),
    path("language/", for_everyone(set_language), name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
