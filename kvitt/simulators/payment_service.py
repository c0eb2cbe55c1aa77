"""Swish and Vipps on 127.0.0.1, for demo and tests: they begin a payment, ask whoever comes whether
to pay it, lead back, and tell what became of it. No money moves and nothing leaves the machine.
"""

import base64
import hmac
import html
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from kvitt.kernel.money import as_decimal_text
from kvitt.simulators.loopback import listen, stop

WEBHOOK_SECRET = "simulated-webhook"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated payment</title><h1>Simulated payment</h1>
<p>For trials only. {amount} {currency}, reference {reference}.</p>
<form method="post" action="/answer"><input type="hidden" name="number" value="{number}">
<p><button name="paid" value="1">Pay</button> <button name="paid" value="0">Cancel</button></p>
</form></html>"""
_SWISH_BEGINS, _SWISH_ASKS = "/api/v2/paymentrequests/", "/api/v1/paymentrequests/"
_VIPPS = "/epayment/v1/payments"
_SWISH_SAYS = {"begun": "CREATED", "paid": "PAID", "ended": "CANCELLED"}
_VIPPS_SAYS = {"begun": "CREATED", "paid": "AUTHORIZED", "ended": "ABORTED"}


@dataclass(slots=True)
class Simulated:
    """One payment that was begun."""

    amount: str
    currency: str
    reference: str
    return_to: str
    state: str = "begun"
    is_taken: bool = False
    told_at: str = ""
    """Where the service tells of it by itself."""


@dataclass(slots=True)
class PaymentServices:
    """The simulated services. Use it as a context."""

    port: int = 0
    payments: dict[str, Simulated] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    _server: Any = None

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"services": self})
        self._server = listen(handler, port=self.port)
        return self

    def __exit__(self, *raised: object) -> None:
        stop(self._server)

    @property
    def address(self) -> str:
        """Where they answer."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings with which an installation uses them."""
        return {
            "KVITT_SWISH_URL": self.address,
            "KVITT_SWISH_NUMBER": "1230000000",
            "KVITT_SWISH_OPENS": f"{self.address}/open",
            "KVITT_VIPPS_URL": self.address,
            "KVITT_VIPPS_OPENS": self.address,
            "KVITT_VIPPS_CLIENT": "kvitt",
            "KVITT_VIPPS_SECRET": "simulated",
            "KVITT_VIPPS_SUBSCRIPTION": "simulated",
            "KVITT_VIPPS_MERCHANT": "100000",
            "KVITT_VIPPS_WEBHOOK": WEBHOOK_SECRET,
        }

    def swish_message(self, number: str) -> tuple[str, bytes]:
        """What Swish tells of the payment by itself: where to, and its body."""
        payment = self.payments[number]
        told = {
            "id": number.upper(), "payeePaymentReference": payment.reference,
            "amount": payment.amount, "currency": payment.currency,
            "status": _SWISH_SAYS[payment.state],
        }  # fmt: skip
        return payment.told_at, json.dumps(told).encode()

    def vipps_message(
        self, number: str, *, host: str, path: str, at: datetime
    ) -> tuple[dict[str, str], bytes]:
        """What Vipps tells of the payment by itself, signed: its headers and its body."""
        payment = self.payments[number]
        told = {"msn": "100000", "reference": number, "name": _VIPPS_SAYS[payment.state],
                "success": True}  # fmt: skip
        body = json.dumps(told).encode()
        digest, sent = base64.b64encode(sha256(body).digest()).decode(), format_datetime(at, True)
        signed = f"POST\n{path}\n{sent};{host};{digest}".encode()
        signature = base64.b64encode(hmac.digest(WEBHOOK_SECRET.encode(), signed, "sha256"))
        names = "x-ms-date;host;x-ms-content-sha256"
        authorization = f"HMAC-SHA256 SignedHeaders={names}&Signature={signature.decode()}"
        headers = {"Authorization": authorization, "x-ms-date": sent, "x-ms-content-sha256": digest}
        return headers, body

    def answer(self, number: str, *, is_paid: bool) -> str:
        """The payer pays or cancels; where the payer is led back to."""
        payment = self.payments[number]
        payment.state = "paid" if is_paid else "ended"
        return payment.return_to


