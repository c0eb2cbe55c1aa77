"""Swish, as a merchant begins a payment and the debtor's app opens it.

The shapes are our reading of Swish's public merchant guide; they were not tried against it. The
payment is put under a number of ours, so that the same call twice is one payment; the answer's
token opens the app. What became of it Swish tells by itself, too, at the address that it is given.
``KVITT_SWISH_URL`` names the interface, ``KVITT_SWISH_NUMBER`` the receiver,
``KVITT_SWISH_CERTIFICATE`` a file with certificate and key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from kvitt.integrations.pay.http import Place, call, said
from kvitt.integrations.pay.port import Order, Outcome, ServiceAway, ServiceNotSet
from kvitt.kernel.money import as_decimal_text

OPENS = "swish://paymentrequest"
"""The address that the app on the phone answers to."""
_ENDED = ("DECLINED", "ERROR", "CANCELLED")
_BEGINS, _ASKS = "/api/v2/paymentrequests/", "/api/v1/paymentrequests/"


@dataclass(frozen=True, slots=True)
class Swish:
    """The receiver's Swish number and where payments to it begin."""

    name: ClassVar[str] = "swish"
    label: ClassVar[str] = "Swish"
    place: Place
    receiver: str
    opens: str = OPENS

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Swish":
        """As the settings say. Raises ServiceNotSet."""
        certificate = environ.get("KVITT_SWISH_CERTIFICATE", "").strip()
        place = Place.named_by(
            "KVITT_SWISH_URL", environ.get("KVITT_SWISH_URL", ""), certificate=certificate
        )
        receiver = environ.get("KVITT_SWISH_NUMBER", "").strip()
        if not receiver.isdecimal():
            raise ServiceNotSet("KVITT_SWISH_NUMBER is the receiver's number, digits alone")
        return cls(place, receiver, environ.get("KVITT_SWISH_OPENS", "").strip() or OPENS)

    def begin(self, order: Order) -> str:
        """Puts the payment; the address that opens the app with it. Raises ServiceAway."""
        asked = {
            "payeeAlias": self.receiver,
            "amount": as_decimal_text(order.amount_minor),
            "currency": order.currency,
            "payeePaymentReference": order.payment_reference,
            "message": order.text,
            "callbackUrl": order.told_at or order.return_to,
        }
        heard = call(self.place, "PUT", _BEGINS + order.reference.upper(), headers={}, body=asked)
        token = heard.headers.get("paymentrequesttoken", "")
        if not token:
            raise ServiceAway("Swish gave no token with which its app is opened")
        return f"{self.opens}?{urlencode({'token': token, 'callbackurl': order.return_to})}"

    def outcome(self, order: Order) -> Outcome:
        """What became of the payment. Raises ServiceAway."""
        heard = call(self.place, "GET", _ASKS + order.reference.upper(), headers={})
        state = said(heard.body, "status")
        return "paid" if state == "PAID" else "ended" if state in _ENDED else "waiting"
