"""Receipts: what the print house and the mail servers tell afterwards about what was sent.

Two shapes are read: the print house's CSV (key, status, day, sentence) and the delivery report of a
mail server (RFC 3464), found again by our own Message-ID.
"""

import csv
import email
import email.policy
import io
import re
from datetime import date
from email.message import EmailMessage
from typing import Literal, NamedTuple, cast

from kvitt.kernel.refusal import Refusal

Status = Literal["posted", "returned", "refused", "bounced"]
_STATUSES = ("posted", "returned", "refused")
_KEY_IN_MESSAGE_ID = re.compile(r"<(([0-9]+)-[0-9]+-[0-9]+)\.[0-9a-f]+@[^>\s]+>")
_KEY = re.compile(r"[0-9]+-[0-9]+-[0-9]+")


class UnreadableReceipt(Refusal):
    """The file is neither a receipt of the print house nor a delivery report."""


class Receipt(NamedTuple):
    """One answer about one attempt."""

    key: str
    status: Status
    on_day: date | None
    """The day of posting or return, where the receipt names it."""
    sentence: str

    @property
    def tenant_id(self) -> int:
        """The creditor whose letter it is."""
        return int(self.key.split("-")[0])

    @property
    def notice_id(self) -> int:
        """The notice that the attempt belongs to."""
        return int(self.key.split("-")[1])

    @property
    def attempt(self) -> int:
        """Which attempt at the notice it is."""
        return int(self.key.split("-")[2])


def read_receipts(raw: bytes, *, name: str) -> list[Receipt]:
    """The receipts of a file, CSV or delivery report. Raises UnreadableReceipt with the line."""
    if name.lower().endswith(".csv"):
        return _from_csv(raw, name)
    found = _from_delivery_report(raw)
    if found is None:
        raise UnreadableReceipt(
            f"{name}: this is no report about an e-mail that Kvitt sent", name=name
        )
    return found


def _from_csv(raw: bytes, name: str) -> list[Receipt]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableReceipt(
            f"{name}: a receipt is UTF-8 text; byte {problem.start} is not"
        ) from problem
    rows = csv.DictReader(io.StringIO(text))
    if not {"key", "status", "day"} <= set(rows.fieldnames or ()):
        raise UnreadableReceipt(
            f"{name}: line 1: the columns key, status, day, sentence are expected"
        )
    made = []
    for number, row in enumerate(rows, start=2):
        key, status, day = (str(row[column] or "").strip() for column in ("key", "status", "day"))
        if not _KEY.fullmatch(key):
            raise UnreadableReceipt(f"{name}: line {number}: key “{key}” is not a key of ours")
        if status not in _STATUSES:
            raise UnreadableReceipt(
                f"{name}: line {number}: status “{status}” is none of {', '.join(_STATUSES)}"
            )
        try:
            on_day = date.fromisoformat(day)
        except ValueError as problem:
            raise UnreadableReceipt(f"{name}: line {number}: day “{day}” is not a day") from problem
        made.append(
            Receipt(key, cast(Status, status), on_day, str(row.get("sentence") or "").strip())
        )
    return made


def _from_delivery_report(raw: bytes) -> list[Receipt] | None:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    failed, status, original = False, "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in cast(list[EmailMessage], part.get_payload()):
                failed = failed or str(block.get("Action", "")).strip().lower() == "failed"
                status = status or str(block.get("Status", "")).strip()
        elif kind == "message/rfc822":
            inner = cast(list[EmailMessage], part.get_payload())
            original = original or str(inner[0].get("Message-ID", ""))
        elif kind == "text/rfc822-headers":
            headers = email.message_from_string(str(part.get_payload()))
            original = original or str(headers.get("Message-ID", ""))
    found = _KEY_IN_MESSAGE_ID.search(original)
    if found is None:
        return None
    if not failed:
        return []  # delayed or relayed: the message is still on its way
    return [Receipt(found[1], "bounced", None, f"the mail came back ({status or 'no status'})")]


def message_id(key: str, sha256: bytes, domain: str) -> str:
    """Our Message-ID for an attempt: its key, the start of its document's digest, our domain."""
    return f"<{key}.{sha256[:4].hex()}@{domain}>"
