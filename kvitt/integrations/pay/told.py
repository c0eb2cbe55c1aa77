"""What a payment service tells by itself: which payment to ask about, never what became of it.

A message is taken only where it shows that the service sent it. Even then it is a reason to ask:
what counts is the service's own answer to us.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

WORD = 32
"""The letters of the word."""
REFERENCE = re.compile(r"[0-9a-f]{32}")
OLDEST = timedelta(minutes=15)
"""Policy: a signed message that is older is not taken, whoever sends it again."""


class Message(NamedTuple):
    """A call that came in, as it came."""

    method: str
    path: str
    """With the question mark and what follows, where there is one."""
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes
    at: datetime
    """When it came, with its zone."""


def word_of(secret: bytes, reference: str) -> str:
    """The word in the address that a service is given for one payment: nobody else knows it."""
    return hmac.new(secret, f"payment {reference}".encode(), sha256).hexdigest()[:WORD]


def is_word_of(word: str, reference: str, *, secret: bytes) -> bool:
    """Whether that is the word of the payment; takes the same time for each wrong one."""
    return hmac.compare_digest(word.encode(), word_of(secret, reference).encode())


def is_from_vipps(message: Message, *, secret: str) -> bool:
    """Whether the message is signed with the secret of the registered address, and is of now.

    Signed are the method, the path, the day and time, the host and the digest of the body.
    """
    headers = message.headers
    digest = base64.b64encode(sha256(message.body).digest()).decode()
    sent, host = headers.get("x-ms-date", ""), headers.get("host", "")
    signed = f"{message.method}\n{message.path}\n{sent};{host};{digest}"
    own = hmac.new(secret.encode(), signed.encode(), sha256).digest()
    is_whole = hmac.compare_digest(headers.get("x-ms-content-sha256", "").encode(), digest.encode())
    is_signed = hmac.compare_digest(_signature(headers.get("authorization", "")), own)
    return bool(secret) and is_whole and is_signed and _is_of_now(sent, message.at)


def reference_in(body: bytes) -> str | None:
    """Our own number of the payment that a message names; None where it names none."""
    try:
        told = json.loads(body)
    except ValueError:
        return None
    reference = told.get("reference") if isinstance(told, dict) else None
    is_ours = isinstance(reference, str) and REFERENCE.fullmatch(reference)
    return str(reference) if is_ours else None


def _signature(authorization: str) -> bytes:
    if not authorization.startswith("HMAC-SHA256 "):
        return b""
    found = re.search(r"(?:^|[&\s])Signature=([A-Za-z0-9+/=]+)", authorization)
    try:
        return base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        return b""


def _is_of_now(sent: str, at: datetime) -> bool:
    try:
        told = parsedate_to_datetime(sent)
    except ValueError:
        return False
    return told.tzinfo is not None and abs(at - told) <= OLDEST
