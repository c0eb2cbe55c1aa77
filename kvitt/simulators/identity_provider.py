"""A broker of electronic identities on 127.0.0.1, for demo and tests: OpenID Connect, as brokers
of BankID speak it. The visitor says who to be; nothing leaves the machine.

It checks what a real one checks: the client and its secret, where it leads back to, that a code is
used once and by whoever asked for it (PKCE).
"""

import base64
import hashlib
import html
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from kvitt.simulators.loopback import listen, stop

CLAIM = "pid"
_KEY = "kvitt-simulated"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated identity</title><h1>Simulated identity</h1>
<p>For trials only. Who are you?</p><form method="post" action="/authorize">{hidden}
<p><label for="pid">Identity number</label> <input id="pid" name="pid" required></p>{people}
<p><button>Sign in</button></p></form></html>"""


@dataclass(slots=True)
class IdentityProvider:
    """The simulated broker. Use it as a context; ``people`` are offered by name."""

    client_id: str = "kvitt"
    client_secret: str = "simulated"
    people: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    _key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    _server: Any = None

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"broker": self})
        self._server = listen(handler, port=self.port)
        return self

    def __exit__(self, *raised: object) -> None:
        stop(self._server)

    @property
    def issuer(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings with which an installation uses it."""
        return {
            "KVITT_OIDC_ISSUER": self.issuer,
            "KVITT_OIDC_CLIENT": self.client_id,
            "KVITT_OIDC_SECRET": self.client_secret,
            "KVITT_OIDC_NAME": "BankID (simulated)",
            "KVITT_OIDC_IDENTITY_CLAIM": CLAIM,
        }

    def configuration(self) -> dict[str, Any]:
        """What it tells of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key that its tokens are signed with."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": _KEY, "use": "sig", "alg": "RS256"}]}

    def code_for(self, asked: Mapping[str, str]) -> str:
        """A code that is used once, for whoever asked."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = dict(asked)
        return code

    def redeem(self, given: Mapping[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, or None where the code, the client or the proof is wrong."""
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or not self._is_client(given):
            return None
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if proven != asked.get("code_challenge") or given.get("redirect_uri") != asked.get(
            "redirect_uri"
        ):
            return None
        token = secrets.token_urlsafe(16)
        self.tokens[token] = asked["pid"]
        now = datetime.now(UTC)
        claims = {
            **self.claims(asked["pid"]), "iss": self.issuer, "aud": self.client_id,
            "iat": now, "exp": now + timedelta(minutes=5), "nonce": asked.get("nonce", ""),
        }  # fmt: skip
        signed = jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": _KEY})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 300,
                "id_token": signed}  # fmt: skip

    def claims(self, number: str) -> dict[str, Any]:
        """What it vouches for: who it is at this client, and the identity number."""
        subject = hashlib.sha256(f"{self.client_id}:{number}".encode()).hexdigest()
        return {"sub": subject, CLAIM: number}

    def _is_client(self, given: Mapping[str, str]) -> bool:
        secret = given.get("client_secret", "")
        return given.get("client_id") == self.client_id and secret == self.client_secret


class _Handler(BaseHTTPRequestHandler):
    broker: IdentityProvider

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/.well-known/openid-configuration":
            self._json(self.broker.configuration())
        elif place.path == "/keys":
            self._json(self.broker.keys())
        elif place.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            number = self.broker.tokens.get(token)
            self._json(self.broker.claims(number) if number else {}, 200 if number else 401)
        elif place.path == "/authorize":
            self._page({name: told[0] for name, told in parse_qs(place.query).items()})
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length", 0)), 20_000)
        told = parse_qs(self.rfile.read(length).decode())
        given = {name: values[0] for name, values in told.items()}
        if self.path == "/authorize" and "redirect_uri" in given and "pid" in given:
            back = {"code": self.broker.code_for(given), "state": given.get("state", "")}
            self.send_response(303)
            self.send_header("Location", f"{given['redirect_uri']}?{urlencode(back)}")
            self.end_headers()
        elif self.path == "/token":
            tokens = self.broker.redeem(given | self._basic())
            self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)
        else:
            self._json({}, 404)

    def _basic(self) -> dict[str, str]:
        scheme, _, coded = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic":
            return {}
        client_id, _, secret = base64.b64decode(coded).decode().partition(":")
        return {"client_id": client_id, "client_secret": secret}

    def _page(self, asked: Mapping[str, str]) -> None:
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        people = "".join(
            f'<p><button name="pid" value="{html.escape(number)}" formnovalidate>'
            f"{html.escape(name)}</button></p>"
            for name, number in self.broker.people.items()
        )
        self._answer(_PAGE.format(hidden=hidden, people=people).encode(), "text/html")

    def _json(self, told: Mapping[str, Any], status: int = 200) -> None:
        self._answer(json.dumps(told).encode(), "application/json", status)

    def _answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: Any) -> None:
        """Nothing is logged: an address here names a person."""
