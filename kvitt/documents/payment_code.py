"""Payment code: the QR code that fills in a payment in a Swedish bank app.

The code carries the keys of the Swedish invoice QR (UsingQR): type, receiver, reference, days,
amount and account. Norway has no such code that every bank reads, so a Norwegian letter has none.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import zxingcpp

from kvitt.documents.letter_parts import Letter, PaymentWay
from kvitt.kernel.money import as_decimal_text

_ACCOUNT_TYPES = {"bankgiro": "BG", "plusgiro": "PG"}


@dataclass(frozen=True, slots=True)
class QrModules:
    """A drawn code: modules per side, and row by row 0 for dark or 255 for light."""

    side: int
    grey: bytes


def payment_payload(letter: Letter) -> str:
    """What the QR code of a letter says; empty where nothing is asked or no code exists."""
    return payload_of(
        letter.payment, country=letter.country, currency=letter.currency,
        amount_minor=letter.asked_minor, issued_on=letter.invoice_issued_on, pay_by=letter.pay_by,
    )  # fmt: skip


def payload_of(
    way: PaymentWay, *, country: str, currency: str, amount_minor: int, issued_on: date,
    pay_by: date,
) -> str:  # fmt: skip
    """What the QR code says, as JSON; empty where nothing is asked or no standard code exists."""
    account_type = _ACCOUNT_TYPES.get(way.account_scheme)
    if country != "SE" or currency != "SEK" or account_type is None or amount_minor <= 0:
        return ""
    fields: dict[str, Any] = {
        "uqr": 1,
        "tp": 1,
        "nme": way.receiver_name,
        "cid": way.receiver_organisation_number,
        "iref": way.reference,
        "idt": f"{issued_on:%Y%m%d}",
        "ddt": f"{pay_by:%Y%m%d}",
        # The standard wants a JSON number; two decimals survive a float of this size unchanged.
        "due": float(as_decimal_text(amount_minor)),
        "pt": account_type,
        "acc": way.account_display,
    }
    kept = {key: value for key, value in fields.items() if value != ""}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def as_modules(payload: str) -> QrModules:
    """The QR code (error correction M) with its quiet zone, one grey byte for each module."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = memoryview(cast(Any, zxingcpp.write_barcode_to_image(code, scale=1)))
    height, width = image.shape or (0, 0)
    if not height or height != width:
        raise ValueError("a QR code is square")
    return QrModules(side=width, grey=image.tobytes())
