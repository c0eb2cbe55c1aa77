"""Vipps, as a merchant begins a payment that the debtor approves in the app.

The shapes are our reading of the public guide to Vipps MobilePay's payments; they were not tried
against it. The payment has a reference of ours, so that the same call twice is one payment. What
was approved is taken at once: the debtor owes it. ``KVITT_VIPPS_URL`` names the interface,
``KVITT_VIPPS_CLIENT``, ``KVITT_VIPPS_SECRET``, ``KVITT_VIPPS_SUBSCRIPTION`` and
``KVITT_VIPPS_MERCHANT`` who we are there; ``KVITT_VIPPS_WEBHOOK`` is the secret that Vipps gave for
our registered address ``/payments/vipps/``, where what became of a payment is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from kvitt.integrations.pay.http import Heard, Place, call, said
from kvitt.integrations.pay.port import Order, Outcome, ServiceNotSet

WEBHOOK = "KVITT_VIPPS_WEBHOOK"
_PAYMENTS = "/epayment/v1/payments"
_ENDED = ("ABORTED", "EXPIRED", "TERMINATED")


@dataclass(frozen=True, slots=True)
class Vipps:
    """Who we are at Vipps, and where payments begin."""

    name: ClassVar[str] = "vipps"
    label: ClassVar[str] = "Vipps"
    place: Place
    client: str
    secret: str
    subscription: str
    merchant: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Vipps":
        """As the settings say. Raises ServiceNotSet."""
        place = Place.named_by("KVITT_VIPPS_URL", environ.get("KVITT_VIPPS_URL", ""))
        told = {}
        for name in ("CLIENT", "SECRET", "SUBSCRIPTION", "MERCHANT"):
            told[name.lower()] = environ.get(f"KVITT_VIPPS_{name}", "").strip()
            if not told[name.lower()]:
                raise ServiceNotSet(
                    "KVITT_VIPPS_{name} is missing: Vipps gives it with the sale", name=name
                )
        return cls(place, **told)

    def begin(self, order: Order) -> str:
        """Begins the payment; the address at which it is approved. Raises ServiceAway."""
        asked = {
            "amount": _amount(order),
            "paymentMethod": {"type": "WALLET"},
            "reference": order.reference,
            "returnUrl": order.return_to,
            "userFlow": "WEB_REDIRECT",
            "paymentDescription": f"{order.text} {order.payment_reference}",
        }
        heard = self._call("POST", "", order, asked)
        return said(heard.body, "redirectUrl")

    def outcome(self, order: Order) -> Outcome:
        """What became of the payment; an approved one is taken. Raises ServiceAway."""
        state = said(self._call("GET", f"/{order.reference}", order).body, "state")
        if state in _ENDED:
            return "ended"
        if state != "AUTHORIZED":
            return "waiting"
        take = {"modificationAmount": _amount(order)}
        self._call("POST", f"/{order.reference}/capture", order, take)
        return "paid"

    def _call(self, method: str, path: str, order: Order, body: Any = None) -> Heard:
        ours = {
            "Ocp-Apim-Subscription-Key": self.subscription,
            "Merchant-Serial-Number": self.merchant,
        }
        who = {"client_id": self.client, "client_secret": self.secret}
        token = said(
            call(self.place, "POST", "/accesstoken/get", headers=ours | who).body, "access_token"
        )
        headers = ours | {"Authorization": f"Bearer {token}"}
        if method == "POST":
            step = path.rpartition("/")[2] or "begin"
            headers["Idempotency-Key"] = f"{order.reference}-{step}"
        return call(self.place, method, _PAYMENTS + path, headers=headers, body=body)


def _amount(order: Order) -> dict[str, Any]:
    return {"currency": order.currency, "value": order.amount_minor}
