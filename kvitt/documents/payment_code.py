"""Payment code: the QR code that fills in a payment in a Swedish bank app.

The code carries the keys of the Swedish invoice QR (UsingQR): type, receiver, reference, days,
amount and account. Norway has no such code that every bank reads, so a Norwegian letter has none.
"""

import json
from dataclasses import dataclass
from typing import Any, cast

import zxingcpp

from kvitt.documents.letter_parts import Letter
from kvitt.kernel.money import as_decimal_text

_ACCOUNT_TYPES = {"bankgiro": "BG", "plusgiro": "PG"}


@dataclass(frozen=True, slots=True)
class QrModules:
    """A drawn code: modules per side, and row by row 0 for dark or 255 for light."""

    side: int
    grey: bytes


def payment_payload(letter: Letter) -> str:
    """What the QR code says, as JSON; empty where nothing is asked or no standard code exists."""
    account_type = _ACCOUNT_TYPES.get(letter.payment.account_scheme)
    if letter.country != "SE" or letter.currency != "SEK" or account_type is None:
        return ""
    if letter.asked_minor <= 0:
        return ""
    fields: dict[str, Any] = {
        "uqr": 1,
        "tp": 1,
        "nme": letter.payment.receiver_name,
        "cid": letter.payment.receiver_organisation_number,
        "iref": letter.payment.reference,
        "idt": f"{letter.invoice_issued_on:%Y%m%d}",
        "ddt": f"{letter.pay_by:%Y%m%d}",
        # The standard wants a JSON number; two decimals survive a float of this size unchanged.
        "due": float(as_decimal_text(letter.asked_minor)),
        "pt": account_type,
        "acc": letter.payment.account_display,
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
