"""The door for files from banks: any bytes in, payments or a sentence that says why not."""

import gc
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from kvitt.bank.bgmax import read_bgmax
from kvitt.bank.camt import read_camt
from kvitt.bank.ocr_giro import read_ocr_giro
from kvitt.bank.payment import BankFile, OtherEntry, Payment, UnreadableBankFile
from kvitt.bank.text_file import as_lines

DEFAULT_MAX_BYTES = 50_000_000

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BGMAX_RECORD = re.compile(rb"(05|15|20|21|22|23|25|26|27|28|29|70)[ 0-9]")
_KNOWN_BUT_UNREAD = {
    b"00TI": "PlusGiro Total IN; order camt.054 from the bank instead",
    b"01AUTOGIRO": "Autogiro; order the payments as BgMax or camt.054 instead",
    b":20:": "MT940; order camt.053 from the bank instead",
    b"{1:": "MT940; order camt.053 from the bank instead",
    b"UNA": "EDIFACT (Cremul); order camt.054 from the bank instead",
    b"UNB": "EDIFACT (Cremul); order camt.054 from the bank instead",
}


def read_bank_file(raw: bytes, *, name: str, max_bytes: int = DEFAULT_MAX_BYTES) -> BankFile:
    """The payments of a bank file, told apart by its content: BgMax, OCR giro or camt.

    Strict on money: wrong control sums leave nothing in ``payments`` and tell why in
    ``quarantined``. Raises UnreadableBankFile for bytes that are no such file, too many, or
    hostile; never any other exception.
    """
    if len(raw) > max_bytes:
        raise UnreadableBankFile(
            "{name}: {count} MB, more than the {max_bytes} MB that are read at once",
            name=name,
            count=len(raw) // 1_000_000,
            max_bytes=max_bytes // 1_000_000,
        )
    content = raw.removeprefix(_BYTE_ORDER_MARK).lstrip()
    if not content:
        raise UnreadableBankFile("{name}: the file is empty", name=name)
    if raw.startswith(_UTF_16_MARKS) or b"\0" in raw:
        raise UnreadableBankFile(
            "{name}: holds bytes that no bank file has (UTF-16 or damage); fetch it from the bank "
            "again, unopened",
            name=name,
        )
    for start, what in _KNOWN_BUT_UNREAD.items():
        if content.startswith(start):
            raise UnreadableBankFile("{name}: is {what}", name=name, what=what)
    with _collector_paused():
        return _read_recognised(raw, content, name)


def _read_recognised(raw: bytes, content: bytes, name: str) -> BankFile:
    sha256 = hashlib.sha256(raw).hexdigest()
    if content.startswith(b"<"):
        return read_camt(content, name=name, sha256=sha256)
    if content.startswith(b"NY"):
        lines, warnings = as_lines(raw, name=name)
        return _with_warnings(read_ocr_giro(lines, name=name, sha256=sha256), warnings)
    if content.startswith(b"01BGMAX") or _BGMAX_RECORD.match(content):
        lines, warnings = as_lines(raw, name=name)
        return _with_warnings(read_bgmax(lines, sha256=sha256), warnings)
    raise UnreadableBankFile(
        "{name}: is not a file that banks send payments in (BgMax, OCR giro, camt.052, camt.053, "
        "camt.054)",
        name=name,
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pauses Python's search for reference cycles: payments form none, and the search over
    hundreds of thousands of them takes as long as the reading itself."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def as_json(file: BankFile) -> dict[str, object]:
    """The file as ``kvitt bank read --json`` shows it: money in minor units, days in ISO form."""
    totals = file.totals_minor
    total_minor: object = totals
    if len(totals) < 2:
        total_minor = next(iter(totals.values()), 0)
    return {
        "format": file.format,
        "version": file.version,
        "sha256": file.sha256,
        "payments": [_payment_as_json(payment) for payment in file.payments],
        "other": [_other_as_json(entry) for entry in file.other],
        "count": len(file.payments),
        "total_minor": total_minor,
        "totals_minor": totals,
        "warnings": list(file.warnings),
        "quarantined": [quarantined._asdict() for quarantined in file.quarantined],
        "copy_mark": file.copy_mark,
    }


def _payment_as_json(payment: Payment) -> dict[str, object]:
    shown: dict[str, object] = payment._asdict()
    shown["booked_on"] = payment.booked_on.isoformat()
    shown["value_on"] = payment.value_on.isoformat()
    shown["ordered_on"] = payment.ordered_on.isoformat() if payment.ordered_on else None
    shown["references"] = [further._asdict() for further in payment.references]
    shown["payer"] = {**payment.payer._asdict(), "address": list(payment.payer.address)}
    shown["text"] = list(payment.text)
    return shown


def _other_as_json(entry: OtherEntry) -> dict[str, object]:
    shown: dict[str, object] = entry._asdict()
    shown["booked_on"] = entry.booked_on.isoformat() if entry.booked_on else None
    shown["value_on"] = entry.value_on.isoformat() if entry.value_on else None
    shown["text"] = list(entry.text)
    return shown


def _with_warnings(file: BankFile, warnings: list[str]) -> BankFile:
    if not warnings:
        return file
    return BankFile(
        format=file.format,
        version=file.version,
        sha256=file.sha256,
        payments=file.payments,
        other=file.other,
        warnings=(*warnings, *file.warnings),
        quarantined=file.quarantined,
    )