class _Handler(BaseHTTPRequestHandler):
    services: PaymentServices

    def do_PUT(self) -> None:
        told, number = self._told(), self.path.removeprefix(_SWISH_BEGINS).lower()
        if not self.path.startswith(_SWISH_BEGINS) or not told.get("payeePaymentReference"):
            self._json({}, 422)
            return
        self.services.payments.setdefault(
            number,
            Simulated(
                told["amount"], told["currency"], told["payeePaymentReference"], "",
                told_at=told["callbackUrl"],
            ),
        )  # fmt: skip
        token = secrets.token_hex(8)
        self.services.tokens[token] = number
        self._json({}, 201, {"PaymentRequestToken": token})

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/open":
            asked = {name: told[0] for name, told in parse_qs(place.query).items()}
            number = self.services.tokens.get(asked.get("token", ""), asked.get("number", ""))
            if number in self.services.payments and "callbackurl" in asked:
                self.services.payments[number].return_to = asked["callbackurl"]
            self._page(number)
        elif place.path.startswith(_SWISH_ASKS):
            self._tell(place.path.removeprefix(_SWISH_ASKS).lower(), "status", _SWISH_SAYS)
        elif place.path.startswith(f"{_VIPPS}/") and self._is_let_in():
            self._tell(place.path.removeprefix(f"{_VIPPS}/"), "state", _VIPPS_SAYS)
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        if self.path == "/accesstoken/get":
            right = self.headers.get("client_secret") == "simulated"
            self._json({"access_token": "let-in"} if right else {}, 200 if right else 401)
        elif self.path == "/answer":
            given = parse_qs(self._body().decode())
            number, is_paid = given.get("number", [""])[0], given.get("paid") == ["1"]
            if number in self.services.payments:
                back = self.services.answer(number, is_paid=is_paid)
                self._answer(b"", 303, {"Location": back})
            else:
                self._json({}, 404)
        elif self.path.startswith(_VIPPS) and self._is_let_in():
            self._vipps()
        else:
            self._json({}, 404)

    def _vipps(self) -> None:
        told = self._told()
        number = self.path.removeprefix(_VIPPS).removesuffix("/capture").strip("/")
        if number:
            payment = self.services.payments.get(number)
            if payment is None or payment.state != "paid":
                self._json({}, 409)
                return
            payment.is_taken = True
            self._json({"reference": number, "state": "AUTHORIZED"})
            return
        amount = told["amount"]
        reference = told["paymentDescription"].rpartition(" ")[2]
        value = as_decimal_text(amount["value"])
        new = Simulated(value, amount["currency"], reference, told["returnUrl"])
        self.services.payments.setdefault(told["reference"], new)
        leads_to = f"{self.services.address}/open?number={told['reference']}"
        self._json({"reference": told["reference"], "redirectUrl": leads_to}, 201)

    def _tell(self, number: str, name: str, words: Mapping[str, str]) -> None:
        payment = self.services.payments.get(number)
        self._json({name: words[payment.state]} if payment else {}, 200 if payment else 404)

    def _is_let_in(self) -> bool:
        return self.headers.get("Authorization") == "Bearer let-in"

    def _page(self, number: str) -> None:
        payment = self.services.payments.get(number)
        if payment is None:
            self._json({}, 404)
            return
        shown = {"number": number, "amount": payment.amount, "currency": payment.currency}
        shown["reference"] = payment.reference
        page = _PAGE.format(**{name: html.escape(told) for name, told in shown.items()})
        self._answer(page.encode(), 200, {"Content-Type": "text/html; charset=utf-8"})

    def _told(self) -> Any:
        return json.loads(self._body() or b"{}")

    def _body(self) -> bytes:
        return self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 20_000))

    def _json(
        self, told: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        kind = {"Content-Type": "application/json", **(headers or {})}
        self._answer(json.dumps(told).encode(), status, kind)

    def _answer(self, body: bytes, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: Any) -> None:
        """Nothing is logged: an address here names a payment."""
