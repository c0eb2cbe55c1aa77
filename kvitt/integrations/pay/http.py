"""One call to a payment service over HTTP, with TLS wherever it is not this machine."""

import http.client
import ipaddress
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kvitt.integrations.pay.port import ServiceAway, ServiceNotSet

TIMEOUT_SECONDS = 10
LARGEST_ANSWER = 200_000
"""Bytes; a longer answer is none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is asked."""

    host: str
    port: int
    path: str
    is_safe: bool
    certificate: str = ""
    """A file with our certificate and its key, where the service asks for one."""

    @classmethod
    def named_by(cls, setting: str, url: str, *, certificate: str = "") -> "Place":
        """The place at the address that the setting holds. Raises ServiceNotSet."""
        parts = urlsplit(url.strip())
        is_safe = parts.scheme == "https"
        if not parts.hostname or not (is_safe or (parts.scheme == "http" and _is_here(parts))):
            raise ServiceNotSet(
                "{setting} is no address of a service: write https://host/path", setting=setting
            )
        port = parts.port or (443 if is_safe else 80)
        return cls(parts.hostname, port, parts.path.rstrip("/"), is_safe, certificate)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a service answered to a call that it took."""

    headers: Mapping[str, str]
    body: Any


def call(
    place: Place, method: str, path: str, *, headers: Mapping[str, str], body: Any = None
) -> Heard:
    """Calls once and gives the answer of a success. Raises ServiceAway."""
    content = json.dumps(body).encode() if body is not None else None
    told = {"Accept": "application/json", "Content-Type": "application/json", **headers}
    connection = _connection(place)
    try:
        connection.request(method, place.path + path, body=content, headers=told)
        answer = connection.getresponse()
        answered = answer.read(LARGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as problem:
        raise ServiceAway(
            "the payment service does not answer now ({trouble}): try again later",
            trouble=type(problem).__name__,
        ) from problem
    finally:
        connection.close()
    if not 200 <= answer.status < 300 or len(answered) > LARGEST_ANSWER:
        raise ServiceAway(
            "the payment service did not take the call ({status})", status=answer.status
        )
    try:
        read = json.loads(answered) if answered.strip() else {}
    except ValueError as no:
        raise ServiceAway("the payment service's answer cannot be read: it is not JSON") from no
    return Heard({name.lower(): value for name, value in answer.getheaders()}, read)


def said(body: Any, *names: str) -> str:
    """The text at that place of an answer. Raises ServiceAway."""
    for name in names:
        body = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(body, str) or not body:
        raise ServiceAway("the payment service's answer has no {names}", names=".".join(names))
    return body


def _connection(place: Place) -> http.client.HTTPConnection:
    if not place.is_safe:
        return http.client.HTTPConnection(place.host, place.port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    if place.certificate:
        context.load_cert_chain(place.certificate)
    return http.client.HTTPSConnection(
        place.host, place.port, timeout=TIMEOUT_SECONDS, context=context
    )


def _is_here(parts: Any) -> bool:
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
