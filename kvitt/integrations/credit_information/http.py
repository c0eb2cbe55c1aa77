"""One call to a bureau over HTTP, its phases kept apart: not asked, answered, or nobody knows.

Until the connection stands nothing has been asked. Once the request is on its way an answer that
does not come is lost, not missing: the bureau may count it.
"""

import base64
import http.client
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from kvitt.integrations.credit_information.port import (
    AnswerLost,
    AnswerUnreadable,
    BureauNotAsked,
    BureauNotSet,
    BureauRefused,
)
from kvitt.kernel.money import parse_amount
from kvitt.kernel.refusal import Refusal

TIMEOUT_SECONDS = 20
LARGEST_ANSWER = 2_000_000
"""Bytes; a longer answer is none."""
_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class BureauServer:
    """Where a bureau is asked, as ``https://name:password@host/path`` names it."""

    is_safe: bool
    host: str
    port: int
    path: str
    user: str
    password: str
    price_minor: int | None
    """What one answer costs; None where that is not set."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], name: str) -> "BureauServer":
        """The server of ``KVITT_<NAME>_URL`` with its price. Raises BureauNotSet.

        Without TLS only this machine is asked.
        """
        setting = f"KVITT_{name.upper()}_URL"
        url = environ.get(setting, "").strip()
        if not url:
            raise BureauNotSet(
                "{name} is not set up: {setting} names its address", name=name, setting=setting
            )
        parts = urlsplit(url)
        is_safe = parts.scheme == "https"
        named = bool(parts.hostname and parts.username and parts.password)
        if not named or not (is_safe or (parts.scheme == "http" and _is_here(parts.hostname))):
            raise BureauNotSet(
                "{setting} is not a bureau's address: write https://name:password@host/path",
                setting=setting,
            )
        port = parts.port or (443 if is_safe else 80)
        return cls(
            is_safe, parts.hostname or "", port, parts.path.rstrip("/"),
            unquote(parts.username or ""), unquote(parts.password or ""), _price(environ, name),
        )  # fmt: skip

    @property
    def basic(self) -> str:
        """Name and password as a header tells them."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a server answered."""

    status: int
    content: bytes
    media_type: str

    @property
    def body(self) -> Any:
        """The answer as JSON. Raises AnswerUnreadable with the bytes."""
        try:
            return json.loads(self.content)
        except ValueError as no:
            raise self.unreadable("it is not JSON") from no

    def unreadable(self, why: str) -> AnswerUnreadable:
        """That the answer has not the shape that is known; its bytes are kept."""
        return AnswerUnreadable(
            "the credit bureau's answer cannot be read ({why}): read it as it came",
            content=self.content,
            media_type=self.media_type,
            why=why,
        )


def call(
    server: BureauServer, method: str, path: str, *, headers: Mapping[str, str], body: Any = None,
    is_charged: bool,
) -> Heard:  # fmt: skip
    """Calls once and gives the answer of a success.

    ``is_charged`` says whether the bureau counts the call: else an answer that does not come is no
    question that was asked. Raises BureauNotAsked, BureauRefused and AnswerLost.
    """
    kind = http.client.HTTPSConnection if server.is_safe else http.client.HTTPConnection
    connection = kind(server.host, server.port, timeout=TIMEOUT_SECONDS)
    content = json.dumps(body).encode() if body is not None else None
    told = {"Accept": "application/json", "Content-Type": "application/json", **headers}
    try:
        try:
            connection.connect()
        except OSError as problem:
            raise _not_asked(type(problem).__name__) from problem
        try:
            connection.request(method, server.path + path, body=content, headers=told)
            answer = connection.getresponse()
            heard = Heard(
                answer.status, answer.read(LARGEST_ANSWER + 1),
                answer.headers.get_content_type(),
            )  # fmt: skip
        except (OSError, http.client.HTTPException) as problem:
            raise _lost(type(problem).__name__, is_charged) from problem
    finally:
        connection.close()
    return _success(heard, is_charged)


def _success(heard: Heard, is_charged: bool) -> Heard:
    if heard.status in _BUSY:
        raise _not_asked(f"it answered {heard.status}")
    if heard.status >= 500:
        raise _lost(f"it answered {heard.status}", is_charged)
    if heard.status in (401, 403):
        raise BureauRefused(
            "the credit bureau does not let us in ({status}): see its name and password",
            status=heard.status,
        )
    if not 200 <= heard.status < 300:
        raise BureauRefused(
            "the credit bureau gives no information ({status})", status=heard.status
        )
    if len(heard.content) > LARGEST_ANSWER:
        raise heard.unreadable("it is too long")
    return heard


def _not_asked(why: str) -> BureauNotAsked:
    return BureauNotAsked("the credit bureau does not answer now ({why}): ask again later", why=why)


def _lost(why: str, is_charged: bool) -> Refusal:
    if not is_charged:
        return _not_asked(why)
    return AnswerLost(
        "the credit bureau's answer did not come ({why}): it may have been counted; see with the "
        "bureau before it is asked again",
        why=why,
    )


def _is_here(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _price(environ: Mapping[str, str], name: str) -> int | None:
    setting = f"KVITT_{name.upper()}_PRICE"
    text = environ.get(setting, "").strip()
    if not text:
        return None
    try:
        price_minor = parse_amount(text)
    except Refusal as no:
        raise BureauNotSet("{setting} is not an amount: write it as 12.50", setting=setting) from no
    if price_minor < 0:
        raise BureauNotSet("{setting} is below zero: write it as 12.50", setting=setting)
    return price_minor
